/* SPDX-License-Identifier: ISC */
/*
 * response.h - a response is made whole, then sent: status, a few headers, the
 * body, its ETag and its compressed form. Knows no page and no server. The
 * only user of zlib.
 */
#ifndef RESPONSE_H
#define RESPONSE_H

#include "base/base.h"

/* Starts as {0} with status and type filled in by a page. */
struct response {
	int status;           /* of HTTP */
	const char *type;     /* Content-Type, a constant */
	const char *location; /* NULL or an address for 301 */
	/* Hosts that the policy allows, parted by spaces; NULL or "": none. */
	const char *hosts;     /* where files of a page may come from */
	const char *ancestors; /* whose pages may hold it in a frame */
	struct buffer body;
	bool secret; /* nobody keeps a copy, not even we */

	/* Filled in by response_seal. */
	char etag[17]; /* of the uncompressed body, or "" */
	bool gzipped;
};

/*
 * Computes the ETag of a response with status 200 and, with gzip, compresses
 * the body where that makes it smaller. Returns ST_OK or ST_MEMORY; the
 * response can be sent in any case.
 */
enum status response_seal(struct response *response, bool gzip);

/*
 * Whether the client's If-None-Match (RFC 9110, 13.1.2) names this response:
 * "*", or the ETag also as weak or with a suffix that a compressing server
 * gave it ("…-gzip").
 */
bool response_matches(
    const struct response *response, const char *if_none_match);

/*
 * Appends the header block as CGI wants it, from "Status:" to the empty line,
 * as 304 without a body if not_modified.
 */
void response_head(
    const struct response *response, bool not_modified, struct buffer *out);

void response_free(struct response *);

#endif
