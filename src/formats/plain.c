/* SPDX-License-Identifier: ISC */
/* plain.c - text without a format. See plain.h. */
#include "formats/plain.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "formats/headings.h"
#include "formats/lay.h"
#include "formats/rows.h"

enum {
	QUESTION_MAX = 250, /* bytes of a line that asks */
	TITLE_MAX = 80,     /* bytes of a line that names something */
	JOINED = 3          /* lines that one question may take */
};

enum sort {
	SORT_BLANK,
	SORT_WORDS,
	SORT_RULE,   /* "-----" */
	SORT_ALONE,  /* short, and no line with words next to it */
	SORT_ASKS,   /* a question, or the last line of one */
	SORT_JOINED, /* a line before it that is of the question */
	SORT_MARKED, /* "Q: ..." */
	SORT_ANSWER  /* "A: ..." */
};

struct line {
	const char *from;        /* with its indent */
	const char *start, *end; /* without white space */
	enum sort sort;
	size_t mark; /* bytes of "Q: ", "1. " */
	int level;   /* of the heading that it becomes, or 0 */
};

/* What the functions below share while one text is read. */
struct plain {
	struct arena arena;
	struct line *lines;
	size_t count;
	bool marked; /* there are lines "Q:" and "A:" */
};

/* ------------------------------------------------------------------- marks */

static const char *const question_marks[] = {"question", "frage", "pregunta",
    "domanda", "pergunta", "vraag", "pytanie", "soru",
    "\xd8\xb3\xd8\xa4\xd8\xa7\xd9\x84", "\xd8\xb3", "q", "f", "p", "d", "v",
    "s"};
static const char *const answer_marks[] = {"answer", "antwort",
    "r\xc3\xa9ponse", "respuesta", "risposta", "resposta", "antwoord",
    "odpowied\xc5\xba", "cevap", "\xd8\xac\xd9\x88\xd8\xa7\xd8\xa8", "\xd8\xac",
    "a", "r", "o", "c"};

/* The length of "Q: ", "Question 3. " at the line's beginning, or 0. */
static size_t
mark_length(const struct line *line, const char *const *marks, size_t count)
{
	const char *p = NULL, *digits;

	for (size_t i = 0; p == NULL && i < count; i++) {
		size_t len = strlen(marks[i]);

		if ((size_t)(line->end - line->start) > len &&
		    strncasecmp(line->start, marks[i], len) == 0)
			p = line->start + len;
		if (p != NULL && p < line->end &&
		    (text_lower(*p) >= 'a' && text_lower(*p) <= 'z'))
			p = NULL; /* a longer word */
	}
	if (p == NULL)
		return 0;
	if (p < line->end && *p == ' ')
		p++;
	for (digits = p; p < line->end && *p >= '0' && *p <= '9';)
		p++;
	if (p == line->end ||
	    (*p != ':' && (p == digits || (*p != '.' && *p != ')'))))
		return 0;
	for (p++; p < line->end && text_space(*p);)
		p++;
	return (size_t)(p - line->start);
}

/* The length of a number before words, "1. " or "2) ", or 0. */
static size_t
number_length(const struct line *line)
{
	const char *p = line->start;

	while (p < line->end && *p >= '0' && *p <= '9')
		p++;
	if (p == line->start || p - line->start > 3 || p == line->end ||
	    (*p != '.' && *p != ')'))
		return 0;
	if (++p == line->end || !text_space(*p))
		return 0;
	while (p < line->end && text_space(*p))
		p++;
	return (size_t)(p - line->start);
}

/* ------------------------------------------------------------------- lines */

static bool
is_rule(const struct line *line)
{
	for (const char *p = line->start; p < line->end; p++)
		if (*p != *line->start || strchr("-=_*~#", *p) == NULL)
			return false;
	return line->end - line->start >= 3;
}

static bool
has_words(const struct plain *plain, size_t i)
{
	return i < plain->count && plain->lines[i].sort != SORT_BLANK &&
	       plain->lines[i].sort != SORT_RULE;
}

static bool
asks(const struct line *line)
{
	size_t len = (size_t)(line->end - line->start);
	char words[QUESTION_MAX + 1];

	if (len > QUESTION_MAX)
		return false;
	memcpy(words, line->start, len);
	words[len] = '\0';
	return heading_asks(words);
}

/* Whether a sentence ends with the line. */
static bool
ends_sentence(const struct line *line)
{
	static const char ends[] = ".!?:;)\"'*|";

	return line->start == line->end || strchr(ends, line->end[-1]) ||
	       (line->end[-1] & 0x80) != 0;
}

/* Whether the line begins an item of a list, a table's row, or the like. */
static bool
begins_item(const struct line *line)
{
	static const char *const signs[] = {"\xe2\x80\xa2", "\xc2\xb7",
	    "\xe2\x80\x93", "\xe2\x97\xa6", "\xe2\x96\xaa"};

	if (strchr("-*+|>#<`~[(", *line->start) != NULL)
		return true;
	for (size_t i = 0; i < COUNT(signs); i++)
		if (strncmp(line->start, signs[i], strlen(signs[i])) == 0)
			return true;
	return false;
}

/* Whether a line is short and complete in itself. */
static bool
is_title(const struct line *line)
{
	size_t len = (size_t)(line->end - line->start);
	bool letter = false;

	for (const char *p = line->start; p < line->end; p++)
		letter |= (*p & 0x80) != 0 ||
			  (text_lower(*p) >= 'a' && text_lower(*p) <= 'z');
	return letter && len <= TITLE_MAX && !begins_item(line) &&
	       strchr(".,;!)", line->end[-1]) == NULL &&
	       memchr(line->start, '@', len) == NULL &&
	       memmem(line->start, len, "://", 3) == NULL &&
	       memmem(line->start, len, "www.", 4) == NULL;
}

/* How many lines above begin the sentence that ends in a question mark. */
static size_t
count_joined(const struct plain *plain, size_t i)
{
	size_t joined = 0;

	while (joined < i && joined < JOINED) {
		const struct line *above = &plain->lines[i - joined - 1];

		if (above->sort == SORT_BLANK || above->sort == SORT_RULE)
			return joined;
		if (above->sort != SORT_WORDS || begins_item(above) ||
		    ends_sentence(above))
			break;
		joined++;
	}
	/* else it ends a paragraph that it is not all of */
	return joined == 0 || joined == i ? joined : SIZE_MAX;
}

/* Whether the text marks its questions and answers. */
static bool
is_marked(const struct plain *plain)
{
	bool question = false, answer = false;

	for (size_t i = 0; i < plain->count; i++) {
		const struct line *line = &plain->lines[i];

		question |= mark_length(line, question_marks,
				COUNT(question_marks)) > 0;
		answer |=
		    mark_length(line, answer_marks, COUNT(answer_marks)) > 0;
	}
	return question && answer;
}

static void
sort_marked(struct line *line)
{
	line->mark = mark_length(line, question_marks, COUNT(question_marks));
	if (line->mark > 0)
		line->sort = SORT_MARKED;
	else
		line->mark =
		    mark_length(line, answer_marks, COUNT(answer_marks));
	if (line->mark > 0 && line->sort == SORT_WORDS)
		line->sort = SORT_ANSWER;
}

/* Takes the line for a question, with lines above, if it is one. */
static void
sort_question(struct plain *plain, size_t i)
{
	struct line *line = &plain->lines[i];
	size_t joined;

	if (begins_item(line) || !asks(line))
		return;
	joined = count_joined(plain, i);
	if (joined == SIZE_MAX)
		return;
	line->sort = SORT_ASKS;
	line[-(ptrdiff_t)joined].mark =
	    number_length(&line[-(ptrdiff_t)joined]);
	for (; joined > 0; joined--)
		plain->lines[i - joined].sort = SORT_JOINED;
}

/* Finds out what each line is by itself and by its neighbours. */
static void
sort_lines(struct plain *plain)
{
	for (size_t i = 0; i < plain->count; i++) {
		struct line *line = &plain->lines[i];

		line->sort = SORT_WORDS;
		if (line->start == line->end)
			line->sort = SORT_BLANK;
		else if (is_rule(line))
			line->sort = SORT_RULE;
	}
	plain->marked = is_marked(plain);
	for (size_t i = 0; i < plain->count; i++) {
		struct line *line = &plain->lines[i];

		if (line->sort != SORT_WORDS)
			continue;
		if (plain->marked)
			sort_marked(line);
		else
			sort_question(plain, i);
		if (line->sort == SORT_WORDS && is_title(line) &&
		    (i == 0 || !has_words(plain, i - 1)) &&
		    !has_words(plain, i + 1))
			line->sort = SORT_ALONE;
	}
}

/* The next line that has words, or the count. */
static size_t
next_words(const struct plain *plain, size_t i)
{
	do
		i++;
	while (i < plain->count && !has_words(plain, i));
	return i;
}

/* The level of a line that stands alone; first: of the text. */
static int
level_alone(const struct plain *plain, size_t i, bool first)
{
	size_t next = next_words(plain, i);
	enum sort sort;

	if (next == plain->count)
		return 0; /* nothing is below it */
	sort = plain->lines[next].sort;
	if (first || sort == SORT_ASKS || sort == SORT_JOINED ||
	    sort == SORT_MARKED || sort == SORT_ALONE)
		return 1;
	return plain->marked ? 0 : 2;
}

/* Decides which lines are headings, and of what. */
static void
choose_levels(struct plain *plain)
{
	bool first = true, listed = false;

	for (size_t i = 0; i < plain->count; i++) {
		struct line *line = &plain->lines[i];

		if (line->sort == SORT_ALONE)
			line->level = level_alone(plain, i, first);
		else if (line->sort == SORT_ASKS || line->sort == SORT_MARKED)
			line->level = 2;
		first &= !has_words(plain, i);
		/* a list of what is asked further below has no answers */
		if (line->sort != SORT_ASKS) {
			listed = false;
			continue;
		}
		if (i + 1 < plain->count &&
		    plain->lines[i + 1].sort == SORT_ASKS)
			listed = true;
		else if (!listed)
			continue;
		line->level = 0;
		for (size_t k = i;
		     k > 0 && plain->lines[k - 1].sort == SORT_JOINED; k--)
			plain->lines[k - 1].sort = SORT_WORDS;
	}
}

/* ----------------------------------------------------------------- writing */

static void
add_words(struct buffer *out, const struct line *line)
{
	buffer_add(out, line->start + line->mark,
	    (size_t)(line->end - line->start) - line->mark);
}

static void
add_heading(struct buffer *out, const struct plain *plain, size_t i)
{
	const struct line *line = &plain->lines[i], *from = line;

	for (int n = line->level; n > 0; n--)
		buffer_char(out, '#');
	while (from > plain->lines && from[-1].sort == SORT_JOINED)
		from--;
	for (; from <= line; from++) {
		buffer_char(out, ' ');
		add_words(out, from);
	}
}

/* Writes all lines, as many as there were. */
static void
write_lines(struct buffer *out, const struct plain *plain)
{
	int level = 1; /* of the heading in hand */

	for (size_t i = 0; i < plain->count; i++) {
		const struct line *line = &plain->lines[i];

		if (line->level > 0) {
			level = line->level;
			add_heading(out, plain, i);
		} else if (line->sort == SORT_RULE) {
			/* elsewhere such lines only adorn */
			if (level == 1 && i > 0 &&
			    plain->lines[i - 1].level == 0)
				buffer_string(out, "***");
		} else if (line->sort == SORT_ANSWER) {
			add_words(out, line);
		} else if (line->sort != SORT_JOINED) {
			buffer_add(
			    out, line->from, (size_t)(line->end - line->from));
		}
		buffer_char(out, '\n');
	}
}

/* ---------------------------------------------------------------- reading */

static void
cut_lines(struct plain *plain, const char *text, size_t len)
{
	const char *end = text + len, *stop;
	size_t count = 1;

	for (const char *p = text; p < end; p++)
		count += *p == '\n';
	plain->lines = arena_alloc(&plain->arena, count * sizeof(struct line));
	for (; plain->lines != NULL && text < end; text = stop + 1) {
		struct line *line = &plain->lines[plain->count++];

		stop = memchr(text, '\n', (size_t)(end - text));
		if (stop == NULL)
			stop = end;
		line->from = line->start = text;
		line->end = stop;
		while (line->start < stop && text_space(*line->start))
			line->start++;
		while (line->end > line->start && text_space(line->end[-1]))
			line->end--;
	}
}

/* Whether the text has headings of Markdown. */
static bool
has_headings(const struct plain *plain)
{
	for (size_t i = 0; i < plain->count; i++) {
		const char *p = plain->lines[i].start;

		while (p < plain->lines[i].end && *p == '#')
			p++;
		if (p > plain->lines[i].start && p < plain->lines[i].end &&
		    *p == ' ')
			return true;
	}
	return false;
}

void
plain_read(
    struct sheet *sheet, const char *text, size_t len, struct report *report)
{
	struct plain plain = {0};
	struct buffer out = {0};

	if (rows_are_named(text, len)) {
		rows_read(sheet, text, len, report);
		return;
	}
	cut_lines(&plain, text, len);
	if (has_headings(&plain)) {
		lay_read(sheet, text, len, report);
	} else if (!plain.arena.failed) {
		sort_lines(&plain);
		choose_levels(&plain);
		write_lines(&out, &plain);
		if (out.status == ST_OK && out.len > 0)
			lay_read(sheet, out.data, out.len, report);
	}
	if (out.status != ST_OK || plain.arena.failed)
		sheet->text.status = ST_MEMORY;
	buffer_free(&out);
	arena_free(&plain.arena);
}
