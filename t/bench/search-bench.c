/* SPDX-License-Identifier: ISC */
/*
 * search-bench.c - how fast searching is, and building, beside plain FTS5 on
 * the same data in the same run: `MATCH a OR b … ORDER BY bm25`.
 *
 *	make t/bench/search-bench && t/bench/search-bench [ANSWERS…]
 *
 * The FAQs are made up: words drawn by Zipf's law, questions of 4 to 10,
 * answers of 30 to 90. Six kinds of 200 queries each: rare words, common ones,
 * sentences of 8, sentences with a slip in two words, 16 words of nonsense, a
 * word's first two or three letters. Times in milliseconds; both give the ten
 *best with their questions and snippets.
 */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "search/search.h"
#include "faq/store.h"

enum { QUERIES = 200, HITS = 10, VOCABULARY = 60000, WORD_SIZE = 16 };

enum kind { RARE, COMMON, SENTENCE, SLIPS, NONSENSE, TYPING, KINDS };

static const char *const kind_names[] = {
    "rare", "common", "sentence", "slips", "nonsense", "typing"};

static char vocabulary[VOCABULARY][WORD_SIZE];
static double cumulated[VOCABULARY]; /* of Zipf's weights */
static uint64_t dice = 42;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static uint32_t
roll(uint32_t sides)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (uint32_t)(dice >> 32) % sides;
}

/* Words of syllables; frequent ones are short. */
static void
make_vocabulary(void)
{
	static const char consonants[] = "bcdfghklmnprstvwz",
			  vowels[] = "aeiou";
	double sum = 0;

	for (int i = 0; i < VOCABULARY; i++) {
		int syllables = i < 60 ? 1 : i < 3000 ? 2 : 3 + (i & 1), n = 0;

		for (int k = 0; k < syllables; k++) {
			vocabulary[i][n++] = consonants[roll(17)];
			vocabulary[i][n++] = vowels[roll(5)];
			if (roll(2))
				vocabulary[i][n++] = consonants[roll(17)];
		}
		sum += 1.0 / (i + 2.7);
		cumulated[i] = sum;
	}
}

static const char *
draw_word(void)
{
	double at =
	    roll(1 << 30) / (double)(1 << 30) * cumulated[VOCABULARY - 1];
	int low = 0, high = VOCABULARY - 1;

	while (low < high) {
		int middle = (low + high) / 2;

		if (cumulated[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	return vocabulary[low];
}

static void
draw_text(struct buffer *text, uint32_t words)
{
	buffer_reset(text);
	for (uint32_t i = 0; i < words; i++)
		buffer_printf(text, "%s%s", i > 0 ? " " : "", draw_word());
}

/* --------------------------------------------------------------- building */

static void
die(const char *what)
{
	fprintf(stderr, "search-bench: %s failed\n", what);
	abort();
}

static double
build_ours(const char *path, int answers)
{
	struct buffer question = {0}, text = {0};
	struct store *store;
	double start = now();
	char slug[20];

	dice = 7;
	if (store_create(&store, path) != ST_OK)
		die("store_create");
	store_put_front(store, &(struct front){"T", "", "", "", "", "", 0});
	for (int i = 1; i <= answers; i++) {
		snprintf(slug, sizeof(slug), "q%d", i);
		draw_text(&question, 4 + roll(7));
		draw_text(&text, 30 + roll(61));
		if (store_put_entry(store, &(struct entry){.id = i,
					       .slug = slug,
					       .question = question.data,
					       .answer_html = text.data,
					       .answer_text = text.data,
					       .answer_markdown = text.data,
					       .keywords = "",
					       .updated = "",
					       .file = "data/a.md",
					       .line = i,
					       .aka = ""}) != ST_OK)
			die("store_put_entry");
	}
	if (store_finish(store, 1) != ST_OK)
		die("store_finish");
	store_close(store);
	buffer_free(&question);
	buffer_free(&text);
	return now() - start;
}

static double
build_plain(const char *path, int answers)
{
	struct buffer question = {0}, text = {0};
	sqlite3_stmt *stmt = NULL;
	double start = now();
	sqlite3 *db;

	dice = 7;
	unlink(path);
	sqlite3_open(path, &db);
	sqlite3_exec(db,
	    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;"
	    "CREATE VIRTUAL TABLE f USING fts5(question, answer,"
	    " tokenize='porter unicode61 remove_diacritics 2')",
	    NULL, NULL, NULL);
	sqlite3_prepare_v2(db, "INSERT INTO f VALUES(?1, ?2)", -1, &stmt, NULL);
	for (int i = 1; i <= answers; i++) {
		draw_text(&question, 4 + roll(7));
		draw_text(&text, 30 + roll(61));
		sqlite3_bind_text(stmt, 1, question.data, -1, SQLITE_STATIC);
		sqlite3_bind_text(stmt, 2, text.data, -1, SQLITE_STATIC);
		sqlite3_step(stmt);
		sqlite3_reset(stmt);
	}
	sqlite3_finalize(stmt);
	if (sqlite3_exec(db, "INSERT INTO f(f) VALUES('optimize'); COMMIT",
		NULL, NULL, NULL) != SQLITE_OK)
		die("plain FTS5");
	sqlite3_close(db);
	buffer_free(&question);
	buffer_free(&text);
	return now() - start;
}

/* -------------------------------------------------------------- searching */

/* Two neighbours change places. */
static void
add_slip(struct buffer *query, const char *word)
{
	size_t len = strlen(word), at = 1 + roll((uint32_t)len);

	if (at + 1 >= len) {
		buffer_printf(query, "%sx", word);
		return;
	}
	buffer_add(query, word, at);
	buffer_char(query, word[at + 1]);
	buffer_char(query, word[at]);
	buffer_string(query, word + at + 2);
}

static void
draw_query(struct buffer *query, enum kind kind)
{
	uint32_t words = kind == RARE       ? 2
			 : kind == COMMON   ? 3
			 : kind == NONSENSE ? 16
			 : kind == TYPING   ? 1
					    : 8;

	buffer_reset(query);
	for (uint32_t i = 0; i < words; i++) {
		const char *word = kind == RARE ? vocabulary[3000 + roll(20000)]
				   : kind == COMMON ? vocabulary[roll(40)]
						    : draw_word();

		if (i > 0)
			buffer_char(query, ' ');
		if (kind == NONSENSE)
			for (int k = 0; k < 10; k++)
				buffer_char(
				    query, "aeioubdgklmnrstv"[roll(16)]);
		else if (kind == TYPING)
			buffer_add(query, word, 2 + roll(2));
		else if (kind == SLIPS && i < 2)
			add_slip(query, vocabulary[100 + roll(20000)]);
		else
			buffer_string(query, word);
	}
}

static double
run_ours(struct search *search, const char *words, bool typing)
{
	struct arena arena = {0};
	struct hits hits;
	double start = now();

	if (search_run(search, &arena,
		&(struct search_query){
		    .words = words, .max = HITS, .typing = typing},
		&hits) != ST_OK)
		die("search_run");
	start = now() - start;
	arena_free(&arena);
	return start;
}

static double
run_plain(sqlite3_stmt *stmt, const char *words)
{
	struct buffer match = {0};
	double start;
	size_t n;

	for (; *words != '\0'; words += n + (words[n] == ' ')) {
		n = strcspn(words, " ");
		buffer_string(&match, match.len > 0 ? " OR \"" : "\"");
		buffer_add(&match, words, n);
		buffer_char(&match, '"');
	}
	start = now();
	sqlite3_bind_text(stmt, 1, match.data, (int)match.len, SQLITE_STATIC);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		sqlite3_column_text(stmt, 1);
	sqlite3_reset(stmt);
	buffer_free(&match);
	return now() - start;
}

static int
compare_times(const void *a, const void *b)
{
	double one = *(const double *)a, two = *(const double *)b;

	return (one > two) - (one < two);
}

static void
print_times(const char *kind, double ours[QUERIES], double plain[QUERIES])
{
	qsort(ours, QUERIES, sizeof(*ours), compare_times);
	qsort(plain, QUERIES, sizeof(*plain), compare_times);
	printf("  %-9s median %8.3f  p99 %8.3f | FTS5 median %8.3f"
	       "  p99 %8.3f | %6.1f and %6.1f times\n",
	    kind, ours[QUERIES / 2], ours[QUERIES * 99 / 100],
	    plain[QUERIES / 2], plain[QUERIES * 99 / 100],
	    plain[QUERIES / 2] / ours[QUERIES / 2],
	    plain[QUERIES * 99 / 100] / ours[QUERIES * 99 / 100]);
}

static void
compare_queries(struct search *search, sqlite3_stmt *stmt)
{
	double ours[QUERIES], plain[QUERIES];
	struct buffer query = {0};

	for (int kind = 0; kind < KINDS; kind++) {
		dice = 99 + (uint64_t)kind;
		for (int i = 0; i < QUERIES; i++) {
			draw_query(&query, (enum kind)kind);
			ours[i] = run_ours(search, query.data, kind == TYPING);
			plain[i] = run_plain(stmt, query.data);
		}
		print_times(kind_names[kind], ours, plain);
	}
	buffer_free(&query);
}

static double
megabytes(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (double)st.st_size / 1e6 : 0;
}

static void
run_size(int answers, const char *folder)
{
	char ours[300], plain[300];
	struct search *search;
	sqlite3_stmt *stmt;
	struct rusage use;
	struct store *store;
	double time_ours, time_plain;
	sqlite3 *db;

	snprintf(ours, sizeof(ours), "%s/ours.db", folder);
	snprintf(plain, sizeof(plain), "%s/plain.db", folder);
	time_ours = build_ours(ours, answers);
	getrusage(RUSAGE_SELF, &use);
	time_plain = build_plain(plain, answers);
	printf("%d answers: built in %.2f s, %.1f MB, memory up to %.0f MB"
	       " | FTS5 %.2f s, %.1f MB\n",
	    answers, time_ours / 1e3, megabytes(ours),
	    (double)use.ru_maxrss / 1e3, time_plain / 1e3, megabytes(plain));
	if (store_open(&store, ours) != ST_OK ||
	    search_open(&search, store_db(store)) != ST_OK ||
	    sqlite3_open(plain, &db) != SQLITE_OK ||
	    sqlite3_prepare_v2(db,
		"SELECT highlight(f, 0, '<', '>'),"
		" snippet(f, 1, '<', '>', '…', 30) FROM f WHERE f MATCH ?1"
		" ORDER BY bm25(f, 8.0, 1.0) LIMIT 10",
		-1, &stmt, NULL) != SQLITE_OK)
		die("opening");
	compare_queries(search, stmt);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	search_close(search);
	store_close(store);
	unlink(ours);
	unlink(plain);
}

int
main(int argc, char **argv)
{
	static const int sizes[] = {12, 1000, 10000, 100000};
	char folder[] = "/tmp/search-bench-XXXXXX";

	if (mkdtemp(folder) == NULL)
		die("mkdtemp");
	make_vocabulary();
	for (size_t i = 0; argc < 2 && i < COUNT(sizes); i++)
		run_size(sizes[i], folder);
	for (int i = 1; i < argc; i++)
		run_size((int)strtol(argv[i], NULL, 10), folder);
	rmdir(folder);
	return 0;
}
