/* SPDX-License-Identifier: ISC */
/*
 * view.h - entries and hits to dictionaries, dictionaries and templates to
 * bytes: the pages. view.c lists every name that a template may use; every
 * word that a visitor reads stands in strings.txt.
 */
#ifndef VIEW_H
#define VIEW_H

#include "base/base.h"
#include "faq/store.h"
#include "search/search.h"
#include "show/fill.h"
#include "show/templates.h"

/* What is open; the files of show/ alone look inside. */
struct view {
	struct templates *templates;
	struct ct_dict *root; /* used again for each page */
	struct ct_dict *head; /* of the page's HEAD, while one is made */
	const char *frame;    /* the template around its content */
};

/* See templates.h for these five. */
struct view *view_new(templates_read_fn *read, void *data);
void view_free(struct view *);
void view_forget(struct view *, const char *language);
enum status view_judge(
    const char *name, const char *text, size_t len, struct report *report);
void view_check(const char *folder, const struct config *, struct report *);

/*
 * One fact about the FAQ, for its owner. All strings are clean text, "" where
 * there is nothing to say.
 */
struct finding {
	enum finding_level {
		FINDING_OK,
		FINDING_WARNING, /* works, and could be better */
		FINDING_PROBLEM  /* visitors do not see what they should */
	} level;
	const char *what;  /* a title */
	const char *text;  /* sentences */
	const char *lines; /* to read or to copy, with line feeds */
};

/* "ok", "warning", "problem" */
const char *view_level(enum finding_level level);

/* Names of what the owner has to put where. */
struct view_setup {
	enum view_setup_kind {
		SETUP_NO_HOME,
		SETUP_NO_PATH, /* the server tells no path */
		SETUP_NO_DATA,
		SETUP_BAD_DATA,
		SETUP_BUSY
	} kind;
	const char *program_name, *home_name;
	const struct finding *findings; /* of which the problems are shown */
	size_t count;
};

enum view_message {
	MESSAGE_NOT_FOUND,
	MESSAGE_GONE,
	MESSAGE_NOT_ALLOWED,
	MESSAGE_FAILED
};

/*
 * Each appends a whole page to out. Returns ST_OK; ST_MEMORY or ST_LIMIT
 * (logged) with out unusable.
 */
enum status view_index(struct view *, const struct fill_page *,
    const struct fill_faq *, struct buffer *out);

/* One category, page->only, or a part of it. */
enum status view_category(struct view *, const struct fill_page *,
    const struct fill_faq *, struct buffer *out);

/* An answer, and what stands around it: NULL where there is none. */
struct view_answer {
	const struct entry *entry, *previous, *next;
	const struct category *category;
	const struct entry *related;
	size_t related_count;
};

enum status view_answer(struct view *, const struct fill_page *,
    const struct view_answer *, struct buffer *out);

/* All answers, or a part of them, on one page. */
enum status view_all(struct view *, const struct fill_page *,
    const struct fill_faq *, struct buffer *out);

struct view_results {
	const struct hits *hits;
	const struct hits *nearest; /* what is offered instead of hits */
	const struct entry *clear;  /* the first hit's, shown whole, or NULL */
	const struct category *categories;
	size_t category_count;
	bool exact; /* the words were not corrected */
};

enum status view_results(struct view *, const struct fill_page *,
    const struct view_results *, struct buffer *out);

/* The hits in the format of OpenSearch suggestions 1.1: no page, but JSON. */
enum status view_suggest(struct view *, const struct fill_page *,
    const struct hits *, struct buffer *out);

enum status view_message(struct view *, const struct fill_page *,
    enum view_message, const struct hits *nearest, struct buffer *out);

enum status view_setup(struct view *, const struct fill_page *,
    const struct view_setup *, struct buffer *out);

/* What visitors looked for, for a file. */
struct view_asked_row {
	const char *words, *last, *line; /* line: to paste into data/ */
	size_t count, hits;
	int share; /* of the longest bar, in percent */
};

struct view_asked {
	struct view_asked_row *rows;
	size_t count, searches, missed;
	const char *first, *last;
};

enum status view_asked(struct view *, const struct fill_page *,
    const struct view_asked *, struct buffer *out);

/* home_path: of the home, were it served; "" where that is not known. */
enum status view_doctor(struct view *, const struct fill_page *,
    const struct finding *findings, size_t count, const char *home_path,
    struct buffer *out);

/* A template that is no page, such as "style.css". */
enum status view_file(struct view *, const struct fill_page *, const char *name,
    struct buffer *out);

#endif
