/* SPDX-License-Identifier: ISC */
/* encoding.c - UTF-16 and Windows-1252 to UTF-8. See encoding.h. */
#include "base/encoding.h"

#include <string.h>

#include "base/text.h"

/* Files that owners take for text since a program shows them so. */
static const struct {
	const char *start;
	size_t len;
	const char *what;
} no_texts[] = {
    {"PK\x03\x04", 4, "a Word document, a spreadsheet or an archive"},
    {"\xd0\xcf\x11\xe0", 4, "an old Word or Excel document"},
    {"{\\rtf", 5, "a document in rich text (RTF)"},
    {"%PDF", 4, "a PDF"},
    {"\x89PNG", 4, "a picture"},
    {"GIF8", 4, "a picture"},
    {"\xff\xd8\xff", 3, "a picture"},
    {"\x1f\x8b", 2, "a compressed file"},
    {"SQLite format 3", 15, "a database"},
};

static const char *
name_kind(const char *bytes, size_t len)
{
	for (size_t i = 0; i < COUNT(no_texts); i++)
		if (len >= no_texts[i].len &&
		    memcmp(bytes, no_texts[i].start, no_texts[i].len) == 0)
			return no_texts[i].what;
	return NULL;
}

/* Whether so many control characters are no text's. */
static bool
is_binary(const char *bytes, size_t len)
{
	size_t controls = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		controls += c < ' ' && (c < '\t' || c > '\r') && c != 0x1b;
	}
	return controls > 8 && controls > len / 50;
}

/* ----------------------------------------------------------------- UTF-16 */

/* U+0080 to U+009F in Windows-1252; 0: no character. */
static const uint16_t windows[32] = {0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026,
    0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0,
    0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122,
    0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178};

static void
add_code(struct buffer *out, uint32_t code)
{
	char utf8[4];
	size_t len = 0;

	if (code < 0x80) {
		utf8[len++] = (char)code;
	} else if (code < 0x800) {
		utf8[len++] = (char)(0xc0 | code >> 6);
	} else if (code < 0x10000) {
		utf8[len++] = (char)(0xe0 | code >> 12);
		utf8[len++] = (char)(0x80 | (code >> 6 & 0x3f));
	} else {
		utf8[len++] = (char)(0xf0 | code >> 18);
		utf8[len++] = (char)(0x80 | (code >> 12 & 0x3f));
		utf8[len++] = (char)(0x80 | (code >> 6 & 0x3f));
	}
	if (code >= 0x80)
		utf8[len++] = (char)(0x80 | (code & 0x3f));
	buffer_add(out, utf8, len);
}

/*
 * Which of two bytes is the high one: 0 or 1, or -1 where it is not UTF-16. A
 * text without a mark has a zero in most pairs, always on the same side.
 */
static int
high_byte(const char *bytes, size_t len)
{
	size_t zeros[2] = {0}, pairs = len / 2;

	if (len >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0)
		return 1;
	if (len >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0)
		return 0;
	for (size_t i = 0; i < len; i++)
		zeros[i % 2] += bytes[i] == '\0';
	for (int high = 0; high < 2; high++)
		if (pairs > 1 && zeros[high] * 2 > pairs &&
		    zeros[1 - high] == 0)
			return high;
	return -1;
}

static void
read_utf16(struct buffer *out, const char *bytes, size_t len, int high)
{
	uint32_t lead = 0;

	for (size_t i = 0; i + 1 < len; i += 2) {
		uint32_t unit = (uint32_t)(unsigned char)bytes[i + (size_t)high]
				    << 8 |
				(unsigned char)bytes[i + 1 - (size_t)high];

		if (lead != 0 && unit >= 0xdc00 && unit < 0xe000) {
			add_code(out, 0x10000 + ((lead - 0xd800) << 10) +
					  (unit - 0xdc00));
			lead = 0;
			continue;
		}
		if (lead != 0)
			add_code(out, 0xfffd);
		lead = unit >= 0xd800 && unit < 0xdc00 ? unit : 0;
		if (lead == 0)
			add_code(out,
			    unit >= 0xdc00 && unit < 0xe000 ? 0xfffd : unit);
	}
	if (lead != 0 || len % 2 != 0)
		add_code(out, 0xfffd);
}

/* ----------------------------------------------------------- Windows-1252 */

/* Adds one byte of Windows-1252. Returns whether it means something. */
static bool
add_windows(struct buffer *out, char byte)
{
	uint32_t code = (unsigned char)byte;

	if (code >= 0x80 && code < 0xa0)
		code = windows[code - 0x80];
	add_code(out, code != 0 || byte == '\0' ? code : 0xfffd);
	return code != 0 || byte == '\0';
}

/*
 * Whether what looks like UTF-8 among other bytes is: if there is more of it
 * than of them. Two letters of Windows-1252 can look like it by chance.
 */
static bool
is_mixed(const char *bytes, size_t len)
{
	const char *p = bytes, *end = bytes + len;
	size_t good = 0, bad = 0, n;
	uint32_t code;

	for (; p<end; p += n> 0 ? n : 1) {
		n = text_decode(p, end, &code);
		good += n > 1;
		bad += n == 0;
	}
	return good > bad;
}

/* Reads any byte that is not UTF-8 as Windows-1252; or each, if none is. */
static void
read_windows(struct buffer *out, const char *bytes, size_t len,
    struct encoding_found *found)
{
	const char *p = bytes, *end = bytes + len;
	bool mixed = is_mixed(bytes, len);
	size_t guessed = len, unknown = len, at, n;
	uint32_t code;

	for (; p < end; p += n) {
		at = (size_t)(p - bytes);
		n = mixed ? text_decode(p, end, &code) : 0;
		if (n > 0) {
			buffer_add(out, p, n);
			continue;
		}
		n = 1;
		if (mixed && guessed == len)
			guessed = at;
		if (!add_windows(out, *p) && unknown == len)
			unknown = at;
	}
	found->encoding = mixed ? ENCODING_MIXED : ENCODING_WINDOWS;
	if (unknown < len) /* the worse guess */
		guessed = unknown;
	if (guessed < len)
		found->line = text_line_at(bytes, guessed);
}

void
encoding_read(struct buffer *out, const char *bytes, size_t len,
    struct encoding_found *found)
{
	size_t start = out->len;
	int high = high_byte(bytes, len);

	*found = (struct encoding_found){.what = name_kind(bytes, len)};
	if (found->what == NULL && high < 0 && is_binary(bytes, len))
		found->what = "no text";
	if (found->what != NULL) {
		found->encoding = ENCODING_NONE;
		return;
	}
	buffer_add(out, "", 0);
	if (high >= 0) {
		found->encoding = ENCODING_UTF16;
		read_utf16(out, bytes, len, high);
	} else if (text_utf8_error(bytes, len) == len) {
		buffer_add(out, bytes, len);
	} else {
		read_windows(out, bytes, len, found);
	}
	if (out->status == ST_OK)
		out->len =
		    start + text_normalize(out->data + start, out->len - start);
}
