/* SPDX-License-Identifier: ISC */
/*
 * rank.h - what each entry scores for a query, and which of them answer it.
 * Knows no text: neither the visitor's words nor what is shown of an entry.
 */
#ifndef RANK_H
#define RANK_H

#include "base/base.h"
#include "search/query.h"

struct db;
struct rank;

/* Opens the index in a database, which must outlive it. */
enum status rank_open(struct rank **rank, struct db *db);
void rank_close(struct rank *); /* NULL is fine */

/* The largest id of an entry, and of an introduction, which stand behind. */
uint32_t rank_entries(const struct rank *);
uint32_t rank_top(const struct rank *);

/* The category of an id from 1 to rank_top; 0: it is in none. */
uint32_t rank_category(const struct rank *, uint32_t id);

struct ranking {
	/* By id to rank_top, to the next call; 0: it is no hit. */
	const float *scores;
	/*
	 * The entry that answers the query clearly, or 0: nothing else comes
	 * near it, its question and keywords hold half of what the query's
	 * words weigh, and it as a whole most of them.
	 */
	uint32_t clear;
};

/*
 * Scores all entries. any: also those that share only words with the query that
 * tell nothing. Returns ST_OK, ST_MEMORY or ST_SYSTEM (logged).
 */
enum status rank_run(
    struct rank *, const struct query *, bool any, struct ranking *ranking);

#endif
