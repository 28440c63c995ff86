/* SPDX-License-Identifier: ISC */
/*
 * sieve.h - HTML less what tells a FAQ nothing and what would cost a parser of
 * HTML time or memory by the square of its length: what is left are few kinds
 * of tags, few attributes, and no deep nesting. Words stay where they are.
 */
#ifndef SIEVE_H
#define SIEVE_H

#include "base/base.h"

/*
 * Appends html[0..len) with the same lines. What only looks like a tag, such as
 * "<word>" or a comment that nothing ends, becomes words. Scripts, styles and
 * comments go. *cut becomes the line, from 1, from which on tags are left out
 * since there were too many, or 0. Failures stick in out->status.
 */
void sieve_read(struct buffer *out, const char *html, size_t len, int *cut);

/* Whether a text holds tags that only HTML has. */
bool sieve_finds_tags(const char *text, size_t len);

#endif
