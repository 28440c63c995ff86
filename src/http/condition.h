/* SPDX-License-Identifier: ISC */
/*
 * condition.h - the preconditions of a request (RFC 9110, 13): whether a client
 * has the page already, or wants it only as it was. Knows no page.
 */
#ifndef CONDITION_H
#define CONDITION_H

#include "base/base.h"

/* The fields as they came, "" where there is none. */
struct conditions {
	const char *if_match, *if_none_match;
	const char *if_modified_since, *if_unmodified_since;
};

enum verdict {
	VERDICT_SEND,         /* answer as if there were no condition */
	VERDICT_NOT_MODIFIED, /* 304: the client has it */
	VERDICT_FAILED        /* 412: it is not what the client expects */
};

/*
 * Judges a page that would be answered with 200 to GET or HEAD, in the order of
 * RFC 9110, 13.2.2. etag is the page's, without quotes, or ""; modified its
 * Last-Modified in seconds since 1970, or 0 where none is known, and then dates
 * are ignored. A field that cannot be read counts as not sent, but for
 * If-Match, which then fails.
 */
enum verdict condition_judge(
    const struct conditions *, const char *etag, int64_t modified);

/*
 * Whether a list of entity tags (RFC 9110, 8.8.3) has this one, be it weak or
 * with the suffix that a compressing server put behind it: "…-gzip", "…;gzip".
 * "*" is no tag.
 */
bool condition_names(const char *list, const char *etag);

/*
 * Reads a date in any of the three forms of RFC 9110, 5.6.7: seconds since
 * 1970, or -1 where it is none.
 */
int64_t condition_date(const char *text);

#endif
