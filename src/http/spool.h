/* SPDX-License-Identifier: ISC */
/*
 * spool.h - a body too large for memory: a file without a name, which is gone
 * when it is closed, however the process ends. Knows no page.
 */
#ifndef SPOOL_H
#define SPOOL_H

#include "base/base.h"

enum {
	SPOOL_LEAST = 1 << 20, /* bytes; what is smaller stays in memory */
	SPOOL_MAX = 1 << 30
};

/* Zeroed: there is none. */
struct spool {
	struct spill spill;
	const char *folder; /* where it is made, if it may be */
	bool open;
	int fd;
	size_t len;
};

/* Lets a buffer spill into the spool, which must stay where it is. */
void spool_attach(struct spool *, const char *folder, struct buffer *);

/*
 * Appends. ST_OK, ST_LIMIT above SPOOL_MAX, ST_SYSTEM (logged), ST_NOT_FOUND
 * where no file can be made.
 */
enum status spool_write(struct spool *, const char *bytes, size_t len);

/*
 * Reads from that byte on into chunk. Returns how many bytes that were, 0 at
 * the end or where reading fails (logged).
 */
size_t spool_read(const struct spool *, size_t from, char *chunk, size_t size);

/* Closes the file, so that there is none. */
void spool_close(struct spool *);

#endif
