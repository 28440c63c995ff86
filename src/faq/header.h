/* SPDX-License-Identifier: ISC */
/*
 * header.h - header.md: a few words of the owner's at the top of each page, in
 * Markdown. Knows no page.
 */
#ifndef HEADER_H
#define HEADER_H

#include "base/base.h"
#include "faq/markdown.h"

/*
 * Makes a part of its text, as markdown.h makes it, in the arena; its html is
 * "" where nothing stands before its first heading: a heading, and what is
 * below it, is left out with a note, under the name `shown`. Returns ST_OK or
 * ST_MEMORY.
 */
enum status header_parse(struct part *header, struct arena *,
    const struct places *places, const char *text, size_t len,
    const char *shown, struct report *report);

#endif
