/* SPDX-License-Identifier: ISC */
/*
 * record.h - a response as records of FastCGI (specification 1.0, 3.3), written
 * at once. libfcgi reads requests; what it writes it copies and cuts into
 * pieces of 8 kB, with a system call each. Knows no request.
 */
#ifndef RECORD_H
#define RECORD_H

#include <fastcgi.h>
#include <sys/uio.h>

#include "base/base.h"

enum {
	RECORD_BATCH = 16, /* records that are gathered for one call */
	RECORD_PIECES = 4 * RECORD_BATCH
};

/* The output of one request. Begin with record_begin. */
struct record {
	int fd, request_id;
	struct iovec pieces[RECORD_PIECES];
	int piece_count;
	FCGI_Header headers[RECORD_BATCH];
	int header_count;
	size_t room; /* in the last record */
	bool failed;
};

void record_begin(struct record *, int fd, int request_id);

/*
 * Adds bytes to the output. They are gathered, not copied: they must stay until
 * record_flush or record_end.
 */
void record_add(struct record *, const char *bytes, size_t len);

/* Writes what was gathered. */
void record_flush(struct record *);

/*
 * Adds the ends of the output and of the request, and writes all. Returns false
 * where the connection failed at any time.
 */
bool record_end(struct record *);

#endif
