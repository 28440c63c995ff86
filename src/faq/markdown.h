/* SPDX-License-Identifier: ISC */
/*
 * markdown.h - a sheet of Markdown, cut at the headings that ask a question or
 * name a category (headings.h). CommonMark with the tables, the strikethrough
 * and the task lists of GitHub (cmark-gfm, safe mode); addresses and telephone
 * numbers become links (autolink.h); braces behind a heading hold attributes
 * (attributes.h).
 *
 * Knows nothing of where the parts go: that is import.c's. The only user of
 * cmark-gfm.
 */
#ifndef MARKDOWN_H
#define MARKDOWN_H

#include "base/base.h"
#include "faq/attributes.h"
#include "faq/links.h"
#include "formats/sheet.h"

enum part_kind {
	PART_LOOSE,    /* what stands before all headings; it has no title */
	PART_CATEGORY, /* or the FAQ's own title */
	PART_QUESTION
};

/* A heading and what stands below it, to the next one that cuts. */
struct part {
	enum part_kind kind;
	int level; /* 1 to 6; 0: loose */
	bool asks; /* the title ends in a question mark */
	int line;
	const char *title; /* plain text, one line, never empty but if loose */
	struct attributes attributes;

	const char *html; /* the body, fit for XML; its headings from <h2> on */
	/* The same as plain text, "" where empty: a line for each block. */
	const char *text;
	/* Of a question: the body as CommonMark, as html has it; else "". */
	const char *markdown;
	/*
	 * What in the body may lead nowhere. Links that lead somewhere stand in
	 * html and markdown as links.h makes them.
	 */
	struct link *links;
	size_t link_count;
	/*
	 * Of a level 1: the body before its last thematic break, and behind
	 * it; else as html and text, and "".
	 */
	const char *intro_html, *intro_text, *closing_html, *closing_text;
};

struct document {
	struct part *parts;
	size_t count;
};

/*
 * Parses the sheet. Reports mistakes in attributes and headings without words,
 * below which everything belongs to the part before; and notes. Everything
 * lives in the arena. places: where her files are, or NULL.
 * Returns ST_OK, also with mistakes reported; ST_MEMORY.
 */
enum status markdown_parse(struct document *document, struct arena *arena,
    struct sheet *sheet, const struct places *places, struct report *report);

#endif
