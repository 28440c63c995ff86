/* SPDX-License-Identifier: ISC */
/* query.c - words, corrections, synonyms. See query.h. */
#include "search/query.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/db.h"
#include "base/text.h"
#include "search/correct.h"
#include "search/index.h"
#include "search/language.h"

/* What a stem counts that the visitor did not write. See HACKING.md. */
static const double CORRECTED = 0.9, COMPLETED = 0.8, SYNONYM = 0.5,
		    RELATIVE = 0.4, WHOLE = 0.7;
/* What a function word counts, where it does not belong to a question. */
static const double EMPTY = 0.6;

enum {
	SHORTEST_RELATIVE = 4, /* letters of a stem that has any */
	SHORTEST_PART = 2,     /* of a word that was written without a space */
	SHORTEST_GUESSED = 7,  /* letters, where nothing tells common words */
	RIVAL = 4 /* times as often a guess is written as one that is as near */
};

enum statement {
	SQL_STEM,
	SQL_SHORTER,
	SQL_LONGER,
	SQL_WRITTEN,
	SQL_COMPOUNDS,
	SQL_PHRASES,
	SQL_KIN,
	SQL_INDEXED,
	SQL_COUNT
};

static const char *const sql[SQL_COUNT] = {
    [SQL_STEM] = "SELECT id, entries FROM word WHERE stem = ?1",
    [SQL_SHORTER] = "SELECT id, entries, stem FROM word WHERE stem <= ?1"
		    " ORDER BY stem DESC LIMIT 1",
    [SQL_LONGER] = "SELECT id, entries, stem FROM word"
		   " WHERE stem > ?1 AND stem < ?2 LIMIT 8",
    [SQL_WRITTEN] = "SELECT word FROM written WHERE form = ?1 ORDER BY place"
		    " LIMIT 4",
    [SQL_COMPOUNDS] = "SELECT id, entries, stem FROM compound"
		      " JOIN word ON stem = whole WHERE part = ?1 LIMIT 16",
    [SQL_PHRASES] = "SELECT 1 FROM synonym WHERE phrase >= ?1 AND phrase < ?2"
		    " LIMIT 1",
    [SQL_KIN] = "SELECT DISTINCT kin.phrase FROM synonym JOIN synonym AS kin"
		" ON kin.kin = synonym.kin WHERE synonym.phrase = ?1"
		" AND kin.phrase <> ?1 AND synonym.kin < ?2 LIMIT 16",
    [SQL_INDEXED] = "SELECT entries, EXISTS (SELECT 1 FROM synonym),"
		    " EXISTS (SELECT 1 FROM written), language FROM indexed",
};

struct lexicon {
	struct db *db;
	struct words *words;
	const struct language *language;
	struct db_stmt statements[SQL_COUNT], spelling;
	double entries; /* of the whole FAQ */
	bool has_synonyms, has_written;
};

/* ---------------------------------------------------------------- lexicon */

static struct db_stmt *
take_statement(struct lexicon *lexicon, enum statement which)
{
	db_take(&lexicon->statements[which], lexicon->db, sql[which]);
	return &lexicon->statements[which];
}

/* Reads what the index is about. */
static enum status
read_facts(struct lexicon *lexicon)
{
	struct db_stmt *stmt = take_statement(lexicon, SQL_INDEXED);
	enum status status = ST_OK, end;
	const char *language;

	lexicon->language = language_find("");
	if (db_row(stmt)) {
		lexicon->entries = (double)db_int(stmt, 0);
		lexicon->has_synonyms = db_int(stmt, 1) != 0;
		lexicon->has_written = db_int(stmt, 2) != 0;
		language = db_text(stmt, 3);
		lexicon->language = language_find(language);
		status = words_open(&lexicon->words, lexicon->db, language);
	}
	end = db_end(stmt);
	return status != ST_OK ? status : end;
}

enum status
lexicon_open(struct lexicon **out, struct db *db)
{
	struct lexicon *lexicon = calloc(1, sizeof(*lexicon));
	enum status status;

	*out = NULL;
	if (lexicon == NULL)
		return ST_MEMORY;
	lexicon->db = db;
	status = read_facts(lexicon);
	if (status == ST_OK && lexicon->words == NULL)
		status = db_contradiction(db, "the index has no facts");
	if (status == ST_OK)
		*out = lexicon;
	else
		lexicon_close(lexicon);
	return status;
}

void
lexicon_close(struct lexicon *lexicon)
{
	if (lexicon == NULL)
		return;
	words_close(lexicon->words);
	free(lexicon);
}

struct words *
lexicon_words(struct lexicon *lexicon)
{
	return lexicon->words;
}

/* A stem of the index: its number, and how many entries hold it. */
struct known {
	uint32_t id; /* 0: none does */
	double entries;
};

static enum status
find_stem(
    struct lexicon *lexicon, const char *stem, size_t len, struct known *known)
{
	struct db_stmt *stmt = take_statement(lexicon, SQL_STEM);

	*known = (struct known){0};
	db_bind_blob(stmt, 1, stem, len);
	if (db_row(stmt))
		*known = (struct known){
		    (uint32_t)db_int(stmt, 0), (double)db_int(stmt, 1)};
	return db_end(stmt);
}

/* ---------------------------------------------------------------- reading */

static size_t
count_letters(const char *form, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += (form[i] & 0xc0) != 0x80;
	return count;
}

/* A word of the query, the first of its stem. */
struct asked {
	const char *form, *stem; /* form: folded */
	size_t form_len, stem_len;
	struct known known;
	bool folded;   /* the form is not as it was written */
	bool paired;   /* see words_paired: it is never taken for another */
	unsigned kind; /* what the language says of it */
	bool common;   /* it is no slip, though it stands nowhere */
	bool has_kin; /* the FAQ has synonyms of it, or it with its neighbour */
	const char *split;       /* with a space in it; NULL: it has none */
	struct unknown *unknown; /* its guesses; NULL: none were looked for */
	const char *shown[GUESSES_MAX]; /* them, as they are written */
	int sure; /* of its guesses, that it is taken for, the first ones */
};

/* A word of the query, where it stands. */
struct place {
	size_t start, end;
	int asked;
};

struct reading {
	struct lexicon *lexicon;
	struct arena *arena;
	struct query *query;
	const char *text;
	size_t len;
	enum query_mode mode;
	bool is_question; /* it begins with a question word */
	struct asked asked[QUERY_WORDS_MAX];
	int asked_count;
	struct place places[QUERY_BYTES_MAX];
	int place_count;
	int group; /* of the terms that are being added: which one is asked */
};

/* The "s" of "what's", the "t" of "don't": on its own it says nothing. */
static bool
is_elided(const struct reading *reading, const struct word *word)
{
	const char *before = reading->text + word->start;
	size_t mark = 0;

	if (word->start > 0 && before[-1] == '\'')
		mark = 1;
	else if (word->start > 2 && memcmp(before - 3, "’", 3) == 0)
		mark = 3;
	return mark > 0 && word->len == 1 && reading->place_count > 0 &&
	       reading->places[reading->place_count - 1].end + mark ==
		   word->start;
}

/* The place among the asked words of the one with that stem, or behind them. */
static int
find_asked(const struct reading *reading, const char *stem, size_t len)
{
	const struct asked *asked = reading->asked;
	int i = 0;

	while (
	    i < reading->asked_count &&
	    (asked[i].stem_len != len || memcmp(asked[i].stem, stem, len) != 0))
		i++;
	return i;
}

static bool
take_place(void *data, const struct word *word)
{
	struct reading *reading = data;
	struct words *words = reading->lexicon->words;
	struct asked *asked;
	char stem[WORD_MAX], form[WORD_MAX];
	size_t len = words_stem(words, word->form, word->len, stem),
	       form_len = words_fold(words, word->form, word->len, form);
	int i;

	if (len == 0)
		reading->arena->failed = true;
	if (form_len == 0 || is_elided(reading, word))
		return !reading->arena->failed;
	i = find_asked(reading, stem, len);
	if (i == QUERY_WORDS_MAX || reading->place_count == QUERY_BYTES_MAX)
		return false;
	asked = &reading->asked[i];
	if (i == reading->asked_count) {
		*asked = (struct asked){
		    .form = arena_copy(reading->arena, form, form_len),
		    .form_len = form_len,
		    .stem = arena_copy(reading->arena, stem, len),
		    .stem_len = len,
		    .folded = form_len != word->len ||
			      memcmp(form, word->form, form_len) != 0,
		    .paired = words_paired(form, form_len),
		    .kind = language_kind(
			reading->lexicon->language, form, form_len),
		};
		reading->asked_count++;
	}
	if (reading->place_count == 0)
		reading->is_question = asked->kind & KIND_ASKS;
	reading->places[reading->place_count++] =
	    (struct place){word->start, word->end, i};
	return !reading->arena->failed;
}

/*
 * Adds a stem to look for, unless another group has it; in one group the larger
 * weight counts.
 */
static void
add_term(struct reading *reading, uint32_t id, const char *stem, size_t len,
    double weight)
{
	struct query *query = reading->query;
	struct term *terms;

	for (size_t i = 0; i < query->count; i++) {
		struct term *term = &query->terms[i];

		if (term->id != id)
			continue;
		if (term->group == reading->group && term->weight < weight)
			term->weight = weight;
		return;
	}
	terms = arena_grow(
	    reading->arena, query->terms, query->count, sizeof(*terms));
	if (terms == NULL || query->count == QUERY_TERMS_MAX)
		return;
	query->terms = terms;
	terms[query->count++] =
	    (struct term){id, stem, len, weight, reading->group};
}

static double
idf_of(const struct reading *reading, double entries)
{
	return index_idf(reading->lexicon->entries, entries);
}

/* The stem of a word, and what is known of it. */
static enum status
stem_form(struct reading *reading, const char *form, size_t len,
    const char **stem, size_t *stem_len, struct known *known)
{
	char *kept = arena_alloc(reading->arena, WORD_MAX);

	if (kept == NULL)
		return ST_MEMORY;
	*stem = kept;
	*stem_len = words_stem(reading->lexicon->words, form, len, kept);
	if (*stem_len == 0)
		return ST_MEMORY;
	return find_stem(reading->lexicon, kept, *stem_len, known);
}

/* Adds the stem of a word, if it is known. */
static enum status
add_form(struct reading *reading, const char *form, size_t len, double share)
{
	const char *stem;
	struct known known;
	size_t stem_len;
	enum status status =
	    stem_form(reading, form, len, &stem, &stem_len, &known);

	if (status == ST_OK && known.id > 0)
		add_term(reading, known.id, stem, stem_len,
		    share * idf_of(reading, known.entries));
	return status;
}

/* Adds the stems of all ways in which the FAQ writes a folded form. */
static enum status
add_written(struct reading *reading, const char *form, size_t len, double share)
{
	struct db_stmt *stmt;
	enum status status = ST_OK, end;
	const char *word;
	size_t word_len;

	if (!reading->lexicon->has_written)
		return ST_OK;
	stmt = take_statement(reading->lexicon, SQL_WRITTEN);
	db_bind_blob(stmt, 1, form, len);
	while (status == ST_OK && db_row(stmt)) {
		word = (const char *)db_blob(stmt, 0, &word_len);
		status = add_form(reading, word, word_len, share);
	}
	end = db_end(stmt);
	return status != ST_OK ? status : end;
}

/* Adds the stems of all words of the FAQ that are the same when folded. */
static enum status
add_alike(struct reading *reading, const char *form, size_t len, double share)
{
	enum status status = add_form(reading, form, len, share);

	return status == ST_OK ? add_written(reading, form, len, share)
			       : status;
}

/* ------------------------------------------------------------ corrections */

/*
 * Where no list tells common words from slips, only one slip in a long word is
 * surely one, and not in its first letter.
 */
static bool
is_certain(const struct reading *reading, const struct unknown *unknown)
{
	return language_has_common(reading->lexicon->language) ||
	       (unknown->guesses[0].distance <= 2 &&
		   count_letters(unknown->form, unknown->len) >=
		       SHORTEST_GUESSED);
}

/*
 * How many of the guesses are one word in several forms, and may be taken for
 * the word silently: none where another one is as near and not much rarer.
 */
static int
count_sure(struct reading *reading, const struct unknown *unknown)
{
	const struct guess *list = unknown->guesses;
	char stem[WORD_MAX], other[WORD_MAX];
	size_t len, other_len;
	int count = 0;

	if (!is_certain(reading, unknown))
		return 0;
	len = words_stem(
	    reading->lexicon->words, list[0].form, list[0].len, stem);
	for (;
	     count < unknown->count && list[count].distance == list[0].distance;
	     count++) {
		other_len = words_stem(reading->lexicon->words,
		    list[count].form, list[count].len, other);
		if (other_len == len && memcmp(other, stem, len) == 0)
			continue;
		return list[0].count >= RIVAL * list[count].count ? count : 0;
	}
	return count;
}

/* Adds what a word that stands nowhere may be meant for. */
static enum status
add_guesses(struct reading *reading, struct asked *asked)
{
	const struct unknown *unknown = asked->unknown;
	enum status status = ST_OK;
	int count = 0;

	if (unknown == NULL || unknown->count == 0)
		return ST_OK;
	if (unknown->guesses[0].distance > 0) {
		asked->sure = count_sure(reading, unknown);
		for (int i = 0; status == ST_OK && i < asked->sure; i++)
			status = add_alike(reading, unknown->guesses[i].form,
			    unknown->guesses[i].len, CORRECTED);
		return status;
	}
	for (; status == ST_OK && count < unknown->count &&
	       unknown->guesses[count].distance == 0;
	     count++)
		status = add_alike(reading, unknown->guesses[count].form,
		    unknown->guesses[count].len, COMPLETED);
	return status;
}

/* The word at the query's very end, which may be the beginning of one; -1. */
static int
find_begun(const struct reading *reading)
{
	const struct place *last;

	if (reading->place_count == 0)
		return -1;
	last = &reading->places[reading->place_count - 1];
	return last->end == reading->len ? last->asked : -1;
}

/* Looks for what the words that stand nowhere may be meant for. */
static enum status
find_guesses(struct reading *reading)
{
	struct unknown *list =
	    arena_alloc(reading->arena, QUERY_WORDS_MAX * sizeof(*list));
	const struct lexicon *lexicon = reading->lexicon;
	int count = 0, begun = find_begun(reading);
	bool typing = reading->mode == QUERY_TYPING;

	if (list == NULL)
		return ST_MEMORY;
	if (typing)
		reading->query->begun = begun;
	for (int i = 0; i < reading->asked_count; i++) {
		struct asked *asked = &reading->asked[i];
		bool known = asked->known.id > 0 || asked->has_kin;

		if (known && !(typing && i == begun))
			continue;
		asked->common =
		    asked->kind != 0 ||
		    language_is_common(lexicon->language, asked->form,
			asked->form_len, asked->stem, asked->stem_len);
		asked->unknown = &list[count++];
		*asked->unknown = (struct unknown){
		    .form = asked->form,
		    .len = asked->form_len,
		    .slips = !asked->common && !known && !asked->paired,
		    .beginning = i == begun,
		};
	}
	return correct_find(reading->lexicon->db, &reading->lexicon->spelling,
	    reading->arena, list, count);
}

/* Finds how a form is written in the FAQ, most often. */
static enum status
find_shown(
    struct reading *reading, const struct guess *guess, const char **shown)
{
	struct lexicon *lexicon = reading->lexicon;
	struct db_stmt *stmt;
	const uint8_t *word;
	size_t len;

	*shown = arena_copy(reading->arena, guess->form, guess->len);
	if (!lexicon->has_written)
		return ST_OK;
	stmt = take_statement(lexicon, SQL_WRITTEN);
	db_bind_blob(stmt, 1, guess->form, guess->len);
	if (db_row(stmt)) {
		word = db_blob(stmt, 0, &len);
		*shown = arena_copy(reading->arena, (const char *)word, len);
	}
	return db_end(stmt);
}

static enum status
show_guesses(struct reading *reading)
{
	enum status status = ST_OK;

	for (int i = 0; i < reading->asked_count; i++) {
		struct asked *asked = &reading->asked[i];
		int count = asked->unknown != NULL ? asked->unknown->count : 0;

		for (int k = 0; status == ST_OK && k < count; k++)
			status = find_shown(reading,
			    &asked->unknown->guesses[k], &asked->shown[k]);
	}
	return status;
}

/* ----------------------------------------------------------------- spaces */

/* The better of two places to part a word: whose parts tell more. */
struct parting {
	const char *stems[2];
	size_t lens[2];
	struct known known[2];
	double weight; /* 0: there is none */
	size_t at;
};

/* Tries to part a word at that byte. */
static enum status
try_parting(struct reading *reading, const struct asked *asked, size_t at,
    struct parting *best)
{
	const char *form = asked->form;
	struct parting parting = {.at = at};
	unsigned kinds = 0;
	enum status status = ST_OK;

	for (int i = 0; status == ST_OK && i < 2; i++) {
		const char *part = i == 0 ? form : form + at;
		size_t len = i == 0 ? at : asked->form_len - at;

		status = stem_form(reading, part, len, &parting.stems[i],
		    &parting.lens[i], &parting.known[i]);
		if (parting.known[i].id == 0)
			return status;
		kinds |= language_kind(reading->lexicon->language, part, len);
		parting.weight += idf_of(reading, parting.known[i].entries);
	}
	if (status == ST_OK && kinds == 0 && parting.weight > best->weight)
		*best = parting;
	return status;
}

/* The term of that stem in the group, or NULL. */
static struct term *
find_term(struct query *query, uint32_t id, int group)
{
	for (size_t i = 0; i < query->count; i++)
		if (query->terms[i].id == id && query->terms[i].group == group)
			return &query->terms[i];
	return NULL;
}

/*
 * Adds the words that one is a part of, where such are written as one. What
 * has the other part, that group's, as well counts for both.
 */
static enum status
add_wholes(struct reading *reading, const struct known *part, int other)
{
	double most = idf_of(reading, part->entries), idf;
	struct term *both;
	struct db_stmt *stmt;
	const uint8_t *stem;
	size_t len;

	if (!words_compounds(reading->lexicon->words))
		return ST_OK;
	stmt = take_statement(reading->lexicon, SQL_COMPOUNDS);
	db_bind_int(stmt, 1, part->id);
	while (db_row(stmt)) {
		stem = db_blob(stmt, 2, &len);
		idf = idf_of(reading, (double)db_int(stmt, 1));
		idf = WHOLE * (idf < most ? idf : most);
		both =
		    find_term(reading->query, (uint32_t)db_int(stmt, 0), other);
		if (both != NULL)
			both->weight += idf;
		else
			add_term(reading, (uint32_t)db_int(stmt, 0),
			    arena_copy(reading->arena, (const char *)stem, len),
			    len, idf);
	}
	return db_end(stmt);
}

/* Whether the word has both letters and digits. */
static bool
has_borders(const struct asked *asked)
{
	size_t digits = 0;

	for (size_t i = 0; i < asked->form_len; i++)
		digits += text_digit(asked->form[i]);
	return digits > 0 && digits < asked->form_len;
}

/* Adds a part of a word as one that is asked, if it stands in the FAQ. */
static enum status
add_part(struct reading *reading, const char *form, size_t len, bool *any)
{
	struct asked *asked = &reading->asked[reading->asked_count];
	enum status status;

	if (reading->asked_count == QUERY_WORDS_MAX)
		return ST_OK;
	*asked = (struct asked){.form = form,
	    .form_len = len,
	    .kind = language_kind(reading->lexicon->language, form, len)};
	status = stem_form(
	    reading, form, len, &asked->stem, &asked->stem_len, &asked->known);
	if (status != ST_OK || asked->known.id == 0 || asked->kind != 0)
		return status;
	*any = true;
	reading->group = reading->asked_count++;
	add_term(reading, asked->known.id, asked->stem, asked->stem_len,
	    idf_of(reading, asked->known.entries));
	return ST_OK;
}

/* Parts a word that stands nowhere at its numbers: "6inch", "75x36". */
static enum status
part_numbers(struct reading *reading, int i)
{
	const char *p = reading->asked[i].form;
	const char *end = p + reading->asked[i].form_len;
	struct buffer split = {0};
	enum status status = ST_OK;
	bool any = false;
	size_t len;

	for (; status == ST_OK && p < end; p += len) {
		for (len = 1;
		     p + len < end && text_digit(p[len]) == text_digit(*p);)
			len++;
		if (split.len > 0)
			buffer_char(&split, ' ');
		buffer_add(&split, p, len);
		status = add_part(reading, p, len, &any);
	}
	reading->asked[i].has_kin = any;
	if (any)
		reading->asked[i].split = arena_text(reading->arena, &split);
	else
		buffer_free(&split);
	return status;
}

/* Parts a word that stands nowhere into two that do: "hairloss". */
static enum status
part_word(struct reading *reading, int i)
{
	struct asked *asked = &reading->asked[i];
	struct parting best = {0};
	enum status status = ST_OK;
	size_t letters = count_letters(asked->form, asked->form_len),
	       before = 1;

	for (size_t at = 1; status == ST_OK && at < asked->form_len; at++) {
		if ((asked->form[at] & 0xc0) == 0x80)
			continue;
		if (before >= SHORTEST_PART &&
		    letters - before >= SHORTEST_PART)
			status = try_parting(reading, asked, at, &best);
		before++;
	}
	if (status != ST_OK || best.weight <= 0)
		return status;
	asked->split = arena_printf(reading->arena, "%.*s %s", (int)best.at,
	    asked->form, asked->form + best.at);
	for (int k = 0; k < 2; k++) {
		reading->group = i;
		if (k == 1 && reading->asked_count < QUERY_WORDS_MAX) {
			reading->group = reading->asked_count;
			reading->asked[reading->asked_count++] =
			    (struct asked){.form = asked->form + best.at,
				.form_len = asked->form_len - best.at,
				.known = best.known[1]};
		}
		add_term(reading, best.known[k].id, best.stems[k], best.lens[k],
		    idf_of(reading, best.known[k].entries));
		if (status == ST_OK)
			status = add_wholes(
			    reading, &best.known[k], k == 1 ? i : -1);
	}
	return status;
}

/* Adds two neighbours as one word: "after care". */
static enum status
join_words(struct reading *reading, int at)
{
	const struct place *one = &reading->places[at], *two = one + 1;
	struct asked *first = &reading->asked[one->asked];
	struct asked *second = &reading->asked[two->asked];
	const char *stem, *form;
	struct known known;
	enum status status;
	size_t len;

	if (two->start != one->end + 1 ||
	    strchr(" -", reading->text[one->end]) == NULL)
		return ST_OK;
	form = arena_printf(reading->arena, "%s%s", first->form, second->form);
	len = strlen(form);
	if (len > WORD_MAX)
		return ST_OK;
	status = stem_form(reading, form, len, &stem, &len, &known);
	if (status != ST_OK || known.id == 0)
		return status;
	reading->group = first->kind == 0 ? one->asked : two->asked;
	add_term(reading, known.id, stem, len, idf_of(reading, known.entries));
	first->has_kin = first->has_kin || first->known.id == 0;
	second->has_kin = second->has_kin || second->known.id == 0;
	return ST_OK;
}

/* Tries missing and extra spaces. */
static enum status
try_spaces(struct reading *reading)
{
	enum status status = ST_OK;
	int count = reading->asked_count;

	for (int i = 0; status == ST_OK && i < count; i++) {
		const struct unknown *unknown = reading->asked[i].unknown;

		if (unknown == NULL || reading->asked[i].common ||
		    reading->asked[i].paired || reading->asked[i].known.id != 0)
			continue;
		if (has_borders(&reading->asked[i]))
			status = part_numbers(reading, i);
		else if (unknown->count == 0 ||
			 unknown->guesses[0].distance > 3)
			status = part_word(reading, i);
	}
	return status;
}

/* --------------------------------------------------------------- synonyms */

/*
 * Adds a synonym: of a phrase that word which says most, the rarest; none where
 * one of its words stands nowhere.
 */
static enum status
add_synonym(struct reading *reading, const char *phrase, size_t len)
{
	const char *end = phrase + len, *rarest = NULL, *space;
	struct known known, fewest = {0};
	size_t rarest_len = 0;
	enum status status = ST_OK;

	while (status == ST_OK && phrase < end) {
		space = memchr(phrase, ' ', (size_t)(end - phrase));
		len = (size_t)((space != NULL ? space : end) - phrase);
		status = find_stem(reading->lexicon, phrase, len, &known);
		if (known.id == 0)
			return status;
		if (rarest == NULL || known.entries < fewest.entries) {
			fewest = known;
			rarest = phrase;
			rarest_len = len;
		}
		phrase += len + (space != NULL);
	}
	if (status == ST_OK && rarest != NULL)
		add_term(reading, fewest.id, rarest, rarest_len,
		    SYNONYM * idf_of(reading, fewest.entries));
	return status;
}

/* Adds the synonyms of the phrase of `count` words at a place. */
static enum status
add_kin(struct reading *reading, int at, int count)
{
	struct db_stmt *stmt = take_statement(reading->lexicon, SQL_KIN);
	struct buffer phrase = {0};
	size_t before = reading->query->count, len;
	enum status status, end;
	bool known = true;

	for (int i = 0; i < count; i++) {
		const struct asked *asked =
		    &reading->asked[reading->places[at + i].asked];

		known = known && asked->known.id > 0;
		if (i > 0)
			buffer_char(&phrase, ' ');
		buffer_add(&phrase, asked->stem, asked->stem_len);
	}
	status = phrase.status;
	if (status == ST_OK)
		db_bind_blob(stmt, 1, phrase.data, phrase.len);
	db_bind_int(stmt, 2, known ? SYNONYM_OURS : INT64_MAX);
	while (status == ST_OK && db_row(stmt)) {
		const uint8_t *kin = db_blob(stmt, 0, &len);

		status = add_synonym(reading,
		    arena_copy(reading->arena, (const char *)kin, len), len);
	}
	end = db_end(stmt);
	if (status == ST_OK)
		status = end;
	for (int i = 0; reading->query->count > before && i < count; i++)
		reading->asked[reading->places[at + i].asked].has_kin = true;
	buffer_free(&phrase);
	return status;
}

/* Whether there are synonyms of a phrase that begins with the word. */
static enum status
find_phrases(struct reading *reading, const struct asked *asked, bool *any)
{
	struct db_stmt *stmt = take_statement(reading->lexicon, SQL_PHRASES);
	char end[WORD_MAX + 1];

	memcpy(end, asked->stem, asked->stem_len);
	end[asked->stem_len] = ' ' + 1; /* behind what parts its words */
	db_bind_blob(stmt, 1, asked->stem, asked->stem_len);
	db_bind_blob(stmt, 2, end, asked->stem_len + 1);
	*any = db_row(stmt);
	return db_end(stmt);
}

/* Adds the synonyms of the word, and of phrases that begin with it. */
static enum status
add_synonyms(struct reading *reading, int asked)
{
	int at = 0;
	bool any;
	enum status status =
	    find_phrases(reading, &reading->asked[asked], &any);

	while (reading->places[at].asked != asked)
		at++;
	for (int n = 1; status == ST_OK && any && n <= SYNONYM_WORDS &&
			at + n <= reading->place_count;
	     n++)
		status = add_kin(reading, at, n);
	return status;
}

/* ------------------------------------------------------------------- all */

/* What stands in the place of a word, or NULL. */
static const char *
replace_word(const struct asked *asked)
{
	if (asked->split != NULL)
		return asked->split;
	return asked->sure > 0 ? asked->shown[0] : NULL;
}

/*
 * The query with what its words were taken for, and the other word, unless
 * NULL, in the place of that one. "" where nothing is replaced.
 */
static const char *
write_query(struct reading *reading, int which, const char *other)
{
	struct buffer out = {0};
	size_t from = 0;
	bool any = false;

	for (int i = 0; i < reading->place_count; i++) {
		const struct place *place = &reading->places[i];
		const char *by = replace_word(&reading->asked[place->asked]);

		if (other != NULL && place->asked == which)
			by = other;
		if (by == NULL)
			continue;
		buffer_add(&out, reading->text + from, place->start - from);
		buffer_string(&out, by);
		from = place->end;
		any = true;
	}
	buffer_add(&out, reading->text + from, reading->len - from);
	if (any)
		return arena_text(reading->arena, &out);
	buffer_free(&out);
	return "";
}

/* Offers queries with what the words may be meant for that were not taken. */
static void
write_offers(struct reading *reading)
{
	struct query *query = reading->query;

	for (int i = 0; i < reading->asked_count; i++) {
		const struct asked *asked = &reading->asked[i];
		const struct unknown *unknown = asked->unknown;

		if (unknown == NULL || unknown->count == 0 ||
		    replace_word(asked) != NULL ||
		    unknown->guesses[0].distance == 0)
			continue;
		for (int k = 0; k < unknown->count &&
				query->offer_count < QUERY_OFFERS_MAX &&
				unknown->guesses[k].distance ==
				    unknown->guesses[0].distance;
		     k++)
			query->offers[query->offer_count++] =
			    write_query(reading, i, asked->shown[k]);
	}
}

/* Adds a word, if it stands in the FAQ, however it is written there. */
static enum status
add_word(struct reading *reading, struct asked *asked)
{
	struct query *query = reading->query;
	double share = asked->kind != 0 && !reading->is_question ? EMPTY : 1;
	size_t before = query->count;
	enum status status = find_stem(
	    reading->lexicon, asked->stem, asked->stem_len, &asked->known);

	if (status == ST_OK && asked->known.id > 0)
		add_term(reading, asked->known.id, asked->stem, asked->stem_len,
		    share * idf_of(reading, asked->known.entries));
	if (status == ST_OK && asked->folded)
		status = add_form(reading, asked->form, asked->form_len, share);
	if (status == ST_OK)
		status =
		    add_written(reading, asked->form, asked->form_len, share);
	if (asked->known.id == 0 && query->count > before) {
		asked->stem = query->terms[before].stem;
		asked->stem_len = query->terms[before].len;
		status = find_stem(reading->lexicon, asked->stem,
		    asked->stem_len, &asked->known);
	}
	return status;
}

/* Adds the words that stand in the FAQ. */
static enum status
add_known(struct reading *reading)
{
	enum status status = ST_OK;

	for (int i = 0; status == ST_OK && i < reading->asked_count; i++) {
		reading->group = i;
		status = add_word(reading, &reading->asked[i]);
	}
	return status;
}

/* A stem that may have relatives: of four letters and more, no digits. */
static bool
has_relatives(const struct asked *asked)
{
	int letters = 0;

	for (size_t i = 0; asked->kind == 0 && i < asked->stem_len; i++) {
		if (asked->stem[i] >= '0' && asked->stem[i] <= '9')
			return false;
		letters += (asked->stem[i] & 0xc0) != 0x80;
	}
	/* of what is written in pairs one character is the half of a word */
	return asked->paired ? letters == 1 : letters >= SHORTEST_RELATIVE;
}

/* How many bytes two stems have in common at their beginnings. */
static size_t
count_common(const char *one, size_t one_len, const char *two, size_t two_len)
{
	size_t n = 0;

	while (n < one_len && n < two_len && one[n] == two[n])
		n++;
	return n;
}

/*
 * Adds the stems that the asked one begins with, the longest first. Of all that
 * stand before a beginning in the alphabet the last one is it, or has that much
 * in common with it that no longer one is there.
 */
static enum status
add_shorter(struct reading *reading, const struct asked *asked)
{
	struct db_stmt *stmt = take_statement(reading->lexicon, SQL_SHORTER);
	size_t most = asked->stem_len - 1, len, common;
	enum status status = ST_OK;
	const char *stem;

	while (status == ST_OK &&
	       count_letters(asked->stem, most) >= SHORTEST_RELATIVE) {
		common = 0;
		db_bind_blob(stmt, 1, asked->stem, most);
		if (db_row(stmt)) {
			stem = (const char *)db_blob(stmt, 2, &len);
			common = count_common(stem, len, asked->stem, most);
			if (common == len &&
			    count_letters(stem, len) >= SHORTEST_RELATIVE)
				add_term(reading, (uint32_t)db_int(stmt, 0),
				    asked->stem, len,
				    RELATIVE * idf_of(reading,
						   (double)db_int(stmt, 1)));
			common -= common == len && len > 0;
		}
		most = common;
		status = db_end(stmt);
	}
	return status;
}

/* Adds stems that begin with the asked one. */
static enum status
add_longer(struct reading *reading, const struct asked *asked)
{
	struct db_stmt *stmt = take_statement(reading->lexicon, SQL_LONGER);
	char end[WORD_MAX + 1];
	const uint8_t *stem;
	size_t len;

	memcpy(end, asked->stem, asked->stem_len);
	end[asked->stem_len] = '\xff';
	db_bind_blob(stmt, 1, asked->stem, asked->stem_len);
	db_bind_blob(stmt, 2, end, asked->stem_len + 1);
	while (db_row(stmt)) {
		stem = db_blob(stmt, 2, &len);
		add_term(reading, (uint32_t)db_int(stmt, 0),
		    arena_copy(reading->arena, (const char *)stem, len), len,
		    RELATIVE * idf_of(reading, (double)db_int(stmt, 1)));
	}
	return db_end(stmt);
}

/* Adds what the stem is a part of, or the whole of. */
static enum status
add_relatives(struct reading *reading, const struct asked *asked)
{
	enum status status = add_shorter(reading, asked);

	return status == ST_OK ? add_longer(reading, asked) : status;
}

/* Adds what the visitor did not write: synonyms, corrections, completions. */
static enum status
add_unwritten(struct reading *reading)
{
	enum status status = ST_OK;
	int count = reading->lexicon->has_synonyms ? reading->asked_count : 0;

	for (int i = 0; status == ST_OK && i < count; i++) {
		reading->group = i;
		status = add_synonyms(reading, i);
	}
	if (status != ST_OK || reading->mode == QUERY_EXACT)
		return status;
	for (int i = 0; status == ST_OK && i + 1 < reading->place_count; i++)
		status = join_words(reading, i);
	for (int i = 0; status == ST_OK && i < reading->asked_count; i++) {
		reading->group = i;
		if (has_relatives(&reading->asked[i]))
			status = add_relatives(reading, &reading->asked[i]);
		if (status == ST_OK && reading->asked[i].kind == 0 &&
		    reading->asked[i].known.id > 0)
			status =
			    add_wholes(reading, &reading->asked[i].known, -1);
	}
	if (status == ST_OK)
		status = find_guesses(reading);
	if (status == ST_OK)
		status = show_guesses(reading);
	if (status == ST_OK)
		status = try_spaces(reading);
	for (int i = 0; status == ST_OK && i < reading->asked_count; i++) {
		reading->group = i;
		if (reading->asked[i].split == NULL)
			status = add_guesses(reading, &reading->asked[i]);
	}
	return status;
}

static int
compare_groups(const void *a, const void *b)
{
	const struct term *one = a, *two = b;

	return (one->group > two->group) - (one->group < two->group);
}

static int
compare_weights(const void *a, const void *b)
{
	double one = *(const double *)a, two = *(const double *)b;

	return (one < two) - (one > two);
}

/* Adds up what each word can give, and what those that stand nowhere lack. */
static void
weigh_query(struct reading *reading)
{
	struct query *query = reading->query;
	double list[QUERY_WORDS_MAX];
	int letters;

	query->groups = reading->asked_count;
	for (size_t i = 0; i < query->count; i++) {
		const struct term *term = &query->terms[i];

		if (term->weight > query->most[term->group])
			query->most[term->group] = term->weight;
	}
	for (int i = 0; i < query->groups; i++) {
		const struct asked *asked = &reading->asked[i];

		if (asked->kind == 0)
			query->marked |= UINT32_C(1) << i;
		if (asked->kind == 0 || asked->kind & KIND_TELLS)
			query->telling |= UINT32_C(1) << i;
		list[i] = query->most[i];
		letters = (int)count_letters(asked->form, asked->form_len);
		if (list[i] <= 0 && !asked->has_kin && asked->known.id == 0)
			list[i] = idf_of(reading, 0) *
				  (letters > 4 ? 1 : (letters - 1) / 4.0);
		query->weight += list[i];
	}
	qsort(list, (size_t)query->groups, sizeof(*list), compare_weights);
	for (int i = 0; i < query->groups && i < QUERY_HEAVIEST; i++)
		query->heaviest += list[i];
}

enum status
query_read(struct query *query, struct lexicon *lexicon, struct arena *arena,
    const char *words, enum query_mode mode)
{
	struct reading *reading = arena_alloc(arena, sizeof(*reading));
	enum status status;

	*query = (struct query){.corrected = "", .begun = -1};
	if (reading == NULL)
		return ST_MEMORY;
	reading->lexicon = lexicon;
	reading->arena = arena;
	reading->query = query;
	reading->text = words;
	reading->len = strnlen(words, QUERY_BYTES_MAX);
	reading->mode = mode;
	status = words_each(
	    lexicon->words, words, reading->len, take_place, reading);
	if (status == ST_OK)
		status = add_known(reading);
	if (status == ST_OK)
		status = add_unwritten(reading);
	if (status != ST_OK || arena->failed)
		return status != ST_OK ? status : ST_MEMORY;
	if (query->count > 0)
		qsort(query->terms, query->count, sizeof(*query->terms),
		    compare_groups);
	weigh_query(reading);
	query->corrected = write_query(reading, -1, NULL);
	write_offers(reading);
	return arena->failed ? ST_MEMORY : ST_OK;
}
