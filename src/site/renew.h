/* SPDX-License-Identifier: ISC */
/*
 * renew.h - a new store of the data files, made by one process for all: the
 * lock, the build, and what went wrong the last time. Knows neither what is
 * open nor who asks.
 *
 *   HOME/data/           the questions
 *   HOME/var/faq.db      the store
 *   HOME/var/faq.lock    held by the process that makes it
 *   HOME/var/faq.err     why the data that is there now could not be taken
 */
#ifndef RENEW_H
#define RENEW_H

#include "base/base.h"
#include "faq/import.h"
#include "faq/store.h"

struct renew;

struct renew *renew_new(const char *home); /* NULL: out of memory */
void renew_free(struct renew *);           /* NULL is fine */

/*
 * The language of the data (BCP 47) from then on; English at first. synonyms:
 * whether the search knows the language's own.
 */
void renew_set_language(struct renew *, const char *language, bool synonyms);

/* The data folder's path, and the store's, for messages. */
const char *renew_data(const struct renew *);
const char *renew_db(const struct renew *);

/* As import_scan, of the home's data; the digest is of the language, too. */
enum status renew_scan(
    const struct renew *, struct arena *arena, struct sources *sources);

/*
 * Opens the store of var/ if it was made of sources with that digest; 0: of
 * any. Returns ST_OK or ST_NOT_FOUND.
 */
enum status renew_open(struct renew *, uint64_t digest, struct store **store);

/*
 * Opens a store of these sources: one that another process has made, or else
 * makes it, in memory where var/ cannot be written. Mistakes are logged and
 * noted, once. wait: whether it waits for a process that is at it.
 * Returns ST_OK; ST_INVALID where the files have mistakes; ST_BUSY where
 * another process is at it; ST_SYSTEM where they cannot be read; ST_LIMIT;
 * ST_MEMORY.
 */
enum status renew_make(struct renew *, const struct sources *sources, bool wait,
    struct store **store);

/* Whether it is known that renew_make has found mistakes in the sources. */
bool renew_has_mistakes(const struct renew *, const struct sources *);

/* The file of the store proved damaged: it is not opened any more. */
void renew_distrust(struct renew *);

/*
 * Makes the store in var/, wanted or not, and reports mistakes. Returns
 * ST_OK; ST_INVALID; ST_BUSY; ST_SYSTEM (logged or reported); ST_MEMORY.
 */
enum status renew_build(struct renew *, const struct sources *sources,
    struct import_counts *counts, struct report *report);

/* As renew_build, but nothing is written. */
enum status renew_check(const struct renew *, const struct sources *sources,
    struct import_counts *counts, struct report *report);

#endif
