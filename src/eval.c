/* SPDX-License-Identifier: ISC */
/* eval.c - the figures of a search. See eval.h. */
#include "eval.h"

#include <string.h>

#include "base/text.h"

enum { PLACES = 10, LINK_SIZE = 300 };

/* What is being added up. */
struct tally {
	FILE *list;
	size_t asked, offside; /* queries with and without an answer */
	size_t first, three, five, ten, empty, silent;
	size_t shown, right, junk, clear, answering;
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

/* What one query brought. */
struct outcome {
	const char *words, *slugs; /* as they stand in the line */
	bool answered;             /* there is an answer to find */
	size_t place;              /* of the first right one, from 1; 0: none */
	size_t right;              /* hits that are right */
};

/* All that is shown: the hits, and introductions behind them. */
static size_t
count_shown(const struct hits *hits)
{
	return hits->count + hits->intro_count;
}

/* The link of what is shown at that place: "/": the index. */
static const char *
shown_link(const struct hits *hits, size_t i, char link[LINK_SIZE])
{
	const struct hit *hit =
	    i < hits->count ? &hits->list[i] : &hits->intros[i - hits->count];

	snprintf(link, LINK_SIZE, "%s%s", search_prefix(hit), hit->slug);
	return link;
}

/* Looks for the right answers among the hits. */
static void
find_right(struct outcome *outcome, const struct hits *hits)
{
	size_t len = strlen(outcome->slugs);
	char link[LINK_SIZE];

	outcome->answered = strcmp(outcome->slugs, "-") != 0;
	for (size_t i = 0; outcome->answered && i < count_shown(hits); i++) {
		if (!is_listed(shown_link(hits, i, link), outcome->slugs, len))
			continue;
		outcome->right++;
		if (outcome->place == 0)
			outcome->place = i + 1;
	}
}

static void
count_hits(
    struct tally *tally, const struct outcome *outcome, const struct hits *hits)
{
	size_t place = outcome->place, shown = count_shown(hits);

	tally->clear += hits->clear;
	tally->answering += hits->clear && place == 1;
	if (!outcome->answered) {
		tally->offside++;
		tally->silent += shown == 0;
		return;
	}
	tally->asked++;
	tally->empty += shown == 0;
	tally->shown += shown;
	tally->right += outcome->right;
	tally->junk += shown > 2 * outcome->right;
	if (place == 0 || place > PLACES)
		return;
	tally->reciprocal += 1.0 / (double)place;
	tally->first += place <= 1;
	tally->three += place <= 3;
	tally->five += place <= 5;
	tally->ten++;
}

/* Writes the query's line of the list. */
static void
list_query(FILE *list, const struct outcome *outcome, const struct hits *hits)
{
	size_t shown = count_shown(hits);
	size_t above = outcome->place > 0 ? outcome->place - 1 : shown;
	char link[LINK_SIZE];

	if (outcome->place > 0)
		fprintf(list, "%zu", outcome->place);
	else
		fputs(outcome->answered ? "none"
		      : shown == 0      ? "quiet"
					: "loud",
		    list);
	fprintf(list, "\t%s\t%s\t", outcome->words, outcome->slugs);
	for (size_t i = 0; i < above && i < PLACES; i++)
		fprintf(
		    list, "%s%s", i > 0 ? " " : "", shown_link(hits, i, link));
	putc('\n', list);
}

/* Runs the query of one line. ST_INVALID: there is none in it. */
static enum status
run_line(struct tally *tally, struct search *search, char *line)
{
	struct search_query query = {.words = line, .max = EVAL_SHOWN};
	struct outcome outcome = {.words = line};
	char *tab = strchr(line, '\t');
	struct arena arena = {0};
	struct hits hits;
	enum status status;

	if (tab == NULL)
		return ST_INVALID;
	*tab = '\0';
	outcome.slugs = tab + 1;
	status = search_run(search, &arena, &query, &hits);
	if (status == ST_OK) {
		find_right(&outcome, &hits);
		count_hits(tally, &outcome, &hits);
		if (tally->list != NULL)
			list_query(tally->list, &outcome, &hits);
	}
	arena_free(&arena);
	return status;
}

static double
share(size_t part, size_t whole)
{
	return whole > 0 ? (double)part / (double)whole : 0;
}

static struct eval
sum_up(const struct tally *tally)
{
	size_t asked = tally->asked;

	return (struct eval){
	    .queries = asked + tally->offside,
	    .mrr = asked > 0 ? tally->reciprocal / (double)asked : 0,
	    .first = share(tally->first, asked),
	    .three = share(tally->three, asked),
	    .five = share(tally->five, asked),
	    .ten = share(tally->ten, asked),
	    .hits = share(tally->shown, asked),
	    .precision = share(tally->right, tally->shown),
	    .junk = share(tally->junk, asked),
	    .clear = share(tally->clear, asked + tally->offside),
	    .answering = share(tally->answering, tally->clear),
	    .empty = share(tally->empty, asked),
	    .silent = share(tally->silent, tally->offside),
	};
}

enum status
eval_run(struct eval *eval, struct search *search, char *text, size_t len,
    const char *shown, struct report *report, FILE *list)
{
	struct tally tally = {.list = list};
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
	*eval = sum_up(&tally);
	if (status == ST_OK && report->errors > errors)
		return ST_INVALID;
	return status;
}
