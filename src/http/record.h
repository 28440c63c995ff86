/* SPDX-License-Identifier: ISC */
/*
 * record.h - a response as records of FastCGI (specification 1.0, 3.3), written
 * at once. libfcgi reads requests; what it writes it copies and cuts into
 * pieces of 8 kB, with a system call each. Knows no request.
 */
#ifndef RECORD_H
#define RECORD_H

#include "base/base.h"

/*
 * Writes head and body, the end of the output and the end of the request, all
 * in one call of the system where the connection takes it. Both may be NULL.
 * Returns false where the connection failed.
 */
bool record_send(int fd, int request_id, const struct buffer *head,
    const struct buffer *body);

#endif
