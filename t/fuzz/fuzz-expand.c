/* SPDX-License-Identifier: ISC */
/*
 * fuzz-expand.c - libFuzzer: a template and a dictionary from the same bytes.
 *
 * Up to the first NUL it is a program for the dictionary, one byte a command,
 * see run_program; behind it, the template. Two more files can be included:
 * the template itself, and a small one.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ctemplate/ctemplate.h"

#include "fuzz.h"

const char fuzz_corpus[] = "t/fuzz/corpus-expand";

struct set {
	const struct ct_template *main, *small;
};

static const struct ct_template *
find(void *data, const char *file, enum ct_strip strip, struct ct_error *why)
{
	struct set *set = data;

	(void)strip;
	(void)why;
	return *file == 'm' ? set->main : *file == 's' ? set->small : NULL;
}

static void
run_program(struct ct_dict *root, const char *p, const char *end)
{
	static const char *const names[] = {"A", "B", "T", "I", "T_separator"};
	static const char *const files[] = {"m", "s", "x"};
	struct ct_dict *d = root;
	const char *name;

	for (; p < end; p++) {
		name = names[(*p >> 3 & 7) % 5];
		switch (*p & 7) {
		case 0:
			ct_set_ref(d, name, p, (size_t)(end - p));
			break;
		case 1:
			ct_set_global(d, name, p, (size_t)(end - p));
			break;
		case 2:
			d = ct_add_section(d, name);
			break;
		case 3:
			ct_show(d, name);
			break;
		case 4:
			ct_show_global(d, name);
			break;
		case 5:
			ct_set_and_show(d, name, "T", p, (size_t)(end - p));
			break;
		case 6:
			d = ct_add_include(d, name, files[(*p >> 6 & 3) % 3]);
			break;
		default:
			d = root;
			break;
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char small[] = "s{{A:h:j}}\n {{>I}}{{#T}}{{B}}{{/T}}";
	const char *text = memchr(data, 0, size),
		   *end = (const char *)data + size;
	struct ct_buffer out = {.max = 1 << 16};
	struct ct_template *t, *s = NULL;
	struct ct_dict *d = ct_dict_new();
	struct set set;
	struct ct_expansion how = {
	    .data = &set, .find = find, .limits = {.steps = 1 << 14}};

	if (text == NULL || d == NULL || end - (const char *)data > 4096 ||
	    ct_parse(&t, NULL, "m", text + 1, (size_t)(end - text - 1),
		CT_STRIP_NONE, NULL) != CT_OK) {
		ct_dict_free(d);
		return 0;
	}
	ct_parse(&s, NULL, "s", small, sizeof(small) - 1, CT_STRIP_WS, NULL);
	set = (struct set){t, s};
	run_program(d, (const char *)data, text);
	if (ct_expand_with(t, d, &how, &out) == CT_OK && out.len > out.max)
		abort();
	ct_buffer_free(&out);
	ct_template_free(t);
	ct_template_free(s);
	ct_dict_free(d);
	return 0;
}
