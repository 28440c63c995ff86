/* SPDX-License-Identifier: ISC */
/* headings.c - what headings are. See headings.h. */
#include "formats/headings.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

enum { LEVELS = 6 };

/* Whether a character may stand behind a question mark: no letter, no digit. */
static bool
may_follow(uint32_t code)
{
	if (code < 0x80)
		return code != 0 && strchr("!.\"')]* ", (char)code) != NULL;
	return code == 0xa0 || code == 0xbb ||
	       (code >= 0x2000 && code < 0x2c00) || /* signs of all kinds */
	       (code >= 0x3000 && code < 0x3020) ||
	       (code >= 0xfe00 && code < 0xfe10) || /* how a sign looks */
	       (code >= 0x1f000 && code < 0x1fb00); /* little pictures */
}

bool
heading_asks(const char *words)
{
	static const uint32_t marks[] = {'?', 0xff1f, 0x61f, 0x37e};
	const char *end = words + strlen(words), *p;
	uint32_t code;

	for (; end > words; end = p) {
		for (p = end - 1; p > words && (*p & 0xc0) == 0x80;)
			p--;
		if (text_decode(p, end, &code) != (size_t)(end - p))
			return false;
		for (size_t i = 0; i < COUNT(marks); i++)
			if (code == marks[i])
				return true;
		if (!may_follow(code))
			return false;
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
