/* SPDX-License-Identifier: ISC */
/* text.c - UTF-8, URL coding, slugs. See text.h. */
#include "base/text.h"

#include <string.h>
#include <strings.h>

bool
text_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool
text_digit(char c)
{
	return c >= '0' && c <= '9';
}

char
text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool
is_alnum(char c)
{
	c = text_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

size_t
text_decode(const char *p, const char *end, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char first = (unsigned char)*p;
	size_t len = first < 0x80   ? 1
		     : first < 0xc2 ? 0
		     : first < 0xe0 ? 2
		     : first < 0xf0 ? 3
		     : first < 0xf5 ? 4
				    : 0;
	uint32_t c = len == 1 ? first : first & (0x7fu >> len);

	*code = 0xfffd;
	if (len == 0 || (size_t)(end - p) < len)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if (((unsigned char)p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | ((unsigned char)p[i] & 0x3f);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	*code = c;
	return len;
}

size_t
text_utf8_error(const char *bytes, size_t len)
{
	const char *p = bytes, *end = bytes + len;
	uint32_t code;
	size_t n;

	for (; p < end; p += n) {
		n = 1;
		if ((unsigned char)*p >= 0x80)
			n = text_decode(p, end, &code);
		if (n == 0)
			break;
	}
	return (size_t)(p - bytes);
}

/* U+FFFE and U+FFFF, which XML excludes though UTF-8 can write them. */
static bool
is_excluded(uint32_t code)
{
	return code == 0xfffe || code == 0xffff;
}

size_t
text_xml_error(const char *bytes, size_t len)
{
	const char *p = bytes, *end = bytes + len;
	uint32_t code;
	size_t n;

	for (; p < end; p += n) {
		n = text_decode(p, end, &code);
		if (n == 0 || is_excluded(code) ||
		    (code < ' ' && code != '\t' && code != '\n' &&
			code != '\r'))
			break;
	}
	return (size_t)(p - bytes);
}

void
text_make_xml(char *bytes, size_t len)
{
	for (size_t i = 0; (i += text_xml_error(bytes + i, len - i)) < len;) {
		if (len - i > 2 && memcmp(bytes + i, "\xef\xbf", 2) == 0)
			bytes[i + 2] = (char)0xbd; /* U+FFFD */
		else
			bytes[i] = ' ';
	}
}

/*
 * C0, DEL, C1, the spaces of all widths, no-break ones too, line and paragraph
 * separator, BOM, what XML excludes, invalid.
 */
static bool
is_blank(size_t n, uint32_t code)
{
	return n == 0 || code <= ' ' || (code >= 0x7f && code <= 0xa0) ||
	       (code >= 0x2000 && code <= 0x200a) || code == 0x2028 ||
	       code == 0x2029 || code == 0x202f || code == 0x3000 ||
	       code == 0xfeff || is_excluded(code);
}

/* Soft hyphen, zero-width space, word joiner: within words, not of them. */
static bool
is_unseen(uint32_t code)
{
	return code == 0xad || code == 0x200b || code == 0x2060;
}

void
text_clean(struct buffer *out, const char *bytes, size_t len, size_t max)
{
	const char *p = bytes, *end = bytes + (len < max ? len : max);
	bool gap = false, any = false;
	uint32_t code;
	size_t n;

	for (; p < end; p += (n == 0 ? 1 : n)) {
		n = text_decode(p, end, &code);
		if (is_blank(n, code)) {
			gap = true;
			continue;
		}
		if (is_unseen(code))
			continue;
		if (gap && any)
			buffer_char(out, ' ');
		buffer_add(out, p, n);
		gap = false;
		any = true;
	}
}

int
text_hex(char c)
{
	c = text_lower(c);
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void
text_url_decode(struct buffer *out, const char *bytes, size_t len, bool plus)
{
	int high, low;

	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '%' && len - i > 2 &&
		    (high = text_hex(bytes[i + 1])) >= 0 &&
		    (low = text_hex(bytes[i + 2])) >= 0) {
			buffer_char(out, (char)(high << 4 | low));
			i += 2;
		} else {
			buffer_char(
			    out, plus && bytes[i] == '+' ? ' ' : bytes[i]);
		}
	}
}

void
text_url_encode(
    struct buffer *out, const char *bytes, size_t len, const char *keep)
{
	static const char digits[] = "0123456789ABCDEF";
	char code[3] = "%";

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (is_alnum(bytes[i]) ||
		    (c != 0 && (strchr("-._~", c) || strchr(keep, c)))) {
			buffer_char(out, bytes[i]);
			continue;
		}
		code[1] = digits[c >> 4];
		code[2] = digits[c & 15];
		buffer_add(out, code, sizeof(code));
	}
}

enum { ZERO_WIDTH_JOINER = 0x200d };

/* Accents, joiners, variants, skin tones: part of the character before. */
static bool
is_joined(uint32_t code)
{
	return (code >= 0x300 && code < 0x370) || code == ZERO_WIDTH_JOINER ||
	       (code >= 0xfe00 && code < 0xfe10) ||
	       (code >= 0x1f3fb && code < 0x1f400);
}

void
text_cut(struct buffer *out, const char *text, size_t max)
{
	const char *p = text, *end = text + strlen(text);
	const char *cut = text, *word = text; /* where it may end */
	size_t count = 0, word_count = 0, n;
	uint32_t code, last = 0;

	for (; p < end && count <= max; count++, p += n, last = code) {
		n = text_decode(p, end, &code);
		if (n == 0)
			n = 1;
		if (count < max && !is_joined(code) &&
		    last != ZERO_WIDTH_JOINER)
			cut = p;
		if (count < max && *p == ' ') {
			word = p;
			word_count = count;
		}
	}
	if (count <= max) {
		buffer_add(out, text, (size_t)(end - text));
		return;
	}
	if (word_count >= max / 2)
		cut = word;
	while (cut > text && cut[-1] == ' ')
		cut--;
	buffer_add(out, text, (size_t)(cut - text));
	buffer_string(out, "\xe2\x80\xa6");
}

/* Whether a sentence may end with it; some of them need a space behind. */
static bool
ends_sentence(uint32_t code, char next)
{
	const uint32_t wide_stop = 0x3002, wide_ask = 0xff1f,
		       wide_call = 0xff01;
	const uint32_t arabic_ask = 0x061f;

	if (code == wide_stop || code == wide_ask || code == wide_call)
		return true;
	return (code == '.' || code == '!' || code == '?' ||
		   code == arabic_ask) &&
	       (next == ' ' || next == '\0');
}

void
text_sentences(struct buffer *out, const char *text, size_t max)
{
	const char *p = text, *end = text + strlen(text), *cut = text;
	size_t count = 0, n;
	uint32_t code;

	for (; p < end && count < max; count++) {
		n = text_decode(p, end, &code);
		p += n > 0 ? n : 1;
		if (p == end || (n > 0 && ends_sentence(code, *p)))
			cut = p;
	}
	if (cut > text)
		buffer_add(out, text, (size_t)(cut - text));
	else
		text_cut(out, text, max);
}

/* ---------------------------------------------------------------- likeness */

void
text_pairs(struct text_pairs *pairs, const char *string)
{
	unsigned int last = 0, c;

	*pairs = (struct text_pairs){0};
	for (; *string != '\0'; string++) {
		c = (unsigned char)text_lower(*string);
		if (c < 0x80 && !is_alnum((char)c)) {
			last = 0;
			continue;
		}
		if (last != 0) {
			uint8_t *count =
			    &pairs
				 ->count[(last * 31 + c) % COUNT(pairs->count)];

			if (*count < UINT8_MAX) {
				++*count;
				pairs->total++;
			}
		}
		last = c;
	}
}

double
text_likeness(const struct text_pairs *a, const struct text_pairs *b)
{
	unsigned int shared = 0;

	for (size_t i = 0; i < COUNT(a->count); i++)
		shared += a->count[i] < b->count[i] ? a->count[i] : b->count[i];
	return a->total + b->total > 0 ? 2.0 * shared / (a->total + b->total)
				       : 0;
}

/* ----------------------------------------------------------------- slug */

/* U+00C0 to U+017F without accents; "" where it is no letter. */
static const char latin[][3] = {"a", "a", "a", "a", "a", "a", "ae", "c", "e",
    "e", "e", "e", "i", "i", "i", "i", "d", "n", "o", "o", "o", "o", "o", "",
    "o", "u", "u", "u", "u", "y", "th", "ss", "a", "a", "a", "a", "a", "a",
    "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", "d", "n", "o", "o", "o",
    "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "y", "a", "a", "a", "a",
    "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d", "d", "d", "e",
    "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g", "g", "g",
    "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i", "i",
    "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l",
    "l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o",
    "o", "o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s",
    "s", "s", "s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u",
    "u", "u", "u", "u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z",
    "z", "z", "z", "s"};

/*
 * Punctuation, symbols and spaces beyond U+00BF, by Unicode's categories P, S,
 * Z and C; they part words.
 */
static const uint32_t separators[][2] = {{0xd7, 0xd7}, {0xf7, 0xf7},
    {0x2c2, 0x2c5}, {0x2d2, 0x2df}, {0x2e5, 0x2eb}, {0x2ed, 0x2ed},
    {0x2ef, 0x2ff}, {0x375, 0x375}, {0x37e, 0x37e}, {0x384, 0x385},
    {0x387, 0x387}, {0x3f6, 0x3f6}, {0x482, 0x482}, {0x55a, 0x55f},
    {0x589, 0x58f}, {0x5be, 0x5be}, {0x5c0, 0x5c0}, {0x5c3, 0x5c3},
    {0x5c6, 0x5c6}, {0x5f3, 0x60f}, {0x61b, 0x61f}, {0x66a, 0x66d},
    {0x6d4, 0x6d4}, {0x6dd, 0x6de}, {0x6e9, 0x6e9}, {0x6fd, 0x6fe},
    {0x700, 0x70f}, {0x7f6, 0x7f9}, {0x7fe, 0x7ff}, {0x830, 0x83e},
    {0x85e, 0x85e}, {0x888, 0x888}, {0x890, 0x891}, {0x8e2, 0x8e2},
    {0x964, 0x965}, {0x970, 0x970}, {0x9f2, 0x9f3}, {0x9fa, 0x9fb},
    {0x9fd, 0x9fd}, {0xa76, 0xa76}, {0xaf0, 0xaf1}, {0xb70, 0xb70},
    {0xbf3, 0xbfa}, {0xc77, 0xc77}, {0xc7f, 0xc7f}, {0xc84, 0xc84},
    {0xd4f, 0xd4f}, {0xd79, 0xd79}, {0xdf4, 0xdf4}, {0xe3f, 0xe3f},
    {0xe4f, 0xe4f}, {0xe5a, 0xe5b}, {0xf01, 0xf17}, {0xf1a, 0xf1f},
    {0xf34, 0xf34}, {0xf36, 0xf36}, {0xf38, 0xf38}, {0xf3a, 0xf3d},
    {0xf85, 0xf85}, {0xfbe, 0xfc5}, {0xfc7, 0xfda}, {0x104a, 0x104f},
    {0x109e, 0x109f}, {0x10fb, 0x10fb}, {0x1360, 0x1368}, {0x1390, 0x1399},
    {0x1400, 0x1400}, {0x166d, 0x166e}, {0x1680, 0x1680}, {0x169b, 0x169c},
    {0x16eb, 0x16ed}, {0x1735, 0x1736}, {0x17d4, 0x17d6}, {0x17d8, 0x17db},
    {0x1800, 0x180a}, {0x180e, 0x180e}, {0x1940, 0x1945}, {0x19de, 0x19ff},
    {0x1a1e, 0x1a1f}, {0x1aa0, 0x1aa6}, {0x1aa8, 0x1aad}, {0x1b5a, 0x1b6a},
    {0x1b74, 0x1b7e}, {0x1bfc, 0x1bff}, {0x1c3b, 0x1c3f}, {0x1c7e, 0x1c7f},
    {0x1cc0, 0x1cc7}, {0x1cd3, 0x1cd3}, {0x1fbd, 0x1fbd}, {0x1fbf, 0x1fc1},
    {0x1fcd, 0x1fcf}, {0x1fdd, 0x1fdf}, {0x1fed, 0x1fef}, {0x1ffd, 0x2bff},
    {0x2ce5, 0x2cea}, {0x2cf9, 0x2cfc}, {0x2cfe, 0x2cff}, {0x2d70, 0x2d70},
    {0x2e00, 0x2e2e}, {0x2e30, 0x3004}, {0x3008, 0x3020}, {0x3030, 0x3030},
    {0x3036, 0x3037}, {0x303d, 0x303f}, {0x309b, 0x309c}, {0x30a0, 0x30a0},
    {0x30fb, 0x30fb}, {0x3190, 0x3191}, {0x3196, 0x319f}, {0x31c0, 0x31e3},
    {0x3200, 0x321e}, {0x322a, 0x3247}, {0x3250, 0x3250}, {0x3260, 0x327f},
    {0x328a, 0x32b0}, {0x32c0, 0x33ff}, {0x4dc0, 0x4dff}, {0xa490, 0xa4c6},
    {0xa4fe, 0xa4ff}, {0xa60d, 0xa60f}, {0xa673, 0xa673}, {0xa67e, 0xa67e},
    {0xa6f2, 0xa716}, {0xa720, 0xa721}, {0xa789, 0xa78a}, {0xa828, 0xa82b},
    {0xa836, 0xa839}, {0xa874, 0xa877}, {0xa8ce, 0xa8cf}, {0xa8f8, 0xa8fa},
    {0xa8fc, 0xa8fc}, {0xa92e, 0xa92f}, {0xa95f, 0xa95f}, {0xa9c1, 0xa9cd},
    {0xa9de, 0xa9df}, {0xaa5c, 0xaa5f}, {0xaa77, 0xaa79}, {0xaade, 0xaadf},
    {0xaaf0, 0xaaf1}, {0xab5b, 0xab5b}, {0xab6a, 0xab6b}, {0xabeb, 0xabeb},
    {0xe000, 0xf8ff}, {0xfb29, 0xfb29}, {0xfbb2, 0xfbc2}, {0xfd3e, 0xfd4f},
    {0xfdcf, 0xfdcf}, {0xfdfc, 0xfe6f}, {0xfeff, 0xff0f}, {0xff1a, 0xff20},
    {0xff3b, 0xff40}, {0xff5b, 0xff65}, {0xffe0, 0xfffd}, {0x1f000, 0x1ffff},
    {0xe0000, 0x10ffff}};

static bool
is_separator(uint32_t code)
{
	size_t low = 0, high = COUNT(separators), middle;

	if (code < 0xc0)
		return true;
	while (low < high) {
		middle = (low + high) / 2;
		if (code > separators[middle][1])
			low = middle + 1;
		else if (code < separators[middle][0])
			high = middle;
		else
			return true;
	}
	return false;
}

/* Whether a subtag, in any case, is among words parted by single spaces. */
static bool
is_one_of(const char *words, const char *subtag, size_t len)
{
	size_t n;

	for (; *words != '\0'; words += n + (words[n] == ' ')) {
		n = strcspn(words, " ");
		if (n == len && strncasecmp(words, subtag, len) == 0)
			return true;
	}
	return false;
}

/* Letters that a language writes as two, where it lacks them. */
static const struct {
	const char *languages;
	uint32_t code;
	char as[3];
} doubled[] = {{"de", 0xe4, "ae"}, {"de", 0xf6, "oe"}, {"de", 0xfc, "ue"},
    {"da nb nn no", 0xe5, "aa"}, {"da nb nn no", 0xf8, "oe"}};

/* What stands for a Latin letter in the language's slugs; "": it is none. */
static const char *
fold_latin(uint32_t code, const char *language)
{
	uint32_t small = code < 0xe0 ? code + 0x20 : code;

	for (size_t i = 0; i < COUNT(doubled); i++)
		if (doubled[i].code == small &&
		    is_one_of(
			doubled[i].languages, language, strcspn(language, "-")))
			return doubled[i].as;
	return latin[code - 0xc0];
}

/* Greek and Cyrillic capitals; other scripts are kept as they are. */
static uint32_t
lower_code(uint32_t code)
{
	if ((code >= 0x391 && code <= 0x3a9) || (code >= 0x410 && code < 0x430))
		return code + 0x20;
	return code >= 0x400 && code < 0x410 ? code + 0x50 : code;
}

/*
 * Writes the slug's form of one character, at most 4 bytes. Returns its length,
 * 0 where the character parts words.
 */
static size_t
fold_character(
    const char *p, size_t n, uint32_t code, const char *language, char to[4])
{
	uint32_t lower = lower_code(code);
	const char *as;

	if (n == 1) {
		to[0] = text_lower(*p);
		return is_alnum(*p);
	}
	if (code >= 0xc0 && code - 0xc0 < COUNT(latin)) {
		as = fold_latin(code, language);
		memcpy(to, as, 2);
		return strlen(as);
	}
	if (is_separator(code))
		return 0;
	memcpy(to, p, n);
	if (lower != code) { /* both are two bytes */
		to[0] = (char)(0xc0 | lower >> 6);
		to[1] = (char)(0x80 | (lower & 0x3f));
	}
	return n;
}

/*
 * Left out without parting the word: apostrophes ("what's" becomes "whats")
 * and accents that are characters of their own.
 */
static bool
is_ignored(uint32_t code)
{
	return code == '\'' || code == 0x2019 ||
	       (code >= 0x300 && code < 0x370);
}

void
text_slug(
    struct buffer *out, const char *question, size_t len, const char *language)
{
	const char *p = question, *end = question + len;
	char slug[SLUG_MAX + 8], to[4];
	size_t used = 0, word = 0, n, m;
	uint32_t code;
	bool cut = false;

	/* word: where the slug ends if the word in hand does not fit */
	for (; p < end && !cut; p += n) {
		if ((n = text_decode(p, end, &code)) == 0)
			n = 1;
		if (is_ignored(code))
			continue;
		m = fold_character(p, n, code, language, to);
		if (m == 0) {
			if (used > word)
				slug[used++] = '-';
			word = used;
			continue;
		}
		memcpy(slug + used, to, m);
		used += m;
		cut = used > SLUG_MAX;
	}
	if (cut && word > 0) {
		used = word;
	} else if (cut) {
		for (used = SLUG_MAX; (slug[used] & 0xc0) == 0x80;)
			used--;
	}
	while (used > 0 && slug[used - 1] == '-')
		used--;
	buffer_add(out, slug, used);
}

const char *
text_slug_problem(const char *bytes, size_t len)
{
	const char *p = bytes, *end = bytes + len;
	uint32_t code;
	size_t n;

	if (len == 0)
		return "is empty";
	if (len > SLUG_MAX)
		return "is longer than 96 bytes";
	for (; p < end; p += n) {
		n = text_decode(p, end, &code);
		if (n == 0 || (n > 1 && is_separator(code)) ||
		    (n == 1 && *p != '-' && *p != '_' &&
			(!is_alnum(*p) || *p != text_lower(*p))))
			return "may hold only small letters, digits and "
			       "hyphens";
	}
	return NULL;
}

bool
text_is_rtl(const char *language)
{
	static const char scripts[] =
	    "adlm arab hebr mand mend nkoo rohg samr syrc thaa";
	static const char languages[] =
	    "ar arc azb ckb dv fa he iw ji ks nqo prs ps sd syr ug ur yi";
	size_t len = strcspn(language, "-"), next;

	if (language[len] == '-') {
		next = strcspn(language + len + 1, "-");
		if (next == 4) /* a script says it all */
			return is_one_of(scripts, language + len + 1, next);
	}
	return is_one_of(languages, language, len);
}

/* ------------------------------------------------------------- text files */

/* Writes LF for CR LF, or for each CR. Returns the new length. */
static size_t
unify_line_ends(char *bytes, size_t len)
{
	bool any_lf = memchr(bytes, '\n', len) != NULL;
	size_t to = 0;

	for (size_t from = 0; from < len; from++) {
		if (bytes[from] != '\r')
			bytes[to++] = bytes[from];
		else if (!any_lf)
			bytes[to++] = '\n';
		else if (from + 1 == len || bytes[from + 1] != '\n')
			bytes[to++] = '\r';
	}
	return to;
}

size_t
text_normalize(char *bytes, size_t len)
{
	static const char mark[] = "\xef\xbb\xbf";
	const size_t mark_len = sizeof(mark) - 1;

	if (len >= mark_len && memcmp(bytes, mark, mark_len) == 0) {
		len -= mark_len;
		memmove(bytes, bytes + mark_len, len);
	}
	if (len > 0)
		len = unify_line_ends(bytes, len);
	bytes[len] = '\0';
	return len;
}

int
text_line_at(const char *bytes, size_t offset)
{
	int line = 1;

	for (size_t i = 0; i < offset; i++)
		line += bytes[i] == '\n' ||
			(bytes[i] == '\r' && bytes[i + 1] != '\n');
	return line;
}

char *
text_trim(char *string)
{
	size_t len;

	while (text_space(*string))
		string++;
	for (len = strlen(string); len > 0 && text_space(string[len - 1]);)
		string[--len] = '\0';
	return string;
}

void
text_lines_begin(struct text_lines *lines, char *bytes, size_t len)
{
	len = text_normalize(bytes, len);
	*lines = (struct text_lines){.next = bytes, .end = bytes + len};
}

bool
text_lines_next(struct text_lines *lines)
{
	while (lines->next < lines->end) {
		char *line = lines->next;
		size_t len = (size_t)(lines->end - line);
		char *newline = memchr(line, '\n', len);

		if (newline != NULL)
			len = (size_t)(newline - line);
		lines->next = line + len + (newline != NULL);
		lines->number++;
		line[len] = '\0';
		lines->bad =
		    strlen(line) != len || text_utf8_error(line, len) != len;
		lines->line = text_trim(line);
		if (lines->bad || (*lines->line != '\0' && *lines->line != '#'))
			return true;
	}
	return false;
}
