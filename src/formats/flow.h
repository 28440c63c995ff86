/* SPDX-License-Identifier: ISC */
/*
 * flow.h - a document that is no Markdown, written as Markdown onto a sheet:
 * paragraphs, headings, lists, quotations, tables, code. What is written reads
 * back as just that. Knows no format.
 */
#ifndef FLOW_H
#define FLOW_H

#include "base/base.h"
#include "formats/sheet.h"

enum { FLOW_DEPTH = 10 /* lists and quotations in each other; no more */ };

/* Starts zeroed, but for the sheet. */
struct flow {
	struct sheet *sheet;
	int line;             /* of her file: what comes now stands there */
	struct buffer words;  /* of the paragraph in hand, as Markdown */
	int begun;            /* the line in which they begin */
	struct buffer indent; /* before each line: of lists and quotations */
	struct buffer mark;   /* of items; stands once for the indent's end */
	int depth;
	bool gap; /* an empty line has to stand before what comes */
};

/* Adds words to the paragraph in hand; any white space parts them. */
void flow_words(struct flow *, const char *bytes, size_t len);
/* Adds Markdown within the paragraph: "**", or the end of a link. */
void flow_markup(struct flow *, const char *markdown);
/* Ends the line, but not the paragraph. */
void flow_break(struct flow *);
/* Ends the paragraph in hand, if there is one. */
void flow_end(struct flow *);

/* Makes a heading of the words in hand; it needs some. */
void flow_heading(struct flow *, int level, const char *attributes);
/* A line between what was and what comes. */
void flow_rule(struct flow *);
/* Code, or what is to keep its lines and spaces. */
void flow_code(struct flow *, const char *bytes, size_t len);
/* Begins a block of lines: parts it from what was. */
void flow_begin(struct flow *);
/* Adds a line as it is, with the indent that it needs. */
void flow_line(struct flow *, const char *bytes, size_t len);

/*
 * Begins an item, "- " or "12. ", or with "> " a quotation: what comes belongs
 * to it, until flow_leave is given what this returns.
 */
size_t flow_enter(struct flow *, const char *mark);
void flow_leave(struct flow *, size_t before);

void flow_free(struct flow *);

#endif
