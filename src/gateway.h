/* SPDX-License-Identifier: ISC */
/*
 * gateway.h - the two front doors: CGI (RFC 3875) and FastCGI. The only user
 * of libfcgi. What answers a request comes from main.c, so that no include
 * points up.
 */
#ifndef GATEWAY_H
#define GATEWAY_H

#include "base.h"
#include "request.h"
#include "response.h"
#include "site.h"

typedef void gateway_answer_fn(
    struct site *, const struct request *, struct arena *, struct response *);

/*
 * Answers the one request in the environment on standard output. Returns
 * whether the response could be written.
 */
bool gateway_cgi(struct site *site, gateway_answer_fn *answer);

/* Whether descriptor 0 is a listening socket, as FastCGI servers give it. */
bool gateway_is_fastcgi(void);

/*
 * Answers requests from descriptor 0 until SIGTERM or SIGUSR1: at once when
 * idle, else after the request in hand. Returns whether it ended as asked.
 */
bool gateway_fastcgi(struct site *site, gateway_answer_fn *answer);

#endif
