/* SPDX-License-Identifier: ISC */
/*
 * inspect.h - a request of FastCGI (specification 1.0, 3.3 to 3.4), looked at
 * before a byte of it is taken: that its head is there, so that nothing waits
 * for it, and that its lengths are true. Knows no HTTP.
 */
#ifndef INSPECT_H
#define INSPECT_H

#include "base/base.h"
#include "http/fastcgi.h"

enum inspection {
	INSPECT_MORE,  /* good so far */
	INSPECT_WHOLE, /* all records up to the end of the parameters */
	INSPECT_BROKEN
};

/* How far the input behind the head was read: it is taken and forgotten. */
struct input {
	unsigned char header[FCGI_HEADER_LEN]; /* of a record, in part */
	size_t have, skip; /* bytes of it, and of the record behind it */
	bool last;         /* that record is the end */
	bool ended, broken;
};

/* A request whose head is whole; zeroed before. */
struct inspected {
	unsigned id, role;     /* enum fcgi_role */
	bool keep;             /* the connection is to be kept */
	size_t len;            /* bytes of the head */
	struct buffer params;  /* pairs of names and values */
	struct buffer replies; /* records that what came among it asks for */
	struct input input;
};

void inspect_free(struct inspected *); /* then it is zeroed */

/*
 * Judges bytes[0..len), which begin with a record, and fills *found where it is
 * INSPECT_WHOLE. Pure.
 */
enum inspection inspect_bytes(
    const unsigned char *bytes, size_t len, struct inspected *found);

/*
 * Reads on in the input. Returns how many of the bytes belong to it: all of
 * them, unless it ended or is broken. Pure.
 */
size_t inspect_input(
    struct inspected *, const unsigned char *bytes, size_t len);

/* The parameters as an environment, with FCGI_ROLE; NULL: memory is out. */
char **inspect_variables(const struct inspected *, struct arena *);

enum {
	INSPECT_SECONDS = 5,  /* for all of it to come */
	INSPECT_MAX = 1 << 18 /* bytes; the system may hold fewer back */
};

/*
 * Waits for a request on the connection and takes it, with what is there of its
 * input. False: there is none that can be answered, and the connection is of
 * no more use; where one did not come in time that is logged.
 */
bool inspect_request(int fd, struct inspected *);

/*
 * Takes the rest of the input, and nothing behind it. May block. False: its
 * end does not come.
 */
bool inspect_skip(int fd, struct inspected *);

#endif
