/* SPDX-License-Identifier: ISC */
/*
 * search.h - a visitor's words to ranked hits. Every word counts, none is
 * required; what each entry scores for each word stands in the index. Any
 * bytes are a fine query. Knows no HTTP and no page.
 */
#ifndef SEARCH_H
#define SEARCH_H

#include "base/base.h"
#include "search/marks.h"

struct db;
struct search;

enum { SEARCH_INTROS_MAX = 3 };

/* What is looked for. */
struct search_query {
	const char *words;
	int64_t category; /* a category's id, 0: in all */
	size_t skip;      /* so many of the best are left out */
	size_t max;       /* hits at most, behind those */
	bool exact;       /* the words as typed: no slip is corrected */
	bool typing;      /* the last word may be the beginning of one */
	bool any; /* also hits that share only common words with the query */
};

struct hit {
	int64_t id; /* the entry's */
	const char *slug;
	const char *question; /* marked */
	const char *snippet;  /* marked; the answer's best line */
	const char *category; /* its title, "" where in none */
	bool intro;   /* no entry: an introduction, of the category whose slug
			 and title those are; "" and the FAQ's: of the FAQ */
	double score; /* greater is better, always above 0 */
};

struct hits {
	struct hit *list; /* best first */
	size_t count;
	size_t total; /* of all that were found in the category, or in all */
	/* Introductions that say it better than any answer, best first. */
	struct hit *intros;
	size_t intro_count;
	bool clear; /* the first one answers the query, see rank.h */
	/* How many were found in each category, by its id, whatever the
	 * category that was looked in. Ids from category_count on: none. */
	const uint32_t *by_category;
	size_t category_count;
	/* The words that were looked for; "": as typed. */
	const char *corrected;
	/* Other words that may have been meant, and were not looked for. */
	const char *const *offers;
	size_t offer_count;
};

/*
 * Prepares searching in an open store's database, which must outlive it and is
 * read at the first search. Returns ST_OK or ST_MEMORY.
 */
enum status search_open(struct search **search, struct db *db);
void search_close(struct search *); /* NULL is fine */

/*
 * Finds the entries that hold any of the words, best first. No word is no hit.
 * Strings live in the arena. Returns ST_OK, ST_MEMORY or ST_SYSTEM (logged).
 */
enum status search_run(struct search *, struct arena *,
    const struct search_query *, struct hits *hits);

/*
 * What stands before a hit's slug where links are listed: "" of an entry,
 * "category/" of a category, "/" of the FAQ, which has no slug. A constant.
 */
const char *search_prefix(const struct hit *);

#endif
