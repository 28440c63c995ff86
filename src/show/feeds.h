/* SPDX-License-Identifier: ISC */
/*
 * feeds.h - the FAQ in the formats of machines: search engines, feed readers,
 * browsers, other programs. Each is a template like a page; all addresses in
 * them are absolute (fill.h says when they cannot be).
 */
#ifndef FEEDS_H
#define FEEDS_H

#include "show/view.h"

/*
 * Each appends a whole document to out. Returns ST_OK; ST_MEMORY or ST_LIMIT
 * (logged) with out unusable.
 */
typedef enum status feeds_fn(struct view *, const struct fill_page *,
    const struct fill_faq *, struct buffer *out);

/*
 * sitemaps.org 0.9: the pages to index. Where they are more than one sitemap
 * may have, page 1 is an index of sitemaps, which are the pages behind it. Of
 * fill_faq it needs the total, the categories and the walk.
 */
enum { SITEMAP_MAX = 50000 /* of the standard */ };
feeds_fn feeds_sitemap;

/* How many pages of sitemaps there are, for so many answers and categories. */
size_t feeds_sitemap_pages(size_t answers, size_t categories);

/*
 * RFC 4287, with the entries that are given. An entry's id is the address made
 * of its oldest link, so that a new wording makes no new entry; its date, where
 * it has none, that of its file.
 */
feeds_fn feeds_atom;

feeds_fn feeds_opensearch; /* OpenSearch 1.1; needs no entries */
feeds_fn feeds_markdown;   /* the first of the entries, as Markdown */

/* These walk through the entries. */
feeds_fn feeds_json;      /* faq.cgi(1) describes it */
feeds_fn feeds_llms;      /* llmstxt.org: Markdown, a line an answer */
feeds_fn feeds_llms_full; /* every answer whole, as Markdown */

#endif
