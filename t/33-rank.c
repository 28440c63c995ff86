/* SPDX-License-Identifier: ISC */
/* rank.c and query.c: each rule of the ranking, and of what is a hit. */
#include <string.h>

#include "base/db.h"
#include "search/language.h"
#include "small.h"
#include "tap.h"

/* The words find these entries, best first, as a page shows them. */
static void
shows(const char *words, const char *want, const char *name)
{
	struct search_query query = {.words = words, .max = 60};
	struct arena arena = {0};
	struct hits hits;
	char slugs[61] = "";

	if (search_run(search, &arena, &query, &hits) != ST_OK)
		abort();
	for (size_t i = 0; i < hits.count; i++)
		slugs[i] = hits.list[i].slug[0];
	slugs[hits.count] = '\0';
	is(slugs, want, "%s: %s", words, name);
	arena_free(&arena);
}

static void
test_fields(void)
{
	OPEN({"Are there apples?", "", "Yes."}, {"Pears", "apples", "Yes."},
	    {"Plums", "", "Never without the apples."}, {"Figs", "", "Never."});
	shows("apples", "ba",
	    "keywords, then the question; the rest is noise then");
	close_small();
}

/* Scores of the words, as one number, and how many introductions there are. */
static double
sum_scores(const char *words, size_t *intros)
{
	struct search_query query = {.words = words, .max = 60};
	struct arena arena = {0};
	struct hits hits;
	double sum = 0;

	if (search_run(search, &arena, &query, &hits) != ST_OK)
		abort();
	for (size_t i = 0; i < hits.count; i++)
		sum += hits.list[i].score * (double)(i + 1);
	*intros = hits.intro_count;
	arena_free(&arena);
	return sum;
}

/* The same entries, with an introduction and without. */
static void
test_introduction(void)
{
	double sums[2];
	size_t intros;

	for (int i = 0; i < 2; i++) {
		introduction =
		    i == 0 ? ""
			   : "Pears, plums, pears.\n\nQuinces, "
			     "where somebody brings a basket of them along.";
		OPEN({"Pears?", "", "Yes, and plums."},
		    {"Figs and plums?", "", "No pears."},
		    {"Dates?", "", "Plums are no dates."});
		sums[i] = sum_scores("pears plums", &intros);
		is_int(intros, 0, "answers say it better");
		if (i == 1) {
			sum_scores("quinces", &intros);
			is_int(intros, 1, "nothing else says it");
			sum_scores("quinces plums", &intros);
			is_int(intros, 1, "beside an answer");
			sum_scores("quinces kangaroos sleeping peacefully "
				   "underneath eucalyptus",
			    &intros);
			is_int(intros, 0, "one word of many is not enough");
		}
		close_small();
	}
	introduction = "";
	ok(sums[0] > 0 && sums[0] == sums[1],
	    "no entry scores otherwise because of it");
}

static void
test_lines(void)
{
	/* the same words, once in one line and once in several */
	OPEN({"One", "", "The red lamp.\nThe blue door.\nThe green wheel."},
	    {"Two", "", "The red door.\nThe blue wheel.\nThe green lamp."},
	    {"Three", "", "Nothing."});
	shows("blue door", "ab", "the one that has them in one line is first");
	shows("red door", "ba", "and the other way round");
	close_small();
	OPEN({"Blue", "door", "Yes."}, {"Blue", "", "Door."},
	    {"Three", "", "Nothing."});
	shows("blue door", "ab", "keywords are as near as the question");
	close_small();
	OPEN({"One", "", "Bell.\nLamp, wood, iron and glass of all kinds."},
	    {"Two", "", "Bell, wood, iron and glass of all kinds.\nLamp."},
	    {"Three", "", "Nothing."});
	shows("lamp", "ba", "a short line before a long one");
	close_small();
}

static void
test_answer(void)
{
	/* the same in their best line, another number of lines */
	OPEN({"One", "", "A bell.\nIron.\nWood."},
	    {"Two", "", "A bell.\nA bell.\nWood."}, {"Three", "", "Nothing."});
	shows("bell", "ba", "an answer that has it in more lines");
	close_small();
	/* the best fifty are looked at, the others stay behind them */
	store_create(&store, NULL);
	for (int i = 1; i <= 60; i++)
		store_put_entry(store, &(struct entry){.id = i,
					   .slug = (char[]){(char)('0' + i), 0},
					   .question = "Bell",
					   .answer_html = "",
					   .answer_text = "",
					   .answer_markdown = "",
					   .keywords = "",
					   .updated = "",
					   .file = "a.md",
					   .line = 1,
					   .aka = ""});
	store_finish(store, 1);
	search_open(&search, store_db(store));
	shows("bell",
	    "123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijkl",
	    "all of many");
	close_small();
}

static void
test_relatives(void)
{
	OPEN({"Chainring", "", "Yes."}, {"Chain", "", "Yes."},
	    {"Chalk", "", "Yes."}, {"Saddle", "", "Yes."});
	shows("chain", "b", "the word itself alone");
	shows("chainrings", "a", "in another form, too");
	shows("chainwheel", "b", "of an unknown word its beginning");
	shows("chai", "ab", "of an unknown word what begins with it");
	shows("cha saddle", "d", "but not with three letters");
	close_small();
	OPEN({"Part 7788x", "", "Yes."}, {"Part 7788", "", "Yes."});
	shows("7788", "b", "no relatives of numbers");
	close_small();
}

static unsigned
kind_of(const char *word)
{
	return language_kind(language_find("en"), word, strlen(word));
}

static void
test_function_words(void)
{
	is_int(kind_of("again"), KIND_FUNCTION, "a word of the list");
	is_int(kind_of("where"), KIND_FUNCTION | KIND_ASKS | KIND_TELLS,
	    "and what it says of one");
	is_int(kind_of("gain"), 0, "the end of one is none");
	is_int(kind_of("agai"), 0, "nor is its beginning");
	is_int(kind_of(""), 0, "nor is nothing");
	OPEN({"Does it rust?", "", "It does not, if you oil it."},
	    {"How do I brake?", "", "With your hand, and with your foot."},
	    {"Where is the bell?", "", "On the left."},
	    {"Who repairs bells?", "", "We do."});
	shows("does it rust", "a", "what has the function words alone is none");
	shows("does it fly", "", "where others stand nowhere, too");
	shows("how do i get there", "b", "where there are no others it is");
	shows("where can i get one", "c", "where, when and who tell something");
	shows("the", "c", "a function word alone is looked for in questions");
	shows("not", "", "and not in answers");
	close_small();
	/* two answers that differ by one such word */
	OPEN({"Lamp with", "", "Yes."}, {"Lamp oil", "", "Yes."},
	    {"With", "", "Yes."}, {"Oil", "", "Yes."});
	shows("lamp with oil", "bad", "they weigh less than others");
	close_small();
}

static void
test_nothing(void)
{
	OPEN({"Does it rust in rain?", "", "Not much."},
	    {"Bells", "", "A bell rings when a hand moves it far."},
	    {"Saddles", "", "Of leather."}, {"Lamps", "", "Of glass."},
	    {"Tyres", "", "Of rubber."});
	shows("leather", "c", "one word of an answer is enough");
	shows("leather kangaroos sleeping peacefully underneath eucalyptus", "",
	    "one of many is not");
	shows("saddles kangaroos sleeping peacefully underneath eucalyptus "
	      "trees beside quiet rivers",
	    "c", "five unknown words silence no question's word");
	shows("xq xw xz leather", "c", "short unknown words hardly count");
	close_small();
}

/* Whether the first hit is clear, whichever page of hits is asked for. */
static void
clears(const char *words, size_t skip, bool want, const char *name)
{
	struct search_query query = {.words = words, .skip = skip, .max = 60};
	struct arena arena = {0};
	struct hits hits;

	if (search_run(search, &arena, &query, &hits) != ST_OK)
		abort();
	ok(hits.clear == want, "%s: %s", words, name);
	arena_free(&arena);
}

static void
test_clear(void)
{
	struct search_query loose = {.words = "bell", .max = 60, .any = true};
	struct arena arena = {0};
	struct hits hits;

	OPEN({"How loud is the bell?", "ringing", "Loud enough."},
	    {"Which lamp is best?", "", "One with a switch."},
	    {"Is there a lamp for the back?", "", "Yes, a red one."},
	    {"Do you sell saddles?", "", "Of leather and of plastic."},
	    {"Are tyres of 75 by 36 included?", "",
		"Rims, spokes and hubs, too."});
	clears("bell", 0, true, "a question's word that no other one has");
	clears("ringing", 0, true, "a keyword");
	clears("bell", 1, false, "not on the next page, where it is not");
	clears("sell saddles bell", 0, true, "two words before one");
	clears("sell saddles bell", 1, false, "nor is what stands behind it");
	clears("lamp", 0, false, "two that are as good");
	clears("leather", 0, false, "a word of an answer alone");
	clears("leather plastic", 0, false, "nor several of them");
	clears("saddles leather", 0, true, "half by the question is enough");
	clears("bell kangaroo", 0, false, "half of all is too little");
	clears("loud bell kangaroo", 0, false, "so is little more");
	clears("xylophone", 0, false, "nothing is not clear");
	clears("", 0, false, "nor is no word");
	clears("75x36", 0, true, "the parts of a word count, and it does not");
	clears("75x80", 0, true, "also where one of them stands nowhere");
	clears("bell 80x70", 0, false, "where none does, it is a word");
	search_run(search, &arena, &loose, &hits);
	ok(hits.count == 1 && !hits.clear, "nor what is only near");
	arena_free(&arena);
	close_small();
	OPEN({"Do you sell bells?", "", "Yes."},
	    {"Where do I find the bell?", "",
		"Left of the lamp, the brake, "
		"the mirror and the flag."});
	clears("sell bells", 0, true, "the next one scores far less");
	clears("find bells", 0, true, "and the other way round");
	clears("bells", 0, false, "or nearly as much");
	close_small();
	OPEN({"Is aftercare of the dishwasher free?", "", "Yes."},
	    {"Bells", "", "No."}, {"Lamps", "", "No."}, {"Tyres", "", "No."});
	clears("after care", 0, true, "neither half of a word is missed");
	clears("dish washer", 0, true, "nor the second one");
	close_small();
}

/* The words find these entries while they are typed, "/": an introduction. */
static void
suggests(const char *words, const char *want, const char *name)
{
	struct search_query query = {.words = words, .max = 60, .typing = true};
	struct arena arena = {0};
	struct hits hits;
	char slugs[62] = "";

	if (search_run(search, &arena, &query, &hits) != ST_OK)
		abort();
	for (size_t i = 0; i < hits.count; i++)
		slugs[i] = hits.list[i].slug[0];
	slugs[hits.count] = hits.intro_count > 0 ? '/' : '\0';
	is(slugs, want, "%s: %s", words, name);
	arena_free(&arena);
}

static void
test_typing(void)
{
	OPEN({"Does it hurt?", "pain", "No."},
	    {"How do I pay?", "", "By card."},
	    {"Is a huge one better?", "", "Not always."},
	    {"Who fits it?", "",
		"A human. Humans err, and humble humans hum. Humming human "
		"humans: hundreds of hummingbirds."},
	    {"Is there a car park?", "", "In the carpenters' yard."},
	    {"Do you use carpets?", "", "Yes."});
	suggests("pai", "a", "a keyword's beginning, and no slip");
	suggests("pa", "abe", "of all that begin with it");
	suggests("hu", "ac", "what a question begins with, not an answer");
	suggests("humm", "d", "an answer where there is no question");
	suggests("car", "ef", "a word may be the beginning of another");
	suggests("car ", "e", "but not with a space behind it");
	suggests("does it hu", "a", "behind other words");
	suggests("xy", "", "nothing begins so");
	shows("car", "e", "a whole word where it was sent off");
	close_small();
	OPEN({"Bremo", "", ""},
	    {"Bremas, bremas, bremas, bremas, bremas", "", ""});
	suggests("bremos", "a", "a word that is there is no slip");
	close_small();
	introduction = "We have plums, plums and quinces.";
	OPEN({"Where are the quinces?", "", "There."}, {"Figs?", "", "No."},
	    {"Dates?", "", "No."}, {"Pears?", "", "No."});
	suggests("plums quin", "a/", "an introduction has no question");
	close_small();
	introduction = "";
}

/* Of the stems that stand for one word the one that weighs most counts. */
static void
test_groups(void)
{
	OPEN({"One", "", "Chain chainring."}, {"Two", "", "Chain saddle."},
	    {"Three", "", "Nothing."});
	shows("chain", "ab", "a relative takes nothing off a line");
	close_small();
	OPEN({"Chain", "", ""}, {"Saddle", "", ""}, {"Saddle", "", ""},
	    {"Saddle", "", ""}, {"Chainring", "", ""}, {"Bell", "", ""});
	clears("chain saddle", 0, true, "the word weighs what it weighs");
	close_small();
}

/* What comes next is what scores so in the end, not by the postings. */
static void
test_next(void)
{
	OPEN({"How gates, hinges, bolts, hooks, knobs work",
		 "red door blue wood glass iron", ""},
	    {"Is there the red door", "", ""},
	    {"Is there the lamp", "one two three four five six", ""},
	    {"Is there the bell", "one two three four five six", ""});
	shows("red door", "ba", "a near line before many keywords");
	clears("red door", 0, false, "which come next");
	close_small();
	OPEN({"Red door", "", "Red door."},
	    {"How gates, hinges, bolts, hooks, knobs work",
		"red door blue wood glass iron", ""},
	    {"Is there the red door", "", ""},
	    {"Is there the lamp", "one two three four five six", ""},
	    {"Is there the bell", "one two three four five six", ""});
	shows("red door", "acb", "the second of the postings comes last");
	clears("red door", 0, false, "and the third next");
	close_small();
}

/* Words that are joined without a space. */
static void
test_compounds(void)
{
	OPEN_IN("de", {"Lampenschirm", "", ""}, {"Kinderrad", "", ""},
	    {"Rad", "", "Kinder."}, {"Glocke", "", ""}, {"Sattel", "", ""});
	shows("lampe kinder", "bca", "a part is more than a beginning");
	close_small();
	OPEN_IN("de", {"Kinderrad", "", ""}, {"Lampe", "", ""}, {"Rad", "", ""},
	    {"Rad", "", ""}, {"Lampe", "", "Kinder"}, {"Lampe", "", ""});
	shows("rad lampe", "cdbefa", "no more than the part itself");
	close_small();
	OPEN_IN("de", {"Kinderrad", "", ""}, {"Kinderrad", "", ""},
	    {"Kinderrad", "", ""}, {"Rad", "", ""}, {"Lampe", "", "Kinder"},
	    {"Lampe", "", ""});
	shows("rad lampe", "def", "nor more than the whole");
	close_small();
}

/* An index that names what is not there does no harm. */
static void
test_beyond(void)
{
	OPEN({"Bell", "", ""}, {"Lamp", "", ""});
	if (db_run(store_db(store),
		"UPDATE posting SET postings = x'01ffffffffff7fffff' WHERE id ="
		" (SELECT id FROM word WHERE stem = x'62656c6c')") != ST_OK)
		abort();
	shows("bell", "a", "what is there is found");
	close_small();
}

/* Words of visitors, where the FAQ has others for the same. */
static void
test_synonyms(void)
{
	OPEN({"What does it cost?", "", "Ten."},
	    {"When are you open?", "", "At nine."},
	    {"Who answers complaints?", "", "Ann."},
	    {"May I phone?", "", "Yes."});
	shows("fee", "a", "of a word that stands nowhere");
	shows("opening times", "b", "a phrase");
	shows("expensive", "a", "another");
	close_small();
	OPEN({"What does it cost?", "", "Ten."}, {"Is there a fee?", "", "No."},
	    {"Bells", "", "No."});
	shows("fee", "b", "and of none that is there");
	close_small();
	OPEN_IN("de", {"Was kostet das?", "", "Zehn."}, {"Glocken", "", "Ja."});
	shows("gebühren", "a", "in German");
	close_small();
	OPEN_IN("da", {"Hvad er prisen?", "", "Ti."}, {"Klokker", "", "Ja."});
	shows("omkostninger", "a", "in Danish");
	close_small();
	OPEN_IN("sv", {"Vad är priset?", "", "Tio."}, {"Klockor", "", "Ja."});
	shows("kostnad", "a", "in Swedish");
	close_small();
	OPEN_IN("nb", {"Hva er prisen?", "", "Ti."}, {"Klokker", "", "Ja."});
	shows("kostnader", "a", "in Norwegian");
	close_small();
	OPEN_IN(
	    "fi", {"Mikä on hinta?", "", "Kymmenen."}, {"Kellot", "", "Ei."});
	shows("kustannukset", "a", "in Finnish");
	close_small();
	OPEN_IN("ru", {"Какая цена?", "", "Десять."}, {"Колокола", "", "Да."});
	shows("стоимость", "a", "in Russian");
	close_small();
}

int
main(void)
{
	test_fields();
	test_introduction();
	test_lines();
	test_answer();
	test_relatives();
	test_function_words();
	test_nothing();
	test_clear();
	test_typing();
	test_groups();
	test_next();
	test_compounds();
	test_beyond();
	test_synonyms();
	return tap_done();
}
