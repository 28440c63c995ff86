/* SPDX-License-Identifier: ISC */
/*
 * html.h - an owner's HTML as Markdown: a page of her old FAQ, saved or
 * exported, or a piece of one within another format. Every word of it is
 * written, or told.
 *
 * In a page, what asks is a heading as headings.h has it; the head of what
 * opens and closes (<summary>, a button or title of an accordion); a paragraph
 * that is bold as a whole and asks; and the term of a list of definitions, if
 * one of its terms asks, or nothing else does.
 */
#ifndef HTML_H
#define HTML_H

#include "base/base.h"
#include "formats/sheet.h"

/*
 * Adds the page html[0..len), UTF-8, to the sheet, with "#" for categories and
 * "##" for questions. What is no part of a FAQ, such as a menu, is left out and
 * reported. Failures stick in the sheet.
 */
void html_page(
    struct sheet *, const char *html, size_t len, struct report *report);

/*
 * Adds a piece without questions of its own: headings become bold lines. It
 * begins in the sheet's line.
 */
void html_piece(
    struct sheet *, const char *html, size_t len, struct report *report);

/* Whether a text is a piece of HTML: it has a tag of it, or an entity. */
bool html_is(const char *text, size_t len);

/* Appends the words of a piece, as plain text in one line. */
void html_words(struct buffer *out, const char *html, size_t len);

#endif
