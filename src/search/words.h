/* SPDX-License-Identifier: ISC */
/*
 * words.h - text to words, by the tokenizers of SQLite's FTS5: letters and
 * digits of any script in lower case, without accents (unicode61), and what
 * they share with related words, their stem (porter). Knows neither what is
 * indexed nor what is asked.
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

/* The database lends its tokenizers and must outlive them. */
enum status words_open(struct words **words, struct db *db);
void words_close(struct words *); /* NULL is fine */

/*
 * Gives each word of text[0..len), any bytes, in order: as it is written, or
 * its stem. Returns ST_OK, ST_MEMORY or ST_SYSTEM (logged).
 */
enum status words_each(
    struct words *, const char *text, size_t len, words_fn *fn, void *data);
enum status words_stems(
    struct words *, const char *text, size_t len, words_fn *fn, void *data);

/* Writes the stem of one word that words_each gave. Returns its length. */
size_t words_stem(
    struct words *, const char *form, size_t len, char stem[WORD_MAX]);

#endif
