/* SPDX-License-Identifier: ISC */
/*
 * marks.h - matched words marked in a text, and the place of a text that shows
 * most of them. Knows not where words and texts come from.
 */
#ifndef MARKS_H
#define MARKS_H

#include "base/base.h"
#include "search/words.h"

/* In marked text, around each matched word. They stand in no other text. */
enum { MARK_ON = '\1', MARK_OFF = '\2' };

enum {
	SNIPPET_WORDS = 30,
	SNIPPET_LEAST = 12,
	SNIPPET_BYTES = 16 << 10 /* of a text that are looked at */
};

/* A stem that is to be marked. */
struct mark {
	const char *stem; /* not terminated */
	size_t len;
	double weight; /* what a snippet gains by showing it */
};

struct marks {
	struct words *words;
	const struct mark *list;
	size_t count;
};

/* The text with marks, in the arena. */
const char *marks_text(const struct marks *, struct arena *, const char *text);

/*
 * The line of the text that has most of what is marked, the first one where
 * none has any, from its beginning: with those behind it where it has less than
 * SNIPPET_LEAST words. Of one that is longer than SNIPPET_WORDS the part that
 * shows most. An ellipsis stands at each end that is cut within a line.
 */
const char *marks_snippet(
    const struct marks *, struct arena *, const char *text);

#endif
