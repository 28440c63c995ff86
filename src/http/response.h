/* SPDX-License-Identifier: ISC */
/*
 * response.h - a response is made whole, then sent: status, a few headers, the
 * body, its ETag and its compressed form. Knows no page and no server. The
 * only user of zlib.
 */
#ifndef RESPONSE_H
#define RESPONSE_H

#include "base/base.h"
#include "http/condition.h"
#include "http/spool.h"

enum { RESPONSE_TAG_SIZE = 17 }; /* 16 digits and a NUL */

/* Starts as {0} with status and type filled in by a page. */
struct response {
	int status;           /* of HTTP */
	const char *type;     /* Content-Type, a constant */
	const char *location; /* NULL or an address for 301 or 302 */
	/* Hosts that the policy allows, parted by spaces; NULL or "": none. */
	const char *hosts;     /* where files of a page may come from */
	const char *ancestors; /* whose pages may hold it in a frame */
	struct buffer body;
	struct spool spool; /* where it is open, it holds the body instead */
	bool secret;        /* nobody keeps a copy, not even we */
	bool passing;       /* it is not the whole one: it is not kept */
	bool forever;       /* its address changes with it */
	bool file;          /* it seldom changes */
	int64_t modified;   /* when, in seconds since 1970; 0: unknown */
	bool counted;       /* no cache may answer in our place */
	bool searched;      /* it is of a search, */
	size_t hits;        /* which found so many; for who counts them */

	/* Filled in by response_seal where it is "". */
	char etag[RESPONSE_TAG_SIZE];

	/* Filled in by response_seal. */
	bool gzip;          /* the client takes it: its tag is another one */
	bool gzipped;       /* and the body was compressed */
	struct buffer head; /* the header block, to be sent with the body */

	bool bodiless; /* it has but the head: for HEAD and 304 */
	bool kept;     /* the buffers are a cache's */
};

/*
 * Gives a response with status 200 its ETag, a hash of the body where it has
 * none yet, takes it from others, with gzip compresses the body where that
 * makes it smaller, and makes the head; one without a body just the head, which
 * then leaves out what only the body tells (RFC 9110, 9.3.2). Returns ST_OK or
 * ST_MEMORY; the response can be sent unless the head failed.
 */
enum status response_seal(struct response *response, bool gzip);

/*
 * Appends the header block as CGI wants it, from "Status:" to the empty line:
 * of the response, of 304 or of 412, as the verdict says. No body follows the
 * latter two.
 */
void response_head(
    const struct response *response, enum verdict, struct buffer *out);

/* How many bytes the body has. */
size_t response_length(const struct response *);

/* Frees what is not a cache's, and leaves it as at the start. */
void response_free(struct response *);

#endif
