/* SPDX-License-Identifier: ISC */
/*
 * plain.h - a text as people type it who know of no format, as Markdown:
 *
 *   - Behind "Q:" stands a question, behind "A:" its answer, in one of the
 *     interface's languages and also with numbers, "Q1.".
 *   - Where nothing is marked so, a line that ends in a question mark asks, if
 *     it begins a sentence and is not too long.
 *   - A short line that stands alone names a category if a question follows it,
 *     and asks if words do. The first one is the title.
 *
 * All else is as lay.h has it.
 */
#ifndef PLAIN_H
#define PLAIN_H

#include "base/base.h"
#include "formats/sheet.h"

/* As lay_read. */
void plain_read(
    struct sheet *sheet, const char *text, size_t len, struct report *report);

#endif
