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
#include "formats/headings.h"
#include "formats/html.h"

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
	struct sheet piece;    /* of HTML, as Markdown */
	int tags;              /* of HTML among words, read so far */
	const struct places *places;
	struct link *pictures; /* whose size is known */
	size_t picture_count;
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

/* The line of her file in which the node begins; in HTML, its block. */
static int
line_of(const struct parser *parser, cmark_node *node)
{
	intptr_t noted = (intptr_t)cmark_node_get_user_data(node);

	if (noted > 0)
		return (int)noted;
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

/*
 * Whether cmark's safe mode would leave an address out of HTML. The Markdown
 * that we hand out must not hold it either.
 */
static bool
is_harmful(const char *url)
{
	static const char *const harmful[] = {
	    "javascript:", "vbscript:", "file:", "data:"};
	static const char *const pictures[] = {"data:image/png",
	    "data:image/gif", "data:image/jpeg", "data:image/webp"};
	bool found = false;

	for (size_t i = 0; i < COUNT(harmful); i++)
		if (strncasecmp(url, harmful[i], strlen(harmful[i])) == 0)
			found = true;
	for (size_t i = 0; i < COUNT(pictures); i++)
		if (strncasecmp(url, pictures[i], strlen(pictures[i])) == 0)
			found = false;
	return found;
}

/* Keeps a link for the import, which knows whether it leads somewhere. */
static void
keep_link(struct parser *parser, struct part *part, const struct link *link)
{
	struct link *links = arena_grow(
	    parser->arena, part->links, part->link_count, sizeof(*links));

	if (links == NULL)
		return;
	part->links = links;
	links[part->link_count++] = *link;
}

/* Remembers how large a picture is that stands at that address. */
static void
keep_size(struct parser *parser, const struct link *link)
{
	enum { PICTURES_MAX = 1000 /* of a part: each is compared with all */ };
	struct link *pictures;

	if (parser->picture_count == PICTURES_MAX)
		return;
	pictures = arena_grow(parser->arena, parser->pictures,
	    parser->picture_count, sizeof(*pictures));
	if (pictures == NULL)
		return;
	parser->pictures = pictures;
	pictures[parser->picture_count++] = *link;
}

/* Makes the address of a link or picture one that leads there everywhere. */
static void
tidy_link(struct parser *parser, struct part *part, cmark_node *node)
{
	bool picture = cmark_node_get_type(node) == CMARK_NODE_IMAGE;
	struct link link;

	link_read(&link, parser->arena, parser->places,
	    cmark_node_get_url(node), picture);
	if (parser->arena->failed)
		return;
	link.line = line_of(parser, node);
	if (is_harmful(link.address) && link.kind == LINK_AWAY)
		link.kind = LINK_NOWHERE;
	if (picture && cmark_node_first_child(node) == NULL)
		report_note(parser->report, parser->sheet->shown, link.line, 0,
		    "say in the brackets what this picture shows: %s",
		    link.written);
	if (link.kind != LINK_AWAY && link.kind != LINK_PAGE &&
	    link.kind != LINK_FILE)
		keep_link(parser, part, &link);
	if (link.size.width > 0)
		keep_size(parser, &link);
	cmark_node_set_url(node, is_harmful(link.address) ? "" : link.address);
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

/* ---------------------------------------------------------------- the HTML */

/* The tree of the Markdown that HTML of that line is made into, or NULL. */
static cmark_node *
parse_html(struct parser *parser, const char *html, int line)
{
	struct sheet *piece = &parser->piece;
	cmark_node *root;
	cmark_iter *iter;

	sheet_free(piece);
	*piece = (struct sheet){.shown = parser->sheet->shown, .line = line};
	html_piece(piece, html, strlen(html), parser->report);
	if (piece->text.status != ST_OK)
		parser->arena->failed = true;
	if (piece->text.status != ST_OK || piece->text.len == 0)
		return NULL;
	root = parse_text(&piece->text);
	iter = cmark_iter_new(root);
	while (cmark_iter_next(iter) != CMARK_EVENT_DONE)
		cmark_node_set_user_data(
		    cmark_iter_get_node(iter), (void *)(intptr_t)line);
	cmark_iter_free(iter);
	return root;
}

/* Sees to it that what comes for the node stands apart from what is above. */
static void
part_items(cmark_node *node)
{
	cmark_node *list = cmark_node_parent(cmark_node_parent(node));

	if (list != NULL && cmark_node_get_type(list) == CMARK_NODE_LIST)
		cmark_node_set_list_tight(list, 0);
}

/* Makes Markdown's blocks of a block of HTML. */
static void
read_html_block(struct parser *parser, cmark_node *node)
{
	cmark_node *root = parse_html(
	    parser, cmark_node_get_literal(node), line_of(parser, node));
	cmark_node *child = root != NULL ? cmark_node_first_child(root) : NULL;

	if (child != NULL)
		part_items(node);
	for (cmark_node *next; child != NULL; child = next) {
		next = cmark_node_next(child);
		cmark_node_insert_before(node, child);
	}
	cmark_node_free(node);
	if (root != NULL)
		cmark_node_free(root);
}

/* What the tag, with a word behind it, is in Markdown; NULL: that word. */
static cmark_node *
read_tag(struct parser *parser, cmark_node *tag)
{
	const char *html =
	    arena_printf(parser->arena, "%sx", cmark_node_get_literal(tag));
	cmark_node *root = parse_html(parser, html, line_of(parser, tag));
	cmark_node *node = root;

	while (node != NULL && is_block(cmark_node_get_type(node)))
		node = cmark_node_first_child(node);
	if (node != NULL && (cmark_node_get_type(node) == CMARK_NODE_TEXT ||
				cmark_node_get_type(node) == CMARK_NODE_CODE))
		node = NULL;
	if (node != NULL) {
		/* a text that is asked for owns its bytes from then on */
		for (cmark_node *text = cmark_node_first_child(node);
		     text != NULL; text = cmark_node_next(text))
			cmark_node_get_literal(text);
		cmark_node_unlink(node);
	}
	if (root != NULL)
		cmark_node_free(root);
	return node;
}

/* Finds the tag among the next ones that ends the one at hand. */
static cmark_node *
find_end(cmark_node *tag)
{
	enum { FAR = 200 }; /* nodes */
	const char *name = cmark_node_get_literal(tag) + 1, *literal;
	size_t len = strcspn(name, " \t\n/>");
	cmark_node *node = cmark_node_next(tag);

	for (int i = 0; node != NULL && i < FAR; i++) {
		literal = cmark_node_get_type(node) == CMARK_NODE_HTML_INLINE
			      ? cmark_node_get_literal(node)
			      : "";
		if (strncmp(literal, "</", 2) == 0 &&
		    strncasecmp(literal + 2, name, len) == 0 &&
		    (text_space(literal[2 + len]) || literal[2 + len] == '>'))
			return node;
		node = cmark_node_next(node);
	}
	return NULL;
}

/*
 * Makes of a tag among words what Markdown has for it: a picture, a line's end,
 * or what goes round the words up to the tag that ends it. Returns that, or
 * NULL where there is nothing.
 */
static cmark_node *
read_html_inline(struct parser *parser, cmark_node *tag)
{
	enum { TAGS_MAX = 10000 /* of a file: each has a parser of its own */ };
	const char *literal = cmark_node_get_literal(tag);
	cmark_node *end, *node = NULL;

	if (strncasecmp(literal, "<br", 3) == 0) {
		node = cmark_node_new(CMARK_NODE_LINEBREAK);
		end = tag;
	} else {
		end =
		    strncasecmp(literal, "<img", 4) == 0 ? tag : find_end(tag);
		if (end != NULL && parser->tags++ < TAGS_MAX)
			node = read_tag(parser, tag);
	}
	if (node == NULL)
		return NULL;
	if (!cmark_node_insert_before(tag, node)) {
		/* a table's cell holds no line ends; its words stay apart */
		cmark_node_free(node);
		if (end != tag)
			return NULL;
		node = new_text(parser, " ", 1);
		cmark_node_insert_before(tag, node);
	}
	if (end != tag) {
		while (cmark_node_first_child(node) != NULL)
			cmark_node_free(cmark_node_first_child(node));
		while (cmark_node_next(tag) != end &&
		       cmark_node_append_child(node, cmark_node_next(tag)))
			;
		cmark_node_free(end);
	}
	cmark_node_free(tag);
	return node;
}

/* Makes Markdown of all HTML that means something in it. */
static void
read_html(struct parser *parser, cmark_node *root)
{
	cmark_iter *iter = cmark_iter_new(root);

	while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);

		if (type == CMARK_NODE_HTML_BLOCK) {
			read_html_block(parser, node);
		} else if (type == CMARK_NODE_HTML_INLINE) {
			node = read_html_inline(parser, node);
			if (node != NULL)
				cmark_iter_reset(iter, node, CMARK_EVENT_ENTER);
		}
	}
	cmark_iter_free(iter);
}

/* ---------------------------------------------------------------- the body */

/* Takes a tag out that means nothing here. */
static void
tidy_html(struct parser *parser, cmark_node *node)
{
	const char *literal = cmark_node_get_literal(node);

	if (strncmp(literal, "<!--", 4) != 0)
		report_note(parser->report, parser->sheet->shown,
		    line_of(parser, node), 0, "HTML is left out: %s", literal);
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
		else if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
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

/*
 * Adds the beginning of a picture's tag, with its size if that is known, so
 * that the page does not jump when it comes, and then it may come late.
 * Returns what stands behind it.
 */
static const char *
polish_picture(struct parser *parser, struct buffer *out, const char *tag)
{
	static const char start[] = "<img src=\"";
	const char *address = tag + sizeof(start) - 1;
	size_t len = strcspn(address, "\"");

	for (size_t i = parser->picture_count; i-- > 0;) {
		const struct link *picture = &parser->pictures[i];

		if (strlen(picture->address) != len ||
		    memcmp(picture->address, address, len) != 0)
			continue;
		buffer_printf(out,
		    "<img src=\"%s\" width=\"%d\" height=\"%d\""
		    " loading=\"lazy\"",
		    picture->address, picture->size.width,
		    picture->size.height);
		return address + len + 1;
	}
	buffer_add(out, tag, sizeof(start) - 1 + len);
	return address + len;
}

/* Adds what takes the place of a tag. Returns what stands behind it. */
static const char *
polish_tag(struct parser *parser, struct buffer *out, const char *tag)
{
	if (strncmp(tag, "<img src=\"", 10) == 0)
		return polish_picture(parser, out, tag);
	for (size_t i = 0; i < COUNT(polished); i++) {
		size_t len = strlen(polished[i].tag);

		if (strncmp(tag, polished[i].tag, len) != 0)
			continue;
		buffer_string(out, polished[i].instead);
		return tag + len;
	}
	buffer_char(out, *tag);
	return tag + 1;
}

/* The renderer escapes what is not its own, so that each "<" begins a tag. */
static void
polish_html(struct parser *parser, struct buffer *out, const char *html)
{
	const char *tag;

	while ((tag = strchr(html, '<')) != NULL) {
		buffer_add(out, html, (size_t)(tag - html));
		html = polish_tag(parser, out, tag);
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
	polish_html(parser, &polished_html, html);
	cmark_get_default_mem_allocator()->free(html);
	return arena_text(parser->arena, &polished_html);
}

/* Takes the markup of our own out of the tree. */
static void
drop_custom(cmark_node *body)
{
	cmark_iter *iter = cmark_iter_new(body);

	while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);

		if (cmark_node_get_type(node) == CMARK_NODE_CUSTOM_INLINE) {
			cmark_node_set_on_enter(node, "");
			cmark_node_set_on_exit(node, "");
		}
	}
	cmark_iter_free(iter);
}

/* The same as CommonMark, which any other program reads as we did. */
static const char *
render_markdown(struct parser *parser, cmark_node *body)
{
	const char *copy;
	char *text;

	drop_custom(body);
	text = cmark_render_commonmark(body, CMARK_OPT_DEFAULT, 0);
	text_make_xml(text, strlen(text));
	copy = arena_string(parser->arena, text);
	cmark_get_default_mem_allocator()->free(text);
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

	parser->pictures = NULL;
	parser->picture_count = 0;
	tidy_body(parser, part, body);
	part->html = part->intro_html = render_html(parser, body);
	part->text = part->intro_text = plain_text(parser, body, '\n');
	part->closing_html = part->closing_text = part->markdown = "";
	if (part->kind == PART_QUESTION)
		part->markdown = render_markdown(parser, body);
	if (part->level == 1)
		closing = split_closing(body);
	if (closing == NULL)
		return;
	part->intro_html = render_html(parser, body);
	part->intro_text = plain_text(parser, body, '\n');
	part->closing_html = render_html(parser, closing);
	part->closing_text = plain_text(parser, closing, '\n');
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

/* Takes HTML out of a heading. */
static void
tidy_title(struct parser *parser, cmark_node *heading)
{
	cmark_iter *iter = cmark_iter_new(heading);

	while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);

		if (cmark_node_get_type(node) == CMARK_NODE_HTML_INLINE)
			tidy_html(parser, node);
	}
	cmark_iter_free(iter);
}

/* What the rule needs to know of the heading behind which node stands. */
static void
look_behind(struct heading *heading, cmark_node *node)
{
	for (; node != NULL && !is_heading(node); node = cmark_node_next(node))
		heading->has_text |=
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
			.asks = heading_asks(title),
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
	if (node == stop)
		return;
	report_note(parser->report, parser->sheet->shown, line_of(parser, node),
	    0, "words before the first heading are taken for an introduction");
	read_body(parser,
	    (struct part){.kind = PART_LOOSE,
		.line = line_of(parser, node),
		.title = "",
		.attributes = {.slug = "",
		    .aka = "",
		    .keywords = "",
		    .updated = "",
		    .draft = "",
		    .moved = "",
		    .retired = ""}},
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
	read_html(parser, root);
	read_parts(parser, root);
	cmark_node_free(root);
}

enum status
markdown_parse(struct document *document, struct arena *arena,
    struct sheet *sheet, const struct places *places, struct report *report)
{
	static const struct places nowhere = {0};
	struct parser parser = {.arena = arena,
	    .report = report,
	    .sheet = sheet,
	    .places = places != NULL ? places : &nowhere,
	    .document = document};
	enum status status;

	*document = (struct document){0};
	if (sheet->text.status != ST_OK)
		return sheet->text.status;
	if (sheet->text.len == 0)
		return ST_OK;
	status = cmark_work(parse_sheet, &parser);
	buffer_free(&parser.scratch);
	sheet_free(&parser.piece);
	return arena->failed ? ST_MEMORY : status;
}
