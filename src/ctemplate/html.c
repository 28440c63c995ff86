/* SPDX-License-Identifier: ISC */
/*
 * html.c - follows a page closely enough to say where in it we stand: in
 * text, a tag, an attribute's value, a script. It must not know templates.
 *
 * It is a table of states and classes of bytes. A page is not checked; only
 * what would make later answers wrong stops the parser.
 */
#include <limits.h>
#include <stdlib.h>

#include "internal.h"

enum state {
	NEVER, /* 0 in the table: see the row's first column */
	TEXT,
	TAG_START,
	TAG_NAME,
	DECLARATION_START,
	DECLARATION,
	COMMENT_START, /* "<!-" */
	COMMENT_BEGIN, /* and another dash; then, a third */
	COMMENT_BEGIN_DASH,
	COMMENT,
	COMMENT_DASH,
	COMMENT_DASH_DASH,
	COMMENT_BANG,  /* "--!" */
	COMMENT_VALUE, /* behind a variable, which may end with dashes */
	COMMENT_VALUE_DASH,
	COMMENT_VALUE_BANG,
	TAG_SPACE,
	TAG_VARIABLE, /* behind a variable that may be an attribute */
	ATTR,
	ATTR_SPACE,
	VALUE_START,
	VALUE,
	VALUE_Q_START,
	VALUE_Q,
	VALUE_DQ_START,
	VALUE_DQ,
	RAW, /* in script, style, title, textarea */
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
	FORM_FEED, /* white space that the original does not know */
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
	[QUESTION] = DECLARATION},
    [TAG_NAME] = {[ANY] = STOP,
	[NAME] = TAG_NAME,
	[DASH] = TAG_NAME,
	[SLASH] = TAG_NAME,
	[SPACE] = TAG_SPACE,
	[GT] = TAG_END},
    [DECLARATION_START] =
	{[ANY] = DECLARATION, [GT] = TEXT, [DASH] = COMMENT_START},
    [DECLARATION] = {[ANY] = DECLARATION, [GT] = TEXT},
    [COMMENT_START] =
	{[ANY] = DECLARATION, [GT] = TEXT, [DASH] = COMMENT_BEGIN},
    [COMMENT_BEGIN] =
	{[ANY] = COMMENT, [GT] = TEXT, [DASH] = COMMENT_BEGIN_DASH},
    [COMMENT_BEGIN_DASH] =
	{[ANY] = COMMENT, [GT] = TEXT, [DASH] = COMMENT_DASH_DASH},
    [COMMENT] = {[ANY] = COMMENT, [DASH] = COMMENT_DASH},
    [COMMENT_DASH] = {[ANY] = COMMENT, [DASH] = COMMENT_DASH_DASH},
    [COMMENT_DASH_DASH] = {[ANY] = COMMENT,
	[DASH] = COMMENT_DASH_DASH,
	[BANG] = COMMENT_BANG,
	[GT] = TEXT},
    [COMMENT_BANG] = {[ANY] = COMMENT, [DASH] = COMMENT_DASH, [GT] = TEXT},
    [COMMENT_VALUE] = {[ANY] = COMMENT,
	[DASH] = COMMENT_VALUE_DASH,
	[BANG] = COMMENT_VALUE_BANG,
	[GT] = STOP},
    [COMMENT_VALUE_DASH] = {[ANY] = COMMENT,
	[DASH] = COMMENT_DASH_DASH,
	[BANG] = COMMENT_VALUE_BANG,
	[GT] = STOP},
    [COMMENT_VALUE_BANG] =
	{[ANY] = COMMENT, [DASH] = COMMENT_DASH, [GT] = STOP},
    [TAG_SPACE] = {[ANY] = ATTR,
	[SPACE] = TAG_SPACE,
	[SLASH] = TAG_SPACE,
	[GT] = TAG_END,
	[CONTROL] = STOP,
	[FORM_FEED] = STOP,
	[LT] = STOP,
	[EQUALS] = STOP,
	[Q] = STOP,
	[DQ] = STOP},
    [TAG_VARIABLE] = {[ANY] = STOP,
	[SPACE] = TAG_SPACE,
	[SLASH] = TAG_SPACE,
	[GT] = TAG_END},
    [ATTR] = {[ANY] = ATTR,
	[SPACE] = ATTR_SPACE,
	[SLASH] = TAG_SPACE,
	[GT] = TAG_END,
	[CONTROL] = STOP,
	[FORM_FEED] = STOP,
	[LT] = STOP,
	[EQUALS] = VALUE_START,
	[Q] = STOP,
	[DQ] = STOP},
    [ATTR_SPACE] = {[ANY] = ATTR,
	[SPACE] = ATTR_SPACE,
	[SLASH] = TAG_SPACE,
	[GT] = TAG_END,
	[CONTROL] = STOP,
	[FORM_FEED] = STOP,
	[LT] = STOP,
	[EQUALS] = VALUE_START,
	[Q] = STOP,
	[DQ] = STOP},
    [VALUE_START] = {[ANY] = VALUE,
	[SPACE] = VALUE_START,
	[FORM_FEED] = VALUE_START,
	[GT] = TAG_END,
	[Q] = VALUE_Q_START,
	[DQ] = VALUE_DQ_START},
    [VALUE] = {[ANY] = VALUE,
	[SPACE] = TAG_SPACE,
	[FORM_FEED] = TAG_SPACE,
	[GT] = TAG_END},
    [VALUE_Q_START] = {[ANY] = VALUE_Q, [Q] = TAG_SPACE},
    [VALUE_Q] = {[ANY] = VALUE_Q, [Q] = TAG_SPACE},
    [VALUE_DQ_START] = {[ANY] = VALUE_DQ, [DQ] = TAG_SPACE},
    [VALUE_DQ] = {[ANY] = VALUE_DQ, [DQ] = TAG_SPACE},
    [RAW] = {[ANY] = RAW},
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
    [0x0c] = FORM_FEED,
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
    {"svg", 3, HTML_TAG_FOREIGN}, {"math", 4, HTML_TAG_FOREIGN},
    {"select", 6, HTML_TAG_SELECT}, {"iframe", 6, HTML_TAG_HIDDEN},
    {"noembed", 7, HTML_TAG_HIDDEN}, {"noframes", 8, HTML_TAG_HIDDEN},
    {"noscript", 8, HTML_TAG_HIDDEN}, {"xmp", 3, HTML_TAG_HIDDEN},
    {"", 0, HTML_TAG_OTHER}};

static const struct known_name attrs[] = {{"action", 6, HTML_ATTR_URL},
    {"archive", 7, HTML_ATTR_URL}, {"background", 10, HTML_ATTR_URL},
    {"cite", 4, HTML_ATTR_URL}, {"classid", 7, HTML_ATTR_URL},
    {"codebase", 8, HTML_ATTR_URL}, {"content", 7, HTML_ATTR_CONTENT},
    {"data", 4, HTML_ATTR_URL}, {"dynsrc", 6, HTML_ATTR_URL},
    {"formaction", 10, HTML_ATTR_URL}, {"href", 4, HTML_ATTR_URL},
    {"longdesc", 8, HTML_ATTR_URL}, {"ping", 4, HTML_ATTR_URL_LIST},
    {"poster", 6, HTML_ATTR_URL}, {"src", 3, HTML_ATTR_URL},
    {"srcdoc", 6, HTML_ATTR_PAGE}, {"srcset", 6, HTML_ATTR_URL_LIST},
    {"style", 5, HTML_ATTR_STYLE}, {"type", 4, HTML_ATTR_TYPE},
    {"usemap", 6, HTML_ATTR_URL}, {"xlink:href", 10, HTML_ATTR_URL},
    {"", 0, HTML_ATTR_PLAIN}};

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

/* Most elements have short names that mean nothing here. */
static enum html_tag
find_tag(const char *name, size_t len)
{
	return len < 3 || len > 8 ? HTML_TAG_OTHER
				  : (enum html_tag)find_name(name, len, tags);
}

static enum html_attr
find_attr(const char *name, size_t len)
{
	if (len >= 2 && small_letter(name[0]) == 'o' &&
	    small_letter(name[1]) == 'n')
		return HTML_ATTR_JS;
	return (enum html_attr)find_name(name, len, attrs);
}

/* Remembers elements whose content is not what it seems. */
static void
note_element(struct html *h, enum html_tag tag, const char *name, bool ends)
{
	if (tag == HTML_TAG_FOREIGN || tag == HTML_TAG_SELECT) {
		if (!ends && h->foreign < UCHAR_MAX)
			h->foreign++;
		else if (ends && h->foreign > 0)
			h->foreign--;
	} else if (tag == HTML_TAG_HIDDEN) {
		if (!ends && h->hidden == '\0')
			h->hidden = small_letter(name[2]);
		else if (ends && h->hidden == small_letter(name[2]))
			h->hidden = '\0';
	}
}

/* Begins with a slash in an end tag. Another one ends it, for browsers. */
static void
end_tag_name(struct html *h)
{
	bool ends = h->name[0] == '/';
	const char *name = h->name + ends;
	size_t len = h->name_len - (size_t)ends;
	const char *slash = memchr(name, '/', len);
	enum html_tag tag;

	if (slash)
		len = (size_t)(slash - name);
	tag = find_tag(name, len);
	note_element(h, tag, name, ends);
	h->pseudo = h->pseudo || len == 0;
	h->tag = ends ? HTML_TAG_OTHER : (unsigned char)tag;
	h->kind = SCRIPT_CLASSIC;
	h->typed = false;
	clear_name(h);
}

/* Whether a name that begins so may be one that means something. */
static bool
may_be_special(const char *name, size_t len)
{
	const struct known_name *known;

	if (len < 2 ? len == 0 || name[0] == 'o' : memcmp(name, "on", 2) == 0)
		return true;
	for (known = attrs; known->len > 0; known++)
		if (len <= known->len && memcmp(name, known->name, len) == 0)
			return true;
	return false;
}

/* The first type of a script counts, be it empty. */
static void
begin_attr(struct html *h, enum html_attr attr)
{
	h->attr = (unsigned char)attr;
	if (h->tag != HTML_TAG_SCRIPT ||
	    (attr != HTML_ATTR_TYPE && attr != HTML_ATTR_UNKNOWN))
		return;
	if (attr == HTML_ATTR_TYPE && h->typed)
		h->attr = HTML_ATTR_PLAIN;
	else if (attr == HTML_ATTR_UNKNOWN && !h->typed)
		h->kind = SCRIPT_ANY;
	h->typed = true;
}

static void
end_attr_name(struct html *h)
{
	begin_attr(h, h->named == HTML_NAMED_ANY ? HTML_ATTR_UNKNOWN
		      : h->named == HTML_NAMED_PLAIN
			  ? HTML_ATTR_PLAIN
			  : find_attr(h->name, h->name_len));
	h->named = HTML_NAMED_NOT;
	clear_name(h);
}

/* ------------------------------------------------------------------ values */

/* How far the beginning of a meta refresh, "5; url='", was read. */
enum meta {
	META_DELAY,
	META_DIGITS,    /* or dots */
	META_SEMICOLON, /* or a comma, or a space alone */
	META_U,
	META_UR,
	META_URL,
	META_EQUALS,
	META_QUOTE,
	META_INSIDE,
	META_NOT
};

enum { META_LONGEST = 255 }; /* nobody reads on behind so many bytes */

/* Before "url" (HTML, 4.2.5.3, the shared declarative refresh steps). */
static enum meta
follow_delay(enum meta at, unsigned char c)
{
	if (c == ';' || (c == ',' && at != META_DELAY))
		return META_SEMICOLON;
	if (classes[c] == SPACE)
		return at == META_DELAY ? META_DELAY : META_SEMICOLON;
	if (at == META_SEMICOLON)
		return (c | 0x20) == 'u' ? META_U : META_NOT;
	return (c >= '0' && c <= '9') || c == '.' ? META_DIGITS : META_NOT;
}

static void
feed_meta(struct html *h, unsigned char c)
{
	static const struct {
		unsigned char byte, then; /* this byte leads on */
		bool spaces;              /* and these do not hurt */
	} steps[] = {[META_U] = {'r', META_UR, false},
	    [META_UR] = {'l', META_URL, false},
	    [META_URL] = {'=', META_EQUALS, true}};

	if (h->meta_len == META_LONGEST || h->meta >= META_INSIDE)
		return;
	h->meta_len++;
	if (c == '\0') {
		h->meta_len = META_LONGEST;
	} else if (h->meta <= META_SEMICOLON) {
		h->meta = (unsigned char)follow_delay((enum meta)h->meta, c);
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
	} else if (!(steps[h->meta].spaces && classes[c] == SPACE)) {
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
	static const struct known_name known[] = {{"lt", 2, '<'},
	    {"gt", 2, '>'}, {"quot", 4, '"'}, {"amp", 3, '&'},
	    {"apos", 4, '\''}};
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
		if (strlen(name) == known[i].len && is_known(name, &known[i])) {
			c = (char)known[i].kind;
			feed_js(h, &c, 1);
			return;
		}
	c = (char)end;
	feed_js(h, "&", 1);
	feed_js(h, name, strlen(name));
	feed_js(h, &c, 1);
}

/* ------------------------------------------------ references, for browsers */

/* Those that stand for ASCII, as HTML's table of names has them. */
static const struct {
	char name[22], text[2];
} references[] = {{"AMP", "&"}, {"DiacriticalGrave", "`"}, {"GT", ">"},
    {"Hat", "^"}, {"LT", "<"}, {"NewLine", "\n"}, {"QUOT", "\""}, {"Tab", "\t"},
    {"UnderBar", "_"}, {"VerticalLine", "|"}, {"amp", "&"}, {"apos", "'"},
    {"ast", "*"}, {"bne", "="}, {"bsol", "\\"}, {"colon", ":"}, {"comma", ","},
    {"commat", "@"}, {"dollar", "$"}, {"equals", "="}, {"excl", "!"},
    {"fjlig", "f"}, {"grave", "`"}, {"gt", ">"}, {"lbrace", "{"},
    {"lbrack", "["}, {"lcub", "{"}, {"lowbar", "_"}, {"lpar", "("},
    {"lsqb", "["}, {"lt", "<"}, {"midast", "*"}, {"num", "#"}, {"nvgt", ">"},
    {"nvlt", "<"}, {"percnt", "%"}, {"period", "."}, {"plus", "+"},
    {"quest", "?"}, {"quot", "\""}, {"rbrace", "}"}, {"rbrack", "]"},
    {"rcub", "}"}, {"rpar", ")"}, {"rsqb", "]"}, {"semi", ";"}, {"sol", "/"},
    {"verbar", "|"}, {"vert", "|"}};

static void
feed_script(struct html *h, const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		ct_script_feed(&h->script, (unsigned char)bytes[i]);
}

/* Only line ends matter beyond ASCII; the rest is some letter. */
static void
feed_code_point(struct html *h, unsigned long code)
{
	if (code == 0x2028 || code == 0x2029)
		feed_script(
		    h, code == 0x2028 ? "\xe2\x80\xa8" : "\xe2\x80\xa9", 3);
	else
		ct_script_feed(&h->script,
		    code > 0 && code < 0x80 ? (unsigned char)code : 0xff);
}

/* "#39" or "#x27", in digits as far as they go. */
static unsigned long
read_number(const char *p)
{
	unsigned long code = 0, base = (p[1] | 0x20) == 'x' ? 16 : 10;

	for (p += base == 16 ? 2 : 1; *p != '\0' && code <= 0x10ffff; p++)
		code = code * base +
		       (unsigned long)(*p <= '9' ? *p - '0'
						 : (*p | 0x20) - 'a' + 10);
	return code;
}

static bool
is_digit(char c, bool hex)
{
	return (c >= '0' && c <= '9') ||
	       (hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static bool
goes_on_reference(const struct html *h, char c)
{
	bool hex = (h->ref[2] | 0x20) == 'x';

	if (h->ref_len == 1 && c == '#')
		return true;
	if (h->ref[1] != '#')
		return classes[(unsigned char)c] == NAME && c != '_' &&
		       c != ':' && c != '.';
	return is_digit(c, hex) || (h->ref_len == 2 && (c | 0x20) == 'x');
}

/* The text of a named reference, or NULL; end is the byte behind it. */
static const char *
find_reference(const char *name, char end)
{
	static const char *const old[] = {"AMP", "GT", "LT", "QUOT", "amp",
	    "gt", "lt", "quot"}; /* need no semicolon */
	size_t i;

	if (end != ';') {
		for (i = 0; i < sizeof(old) / sizeof(*old); i++)
			if (strcmp(name, old[i]) == 0)
				break;
		if (i == sizeof(old) / sizeof(*old) || end == '=')
			return NULL;
	}
	for (i = 0; i < sizeof(references) / sizeof(*references); i++)
		if (strcmp(name, references[i].name) == 0)
			return references[i].text;
	return NULL;
}

/* What was read of a reference ends here, by the byte c. */
static void
end_reference(struct html *h, char c)
{
	const char *text = NULL;

	if (h->ref[1] == '#' && h->ref_len > 2 &&
	    ((h->ref[2] | 0x20) != 'x' || h->ref_len > 3))
		feed_code_point(h, read_number(h->ref + 1));
	else if ((text = find_reference(h->ref + 1, c)) != NULL)
		feed_script(h, text, 1);
	else {
		feed_script(h, h->ref, h->ref_len);
		if (c == ';')
			ct_script_feed(&h->script, ';');
	}
	memset(h->ref, 0, sizeof(h->ref));
	h->ref_len = 0;
}

/* A byte of a script in an attribute, for browsers. */
static void
feed_reference(struct html *h, char c)
{
	if (h->ref_len > 0) {
		if (goes_on_reference(h, c)) {
			/* No name is so long; of zeros one is enough. */
			if (h->ref_len < sizeof(h->ref) - 1)
				h->ref[h->ref_len++] = c;
			else if (h->ref[1] != '#')
				end_reference(h, c), ct_script_feed(&h->script,
							 (unsigned char)c);
			return;
		}
		end_reference(h, c);
		if (c == ';')
			return;
	}
	if (c == '&')
		h->ref[h->ref_len++] = c;
	else
		ct_script_feed(&h->script, (unsigned char)c);
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
begin_script(struct html *h, enum script_kind kind)
{
	memset(&h->js, 0, sizeof(*h) - offsetof(struct html, js));
	ct_script_init(&h->script, kind);
}

static void
begin_value(struct html *h)
{
	h->fresh = true;
	h->in_js = h->attr == HTML_ATTR_JS;
	if (h->in_js)
		begin_script(h, SCRIPT_CLASSIC);
	h->scheme =
	    h->attr == HTML_ATTR_URL ? HTML_SCHEME_TEXT : HTML_SCHEME_NONE;
	clear_name(h);
}

/*
 * Before parameters; of a long type its end counts. One that a variable is part
 * of is full: see ct_html_insert.
 */
static void
record_type(struct html *h, unsigned char c)
{
	if (h->name_len == sizeof(h->name) || memchr(h->name, ';', h->name_len))
		return;
	if (h->name_len == sizeof(h->name) - 1)
		memmove(h->name, h->name + 1, --h->name_len);
	record_byte(h, c);
}

/*
 * A scheme ends with a colon. Returns false where a value may be its name, or
 * part of it.
 */
static bool
feed_scheme(struct html *h, unsigned char c)
{
	static const char script[] = "javascript";

	if (c <= 0x20)
		return true;
	if (c == ':' && h->scheme == HTML_SCHEME_VALUE)
		return false;
	if (c == ':' && h->name_len == sizeof(script) - 1 &&
	    memcmp(h->name, script, h->name_len) == 0)
		h->attr = HTML_ATTR_URL_JS;
	if (memchr(":/?#&", c, 5)) {
		h->scheme = HTML_SCHEME_NONE;
		clear_name(h);
	} else {
		record_byte(h, c);
	}
	return true;
}

static bool
feed_value(struct html *h, unsigned char c)
{
	if (h->scheme != HTML_SCHEME_NONE && !feed_scheme(h, c))
		return false;
	if (c > 0x20)
		h->fresh = false;
	if (h->attr == HTML_ATTR_URL_LIST && (c <= 0x20 || c == ','))
		h->fresh = true;
	if (h->tag == HTML_TAG_META)
		feed_meta(h, c);
	if (h->attr == HTML_ATTR_TYPE && c > 0x20)
		record_type(h, c);
	if (h->in_js) {
		feed_js_value(h, c);
		feed_reference(h, (char)c);
	}
	return true;
}

static bool
ends_with(const char *text, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len >= n && memcmp(text + len - n, end, n) == 0;
}

/* What the type of a script, in small letters, says it is. */
static enum script_kind
find_kind(const char *type, size_t len)
{
	static const struct known_name types[] = {{"module", 6, SCRIPT_MODULE},
	    {"importmap", 9, SCRIPT_JSON},
	    {"speculationrules", 16, SCRIPT_JSON},
	    {"text/javascript", 15, SCRIPT_CLASSIC}, {"", 0, SCRIPT_ANY}};

	if (len == 0)
		return SCRIPT_CLASSIC;
	if (ends_with(type, len, "/json") || ends_with(type, len, "+json"))
		return SCRIPT_JSON;
	return (enum script_kind)find_name(type, len, types);
}

static void
end_value(struct html *h)
{
	const char *semicolon = memchr(h->name, ';', h->name_len);
	size_t len = semicolon ? (size_t)(semicolon - h->name) : h->name_len;

	if (h->attr == HTML_ATTR_TYPE && h->tag == HTML_TAG_SCRIPT)
		h->kind = (unsigned char)(h->name_len == sizeof(h->name)
					      ? SCRIPT_ANY
					      : find_kind(h->name, len));
}

/* ------------------------------------------------------------- transitions */

static bool
holds_raw(const struct html *h)
{
	return h->tag >= HTML_TAG_SCRIPT && h->tag <= HTML_TAG_TEXTAREA;
}

/* Behind the > of a tag. */
static int
end_tag(struct html *h)
{
	h->in_js = h->tag == HTML_TAG_SCRIPT;
	if (h->tag == HTML_TAG_FOREIGN && h->closes)
		h->foreign--;
	h->pseudo = h->typed = h->closes = false;
	if (h->in_js)
		begin_script(h, (enum script_kind)h->kind);
	if (!holds_raw(h))
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
	h->attr = HTML_ATTR_PLAIN;
	h->in_js = h->fresh = false;
	h->meta = META_DELAY;
	h->meta_len = 0;
	h->css = HTML_CSS_FREE;
	h->css_value = h->css_url = false;
	h->scheme = HTML_SCHEME_NONE;
	clear_name(h);
}

/* ---------------------------------------------------------------- raw text */

enum mark { MARK_NOTHING, MARK_LT, MARK_BANG, MARK_DASH, MARK_END, MARK_BEGIN };

static bool
is_letter(unsigned char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool
ends_tag_name(unsigned char c)
{
	return c == '>' || c == '/' || c == '\f' || classes[c] == SPACE;
}

/* The first byte behind "<", "<!" and "<!-". */
static unsigned char
follow_mark(const struct html *h, unsigned char c)
{
	bool script = h->tag == HTML_TAG_SCRIPT;

	if (h->raw.mark == MARK_BANG)
		return c == '-' ? MARK_DASH : MARK_NOTHING;
	if (c == '/')
		return MARK_END;
	if (c == '!' && script && h->raw.hidden == 0)
		return MARK_BANG;
	return is_letter(c) && h->raw.hidden == 1 ? MARK_BEGIN : MARK_NOTHING;
}

/* Behind "</name" or "<name". Returns whether the element ends. */
static bool
end_mark(struct html *h, unsigned char c)
{
	enum html_tag tag =
	    (enum html_tag)find_name(h->name, h->name_len, tags);
	bool begins = h->raw.mark == MARK_BEGIN;

	if (h->name_len == 0 || !ends_tag_name(c) || tag != h->tag)
		return false;
	/* Of a script that begins in a comment, the first end is only its. */
	if (begins || h->raw.hidden == 2) {
		h->raw.hidden = begins ? 2 : 1;
		return false;
	}
	return true;
}

static void
follow_dashes(struct raw *raw, unsigned char c)
{
	if (c == '>' && raw->dashes == 2)
		raw->hidden = 0;
	if (c != '-')
		raw->dashes = 0;
	else if (raw->dashes < 2)
		raw->dashes++;
}

/* Returns whether the element ends with this byte. */
static bool
feed_raw(struct html *h, unsigned char c)
{
	struct raw *raw = &h->raw;
	bool ends = false;

	if (h->tag == HTML_TAG_SCRIPT)
		follow_dashes(raw, c);
	if ((raw->mark == MARK_END || raw->mark == MARK_BEGIN) &&
	    !is_letter(c)) {
		ends = end_mark(h, c);
		raw->mark = MARK_NOTHING;
	} else if (raw->mark == MARK_DASH) {
		raw->mark = MARK_NOTHING;
		if (c == '-')
			raw->hidden = 1;
	} else if (raw->mark == MARK_LT || raw->mark == MARK_BANG) {
		raw->mark = follow_mark(h, c);
	}
	if (c == '<')
		raw->mark = MARK_LT;
	if (raw->mark < MARK_END || c == '/')
		clear_name(h);
	else
		record_byte(h, c);
	return ends;
}

/* Behind the name of its end tag the element is forgotten. */
static int
end_raw(struct html *h, unsigned char c)
{
	memset(&h->raw, 0, sizeof(h->raw));
	h->tag = HTML_TAG_OTHER;
	h->kind = SCRIPT_CLASSIC; /* in_js is forgotten with the attributes */
	return c == '>' ? TEXT : TAG_SPACE;
}

/* -------------------------------------------------------- states and bytes */

/* States whose bytes are remembered. */
enum inside { IN_NOTHING, IN_NAME, IN_VALUE };

static const unsigned char inside[STATES] = {[TAG_NAME] = IN_NAME,
    [ATTR] = IN_NAME,
    [VALUE] = IN_VALUE,
    [VALUE_Q] = IN_VALUE,
    [VALUE_DQ] = IN_VALUE};

static void
leave_state(struct html *h)
{
	if (h->state == TAG_NAME)
		end_tag_name(h);
	else if (h->state == ATTR)
		end_attr_name(h);
	else if (inside[h->state] == IN_VALUE)
		end_value(h);
}

static int
enter_state(struct html *h, int next)
{
	if (inside[next] == IN_NAME) {
		clear_name(h);
		if (next == TAG_NAME)
			h->tag = HTML_TAG_OTHER;
	} else if (next == VALUE_START) {
		begin_value(h);
	} else if (next == TAG_SPACE || next == TEXT) {
		forget_attr(h);
	} else if (next == TAG_END) {
		forget_attr(h);
		return end_tag(h);
	}
	return next;
}

/*
 * Browsers take "<5 a='" for text, "</ a='" for a comment and what stands in
 * a noscript element for either: no tag may begin where only one reading has
 * a value, a comment or raw text. Nor may one where svg has elements and HTML
 * raw text, or the other way round.
 */
static bool
is_ambiguous(const struct html *h, unsigned char c)
{
	if (h->state != RAW)
		return h->state == DECLARATION_START
			   ? h->foreign && c == '['
			   : c == '<' && (h->pseudo || h->hidden) &&
				 h->state > TAG_NAME;
	if ((h->foreign || h->hidden) && h->raw.mark == MARK_LT)
		return is_letter(c) || c == '!';
	return h->foreign && h->in_js && h->script.last == '&' &&
	       (c == '#' || is_letter(c));
}

static void
note_pseudo(struct html *h, unsigned char c)
{
	if (h->name_len == 0 || (h->name_len == 1 && h->name[0] == '/'))
		h->pseudo = !is_letter(c) && (h->name_len > 0 || c != '/');
}

static bool
feed_byte(struct html *h, unsigned char c)
{
	const unsigned char *row = next_state[h->state];
	int next = row[classes[c]], before = h->state;

	if (next == NEVER)
		next = row[ANY];
	if (next == STOP || is_ambiguous(h, c))
		return false;
	if (before == RAW && feed_raw(h, c))
		next = end_raw(h, c);
	if (next != before) {
		leave_state(h);
		next = enter_state(h, next);
	}
	h->state = (unsigned char)next;
	h->closes = c == '/' && (next == TAG_SPACE || next == TAG_NAME);
	switch (inside[next]) {
	case IN_NAME:
		if (next == TAG_NAME)
			note_pseudo(h, c);
		record_byte(h, c);
		break;
	case IN_VALUE:
		if (!feed_value(h, c))
			return false;
		break;
	default:
		break;
	}
	if (h->in_js && (next == RAW || next == JS_FILE)) {
		ct_js_feed(&h->js, c);
		if (before == next)
			ct_script_feed(&h->script, c);
	}
	return true;
}

void
ct_html_init(struct html *h, enum html_mode mode)
{
	static const unsigned char first[] = {[HTML_MODE_PAGE] = TEXT,
	    [HTML_MODE_IN_TAG] = TAG_SPACE,
	    [HTML_MODE_JS] = JS_FILE,
	    [HTML_MODE_CSS] = CSS_FILE,
	    [HTML_MODE_JSON] = JS_FILE};

	memset(h, 0, sizeof(*h));
	h->state = first[mode];
	h->in_js = h->state == JS_FILE;
	if (h->in_js) {
		h->kind = mode == HTML_MODE_JSON ? SCRIPT_JSON : SCRIPT_ANY;
		ct_script_init(&h->script, (enum script_kind)h->kind);
	}
}

/*
 * The byte that ends a stretch of text in which nothing can happen, or 0
 * where every byte must be looked at.
 */
static unsigned char
quiet_until(const struct html *h)
{
	static const unsigned char ends[STATES] = {
	    [RAW] = '<', [COMMENT] = '-', [VALUE_DQ] = '"', [VALUE_Q] = '\''};
	unsigned char end = ends[h->state];

	if (h->state == RAW)
		return h->in_js || h->raw.mark || h->foreign || h->hidden ? 0
									  : end;
	if (h->hidden || h->pseudo)
		return 0;
	if (end != '"' && end != '\'')
		return end;
	if (h->fresh || h->scheme || h->tag == HTML_TAG_META ||
	    h->attr == HTML_ATTR_JS || h->attr == HTML_ATTR_TYPE ||
	    h->attr == HTML_ATTR_URL_LIST)
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
	h->closes = h->closes && i == 0;
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
	enum html_tag tag;

	if (n == 0 || end >= len || !is_letter((unsigned char)text[begin]) ||
	    (text[end] != '>' && classes[(unsigned char)text[end]] != SPACE))
		return 0;
	tag = HTML_TAG_OTHER;
	if (begin == 1 || h->foreign || h->hidden) {
		tag = find_tag(text + begin, n);
		note_element(h, tag, text + begin, begin == 2);
	}
	h->tag = begin == 1 ? (unsigned char)tag : HTML_TAG_OTHER;
	h->kind = SCRIPT_CLASSIC;
	h->typed = h->closes = false;
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

	if (h->tag == HTML_TAG_SCRIPT || h->pseudo || h->hidden)
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

	if (begin > 0)
		h->closes = false;
	if (begin < len && *name == '>') {
		close_tag(h);
		return begin + 1;
	}
	if (n == 0 || len - begin - n < 2 || name[n] != '=' ||
	    (name[n + 1] != '"' && name[n + 1] != '\''))
		return begin;
	begin_attr(h, find_attr(name, n));
	begin_value(h);
	h->state = name[n + 1] == '"' ? VALUE_DQ_START : VALUE_Q_START;
	return begin + n + 2;
}

/* Text and tags without attributes, from TEXT. Returns their length. */
static size_t
feed_text(struct html *h, const char *text, size_t len)
{
	const char *found;
	size_t i = 0, n;

	while (i < len && h->state == TEXT) {
		if (text[i] != '<') {
			found = memchr(text + i, '<', len - i);
			if (found == NULL)
				return len;
			i = (size_t)(found - text);
		}
		n = feed_tag_name(h, text + i, len - i);
		if (n == 0)
			break;
		i += n;
	}
	return i;
}

/* What can be read in one go where we stand. Returns its length, be it 0. */
static size_t
feed_run(struct html *h, const char *text, size_t len)
{
	unsigned char end;
	const char *found;

	switch (h->state) {
	case TEXT:
		return feed_text(h, text, len);
	case TAG_NAME:
		/* Its first byte says whether it is one. */
		return h->name_len < 2 ? 0 : feed_name(h, text, len);
	case ATTR:
		return feed_name(h, text, len);
	case TAG_SPACE:
		return feed_attrs(h, text, len);
	case CSS_FILE:
		return len; /* what matters of it read_css_end finds */
	default:
		end = quiet_until(h);
		found = end ? memchr(text, end, len) : text;
		return found ? (size_t)(found - text) : len;
	}
}

/* ------------------------------------------------------------------- styles */

static bool
in_style(const struct html *h)
{
	return h->state == CSS_FILE ||
	       (h->state == RAW && h->tag == HTML_TAG_STYLE) ||
	       (h->attr == HTML_ATTR_STYLE && ct_html_place(h) == HTML_VALUE);
}

static bool
is_css_name(unsigned char c)
{
	return classes[c] == NAME || c == '-' || c >= 0x80;
}

/* What goes on with a name; behind an escape a space may be part of it. */
static size_t
span_css_name(const char *text, size_t len)
{
	bool escaped = false;
	size_t i;

	for (i = 0; i < len; i++) {
		if (text[i] == '\\') {
			escaped = true;
			i++;
		} else if (!is_css_name((unsigned char)text[i]) &&
			   !(escaped && text[i] == ' ')) {
			break;
		}
	}
	return i < len ? i : len;
}

/* Whether the text ends with "@" and part of a name, escapes included. */
static bool
ends_in_at_name(const char *text, size_t len)
{
	size_t n = len;

	while (n > 0 && text[n - 1] != '@')
		n--;
	return n > 0 && span_css_name(text + n, len - n) == len - n;
}

/* The beginning of the blanks that end text[0..n). */
static size_t
trim_css(const char *text, size_t n)
{
	while (n > 0 && classes[(unsigned char)text[n - 1]] == SPACE)
		n--;
	return n;
}

/* Whether the text ends within "url(", quoted or not. */
static bool
ends_in_url(const struct html *h, const char *text, size_t len)
{
	size_t n = len;

	while (n > 0 && !strchr("\"'()\\\n;{}", text[n - 1]))
		n--;
	if (n == 0)
		return h->css_url;
	if (text[n - 1] == '"' || text[n - 1] == '\'')
		n = trim_css(text, n - 1);
	return n >= 4 && text[n - 1] == '(' &&
	       small_letter(text[n - 4]) == 'u' &&
	       small_letter(text[n - 3]) == 'r' &&
	       small_letter(text[n - 2]) == 'l' &&
	       (n == 4 || text[n - 5] == ':' ||
		   !is_css_name((unsigned char)text[n - 5]));
}

/* What the text of a style leaves before what comes next. */
static unsigned char
read_css_end(const struct html *h, const char *text, size_t len)
{
	size_t n = len, slashes = 0;

	while (n > 0 && text[n - 1] == '\\') {
		slashes++;
		n--;
	}
	slashes += n == 0 && h->css == HTML_CSS_BACKSLASH;
	if (slashes > 0)
		return slashes % 2 ? HTML_CSS_BACKSLASH : HTML_CSS_FREE;
	if (ends_in_at_name(text, len))
		return HTML_CSS_AT;
	while (n > 0 &&
	       (is_css_name((unsigned char)text[n - 1]) || text[n - 1] == '#'))
		n--;
	if (n == 0)
		return h->css;
	if (n == len && (text[n - 1] == '/' || text[n - 1] == '*'))
		return text[n - 1] == '/' ? HTML_CSS_SLASH : HTML_CSS_STAR;
	if (text[n - 1] == '!' && n > 1 && text[n - 2] == '<' &&
	    (n == len || (n + 1 == len && text[n] == '-')))
		return HTML_CSS_BANG;
	return text[n - 1] == '&' && h->attr == HTML_ATTR_STYLE
		   ? HTML_CSS_REFERENCE
		   : HTML_CSS_FREE;
}

/* Whether a value and this may spell "url". */
static bool
may_end_url(const char *text, size_t len)
{
	static const char url[] = "url";
	size_t i;

	if (memchr(text, '\\', len))
		return true;
	for (i = 0; i < len && len <= 3; i++)
		if (small_letter(text[i]) != url[3 - len + i])
			return false;
	return len <= 3;
}

bool
ct_html_may_join(const struct html *h, enum next next)
{
	return (h->css == HTML_CSS_SLASH && next == NEXT_STAR) ||
	       (h->css == HTML_CSS_STAR && next == NEXT_SLASH);
}

size_t
ct_html_feed(struct html *h, const char *text, size_t len)
{
	size_t i = 0, n;
	bool url = false; /* the name may go on behind the text */

	/* A value may be empty, or say "url", with a bracket of its own. */
	if (h->css_value && len > 0) {
		if (ct_html_may_join(h, *text == '*'   ? NEXT_STAR
					: *text == '/' ? NEXT_SLASH
						       : NEXT_END))
			return 0;
		n = span_css_name(text, len);
		if (n < len && text[n] == '(' && may_end_url(text, n))
			return n;
		url = n == len && n < 3;
	}
	while (i < len) {
		n = feed_run(h, text + i, len - i);
		i += n;
		if (n == 0 && !feed_byte(h, (unsigned char)text[i++]))
			return i - 1;
	}
	if (len > 0 && in_style(h)) {
		h->css = read_css_end(h, text, len);
		h->css_url = ends_in_url(h, text, len);
		h->css_value = url;
	}
	return len;
}

/* Between attributes, or in the name of one. */
static bool
is_at_attr(const struct html *h)
{
	return h->state >= TAG_SPACE && h->state <= ATTR_SPACE;
}

bool
ct_html_at_name(const struct html *h, enum next next)
{
	return is_at_attr(h) && next >= NEXT_STAR;
}

static void
insert_attr(struct html *h, enum next next)
{
	if (h->named == HTML_NAMED_NOT)
		h->named = may_be_special(h->name, h->name_len)
			       ? HTML_NAMED_ANY
			       : HTML_NAMED_PLAIN;
	h->state = ATTR;
	if (next < NEXT_STAR) {
		end_attr_name(h);
		forget_attr(h);
		h->state = TAG_VARIABLE;
	}
}

/* An element of any name; without one it is text for browsers. */
static void
insert_tag(struct html *h)
{
	h->state = TAG_NAME;
	h->tag = HTML_TAG_OTHER;
	clear_name(h);
	record_byte(h, '?');
	h->pseudo = true;
}

/* Before a colon a value that begins a URL is the scheme of no script. */
static void
insert_scheme(struct html *h, enum next next)
{
	if (h->scheme == HTML_SCHEME_NONE)
		return;
	h->scheme = next == NEXT_COLON && h->scheme == HTML_SCHEME_TEXT &&
			    h->name_len == 0
			? HTML_SCHEME_NONE
			: HTML_SCHEME_VALUE;
}

void
ct_html_insert(struct html *h, enum next next)
{
	if (h->state == VALUE_START)
		h->state = VALUE;
	else if (h->state == TAG_START)
		insert_tag(h);
	else if (is_at_attr(h))
		insert_attr(h, next);
	else if (h->state >= COMMENT_BEGIN && h->state <= COMMENT_VALUE_BANG)
		h->state = COMMENT_VALUE;
	h->raw.mark = MARK_NOTHING;
	insert_scheme(h, next);
	/* Half of the type is a variable: it is no type we know. */
	if (h->attr == HTML_ATTR_TYPE && ct_html_place(h) == HTML_VALUE)
		h->name_len = sizeof(h->name);
	if (h->in_js)
		ct_script_insert(&h->script);
	if (ct_html_may_join(h, next))
		h->css = HTML_CSS_FREE; /* it is kept apart */
	h->css_value = in_style(h);
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
	    [COMMENT_BEGIN] = HTML_COMMENT,
	    [COMMENT_BEGIN_DASH] = HTML_COMMENT,
	    [COMMENT] = HTML_COMMENT,
	    [COMMENT_DASH] = HTML_COMMENT,
	    [COMMENT_DASH_DASH] = HTML_COMMENT,
	    [COMMENT_BANG] = HTML_COMMENT,
	    [COMMENT_VALUE] = HTML_COMMENT,
	    [COMMENT_VALUE_DASH] = HTML_COMMENT,
	    [COMMENT_VALUE_BANG] = HTML_COMMENT,
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
	    [RAW] = HTML_RAW,
	    [JS_FILE] = HTML_FILE,
	    [CSS_FILE] = HTML_FILE};

	return (enum html_place)places[h->state];
}

enum html_open
ct_html_open(const struct html *h)
{
	static const unsigned char opens[] = {[HTML_TEXT] = HTML_OPEN_NOTHING,
	    [HTML_COMMENT] = HTML_OPEN_COMMENT,
	    [HTML_TAG] = HTML_OPEN_TAG,
	    [HTML_ATTR] = HTML_OPEN_TAG,
	    [HTML_VALUE] = HTML_OPEN_TAG,
	    [HTML_MARKUP] = HTML_OPEN_COMMENT,
	    [HTML_FILE] = HTML_OPEN_NOTHING};
	static const unsigned char raw[] = {
	    [HTML_TAG_SCRIPT] = HTML_OPEN_SCRIPT,
	    [HTML_TAG_STYLE] = HTML_OPEN_STYLE,
	    [HTML_TAG_TITLE] = HTML_OPEN_TITLE,
	    [HTML_TAG_TEXTAREA] = HTML_OPEN_TEXTAREA};
	enum html_place place = ct_html_place(h);

	return (enum html_open)(place == HTML_RAW ? raw[h->tag] : opens[place]);
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
	return in_style(h);
}

bool
ct_html_in_css_url(const struct html *h)
{
	return h->css_url;
}

bool
ct_html_in_js(const struct html *h)
{
	return h->in_js && (h->state == RAW || h->state == JS_FILE);
}

bool
ct_html_in_string(const struct html *h)
{
	return ct_js_in_string(&h->js) && ct_script_in_string(&h->script);
}

/* Of a script. */
static const char *
find_script_danger(const struct html *h)
{
	bool string = ct_html_in_string(h);

	if (h->state == RAW && h->raw.mark && (string || h->foreign))
		return "a < stands before it, and it may be a tag";
	if (ct_script_in_escape(&h->script))
		return "a backslash stands before it";
	/* A number may follow on "&", but not on "&#". */
	if (h->ref_len > (string ? 0 : 1))
		return "it may end a character reference";
	return NULL;
}

static const char *
find_style_danger(const struct html *h)
{
	switch (h->css) {
	case HTML_CSS_BACKSLASH:
		return "a backslash stands before it";
	case HTML_CSS_AT:
		return "it may end the name of an at-rule";
	case HTML_CSS_BANG:
		return "it may begin a comment";
	case HTML_CSS_REFERENCE:
		return "it may end a character reference";
	default:
		return NULL;
	}
}

const char *
ct_html_danger(const struct html *h)
{
	if (h->in_js)
		return find_script_danger(h);
	if (h->state == RAW && h->raw.mark)
		return "a < stands before it, and it may be a tag";
	if (h->state == DECLARATION_START || h->state == COMMENT_START)
		return "it may begin a comment";
	return in_style(h) ? find_style_danger(h) : NULL;
}

void
ct_html_repeat(struct html *h)
{
	if (h->in_js)
		ct_script_repeat(&h->script);
}

bool
ct_html_may_repeat(const struct html *start, const struct html *end)
{
	if (in_style(end))
		return end->css == start->css || !find_style_danger(end);
	return !end->in_js ||
	       (ct_html_in_string(start) == ct_html_in_string(end) &&
		   ct_script_may_repeat(&start->script, &end->script));
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
		return a->tag == b->tag && a->kind == b->kind;
	return true;
}
