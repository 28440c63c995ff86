/* SPDX-License-Identifier: ISC */
/*
 * record.h - a response as records of FastCGI (specification 1.0, 3.3), written
 * at once. Knows no request.
 */
#ifndef RECORD_H
#define RECORD_H

#include <sys/uio.h>

#include "base/base.h"
#include "http/fastcgi.h"

enum {
	RECORD_BATCH = 16, /* records that are gathered for one call */
	RECORD_PIECES = 4 * RECORD_BATCH
};

/* The output of one request. Begin with record_begin. */
struct record {
	int fd;
	unsigned request_id;
	struct iovec pieces[RECORD_PIECES];
	int piece_count;
	unsigned char headers[RECORD_BATCH][FCGI_HEADER_LEN];
	int header_count;
	size_t room; /* in the last record */
	bool failed;
};

void record_begin(struct record *, int fd, unsigned request_id);

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

/* In place of all that: the end of the request alone, and why. As record_end.
 */
bool record_refuse(struct record *, enum fcgi_end why);

#endif
