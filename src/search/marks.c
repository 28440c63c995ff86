/* SPDX-License-Identifier: ISC */
/* marks.c - marks and snippets. See marks.h. */
#include "search/marks.h"

#include <stdlib.h>
#include <string.h>

/* A word of the text in hand. */
struct spot {
	uint32_t start, end; /* in bytes */
	int mark;            /* which one it matches, or -1 */
};

struct spots {
	const struct marks *marks;
	struct arena arena;
	struct spot *list;
	size_t count;
};

static int
find_mark(const struct marks *marks, const struct word *word)
{
	for (size_t i = 0; i < marks->count; i++)
		if (marks->list[i].len == word->len &&
		    memcmp(marks->list[i].stem, word->form, word->len) == 0)
			return (int)i;
	return -1;
}

static bool
take_spot(void *data, const struct word *word)
{
	struct spots *spots = data;
	struct spot *list =
	    arena_grow(&spots->arena, spots->list, spots->count, sizeof(*list));

	if (list == NULL)
		return false;
	spots->list = list;
	list[spots->count++] = (struct spot){(uint32_t)word->start,
	    (uint32_t)word->end, find_mark(spots->marks, word)};
	return true;
}

/* Copies text[from..to) with the marks of the words of [first, last). */
static void
write_marked(struct buffer *out, const struct spots *spots, const char *text,
    size_t from, size_t to, size_t first, size_t last)
{
	for (; first < last; first++) {
		const struct spot *spot = &spots->list[first];

		if (spot->mark < 0)
			continue;
		buffer_add(out, text + from, spot->start - from);
		buffer_char(out, MARK_ON);
		buffer_add(out, text + spot->start, spot->end - spot->start);
		buffer_char(out, MARK_OFF);
		from = spot->end;
	}
	buffer_add(out, text + from, to - from);
}

/* Gives what was written to the arena. */
static const char *
keep_text(struct buffer *out, struct arena *arena, struct spots *spots)
{
	const char *kept = "";

	if (out->status != ST_OK || spots->arena.failed)
		arena->failed = true;
	else if (out->len > 0)
		kept = arena_copy(arena, out->data, out->len);
	buffer_free(out);
	arena_free(&spots->arena);
	return kept;
}

const char *
marks_text(const struct marks *marks, struct arena *arena, const char *text)
{
	struct spots spots = {.marks = marks};
	struct buffer out = {0};
	size_t len = strlen(text);

	if (words_stems(marks->words, text, len, take_spot, &spots) != ST_OK)
		arena->failed = true;
	write_marked(&out, &spots, text, 0, len, 0, spots.count);
	return keep_text(&out, arena, &spots);
}

/* Begins at this word a sentence? */
static bool
begins_sentence(const struct spots *spots, const char *text, size_t spot)
{
	if (spot == 0)
		return true;
	for (size_t i = spots->list[spot - 1].end; i < spots->list[spot].start;
	     i++)
		if (strchr(".!?", text[i]) != NULL)
			return true;
	return false;
}

/* The window of words whose different marks weigh most: its first word. */
static size_t
find_window(const struct spots *spots, int *seen)
{
	const struct mark *list = spots->marks->list;
	double weight = 0, most = 0;
	size_t best = 0;

	for (size_t i = 0; i < spots->count; i++) {
		int comes = spots->list[i].mark, goes = -1;

		if (i >= SNIPPET_WORDS)
			goes = spots->list[i - SNIPPET_WORDS].mark;
		if (comes >= 0 && seen[comes]++ == 0)
			weight += list[comes].weight;
		if (goes >= 0 && --seen[goes] == 0)
			weight -= list[goes].weight;
		if (weight > most + 1e-9) {
			most = weight;
			best =
			    i + 1 > SNIPPET_WORDS ? i + 1 - SNIPPET_WORDS : 0;
		}
	}
	return best;
}

/*
 * Moves the window so that its marks stand in its middle, or a sentence at its
 * beginning, and no word is wasted at the text's end.
 */
static size_t
place_window(const struct spots *spots, const char *text, size_t at)
{
	size_t last = at, first = spots->count, slack, end;

	for (size_t i = at; i < at + SNIPPET_WORDS && i < spots->count; i++) {
		if (spots->list[i].mark < 0)
			continue;
		first = i < first ? i : first;
		last = i;
	}
	if (first == spots->count)
		return 0; /* nothing is marked: the beginning */
	slack = SNIPPET_WORDS - (last - first + 1);
	at = first > slack / 2 ? first - slack / 2 : 0;
	end = first > slack ? first - slack : 0;
	for (size_t i = first + 1; i-- > end;)
		if (begins_sentence(spots, text, i)) {
			at = i;
			break;
		}
	if (at + SNIPPET_WORDS > spots->count)
		at = spots->count - SNIPPET_WORDS;
	return at;
}

/* The bytes of a text that are looked at, cut between characters. */
static size_t
measure_text(const char *text)
{
	size_t len = strnlen(text, SNIPPET_BYTES + 1);

	if (len > SNIPPET_BYTES)
		for (len = SNIPPET_BYTES; (text[len] & 0xc0) == 0x80;)
			len--;
	return len;
}

const char *
marks_snippet(const struct marks *marks, struct arena *arena, const char *text)
{
	struct spots spots = {.marks = marks};
	struct buffer out = {0};
	size_t len = measure_text(text), first = 0, last, from = 0, to = len;
	int *seen = arena_alloc(arena, (marks->count + 1) * sizeof(*seen));

	if (seen == NULL)
		return "";
	if (words_stems(marks->words, text, len, take_spot, &spots) != ST_OK)
		arena->failed = true;
	last = spots.count;
	if (last > SNIPPET_WORDS) {
		first = place_window(&spots, text, find_window(&spots, seen));
		last = first + SNIPPET_WORDS;
	}
	if (first > 0) {
		buffer_string(&out, "…");
		from = spots.list[first].start;
	}
	if (last < spots.count)
		to = spots.list[last - 1].end;
	write_marked(&out, &spots, text, from, to, first, last);
	if (last < spots.count || text[len] != '\0')
		buffer_string(&out, "…");
	return keep_text(&out, arena, &spots);
}
