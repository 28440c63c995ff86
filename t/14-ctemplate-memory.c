/* SPDX-License-Identifier: ISC */
/*
 * 14-ctemplate-memory.c - every allocation of the template library fails
 * once, in turn: the answer is then CT_NOMEM (or NULL) and nothing leaks.
 */
#include "ctemplate/ctemplate.h"
#include "failing.h"
#include "tap.h"

static const char template[] =
    "{{%AUTOESCAPE context=\"HTML\"}}<p {{A:x-one:h}}>{{#T}}<b{{#S}} c{{/S}}>"
    "{{V:h:j:p}}{{/T}}\n  {{>I}}\n\n{{!c}}\n{{D:x-one:x-one=2}}";
static const char included[] = "{{#T}}{{V}}\n{{/T}}{{=| |=}}|V|";

static void
repeat(void *data, const char *value, size_t len, const char *arg,
    struct ct_buffer *out)
{
	(void)data;
	(void)arg;
	ct_buffer_add(out, value, len);
	ct_buffer_add(out, value, len);
}

static const struct ct_template *
find(void *data, const char *file, enum ct_strip strip)
{
	(void)file;
	(void)strip;
	return data;
}

static void
fill(struct ct_dict *d)
{
	static char large[10000];
	char name[20];
	int i;

	memset(large, '<', sizeof(large));
	for (i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "N%d", i);
		ct_set_int(d, name, i);
		ct_set(ct_add_section(d, "T"), "V", name);
	}
	ct_show(d, "S");
	ct_show_global(d, "T");
	ct_set_global(d, "D", "d", 1);
	ct_set_and_show(d, "V", "T", large, sizeof(large));
	ct_set(ct_add_include(d, "I", "file"), "V", "v");
}

/* Many names and modifiers, so that there is more to allocate. */
static enum ct_status
parse_large(struct ct_template **t, const struct ct_env *env)
{
	char text[20000];
	size_t len = 0;
	int i;

	for (i = 0; i < 60; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "{{#S}}{{NAME%0*d:x-%0*d}}{{/S}}", i * 2, i, 200 - i, i);
	return ct_parse(t, env, "large", text, len, CT_STRIP_WS, NULL);
}

/* Everything once. Returns CT_NOMEM wherever memory ran out. */
static enum ct_status
run(struct ct_buffer *out)
{
	struct ct_template *t = NULL, *file = NULL, *large = NULL;
	struct ct_env *env = ct_env_new();
	struct ct_dict *d = ct_dict_new();
	struct ct_loader loader = {find, NULL};
	enum ct_status status = CT_NOMEM;

	if (env == NULL || d == NULL)
		goto out;
	status = ct_env_modifier(env, "x-one", repeat, NULL);
	if (status == CT_OK)
		status = ct_env_set(env, "G", "g", 1);
	if (status == CT_OK)
		status = ct_parse(&t, env, "t", template, sizeof(template) - 1,
		    CT_STRIP_BLANK, NULL);
	if (status == CT_OK)
		status = ct_parse(&file, env, "f", included,
		    sizeof(included) - 1, CT_STRIP_NONE, NULL);
	if (status == CT_OK)
		status = parse_large(&large, env);
	if (status != CT_OK)
		goto out;
	loader.data = file;
	fill(d);
	status = ct_expand(t, d, &loader, out);
out:
	ct_template_free(t);
	ct_template_free(file);
	ct_template_free(large);
	ct_dict_free(d);
	ct_env_free(env);
	return status;
}

/* The second page must not ask for memory at all. */
static void
test_warm(void)
{
	static const char page[] =
	    "{{#T}}{{V:h:j}}{{N0:p}}{{/T}}\n  {{>I:h}}{{N1}}";
	struct ct_buffer out = {.max = 1 << 20};
	struct ct_dict *d = ct_dict_new();
	struct ct_template *t, *file;
	struct ct_loader loader = {find, NULL};
	long before;

	ct_parse(&t, NULL, "t", page, sizeof(page) - 1, CT_STRIP_NONE, NULL);
	ct_parse(&file, NULL, "f", included, sizeof(included) - 1,
	    CT_STRIP_NONE, NULL);
	loader.data = file;
	fill(d);
	ct_expand(t, d, &loader, &out);
	before = allocations.asked;
	ct_dict_reset(d);
	fill(d);
	is_int(allocations.asked, before,
	    "a dictionary that is used again has its memory");
	out.len = 0;
	is_int(ct_expand(t, d, &loader, &out), CT_OK, "a warm buffer");
	is_int(allocations.asked, before, "needs no memory");
	ct_template_free(t);
	ct_template_free(file);
	ct_dict_free(d);
	ct_buffer_free(&out);
}

int
main(void)
{
	struct ct_buffer whole = {.max = 0}, out = {.max = 0};
	long i, total, first, wrong = 0, leaks = 0;

	ok(true, "standard output has its buffer");
	first = alive;
	fail_from(&allocations, 0, 0);
	is_int(run(&whole), CT_OK, "with memory all goes well");
	total = allocations.asked;
	ok(total > 20, "%ld allocations", total);
	for (i = 0; i < total; i++) {
		long before = alive;

		fail_from(&allocations, i, 1);
		wrong += run(&out) != CT_NOMEM;
		fail_from(&allocations, 0, 0);
		ct_buffer_free(&out);
		leaks += alive != before;
	}
	is_int(wrong, 0, "each failing allocation is told");
	is_int(leaks, 0, "and nothing leaks");
	is_int(run(&out), CT_OK, "afterwards all goes well again");
	ok(out.len == whole.len && memcmp(out.data, whole.data, out.len) == 0,
	    "with the same text");
	ct_buffer_free(&whole);
	ct_buffer_free(&out);
	test_warm();
	is_int(alive, first, "every block was given back");
	return tap_done();
}
