/* SPDX-License-Identifier: ISC */
/*
 * gateway.h - the two front doors: CGI (RFC 3875) and FastCGI. Knows no FAQ:
 * what answers a request is handed in. The only user of libfcgi.
 */
#ifndef GATEWAY_H
#define GATEWAY_H

#include "base/base.h"
#include "http/request.h"
#include "http/response.h"

/*
 * Answers one request, whatever goes wrong: the response is complete and
 * sealed afterwards. data is what the door was given with this function.
 */
typedef void gateway_answer_fn(
    void *data, const struct request *, struct arena *, struct response *);

/*
 * Answers the one request in the environment on standard output. Returns
 * whether the response could be written.
 */
bool gateway_cgi(gateway_answer_fn *answer, void *data);

/* Whether descriptor 0 is a listening socket, as FastCGI servers give it. */
bool gateway_is_fastcgi(void);

/*
 * Answers requests from descriptor 0 until SIGTERM or SIGUSR1: at once when
 * idle, else after the request in hand. Returns whether it ended as asked.
 */
bool gateway_fastcgi(gateway_answer_fn *answer, void *data);

#endif
