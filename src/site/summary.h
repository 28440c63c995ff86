/* SPDX-License-Identifier: ISC */
/*
 * summary.h - for the owner: what visitors looked for, as var/report.html to
 * look at and var/report.csv for a spreadsheet; what was not found first, each
 * with a line to paste into data/. Made of what asked.h keeps.
 */
#ifndef SUMMARY_H
#define SUMMARY_H

#include "site/asked.h"
#include "site/site.h"

enum { SUMMARY_ROWS = 200 /* shown of what was found, and of what was not */ };

/*
 * Writes both files, if they are older than an hour or `now` says so. Fills in
 * what they were made of, in the arena; all may be NULL. Returns ST_OK, also
 * where it was too early; ST_MEMORY, ST_LIMIT; ST_SYSTEM (logged).
 */
enum status summary_make(
    struct site *site, bool now, struct arena *arena, struct asked_all *all);

/* Appends the lines of report.csv. */
void summary_csv(const struct asked_all *all, struct buffer *out);

/*
 * What to paste into data/: of what was not found a question, of other words
 * an attribute for the question that should be found first.
 */
const char *summary_line(const struct asked *asked, struct arena *arena);

#endif
