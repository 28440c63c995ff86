/* SPDX-License-Identifier: ISC */
/* query.c - words, corrections, synonyms. See query.h. */
#include "search/query.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/db.h"
#include "base/text.h"
#include "search/index.h"
#include "search/language.h"

/* What a stem counts that the visitor did not write. See HACKING.md. */
static const double CORRECTED = 0.9, COMPLETED = 0.8, SYNONYM = 0.5,
		    RELATIVE = 0.4;
/* What a function word counts, where it does not belong to a question. */
static const double EMPTY = 0.7;

enum {
	SHORTEST_ONE = 4, /* characters of a word that may have one slip */
	SHORTEST_TWO = 8, /* and two */
	SHORTEST_PREFIX = 2,
	SHORTEST_RELATIVE = 4,
	GUESSES = 3 /* forms that a slip or a beginning may stand for */
};

enum statement {
	SQL_STEM,
	SQL_LONGER,
	SQL_SPELLING,
	SQL_KIN,
	SQL_INDEXED,
	SQL_COUNT
};

static const char *const sql[SQL_COUNT] = {
    [SQL_STEM] = "SELECT id, entries FROM word WHERE stem = ?1",
    [SQL_LONGER] = "SELECT id, entries, stem FROM word"
		   " WHERE stem > ?1 AND stem < ?2 LIMIT 8",
    [SQL_SPELLING] = "SELECT length, words FROM spelling"
		     " WHERE length BETWEEN ?1 AND ?2",
    [SQL_KIN] = "SELECT DISTINCT kin.phrase FROM synonym JOIN synonym AS kin"
		" ON kin.kin = synonym.kin WHERE synonym.phrase = ?1"
		" AND kin.phrase <> ?1 LIMIT 16",
    [SQL_INDEXED] = "SELECT top, EXISTS (SELECT 1 FROM synonym) FROM indexed",
};

struct lexicon {
	struct db *db;
	struct words *words;
	struct db_stmt statements[SQL_COUNT];
	double entries; /* of the whole FAQ */
	bool has_synonyms;
};

/* ---------------------------------------------------------------- lexicon */

static struct db_stmt *
take_statement(struct lexicon *lexicon, enum statement which)
{
	db_take(&lexicon->statements[which], lexicon->db, sql[which]);
	return &lexicon->statements[which];
}

enum status
lexicon_open(struct lexicon **out, struct db *db)
{
	struct lexicon *lexicon = calloc(1, sizeof(*lexicon));
	struct db_stmt *stmt;
	enum status status;

	*out = NULL;
	if (lexicon == NULL)
		return ST_MEMORY;
	lexicon->db = db;
	status = words_open(&lexicon->words, db);
	if (status == ST_OK) {
		stmt = take_statement(lexicon, SQL_INDEXED);
		if (db_row(stmt)) {
			lexicon->entries = (double)db_int(stmt, 0);
			lexicon->has_synonyms = db_int(stmt, 1) != 0;
		}
		status = db_end(stmt);
	}
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

/* A form that a word may stand for. */
struct guess {
	const char *form; /* not terminated */
	size_t len;
	uint32_t count; /* how often it was written */
	int slips;
};

/* A word of the query, the first of its stem. */
struct asked {
	const char *form, *stem;
	size_t form_len, stem_len;
	struct known known;
	bool empty;   /* a function word */
	bool has_kin; /* the FAQ has synonyms of it */

	/* Where it is to be corrected or completed. */
	uint32_t letters[SPELLING_MAX + 1];
	int length;  /* characters in `letters` */
	int allowed; /* slips; 0: none, or it is a beginning */
	bool beginning;
	uint32_t signature;
	struct guess guesses[GUESSES];
	int guess_count;
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
	bool exact;
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

static bool
take_place(void *data, const struct word *word)
{
	struct reading *reading = data;
	char stem[WORD_MAX];
	size_t len =
	    words_stem(reading->lexicon->words, word->form, word->len, stem);
	struct asked *asked = reading->asked;
	int i = 0;

	if (is_elided(reading, word))
		return true;
	while (
	    i < reading->asked_count &&
	    (asked[i].stem_len != len || memcmp(asked[i].stem, stem, len) != 0))
		i++;
	if (i == QUERY_WORDS_MAX || reading->place_count == QUERY_BYTES_MAX)
		return false;
	if (reading->place_count == 0)
		reading->is_question = language_asks(word->form, word->len);
	if (i == reading->asked_count) {
		asked[i] = (struct asked){
		    .form = arena_copy(reading->arena, word->form, word->len),
		    .form_len = word->len,
		    .stem = arena_copy(reading->arena, stem, len),
		    .stem_len = len,
		    .empty = language_is_empty(word->form, word->len),
		};
		reading->asked_count++;
	}
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

/* ------------------------------------------------------------ corrections */

/* A bit for each letter of a word, whatever its place. */
static uint32_t
sign_letters(const char *form, size_t len)
{
	uint32_t signature = 0;

	for (size_t i = 0; i < len; i++)
		if ((form[i] & 0xc0) != 0x80)
			signature |= UINT32_C(1) << (form[i] & 31);
	return signature;
}

/*
 * Prepares a word that stands nowhere for the search of forms that it may
 * stand for. Numbers are not corrected: another one is another thing.
 */
static void
prepare_guess(const struct reading *reading, struct asked *asked)
{
	const char *p = asked->form, *end = p + asked->form_len;
	const struct place *last = &reading->places[reading->place_count - 1];
	size_t n;

	for (; p < end; p += n) {
		if (*p >= '0' && *p <= '9')
			return;
		if (asked->length == SPELLING_MAX)
			return;
		n = text_decode(p, end, &asked->letters[asked->length++]);
		if (n == 0)
			return;
	}
	asked->signature = sign_letters(asked->form, asked->form_len);
	asked->allowed = asked->length >= SHORTEST_TWO   ? 2
			 : asked->length >= SHORTEST_ONE ? 1
							 : 0;
	asked->beginning = &reading->asked[last->asked] == asked &&
			   last->end == reading->len &&
			   asked->length >= SHORTEST_PREFIX;
}

static int
least(int a, int b)
{
	return a < b ? a : b;
}

/*
 * The slips between two words: letters left out, added, exchanged, and
 * neighbours that changed places (optimal string alignment). More than
 * `allowed` are not counted to the end.
 */
static int
count_slips(
    const struct asked *asked, const uint32_t *other, int length, int allowed)
{
	int rows[3][SPELLING_MAX + 1], *above = rows[0], *row = rows[1],
				       *before = rows[2], *swap;
	const uint32_t *letters = asked->letters;

	for (int k = 0; k <= length; k++)
		above[k] = k;
	for (int i = 1; i <= asked->length; i++) {
		int lowest = row[0] = i;

		for (int k = 1; k <= length; k++) {
			int same = letters[i - 1] == other[k - 1];

			row[k] = least(above[k - 1] + !same,
			    least(above[k], row[k - 1]) + 1);
			if (i > 1 && k > 1 && letters[i - 1] == other[k - 2] &&
			    letters[i - 2] == other[k - 1])
				row[k] = least(row[k], before[k - 2] + 1);
			lowest = least(lowest, row[k]);
		}
		if (lowest > allowed)
			return lowest;
		swap = before;
		before = above;
		above = row;
		row = swap;
	}
	return above[length];
}

/* Puts a form among the guesses: fewer slips first, then the more frequent. */
static void
keep_guess(struct asked *asked, const struct spelling *form, int slips)
{
	struct guess *list = asked->guesses;
	int i = asked->guess_count;

	for (; i > 0 && (list[i - 1].slips > slips ||
			    (list[i - 1].slips == slips &&
				list[i - 1].count < form->count));
	     i--)
		if (i < GUESSES)
			list[i] = list[i - 1];
	if (i == GUESSES)
		return;
	list[i] = (struct guess){form->form, form->len, form->count, slips};
	asked->guess_count += asked->guess_count < GUESSES;
}

/* Keeps a form that the unfinished word is the beginning of. */
static void
compare_beginning(struct asked *asked, const struct spelling *form)
{
	if (form->len > asked->form_len &&
	    memcmp(form->form, asked->form, asked->form_len) == 0)
		keep_guess(asked, form, 0);
}

/* Keeps a form that is few slips away. */
static void
compare_form(
    struct asked *asked, const struct spelling *form, uint32_t signature)
{
	const char *p = form->form, *end = p + form->len;
	uint32_t other[SPELLING_MAX + 1];
	int count = 0, slips;

	/* each slip changes two letters at most */
	if (__builtin_popcount(signature ^ asked->signature) >
	    2 * asked->allowed)
		return;
	for (size_t n; p < end && count < SPELLING_MAX; p += n)
		if ((n = text_decode(p, end, &other[count++])) == 0)
			return;
	slips = count_slips(asked, other, count, asked->allowed);
	if (slips <= asked->allowed)
		keep_guess(asked, form, slips);
}

/* Compares all forms of one row with all words that stand nowhere. */
static void
compare_row(struct reading *reading, int length, const uint8_t *p, size_t size)
{
	struct asked *near[QUERY_WORDS_MAX], *begun = NULL;
	const uint8_t *end = p + size;
	struct spelling form;
	uint32_t signature = 0;
	int count = 0;

	for (int i = 0; i < reading->asked_count; i++) {
		struct asked *asked = &reading->asked[i];

		if (asked->allowed > 0 &&
		    abs(length - asked->length) <= asked->allowed)
			near[count++] = asked;
		if (asked->beginning && length > asked->length)
			begun = asked;
	}
	while ((count > 0 || begun != NULL) && index_spelling(&p, end, &form)) {
		if (begun != NULL)
			compare_beginning(begun, &form);
		if (count > 0)
			signature = sign_letters(form.form, form.len);
		for (int i = 0; i < count; i++)
			compare_form(near[i], &form, signature);
	}
}

/* The guesses point into the row; this makes them the arena's own. */
static void
copy_guesses(struct reading *reading)
{
	for (int i = 0; i < reading->asked_count; i++)
		for (int k = 0; k < reading->asked[i].guess_count; k++) {
			struct guess *guess = &reading->asked[i].guesses[k];

			guess->form =
			    arena_copy(reading->arena, guess->form, guess->len);
		}
}

/* Looks once through all forms that any unknown word may stand for. */
static enum status
find_guesses(struct reading *reading)
{
	int shortest = SPELLING_MAX, longest = 0;
	struct db_stmt *stmt;
	const uint8_t *row;
	size_t size;

	for (int i = 0; i < reading->asked_count; i++) {
		const struct asked *asked = &reading->asked[i];

		if (asked->allowed == 0 && !asked->beginning)
			continue;
		shortest = least(shortest, asked->length - asked->allowed);
		longest = asked->beginning ? SPELLING_MAX
			  : longest > asked->length + asked->allowed
			      ? longest
			      : asked->length + asked->allowed;
	}
	if (longest == 0)
		return ST_OK;
	stmt = take_statement(reading->lexicon, SQL_SPELLING);
	db_bind_int(stmt, 1, shortest);
	db_bind_int(stmt, 2, longest);
	while (db_row(stmt)) {
		row = db_blob(stmt, 1, &size);
		compare_row(reading, (int)db_int(stmt, 0), row, size);
		copy_guesses(reading);
	}
	return db_end(stmt);
}

/* Adds the stems that a word which stands nowhere may be meant for. */
static enum status
add_guesses(struct reading *reading, const struct asked *asked)
{
	enum status status = ST_OK;
	int count = 0;

	while (count < asked->guess_count &&
	       asked->guesses[count].slips == asked->guesses[0].slips)
		count++;
	for (int i = 0; status == ST_OK && i < count; i++) {
		const struct guess *guess = &asked->guesses[i];
		char *stem = arena_alloc(reading->arena, WORD_MAX);
		struct known known;
		double weight;
		size_t len;

		if (stem == NULL)
			return ST_MEMORY;
		len = words_stem(
		    reading->lexicon->words, guess->form, guess->len, stem);
		status = find_stem(reading->lexicon, stem, len, &known);
		weight =
		    (guess->slips > 0 ? CORRECTED / sqrt(count) : COMPLETED) *
		    idf_of(reading, known.entries);
		if (known.id > 0)
			add_term(reading, known.id, stem, len, weight);
	}
	return status;
}

/* --------------------------------------------------------------- synonyms */

/* Adds a synonym: of a phrase that word which says most, the rarest. */
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
		if (known.id > 0 &&
		    (rarest == NULL || known.entries < fewest.entries)) {
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

	for (int i = 0; i < count; i++) {
		const struct asked *asked =
		    &reading->asked[reading->places[at + i].asked];

		if (i > 0)
			buffer_char(&phrase, ' ');
		buffer_add(&phrase, asked->stem, asked->stem_len);
	}
	status = phrase.status;
	if (status == ST_OK)
		db_bind_blob(stmt, 1, phrase.data, phrase.len);
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

/* Adds the synonyms of the word, and of phrases that begin with it. */
static enum status
add_synonyms(struct reading *reading, int asked)
{
	enum status status = ST_OK;
	int at = 0;

	while (reading->places[at].asked != asked)
		at++;
	for (int n = 1; status == ST_OK && n <= SYNONYM_WORDS &&
			at + n <= reading->place_count;
	     n++)
		status = add_kin(reading, at, n);
	return status;
}

/* ------------------------------------------------------------------- all */

/* The query with the first guess in the place of each slip. */
static void
write_corrected(struct reading *reading)
{
	struct buffer out = {0};
	bool any = false;
	size_t from = 0;

	for (int i = 0; i < reading->place_count; i++) {
		const struct place *place = &reading->places[i];
		const struct asked *asked = &reading->asked[place->asked];

		if (asked->guess_count == 0 || asked->guesses[0].slips == 0)
			continue;
		buffer_add(&out, reading->text + from, place->start - from);
		buffer_add(&out, asked->guesses[0].form, asked->guesses[0].len);
		from = place->end;
		any = true;
	}
	buffer_add(&out, reading->text + from, reading->len - from);
	if (any)
		reading->query->corrected = arena_text(reading->arena, &out);
	buffer_free(&out);
}

/* Adds the words that stand in the FAQ. */
static enum status
add_known(struct reading *reading)
{
	enum status status = ST_OK;

	for (int i = 0; status == ST_OK && i < reading->asked_count; i++) {
		struct asked *asked = &reading->asked[i];

		status = find_stem(reading->lexicon, asked->stem,
		    asked->stem_len, &asked->known);
		reading->group = i;
		if (status == ST_OK && asked->known.id > 0)
			add_term(reading, asked->known.id, asked->stem,
			    asked->stem_len,
			    (asked->empty && !reading->is_question ? EMPTY
								   : 1) *
				idf_of(reading, asked->known.entries));
	}
	return status;
}

/* A stem that may have relatives: of at least four letters, no digits. */
static bool
has_relatives(const struct asked *asked)
{
	int letters = 0;

	for (size_t i = 0; i < asked->stem_len; i++) {
		if (asked->stem[i] >= '0' && asked->stem[i] <= '9')
			return false;
		letters += (asked->stem[i] & 0xc0) != 0x80;
	}
	return letters >= SHORTEST_RELATIVE;
}

/* Adds the stems that the asked one begins with. */
static enum status
add_shorter(struct reading *reading, const struct asked *asked)
{
	enum status status = ST_OK;
	struct known known;
	int letters = 0;

	for (size_t len = 1; status == ST_OK && len < asked->stem_len; len++) {
		if ((asked->stem[len] & 0xc0) == 0x80)
			continue;
		if (++letters < SHORTEST_RELATIVE)
			continue;
		status = find_stem(reading->lexicon, asked->stem, len, &known);
		if (known.id > 0)
			add_term(reading, known.id, asked->stem, len,
			    RELATIVE * idf_of(reading, known.entries));
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
	if (status != ST_OK || reading->exact)
		return status;
	for (int i = 0; status == ST_OK && i < reading->asked_count; i++) {
		reading->group = i;
		if (has_relatives(&reading->asked[i]))
			status = add_relatives(reading, &reading->asked[i]);
	}
	for (int i = 0; i < reading->asked_count; i++)
		if (reading->asked[i].known.id == 0 &&
		    !reading->asked[i].has_kin)
			prepare_guess(reading, &reading->asked[i]);
	status = find_guesses(reading);
	for (int i = 0; status == ST_OK && i < reading->asked_count; i++) {
		reading->group = i;
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

		if (!asked->empty ||
		    language_tells(asked->form, asked->form_len))
			query->telling |= UINT32_C(1) << i;
		list[i] = query->most[i];
		letters = (int)count_letters(asked->form, asked->form_len);
		if (list[i] <= 0 && !asked->has_kin)
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
    const char *words, bool exact)
{
	struct reading *reading = arena_alloc(arena, sizeof(*reading));
	enum status status;

	*query = (struct query){.corrected = ""};
	if (reading == NULL)
		return ST_MEMORY;
	reading->lexicon = lexicon;
	reading->arena = arena;
	reading->query = query;
	reading->text = words;
	reading->len = strnlen(words, QUERY_BYTES_MAX);
	reading->exact = exact;
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
	write_corrected(reading);
	return arena->failed ? ST_MEMORY : ST_OK;
}
