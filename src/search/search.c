/* SPDX-License-Identifier: ISC */
/* search.c - adding up what entries score, and showing the best. See search.h.
 */
#include "search/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/db.h"
#include "base/text.h"
#include "search/query.h"
#include "search/rank.h"

/* Words with a smaller share of the heaviest one's weight are not marked. */
static const double MARK_LEAST = 0.25;

enum {
	CATEGORIES_MAX = 1 << 20,
	IDEOGRAPHS = 0x2e80 /* from here on characters are no letters */
};

enum statement { SQL_SHOW, SQL_INTRO, SQL_COUNT };

static const char *const sql[SQL_COUNT] = {
    [SQL_SHOW] = "SELECT entry.slug, question, answer_text,"
		 " ifnull(category.title, '') FROM entry"
		 " LEFT JOIN category ON category.id = entry.category"
		 " WHERE entry.id = ?1",
    [SQL_INTRO] = "SELECT ifnull(slug, ''), ifnull(category.title,"
		  " (SELECT title FROM front)), text, '' FROM intro"
		  " LEFT JOIN category ON category.id = intro.category"
		  " WHERE intro.category = ?1",
};

struct search {
	struct db *db;
	struct db_stmt statements[SQL_COUNT];
	struct lexicon *lexicon;
	struct rank *rank;
};

/* ---------------------------------------------------------------- opening */

static struct db_stmt *
take_statement(struct search *search, enum statement which)
{
	db_take(&search->statements[which], search->db, sql[which]);
	return &search->statements[which];
}

enum status
search_open(struct search **out, struct db *db)
{
	struct search *search = calloc(1, sizeof(*search));

	*out = search;
	if (search == NULL)
		return ST_MEMORY;
	search->db = db;
	return ST_OK;
}

/* Reads what every search needs, at the first one: most pages have none. */
static enum status
ready_search(struct search *search)
{
	enum status status = ST_OK;

	if (search->rank == NULL)
		status = rank_open(&search->rank, search->db);
	if (status == ST_OK && search->lexicon == NULL)
		status = lexicon_open(&search->lexicon, search->db);
	return status;
}

void
search_close(struct search *search)
{
	if (search == NULL)
		return;
	lexicon_close(search->lexicon);
	rank_close(search->rank);
	free(search);
}

/* --------------------------------------------------------------- choosing */

/* Puts one among the best; of equal ones the earlier is better. */
static void
keep_hit(struct hit *list, size_t *count, size_t max, const struct hit *hit)
{
	size_t i = *count;

	if (i == max) {
		if (max == 0 || hit->score <= list[i - 1].score)
			return;
		i--;
	} else {
		++*count;
	}
	for (; i > 0 && list[i - 1].score < hit->score; i--)
		list[i] = list[i - 1];
	list[i] = *hit;
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
		if (*counts != NULL)
			memcpy(more, *counts,
			    hits->category_count * sizeof(*more));
		*counts = more;
		hits->by_category = more;
		hits->category_count = room;
	}
	(*counts)[category]++;
}

/*
 * Finds the ids and scores of the best hits in the category, or in all (0), and
 * counts them all.
 */
static void
choose_entries(const struct rank *rank, struct arena *arena,
    const float *scores, int64_t only, size_t max, struct hits *hits)
{
	uint32_t *counts = NULL, category;

	for (uint32_t id = 1; id <= rank_entries(rank); id++) {
		if (scores[id] <= 0)
			continue;
		category = rank_category(rank, id);
		count_category(hits, arena, &counts, category);
		if (only != 0 && only != (int64_t)category)
			continue;
		hits->total++;
		keep_hit(hits->list, &hits->count, max,
		    &(struct hit){.id = id, .score = scores[id]});
	}
}

/* The same of the introductions; their ids are their categories'. */
static void
choose_intros(const struct rank *rank, const float *scores, int64_t only,
    struct hits *hits)
{
	uint32_t category;

	for (uint32_t id = rank_entries(rank) + 1; id <= rank_top(rank); id++) {
		category = rank_category(rank, id);
		if (scores[id] > 0 && (only == 0 || only == (int64_t)category))
			keep_hit(hits->intros, &hits->intro_count,
			    SEARCH_INTROS_MAX,
			    &(struct hit){.id = category,
				.score = scores[id],
				.intro = true});
	}
}

static enum status
choose_hits(const struct search *search, struct arena *arena,
    const struct search_query *asked, const float *scores, struct hits *hits)
{
	size_t max = asked->skip + asked->max, skip;

	hits->list = arena_alloc(arena, max * sizeof(*hits->list));
	hits->intros =
	    arena_alloc(arena, SEARCH_INTROS_MAX * sizeof(*hits->intros));
	if (hits->list == NULL || hits->intros == NULL)
		return ST_MEMORY;
	choose_entries(search->rank, arena, scores, asked->category, max, hits);
	if (asked->skip == 0)
		choose_intros(search->rank, scores, asked->category, hits);
	skip = asked->skip < hits->count ? asked->skip : hits->count;
	hits->list += skip;
	hits->count -= skip;
	return ST_OK;
}

/* ---------------------------------------------------------------- showing */

static enum status
show_hit(struct search *search, struct arena *arena, const struct marks *marks,
    struct hit *hit)
{
	struct db_stmt *stmt =
	    take_statement(search, hit->intro ? SQL_INTRO : SQL_SHOW);
	enum status status;
	bool found;

	db_bind_int(stmt, 1, hit->id);
	found = db_row(stmt);
	if (found) {
		hit->slug = arena_string(arena, db_text(stmt, 0));
		hit->question = marks_text(marks, arena, db_text(stmt, 1));
		hit->snippet = marks_snippet(marks, arena, db_text(stmt, 2));
		hit->category = arena_string(arena, db_text(stmt, 3));
	}
	status = db_end(stmt);
	if (status == ST_OK && !found)
		return db_contradiction(
		    search->db, "the index names an entry that is not there");
	return status;
}

/* Whether a stem is one letter of an alphabet; ideographs are words. */
static bool
is_letter(const struct term *term)
{
	const char *end = term->stem + term->len;
	uint32_t code;

	return text_decode(term->stem, end, &code) == term->len &&
	       (code < '0' || code > '9') && code < IDEOGRAPHS;
}

/*
 * Lists the stems that are worth marking: those of words that tell something,
 * and not much less than others do; never a single letter.
 */
static size_t
list_marks(const struct query *query, struct mark *list)
{
	double heaviest = 0;
	size_t count = 0;

	for (size_t i = 0; i < query->count; i++)
		if (query->terms[i].weight > heaviest)
			heaviest = query->terms[i].weight;
	for (size_t i = 0; i < query->count; i++) {
		const struct term *term = &query->terms[i];

		if (query->marked >> term->group & 1 && !is_letter(term) &&
		    term->weight >= MARK_LEAST * heaviest)
			list[count++] =
			    (struct mark){term->stem, term->len, term->weight};
	}
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
	for (size_t i = 0; status == ST_OK && i < hits->intro_count; i++)
		status = show_hit(search, arena, &marks, &hits->intros[i]);
	return status;
}

enum status
search_run(struct search *search, struct arena *arena,
    const struct search_query *asked, struct hits *hits)
{
	struct query *query = arena_alloc(arena, sizeof(*query));
	struct ranking ranking;
	enum status status;

	*hits = (struct hits){.corrected = ""};
	if (query == NULL)
		return ST_MEMORY;
	status = ready_search(search);
	if (status != ST_OK)
		return status;
	status = query_read(query, search->lexicon, arena, asked->words,
	    asked->exact    ? QUERY_EXACT
	    : asked->typing ? QUERY_TYPING
			    : QUERY_USUAL);
	hits->corrected = query->corrected;
	hits->offers = query->offers;
	hits->offer_count = query->offer_count;
	if (status == ST_OK && query->count > 0) {
		status = rank_run(search->rank, query, asked->any, &ranking);
		if (status == ST_OK)
			status = choose_hits(
			    search, arena, asked, ranking.scores, hits);
		hits->clear = ranking.clear != 0 && hits->count > 0 &&
			      hits->list[0].id == ranking.clear;
		if (status == ST_OK)
			status = show_hits(search, arena, query, hits);
	}
	return arena->failed ? ST_MEMORY : status;
}

const char *
search_prefix(const struct hit *hit)
{
	if (!hit->intro)
		return "";
	return *hit->slug == '\0' ? "/" : "category/";
}
