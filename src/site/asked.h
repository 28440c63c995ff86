/* SPDX-License-Identifier: ISC */
/*
 * asked.h - what visitors looked for, kept where the owner wants to know
 * (log = yes): a line of HOME/var/searches.txt for each search that somebody
 * settled on, with its day, the number of hits and the words. Nothing of the
 * visitor, not even the hour; words that look like addresses, names of
 * accounts or numbers are left out. Bounded: what is full becomes
 * searches.txt.old, in place of the one before. Knows no page.
 */
#ifndef ASKED_H
#define ASKED_H

#include "base/base.h"
#include "site/var.h"

enum { ASKED_FILE_MAX = 512 << 10 /* bytes of each of the two files */ };

/*
 * Appends the words that may be kept, in lower case as far as ASCII goes and
 * parted by one space, each without the punctuation around it; perhaps none.
 */
void asked_clean(struct buffer *out, const char *words);

/*
 * Keeps a search. Where nothing of the words may be kept, or
 * nothing can be written, nothing happens; the second is logged once.
 */
void asked_keep(const struct var *var, const char *words, size_t hits);

/* All searches for the same words, however they were written. */
struct asked {
	const char *words; /* as they were written last */
	size_t count;      /* how often */
	size_t hits;       /* how many the last one found */
	const char *last;  /* its day, YYYY-MM-DD */
};

struct asked_all {
	struct asked *list; /* without a hit first, then the most frequent */
	size_t count;
	size_t searches, missed;  /* of all, those without a hit */
	const char *first, *last; /* days, "" where there is none */
};

/*
 * Reads what was kept into the arena. Returns ST_OK, also where there is
 * nothing; ST_MEMORY, ST_SYSTEM with errno.
 */
enum status asked_read(
    const struct var *var, struct arena *arena, struct asked_all *all);

#endif
