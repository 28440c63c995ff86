/* SPDX-License-Identifier: ISC */
/*
 * index.h - the tables that searching reads: made once from all entries, then
 * only read. Holds their formats, and what each entry scores for each word:
 * BM25F, all but the word's own weight, which the query knows.
 *
 * word      stem, number of entries that hold it, postings: for each entry,
 *           in order, its id less the one before (LEB128), then its impact in
 *           two bytes, low first.
 * spelling  by number of characters, the words as they are written: for each,
 *           its bytes' number (1), they, how often it was written (4, low
 *           first).
 * synonym   phrases of up to SYNONYM_WORDS stems, parted by a space; those of
 *           one group mean the same.
 * related   for each entry others that share its rarer words, the best first.
 * indexed   one row: the largest id, and for each id from 1 its category (4
 *           bytes, low first).
 */
#ifndef INDEX_H
#define INDEX_H

#include "base/base.h"

struct db;
struct index;

enum {
	FIELD_QUESTION,
	FIELD_KEYWORDS,
	FIELD_CATEGORY,
	FIELD_ANSWER,
	FIELD_COUNT
};

enum {
	IMPACT_MAX = 65535, /* stands for 1, which no impact reaches */
	SYNONYM_WORDS = 3,
	SPELLING_MAX = 32, /* characters; longer words are not corrected */
	RELATED_MAX = 3
};

/* The statements that make the tables. */
extern const char index_schema[];

/* ---------------------------------------------------------------- writing */

/* Begins an index in a database that has the tables. */
enum status index_new(struct index **index, struct db *db);
void index_free(struct index *); /* NULL is fine */

/* Adds an entry; ids grow by one from 1. */
enum status index_add(struct index *, int64_t id, int64_t category,
    const char *const fields[FIELD_COUNT]);

/*
 * Adds a phrase to a group of synonyms. Returns ST_INVALID where it has no
 * word, or more than SYNONYM_WORDS.
 */
enum status index_synonym(struct index *, int64_t group, const char *phrase);

/* Writes the tables. Nothing may be added afterwards. */
enum status index_finish(struct index *);

/* ---------------------------------------------------------------- reading */

/*
 * Reads the next posting between *p and end. Returns false at the end, or
 * where the bytes make no sense.
 */
static inline bool
index_posting(
    const uint8_t **p, const uint8_t *end, uint32_t *id, unsigned *impact)
{
	uint32_t delta = 0;

	for (int shift = 0; end - *p > 2; shift += 7) {
		uint8_t byte = *(*p)++;

		delta |= (uint32_t)(byte & 0x7f) << shift;
		if (byte < 0x80) {
			*id += delta;
			*impact = (unsigned)((*p)[0] | (*p)[1] << 8);
			*p += 2;
			return true;
		}
		if (shift == 28)
			break;
	}
	return false;
}

/* A word of the table spelling. */
struct spelling {
	const char *form; /* not terminated */
	size_t len;
	uint32_t count;
};

/* As index_posting, for a row of spelling. */
bool index_spelling(
    const uint8_t **p, const uint8_t *end, struct spelling *spelling);

/* The number in four bytes, low first. */
uint32_t index_number(const uint8_t *bytes);

/* Lucene's idf: never 0, however many of the rows hold the word. */
double index_idf(double rows, double holding);

#endif
