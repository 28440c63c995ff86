/* SPDX-License-Identifier: ISC */
/*
 * strip.c - takes white space out of a template's text, line by line, before
 * it is parsed. It knows markers only as far as a line may consist of one.
 */
#include "internal.h"

const char *
ct_find_bytes(
    const char *hay, size_t len, const char *needle, size_t needle_len)
{
	const char *p = hay, *last;

	if (needle_len > len)
		return NULL;
	if (needle_len == 0)
		return hay;
	last = hay + (len - needle_len);
	for (; p <= last; p++) {
		p = memchr(p, needle[0], (size_t)(last - p) + 1);
		if (p == NULL || same_bytes(p, needle, needle_len))
			return p;
	}
	return NULL;
}

void
ct_delimiters_init(struct delimiters *d)
{
	d->open = "{{";
	d->close = "}}";
	d->open_len = d->close_len = 2;
}

bool
ct_delimiters_parse(struct delimiters *d, const char *text, size_t len)
{
	const char *space = memchr(text, ' ', len), *end = text + len;

	if (len < 3 || text[0] != '=' || end[-1] != '=' ||
	    memchr(text + 1, '=', len - 2) || space == NULL ||
	    memchr(space + 1, ' ', (size_t)(end - space) - 1))
		return false;
	d->open = text + 1;
	d->open_len = (size_t)(space - d->open);
	d->close = space + 1;
	d->close_len = (size_t)(end - 1 - d->close);
	return true;
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Whether there is a {{= anywhere: equals signs are rarer than braces. */
static bool
changes_delimiters(const char *text, size_t len)
{
	const char *p = text, *end = text + len;

	for (; (p = memchr(p, '=', (size_t)(end - p))) != NULL; p++)
		if (p - text >= 2 && p[-1] == '{' && p[-2] == '{')
			return true;
	return false;
}

struct line {
	const char *text;
	size_t len;
};

static struct line
trim_line(struct line l)
{
	while (l.len > 0 && is_space(l.text[l.len - 1]))
		l.len--;
	for (; l.len > 0 && is_space(*l.text); l.len--)
		l.text++;
	return l;
}

/* What follows the opening delimiter of a marker that prints nothing. */
static inline bool
is_silent(char c)
{
	static const bool silent[256] = {['#'] = true,
	    ['/'] = true,
	    ['>'] = true,
	    ['!'] = true,
	    ['%'] = true,
	    ['='] = true,
	    ['\0'] = true};

	return silent[(unsigned char)c];
}

/* Whether a trimmed line is nothing but one marker that prints nothing. */
static bool
is_lone_marker(struct line l, const struct delimiters *d)
{
	const char *close;

	if (l.len < d->open_len + d->close_len + 1 ||
	    !same_bytes(l.text, d->open, d->open_len) ||
	    !is_silent(l.text[d->open_len]))
		return false;
	close = ct_find_bytes(
	    l.text + d->open_len, l.len - d->open_len, d->close, d->close_len);
	return close && close + d->close_len == l.text + l.len;
}

/* Learns new delimiters from any marker on the line. */
static void
read_delimiters(struct delimiters *d, const char *p, const char *end)
{
	const char *name, *close;

	for (;;) {
		p = ct_find_bytes(p, (size_t)(end - p), d->open, d->open_len);
		if (p == NULL)
			return;
		name = p + d->open_len;
		close = ct_find_bytes(
		    name, (size_t)(end - name), d->close, d->close_len);
		if (close == NULL || close + d->close_len == p)
			return;
		p = close + d->close_len;
		ct_delimiters_parse(d, name, (size_t)(close - name));
	}
}

static bool
add_origin(struct origins *o, size_t offset, int line, size_t column)
{
	size_t cap = o->cap ? o->cap * 2 : 16;
	struct origin *list;

	if (o->n == o->cap) {
		list = ct_resize(o->allocator, o->list, cap * sizeof(*list));
		if (list == NULL)
			return false;
		o->list = list;
		o->cap = cap;
	}
	o->list[o->n++] = (struct origin){offset, line, (int)column};
	return true;
}

/* Returns the new length of out. */
static size_t
copy_run(char *out, size_t n, const char *run, const char *end)
{
	if (end > run)
		memcpy(out + n, run, (size_t)(end - run));
	return n + (size_t)(end - run);
}

/* A quick look whether the line may be blank or a lone marker. */
static bool
may_go(const char *p, const char *end, const struct delimiters *d)
{
	while (p < end && is_space(*p))
		p++;
	return p == end || d->open_len == 0 || *p == d->open[0];
}

size_t
ct_strip_text(char *out, struct origins *origins, const char *text, size_t len,
    enum ct_strip strip)
{
	const char *p, *end = text + len, *next;
	const char *run = text, *run_end = text; /* not copied yet */
	struct delimiters d;
	struct line kept, trimmed;
	bool changing; /* whether the delimiters ever change */
	size_t n = 0;
	int line = 1;

	ct_delimiters_init(&d);
	changing = changes_delimiters(text, len);
	for (p = text; p < end; p = next, line++) {
		next = memchr(p, '\n', (size_t)(end - p));
		next = next ? next + 1 : end;
		kept = (struct line){p, (size_t)(next - p)};
		if (strip == CT_STRIP_WS || may_go(p, next, &d)) {
			trimmed = trim_line(kept);
			if (strip == CT_STRIP_WS || trimmed.len == 0 ||
			    is_lone_marker(trimmed, &d))
				kept = trimmed;
		}
		if (kept.text != run_end) {
			n = copy_run(out, n, run, run_end);
			if (!add_origin(
				origins, n, line, (size_t)(kept.text - p) + 1))
				return (size_t)-1;
			run = kept.text;
		}
		run_end = kept.text + kept.len;
		if (changing)
			read_delimiters(&d, p, next);
	}
	return copy_run(out, n, run, run_end);
}
