/* SPDX-License-Identifier: ISC */
/*
 * fill.h - what view.c and feeds.c have in common: how links, optional values
 * and the renderer's HTML get into dictionaries. The one place where addresses
 * are made. Knows no single page.
 */
#ifndef FILL_H
#define FILL_H

#include "base/base.h"
#include "faq/config.h"
#include "faq/store.h"

struct ct_dict;

/* What all pages need. Strings are never NULL. */
struct fill_page {
	const struct config *config;
	const char *faq_title;
	const char *base; /* in front of every link: no slash at its end */
	/* What makes base absolute; "" if it is, or where no host is known. */
	const char *origin;
	/* The page's own, encoded: "/slug", "/?q=words"; "": it has none. */
	const char *path;
	const char *query;           /* the search form's words */
	const struct category *only; /* the one that is shown, or NULL */
	/* In a frame, or a part of another page: without head and foot. */
	enum fill_embed { FILL_WHOLE, FILL_FRAMED, FILL_PART } embed;
	const char *header_html; /* the owner's words at the top, or "" */
	size_t number, pages; /* of a list on several: 1 of 1 where it is not */
	bool noindex;
};

/*
 * Entries one after the other, for what would be too many at once: next gives
 * each until the following call, and NULL behind the last one, or where reading
 * fails, which is for the giver to know. begin: the first one.
 */
struct fill_walk {
	const struct entry *(*next)(void *data, bool begin);
	void *data;
};

/* The whole FAQ, or what one document needs of it. */
struct fill_faq {
	const struct front *front;
	const struct category *categories;
	size_t category_count;
	const struct entry *entries;
	size_t entry_count;
	struct fill_walk walk; /* in place of entries, in long documents */
	/* For the index, which lists a part: all entries, those in none. */
	size_t total, loose;
	bool listed; /* it names the categories, and no question of theirs */
};

/*
 * Begins a page or document: forgets what root held, and sets what all
 * templates may use. origin: in front of INDEX_URL.
 */
void fill_begin(
    struct ct_dict *root, const struct fill_page *, const char *origin);

/* Sets a value, and shows the section that asks whether there is one. */
void fill_optional(
    struct ct_dict *, const char *name, const char *section, const char *value);

/*
 * Sets a text, and frees it. Where it could not be made the page cannot be,
 * either: its expansion fails.
 */
void fill_text(struct ct_dict *, const char *name, struct buffer *text);

/*
 * Sets a link below the program: base, text, and the slug encoded.
 * fill_address makes it absolute; where no host is known it begins with a
 * slash, and who reads the document resolves it.
 */
void fill_link(struct ct_dict *, const struct fill_page *, const char *name,
    const char *text, const char *slug);
void fill_address(struct ct_dict *, const struct fill_page *, const char *name,
    const char *text, const char *slug);

/*
 * Appends the address of a search, or of one category, below the program. Its
 * parameters have one order, so that a page has one address; category may be
 * NULL.
 */
void fill_search(struct buffer *url, const char *words,
    const struct category *category, bool exact, size_t number);

/* Whether fill_address makes absolute addresses. */
bool fill_knows_host(const struct fill_page *);

/*
 * As fill_optional, for the renderer's HTML, in which links between answers
 * are made real. deeper: so many levels its headings go down, to 6 at most.
 */
void fill_html(struct ct_dict *, const struct fill_page *, const char *name,
    const char *section, const char *html, int deeper);

/*
 * As fill_html, with every address absolute (RFC 3986, 5.2; dot segments are
 * left to the reader). slug: of the page on which the HTML stands, "" for the
 * index.
 */
void fill_html_absolute(struct ct_dict *, const struct fill_page *,
    const char *name, const char *html, const char *slug);

/*
 * Sets the renderer's Markdown, with links between answers absolute; headings
 * are as they are in the answer's own page.
 */
void fill_markdown(struct ct_dict *, const struct fill_page *, const char *name,
    const char *markdown);

/* Sets the text, cut between words to that many characters. */
void fill_cut(struct ct_dict *, const char *name, const char *text, size_t max);

/* Sets SHORT_NAME, which a browser's menu shows (OpenSearch 1.1). */
void fill_short_name(struct ct_dict *, const struct fill_page *);

/* The entry's category, or NULL. */
const struct category *fill_category(
    const struct fill_faq *, const struct entry *);

#endif
