/* SPDX-License-Identifier: ISC */
/* correct.c - spellings compared. See correct.h. */
#include "search/correct.h"

#include <stdlib.h>
#include <string.h>

#include "base/db.h"
#include "base/text.h"

enum {
	SHORTEST_ONE = 4, /* letters of a word that may have one slip */
	SHORTEST_TWO = 7, /* and two */
	SHORTEST_PREFIX = 2,
	WORDS_MAX = 32 /* that are looked for at once */
};

/* Readies a word. Where it is not to be looked for, it allows nothing. */
static void
prepare_word(struct unknown *word)
{
	const char *p = word->form, *end = p + word->len;
	size_t n;

	word->length = word->allowed = word->count = 0;
	for (; p < end; p += n) {
		n = word->length < SPELLING_MAX
			? text_decode(p, end, &word->letters[word->length++])
			: 0;
		if (n == 0 || (*p >= '0' && *p <= '9')) {
			word->beginning = false;
			return;
		}
	}
	word->signature = index_signature(word->form, word->len);
	if (word->slips)
		word->allowed = word->length >= SHORTEST_TWO   ? 2
				: word->length >= SHORTEST_ONE ? 1
							       : 0;
	word->beginning = word->beginning && word->length >= SHORTEST_PREFIX;
}

static int
least(int a, int b)
{
	return a < b ? a : b;
}

/* What comparing needs, made once: zeroing it for each form is what costs. */
struct scratch {
	int rows[3][SPELLING_MAX + 1];
	uint32_t other[SPELLING_MAX + 1];
};

enum { FAR = 99 };

/*
 * The slips between two words: letters left out, added, exchanged, and
 * neighbours that changed places (optimal string alignment). More than the word
 * allows are not counted to the end.
 */
static int
count_slips(const struct unknown *word, struct scratch *scratch, int length)
{
	int *above = scratch->rows[0], *row = scratch->rows[1],
	    *before = scratch->rows[2], *swap;
	const uint32_t *letters = word->letters, *other = scratch->other;

	for (int k = 0; k <= length; k++)
		above[k] = k;
	for (int i = 1; i <= word->length; i++) {
		int first = i - word->allowed, last = i + word->allowed;
		int lowest = FAR;

		/* what is further off the diagonal has too many slips */
		first = first > 1 ? first : 1;
		last = least(last, length);
		row[first - 1] = first == 1 ? i : FAR;
		if (last < length)
			row[last + 1] = FAR;
		for (int k = first; k <= last; k++) {
			int same = letters[i - 1] == other[k - 1];

			row[k] = least(above[k - 1] + !same,
			    least(above[k], row[k - 1]) + 1);
			if (i > 1 && k > 1 && letters[i - 1] == other[k - 2] &&
			    letters[i - 2] == other[k - 1])
				row[k] = least(row[k], before[k - 2] + 1);
			lowest = least(lowest, row[k]);
		}
		if (lowest > word->allowed)
			return lowest;
		swap = before;
		before = above;
		above = row;
		row = swap;
	}
	return above[length];
}

/* Puts a form among the guesses, where it is good enough. */
static void
keep_guess(struct unknown *word, const struct spelling *form, int distance)
{
	struct guess *list = word->guesses;
	int i = word->count;

	for (; i > 0 && (list[i - 1].distance > distance ||
			    (list[i - 1].distance == distance &&
				list[i - 1].count < form->count));
	     i--)
		if (i < GUESSES_MAX)
			list[i] = list[i - 1];
	if (i == GUESSES_MAX)
		return;
	list[i] = (struct guess){.form = form->form,
	    .len = form->len,
	    .count = form->count,
	    .distance = distance};
	word->count += word->count < GUESSES_MAX;
}

/* Keeps a form that the word is the beginning of. */
static void
compare_beginning(struct unknown *word, const struct spelling *form)
{
	if (form->len > word->len && *form->form == *word->form &&
	    memcmp(form->form, word->form, word->len) == 0)
		keep_guess(word, form, 0);
}

/* Keeps a form that is few slips away. */
static void
compare_form(
    struct unknown *word, const struct spelling *form, struct scratch *scratch)
{
	const char *p = form->form, *end = p + form->len;
	int count = 0, slips;

	for (size_t n; p < end && count < SPELLING_MAX; p += n)
		if ((n = text_decode(p, end, &scratch->other[count++])) == 0)
			return;
	slips = count_slips(word, scratch, count);
	if (slips <= word->allowed)
		keep_guess(word, form,
		    2 * slips + (scratch->other[0] != word->letters[0]));
}

/* How many bits are set. */
static int
count_bits(uint32_t bits)
{
	bits -= bits >> 1 & 0x55555555;
	bits = (bits & 0x33333333) + (bits >> 2 & 0x33333333);
	return (int)(((bits + (bits >> 4)) & 0x0f0f0f0f) * 0x01010101 >> 24);
}

/* The words that a row of forms of that length is to be compared with. */
struct row {
	struct unknown *near[WORDS_MAX], *begun[WORDS_MAX];
	int bits[WORDS_MAX]; /* of a signature that may differ, by near */
	int near_count, begun_count;
	struct scratch scratch;
};

static void
choose_words(struct row *row, struct unknown *list, int count, int length)
{
	row->near_count = row->begun_count = 0;
	for (int i = 0; i < count && i < WORDS_MAX; i++) {
		struct unknown *word = &list[i];

		/* a slip changes two letters at most, one that makes the word
		 * longer or shorter one */
		if (word->allowed > 0 &&
		    abs(length - word->length) <= word->allowed) {
			row->bits[row->near_count] =
			    2 * word->allowed - abs(length - word->length);
			row->near[row->near_count++] = word;
		}
		if (word->beginning && length > word->length)
			row->begun[row->begun_count++] = word;
	}
}

static void
compare_row(struct row *row, const uint8_t *p, const uint8_t *end)
{
	struct spelling form;

	while (index_spelling(&p, end, &form)) {
		for (int i = 0; i < row->begun_count; i++)
			compare_beginning(row->begun[i], &form);
		for (int i = 0; i < row->near_count; i++)
			if (count_bits(form.signature ^
				       row->near[i]->signature) <= row->bits[i])
				compare_form(
				    row->near[i], &form, &row->scratch);
	}
}

/* The guesses point into the row; this makes them the arena's own. */
static void
copy_guesses(struct arena *arena, struct unknown *list, int count)
{
	for (int i = 0; i < count; i++)
		for (int k = 0; k < list[i].count; k++) {
			struct guess *guess = &list[i].guesses[k];

			if (!guess->copied)
				guess->form =
				    arena_copy(arena, guess->form, guess->len);
			guess->copied = true;
		}
}

enum status
correct_find(struct db *db, struct db_stmt *stmt, struct arena *arena,
    struct unknown *list, int count)
{
	int shortest = SPELLING_MAX, longest = 0;
	struct row *row = arena_alloc(arena, sizeof(*row));
	const uint8_t *forms;
	size_t size;

	for (int i = 0; i < count; i++) {
		struct unknown *word = &list[i];

		prepare_word(word);
		if (word->allowed == 0 && !word->beginning)
			continue;
		shortest = least(shortest, word->length - word->allowed);
		if (longest < word->length + word->allowed)
			longest = word->length + word->allowed;
		if (word->beginning)
			longest = SPELLING_MAX;
	}
	if (longest == 0 || row == NULL)
		return row != NULL ? ST_OK : ST_MEMORY;
	db_take(stmt, db,
	    "SELECT length, words FROM spelling WHERE length BETWEEN ?1 AND "
	    "?2");
	db_bind_int(stmt, 1, shortest);
	db_bind_int(stmt, 2, longest);
	while (db_row(stmt)) {
		forms = db_blob(stmt, 1, &size);
		choose_words(row, list, count, (int)db_int(stmt, 0));
		if (row->near_count + row->begun_count > 0)
			compare_row(row, forms, forms + size);
		copy_guesses(arena, list, count);
	}
	return db_end(stmt);
}
