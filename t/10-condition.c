/* SPDX-License-Identifier: ISC */
/* condition.c: what If-Match and its like make of a page (RFC 9110, 13). */
#include "http/condition.h"

#include "tap.h"

#define TAG "a430d84680aabd0b"

/* ------------------------------------------------------------------- tags */

static void
test_names(void)
{
	static const struct {
		const char *value;
		bool want;
	} rows[] = {
	    {"\"a430d84680aabd0b\"", true},
	    {"W/\"a430d84680aabd0b\"", true},
	    {"\"a430d84680aabd0b-gzip\"", true},
	    {"W/\"a430d84680aabd0b-gzip\"", true},
	    {"\"a430d84680aabd0b-br\"", true},
	    {"*", false},
	    {" * ", false},
	    {"\"a430d84680aabd0b;gzip\"", true},
	    {"\"a430d84680aabd0b;\"", false},
	    {"\"a430d84680aabd0b-\"", false},
	    {"\"a,b\", \"a430d84680aabd0b\"", true},
	    {"\"a b\" , \"a430d84680aabd0b\"", true},
	    {"\"a\"b\", \"a430d84680aabd0b\"", false},
	    {"\"a\"\"a430d84680aabd0b\"", false},
	    {"x, \"a430d84680aabd0b\"", false},
	    {"\"x\", \"a430d84680aabd0b\"", true},
	    {"\"x\",\"a430d84680aabd0b\",\"y\"", true},
	    {"\"x\",\t\"a430d84680aabd0b\" , \"y\"", true},
	    {",,, \"a430d84680aabd0b\"", true},
	    {"W/\"x\", W/\"a430d84680aabd0b\"", true},
	    {"", false},
	    {" ", false},
	    {",", false},
	    {"\"\"", false},
	    {"\"", false},
	    {"W/", false},
	    {"W/\"", false},
	    {"-", false},
	    {"**", false},
	    {"\"*\"", false},
	    {"a430d84680aabd0b", false},
	    {"\"a430d84680aabd0b", false},
	    {"a430d84680aabd0b\"", false},
	    {"\"a430d84680aabd0\"", false},
	    {"\"a430d84680aabd0b0\"", false},
	    {"\"xa430d84680aabd0b\"", false},
	    {"\"A430D84680AABD0B\"", false},
	    {"w/\"a430d84680aabd0b\"", false},
	    {"W/W/\"a430d84680aabd0b\"", false},
	    {"\"a430d84680aabd0bgzip\"", false},
	    {"\"a430d84680aabd0b-gzip", false},
	    {"'a430d84680aabd0b'", false},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		is_int(condition_names(rows[i].value, TAG), rows[i].want,
		    "tags: %s", rows[i].value);
	ok(!condition_names("\"\"", ""), "no tag is named by none");
}

/* ------------------------------------------------------------------ dates */

static void
test_dates(void)
{
	static const struct {
		const char *text;
		int64_t want;
	} rows[] = {
	    {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
	    {"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
	    {"Sun Nov  6 08:49:37 1994", 784111777},
	    {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
	    {"Thu, 29 Feb 2024 23:59:59 GMT", 1709251199},
	    {"Fri, 01 Mar 2024 00:00:00 GMT", 1709251200},
	    {"Mon, 01 Mar 2100 00:00:00 GMT", 4107542400},
	    {"Tue, 29 Feb 2000 00:00:00 GMT", 951782400},
	    {"Sat, 31 Dec 2016 23:59:60 GMT", 1483228800},
	    {"Wednesday, 01-Jan-30 00:00:00 GMT", 1893456000},
	    {"", -1},
	    {"0", -1},
	    {"784111777", -1},
	    {"Sun, 06 Nov 1994", -1},
	    {"Sun, 06 Nov 1994 08:49:37", -1},
	    {"Sun, 06 Nov 1994 08:49:37 CET", -1},
	    {"Sun, 06 Nov 1994 08:49:37 GMT; length=1", -1},
	    {"Sun, 06 Now 1994 08:49:37 GMT", -1},
	    {"Sun, 32 Nov 1994 08:49:37 GMT", -1},
	    {"Sun, 00 Nov 1994 08:49:37 GMT", -1},
	    {"Sun, 06 Nov 1994 24:00:00 GMT", -1},
	    {"Sun, 06 Nov 1994 08:60:00 GMT", -1},
	    {"Sun, 06 Nov 1994 08:49:61 GMT", -1},
	    {"Sun, 06 Nov 1969 08:49:37 GMT", -1},
	    {"Sun Nov  6 08:49:37 1994 x", -1},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		ok(condition_date(rows[i].text) == rows[i].want,
		    "date \"%s\": %lld", rows[i].text,
		    (long long)condition_date(rows[i].text));
}

/* ---------------------------------------------------------------- verdicts */

#define OURS   "\"" TAG "\""
#define OTHER  "\"x\""
#define BEFORE "Sun, 06 Nov 1994 08:49:36 GMT"
#define THEN   "Sun, 06 Nov 1994 08:49:37 GMT"
#define AFTER  "Sun, 06 Nov 1994 08:49:38 GMT"

static void
test_verdicts(void)
{
	static const struct {
		struct conditions given; /* in the order of the structure */
		enum verdict want;
	} rows[] = {
	    {{"", "", "", ""}, VERDICT_SEND},
	    {{OURS, "", "", ""}, VERDICT_SEND},
	    {{"*", "", "", ""}, VERDICT_SEND},
	    {{"\"x\", \"" TAG "-gzip\"", "", "", ""}, VERDICT_SEND},
	    {{OTHER, "", "", ""}, VERDICT_FAILED},
	    {{"W/" OURS, "", "", ""}, VERDICT_FAILED},
	    {{"nonsense", "", "", ""}, VERDICT_FAILED},
	    {{"", OURS, "", ""}, VERDICT_NOT_MODIFIED},
	    {{"", "W/" OURS, "", ""}, VERDICT_NOT_MODIFIED},
	    {{"", "*", "", ""}, VERDICT_NOT_MODIFIED},
	    {{"", " * ", "", ""}, VERDICT_NOT_MODIFIED},
	    {{"", "**", "", ""}, VERDICT_SEND},
	    {{"", OTHER, "", ""}, VERDICT_SEND},
	    {{"", "", BEFORE, ""}, VERDICT_SEND},
	    {{"", "", THEN, ""}, VERDICT_NOT_MODIFIED},
	    {{"", "", AFTER, ""}, VERDICT_NOT_MODIFIED},
	    {{"", "", "yesterday", ""}, VERDICT_SEND},
	    {{"", "", "", BEFORE}, VERDICT_FAILED},
	    {{"", "", "", THEN}, VERDICT_SEND},
	    {{"", "", "", AFTER}, VERDICT_SEND},
	    {{"", "", "", "yesterday"}, VERDICT_SEND},
	    /* which one counts */
	    {{OURS, "", "", BEFORE}, VERDICT_SEND},
	    {{OTHER, OURS, "", ""}, VERDICT_FAILED},
	    {{OURS, OURS, "", ""}, VERDICT_NOT_MODIFIED},
	    {{"", OTHER, AFTER, ""}, VERDICT_SEND},
	    {{"", OURS, BEFORE, ""}, VERDICT_NOT_MODIFIED},
	    {{"", OURS, "", BEFORE}, VERDICT_FAILED},
	    {{"", "", AFTER, BEFORE}, VERDICT_FAILED},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		is_int(condition_judge(&rows[i].given, TAG, 784111777),
		    rows[i].want, "verdict, row %zu", i);
	for (size_t i = 13; i < 21; i++)
		is_int(condition_judge(&rows[i].given, TAG, 0), VERDICT_SEND,
		    "without a date of the page, row %zu", i);
	is_int(condition_judge(&rows[7].given, "", 0), VERDICT_SEND,
	    "a page without a tag");
}

int
main(void)
{
	test_names();
	test_dates();
	test_verdicts();
	return tap_done();
}
