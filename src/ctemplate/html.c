/* SPDX-License-Identifier: ISC */
/*
 * html.c - follows a page closely enough to say where in it we stand: in
 * text, a tag, an attribute's value, a script. It must not know templates.
 *
 * It is a table of states and classes of bytes. A page is not checked; only
 * what would make later answers wrong stops the parser.
 */
#include <stdlib.h>
#include <strings.h>

#include "internal.h"

enum state {
	NEVER, /* 0 in the table: see the row's first column */
	TEXT,
	TAG_START,
	TAG_NAME,
	DECLARATION_START,
	DECLARATION,
	COMMENT_START,
	COMMENT,
	COMMENT_DASH,
	COMMENT_DASH_DASH,
	INSTRUCTION,
	INSTRUCTION_END,
	TAG_SPACE,
	TAG_VARIABLE, /* as TAG_SPACE, behind a variable */
	ATTR,
	ATTR_SPACE,
	VALUE_START,
	VALUE,
	VALUE_Q_START,
	VALUE_Q,
	VALUE_DQ_START,
	VALUE_DQ,
	RAW, /* in script, style, title, textarea */
	RAW_LT,
	RAW_END_TAG,
	RAW_BANG,
	RAW_BANG_DASH,
	RAW_COMMENT,
	RAW_COMMENT_DASH,
	RAW_COMMENT_DASH_DASH,
	JS_FILE,
	CSS_FILE,
	TAG_END, /* never rested in: becomes TEXT or RAW */
	STOP,    /* never rested in: the byte cannot be */
	STATES
};

/*
 * ANY is a row's default, and the class of bytes that no row names: attribute
 * names may hold them, tag names may not.
 */
enum byte_class {
	ANY,
	CONTROL,
	SPACE,
	NAME,
	DASH,
	LT,
	GT,
	BANG,
	QUESTION,
	SLASH,
	EQUALS,
	Q,
	DQ,
	CLASSES
};

static const unsigned char next_state[STATES][CLASSES] = {
    [TEXT] = {[ANY] = TEXT, [LT] = TAG_START},
    [TAG_START] = {[ANY] = TEXT,
	[LT] = TAG_START,
	[NAME] = TAG_NAME,
	[DASH] = TAG_NAME,
	[SLASH] = TAG_NAME,
	[BANG] = DECLARATION_START,
	[QUESTION] = INSTRUCTION},
    [TAG_NAME] = {[ANY] = STOP,
	[NAME] = TAG_NAME,
	[DASH] = TAG_NAME,
	[SLASH] = TAG_NAME,
	[SPACE] = TAG_SPACE,
	[GT] = TAG_END},
    [DECLARATION_START] =
	{[ANY] = DECLARATION, [GT] = TEXT, [DASH] = COMMENT_START},
    [DECLARATION] = {[ANY] = DECLARATION, [GT] = TEXT},
    [COMMENT_START] = {[ANY] = TEXT, [DASH] = COMMENT},
    [COMMENT] = {[ANY] = COMMENT, [DASH] = COMMENT_DASH},
    [COMMENT_DASH] = {[ANY] = COMMENT, [DASH] = COMMENT_DASH_DASH},
    [COMMENT_DASH_DASH] =
	{[ANY] = COMMENT, [DASH] = COMMENT_DASH_DASH, [GT] = TEXT},
    [INSTRUCTION] = {[ANY] = INSTRUCTION, [QUESTION] = INSTRUCTION_END},
    [INSTRUCTION_END] = {[ANY] = INSTRUCTION, [GT] = TEXT},
    [TAG_SPACE] = {[ANY] = ATTR,
	[SPACE] = TAG_SPACE,
	[SLASH] = TAG_SPACE,
	[GT] = TAG_END,
	[CONTROL] = STOP,
	[LT] = STOP,
	[EQUALS] = STOP,
	[Q] = STOP,
	[DQ] = STOP},
    [TAG_VARIABLE] = {[ANY] = ATTR,
	[SPACE] = TAG_VARIABLE,
	[SLASH] = TAG_SPACE,
	[GT] = TAG_END,
	[CONTROL] = STOP,
	[LT] = STOP,
	[EQUALS] = VALUE_START,
	[Q] = STOP,
	[DQ] = STOP},
    [ATTR] = {[ANY] = ATTR,
	[SPACE] = ATTR_SPACE,
	[SLASH] = TAG_SPACE,
	[GT] = TAG_END,
	[CONTROL] = STOP,
	[LT] = STOP,
	[EQUALS] = VALUE_START,
	[Q] = STOP,
	[DQ] = STOP},
    [ATTR_SPACE] = {[ANY] = ATTR,
	[SPACE] = ATTR_SPACE,
	[SLASH] = TAG_SPACE,
	[GT] = TAG_END,
	[CONTROL] = STOP,
	[LT] = STOP,
	[EQUALS] = VALUE_START,
	[Q] = STOP,
	[DQ] = STOP},
    [VALUE_START] = {[ANY] = VALUE,
	[SPACE] = VALUE_START,
	[GT] = TAG_END,
	[Q] = VALUE_Q_START,
	[DQ] = VALUE_DQ_START},
    [VALUE] = {[ANY] = VALUE, [SPACE] = TAG_SPACE, [GT] = TAG_END},
    [VALUE_Q_START] = {[ANY] = VALUE_Q, [Q] = TAG_SPACE},
    [VALUE_Q] = {[ANY] = VALUE_Q, [Q] = TAG_SPACE},
    [VALUE_DQ_START] = {[ANY] = VALUE_DQ, [DQ] = TAG_SPACE},
    [VALUE_DQ] = {[ANY] = VALUE_DQ, [DQ] = TAG_SPACE},
    [RAW] = {[ANY] = RAW, [LT] = RAW_LT},
    [RAW_LT] = {[ANY] = RAW, [BANG] = RAW_BANG, [SLASH] = RAW_END_TAG},
    [RAW_END_TAG] = {[ANY] = RAW,
	[NAME] = RAW_END_TAG,
	[DASH] = RAW_END_TAG,
	[SLASH] = RAW_END_TAG,
	[SPACE] = TAG_SPACE,
	[GT] = TEXT},
    [RAW_BANG] = {[ANY] = RAW, [DASH] = RAW_BANG_DASH},
    [RAW_BANG_DASH] = {[ANY] = RAW, [DASH] = RAW_COMMENT},
    [RAW_COMMENT] = {[ANY] = RAW_COMMENT, [DASH] = RAW_COMMENT_DASH},
    [RAW_COMMENT_DASH] = {[ANY] = RAW_COMMENT, [DASH] = RAW_COMMENT_DASH_DASH},
    [RAW_COMMENT_DASH_DASH] =
	{[ANY] = RAW_COMMENT, [DASH] = RAW_COMMENT_DASH_DASH, [GT] = RAW},
    [JS_FILE] = {[ANY] = JS_FILE},
    [CSS_FILE] = {[ANY] = CSS_FILE},
};

#define CONTROLS_8(first)                                                    \
	[first] = CONTROL, [first + 1] = CONTROL, [first + 2] = CONTROL,     \
	[first + 3] = CONTROL, [first + 4] = CONTROL, [first + 5] = CONTROL, \
	[first + 6] = CONTROL, [first + 7] = CONTROL

static const unsigned char classes[256] = {
    CONTROLS_8(0),
    [0x08] = CONTROL,
    [0x0b] = CONTROL,
    [0x0c] = CONTROL,
    [0x0e] = CONTROL,
    [0x0f] = CONTROL,
    CONTROLS_8(0x10),
    CONTROLS_8(0x18),
    [0x7f] = CONTROL,
    BYTES_ALNUM(NAME),
    ['_'] = NAME,
    [':'] = NAME,
    ['.'] = NAME,
    [' '] = SPACE,
    ['\t'] = SPACE,
    ['\n'] = SPACE,
    ['\r'] = SPACE,
    ['-'] = DASH,
    ['<'] = LT,
    ['>'] = GT,
    ['!'] = BANG,
    ['?'] = QUESTION,
    ['/'] = SLASH,
    ['='] = EQUALS,
    ['\''] = Q,
    ['"'] = DQ,
};

/* ------------------------------------------------------------------- names */

static void
clear_name(struct html *h)
{
	if (h->name_len > 0)
		memset(h->name, 0, sizeof(h->name));
	h->name_len = 0;
}

/* What does not fit is longer than any name that matters. */
static void
record_byte(struct html *h, unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		c += 'a' - 'A';
	if (h->name_len < sizeof(h->name))
		h->name[h->name_len++] = (char)c;
}

struct known_name {
	char name[20]; /* in small letters */
	unsigned char len, kind;
};

static const struct known_name tags[] = {{"script", 6, HTML_TAG_SCRIPT},
    {"style", 5, HTML_TAG_STYLE}, {"title", 5, HTML_TAG_TITLE},
    {"textarea", 8, HTML_TAG_TEXTAREA}, {"meta", 4, HTML_TAG_META},
    {"", 0, HTML_TAG_OTHER}};

static const struct known_name attrs[] = {{"action", 6, HTML_ATTR_URL},
    {"archive", 7, HTML_ATTR_URL}, {"background", 10, HTML_ATTR_URL},
    {"cite", 4, HTML_ATTR_URL}, {"classid", 7, HTML_ATTR_URL},
    {"codebase", 8, HTML_ATTR_URL}, {"content", 7, HTML_ATTR_CONTENT},
    {"data", 4, HTML_ATTR_URL}, {"dynsrc", 6, HTML_ATTR_URL},
    {"formaction", 10, HTML_ATTR_URL}, {"href", 4, HTML_ATTR_URL},
    {"longdesc", 8, HTML_ATTR_URL}, {"ping", 4, HTML_ATTR_URL_LIST},
    {"poster", 6, HTML_ATTR_URL}, {"src", 3, HTML_ATTR_URL},
    {"srcset", 6, HTML_ATTR_URL_LIST}, {"style", 5, HTML_ATTR_STYLE},
    {"type", 4, HTML_ATTR_TYPE}, {"usemap", 6, HTML_ATTR_URL},
    {"xlink:href", 10, HTML_ATTR_URL}, {"", 0, HTML_ATTR_PLAIN}};

/* No control bytes come here, so this bit is about capitals alone. */
static char
small_letter(char c)
{
	return (char)(c | 0x20);
}

static bool
is_known(const char *name, const struct known_name *known)
{
	size_t i;

	for (i = 0; i < known->len; i++)
		if (small_letter(name[i]) != known->name[i])
			return false;
	return true;
}

static unsigned char
find_name(const char *name, size_t len, const struct known_name *list)
{
	char first = small_letter(name[0]);

	for (; list->len > 0; list++)
		if (list->len == len && list->name[0] == first &&
		    is_known(name, list))
			break;
	return list->kind;
}

static enum html_attr
find_attr(const char *name, size_t len)
{
	if (len >= 2 && small_letter(name[0]) == 'o' &&
	    small_letter(name[1]) == 'n')
		return HTML_ATTR_JS;
	return (enum html_attr)find_name(name, len, attrs);
}

static void
end_tag_name(struct html *h)
{
	h->tag = h->name[0] == '/' ? HTML_TAG_OTHER
				   : find_name(h->name, h->name_len, tags);
	h->json = false;
	clear_name(h);
}

static void
end_attr_name(struct html *h)
{
	h->attr = (unsigned char)find_attr(h->name, h->name_len);
	clear_name(h);
}

/* ------------------------------------------------------------------ values */

/* How far the beginning of a meta refresh, "5; url='", was read. */
enum meta {
	META_DELAY,
	META_SEMICOLON,
	META_U,
	META_UR,
	META_URL,
	META_EQUALS,
	META_QUOTE,
	META_INSIDE,
	META_NOT
};

enum { META_LONGEST = 255 }; /* nobody reads on behind so many bytes */

static void
feed_meta(struct html *h, unsigned char c)
{
	static const struct {
		unsigned char byte, then; /* this byte leads on */
		bool spaces;              /* and these do not hurt */
	} steps[] = {[META_DELAY] = {';', META_SEMICOLON, true},
	    [META_SEMICOLON] = {'u', META_U, true},
	    [META_U] = {'r', META_UR, false},
	    [META_UR] = {'l', META_URL, false},
	    [META_URL] = {'=', META_EQUALS, true}};

	if (h->meta_len == META_LONGEST || h->meta >= META_INSIDE)
		return;
	h->meta_len++;
	if (c == '\0') {
		h->meta_len = META_LONGEST;
	} else if (h->meta == META_EQUALS) {
		if (c == '"' || c == '\'')
			h->meta = META_QUOTE;
		else if (classes[c] != SPACE)
			h->meta = META_INSIDE;
	} else if (h->meta == META_QUOTE) {
		h->meta = META_INSIDE;
	} else if ((c | (classes[c] == NAME ? 0x20 : 0)) ==
		   steps[h->meta].byte) {
		h->meta = steps[h->meta].then;
	} else if (!(steps[h->meta].spaces && classes[c] == SPACE) &&
		   !(h->meta == META_DELAY && c >= '0' && c <= '9')) {
		h->meta = META_NOT;
	}
}

static void
feed_js(struct html *h, const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len && bytes[i] != '\0'; i++)
		ct_js_feed(&h->js, (unsigned char)bytes[i]);
}

/* The script sees what the reference in h->entity stands for. */
static void
end_entity(struct html *h, unsigned char end)
{
	static const struct {
		const char *name, *text;
	} known[] = {{"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"amp", "&"},
	    {"apos", "'"}};
	char name[sizeof(h->entity)];
	char c;
	size_t i;

	memcpy(name, h->entity, sizeof(name));
	memset(h->entity, 0, sizeof(h->entity));
	h->entity_len = 0;
	if (name[0] == '#') {
		c = (char)(name[1] == 'x' || name[1] == 'X'
			       ? strtol(name + 2, NULL, 16)
			       : strtol(name + 1, NULL, 10));
		feed_js(h, &c, 1);
		return;
	}
	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcasecmp(name, known[i].name) == 0) {
			feed_js(h, known[i].text, 1);
			return;
		}
	c = (char)end;
	feed_js(h, "&", 1);
	feed_js(h, name, strlen(name));
	feed_js(h, &c, 1);
}

/* A byte of an on... attribute: references are resolved first. */
static void
feed_js_value(struct html *h, unsigned char c)
{
	if (h->entity_len == 0) {
		if (c != '&') {
			feed_js(h, (const char *)&c, 1);
			return;
		}
		h->entity_len = 1;
	} else if (c == ';' || classes[c] == SPACE) {
		end_entity(h, c);
	} else {
		h->entity[h->entity_len++ - 1] = (char)c;
		if (h->entity_len == sizeof(h->entity)) {
			/* too long for a reference */
			feed_js(h, "&", 1);
			feed_js(h, h->entity, sizeof(h->entity) - 1);
			memset(h->entity, 0, sizeof(h->entity));
			h->entity_len = 0;
		}
	}
}

static void
begin_value(struct html *h)
{
	h->fresh = true;
	h->in_js = h->attr == HTML_ATTR_JS;
	clear_name(h);
}

static void
feed_value(struct html *h, unsigned char c)
{
	if (c > 0x20)
		h->fresh = false;
	if (h->attr == HTML_ATTR_URL_LIST && (c <= 0x20 || c == ','))
		h->fresh = true;
	if (h->tag == HTML_TAG_META)
		feed_meta(h, c);
	if (h->attr == HTML_ATTR_TYPE && c > 0x20)
		record_byte(h, c);
	if (h->in_js)
		feed_js_value(h, c);
}

static void
end_value(struct html *h)
{
	static const struct known_name types[] = {
	    {"application/json", 16, true}, {"application/ld+json", 19, true},
	    {"", 0, false}};
	const char *semicolon = memchr(h->name, ';', h->name_len);
	size_t len = semicolon ? (size_t)(semicolon - h->name) : h->name_len;

	if (h->attr == HTML_ATTR_TYPE && h->tag == HTML_TAG_SCRIPT)
		h->json = find_name(h->name, len, types);
}

/* ------------------------------------------------------------- transitions */

static bool
is_raw(int state)
{
	return state >= RAW && state <= RAW_COMMENT_DASH_DASH;
}

/* Behind the > of a tag. */
static int
end_tag(struct html *h)
{
	h->in_js = h->tag == HTML_TAG_SCRIPT;
	if (h->tag == HTML_TAG_META)
		h->tag = HTML_TAG_OTHER;
	return h->tag == HTML_TAG_OTHER ? TEXT : RAW;
}

/*
 * Forgets what only mattered in an attribute: states that lead to the same
 * must be equal.
 */
static void
forget_attr(struct html *h)
{
	if (h->in_js)
		ct_js_init(&h->js);
	if (h->entity_len > 0)
		memset(h->entity, 0, sizeof(h->entity));
	h->attr = HTML_ATTR_PLAIN;
	h->in_js = h->fresh = false;
	h->meta = META_DELAY;
	h->meta_len = h->entity_len = 0;
	clear_name(h);
}

/* Behind "</name" in raw text: the element ends, or nothing was meant. */
static int
end_raw(struct html *h, int next, unsigned char c)
{
	/* name[0] is the slash */
	if ((c != '>' && classes[c] != SPACE) || h->tag == HTML_TAG_OTHER ||
	    find_name(h->name + 1, h->name_len - 1u, tags) != h->tag)
		return RAW;
	h->tag = HTML_TAG_OTHER;
	h->json = false; /* in_js is forgotten with the attributes */
	return next;
}

/* States whose bytes are remembered. */
enum inside { IN_NOTHING, IN_NAME, IN_VALUE };

static const unsigned char inside[STATES] = {[TAG_NAME] = IN_NAME,
    [ATTR] = IN_NAME,
    [RAW_END_TAG] = IN_NAME,
    [VALUE] = IN_VALUE,
    [VALUE_Q] = IN_VALUE,
    [VALUE_DQ] = IN_VALUE};

static int
leave_state(struct html *h, int next, unsigned char c)
{
	if (h->state == TAG_NAME)
		end_tag_name(h);
	else if (h->state == ATTR)
		end_attr_name(h);
	else if (h->state == RAW_END_TAG)
		return end_raw(h, next, c);
	else if (inside[h->state] == IN_VALUE)
		end_value(h);
	return next;
}

static int
enter_state(struct html *h, int next)
{
	if (inside[next] == IN_NAME) {
		clear_name(h);
		if (next == TAG_NAME)
			h->tag = HTML_TAG_OTHER;
	} else if (next == VALUE_START) {
		if (h->state == TAG_VARIABLE)
			h->attr = HTML_ATTR_UNKNOWN;
		begin_value(h);
	} else if (next == TAG_SPACE || next == TEXT) {
		forget_attr(h);
	} else if (next == TAG_END) {
		forget_attr(h);
		return end_tag(h);
	}
	return next;
}

static bool
feed_byte(struct html *h, unsigned char c)
{
	const unsigned char *row = next_state[h->state];
	int next = row[classes[c]];

	if (next == NEVER)
		next = row[ANY];
	if (c == 0xff) /* no UTF-8; the original begins anew there */
		next = TEXT;
	if (next == STOP)
		return false;
	if (next != h->state) {
		next = leave_state(h, next, c);
		if (next != h->state)
			next = enter_state(h, next);
	}
	h->state = (unsigned char)next;
	switch (inside[next]) {
	case IN_NAME:
		record_byte(h, c);
		break;
	case IN_VALUE:
		feed_value(h, c);
		break;
	default:
		break;
	}
	if (h->in_js && (is_raw(next) || next == JS_FILE))
		ct_js_feed(&h->js, c);
	return true;
}

void
ct_html_init(struct html *h, enum html_mode mode, bool odd)
{
	static const unsigned char first[] = {[HTML_MODE_PAGE] = TEXT,
	    [HTML_MODE_IN_TAG] = TAG_SPACE,
	    [HTML_MODE_JS] = JS_FILE,
	    [HTML_MODE_CSS] = CSS_FILE,
	    [HTML_MODE_JSON] = JS_FILE};

	memset(h, 0, sizeof(*h));
	h->state = first[mode];
	h->odd = odd;
	h->in_js = h->state == JS_FILE;
	h->json = mode == HTML_MODE_JSON;
}

/*
 * The byte that ends a stretch of text in which nothing can happen, or 0
 * where every byte must be looked at.
 */
static unsigned char
quiet_until(const struct html *h)
{
	static const unsigned char ends[STATES] = {[TEXT] = '<',
	    [RAW] = '<',
	    [COMMENT] = '-',
	    [VALUE_DQ] = '"',
	    [VALUE_Q] = '\''};
	unsigned char end = ends[h->state];

	if (h->state == RAW)
		return h->in_js ? 0 : end;
	if (end != '"' && end != '\'')
		return end;
	if (h->fresh || h->tag == HTML_TAG_META || h->attr == HTML_ATTR_JS ||
	    h->attr == HTML_ATTR_TYPE || h->attr == HTML_ATTR_URL_LIST)
		return 0;
	return end;
}

/* The rest of a name. Returns its length. */
static size_t
feed_name(struct html *h, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len && classes[(unsigned char)text[i]] == NAME; i++)
		record_byte(h, (unsigned char)text[i]);
	return i;
}

/* The bytes at p that go on with a name; an attribute's may hold dashes. */
static size_t
span_name(const char *p, size_t len, unsigned char dash)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (classes[(unsigned char)p[i]] != NAME &&
		    classes[(unsigned char)p[i]] != dash)
			break;
	return i;
}

static void
close_tag(struct html *h)
{
	h->state = (unsigned char)end_tag(h);
	if (h->in_js)
		ct_js_feed(&h->js, '>');
}

/*
 * "<name", "</name" and the > or space behind it, in one go from TEXT. Returns
 * the length, or 0 where it is something else.
 */
static size_t
feed_tag_name(struct html *h, const char *text, size_t len)
{
	size_t begin = len > 1 && text[1] == '/' ? 2 : 1;
	size_t n = span_name(text + begin, len - begin, NAME), end = begin + n;

	if (n == 0 || end >= len ||
	    (text[end] != '>' && classes[(unsigned char)text[end]] != SPACE))
		return 0;
	h->tag = HTML_TAG_OTHER;
	if (begin == 1)
		h->tag = find_name(text + 1, n, tags);
	h->json = false;
	h->state = TAG_SPACE;
	if (text[end] == '>')
		close_tag(h);
	return end + 1;
}

/*
 * Attributes of a plain name and a quoted value, from TAG_SPACE: they are
 * forgotten where they end, so nobody need look at them; but a script's type
 * says what the script is. Returns the length of all, be it 0.
 */
static size_t
skip_attrs(const struct html *h, const char *text, size_t len)
{
	const char *p = text, *end = text + len, *quote;

	if (h->tag == HTML_TAG_SCRIPT)
		return 0;
	for (;;) {
		while (p < end && classes[(unsigned char)*p] == SPACE)
			p++;
		text = p;
		p += span_name(p, (size_t)(end - p), DASH);
		if (p == text || end - p < 3 || p[0] != '=' ||
		    (p[1] != '"' && p[1] != '\''))
			break;
		quote = memchr(p + 2, p[1], (size_t)(end - p) - 2);
		if (quote == NULL)
			break;
		p = quote + 1;
	}
	return (size_t)(text - (end - len));
}

/* What may stand in a tag, in one go from TAG_SPACE. Returns its length. */
static size_t
feed_attrs(struct html *h, const char *text, size_t len)
{
	size_t begin = skip_attrs(h, text, len);
	const char *name = text + begin;
	size_t n = span_name(name, len - begin, DASH);

	if (begin < len && *name == '>') {
		close_tag(h);
		return begin + 1;
	}
	if (n == 0 || len - begin - n < 2 || name[n] != '=' ||
	    (name[n + 1] != '"' && name[n + 1] != '\''))
		return begin;
	h->attr = (unsigned char)find_attr(name, n);
	begin_value(h);
	h->state = name[n + 1] == '"' ? VALUE_DQ_START : VALUE_Q_START;
	return begin + n + 2;
}

/* What can be read in one go where we stand. Returns its length, be it 0. */
static size_t
feed_run(struct html *h, const char *text, size_t len)
{
	unsigned char end;
	const char *found;
	size_t n = 0;

	switch (h->state) {
	case TAG_NAME:
	case ATTR:
		return feed_name(h, text, len);
	case TAG_SPACE:
		return feed_attrs(h, text, len);
	default:
		end = quiet_until(h);
		if (end) {
			found = memchr(text, end, len);
			n = found ? (size_t)(found - text) : len;
		}
		if (h->state == TEXT && n < len)
			n += feed_tag_name(h, text + n, len - n);
		return n;
	}
}

size_t
ct_html_feed(struct html *h, const char *text, size_t len)
{
	size_t i = 0, n;

	while (i < len) {
		n = h->odd ? 0 : feed_run(h, text + i, len - i);
		i += n;
		if (n == 0 && !feed_byte(h, (unsigned char)text[i++]))
			return i - 1;
	}
	return len;
}

void
ct_html_insert(struct html *h)
{
	if (h->state == VALUE_START)
		h->state = VALUE;
	else if (h->state == TAG_SPACE)
		h->state = TAG_VARIABLE;
	/* Half of the type is a variable: it is no type we know. */
	if (h->attr == HTML_ATTR_TYPE && ct_html_place(h) == HTML_VALUE)
		h->name_len = sizeof(h->name);
}

/* ----------------------------------------------------------------- answers */

enum html_place
ct_html_place(const struct html *h)
{
	static const unsigned char places[STATES] = {[TEXT] = HTML_TEXT,
	    [TAG_START] = HTML_TAG,
	    [TAG_NAME] = HTML_TAG,
	    [DECLARATION_START] = HTML_MARKUP,
	    [DECLARATION] = HTML_MARKUP,
	    [COMMENT_START] = HTML_MARKUP,
	    [COMMENT] = HTML_COMMENT,
	    [COMMENT_DASH] = HTML_COMMENT,
	    [COMMENT_DASH_DASH] = HTML_COMMENT,
	    [INSTRUCTION] = HTML_MARKUP,
	    [INSTRUCTION_END] = HTML_MARKUP,
	    [TAG_SPACE] = HTML_TAG,
	    [TAG_VARIABLE] = HTML_TAG,
	    [ATTR] = HTML_ATTR,
	    [ATTR_SPACE] = HTML_ATTR,
	    [VALUE_START] = HTML_VALUE,
	    [VALUE] = HTML_VALUE,
	    [VALUE_Q_START] = HTML_VALUE,
	    [VALUE_Q] = HTML_VALUE,
	    [VALUE_DQ_START] = HTML_VALUE,
	    [VALUE_DQ] = HTML_VALUE,
	    [JS_FILE] = HTML_FILE,
	    [CSS_FILE] = HTML_FILE};

	return is_raw(h->state) ? HTML_RAW : places[h->state];
}

char
ct_html_quote(const struct html *h)
{
	if (h->state == VALUE_Q_START || h->state == VALUE_Q)
		return '\'';
	return h->state == VALUE_DQ_START || h->state == VALUE_DQ ? '"' : 0;
}

enum html_attr
ct_html_attr(const struct html *h)
{
	if (h->attr != HTML_ATTR_CONTENT)
		return h->attr;
	return h->tag == HTML_TAG_META && h->meta >= META_EQUALS &&
		       h->meta <= META_INSIDE
		   ? HTML_ATTR_URL
		   : HTML_ATTR_PLAIN;
}

bool
ct_html_url_starts(const struct html *h)
{
	return h->fresh ||
	       (h->tag == HTML_TAG_META &&
		   (h->meta == META_EQUALS || h->meta == META_QUOTE));
}

bool
ct_html_in_css(const struct html *h)
{
	return h->tag == HTML_TAG_STYLE;
}

bool
ct_html_in_js(const struct html *h)
{
	return h->in_js && (is_raw(h->state) || h->state == JS_FILE);
}

bool
ct_html_same_place(const struct html *a, const struct html *b)
{
	enum html_place at = ct_html_place(a), bt = ct_html_place(b);

	if (at == HTML_ATTR)
		at = HTML_TAG;
	if (bt == HTML_ATTR)
		bt = HTML_TAG;
	if (at != bt)
		return false;
	if (at == HTML_VALUE)
		return a->attr == b->attr &&
		       ct_html_quote(a) == ct_html_quote(b);
	if (at == HTML_RAW)
		return a->tag == b->tag && a->json == b->json;
	return true;
}
