/* SPDX-License-Identifier: ISC */
/* tell.c - the owner's file of what was read. See tell.h. */
#include "site/tell.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "site/confine.h"

static const char *
plural(long long count)
{
	return count == 1 ? "" : "s";
}

/* Why there is no new store, or NULL. */
static const char *
explain(enum status made)
{
	switch (made) {
	case ST_OK:
		return NULL;
	case ST_LIMIT:
		return "All questions together take more time than they may.\n"
		       "The program will not try these files again.";
	case ST_INVALID:
		return "Mistakes have left no question in it.";
	case ST_MEMORY:
		return "There was not enough memory. The program will try "
		       "again.";
	default:
		return "The host ended it, or its disk failed; the error log "
		       "says more.\nThe program will try again.";
	}
}

static void
add_time(struct buffer *text)
{
	time_t now = time(NULL);
	struct tm parts;
	char shown[40] = "?";

	if (gmtime_r(&now, &parts) != NULL)
		strftime(shown, sizeof(shown), "%Y-%m-%d %H:%M:%S UTC", &parts);
	buffer_printf(
	    text, "This is what faq.cgi read last, on %s.\n\n", shown);
}

void
tell_status(const struct var *var, const struct sources *sources,
    enum status made, const struct import_counts *counts,
    const struct report *report)
{
	const char *reason = explain(made);
	struct buffer text = {0};

	add_time(&text);
	if (reason == NULL)
		buffer_printf(&text,
		    "%d question%s in %d categor%s, from %zu file%s in "
		    "data/.\n",
		    counts->entries, plural(counts->entries),
		    counts->categories, counts->categories == 1 ? "y" : "ies",
		    sources->questions, plural((long long)sources->questions));
	else
		buffer_printf(&text,
		    "It could not be taken over, and visitors see what was "
		    "there before.\n%s\n",
		    reason);
	if (report->errors > 0)
		buffer_printf(&text,
		    "\n%d mistake%s. Where a file of questions, or a template, "
		    "cannot be used for one,\nvisitors go on seeing its last "
		    "good version.\n\n",
		    report->errors, plural(report->errors));
	else if (reason == NULL)
		buffer_string(&text, "Nothing is wrong.\n");
	if (report->errors == 0 && report->notes > 0)
		buffer_string(&text, "\n");
	if (report->text.len > 0)
		buffer_add(&text, report->text.data, report->text.len);
	buffer_string(&text, "\n");
	confine_tell(&text);
	buffer_string(&text, "\n");
	if (text.status == ST_OK)
		var_write(var, var->status, text.data, text.len);
	buffer_free(&text);
}

/* ---------------------------------------------------------------- the log */

enum { STATUS_MAX = 2 * REPORT_ALL /* bytes of the file that are looked at */ };

/* A line that was told, as often as it was. */
struct told {
	uint64_t hash;
	int count;
};

/* The line's hash, without the numbers behind the file's name. */
static uint64_t
hash_line(const char *line, const char *end)
{
	const char *p = memchr(line, ':', (size_t)(end - line));
	uint64_t hash;

	if (p == NULL)
		p = end;
	hash = hash_bytes(HASH_START, line, (size_t)(p - line));
	while (end - p > 1 && *p == ':' && text_digit(p[1]))
		for (p++; p < end && (text_digit(*p) || *p == '-');)
			p++;
	return hash_bytes(hash, p, (size_t)(end - p));
}

static int
compare_told(const void *a, const void *b)
{
	const struct told *one = a, *two = b;

	return (one->hash > two->hash) - (one->hash < two->hash);
}

/* The lines of a text, each once, sorted; NULL: none, or no memory. */
static struct told *
list_told(const struct buffer *text, size_t *count)
{
	const char *p = text->data, *end, *stop;
	size_t lines = 0, n = 0;
	struct told *list;

	*count = 0;
	if (text->status != ST_OK || text->len == 0)
		return NULL;
	end = p + text->len;
	for (stop = p; stop < end; stop++)
		lines += *stop == '\n';
	list = calloc(lines + 1, sizeof(*list));
	if (list == NULL)
		return NULL;
	for (; p < end && (stop = memchr(p, '\n', (size_t)(end - p))) != NULL;
	     p = stop + 1)
		list[n++] = (struct told){hash_line(p, stop), 1};
	qsort(list, n, sizeof(*list), compare_told);
	for (size_t i = 0; i < n; i++)
		if (*count > 0 && list[*count - 1].hash == list[i].hash)
			list[*count - 1].count++;
		else
			list[(*count)++] = list[i];
	return list;
}

void
tell_before(const struct var *var, struct buffer *before)
{
	file_read(var->status, STATUS_MAX, before);
}

void
tell_log(struct report *report, const struct buffer *before)
{
	size_t count;
	struct told *list = list_told(before, &count), *told;
	struct report news = {0};
	const char *p, *end, *stop;

	report_end(report);
	p = end = report->text.data;
	if (p != NULL)
		end += report->text.len;
	for (; list != NULL && p < end &&
	       (stop = memchr(p, '\n', (size_t)(end - p))) != NULL;
	     p = stop + 1) {
		struct told line = {.hash = hash_line(p, stop)};

		told = bsearch(&line, list, count, sizeof(*list), compare_told);
		if (told == NULL || told->count-- <= 0)
			buffer_add(&news.text, p, (size_t)(stop + 1 - p));
	}
	report_log(list != NULL && news.text.status == ST_OK ? &news : report);
	report_free(&news);
	free(list);
}
