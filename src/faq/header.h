/* SPDX-License-Identifier: ISC */
/*
 * header.h - header.md: a few words of the owner's at the top of each page, in
 * Markdown. Knows no page.
 */
#ifndef HEADER_H
#define HEADER_H

#include "base/base.h"

/*
 * Reads the file as HTML, as markdown.h makes it, into the arena; "" where
 * there is none, or where nothing stands before its first heading: a heading,
 * and what is below it, is left out with a note. What is wrong is reported
 * under the name `shown`. Returns ST_OK or ST_MEMORY.
 */
enum status header_read(const char **html, struct arena *, const char *path,
    const char *shown, struct report *report);

#endif
