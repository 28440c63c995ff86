/* SPDX-License-Identifier: ISC */
/*
 * rank.c - adding up what entries score, and looking at the best once more.
 * See rank.h.
 *
 * The sum of the postings (BM25F, index.c) is exact for all entries. The
 * LOOKED_AT best of them also score for the one line that is nearest to the
 * query, and for the answer alone: the sum cannot tell an answer that says it
 * in one sentence from one that has the words scattered.
 */
#include "search/rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/db.h"
#include "search/index.h"

/*
 * What the nearest line adds, 0 to 1 of what all words together weigh; a line's
 * own weight and the query's are its measure by halves. What the answer alone
 * adds (BM25 by LINES_K and LINES_B, a line counting once).
 */
static const double NEAREST = 0.5, ANSWER = 0.25;
static const double LINES_K = 1.5, LINES_B = 0.7;
/*
 * There is no hit where the best scores, with COVER for each word that it has
 * at all, less than this part of the heaviest words; else what scores at least
 * that part of the best is one. See HACKING.md for all of them.
 */
static const double NOTHING = 0.20, COVER = 0.3, NOISE = 0.40;
/*
 * The best is clear where it scores MARGIN times what the next one does, and
 * holds these parts of the weight in its question and keywords, and anywhere.
 */
static const double MARGIN = 1.7, CLEAR_NAMED = 0.5, CLEAR_COVER = 0.65;
/* An introduction is a hit where it scores that part of the best entry. */
static const double INTRO = 0.8;

/*
 * While a word is typed: what an entry counts that has what begins with it in
 * its answer only.
 */
static const float DEEP = 0.25F;

enum {
	LOOKED_AT = 50, /* entries; and less introductions */
	SLOTS = 1024    /* of the table of terms; a power of 2 */
};

enum statement { SQL_POSTINGS, SQL_LINES, SQL_INDEXED, SQL_COUNT };

static const char *const sql[SQL_COUNT] = {
    [SQL_POSTINGS] = "SELECT postings FROM posting WHERE id = ?1",
    [SQL_LINES] = "SELECT lines FROM line WHERE entry = ?1",
    [SQL_INDEXED] = "SELECT top, entries, words, idfs, categories FROM indexed",
};

struct rank {
	struct db *db;
	struct db_stmt statements[SQL_COUNT];
	uint32_t top;               /* the largest id */
	uint32_t entries;           /* the largest one of an entry */
	double answer_words;        /* of an answer on average */
	uint8_t *idfs, *categories; /* as index.h describes them */
	uint32_t stem_count;
	float *scores;     /* by id */
	float *group;      /* what one group of terms adds to them */
	uint32_t *touched; /* the ids that it adds something to */
	size_t touched_count;
	uint16_t *matched; /* by id, a bit for each group that it has */
};

static struct db_stmt *
take_statement(struct rank *rank, enum statement which)
{
	db_take(&rank->statements[which], rank->db, sql[which]);
	return &rank->statements[which];
}

/* A copy of a column, to be freed, of *size bytes or more. NULL: no memory. */
static uint8_t *
copy_column(struct db_stmt *stmt, int column, size_t *size)
{
	size_t len;
	const uint8_t *bytes = db_blob(stmt, column, &len);
	uint8_t *copy = calloc(1, (len > *size ? len : *size) + 1);

	if (copy != NULL)
		memcpy(copy, bytes, len);
	*size = len;
	return copy;
}

/* Reads what is kept of all entries. */
static enum status
read_facts(struct rank *rank)
{
	struct db_stmt *stmt = take_statement(rank, SQL_INDEXED);
	size_t idfs_size = 0, size;
	bool found = db_row(stmt), fine = true;
	enum status status;

	if (found) {
		rank->top = (uint32_t)db_int(stmt, 0);
		rank->entries = (uint32_t)db_int(stmt, 1);
		rank->answer_words = (double)db_int(stmt, 2) /
				     (rank->entries > 0 ? rank->entries : 1);
		rank->idfs = copy_column(stmt, 3, &idfs_size);
		rank->stem_count = (uint32_t)(idfs_size / 2);
		size = 4 * (size_t)rank->top;
		rank->categories = copy_column(stmt, 4, &size);
		fine = rank->idfs != NULL && rank->categories != NULL;
	}
	status = db_end(stmt);
	if (status == ST_OK && !found)
		return db_contradiction(rank->db, "the index has no facts");
	return status == ST_OK && !fine ? ST_MEMORY : status;
}

enum status
rank_open(struct rank **out, struct db *db)
{
	struct rank *rank = calloc(1, sizeof(*rank));
	enum status status;
	size_t room;

	*out = NULL;
	if (rank == NULL)
		return ST_MEMORY;
	rank->db = db;
	status = read_facts(rank);
	room = (size_t)rank->top + 1;
	rank->scores = calloc(room, sizeof(*rank->scores));
	rank->group = calloc(room, sizeof(*rank->group));
	rank->touched = calloc(room, sizeof(*rank->touched));
	rank->matched = calloc(room, sizeof(*rank->matched));
	if (status == ST_OK &&
	    (rank->scores == NULL || rank->group == NULL ||
		rank->touched == NULL || rank->matched == NULL))
		status = ST_MEMORY;
	if (status == ST_OK)
		*out = rank;
	else
		rank_close(rank);
	return status;
}

void
rank_close(struct rank *rank)
{
	if (rank == NULL)
		return;
	free(rank->idfs);
	free(rank->categories);
	free(rank->scores);
	free(rank->group);
	free(rank->touched);
	free(rank->matched);
	free(rank);
}

uint32_t
rank_entries(const struct rank *rank)
{
	return rank->entries;
}

uint32_t
rank_top(const struct rank *rank)
{
	return rank->top;
}

uint32_t
rank_category(const struct rank *rank, uint32_t id)
{
	return index_number(rank->categories + 4 * ((size_t)id - 1));
}

/* -------------------------------------------------------------- the postings
 */

/* Raises the group's scores to what the entries score for one term. */
static enum status
score_term(struct rank *rank, const struct term *term)
{
	struct db_stmt *stmt = take_statement(rank, SQL_POSTINGS);
	float weight = (float)(term->weight / IMPACT_MAX), score;
	const uint8_t *p, *end;
	uint32_t id = 0;
	unsigned impact;
	size_t size;

	db_bind_int(stmt, 1, term->id);
	if (db_row(stmt)) {
		p = db_blob(stmt, 0, &size);
		end = p + size;
		while (
		    index_posting(&p, end, &id, &impact) && id <= rank->top) {
			score = weight * (float)impact;
			if (score <= rank->group[id])
				continue;
			if (rank->group[id] == 0)
				rank->touched[rank->touched_count++] = id;
			rank->group[id] = score;
		}
	}
	return db_end(stmt);
}

/* Adds the group's scores to the entries' and clears them. */
static void
close_group(struct rank *rank, int group)
{
	for (size_t i = 0; i < rank->touched_count; i++) {
		uint32_t id = rank->touched[i];

		rank->scores[id] += rank->group[id];
		rank->matched[id] |= (uint16_t)(1 << group);
		rank->group[id] = 0;
	}
	rank->touched_count = 0;
}

/* Adds up what each entry scores for each word. */
static enum status
score_words(struct rank *rank, const struct query *query)
{
	const struct term *terms = query->terms;
	enum status status = ST_OK;
	size_t room = (size_t)rank->top + 1;

	memset(rank->scores, 0, room * sizeof(*rank->scores));
	memset(rank->group, 0, room * sizeof(*rank->group));
	rank->touched_count = 0;
	memset(rank->matched, 0, room * sizeof(*rank->matched));
	for (size_t i = 0; status == ST_OK && i < query->count; i++) {
		status = score_term(rank, &terms[i]);
		if (i + 1 == query->count ||
		    terms[i + 1].group != terms[i].group)
			close_group(rank, terms[i].group);
	}
	return status;
}

/* ----------------------------------------------------------------- the lines
 */

/* The terms of a query by the number of their stem. */
struct lookup {
	const struct query *query;
	uint16_t slots[SLOTS]; /* of the terms, from 1; 0: none */
};

static void
make_lookup(struct lookup *lookup, const struct query *query)
{
	uint32_t at;

	*lookup = (struct lookup){.query = query};
	for (size_t i = 0; i < query->count; i++) {
		at = query->terms[i].id % SLOTS;
		while (lookup->slots[at] != 0)
			at = (at + 1) % SLOTS;
		lookup->slots[at] = (uint16_t)(i + 1);
	}
}

/* The place of the term of that stem among the query's, or -1. */
static int
find_term(const struct lookup *lookup, uint32_t id)
{
	uint32_t at = id % SLOTS;

	for (; lookup->slots[at] != 0; at = (at + 1) % SLOTS)
		if (lookup->query->terms[lookup->slots[at] - 1].id == id)
			return lookup->slots[at] - 1;
	return -1;
}

/* What the lines of an entry have in common with the query. */
struct reading {
	struct rank *rank;
	const struct lookup *lookup;
	double best[QUERY_WORDS_MAX]; /* of the line in hand, by group */
	uint16_t *counts; /* by term: lines of the answer that hold it */
	double words;     /* of the answer */
	double named;     /* what question and keywords have of the query */
	bool begun;       /* they have the word that is being typed */
	double nearest;   /* what the best line scores, 0 to 1 */
};

/* One of the best by the postings. */
struct candidate {
	uint32_t id;
	double named; /* as of its reading */
};

static double
sum_best(struct reading *reading)
{
	double sum = 0;

	for (int i = 0; i < reading->lookup->query->groups; i++)
		sum += reading->best[i];
	return sum;
}

/* Reads one line. Returns false where the bytes make no sense. */
static bool
read_line(struct reading *reading, const uint8_t **p, const uint8_t *end,
    bool answer, double *mass)
{
	const struct rank *rank = reading->rank;
	uint32_t count, delta, id = 0, idfs = 0;

	*mass = 0;
	if (!index_leb(p, end, &count))
		return false;
	while (count-- > 0 && index_leb(p, end, &delta)) {
		const struct term *term;
		const uint8_t *idf;
		int place;

		id += delta;
		if (id == 0 || id > rank->stem_count)
			return false;
		idf = rank->idfs + 2 * ((size_t)id - 1);
		idfs += idf[0] | (uint32_t)idf[1] << 8;
		place = find_term(reading->lookup, id);
		if (place < 0)
			continue;
		term = &reading->lookup->query->terms[place];
		if (term->weight > reading->best[term->group])
			reading->best[term->group] = term->weight;
		reading->counts[place] += answer;
	}
	*mass = idfs / (double)IDF_UNIT;
	return true;
}

static void
keep_nearest(struct reading *reading, double mass)
{
	double near = sum_best(reading) /
		      (0.5 * reading->lookup->query->weight + 0.5 * mass);

	if (near > reading->nearest)
		reading->nearest = near;
}

/*
 * Reads the lines of an entry. For the question's line the keywords count, too,
 * without making it longer.
 */
static void
read_lines(struct reading *reading, const uint8_t *p, const uint8_t *end)
{
	double mass, keyword_mass, keywords[QUERY_WORDS_MAX];
	double question[QUERY_WORDS_MAX];
	uint32_t words;
	size_t size = sizeof(reading->best);

	if (!index_leb(&p, end, &words))
		return;
	reading->words = words;
	memset(reading->best, 0, size);
	read_line(reading, &p, end, false, &mass);
	memcpy(question, reading->best, size);
	memset(reading->best, 0, size);
	read_line(reading, &p, end, false, &keyword_mass);
	memcpy(keywords, reading->best, size);
	keep_nearest(reading, keyword_mass);
	for (int i = 0; i < QUERY_WORDS_MAX; i++)
		reading->best[i] =
		    keywords[i] > question[i] ? keywords[i] : question[i];
	reading->named = sum_best(reading);
	reading->begun = reading->lookup->query->begun < 0 ||
			 reading->best[reading->lookup->query->begun] > 0;
	keep_nearest(reading, mass);
	for (;;) {
		memset(reading->best, 0, size);
		if (!read_line(reading, &p, end, true, &mass))
			break;
		keep_nearest(reading, mass);
	}
}

/* BM25 over the answer alone, where a line counts once. */
static double
score_answer(const struct reading *reading)
{
	const struct query *query = reading->lookup->query;
	double best[QUERY_WORDS_MAX] = {0}, sum = 0;
	double norm = LINES_K * (1.0 - LINES_B +
				    LINES_B * reading->words /
					reading->rank->answer_words);

	for (size_t i = 0; i < query->count; i++) {
		const struct term *term = &query->terms[i];
		double count = reading->counts[i], score;

		if (count == 0)
			continue;
		score = term->weight * count / (count + norm);
		if (score > best[term->group])
			best[term->group] = score;
	}
	for (int i = 0; i < query->groups; i++)
		sum += best[i];
	return sum;
}

/*
 * What an entry scores beyond its words. Where none of the query's tells
 * anything, what has them in its answer only is no hit: most answers have.
 */
static enum status
score_entry(struct rank *rank, const struct lookup *lookup, bool any,
    struct candidate *candidate)
{
	uint32_t id = candidate->id;
	uint16_t counts[QUERY_TERMS_MAX] = {0};
	struct reading reading = {
	    .rank = rank, .lookup = lookup, .counts = counts};
	struct db_stmt *stmt = take_statement(rank, SQL_LINES);
	const uint8_t *lines;
	size_t size;

	db_bind_int(stmt, 1, id);
	if (db_row(stmt)) {
		lines = db_blob(stmt, 0, &size);
		read_lines(&reading, lines, lines + size);
		rank->scores[id] +=
		    (float)(NEAREST * lookup->query->weight * reading.nearest +
			    ANSWER * score_answer(&reading));
		if (!reading.begun && id <= rank->entries)
			rank->scores[id] *= DEEP;
		if (!any && reading.named <= 0 && lookup->query->telling == 0)
			rank->scores[id] = 0;
		candidate->named = reading.named;
	}
	return db_end(stmt);
}

/* Finds the best of [first..last], at most max, best first. Returns how many.
 */
static int
find_best(const struct rank *rank, uint32_t first, uint32_t last,
    struct candidate *best, int max)
{
	const float *scores = rank->scores;
	float least = 0;
	int count = 0, i;

	for (uint32_t id = first; id <= last; id++) {
		if (scores[id] <= least)
			continue;
		i = count < max ? count++ : count - 1;
		for (; i > 0 && scores[best[i - 1].id] < scores[id]; i--)
			best[i] = best[i - 1];
		best[i] = (struct candidate){.id = id};
		if (count == max)
			least = scores[best[count - 1].id];
	}
	return count;
}

/* ---------------------------------------------------------- what is a hit */

/* Takes out what shares only words with the query that tell nothing. */
static void
drop_empty(struct rank *rank, const struct query *query)
{
	if (query->telling == 0)
		return;
	for (uint32_t id = 1; id <= rank->top; id++)
		if ((rank->matched[id] & query->telling) == 0)
			rank->scores[id] = 0;
}

static double
sum_matched(const struct query *query, uint16_t matched)
{
	double sum = 0;

	for (int i = 0; i < query->groups; i++)
		if (matched & 1 << i)
			sum += query->most[i];
	return sum;
}

/* The two best of the candidates, by what they score now; NULL: none. */
static void
find_two(const struct rank *rank, const struct candidate *list, int count,
    const struct candidate *two[2])
{
	two[0] = two[1] = NULL;
	for (int i = 0; i < count; i++) {
		const struct candidate *candidate = &list[i];
		float score = rank->scores[candidate->id];

		if (two[0] == NULL || score > rank->scores[two[0]->id]) {
			two[1] = two[0];
			two[0] = candidate;
		} else if (two[1] == NULL || score > rank->scores[two[1]->id]) {
			two[1] = candidate;
		}
	}
}

/* What one scores that shows whether it is of any use. */
static double
measure_use(const struct rank *rank, const struct query *query, uint32_t id)
{
	return rank->scores[id] + COVER * sum_matched(query, rank->matched[id]);
}

/*
 * Takes out what is no hit, and finds out whether the best one is clear.
 * Returns what that scores, 0: there is no hit.
 */
static double
choose_hits(struct rank *rank, const struct query *query,
    const struct candidate *list, int count, struct ranking *ranking)
{
	const struct candidate *two[2];
	double best, next, cover, floor = INFINITY;

	find_two(rank, list, count, two);
	if (two[0] == NULL)
		return 0;
	best = rank->scores[two[0]->id];
	next = two[1] != NULL ? rank->scores[two[1]->id] : 0;
	cover = sum_matched(query, rank->matched[two[0]->id]);
	if (measure_use(rank, query, two[0]->id) >= NOTHING * query->heaviest) {
		floor = NOISE * best;
		if (best >= MARGIN * next && best > 0 &&
		    two[0]->named >= CLEAR_NAMED * query->weight &&
		    cover >= CLEAR_COVER * query->weight)
			ranking->clear = two[0]->id;
	}
	for (uint32_t id = 1; id <= rank->entries; id++)
		if (rank->scores[id] < floor)
			rank->scores[id] = 0;
	return floor < INFINITY ? best : 0;
}

/*
 * Takes out the introductions that are none: what entries say better, or what
 * would not be shown of an entry, either.
 */
static void
choose_intros(struct rank *rank, const struct query *query, double best)
{
	for (uint32_t id = rank->entries + 1; id <= rank->top; id++)
		if (rank->scores[id] < INTRO * best ||
		    measure_use(rank, query, id) < NOTHING * query->heaviest)
			rank->scores[id] = 0;
}

/* Looks at the best of [first..last], and sorts out what is no hit. */
static enum status
look_closer(struct rank *rank, const struct lookup *lookup, uint32_t first,
    uint32_t last, bool any, struct candidate *best, int *count)
{
	enum status status = ST_OK;

	*count = find_best(rank, first, last, best, LOOKED_AT);
	for (int i = 0; status == ST_OK && i < *count; i++)
		status = score_entry(rank, lookup, any, &best[i]);
	return status;
}

enum status
rank_run(struct rank *rank, const struct query *query, bool any,
    struct ranking *ranking)
{
	struct lookup lookup;
	struct candidate best[LOOKED_AT], intros[LOOKED_AT];
	enum status status = score_words(rank, query);
	int count = 0, intro_count;
	double most = INFINITY; /* with any there is no introduction */

	*ranking = (struct ranking){.scores = rank->scores};
	if (!any)
		drop_empty(rank, query);
	make_lookup(&lookup, query);
	if (status == ST_OK)
		status = look_closer(
		    rank, &lookup, 1, rank->entries, any, best, &count);
	if (status == ST_OK)
		status = look_closer(rank, &lookup, rank->entries + 1,
		    rank->top, any, intros, &intro_count);
	if (status == ST_OK && !any)
		most = choose_hits(rank, query, best, count, ranking);
	if (status == ST_OK)
		choose_intros(rank, query, most);
	return status;
}
