/* SPDX-License-Identifier: ISC */
/*
 * words.h - text to words, and words to what they share with related ones. The
 * tokenizer is SQLite's FTS5's unicode61: letters, digits and their marks, of
 * any script, in lower case. Scripts that part no words (Chinese, Japanese,
 * Thai and the like) give each pair of neighbouring characters. The stemmers
 * are Snowball's. Knows neither what is indexed nor what is asked.
 */
#ifndef WORDS_H
#define WORDS_H

#include "base/base.h"

struct db;
struct words;

enum { WORD_MAX = 64 /* bytes; a longer word counts as its beginning */ };

/* A word of a text. */
struct word {
	const char *form;  /* not terminated */
	size_t len;        /* 1 to WORD_MAX */
	size_t start, end; /* where it stands in the text, in bytes */
};

/* Takes one word. Returns whether to go on. */
typedef bool words_fn(void *data, const struct word *word);

/*
 * For a language (BCP 47; one without a stemmer has words as they are). The
 * database lends its tokenizer and must outlive them.
 */
enum status words_open(
    struct words **words, struct db *db, const char *language);
void words_close(struct words *); /* NULL is fine */

/*
 * Gives each word of text[0..len), any bytes, in order: as it is written, in
 * lower case, or its stem. Words of a script without spaces overlap. Returns
 * ST_OK, ST_MEMORY or ST_SYSTEM (logged).
 */
enum status words_each(
    struct words *, const char *text, size_t len, words_fn *fn, void *data);
enum status words_stems(
    struct words *, const char *text, size_t len, words_fn *fn, void *data);

/*
 * Writes the folded form of one word that words_each gave: without accents and
 * vowel signs, "ss" for sharp s, and of letters that are written in several
 * ways one. Folding a form again changes nothing. Returns its length, 0 where
 * nothing is left.
 */
size_t words_fold(
    struct words *, const char *form, size_t len, char folded[WORD_MAX]);

/*
 * Writes the stem of one word that words_each or words_fold gave, which is
 * folded, too. Returns its length; 0: memory is out.
 */
size_t words_stem(
    struct words *, const char *form, size_t len, char stem[WORD_MAX]);

/*
 * Whether one word that words_each or words_fold gave is of a script without
 * spaces: two characters, or one that stands alone.
 */
bool words_paired(const char *form, size_t len);

/* The language's words are joined to longer ones without a space. */
bool words_compounds(const struct words *);

#endif
