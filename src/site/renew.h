/* SPDX-License-Identifier: ISC */
/*
 * renew.h - when a store is made anew: notices that the owner's files changed,
 * waits until they are quiet, and lets one builder make it for all processes.
 * Knows neither how that is done (build) nor what is open (site).
 */
#ifndef RENEW_H
#define RENEW_H

#include "base/base.h"
#include "faq/import.h"
#include "faq/store.h"

struct renew;

/* Who asks: how long there is to wait, and whether anyone comes again. */
enum renew_manner {
	RENEW_COMMAND, /* a person at a terminal, who wants what is there now */
	RENEW_ONCE,    /* CGI: one request, and nothing runs between two */
	RENEW_STAYS    /* FastCGI */
};

/* NULL: out of memory. */
struct renew *renew_new(const char *home, enum renew_manner manner);
void renew_free(struct renew *); /* NULL is fine */

/* The path of the store, for messages. */
const char *renew_db(const struct renew *);

/* ---------------------------------------------------------------- noticing */

/*
 * What a process that stays has to wait for between requests: a descriptor, -1
 * for none, and how many milliseconds at most, -1: for ever.
 */
int renew_wait(const struct renew *, int *descriptor);
/* To be called after that wait, whatever ended it. */
void renew_wake(struct renew *);

/*
 * Whether it is time to look at the disk. Makes no system call unless a builder
 * is at work or something was told.
 */
bool renew_due(struct renew *);

/* Looks at the disk, as sources_scan. */
enum status renew_look(
    struct renew *, struct arena *arena, struct sources *sources);

/*
 * Whether another program lies where this process's own did, whole and quiet:
 * the owner has updated it. Two versions at one home would make the store anew
 * in turns. False but for a process that stays.
 */
bool renew_outdated(const struct renew *);

/* ------------------------------------------------------------------- store */

/*
 * Opens the store that var/, or a builder in memory, has now, if it is not the
 * one that was opened last. Returns ST_OK; ST_NOT_FOUND.
 */
enum status renew_take(struct renew *, struct store **store);

/* The store that was opened last proved damaged: it is not opened any more. */
void renew_distrust(struct renew *);

/*
 * Sees to a store of these sources, which the look before told of. served:
 * whether there is an older one. Then it waits for quiet files, and for the
 * builder only as CGI, a second; else as long as a visitor may wait.
 * Returns ST_OK where renew_take may find it; ST_BUSY where it is not the time
 * yet; else what the builder met: see build_run.
 */
enum status renew_make(
    struct renew *, const struct sources *sources, bool served);

/* ---------------------------------------------------------------- commands */

/* Makes the store in var/, wanted or not, and reports mistakes; build_run. */
enum status renew_build(struct renew *, const struct sources *sources,
    struct import_counts *counts, struct report *report);

/* As renew_build, but nothing is written. */
enum status renew_check(const struct renew *, const struct sources *sources,
    struct import_counts *counts, struct report *report);

#endif
