/* SPDX-License-Identifier: ISC */
/* autolink.c - what can be a link. See autolink.h. */
#include "faq/autolink.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

enum { PHONE_LEAST = 7, PHONE_MOST = 15, MAIL_MAX = 254 /* RFC 5321 */ };

/* A letter or digit; every character beyond ASCII counts as one. */
static bool
is_word(char c)
{
	char lower = text_lower(c);

	return text_digit(c) || (lower >= 'a' && lower <= 'z') ||
	       (c & 0x80) != 0;
}

/* Whether a link may begin behind the characters before text[at]. */
static bool
begins_here(const char *text, size_t at)
{
	static const char quote[] = "\xe2\x80"; /* of “ ” – and their like */

	if (at == 0 || !is_word(text[at - 1]))
		return at == 0 || strchr("@/.-_+:=,%", text[at - 1]) == NULL;
	return at >= 3 && memcmp(text + at - 3, quote, 2) == 0;
}

/* ------------------------------------------------------------- addresses */

/* Takes off what ends a sentence rather than an address. */
static size_t
trim_address(const char *text, size_t start, size_t end)
{
	long open = 0;

	for (size_t i = start; i < end; i++)
		open += (text[i] == '(') - (text[i] == ')');
	while (end > start) {
		char c = text[end - 1];

		if (strchr(".,:;!?'\"*_~]", c) == NULL &&
		    (c != ')' || open >= 0))
			break;
		open += c == ')';
		end--;
	}
	return end;
}

/* The end of the address at start: at white space, quotes, and brackets. */
static size_t
address_end(const char *text, size_t len, size_t start)
{
	static const char quotes[][4] = {"\xe2\x80", "\xc2\xa0", "\xc2\xbb"};
	size_t end = start;

	for (; end < len; end++) {
		bool quote = false;

		if ((unsigned char)text[end] <= ' ' ||
		    strchr("<>\"", text[end]) != NULL)
			break;
		for (size_t i = 0; i < COUNT(quotes); i++)
			quote |= len - end >= 2 &&
				 memcmp(text + end, quotes[i], 2) == 0;
		if (quote)
			break;
	}
	return end;
}

/* Whether a host with a dot inside stands at start. */
static bool
has_host(const char *text, size_t start, size_t end)
{
	size_t dot = start;

	while (dot < end && (is_word(text[dot]) || text[dot] == '-'))
		dot++;
	return dot > start && dot + 1 < end && text[dot] == '.' &&
	       is_word(text[dot + 1]);
}

static bool
find_web(struct autolink *link, const char *text, size_t len, size_t at)
{
	static const struct {
		const char *prefix, *scheme;
	} kinds[] = {{"https://", ""}, {"http://", ""}, {"www.", "http://"}};
	size_t end, n;

	if (strchr("hHwW", text[at]) == NULL || !begins_here(text, at))
		return false;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		n = strlen(kinds[i].prefix);
		if (len - at <= n ||
		    strncasecmp(text + at, kinds[i].prefix, n) != 0)
			continue;
		if (!has_host(text, at + n, len))
			return false;
		end = trim_address(text, at, address_end(text, len, at));
		*link = (struct autolink){at, end, kinds[i].scheme, false};
		return at + n < end;
	}
	return false;
}

/* The sign of "me@a.example" is at at; from is where it may begin. */
static bool
find_mail(
    struct autolink *link, const char *text, size_t len, size_t from, size_t at)
{
	size_t start = at, end = at + 1, dot = 0;

	while (start > from && at - start < MAIL_MAX &&
	       ((is_word(text[start - 1]) && !(text[start - 1] & 0x80)) ||
		   strchr(".-_+", text[start - 1]) != NULL))
		start--;
	while (start < at && !is_word(text[start]))
		start++;
	for (; end < len && end - at < MAIL_MAX; end++) {
		char c = text[end];

		if (c == '.' && end + 1 < len && is_word(text[end + 1]) &&
		    end > at + 1)
			dot = end;
		else if ((!is_word(c) || (c & 0x80)) && c != '-')
			break;
	}
	while (end > at && text[end - 1] == '-')
		end--;
	*link = (struct autolink){start, end, "mailto:", false};
	return start < at && dot > at && dot + 1 < end;
}

/* ------------------------------------------------------------- telephones */

/* The length of what may part digits of a number at p, 0 where nothing does. */
static size_t
separator_len(const char *p, const char *end)
{
	static const char *const signs[] = {" ", "-", "/", ".", "(", ")",
	    "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x91", "\xe2\x80\x93"};

	for (size_t i = 0; i < COUNT(signs); i++) {
		size_t n = strlen(signs[i]);

		if ((size_t)(end - p) >= n && memcmp(p, signs[i], n) == 0)
			return n;
	}
	return 0;
}

/*
 * Whether groups of digits of these lengths, the first two parted by that sign,
 * are a date, a span of days or of hours, or a fraction.
 */
static bool
is_time(const int *groups, size_t count, char sign)
{
	bool pairs = sign != ' ' && count >= 3;

	for (size_t i = 0; i + 1 < count && i < PHONE_MOST; i++)
		pairs &= groups[i] <= 2;
	if (pairs) /* 01.02.2026, 09.00-17.30, but 01.23.45.67.89 */
		return groups[count - 1] == 4 ||
		       (groups[count - 1] == 2 && count != 5);
	if (count != 2 || sign == ' ')
		return false;
	return sign == '.' ? groups[0] == 1 : groups[0] == 4 && groups[1] == 4;
}

/* Finds the number at text[at]: "+", "0", or such a one behind "(". */
static bool
find_phone(struct autolink *link, const char *text, size_t len, size_t at)
{
	const char *p = text + at, *end = text + len, *last = p;
	int groups[PHONE_MOST] = {0};
	size_t digits = 0, count = 0, parts = 0, gap = 0;
	char sign = ' ';

	if (strchr("+0(", *p) == NULL || !begins_here(text, at))
		return false;
	if (*p == '(' && (len - at < 2 || strchr("+0", p[1]) == NULL))
		return false;
	p += *p == '(';
	p += *p == '+';
	while (p < end && digits <= PHONE_MOST) {
		if (text_digit(*p)) {
			if (digits++ == 0 || gap > 0)
				count++;
			if (count <= PHONE_MOST)
				groups[count - 1]++;
			gap = 0;
			last = ++p;
		} else if ((parts = separator_len(p, end)) > 0 && gap < 3) {
			if (count == 1 && sign == ' ')
				sign = *p;
			gap++;
			p += parts;
		} else {
			break;
		}
	}
	*link = (struct autolink){at, (size_t)(last - text), "tel:", true};
	if (digits < PHONE_LEAST || digits > PHONE_MOST ||
	    (last < end && (is_word(*last) || *last == ':' || *last == '@') &&
		!(*last & 0x80)))
		return false;
	return text[at] == '+' || !is_time(groups, count, sign);
}

bool
autolink_find(struct autolink *link, const char *text, size_t len, size_t from)
{
	for (size_t at = from; at < len; at++) {
		if (text[at] == '@') {
			if (find_mail(link, text, len, from, at))
				return true;
		} else if (find_web(link, text, len, at) ||
			   find_phone(link, text, len, at)) {
			return true;
		}
	}
	*link = (struct autolink){0};
	return false;
}

void
autolink_address(
    struct buffer *out, const struct autolink *link, const char *text)
{
	const char *p = text + link->start, *end = text + link->end;
	bool abroad = false;

	buffer_string(out, link->scheme);
	if (!link->phone) {
		buffer_add(out, p, (size_t)(end - p));
		return;
	}
	for (; p < end; p++) {
		/* "+49 (0)30": the zero is only dialled at home */
		if (abroad && end - p > 3 && memcmp(p, "(0)", 3) == 0)
			p += 2;
		else if (text_digit(*p) || *p == '+')
			buffer_char(out, *p);
		abroad |= *p == '+';
	}
}
