/* SPDX-License-Identifier: ISC */
/*
 * site.h - an owner's FAQ home and what stays open of it between requests:
 * configuration, store, search, templates, finished responses. Sees edits and
 * takes them over; whatever goes wrong with that, the last good state stays.
 * Knows no request, no page, and not how a store is made: that is renew's.
 *
 *   HOME/faq.conf        settings, optional
 *   HOME/header.md       words at the top of each page, optional
 *   HOME/data/           the questions
 *   HOME/templates/      the owner's templates, optional
 *   HOME/var/            what renew makes of the data
 */
#ifndef SITE_H
#define SITE_H

#include "base/base.h"
#include "faq/config.h"
#include "faq/import.h"
#include "faq/store.h"
#include "http/cache.h"
#include "search/search.h"
#include "show/view.h"

/* Why there is no store. */
enum site_problem {
	SITE_FINE,
	SITE_NO_HOME,  /* the folder is missing or unreadable */
	SITE_NO_DATA,  /* it has no data/ with a question file */
	SITE_BAD_DATA, /* mistakes or unreadable files, and no older store */
	SITE_FAILED    /* a system call failed; the log says which */
};

/* Pages read the members; only site.c changes them. */
struct site {
	const char *home;
	struct config config;
	struct front front;
	const char *header_html; /* of header.md, "" without one */
	struct store *store;     /* NULL: see problem */
	struct search *search;
	struct view *view;
	struct cache *cache;
	enum site_problem problem;

	struct site_state *state; /* site.c's own */
};

/*
 * Opens the home, which need not exist: then the problem says so. Call
 * site_refresh before the first use. ST_OK or ST_MEMORY.
 */
enum status site_open(struct site **site, const char *home);
void site_close(struct site *); /* NULL is fine */

/*
 * Takes over what the owner changed since the last call: configuration,
 * questions (built into a new store, here or by another process), templates.
 * Logs each mistake once a process. Call it at the beginning of a request;
 * pointers into the site from before are invalid afterwards.
 */
void site_refresh(struct site *);

/*
 * Forgets a store that proved to be damaged and makes another. Returns whether
 * it is worth trying again.
 */
bool site_repair(struct site *);

/*
 * Builds the store now, wanted or not, under the lock of HOME/var.
 * Returns ST_OK, ST_INVALID where mistakes left no question, ST_NOT_FOUND where
 * there is no data, ST_BUSY, ST_SYSTEM (logged), ST_MEMORY.
 */
enum status site_build(
    struct site *, struct import_counts *counts, struct report *report);

/*
 * Checks all of the owner's files, reports mistakes and notes, and changes
 * nothing. Returns as site_build.
 */
enum status site_check(
    struct site *, struct import_counts *counts, struct report *report);

#endif
