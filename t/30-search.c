/* SPDX-License-Identifier: ISC */
/* search.c: any words, in good order, with marks where they belong. */
#include "search/search.h"

#include <stdlib.h>

#include "base/db.h"
#include "faq/store.h"
#include "tap.h"

static struct store *store;
static struct search *search;

static const struct category categories[] = {
    {1, "safety", "Safety and comfort", "", "", "a.md", 1, 0},
    {2, "cost", "Cost", "", "", "b.md", 1, 0},
};

#define ENTRY(id, slug, question, text, keywords, category)               \
	{                                                                 \
		id, slug, question, "", text, "", keywords, "", category, \
		    "a.md", id, "", 0                                     \
	}

static const struct entry entries[] = {
    ENTRY(1, "hurt", "Does it hurt?",
	"Most people feel a light scratching treatment. It is not bad.",
	"painful numb", 1),
    ENTRY(2, "price", "What does the treatment cost?",
	"The price depends on the size. Paying it does not hurt much.",
	"expensive cheap", 2),
    ENTRY(3, "sun", "May I lie in the sun?",
	"After the treatment wait four weeks. Sunburn is painful anywhere.",
	"holiday", 1),
    ENTRY(4, "naive", "Is it na\xc3\xafve to hope?",
	"Hope helps every treatment. A caf\xc3\xa9 is round the corner.", "",
	0),
    ENTRY(5, "sizes", "Which sizes are there?",
	"A treatment comes in three sizes & one <colour>.", "size", 2),
    ENTRY(6, "japanese", "\xe7\x97\x9b\xe3\x81\x84?",
	"A treatment of \xce\x91\xce\x98\xce\x97\xce\x9d\xce\x91 and "
	"\xd0\x96\xd0\xb8\xd0\xb7\xd0\xbd\xd1\x8c.",
	"", 0),
    ENTRY(7, "its", "What's the doctor\xe2\x80\x99s name?",
	"Don't ask; it's on the door of the treatment room.", "", 0),
};

static bool
open_store(void)
{
	bool fine = store_create(&store, NULL) == ST_OK;

	for (size_t i = 0; fine && i < COUNT(categories); i++)
		fine = store_put_category(store, &categories[i]) == ST_OK;
	for (size_t i = 0; fine && i < COUNT(entries); i++)
		fine = store_put_entry(store, &entries[i]) == ST_OK;
	return fine && store_finish(store, 1) == ST_OK &&
	       search_open(&search, store_db(store)) == ST_OK;
}

/* ------------------------------------------------------------------ helpers */

/* The text without marks, in the arena; *balanced: they alternate. */
static const char *
without_marks(struct arena *arena, const char *text, bool *balanced)
{
	char *plain = arena_string(arena, text), *to = plain;
	bool on = false;

	*balanced = true;
	for (; *text != '\0'; text++) {
		if (*text != MARK_ON && *text != MARK_OFF) {
			*to++ = *text;
			continue;
		}
		*balanced = *balanced && on == (*text == MARK_OFF);
		on = *text == MARK_ON;
	}
	*to = '\0';
	*balanced = *balanced && !on;
	return plain;
}

/* Whether a snippet, ellipses aside, is a part of the entry's text. */
static bool
is_part(struct arena *arena, const char *snippet, const char *text)
{
	static const char dots[] = "\xe2\x80\xa6";
	size_t len = strlen(snippet);

	if (strncmp(snippet, dots, 3) == 0) {
		snippet += 3;
		len -= 3;
	}
	if (len >= 3 && strcmp(snippet + len - 3, dots) == 0)
		len -= 3;
	return strstr(text, arena_copy(arena, snippet, len)) != NULL;
}

static const char *
category_title(const struct entry *entry)
{
	return entry->category > 0 ? categories[entry->category - 1].title : "";
}

/* Whether everything in a hit is as search.h says. */
static bool
is_sound(struct arena *arena, const struct hit *hit)
{
	const struct entry *entry = &entries[hit->id - 1];
	bool one, two;
	const char *question = without_marks(arena, hit->question, &one);
	const char *snippet = without_marks(arena, hit->snippet, &two);

	return one && two && hit->score > 0 &&
	       strcmp(hit->slug, entry->slug) == 0 &&
	       strcmp(question, entry->question) == 0 &&
	       is_part(arena, snippet, entry->answer_text) &&
	       strcmp(hit->category, category_title(entry)) == 0;
}

/* Runs a query as a page for all categories does, common words or not. */
static enum status
run(struct search *in, struct arena *arena, const char *words, size_t max,
    struct hits *hits)
{
	return search_run(in, arena,
	    &(struct search_query){.words = words, .max = max, .any = true},
	    hits);
}

/*
 * The ids of the hits as digits, best first, for words in a category; what is
 * wrong instead, where the search fails or a hit is not sound.
 */
static const char *
found(struct arena *arena, const char *words, int64_t category, size_t max,
    bool any)
{
	struct search_query query = {
	    .words = words, .category = category, .max = max, .any = any};
	char *ids = arena_alloc(arena, COUNT(entries) + 1);
	struct hits hits;
	enum status status = search_run(search, arena, &query, &hits);

	if (status != ST_OK)
		return "failed";
	if (hits.count > max || hits.count > COUNT(entries))
		return "too many";
	for (size_t i = 0; i < hits.count; i++) {
		if (!is_sound(arena, &hits.list[i]))
			return "a hit is not sound";
		if (i > 0 && hits.list[i].score > hits.list[i - 1].score)
			return "not in order";
		ids[i] = (char)('0' + hits.list[i].id);
	}
	return ids;
}

/* Hits behind the first ones are those that are next. */
static void
test_skip(void)
{
	struct search_query query = {.words = "hurt", .any = true};
	struct arena arena = {0};
	struct hits all, hits;

	query.max = 10;
	search_run(search, &arena, &query, &all);
	ok(all.count >= 2, "several hits");
	query.max = 1;
	for (query.skip = 0; query.skip < all.count; query.skip++) {
		search_run(search, &arena, &query, &hits);
		ok(hits.count == 1 && hits.total == all.total &&
			hits.list[0].id == all.list[query.skip].id,
		    "hit %zu alone", query.skip);
	}
	search_run(search, &arena, &query, &hits);
	ok(hits.count == 0 && hits.total == all.total, "none behind the last");
	arena_free(&arena);
}

/* The words find these entries, best first. */
static void
ranks(const char *words, const char *want, const char *name)
{
	struct arena arena = {0};

	is(found(&arena, words, 0, 10, true), want, "%s", name);
	arena_free(&arena);
}

static int
compare_bytes(const void *one, const void *two)
{
	return *(const char *)one - *(const char *)two;
}

/* The words find these entries, in whatever order. */
static void
finds(const char *words, const char *want, const char *name)
{
	struct arena arena = {0};
	const char *ids = found(&arena, words, 0, 10, true);
	char *sorted = arena_string(&arena, ids);

	if (ids[0] >= '1' && ids[0] <= '9')
		qsort(sorted, strlen(sorted), 1, compare_bytes);
	is(sorted, want, "%s", name);
	arena_free(&arena);
}

/* ------------------------------------------------------------------ ranking */

static void
test_order(void)
{
	ranks("hurt", "12", "a question's word before an answer's");
	ranks("painful", "13", "a keyword before an answer's word");
	ranks("size", "52", "a question and a keyword before an answer");
	ranks("cheap sunburn", "23", "a keyword before an answer's word");
}

static void
test_words(void)
{
	finds("sunburn", "3", "a word of one answer");
	finds("SUNBURN", "3", "in capitals");
	finds("holiday", "3", "a keyword");
	finds("comfort", "13", "a category's word");
	finds("elephant", "", "a word of none");
	finds("elephant sunburn", "3", "no word is required");
	finds("", "", "no words");
	finds("   ", "", "only spaces");
	finds("hurts", "12", "a stem: hurts finds hurt");
	finds("hurting", "12", "hurting, too");
	finds("hoping", "4", "hoping finds hope");
	finds("na\xc3\xafve", "4", "an accent");
	finds("naive", "4", "left out");
	finds("cafe", "4", "left out in an answer");
	finds("CAF\xc3\x89", "4", "in capitals");
	finds("cafe\xcc\x81", "4", "as a combining mark");
	finds("\xe7\x97\x9b\xe3\x81\x84", "6", "Japanese");
	finds("\xce\xb1\xce\xb8\xce\xb7\xce\xbd\xce\xb1", "6",
	    "Greek in small letters");
	finds("\xd0\xb6\xd0\xb8\xd0\xb7\xd0\xbd\xd1\x8c", "6",
	    "Cyrillic in small letters");
	finds("colour", "5", "a word between signs of HTML");
	finds("don't", "7", "an apostrophe");
	finds("doctor's", "7", "one where the text has the other");
	finds("doctor\xe2\x80\x99s", "7", "and the other way round");
	finds("'sunburn'", "3", "in quotation marks");
	finds("sunburn'", "3", "an apostrophe at the end");
	finds("sunburn\xe2\x80\x94holiday", "3", "words joined by a dash");
	finds("sunburn\xe2\x80\x94"
	      "elephant",
	    "3", "a dash joins no phrase: none is required");
	finds("cafe's cafe", "4", "a word that began another one, too");
	finds("\xc2\xabsunburn\xc2\xbb \xe2\x80\x9c"
	      "cafe\xe2\x80\x9d",
	    "34", "quotation marks of all kinds");
	finds("sunburn\xe3\x80\x82"
	      "cafe\xef\xbc\x9f",
	    "34", "a Japanese full stop");
	finds("sunburn/elephant-cafe", "34", "signs of ASCII part words");
}

static void
test_scores(void)
{
	struct arena arena = {0};
	struct hits one, two, many;

	run(search, &arena, "treatment", 10, &one);
	is_int(one.count, COUNT(entries), "a word that stands in all rows");
	ok(one.count > 0 && one.list[0].id == 2,
	    "still ranks: the question first");
	ok(one.count > 0 && one.list[one.count - 1].score > 0,
	    "and no score is 0");
	run(search, &arena, "treatment sunburn", 10, &two);
	ok(two.count > 0 && two.list[0].id == 3,
	    "a rare word weighs more than one of all rows");
	run(search, &arena, "sunburn treatment", 10, &many);
	ok(many.count == two.count && many.count > 0 &&
		many.list[0].score == two.list[0].score,
	    "the order of words is no matter");
	arena_free(&arena);
}

static void
test_limits(void)
{
	struct arena arena = {0};
	struct hits hits;

	is(found(&arena, "hurt", 1, 10, true), "1", "in one category");
	is(found(&arena, "hurt", 2, 10, true), "2", "in another");
	is(found(&arena, "hurt", 99, 10, true), "", "in one that is not there");
	is(found(&arena, "hurt", 0, 1, true), "1", "one at most");
	is(found(&arena, "hurt", 0, 0, true), "", "none at most");
	is_int(strlen(found(&arena, "lie sun treatment", 0, 10, true)),
	    COUNT(entries), "all hold the common word");
	run(search, &arena, "hurt treatment", 2, &hits);
	is_int(hits.count, 2, "two of many");
	is_int(hits.total, COUNT(entries), "whose number is known");
	is_int(hits.by_category[0], 3, "and how many are in no category");
	is_int(hits.by_category[1], 2, "in the first");
	is_int(hits.by_category[2], 2, "in the second");
	arena_free(&arena);
}

/* -------------------------------------------------------------- corrections */

/* The words find these entries, and were taken for others. */
static void
corrects(const char *words, const char *want, const char *corrected)
{
	struct arena arena = {0};
	struct hits hits = {0};

	finds(words, want, words);
	run(search, &arena, words, 10, &hits);
	is(hits.corrected, corrected, "which stands for that");
	arena_free(&arena);
}

static void
test_corrections(void)
{
	struct search_query exact = {
	    .words = "sunbrun hurt", .max = 10, .exact = true, .any = true};
	struct arena arena = {0};
	struct hits hits;

	corrects("sunbrun", "3", "sunburn");
	corrects("sunbur", "3", "");
	corrects("sunbur now", "3", "sunburn now");
	corrects("sunnburn?", "3", "sunburn?");
	corrects("sumburn", "3", "sunburn");
	corrects("Is it SUMBURN, or hurtt", "12347", "Is it sunburn, or hurt");
	corrects("expnsvie", "2", "expensive");
	corrects("pinfuw", "", "");
	corrects("pinfull", "13", "painful");
	corrects("painfll", "13", "painful");
	corrects("hurt", "12", "");
	corrects("su", "3", "");
	corrects("hu rt", "12", "");
	corrects("xun", "", "");
	corrects("4 weks", "3", "4 weeks");
	corrects("tree", "", "");
	corrects("threee", "5", "three");
	corrects("123456", "", "");
	corrects("sunb7rn", "", "");
	is_int(search_run(search, &arena, &exact, &hits), ST_OK, "as typed");
	is_int(hits.count, 2, "finds the right word alone");
	is(hits.corrected, "", "and corrects nothing");
	arena_free(&arena);
}

/* --------------------------------------------------------------------- marks
 */

/* The only hit for the words has exactly this question and this snippet. */
static void
marks_are(const char *words, const char *question, const char *snippet)
{
	struct arena arena = {0};
	struct hits hits;

	run(search, &arena, words, 1, &hits);
	is_int(hits.count, 1, "a hit for: %s", words);
	is(hits.count > 0 ? hits.list[0].question : NULL, question,
	    "the question's marks");
	is(hits.count > 0 ? hits.list[0].snippet : NULL, snippet,
	    "the snippet's marks");
	arena_free(&arena);
}

static void
test_marks(void)
{
	marks_are("hurts", "Does it \1hurt\2?",
	    "Most people feel a light scratching treatment. It is not bad.");
	marks_are("naive hope caf\xc3\xa9",
	    "Is it \1na\xc3\xafve\2 to \1hope\2?",
	    "\1Hope\2 helps every treatment. A \1"
	    "caf\xc3\xa9\2 is round the corner.");
	marks_are("colour three", "Which sizes are there?",
	    "A treatment comes in \1three\2 sizes & one <\1colour\2>.");
	marks_are("what's door", "What's the doctor\xe2\x80\x99s name?",
	    "Don't ask; it's on the \1"
	    "door\2 of the treatment room.");
}

/* What tells nothing is never marked, nor is a letter. */
static void
test_unmarked(void)
{
	marks_are("does it", "Does it hurt?",
	    "Most people feel a light scratching treatment. It is not bad.");
	marks_are("does it hurt", "Does it \1hurt\2?",
	    "Most people feel a light scratching treatment. It is not bad.");
	marks_are("s door", "What's the doctor\xe2\x80\x99s name?",
	    "Don't ask; it's on the \1"
	    "door\2 of the treatment room.");
	marks_are("\xe7\x97\x9b\xe3\x81\x84", "\1\xe7\x97\x9b\xe3\x81\x84\2?",
	    "A treatment of \xce\x91\xce\x98\xce\x97\xce\x9d\xce\x91 and "
	    "\xd0\x96\xd0\xb8\xd0\xb7\xd0\xbd\xd1\x8c.");
}

/* The snippet of a text in which "red", "two" and "six" are to be marked. */
static const char *
snippet(struct arena *arena, const char *text)
{
	static struct words *words;
	static const struct mark list[] = {
	    {"red", 3, 1}, {"two", 3, 1}, {"six", 3, 1.5}};
	struct marks marks = {.list = list, .count = COUNT(list)};

	if (words_open(&words, store_db(store), "en") != ST_OK)
		abort();
	marks.words = words;
	text = marks_snippet(&marks, arena, text);
	words_close(words);
	return text;
}

/*
 * Words "w0 w1 … " from first to last, but a "red", "two" or "six" in these
 * places, marked or not, and a full stop before that one (-1: none there).
 */
struct places {
	int red, two, six, sentence;
};

static const char *
line_of(struct arena *arena, int first, int last, const struct places *places,
    bool marked)
{
	struct buffer out = {0};

	for (int i = first; i <= last; i++) {
		const char *word = i == places->red   ? "red"
				   : i == places->two ? "two"
				   : i == places->six ? "six"
						      : NULL;

		if (word == NULL)
			buffer_printf(&out, "w%d", i);
		else if (marked)
			buffer_printf(&out, "\1%s\2", word);
		else
			buffer_string(&out, word);
		if (i < last)
			buffer_string(
			    &out, i + 1 == places->sentence ? ". " : " ");
	}
	return arena_text(arena, &out);
}

/* Of a line of that many words these are shown, the first and the last. */
static void
shows_part(int words, const struct places *places, int first, int last,
    const char *name)
{
	struct arena arena = {0};
	const char *text = line_of(&arena, 0, words - 1, places, false);
	const char *want = line_of(&arena, first, last, places, true);

	want = arena_printf(&arena, "%s%s%s", first > 0 ? "\xe2\x80\xa6" : "",
	    want, last < words - 1 ? "\xe2\x80\xa6" : "");
	is(snippet(&arena, text), want, "%s", name);
	arena_free(&arena);
}

/* Of a line that is too long, the place that shows most. */
static void
test_long_line(void)
{
	shows_part(30, &(struct places){29, -1, -1, -1}, 0, 29,
	    "thirty words are shown whole");
	shows_part(31, &(struct places){-1, -1, -1, -1}, 0, 29,
	    "of more the first ones, where nothing is marked");
	shows_part(60, &(struct places){40, -1, -1, -1}, 26, 55,
	    "one mark stands in the middle");
	shows_part(
	    60, &(struct places){40, 45, -1, -1}, 28, 57, "so do two together");
	shows_part(80, &(struct places){40, -1, -1, 33}, 33, 62,
	    "or a sentence begins the snippet");
	shows_part(60, &(struct places){40, -1, -1, 33}, 30, 59,
	    "where enough words follow it");
	shows_part(80, &(struct places){40, -1, -1, 11}, 11, 40,
	    "it may begin as far before as there is room");
	shows_part(
	    80, &(struct places){40, -1, -1, 10}, 26, 55, "and no further");
	shows_part(80, &(struct places){40, 45, -1, 16}, 16, 45,
	    "with two, so that both are there");
	shows_part(80, &(struct places){40, 45, -1, 15}, 28, 57,
	    "and not one of them");
	shows_part(60, &(struct places){58, -1, -1, -1}, 30, 59,
	    "at the end no word is wasted");
	shows_part(
	    60, &(struct places){2, -1, -1, -1}, 0, 29, "nor at the beginning");
	shows_part(90, &(struct places){10, 39, 80, -1}, 10, 39,
	    "two marks that are thirty words apart are shown both");
	shows_part(90, &(struct places){10, 40, 70, -1}, 56, 85,
	    "else the one that weighs more");
	shows_part(90, &(struct places){0, 30, -1, -1}, 0, 29,
	    "the line's first word is not counted behind its window");
}

static void
test_lines(void)
{
	struct arena arena = {0};

	is(snippet(&arena, "A b c.\nIn which (red) d e f g h i j k l m.\nN"),
	    "In which (\1red\2) d e f g h i j k l m.",
	    "the line that has something, from its beginning to its end");
	is(snippet(&arena, "Red is here.\nRed and two. B c d e f g h i j.\nN"),
	    "\1Red\2 and \1two\2. B c d e f g h i j.", "the one that has most");
	is(snippet(&arena, "red red red\nsix a b c d e f g h i j k"),
	    "\1six\2 a b c d e f g h i j k", "of different words, by weight");
	is(snippet(&arena, "red a b c d e f g h i j k\nred l\nm"),
	    "\1red\2 a b c d e f g h i j k", "of equal ones the first");
	is(snippet(&arena, "A.\n(red b c\nd e f g h i j\nk l"),
	    "(\1red\2 b c d e f g h i j k l",
	    "one that is short with those behind it");
	is(snippet(&arena, "red b c d e f g h i j k\nl m\nn"),
	    "\1red\2 b c d e f g h i j k l m", "until there are twelve words");
	is(snippet(&arena,
	       "red\na b c d e f g h i j k l m n o p q r s t u v w x y z a b "
	       "c d e"),
	    "\1red\2 a b c d e f g h i j k l m n o p q r s t u v w x y z a b "
	    "c\xe2\x80\xa6",
	    "and never more than thirty");
	is(snippet(&arena, ""), "", "nothing of nothing");
	is(snippet(&arena, "?\n!"), "? !", "signs alone are shown");
	arena_free(&arena);
}

/* Only so many bytes are looked at; no character is cut in two. */
static void
test_cut(void)
{
	static const char sign[] = "\xe2\x82\xac";

	for (size_t behind = 0; behind <= 3; behind++) {
		struct arena arena = {0};
		size_t len = SNIPPET_BYTES - behind;
		char *text = arena_alloc(&arena, len + sizeof(sign) + 8);
		const char *want;

		memset(text, '-', len);
		memcpy(text, "red", 3);
		memcpy(text + len, sign, sizeof(sign));
		want = arena_printf(&arena, "\1red\2%.*s%s", (int)len - 3,
		    text + 3, behind < 3 ? "\xe2\x80\xa6" : sign);
		ok(strcmp(snippet(&arena, text), want) == 0,
		    "a sign of three bytes, %zu before the end", behind);
		memcpy(text + len + 3, " two", 5);
		want = arena_printf(&arena, "\1red\2%.*s%s", (int)len - 3,
		    text + 3,
		    behind < 3 ? "\xe2\x80\xa6" : "\xe2\x82\xac\xe2\x80\xa6");
		ok(strcmp(snippet(&arena, text), want) == 0,
		    "and the words behind it");
		arena_free(&arena);
	}
}

static void
test_empty_store(void)
{
	struct store *empty;
	struct search *own = NULL;
	struct arena arena = {0};
	struct hits hits;

	store_create(&empty, NULL);
	store_finish(empty, 1);
	is_int(search_open(&own, store_db(empty)), ST_OK, "no entries");
	is_int(run(own, &arena, "hurt", 10, &hits), ST_OK, "may be searched");
	is_int(hits.count, 0, "without a hit");
	search_close(own);
	search_close(NULL);
	store_close(empty);
	arena_free(&arena);
}

/* Pages without a search pay nothing for it, and see none of its faults. */
static void
test_no_index(void)
{
	struct search *own = NULL;
	struct arena arena = {0};
	struct db *db;
	struct hits hits;

	db_create(&db, NULL);
	is_int(search_open(&own, db), ST_OK, "what has no index is opened");
	ok(!db_damaged(db), "and not looked into");
	is_int(run(own, &arena, "hurt", 10, &hits), ST_SYSTEM,
	    "until the first search");
	ok(db_damaged(db), "which finds it damaged");
	is_int(run(own, &arena, "hurt", 10, &hits), ST_SYSTEM,
	    "and so does the next one");
	search_close(own);
	db_close(db);
	arena_free(&arena);
}

/* ----------------------------------------------------------------- any bytes
 */

/* The words are searched without failure, and the hits are sound. */
static bool
is_harmless(const char *words)
{
	struct arena arena = {0};
	const char *ids = found(&arena, words, 0, 10, true);
	bool fine = ids[0] == '\0' || (ids[0] >= '1' && ids[0] <= '9');

	if (!fine)
		printf("# %s\n", ids);
	arena_free(&arena);
	return fine;
}

static void
test_bytes(void)
{
	int bad = 0;
	char words[20];

	for (int i = 1; i < 256; i++) {
		static const char *const frames[] = {
		    "%c", "hurt%c", "%churt", "hurt%csunburn", "hurt %c x"};

		for (size_t k = 0; k < COUNT(frames); k++) {
			size_t at = strcspn(frames[k], "%");
			int tail = (int)at;

			snprintf(words, sizeof(words), "%.*s%c%s", tail,
			    frames[k], (char)i, frames[k] + at + 2);
			bad += !is_harmless(words);
		}
	}
	is_int(bad, 0, "every byte alone and beside words");
}

static void
test_syntax(void)
{
	static const struct {
		const char *words, *want;
	} rows[] = {
	    {"\"", ""},
	    {"\"hurt", "12"},
	    {"hurt\"", "12"},
	    {"\"hurt\"\"", "12"},
	    {"\"\"\"\"", ""},
	    {"*", ""},
	    {"hurt*", "12"},
	    {"sunbur*", "3"},
	    {"^hurt", "12"},
	    {"question:hurt", "12"},
	    {"answer : hurt", "12"},
	    {"- question : hurt", "12"},
	    {"{question answer}: hurt", "12"},
	    {"NEAR(hurt elephant, 2)", "12"},
	    {"hurt AND elephant", "1236"},
	    {"hurt NOT hurt", "12"},
	    {"NOT hurt", "12"},
	    {"AND", "136"},
	    {"OR", ""},
	    {"hurt OR", "12"},
	    {"(hurt", "12"},
	    {"hurt)", "12"},
	    {"hurt + sunburn elephant", "123"},
	    {"cafe\" OR \"sunburn", "34"},
	    {"sunburn; DROP TABLE entry;--", "3"},
	    {"sunburn' --", "3"},
	    {"\\\"sunburn\\", "3"},
	    {"<b>sunburn</b>", "3"},
	    {"sunburn%00", "3"},
	    {"rank:sunburn", "3"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		finds(rows[i].words, rows[i].want, rows[i].words);
}

static char *
repeat(struct arena *arena, const char *piece, size_t times)
{
	size_t len = strlen(piece);
	char *text = arena_alloc(arena, len * times + 1);

	for (size_t i = 0; i < times; i++)
		memcpy(text + i * len, piece, len);
	return text;
}

/* As many words as that, all of them different, then a known one. */
static char *
numbered(struct arena *arena, int count)
{
	struct buffer words = {0};
	char *text;

	for (int i = 0; i < count; i++)
		buffer_printf(&words, "q%d ", i);
	buffer_string(&words, "sunburn");
	text = arena_copy(arena, words.data, words.len);
	buffer_free(&words);
	return text;
}

static void
test_long(void)
{
	struct arena arena = {0};
	int bad = 0;

	finds(repeat(&arena, "hurt ", 300), "12", "300 words");
	finds(repeat(&arena, "x", 10000), "", "10 kB without a space");
	finds(repeat(&arena, "\xe7\x97\x9b", 5000), "",
	    "15 kB of Japanese without a space");
	finds(repeat(&arena, "\xf0\x9f\x98\x80", 200), "", "emoji");
	finds("\xf0\x9f\x98\x80 sunburn \xe2\x9d\xa4\xef\xb8\x8f", "3",
	    "emoji beside a word");
	finds("?!.,;:-_()[]{}<>/\\|@#$%^&*+=~`'\"", "", "punctuation");
	finds("\xe2\x80\xa6 \xe2\x80\x94 \xc2\xbf\xe3\x80\x82", "",
	    "punctuation beyond ASCII");
	finds(numbered(&arena, 15), "3", "the 16th word is looked for");
	finds(numbered(&arena, 16), "", "the 17th is not");
	finds(arena_printf(&arena, "%ssunburn", repeat(&arena, "zz ", 20)), "3",
	    "a word that is repeated counts once");
	finds(arena_printf(&arena, "%ssunburn", repeat(&arena, " ", 249)), "3",
	    "a word that ends at 256 bytes");
	finds(arena_printf(&arena, "%ssunburn", repeat(&arena, " ", 256)), "",
	    "one behind them");
	finds("\xff\xfe sunburn \xc3", "3", "no UTF-8 beside a word");
	finds("sunburn\xff", "3", "and at its end");

	/* a character is cut at each of its bytes */
	for (size_t i = 0; i < 8; i++)
		bad += !is_harmless(
		    arena_printf(&arena, "%s%s", repeat(&arena, "x", 248 + i),
			repeat(&arena, "\xf0\x9f\x98\x80\xe7\x97\x9b", 3)));
	is_int(bad, 0, "words cut inside a character");
	arena_free(&arena);
}

/* Random bytes and words: never a failure, whatever came before. */
static void
test_random(void)
{
	static const char *const pieces[] = {"hurt", "\"", " ", "*", "NEAR(",
	    ")", ":", "'", "\xc3", "\xaf", "OR", "-", "^", "{", "}", ",",
	    "treatment", "na\xc3\xafve", "\xe2\x80\x99", "sun", "\x01", "\x02",
	    "\xf0\x9f\x98\x80", "+"};
	unsigned int state = 7;
	struct buffer words = {0};
	int bad = 0;

	for (int i = 0; i < 3000; i++) {
		buffer_reset(&words);
		buffer_string(&words, "");
		for (int k = 0; k < 1 + i % 12; k++) {
			state = state * 1103515245 + 12345;
			buffer_string(
			    &words, pieces[(state >> 16) % COUNT(pieces)]);
		}
		bad += !is_harmless(words.data);
	}
	is_int(bad, 0, "3,000 queries of syntax and words");
	buffer_free(&words);
}

int
main(void)
{
	if (!ok(open_store(), "a small store"))
		return tap_done();
	test_order();
	test_words();
	test_scores();
	test_limits();
	test_skip();
	test_corrections();
	test_marks();
	test_unmarked();
	test_long_line();
	test_lines();
	test_cut();
	test_empty_store();
	test_no_index();
	test_bytes();
	test_syntax();
	test_long();
	test_random();
	search_close(search);
	store_close(store);
	return tap_done();
}
