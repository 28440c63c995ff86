/* SPDX-License-Identifier: ISC */
/*
 * markdown.h - a data file: CommonMark 0.30 (cmark, safe mode), cut at its
 * first two levels of headings. The attributes behind a heading are the only
 * thing that is read by us:
 *
 *   ## Does it hurt? {#does-it-hurt aka="pain" updated="2026-11-22"}
 *
 * Knows nothing of what the parts mean: that is import.c's. The only user of
 * cmark.
 */
#ifndef MARKDOWN_H
#define MARKDOWN_H

#include "base/base.h"

/*
 * A link to another answer: [words](its-slug) in the file. In the HTML its
 * address is MARKDOWN_LINK and the slug, since only the page knows where the
 * program is mounted.
 */
#define MARKDOWN_LINK "faq:"

struct link {
	const char *slug; /* without a "#part" behind it */
	int line;
};

/* A heading of level 1 or 2 and what stands below it, to the next such one. */
struct part {
	int level; /* 1 or 2 */
	int line;
	const char *title; /* plain text, one line, never empty */

	/* The attributes, "" where absent; checked for form. */
	const char *slug;
	const char *aka; /* slugs, parted by white space */
	const char *keywords;
	const char *updated; /* YYYY-MM-DD */

	const char *html; /* the body, fit for XML; headings one level up */
	/* The same as plain text, "" where empty: a line for each block. */
	const char *text;
	/* The slugs that links in the body lead to. */
	struct link *links;
	size_t link_count;
	/* Of a level 1: the body behind its last thematic break, or "". */
	const char *closing_html;
};

struct document {
	struct part *parts;
	size_t count;
};

/*
 * Parses text[0..len), reporting mistakes under the file name `shown`: invalid
 * UTF-8, text before the first heading, a heading without words, a faulty,
 * unknown or repeated attribute. Everything lives in the arena.
 * Returns ST_OK, also with mistakes reported; ST_MEMORY.
 */
enum status markdown_parse(struct document *document, struct arena *arena,
    const char *text, size_t len, const char *shown, struct report *report);

#endif
