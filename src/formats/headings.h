/* SPDX-License-Identifier: ISC */
/*
 * headings.h - which heading of a file asks a question, which names a
 * category, and which only parts an answer: one rule for all formats and for
 * all ways in which people write. Pure.
 *
 *   1. A heading asks if it ends in a question mark; one of level 2 asks, too,
 *      whatever it ends in.
 *   2. What stands above headings that ask is a category: one of level 1, and
 *      one of a lower level that does not end in a question mark, or that does
 *      and has no words of its own.
 *   3. A heading of level 1 with words, but no heading, below it asks.
 *   4. Any other belongs to the text that it stands in, unless the heading of
 *      its level before asks, or its category would have no question without
 *      it.
 */
#ifndef HEADINGS_H
#define HEADINGS_H

#include <stdbool.h>
#include <stddef.h>

enum heading_kind {
	HEADING_INSIDE, /* of an answer, or of a category's introduction */
	HEADING_CATEGORY,
	HEADING_QUESTION
};

struct heading {
	int level;     /* 1 to 6 */
	bool asks;     /* it ends in a question mark */
	bool marked;   /* it has what only questions have, such as keywords */
	bool has_text; /* words stand between it and the next heading */
	bool parted;   /* a line "---" parts it from the heading before */

	/* Given by headings_decide: below it, up to its like, stands a heading
	 */
	bool any_below;  /* of whatever kind */
	bool asks_below; /* that ends in a question mark */
	bool main_below; /* that ends in one, or is of level 2 */
	enum heading_kind kind;
};

/* Whether the words end in a question mark, of whatever script. */
bool heading_asks(const char *words);

/* Gives each heading of a file, in their order, its kind. */
void headings_decide(struct heading *headings, size_t count);

#endif
