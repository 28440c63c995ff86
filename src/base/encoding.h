/* SPDX-License-Identifier: ISC */
/*
 * encoding.h - the bytes of a text file as people's programs write them, to
 * UTF-8. Pure.
 */
#ifndef ENCODING_H
#define ENCODING_H

#include "base/base.h"

enum encoding {
	ENCODING_UTF8,
	ENCODING_WINDOWS, /* Windows-1252, and so Latin-1 */
	ENCODING_MIXED,   /* UTF-8 with bytes of Windows-1252 among it */
	ENCODING_UTF16,
	ENCODING_NONE /* it is no text */
};

/* How a file was read. */
struct encoding_found {
	enum encoding encoding;
	const char *what; /* of ENCODING_NONE: what it is, "a Word document" */
	int line;         /* of the first byte that had to be guessed, or 0 */
};

/*
 * Appends the text as UTF-8 in the form of text_normalize (text.h): LF ends a
 * line, no byte order mark. A byte without meaning becomes U+FFFD. Of what is
 * no text nothing is appended. Failures stick in out->status.
 */
void encoding_read(struct buffer *out, const char *bytes, size_t len,
    struct encoding_found *found);

#endif
