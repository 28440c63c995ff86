/* SPDX-License-Identifier: ISC */
/* search.c - adding up what entries score, and showing the best. See search.h.
 */
#include "search/search.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "search/index.h"
#include "search/query.h"

/*
 * A hit scores at least that part of the best one, or it is noise of common
 * words; and the best at least that part of what an entry would score that had
 * nothing but the words, or the FAQ knows nothing of the matter.
 */
static const double NOISE = 0.15, NOTHING = 0.05;
/* Words with a smaller share of the heaviest one's weight are not marked. */
static const double MARK_LEAST = 0.5;

enum { CATEGORIES_MAX = 1 << 20 };

struct search {
	sqlite3 *db;
	struct lexicon *lexicon;
	sqlite3_stmt *postings; /* of one stem */
	sqlite3_stmt *show;     /* what a page shows of one entry */
	sqlite3_stmt *indexed;  /* all categories */
	uint32_t top;           /* the largest id */
	float *scores;          /* by id */
	float *group;           /* what one group of terms adds to them */
	bool broken;
};

/* ---------------------------------------------------------------- opening */

static void
note_damage(struct search *search, int code)
{
	code &= 0xff;
	search->broken |= code == SQLITE_CORRUPT || code == SQLITE_NOTADB ||
			  code == SQLITE_IOERR || code == SQLITE_CANTOPEN;
}

static enum status
check_result(struct search *search, int code)
{
	if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
		return ST_OK;
	if ((code & 0xff) == SQLITE_NOMEM)
		return ST_MEMORY;
	note_damage(search, code);
	log_line("search: %s", sqlite3_errmsg(search->db));
	return ST_SYSTEM;
}

static int
prepare(sqlite3 *db, const char *text, sqlite3_stmt **stmt)
{
	return sqlite3_prepare_v3(
	    db, text, -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL);
}

/* Makes room for a score of each entry. */
static enum status
open_scores(struct search *search)
{
	int code = sqlite3_step(search->indexed);
	enum status status = check_result(search, code);

	if (code == SQLITE_ROW)
		search->top =
		    (uint32_t)sqlite3_column_int64(search->indexed, 0);
	sqlite3_reset(search->indexed);
	if (status != ST_OK)
		return status;
	search->scores = calloc((size_t)search->top + 1, sizeof(float));
	search->group = calloc((size_t)search->top + 1, sizeof(float));
	return search->scores == NULL || search->group == NULL ? ST_MEMORY
							       : ST_OK;
}

enum status
search_open(struct search **out, struct sqlite3 *db)
{
	struct search *search = calloc(1, sizeof(*search));
	enum status status;
	int code;

	*out = NULL;
	if (search == NULL)
		return ST_MEMORY;
	search->db = db;
	code = prepare(
	    db, "SELECT postings FROM word WHERE stem = ?1", &search->postings);
	if (code == SQLITE_OK)
		code = prepare(db,
		    "SELECT entry.slug, question, answer_text,"
		    " ifnull(category.title, '') FROM entry"
		    " LEFT JOIN category ON category.id = entry.category"
		    " WHERE entry.id = ?1",
		    &search->show);
	if (code == SQLITE_OK)
		code = prepare(db, "SELECT top, categories FROM indexed",
		    &search->indexed);
	status = check_result(search, code);
	if (status == ST_OK)
		status = open_scores(search);
	if (status == ST_OK)
		status = lexicon_open(&search->lexicon, db);
	if (status == ST_OK)
		*out = search;
	else
		search_close(search);
	return status;
}

void
search_close(struct search *search)
{
	if (search == NULL)
		return;
	sqlite3_finalize(search->postings);
	sqlite3_finalize(search->show);
	sqlite3_finalize(search->indexed);
	lexicon_close(search->lexicon);
	free(search->scores);
	free(search->group);
	free(search);
}

bool
search_broken(const struct search *search)
{
	return search->broken;
}

/* ---------------------------------------------------------------- scoring */

/* Raises the group's scores to what the entries score for one term. */
static enum status
score_term(struct search *search, const struct term *term)
{
	sqlite3_stmt *stmt = search->postings;
	float weight = (float)(term->weight / IMPACT_MAX), score;
	const uint8_t *p, *end;
	uint32_t id = 0;
	unsigned impact;
	int code;

	sqlite3_bind_blob(stmt, 1, term->stem, (int)term->len, SQLITE_STATIC);
	code = sqlite3_step(stmt);
	if (code == SQLITE_ROW) {
		p = sqlite3_column_blob(stmt, 0);
		end = p + sqlite3_column_bytes(stmt, 0);
		while (
		    index_posting(&p, end, &id, &impact) && id <= search->top) {
			score = weight * (float)impact;
			if (score > search->group[id])
				search->group[id] = score;
		}
	}
	sqlite3_reset(stmt);
	return check_result(search, code);
}

/* Adds the group's scores to the entries' and clears them. */
static void
close_group(struct search *search)
{
	float *scores = search->scores, *group = search->group;

	for (size_t i = 0; i <= search->top; i++) {
		scores[i] += group[i];
		group[i] = 0;
	}
}

/* What each entry scores for the query. */
static enum status
score_entries(struct search *search, const struct query *query)
{
	enum status status = ST_OK;
	size_t size = ((size_t)search->top + 1) * sizeof(float);

	memset(search->scores, 0, size);
	memset(search->group, 0, size);
	for (size_t i = 0; status == ST_OK && i < query->count; i++) {
		status = score_term(search, &query->terms[i]);
		if (i + 1 == query->count ||
		    query->terms[i + 1].group != query->terms[i].group)
			close_group(search);
	}
	return status;
}

/* --------------------------------------------------------------- choosing */

/* The score that an entry must reach to be a hit. */
static float
find_floor(const struct search *search, const struct query *query, bool any)
{
	float best = 0;

	for (size_t i = 0; i <= search->top; i++)
		if (search->scores[i] > best)
			best = search->scores[i];
	if (any)
		return 0;
	if (best < NOTHING * query->weight)
		return best * 2; /* none does */
	return (float)NOISE * best;
}

/* Puts an entry among the best; of equal ones the earlier is better. */
static void
keep_hit(struct hits *hits, size_t max, uint32_t id, double score)
{
	struct hit *list = hits->list;
	size_t i = hits->count;

	if (i == max) {
		if (max == 0 || score <= list[i - 1].score)
			return;
		i--;
	} else {
		hits->count++;
	}
	for (; i > 0 && list[i - 1].score < score; i--)
		list[i] = list[i - 1];
	list[i] = (struct hit){.id = id, .score = score};
}

static uint32_t
category_of(const uint8_t *categories, size_t size, uint32_t id)
{
	size_t at = 4 * ((size_t)id - 1);

	return at + 4 <= size ? index_number(categories + at) : 0;
}

/* Counts a hit of a category in an array that grows with the ids. */
static void
count_category(struct hits *hits, struct arena *arena, uint32_t **counts,
    uint32_t category)
{
	size_t room = hits->category_count;
	uint32_t *more;

	if (category >= CATEGORIES_MAX)
		return;
	if (category >= room) {
		room = 2 * ((size_t)category + 8);
		more = arena_alloc(arena, room * sizeof(*more));
		if (more == NULL)
			return;
		if (hits->category_count > 0)
			memcpy(more, *counts,
			    hits->category_count * sizeof(*more));
		*counts = more;
		hits->by_category = more;
		hits->category_count = room;
	}
	(*counts)[category]++;
}

/* Finds the ids and scores of the best hits, and counts them all. */
static enum status
choose_hits(struct search *search, struct arena *arena,
    const struct search_query *asked, const struct query *query,
    struct hits *hits)
{
	float floor = find_floor(search, query, asked->any);
	int code = sqlite3_step(search->indexed);
	enum status status = check_result(search, code);
	uint32_t *counts = NULL, category;
	const uint8_t *categories;
	size_t size;

	hits->list = arena_alloc(arena, asked->max * sizeof(*hits->list));
	if (status == ST_OK && hits->list != NULL) {
		categories = sqlite3_column_blob(search->indexed, 1);
		size = (size_t)sqlite3_column_bytes(search->indexed, 1);
		for (uint32_t id = 1; id <= search->top; id++) {
			float score = search->scores[id];

			if (score <= 0 || score < floor)
				continue;
			category = category_of(categories, size, id);
			count_category(hits, arena, &counts, category);
			if (asked->category != 0 &&
			    asked->category != (int64_t)category)
				continue;
			hits->total++;
			keep_hit(hits, asked->max, id, score);
		}
	}
	sqlite3_reset(search->indexed);
	return status;
}

/* ---------------------------------------------------------------- showing */

static const char *
read_column(sqlite3_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);

	return text != NULL ? text : "";
}

static enum status
show_hit(struct search *search, struct arena *arena, const struct marks *marks,
    struct hit *hit)
{
	sqlite3_stmt *stmt = search->show;
	int code;

	sqlite3_bind_int64(stmt, 1, hit->id);
	code = sqlite3_step(stmt);
	if (code == SQLITE_ROW) {
		hit->slug = arena_string(arena, read_column(stmt, 0));
		hit->question = marks_text(marks, arena, read_column(stmt, 1));
		hit->snippet =
		    marks_snippet(marks, arena, read_column(stmt, 2));
		hit->category = arena_string(arena, read_column(stmt, 3));
	} else if (code == SQLITE_DONE) {
		code = SQLITE_CORRUPT; /* the index names it */
	}
	sqlite3_reset(stmt);
	return check_result(search, code);
}

/*
 * Lists the stems that are worth marking: next to a rare word of the query,
 * marks on "how" and "it" would only be in the way.
 */
static size_t
list_marks(const struct query *query, struct mark *list)
{
	double heaviest = 0;
	size_t count = 0;

	for (size_t i = 0; i < query->count; i++)
		if (query->terms[i].weight > heaviest)
			heaviest = query->terms[i].weight;
	for (size_t i = 0; i < query->count; i++)
		if (query->terms[i].weight >= MARK_LEAST * heaviest)
			list[count++] = (struct mark){query->terms[i].stem,
			    query->terms[i].len, query->terms[i].weight};
	return count;
}

/* Fills in what pages show of the hits. */
static enum status
show_hits(struct search *search, struct arena *arena, const struct query *query,
    struct hits *hits)
{
	struct mark *list = arena_alloc(arena, query->count * sizeof(*list));
	struct marks marks = {
	    .words = lexicon_words(search->lexicon), .list = list};
	enum status status = list != NULL ? ST_OK : ST_MEMORY;

	if (status == ST_OK)
		marks.count = list_marks(query, list);
	for (size_t i = 0; status == ST_OK && i < hits->count; i++)
		status = show_hit(search, arena, &marks, &hits->list[i]);
	return status;
}

enum status
search_run(struct search *search, struct arena *arena,
    const struct search_query *asked, struct hits *hits)
{
	struct query query;
	enum status status = query_read(
	    &query, search->lexicon, arena, asked->words, asked->exact);

	*hits = (struct hits){.corrected = query.corrected};
	if (status == ST_SYSTEM)
		note_damage(search, lexicon_failure(search->lexicon));
	if (status == ST_OK && query.count > 0) {
		status = score_entries(search, &query);
		if (status == ST_OK)
			status =
			    choose_hits(search, arena, asked, &query, hits);
		if (status == ST_OK)
			status = show_hits(search, arena, &query, hits);
	}
	sqlite3_clear_bindings(search->postings);
	return arena->failed ? ST_MEMORY : status;
}
