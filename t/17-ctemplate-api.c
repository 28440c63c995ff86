/* SPDX-License-Identifier: ISC */
/*
 * 17-ctemplate-api.c - the template library for programs: limits that hold,
 * what is told of failures, modifiers from code, memory from elsewhere, each
 * public function at least once.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "ctemplate/ctemplate.h"
#include "tap.h"

#define HTML "{{%AUTOESCAPE context=\"HTML\"}}"

static struct ct_template *
parse_with(const struct ct_env *env, const char *name, const char *text)
{
	struct ct_template *t;
	struct ct_error error = {0};

	if (ct_parse(&t, env, name, text, strlen(text), CT_STRIP_NONE,
		&error) != CT_OK) {
		printf("# %s:%d:%d: %s\n", name, error.line, error.column,
		    error.message);
		abort();
	}
	return t;
}

static struct ct_template *
parse(const char *text)
{
	return parse_with(NULL, "test", text);
}

static void
is_text(const struct ct_buffer *out, const char *want, const char *name)
{
	bool same =
	    out->len == strlen(want) && memcmp(out->data, want, out->len) == 0;

	if (!ok(same, "%s", name))
		printf("# \"%.*s\"\n", (int)out->len, out->data);
}

/* ----------------------------------------------------------- an allocator */

/* Counts what is in use; a size stands before each block. */
struct meter {
	size_t now, most, blocks;
};

union block {
	size_t size;
	max_align_t align;
};

static void *
meter_resize(void *data, void *p, size_t size)
{
	struct meter *m = data;
	union block *old = p ? (union block *)p - 1 : NULL, *b = NULL;
	size_t before = old ? old->size : 0;

	if (size > 0) {
		b = realloc(old, sizeof(*b) + size);
		if (b == NULL)
			return NULL;
		b->size = size;
	} else {
		free(old);
	}
	m->blocks += (b != NULL) - (before > 0);
	m->now += size - before;
	if (m->now > m->most)
		m->most = m->now;
	return b ? b + 1 : NULL;
}

/* ---------------------------------------------------------------- failures */

struct story {
	char text[600]; /* what failed was told */
	unsigned asked; /* go_on */
	unsigned allowed;
	const struct ct_template *file;
	size_t sunk, room;
};

static void
note_failure(void *data, const struct ct_failure *f)
{
	struct story *s = data;
	size_t len = strlen(s->text);

	snprintf(s->text + len, sizeof(s->text) - len,
	    "%s:%d:%d: %s %d %s: %s\n", f->in, f->line, f->column,
	    f->status == CT_INCLUDE ? "include" : "limit", (int)f->limit,
	    f->file ? f->file : "-", f->why.message);
}

static bool
go_on(void *data)
{
	struct story *s = data;

	return s->asked++ < s->allowed;
}

static const struct ct_template *
find(void *data, const char *file, enum ct_strip strip, struct ct_error *why)
{
	struct story *s = data;

	(void)strip;
	if (strcmp(file, "file") == 0)
		return s->file;
	if (strcmp(file, "broken") == 0) {
		why->line = 7;
		snprintf(why->message, sizeof(why->message), "no end");
	}
	return NULL;
}

static bool
sink(void *data, const char *bytes, size_t len)
{
	struct story *s = data;

	(void)bytes;
	s->sunk += len;
	return s->sunk <= s->room;
}

/* Expands with these limits. Returns the status; the story is in *s. */
static enum ct_status
tell(struct story *s, const struct ct_template *t, const struct ct_dict *d,
    struct ct_limits limits, struct ct_buffer *out)
{
	struct ct_expansion how = {.data = s,
	    .find = find,
	    .failed = note_failure,
	    .limits = limits,
	    .sink = out ? NULL : sink};

	s->text[0] = '\0';
	s->asked = 0;
	s->sunk = 0;
	return ct_expand_with(t, d, &how, out);
}

static void
test_includes(void)
{
	struct ct_template *t =
	    parse_with(NULL, "page", "a\n b{{>ONE}}c{{>TWO}}d{{>TWO}}");
	struct ct_dict *d = ct_dict_new();
	struct story s = {.file = NULL};
	struct ct_buffer out = {0};

	ct_add_include(d, "ONE", "lost");
	ct_add_include(d, "TWO", "broken");
	is_int(tell(&s, t, d, (struct ct_limits){0}, &out), CT_INCLUDE,
	    "includes are missing");
	is_text(&out, "a\n bcd", "and the rest is there");
	is(s.text,
	    "page:2:3: include 0 lost: \n"
	    "page:2:12: include 0 broken: no end\n"
	    "page:2:21: include 0 broken: no end\n",
	    "each is told, with its place and why");
	ct_buffer_free(&out);
	ct_dict_free(d);
	ct_template_free(t);
}

/* ------------------------------------------------------------------ limits */

/* Each j doubles a backslash. */
static void
test_ceiling(void)
{
	struct meter m = {0};
	struct ct_allocator a = {meter_resize, &m};
	struct ct_buffer out = {.max = 1 << 16, .allocator = &a};
	char text[200];
	struct ct_dict *d = ct_dict_new();
	struct ct_template *t;
	struct story s = {.file = NULL};
	int len = snprintf(text, sizeof(text), "{{V"), i;

	for (i = 0; i < 34; i++)
		len += snprintf(text + len, sizeof(text) - (size_t)len, ":j");
	snprintf(text + len, sizeof(text) - (size_t)len, ":H=url}}");
	t = parse(text);
	ct_set(d, "V", "javascript:\\");
	is_int(ct_expand(t, d, NULL, &out), CT_LIMIT,
	    "a text in the making counts against the buffer's limit");
	ok(m.most <= 4 << 16, "and takes no more memory than that allows");
	out.len = 0;
	out.status = CT_OK;
	is_int(tell(&s, t, d, (struct ct_limits){.bytes = 1 << 12}, &out),
	    CT_LIMIT, "or the expansion's");
	is(s.text, "test:1:1: limit 1 -: \n", "which is told");
	is_int((int)out.max, 1 << 16, "the buffer's own stays");
	ct_buffer_free(&out);
	ct_dict_free(d);
	ct_template_free(t);
}

/* Appends the value as it is. */
static void
pass_on(const struct ct_call *call, const char *value, size_t len,
    struct ct_buffer *out)
{
	(void)call;
	ct_buffer_add(out, value, len);
}

/* What a limit leaves of a value and of an include is nothing. */
static void
test_beginnings(void)
{
	static const char *const templates[] = {"a{{V:none:h}}", "a{{V:x-p:h}}",
	    "a{{V:h:x-p:h}}", "a{{>I:h}}", "a{{>I:x-p:h}}"};
	struct ct_env *env = ct_env_new();
	struct ct_dict *d = ct_dict_new();
	struct ct_buffer out = {0};
	struct story s = {.file = parse("<<{{V}}<<<")};
	struct ct_template *t;
	size_t i, bytes;
	bool good;

	ct_env_add_modifier(env, "x-p", pass_on, NULL, CT_UNTRUSTED);
	ct_set(d, "V", "<<<<");
	ct_set(ct_add_include(d, "I", "file"), "V", "<<<<");
	for (i = 0; i < sizeof(templates) / sizeof(*templates); i++) {
		t = parse_with(env, "test", templates[i]);
		good = true;
		for (bytes = 2; bytes < 17; bytes++) {
			out.len = 0;
			good =
			    good &&
			    tell(&s, t, d, (struct ct_limits){.bytes = bytes},
				&out) == CT_LIMIT &&
			    out.len <= bytes && out.data[0] == 'a' &&
			    memchr(out.data, '<', out.len) == NULL;
			out.status = CT_OK;
		}
		ok(good, "of %s nothing is left unfinished", templates[i]);
		ct_template_free(t);
	}
	ct_template_free((struct ct_template *)s.file);
	ct_buffer_free(&out);
	ct_dict_free(d);
	ct_env_free(env);
}

static void
test_bytes(void)
{
	struct ct_template *t = parse("12345{{V}}\n{{#T}}6{{V}}{{/T}}");
	struct ct_dict *d = ct_dict_new();
	struct story s = {.room = 100};
	struct ct_buffer out = {0};
	int i;

	ct_set(d, "V", "789");
	is_int(tell(&s, t, d, (struct ct_limits){.bytes = 9}, &out), CT_OK,
	    "as many bytes as the limit");
	is_int(tell(&s, t, d, (struct ct_limits){.bytes = 9}, &out), CT_OK,
	    "what the buffer held before does not count");
	is_int(tell(&s, t, d, (struct ct_limits){.bytes = 8}, &out), CT_LIMIT,
	    "one byte more");
	is(s.text, "test:2:1: limit 1 -: \n", "is told");
	out.len = 0;
	out.status = CT_OK;
	is_int(tell(&s, t, d, (struct ct_limits){.bytes = 6}, &out), CT_LIMIT,
	    "two bytes more in a value");
	is(s.text, "test:1:6: limit 1 -: \n", "are told");
	ok(out.len <= 6, "the buffer has no more than the limit");
	for (i = 0; i < 5000; i++)
		ct_show(ct_add_section(d, "T"), "U");
	is_int(tell(&s, t, d, (struct ct_limits){.bytes = 30000}, NULL),
	    CT_LIMIT, "a sink that takes no more");
	is(s.text, "test:2:8: limit 5 -: \n", "is told");
	s.room = 1 << 20;
	is_int(tell(&s, t, d, (struct ct_limits){.bytes = 20009}, NULL), CT_OK,
	    "as many bytes as the limit, in pieces");
	is_int((int)s.sunk, 20009, "all of them");
	is_int(tell(&s, t, d, (struct ct_limits){.bytes = 20008}, NULL),
	    CT_LIMIT, "and one more");
	ok(s.sunk <= 20008, "never gets there");
	ct_buffer_free(&out);
	ct_dict_free(d);
	ct_template_free(t);
}

static void
test_steps(void)
{
	struct ct_template *t = parse("{{#T}}{{#U}}{{/U}}{{/T}}");
	struct ct_dict *d = ct_dict_new(), *child;
	struct story s = {.allowed = 1000000};
	struct ct_buffer out = {0};
	int i;

	for (i = 0; i < 1000; i++) {
		child = ct_add_section(d, "T");
		ct_show(child, "U");
	}
	is_int(tell(&s, t, d, (struct ct_limits){.steps = 4000}, &out), CT_OK,
	    "steps enough");
	is_int(tell(&s, t, d, (struct ct_limits){.steps = 2000}, &out),
	    CT_LIMIT, "too few");
	is(s.text, "test:1:7: limit 2 -: \n", "are told");
	out.len = 0;
	out.status = CT_OK;
	is_int(tell(&s, t, d, (struct ct_limits){.go_on = go_on}, &out), CT_OK,
	    "go_on may always say yes");
	ok(s.asked >= 3, "and is asked");
	s.allowed = 2;
	is_int(tell(&s, t, d, (struct ct_limits){.go_on = go_on}, &out),
	    CT_LIMIT, "or say no");
	is_int((int)s.asked, 3, "once");
	ok(strstr(s.text, "limit 4") != NULL, "which is told");
	ct_buffer_free(&out);
	ct_dict_free(d);
	ct_template_free(t);
}

/* Each reads what the one before has written. */
static void
test_modifier_steps(void)
{
	struct ct_template *t =
	    parse("{{V:h:h:h:h:h:h:h:h:h:h:h:h:h:h:h:h:h:h}}");
	struct ct_dict *d = ct_dict_new();
	struct story s = {.file = NULL};
	struct ct_buffer out = {0};
	char value[1601];

	memset(value, 'v', 1600);
	value[1600] = '\0';
	ct_set(d, "V", value);
	is_int(tell(&s, t, d, (struct ct_limits){.steps = 210}, &out), CT_OK,
	    "steps enough for eighteen modifiers");
	out.len = 0;
	is_int(tell(&s, t, d, (struct ct_limits){.steps = 190}, &out), CT_LIMIT,
	    "too few");
	ct_buffer_free(&out);
	ct_dict_free(d);
	ct_template_free(t);
}

static void
test_below(void)
{
	struct ct_template *t = parse("{{V}}");
	struct ct_dict *outer = ct_dict_new();
	struct ct_dict *d = ct_dict_new_below(outer);
	struct ct_buffer out = {0};

	ct_set(outer, "V", "outer");
	ct_expand(t, d, NULL, &out);
	ct_dict_reset(d);
	ct_expand(t, d, NULL, &out);
	ok(out.len == 10 && memcmp(out.data, "outerouter", 10) == 0,
	    "a dictionary below another stays there when it is reset");
	ct_buffer_free(&out);
	ct_dict_free(d);
	ct_dict_free(outer);
	ct_template_free(t);
}

static void
test_depth(void)
{
	struct ct_template *t = parse("{{>I}}"), *leaf = parse("leaf");
	struct ct_dict *d = ct_dict_new(), *child = d;
	struct story s = {.file = t};
	struct ct_buffer out = {0};
	int i;

	for (i = 0; i < 3; i++)
		child = ct_add_include(child, "I", "file");
	is_int(tell(&s, t, d, (struct ct_limits){.depth = 3}, &out), CT_OK,
	    "as deep as the limit");
	is_int(tell(&s, t, d, (struct ct_limits){.depth = 2}, &out), CT_LIMIT,
	    "one include deeper");
	is(s.text, "test:1:1: limit 3 -: \n", "is told");
	out.status = CT_OK;
	for (i = 3; i < 40; i++)
		child = ct_add_include(child, "I", "file");
	is_int(tell(&s, t, d, (struct ct_limits){.depth = 0}, &out), CT_LIMIT,
	    "forty are more than usual");
	out.status = CT_OK;
	is_int(tell(&s, t, d, (struct ct_limits){.depth = 40}, &out), CT_OK,
	    "but not more than can be allowed");
	out.len = 0;
	s.file = leaf;
	is_int(tell(&s, t, d, (struct ct_limits){.depth = 1}, &out), CT_OK,
	    "includes that are not reached");
	is_text(&out, "leaf", "do not count");
	ct_buffer_free(&out);
	ct_dict_free(d);
	ct_template_free(t);
	ct_template_free(leaf);
}

/* --------------------------------------------------------------- modifiers */

/* Appends [data,expansion,arg:value]. */
static void
show_call(const struct ct_call *call, const char *value, size_t len,
    struct ct_buffer *out)
{
	char text[100];
	const char *expansion = call->expansion;
	int n = snprintf(text, sizeof(text), "[%s,%s,%s:%.*s]",
	    (const char *)call->data, expansion ? expansion : "none", call->arg,
	    (int)len, value);

	ct_buffer_add(out, text, (size_t)n);
}

static void
test_own_modifiers(void)
{
	static char data[] = "data", mine[] = "mine", last[] = "last";
	struct ct_env *env = ct_env_new();
	struct ct_dict *d = ct_dict_new();
	struct ct_expansion how = {.data = mine};
	struct ct_buffer out = {0};
	struct ct_template *t;

	is_int(
	    ct_env_add_modifier(env, "x-show=", show_call, data, CT_UNTRUSTED),
	    CT_OK, "a modifier");
	is_int(ct_env_add_modifier(env, "x-safe", show_call, last, CT_TRUSTED),
	    CT_OK, "and one that is trusted");
	is_int(ct_env_add_modifier(env, "x-safe", show_call, last, CT_TRUSTED),
	    CT_SYNTAX, "whose name is taken then");
	is_int(ct_env_add_modifier(env, "safe", show_call, last, CT_TRUSTED),
	    CT_SYNTAX, "a name must begin with x-");
	t = parse_with(env, "test",
	    HTML "{{V:x-show=5}} {{V:x-safe}} {{V:x-safe:x-show=}} "
		 "{{V:x-show=:x-safe}} <a class={{V:x-safe}}>");
	ct_set(d, "V", "<");
	is_int(ct_expand_with(t, d, &how, &out), CT_OK, "are used");
	is_text(&out,
	    "[data,mine,=5:&lt;] [last,mine,:<] "
	    "[data,mine,=:[last,mine,:&lt;]] "
	    "[last,mine,:[data,mine,=:<]] <a class=[last,mine,:<]>",
	    "what a trusted one made last is not escaped");
	ct_template_free(t);
	t = parse_with(env, "test", "{{V:x-show=1}}");
	out.len = 0;
	is_int(ct_expand(t, d, NULL, &out), CT_OK, "without an expansion");
	is_text(&out, "[data,none,=1:<]", "it gets no pointer of it");
	ct_buffer_free(&out);
	ct_dict_free(d);
	ct_template_free(t);
	ct_env_free(env);
}

static void
test_escape(void)
{
	static const struct {
		const char *modifier, *value, *want;
	} cases[] = {{"none", "<a>", "<a>"}, {"html_escape", "<\n", "&lt; "},
	    {"h", "'", "&#39;"}, {"pre_escape", "<\n", "&lt;\n"},
	    {"p", ">", "&gt;"}, {"H=pre", "\t", "\t"},
	    {"html_escape_with_arg=pre", "\t", "\t"},
	    {"H=snippet", "<b>x", "<b>x</b>"},
	    {"H=snippet", "<b><i></b>&{a&", "<b><i></b>&amp;{a&</i>"},
	    {"H=attribute", "a b", "a_b"}, {"H=url", "javascript:x", "#"},
	    {"url_query_escape", "a b&", "a+b%26"}, {"u", "=", "%3D"},
	    {"U=query", "=", "%3D"}, {"javascript_escape", "'", "\\x27"},
	    {"j", "\"", "\\x22"}, {"json_escape", "\"/", "\\\"\\/"},
	    {"o", "<", "\\u003C"}, {"J=number", "1+x", "null"},
	    {"cleanse_css", "a;b", "ab"}, {"c", "(x)", "x"},
	    {"xml_escape", "<\1", "&lt; "}, {"U=html", "x:y", "#"},
	    {"url_escape_with_arg=html", "/&", "/&amp;"},
	    {"U=javascript", "/'", "/\\x27"}, {"U=css", "/'", "/%27"},
	    {"I=html", "x:y", "/images/cleardot.gif"},
	    {"img_src_url_escape_with_arg=javascript", "x:y",
		"/images/cleardot.gif"},
	    {"I=css", "/(", "/%28"}};
	struct ct_buffer out = {0}, small = {.max = 5};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		out.len = 0;
		is_int(ct_escape(cases[i].modifier, cases[i].value,
			   strlen(cases[i].value), &out),
		    CT_OK, "%s", cases[i].modifier);
		is_text(&out, cases[i].want, cases[i].value);
	}
	ct_escape("h", "a", 1, &out);
	ok(out.len > 1, "it appends");
	out.len = 0;
	for (i = 0; i < 3; i++) {
		static const char *const bad[] = {"x-mine", "zap", "h=1"};

		is_int(ct_escape(bad[i], "a", 1, &out), CT_SYNTAX, "%s is none",
		    bad[i]);
	}
	is_int((int)out.len, 0, "and appends nothing");
	is_int(ct_escape("h", "&", 1, &small), CT_OK, "a limit is reached");
	is_int(ct_escape("h", "&", 1, &small), CT_LIMIT, "but not passed");
	out.len = 0;
	out.max = 3;
	is_int(ct_escape("h", "&", 1, &out), CT_LIMIT, "or in a warm buffer");
	is_int((long long)out.len, 3, "which holds no more than it may");
	ct_buffer_free(&out);
	ct_buffer_free(&small);
}

/* ------------------------------------------------------------------ memory */

static void
test_allocator(void)
{
	struct meter m = {0};
	struct ct_allocator a = {meter_resize, &m};
	struct ct_env *env = ct_env_new_with(&a);
	struct ct_dict *d = ct_dict_new_with(&a);
	struct ct_buffer out = {.allocator = &a};
	struct ct_template *t;
	size_t blocks = m.blocks;
	struct story s = {.room = 1000};

	ok(blocks >= 3, "environment and dictionary come from the allocator");
	ct_env_add_modifier(env, "x-show", show_call, &m, CT_UNTRUSTED);
	ok(m.blocks > blocks, "a modifier");
	blocks = m.blocks;
	t = parse_with(
	    env, "test", HTML "{{#T}}<b{{#S}} x{{/S}}>{{/T}}{{V:h:j}}");
	ok(m.blocks > blocks, "a template");
	blocks = m.blocks;
	ct_set(d, "V", "v");
	ct_show(d, "T");
	is_int(ct_expand(t, d, NULL, &out), CT_OK, "and a buffer");
	ok(m.blocks > blocks, "too");
	blocks = m.blocks;
	m.most = m.now;
	tell(&s, t, d, (struct ct_limits){0}, NULL);
	ok(m.most > m.now && m.blocks == blocks,
	    "what goes to a sink stands there meanwhile");
	ct_buffer_free(&out);
	ct_template_free(t);
	ct_dict_free(d);
	ct_env_free(env);
	is_int((long long)m.blocks, 0, "all of it is given back");
	is_int((long long)m.now, 0, "to the last byte");
}

/* NULL where there are no bytes. */
static void
test_nothing(void)
{
	struct ct_dict *d = ct_dict_new();
	struct ct_buffer out = {0};
	struct ct_template *t;
	int strip;

	for (strip = CT_STRIP_NONE; strip <= CT_STRIP_WS; strip++) {
		is_int(
		    ct_parse(&t, NULL, "", NULL, 0, (enum ct_strip)strip, NULL),
		    CT_OK, "no text is a template");
		is_int(ct_expand(t, d, NULL, &out), CT_OK, "that expands");
		is_int((long long)out.len, 0, "to nothing");
		ct_template_free(t);
	}
	t = parse("{{V}}{{W:h}}{{W:j:o:u:c}}");
	ct_set_bytes(d, "V", NULL, 0);
	ct_set_ref(d, "W", NULL, 0);
	is_int(ct_expand(t, d, NULL, &out), CT_OK, "so do values of no bytes");
	is_int(ct_escape("H=snippet", NULL, 0, &out), CT_OK, "escaped, too");
	ok(ct_buffer_add(&out, NULL, 0), "and added");
	is_int((long long)out.len, 0, "they are nothing");
	ok(!ct_buffer_add(&out, "x", SIZE_MAX), "so much no buffer holds");
	is_int(out.status, CT_NOMEM, "for want of memory");
	ct_set_bytes(d, "V", "x", SIZE_MAX);
	out.status = CT_OK;
	is_int(ct_expand(t, d, NULL, &out), CT_NOMEM, "nor a dictionary");
	ct_template_free(t);
	ct_buffer_free(&out);
	ct_dict_free(d);
}

/* Values larger than a block, and blocks that a reset keeps. */
static void
test_arena(void)
{
	static const size_t sizes[] = {20000, 10, 90000, 3, 500000};
	static char value[500000];
	struct meter m = {0};
	struct ct_allocator a = {meter_resize, &m};
	struct ct_dict *d = ct_dict_new_with(&a);
	struct ct_template *t = parse("{{V}}");
	struct ct_buffer out = {.max = 1500, .allocator = &a};
	size_t i, held;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		ct_set_bytes(d, "V", value, sizes[i]);
		ok(m.now > sizes[i], "there is room for %d bytes",
		    (int)sizes[i]);
		ct_dict_reset(d);
	}
	held = m.now;
	ct_set_bytes(d, "V", value, sizeof(value));
	is_int((long long)m.now, (long long)held, "a reset keeps it");
	ct_set_bytes(d, "V", value, 1400);
	is_int(ct_expand(t, d, NULL, &out), CT_OK, "a buffer");
	ok(out.cap <= out.max, "takes no more than it may hold");
	ct_dict_fail(d);
	is_int(ct_expand(t, d, NULL, &out), CT_NOMEM, "a caller's failure");
	ct_dict_reset(d);
	is_int(ct_expand(t, d, NULL, &out), CT_OK, "is forgotten by a reset");
	ct_buffer_free(&out);
	ct_dict_free(d);
	ct_template_free(t);
	is_int((long long)m.blocks, 0, "nothing is left");
}

/* A name takes no value, or any, or some. */
static void
test_names(void)
{
	static const struct {
		const char *name;
		enum ct_status want;
	} list[] = {{"x-two", CT_OK}, {"x-two", CT_SYNTAX},
	    {"x-two=", CT_SYNTAX}, {"x-any=5", CT_OK}, {"x-any=", CT_OK},
	    {"x-any=6", CT_OK}, {"x-any=6", CT_SYNTAX}, {"x-any", CT_SYNTAX},
	    {"x-a:b", CT_SYNTAX}, {"X-a", CT_SYNTAX}, {"", CT_SYNTAX}};
	struct ct_env *env = ct_env_new();
	struct ct_dict *d = ct_dict_new();
	struct ct_buffer out = {0};
	struct ct_template *t;
	char text[2000] = "{{V";
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(*list); i++)
		is_int(ct_env_add_modifier(env, list[i].name, show_call,
			   (void *)(uintptr_t)list[i].name, CT_UNTRUSTED),
		    list[i].want, "the modifier \"%s\"", list[i].name);
	memset(text, 'x', 300);
	text[1] = '-';
	text[300] = '\0';
	is_int(ct_env_add_modifier(env, text, show_call, NULL, CT_TRUSTED),
	    CT_SYNTAX, "a name that is too long");
	is_int(ct_env_set(env, "TEN_LETTER", "g", 1), CT_OK, "a global value");
	t = parse_with(env, "",
	    "{{TEN_LETTER}} {{V:x-any=5}} {{V:x-any=7}} {{V:x-any}} "
	    "{{V:x-two=1}}");
	ct_set(d, "V", "v");
	ct_expand(t, d, NULL, &out);
	is_text(&out, "g [x-any=5,none,=5:v] [x-any=,none,=7:v] v v",
	    "each is called for its own values");
	ct_template_free(t);
	memcpy(text, "{{V", 3);
	for (i = 3; i < 1100; i += 2)
		memcpy(text + i, ":h", 2);
	memcpy(text + i, "}}", 3);
	is_int(ct_parse(&t, NULL, "", text, strlen(text), CT_STRIP_NONE, NULL),
	    CT_SYNTAX, "five hundred modifiers are too many");
	ct_buffer_free(&out);
	ct_dict_free(d);
	ct_env_free(env);
}

static bool
measure(void *data, const struct ct_marker *m)
{
	*(size_t *)data = strlen(m->modifiers);
	return true;
}

static const struct ct_dict *
give(void *data, bool *last)
{
	if (last)
		*last = true;
	return data;
}

/* Includes in includes, many of them, and what fails in a source. */
static void
test_far(void)
{
	struct ct_template *t = parse("  {{>I}}"), *text;
	struct ct_dict *d = ct_dict_new(), *child = d;
	struct ct_dict *below = ct_dict_new_below(d);
	struct story s = {.file = t};
	struct ct_buffer out = {0};
	char want[200] = "", long_text[1000] = "{{V";
	size_t i, len = 0;

	for (i = 0; i < 30; i++)
		child = ct_add_include(child, "I", "file");
	memset(want, ' ', 62);
	is_int(tell(&s, t, d, (struct ct_limits){0}, &out), CT_OK,
	    "thirty indented includes inside each other");
	is_text(&out, want, "are indented");
	for (i = 0; i < 500; i++)
		ct_add_include(d, "I", "lost");
	is_int(tell(&s, t, d, (struct ct_limits){.steps = 300}, &out), CT_LIMIT,
	    "includes that are not there count, too");
	ct_template_free(t);
	out.status = CT_OK;
	t = parse("{{#S}}{{/S}}");
	ct_dict_fail(below);
	ct_add_source(d, "S", give, below);
	is_int(ct_expand(t, d, NULL, &out), CT_NOMEM, "a source that failed");
	for (i = 3; i < 900; i += 2)
		memcpy(long_text + i, ":h", 2);
	memcpy(long_text + i, "}}", 3);
	text = parse(long_text);
	ct_template_visit(text, measure, &len);
	ok(len > 1000 && len < 2048, "of many modifiers a visitor sees most");
	ct_template_free(text);
	ct_buffer_free(&out);
	ct_dict_free(below);
	ct_dict_free(d);
	ct_template_free(t);
}

/* A sink gets an include when it is finished, and not before. */
static void
test_held(void)
{
	static char value[20001];
	struct ct_template *t = parse("{{>I:h}}"), *file = parse("{{V}}");
	struct ct_dict *d = ct_dict_new(), *i = ct_add_include(d, "I", "file");
	struct story s = {.file = file, .room = 1 << 20};
	struct ct_buffer out = {.max = 100};

	memset(value, '<', 20000);
	ct_set(i, "V", value);
	is_int(tell(&s, t, d, (struct ct_limits){0}, NULL), CT_OK,
	    "a long include with a modifier, to a sink");
	is_int((long long)s.sunk, 80000, "is changed as a whole");
	ct_set(i, "V", "12345678");
	is_int(tell(&s, t, d, (struct ct_limits){.bytes = 5}, &out), CT_LIMIT,
	    "of two limits the lower one holds");
	ct_buffer_free(&out);
	ct_dict_free(d);
	ct_template_free(t);
	ct_template_free(file);
}

static void
test_status(void)
{
	int i;

	for (i = CT_OK; i <= CT_NOMEM; i++)
		ok(strlen(ct_status_text((enum ct_status)i)) > 5 &&
			strcmp(ct_status_text((enum ct_status)i),
			    "unknown status") != 0,
		    "%s", ct_status_text((enum ct_status)i));
	is(ct_status_text((enum ct_status)99), "unknown status", "another one");
}

int
main(void)
{
	test_includes();
	test_ceiling();
	test_beginnings();
	test_nothing();
	test_arena();
	test_names();
	test_far();
	test_held();
	test_bytes();
	test_steps();
	test_modifier_steps();
	test_below();
	test_depth();
	test_own_modifiers();
	test_escape();
	test_allocator();
	test_status();
	return tap_done();
}
