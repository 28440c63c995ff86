/* SPDX-License-Identifier: ISC */
/*
 * correct.h - a word that stands nowhere in a FAQ to those that it may be meant
 * for: what it is the beginning of, or few slips away from. Knows no query.
 */
#ifndef CORRECT_H
#define CORRECT_H

#include "base/base.h"
#include "search/index.h"

struct db;
struct db_stmt;

enum { GUESSES_MAX = 8 };

/* A form that stands in the FAQ. */
struct guess {
	const char *form; /* not terminated */
	size_t len;
	uint32_t count; /* how often it was written */
	/*
	 * 0: the word is its beginning. Else 2 for each slip (a letter left
	 * out, added, exchanged, or two neighbours that changed places) and 1
	 * where the first letters differ, for those seldom slip.
	 */
	int distance;
	bool copied; /* correct.c's own */
};

struct unknown {
	const char *form; /* not terminated; lives longer than the guesses */
	size_t len;
	bool slips;     /* whether it may have any */
	bool beginning; /* whether it may be one */

	/* The nearest first, of equally near ones the most frequent. */
	struct guess guesses[GUESSES_MAX];
	int count;

	/* correct.c's own */
	uint32_t letters[SPELLING_MAX + 1];
	int length, allowed;
	uint32_t signature;
};

/*
 * Finds the guesses of all the words, which it looks for at once. Words of a
 * digit get none: another number is another thing; nor do words of less than
 * four letters, unless they begin others, and of less than seven none of two
 * slips. stmt is kept by the caller and {0} at first. Returns ST_OK, ST_MEMORY
 * or ST_SYSTEM (logged).
 */
enum status correct_find(struct db *db, struct db_stmt *stmt, struct arena *,
    struct unknown *list, int count);

#endif
