/* SPDX-License-Identifier: ISC */
/*
 * search.h - a visitor's words to ranked hits. Every word counts, none is
 * required; SQLite's FTS5 finds the entries, a ranking function of ours (BM25F
 * with Lucene's idf) orders them. Any bytes are a fine query. Knows no HTTP
 * and no page. With store.c the only user of sqlite3.
 */
#ifndef SEARCH_H
#define SEARCH_H

#include "base.h"

struct sqlite3;
struct search;

/* In marked text, around each matched word. They stand in no other text. */
enum { MARK_ON = '\1', MARK_OFF = '\2' };

enum {
	SEARCH_BYTES_MAX = 256, /* of a query that are looked at */
	SEARCH_TERMS_MAX = 16   /* words of it that are looked for */
};

struct hit {
	int64_t id; /* the entry's */
	const char *slug;
	const char *question; /* marked */
	const char *snippet;  /* marked; the answer's best place */
	const char *category; /* its title, "" where in none */
	double score;         /* greater is better, always above 0 */
};

struct hits {
	struct hit *list; /* best first */
	size_t count;
};

/* Prepares searching in an open store's database, which must outlive it. */
enum status search_open(struct search **search, struct sqlite3 *db);
void search_close(struct search *); /* NULL is fine */

/* Whether SQLite found the index damaged or unreadable. */
bool search_broken(const struct search *);

/*
 * Finds the entries that hold any word of `words`, best first, in one category
 * or in all (0); at most max, and none that scores below `floor` times the
 * best (0 to 1). No word in `words` is no hit. Strings live in the arena.
 * Returns ST_OK, ST_MEMORY or ST_SYSTEM (logged).
 */
enum status search_run(struct search *, struct arena *, const char *words,
    int64_t category, size_t max, double floor, struct hits *hits);

#endif
