/* SPDX-License-Identifier: ISC */
/*
 * site.h - an owner's FAQ home and what stays open of it between requests:
 * configuration, store, search, templates, finished responses. All of it comes
 * out of the store, so that it changes as a whole; whatever goes wrong with
 * that, the last good state stays. Knows no request, no page, and neither when
 * nor how a store is made: that is renew's.
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
#include "site/renew.h"

/* Why there is no store. */
enum site_problem {
	SITE_FINE,
	SITE_NO_HOME,  /* the folder is missing or unreadable */
	SITE_NO_DATA,  /* it has no data/ with a question file */
	SITE_BAD_DATA, /* mistakes or unreadable files, and nothing else */
	SITE_BUSY,     /* the first store is being made */
	SITE_FAILED    /* a system call failed; the log says which */
};

/* Pages read the members; only site.c changes them. */
struct site {
	const char *home;
	struct config config;
	struct front front;
	struct store *store; /* NULL, or without questions: see problem */
	struct search *search;
	struct view *view;
	struct cache *cache; /* NULL where nothing follows this request */
	enum site_problem problem;

	struct site_state *state; /* site.c's own */
};

/*
 * Opens the home, which need not exist: then the problem says so. Call
 * site_refresh before the first use. ST_OK or ST_MEMORY.
 */
enum status site_open(
    struct site **site, const char *home, enum renew_manner manner);
void site_close(struct site *); /* NULL is fine */

/*
 * Takes over the newest store, and lets one be made where the owner's files
 * changed; see renew_make for who waits. Logs each problem once a process.
 * Call it at the beginning of a request; pointers into the site from before
 * are invalid afterwards.
 */
void site_refresh(struct site *);

/*
 * For a process that stays: what it has to wait for between requests, as
 * renew_wait, and what to do after that.
 */
int site_wait(const struct site *, int *descriptor);
void site_wake(struct site *);

/*
 * Whether the home is another one than this process can reach, or the program
 * another than it runs, so that it had better leave the next request to a
 * process that begins anew.
 */
bool site_is_done(const struct site *);

/*
 * Forgets a store that proved to be damaged and makes another. Returns whether
 * it is worth trying again.
 */
bool site_repair(struct site *);

/*
 * Builds the store now, wanted or not, under the lock of HOME/var. Returns
 * ST_OK, also with mistakes reported; ST_INVALID where they left no question;
 * ST_NOT_FOUND where there is no data; ST_BUSY, ST_SYSTEM, ST_LIMIT (logged),
 * ST_MEMORY.
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
