/* SPDX-License-Identifier: ISC */
/*
 * fastcgi.h - the numbers of FastCGI (specification 1.0, 8). Knows nothing of
 * what is done with them.
 */
#ifndef FASTCGI_H
#define FASTCGI_H

enum {
	FCGI_VERSION = 1,
	FCGI_HEADER_LEN = 8,
	FCGI_BODY_LEN = 8,   /* of the beginning and the end of a request */
	FCGI_KEEP = 1,       /* a flag of its beginning */
	FCGI_MANAGEMENT = 0, /* in place of a request's id */
};

enum fcgi_type {
	FCGI_BEGIN_REQUEST = 1,
	FCGI_ABORT_REQUEST,
	FCGI_END_REQUEST,
	FCGI_PARAMS,
	FCGI_STDIN,
	FCGI_STDOUT,
	FCGI_STDERR,
	FCGI_DATA,
	FCGI_GET_VALUES,
	FCGI_GET_VALUES_RESULT
};

enum fcgi_role { FCGI_RESPONDER = 1, FCGI_AUTHORIZER, FCGI_FILTER };

/* How a request ended, in the fifth byte of its end. */
enum fcgi_end {
	FCGI_REQUEST_COMPLETE,
	FCGI_CANT_MPX_CONN,
	FCGI_OVERLOADED,
	FCGI_UNKNOWN_ROLE
};

#endif
