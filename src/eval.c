/* SPDX-License-Identifier: ISC */
/* eval.c - the figures of a search. See eval.h. */
#include "eval.h"

#include <string.h>

#include "base/text.h"

enum { PLACES = 10 };

/* What is being added up. */
struct tally {
	size_t asked, offside; /* queries with and without an answer */
	size_t first, three, five, empty, silent;
	double reciprocal;
};

/* Whether the slug is among the words of the list. */
static bool
is_listed(const char *slug, const char *list, size_t len)
{
	const char *end = list + len, *space;
	size_t slug_len = strlen(slug), n;

	for (; list < end; list += n + (list + n < end)) {
		space = memchr(list, ' ', (size_t)(end - list));
		n = (size_t)((space != NULL ? space : end) - list);
		if (n == slug_len && memcmp(list, slug, n) == 0)
			return true;
	}
	return false;
}

/* The place of the first hit that is listed, from 1; 0: none is. */
static size_t
find_place(const struct hits *hits, const char *list, size_t len)
{
	for (size_t i = 0; i < hits->count; i++)
		if (is_listed(hits->list[i].slug, list, len))
			return i + 1;
	return 0;
}

static void
count_hits(
    struct tally *tally, const struct hits *hits, const char *list, size_t len)
{
	size_t place = find_place(hits, list, len);

	if (len == 1 && *list == '-') {
		tally->offside++;
		tally->silent += hits->count == 0;
		return;
	}
	tally->asked++;
	tally->empty += hits->count == 0;
	if (place == 0)
		return;
	tally->reciprocal += 1.0 / (double)place;
	tally->first += place <= 1;
	tally->three += place <= 3;
	tally->five += place <= 5;
}

/* Runs the query of one line. ST_INVALID: there is none in it. */
static enum status
run_line(struct tally *tally, struct search *search, char *line)
{
	struct search_query query = {.words = line, .max = PLACES};
	char *list = strchr(line, '\t');
	struct arena arena = {0};
	struct hits hits;
	enum status status;

	if (list == NULL)
		return ST_INVALID;
	*list++ = '\0';
	status = search_run(search, &arena, &query, &hits);
	if (status == ST_OK)
		count_hits(tally, &hits, list, strlen(list));
	arena_free(&arena);
	return status;
}

static double
share(size_t part, size_t whole)
{
	return whole > 0 ? (double)part / (double)whole : 0;
}

enum status
eval_run(struct eval *eval, struct search *search, char *text, size_t len,
    const char *shown, struct report *report)
{
	struct tally tally = {0};
	struct text_lines lines;
	int errors = report->errors;
	enum status status = ST_OK;

	*eval = (struct eval){0};
	text_lines_begin(&lines, text, len);
	while (status == ST_OK && text_lines_next(&lines)) {
		status = lines.bad ? ST_INVALID
				   : run_line(&tally, search, lines.line);
		if (status != ST_INVALID)
			continue;
		report_error(report, shown, lines.number, 0, "%s",
		    lines.bad ? TEXT_ENCODING
			      : "no slugs; write: words of a query, a tab, "
				"slugs or -");
		status = ST_OK;
	}
	*eval = (struct eval){
	    .queries = tally.asked + tally.offside,
	    .mrr = tally.asked > 0 ? tally.reciprocal / (double)tally.asked : 0,
	    .first = share(tally.first, tally.asked),
	    .three = share(tally.three, tally.asked),
	    .five = share(tally.five, tally.asked),
	    .empty = share(tally.empty, tally.asked),
	    .silent = share(tally.silent, tally.offside),
	};
	if (status == ST_OK && report->errors > errors)
		return ST_INVALID;
	return status;
}
