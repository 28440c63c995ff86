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

/* What a door works with. */
struct gateway {
	gateway_answer_fn *answer;
	/*
	 * What a process that stays waits for beside requests: `wait` gives a
	 * descriptor, -1 for none, and how many milliseconds at most, -1: for
	 * ever. `wake` is called when it can be read, or after that time.
	 */
	int (*wait)(void *data, int *descriptor);
	void (*wake)(void *data);
	/* Whether it had better end, where nobody waits for an answer. */
	bool (*done)(void *data);
	void *data; /* handed to each */
};

/*
 * Answers the one request in the environment on standard output. Returns
 * whether the response could be written.
 */
bool gateway_cgi(const struct gateway *);

/* Whether descriptor 0 is a listening socket, as FastCGI servers give it. */
bool gateway_is_fastcgi(void);

/*
 * Answers requests from descriptor 0 until SIGTERM or SIGUSR1: at once when
 * idle, else after the request in hand; or until `done`. Returns whether it
 * ended as asked.
 */
bool gateway_fastcgi(const struct gateway *);

#endif
