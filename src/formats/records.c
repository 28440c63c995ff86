/* SPDX-License-Identifier: ISC */
/* records.c - records to Markdown. See records.h. */
#include "formats/records.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/flow.h"
#include "formats/html.h"
#include "formats/lay.h"
#include "formats/sieve.h"

void
records_add(struct records *records, const struct record *record)
{
	struct record *list = arena_grow(
	    records->arena, records->list, records->count, sizeof(*list));

	if (list == NULL)
		return;
	records->list = list;
	list[records->count] = *record;
	list[records->count].order = records->count;
	records->count++;
}

static const char *
or_empty(const char *string)
{
	return string != NULL ? string : "";
}

/* ------------------------------------------------------------------ order */

static int
compare_size(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int
compare_names(const void *a, const void *b)
{
	const struct record *one = a, *two = b;
	int order = strcmp(or_empty(one->category), or_empty(two->category));

	return order != 0 ? order : compare_size(one->order, two->order);
}

static int
compare_groups(const void *a, const void *b)
{
	const struct record *one = a, *two = b;
	int order = compare_size(one->group, two->group);

	return order != 0 ? order : compare_size(one->order, two->order);
}

/* Puts the records of a category together, where its first one stands. */
static void
sort_records(struct records *records)
{
	struct record *list = records->list;
	size_t group = 0;

	if (records->count == 0)
		return;
	qsort(list, records->count, sizeof(*list), compare_names);
	for (size_t i = 0; i < records->count; i++) {
		if (i == 0 || strcmp(or_empty(list[i].category),
				  or_empty(list[i - 1].category)) != 0)
			group = *or_empty(list[i].category) == '\0'
				    ? 0
				    : list[i].order + 1;
		list[i].group = group;
	}
	qsort(list, records->count, sizeof(*list), compare_groups);
}

/* ---------------------------------------------------------------- writing */

/*
 * Whether a text is HTML that was escaped once more, "&lt;p&gt;", as phpMyFAQ
 * exports it. Gives it as it was.
 */
static bool
unescape(struct buffer *out, const char *text, size_t len)
{
	static const char sign[] = "&lt;";

	if (strncmp(text + strspn(text, " \t\r\n"), sign, sizeof(sign) - 1) !=
		0 ||
	    sieve_finds_tags(text, len))
		return false;
	html_words(out, text, len);
	return out->len > 0 && sieve_finds_tags(out->data, out->len);
}

/* Writes a text of whatever kind. */
static void
write_text(struct sheet *sheet, const char *text, struct report *report)
{
	size_t len = strlen(or_empty(text));
	struct buffer plain = {0};

	if (len == 0)
		return;
	sheet_end_block(sheet);
	if (unescape(&plain, text, len))
		html_piece(sheet, plain.data, plain.len, report);
	else if (html_is(text, len))
		html_piece(sheet, text, len, report);
	else
		lay_piece(sheet, text, len, report);
	if (plain.status != ST_OK)
		sheet->text.status = plain.status;
	buffer_free(&plain);
	sheet_end_block(sheet);
}

static void
write_heading(struct sheet *sheet, int level, int line, const char *text,
    const char *attributes)
{
	struct flow flow = {.sheet = sheet, .line = line};
	struct buffer words = {0};
	size_t len = strlen(text);

	sheet_end_block(sheet);
	if (html_is(text, len))
		html_words(&words, text, len);
	else
		buffer_add(&words, text, len);
	if (words.status != ST_OK)
		sheet->text.status = words.status;
	else if (words.len > 0)
		flow_words(&flow, words.data, words.len);
	flow_heading(&flow, level, attributes);
	flow_free(&flow);
	buffer_free(&words);
	sheet_end_block(sheet);
}

/* What is written of one record. */
struct entry {
	const struct record *record;
	struct sheet *sheet;
	struct report *report;
	struct buffer attributes;
};

/* Tells of a value that cannot be used. */
static void
tell_value(struct entry *entry, const char *name, const char *value, size_t len)
{
	report_note(entry->report, entry->sheet->shown, entry->record->line, 0,
	    "the %s is left out: %.*s", name, (int)len, value);
}

/* Adds the old links that have the form of one. */
static void
add_aka(struct entry *entry, const char *slugs)
{
	static const char open[] = " aka=\"", between[] = " \t\n,;";
	struct buffer *out = &entry->attributes;
	bool any = false;
	size_t len;

	for (; *slugs != '\0'; slugs += len) {
		slugs += strspn(slugs, between);
		len = strcspn(slugs, between);
		if (len > 0 && text_slug_problem(slugs, len) != NULL) {
			tell_value(entry, "alias", slugs, len);
		} else if (len > 0) {
			buffer_string(out, any ? " " : open);
			buffer_add(out, slugs, len);
			any = true;
		}
	}
	if (any)
		buffer_char(out, '"');
}

static void
add_keywords(struct entry *entry, const char *keywords)
{
	struct buffer *out = &entry->attributes, clean = {0};

	text_clean(&clean, keywords, strlen(keywords), strlen(keywords));
	if (clean.len > 0) {
		buffer_string(out, " keywords=\"");
		for (const char *p = clean.data; *p != '\0'; p++)
			buffer_char(
			    out, strchr("\",;{}\\", *p) != NULL ? ' ' : *p);
		buffer_char(out, '"');
	}
	if (clean.status != ST_OK)
		out->status = clean.status;
	buffer_free(&clean);
}

/* Adds the day that a text begins with, "2026-11-22". */
static void
add_day(struct entry *entry, const char *text)
{
	static const char form[] = "dddd-dd-dd";
	size_t i = 0;

	while (form[i] != '\0' &&
	       (form[i] == 'd' ? text[i] >= '0' && text[i] <= '9'
			       : text[i] == form[i]))
		i++;
	if (form[i] == '\0')
		buffer_printf(&entry->attributes, " updated=\"%.10s\"", text);
	else if (*text != '\0')
		tell_value(entry, "day", text, strlen(text));
}

/* Writes a question with what stands behind it. */
static void
write_question(
    struct sheet *sheet, const struct record *record, struct report *report)
{
	struct entry entry = {record, sheet, report, {0}};
	struct buffer attributes = {0};
	const char *slug = or_empty(record->slug);

	if (text_slug_problem(slug, strlen(slug)) == NULL)
		buffer_printf(&entry.attributes, " #%s", slug);
	else if (*slug != '\0')
		tell_value(&entry, "link", slug, strlen(slug));
	add_aka(&entry, or_empty(record->aka));
	add_keywords(&entry, or_empty(record->keywords));
	add_day(&entry, or_empty(record->updated));
	if (entry.attributes.len > 0)
		buffer_printf(&attributes, " {%s}", entry.attributes.data + 1);
	if (entry.attributes.status != ST_OK || attributes.status != ST_OK)
		sheet->text.status = ST_MEMORY;
	else if (*or_empty(record->question) != '\0')
		write_heading(sheet, 2, record->line, record->question,
		    attributes.len > 0 ? attributes.data : "");
	else if (attributes.len > 0)
		tell_value(&entry, "rest", attributes.data, attributes.len);
	buffer_free(&entry.attributes);
	buffer_free(&attributes);
}

/* Writes the category that a record names. */
static void
write_category(struct sheet *sheet, struct records *records,
    const struct record *record, struct report *report)
{
	const char *name = or_empty(record->category);

	if (*name == '\0')
		return;
	for (size_t i = 0; i < records->group_count; i++) {
		struct group *group = &records->groups[i];

		if (strcmp(group->name, name) != 0)
			continue;
		group->written = true;
		write_heading(sheet, 1, record->line, group->title, "");
		sheet->line = record->line;
		write_text(sheet, group->intro, report);
		return;
	}
	write_heading(sheet, 1, record->line, name, "");
}

void
records_write(
    struct sheet *sheet, struct records *records, struct report *report)
{
	const struct record *record = NULL;

	sort_records(records);
	sheet->line = 1;
	sheet->untitled = *or_empty(records->title) == '\0';
	if (!sheet->untitled)
		write_heading(sheet, 1, 1, records->title, "");
	write_text(sheet, records->intro, report);
	if (*or_empty(records->closing) != '\0') {
		sheet_string(sheet, "---\n\n");
		write_text(sheet, records->closing, report);
	}
	for (size_t i = 0; i < records->count; i++) {
		if (record == NULL || records->list[i].group != record->group)
			write_category(
			    sheet, records, &records->list[i], report);
		record = &records->list[i];
		write_question(sheet, record, report);
		sheet->line = record->answer_line;
		write_text(sheet, record->answer, report);
	}
	for (size_t i = 0; i < records->group_count; i++)
		if (!records->groups[i].written)
			report_note(report, sheet->shown, 1, 0,
			    "\"%s\" has no questions and is not shown: %s %s",
			    records->groups[i].name, records->groups[i].title,
			    or_empty(records->groups[i].intro));
}
