/* SPDX-License-Identifier: ISC */
/*
 * query.h - a visitor's words to the stems that are looked for: slips of the
 * finger corrected, synonyms added, each with its weight. Any bytes are a fine
 * query. Knows no entries and no page.
 */
#ifndef QUERY_H
#define QUERY_H

#include "base/base.h"
#include "search/words.h"

struct db;
struct lexicon;

enum {
	QUERY_BYTES_MAX = 256, /* of a query that are looked at */
	QUERY_WORDS_MAX = 16,  /* different words of it that are looked for */
	QUERY_TERMS_MAX = 256, /* stems that all these are looked for as */
	QUERY_HEAVIEST = 5,
	QUERY_OFFERS_MAX = 3
};

/* A stem of the index. */
struct term {
	uint32_t id;      /* its number in the index */
	const char *stem; /* not terminated */
	size_t len;
	double weight; /* of an impact, its idf included */
	int group; /* terms of one stand for the same word: the best counts */
};

/* How a query is read. */
enum query_mode {
	QUERY_USUAL,
	QUERY_EXACT, /* the words as they are, without correction, relatives */
	QUERY_TYPING /* its last word is perhaps the beginning of one */
};

struct query {
	struct term *terms; /* in order of their groups, each stem once */
	size_t count;
	int groups;
	double most[QUERY_WORDS_MAX]; /* the largest weight of each group */
	/* A bit for each group that tells something; that is to be marked. */
	uint32_t telling, marked;
	int begun; /* the group of the word that is being typed, or -1 */
	/* What an entry would score that had nothing but the words; the same
	 * for the heaviest QUERY_HEAVIEST of them. */
	double weight, heaviest;
	/* The words with their slips corrected; "" where there were none. */
	const char *corrected;
	/*
	 * The words with other ones in the place of one that may be a slip,
	 * but was looked for as it is: there are several as near.
	 */
	const char *offers[QUERY_OFFERS_MAX];
	size_t offer_count;
};

/* Opens the words of an index in a database, which must outlive it. */
enum status lexicon_open(struct lexicon **lexicon, struct db *db);
void lexicon_close(struct lexicon *); /* NULL is fine */
struct words *lexicon_words(struct lexicon *);

/*
 * Reads a query; it lives in the arena. Returns ST_OK, ST_MEMORY or ST_SYSTEM
 * (logged).
 */
enum status query_read(struct query *query, struct lexicon *lexicon,
    struct arena *arena, const char *words, enum query_mode mode);

#endif
