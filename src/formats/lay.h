/* SPDX-License-Identifier: ISC */
/*
 * lay.h - Markdown as people write it who never read what Markdown is, made
 * into what CommonMark takes it for. README ("Write questions") tells the
 * rules to owners; t/20-commonmark.c shows each as a difference.
 *
 *   - "##Do you ship?": a heading needs no space.
 *   - **Do you ship?** alone in its line is a heading (of level 6), and so is
 *     "1. Do you ship?" above words that are no item.
 *   - A file's name in a link may have spaces; the line below a table's head
 *     may have too few columns, or be missing.
 *   - •, ·, – and their like begin an item of a list.
 *   - What is indented is no code, unless it looks like code.
 *   - A line end stays one where it was no editor that broke the line.
 *   - HTML is read as such (html.h); what opens something, such as a comment
 *     or ```, that nothing closes, is words.
 *   - What would take the parser time by the square of its length is words.
 */
#ifndef LAY_H
#define LAY_H

#include "base/base.h"
#include "formats/sheet.h"

/*
 * Adds text[0..len), UTF-8 in the form of text_normalize, to the sheet; its
 * lines count from 1. Notes are reported. Failures stick in the sheet.
 */
void lay_read(
    struct sheet *sheet, const char *text, size_t len, struct report *report);

/*
 * Adds a piece of an answer: what would be a heading is a bold line. It begins
 * in the sheet's line and leaves no block open.
 */
void lay_piece(
    struct sheet *sheet, const char *text, size_t len, struct report *report);

/* Whether any line of the text would be a heading. */
bool lay_has_headings(const char *text, size_t len);

#endif
