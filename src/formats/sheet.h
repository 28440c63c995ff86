/* SPDX-License-Identifier: ISC */
/*
 * sheet.h - Markdown on its way from an owner's file to the parser. Every line
 * remembers the line of her file that it comes from, so that whatever is found
 * later is told where she wrote it. Knows no format.
 */
#ifndef SHEET_H
#define SHEET_H

#include "base/base.h"

struct sheet {
	const char *shown; /* the file's name in reports */
	struct buffer text;
	int line;   /* of her file: what is added now comes from there */
	int *lines; /* of the sheet's lines, in its order */
	size_t count, room;
	bool untitled; /* its first heading is not the file's own */
};

/*
 * Adds Markdown as it is. A line feed ends a line. Failures stick in
 * text.status.
 */
void sheet_add(struct sheet *, const char *bytes, size_t len);
void sheet_string(struct sheet *, const char *string);
/*
 * Appends words that are no Markdown: what could be taken for some is escaped.
 * No line feed. first: they begin a line.
 */
void sheet_escape(
    struct buffer *out, const char *bytes, size_t len, bool first);
/* Ends the line, if one was begun; then sees to it that an empty one follows.
 */
void sheet_end_block(struct sheet *);

/* The line of her file behind a line of the sheet, both from 1. */
int sheet_source(const struct sheet *, int line);
void sheet_free(struct sheet *);

#endif
