/* SPDX-License-Identifier: ISC */
/*
 * headings.c: the one rule for what headings are. A file is written as a line
 * of words: a digit is the level, behind it stand "?" where it asks, "." where
 * words follow, "!" where it has keywords, "-" where a rule parts it.
 */
#include "formats/headings.h"

#include "tap.h"

enum { MOST = 16 };

/* The headings are, in their order: Category, Question, inside. */
static void
kinds_are(const char *file, const char *want, const char *name)
{
	struct heading headings[MOST] = {0};
	char got[MOST + 1] = "";
	size_t count = 0;

	for (const char *p = file; *p != '\0'; p++) {
		struct heading *heading = &headings[count - (count > 0)];

		if (*p >= '1' && *p <= '6')
			headings[count++].level = *p - '0';
		heading->asks |= *p == '?';
		heading->has_text |= *p == '.';
		heading->marked |= *p == '!';
		heading->parted |= *p == '-';
	}
	headings_decide(headings, count);
	for (size_t i = 0; i < count; i++)
		got[i] = headings[i].kind == HEADING_CATEGORY   ? 'C'
			 : headings[i].kind == HEADING_QUESTION ? 'Q'
								: 'i';
	is(got, want, "%s: %s", file, name);
}

static void
test_asks(void)
{
	static const char *const asks[] = {"Is it?", "Is it?!", "Is it (ours?)",
	    "Is it? \xf0\x9f\xa5\x90", "Is it?\xe2\x9d\x93\xef\xb8\x8f",
	    "\xe2\x80\x9eIs it?\xe2\x80\x9c", "\xe3\x81\x8b\xef\xbc\x9f",
	    "*Is it?* "},
				 *const tells[] = {"", "It is.", "Is it? Yes",
				     "Is it? 5", "Is it? \xc3\xa4",
				     "Is it?\xff", "Is it: ?a"};

	for (size_t i = 0; i < sizeof(asks) / sizeof(*asks); i++)
		ok(heading_asks(asks[i]), "asks: %s", asks[i]);
	for (size_t i = 0; i < sizeof(tells) / sizeof(*tells); i++)
		ok(!heading_asks(tells[i]), "does not: %s", tells[i]);
}

int
main(void)
{
	test_asks();
	kinds_are("1 2. 2?.", "CQQ", "as README describes it");
	kinds_are("1 2. 3. 2. 3. 4.", "CQiQii", "headings within answers");
	kinds_are("1 2. 1 2. 1 2.", "CQCQCQ", "several categories");
	kinds_are("1 1?. 1?.", "CQQ", "level 1 that asks");
	kinds_are("1?. 1?. 1?.", "QQQ", "nothing but level 1");
	kinds_are("1?. 2?.", "CQ", "a title that asks has questions below");
	kinds_are("1 2. 1?. 2.", "CQQi", "a later one with words is no title");
	kinds_are("1 2. 1? 2?.", "CQCQ", "without words it is");
	kinds_are("1. 1. 1.", "QQQ", "level 1 with words, and nothing below");
	kinds_are("1 1.", "CQ", "a title alone");
	kinds_are("1 3?. 4?. 5?.", "CQQQ", "lower levels that ask");
	kinds_are("1 2 3?. 3?. 2. 3?.", "CCQQCQ", "level 2 above questions");
	kinds_are("1 2?. 3?. 3.", "CQQQ",
	    "a question within an answer, and "
	    "what is its like");
	kinds_are("1 2? 3?. 3?.", "CCQQ", "one without words is a category");
	kinds_are("1 2. 6?. 2.", "CCQQ", "a bold line below words");
	kinds_are("1 3. 3.", "CQQ", "lower levels where nothing else is");
	kinds_are("1 3 4.", "CiQ", "a heading without words asks nothing");
	kinds_are("1. 3-. 3.", "Cii", "behind a rule they belong to the text");
	kinds_are("1 3. 2.", "CiQ", "above a question they do, too");
	kinds_are("1 2. 1 3. 3.", "CQCQQ", "each category by itself");
	kinds_are("3. 3.", "QQ", "without a title");
	kinds_are("2. 2.", "QQ", "questions alone");
	kinds_are("1 2!. 3?.", "CQQ", "keywords make a question");
	kinds_are("1 2. 3!. 3.", "CCQQ", "of lower levels, too");
	kinds_are("1! 2.", "CQ", "but not of a title");
	kinds_are("1", "C", "a title and nothing else");
	kinds_are("", "", "no heading");
	return tap_done();
}
