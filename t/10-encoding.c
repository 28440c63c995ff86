/* SPDX-License-Identifier: ISC */
/* encoding.c: what people's programs save, and what is no text at all. */
#include "base/encoding.h"

#include "tap.h"

/* The bytes are read as this text, of that encoding, unsure in that line. */
static void
reads(const char *bytes, size_t len, const char *want, enum encoding encoding,
    int line, const char *name)
{
	struct encoding_found found;
	struct buffer text = {0};
	char *copy = malloc(len > 0 ? len : 1); /* reads behind it would show */

	memcpy(copy, bytes, len);
	encoding_read(&text, copy, len, &found);
	free(copy);
	is_int(text.status, ST_OK, "%s: status", name);
	is(text.data != NULL ? text.data : "", want, "%s: the text", name);
	is_int(text.len, strlen(want), "%s: its length", name);
	is_int(found.encoding, encoding, "%s: the encoding", name);
	is_int(found.line, line, "%s: the line", name);
	buffer_free(&text);
}

#define READS(bytes, ...) reads(bytes, sizeof(bytes) - 1, __VA_ARGS__)

/* The bytes are no text, but this. */
static void
refuses(const char *bytes, size_t len, const char *what)
{
	struct encoding_found found;
	struct buffer text = {0};

	encoding_read(&text, bytes, len, &found);
	is_int(found.encoding, ENCODING_NONE, "no text: %s", what);
	is(found.what, what, "it is named");
	is_int(text.len, 0, "nothing is read");
	buffer_free(&text);
}

static void
test_utf8(void)
{
	READS("", "", ENCODING_UTF8, 0, "nothing");
	READS("a\r\nb\r\n", "a\nb\n", ENCODING_UTF8, 0, "CRLF");
	READS("a\rb\r", "a\nb\n", ENCODING_UTF8, 0, "CR");
	READS("\xef\xbb\xbf\xc3\xa4", "\xc3\xa4", ENCODING_UTF8, 0, "a mark");
	READS("a\x01\x02z", "a\x01\x02z", ENCODING_UTF8, 0,
	    "a few control characters");
}

static void
test_windows(void)
{
	READS("na\xefve", "na\xc3\xafve", ENCODING_WINDOWS, 0, "a letter");
	READS("\x80 \x84\xd6l\x93 \x96 \x85",
	    "\xe2\x82\xac \xe2\x80\x9e\xc3\x96l\xe2\x80\x9c \xe2\x80\x93 "
	    "\xe2\x80\xa6",
	    ENCODING_WINDOWS, 0, "Euro, quotes, dashes");
	READS("\xff\xe4\xa0\x96", "\xc3\xbf\xc3\xa4\xc2\xa0\xe2\x80\x93",
	    ENCODING_WINDOWS, 0, "letters that look like UTF-8 by chance");
	READS("a\n\xe9\x81z", "a\n\xc3\xa9\xef\xbf\xbdz", ENCODING_WINDOWS, 2,
	    "a byte without meaning is told");
	READS("\xc3\xa4\n\xc3\xb6\n\xfc\n", "\xc3\xa4\n\xc3\xb6\n\xc3\xbc\n",
	    ENCODING_MIXED, 3, "UTF-8 with a letter of Windows-1252");
	READS("\xc3\xa4\xc3\xb6\xc3\xa4\n\xfc\n\x9d\n",
	    "\xc3\xa4\xc3\xb6\xc3\xa4\n\xc3\xbc\n\xef\xbf\xbd\n",
	    ENCODING_MIXED, 3, "the worse guess is told");
}

static void
test_utf16(void)
{
	READS("\xff\xfe#\0 \0\xe4\0", "# \xc3\xa4", ENCODING_UTF16, 0,
	    "little-endian");
	READS("\xfe\xff\0#\0\r\0\n\0a", "#\na", ENCODING_UTF16, 0,
	    "big-endian, CRLF");
	READS("#\0 \0T\0\n\0", "# T\n", ENCODING_UTF16, 0,
	    "little-endian without a mark");
	READS(
	    "\0#\0 \0T", "# T", ENCODING_UTF16, 0, "big-endian without a mark");
	READS("\xff\xfe\x3d\xd8\x00\xde", "\xf0\x9f\x98\x80", ENCODING_UTF16, 0,
	    "a pair of surrogates");
	READS("\xff\xfe\x3d\xd8z\0\x00\xde", "\xef\xbf\xbdz\xef\xbf\xbd",
	    ENCODING_UTF16, 0, "surrogates alone");
	READS("\xff\xfez\0q", "z\xef\xbf\xbd", ENCODING_UTF16, 0,
	    "half a character at the end");
	READS("\xff\xfe", "", ENCODING_UTF16, 0, "a mark alone");
}

static void
test_no_text(void)
{
	char noise[400];

	refuses(
	    "PK\x03\x04zip", 7, "a Word document, a spreadsheet or an archive");
	refuses("\xd0\xcf\x11\xe0\xa1", 5, "an old Word or Excel document");
	refuses("{\\rtf1 a}", 9, "a document in rich text (RTF)");
	refuses("%PDF-1.7", 8, "a PDF");
	refuses("\x89PNG\r\n", 6, "a picture");
	refuses("\xff\xd8\xff\xe0", 4, "a picture");
	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (char)(i * 7 % 256);
	refuses(noise, sizeof(noise), "no text");
}

int
main(void)
{
	test_utf8();
	test_windows();
	test_utf16();
	test_no_text();
	return tap_done();
}
