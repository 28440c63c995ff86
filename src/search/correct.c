/* SPDX-License-Identifier: ISC */
/* correct.c - spellings compared. See correct.h. */
#include "search/correct.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/db.h"
#include "base/text.h"

enum {
	SHORTEST_ONE = 4, /* letters of a word that may have one slip */
	SHORTEST_TWO = 7, /* and two */
	SHORTEST_PREFIX = 2
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

enum { BLOCK = 32 };

/* Forms whose letters are compared at once. */
struct block {
	uint32_t letters[BLOCK]; /* signatures, as they stand in the row */
	uint32_t near[BLOCK];
};

/* What comparing needs, made once: zeroing it for each form is what costs. */
struct scratch {
	int rows[3][SPELLING_MAX + 1];
	uint32_t other[SPELLING_MAX + 1];
	struct block block;
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
keep_guess(struct unknown *word, const struct guess *guess)
{
	struct guess *list = word->guesses;
	int i = word->count;

	for (; i > 0 && (list[i - 1].distance > guess->distance ||
			    (list[i - 1].distance == guess->distance &&
				list[i - 1].count < guess->count));
	     i--)
		if (i < GUESSES_MAX)
			list[i] = list[i - 1];
	if (i == GUESSES_MAX)
		return;
	list[i] = *guess;
	word->count += word->count < GUESSES_MAX;
}

/* A form of a row, at no distance. */
static struct guess
take_form(const struct spellings *row, size_t i)
{
	const char *form = row->forms + i * row->width;

	return (struct guess){.form = form,
	    .len = strnlen(form, row->width),
	    .count = index_number(row->counts + 4 * i)};
}

/* How a form of the row compares with the word, as far as that goes. */
static int
compare_start(const struct spellings *row, size_t i, const struct unknown *word)
{
	size_t len = word->len < row->width ? word->len : row->width;

	return memcmp(row->forms + i * row->width, word->form, len);
}

/* Keeps the forms that the word is the beginning of; they are in order. */
static void
compare_beginning(struct unknown *word, const struct spellings *row)
{
	size_t low = 0, high = row->count;

	if (word->len >= row->width)
		return;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_start(row, middle, word) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < row->count && compare_start(row, low, word) == 0; low++) {
		struct guess guess = take_form(row, low);

		keep_guess(word, &guess);
	}
}

/* Keeps a form that is few slips away. */
static void
compare_form(
    struct unknown *word, const struct guess *form, struct scratch *scratch)
{
	const char *p = form->form, *end = p + form->len;
	struct guess guess = *form;
	int count = 0, slips;

	for (size_t n; p < end && count < SPELLING_MAX; p += n)
		if ((n = text_decode(p, end, &scratch->other[count++])) == 0)
			return;
	slips = count_slips(word, scratch, count);
	if (slips > word->allowed)
		return;
	guess.distance = 2 * slips + (scratch->other[0] != word->letters[0]);
	keep_guess(word, &guess);
}

/* How many bits are set. */
static uint32_t
count_bits(uint32_t bits)
{
	bits -= bits >> 1 & 0x55555555;
	bits = (bits & 0x33333333) + (bits >> 2 & 0x33333333);
	bits = (bits + (bits >> 4)) & 0x0f0f0f0f;
	bits += bits >> 8;
	return (bits + (bits >> 16)) & 63;
}

/*
 * Whether there is one among the block's letters that differs from these by so
 * many at most, and which: near. Without a branch, so that compilers do several
 * at once.
 */
static bool
compare_letters(struct block *block, uint32_t letters, uint32_t most)
{
	uint32_t any = 0;

	for (int i = 0; i < BLOCK; i++) {
		uint32_t other = le32toh(block->letters[i]);

		block->near[i] = count_bits(other ^ letters) <= most;
		any |= block->near[i];
	}
	return any != 0;
}

/*
 * Compares a word with the forms of that length that have nearly its letters: a
 * slip changes two of them at most, one that makes the word longer or shorter
 * one.
 */
static void
compare_row(struct unknown *word, const struct spellings *row, int length,
    struct scratch *scratch)
{
	int most = 2 * word->allowed - abs(length - word->length);
	struct block *block = &scratch->block;

	for (size_t first = 0, n; first < row->count; first += n) {
		n = row->count - first < BLOCK ? row->count - first : BLOCK;
		memcpy(block->letters, row->signatures + 4 * first, 4 * n);
		if (!compare_letters(block, word->signature, (uint32_t)most))
			continue;
		for (size_t i = 0; i < n; i++)
			if (block->near[i]) {
				struct guess form = take_form(row, first + i);

				compare_form(word, &form, scratch);
			}
	}
}

/* Compares the words with all forms of that length. */
static void
compare_words(struct unknown *list, int count, const struct spellings *row,
    int length, struct scratch *scratch)
{
	for (int i = 0; i < count; i++) {
		struct unknown *word = &list[i];

		if (word->beginning && length > word->length)
			compare_beginning(word, row);
		if (word->allowed > 0 &&
		    abs(length - word->length) <= word->allowed)
			compare_row(word, row, length, scratch);
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
	struct scratch *scratch = arena_alloc(arena, sizeof(*scratch));
	struct spellings row;
	const uint8_t *bytes;
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
	if (longest == 0 || scratch == NULL)
		return scratch != NULL ? ST_OK : ST_MEMORY;
	db_take(stmt, db,
	    "SELECT length, words FROM spelling WHERE length BETWEEN ?1 AND "
	    "?2");
	db_bind_int(stmt, 1, shortest);
	db_bind_int(stmt, 2, longest);
	while (db_row(stmt)) {
		bytes = db_blob(stmt, 1, &size);
		if (index_spellings(bytes, size, &row))
			compare_words(
			    list, count, &row, (int)db_int(stmt, 0), scratch);
		copy_guesses(arena, list, count);
	}
	return db_end(stmt);
}
