/* SPDX-License-Identifier: ISC */
/* words.c - FTS5's tokenizer and Snowball's stemmers. See words.h. */
#include "search/words.h"

#include <errno.h>
#include <libstemmer.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/db.h"
#include "base/text.h"

/* What is peculiar to a language. */
struct habits {
	const char *tag;
	const char *algorithm; /* Snowball's; NULL: the one of the tag */
	/* Letters as they are typed where a keyboard lacks one, and that. */
	const char *typed[3][2];
	/* Ends of a word that change with it, where Snowball leaves them. */
	const char *ends[2][2];
	const char *article; /* that nouns may begin with, as one word */
	bool syncope;   /* "cykel" has "cykler" beside it, "sykkel" "sykler" */
	bool plain;     /* accents are foreign to it: stems are of none */
	bool dotless;   /* the small form of I is ı */
	bool compounds; /* see words_compounds */
};

static const struct habits known[] = {
    {.tag = "en", .algorithm = "english", .plain = true},
    {.tag = "de",
	.typed = {{"ae", "ä"}, {"oe", "ö"}, {"ue", "ü"}},
	.compounds = true},
    {.tag = "nl", .ends = {{"z", "s"}, {"v", "f"}}, .compounds = true},
    {.tag = "da",
	.typed = {{"ae", "æ"}, {"oe", "ø"}, {"aa", "å"}},
	.syncope = true,
	.compounds = true},
    {.tag = "no",
	.typed = {{"ae", "æ"}, {"oe", "ø"}, {"aa", "å"}},
	.syncope = true,
	.compounds = true},
    {.tag = "sv",
	.typed = {{"ae", "ä"}, {"oe", "ö"}, {"aa", "å"}},
	.ends = {{"eln", "el"}, {"ern", "er"}},
	.syncope = true,
	.compounds = true},
    {.tag = "fi", .ends = {{"ks", "s"}, {"in", "is"}}, .compounds = true},
    {.tag = "ar", .algorithm = "arabic", .article = "ال"},
    {.tag = "tr", .dotless = true},
    {.tag = "az", .dotless = true},
};

/*
 * Stemmers for other encodings than UTF-8, which the table of libstemmer names.
 * As they are here already, the linker takes none of the static library's:
 * 97 kB of addresses that each CGI process would have to fill in first.
 */
#define LEAVE_OUT(stemmer)                   \
	void *stemmer##_create_env(void);    \
	void stemmer##_close_env(void *);    \
	int stemmer##_stem(void *);          \
	void *stemmer##_create_env(void)     \
	{                                    \
		return NULL;                 \
	}                                    \
	void stemmer##_close_env(void *none) \
	{                                    \
		(void)none;                  \
	}                                    \
	int stemmer##_stem(void *none)       \
	{                                    \
		return none != NULL;         \
	}

LEAVE_OUT(basque_ISO_8859_1)
LEAVE_OUT(catalan_ISO_8859_1)
LEAVE_OUT(danish_ISO_8859_1)
LEAVE_OUT(dutch_ISO_8859_1)
LEAVE_OUT(english_ISO_8859_1)
LEAVE_OUT(finnish_ISO_8859_1)
LEAVE_OUT(french_ISO_8859_1)
LEAVE_OUT(german_ISO_8859_1)
LEAVE_OUT(hungarian_ISO_8859_2)
LEAVE_OUT(indonesian_ISO_8859_1)
LEAVE_OUT(irish_ISO_8859_1)
LEAVE_OUT(italian_ISO_8859_1)
LEAVE_OUT(norwegian_ISO_8859_1)
LEAVE_OUT(porter_ISO_8859_1)
LEAVE_OUT(portuguese_ISO_8859_1)
LEAVE_OUT(romanian_ISO_8859_2)
LEAVE_OUT(russian_KOI8_R)
LEAVE_OUT(spanish_ISO_8859_1)
LEAVE_OUT(swedish_ISO_8859_1)

struct tokenizer {
	fts5_tokenizer methods;
	Fts5Tokenizer *self;
};

struct words {
	struct tokenizer plain, folding;
	struct sb_stemmer *stemmer; /* NULL: the language has none */
	const struct habits *habits;
};

/* ---------------------------------------------------------------- opening */

static int
open_tokenizer(
    fts5_api *api, const char *diacritics, struct tokenizer *tokenizer)
{
	const char *options[] = {
	    "categories", "L* M* N* Co", "remove_diacritics", diacritics};
	void *user = NULL;
	int code =
	    api->xFindTokenizer(api, "unicode61", &user, &tokenizer->methods);

	if (code == SQLITE_OK)
		code = tokenizer->methods.xCreate(
		    user, options, COUNT(options), &tokenizer->self);
	return code;
}

/* Finds the habits and the stemmer of a language. */
static enum status
choose_language(struct words *words, const char *language)
{
	static const struct habits none = {.tag = ""};
	char tag[16];
	size_t len = strcspn(language, "-");

	words->habits = &none;
	if (len >= sizeof(tag))
		return ST_OK;
	for (size_t i = 0; i < len; i++)
		tag[i] = text_lower(language[i]);
	tag[len] = '\0';
	if (strcmp(tag, "nb") == 0 || strcmp(tag, "nn") == 0)
		memcpy(tag, "no", 2); /* the two ways to write it */
	for (size_t i = 0; i < COUNT(known); i++)
		if (strcmp(known[i].tag, tag) == 0)
			words->habits = &known[i];
	errno = 0;
	words->stemmer = sb_stemmer_new(
	    words->habits->algorithm != NULL ? words->habits->algorithm : tag,
	    "UTF_8");
	/* NULL says both that there is none and that memory is out */
	return words->stemmer == NULL && errno == ENOMEM ? ST_MEMORY : ST_OK;
}

enum status
words_open(struct words **out, struct db *db, const char *language)
{
	struct words *words = calloc(1, sizeof(*words));
	fts5_api *api = db_fts5(db);
	int code = SQLITE_ERROR;

	*out = NULL;
	if (words == NULL)
		return ST_MEMORY;
	if (api != NULL)
		code = open_tokenizer(api, "0", &words->plain);
	if (code == SQLITE_OK)
		code = open_tokenizer(api, "2", &words->folding);
	if (code == SQLITE_OK && choose_language(words, language) != ST_OK)
		code = SQLITE_NOMEM;
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
	if (words->folding.self != NULL)
		words->folding.methods.xDelete(words->folding.self);
	if (words->stemmer != NULL)
		sb_stemmer_delete(words->stemmer);
	free(words);
}

bool
words_compounds(const struct words *words)
{
	return words->habits->compounds;
}

/* ----------------------------------------------------------------- words */

/* Who gets the words of a text. */
struct taker {
	struct words *words;
	const char *text;
	words_fn *fn;
	void *data;
};

static enum status
tell_code(int code)
{
	if (code == SQLITE_OK || code == SQLITE_DONE)
		return ST_OK;
	if (code == SQLITE_NOMEM)
		return ST_MEMORY;
	log_line("words: %s", sqlite3_errstr(code));
	return ST_SYSTEM;
}

/* Hands on a word. */
static int
give_word(const struct taker *taker, const char *form, size_t len, size_t start,
    size_t end)
{
	struct word word = {form, len, start, end};

	if (word.len > WORD_MAX)
		word.len = WORD_MAX;
	if (word.len == 0 || taker->fn(taker->data, &word))
		return SQLITE_OK;
	return SQLITE_DONE;
}

/* Characters of scripts that part no words: a word is a pair of them. */
static bool
is_unparted(uint32_t code)
{
	static const uint32_t ranges[][2] = {{0xe00, 0xeff}, /* Thai, Lao */
	    {0x1000, 0x109f}, {0x1780, 0x17ff}, /* Burmese, Khmer */
	    {0x2e80, 0x312f}, {0x31a0, 0x31ff}, {0x3400, 0x4dbf},
	    {0x4e00, 0x9fff}, {0xac00, 0xd7af}, /* Hangul: has endings */
	    {0xf900, 0xfaff}, {0xff66, 0xff9f}, {0x20000, 0x3ffff}};

	for (size_t i = 0; code >= ranges[0][0] && i < COUNT(ranges); i++)
		if (code >= ranges[i][0] && code <= ranges[i][1])
			return true;
	return false;
}

bool
words_paired(const char *form, size_t len)
{
	uint32_t code;

	return text_decode(form, form + len, &code) > 0 && is_unparted(code);
}

/* Vowels and tones that stand above or below the letter before them. */
static bool
is_mark(uint32_t code)
{
	return code == 0xe31 || (code >= 0xe34 && code <= 0xe3a) ||
	       (code >= 0xe47 && code <= 0xe4e) || code == 0xeb1 ||
	       (code >= 0xeb4 && code <= 0xebc) ||
	       (code >= 0xec8 && code <= 0xece) ||
	       (code >= 0x102b && code <= 0x103e) ||
	       (code >= 0x17b4 && code <= 0x17d3) || code == 0x3099 ||
	       code == 0x309a;
}

/* The bytes of a character and the marks on it, all before end. */
static size_t
measure_sign(const char *p, const char *end)
{
	size_t len = 0, n;
	uint32_t code;

	while ((n = text_decode(p + len, end, &code)) > 0 &&
	       (len == 0 || is_mark(code)))
		len += n;
	return len;
}

/* Gives the pairs of p[0..len), or its one character; it stands at `start`. */
static int
give_pairs(const struct taker *taker, const char *p, size_t len, size_t start)
{
	const char *end = p + len;
	size_t one = measure_sign(p, end), two;
	int code = SQLITE_OK;

	do {
		two = measure_sign(p + one, end);
		code = give_word(taker, p, one + two, start, start + one + two);
		p += one;
		start += one;
		one = two;
	} while (code == SQLITE_OK && two > 0 && p + one < end);
	return code;
}

/* The bytes of so many characters; less at the end. */
static size_t
measure_characters(const char *p, const char *end, size_t count)
{
	const char *from = p;
	uint32_t code;
	size_t n;

	for (; count > 0 && p < end; count--) {
		n = text_decode(p, end, &code);
		p += n > 0 ? n : 1;
	}
	return (size_t)(p - from);
}

/* A part of a token whose characters are all of scripts with pairs, or none. */
struct run {
	size_t len, count; /* bytes and characters */
	bool unparted;
};

static struct run
measure_run(const char *p, const char *end)
{
	struct run run = {0};
	uint32_t code;
	size_t n;

	for (; p + run.len<end; run.len += n> 0 ? n : 1, run.count++) {
		bool unparted;

		n = text_decode(p + run.len, end, &code);
		unparted = n > 0 && is_unparted(code);
		if (run.count == 0)
			run.unparted = unparted;
		else if (run.unparted != unparted)
			break;
	}
	return run;
}

/*
 * Gives the words of a token that has scripts without spaces in it; their
 * characters are as long in the token as they are in the text.
 */
static int
take_mixed(const struct taker *taker, const char *token, size_t len,
    size_t start, size_t end)
{
	const char *token_end = token + len;
	int code = SQLITE_OK;

	while (code == SQLITE_OK && token < token_end) {
		struct run run = measure_run(token, token_end);

		len = measure_characters(
		    taker->text + start, taker->text + end, run.count);
		code = run.unparted ? give_pairs(taker, token, run.len, start)
				    : give_word(taker, token, run.len, start,
					  start + len);
		token += run.len;
		start += len;
	}
	return code;
}

/*
 * Writes a token as Turkish has it, where the small form of I is a letter of
 * its own. FTS5 makes one character of each.
 */
static size_t
write_dotless(const char *token, size_t len, const char *text, size_t text_len,
    char out[WORD_MAX])
{
	const char *end = token + len, *text_end = text + text_len;
	size_t used = 0, n, m;
	uint32_t small, written;

	for (; token < end; token += n, text += m) {
		n = text_decode(token, end, &small);
		m = text_decode(text, text_end, &written);
		if (n == 0 || m == 0 || used + 2 + n > WORD_MAX)
			break;
		if (written == 'I') {
			memcpy(out + used, "ı", 2);
			used += 2;
		} else if (written == 0x130) { /* İ */
			out[used++] = 'i';
		} else {
			memcpy(out + used, token, n);
			used += n;
		}
	}
	return used;
}

static bool
has_unparted(const char *text, size_t len)
{
	uint32_t code;

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] >= 0xe0 &&
		    text_decode(text + i, text + len, &code) > 0 &&
		    is_unparted(code))
			return true;
	return false;
}

/* Hands on a token as Turkish has it. */
static int
take_dotless(const struct taker *taker, const char *token, size_t len,
    size_t start, size_t end)
{
	char dotless[WORD_MAX];

	len = write_dotless(
	    token, len, taker->text + start, end - start, dotless);
	return give_word(taker, dotless, len, start, end);
}

static int
take_token(
    void *data, int flags, const char *token, int len, int start, int end)
{
	const struct taker *taker = data;
	size_t from = (size_t)start, to = (size_t)end;

	(void)flags;
	if (has_unparted(taker->text + from, to - from))
		return take_mixed(taker, token, (size_t)len, from, to);
	return taker->words->habits->dotless
		   ? take_dotless(taker, token, (size_t)len, from, to)
		   : give_word(taker, token, (size_t)len, from, to);
}

enum status
words_each(
    struct words *words, const char *text, size_t len, words_fn *fn, void *data)
{
	struct taker taker = {
	    .words = words, .text = text, .fn = fn, .data = data};

	return tell_code(words->plain.methods.xTokenize(words->plain.self,
	    &taker, FTS5_TOKENIZE_DOCUMENT, text,
	    len < INT_MAX ? (int)len : INT_MAX, take_token));
}

/* Who gets stems instead of words. */
struct stem_taker {
	struct words *words;
	words_fn *fn;
	void *data;
	bool failed;
};

static bool
take_stemmed(void *data, const struct word *word)
{
	struct stem_taker *taker = data;
	char stem[WORD_MAX];
	struct word stemmed = *word;

	stemmed.form = stem;
	stemmed.len = words_stem(taker->words, word->form, word->len, stem);
	taker->failed = stemmed.len == 0;
	return !taker->failed && taker->fn(taker->data, &stemmed);
}

enum status
words_stems(
    struct words *words, const char *text, size_t len, words_fn *fn, void *data)
{
	struct stem_taker taker = {words, fn, data, false};
	enum status status = words_each(words, text, len, take_stemmed, &taker);

	return status == ST_OK && taker.failed ? ST_MEMORY : status;
}

/* --------------------------------------------------------------- folding */

/* Letters that are written in several ways, and the way that stands for all. */
static const struct {
	uint32_t from, to;
	const char *as;
} folds[] = {
    {0xdf, 0xdf, "ss"}, {0xe6, 0xe6, "ae"}, {0xf0, 0xf0, "d"},
    {0xf8, 0xf8, "o"}, {0xfe, 0xfe, "th"}, {0x111, 0x111, "d"},
    {0x127, 0x127, "h"}, {0x131, 0x131, "i"}, {0x133, 0x133, "ij"},
    {0x142, 0x142, "l"}, {0x153, 0x153, "oe"}, {0x17f, 0x17f, "s"},
    {0x300, 0x36f, ""}, /* accents on their own */
    {0x390, 0x390, "ι"}, {0x3ac, 0x3ac, "α"}, {0x3ad, 0x3ad, "ε"},
    {0x3ae, 0x3ae, "η"}, {0x3af, 0x3af, "ι"}, {0x3b0, 0x3b0, "υ"},
    {0x3c2, 0x3c2, "σ"}, {0x3ca, 0x3ca, "ι"}, {0x3cb, 0x3cb, "υ"},
    {0x3cc, 0x3cc, "ο"}, {0x3cd, 0x3cd, "υ"}, {0x3ce, 0x3ce, "ω"},
    {0x451, 0x451, "е"}, {0x591, 0x5c7, ""}, /* Hebrew points */
    /* Arabic: alef with or without hamza, ha for ta marbuta, ya, no vowels */
    {0x622, 0x623, "ا"}, {0x625, 0x625, "ا"}, {0x671, 0x671, "ا"},
    {0x629, 0x629, "ه"}, {0x649, 0x649, "ي"}, {0x6cc, 0x6cc, "ي"},
    {0x6a9, 0x6a9, "ك"}, {0x640, 0x640, ""}, {0x64b, 0x65f, ""},
    {0x670, 0x670, ""}, {0xfe00, 0xfe0f, ""}, /* kinds of emoji */
};

static bool
is_ascii(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)bytes[i] >= 0x80)
			return false;
	return true;
}

/* What stands for a character; NULL: itself. */
static const char *
find_fold(uint32_t code)
{
	for (size_t i = 0; i < COUNT(folds); i++)
		if (code >= folds[i].from && code <= folds[i].to)
			return folds[i].as;
	return NULL;
}

/* Folds in place what FTS5 does not. Returns the new length. */
static size_t
fold_letters(char *bytes, size_t len)
{
	char out[WORD_MAX];
	size_t used = 0, n, m;
	uint32_t code;

	for (size_t i = 0; i < len; i += n) {
		const char *as = NULL;

		n = text_decode(bytes + i, bytes + len, &code);
		if (n > 0)
			as = find_fold(code);
		else
			n = 1;
		m = as != NULL ? strlen(as) : n;
		if (used + m > WORD_MAX)
			break;
		memcpy(out + used, as != NULL ? as : bytes + i, m);
		used += m;
	}
	memcpy(bytes, out, used);
	return used;
}

struct folded {
	char *to;
	size_t len;
};

static int
keep_folded(
    void *data, int flags, const char *token, int len, int start, int end)
{
	struct folded *folded = data;

	(void)flags;
	(void)start;
	(void)end;
	folded->len = len < WORD_MAX ? (size_t)len : WORD_MAX;
	memcpy(folded->to, token, folded->len);
	return SQLITE_DONE;
}

/* Copies a word with the language's own letters for what was typed instead. */
static void
write_letters(const struct habits *habits, const char *form, size_t len,
    char out[WORD_MAX])
{
	memcpy(out, form, len);
	if (habits->typed[0][0] == NULL)
		return;
	for (size_t i = 0; i + 1 < len; i++)
		for (size_t k = 0; k < COUNT(habits->typed); k++) {
			const char *const *typed = habits->typed[k];

			if (typed[0] == NULL ||
			    memcmp(out + i, typed[0], 2) != 0)
				continue;
			/* in "neue", "Bauer" and "Quelle" there is no ü */
			if (*typed[0] == 'u' && i > 0 &&
			    strchr("aeq", out[i - 1]) != NULL)
				continue;
			memcpy(out + i, typed[1], 2);
		}
}

/* Folds a word whose letters are the language's. */
static size_t
fold_word(
    struct words *words, const char *form, size_t len, char folded[WORD_MAX])
{
	const struct tokenizer *tokenizer = &words->folding;
	struct folded kept = {folded, 0};

	if (is_ascii(form, len)) {
		memmove(folded, form, len);
		return len;
	}
	tokenizer->methods.xTokenize(tokenizer->self, &kept,
	    FTS5_TOKENIZE_DOCUMENT, form, (int)len, keep_folded);
	return fold_letters(folded, kept.len);
}

size_t
words_fold(
    struct words *words, const char *form, size_t len, char folded[WORD_MAX])
{
	char letters[WORD_MAX];

	write_letters(words->habits, form, len, letters);
	return fold_word(words, letters, len, folded);
}

/* Leaves out the e of the last syllable, and of two letters before it one. */
static size_t
drop_vowel(char *stem, size_t len)
{
	char last = stem[len - 1];

	if (len < 4 || strchr("lrn", last) == NULL || stem[len - 2] != 'e' ||
	    strchr("aeiouy", stem[len - 3]) != NULL)
		return len;
	len -= 2;
	if (stem[len - 1] == stem[len - 2])
		len--;
	stem[len++] = last;
	return len;
}

/* Makes the ends of a folded stem that words of it differ by one. */
static size_t
unify_end(const struct habits *habits, char *stem, size_t len)
{
	for (size_t i = 0; i < COUNT(habits->ends); i++) {
		const char *from = habits->ends[i][0];
		size_t n = from != NULL ? strlen(from) : 0;

		if (n == 0 || len <= n + 1 ||
		    memcmp(stem + len - n, from, n) != 0)
			continue;
		from = habits->ends[i][1];
		len -= n;
		memcpy(stem + len, from, strlen(from));
		len += strlen(from);
		break;
	}
	return habits->syncope ? drop_vowel(stem, len) : len;
}

/*
 * Leaves out the article before a word of three letters and more. Snowball
 * does, too, but not what it leaves out of a word that begins without one.
 */
static size_t
drop_article(const struct habits *habits, char *word, size_t len)
{
	size_t n = habits->article != NULL ? strlen(habits->article) : 0;

	if (n == 0 || len < n + 6 || memcmp(word, habits->article, n) != 0)
		return len;
	memmove(word, word + n, len - n);
	return len - n;
}

size_t
words_stem(
    struct words *words, const char *form, size_t len, char stem[WORD_MAX])
{
	char letters[WORD_MAX];
	const sb_symbol *found;
	size_t folded;

	write_letters(words->habits, form, len, letters);
	len = drop_article(words->habits, letters, len);
	if (words->habits->plain &&
	    (folded = fold_word(words, letters, len, stem)) > 0) {
		memcpy(letters, stem, folded);
		len = folded;
	}
	if (words->stemmer != NULL) {
		found = sb_stemmer_stem(
		    words->stemmer, (const sb_symbol *)letters, (int)len);
		if (found == NULL)
			return 0;
		folded = (size_t)sb_stemmer_length(words->stemmer);
		if (folded > 0 && folded <= WORD_MAX) {
			memcpy(letters, found, folded);
			len = folded;
		}
	}
	folded = fold_word(words, letters, len, stem);
	if (folded > 0)
		return unify_end(words->habits, stem, folded);
	memcpy(stem, letters, len); /* of signs alone, or cut inside one */
	return len;
}
