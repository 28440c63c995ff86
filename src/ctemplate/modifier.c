/* SPDX-License-Identifier: ISC */
/*
 * modifier.c - what stands behind the colon: escaping and checking of values.
 * It must not know where in a page the value goes; choose.c does.
 *
 * Most modifiers are one of two kinds: those that replace a few special bytes
 * (struct special) and those that keep a few safe bytes (enum safe_for).
 * Either way runs of harmless bytes are copied at once.
 */
#include <stdio.h>
#if defined(__SSE2__) && defined(__GNUC__)
#include <emmintrin.h>
#endif

#include "internal.h"

/* ------------------------------------------------- replacing special bytes */

enum { STEP = 8 };

struct replacement {
	char bytes[STEP];
	unsigned char len;
};

struct special {
	struct replacement text[16]; /* [0] is unused */
	unsigned char index[256];
};

#define BY(text)                       \
	{                              \
		text, sizeof(text) - 1 \
	}

/* Whether all of STEP bytes at p are harmless. */
static inline bool
are_harmless(const struct special *s, const char *in)
{
	const unsigned char *index = s->index, *p = (const unsigned char *)in;

	return (index[p[0]] | index[p[1]] | index[p[2]] | index[p[3]] |
		   index[p[4]] | index[p[5]] | index[p[6]] | index[p[7]]) == 0;
}

/* Copies the harmless bytes that begin in[0..len). Returns their number. */
static inline size_t
copy_harmless(const struct special *s, char *to, const char *in, size_t len)
{
	size_t i = 0;

	for (; len - i >= STEP && are_harmless(s, in + i); i += STEP)
		memcpy(to + i, in + i, STEP);
	for (; i < len && s->index[(unsigned char)in[i]] == 0; i++)
		to[i] = in[i];
	return i;
}

static const struct special html_specials = {
    {{"", 0}, BY("&amp;"), BY("&quot;"), BY("&#39;"), BY("&lt;"), BY("&gt;"),
	BY(" ")},
    {['&'] = 1,
	['"'] = 2,
	['\''] = 3,
	['<'] = 4,
	['>'] = 5,
	['\t'] = 6,
	['\n'] = 6,
	['\v'] = 6,
	['\f'] = 6,
	['\r'] = 6}};

static const struct special pre_specials = {
    {{"", 0}, BY("&amp;"), BY("&quot;"), BY("&#39;"), BY("&lt;"), BY("&gt;")},
    {['&'] = 1, ['"'] = 2, ['\''] = 3, ['<'] = 4, ['>'] = 5}};

/* As pre, and control bytes that no XML document may hold become spaces. */
static const struct special xml_specials = {
    {{"", 0}, BY("&amp;"), BY("&quot;"), BY("&#39;"), BY("&lt;"), BY("&gt;"),
	BY(" ")},
    {['&'] = 1,
	['"'] = 2,
	['\''] = 3,
	['<'] = 4,
	['>'] = 5,
	[0] = 6,
	[1] = 6,
	[2] = 6,
	[3] = 6,
	[4] = 6,
	[5] = 6,
	[6] = 6,
	[7] = 6,
	[8] = 6,
	[11] = 6,
	[12] = 6,
	[14] = 6,
	[15] = 6,
	[16] = 6,
	[17] = 6,
	[18] = 6,
	[19] = 6,
	[20] = 6,
	[21] = 6,
	[22] = 6,
	[23] = 6,
	[24] = 6,
	[25] = 6,
	[26] = 6,
	[27] = 6,
	[28] = 6,
	[29] = 6,
	[30] = 6,
	[31] = 6}};

static const struct special json_specials = {
    {{"", 0}, BY("\\\""), BY("\\\\"), BY("\\/"), BY("\\b"), BY("\\f"),
	BY("\\n"), BY("\\r"), BY("\\t"), BY("\\u0026"), BY("\\u003C"),
	BY("\\u003E")},
    {['"'] = 1,
	['\\'] = 2,
	['/'] = 3,
	['\b'] = 4,
	['\f'] = 5,
	['\n'] = 6,
	['\r'] = 7,
	['\t'] = 8,
	['&'] = 9,
	['<'] = 10,
	['>'] = 11}};

static const struct special css_url_specials = {
    {{"", 0}, BY("%0A"), BY("%0D"), BY("%22"), BY("%27"), BY("%28"), BY("%29"),
	BY("%2A"), BY("%3C"), BY("%3E"), BY("%5C")},
    {['\n'] = 1,
	['\r'] = 2,
	['"'] = 3,
	['\''] = 4,
	['('] = 5,
	[')'] = 6,
	['*'] = 7,
	['<'] = 8,
	['>'] = 9,
	['\\'] = 10}};

/* Index 15 stands for "look at the bytes behind as well": add_javascript. */
enum { JS_LEAD = 15 };

static const struct special js_specials = {
    {{"", 0}, BY("\\x00"), BY("\\b"), BY("\\t"), BY("\\n"), BY("\\x0b"),
	BY("\\f"), BY("\\r"), BY("\\x22"), BY("\\x26"), BY("\\x27"),
	BY("\\x3c"), BY("\\x3d"), BY("\\x3e"), BY("\\\\")},
    {[0] = 1,
	['\b'] = 2,
	['\t'] = 3,
	['\n'] = 4,
	['\v'] = 5,
	['\f'] = 6,
	['\r'] = 7,
	['"'] = 8,
	['&'] = 9,
	['\''] = 10,
	['<'] = 11,
	['='] = 12,
	['>'] = 13,
	['\\'] = 14,
	[0xc0] = JS_LEAD,
	[0xc1] = JS_LEAD,
	[0xe0] = JS_LEAD,
	[0xe2] = JS_LEAD}};

#if defined(__SSE2__) && defined(__GNUC__)
static inline __m128i
find_byte(__m128i v, char c)
{
	return _mm_cmpeq_epi8(v, _mm_set1_epi8(c));
}

/* A bit for each of sixteen bytes that html_specials would replace. */
static inline unsigned
find_html_specials(__m128i v)
{
	const __m128i one = _mm_set1_epi8(1), two = _mm_set1_epi8(2);
	const __m128i white = _mm_sub_epi8(v, _mm_set1_epi8('\t'));
	const __m128i most = _mm_set1_epi8('\r' - '\t');
	__m128i found = find_byte(v, '"');

	/* & differs from ' in one bit, and so does < from > */
	found = _mm_or_si128(found, find_byte(_mm_or_si128(v, one), '\''));
	found = _mm_or_si128(found, find_byte(_mm_or_si128(v, two), '>'));
	found = _mm_or_si128(
	    found, _mm_cmpeq_epi8(_mm_min_epu8(white, most), white));
	return (unsigned)_mm_movemask_epi8(found);
}

/* Copies sixteen bytes. Returns a bit for each that would be replaced. */
static inline unsigned
copy_sixteen(char *to, const char *in)
{
	__m128i v = _mm_loadu_si128((const __m128i *)in);

	_mm_storeu_si128((__m128i *)to, v);
	return find_html_specials(v);
}

/* The same for 8 to 16 bytes: the first eight, then the last eight. */
static inline unsigned
copy_eights(char *to, const char *in, size_t len)
{
	uint64_t low = load_bytes(in, 8), high = load_bytes(in + len - 8, 8);

	memcpy(to, &low, 8);
	memcpy(to + len - 8, &high, 8);
	return find_html_specials(
	    _mm_set_epi64x((long long)high, (long long)low));
}

/* As copy_harmless, for html_specials. */
static inline size_t
copy_harmless_html(
    const struct special *s, char *to, const char *in, size_t len)
{
	unsigned found;
	size_t i, n;

	for (i = 0; len - i >= 16; i += 16) {
		found = copy_sixteen(to + i, in + i);
		if (found)
			return i + (size_t)__builtin_ctz(found);
	}
	if (i > 0) { /* again some that were harmless */
		found = copy_sixteen(to + len - 16, in + len - 16);
		return found ? len - 16 + (size_t)__builtin_ctz(found) : len;
	}
	if (len < 8)
		return copy_harmless(s, to, in, len);
	found = copy_eights(to, in, len);
	if (found == 0)
		return len;
	n = (size_t)__builtin_ctz(found);
	return n < 8 ? n : n + len - 16;
}

#define ESCAPES_BLOCKS
/*
 * Escapes sixteen bytes, behind which there are as many: so what follows a
 * replacement is copied at once, and nothing waits for its length but `to`.
 */
static inline char *
escape_sixteen(const struct special *s, char *to, const char *in)
{
	const struct replacement *r;
	unsigned found = copy_sixteen(to, in);
	size_t done = 0, n;

	for (; found; found &= found - 1) {
		n = (size_t)__builtin_ctz(found);
		to += n - done;
		r = &s->text[s->index[(unsigned char)in[n]]];
		memcpy(to, r->bytes, STEP);
		to += r->len;
		done = n + 1;
		memcpy(to, in + done, 16);
	}
	return to + 16 - done;
}

#else
#define copy_harmless_html copy_harmless
#endif

/* No byte gets shorter, so room for the rest is not asked for in vain. */
static void
replace_specials(
    const struct special *s, const char *in, size_t len, struct ct_buffer *out)
{
	const struct replacement *r;
	size_t n;

	if (!buffer_has_room(out, len))
		return;
	for (;;) {
		n = copy_harmless(s, out->data + out->len, in, len);
		out->len += n;
		if (n == len)
			return;
		r = &s->text[s->index[(unsigned char)in[n]]];
		in += n + 1;
		len -= n + 1;
		if (!buffer_has_room(out, r->len + len))
			return;
		memcpy(out->data + out->len, r->bytes, STEP);
		out->len += r->len;
	}
}

char *
ct_escape_html(char *to, const char *in, size_t len)
{
	const struct special *s = &html_specials;
	const struct replacement *r;
	size_t n;

#ifdef ESCAPES_BLOCKS
	for (; len >= 32; in += 16, len -= 16)
		to = escape_sixteen(s, to, in);
#endif
	for (;;) {
		n = copy_harmless_html(s, to, in, len);
		to += n;
		if (n == len)
			return to;
		r = &s->text[s->index[(unsigned char)in[n]]];
		memcpy(to, r->bytes, STEP);
		to += r->len;
		in += n + 1;
		len -= n + 1;
	}
}

/* Of the modifiers that replace single bytes and do no more. */
static const struct special *const specials[MOD_COUNT] = {
    [MOD_HTML] = &html_specials,
    [MOD_URL] = &html_specials,
    [MOD_URL_HTML] = &html_specials,
    [MOD_URL_SCHEME] = &html_specials,
    [MOD_IMG_HTML] = &html_specials,
    [MOD_PRE] = &pre_specials,
    [MOD_PRE_ARG] = &pre_specials,
    [MOD_JSON] = &json_specials,
    [MOD_XML] = &xml_specials,
    [MOD_URL_CSS] = &css_url_specials,
    [MOD_IMG_CSS] = &css_url_specials,
};

/*
 * As replace_specials for html_specials, without looking at each whether there
 * is room, while the ceiling leaves enough of it.
 */
static void
replace_html(const char *in, size_t len, struct ct_buffer *out)
{
	enum { PIECE = 512 };
	char *end;
	size_t n;

	for (; len > 0; in += n, len -= n) {
		n = len < PIECE ? len : PIECE;
		if (out->max > 0 &&
		    (out->len > out->max || n * STEP > out->max - out->len))
			break;
		if (!buffer_has_room(out, n * STEP))
			return;
		end = ct_escape_html(out->data + out->len, in, n);
		out->len = (size_t)(end - out->data);
	}
	replace_specials(&html_specials, in, len, out);
}

static void
add_special(
    const struct modifier *m, const char *in, size_t len, struct ct_buffer *out)
{
	if (specials[m->id] == &html_specials)
		replace_html(in, len, out);
	else
		replace_specials(specials[m->id], in, len, out);
}

static void
add_none(
    const struct modifier *m, const char *in, size_t len, struct ct_buffer *out)
{
	(void)m;
	if (len > 0)
		buffer_add(out, in, len);
}

/* -------------------------------------------------------------- scripts */

/*
 * The code point of a two- or three-byte sequence at p, overlong ones too:
 * a lenient reader would take them for what they spell. Sets *used. A broken
 * sequence is one byte that means nothing.
 */
static unsigned
decode_lenient(const unsigned char *p, size_t len, size_t *used)
{
	size_t want = *p >= 0xe0 ? 3 : 2, i;
	unsigned code = *p & (0xffu >> want);

	*used = 1;
	if (want > len)
		return 0xfffd;
	for (i = 1; i < want; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0xfffd;
		code = code << 6 | (p[i] & 0x3f);
	}
	*used = want;
	return code;
}

static void
add_javascript(
    const struct modifier *m, const char *in, size_t len, struct ct_buffer *out)
{
	const unsigned char *p = (const unsigned char *)in, *end = p + len;
	const struct special *s = &js_specials;
	const unsigned char *run;
	struct replacement r;
	unsigned code;
	size_t used;

	(void)m;
	for (run = p; p < end; p += used) {
		used = 1;
		code = *p;
		if (s->index[code] == 0)
			continue;
		if (s->index[code] == JS_LEAD)
			code = decode_lenient(p, (size_t)(end - p), &used);
		if (code == 0x2028)
			r = (struct replacement)BY("\\u2028");
		else if (code == 0x2029)
			r = (struct replacement)BY("\\u2029");
		else if (code < 0x80 && s->index[code] != 0)
			r = s->text[s->index[code]];
		else
			continue;
		add_none(NULL, (const char *)run, (size_t)(p - run), out);
		buffer_add(out, r.bytes, r.len);
		run = p + used;
	}
	add_none(NULL, (const char *)run, (size_t)(p - run), out);
}

static bool
is_word(const char *in, size_t len, const char *word)
{
	return len == strlen(word) && memcmp(in, word, len) == 0;
}

static size_t
span(const char *in, size_t len, const char *set)
{
	size_t i;

	for (i = 0; i < len && in[i] != '\0' && strchr(set, in[i]); i++)
		;
	return i;
}

static const char hex_digits[] = "0123456789abcdefABCDEF";
static const char digits[] = "0123456789";

/* What a script may hold outside of quotes, or "null"; "" stays "". */
static void
add_number(
    const struct modifier *m, const char *in, size_t len, struct ct_buffer *out)
{
	bool good;

	if (len > 2 && in[0] == '0' && (in[1] == 'x' || in[1] == 'X'))
		good = span(in + 2, len - 2, hex_digits) == len - 2;
	else
		good = is_word(in, len, "true") || is_word(in, len, "false") ||
		       span(in, len, "0123456789+-.eE") == len;
	if (good)
		add_none(m, in, len, out);
	else
		buffer_add(out, "null", 4);
}

/* Digits, a dot and an exponent, as JavaScript has them (12.9.3), or 0x1F. */
static bool
is_js_number(const char *in, size_t len)
{
	size_t i, n;

	if (len > 2 && in[0] == '0' && (in[1] | 0x20) == 'x')
		return span(in + 2, len - 2, hex_digits) == len - 2;
	i = span(in, len, digits);
	if (i > 1 && in[0] == '0')
		return false; /* octal, or an error where scripts are strict */
	n = i;
	if (i < len && in[i] == '.') {
		n += span(in + i + 1, len - i - 1, digits);
		i = n + 1;
	}
	if (n > 0 && i < len && (in[i] | 0x20) == 'e') {
		i++;
		i += i < len && (in[i] == '+' || in[i] == '-');
		n = span(in + i, len - i, digits);
		i += n;
	}
	return n > 0 && i == len;
}

/*
 * As add_number, but no more than one literal: behind a sign another one is
 * kept apart, and a word is only gone on with.
 */
static void
add_literal(
    const struct modifier *m, const char *in, size_t len, struct ct_buffer *out)
{
	size_t sign = len > 0 && (in[0] == '-' || in[0] == '+');
	bool good = len == 0 || is_word(in, len, "true") ||
		    is_word(in, len, "false") ||
		    is_js_number(in + sign, len - sign);

	if (m->id == MOD_JS_WORD && len > 0)
		good = good && sign == 0 && memchr(in, '.', len) == NULL &&
		       memchr(in, '-', len) == NULL &&
		       memchr(in, '+', len) == NULL;
	if (good && sign > 0 && m->id == MOD_JS_UNSIGNED)
		buffer_add(out, " ", 1);
	if (good)
		add_none(m, in, len, out);
	else
		buffer_add(out, "null", 4);
}

/* Goes on with a number: of null it would make an error of syntax. */
static void
add_digits(
    const struct modifier *m, const char *in, size_t len, struct ct_buffer *out)
{
	if (span(in, len, digits) == len)
		add_none(m, in, len, out);
	else
		buffer_add(out, "0", 1);
}

/* The length of a well-formed UTF-8 sequence at p (RFC 3629), or 0. */
static size_t
utf8_length(const unsigned char *p, size_t len)
{
	size_t want = *p < 0x80                 ? 1
		      : *p >= 0xc2 && *p < 0xe0 ? 2
		      : (*p & 0xf0) == 0xe0     ? 3
		      : *p >= 0xf0 && *p < 0xf5 ? 4
						: 0;
	size_t i;

	if (want == 0 || want > len)
		return 0;
	for (i = 1; i < want; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] >= 0xa0) ||
	    (*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] >= 0x90))
		return 0;
	return want;
}

/*
 * As json_escape, but whatever the bytes, the result is the inside of a valid
 * JSON string (RFC 8259): the other control bytes are escaped as well, and a
 * byte that is no UTF-8 becomes U+FFFD.
 */
static void
add_json_string(
    const struct modifier *m, const char *in, size_t len, struct ct_buffer *out)
{
	const unsigned char *p = (const unsigned char *)in, *end = p + len;
	char text[8];
	size_t n;

	(void)m;
	for (; p < end; p += n) {
		n = utf8_length(p, (size_t)(end - p));
		if (n == 3 && p[0] == 0xe2 && p[1] == 0x80 &&
		    (p[2] & 0xfe) == 0xa8) {
			snprintf(text, sizeof(text), "\\u20%02x", p[2] - 0x80);
			buffer_add(out, text, 6);
		} else if (n > 1) {
			buffer_add(out, (const char *)p, n);
		} else if (n == 0) {
			buffer_add(out, "\\ufffd", 6);
			n = 1;
		} else if (*p < 0x20 && json_specials.index[*p] == 0) {
			snprintf(text, sizeof(text), "\\u%04x", *p);
			buffer_add(out, text, 6);
		} else {
			replace_specials(
			    &json_specials, (const char *)p, 1, out);
		}
	}
}

/* The grammar of RFC 8259, section 6. */
static bool
is_json_number(const char *in, size_t len)
{
	size_t i = len > 0 && in[0] == '-', n = span(in + i, len - i, digits);

	if (n == 0 || (n > 1 && in[i] == '0'))
		return false;
	i += n;
	if (i < len && in[i] == '.') {
		n = span(in + i + 1, len - i - 1, digits);
		if (n == 0)
			return false;
		i += 1 + n;
	}
	if (i < len && (in[i] == 'e' || in[i] == 'E')) {
		i++;
		i += i < len && (in[i] == '+' || in[i] == '-');
		n = span(in + i, len - i, digits);
		if (n == 0)
			return false;
		i += n;
	}
	return i == len;
}

static void
add_json_value(
    const struct modifier *m, const char *in, size_t len, struct ct_buffer *out)
{
	if (is_word(in, len, "true") || is_word(in, len, "false") ||
	    is_json_number(in, len))
		add_none(m, in, len, out);
	else
		buffer_add(out, "null", 4);
}

/* ------------------------------------------------------ keeping safe bytes */

enum safe_for { SAFE_ATTRIBUTE = 1, SAFE_CSS = 2, SAFE_QUERY = 4 };

static const unsigned char safe_bytes[256] = {
    BYTES_ALNUM(SAFE_ATTRIBUTE | SAFE_CSS | SAFE_QUERY),
    ['_'] = SAFE_ATTRIBUTE | SAFE_CSS | SAFE_QUERY,
    ['.'] = SAFE_ATTRIBUTE | SAFE_CSS | SAFE_QUERY,
    ['-'] = SAFE_ATTRIBUTE | SAFE_CSS | SAFE_QUERY,
    [':'] = SAFE_ATTRIBUTE,
    [' '] = SAFE_CSS,
    [','] = SAFE_CSS | SAFE_QUERY,
    ['!'] = SAFE_CSS | SAFE_QUERY,
    ['#'] = SAFE_CSS,
    ['%'] = SAFE_CSS,
    ['*'] = SAFE_QUERY,
    ['/'] = SAFE_QUERY,
    ['~'] = SAFE_QUERY,
    ['('] = SAFE_QUERY,
    [')'] = SAFE_QUERY,
};

/* Copies the safe bytes at the beginning. Returns their number. */
static size_t
add_safe(const char *in, size_t len, enum safe_for what, struct ct_buffer *out)
{
	size_t n;

	for (n = 0; n < len && safe_bytes[(unsigned char)in[n]] & what; n++)
		;
	add_none(NULL, in, n, out);
	return n;
}

static void
add_css(
    const struct modifier *m, const char *in, size_t len, struct ct_buffer *out)
{
	size_t i;

	(void)m;
	for (i = 0; i < len; i++)
		i += add_safe(in + i, len - i, SAFE_CSS, out);
}

/* Where nothing is left, a slash and a star would stand side by side. */
static void
add_css_apart(
    const struct modifier *m, const char *in, size_t len, struct ct_buffer *out)
{
	size_t before = out->len;

	add_css(m, in, len, out);
	if (out->len == before)
		buffer_add(out, " ", 1);
}

static void
add_attribute(
    const struct modifier *m, const char *in, size_t len, struct ct_buffer *out)
{
	bool name = m->id == MOD_ATTRIBUTE_NAME; /* and no value behind it */
	size_t i;

	for (i = 0; i < len; i++) {
		i += add_safe(in + i, len - i, SAFE_ATTRIBUTE, out);
		if (i < len)
			buffer_add(out,
			    in[i] == '=' && i > 0 && i < len - 1 && !name ? "="
									  : "_",
			    1);
	}
}

static void
add_query(
    const struct modifier *m, const char *in, size_t len, struct ct_buffer *out)
{
	static const char hex[] = "0123456789ABCDEF";
	char text[3] = "%";
	unsigned char c;
	size_t i;

	(void)m;
	for (i = 0; i < len; i++) {
		i += add_safe(in + i, len - i, SAFE_QUERY, out);
		if (i == len)
			break;
		c = (unsigned char)in[i];
		text[1] = hex[c >> 4];
		text[2] = hex[c & 15];
		buffer_add(out, c == ' ' ? "+" : text, c == ' ' ? 1 : 3);
	}
}

/* -------------------------------------------------------------------- URLs */

/* In any case; the prefix is in small letters. */
static bool
has_prefix(const char *in, size_t len, const char *prefix)
{
	size_t n = strlen(prefix), i;

	for (i = 0; i < n && i < len; i++)
		if ((in[i] >= 'A' && in[i] <= 'Z' ? in[i] + 32 : in[i]) !=
		    prefix[i])
			return false;
	return len > n;
}

/*
 * A URL that is relative or of a scheme that runs no script. A colon behind a
 * slash or a question mark ends no scheme (RFC 3986, section 4.2).
 */
bool
ct_url_is_harmless(const char *in, size_t len)
{
	size_t i;

	for (i = 0; i < len && in[i] != '/' && in[i] != '?'; i++)
		if (in[i] == ':')
			return has_prefix(in, len, "http://") ||
			       has_prefix(in, len, "https://") ||
			       has_prefix(in, len, "ftp://");
	return true;
}

/* The same where a colon follows: the value may be the scheme alone. */
static bool
is_harmless_scheme(const char *in, size_t len)
{
	static const char *const schemes[] = {"", "http", "https", "ftp"};
	size_t i;

	for (i = 0; i < len; i++)
		if (memchr(":/?#", in[i], 4))
			return ct_url_is_harmless(in, len);
	for (i = 0; i < sizeof(schemes) / sizeof(*schemes); i++)
		if (len == strlen(schemes[i]) &&
		    (len == 0 || has_prefix(in, len + 1, schemes[i])))
			return true;
	return false;
}

static void
add_url(
    const struct modifier *m, const char *in, size_t len, struct ct_buffer *out)
{
	static const char blank_image[] = "/images/cleardot.gif";
	bool image = m->id == MOD_IMG_HTML || m->id == MOD_IMG_JS ||
		     m->id == MOD_IMG_CSS;

	if (!(m->id == MOD_URL_SCHEME ? is_harmless_scheme(in, len)
				      : ct_url_is_harmless(in, len))) {
		in = image ? blank_image : "#";
		len = strlen(in);
	}
	if (m->id == MOD_URL_JS || m->id == MOD_IMG_JS)
		add_javascript(m, in, len, out);
	else
		add_special(m, in, len, out);
}

/* ----------------------------------------------------- snippets and indent */

struct element {
	const char *open, *close;
};

static const struct element elements[] = {{"<b>", "</b>"}, {"<i>", "</i>"},
    {"<em>", "</em>"}, {"<span dir=ltr>", "</span>"},
    {"<span dir=rtl>", "</span>"}};
enum { ELEMENTS = sizeof(elements) / sizeof(*elements) };

static bool
starts_with(const char *in, size_t len, const char *text)
{
	size_t n = strlen(text);

	return len >= n && memcmp(in, text, n) == 0;
}

/* The closing tags that are owed, oldest first; at most one of each. */
struct owed {
	const char *close[ELEMENTS];
	size_t n;
};

static size_t
find_owed(const struct owed *o, const char *close)
{
	size_t i;

	for (i = 0; i < o->n && strcmp(o->close[i], close) != 0; i++)
		;
	return i;
}

/* The tag at in[0..len) that may pass, with *owed changed by it; or NULL. */
static const char *
pass_tag(struct owed *owed, const char *in, size_t len)
{
	const struct element *e;
	size_t i;

	for (e = elements; e < elements + ELEMENTS; e++) {
		i = find_owed(owed, e->close);
		if (i == owed->n && starts_with(in, len, e->open)) {
			owed->close[owed->n++] = e->close;
			return e->open;
		}
		if (i < owed->n && starts_with(in, len, e->close)) {
			for (owed->n--; i < owed->n; i++)
				owed->close[i] = owed->close[i + 1];
			return e->close;
		}
	}
	return starts_with(in, len, "<br>")    ? "<br>"
	       : starts_with(in, len, "<wbr>") ? "<wbr>"
					       : NULL;
}

static void
add_snippet(
    const struct modifier *m, const char *in, size_t len, struct ct_buffer *out)
{
	struct owed owed = {.n = 0};
	const char *tag;
	size_t i, step;

	(void)m;
	for (i = 0; i < len; i += step) {
		tag = in[i] == '<' ? pass_tag(&owed, in + i, len - i) : NULL;
		step = tag ? strlen(tag) : 1;
		if (tag)
			buffer_add(out, tag, step);
		else if (in[i] == '&' && !starts_with(in + i, len - i, "&{"))
			buffer_add(out, "&", 1);
		else
			replace_specials(&html_specials, in + i, 1, out);
	}
	while (owed.n-- > 0)
		buffer_add(out, owed.close[owed.n], strlen(owed.close[owed.n]));
}

/* Where the next \n and \r were found; the text's end: there is none. */
struct line_ends {
	const char *lf, *cr;
};

static const char *
find_next(const char *in, const char *end, char c)
{
	const char *p = memchr(in, c, (size_t)(end - in));

	return p ? p : end;
}

/*
 * Behind the first line that begins at in: behind its \n, \r\n or \r. NULL: it
 * has no end.
 */
static const char *
end_line(struct line_ends *l, const char *in, const char *end)
{
	if (l->lf == NULL || l->lf < in)
		l->lf = find_next(in, end, '\n');
	if (l->cr == NULL || l->cr < in)
		l->cr = find_next(in, end, '\r');
	if (l->lf < end && l->lf <= l->cr + 1)
		return l->lf + 1;
	return l->cr < end ? l->cr + 1 : NULL;
}

/* Puts the indent behind every end of line. */
static void
add_prefix_line(
    const struct modifier *m, const char *in, size_t len, struct ct_buffer *out)
{
	const char *end = in + len, *next;
	struct line_ends ends = {NULL, NULL};

	while ((next = end_line(&ends, in, end)) != NULL) {
		buffer_add(out, in, (size_t)(next - in));
		buffer_add(out, m->text, m->len);
		in = next;
	}
	add_none(m, in, (size_t)(end - in), out);
}

/* --------------------------------------------------------------- the table */

#define BIT(id) (1u << MOD_##id)

typedef void modifier_fn(
    const struct modifier *, const char *, size_t, struct ct_buffer *);

struct kind {
	const char *name; /* with its value; NULL: no template can name it */
	char letter;      /* the short name */
	modifier_fn *add;
	unsigned growth; /* one byte needs at most room for so many */
	unsigned covers; /* the automatic choices it is as good as */
};

static const struct kind kinds[MOD_COUNT] = {
    [MOD_NONE] = {"none", '\0', add_none, 1, 0},
    [MOD_HTML] = {"html_escape", 'h', add_special, STEP, BIT(HTML) | BIT(XML)},
    [MOD_PRE] = {"pre_escape", 'p', add_special, 6, BIT(HTML)},
    [MOD_PRE_ARG] = {"html_escape_with_arg=pre", 'H', add_special, 6,
	BIT(HTML)},
    [MOD_SNIPPET] = {"html_escape_with_arg=snippet", 'H', add_snippet, 6,
	BIT(HTML)},
    [MOD_ATTRIBUTE] = {"html_escape_with_arg=attribute", 'H', add_attribute, 1,
	BIT(HTML) | BIT(ATTRIBUTE) | BIT(XML)},
    [MOD_URL] = {"html_escape_with_arg=url", 'H', add_url, STEP,
	BIT(HTML) | BIT(URL_HTML)},
    [MOD_JS] = {"javascript_escape", 'j', add_javascript, 4,
	BIT(JS) | BIT(JS_DOUBLE)},
    [MOD_JSON] = {"json_escape", 'o', add_special, 6,
	BIT(JS_DOUBLE) | BIT(JSON_STRING)},
    [MOD_JS_NUMBER] = {"javascript_escape_with_arg=number", 'J', add_number, 4,
	BIT(JS_NUMBER) | BIT(JS_LITERAL) | BIT(JS_UNSIGNED) | BIT(JS_WORD) |
	    BIT(JS_DIGITS)},
    [MOD_CSS] = {"cleanse_css", 'c', add_css, 1,
	BIT(CSS) | BIT(CSS_URL) | BIT(CSS_URL_ATTR)},
    [MOD_XML] = {"xml_escape", '\0', add_special, 6, BIT(XML)},
    [MOD_QUERY] = {"url_query_escape", 'u', add_query, 3,
	BIT(HTML) | BIT(QUERY)},
    [MOD_QUERY_ARG] = {"url_escape_with_arg=query", 'U', add_query, 3,
	BIT(HTML) | BIT(QUERY)},
    [MOD_URL_HTML] = {"url_escape_with_arg=html", 'U', add_url, STEP,
	BIT(HTML) | BIT(URL_HTML)},
    [MOD_URL_JS] = {"url_escape_with_arg=javascript", 'U', add_url, 4,
	BIT(JS) | BIT(JS_DOUBLE)},
    [MOD_URL_CSS] = {"url_escape_with_arg=css", 'U', add_url, 3, BIT(CSS_URL)},
    [MOD_IMG_HTML] = {"img_src_url_escape_with_arg=html", 'I', add_url, STEP,
	BIT(HTML) | BIT(URL_HTML)},
    [MOD_IMG_JS] = {"img_src_url_escape_with_arg=javascript", 'I', add_url, 4,
	BIT(JS) | BIT(JS_DOUBLE)},
    [MOD_IMG_CSS] = {"img_src_url_escape_with_arg=css", 'I', add_url, 3,
	BIT(CSS_URL)},
    [MOD_URL_SCHEME] = {"url_escape_with_arg=html", '\0', add_url, STEP, 0},
    [MOD_JS_DOUBLE] = {"javascript_escape", '\0', add_javascript, 4, 0},
    [MOD_JSON_STRING] = {"json_string", '\0', add_json_string, 6, 0},
    [MOD_JSON_VALUE] = {"json_value", '\0', add_json_value, 4, 0},
    [MOD_JS_LITERAL] = {"javascript_escape_with_arg=number", '\0', add_literal,
	4, 0},
    [MOD_JS_UNSIGNED] = {"javascript_escape_with_arg=number", '\0', add_literal,
	4, 0},
    [MOD_JS_WORD] = {"javascript_escape_with_arg=number", '\0', add_literal, 4,
	0},
    [MOD_JS_DIGITS] = {"javascript_escape_with_arg=number", '\0', add_digits, 1,
	0},
    [MOD_ATTRIBUTE_NAME] = {"html_escape_with_arg=attribute", '\0',
	add_attribute, 1, 0},
    [MOD_CSS_APART] = {"cleanse_css", '\0', add_css_apart, 1, 0},
    [MOD_CSS_URL] = {"cleanse_css", '\0', add_css, 1, 0},
    [MOD_CSS_URL_ATTR] = {"cleanse_css", '\0', add_css, 1, 0},
    [MOD_PREFIX_LINE] = {"prefix_line", '\0', add_prefix_line, 1, 0},
    [MOD_CUSTOM] = {"", '\0', NULL, 1, 0}, /* expand.c calls it */
};

/* No template can name the ones from here on. */
enum { KINDS_NAMED = MOD_URL_SCHEME };

void
ct_modifier_apply(
    const struct modifier *m, const char *in, size_t len, struct ct_buffer *out)
{
	kinds[m->id].add(m, in, len, out);
}

size_t
ct_modifier_bound(const struct modifier *m, const char *in, size_t len)
{
	struct line_ends ends = {NULL, NULL};
	const char *end = in + len;
	size_t lines = 0;

	while (
	    m->id == MOD_PREFIX_LINE && (in = end_line(&ends, in, end)) != NULL)
		lines++;
	/* 200: what a snippet still owes, or the place of a refused URL */
	return len * kinds[m->id].growth + lines * m->len + 200;
}

enum modifier_id
ct_modifier_both(enum modifier_id a, enum modifier_id b)
{
	enum modifier_id low = a < b ? a : b, high = a < b ? b : a;

	if (a == b || (low >= MOD_JS_LITERAL && high <= MOD_JS_DIGITS))
		return high;
	return (low == MOD_JS && high == MOD_JS_DOUBLE) ||
		       (low == MOD_CSS && high >= MOD_CSS_URL &&
			   high <= MOD_CSS_URL_ATTR)
		   ? low
		   : MOD_NONE;
}

bool
ct_modifier_covers(enum modifier_id have, enum modifier_id want)
{
	return kinds[have].covers >> want & 1;
}

const char *
ct_modifier_name(const struct modifier *m)
{
	return m->id == MOD_CUSTOM ? m->text : kinds[m->id].name;
}

const struct modifier *
ct_modifier_plain(enum modifier_id id)
{
#define PLAIN(id) [MOD_##id] = { MOD_##id, "", 0, "", NULL }
	static const struct modifier plain[MOD_COUNT] = {PLAIN(HTML),
	    PLAIN(ATTRIBUTE), PLAIN(JS), PLAIN(JS_LITERAL), PLAIN(JS_UNSIGNED),
	    PLAIN(JS_WORD), PLAIN(JS_DIGITS), PLAIN(ATTRIBUTE_NAME), PLAIN(CSS),
	    PLAIN(CSS_APART), PLAIN(CSS_URL), PLAIN(CSS_URL_ATTR), PLAIN(XML),
	    PLAIN(QUERY), PLAIN(URL_HTML), PLAIN(URL_SCHEME), PLAIN(JS_DOUBLE),
	    PLAIN(JSON_STRING), PLAIN(JSON_VALUE)};
#undef PLAIN
	return &plain[id];
}

static const char *
find_custom(struct modifier *m, const struct ct_env *env, struct arena *a,
    const char *text, size_t len, size_t name_len)
{
	m->id = MOD_CUSTOM;
	m->text = ct_arena_copy(a, text, len);
	if (m->text == NULL)
		return "out of memory";
	m->len = len;
	m->arg = m->text + name_len;
	m->custom = ct_env_find_modifier(
	    env, text, name_len, text + name_len, len - name_len);
	return NULL;
}

const char *
ct_modifier_find(struct modifier *m, const struct ct_env *env, struct arena *a,
    const char *text, size_t len)
{
	const char *eq = memchr(text, '=', len);
	size_t name_len = eq ? (size_t)(eq - text) : len, n;
	const char *error = "unknown modifier";
	const struct kind *k;

	memset(m, 0, sizeof(*m));
	if (name_len >= 2 && memcmp(text, "x-", 2) == 0)
		return find_custom(m, env, a, text, len, name_len);
	for (k = kinds; k < kinds + KINDS_NAMED; k++) {
		n = strcspn(k->name, "=");
		if (!(name_len == 1 && *text == k->letter && k->letter) &&
		    !(name_len == n && memcmp(text, k->name, n) == 0))
			continue;
		if (strlen(k->name + n) == len - name_len &&
		    memcmp(k->name + n, text + name_len, len - name_len) == 0) {
			m->id = (enum modifier_id)(k - kinds);
			m->arg = "";
			return NULL;
		}
		error = k->name[n] == '\0' ? "a modifier that takes no value"
			: eq               ? "a modifier with an unknown value"
					   : "a modifier without its value";
	}
	return error;
}

/* A caller's own modifiers are not known here. */
enum ct_status
ct_escape(
    const char *modifier, const char *value, size_t len, struct ct_buffer *out)
{
	struct modifier m;
	size_t n = strlen(modifier);

	if (strncmp(modifier, "x-", 2) == 0 ||
	    ct_modifier_find(&m, NULL, NULL, modifier, n) != NULL)
		return CT_SYNTAX;
	if (ct_buffer_grow(out, 0)) {
		ct_modifier_apply(&m, value, len, out);
		buffer_check(out);
	}
	return out->status;
}
