/* SPDX-License-Identifier: ISC */
/*
 * formats.h - the kinds of files that hold questions, told by the ending of
 * their names: .md (and .markdown, .mdown, .mkd), .txt (.text), .html (.htm,
 * .xhtml), .csv, .tsv, .json, in capital letters, too. Each is read onto a
 * sheet.
 */
#ifndef FORMATS_H
#define FORMATS_H

#include "base/base.h"
#include "formats/sheet.h"

/* Whether files of that name hold questions. */
bool formats_know(const char *name);

/* Why files of that name hold none, and what to do about it; NULL: they do. */
const char *formats_reason(const char *name);

/*
 * Adds the file's text, UTF-8 in the form of text_normalize, to the sheet as
 * Markdown. Reports what is no such text, and what was left out. Failures stick
 * in the sheet. Requires a name that formats_know.
 */
void formats_read(struct sheet *sheet, const char *name, const char *text,
    size_t len, struct report *report);

#endif
