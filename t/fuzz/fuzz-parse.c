/* SPDX-License-Identifier: ISC */
/*
 * fuzz-parse.c - libFuzzer: any bytes as a template, in every strip mode. The
 * first byte chooses the mode and whether an AUTOESCAPE pragma stands before.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ctemplate/ctemplate.h"

#include "fuzz.h"

const char fuzz_corpus[] = "t/fuzz/corpus-parse";

static bool
count_marker(void *data, const struct ct_marker *m)
{
	*(size_t *)data += strlen(m->name) + strlen(m->modifiers) + 1;
	if (m->line < 1 || m->column < 1)
		abort();
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char pragma[] = "{{%AUTOESCAPE context=\"HTML\"}}";
	size_t before, total = 0;
	struct ct_template *t;
	struct ct_error e;
	char *text;
	int mode;

	if (size == 0)
		return 0;
	before = data[0] & 4 ? sizeof(pragma) - 1 : 0;
	mode = data[0] & 3;
	text = malloc(before + size);
	if (text == NULL)
		return 0;
	memcpy(text, pragma, before);
	memcpy(text + before, data + 1, size - 1);
	if (ct_parse(&t, NULL, "fuzz", text, before + size - 1,
		(enum ct_strip)(mode % 3), &e) == CT_OK)
		ct_template_visit(t, count_marker, &total);
	else if (t != NULL || e.message[0] == '\0')
		abort();
	ct_template_free(t);
	free(text);
	return 0;
}
