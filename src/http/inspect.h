/* SPDX-License-Identifier: ISC */
/*
 * inspect.h - a request of FastCGI (specification 1.0, 3.3 to 3.4) before
 * libfcgi reads it: that it is there, so that no call waits for it, and that
 * its lengths are true. libfcgi ends the process where a length is more than
 * memory, writes behind the end of its stack for a record of management with
 * one name four times, and loses memory to those that it does not know.
 */
#ifndef INSPECT_H
#define INSPECT_H

#include "base/base.h"

enum inspection {
	INSPECT_MORE,  /* good so far */
	INSPECT_OPEN,  /* its head is whole; the end of its input may follow */
	INSPECT_HEAD,  /* its head is whole; its input is not to be read */
	INSPECT_WHOLE, /* its head is whole, and its empty input */
	INSPECT_BROKEN
};

/*
 * Judges bytes[0..len), which begin with a record. INSPECT_OPEN is found where
 * the connection shall be kept and no body is announced. Pure.
 */
enum inspection inspect_bytes(const unsigned char *bytes, size_t len);

enum {
	INSPECT_SECONDS = 5,   /* for all of it to come */
	INSPECT_MAX = 1 << 18, /* bytes; the system may hold fewer back */
	INSPECT_ASIDES = 8     /* records between those of the request */
};

/*
 * Waits for a request on the connection and leaves it unread. Returns what was
 * found by then; where no head came in time that is logged.
 */
enum inspection inspect_request(int fd);

#endif
