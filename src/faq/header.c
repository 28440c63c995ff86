/* SPDX-License-Identifier: ISC */
/* header.c - the owner's words at the top. See header.h. */
#include "faq/header.h"

#include <string.h>

enum status
header_parse(struct part *header, struct arena *arena,
    const struct places *places, const char *text, size_t len,
    const char *shown, struct report *report)
{
	struct sheet sheet = {.shown = shown};
	struct document document = {0};
	struct report questions = {0}; /* none are asked here */
	const struct part *part;
	enum status status;

	*header = (struct part){.html = ""};
	for (size_t at = 0, line; at < len; at += line) {
		const char *end = memchr(text + at, '\n', len - at);

		line = end != NULL ? (size_t)(end - text) + 1 - at : len - at;
		sheet.line++;
		sheet_add(&sheet, text + at, line);
	}
	status = markdown_parse(&document, arena, &sheet, places, &questions);
	report_free(&questions);
	for (size_t i = 0; status == ST_OK && i < document.count; i++) {
		part = &document.parts[i];
		if (part->kind == PART_LOOSE)
			*header = *part;
		else
			report_note(report, shown, part->line, 0,
			    "a heading is left out here, and what stands "
			    "below it");
	}
	sheet_free(&sheet);
	return status;
}
