/* SPDX-License-Identifier: ISC */
/*
 * attributes.h - what stands in braces behind a heading, the only thing in a
 * text that is ours alone:
 *
 *   ## Does it hurt? {#does-it-hurt aka="pain" updated="2026-11-22"}
 */
#ifndef ATTRIBUTES_H
#define ATTRIBUTES_H

#include "base/base.h"

/* "" where absent; checked for form. */
struct attributes {
	const char *slug;
	const char *aka; /* slugs, parted by white space */
	const char *keywords;
	const char *updated; /* YYYY-MM-DD */
	const char *draft;   /* "yes" or "no" */
	const char *moved;   /* the slug that it leads to now */
	const char *retired; /* "yes" or "no" */

	/* The first that only questions have, and its column; NULL: none. */
	const char *question_only;
	int column;
};

/* The place of a heading, for messages. */
struct place {
	const char *shown; /* the file's name in reports */
	int line;          /* in her file */
};

/*
 * Reads the attributes at the end of the line [start, end) of a heading and
 * blanks them out, so that the parser sees its words alone. Where nothing else
 * stands there, one no-break space remains, which keeps the line from meaning
 * something else. strict: what begins like an attribute and is none is a
 * mistake; else it is words. Values live in the arena.
 */
void attributes_take(struct attributes *attributes, struct arena *arena,
    char *start, const char *end, bool strict, const struct place *place,
    struct report *report);

#endif
