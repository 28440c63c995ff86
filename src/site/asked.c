/* SPDX-License-Identifier: ISC */
/* asked.c - the searches that were kept. See asked.h. */
#include "site/asked.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"

enum {
	DIGITS_MAX = 2, /* of a word; more are a number or an account's */
	WORD_MAX = 40,  /* ASCII characters of a word; more are a key's */
	DAY_LEN = 10    /* YYYY-MM-DD */
};

/* ----------------------------------------------------------------- words */

/* What parts words beside spaces; other signs within a word make it odd. */
static bool
is_gap(char c)
{
	return text_space(c) || (c != '\0' && strchr(",;!?()[]{}<>\"|*`", c));
}

static bool
is_digit(uint32_t code)
{
	/* of ASCII, Arabic, Persian, Devanagari, Bengali; full width */
	static const uint32_t zeros[] = {
	    '0', 0x660, 0x6f0, 0x966, 0x9e6, 0xff10};

	for (size_t i = 0; i < COUNT(zeros); i++)
		if (code >= zeros[i] && code <= zeros[i] + 9)
			return true;
	return false;
}

static bool
is_letter(uint32_t code)
{
	return code >= 0x80 || (code < 0x80 && text_lower((char)code) >= 'a' &&
				   text_lower((char)code) <= 'z');
}

/* Whether the dot at p is one of an address: letters behind it, two or more. */
static bool
is_dot_of_name(const char *p, const char *end)
{
	return end - p > 2 && is_letter((unsigned char)p[1]) &&
	       is_letter((unsigned char)p[2]);
}

/*
 * Whether a word, without the punctuation around it, may tell who looked for
 * it rather than what he looked for.
 */
static bool
is_private(const char *word, size_t len)
{
	const char *end = word + len;
	size_t digits = 0, letters = 0, plain = 0, n;
	uint32_t code;

	for (const char *p = word; p < end; p += n) {
		n = text_decode(p, end, &code);
		if (n == 0)
			return true;
		plain += n == 1;
		if (is_digit(code))
			digits++;
		else if (is_letter(code))
			letters++;
		else if (strchr("-'&+/.", (int)code) == NULL ||
			 (code == '.' && is_dot_of_name(p, end)))
			return true;
	}
	return letters == 0 || digits > DIGITS_MAX || plain > WORD_MAX;
}

static bool
is_around(char c)
{
	unsigned char byte = (unsigned char)c;

	return !is_letter(byte) && !is_digit(byte);
}

/* Adds the word [p, end), which no gap parts, if it may be kept. */
static void
add_word(struct buffer *out, const char *p, const char *end)
{
	/* what makes an account's name may stand at an end, too */
	for (const char *c = p; c < end; c++)
		if (strchr("@_\\", *c) != NULL)
			return;
	while (p < end && is_around(*p))
		p++;
	while (p < end && is_around(end[-1]))
		end--;
	if (p == end || is_private(p, (size_t)(end - p)))
		return;
	if (out->len > 0)
		buffer_char(out, ' ');
	for (; p < end; p++)
		buffer_char(out, text_lower(*p));
}

void
asked_clean(struct buffer *out, const char *words)
{
	const char *end;

	for (; *words != '\0'; words = end) {
		while (is_gap(*words))
			words++;
		for (end = words; *end != '\0' && !is_gap(*end);)
			end++;
		if (end > words)
			add_word(out, words, end);
	}
}

/* --------------------------------------------------------------- keeping */

void
asked_keep(const struct var *var, const char *words, size_t hits)
{
	static bool told;
	struct buffer line = {0}, clean = {0};
	time_t now = time(NULL);
	struct tm day;

	asked_clean(&clean, words);
	if (clean.len > 0 && gmtime_r(&now, &day) != NULL)
		buffer_printf(&line, "%04d-%02d-%02d\t%zu\t%s\n",
		    day.tm_year + 1900, day.tm_mon + 1, day.tm_mday, hits,
		    clean.data);
	if (line.len > 0 && line.status == ST_OK &&
	    var_append(var, var->searches, line.data, line.len,
		ASKED_FILE_MAX) != ST_OK &&
	    !told) {
		log_line("%s: %s", var->searches, strerror(errno));
		told = true;
	}
	buffer_free(&clean);
	buffer_free(&line);
}

/* --------------------------------------------------------------- reading */

/* A line of a file. */
struct search_line {
	const char *key; /* of its words, the same however they are written */
	const char *day, *words;
	size_t hits, number;
};

struct search_lines {
	struct search_line *list;
	size_t count, room;
	bool failed;
};

static void
add_line(struct search_lines *lines, const struct search_line *line)
{
	struct search_line *grown;

	if (lines->count == lines->room) {
		lines->room = lines->room > 0 ? lines->room * 2 : 256;
		grown = realloc(lines->list, lines->room * sizeof(*grown));
		if (grown == NULL) {
			lines->failed = true;
			return;
		}
		lines->list = grown;
	}
	lines->list[lines->count] = *line;
	lines->list[lines->count].number = lines->count;
	lines->count++;
}

/* Takes "day TAB hits TAB words" apart; what is none is passed over. */
static void
take_line(struct search_lines *lines, struct arena *arena, char *text)
{
	struct search_line line = {.day = text};
	struct buffer key = {0};
	char *end;

	if (strlen(text) < DAY_LEN + 3 || text[DAY_LEN] != '\t')
		return;
	text[DAY_LEN] = '\0';
	line.hits = strtoul(text + DAY_LEN + 1, &end, 10);
	if (*end != '\t' || end[1] == '\0')
		return;
	line.words = end + 1;
	text_slug(&key, line.words, strlen(line.words), "en");
	line.key = key.len > 0 ? arena_text(arena, &key) : line.words;
	buffer_free(&key);
	if (!lines->failed)
		add_line(lines, &line);
}

static enum status
read_file(struct search_lines *lines, struct arena *arena, const char *path)
{
	struct buffer bytes = {0};
	struct text_lines file;
	enum status status = file_read(path, ASKED_FILE_MAX * 2, &bytes);
	char *text;

	if (status == ST_OK) {
		text = arena_copy(arena, bytes.data, bytes.len);
		text_lines_begin(&file, text, arena->failed ? 0 : bytes.len);
		while (text_lines_next(&file))
			if (!file.bad)
				take_line(lines, arena, file.line);
	}
	buffer_free(&bytes);
	return status == ST_NOT_FOUND ? ST_OK : status;
}

static int
compare_lines(const void *a, const void *b)
{
	const struct search_line *one = a, *other = b;
	int order = strcmp(one->key, other->key);

	if (order != 0)
		return order;
	return one->number < other->number ? -1 : one->number > other->number;
}

/* Without a hit first; then the most frequent; then as the alphabet has it. */
static int
compare_asked(const void *a, const void *b)
{
	const struct asked *one = a, *other = b;

	if ((one->hits == 0) != (other->hits == 0))
		return one->hits == 0 ? -1 : 1;
	if (one->count != other->count)
		return one->count > other->count ? -1 : 1;
	return strcmp(one->words, other->words);
}

/* Puts the lines of the same words together; they are in the order of keys. */
static void
join_lines(const struct search_lines *lines, struct asked_all *all)
{
	struct asked *asked = NULL;

	for (size_t i = 0; i < lines->count; i++) {
		const struct search_line *line = &lines->list[i];

		if (i == 0 || strcmp(line->key, line[-1].key) != 0)
			asked = &all->list[all->count++];
		*asked = (struct asked){
		    line->words, asked->count + 1, line->hits, line->day};
		all->searches++;
		all->missed += line->hits == 0;
		if (*all->first == '\0' || strcmp(line->day, all->first) < 0)
			all->first = line->day;
		if (strcmp(line->day, all->last) > 0)
			all->last = line->day;
	}
}

enum status
asked_read(const struct var *var, struct arena *arena, struct asked_all *all)
{
	struct search_lines lines = {0};
	enum status status;

	*all = (struct asked_all){.first = "", .last = ""};
	status = read_file(
	    &lines, arena, arena_printf(arena, "%s.old", var->searches));
	if (status == ST_OK)
		status = read_file(&lines, arena, var->searches);
	if (status == ST_OK && lines.count > 0)
		all->list =
		    arena_alloc(arena, lines.count * sizeof(*all->list));
	if (arena->failed || lines.failed)
		status = ST_MEMORY;
	if (status == ST_OK && lines.count > 0) {
		qsort(lines.list, lines.count, sizeof(*lines.list),
		    compare_lines);
		join_lines(&lines, all);
		qsort(all->list, all->count, sizeof(*all->list), compare_asked);
	}
	free(lines.list);
	return status;
}
