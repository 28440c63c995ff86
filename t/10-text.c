/* SPDX-License-Identifier: ISC */
/* text.c: UTF-8, clean text, URL coding, slugs. */
#include "base/text.h"

#include <stdlib.h>

#include "tap.h"

/* ------------------------------------------------------------------- UTF-8 */

/*
 * The table of RFC 3629, section 4, read as it stands there: which second
 * bytes a first byte allows. Shares nothing with text.c's arithmetic.
 */
static const struct form {
	unsigned char first_low, first_high, second_low, second_high;
	size_t len;
} forms[] = {
    {0x00, 0x7f, 0x00, 0xff, 1},
    {0xc2, 0xdf, 0x80, 0xbf, 2},
    {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3},
    {0xed, 0xed, 0x80, 0x9f, 3},
    {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4},
    {0xf1, 0xf3, 0x80, 0xbf, 4},
    {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static size_t
expected_length(const unsigned char *p, size_t len)
{
	for (size_t i = 0; i < COUNT(forms); i++) {
		const struct form *form = &forms[i];

		if (p[0] < form->first_low || p[0] > form->first_high)
			continue;
		if (form->len > len)
			return 0;
		if (form->len > 1 &&
		    (p[1] < form->second_low || p[1] > form->second_high))
			return 0;
		for (size_t k = 2; k < form->len; k++)
			if (p[k] < 0x80 || p[k] > 0xbf)
				return 0;
		return form->len;
	}
	return 0;
}

static uint32_t
expected_code(const unsigned char *p, size_t len)
{
	switch (len) {
	case 1:
		return p[0];
	case 2:
		return (p[0] - 0xc0u) * 64 + (p[1] - 0x80u);
	case 3:
		return ((p[0] - 0xe0u) * 64 + (p[1] - 0x80u)) * 64 +
		       (p[2] - 0x80u);
	case 4:
		return (((p[0] - 0xf0u) * 64 + (p[1] - 0x80u)) * 64 +
			   (p[2] - 0x80u)) *
			   64 +
		       (p[3] - 0x80u);
	default:
		return 0xfffd;
	}
}

/* Whether text_decode agrees with the table about these bytes. */
static bool
agrees(const unsigned char *bytes, size_t len)
{
	const char *p = (const char *)bytes;
	size_t want = expected_length(bytes, len);
	uint32_t code = 1;

	return text_decode(p, p + len, &code) == want &&
	       code == expected_code(bytes, want);
}

static void
test_decode_all(void)
{
	long wrong[4] = {0};
	unsigned char b[4];

	for (unsigned int n = 0; n < 1u << 24; n++) {
		b[0] = (unsigned char)(n >> 16);
		b[1] = (unsigned char)(n >> 8);
		b[2] = (unsigned char)n;
		wrong[3] += !agrees(b, 3);
		if (b[2] == 0)
			wrong[2] += !agrees(b, 2);
		if (b[2] == 0 && b[1] == 0)
			wrong[1] += !agrees(b, 1);
	}
	is_int(wrong[1], 0, "every single byte decodes as RFC 3629 has it");
	is_int(wrong[2], 0, "every pair of bytes");
	is_int(wrong[3], 0, "every three bytes");
}

static void
test_decode_four(void)
{
	static const unsigned char edges[] = {0x00, 0x7f, 0x80, 0x81, 0x8f,
	    0x90, 0x91, 0x9f, 0xa0, 0xbe, 0xbf, 0xc0, 0xff};
	long wrong = 0, tried = 0;
	unsigned char b[4];

	for (unsigned int first = 0xee; first < 0x100; first++)
		for (unsigned int second = 0; second < 0x100; second++)
			for (size_t i = 0; i < COUNT(edges) * COUNT(edges);
			     i++) {
				b[0] = (unsigned char)first;
				b[1] = (unsigned char)second;
				b[2] = edges[i / COUNT(edges)];
				b[3] = edges[i % COUNT(edges)];
				wrong += !agrees(b, 4);
				tried++;
			}
	is_int(wrong, 0, "%ld sequences of four bytes", tried);
	is_int(agrees((const unsigned char *)"\xf0\x9f\x98\x80", 4) &&
		   agrees((const unsigned char *)"\xf4\x8f\xbf\xbf", 4),
	    1, "an emoji and the last code point");
}

static void
test_utf8_error(void)
{
	static const struct {
		const char *bytes;
		size_t len, offset;
	} rows[] = {
	    {"", 0, 0},
	    {"abc", 3, 3},
	    {"a\0b", 3, 3},
	    {"a\xff", 2, 1},
	    {"\xc3\xa9\xc3", 3, 2},
	    {"\xe2\x82\xac\xe2\x82", 5, 3},
	    {"x\xc0\x80", 3, 1},
	    {"xy\xed\xa0\x80", 5, 2},
	    {"\xf0\x9f\x98\x80\x80", 5, 4},
	    {"\xf4\x90\x80\x80", 4, 0},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		is_int(text_utf8_error(rows[i].bytes, rows[i].len),
		    rows[i].offset, "row %zu: the first bad byte", i);
}

/* -------------------------------------------------------------- clean text */

static void
clean_is(const char *bytes, size_t len, size_t max, const char *want,
    const char *name)
{
	struct buffer out = {0};

	buffer_string(&out, "");
	text_clean(&out, bytes, len, max);
	is(out.data, want, "clean: %s", name);
	buffer_free(&out);
}

static void
test_clean(void)
{
	static const struct {
		const char *bytes, *want, *name;
	} rows[] = {
	    {"", "", "nothing"},
	    {" \t\r\n\v\f ", "", "only white space"},
	    {"  does \n\t it  hurt? ", "does it hurt?", "white space folded"},
	    {"a\x01\x02z\x1f\x7f!", "a z !", "controls are spaces"},
	    {"a\xc2\x85z\xc2\x9f", "a z", "C1 controls, too"},
	    {"a\xc2\xa0z", "a z", "no-break space"},
	    {"\xef\xbb\xbf"
	     "a\xe2\x80\xa8z\xe2\x80\xa9",
		"a z", "BOM, line and paragraph separators"},
	    {"a\xff\xfez\xc3", "a z", "what is not UTF-8"},
	    {"a\xef\xbf\xbez\xef\xbf\xbf\xef\xbf\xbd", "a z \xef\xbf\xbd",
		"U+FFFE and U+FFFF"},
	    {"a\xe2\x80\xafz\xe2\x80\x89q\xe3\x80\x80x", "a z q x",
		"narrow, thin and wide spaces"},
	    {"Ver\xc2\xadsand\xe2\x80\x8bkosten\xe2\x81\xa0!", "Versandkosten!",
		"soft hyphens and their like vanish"},
	    {"\xed\xa0\x80q\xc0\xaf", "q", "surrogates, overlong forms"},
	    {"na\xc3\xafve \xe7\x97\x9b \xf0\x9f\x98\x80",
		"na\xc3\xafve \xe7\x97\x9b \xf0\x9f\x98\x80",
		"letters of every length stay"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		clean_is(rows[i].bytes, strlen(rows[i].bytes), 1000,
		    rows[i].want, rows[i].name);
	clean_is("a\0b", 3, 3, "a b", "NUL bytes");
	clean_is("abcdef", 6, 3, "abc", "cut at max");
	clean_is("abcdef", 2, 3, "ab", "len below max");
	clean_is("ab\xc3\xa9"
		 "d",
	    5, 3, "ab", "cut inside a character of two bytes");
	clean_is("\xf0\x9f\x98\x80\xf0\x9f\x98\x80", 8, 7, "\xf0\x9f\x98\x80",
	    "cut inside a character of four");
	clean_is("a  b", 4, 3, "a", "no space at a cut end");
	clean_is("abc", 3, 0, "", "max 0");
}

/* -------------------------------------------------------------- URL coding */

static void
test_url_round_trip(void)
{
	char bytes[256 * 2], one[2] = "";
	struct buffer url = {0}, back = {0};
	int wrong = 0;

	for (int i = 0; i < 512; i++)
		bytes[i] = (char)(i * 77);
	text_url_encode(&url, bytes, sizeof(bytes), "");
	text_url_decode(&back, url.data, url.len, false);
	ok(back.len == sizeof(bytes) &&
		memcmp(back.data, bytes, sizeof(bytes)) == 0,
	    "all bytes survive coding and decoding");
	buffer_reset(&back);
	text_url_decode(&back, url.data, url.len, true);
	ok(back.len == sizeof(bytes) &&
		memcmp(back.data, bytes, sizeof(bytes)) == 0,
	    "as in a form, too: a plus is coded");

	for (int i = 0; i < 256; i++) {
		bool plain = (i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z') ||
			     (i >= '0' && i <= '9') ||
			     (i != 0 && strchr("-._~", i) != NULL);
		char want[8];

		one[0] = (char)i;
		snprintf(want, sizeof(want), plain ? "%c" : "%%%02X", i);
		buffer_reset(&url);
		text_url_encode(&url, one, 1, "");
		wrong += strcmp(url.data, want) != 0;
	}
	is_int(wrong, 0, "exactly the unreserved characters stay (RFC 3986)");
	buffer_reset(&url);
	text_url_encode(&url, "/a b/\xc3\xa9?&\0", 10, "/?");
	is(url.data, "/a%20b/%C3%A9?%26%00", "characters to keep are kept");
	buffer_free(&url);
	buffer_free(&back);
}

static void
test_url_decode(void)
{
	static const struct {
		const char *url, *want, *form;
	} rows[] = {
	    {"a+b", "a+b", "a b"},
	    {"%41%4a%4A%2b", "AJJ+", "AJJ+"},
	    {"100%", "100%", "100%"},
	    {"%4", "%4", "%4"},
	    {"%4g%g4%%41", "%4g%g4%A", "%4g%g4%A"},
	    {"%2541", "%41", "%41"},
	    {"%%%", "%%%", "%%%"},
	    {"%+1%-1% 1%0x", "%+1%-1% 1%0x", "% 1%-1% 1%0x"},
	    {"%FF%c3%a9", "\xff\xc3\xa9", "\xff\xc3\xa9"},
	};
	struct buffer out = {0};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *url = rows[i].url;

		buffer_reset(&out);
		text_url_decode(&out, url, strlen(url), false);
		is(out.data, rows[i].want, "decode %s", url);
		buffer_reset(&out);
		text_url_decode(&out, url, strlen(url), true);
		is(out.data, rows[i].form, "decode %s of a form", url);
	}
	buffer_reset(&out);
	text_url_decode(&out, "a%41", 3, false);
	is(out.data, "a%4", "nothing behind the end is read");
	buffer_reset(&out);
	text_url_decode(&out, "%00x", 4, false);
	ok(out.len == 2 && out.data[0] == '\0' && out.data[1] == 'x',
	    "a NUL byte is decoded");
	buffer_free(&out);
}

/* ------------------------------------------------------------------- slugs */

/* Returns the slug, to be freed by the caller. */
static char *
slug_of(const char *question, size_t len)
{
	struct buffer out = {0};

	buffer_string(&out, "");
	text_slug(&out, question, len, "en");
	return out.data;
}

static void
slug_is(const char *question, const char *want, const char *name)
{
	char *slug = slug_of(question, strlen(question));

	is(slug, want, "slug: %s", name);
	free(slug);
}

static void
test_slug(void)
{
	slug_is("Does it hurt?", "does-it-hurt", "a question");
	slug_is("  --What, no *answer*!? ", "what-no-answer", "punctuation");
	slug_is("COVID-19 & 5G", "covid-19-5g", "digits and hyphens");
	slug_is("a_b/c.d", "a-b-c-d", "underscore, slash, dot");
	slug_is("What's it? It\xe2\x80\x99s new", "whats-it-its-new",
	    "apostrophes part nothing");
	slug_is("Caf\xc3\xa9 \xc3\x80 la cr\xc3\xa8me br\xc3\xbbl\xc3\xa9"
		"e",
	    "cafe-a-la-creme-brulee", "accents");
	slug_is("Cafe\xcc\x81 e\xcc\x81t", "cafe-et", "combining marks");
	slug_is("\xc3\x84rger \xc3\xb6 \xc3\x9f \xc3\x86on \xc5\x92uvre",
	    "arger-o-ss-aeon-oeuvre", "letters that become two");
	slug_is("\xc5\x81\xc3\xb3"
		"d\xc5\xba \xc4\xb0zmir \xc5\xbd\xc4\x8d \xc5\xbf",
	    "lodz-izmir-zc-s", "Latin Extended-A to its last letter");
	slug_is("3\xc3\x97"
		"4\xc3\xb7"
		"2",
	    "3-4-2", "signs among the Latin letters");
	slug_is("\xe7\x97\x9b\xe3\x81\x84\xe3\x80\x82\xef\xbc\x9f",
	    "\xe7\x97\x9b\xe3\x81\x84", "Japanese and its full stop");
	slug_is("\xe4\xbd\xa0\xe5\xa5\xbd\xef\xbc\x8c\xe4\xb8\x96",
	    "\xe4\xbd\xa0\xe5\xa5\xbd-\xe4\xb8\x96", "a full-width comma");
	slug_is("\xf0\xa0\xae\xb7\xe9\x87\x8e", "\xf0\xa0\xae\xb7\xe9\x87\x8e",
	    "an ideograph of four bytes");
	slug_is("\xce\x91\xce\xa9 \xce\xb1", "\xce\xb1\xcf\x89-\xce\xb1",
	    "Greek capitals");
	slug_is("\xd0\x96\xd0\x98\xd0\xaf \xd0\x81\xd0\x80 \xd0\xb6",
	    "\xd0\xb6\xd0\xb8\xd1\x8f-\xd1\x91\xd1\x90-\xd0\xb6",
	    "Cyrillic capitals");
	slug_is("\xf0\x9f\x98\x80 \xe2\x9d\xa4\xef\xb8\x8f", "", "emoji only");
	slug_is("ok \xf0\x9f\x91\x8d yes", "ok-yes", "emoji between words");
	slug_is("?!\xe2\x80\xa6 \xe2\x80\x94", "", "punctuation only");
	slug_is("", "", "nothing");
	slug_is("a\xff"
		"b\xc3",
	    "a-b", "bytes that are not UTF-8");
	slug_is("a\xe2\x80\x94"
		"b\xc2\xa0"
		"c",
	    "a-b-c", "a dash and a no-break space");
}

/* As slug_is, in a language. */
static void
slug_in(const char *language, const char *question, const char *want)
{
	struct buffer out = {0};

	text_slug(&out, question, strlen(question), language);
	is(out.data, want, "slug in %s: %s", language, question);
	buffer_free(&out);
}

static void
test_languages(void)
{
	slug_in("de", "Wann ist geöffnet?", "wann-ist-geoeffnet");
	slug_in("de-AT", "ÄRGER über Größe", "aerger-ueber-groesse");
	slug_in("DE", "Öl", "oel");
	slug_in("en", "Wann ist geöffnet?", "wann-ist-geoffnet");
	slug_in("deu", "Öl", "ol");
	slug_in("sv", "Är det öppet på måndag?", "ar-det-oppet-pa-mandag");
	slug_in("da", "Åben på søndag, kære?", "aaben-paa-soendag-kaere");
	slug_in("nb", "Øl og ål", "oel-og-aal");
	slug_in("ar", "هل يؤلم؟ نعم، قليلا؛ جدا", "هل-يؤلم-نعم-قليلا-جدا");
	slug_in("el", "Πονάει; Ναι·", "πονάει-ναι");
	slug_in("el", "Πονάει\u037e", "πονάει");
	slug_in("hi", "क्या दर्द होता है। हाँ॥", "क्या-दर्द-होता-है-हाँ");
	slug_in("he", "האם זה כואב׃ כן־לא", "האם-זה-כואב-כן-לא");
	slug_in("hy", "Ցավո՞ւմ է։", "Ցավո-ւմ-է");
	slug_in("th", "เจ็บไหม๏", "เจ็บไหม");
	slug_in("ja", "痛い？・「はい」", "痛い-はい");
	slug_in("my", "နာလား။", "နာလား");
	slug_in("am", "ያማል፧ አዎ።", "ያማል-አዎ");
}

/* Repeats a piece until there are at least 400 bytes; caller frees. */
static char *
repeat(const char *start, const char *piece)
{
	struct buffer out = {0};

	buffer_string(&out, start);
	while (out.len < 400)
		buffer_string(&out, piece);
	return out.data;
}

/* The slug of the repeated piece has the length wanted and is well-formed. */
static void
long_slug_is(
    const char *start, const char *piece, size_t want, const char *name)
{
	char *question = repeat(start, piece);
	char *slug = slug_of(question, strlen(question));
	size_t len = strlen(slug);

	is_int(len, want, "long slug: %s", name);
	ok(text_utf8_error(slug, len) == len &&
		text_slug_problem(slug, len) == NULL && slug[0] != '-' &&
		slug[len - 1] != '-',
	    "long slug: %s, well-formed", name);
	free(question);
	free(slug);
}

static void
test_long_slug(void)
{
	char text[200];

	long_slug_is("", "x", SLUG_MAX, "one word");
	long_slug_is("", "\xc3\xa9", SLUG_MAX, "one word with accents");
	long_slug_is("", "\xc3\x9f", SLUG_MAX, "a letter that doubles");
	long_slug_is("a", "\xd0\xb6", SLUG_MAX - 1, "two bytes a letter");
	long_slug_is("", "\xe7\x97\x9b", SLUG_MAX, "three bytes a letter");
	long_slug_is("a", "\xe7\x97\x9b", SLUG_MAX - 2, "the same, cut");
	long_slug_is("abc", "\xf0\xa0\xae\xb7", SLUG_MAX - 1, "four bytes");
	long_slug_is("", "ten-chars ", 93, "cut between words");
	long_slug_is("", "abc ", 95, "words that fit to the last byte");
	long_slug_is("", "abc", SLUG_MAX, "no space");
	long_slug_is("word ", "x", 4, "a long word behind a short one");
	long_slug_is("", "!? ;x", 95, "much punctuation");
	long_slug_is("a", "\xcc\x81", 1, "one letter with many accents");

	memset(text, 'x', sizeof(text));
	text[SLUG_MAX] = ' ';
	text[SLUG_MAX + 2] = '\0';
	for (int i = 0; i < 3; i++) {
		char *slug = slug_of(text, strlen(text));

		is_int(strlen(slug), SLUG_MAX,
		    "the slug of %zu bytes, 96 without a space", strlen(text));
		free(slug);
		text[SLUG_MAX + 1 - i] = '\0';
	}
}

/* What text_slug makes text_slug_problem takes: for each code point. */
static void
test_every_slug(void)
{
	struct buffer slug = {0};
	const char *problem = NULL;
	long letters = 0;
	uint32_t code;

	for (code = 0x80; code < 0x110000 && problem == NULL; code++) {
		char bytes[4] = {(char)(0xf0 | code >> 18),
		    (char)(0x80 | (code >> 12 & 0x3f)),
		    (char)(0x80 | (code >> 6 & 0x3f)),
		    (char)(0x80 | (code & 0x3f))};
		size_t skip = code < 0x800 ? 2 : code < 0x10000 ? 1 : 0;

		if (skip == 2)
			bytes[2] = (char)(0xc0 | code >> 6);
		if (skip == 1)
			bytes[1] = (char)(0xe0 | code >> 12);
		buffer_reset(&slug);
		text_slug(&slug, bytes + skip, 4 - skip, "en");
		if (slug.len > 0)
			problem = text_slug_problem(slug.data, slug.len);
		letters += slug.len > 0;
	}
	is(problem, NULL, "each code point's slug is a slug (U+%04X)",
	    (unsigned int)code - 1);
	ok(letters > 50000, "and %ld of them are letters", letters);
	buffer_free(&slug);
}

static void
test_slug_problem(void)
{
	static const char *const good[] = {"a", "does-it-hurt", "7", "a_b",
	    "\xe7\x97\x9b", "caf\xc3\xa9", "\xf0\xa0\xae\xb7"};
	static const char *const bad[] = {"A", "a b", "a.b", "a/b", "../x",
	    "a%20", "a?", "a#", "\xff", "a\xc3", "\xe2\x80\xa6",
	    "\xf0\x9f\x98\x80", "a\n", "<b>", "\xc2\xa0", "\xe2\x80\xae"};
	char text[SLUG_MAX + 1];

	memset(text, 'x', sizeof(text));
	is(text_slug_problem("", 0), "is empty", "an empty slug");
	is(text_slug_problem(text, SLUG_MAX), NULL, "the longest slug");
	is(text_slug_problem(text, SLUG_MAX + 1), "is longer than 96 bytes",
	    "a longer one");
	is(text_slug_problem("a\0b", 3),
	    "may hold only small letters, digits and hyphens", "a NUL byte");
	for (size_t i = 0; i < COUNT(good); i++)
		is(text_slug_problem(good[i], strlen(good[i])), NULL,
		    "%s may be a slug", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		is(text_slug_problem(bad[i], strlen(bad[i])),
		    "may hold only small letters, digits and hyphens",
		    "bad slug %zu", i);
}

/* ---------------------------------------------------------------- likeness */

static double
likeness(const char *one, const char *two)
{
	struct text_pairs a, b;

	text_pairs(&a, one);
	text_pairs(&b, two);
	if (text_likeness(&a, &b) != text_likeness(&b, &a))
		ok(false, "likeness of %s and %s has two values", one, two);
	return text_likeness(&a, &b);
}

/* Writes a character of two or three bytes or fewer. Returns their number. */
static size_t
write_character(uint32_t code, char *to)
{
	if (code < 0x80) {
		to[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		to[0] = (char)(0xc0 | code >> 6);
		to[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	to[0] = (char)(0xe0 | code >> 12);
	to[1] = (char)(0x80 | (code >> 6 & 0x3f));
	to[2] = (char)(0x80 | (code & 0x3f));
	return 3;
}

/* Every character: what text_make_xml leaves is what XML 1.0 allows. */
static void
test_xml(void)
{
	int wrong = 0, changed = 0;
	char text[12];

	for (uint32_t code = 1; code < 0x10000; code++) {
		bool fine = code == 9 || code == 10 || code == 13 ||
			    (code >= 0x20 && code < 0xfffe);
		size_t len, end;

		if (code >= 0xd800 && code < 0xe000)
			continue;
		len = write_character(code, text + 1);
		text[0] = 'a';
		text[1 + len] = 'z';
		end = len + 2;
		wrong += text_xml_error(text, end) != (fine ? end : 1);
		text_make_xml(text, end);
		wrong += text_xml_error(text, end) != end || text[0] != 'a' ||
			 text[1 + len] != 'z';
		changed += !fine;
	}
	is_int(wrong, 0, "XML: all characters up to U+FFFF");
	is_int(changed, 30, "of which it forbids 30");
	memcpy(text, "\x01\xef\xbf\xbf", 5);
	text_make_xml(text, 4);
	is(text, " \xef\xbf\xbd", "and they are replaced");
	is_int((long)text_xml_error("\xf0\x9f\x98\x80\xff", 5), 4,
	    "beyond, all are fine; what is no UTF-8 is not");
}

static void
cut_is(const char *text, size_t max, const char *want, const char *name)
{
	struct buffer out = {0};

	text_cut(&out, text, max);
	is(out.data != NULL ? out.data : "", want, "cut: %s", name);
	buffer_free(&out);
}

static void
test_cut(void)
{
	cut_is("", 5, "", "nothing");
	cut_is("abcde", 5, "abcde", "what fits");
	cut_is("abcdef", 5, "abcd\xe2\x80\xa6", "a word");
	cut_is("does it hurt much", 12, "does it\xe2\x80\xa6", "between words");
	cut_is("does it hurt much", 13, "does it hurt\xe2\x80\xa6",
	    "behind a word that just fits");
	cut_is("a bcdefghijkl", 10, "a bcdefgh\xe2\x80\xa6",
	    "in a word that is most of it");
	cut_is("abcd   efgh", 8, "abcd\xe2\x80\xa6", "no spaces at the end");
	cut_is("\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", 4,
	    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", "characters, not bytes");
	cut_is("\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", 3,
	    "\xd7\xa9\xd7\x9c\xe2\x80\xa6", "between them");
	cut_is("abe\xcc\x81xyz", 4, "ab\xe2\x80\xa6", "not before an accent");
	cut_is("ab\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7xyz", 5,
	    "ab\xe2\x80\xa6", "not within a family");
	cut_is("abc", 1, "\xe2\x80\xa6", "nothing but the sign");
}

static void
sentences_are(const char *text, size_t max, const char *want, const char *name)
{
	struct buffer out = {0};

	text_sentences(&out, text, max);
	is(out.data != NULL ? out.data : "", want, "sentences: %s", name);
	buffer_free(&out);
}

static void
test_sentences(void)
{
	sentences_are("", 5, "", "none");
	sentences_are("No end", 10, "No end", "all of it");
	sentences_are("One. Two. Three.", 9, "One. Two.", "as many as fit");
	sentences_are("One. Two. Three.", 8, "One.", "whole ones");
	sentences_are("One? Two! Three", 11, "One? Two!", "other ends");
	sentences_are("Version 2.5 is out. It is", 20, "Version 2.5 is out.",
	    "a dot within a number is none");
	sentences_are("A long sentence without end", 12, "A long\xe2\x80\xa6",
	    "too long a first one is cut");
	sentences_are("\xe4\xb8\x80\xe3\x80\x82\xe4\xba\x8c\xe4\xba\x8c", 3,
	    "\xe4\xb8\x80\xe3\x80\x82", "a full stop that needs no space");
	sentences_are("\xd9\x87\xd9\x84\xd8\x9f \xd9\x86\xd8\xb9\xd9\x85", 5,
	    "\xd9\x87\xd9\x84\xd8\x9f", "in Arabic");
}

static void
test_likeness(void)
{
	struct text_pairs pairs;
	char text[2001];

	ok(likeness("does-it-hurt", "Does it HURT?") == 1.0,
	    "spelled alike but for case and punctuation");
	ok(likeness("abc", "xyz") == 0.0, "nothing in common");
	ok(likeness("", "") == 0.0 && likeness("a", "a") == 0.0,
	    "no pairs, no likeness");
	ok(likeness("night", "nacht") == 0.25, "one pair of four and four");
	ok(likeness("aaaa", "aa") == 0.5, "pairs are counted");
	ok(likeness("a b", "ab") == 0.0, "a space parts a pair");
	ok(likeness("hurt", "hrut") < likeness("hurt", "hurts"),
	    "letters in order are more alike");
	ok(likeness("caf\xc3\xa9", "caf\xc3\xa9") == 1.0, "any script");

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	text_pairs(&pairs, text);
	is_int(pairs.total, UINT8_MAX, "a pair counts at most 255 times");
	ok(likeness(text, text) == 1.0, "which keeps 1 the largest");
}

static void
test_ascii(void)
{
	int spaces = 0, lowered = 0;

	for (int i = 0; i < 256; i++) {
		spaces += text_space((char)i);
		lowered += text_lower((char)i) != (char)i;
	}
	is_int(spaces, 6, "six characters are white space");
	ok(text_space(' ') && text_space('\t') && text_space('\v') &&
		text_space('\f') && text_space('\n') && text_space('\r'),
	    "namely these");
	is_int(lowered, 26, "26 letters have a small form");
	ok(text_lower('A') == 'a' && text_lower('Z') == 'z', "A to Z");
}

/* The bytes of a file, in the one form. */
static void
normalizes(const char *bytes, size_t len, const char *want, const char *what)
{
	char text[100] = "";
	size_t got;

	memcpy(text, bytes, len);
	got = text_normalize(text, len);
	is_int(got, (long long)strlen(want), "%s: length", what);
	is(text, want, "%s", what);
}

static void
test_normalize(void)
{
	static const struct {
		const char *bytes, *want, *what;
	} rows[] = {
	    {"", "", "nothing"},
	    {"a\nb", "a\nb", "LF"},
	    {"a\r\nb\r\n", "a\nb\n", "CR and LF"},
	    {"a\rb\r", "a\nb\n", "CR alone"},
	    {"a\r\r\nb", "a\r\nb", "a CR before CR and LF is none"},
	    {"a\nb\rc", "a\nb\rc", "CR is no end where there is a LF"},
	    {"\xef\xbb\xbf", "", "a byte order mark alone"},
	    {"\xef\xbb\xbf"
	     "a\r\n",
		"a\n", "a byte order mark"},
	    {"\xef\xbb\xbf\xef\xbb\xbf"
	     "a",
		"\xef\xbb\xbf"
		"a",
		"only the first is a mark"},
	    {"\xef\xbb", "\xef\xbb", "half a mark"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		normalizes(rows[i].bytes, strlen(rows[i].bytes), rows[i].want,
		    rows[i].what);
	is_int(text_line_at("a\nb\rc\r\nd", 7), 4, "lines of any kind count");
	is_int(text_line_at("a\nb", 0), 1, "from 1");
	is_int(text_line_at("a\nb", 2), 2, "a line begins behind its end");
}

static void
test_lines(void)
{
	static const char bytes[] = "\xef\xbb\xbf# comment\r\n"
				    "\r\n"
				    " \ta b\t \r\n"
				    "x\0y\r\n"
				    "#\xff\r\n"
				    "  # another\r\n"
				    "last";
	static const struct {
		const char *line;
		int number;
		bool bad;
	} rows[] = {{"a b", 3, false}, {"x", 4, true}, {"#\xff", 5, true},
	    {"last", 7, false}};
	char text[sizeof(bytes)];
	struct text_lines lines;

	memcpy(text, bytes, sizeof(bytes));
	text_lines_begin(&lines, text, sizeof(bytes) - 1);
	for (size_t i = 0; i < COUNT(rows); i++) {
		ok(text_lines_next(&lines), "a line");
		is(lines.line, rows[i].line, "which is trimmed");
		is_int(lines.number, rows[i].number, "its number");
		is_int(lines.bad, rows[i].bad, "whether it is no text");
	}
	ok(!text_lines_next(&lines), "then there is none");
	ok(!text_lines_next(&lines), "and stays so");
	*text = '\0';
	text_lines_begin(&lines, text, 0);
	ok(!text_lines_next(&lines), "nothing has no line");
}

static void
test_rtl(void)
{
	static const char *const right[] = {"ar", "AR", "he-IL", "fa", "ar-EG",
	    "az-Arab", "az-arab-IR", "yi", "dv"};
	static const char *const left[] = {"en", "de-AT", "ar-Latn", "", "a",
	    "az", "az-Latn", "arz-x", "hebr", "en-arabic", "zh-Hant-IL"};

	for (size_t i = 0; i < COUNT(right); i++)
		ok(text_is_rtl(right[i]), "%s: from right to left", right[i]);
	for (size_t i = 0; i < COUNT(left); i++)
		ok(!text_is_rtl(left[i]), "\"%s\": not so", left[i]);
}

int
main(void)
{
	test_rtl();
	test_decode_all();
	test_decode_four();
	test_utf8_error();
	test_clean();
	test_url_round_trip();
	test_url_decode();
	test_slug();
	test_languages();
	test_long_slug();
	test_every_slug();
	test_slug_problem();
	test_xml();
	test_cut();
	test_sentences();
	test_likeness();
	test_ascii();
	test_normalize();
	test_lines();
	return tap_done();
}
