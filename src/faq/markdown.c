/* SPDX-License-Identifier: ISC */
/* markdown.c - a sheet to parts. See markdown.h. */
#include "faq/markdown.h"

#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "faq/autolink.h"
#include "faq/cmark.h"
#include "faq/headings.h"

/* A heading as the two passes find it. */
struct cut {
	struct attributes attributes;
	int line; /* in her file */
};

/* What the functions below share while one sheet is parsed. */
struct parser {
	struct arena *arena;
	struct report *report;
	struct sheet *sheet; /* in which attributes become spaces */
	struct document *document;
	struct cut *cuts;
	size_t cut_count;
	struct buffer scratch; /* what cmark gives and takes piece by piece */
};

/* Parses the sheet's text, or what became of it. */
static cmark_node *
parse_text(const struct buffer *text)
{
	static const char *const extensions[] = {
	    "table", "strikethrough", "tasklist"};
	cmark_parser *parser =
	    cmark_parser_new(CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE);
	cmark_node *root;

	for (size_t i = 0; i < COUNT(extensions); i++)
		cmark_parser_attach_syntax_extension(
		    parser, cmark_find_syntax_extension(extensions[i]));
	cmark_parser_feed(parser, text->data, text->len);
	root = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	return root;
}

/* The line of her file in which the node begins. */
static int
line_of(const struct parser *parser, cmark_node *node)
{
	return sheet_source(parser->sheet, cmark_node_get_start_line(node));
}

/* ------------------------------------------------------------- the text */

/* Adds a code block's lines as one. */
static void
add_code_block(struct buffer *out, const char *literal)
{
	for (; *literal != '\0'; literal++)
		buffer_char(out, *literal == '\n' ? ' ' : *literal);
}

static bool
is_block(cmark_node_type type)
{
	return (type & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_BLOCK;
}

static void
add_plain_text(struct buffer *out, cmark_node *node, bool entering)
{
	cmark_node_type type = cmark_node_get_type(node);

	if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
		buffer_string(out, cmark_node_get_literal(node));
	else if (type == CMARK_NODE_CODE_BLOCK)
		add_code_block(out, cmark_node_get_literal(node));
	else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
		buffer_char(out, ' ');
	if (!entering || type == CMARK_NODE_CODE_BLOCK)
		if (is_block(type))
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
plain_text(struct parser *parser, cmark_node *node, char joint)
{
	cmark_iter *iter = cmark_iter_new(node);
	struct buffer *text = &parser->scratch, plain = {0};
	cmark_event_type event;

	buffer_reset(text);
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE)
		add_plain_text(text, cmark_iter_get_node(iter),
		    event == CMARK_EVENT_ENTER);
	cmark_iter_free(iter);
	if (text->len > 0)
		join_blocks(&plain, text, joint);
	if (text->status != ST_OK)
		parser->arena->failed = true;
	return arena_text(parser->arena, &plain);
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
	links[part->link_count++].line = line_of(parser, node);
	address = arena_printf(parser->arena, "%s%s", prefix, url);
	cmark_node_set_url(node, address);
}

/* ------------------------------------------------------------ plain words */

static cmark_node *
new_text(struct parser *parser, const char *bytes, size_t len)
{
	cmark_node *node = cmark_node_new(CMARK_NODE_TEXT);

	cmark_node_set_literal(node, arena_copy(parser->arena, bytes, len));
	return node;
}

/*
 * A link of words that are one. Digits in a text from right to left would
 * change places with what stands around them, so numbers are set apart.
 */
static cmark_node *
new_link(struct parser *parser, const struct autolink *link, const char *text)
{
	cmark_node *node = cmark_node_new(CMARK_NODE_LINK), *inner = node;
	struct buffer address = {0};

	autolink_address(&address, link, text);
	cmark_node_set_url(node, arena_text(parser->arena, &address));
	if (link->phone) {
		inner = cmark_node_new(CMARK_NODE_CUSTOM_INLINE);
		cmark_node_set_on_enter(inner, "<bdi>");
		cmark_node_set_on_exit(inner, "</bdi>");
		cmark_node_append_child(node, inner);
	}
	cmark_node_append_child(inner,
	    new_text(parser, text + link->start, link->end - link->start));
	return node;
}

/* Makes links of the addresses in a text, before the node, which keeps the
 * rest. */
static void
link_words(struct parser *parser, cmark_node *node)
{
	const char *literal = cmark_node_get_literal(node), *text;
	size_t len = strlen(literal), from = 0;
	struct autolink link;

	if (!autolink_find(&link, literal, len, 0))
		return;
	text = arena_copy(parser->arena, literal, len);
	if (parser->arena->failed)
		return;
	do {
		if (link.start > from)
			cmark_node_insert_before(node,
			    new_text(parser, text + from, link.start - from));
		cmark_node_insert_before(node, new_link(parser, &link, text));
		from = link.end;
	} while (autolink_find(&link, text, len, from));
	cmark_node_set_literal(node, text + from);
}

/* ---------------------------------------------------------------- the body */

/* Takes HTML out; of "<br>" it makes the line end that was meant. */
static void
tidy_html(struct parser *parser, cmark_node *node)
{
	const char *literal = cmark_node_get_literal(node);

	if (strncasecmp(literal, "<br", 3) == 0 &&
	    cmark_node_get_type(node) == CMARK_NODE_HTML_INLINE)
		cmark_node_insert_before(
		    node, cmark_node_new(CMARK_NODE_LINEBREAK));
	else if (!is_comment(node))
		report_note(parser->report, parser->sheet->shown,
		    line_of(parser, node), 0, "HTML is left out: %.*s",
		    (int)strcspn(literal, "\n"), literal);
	cmark_node_unlink(node);
	cmark_node_free(node);
}

/*
 * Headings go below the page's own, which is the question. Within a quotation
 * or a list there may be some of any level.
 */
static void
tidy_heading(const struct part *part, cmark_node *node)
{
	int level = cmark_node_get_heading_level(node);

	level -= part->level > 2 ? part->level - 1 : 1;
	cmark_node_set_heading_level(node, level > 2 ? level : 2);
}

/* Makes of the parser's tree what the page is to show. */
static void
tidy_body(struct parser *parser, struct part *part, cmark_node *body)
{
	cmark_iter *iter;
	cmark_event_type event;
	int linked = 0; /* links and pictures around the node */

	cmark_consolidate_text_nodes(body);
	iter = cmark_iter_new(body);
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);
		bool entering = event == CMARK_EVENT_ENTER;

		if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
			linked += entering ? 1 : -1;
		if (!entering)
			continue;
		if (type == CMARK_NODE_HEADING)
			tidy_heading(part, node);
		else if (type == CMARK_NODE_LINK)
			tidy_link(parser, part, node);
		else if (type == CMARK_NODE_TEXT && linked == 0)
			link_words(parser, node);
		else if (type == CMARK_NODE_HTML_BLOCK ||
			 type == CMARK_NODE_HTML_INLINE)
			tidy_html(parser, node);
	}
	cmark_iter_free(iter);
}

/*
 * What the renderer writes and what takes its place: tables get a box to
 * scroll in, which keys can reach, and headers that screen readers read; a
 * task gets a sign instead of a field that nobody may use.
 */
static const struct {
	const char *tag, *instead;
} polished[] = {
    {"<table>", "<div class=\"table\" tabindex=\"0\">\n<table>"},
    {"</table>", "</table>\n</div>"},
    {"<th>", "<th scope=\"col\">"},
    {"<th align=\"center\">", "<th scope=\"col\" class=\"center\">"},
    {"<th align=\"left\">", "<th scope=\"col\">"},
    {"<th align=\"right\">", "<th scope=\"col\" class=\"right\">"},
    {"<td align=\"center\">", "<td class=\"center\">"},
    {"<td align=\"left\">", "<td>"},
    {"<td align=\"right\">", "<td class=\"right\">"},
    {"<input type=\"checkbox\" disabled=\"\" />", "\xe2\x98\x90"},
    {"<input type=\"checkbox\" checked=\"\" disabled=\"\" />", "\xe2\x98\x91"},
};

/* The renderer escapes what is not its own, so that each "<" begins a tag. */
static void
polish_html(struct buffer *out, const char *html)
{
	const char *tag;

	while ((tag = strchr(html, '<')) != NULL) {
		size_t i = 0, len = 1;

		buffer_add(out, html, (size_t)(tag - html));
		while (i < COUNT(polished) && strncmp(tag, polished[i].tag,
						  strlen(polished[i].tag)) != 0)
			i++;
		if (i < COUNT(polished))
			len = strlen(polished[i].tag);
		buffer_add(out, i < COUNT(polished) ? polished[i].instead : tag,
		    i < COUNT(polished) ? strlen(polished[i].instead) : len);
		html = tag + len;
	}
	buffer_string(out, html);
}

/*
 * A control character, written as it is or as "&#1;", must not get through:
 * pages of XML hold this text, too. Of "&#xffff;" cmark makes a byte that is
 * no UTF-8 at all.
 */
static const char *
render_html(struct parser *parser, cmark_node *body)
{
	char *html = cmark_render_html(body, CMARK_OPT_DEFAULT, NULL);
	struct buffer polished_html = {0};

	text_make_xml(html, strlen(html));
	polish_html(&polished_html, html);
	cmark_get_default_mem_allocator()->free(html);
	return arena_text(parser->arena, &polished_html);
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
	part->html = part->intro_html = render_html(parser, body);
	part->text = part->intro_text = plain_text(parser, body, '\n');
	part->closing_html = "";
	if (part->level == 1)
		closing = split_closing(body);
	if (closing == NULL)
		return;
	part->intro_html = render_html(parser, body);
	part->intro_text = plain_text(parser, body, '\n');
	part->closing_html = render_html(parser, closing);
	cmark_node_free(closing);
}

/* ----------------------------------------------------------- the passes */

/* Finds the line's bounds, walking on from *at, which is line *number. */
static char *
seek_line(struct parser *parser, char **at, int *number, int line, char **end)
{
	char *stop = parser->sheet->text.data + parser->sheet->text.len;
	char *p = *at;

	for (; *number < line && p < stop; (*number)++) {
		while (p < stop && *p != '\n')
			p++;
		if (p < stop)
			p++;
	}
	*at = p;
	for (*end = p; *end < stop && **end != '\n';)
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

static bool
is_heading(cmark_node *node)
{
	return node != NULL && cmark_node_get_type(node) == CMARK_NODE_HEADING;
}

static size_t
count_headings(cmark_node *root)
{
	cmark_node *node = cmark_node_first_child(root);
	size_t count = 0;

	for (; node != NULL; node = cmark_node_next(node))
		count += is_heading(node);
	return count;
}

/* First pass: where the headings are, and their attributes. */
static void
read_attributes(struct parser *parser)
{
	cmark_node *root = parse_text(&parser->sheet->text);
	cmark_node *node = cmark_node_first_child(root);
	char *at = parser->sheet->text.data, *start, *end;
	int number = 1, line;

	parser->cuts = arena_alloc(
	    parser->arena, count_headings(root) * sizeof(struct cut) + 1);
	for (; parser->cuts != NULL && node != NULL;
	     node = cmark_node_next(node)) {
		struct cut *cut = &parser->cuts[parser->cut_count];

		if (!is_heading(node))
			continue;
		parser->cut_count++;
		cut->line = line_of(parser, node);
		line = attribute_line(parser, node, at, number);
		start = seek_line(parser, &at, &number, line, &end);
		attributes_take(&cut->attributes, parser->arena, start, end,
		    cmark_node_get_heading_level(node) <= 2,
		    &(struct place){parser->sheet->shown,
			sheet_source(parser->sheet, line)},
		    parser->report);
	}
	cmark_node_free(root);
}

/* Whether the words end in a question mark, of whatever script. */
static bool
ends_asking(const char *words)
{
	static const char *const marks[] = {
	    "?", "\xef\xbc\x9f", "\xd8\x9f", "\xcd\xbe"};
	static const char *const behind[] = {"!", ".", "\"", "'", ")", "]", "*",
	    " ", "\xe2\x80\x9d", "\xe2\x80\x99", "\xc2\xbb", "\xe2\x80\x9c",
	    "\xe2\x80\xa6"};
	size_t len = strlen(words), n;

	for (size_t i = 0; i < COUNT(behind); i++) {
		n = strlen(behind[i]);
		if (len > n && memcmp(words + len - n, behind[i], n) == 0) {
			len -= n;
			i = SIZE_MAX; /* from the first one again */
		}
	}
	for (size_t i = 0; i < COUNT(marks); i++) {
		n = strlen(marks[i]);
		if (len >= n && memcmp(words + len - n, marks[i], n) == 0)
			return true;
	}
	return false;
}

/* Takes HTML out of a heading. */
static void
tidy_title(struct parser *parser, cmark_node *heading)
{
	cmark_iter *iter = cmark_iter_new(heading);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);

		if (cmark_node_get_type(node) == CMARK_NODE_HTML_INLINE)
			tidy_html(parser, node);
	}
	cmark_iter_free(iter);
}

/* Whether a node is a comment, which readers and parts do not see. */
static bool
is_hidden(cmark_node *node)
{
	return cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK &&
	       is_comment(node);
}

/* What the rule needs to know of the heading behind which node stands. */
static void
look_behind(struct heading *heading, cmark_node *node)
{
	for (; node != NULL && !is_heading(node); node = cmark_node_next(node))
		heading->has_text |=
		    !is_hidden(node) &&
		    cmark_node_get_type(node) != CMARK_NODE_THEMATIC_BREAK;
}

/* A heading with its node, its part, and what the rule says of it. */
struct section {
	cmark_node *node;
	struct part part;
};

/* Takes the headings that have words out of the tree's own order. */
static size_t
find_sections(struct parser *parser, cmark_node *root, struct section *sections,
    struct heading *headings)
{
	cmark_node *node = cmark_node_first_child(root), *next;
	size_t count = 0, index = 0;
	bool parted = false;

	for (; node != NULL; node = next) {
		struct cut *cut = &parser->cuts[index];
		const char *title;

		next = cmark_node_next(node);
		parted |=
		    cmark_node_get_type(node) == CMARK_NODE_THEMATIC_BREAK;
		if (!is_heading(node) || index == parser->cut_count)
			continue;
		index++;
		tidy_title(parser, node);
		title = plain_text(parser, node, ' ');
		if (*title == '\0') {
			report_error(parser->report, parser->sheet->shown,
			    cut->line, 0, "a heading without words");
			cmark_node_unlink(node);
			cmark_node_free(node);
			continue;
		}
		sections[count] = (struct section){.node = node,
		    .part = {.level = cmark_node_get_heading_level(node),
			.asks = ends_asking(title),
			.line = cut->line,
			.title = title,
			.attributes = cut->attributes}};
		headings[count] =
		    (struct heading){.level = sections[count].part.level,
			.asks = sections[count].part.asks,
			.marked = cut->attributes.question_only != NULL,
			.parted = parted};
		count++;
		parted = false;
	}
	for (size_t i = 0; i < count; i++)
		look_behind(&headings[i], cmark_node_next(sections[i].node));
	return count;
}

/* Moves what stands from node on, to stop, into the part's body. */
static void
read_body(
    struct parser *parser, struct part part, cmark_node *node, cmark_node *stop)
{
	cmark_node *body = cmark_node_new(CMARK_NODE_DOCUMENT), *next;
	struct document *document = parser->document;

	for (; node != stop; node = next) {
		next = cmark_node_next(node);
		cmark_node_append_child(body, node);
	}
	finish_part(parser, &part, body);
	cmark_node_free(body);
	document->parts[document->count++] = part;
}

/* Words before the first heading. */
static void
read_loose(struct parser *parser, cmark_node *node, cmark_node *stop)
{
	while (node != stop && is_hidden(node))
		node = cmark_node_next(node);
	if (node == stop)
		return;
	report_note(parser->report, parser->sheet->shown, line_of(parser, node),
	    0, "words before the first heading are taken for an introduction");
	read_body(parser,
	    (struct part){.kind = PART_LOOSE,
		.line = line_of(parser, node),
		.title = "",
		.attributes = {"", "", "", "", "", NULL, 0}},
	    node, stop);
}

/* Second pass: the headings' words, their kinds, and the bodies between. */
static void
read_parts(struct parser *parser, cmark_node *root)
{
	size_t room = parser->cut_count + 1, count, next;
	struct section *sections =
	    arena_alloc(parser->arena, room * sizeof(*sections));
	struct heading *headings =
	    arena_alloc(parser->arena, room * sizeof(*headings));
	struct part *parts = arena_alloc(parser->arena, room * sizeof(*parts));

	if (sections == NULL || headings == NULL || parts == NULL)
		return;
	parser->document->parts = parts;
	count = find_sections(parser, root, sections, headings);
	headings_decide(headings, count);
	for (next = 0; next < count && headings[next].kind == HEADING_INSIDE;)
		next++;
	read_loose(parser, cmark_node_first_child(root),
	    next < count ? sections[next].node : NULL);
	for (size_t i = next; i < count; i = next) {
		struct part *part = &sections[i].part;

		next = i + 1;
		while (next < count && headings[next].kind == HEADING_INSIDE)
			next++;
		part->kind = headings[i].kind == HEADING_QUESTION
				 ? PART_QUESTION
				 : PART_CATEGORY;
		read_body(parser, *part, cmark_node_next(sections[i].node),
		    next < count ? sections[next].node : NULL);
	}
}

static void
parse_sheet(void *data)
{
	struct parser *parser = data;
	cmark_node *root;

	read_attributes(parser);
	if (parser->cuts == NULL)
		return;
	root = parse_text(&parser->sheet->text);
	read_parts(parser, root);
	cmark_node_free(root);
}

enum status
markdown_parse(struct document *document, struct arena *arena,
    struct sheet *sheet, struct report *report)
{
	struct parser parser = {.arena = arena,
	    .report = report,
	    .sheet = sheet,
	    .document = document};
	enum status status;

	*document = (struct document){0};
	if (sheet->text.status != ST_OK)
		return sheet->text.status;
	if (sheet->text.len == 0)
		return ST_OK;
	status = cmark_work(parse_sheet, &parser);
	buffer_free(&parser.scratch);
	return arena->failed ? ST_MEMORY : status;
}
