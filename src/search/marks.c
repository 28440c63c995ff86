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
	/* By the first byte of marks, in ASCII, a bit for each second one; by
	 * the second one a bit for each third, of stems of four and more. */
	uint32_t begins[128], thirds[128];
	struct arena arena;
	struct spot *list;
	size_t count;
};

/* A bit for a letter of a mark; all where it is none of ASCII. */
static uint32_t
letter_bit(const struct mark *mark, size_t at, size_t least)
{
	unsigned char letter =
	    mark->len >= least ? (unsigned char)mark->stem[at] : 128;

	return letter < 128 ? UINT32_C(1) << (letter & 31) : UINT32_MAX;
}

/* Notes how the marks begin. */
static void
note_beginnings(struct spots *spots)
{
	for (size_t i = 0; i < spots->marks->count; i++) {
		const struct mark *mark = &spots->marks->list[i];
		const unsigned char *stem = (const unsigned char *)mark->stem;

		if (stem[0] >= 128)
			continue;
		spots->begins[stem[0]] |= letter_bit(mark, 1, 2);
		if (mark->len > 1 && stem[1] < 128)
			spots->thirds[stem[1]] |= letter_bit(mark, 2, 4);
	}
}

/*
 * Whether the word's stem may be a mark; stemming all words is what costs most
 * of a search. A stem begins as the word does, but for a second "y" that
 * becomes "i" (dying), letters that are typed as two (ae), vowels that go, and
 * the last letter of a short one.
 */
static bool
may_match(const struct spots *spots, const struct word *word)
{
	const unsigned char *form = (const unsigned char *)word->form;

	if (form[0] >= 128)
		return true;
	if (word->len < 2 || form[1] >= 128 || strchr("aey", form[1]) != NULL)
		return spots->begins[form[0]] != 0;
	if ((spots->begins[form[0]] >> (form[1] & 31) & 1) == 0)
		return false;
	return word->len < 3 || form[2] >= 128 ||
	       strchr("aeiouy", form[2]) != NULL ||
	       (spots->thirds[form[1]] >> (form[2] & 31) & 1) != 0;
}

/* The mark that the word matches, or -1. */
static int
find_mark(struct spots *spots, const struct word *word)
{
	const struct marks *marks = spots->marks;
	char stem[WORD_MAX];
	size_t len;

	if (!may_match(spots, word))
		return -1;
	len = words_stem(marks->words, word->form, word->len, stem);
	if (len == 0)
		spots->arena.failed = true;
	for (size_t i = 0; i < marks->count; i++)
		if (marks->list[i].len == len &&
		    memcmp(marks->list[i].stem, stem, len) == 0)
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
	list[spots->count++] = (struct spot){
	    (uint32_t)word->start, (uint32_t)word->end, find_mark(spots, word)};
	return !spots->arena.failed;
}

/* Copies bytes; the ends of lines become spaces. */
static void
copy_line(struct buffer *out, const char *bytes, size_t len)
{
	const char *end = bytes + len, *stop;

	while ((stop = memchr(bytes, '\n', (size_t)(end - bytes))) != NULL) {
		buffer_add(out, bytes, (size_t)(stop - bytes));
		buffer_char(out, ' ');
		bytes = stop + 1;
	}
	buffer_add(out, bytes, (size_t)(end - bytes));
}

/* Copies text[from..to) with the marks of the words of [first, last). */
static void
write_marked(struct buffer *out, const struct spots *spots, const char *text,
    size_t from, size_t to, size_t first, size_t last)
{
	for (; first < last; first++) {
		const struct spot *spot = &spots->list[first];
		size_t start = spot->start, end = spot->end;

		if (spot->mark < 0)
			continue;
		/* words of scripts without spaces overlap */
		for (; first + 1 < last && spot[1].start < end; first++)
			if ((++spot)->mark >= 0)
				end = spot->end;
		copy_line(out, text + from, start - from);
		buffer_char(out, MARK_ON);
		buffer_add(out, text + start, end - start);
		buffer_char(out, MARK_OFF);
		from = end;
	}
	copy_line(out, text + from, to - from);
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

	note_beginnings(&spots);
	if (words_each(marks->words, text, len, take_spot, &spots) != ST_OK)
		arena->failed = true;
	write_marked(&out, &spots, text, 0, len, 0, spots.count);
	return keep_text(&out, arena, &spots);
}

/* Words of a text: [first, last). */
struct range {
	size_t first, last;
};

/* Begins at this word a sentence of the line? */
static bool
begins_sentence(const struct spots *spots, const struct range *line,
    const char *text, size_t spot)
{
	if (spot == line->first)
		return true;
	for (size_t i = spots->list[spot - 1].end; i < spots->list[spot].start;
	     i++)
		if (strchr(".!?", text[i]) != NULL)
			return true;
	return false;
}

/* Whether the words before and behind that place are of different lines. */
static bool
parts_lines(const struct spots *spots, const char *text, size_t place)
{
	size_t from = spots->list[place - 1].end;
	size_t to = spots->list[place].start;

	return from < to && memchr(text + from, '\n', to - from) != NULL;
}

/* The words of the line that begins with that word. */
static struct range
take_line(const struct spots *spots, const char *text, size_t first)
{
	struct range line = {first, first + 1};

	while (line.last < spots->count && !parts_lines(spots, text, line.last))
		line.last++;
	return line;
}

/* What the different marks of a line weigh. */
static double
weigh_line(const struct spots *spots, const struct range *line, int *seen)
{
	double weight = 0;

	for (size_t i = line->first; i < line->last; i++) {
		int mark = spots->list[i].mark;

		if (mark >= 0 && seen[mark]++ == 0)
			weight += spots->marks->list[mark].weight;
	}
	for (size_t i = line->first; i < line->last; i++)
		if (spots->list[i].mark >= 0)
			seen[spots->list[i].mark] = 0;
	return weight;
}

/* The line whose different marks weigh most, the first of such lines. */
static struct range
find_line(const struct spots *spots, const char *text, int *seen)
{
	struct range best = take_line(spots, text, 0), line;
	double most = weigh_line(spots, &best, seen), weight;

	for (size_t at = best.last; at < spots->count; at = line.last) {
		line = take_line(spots, text, at);
		weight = weigh_line(spots, &line, seen);
		if (weight > most + 1e-9) {
			most = weight;
			best = line;
		}
	}
	return best;
}

/* The window of words whose different marks weigh most: its first word. */
static size_t
find_window(const struct spots *spots, const struct range *line, int *seen)
{
	const struct mark *list = spots->marks->list;
	double weight = 0, most = 0;
	size_t best = line->first;

	for (size_t i = line->first; i < line->last; i++) {
		int comes = spots->list[i].mark, goes = -1;

		if (i >= line->first + SNIPPET_WORDS)
			goes = spots->list[i - SNIPPET_WORDS].mark;
		if (comes >= 0 && seen[comes]++ == 0)
			weight += list[comes].weight;
		if (goes >= 0 && --seen[goes] == 0)
			weight -= list[goes].weight;
		if (weight > most + 1e-9) {
			most = weight;
			best = i + 1 > line->first + SNIPPET_WORDS
				   ? i + 1 - SNIPPET_WORDS
				   : line->first;
		}
	}
	return best;
}

/*
 * Moves the window so that its marks stand in its middle, or a sentence at its
 * beginning, and no word is wasted at the line's end.
 */
static size_t
place_window(const struct spots *spots, const struct range *line,
    const char *text, size_t at)
{
	size_t last = at, first = line->last, slack, end, low = line->first;

	for (size_t i = at; i < at + SNIPPET_WORDS && i < line->last; i++) {
		if (spots->list[i].mark < 0)
			continue;
		first = i < first ? i : first;
		last = i;
	}
	if (first == line->last)
		return low; /* nothing is marked: the beginning */
	slack = SNIPPET_WORDS - (last - first + 1);
	at = first > low + slack / 2 ? first - slack / 2 : low;
	end = first > low + slack ? first - slack : low;
	for (size_t i = first + 1; i-- > end;)
		if (begins_sentence(spots, line, text, i)) {
			at = i;
			break;
		}
	if (at + SNIPPET_WORDS > line->last)
		at = line->last - SNIPPET_WORDS;
	return at;
}

/* The words that are shown: see marks_snippet. */
static struct range
choose_words(const struct spots *spots, const char *text, int *seen)
{
	struct range line = find_line(spots, text, seen), next;

	if (line.last - line.first > SNIPPET_WORDS) {
		line.first = place_window(
		    spots, &line, text, find_window(spots, &line, seen));
		line.last = line.first + SNIPPET_WORDS;
	}
	while (line.last - line.first < SNIPPET_LEAST &&
	       line.last < spots->count) {
		next = take_line(spots, text, line.last);
		line.last = next.last < line.first + SNIPPET_WORDS
				? next.last
				: line.first + SNIPPET_WORDS;
	}
	return line;
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

/* Where the line begins that holds the byte. */
static size_t
find_start(const char *text, size_t at)
{
	while (at > 0 && text[at - 1] != '\n')
		at--;
	return at;
}

const char *
marks_snippet(const struct marks *marks, struct arena *arena, const char *text)
{
	struct spots spots = {.marks = marks};
	struct buffer out = {0};
	size_t len = measure_text(text), from = 0, to = len;
	bool more = text[len] != '\0';
	struct range shown = {0, 0};
	int *seen = arena_alloc(arena, (marks->count + 1) * sizeof(*seen));

	if (seen == NULL)
		return "";
	note_beginnings(&spots);
	if (words_each(marks->words, text, len, take_spot, &spots) != ST_OK)
		arena->failed = true;
	if (spots.count > 0)
		shown = choose_words(&spots, text, seen);
	if (shown.first > 0) {
		from = spots.list[shown.first].start;
		if (parts_lines(&spots, text, shown.first))
			from = find_start(text, from);
		else
			buffer_string(&out, "…");
	}
	if (shown.last < spots.count) {
		to = spots.list[shown.last - 1].end;
		more = !parts_lines(&spots, text, shown.last);
		if (!more)
			to += strcspn(text + to, "\n");
	}
	write_marked(&out, &spots, text, from, to, shown.first, shown.last);
	if (more)
		buffer_string(&out, "…");
	return keep_text(&out, arena, &spots);
}
