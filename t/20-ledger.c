/* SPDX-License-Identifier: ISC */
/* 20-ledger.c - lines of a ledger, one by one, and what follows from them. */
#include <string.h>
#include <time.h>

#include "faq/ledger.h"
#include "tap.h"

#define OLD "2020-01-01T00:00:00Z "

enum { NOW = 1600000000 /* 2020-09-13T12:26:40Z */ };

static void
parse(struct ledger *ledger, struct arena *arena, const char *text)
{
	ledger_open(ledger, arena, arena_string(arena, text), strlen(text));
}

static void
test_lines(void)
{
	static const struct {
		const char *line;
		bool good;
	} lines[] = {
	    {OLD "/a here 0123456789abcdef\n", true},
	    {OLD "/a moved /b\n", true},
	    {OLD "/a moved /category/b\n", true},
	    {OLD "/a gone\n", true},
	    {OLD "/a retired\n", true},
	    {OLD "/category/a gone\n", true},
	    {OLD "/\xc3\xbc-1 gone\n", true},
	    {"\t" OLD " /a\tgone \r\n", true},
	    {OLD "/a gone", false}, /* cut off */
	    {OLD "/a here\n", false},
	    {OLD "/a here 0123456789abcde\n", false},
	    {OLD "/a here 0123456789ABCDEF\n", false},
	    {OLD "/a here 0123456789abcdef x\n", false},
	    {OLD "/a moved\n", false},
	    {OLD "/a moved b\n", false},
	    {OLD "/a moved bc\n", false},
	    {OLD "/a moved //b\n", false},
	    {OLD "/a moved /b/c\n", false},
	    {OLD "/a moved /b /c\n", false},
	    {OLD "/a gone /b\n", false},
	    {OLD "/A gone\n", false},
	    {OLD "a gone\n", false},
	    {OLD "/ gone\n", false},
	    {OLD "/category/ gone\n", false},
	    {OLD "/category gone\n", true},
	    {OLD "/a went\n", false},
	    {OLD "/a\n", false},
	    {"2020-01-01 00:00:00Z /a gone\n", false},
	    {"2020-01-01T00:00:00 /a gone\n", false},
	    {"2020-1-1T00:00:00Z /a gone\n", false},
	    {"2020-13-01T00:00:00Z /a gone\n", false},
	    {"2020-01-01T25:00:00Z /a gone\n", false},
	    {"2020-01-01T00:00:00Zz /a gone\n", false},
	    {OLD "/\xff gone\n", false},
	};

	for (size_t i = 0; i < COUNT(lines); i++) {
		struct arena arena = {0};
		struct ledger ledger;
		size_t len = strlen(lines[i].line);

		parse(&ledger, &arena, lines[i].line);
		ledger_tabulate(&ledger);
		ok((ledger.count == 1) == lines[i].good, "line %zu is %s", i,
		    lines[i].good ? "one" : "none");
		ok(ledger.torn == (lines[i].line[len - 1] != '\n'),
		    "line %zu: %s", i, ledger.torn ? "torn" : "whole");
		arena_free(&arena);
	}
}

static void
test_parts(void)
{
	struct arena arena = {0};
	struct ledger ledger;
	const struct ledger_line *line;

	parse(&ledger, &arena,
	    "\xef\xbb\xbf# words\n\nwhat?\n" OLD "/a gone\n"
	    "2020-09-13T12:26:40Z /a here 00000000000000ff\nagain\n" OLD
	    "/b moved /a\n");
	line = ledger_find(&ledger, "/a");
	ok(line != NULL && line->time == NOW, "the last line, by looking");
	ok(ledger_tabulate(&ledger) == ST_OK, "a table");
	is_int((long long)ledger.count, 2, "an address counts once");
	is_int(ledger.strange, 2, "what is no line");
	is_int(ledger.strange_at, 3, "and the first of them");
	line = ledger_find(&ledger, "/a");
	if (ok(line != NULL, "one of two lines")) {
		is_int(line->what, LEDGER_HERE, "the last one");
		is_int(line->time, NOW, "its time");
		is_int((long long)line->mark, 255, "its mark");
		is(line->target, "", "no target");
	}
	line = ledger_find(&ledger, "/b");
	is(line != NULL ? line->target : "none", "/a", "a target");
	ok(ledger_find(&ledger, "/c") == NULL, "nothing of others");
	parse(&ledger, &arena, "");
	ok(ledger_find(&ledger, "/a") == NULL, "nothing in an empty one");
	arena_free(&arena);
}

/* Times are what the C library makes of them. */
static void
test_times(void)
{
	static const char *const times[] = {"1970-01-01T00:00:00Z",
	    "1969-12-31T23:59:59Z", "2000-02-29T12:00:00Z",
	    "2000-03-01T00:00:00Z", "1900-03-01T00:00:00Z",
	    "2024-02-29T23:59:59Z", "2100-03-01T01:02:03Z",
	    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"};

	for (size_t i = 0; i < COUNT(times); i++) {
		struct arena arena = {0};
		struct ledger ledger;
		const struct ledger_line *line;
		struct tm parts = {0};

		strptime(times[i], "%Y-%m-%dT%H:%M:%SZ", &parts);
		parse(&ledger, &arena,
		    arena_printf(&arena, "%s /a gone\n", times[i]));
		line = ledger_find(&ledger, "/a");
		is_int(line != NULL ? line->time : 0, timegm(&parts), "%s",
		    times[i]);
		arena_free(&arena);
	}
}

/* The fate of /a, as a word and its target. */
static const char *
fate_of(const char *text, struct arena *arena)
{
	static const char *const kinds[] = {[FATE_UNKNOWN] = "unknown",
	    [FATE_MOVED] = "moved",
	    [FATE_GONE] = "gone"};
	struct ledger ledger;
	struct ledger_fate fate, tabulated;

	parse(&ledger, arena, text);
	fate = ledger_follow(&ledger, "/a", NOW);
	ledger_tabulate(&ledger);
	tabulated = ledger_follow(&ledger, "/a", NOW);
	ok(tabulated.kind == fate.kind && tabulated.settled == fate.settled &&
		strcmp(tabulated.target, fate.target) == 0,
	    "both ways");
	return arena_printf(arena, "%s%s%s", kinds[fate.kind], fate.target,
	    fate.settled ? "" : " yet");
}

static void
test_fates(void)
{
	static const char young[] = "2020-09-12T12:26:41Z ",
			  day[] = "2020-09-12T12:26:40Z ",
			  ahead[] = "2020-09-14T12:26:39Z ",
			  far[] = "2020-09-14T12:26:40Z ";
	struct arena arena = {0};
	struct buffer long_way = {0};

	is(fate_of("", &arena), "unknown", "none");
	is(fate_of(OLD "/a here 0123456789abcdef\n", &arena), "unknown",
	    "what should be here");
	is(fate_of(OLD "/a gone\n", &arena), "gone", "gone");
	is(fate_of(OLD "/a retired\n", &arena), "gone", "retired");
	is(fate_of(OLD "/a moved /b\n", &arena), "moved/b", "moved");
#define LINE(when, what) \
	fate_of(arena_printf(&arena, "%s/a " what "\n", when), &arena)
	is(LINE(young, "gone"), "gone yet", "a second less than a day");
	is(LINE(day, "gone"), "gone", "a day");
	is(LINE(ahead, "gone"), "gone yet", "less than a day ahead");
	is(LINE(far, "gone"), "gone", "a day ahead");
	is(LINE(young, "moved /b"), "moved/b yet", "moved today");
	is(LINE(young, "retired"), "gone", "retired today is for good");
	is(LINE("9999-12-31T23:59:59Z ", "gone"), "gone", "the last year");
	is(LINE("0001-01-01T00:00:00Z ", "gone"), "gone", "the first");
	is(fate_of(OLD "/a moved /b\n" OLD "/b moved /c\n", &arena), "moved/c",
	    "two moves");
	is(fate_of(
	       arena_printf(&arena, OLD "/a moved /b\n%s/b moved /c\n", young),
	       &arena),
	    "moved/c yet", "the second today");
	is(fate_of(
	       arena_printf(&arena, OLD "/b moved /c\n%s/a moved /b\n", young),
	       &arena),
	    "moved/c yet", "the first today");
	is(fate_of(arena_printf(&arena, OLD "/a moved /b\n%s/b gone\n", young),
	       &arena),
	    "gone yet", "moved to what goes today");
	is(fate_of(OLD "/a moved /a\n", &arena), "gone", "to itself");
	is(fate_of(OLD "/a moved /b\n" OLD "/b moved /a\n", &arena), "gone",
	    "round in a circle");
	buffer_string(&long_way, OLD "/a moved /b1\n");
	for (int i = 1; i < LEDGER_HOPS; i++)
		buffer_printf(&long_way, OLD "/b%d moved /b%d\n", i, i + 1);
	is(fate_of(long_way.data, &arena), "moved/b10", "ten moves");
	buffer_string(&long_way, OLD "/b10 moved /b11\n");
	is(fate_of(long_way.data, &arena), "gone", "one more");
	buffer_free(&long_way);
	arena_free(&arena);
}

int
main(void)
{
	test_lines();
	test_parts();
	test_times();
	test_fates();
	return tap_done();
}
