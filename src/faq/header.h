/* SPDX-License-Identifier: ISC */
/*
 * header.h - header.md: a few words of the owner's at the top of each page, in
 * Markdown. Knows no page.
 */
#ifndef HEADER_H
#define HEADER_H

#include "base/base.h"

/*
 * Makes HTML of its text, as markdown.h makes it, in the arena; "" where
 * nothing stands before its first heading: a heading, and what is below it, is
 * left out with a note, under the name `shown`. Returns ST_OK or ST_MEMORY.
 */
enum status header_parse(const char **html, struct arena *, const char *text,
    size_t len, const char *shown, struct report *report);

#endif
