/* SPDX-License-Identifier: ISC */
/* sheet.c - lines of Markdown and where they come from. See sheet.h. */
#include "formats/sheet.h"

#include <stdlib.h>
#include <string.h>

/* Notes where the line comes from that ends here. */
static void
note_line(struct sheet *sheet)
{
	if (sheet->count == sheet->room) {
		size_t room = sheet->room > 0 ? 2 * sheet->room : 256;
		int *lines = realloc(sheet->lines, room * sizeof(*lines));

		if (lines == NULL) {
			sheet->text.status = ST_MEMORY;
			return;
		}
		sheet->lines = lines;
		sheet->room = room;
	}
	sheet->lines[sheet->count++] = sheet->line;
}

/* A stray carriage return would end a line for the parser, but not for us. */
static void
hide_returns(char *bytes, size_t len)
{
	char *end = bytes + len;

	while ((bytes = memchr(bytes, '\r', (size_t)(end - bytes))) != NULL)
		*bytes++ = ' ';
}

void
sheet_add(struct sheet *sheet, const char *bytes, size_t len)
{
	const char *end = bytes + len;

	buffer_add(&sheet->text, bytes, len);
	if (sheet->text.status == ST_OK)
		hide_returns(sheet->text.data + sheet->text.len - len, len);
	while (sheet->text.status == ST_OK && bytes < end &&
	       (bytes = memchr(bytes, '\n', (size_t)(end - bytes))) != NULL) {
		note_line(sheet);
		bytes++;
	}
}

void
sheet_string(struct sheet *sheet, const char *string)
{
	sheet_add(sheet, string, strlen(string));
}

/* Whether the words could be taken for Markdown at a line's beginning. */
static bool
begins_block(const char *bytes, size_t len)
{
	size_t digits = 0;

	if (len == 0)
		return false;
	if (memchr("#+-=>|:", bytes[0], 7) != NULL)
		return true;
	while (digits < len && bytes[digits] >= '0' && bytes[digits] <= '9')
		digits++;
	return digits > 0 && digits < len &&
	       (bytes[digits] == '.' || bytes[digits] == ')') &&
	       (digits + 1 == len || bytes[digits + 1] == ' ');
}

void
sheet_escape(struct buffer *out, const char *bytes, size_t len, bool first)
{
	bool block = first && begins_block(bytes, len);

	for (size_t i = 0; i < len; i++) {
		if (block && (bytes[i] < '0' || bytes[i] > '9')) {
			buffer_char(out, '\\'); /* the sign, or "1." */
			block = false;
		} else if (bytes[i] != '\0' &&
			   strchr("\\`*_[]<>&~{}|", bytes[i]) != NULL) {
			buffer_char(out, '\\');
		}
		buffer_char(out, bytes[i]);
	}
}

void
sheet_end_block(struct sheet *sheet)
{
	struct buffer *text = &sheet->text;

	if (text->len == 0)
		return;
	if (text->data[text->len - 1] != '\n')
		sheet_add(sheet, "\n", 1);
	if (text->len > 1 && text->data[text->len - 2] != '\n')
		sheet_add(sheet, "\n", 1);
}

int
sheet_source(const struct sheet *sheet, int line)
{
	if (sheet->count == 0 || line < 1)
		return 1;
	if ((size_t)line > sheet->count)
		return sheet->lines[sheet->count - 1];
	return sheet->lines[line - 1];
}

void
sheet_free(struct sheet *sheet)
{
	buffer_free(&sheet->text);
	free(sheet->lines);
	sheet->lines = NULL;
	sheet->count = sheet->room = 0;
}
