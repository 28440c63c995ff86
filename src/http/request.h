/* SPDX-License-Identifier: ISC */
/*
 * request.h - the variables of CGI (RFC 3875) or FastCGI to a request that is
 * checked and bounded: what is in struct request may be compared and shown,
 * after escaping, without a second look. Knows no page.
 */
#ifndef REQUEST_H
#define REQUEST_H

#include "base/base.h"

enum method { METHOD_GET, METHOD_HEAD, METHOD_OTHER };

enum {
	REQUEST_PATH_MAX = 1024, /* bytes of a path; a longer one is bad */
	REQUEST_QUERY_MAX = 256  /* bytes of q that are looked at */
};

/* No string is NULL; all are valid UTF-8 without control characters. */
struct request {
	enum method method;
	/*
	 * Where the program is mounted: SCRIPT_NAME, percent-encoded, "" at
	 * the root; else it begins with one slash and ends with none.
	 */
	const char *script;
	const char *path;     /* below script, decoded; begins with "/" */
	bool path_bad;        /* it was unusable, and path is "/" */
	const char *q;        /* the visitor's words, white space folded */
	const char *category; /* a slug, or "" */
	bool exact;           /* exact=1: search the words as typed */
	const char *origin;   /* "https://host", "" where none is known */
	const char *if_none_match;
	bool gzip; /* the client takes Content-Encoding: gzip */
};

/*
 * Reads NAME=value strings, ended by NULL. Copies what it keeps into the
 * arena. Nothing in them is an error: what is missing or unusable is left
 * empty, and the router answers accordingly.
 */
void request_read(
    struct request *request, struct arena *arena, char *const *variables);

#endif
