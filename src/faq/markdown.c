/* SPDX-License-Identifier: ISC */
/* markdown.c - CommonMark to parts. See markdown.h. */
#include "faq/markdown.h"

#include <cmark.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* What the functions below share while one file is parsed. */
struct parser {
	struct arena *arena;
	struct report *report;
	const char *shown; /* the file's name in reports */
	char *text;        /* a copy, in which attributes become spaces */
	size_t len;
	struct document *document;
	struct part *part; /* the one in hand, or NULL */
};

/* ----------------------------------------------------------- attributes */

/* The place of an attribute in the text, for messages. */
struct place {
	int line;
	const char *line_start;
};

static int
column_of(const struct place *place, const char *p)
{
	return (int)(p - place->line_start) + 1;
}

/*
 * Steps over one attribute value or word, quotes included. Returns its end.
 */
static const char *
skip_word(const char *p, const char *end)
{
	while (p < end && !text_space(*p) && *p != '}') {
		const char *close =
		    *p == '"' ? memchr(p + 1, '"', (size_t)(end - p - 1)) : p;

		if (close == NULL)
			return NULL;
		p = close + 1;
	}
	return p;
}

/* Whether the block that opens at p closes just before end. */
static bool
closes_at(const char *p, const char *end)
{
	p++;
	while (p != NULL && p < end && *p != '}')
		p = text_space(*p) ? p + 1 : skip_word(p, end);
	return p != NULL && p == end - 1;
}

/*
 * Finds "{…}" at the end of a heading's line. *end comes in as the line's end
 * and goes out as the block's. Returns the opening brace or NULL.
 */
static const char *
find_block(const char *start, const char **end)
{
	const char *stop = *end, *p;

	while (stop > start && text_space(stop[-1]))
		stop--;
	/* the closing sequence of an ATX heading: "## Title {#x} ##" */
	for (p = stop; p > start && p[-1] == '#';)
		p--;
	if (p < stop && p > start && text_space(p[-1]))
		stop = p;
	while (stop > start && text_space(stop[-1]))
		stop--;
	if (stop == start || stop[-1] != '}')
		return NULL;
	*end = stop;
	for (p = start; p < stop; p++)
		if (*p == '{' && (p == start || text_space(p[-1])) &&
		    closes_at(p, stop))
			return p;
	return NULL;
}

static bool
is_date(const char *s, size_t len)
{
	static const int days[] = {
	    31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year, month, day;

	if (len != 10 || s[4] != '-' || s[7] != '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (i != 4 && i != 7 && (s[i] < '0' || s[i] > '9'))
			return false;
	year = (s[2] - '0') * 10 + s[3] - '0';
	if (year == 0) /* a century is a leap year by its own number */
		year = (s[0] - '0') * 10 + s[1] - '0';
	month = (s[5] - '0') * 10 + s[6] - '0';
	day = (s[8] - '0') * 10 + s[9] - '0';
	if (month == 2 && day == 29 && year % 4 != 0)
		return false;
	return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

static const char *
date_problem(const char *value, size_t len)
{
	return is_date(value, len) ? NULL : "must be a date like 2026-11-22";
}

static const char *
list_problem(const char *value, size_t len)
{
	const char *p = value, *end = value + len, *problem = NULL;

	while (p < end && problem == NULL) {
		const char *word = p;

		while (p < end && !text_space(*p))
			p++;
		if (p > word)
			problem = text_slug_problem(word, (size_t)(p - word));
		while (p < end && text_space(*p))
			p++;
	}
	return problem;
}

static const char *
length_problem(const char *value, size_t len)
{
	(void)value;
	return len <= 1000 ? NULL : "is longer than 1000 bytes";
}

static const struct attribute {
	const char *name;
	size_t offset; /* in struct part */
	bool category; /* may stand behind a heading of level 1, too */
	const char *(*problem)(const char *value, size_t len);
} attributes[] = {
    {"#", offsetof(struct part, slug), true, text_slug_problem},
    {"aka", offsetof(struct part, aka), false, list_problem},
    {"keywords", offsetof(struct part, keywords), false, length_problem},
    {"updated", offsetof(struct part, updated), false, date_problem},
};

static const char **
find_field(struct part *part, const struct attribute *attribute)
{
	return (const char **)(void *)((char *)part + attribute->offset);
}

static const struct attribute *
find_attribute(const char *name, size_t len, int level)
{
	for (size_t i = 0; i < COUNT(attributes); i++)
		if (strlen(attributes[i].name) == len &&
		    memcmp(attributes[i].name, name, len) == 0 &&
		    (level == 2 || attributes[i].category))
			return &attributes[i];
	return NULL;
}

static void
report_attribute(struct parser *parser, const struct place *place,
    const char *p, const char *end, const char *what)
{
	report_error(parser->report, parser->shown, place->line,
	    column_of(place, p), "attribute %.*s %s",
	    (int)(end - p < 60 ? end - p : 60), p, what);
}

/* Reads one attribute, [p, end): #slug or name="value". */
static void
read_attribute(struct parser *parser, struct part *part,
    const struct place *place, const char *p, const char *end)
{
	const char *equals = memchr(p, '=', (size_t)(end - p));
	const char *name_end = *p == '#' ? p + 1 : equals;
	const char *value = name_end, *value_end = end, *problem;
	const struct attribute *attribute;
	const char **field;
	char *copy;

	if (name_end == NULL) {
		report_attribute(parser, place, p, end,
		    "is not known here; write \\{ where a brace is meant");
		return;
	}
	attribute = find_attribute(p, (size_t)(name_end - p), part->level);
	if (attribute == NULL) {
		report_attribute(parser, place, p, name_end,
		    part->level == 2
			? "is unknown; there are #slug, aka, keywords, updated"
			: "is unknown; a category has only #slug");
		return;
	}
	if (*p != '#')
		value++; /* the equals sign */
	if (*p != '#' && end - value >= 2 && *value == '"' && end[-1] == '"') {
		value++;
		value_end--;
	}
	field = find_field(part, attribute);
	problem = attribute->problem(value, (size_t)(value_end - value));
	if (problem == NULL && **field != '\0')
		problem = "stands here twice";
	if (problem != NULL) {
		report_attribute(parser, place, p, end, problem);
		return;
	}
	copy = arena_copy(parser->arena, value, (size_t)(value_end - value));
	if (!parser->arena->failed)
		text_make_xml(copy, strlen(copy));
	*field = copy;
}

/* Whether an attribute begins at p: "#", or a name and "=". */
static bool
begins_attribute(const char *p, const char *end)
{
	const char *name = p;

	if (p < end && *p == '#')
		return true;
	while (p < end && text_lower(*p) >= 'a' && text_lower(*p) <= 'z')
		p++;
	return p > name && p < end && *p == '=';
}

/* A heading with a block that is not closed, or a quotation in it. */
static void
report_open_block(struct parser *parser, const struct place *place,
    const char *start, const char *end)
{
	const char *open = NULL;
	int quotes = 0;

	for (const char *p = start; p < end; p++) {
		if (*p == '{' && quotes % 2 == 0 &&
		    (p == start || text_space(p[-1]))) {
			open = p;
			quotes = 0;
		}
		quotes += *p == '"';
	}
	if (open == NULL)
		return;
	if (end[-1] == '}' && quotes % 2 != 0)
		report_error(parser->report, parser->shown, place->line,
		    column_of(place, open),
		    "the braces hold a quotation mark that is not closed; "
		    "write \\{ where a brace is meant");
	else if (memchr(open, '}', (size_t)(end - open)) == NULL &&
		 begins_attribute(open + 1, end))
		report_error(parser->report, parser->shown, place->line,
		    column_of(place, open),
		    "the brace is not closed; end the line with }, or write "
		    "\\{ where a brace is meant");
}

#define NO_BREAK_SPACE "\xc2\xa0"

/*
 * Reads the attributes at the end of the line into the part and blanks them
 * out, so that the second pass of cmark sees the heading's words alone. One
 * no-break space remains: cmark takes it for text, so that a line which held
 * nothing else neither ends the paragraph nor becomes another block, and
 * plain_text drops it.
 */
static void
take_attributes(struct parser *parser, struct part *part,
    const struct place *place, char *start, const char *end)
{
	const char *open = find_block(start, &end), *p, *word_end;

	if (open == NULL) {
		report_open_block(parser, place, start, end);
		return;
	}
	for (p = open + 1; p < end - 1; p = word_end) {
		while (p < end - 1 && text_space(*p))
			p++;
		word_end = skip_word(p, end - 1);
		if (word_end > p)
			read_attribute(parser, part, place, p, word_end);
	}
	start += open - start;
	memset(start, ' ', (size_t)(end - open));
	memcpy(start, NO_BREAK_SPACE, 2);
}

/* ------------------------------------------------------------- the text */

/* Adds a code block's lines as one. */
static void
add_code_block(struct buffer *out, const char *literal)
{
	for (; *literal != '\0'; literal++)
		buffer_char(out, *literal == '\n' ? ' ' : *literal);
}

static void
add_plain_text(struct buffer *out, cmark_node *node, bool entering)
{
	cmark_node_type type = cmark_node_get_type(node);

	switch (type) {
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		buffer_string(out, cmark_node_get_literal(node));
		break;
	case CMARK_NODE_CODE_BLOCK:
		add_code_block(out, cmark_node_get_literal(node));
		break;
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
		buffer_char(out, ' ');
		break;
	default:
		break;
	}
	if (!entering || type == CMARK_NODE_CODE_BLOCK)
		if (type <= CMARK_NODE_LAST_BLOCK)
			buffer_char(out, '\n');
}

/* Joins the blocks, each with its white space folded, by that character. */
static void
join_blocks(struct buffer *out, const struct buffer *text, char joint)
{
	const char *p = text->data, *end = p + text->len, *stop;
	size_t len;

	for (; p < end; p = stop + 1) {
		stop = memchr(p, '\n', (size_t)(end - p));
		if (stop == NULL)
			stop = end;
		len = out->len;
		if (len > 0)
			buffer_char(out, joint);
		text_clean(out, p, (size_t)(stop - p), (size_t)(stop - p));
		if (len > 0 && out->len == len + 1)
			out->data[out->len = len] = '\0'; /* an empty one */
	}
}

/*
 * The plain text of a node and all below it; the joint stands between its
 * blocks (paragraphs, items of lists, headings).
 */
static const char *
plain_text(struct arena *arena, cmark_node *node, char joint)
{
	cmark_iter *iter = cmark_iter_new(node);
	struct buffer text = {0}, plain = {0};
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE)
		add_plain_text(&text, cmark_iter_get_node(iter),
		    event == CMARK_EVENT_ENTER);
	cmark_iter_free(iter);
	if (text.len > 0)
		join_blocks(&plain, &text, joint);
	if (text.status != ST_OK)
		arena->failed = true;
	buffer_free(&text);
	return arena_text(arena, &plain);
}

static bool
is_comment(cmark_node *node)
{
	const char *literal = cmark_node_get_literal(node);

	return literal != NULL && strncmp(literal, "<!--", 4) == 0;
}

/*
 * Makes a relative address that has the form of a slug a link to that answer,
 * wherever the page will stand, and keeps it for the import to check.
 */
static void
tidy_link(struct parser *parser, struct part *part, cmark_node *node)
{
	static const char prefix[] = MARKDOWN_LINK;
	const char *url = cmark_node_get_url(node), *address;
	struct link *links;
	size_t len;

	if (strncmp(url, prefix, sizeof(prefix) - 1) == 0)
		url += sizeof(prefix) - 1;
	len = strcspn(url, "#");
	if (text_slug_problem(url, len) != NULL)
		return;
	links = arena_grow(
	    parser->arena, part->links, part->link_count, sizeof(*links));
	if (links == NULL)
		return;
	part->links = links;
	links[part->link_count].slug = arena_copy(parser->arena, url, len);
	links[part->link_count++].line = cmark_node_get_start_line(node);
	address = arena_printf(parser->arena, "%s%s", prefix, url);
	cmark_node_set_url(node, address);
}

/*
 * Takes raw HTML out, which safe mode would replace by a comment, makes links
 * between answers, and moves headings one level up: the question itself is the
 * page's first. Within a quotation or a list there may be some of level 1 and
 * 2, which stay below it.
 */
static void
tidy_body(struct parser *parser, struct part *part, cmark_node *body)
{
	cmark_iter *iter = cmark_iter_new(body);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);

		if (event != CMARK_EVENT_ENTER)
			continue;
		if (type == CMARK_NODE_HEADING) {
			int level = cmark_node_get_heading_level(node);

			cmark_node_set_heading_level(
			    node, level > 3 ? level - 1 : 2);
		} else if (type == CMARK_NODE_LINK) {
			tidy_link(parser, part, node);
		} else if (type == CMARK_NODE_HTML_BLOCK ||
			   type == CMARK_NODE_HTML_INLINE) {
			if (!is_comment(node))
				report_note(parser->report, parser->shown,
				    cmark_node_get_start_line(node), 0,
				    "HTML is left out; write Markdown");
			cmark_node_unlink(node);
			cmark_node_free(node);
		}
	}
	cmark_iter_free(iter);
}

/*
 * A control character, written as it is or as "&#1;", must not get through:
 * pages of XML hold this text, too. Of "&#xffff;" cmark makes a byte that is
 * no UTF-8 at all.
 */
static const char *
render_html(struct parser *parser, cmark_node *body)
{
	char *html = cmark_render_html(body, CMARK_OPT_DEFAULT);
	const char *copy;

	text_make_xml(html, strlen(html));
	copy = arena_string(parser->arena, html);
	free(html);
	return copy;
}

/* Moves what stands behind the last thematic break into a new document. */
static cmark_node *
split_closing(cmark_node *body)
{
	cmark_node *node = cmark_node_last_child(body), *closing, *next;

	while (node != NULL &&
	       cmark_node_get_type(node) != CMARK_NODE_THEMATIC_BREAK)
		node = cmark_node_previous(node);
	if (node == NULL)
		return NULL;
	closing = cmark_node_new(CMARK_NODE_DOCUMENT);
	next = cmark_node_next(node);
	cmark_node_unlink(node);
	cmark_node_free(node);
	for (node = next; node != NULL; node = next) {
		next = cmark_node_next(node);
		cmark_node_append_child(closing, node);
	}
	return closing;
}

static void
finish_part(struct parser *parser, struct part *part, cmark_node *body)
{
	cmark_node *closing = NULL;

	tidy_body(parser, part, body);
	if (part->level == 1)
		closing = split_closing(body);
	part->html = render_html(parser, body);
	part->text = plain_text(parser->arena, body, '\n');
	part->closing_html =
	    closing != NULL ? render_html(parser, closing) : "";
	if (closing != NULL)
		cmark_node_free(closing);
}

/* ----------------------------------------------------------- the passes */

static bool
cuts_here(cmark_node *node)
{
	return cmark_node_get_type(node) == CMARK_NODE_HEADING &&
	       cmark_node_get_heading_level(node) <= 2;
}

/* Finds the line's bounds, walking on from *at, which is line *number. */
static char *
seek_line(struct parser *parser, char **at, int *number, int line, char **end)
{
	char *stop = parser->text + parser->len, *p = *at;

	for (; *number < line && p < stop; (*number)++) {
		while (p < stop && *p != '\n' && *p != '\r')
			p++;
		if (p < stop && *p == '\r' && p + 1 < stop && p[1] == '\n')
			p++;
		if (p < stop)
			p++;
	}
	*at = p;
	for (*end = p; *end < stop && **end != '\n' && **end != '\r';)
		(*end)++;
	return p;
}

/* Whether a line could underline a heading: of "=" or of "-" alone. */
static bool
is_underline(const char *start, const char *end)
{
	const char *p;

	while (start < end && text_space(*start))
		start++;
	while (end > start && text_space(end[-1]))
		end--;
	for (p = start; p < end && *p == *start;)
		p++;
	return start < end && p == end && (*start == '=' || *start == '-');
}

/*
 * A heading over several lines has its attributes on the last of words. The
 * last line that cmark tells is the underline or, with most versions where
 * more text follows, the line behind it.
 */
static int
attribute_line(struct parser *parser, cmark_node *heading, char *at, int number)
{
	int first = cmark_node_get_start_line(heading);
	int last = cmark_node_get_end_line(heading);
	char *start, *end;

	if (last <= first + 1)
		return first;
	start = seek_line(parser, &at, &number, last - 1, &end);
	return is_underline(start, end) ? last - 2 : last - 1;
}

static size_t
count_cuts(cmark_node *root)
{
	cmark_node *node = cmark_node_first_child(root);
	size_t count = 0;

	for (; node != NULL; node = cmark_node_next(node))
		count += cuts_here(node);
	return count;
}

/* First pass: the headings, their places and their attributes. */
static enum status
read_headings(struct parser *parser)
{
	cmark_node *root =
	    cmark_parse_document(parser->text, parser->len, CMARK_OPT_DEFAULT);
	struct document *document = parser->document;
	char *at = parser->text, *start, *end;
	cmark_node *node = cmark_node_first_child(root);
	int number = 1;

	document->parts = arena_alloc(
	    parser->arena, count_cuts(root) * sizeof(struct part) + 1);
	for (; document->parts != NULL && node != NULL;
	     node = cmark_node_next(node)) {
		struct part *part = &document->parts[document->count];
		struct place place;

		if (!cuts_here(node))
			continue;
		document->count++;
		part->level = cmark_node_get_heading_level(node);
		part->line = cmark_node_get_start_line(node);
		part->slug = part->aka = part->keywords = part->updated = "";
		place.line = attribute_line(parser, node, at, number);
		start = seek_line(parser, &at, &number, place.line, &end);
		place.line_start = start;
		take_attributes(parser, part, &place, start, end);
	}
	cmark_node_free(root);
	return document->parts != NULL ? ST_OK : ST_MEMORY;
}

/* A node above the first heading: nobody would see it. */
static void
report_stray(struct parser *parser, cmark_node *node)
{
	if (cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK &&
	    is_comment(node))
		return;
	report_error(parser->report, parser->shown,
	    cmark_node_get_start_line(node), 0,
	    "text before the first heading; begin the file with \"# Title\"");
}

/* Second pass: the headings' words, and the bodies between them. */
static void
read_bodies(struct parser *parser)
{
	cmark_node *root =
	    cmark_parse_document(parser->text, parser->len, CMARK_OPT_DEFAULT);
	struct part *part = parser->document->parts;
	struct part *stop = part + parser->document->count;
	cmark_node *node = cmark_node_first_child(root), *next, *body;

	for (; node != NULL && !cuts_here(node); node = cmark_node_next(node))
		report_stray(parser, node);
	for (; node != NULL && part < stop; part++) {
		part->title = plain_text(parser->arena, node, ' ');
		if (*part->title == '\0')
			report_error(parser->report, parser->shown, part->line,
			    0, "a heading without words");
		body = cmark_node_new(CMARK_NODE_DOCUMENT);
		node = cmark_node_next(node);
		for (; node != NULL && !cuts_here(node); node = next) {
			next = cmark_node_next(node);
			cmark_node_append_child(body, node);
		}
		finish_part(parser, part, body);
		cmark_node_free(body);
	}
	cmark_node_free(root);
}

enum status
markdown_parse(struct document *document, struct arena *arena, const char *text,
    size_t len, const char *shown, struct report *report)
{
	struct parser parser = {.arena = arena,
	    .report = report,
	    .shown = shown,
	    .document = document};
	enum status status;
	size_t bad;

	*document = (struct document){0};
	parser.text = arena_copy(arena, text, len);
	if (arena->failed)
		return ST_MEMORY;
	parser.len = text_normalize(parser.text, len);
	bad = text_utf8_error(parser.text, parser.len);
	if (bad < parser.len) {
		report_error(report, shown, text_line_at(parser.text, bad), 0,
		    "is not UTF-8 text (byte 0x%02x); save the file as UTF-8",
		    (unsigned char)parser.text[bad]);
		return ST_OK;
	}
	status = read_headings(&parser);
	if (status == ST_OK)
		read_bodies(&parser);
	return arena->failed ? ST_MEMORY : status;
}
