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

/* The largest id. */
uint32_t rank_top(const struct rank *);

/*
 * Scores all entries. any: also those that share only words with the query that
 * tell nothing. *scores, to the next call: by id to rank_top, 0 where an entry
 * is no hit. Returns ST_OK, ST_MEMORY or ST_SYSTEM (logged).
 */
enum status rank_run(
    struct rank *, const struct query *, bool any, const float **scores);

#endif
