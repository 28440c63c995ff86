/* SPDX-License-Identifier: ISC */
/*
 * inspect.h - a request of FastCGI (specification 1.0, 3.3 to 3.4) before
 * libfcgi reads it: that its head is there, so that no call waits for it, and
 * that its lengths are true. libfcgi ends the process where a length is more
 * than memory, and loses memory to records of management that it does not know.
 */
#ifndef INSPECT_H
#define INSPECT_H

#include "base/base.h"

enum inspection {
	INSPECT_MORE,  /* good so far */
	INSPECT_WHOLE, /* all records up to the end of the parameters */
	INSPECT_BROKEN
};

/* Judges bytes[0..len), which begin with a record. Pure. */
enum inspection inspect_bytes(const unsigned char *bytes, size_t len);

enum {
	INSPECT_SECONDS = 5,  /* for all of it to come */
	INSPECT_MAX = 1 << 18 /* bytes; the system may hold fewer back */
};

/*
 * Waits for a request on the connection and leaves it unread. Returns whether
 * it may be read; where one did not come in time that is logged.
 */
bool inspect_request(int fd);

#endif
