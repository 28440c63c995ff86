/* SPDX-License-Identifier: ISC */
/*
 * build.h - a new store of the owner's files, made where it hurts nobody. A
 * builder, which may be a child of its own, lets a worker read the files
 * within limits. A worker that dies of one dies of the file in hand: that one
 * is left out from then on, with its last good content in its place, and
 * another worker begins. Knows neither when that is wanted nor what is open.
 */
#ifndef BUILD_H
#define BUILD_H

#include <sys/types.h>

#include "base/base.h"
#include "faq/import.h"
#include "site/var.h"

struct build {
	const struct var *var;
	const struct sources *sources;
	enum build_target {
		BUILD_FILE,   /* into var/, whose lock is held */
		BUILD_MEMORY, /* store_save to `saved` */
		BUILD_NOTHING /* only to see what is wrong */
	} target;
	int saved; /* a descriptor, or -1 */
	/*
	 * Where last good contents come from: what store_save wrote to this
	 * descriptor, or, if it is -1, the store in var/.
	 */
	int old;
	bool still; /* only if the sources stay as they are meanwhile */
};

/*
 * Makes the store in this process and its workers. Returns ST_OK, also where
 * mistakes were reported; ST_INVALID where they left no question, and the old
 * store has some; ST_BUSY where the sources changed meanwhile, or others
 * ended it (logged); ST_SYSTEM where the system failed (logged); ST_LIMIT where
 * all of it together takes too long (logged); ST_MEMORY.
 */
enum status build_run(const struct build *build, struct import_counts *counts,
    struct report *report);

/* The same, for nobody who waits: what is to report and new goes to the log. */
enum status build_log(const struct build *build);

/*
 * The same in a child, whose exit status is the status. lock: a descriptor that
 * it keeps open, or -1. *log can be read until it ends and has what it logged.
 * Returns its id, or -1 with errno.
 */
pid_t build_start(const struct build *build, int lock, int *log);

#endif
