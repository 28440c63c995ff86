/* SPDX-License-Identifier: ISC */
/* headings.c - what headings are. See headings.h. */
#include "formats/headings.h"

#include <stdint.h>
#include <string.h>

#include "base/base.h"

enum { LEVELS = 6 };

bool
heading_asks(const char *words)
{
	static const char *const marks[] = {
	    "?", "\xef\xbc\x9f", "\xd8\x9f", "\xcd\xbe"};
	static const char *const behind[] = {"!", ".", "\"", "'", ")", "]", "*",
	    " ", "\xe2\x80\x9d", "\xe2\x80\x99", "\xc2\xbb", "\xe2\x80\x9c",
	    "\xe2\x80\xa6"};
	size_t len = strlen(words), n;

	for (size_t i = 0; i < COUNT(behind); i++) {
		n = strlen(behind[i]);
		if (len > n && memcmp(words + len - n, behind[i], n) == 0) {
			len -= n;
			i = SIZE_MAX; /* from the first one again */
		}
	}
	for (size_t i = 0; i < COUNT(marks); i++) {
		n = strlen(marks[i]);
		if (len >= n && memcmp(words + len - n, marks[i], n) == 0)
			return true;
	}
	return false;
}

/* What stands below a heading, up to the next of its level or above. */
struct below {
	bool any, asks, main;
};

/* Tells each heading what stands below it; below[0] is of the whole file. */
static void
look_below(struct heading *headings, size_t count, struct below *whole)
{
	struct below below[LEVELS + 1] = {0};

	for (size_t i = count; i-- > 0;) {
		struct heading *heading = &headings[i];
		bool asks = heading->asks || heading->marked;
		int level = 0;

		heading->any_below = below[heading->level].any;
		heading->asks_below = below[heading->level].asks;
		heading->main_below = below[heading->level].main;
		for (; level < heading->level; level++) {
			below[level].any = true;
			below[level].asks |= asks;
			below[level].main |= asks || heading->level == 2;
		}
		for (; level <= LEVELS; level++)
			below[level] = (struct below){0};
	}
	*whole = below[0];
}

/*
 * What a heading is that stands in no answer. first: of its file. bare: its
 * like asks here, or no question would be there without the lower headings.
 */
static enum heading_kind
decide_kind(const struct heading *heading, bool first, bool bare)
{
	bool has_text = heading->has_text;

	if (heading->marked && heading->level > 1)
		return HEADING_QUESTION;
	if (heading->level == 1 && first && heading->any_below)
		return HEADING_CATEGORY;
	if (heading->asks)
		return !has_text && heading->asks_below ? HEADING_CATEGORY
							: HEADING_QUESTION;
	if (heading->asks_below)
		return HEADING_CATEGORY;
	if (heading->level == 1 && (heading->any_below || !has_text))
		return HEADING_CATEGORY;
	if (heading->level > 2 && (!bare || !has_text))
		return HEADING_INSIDE;
	return HEADING_QUESTION;
}

void
headings_decide(struct heading *headings, size_t count)
{
	struct below whole;
	int open = 0; /* the level of the question in hand */
	bool bare, parted = false;

	look_below(headings, count, &whole);
	bare = !whole.main;
	for (size_t i = 0; i < count; i++) {
		struct heading *heading = &headings[i];

		parted = heading->parted || (parted && heading->level > 2);
		if (open > 0 && heading->level > open && !heading->asks &&
		    !heading->marked) {
			heading->kind = HEADING_INSIDE;
			continue;
		}
		heading->kind = decide_kind(heading, i == 0,
		    heading->level == open || (bare && !parted));
		if (heading->kind == HEADING_QUESTION)
			open = heading->level;
		if (heading->kind == HEADING_CATEGORY) {
			open = 0;
			bare = !heading->main_below;
		}
	}
}
