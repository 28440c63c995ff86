/* SPDX-License-Identifier: ISC */
/* attributes.c - braces behind a heading. See attributes.h. */
#include "faq/attributes.h"

#include <string.h>

#include "base/text.h"

/*
 * Steps over one attribute value or word, quotes included. Returns its end.
 */
static const char *
skip_word(const char *p, const char *end)
{
	while (p < end && !text_space(*p) && *p != '}') {
		const char *close =
		    *p == '"' ? memchr(p + 1, '"', (size_t)(end - p - 1)) : p;

		if (close == NULL)
			return NULL;
		p = close + 1;
	}
	return p;
}

/*
 * Whether the block that opens at p closes just before end. No attribute
 * begins with a brace, so that a line full of them is read once.
 */
static bool
closes_at(const char *p, const char *end)
{
	p++;
	while (p != NULL && p < end && *p != '}' && *p != '{')
		p = text_space(*p) ? p + 1 : skip_word(p, end);
	return p != NULL && p == end - 1;
}

/*
 * Finds "{…}" at the end of a heading's line. *end comes in as the line's end
 * and goes out as the block's. Returns the opening brace or NULL.
 */
static const char *
find_block(const char *start, const char **end)
{
	const char *stop = *end, *p;

	while (stop > start && text_space(stop[-1]))
		stop--;
	/* the closing sequence of an ATX heading: "## Title {#x} ##" */
	for (p = stop; p > start && p[-1] == '#';)
		p--;
	if (p < stop && p > start && text_space(p[-1]))
		stop = p;
	while (stop > start && text_space(stop[-1]))
		stop--;
	if (stop == start || stop[-1] != '}')
		return NULL;
	*end = stop;
	for (p = start; p < stop; p++)
		if (*p == '{' && (p == start || text_space(p[-1])) &&
		    closes_at(p, stop))
			return p;
	return NULL;
}

static bool
is_date(const char *s, size_t len)
{
	static const int days[] = {
	    31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year, month, day;

	if (len != 10 || s[4] != '-' || s[7] != '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (i != 4 && i != 7 && (s[i] < '0' || s[i] > '9'))
			return false;
	year = (s[2] - '0') * 10 + s[3] - '0';
	if (year == 0) /* a century is a leap year by its own number */
		year = (s[0] - '0') * 10 + s[1] - '0';
	month = (s[5] - '0') * 10 + s[6] - '0';
	day = (s[8] - '0') * 10 + s[9] - '0';
	if (month == 2 && day == 29 && year % 4 != 0)
		return false;
	return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

static const char *
date_problem(const char *value, size_t len)
{
	return is_date(value, len) ? NULL : "must be a date like 2026-11-22";
}

static const char *
list_problem(const char *value, size_t len)
{
	const char *p = value, *end = value + len, *problem = NULL;

	while (p < end && problem == NULL) {
		const char *word = p;

		while (p < end && !text_space(*p))
			p++;
		if (p > word)
			problem = text_slug_problem(word, (size_t)(p - word));
		while (p < end && text_space(*p))
			p++;
	}
	return problem;
}

static const char *
length_problem(const char *value, size_t len)
{
	(void)value;
	return len <= 1000 ? NULL : "is longer than 1000 bytes";
}

static const char *
answer_problem(const char *value, size_t len)
{
	return (len == 3 && memcmp(value, "yes", 3) == 0) ||
		       (len == 2 && memcmp(value, "no", 2) == 0)
		   ? NULL
		   : "must be yes or no";
}

static const struct attribute {
	const char *name;
	size_t offset; /* in struct attributes */
	const char *(*problem)(const char *value, size_t len);
} known[] = {
    {"#", offsetof(struct attributes, slug), text_slug_problem},
    {"aka", offsetof(struct attributes, aka), list_problem},
    {"draft", offsetof(struct attributes, draft), answer_problem},
    {"keywords", offsetof(struct attributes, keywords), length_problem},
    {"moved", offsetof(struct attributes, moved), text_slug_problem},
    {"retired", offsetof(struct attributes, retired), answer_problem},
    {"updated", offsetof(struct attributes, updated), date_problem},
};

/* What the functions below share while one block is read. */
struct reader {
	struct attributes *attributes;
	struct arena *arena;
	const struct place *place;
	const char *line; /* its start */
	struct report *report;
};

static const char **
find_field(struct attributes *attributes, const struct attribute *attribute)
{
	return (const char **)(void *)((char *)attributes + attribute->offset);
}

static const struct attribute *
find_attribute(const char *name, size_t len)
{
	for (size_t i = 0; i < COUNT(known); i++)
		if (strlen(known[i].name) == len &&
		    memcmp(known[i].name, name, len) == 0)
			return &known[i];
	return NULL;
}

static void
report_at(struct reader *reader, const char *p, const char *what)
{
	report_error(reader->report, reader->place->shown, reader->place->line,
	    (int)(p - reader->line) + 1, "%s", what);
}

static void
report_attribute(
    struct reader *reader, const char *p, const char *end, const char *what)
{
	report_error(reader->report, reader->place->shown, reader->place->line,
	    (int)(p - reader->line) + 1, "attribute %.*s %s",
	    (int)(end - p < 60 ? end - p : 60), p, what);
}

/* Reads one attribute, [p, end): #slug or name="value". */
static void
read_attribute(struct reader *reader, const char *p, const char *end)
{
	const char *equals = memchr(p, '=', (size_t)(end - p));
	const char *name_end = *p == '#' ? p + 1 : equals;
	const char *value = name_end, *value_end = end, *problem;
	const struct attribute *attribute;
	const char **field;
	char *copy;

	if (name_end == NULL) {
		report_attribute(reader, p, end,
		    "is not known here; write \\{ where a brace is meant");
		return;
	}
	attribute = find_attribute(p, (size_t)(name_end - p));
	if (attribute == NULL) {
		report_attribute(reader, p, name_end,
		    "is unknown; there are #slug, aka, draft, keywords, "
		    "moved, retired, updated");
		return;
	}
	if (*p != '#')
		value++; /* the equals sign */
	if (*p != '#' && end - value >= 2 && *value == '"' && end[-1] == '"') {
		value++;
		value_end--;
	}
	field = find_field(reader->attributes, attribute);
	problem = attribute->problem(value, (size_t)(value_end - value));
	if (problem == NULL && **field != '\0')
		problem = "stands here twice";
	if (problem != NULL) {
		report_attribute(reader, p, end, problem);
		return;
	}
	copy = arena_copy(reader->arena, value, (size_t)(value_end - value));
	if (!reader->arena->failed)
		text_make_xml(copy, strlen(copy));
	*field = copy;
	if (*p != '#' && reader->attributes->question_only == NULL) {
		reader->attributes->question_only = attribute->name;
		reader->attributes->column = (int)(p - reader->line) + 1;
	}
}
/* Whether an attribute begins at p: "#", or a name and "=". */
static bool
begins_attribute(const char *p, const char *end)
{
	const char *name = p;

	if (p < end && *p == '#')
		return true;
	while (p < end && text_lower(*p) >= 'a' && text_lower(*p) <= 'z')
		p++;
	return p > name && p < end && *p == '=';
}

/* A heading with a block that is not closed, or a quotation in it. */
static void
report_open_block(struct reader *reader, const char *end)
{
	const char *open = NULL, *start = reader->line;
	int quotes = 0;

	for (const char *p = start; p < end; p++) {
		if (*p == '{' && quotes % 2 == 0 &&
		    (p == start || text_space(p[-1]))) {
			open = p;
			quotes = 0;
		}
		quotes += *p == '"';
	}
	if (open == NULL || !begins_attribute(open + 1, end))
		return;
	if (end[-1] == '}' && quotes % 2 != 0)
		report_at(reader, open,
		    "the braces hold a quotation mark that is not closed; "
		    "write \\{ where a brace is meant");
	else if (memchr(open, '}', (size_t)(end - open)) == NULL)
		report_at(reader, open,
		    "the brace is not closed; end the line with }, or write "
		    "\\{ where a brace is meant");
}

#define NO_BREAK_SPACE "\xc2\xa0"

/* Whether what stands in the braces, [p, end), begins as attributes do. */
static bool
is_block(const char *p, const char *end, bool strict)
{
	const char *equals;

	while (p < end && text_space(*p))
		p++;
	if (p == end || *p == '#')
		return true;
	equals = memchr(p, '=', (size_t)(end - p));
	return begins_attribute(p, end) &&
	       (strict || find_attribute(p, (size_t)(equals - p)) != NULL);
}

void
attributes_take(struct attributes *attributes, struct arena *arena, char *start,
    const char *end, bool strict, const struct place *place,
    struct report *report)
{
	struct reader reader = {attributes, arena, place, start, report};
	const char *open = find_block(start, &end), *p, *word_end;

	*attributes = (struct attributes){
	    .slug = "",
	    .aka = "",
	    .keywords = "",
	    .updated = "",
	    .draft = "",
	    .moved = "",
	    .retired = "",
	};
	if (open == NULL) {
		if (strict && end > start)
			report_open_block(&reader, end);
		return;
	}
	if (!is_block(open + 1, end - 1, strict)) {
		report_note(report, place->shown, place->line,
		    (int)(open - start) + 1,
		    "what stands in braces is taken for words");
		return;
	}
	for (p = open + 1; p < end - 1; p = word_end) {
		while (p < end - 1 && text_space(*p))
			p++;
		word_end = skip_word(p, end - 1);
		if (word_end > p)
			read_attribute(&reader, p, word_end);
	}
	start += open - start;
	memset(start, ' ', (size_t)(end - open));
	memcpy(start, NO_BREAK_SPACE, 2);
}
