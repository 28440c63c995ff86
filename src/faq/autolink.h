/* SPDX-License-Identifier: ISC */
/*
 * autolink.h - addresses and telephone numbers in plain words:
 * https://a.example, www.a.example, me@a.example, +49 30 1234567. Pure; takes
 * time by the length of the text, whatever it holds.
 */
#ifndef AUTOLINK_H
#define AUTOLINK_H

#include "base/base.h"

/* A place in a text that can be a link. */
struct autolink {
	size_t start, end;  /* offsets of its words */
	const char *scheme; /* what its address has before them */
	bool phone;         /* the address holds only their digits and "+" */
};

/*
 * Finds the first link of text[from..len). Returns whether there is one.
 * Telephone numbers have 7 to 15 digits and begin with "+" or 0; dates and
 * times of day are none.
 */
bool autolink_find(
    struct autolink *link, const char *text, size_t len, size_t from);

/* Appends the address that the link leads to. */
void autolink_address(
    struct buffer *out, const struct autolink *link, const char *text);

#endif
