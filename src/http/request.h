/* SPDX-License-Identifier: ISC */
/*
 * request.h - the variables of CGI (RFC 3875) or FastCGI to a request that is
 * checked and bounded: what is in struct request may be compared and shown,
 * after escaping, without a second look. Knows no page.
 */
#ifndef REQUEST_H
#define REQUEST_H

#include "base/base.h"
#include "http/condition.h"

enum method {
	METHOD_GET,
	METHOD_HEAD,
	METHOD_OTHER,  /* one of RFC 9110 or PATCH: 405 */
	METHOD_UNKNOWN /* 501 */
};

/* Why a request is not looked at any further. */
enum request_fault {
	FAULT_NONE,
	FAULT_MALFORMED, /* 400: path, method or Content-Length */
	FAULT_LONG,      /* 414: path or query */
	FAULT_LARGE      /* 431: a field, or all of them */
};

enum {
	REQUEST_PATH_MAX = 1024,            /* bytes of a path, decoded */
	REQUEST_QUERY_STRING_MAX = 8 << 10, /* bytes of a query as it came */
	REQUEST_FIELD_MAX = 8 << 10,        /* bytes of one HTTP_ variable */
	REQUEST_FIELDS_MAX = 32 << 10,      /* and of all of them */
	REQUEST_QUERY_MAX = 256,            /* bytes of q that are looked at */
	REQUEST_PAGE_MAX = 99999 /* the last page that may be asked for */
};

/*
 * No string is NULL; all are valid UTF-8 without control characters, but for
 * what is as it came: asked, called, query, and the conditions.
 */
struct request {
	enum method method;
	/*
	 * Where the program is mounted: SCRIPT_NAME, percent-encoded, "" at
	 * the root; else it begins with one slash and ends with none.
	 */
	const char *script;
	const char *path;         /* below script, decoded; begins with "/" */
	enum request_fault fault; /* where it is of the path, path is "/" */
	bool path_missing;        /* nobody told it; see request_locate */
	const char *asked;    /* the client's own path, where that may help */
	const char *called;   /* SCRIPT_NAME, decoded, likewise */
	const char *q;        /* the visitor's words, white space folded */
	const char *category; /* as asked for, be it a slug or not; or "" */
	/* embed=1, embed=part: a page without head and foot, or just its
	 * content */
	enum embed { EMBED_NONE, EMBED_FRAME, EMBED_PART } embed;
	bool typing; /* a script asks while the visitor types */
	bool exact;  /* exact=1: search the words as typed */
	size_t page; /* of a list on several, from 1; 1 where it is none */
	const char *origin; /* "https://host", "" where none is known */
	struct conditions conditions;
	const char *query;    /* as it came, or "" where no address has it */
	const char *version;  /* v=: of a file whose address changes with it */
	const char *software; /* the server's name, or "" */
	bool fastcgi;         /* by which door */
	bool gzip;            /* the client takes Content-Encoding: gzip */
};

/*
 * Reads NAME=value strings, ended by NULL. Copies what it keeps into the
 * arena. Nothing in them is an error: what is missing or unusable is left
 * empty, and the router answers accordingly.
 */
void request_read(
    struct request *request, struct arena *arena, char *const *variables);

/*
 * Finds the path below base_url, the FAQ's public address or "", where no
 * PATH_INFO was given: from the address that the client asked for (REQUEST_URI)
 * or from SCRIPT_NAME, where one of them begins with base_url's path. Without
 * PATH_INFO the path is "/", which is right (RFC 3875, 4.1.5) but for a server
 * that gives none at all: nginx with its stock parameters, Apache's ProxyPass.
 * Then path_missing stays true where it cannot be found, and no page can be
 * told from another. In a server-side include the client asked for the page
 * around us, which is why only what lies below base_url counts.
 */
void request_locate(
    struct request *request, struct arena *arena, const char *base_url);

#endif
