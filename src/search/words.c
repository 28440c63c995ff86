/* SPDX-License-Identifier: ISC */
/* words.c - FTS5's tokenizers. See words.h. */
#include "search/words.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/db.h"

struct tokenizer {
	fts5_tokenizer methods;
	Fts5Tokenizer *self;
};

struct words {
	struct tokenizer plain, stems;
};

static int
open_tokenizer(
    fts5_api *api, const char **names, int count, struct tokenizer *tokenizer)
{
	void *user = NULL;
	int code =
	    api->xFindTokenizer(api, names[0], &user, &tokenizer->methods);

	if (code == SQLITE_OK)
		code = tokenizer->methods.xCreate(
		    user, names + 1, count - 1, &tokenizer->self);
	return code;
}

enum status
words_open(struct words **out, struct db *db)
{
	const char *names[] = {"porter", "unicode61", "remove_diacritics", "2"};
	struct words *words = calloc(1, sizeof(*words));
	fts5_api *api = db_fts5(db);
	int code = SQLITE_ERROR;

	*out = NULL;
	if (words == NULL)
		return ST_MEMORY;
	if (api != NULL)
		code = open_tokenizer(api, names, 4, &words->stems);
	if (code == SQLITE_OK)
		code = open_tokenizer(api, names + 1, 3, &words->plain);
	if (code == SQLITE_OK) {
		*out = words;
		return ST_OK;
	}
	words_close(words);
	if (code == SQLITE_NOMEM)
		return ST_MEMORY;
	log_line("this SQLite has no FTS5 (%s)", sqlite3_errstr(code));
	return ST_SYSTEM;
}

void
words_close(struct words *words)
{
	if (words == NULL)
		return;
	if (words->plain.self != NULL)
		words->plain.methods.xDelete(words->plain.self);
	if (words->stems.self != NULL)
		words->stems.methods.xDelete(words->stems.self);
	free(words);
}

/* Who gets the words. */
struct taker {
	words_fn *fn;
	void *data;
};

static int
take_token(
    void *taker, int flags, const char *token, int len, int start, int end)
{
	const struct taker *to = taker;
	struct word word = {token, (size_t)len, (size_t)start, (size_t)end};

	(void)flags;
	if (word.len > WORD_MAX)
		word.len = WORD_MAX;
	if (word.len == 0 || to->fn(to->data, &word))
		return SQLITE_OK;
	return SQLITE_DONE;
}

static enum status
split(const struct tokenizer *tokenizer, const char *text, size_t len,
    struct taker *taker)
{
	int code;

	if (len > INT_MAX)
		len = INT_MAX;
	code = tokenizer->methods.xTokenize(tokenizer->self, taker,
	    FTS5_TOKENIZE_DOCUMENT, text, (int)len, take_token);
	if (code == SQLITE_OK || code == SQLITE_DONE)
		return ST_OK;
	if (code == SQLITE_NOMEM)
		return ST_MEMORY;
	log_line("words: %s", sqlite3_errstr(code));
	return ST_SYSTEM;
}

enum status
words_each(
    struct words *words, const char *text, size_t len, words_fn *fn, void *data)
{
	struct taker taker = {fn, data};

	return split(&words->plain, text, len, &taker);
}

enum status
words_stems(
    struct words *words, const char *text, size_t len, words_fn *fn, void *data)
{
	struct taker taker = {fn, data};

	return split(&words->stems, text, len, &taker);
}

struct stem {
	char *to;
	size_t len;
};

static bool
keep_stem(void *data, const struct word *word)
{
	struct stem *stem = data;

	memcpy(stem->to, word->form, word->len);
	stem->len = word->len;
	return false;
}

size_t
words_stem(
    struct words *words, const char *form, size_t len, char stem[WORD_MAX])
{
	struct stem kept = {stem, 0};

	if (words_stems(words, form, len, keep_stem, &kept) == ST_OK &&
	    kept.len > 0)
		return kept.len;
	memcpy(stem, form, len); /* cut inside a character, say */
	return len;
}
