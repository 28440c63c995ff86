/* SPDX-License-Identifier: ISC */
/* search.c - FTS5 queries, the ranking, the marks. See search.h. */
#include "search.h"

#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "text.h"

enum { FIELDS = 4 }; /* question, keywords, category, answer: as in store.c */

/*
 * BM25F (Zaragoza et al., TREC 2004): a field's weight multiplies its word
 * count before the one saturation by RANK_K, its length is normalised by
 * RANK_B. Tuned on public question sets, see HACKING.md.
 */
static const double field_weight[FIELDS] = {8.0, 4.0, 1.0, 1.0};
static const double RANK_K = 6.0, RANK_B = 0.75;

struct search {
	sqlite3 *db;
	sqlite3_stmt *rank; /* ids and scores */
	sqlite3_stmt *show; /* what a page shows of one hit */
	bool broken;
};

/* -------------------------------------------------------------- ranking */

/* What holds for all rows of one query. */
struct ranking {
	int terms;
	double idf[SEARCH_TERMS_MAX];
	double average[FIELDS]; /* words a field has on average */
};

static int
count_row(const Fts5ExtensionApi *api, Fts5Context *context, void *count)
{
	(void)api;
	(void)context;
	++*(sqlite3_int64 *)count;
	return SQLITE_OK;
}

/* Lucene's idf: never 0, however many rows hold the word. */
static double
inverse_frequency(sqlite3_int64 rows, sqlite3_int64 holding)
{
	return log(
	    1.0 + ((double)(rows - holding) + 0.5) / ((double)holding + 0.5));
}

static int
fill_ranking(
    const Fts5ExtensionApi *api, Fts5Context *context, struct ranking *ranking)
{
	sqlite3_int64 rows = 0, total = 0, holding;
	int code = api->xRowCount(context, &rows);

	ranking->terms = api->xPhraseCount(context);
	if (ranking->terms > SEARCH_TERMS_MAX)
		ranking->terms = SEARCH_TERMS_MAX;
	for (int i = 0; code == SQLITE_OK && i < ranking->terms; i++) {
		holding = 0;
		code = api->xQueryPhrase(context, i, &holding, count_row);
		ranking->idf[i] = inverse_frequency(rows, holding);
	}
	for (int i = 0; code == SQLITE_OK && i < FIELDS; i++) {
		code = api->xColumnTotalSize(context, i, &total);
		ranking->average[i] =
		    total > 0 && rows > 0 ? (double)total / (double)rows : 1.0;
	}
	return code;
}

/* The query's ranking, made at its first row and kept by FTS5 for the rest. */
static struct ranking *
find_ranking(const Fts5ExtensionApi *api, Fts5Context *context, int *code)
{
	struct ranking *ranking = api->xGetAuxdata(context, 0);

	if (ranking != NULL)
		return ranking;
	ranking = calloc(1, sizeof(*ranking));
	if (ranking == NULL) {
		*code = SQLITE_NOMEM;
		return NULL;
	}
	*code = fill_ranking(api, context, ranking);
	if (*code != SQLITE_OK) {
		free(ranking);
		return NULL;
	}
	*code =
	    api->xSetAuxdata(context, ranking, free); /* frees if it fails */
	return *code == SQLITE_OK ? ranking : NULL;
}

/* Adds up, for each word, its weighted count in the current row. */
static int
count_words(const Fts5ExtensionApi *api, Fts5Context *context,
    const struct ranking *ranking, double *counts)
{
	int instances = 0, phrase, field, offset, words;
	double norm[FIELDS];
	int code = api->xInstCount(context, &instances);

	for (int i = 0; code == SQLITE_OK && i < FIELDS; i++) {
		code = api->xColumnSize(context, i, &words);
		norm[i] = field_weight[i] /
			  (1.0 - RANK_B + RANK_B * words / ranking->average[i]);
	}
	for (int i = 0; code == SQLITE_OK && i < instances; i++) {
		code = api->xInst(context, i, &phrase, &field, &offset);
		if (code == SQLITE_OK && phrase < ranking->terms &&
		    field < FIELDS)
			counts[phrase] += norm[field];
	}
	return code;
}

/* The SQL function rank_entry(search): the row's score. */
static void
rank_entry(const Fts5ExtensionApi *api, Fts5Context *context,
    sqlite3_context *result, int argc, sqlite3_value **argv)
{
	double counts[SEARCH_TERMS_MAX] = {0}, score = 0;
	int code = SQLITE_OK;
	struct ranking *ranking = find_ranking(api, context, &code);

	(void)argc;
	(void)argv;
	if (ranking != NULL)
		code = count_words(api, context, ranking, counts);
	if (code != SQLITE_OK) {
		sqlite3_result_error_code(result, code);
		return;
	}
	for (int i = 0; i < ranking->terms; i++)
		score += ranking->idf[i] * counts[i] / (RANK_K + counts[i]);
	sqlite3_result_double(result, score);
}

static int
register_ranking(sqlite3 *db)
{
	sqlite3_stmt *stmt = NULL;
	fts5_api *api = NULL;
	int code = sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &stmt, NULL);

	if (code != SQLITE_OK)
		return code;
	sqlite3_bind_pointer(stmt, 1, (void *)&api, "fts5_api_ptr", NULL);
	sqlite3_step(stmt);
	code = sqlite3_finalize(stmt);
	if (code != SQLITE_OK || api == NULL)
		return code != SQLITE_OK ? code : SQLITE_ERROR;
	return api->xCreateFunction(api, "rank_entry", NULL, rank_entry, NULL);
}

/* -------------------------------------------------------------- opening */

static enum status
check_result(struct search *search, int code)
{
	if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
		return ST_OK;
	if ((code & 0xff) == SQLITE_NOMEM)
		return ST_MEMORY;
	code &= 0xff;
	search->broken |= code == SQLITE_CORRUPT || code == SQLITE_NOTADB ||
			  code == SQLITE_IOERR || code == SQLITE_CANTOPEN;
	log_line("search: %s", sqlite3_errmsg(search->db));
	return ST_SYSTEM;
}

static int
prepare(sqlite3 *db, const char *text, sqlite3_stmt **stmt)
{
	return sqlite3_prepare_v3(
	    db, text, -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL);
}

enum status
search_open(struct search **out, struct sqlite3 *db)
{
	static const char rank[] =
	    "SELECT rowid, rank_entry(search) AS score FROM search"
	    " WHERE search MATCH ?1 AND (?2 = 0 OR rowid IN"
	    " (SELECT id FROM entry WHERE category = ?2))"
	    " ORDER BY score DESC, rowid LIMIT ?3";
	static const char show[] =
	    "SELECT entry.slug, highlight(search, 0, char(1), char(2)),"
	    " snippet(search, 3, char(1), char(2), '…', 30),"
	    " ifnull(category.title, '') FROM search"
	    " JOIN entry ON entry.id = search.rowid"
	    " LEFT JOIN category ON category.id = entry.category"
	    " WHERE search MATCH ?1 AND search.rowid = ?2";
	struct search *search = calloc(1, sizeof(*search));
	enum status status;
	int code;

	*out = NULL;
	if (search == NULL)
		return ST_MEMORY;
	search->db = db;
	code = register_ranking(db);
	if (code == SQLITE_OK)
		code = prepare(db, rank, &search->rank);
	if (code == SQLITE_OK)
		code = prepare(db, show, &search->show);
	status = check_result(search, code);
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
	sqlite3_finalize(search->rank);
	sqlite3_finalize(search->show);
	free(search);
}

bool
search_broken(const struct search *search)
{
	return search->broken;
}

/* ----------------------------------------------------------------- queries */

/* A word of the query, as it stands there. */
struct word {
	const char *start;
	size_t len;
};

/* Punctuation beyond ASCII; the right quotation mark is an apostrophe. */
static bool
is_punctuation(uint32_t code)
{
	return (code >= 0x80 && code <= 0xa9) ||
	       (code >= 0xab && code <= 0xb1) ||
	       (code >= 0xb6 && code <= 0xb8) || code == 0xbb || code == 0xbf ||
	       (code >= 0x2000 && code <= 0x200a) ||
	       (code >= 0x2010 && code <= 0x205e && code != 0x2019) ||
	       (code >= 0x3000 && code <= 0x3003) ||
	       (code >= 0x3008 && code <= 0x3020) ||
	       (code >= 0xff00 && code <= 0xff0f) ||
	       (code >= 0xff1a && code <= 0xff20);
}

/*
 * Returns the length of the character at p where it belongs to a word: letters
 * and digits, and all beyond ASCII that FTS5's tokenizer is to sort out.
 */
static size_t
character_length(const char *p, const char *end)
{
	char lower = text_lower(*p);
	uint32_t code;
	size_t n = text_decode(p, end, &code);

	if (n == 1)
		return (lower >= 'a' && lower <= 'z') ||
		       (*p >= '0' && *p <= '9');
	return is_punctuation(code) ? 0 : n;
}

/* Returns the length of the word at p, apostrophes inside it included. */
static size_t
word_length(const char *p, const char *end)
{
	const char *start = p;
	size_t n;

	for (; p < end; p += n) {
		n = character_length(p, end);
		if (n == 0 && *p == '\'' && p > start && end - p > 1 &&
		    character_length(p + 1, end) > 0)
			n = 1;
		if (n == 0)
			break;
	}
	return (size_t)(p - start);
}

/* Whether the word is among those, in upper or lower case. */
static bool
was_said(const struct word *said, size_t count, const char *start, size_t len)
{
	for (size_t i = 0; i < count; i++)
		if (said[i].len == len &&
		    strncasecmp(said[i].start, start, len) == 0)
			return true;
	return false;
}

/*
 * Writes the visitor's words as an FTS5 expression, "does" OR "it": only words
 * stand inside the quotes, so no input can be syntax. A word that is repeated
 * counts once. Empty when there is none.
 */
static void
write_expression(struct buffer *out, const char *words)
{
	const char *end = words + strnlen(words, SEARCH_BYTES_MAX), *p = words;
	struct word said[SEARCH_TERMS_MAX];
	size_t count = 0, len;

	while (p < end && count < SEARCH_TERMS_MAX) {
		len = word_length(p, end);
		if (len > 0 && !was_said(said, count, p, len)) {
			buffer_string(out, count > 0 ? " OR \"" : "\"");
			buffer_add(out, p, len);
			buffer_char(out, '"');
			said[count++] = (struct word){p, len};
		}
		p += len > 0 ? len : 1;
	}
}

static const char *
copy_column(sqlite3_stmt *stmt, int column, struct arena *arena)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);

	return arena_string(arena, text != NULL ? text : "");
}

/* Reads ids and scores of the best hits. */
static enum status
rank_hits(struct search *search, struct arena *arena, const char *expression,
    int64_t category, size_t max, double floor, struct hits *hits)
{
	sqlite3_stmt *stmt = search->rank;
	int code;

	hits->list = arena_alloc(arena, max * sizeof(*hits->list));
	if (hits->list == NULL)
		return ST_MEMORY;
	sqlite3_bind_text(stmt, 1, expression, -1, SQLITE_STATIC);
	sqlite3_bind_int64(stmt, 2, category);
	sqlite3_bind_int64(stmt, 3, (sqlite3_int64)max);
	while ((code = sqlite3_step(stmt)) == SQLITE_ROW && hits->count < max) {
		struct hit *hit = &hits->list[hits->count];

		hit->id = sqlite3_column_int64(stmt, 0);
		hit->score = sqlite3_column_double(stmt, 1);
		if (hit->score < floor * hits->list[0].score)
			break;
		hits->count++;
	}
	sqlite3_reset(stmt);
	return check_result(search, code);
}

static enum status
show_hit(struct search *search, struct arena *arena, const char *expression,
    struct hit *hit)
{
	sqlite3_stmt *stmt = search->show;
	int code;

	sqlite3_bind_text(stmt, 1, expression, -1, SQLITE_STATIC);
	sqlite3_bind_int64(stmt, 2, hit->id);
	code = sqlite3_step(stmt);
	if (code == SQLITE_ROW) {
		hit->slug = copy_column(stmt, 0, arena);
		hit->question = copy_column(stmt, 1, arena);
		hit->snippet = copy_column(stmt, 2, arena);
		hit->category = copy_column(stmt, 3, arena);
	} else if (code == SQLITE_DONE) {
		code = SQLITE_CORRUPT; /* the same query found it just now */
	}
	sqlite3_reset(stmt);
	return check_result(search, code);
}

enum status
search_run(struct search *search, struct arena *arena, const char *words,
    int64_t category, size_t max, double floor, struct hits *hits)
{
	struct buffer expression = {0};
	enum status status;

	*hits = (struct hits){0};
	write_expression(&expression, words);
	status = expression.status;
	if (status == ST_OK && expression.len > 0)
		status = rank_hits(
		    search, arena, expression.data, category, max, floor, hits);
	for (size_t i = 0; status == ST_OK && i < hits->count; i++)
		status =
		    show_hit(search, arena, expression.data, &hits->list[i]);
	sqlite3_clear_bindings(search->rank);
	sqlite3_clear_bindings(search->show);
	buffer_free(&expression);
	return arena->failed ? ST_MEMORY : status;
}
