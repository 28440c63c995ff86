/* SPDX-License-Identifier: ISC */
/* correct.c and query.c: what a word that stands nowhere is taken for. */
#include "small.h"
#include "tap.h"

static void
open_faq(void)
{
	OPEN({"Does the cable need grease?", "", ""},
	    {"Which saddles are there, Bremo or Bramo?", "", ""},
	    {"Hair loss and beard loss", "", ""},
	    {"Aftercare of the fork, and the checkup", "", ""},
	    {"A chain, a chain, a chain, a chain, and a chair", "", ""},
	    {"Tubes inside", "", ""},
	    {"Is there a mill, and what is made there?", "", ""},
	    {"Infection, and how to avoid one", "", ""}, {"Model 4711", "", ""},
	    {"Gr\xc3\xb6\xc3\x9f"
	     "e",
		"", ""},
	    {"Is a CA cert needed for Z?", "", ""},
	    {"Beds of 75 by 36 inches", "", ""}, {"Airless tyres", "", ""});
}

/* What is made of the words: what they are taken for, what is offered. */
static void
reads(const char *words, const char *corrected, const char *offers,
    const char *first, const char *name)
{
	struct search_query query = {.words = words, .max = 5};
	struct arena arena = {0};
	struct buffer list = {0};
	struct hits hits;

	if (search_run(search, &arena, &query, &hits) != ST_OK)
		abort();
	for (size_t i = 0; i < hits.offer_count; i++)
		buffer_printf(&list, "%s%s", i > 0 ? "; " : "", hits.offers[i]);
	buffer_add(&list, "", 0);
	is(hits.corrected, corrected, "%s: %s", words, name);
	is(list.len > 0 ? list.data : "", offers, "%s: offers", words);
	is(hits.count > 0 ? hits.list[0].slug : "", first, "%s: finds", words);
	buffer_free(&list);
	arena_free(&arena);
}

static void
test_slips(void)
{
	reads("cabel", "cable", "", "a", "neighbours that changed places");
	reads("graese the cabble", "grease the cable", "", "a", "two slips");
	reads("chaim", "chain", "", "e", "of two as near the more frequent");
	reads("saddels", "saddles", "", "b", "one slip before two");
	reads("sadles", "saddles", "", "b", "a letter left out");
	reads("brimo", "", "bramo; bremo", "", "none of two equal ones");
	reads("grease for brimo", "", "grease for bramo; grease for bremo", "a",
	    "the other words are looked for");
	reads("graese for brimo", "grease for brimo",
	    "grease for bramo; grease for bremo", "a",
	    "offers hold what was corrected");
	reads(
	    "hable", "cable", "", "a", "the first letter, where none is near");
	reads("4712", "", "", "", "a number is none");
	reads("mod3l", "", "", "", "nor is a word with a digit");
	reads("cba", "", "", "", "nor one of three letters");
	reads("gr\xc3\xb6\xc3\x9f"
	      "ee",
	    "gr\xc3\xb6\xc3\x9f"
	    "e",
	    "", "j", "as the FAQ writes it");
}

static void
test_common_words(void)
{
	reads("will", "", "", "", "a function word is no slip");
	reads("fake", "", "", "", "nor is a common word");
	reads("injection", "", "", "", "nor is a longer one");
	reads("injections", "", "", "", "nor a form of it");
	reads("baking chains", "", "", "e", "nor one whose stem lost an e");
	reads("fairies", "", "", "", "nor one whose stem lost a y");
	reads("infektion", "infection", "", "h", "what is none is one");
}

static void
test_spaces(void)
{
	reads("hairloss", "hair loss", "", "c", "a space left out");
	reads("hairlos", "", "", "c", "and no slip beside it");
	reads("after care", "", "", "d", "a space too many");
	reads("after  care", "", "", "", "two are not one");
	reads("after/care", "", "", "", "nor is another sign");
	reads("check up please", "", "", "d", "beside other words");
	reads("check-up", "", "", "d", "or a hyphen");
	reads("insidetubes", "inside tubes", "", "f", "forms have their stems");
	reads("theforks", "", "", "", "a function word is no part");
	reads("xcert", "cert", "", "k", "a letter too many in front");
	reads("cacert", "ca cert", "", "k", "a part of two letters");
	reads("zca", "", "", "", "a part of one letter is none");
	reads("caz", "", "", "", "nor is it behind another");
}

static void
test_numbers(void)
{
	reads("36inch", "36 inch", "", "l", "number and unit");
	reads("75x36inch", "75 x 36 inch", "", "l", "and several");
	reads("80x36", "80 x 36", "", "l", "of which some stand nowhere");
	reads("inch36 beds", "inch 36 beds", "", "l", "letters first");
	reads("the75", "the 75", "", "l", "a function word is no part");
	reads("80x70", "", "", "", "all stand nowhere: as it was");
	reads("the80", "", "", "", "all but a function word, too");
	reads("36", "", "", "l", "a number is not parted");
}

/* German has no list of common words here: what may be one is not taken. */
static void
test_careful(void)
{
	OPEN_IN("de",
	    {"Wann bekomme ich meine Karte f\xc3\xbcr das Sommerfest?", "", ""},
	    {"Was kostet eine Fahrkarte?", "", ""});
	reads("warte", "", "karte", "", "a short word, its first letter");
	reads("kante", "", "karte", "", "a short word is offered");
	reads("sommarfest", "sommerfest", "", "a", "a long one is taken");
	reads("sommarfast", "", "sommerfest", "", "of one slip");
	reads("pommerfest", "", "sommerfest", "", "behind its first letter");
	close_small();
}

/* However many words have as many letters. */
static void
test_many(void)
{
	OPEN({"Abacus badger cactus dagger eaglet fabric gadget hamlet iceman "
	      "jacket kennel ladder magnet napkin object packet quiver rabbit "
	      "saddle tablet urchin vacuum wafers xylems yankee zephyr anchor "
	      "basket candle danger easels ferret goblet hammer infant jungle "
	      "kitten lizard mitten noodle orchid puzzle",
	    "", ""});
	reads("abbacus", "abacus", "", "a", "the first of many");
	reads("zephhyr", "zephyr", "", "a", "the last of many");
	close_small();
}

/* Half of two words: what is written in pairs has no slips, and is no two. */
static void
test_pairs(void)
{
	OPEN({"\xe0\xb8\x97\xe0\xb8\xb5\xe0\xb9\x88"
	      "\xe0\xb8\x99\xe0\xb8\xb5\xe0\xb9\x88",
		 "", ""},
	    {"\xe0\xb8\x97\xe0\xb8\xb5\xe0\xb9\x88", "", ""},
	    {"\xe0\xb8\x99\xe0\xb8\xb5\xe0\xb9\x89", "", ""});
	reads("\xe0\xb8\x97\xe0\xb8\xb5\xe0\xb9\x88"
	      "\xe0\xb8\x99\xe0\xb8\xb5\xe0\xb9\x89",
	    "", "", "", "another tone");
	close_small();
}

int
main(void)
{
	open_faq();
	test_slips();
	test_common_words();
	test_spaces();
	test_numbers();
	close_small();
	test_many();
	test_pairs();
	test_careful();
	return tap_done();
}
