/* SPDX-License-Identifier: ISC */
/*
 * parse.c - text becomes a template: an array of nodes in the text's order,
 * where a section knows the node behind its last one.
 * It must not know dictionaries, nor what modifiers do.
 *
 * With auto-escape the page's parser (html.c) reads the text along. A section
 * may be shown or not, so behind it there may be more than one state: all are
 * kept (struct states) until the text makes them equal again. A variable must
 * need the same escaping in all of them.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

#include "internal.h"

enum { STATES_MOST = 64, NAME_MODIFIERS_MOST = 1023 };

/* The states the page may be in, none equal to another. */
struct states {
	struct html *list;
	size_t n, cap;
};

/* A section that is not closed yet; the outermost is the template itself. */
struct frame {
	struct frame *outer, *inner; /* inner: kept for the next one in here */
	uint32_t node;
	bool fresh;          /* nothing of the section was read yet */
	bool has_variable;   /* or an include */
	struct states start; /* those at its beginning */
};

struct parser {
	struct ct_template *t;
	const char *text, *end, *p;
	const char *before; /* the text that has no node yet */
	uint32_t before_len;
	const char *last; /* the text before the marker, be it empty */
	bool line_begins; /* there, if it holds no newline */
	struct delimiters delimiters;
	struct arena scratch; /* what nobody needs when all is parsed */
	struct frame *frame;  /* the innermost */
	size_t depth;         /* sections around it */
	enum context context;
	const char *context_wanted; /* the caller's, or NULL */
	struct states now;
	size_t fork; /* node plus 1 of the section that split the states */
	struct ct_error *error; /* the caller's, or NULL */
	enum ct_status status;
};

struct marker {
	char kind;        /* '#', '/', '>', '!', '%', '=', or 0: a variable */
	const char *open; /* its delimiter */
	const char *body, *end;
	const char *name_end; /* where bytes of a name end in the body */
};

/* ------------------------------------------------------ places and errors */

/* Line and column in the author's text. */
static void
locate(const struct parser *p, const char *at, int *line, int *column)
{
	struct cursor c;

	ct_cursor_init(&c, p->t);
	ct_cursor_locate(&c, (size_t)(at - p->text), line, column);
}

#ifdef __GNUC__
__attribute__((format(printf, 4, 5)))
#endif
static bool
fail_at(struct parser *p, int line, int column, const char *format, ...)
{
	struct ct_error *e = p->error;
	unsigned char *c;
	va_list ap;

	p->status = CT_SYNTAX;
	if (e == NULL)
		return false;
	e->line = line;
	e->column = column;
	va_start(ap, format);
	vsnprintf(e->message, sizeof(e->message), format, ap);
	va_end(ap);
	for (c = (unsigned char *)e->message; *c; c++)
		if (*c < 0x20 || *c == 0x7f)
			*c = '?';
	return false;
}

#define fail(p, at, ...)                                        \
	do {                                                    \
		int line_, column_;                             \
		locate(p, at, &line_, &column_);                \
		return fail_at(p, line_, column_, __VA_ARGS__); \
	} while (0)

static bool
fail_memory(struct parser *p)
{
	fail_at(p, 0, 0, "out of memory");
	p->status = CT_NOMEM;
	return false;
}

/* For %.*s: no more of a text than a message should quote. */
static int
quoted(const char *from, const char *to)
{
	return to - from > 60 ? 60 : (int)(to - from);
}

/* ------------------------------------------------------------------- nodes */

static bool
grow_nodes(struct parser *p)
{
	struct ct_template *t = p->t;
	uint32_t first = (uint32_t)(p->end - p->text) / 16 + 4;
	uint32_t cap = t->nodes_cap ? t->nodes_cap * 2 : first;
	struct node *n =
	    ct_resize(t->arena.allocator, t->nodes, cap * sizeof(*n));
	struct node_place *places = NULL;

	if (n) {
		t->nodes = n;
		places = ct_resize(
		    t->arena.allocator, t->places, cap * sizeof(*places));
	}
	if (places == NULL)
		return fail_memory(p);
	t->places = places;
	t->nodes_cap = cap;
	return true;
}

/* The node takes the text that was read before it. */
static struct node *
add_node(struct parser *p, enum node_kind kind)
{
	struct ct_template *t = p->t;
	struct node_place *place;
	struct node *n;

	if (t->nodes_len == t->nodes_cap && !grow_nodes(p))
		return NULL;
	place = &t->places[t->nodes_len];
	place->offset = (uint32_t)(p->before - p->text);
	place->section = p->depth > 0 ? p->frame->node + 1 : 0;
	n = &t->nodes[t->nodes_len++];
	*n = (struct node){.kind = (unsigned char)kind,
	    .open = p->now.n > 0 ? (unsigned char)ct_html_open(p->now.list) : 0,
	    .text = p->before,
	    .text_len = p->before_len};
	p->before_len = 0;
	return n;
}

/* A node with a name: the name is copied, for tools want it NUL-terminated. */
static struct node *
add_named(struct parser *p, enum node_kind kind, const struct marker *m)
{
	static const enum name_kind kinds[] = {[NODE_VARIABLE] = NAME_VARIABLE,
	    [NODE_SECTION] = NAME_SECTION,
	    [NODE_INCLUDE] = NAME_INCLUDE};
	size_t len = (size_t)(m->name_end - m->body);
	char *name = ct_arena_copy(&p->t->arena, m->body, len);
	struct node *n;

	if (name == NULL) {
		fail_memory(p);
		return NULL;
	}
	n = add_node(p, kind);
	if (n == NULL)
		return NULL;
	p->t->places[n - p->t->nodes].offset = (uint32_t)(m->open - p->text);
	n->name = (struct name){
	    name, (uint32_t)len, hash_name(name, len, kinds[kind])};
	return n;
}

/* --------------------------------------------------- the states of the page */

/* Makes room for cap states; their memory is the parser's. */
static bool
grow_states(struct parser *p, struct states *s, size_t cap)
{
	struct html *list = ct_arena_alloc(&p->scratch, cap * sizeof(*list));

	if (list == NULL)
		return fail_memory(p);
	if (s->n > 0)
		memcpy(list, s->list, s->n * sizeof(*list));
	s->list = list;
	s->cap = cap;
	return true;
}

static bool
add_state(struct parser *p, struct states *s, const struct html *h)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (same_html(&s->list[i], h))
			return true;
	if (s->n == s->cap && !grow_states(p, s, s->n ? s->n * 2 : 2))
		return false;
	memcpy(&s->list[s->n++], h, html_size(h));
	return true;
}

static bool
copy_states(struct parser *p, struct states *to, const struct states *from)
{
	size_t i;

	to->n = 0;
	if (to->cap < from->n && !grow_states(p, to, from->n))
		return false;
	for (i = 0; i < from->n; i++)
		memcpy(&to->list[i], &from->list[i], html_size(&from->list[i]));
	to->n = from->n;
	return true;
}

/* Drops the doubles that reading on has made. */
static void
merge_states(struct states *s)
{
	size_t i, j, n = 0;

	for (i = 0; i < s->n; i++) {
		for (j = 0; j < n; j++)
			if (same_html(&s->list[i], &s->list[j]))
				break;
		if (j == n && n++ != i)
			memcpy(
			    &s->list[j], &s->list[i], html_size(&s->list[i]));
	}
	s->n = n;
}

/* The section that split the states is to blame for what they differ in. */
static bool
fail_fork(struct parser *p)
{
	uint32_t n = (uint32_t)(p->fork - 1);

	fail(p, p->text + p->t->places[n].offset,
	    "the section \"%.60s\" may leave the page in two contexts",
	    p->t->nodes[n].name.bytes);
}

static bool
check_places(struct parser *p, const struct states *with)
{
	size_t i;

	for (i = 0; i < p->now.n; i++)
		if (!ct_html_same_place(&with->list[0], &p->now.list[i]))
			return fail_fork(p);
	return true;
}

static bool
read_page(struct parser *p, const char *text, size_t len, const char *at)
{
	struct html *h;
	size_t i, good;

	for (i = 0; i < p->now.n; i++) {
		h = &p->now.list[i];
		good = ct_html_feed(h, text, len);
		if (good == len)
			continue;
		if (i > 0)
			return fail_fork(p);
		if (ct_html_place(h) == HTML_ATTR ||
		    ct_html_place(h) == HTML_TAG)
			fail(p, at ? at : text + good,
			    "this byte cannot stand in a tag");
		fail(p, at ? at : text + good, "%s",
		    ct_html_place(h) == HTML_COMMENT
			? "the variable before it may end the comment"
		    : ct_html_in_css(h)
			? text[good] == '('
			      ? "the variable before it may be \"url\""
			      : "the variable before it may be empty"
		    : ct_html_place(h) == HTML_VALUE && text[good] == ':'
			? "the variable before it may be \"javascript\""
			: "browsers may read this in two ways");
	}
	if (p->now.n > 1)
		merge_states(&p->now);
	return true;
}

static bool
is_kind(char c)
{
	static const bool kinds[256] = {['#'] = true,
	    ['/'] = true,
	    ['>'] = true,
	    ['!'] = true,
	    ['%'] = true,
	    ['='] = true};

	return kinds[(unsigned char)c];
}

static bool
is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* For a variable in a tag an equals sign may stand behind white space. */
static enum next
look_behind(const struct parser *p, const struct marker *m)
{
	const struct delimiters *d = &p->delimiters;
	const char *at = m->end + d->close_len, *next = at;

	if ((size_t)(p->end - at) > d->open_len &&
	    same_bytes(at, d->open, d->open_len)) {
		at += d->open_len;
		return is_kind(*at) || strncmp(at, "BI_", 3) == 0 ? NEXT_END
								  : NEXT_OTHER;
	}
	while (next < p->end && is_white(*next))
		next++;
	if (next == p->end || (next > at && *next != '=') || *next == '>')
		return NEXT_END;
	return *next == '/'   ? NEXT_SLASH
	       : *next == '*' ? NEXT_STAR
	       : *next == ':' ? NEXT_COLON
			      : NEXT_OTHER;
}

/* The modifier that all possible states ask for; then steps over a value. */
static bool
choose_for(struct parser *p, const struct marker *m, enum modifier_id *chosen)
{
	enum next next = look_behind(p, m);
	enum modifier_id other;
	const char *why = "";
	size_t i;

	if (p->now.n == 0)
		return ct_choose_modifier(chosen, p->context, NULL, next, &why);
	for (i = 0; i < p->now.n; i++) {
		if (!ct_choose_modifier(
			&other, p->context, &p->now.list[i], next, &why)) {
			if (i > 0)
				return fail_fork(p);
			fail(p, m->open, "no escaping is safe here: %s", why);
		}
		*chosen = i > 0 ? ct_modifier_both(*chosen, other) : other;
		if (*chosen == MOD_NONE)
			return fail_fork(p);
	}
	for (i = 0; i < p->now.n; i++)
		ct_html_insert(&p->now.list[i], next);
	if (p->now.n > 1)
		merge_states(&p->now);
	return true;
}

/*
 * A variable in a section is escaped for the first iteration. The second one
 * begins where the first has ended, which must not be in (or out of) a
 * script's string if the first began out of (or in) one.
 */
static bool
check_repeat(struct parser *p, const struct frame *f)
{
	size_t i;

	for (i = 0; f->has_variable && i < p->now.n; i++)
		if (!ct_html_may_repeat(&f->start.list[0], &p->now.list[i]))
			return fail_fork(p);
	return true;
}

/* Behind a section the page is where it was before it, or where it is now. */
static bool
join_states(struct parser *p, struct frame *f)
{
	size_t i, n = p->now.n;

	if (n == 0 || (n == 1 && f->start.n == 1 &&
			  same_html(p->now.list, f->start.list)))
		return true;
	p->fork = f->node + 1;
	if (!check_places(p, &f->start) || !check_repeat(p, f))
		return false;
	for (i = 0; i < f->start.n; i++)
		if (!add_state(p, &p->now, &f->start.list[i]))
			return false;
	return p->now.n <= STATES_MOST || fail_fork(p);
}

/* -------------------------------------------------------------------- text */

static bool
take_text(struct parser *p, const char *text, size_t len)
{
	p->last = text;
	p->line_begins = p->frame->fresh;
	p->frame->fresh = false;
	if (len == 0)
		return true;
	if (p->before_len > 0 && add_node(p, NODE_TEXT) == NULL)
		return false;
	p->before = text;
	p->before_len = (uint32_t)len;
	return read_page(p, text, len, NULL);
}

/* ----------------------------------------------------------------- markers */

static inline bool
is_name_byte(char c)
{
	static const bool legal[256] = {BYTES_ALNUM(true), ['_'] = true};

	return legal[(unsigned char)c];
}

/* The number of bytes at p that a name may hold. */
static size_t
span_name(const char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len && is_name_byte(p[i]); i++)
		;
	return i;
}

bool
ct_name_is_legal(const char *name, size_t len)
{
	return len <= CT_MAX_NAME && span_name(name, len) == len;
}

static bool
fail_name(struct parser *p, const struct marker *m)
{
	const char *colon = memchr(m->body, ':', (size_t)(m->end - m->body));

	fail(p, m->open, "illegal name \"%.*s\"",
	    quoted(m->body, colon ? colon : m->end), m->body);
}

static inline bool
check_name(struct parser *p, const struct marker *m)
{
	if (m->name_end < m->end && *m->name_end != ':')
		return fail_name(p, m);
	if (m->end - m->body > NAME_MODIFIERS_MOST ||
	    m->name_end - m->body > CT_MAX_NAME)
		fail(p, m->open, "the name is too long");
	return true;
}

static size_t
count_modifiers(const char *p, const char *end)
{
	size_t n = 0;

	for (; p < end; p++)
		n += *p == ':';
	return n;
}

/*
 * Fills list with the modifiers written behind the name. The list has room
 * for two more: the automatic one and the indent.
 */
static bool
take_modifiers(
    struct parser *p, const struct marker *m, struct modifier **list, size_t *n)
{
	const char *text = m->name_end;
	size_t count = count_modifiers(text, m->end);
	const char *end, *error;
	struct modifier *found;

	*n = 0;
	*list = ct_arena_alloc(&p->t->arena, (count + 2) * sizeof(**list));
	if (*list == NULL)
		return fail_memory(p);
	for (; text < m->end; text = end) {
		text++;
		end = memchr(text, ':', (size_t)(m->end - text));
		if (end == NULL)
			end = m->end;
		found = &(*list)[(*n)++];
		error = ct_modifier_find(
		    found, p->t->env, &p->t->arena, text, (size_t)(end - text));
		if (error && found->id == MOD_CUSTOM)
			return fail_memory(p); /* it only needed a copy */
		if (error)
			fail(p, m->open, "%s: \"%.*s\"", error,
			    quoted(text, end), text);
	}
	return true;
}

/* BI_SPACE and BI_NEWLINE are text to the page, whatever their value. */
static const char *
built_in_text(const struct node *n)
{
	if (n->name.bytes[0] != 'B')
		return NULL;
	if (strcmp(n->name.bytes, "BI_SPACE") == 0)
		return " ";
	return strcmp(n->name.bytes, "BI_NEWLINE") == 0 ? "\n" : NULL;
}

static bool
escape_variable(struct parser *p, const struct marker *m, struct node *n,
    struct modifier *list)
{
	enum modifier_id chosen;
	const char *text = built_in_text(n);

	if (text)
		return read_page(p, text, 1, m->open);
	if (!choose_for(p, m, &chosen))
		return false;
	if (n->modifiers_len == 0) {
		n->u.modifiers = ct_modifier_plain(chosen);
		n->modifiers_len = 1;
	} else if (ct_choose_is_needed(&chosen, list, n->modifiers_len)) {
		list[n->modifiers_len++] = *ct_modifier_plain(chosen);
	}
	return true;
}

static bool
take_variable(struct parser *p, const struct marker *m)
{
	struct modifier *list = NULL;
	struct node *n;
	size_t count = 0, i;

	if (!check_name(p, m) ||
	    (m->name_end < m->end && !take_modifiers(p, m, &list, &count)))
		return false;
	n = add_named(p, NODE_VARIABLE, m);
	if (n == NULL)
		return false;
	n->u.modifiers = list;
	n->modifiers_len = (unsigned short)count;
	for (i = 0; i < count; i++)
		n->unescaped = n->unescaped || list[i].id == MOD_NONE;
	p->frame->has_variable = true;
	if (p->context != CONTEXT_MANUAL && !escape_variable(p, m, n, list))
		return false;
	if (n->modifiers_len == 1)
		n->only = (unsigned char)n->u.modifiers->id;
	return true;
}

/* The length of the white space before the marker, if it begins the line. */
static size_t
measure_indent(const struct parser *p, const struct marker *m)
{
	const char *at = m->open;

	while (at > p->last && (at[-1] == ' ' || at[-1] == '\t'))
		at--;
	if (at > p->last ? at[-1] == '\n' : p->line_begins)
		return (size_t)(m->open - at);
	return 0;
}

static bool
take_include(struct parser *p, const struct marker *m)
{
	struct modifier *list;
	struct node *n;
	size_t count, indent;

	if (!check_name(p, m) || !take_modifiers(p, m, &list, &count))
		return false;
	indent = measure_indent(p, m);
	if (indent > 0)
		list[count++] = (struct modifier){
		    MOD_PREFIX_LINE, m->open - indent, indent, "", NULL};
	n = add_named(p, NODE_INCLUDE, m);
	if (n == NULL)
		return false;
	n->u.modifiers = list;
	n->modifiers_len = (unsigned short)count;
	return true;
}

/* A name without modifiers. */
static bool
take_section_name(struct parser *p, const struct marker *m)
{
	if (!check_name(p, m))
		return false;
	if (m->name_end < m->end)
		fail(p, m->open, "a section takes no modifiers");
	return true;
}

/* Whether name is SECTION_separator of the section around it. */
static bool
is_separator(const struct parser *p, const struct marker *m)
{
	static const char suffix[] = "_separator";
	size_t len = (size_t)(m->end - m->body), n = sizeof(suffix) - 1;
	const struct node *outer;

	if (p->depth == 0)
		return false;
	outer = &p->t->nodes[p->frame->node];
	return len == outer->name.len + n &&
	       memcmp(m->body, outer->name.bytes, outer->name.len) == 0 &&
	       memcmp(m->body + outer->name.len, suffix, n) == 0;
}

static bool
open_frame(struct parser *p, uint32_t node)
{
	struct frame *outer = p->frame, *f = outer ? outer->inner : NULL;

	if (f == NULL) {
		f = ct_arena_alloc(&p->scratch, sizeof(*f));
		if (f == NULL)
			return fail_memory(p);
		*f = (struct frame){.outer = outer};
		if (outer)
			outer->inner = f;
	}
	f->node = node;
	f->fresh = true;
	f->has_variable = false;
	p->frame = f;
	p->depth += outer != NULL;
	return true;
}

static bool
take_section(struct parser *p, const struct marker *m)
{
	uint32_t at = p->t->nodes_len;
	size_t i;

	if (!take_section_name(p, m))
		return false;
	if (p->depth == CT_MAX_NESTING)
		fail(p, m->open, "more than %d sections inside each other",
		    CT_MAX_NESTING);
	if (is_separator(p, m))
		p->t->nodes[p->frame->node].u.section.separator = at;
	if (add_named(p, NODE_SECTION, m) == NULL)
		return false;
	if (!open_frame(p, at) || !copy_states(p, &p->frame->start, &p->now))
		return false;
	for (i = 0; i < p->now.n; i++)
		ct_html_repeat(&p->now.list[i]);
	return true;
}

static bool
take_section_end(struct parser *p, const struct marker *m)
{
	struct frame *f = p->frame;
	struct node *n = p->depth > 0 ? &p->t->nodes[f->node] : NULL;

	if (!take_section_name(p, m))
		return false;
	if (n == NULL)
		fail(p, m->open, "the section \"%.*s\" ends but never began",
		    quoted(m->body, m->end), m->body);
	if (n->name.len != (size_t)(m->end - m->body) ||
	    memcmp(n->name.bytes, m->body, n->name.len) != 0)
		fail(p, m->open,
		    "the section \"%.*s\" ends inside the section \"%.60s\"",
		    quoted(m->body, m->end), m->body, n->name.bytes);
	n->u.section.end = p->t->nodes_len;
	if (add_node(p, NODE_END) == NULL)
		return false;
	p->frame = f->outer;
	p->frame->has_variable |= f->has_variable;
	p->depth--;
	return join_states(p, f);
}

static bool
take_delimiters(struct parser *p, const struct marker *m)
{
	if (!ct_delimiters_parse(
		&p->delimiters, m->body, (size_t)(m->end - m->body)))
		fail(p, m->open, "bad delimiters: {{=A B=}} is meant");
	return true;
}

/* ----------------------------------------------------------------- pragmas */

struct pragma {
	const char *context, *state; /* NULL: not given */
	size_t context_len, state_len;
};

static bool
is_word(const char *text, size_t len, const char *word)
{
	size_t i;

	if (len != strlen(word))
		return false;
	for (i = 0; i < len; i++)
		if ((text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32
						      : text[i]) != word[i])
			return false;
	return true;
}

/* Reads ` name="value"`, the first of each name. Returns its end, or NULL. */
static const char *
take_attribute(struct pragma *out, const char *p, const char *end)
{
	const char *eq, *value, *quote;

	if (*p++ != ' ')
		return NULL;
	eq = memchr(p, '=', (size_t)(end - p));
	if (eq == NULL || end - eq < 3 || eq[1] != '"')
		return NULL;
	value = eq + 2;
	quote = memchr(value, '"', (size_t)(end - value));
	while (quote && quote[-1] == '\\') {
		quote++;
		quote = memchr(quote, '"', (size_t)(end - quote));
	}
	if (quote == NULL)
		return NULL;
	if (is_word(p, (size_t)(eq - p), "context")) {
		if (out->context == NULL) {
			out->context = value;
			out->context_len = (size_t)(quote - value);
		}
	} else if (is_word(p, (size_t)(eq - p), "state")) {
		if (out->state == NULL) {
			out->state = value;
			out->state_len = (size_t)(quote - value);
		}
	} else {
		return NULL;
	}
	return quote + 1;
}

static const struct {
	const char *names[2]; /* upper or lower case, but not mixed */
	enum context context;
	enum html_mode mode;
} contexts[] = {
    {{"HTML", "html"}, CONTEXT_HTML, HTML_MODE_PAGE},
    {{"JAVASCRIPT", "javascript"}, CONTEXT_JS, HTML_MODE_JS},
    {{"CSS", "css"}, CONTEXT_CSS, HTML_MODE_CSS},
    {{"JSON", "json"}, CONTEXT_JSON, HTML_MODE_JSON},
    {{"XML", "xml"}, CONTEXT_XML, HTML_MODE_PAGE},
};
enum { CONTEXTS = sizeof(contexts) / sizeof(*contexts) };

static const char no_context[] =
    "the context must be HTML, JAVASCRIPT, CSS, JSON or XML";

static bool
is_exactly(const char *text, size_t len, const char *word)
{
	return len == strlen(word) && memcmp(text, word, len) == 0;
}

static bool
start_page(struct parser *p, enum html_mode mode)
{
	p->now.n = 0;
	if (p->context == CONTEXT_XML)
		return true;
	if (p->now.cap == 0 && !grow_states(p, &p->now, 2))
		return false;
	ct_html_init(&p->now.list[p->now.n++], mode);
	return true;
}

static bool
take_context(struct parser *p, const struct marker *m, const struct pragma *g)
{
	enum html_mode mode;
	size_t i, j = 0;

	for (i = 0; i < CONTEXTS; i++)
		for (j = 0; g->context && j < 2; j++)
			if (is_exactly(g->context, g->context_len,
				contexts[i].names[j]))
				goto found;
	fail(p, m->open, "%s", no_context);
found:
	if (p->context_wanted &&
	    strcmp(p->context_wanted, contexts[i].names[0]) != 0)
		fail(p, m->open, "the context must be %s here",
		    p->context_wanted);
	p->context = contexts[i].context;
	mode = contexts[i].mode;
	if (p->context_wanted && g->state &&
	    !is_exactly(g->state, g->state_len, "default"))
		fail(p, m->open, "the state must be \"default\" here");
	if (g->state && p->context == CONTEXT_HTML &&
	    (is_exactly(g->state, g->state_len, "IN_TAG") ||
		is_exactly(g->state, g->state_len, "in_tag")))
		mode = HTML_MODE_IN_TAG;
	else if (g->state && !is_exactly(g->state, g->state_len, "default"))
		fail(p, m->open, "unknown state \"%.*s\"",
		    quoted(g->state, g->state + g->state_len), g->state);
	p->t->autoescapes = true;
	return start_page(p, mode);
}

/* Until a pragma tells more. */
static bool
start_wanted(struct parser *p)
{
	size_t i;

	if (p->context_wanted == NULL)
		return true;
	for (i = 0; i < CONTEXTS; i++)
		if (strcmp(p->context_wanted, contexts[i].names[0]) == 0) {
			p->context = contexts[i].context;
			return start_page(p, contexts[i].mode);
		}
	return fail_at(p, 0, 0, "%s", no_context);
}

static bool
take_pragma(struct parser *p, const struct marker *m)
{
	const char *end = memchr(m->body, ' ', (size_t)(m->end - m->body)), *at;
	struct pragma g = {NULL, NULL, 0, 0};

	at = end ? end : m->end;
	if (!is_word(m->body, (size_t)(at - m->body), "autoescape"))
		fail(p, m->open, "unknown pragma \"%.*s\"", quoted(m->body, at),
		    m->body);
	while (at < m->end) {
		at = take_attribute(&g, at, m->end);
		if (at == NULL)
			fail(p, m->open,
			    "bad pragma: {{%%AUTOESCAPE context=\"HTML\"}} is "
			    "meant");
	}
	if (p->depth > 0 || p->t->nodes_len > 0 || p->before_len > 0 ||
	    p->t->autoescapes)
		fail(p, m->open, "a pragma must be the first thing");
	return take_context(p, m, &g);
}

/* ------------------------------------------------------------- the parser */

/* Finds the marker's end. p->p stands behind the opening delimiter. */
static bool
find_marker(struct parser *p, struct marker *m)
{
	const struct delimiters *d = &p->delimiters;
	const char *eq;

	m->open = p->p - d->open_len;
	m->body = p->p;
	m->kind = is_kind(*p->p) ? *p->p : 0;
	if (m->kind && m->kind != '=')
		m->body++;
	if (m->kind == '=') {
		/* The new delimiters may hold the old ones. */
		eq = memchr(p->p + 1, '=', (size_t)(p->end - p->p) - 1);
		if (eq && (size_t)(p->end - eq) - 1 >= d->close_len &&
		    memcmp(eq + 1, d->close, d->close_len) == 0) {
			m->end = eq + 1;
			return true;
		}
	}
	/* Most bodies are a name, which cannot hold the delimiter. */
	m->name_end = m->body;
	if (d->close_len > 0 && !is_name_byte(d->close[0]))
		m->name_end += span_name(m->body, (size_t)(p->end - m->body));
	m->end = m->name_end;
	if ((size_t)(p->end - m->end) < d->close_len ||
	    !same_bytes(m->end, d->close, d->close_len))
		m->end = ct_find_bytes(
		    m->end, (size_t)(p->end - m->end), d->close, d->close_len);
	if (m->end == NULL)
		fail(p, m->open, "the marker has no end");
	if (m->name_end == m->body)
		m->name_end += span_name(m->body, (size_t)(m->end - m->body));
	return true;
}

/* Behind a marker that prints nothing of its own. */
static const char *
skip_newline(const struct parser *p, const char *at)
{
	if (p->end - at >= 2 && at[0] == '\\' && at[1] == '\n')
		return at + 1;
	return at;
}

static bool
take_marker(struct parser *p)
{
	struct marker m;
	size_t close_len = p->delimiters.close_len;
	bool good = true;

	if (!find_marker(p, &m))
		return false;
	if (m.kind == '\0')
		good = take_variable(p, &m);
	else if (m.kind == '#')
		good = take_section(p, &m);
	else if (m.kind == '/')
		good = take_section_end(p, &m);
	else if (m.kind == '>')
		good = take_include(p, &m);
	else if (m.kind == '%')
		good = take_pragma(p, &m);
	else if (m.kind == '=')
		good = take_delimiters(p, &m);
	p->p = m.end + close_len;
	if (m.kind != '\0')
		p->p = skip_newline(p, p->p);
	return good;
}

/* The beginning of the next marker, or the end; the last of many braces. */
static const char *
find_open(const struct parser *p)
{
	const struct delimiters *d = &p->delimiters;
	const char *at =
	    ct_find_bytes(p->p, (size_t)(p->end - p->p), d->open, d->open_len);

	while (at && (size_t)(p->end - at) > d->open_len &&
	       same_bytes(at + 1, d->open, d->open_len))
		at++;
	return at;
}

static bool
parse_text(struct parser *p)
{
	const char *open;

	while (p->p < p->end) {
		open = find_open(p);
		if (!take_text(
			p, p->p, (size_t)((open ? open : p->end) - p->p)))
			return false;
		p->p = open ? open + p->delimiters.open_len : p->end;
		/* An opening delimiter that ends the text is nothing. */
		if (p->p < p->end && !take_marker(p))
			return false;
	}
	if (p->depth > 0)
		fail(p, p->text + p->t->places[p->frame->node].offset,
		    "the section \"%.60s\" never ends",
		    p->t->nodes[p->frame->node].name.bytes);
	return add_node(p, NODE_END) != NULL &&
	       (p->now.n < 2 || check_places(p, &p->now));
}

/* Fills t->text with the text, thinned. */
static bool
copy_text(struct parser *p, const char *text, size_t len)
{
	struct ct_template *t = p->t;
	size_t n = strlen(t->name);

	if (n > 3 && strcmp(t->name + n - 3, ".js") == 0 &&
	    t->strip == CT_STRIP_WS)
		t->strip = CT_STRIP_BLANK;
	if (t->strip != CT_STRIP_NONE) {
		len = ct_strip_text(t->text, &t->origins, text, len, t->strip);
		if (len == (size_t)-1)
			return fail_memory(p);
	} else if (len > 0) {
		memcpy(t->text, text, len);
	}
	t->text[len] = '\0';
	p->text = p->p = p->before = t->text;
	p->end = t->text + len;
	ct_delimiters_init(&p->delimiters);
	return true;
}

/* With room for a text of len bytes; or NULL. */
static struct ct_template *
new_template(const struct ct_allocator *a, const struct ct_env *env,
    const char *name, size_t len, enum ct_strip strip)
{
	struct ct_template *t = ct_resize(a, NULL, sizeof(*t) + len + SLACK);

	if (t == NULL)
		return NULL;
	*t = (struct ct_template){.env = env, .strip = strip};
	t->arena.allocator = t->origins.allocator = a;
	t->name = ct_arena_copy(&t->arena, name, strlen(name));
	if (t->name)
		return t;
	ct_template_free(t);
	return NULL;
}

enum ct_status
ct_parse_as(struct ct_template **out, const struct ct_env *env,
    const char *context, const char *name, const char *text, size_t len,
    enum ct_strip strip, struct ct_error *err)
{
	const struct ct_allocator *a = ct_env_allocator(env);
	struct parser p = {.context_wanted = context,
	    .scratch = {.allocator = a},
	    .error = err};

	*out = NULL;
	if (err) {
		err->line = err->column = 0;
		err->message[0] = '\0';
	}
	if (len == 0)
		text = ""; /* it may be NULL */
	if (len > CT_MAX_TEMPLATE)
		fail_at(&p, 1, 1, "the template is too large");
	else if ((p.t = new_template(a, env, name, len, strip)) == NULL)
		fail_memory(&p);
	else if (copy_text(&p, text, len) && open_frame(&p, 0) &&
		 start_wanted(&p) && parse_text(&p))
		*out = p.t;
	else
		ct_template_free(p.t);
	ct_arena_free(&p.scratch);
	return p.status;
}

enum ct_status
ct_parse(struct ct_template **out, const struct ct_env *env, const char *name,
    const char *text, size_t len, enum ct_strip strip, struct ct_error *err)
{
	return ct_parse_as(out, env, NULL, name, text, len, strip, err);
}
