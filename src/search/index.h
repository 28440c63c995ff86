/* SPDX-License-Identifier: ISC */
/*
 * index.h - the tables that searching reads: made once from all entries, then
 * only read. Holds their formats, and what each entry scores for each word:
 * BM25F, all but the word's own weight, which the query knows.
 *
 * word      stem, its number from 1, number of entries that hold it.
 * posting   for each stem, by its number, the entries that hold it: of each, in
 *           order, its id less the one before (LEB128), then its impact in two
 *           bytes, low first.
 * line      for each entry the number of its answer's words, then its lines:
 *           the question, the keywords, each block of the answer. Of each line
 *           how many different stems it holds, and their numbers, each less the
 *           one before (all LEB128).
 * spelling  by number of characters, the words, folded, in order, as arrays:
 *           the bytes that each takes (1), signatures, how often each was
 *           written (4 each, low first), the words, filled up with zeros.
 * written   for each folded word how it is written, where that differs, from
 *           the most frequent on.
 * compound  number of a stem, and a longer one that has its word in it.
 * synonym   phrases of up to SYNONYM_WORDS stems, parted by a space; those of
 *           one group mean the same.
 * related   for each entry others that share its rarer words, the best first.
 * indexed   one row: the largest id; of an entry; words of all answers; the
 *           language; for each id from 1 its category (4 bytes, low first); for
 *           each stem from 1 its idf (2 bytes, low first, in units of
 *           1 / IDF_UNIT).
 *
 * Ids behind the entries' are those of introductions. They have postings and
 * lines, but count nowhere: no entry scores otherwise because of them.
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
	IDF_UNIT = 2048,
	LINE_QUESTION = 0, /* places among the lines of an entry */
	LINE_KEYWORDS = 1,
	LINE_ANSWER = 2, /* the first of them */
	SYNONYM_WORDS = 3,
	SYNONYM_OURS = 1 << 30, /* these serve words that stand nowhere */
	SPELLING_MAX = 32,      /* characters; longer words are not corrected */
	RELATED_MAX = 3
};

/* The statements that make the tables. */
extern const char index_schema[];

/* ---------------------------------------------------------------- writing */

/*
 * Begins an index in a database that has the tables, of texts in English or in
 * the language that is set before anything is added.
 */
enum status index_new(struct index **index, struct db *db);
enum status index_set_language(struct index *, const char *language);
/* Adds the language's own synonyms, in groups from SYNONYM_OURS on. */
enum status index_add_synonyms(struct index *);
const char *index_language(const struct index *);
void index_free(struct index *); /* NULL is fine */

/*
 * Adds an entry; ids grow by one from 1. The blocks of the answer end with a
 * line feed.
 */
enum status index_add(struct index *, int64_t id, int64_t category,
    const char *const fields[FIELD_COUNT]);

/*
 * Adds the words of a category, or of the FAQ (0), with its title, behind the
 * last entry.
 */
enum status index_add_intro(
    struct index *, int64_t category, const char *title, const char *text);

/*
 * Adds a phrase to a group of synonyms. Returns ST_INVALID where it has no
 * word, or more than SYNONYM_WORDS.
 */
enum status index_synonym(struct index *, int64_t group, const char *phrase);

/* Writes the tables. Nothing may be added afterwards. */
enum status index_finish(struct index *);

/* ---------------------------------------------------------------- reading */

/* Reads a number of seven bits a byte, low first. False: there is none. */
static inline bool
index_leb(const uint8_t **p, const uint8_t *end, uint32_t *number)
{
	*number = 0;
	for (int shift = 0; *p < end && shift <= 28; shift += 7) {
		uint8_t byte = *(*p)++;

		*number |= (uint32_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return true;
	}
	return false;
}

/*
 * Reads the next posting between *p and end. Returns false at the end, or
 * where the bytes make no sense.
 */
static inline bool
index_posting(
    const uint8_t **p, const uint8_t *end, uint32_t *id, unsigned *impact)
{
	uint32_t delta;

	if (!index_leb(p, end, &delta) || end - *p < 2)
		return false;
	*id += delta;
	*impact = (unsigned)((*p)[0] | (*p)[1] << 8);
	*p += 2;
	return true;
}

/* The number in four bytes, low first. */
static inline uint32_t
index_number(const uint8_t *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

/* A bit for each letter of a word, whatever its place. */
uint32_t index_signature(const char *form, size_t len);

/* A row of the table spelling. */
struct spellings {
	size_t count, width;                /* words, and bytes of each */
	const uint8_t *signatures, *counts; /* for index_number */
	const char *forms;
};

/* Takes a row apart. Returns false where the bytes make no sense. */
bool index_spellings(
    const uint8_t *bytes, size_t size, struct spellings *spellings);

/* Lucene's idf: never 0, however many of the rows hold the word. */
double index_idf(double rows, double holding);

#endif
