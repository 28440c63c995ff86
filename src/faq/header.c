/* SPDX-License-Identifier: ISC */
/* header.c - the owner's words at the top. See header.h. */
#include "faq/header.h"

#include <string.h>

#include "base/encoding.h"
#include "faq/markdown.h"

enum { HEADER_MAX = 64 << 10 };

/* Takes what stands before all headings. */
static enum status
take_loose(const char **html, struct arena *arena, const struct buffer *text,
    const char *shown, struct report *report)
{
	struct sheet sheet = {.shown = shown};
	struct document document = {0};
	struct report questions = {0}; /* none are asked here */
	const struct part *part;
	enum status status;

	for (size_t at = 0, len; at < text->len; at += len) {
		len = strcspn(text->data + at, "\n");
		len += text->data[at + len] == '\n';
		sheet.line++;
		sheet_add(&sheet, text->data + at, len);
	}
	status = markdown_parse(&document, arena, &sheet, &questions);
	report_free(&questions);
	for (size_t i = 0; status == ST_OK && i < document.count; i++) {
		part = &document.parts[i];
		if (part->kind == PART_LOOSE)
			*html = part->html;
		else
			report_note(report, shown, part->line, 0,
			    "a heading is left out here, and what stands "
			    "below it");
	}
	sheet_free(&sheet);
	return status;
}

enum status
header_read(const char **html, struct arena *arena, const char *path,
    const char *shown, struct report *report)
{
	struct buffer bytes = {0}, text = {0};
	struct encoding_found found;
	enum status status = file_read(path, HEADER_MAX, &bytes);

	*html = "";
	if (status == ST_OK) {
		encoding_read(&text, bytes.data, bytes.len, &found);
		status = text.status;
	} else if (status != ST_NOT_FOUND && status != ST_MEMORY) {
		report_unreadable(report, shown, status, HEADER_MAX);
	}
	if (status == ST_OK && text.len > 0)
		status = take_loose(html, arena, &text, shown, report);
	buffer_free(&bytes);
	buffer_free(&text);
	return status == ST_MEMORY ? ST_MEMORY : ST_OK;
}
