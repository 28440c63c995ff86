/* SPDX-License-Identifier: ISC */
/*
 * rows.h - a table of questions, as spreadsheets write it: RFC 4180, parted by
 * commas, by the semicolons of Excel, or by tabs. The first row may name the
 * columns, in one of the interface's languages: question, answer, category,
 * keywords, updated, slug; else they are question, answer, category. Rows above
 * the names are the title and an introduction; one with a single cell that does
 * not ask is the category of the rows below it.
 */
#ifndef ROWS_H
#define ROWS_H

#include "base/base.h"
#include "formats/sheet.h"

/*
 * Adds the table text[0..len), UTF-8 in the form of text_normalize, to the
 * sheet as Markdown. What stands in other columns is reported. Failures stick
 * in the sheet.
 */
void rows_read(
    struct sheet *sheet, const char *text, size_t len, struct report *report);

/*
 * Whether a text is parted by tabs and its first row names its columns, as a
 * spreadsheet writes it that calls it a text.
 */
bool rows_are_named(const char *text, size_t len);

#endif
