/* SPDX-License-Identifier: ISC */
/*
 * import.h - an owner's files to a store. Gives the parts of the data files
 * their meaning (title, category, question) and says what is wrong in them.
 * What cannot be understood is left out; a file of which nothing remains counts
 * with its last good content. Knows neither where stores are kept nor when they
 * are made.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include "base/base.h"
#include "faq/sources.h"
#include "faq/store.h"

/*
 * synonyms.txt: words or phrases that mean the same, a group a line, parted by
 * commas. A line that begins with "#" is a comment.
 */

/* What an import counted. */
struct import_counts {
	int entries, categories;
};

/* What is to be imported, and from where else if need be. */
struct import {
	const char *home;
	const struct sources *sources;
	/*
	 * enum kept_state of each source. What is not fine is not read: its
	 * last good content comes from `old`, a finished store or NULL.
	 */
	unsigned char *states;
	struct store *old;

	/* Called with a source's number before it is read, with `data`. */
	void (*begin)(void *data, size_t number);
	/*
	 * Judges a file that pages use, settings or a template. Returns ST_OK:
	 * it is taken; ST_NOT_FOUND: nothing uses it; ST_INVALID, reported: it
	 * is wrong; ST_MEMORY.
	 */
	enum status (*accept)(void *data, const struct source *source,
	    const char *text, size_t len, struct report *report);
	void *data;
};

/*
 * Reads the sources into an empty store and finishes it. Mistakes and notes
 * are reported as "data/NAME:line: what", all of them; states has the files
 * that were taken with their last good content, or without any.
 * Returns ST_OK, also with mistakes reported; ST_SYSTEM (logged) where the
 * system fails, which may pass; else as the store.
 */
enum status import_run(const struct import *import, struct store *store,
    struct import_counts *counts, struct report *report);

#endif
