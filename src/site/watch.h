/* SPDX-License-Identifier: ISC */
/*
 * watch.h - the kernel's word that something changed in a home, so that a
 * process that waits for requests need not look. Network file systems, and
 * hosts that give no inotify, tell nothing: then somebody has to look.
 */
#ifndef WATCH_H
#define WATCH_H

#include "base/base.h"

struct watch;

/* Watches a home. NULL: this host cannot. */
struct watch *watch_new(const char *home);
void watch_free(struct watch *); /* NULL is fine */

/* Readable when there is something to tell. -1 where watch is NULL. */
int watch_descriptor(const struct watch *);

/* What changed since the last call. */
struct watch_news {
	bool sources; /* the owner's files, maybe */
	bool store;   /* var/ has another store */
};

struct watch_news watch_read(struct watch *);

#endif
