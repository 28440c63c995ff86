/* SPDX-License-Identifier: ISC */
/* sieve.c - HTML, fit to be parsed. See sieve.h. */
#include "formats/sieve.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

enum {
	DEPTH_MAX = 100,    /* of tags in each other */
	STYLED_MAX = 8,     /* tags as "b" that are open: parsers repeat them */
	NODES_MAX = 400000, /* that the parser may make, about */
	NAME_MAX_LEN = 30
};

/* How a tag is taken. */
enum kind {
	KIND_BLOCK,  /* ends a paragraph */
	KIND_STYLED, /* of words; what is left open goes on in the next block */
	KIND_EMPTY,  /* nothing is in it */
	KIND_RAW,    /* no tags are in it */
	KIND_GONE    /* it goes, and what is in it */
};

static const struct {
	const char *name;
	enum kind kind;
} tags[] = {
    {"a", KIND_STYLED},
    {"address", KIND_BLOCK},
    {"article", KIND_BLOCK},
    {"aside", KIND_BLOCK},
    {"audio", KIND_BLOCK},
    {"b", KIND_STYLED},
    {"blockquote", KIND_BLOCK},
    {"br", KIND_EMPTY},
    {"button", KIND_BLOCK},
    {"caption", KIND_BLOCK},
    {"center", KIND_BLOCK},
    {"code", KIND_STYLED},
    {"dd", KIND_BLOCK},
    {"del", KIND_STYLED},
    {"details", KIND_BLOCK},
    {"div", KIND_BLOCK},
    {"dl", KIND_BLOCK},
    {"dt", KIND_BLOCK},
    {"em", KIND_STYLED},
    {"embed", KIND_EMPTY},
    {"fieldset", KIND_BLOCK},
    {"figcaption", KIND_BLOCK},
    {"figure", KIND_BLOCK},
    {"footer", KIND_BLOCK},
    {"form", KIND_BLOCK},
    {"h1", KIND_BLOCK},
    {"h2", KIND_BLOCK},
    {"h3", KIND_BLOCK},
    {"h4", KIND_BLOCK},
    {"h5", KIND_BLOCK},
    {"h6", KIND_BLOCK},
    {"header", KIND_BLOCK},
    {"hr", KIND_EMPTY},
    {"i", KIND_STYLED},
    {"iframe", KIND_RAW},
    {"img", KIND_EMPTY},
    {"kbd", KIND_STYLED},
    {"li", KIND_BLOCK},
    {"main", KIND_BLOCK},
    {"nav", KIND_BLOCK},
    {"noscript", KIND_BLOCK},
    {"ol", KIND_BLOCK},
    {"p", KIND_BLOCK},
    {"pre", KIND_BLOCK},
    {"s", KIND_STYLED},
    {"samp", KIND_STYLED},
    {"script", KIND_GONE},
    {"section", KIND_BLOCK},
    {"strike", KIND_STYLED},
    {"strong", KIND_STYLED},
    {"style", KIND_GONE},
    {"summary", KIND_BLOCK},
    {"table", KIND_BLOCK},
    {"tbody", KIND_BLOCK},
    {"td", KIND_BLOCK},
    {"tfoot", KIND_BLOCK},
    {"th", KIND_BLOCK},
    {"thead", KIND_BLOCK},
    {"title", KIND_RAW},
    {"tr", KIND_BLOCK},
    {"tt", KIND_STYLED},
    {"ul", KIND_BLOCK},
    {"video", KIND_BLOCK},
};

/* The other tags go and leave the words in them. These part no words, */
static const char *const inner[] = {"abbr", "acronym", "bdi", "bdo", "big",
    "cite", "dfn", "font", "ins", "label", "mark", "nobr", "q", "small", "span",
    "sub", "sup", "time", "u", "var", "wbr"};

/* and these do. */
static const char *const outer[] = {"area", "base", "basefont", "body",
    "canvas", "circle", "clippath", "col", "colgroup", "data", "datalist",
    "defs", "dialog", "dir", "ellipse", "frame", "frameset", "g", "head",
    "hgroup", "html", "input", "isindex", "legend", "line", "lineargradient",
    "link", "map", "marquee", "math", "menu", "menuitem", "meta", "meter",
    "noembed", "noframes", "object", "optgroup", "option", "output", "param",
    "path", "picture", "plaintext", "polygon", "polyline", "progress", "rect",
    "rp", "rt", "ruby", "search", "select", "slot", "source", "stop", "svg",
    "symbol", "template", "text", "textarea", "track", "tspan", "use", "xmp"};

static const char *const attributes[] = {"alt", "aria-expanded", "class",
    "href", "id", "itemprop", "src", "start", "title"};

/* A tag of the text. */
struct tag {
	const char *start, *end; /* from "<" to behind ">" */
	const char *name;
	size_t name_len;
	int index; /* in tags, or -1 */
	bool closes;
};

/* What the functions below share while one text is read. */
struct sieve {
	struct buffer *out;
	const char *at, *end;
	int open[DEPTH_MAX]; /* indexes of tags */
	int depth, styled, nodes;
	const char *cdata_end; /* of the section in hand, if it is ahead */
	/* no "-->", no "]]>", no "</script" and so on is in the rest */
	bool no_comment_end, no_cdata_end, no_raw_end[COUNT(tags)];
};

/* -------------------------------------------------------------------- tags */

static bool
is_among(const struct tag *tag, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tag->name_len == strlen(names[i]) &&
		    strncasecmp(tag->name, names[i], tag->name_len) == 0)
			return true;
	return false;
}

static int
find_tag(const struct tag *tag)
{
	size_t low = 0, high = COUNT(tags);

	while (low < high) {
		size_t middle = (low + high) / 2;
		const char *name = tags[middle].name;
		int order = strncasecmp(tag->name, name, tag->name_len);

		if (order == 0)
			order = -(int)(strlen(name) > tag->name_len);
		if (order == 0)
			return (int)middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -1;
}

static bool
is_letter(char c)
{
	c = text_lower(c);
	return c >= 'a' && c <= 'z';
}

/* Whether a quoted value is so long because nobody closed it. */
static bool
holds_tags(const char *p, const char *end)
{
	p = memchr(p, '>', (size_t)(end - p));
	return p != NULL && memchr(p, '<', (size_t)(end - p)) != NULL;
}

/* Finds the ">" of a tag, behind its quoted values; NULL: there is none. */
static const char *
seek_end(const char *p, const char *end)
{
	const char *close;

	for (; p < end && *p != '>'; p++) {
		if (*p == '<')
			return NULL;
		if (*p != '=')
			continue;
		while (p + 1 < end && text_space(p[1]))
			p++;
		if (p + 1 == end || (p[1] != '"' && p[1] != '\''))
			continue;
		close = memchr(p + 2, p[1], (size_t)(end - p - 2));
		if (close == NULL || holds_tags(p + 2, close))
			return NULL;
		p = close;
	}
	return p < end ? p : NULL;
}

/* Keeps the line feeds of what goes. */
static void
add_lines(struct sieve *sieve, const char *p, const char *end)
{
	while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		buffer_char(sieve->out, '\n');
		p++;
	}
}

/* An attribute of a tag. */
struct attribute {
	const char *name, *value; /* value NULL: it has none */
	size_t name_len, len;
};

/* Reads the attribute at *at. Returns whether there is one before end. */
static bool
read_attribute(struct attribute *attribute, const char **at, const char *end)
{
	const char *p = *at;
	char quote;

	while (p < end && (text_space(*p) || *p == '/' || *p == '='))
		p++;
	*attribute = (struct attribute){.name = p};
	while (p < end && !text_space(*p) && *p != '=')
		p++;
	attribute->name_len = (size_t)(p - attribute->name);
	*at = p;
	while (p < end && text_space(*p))
		p++;
	if (p < end && *p == '=') {
		for (p++; p < end && text_space(*p);)
			p++;
		quote = p < end && (*p == '"' || *p == '\'') ? *p++ : '\0';
		attribute->value = p;
		while (
		    p < end && (quote != '\0' ? *p != quote : !text_space(*p)))
			p++;
		attribute->len = (size_t)(p - attribute->value);
		*at = p + (quote != '\0' && p < end);
	}
	return attribute->name_len > 0;
}

/* Whether words stand in the tag, of which nobody wrote the end. */
static bool
holds_words(const char *p, const char *end)
{
	enum { BARE_MAX = 6 /* a film has five */ };
	struct attribute attribute;
	int bare = 0;

	while (read_attribute(&attribute, &p, end)) {
		if (attribute.value != NULL)
			continue;
		for (size_t i = 0; i < attribute.name_len; i++)
			if (!is_letter(attribute.name[i]) &&
			    strchr("-:/", attribute.name[i]) == NULL)
				return true;
		if (++bare > BARE_MAX)
			return true;
	}
	return false;
}

/*
 * Reads the tag at p, a "<". Returns whether it is one of HTML, or of its kin:
 * "o:p" of Word, "my-element".
 */
static bool
read_tag(struct tag *tag, const char *p, const char *end)
{
	const char *stop;

	*tag = (struct tag){.start = p++, .index = -1};
	tag->closes = p < end && *p == '/';
	p += tag->closes;
	tag->name = p;
	while (p < end && !text_space(*p) && *p != '/' && *p != '>' &&
	       *p != '<' && p - tag->name <= NAME_MAX_LEN)
		p++;
	tag->name_len = (size_t)(p - tag->name);
	if (tag->name_len == 0 || tag->name_len > NAME_MAX_LEN ||
	    !is_letter(*tag->name) ||
	    memchr(tag->name, '@', tag->name_len) != NULL)
		return false;
	tag->index = find_tag(tag);
	if (tag->index < 0 && memchr(tag->name, '-', tag->name_len) == NULL &&
	    strncasecmp(tag->name, "o:", 2) != 0 &&
	    !is_among(tag, inner, COUNT(inner)) &&
	    !is_among(tag, outer, COUNT(outer)))
		return false;
	stop = seek_end(p, end);
	if (stop == NULL || holds_words(p, stop))
		return false;
	tag->end = stop + 1;
	return true;
}

/* Adds the attribute if it is one that tells something. */
static void
add_attribute(
    struct sieve *sieve, const struct attribute *attribute, unsigned int *had)
{
	const char *value = attribute->value;
	char quote;

	for (size_t i = 0; value != NULL && i < COUNT(attributes); i++) {
		if (strlen(attributes[i]) != attribute->name_len ||
		    strncasecmp(attributes[i], attribute->name,
			attribute->name_len) != 0 ||
		    (*had & (1u << i)) != 0)
			continue;
		*had |= 1u << i;
		quote = memchr(value, '"', attribute->len) != NULL ? '\'' : '"';
		buffer_char(sieve->out, ' ');
		buffer_string(sieve->out, attributes[i]);
		buffer_char(sieve->out, '=');
		buffer_char(sieve->out, quote);
		for (size_t k = 0; k < attribute->len; k++)
			buffer_char(
			    sieve->out, value[k] == '\n' ? ' ' : value[k]);
		buffer_char(sieve->out, quote);
	}
}

static void
add_attributes(struct sieve *sieve, const struct tag *tag)
{
	const char *p = tag->name + tag->name_len;
	struct attribute attribute;
	unsigned int had = 0;

	while (read_attribute(&attribute, &p, tag->end - 1))
		add_attribute(sieve, &attribute, &had);
}

/* ------------------------------------------------------------- what is open */

static bool
is_open_as(const struct sieve *sieve, int place, const char *name)
{
	return strcmp(tags[sieve->open[place]].name, name) == 0;
}

static bool
is_styled(const struct sieve *sieve, int place)
{
	return tags[sieve->open[place]].kind == KIND_STYLED;
}

/* Closes what the parser closes by itself where that tag begins. */
static void
close_implied(struct sieve *sieve, int index)
{
	const char *name = tags[index].name;
	bool cell = strcmp(name, "td") == 0 || strcmp(name, "th") == 0 ||
		    strcmp(name, "tr") == 0 || strcmp(name, "tbody") == 0 ||
		    strcmp(name, "thead") == 0 || strcmp(name, "tfoot") == 0;
	bool item = strcmp(name, "li") == 0 || strcmp(name, "dt") == 0 ||
		    strcmp(name, "dd") == 0;
	int i = sieve->depth - 1;

	if (tags[index].kind != KIND_BLOCK)
		return;
	while (i >= 0 && is_styled(sieve, i))
		i--;
	if (i >= 0 && is_open_as(sieve, i, "p"))
		sieve->depth = i--;
	if (!item && !cell)
		return;
	for (; i >= 0 && !is_open_as(sieve, i, "table"); i--) {
		if (is_open_as(sieve, i, name) ||
		    (*name == 'd' && (is_open_as(sieve, i, "dt") ||
					 is_open_as(sieve, i, "dd"))) ||
		    (cell && *name == 't' && name[1] != 'r' &&
			(is_open_as(sieve, i, "td") ||
			    is_open_as(sieve, i, "th")))) {
			sieve->depth = i;
			return;
		}
		if (item && !is_styled(sieve, i) &&
		    !is_open_as(sieve, i, "div") && !is_open_as(sieve, i, "p"))
			return;
	}
}

/* Notes that the tag is open. Returns whether that may be. */
static bool
push_tag(struct sieve *sieve, int index)
{
	bool styled = tags[index].kind == KIND_STYLED;

	sieve->nodes += 1 + sieve->styled;
	if (sieve->nodes > NODES_MAX)
		return false;
	if (tags[index].kind != KIND_BLOCK && !styled)
		return true;
	close_implied(sieve, index);
	if (sieve->depth == DEPTH_MAX ||
	    (styled && sieve->styled == STYLED_MAX))
		return false;
	sieve->open[sieve->depth++] = index;
	sieve->styled += styled;
	return true;
}

/* Closes the tag. Returns whether it was open. */
static bool
pop_tag(struct sieve *sieve, int index)
{
	bool styled = tags[index].kind == KIND_STYLED;

	for (int i = sieve->depth; i-- > 0;) {
		if (sieve->open[i] != index)
			continue;
		if (styled) /* blocks in it stay open */
			memmove(&sieve->open[i], &sieve->open[i + 1],
			    (size_t)(--sieve->depth - i) * sizeof(int));
		else
			sieve->depth = i;
		sieve->styled -= styled;
		return true;
	}
	/* a styled tag may go on behind the block that it was opened in */
	sieve->styled -= styled && sieve->styled > 0;
	return styled;
}

/* ----------------------------------------------------------------- reading */

/* Finds the "</name" that ends a raw element; NULL: none. */
static const char *
seek_close(struct sieve *sieve, const struct tag *tag)
{
	const char *p = tag->end;
	size_t len = tag->name_len;

	if (sieve->no_raw_end[tag->index])
		return NULL;
	while ((p = memchr(p, '<', (size_t)(sieve->end - p))) != NULL) {
		if ((size_t)(sieve->end - p) > len + 2 && p[1] == '/' &&
		    strncasecmp(p + 2, tags[tag->index].name, len) == 0 &&
		    (text_space(p[2 + len]) || p[2 + len] == '>'))
			return p;
		p++;
	}
	sieve->no_raw_end[tag->index] = true;
	return NULL;
}

/* Adds what looks like a tag as words. */
static void
add_word(struct sieve *sieve)
{
	buffer_string(sieve->out, "&lt;");
	sieve->at++;
}

/* Adds what is no tag, up to end; the end of a section goes. */
static void
add_text(struct sieve *sieve, const char *end)
{
	const char *stop = sieve->cdata_end;

	if (stop != NULL && stop >= sieve->at && stop < end) {
		buffer_add(sieve->out, sieve->at, (size_t)(stop - sieve->at));
		sieve->at = stop + 3;
		sieve->cdata_end = NULL;
	}
	buffer_add(sieve->out, sieve->at, (size_t)(end - sieve->at));
	sieve->at = end;
}

/*
 * Reads the beginning of a section "<![CDATA[...]]>", as XML has it. What some
 * programs put there is HTML, and meant to be read as such.
 */
static bool
read_cdata(struct sieve *sieve)
{
	static const char sign[] = "<![CDATA[";
	const char *p = sieve->at + sizeof(sign) - 1;

	if (sieve->end < p || memcmp(sieve->at, sign, sizeof(sign) - 1) != 0)
		return false;
	if (sieve->cdata_end < p && !sieve->no_cdata_end)
		sieve->cdata_end =
		    memmem(p, (size_t)(sieve->end - p), "]]>", 3);
	sieve->no_cdata_end |= sieve->cdata_end == NULL;
	if (sieve->cdata_end == NULL || sieve->cdata_end < p)
		return false;
	sieve->at = p;
	return true;
}

/* Reads what begins with "<!" or "<?": a comment, or the like. */
static void
read_comment(struct sieve *sieve)
{
	const char *p = sieve->at, *close;
	size_t left = (size_t)(sieve->end - p);
	bool comment = left >= 4 && memcmp(p, "<!--", 4) == 0;

	if (comment)
		close = sieve->no_comment_end
			    ? NULL
			    : memmem(p + 4, left - 4, "-->", 3);
	else
		close = seek_end(p + 1, sieve->end);
	sieve->no_comment_end |= comment && close == NULL;
	if (close == NULL) {
		add_word(sieve);
		return;
	}
	sieve->at = close + (comment ? 3 : 1);
	add_lines(sieve, p, sieve->at);
}

/* Takes a tag that is kept, if it may be. */
static void
add_tag(struct sieve *sieve, const struct tag *tag)
{
	struct buffer *out = sieve->out;

	if (tag->closes ? !pop_tag(sieve, tag->index)
			: !push_tag(sieve, tag->index)) {
		buffer_char(out, ' ');
		return;
	}
	buffer_string(out, tag->closes ? "</" : "<");
	buffer_string(out, tags[tag->index].name);
	if (!tag->closes)
		add_attributes(sieve, tag);
	buffer_char(out, '>');
}

/* Takes an element that has no tags in it. */
static void
read_raw(struct sieve *sieve, const struct tag *tag)
{
	const char *close = tag->closes ? NULL : seek_close(sieve, tag), *stop;

	sieve->at = tag->end;
	if (close == NULL || (stop = seek_end(close + 1, sieve->end)) == NULL)
		return; /* nothing ends it: what follows are words */
	if (tags[tag->index].kind == KIND_RAW && sieve->nodes++ < NODES_MAX) {
		add_tag(sieve, tag);
		buffer_add(sieve->out, tag->end, (size_t)(close - tag->end));
		buffer_printf(sieve->out, "</%s>", tags[tag->index].name);
	} else {
		add_lines(sieve, tag->end, close);
	}
	sieve->at = stop + 1;
	add_lines(sieve, close, sieve->at);
}

/* Whether the tag's words are for the eye alone, as the sign of what opens. */
static bool
is_hidden(const struct tag *tag)
{
	const char *p = tag->name + tag->name_len;
	struct attribute attribute;

	while (!tag->closes && read_attribute(&attribute, &p, tag->end - 1))
		if (attribute.name_len == 11 && attribute.len == 4 &&
		    strncasecmp(attribute.name, "aria-hidden", 11) == 0 &&
		    memcmp(attribute.value, "true", 4) == 0)
			return true;
	return false;
}

/* Goes behind signs up to the next tag, if there is nothing else. */
static void
skip_signs(struct sieve *sieve)
{
	const char *p = sieve->at, *end = sieve->end;
	uint32_t code;
	size_t n;

	while (p < end && *p != '<' && (n = text_decode(p, end, &code)) > 0 &&
	       (code == 0xd7 || (code >= 0x2000 && code < 0x2c00) ||
		   (code < 0x80 && code != '\n' && code != '&' &&
		       !is_letter(*p) && !text_digit(*p))))
		p += n;
	if (p + 1 < end && p[0] == '<' && p[1] == '/')
		sieve->at = p;
}

/* Reads what begins with "<". */
static void
read_sign(struct sieve *sieve)
{
	const char *p = sieve->at;
	struct tag tag;

	if (p + 1 < sieve->end && (p[1] == '!' || p[1] == '?')) {
		if (!read_cdata(sieve))
			read_comment(sieve);
		return;
	}
	if (!read_tag(&tag, p, sieve->end)) {
		add_word(sieve);
		return;
	}
	sieve->at = tag.end;
	if (tag.index < 0) {
		if (!is_among(&tag, inner, COUNT(inner)))
			buffer_char(sieve->out, ' ');
	} else if (tags[tag.index].kind >= KIND_RAW) {
		read_raw(sieve, &tag);
	} else {
		add_tag(sieve, &tag);
	}
	add_lines(sieve, tag.start, tag.end);
	if (is_hidden(&tag))
		skip_signs(sieve);
}

void
sieve_read(struct buffer *out, const char *html, size_t len, int *cut)
{
	struct sieve sieve = {.out = out, .at = html, .end = html + len};
	const char *p;

	*cut = 0;
	while (sieve.at < sieve.end && out->status == ST_OK) {
		p = memchr(sieve.at, '<', (size_t)(sieve.end - sieve.at));
		if (p == NULL)
			p = sieve.end;
		add_text(&sieve, p);
		if (p == sieve.end)
			break;
		read_sign(&sieve);
		if (sieve.nodes > NODES_MAX && *cut == 0)
			*cut = text_line_at(html, (size_t)(p - html));
	}
}

bool
sieve_finds_tags(const char *text, size_t len)
{
	const char *p = text, *end = text + len;
	struct tag tag;

	while ((p = memchr(p, '<', (size_t)(end - p))) != NULL) {
		if (read_tag(&tag, p, end))
			return true;
		p++;
	}
	return false;
}
