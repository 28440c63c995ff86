/* SPDX-License-Identifier: ISC */
/*
 * import.h - an owner's data folder to a store: all of it or nothing. Gives
 * the parts of the data files their meaning (title, category, question) and
 * says what is wrong in them. Knows neither where stores are kept nor when
 * they are made.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include <time.h>

#include "base/base.h"
#include "faq/store.h"

enum { IMPORT_MAX = 128 << 20 /* bytes of a file */ };

struct source {
	const char *name; /* without the folder */
	int64_t time;     /* when it was written, seconds since 1970 */
};

/* The data files, as they are on the disk. */
struct sources {
	struct source *files; /* with questions, in the order of reading */
	size_t count;
	bool synonyms;   /* there is a synonyms.txt */
	uint64_t digest; /* of names, sizes, times and this program; never 0 */
	struct timespec newest; /* the latest time of change */
};

/*
 * Lists the folder's files with questions (formats.h), the index first, the
 * others by name, and looks for synonyms.txt. Returns
 * ST_NOT_FOUND where there is no folder or no such file in it, ST_SYSTEM with
 * errno set where it cannot be read.
 */
enum status import_scan(
    struct sources *sources, struct arena *arena, const char *folder);

/*
 * synonyms.txt: words or phrases that mean the same, a group a line, parted by
 * commas. A line that begins with "#" is a comment.
 */

/* What an import counted. */
struct import_counts {
	int entries, categories, drafts;
};

/*
 * Reads the sources into an empty store and finishes it. Mistakes and notes
 * are reported as "data/NAME:line: what", all of them; what cannot be
 * understood is left out, and the rest is taken.
 * Returns ST_OK, also with mistakes reported; ST_INVALID where they left no
 * word to show; ST_SYSTEM (reported) where a file could not be read, which may
 * pass; ST_LIMIT (reported) where this process may open no more files; else as
 * the store.
 */
enum status import_run(const struct sources *sources, const char *folder,
    struct store *store, struct import_counts *counts, struct report *report);

#endif
