/* SPDX-License-Identifier: ISC */
/*
 * eval.h - how good the search is, in figures: runs the queries of a file and
 * looks where the answers stand that it expects.
 *
 *   does it hurt?	does-it-hurt
 *   price	cost combining-treatments
 *   opening hours	-
 *
 * A line is a query, a tab and the slugs of the answers that would do, parted
 * by spaces; "-" where the FAQ has none. Empty lines and lines that begin
 * with "#" are left out.
 */
#ifndef EVAL_H
#define EVAL_H

#include "base/base.h"
#include "search/search.h"

/*
 * Shares of the queries that have an answer; silent: of those that have none.
 * What is shown is what a page shows: EVAL_SHOWN hits at most.
 */
struct eval {
	size_t queries; /* all */
	double mrr;     /* mean of 1 / place of the first right one, to 10 */
	double first, three, five; /* a right one is among the first 1, 3, 5 */
	double ten;                /* or 10 */
	double hits;               /* shown on average */
	double precision;          /* of all hits shown, those that are right */
	double junk;      /* more wrong ones were shown than right ones */
	double clear;     /* of all queries: the first hit is clear, rank.h */
	double answering; /* of those, where it is right */
	double empty;     /* nothing was found */
	double silent;    /* nothing was found, as it should be */
};

enum { EVAL_SHOWN = 25 };

/*
 * Runs the queries in text[0..len), which is followed by a NUL and is cut apart
 * in place, as a visitor would; mistakes are reported under the name `shown`.
 * list, unless NULL, gets a line for each query, parted by tabs: the place of
 * the first right answer, "none" where it is not shown, and where there is none
 * "quiet" or "loud"; the words; the right slugs; what stood above the right
 * one, or all, to the tenth.
 * Returns ST_OK, ST_INVALID with mistakes reported, or as search_run.
 */
enum status eval_run(struct eval *eval, struct search *search, char *text,
    size_t len, const char *shown, struct report *report, FILE *list);

#endif
