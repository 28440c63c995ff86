/* SPDX-License-Identifier: ISC */
/*
 * frame.h - what all pages have around their content: what machines read in
 * the head, the owner's bar, the form to search with, whom to ask, the foot;
 * and the parts that several of them share. For the files of view.h alone.
 */
#ifndef FRAME_H
#define FRAME_H

#include "show/strings.h"
#include "show/view.h"

/* What a page has besides its content. */
enum frame_look {
	FRAME_QUIET = 0,
	FRAME_SEARCH = 1,  /* a form to search with */
	FRAME_LISTING = 2, /* a large head, and search while typing */
	FRAME_CONTACT = 4, /* whom to ask, at the end */
	FRAME_HEADING = 8  /* the FAQ's title is the page's heading */
};

/* Characters of a description; search engines show fewer. */
enum { FRAME_DESCRIPTION = 160 };

/*
 * Begins a page: the frame's values, of which those that its parts need too
 * are template-globals. title: the page's own, "" for that of the FAQ.
 * Returns the dictionary of its CONTENT, which file renders.
 */
struct ct_dict *frame_begin(struct view *, const struct fill_page *,
    const char *title, const char *file, unsigned look);

/* Appends the page to out. Returns as the functions of view.h. */
enum status frame_end(struct view *, struct buffer *out);

/* ------------------------------- in the head, after the page has begun */

/* Sets the description, and frees the text. */
void frame_describe(struct view *, struct buffer *text);

/* Adds a document of JSON-LD; returns its dictionary. */
struct ct_dict *frame_linked_data(struct view *, const char *file);

/*
 * The way to an answer, or to a category where question is NULL, as search
 * engines show it; category may be NULL.
 */
void frame_breadcrumb(struct view *, const struct fill_page *,
    const struct category *category, const char *question);

/* ------------------------------------------------ parts of the content */

/* Sets a sentence of strings.txt; see strings_say. part may be NULL. */
void frame_say(struct view *, struct ct_dict *, const char *name,
    const char *string, size_t n, const struct strings_part *part);

/* Adds a date "YYYY-MM-DD" in words, or nothing where it is "". */
void frame_date(struct view *, struct ct_dict *content, const char *date);

/* Adds whom to ask, if the owner says so. Returns whether she does. */
bool frame_contact(struct ct_dict *, const struct config *);

/* Adds the way to a list's other pages. path: of the first one, encoded. */
void frame_pages(struct view *, struct ct_dict *, const struct fill_page *,
    const char *path);

#endif
