/* SPDX-License-Identifier: ISC */
/*
 * store.h - the FAQ as one SQLite file: written once by an import, then only
 * read. Schema and statements stand in store.c. Knows no Markdown and no HTTP.
 * The searching's own tables are index.c's.
 */
#ifndef STORE_H
#define STORE_H

#include "base/base.h"

struct db;
struct store;

/* A question and its answer. Strings are UTF-8 and never NULL. */
struct entry {
	int64_t id; /* its place in the FAQ, from 1 without gaps */
	const char *slug;
	const char *question; /* plain text */
	const char *answer_html;
	/* Plain text: read as one line, written with a line for each block. */
	const char *answer_text;
	const char *answer_markdown; /* CommonMark, as markdown.h says */
	const char *keywords;
	const char *updated; /* YYYY-MM-DD or "" */
	int64_t category;    /* a category's id, 0: in none */
	const char *file;    /* where it was written, for reports */
	int line;
	const char *aka; /* its old slugs, oldest first, parted by a space */
	int64_t time;    /* when the file was written, seconds since 1970 */
};

/* A question that only its owner may see as yet. */
struct draft {
	const char *file; /* where it was written */
	int line;
	const char *question;
	const char *answer_text; /* plain, a line for each block */
};

struct category {
	int64_t id; /* from 1, in the FAQ's order */
	const char *slug;
	const char *title;      /* plain text */
	const char *intro_html; /* may be empty */
	const char *intro_text; /* put alone, to be searched; may be NULL */
	const char *file;
	int line;
	size_t entries; /* how many are in it; store_finish counts them */
};

/* Where no file has a title. */
#define STORE_TITLE "Frequently asked questions"

/* What the FAQ says of itself. */
struct front {
	const char *title; /* plain text */
	const char *intro_html, *intro_text;
	const char *closing_html;
	const char *closing_text; /* put alone, to be searched; may be NULL */
	const char *header_html;  /* of header.md: at the top of each page */
	int64_t time; /* when its file was written, as of an entry */
};

/*
 * One of the owner's files that the store was made of, with its last good
 * content: pages take settings and templates from here, and the next store the
 * content of a file that went bad.
 */
struct kept {
	const char *name;
	uint64_t stamp; /* of the version that was looked at last */
	enum kept_state {
		KEPT_FINE,
		KEPT_WRONG,      /* it has mistakes */
		KEPT_UNREADABLE, /* it cannot be read */
		KEPT_DEAR        /* reading it went beyond a limit */
	} state;
	bool has_text; /* false: it never had a good content */
	const char *text;
	size_t len;
	int64_t time; /* when that was written, seconds since 1970 */
};

/* ---------------------------------------------------------------- reading */

/*
 * Opens a finished store for reading, assuming that nobody writes the file
 * (an import replaces it instead). Returns ST_NOT_FOUND where there is no
 * store of this program's version at that path, ST_SYSTEM (logged), ST_MEMORY.
 */
enum status store_open(struct store **store, const char *path);
/* The same of a store in memory that store_save wrote. */
enum status store_open_saved(struct store **store, int fd);
void store_close(struct store *); /* NULL is fine */

/* Reads all of a store's file, to find damage; see pages_prove. */
enum status store_prove(const char *path);

/* The number given to store_finish: of what sources this store was made. */
uint64_t store_sources(const struct store *);
/*
 * Tells stores apart by what their files hold and by their slugs, and nothing
 * else: equal on every machine that has the same files, whenever those were
 * written.
 */
uint64_t store_content(const struct store *);
/* How many entries it has, and of how many files not the present bytes. */
int64_t store_entries(const struct store *);
int64_t store_faults(const struct store *);
/* The open database, for searching, and to ask whether it is damaged. */
struct db *store_db(struct store *);

/* The functions below return ST_SYSTEM (logged) or ST_MEMORY on failure. */

enum status store_front(struct store *, struct arena *, struct front *front);

/* The first max categories (0: all) that have entries, in order. */
enum status store_categories(struct store *, struct arena *, size_t max,
    struct category **categories, size_t *count);

/* The category with that id, or slug. ST_NOT_FOUND: none, or without entries.
 */
enum status store_category(
    struct store *, struct arena *, int64_t id, struct category *category);
enum status store_category_named(
    struct store *, struct arena *, const char *slug, struct category *);

/*
 * The category that a link of that name is meant for: by its slug, or by its
 * file's name without an ending, as "10-safety". Also while the store is
 * written. ST_NOT_FOUND.
 */
enum status store_category_like(
    struct store *, struct arena *, const char *name, struct category *);

/* How many entries there are, and how many of them in no category. */
enum status store_total(struct store *, size_t *total, size_t *loose);

/*
 * At most max entries in order (0: all) behind the first skip ones, of one
 * category (0: of any); the answer, keywords and aka are left "".
 */
enum status store_list(struct store *, struct arena *, int64_t category,
    size_t skip, size_t max, struct entry **entries, size_t *count);

/* At most max entries in order (0: all) behind the first skip ones, whole. */
enum status store_all(struct store *, struct arena *, size_t skip, size_t max,
    struct entry **entries, size_t *count);

/* The max entries that were updated last, in order where dates are equal. */
enum status store_newest(struct store *, struct arena *, size_t max,
    struct entry **entries, size_t *count);

/*
 * The entry with that slug. Returns ST_MOVED where it is an old slug of the
 * entry, ST_NOT_FOUND where nothing has it.
 */
enum status store_answer(
    struct store *, struct arena *, const char *slug, struct entry *entry);

/* The entry with that id, as store_answer. ST_NOT_FOUND outside the FAQ. */
enum status store_entry(
    struct store *, struct arena *, int64_t id, struct entry *entry);

/* Entries that are near to that one, the best first, as store_list. */
enum status store_related(struct store *, struct arena *, int64_t id,
    struct entry **entries, size_t *count);

/* The first max drafts (0: all), in their order. */
enum status store_drafts(struct store *, struct arena *, size_t max,
    struct draft **drafts, size_t *count);

/* What is kept of the file with that name, or ST_NOT_FOUND. */
enum status store_kept(
    struct store *, struct arena *, const char *name, struct kept *kept);

/* An address of an answer's, for the ledger. */
struct address {
	const char *slug;
	const char *entry; /* the slug of what it leads to; "": retired */
	uint64_t mark;     /* a hash of the answer's words; 0: retired */
};

/* All slugs, current, old and retired, in their order. */
enum status store_addresses(
    struct store *, struct arena *, struct address **addresses, size_t *count);
/* Of how many files with questions no content counts, though they are there. */
enum status store_lost(struct store *, int64_t *count);

/* ---------------------------------------------------------------- writing */

/*
 * Makes an empty store at path, or in memory where path is NULL. A file that
 * is there is replaced.
 */
enum status store_create(struct store **store, const char *path);
/*
 * Says in which language it is (BCP 47; else English), before any entry.
 * synonyms: whether the search knows the language's own.
 */
enum status store_set_language(
    struct store *, const char *language, bool synonyms);
const char *store_language(const struct store *);

enum status store_put_front(struct store *, const struct front *);

/*
 * Adds a category or an entry with the ids they carry, an entry's greater than
 * those before and its category among those before, or one more slug that
 * leads to an entry: each of its aka; entry 0: it is retired. Returns
 * ST_INVALID where the slug is taken; store_owner tells by whom.
 */
enum status store_put_category(struct store *, const struct category *);
enum status store_put_entry(struct store *, const struct entry *);
enum status store_put_alias(struct store *, const char *slug, int64_t entry);

enum status store_put_draft(struct store *, const struct draft *);

/*
 * Adds a phrase to a group of those that mean the same. Returns ST_INVALID
 * where it has no word, or more than SYNONYM_WORDS (search/index.h).
 */
enum status store_put_synonym(
    struct store *, int64_t group, const char *phrase);

/* Each name once. The text is left out where has_text is false. */
enum status store_put_kept(struct store *, const struct kept *);

/* File and line of the entry that the slug leads to. */
enum status store_owner(struct store *, struct arena *, const char *slug,
    const char **file, int *line);

/* Writes a finished store in memory to a descriptor. */
enum status store_save(struct store *, int fd);

/*
 * Completes the store, on disk too. It may be read from then on. After any
 * error the caller closes it and removes the file.
 */
enum status store_finish(struct store *, uint64_t sources);

#endif
