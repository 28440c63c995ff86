/* SPDX-License-Identifier: ISC */
/* html.c - HTML to Markdown. See html.h. */
#include "formats/html.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/flow.h"
#include "formats/headings.h"
#include "formats/sieve.h"
#include "formats/tree.h"

enum {
	COLUMNS_MAX = 100, /* of a table */
	HEAD_MAX = 300     /* bytes of a question that is no heading */
};

/* What may be a heading of the Markdown. */
struct head {
	const struct node *node;
	const char *title; /* plain text */
	bool term;         /* of a list of definitions */
	bool heading;      /* h1 to h6 */
};

/* What the functions below share while one text is read. */
struct page {
	struct arena *arena;
	struct report *report;
	struct flow flow;
	int base;   /* the sheet's line of the first line of the html */
	bool whole; /* a page, whose headings count */
	struct head *heads;
	struct heading *headings;
	size_t count, next;   /* the heads that are written */
	const char **targets; /* of links within the page, in order */
	size_t target_count;
	const char *title;
	bool fresh; /* while heads are looked for: a line begins here */
	const struct node *item; /* the paragraph before, if it is one */
	int level; /* of the question or category in hand, in the html */
	int strong, emphasis, struck, linked, cell;
};

static void write_node(struct page *page, struct node *node);

static int
line_of(const struct page *page, const struct node *node)
{
	return page->base + (node->line > 0 ? node->line - 1 : 0);
}

static bool
is_one_of(const struct node *node, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tree_is(node, names[i]))
			return true;
	return false;
}

static bool
is_block(const struct node *node)
{
	static const char *const styled[] = {"a", "b", "br", "code", "del",
	    "em", "i", "img", "kbd", "s", "samp", "strike", "strong", "tt"};

	return node->name != NULL && !is_one_of(node, styled, COUNT(styled));
}

static bool
holds_blocks(struct node *root)
{
	for (struct node *node = tree_next(root, root, false); node != NULL;
	     node = tree_next(node, root, false))
		if (is_block(node))
			return true;
	return false;
}

/* The words below a node, and of its pictures, in one line. */
static const char *
plain_words(struct page *page, struct node *root)
{
	struct buffer words = {0}, clean = {0};

	for (struct node *node = root; node != NULL;
	     node = tree_next(node, root, false)) {
		if (node->text != NULL)
			buffer_string(&words, node->text);
		else if (tree_is(node, "img"))
			buffer_string(&words, tree_attribute(node, "alt"));
		else if (is_block(node) || tree_is(node, "br"))
			buffer_char(&words, ' ');
	}
	if (words.len > 0)
		text_clean(&clean, words.data, words.len, words.len);
	if (words.status != ST_OK)
		clean.status = words.status;
	buffer_free(&words);
	return arena_text(page->arena, &clean);
}

/* Without what opens and closes, or is a link to itself: "+", "¶", "#". */
static const char *
trim_title(struct page *page, const char *title)
{
	static const char *const signs[] = {" #", " +", " -", " \xc2\xb6",
	    " \xe2\x96\xbc", " \xe2\x96\xbe", " \xe2\x80\xba", " \xc2\xbb",
	    " \xe2\x9c\x95", " \xe2\x96\xb6", " \xe2\x8c\x84", "\xc2\xb6"};
	size_t len = strlen(title);

	for (size_t i = 0; i < COUNT(signs); i++) {
		size_t n = strlen(signs[i]);

		if (len > n && memcmp(title + len - n, signs[i], n) == 0)
			return arena_copy(page->arena, title, len - n);
	}
	return title;
}

/* ------------------------------------------------------------ what asks */

static bool
is_heading(const struct node *node)
{
	return node->name != NULL && node->name[0] == 'h' &&
	       node->name[1] >= '1' && node->name[1] <= '6';
}

static bool
holds_any(const char *string, const char *const *parts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcasestr(string, parts[i]) != NULL)
			return true;
	return false;
}

/* Whether its class says that it opens and closes something. */
static bool
opens(const struct node *node)
{
	static const char *const openers[] = {
	    "accordion", "toggle", "collaps", "faq", "-tab-"};

	return holds_any(
	    tree_attribute(node, "class"), openers, COUNT(openers));
}

/* Whether its class, or its schema.org property, calls it a question. */
static bool
is_called_question(const struct node *node)
{
	static const char *const heads[] = {
	    "title", "header", "heading", "button", "trigger", "label"};
	const char *class = tree_attribute(node, "class");
	const char *property = tree_attribute(node, "itemprop");

	if (strcmp(property, "name") == 0 || strcasestr(class, "question"))
		return true;
	for (const struct node *child = node->child;
	     is_heading(node) && child != NULL; child = child->next)
		if (*tree_attribute(child, "aria-expanded") != '\0')
			return true;
	if (tree_is(node, "button") &&
	    (*tree_attribute(node, "aria-expanded") != '\0' || opens(node)))
		return true;
	return opens(node) && holds_any(class, heads, COUNT(heads));
}

/* Whether a paragraph is bold as a whole. */
static bool
is_bold(const struct node *node)
{
	const struct node *only = NULL;

	for (const struct node *child = node->child; child != NULL;
	     child = child->next) {
		if (child->text != NULL) {
			if (child->text[strspn(child->text, " \t\r\n")] != '\0')
				return false;
		} else if (only != NULL && !tree_is(child, "br")) {
			return false;
		} else if (only == NULL) {
			only = child;
		}
	}
	return only != NULL && (tree_is(only, "b") || tree_is(only, "strong"));
}

static bool
is_empty_text(const struct node *node)
{
	return node->text != NULL &&
	       node->text[strspn(node->text, " \t\r\n")] == '\0';
}

/* Whether bold words are a line of their block by themselves. */
static bool
is_bold_line(const struct page *page, const struct node *node)
{
	const struct node *next = node->next;

	if (!page->fresh || (!tree_is(node, "b") && !tree_is(node, "strong")))
		return false;
	while (next != NULL && is_empty_text(next))
		next = next->next;
	return next != NULL && (tree_is(next, "br") || is_block(next)) &&
	       (node->parent->name == NULL || is_block(node->parent));
}

/* Whether the node is a head that no heading is. */
static bool
is_opener(struct page *page, struct node *node)
{
	const char *words;

	if (tree_is(node, "summary") || tree_is(node, "dt"))
		return true;
	if (node->name == NULL || tree_is(node, "a") || holds_blocks(node))
		return false;
	if (is_called_question(node)) {
		words = plain_words(page, node);
		return *words != '\0' && strlen(words) <= HEAD_MAX;
	}
	return (((tree_is(node, "p") || tree_is(node, "div")) &&
		    (is_bold(node) || opens(node))) ||
		   is_bold_line(page, node)) &&
	       heading_asks(plain_words(page, node));
}

static void
add_head(struct page *page, struct node *node, const char *title, bool parted)
{
	struct head *heads =
	    arena_grow(page->arena, page->heads, page->count, sizeof(*heads));
	struct heading *headings = arena_grow(
	    page->arena, page->headings, page->count, sizeof(*headings));
	bool heading = is_heading(node), term = tree_is(node, "dt");
	bool called = is_called_question(node);

	if (heads == NULL || headings == NULL)
		return;
	page->heads = heads;
	page->headings = headings;
	heads[page->count] = (struct head){
	    .node = node, .title = title, .heading = heading, .term = term};
	headings[page->count++] = (struct heading){
	    .level = heading && !called ? node->name[1] - '0' : 6,
	    .asks = heading_asks(title),
	    .marked = (!heading && !term) || called,
	    .parted = parted,
	};
	for (struct node *around = node; around != NULL;
	     around = around->parent)
		around->noted = true;
}

/* Keeps where the links within the page lead. */
static void
add_target(struct page *page, const struct node *node)
{
	const char *href = tree_attribute(node, "href");
	const char **targets;

	if (href[0] != '#' || href[1] == '\0')
		return;
	targets = arena_grow(
	    page->arena, page->targets, page->target_count, sizeof(*targets));
	if (targets == NULL)
		return;
	page->targets = targets;
	targets[page->target_count++] = href + 1;
}

static int
compare_targets(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Terms ask if one of their list does, or if nothing else on the page does. */
static void
judge_terms(struct page *page)
{
	bool asks = false;
	const struct node *list;

	for (size_t i = 0; i < page->count; i++)
		asks |= !page->heads[i].term &&
			(page->headings[i].asks || page->headings[i].marked);
	for (size_t i = 0, end; i < page->count; i = end) {
		bool any = !asks;

		end = i + 1;
		if (!page->heads[i].term)
			continue;
		list = page->heads[i].node->parent;
		for (end = i; end < page->count && page->heads[end].term &&
			      page->heads[end].node->parent == list;
		     end++)
			any |= page->headings[end].asks;
		for (size_t k = i; any && k < end; k++)
			page->headings[k].marked = true;
	}
}

/* How deep the innermost node is that holds both. */
static int
depth_of_both(const struct node *one, const struct node *two)
{
	int a = 0, b = 0;

	for (const struct node *node = one; node->parent != NULL; a++)
		node = node->parent;
	for (const struct node *node = two; node->parent != NULL; b++)
		node = node->parent;
	for (; a > b; a--)
		one = one->parent;
	for (; b > a; b--)
		two = two->parent;
	for (; one != two; a--) {
		one = one->parent;
		two = two->parent;
	}
	return a;
}

/*
 * Leaves out the headings that stand within what opens: those that are nearer
 * to the head before than to the one behind. They are words of the answer.
 */
static void
drop_inner(struct page *page)
{
	const struct node *before = NULL;
	size_t next = 0, kept = 0;

	for (size_t i = 0; i < page->count; i++) {
		const struct node *node = page->heads[i].node;
		const struct heading *heading = &page->headings[i];

		while (next < page->count &&
		       (next <= i || !page->headings[next].marked))
			next++;
		if (before != NULL && next < page->count &&
		    page->heads[i].heading && !heading->marked &&
		    !heading->asks &&
		    depth_of_both(before, node) >
			depth_of_both(node, page->heads[next].node)) {
			if (kept > 0)
				page->headings[kept - 1].has_text = true;
			continue;
		}
		if (heading->marked)
			before = node;
		page->heads[kept] = page->heads[i];
		page->headings[kept++] = *heading;
	}
	page->count = kept;
}

/*
 * A heading that is called a question, has no words, and stands above what
 * opens is the heading of all that does.
 */
static void
judge_called(struct page *page)
{
	for (size_t i = 0; i + 1 < page->count; i++) {
		const struct node *node = page->heads[i].node;
		struct heading *heading = &page->headings[i];

		if (!page->heads[i].heading || !heading->marked ||
		    heading->asks || heading->has_text || !heading[1].marked ||
		    tree_is(page->heads[i + 1].node, node->name))
			continue;
		heading->marked = false;
		heading->level = node->name[1] - '0';
	}
}

/* What is on a page beside its text. */
static bool
is_beside(const struct page *page, const struct node *node)
{
	static const char *const beside[] = {
	    "footer", "iframe", "nav", "noscript"};

	if (!page->whole)
		return false;
	if (tree_is(node, "a")) /* "Skip to content" */
		return strcasestr(tree_attribute(node, "class"), "skip-");
	return is_one_of(node, beside, COUNT(beside)) &&
	       *tree_attribute(node, "src") == '\0';
}

/* Likewise, once it is known where the questions stand. */
static bool
is_form(const struct page *page, const struct node *node)
{
	return page->whole && tree_is(node, "form") && !node->noted;
}

/* Finds all heads of a page, and decides what they are. */
static void
find_heads(struct page *page, struct node *root)
{
	bool over = false, parted = false;
	const char *title;

	page->fresh = true;
	for (struct node *node = root; node != NULL;
	     node = tree_next(node, root, over)) {
		over = is_beside(page, node);
		if (over)
			continue;
		if (tree_is(node, "title")) {
			title = plain_words(page, node);
			if (*page->title == '\0')
				page->title = title;
			over = true;
			continue;
		}
		parted |= tree_is(node, "hr");
		page->fresh |= is_block(node) || tree_is(node, "br");
		if (tree_is(node, "a"))
			add_target(page, node);
		if (is_heading(node) || is_opener(page, node)) {
			title = trim_title(page, plain_words(page, node));
			over = *title != '\0';
			if (over) {
				add_head(page, node, title, parted);
				parted = false;
				continue;
			}
		}
		if (!tree_is(node, "img") &&
		    (node->text == NULL || is_empty_text(node)))
			continue;
		page->fresh = false;
		if (page->count > 0)
			page->headings[page->count - 1].has_text = true;
	}
	judge_terms(page);
	judge_called(page);
	drop_inner(page);
	if (page->count > 0)
		headings_decide(page->headings, page->count);
	if (page->target_count > 0)
		qsort(page->targets, page->target_count, sizeof(*page->targets),
		    compare_targets);
}

/* ------------------------------------------------------------------ words */

static void
write_children(struct page *page, struct node *node)
{
	for (node = node->child; node != NULL; node = node->next)
		write_node(page, node);
}

/* Ends a paragraph; in a table's cell there is only one. */
static void
end_block(struct page *page)
{
	if (page->cell > 0)
		flow_words(&page->flow, " ", 1);
	else
		flow_end(&page->flow);
}

static bool
is_word_byte(char c)
{
	return (c & 0x80) != 0 || (c >= '0' && c <= '9') ||
	       (text_lower(c) >= 'a' && text_lower(c) <= 'z');
}

/* The byte that follows the node in its paragraph, or a space. */
static char
next_byte(struct node *node)
{
	for (; node != NULL && !is_block(node); node = node->parent)
		if (node->next != NULL)
			return node->next->text != NULL ? *node->next->text
							: ' ';
	return ' ';
}

/*
 * Puts the sign around what was written from `from` on, where Markdown would
 * take it for such.
 */
static void
wrap_words(struct page *page, size_t from, const char *sign, char next)
{
	struct buffer *words = &page->flow.words, inside = {0};
	bool spaced = false;
	size_t len;

	if (words->status != ST_OK)
		return;
	while (from < words->len && text_space(words->data[from]))
		from++;
	if (from >= words->len)
		return;
	len = words->len - from;
	while (len > 0 && text_space(words->data[from + len - 1])) {
		len--;
		spaced = true;
	}
	if (len == 0 || words->data[from + len - 1] == '\\' ||
	    (!is_word_byte(words->data[from]) && from > 0 &&
		is_word_byte(words->data[from - 1])) ||
	    (!is_word_byte(words->data[from + len - 1]) && !spaced &&
		is_word_byte(next)))
		return;
	buffer_add(&inside, words->data + from, len);
	words->len = from;
	buffer_string(words, sign);
	buffer_add(words, inside.data, inside.len);
	buffer_string(words, sign);
	if (spaced)
		buffer_char(words, ' ');
	buffer_free(&inside);
}

static void
write_styled(struct page *page, struct node *node, const char *sign, int *open)
{
	size_t from = page->flow.words.len;
	bool wrap = *open == 0 && (page->cell > 0 || !holds_blocks(node));

	++*open;
	write_children(page, node);
	--*open;
	if (wrap)
		wrap_words(page, from, sign, next_byte(node));
}

/* Writes code among words. */
static void
write_code(struct page *page, struct node *node)
{
	struct buffer *out = &page->flow.words;
	const char *words = plain_words(page, node);
	size_t longest = 0, run = 0;

	if (holds_blocks(node) || page->cell > 0 || *words == '\0') {
		write_children(page, node);
		return;
	}
	for (const char *p = words; *p != '\0'; p++) {
		run = *p == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	flow_markup(&page->flow, "");
	for (size_t i = 0; i <= longest; i++)
		buffer_char(out, '`');
	buffer_string(out, *words == '`' ? " " : "");
	buffer_string(out, words);
	buffer_string(out, words[strlen(words) - 1] == '`' ? " " : "");
	for (size_t i = 0; i <= longest; i++)
		buffer_char(out, '`');
}

/* Ends "[words" or "![words" with its address. */
static void
write_address(struct page *page, const char *address, const char *title)
{
	struct buffer *out = &page->flow.words;

	buffer_string(out, "](<");
	for (; *address != '\0'; address++)
		if (strchr("<>\\|", *address) != NULL)
			buffer_printf(out, "%%%02X", (unsigned char)*address);
		else if ((unsigned char)*address > ' ' || *address == ' ')
			buffer_char(out, *address);
	buffer_char(out, '>');
	if (*title != '\0') {
		buffer_string(out, " \"");
		for (; *title != '\0'; title++)
			if (*title == '"' || *title == '\\' || *title == '|')
				buffer_printf(out, "\\%c", *title);
			else
				buffer_char(out, *title == '\n' ? ' ' : *title);
		buffer_char(out, '"');
	}
	buffer_char(out, ')');
}

static void
write_link(struct page *page, struct node *node)
{
	struct buffer *words = &page->flow.words;
	const char *href = tree_attribute(node, "href");
	size_t before = words->len, from;

	if (*href == '\0' || page->linked > 0 ||
	    (page->cell == 0 && holds_blocks(node)) ||
	    *plain_words(page, node) == '\0') {
		if (*href != '\0' && *plain_words(page, node) != '\0')
			report_note(page->report, page->flow.sheet->shown,
			    line_of(page, node), 0,
			    "a link around more than words is left out: %s",
			    href);
		write_children(page, node);
		return;
	}
	flow_markup(&page->flow, "[");
	from = words->len;
	page->linked++;
	write_children(page, node);
	page->linked--;
	if (words->status != ST_OK)
		return;
	if (words->len == from) {
		words->len = before;
		words->data[before] = '\0';
		return;
	}
	write_address(page, href, "");
}

static void
write_picture(struct page *page, const struct node *node)
{
	struct buffer *words = &page->flow.words;
	const char *src = tree_attribute(node, "src");
	const char *alt = tree_attribute(node, "alt");

	if (*src == '\0' || strncasecmp(src, "data:", 5) == 0) {
		report_note(page->report, page->flow.sheet->shown,
		    line_of(page, node), 0,
		    "a picture that is no file is left out: %.60s %s", src,
		    alt);
		flow_words(&page->flow, alt, strlen(alt));
		return;
	}
	flow_markup(&page->flow, "![");
	for (; *alt != '\0'; alt++)
		if (strchr("[]\\|*_`<&", *alt) != NULL)
			buffer_printf(words, "\\%c", *alt);
		else
			buffer_char(words, *alt == '\n' ? ' ' : *alt);
	write_address(page, src, tree_attribute(node, "title"));
}

/* A film or a map becomes a link to it. */
static void
write_embedded(struct page *page, struct node *node)
{
	const char *src = tree_attribute(node, "src");

	write_children(page, node);
	end_block(page);
	if (*src == '\0')
		return;
	flow_markup(&page->flow, "[");
	flow_words(&page->flow, src, strlen(src));
	write_address(page, src, "");
	end_block(page);
}

/* ----------------------------------------------------------------- blocks */

static bool
is_loose(const struct node *list)
{
	for (const struct node *item = list->child; item != NULL;
	     item = item->next)
		for (const struct node *node = item->child; node != NULL;
		     node = node->next)
			if (tree_is(node, "p"))
				return true;
	return false;
}

static void
write_list(struct page *page, struct node *list)
{
	bool ordered = tree_is(list, "ol"), loose = is_loose(list);
	struct flow *flow = &page->flow;
	long number = strtol(tree_attribute(list, "start"), NULL, 10);
	char mark[24] = "- ";
	bool first = true;
	size_t before;

	if (number < 1 || number > 99999999)
		number = 1;
	flow_end(flow);
	for (struct node *item = list->child; item != NULL; item = item->next) {
		if (!tree_is(item, "li")) {
			write_node(page, item);
			continue;
		}
		if (ordered)
			snprintf(mark, sizeof(mark), "%ld. ", number++);
		flow_end(flow);
		/* a list in an item follows its words */
		if (!loose && (!first || tree_is(list->parent, "li")))
			flow->gap = false;
		before = flow_enter(flow, mark);
		write_children(page, item);
		flow_leave(flow, before);
		first = false;
	}
	flow_end(flow);
	flow->gap = true;
}

/* Goes behind white space, and the kind of it that keeps a line together. */
static const char *
skip_blanks(const char *p)
{
	for (;;)
		if (text_space(*p))
			p++;
		else if (strncmp(p, "\xc2\xa0", 2) == 0)
			p += 2;
		else
			return p;
}

/*
 * The length of the sign of an item that a paragraph begins with, as word
 * processors write lists, or 0. Some are letters of a font of signs.
 */
static size_t
sign_length(const struct node *paragraph, const char *p)
{
	static const char *const signs[] = {"\xc2\xb7", "\xe2\x80\xa2",
	    "\xe2\x96\xaa", "\xe2\x97\xa6", "\xef\x82\xb7", "\xef\x82\xa7"};
	static const char *const letters[] = {
	    "o", "-", "\xc2\xa7", "\xc3\xbc", "\xc3\x98"};
	bool word = strstr(tree_attribute(paragraph, "class"), "MsoList");

	for (size_t i = 0; i < COUNT(signs); i++)
		if (strncmp(p, signs[i], strlen(signs[i])) == 0)
			return strlen(signs[i]);
	for (size_t i = 0; word && i < COUNT(letters); i++) {
		size_t len = strlen(letters[i]);

		if (strncmp(p, letters[i], len) == 0 &&
		    (p[len] == '\0' || skip_blanks(p + len) > p + len))
			return len;
	}
	return 0;
}

/* Takes the sign off a paragraph that is an item. Returns whether it is. */
static bool
take_sign(struct node *paragraph)
{
	bool taken = false;

	for (struct node *node = paragraph; node != NULL;
	     node = tree_next(node, paragraph, false)) {
		const char *p;
		size_t len;

		if (tree_is(node, "img"))
			return taken;
		if (node->text == NULL)
			continue;
		p = skip_blanks(node->text);
		len = taken ? 0 : sign_length(paragraph, p);
		taken |= len > 0;
		if (taken)
			node->text = skip_blanks(p + len);
		if (*p != '\0' && (len == 0 || *node->text != '\0'))
			return taken;
	}
	return taken;
}

/* Writes a paragraph that is an item of a list. */
static void
write_item(struct page *page, struct node *node)
{
	struct flow *flow = &page->flow;
	const struct node *before = page->item;
	size_t indent;

	flow_end(flow);
	while (before != NULL && (before = before->next) != NULL &&
	       is_empty_text(before))
		;
	if (before == node)
		flow->gap = false;
	indent = flow_enter(flow, "- ");
	write_children(page, node);
	flow_leave(flow, indent);
	flow->gap = true;
	page->item = node;
}

/* Finds the rows of a table and their cells. Returns the most of one row. */
static size_t
count_columns(struct node *table)
{
	size_t most = 0, count = 0;

	for (struct node *node = tree_next(table, table, false); node != NULL;
	     node = tree_next(node, table, false)) {
		if (tree_is(node, "table") || tree_is(node, "pre"))
			return 0; /* it only lays out */
		if (tree_is(node, "tr"))
			count = 0;
		if ((tree_is(node, "td") || tree_is(node, "th")) &&
		    ++count > most)
			most = count;
	}
	return most;
}

/* Writes one row with that many cells, in a line. */
static void
write_row(struct page *page, struct node *row, size_t columns)
{
	struct buffer line = {0}, *words = &page->flow.words;
	size_t count = 0;

	buffer_char(&line, '|');
	page->cell++;
	for (struct node *cell = row->child; cell != NULL; cell = cell->next) {
		write_node(page, cell);
		if (!tree_is(cell, "td") && !tree_is(cell, "th"))
			continue;
		while (words->len > 0 && words->data[words->len - 1] == ' ')
			words->data[--words->len] = '\0';
		buffer_char(&line, ' ');
		if (words->len > 0)
			buffer_add(&line, words->data, words->len);
		buffer_string(&line, " |");
		buffer_reset(words);
		count++;
	}
	page->cell--;
	for (; count < columns; count++)
		buffer_string(&line, " |");
	page->flow.sheet->line = line_of(page, row);
	if (line.status == ST_OK)
		flow_line(&page->flow, line.data, line.len);
	buffer_free(&line);
}

static void
write_table(struct page *page, struct node *table)
{
	size_t columns = count_columns(table);
	bool first = true;

	flow_end(&page->flow);
	if (table->noted || columns < 2 || columns > COLUMNS_MAX ||
	    page->cell > 0) {
		write_children(page, table);
		return;
	}
	for (struct node *node = tree_next(table, table, false); node != NULL;
	     node = tree_next(node, table, tree_is(node, "tr"))) {
		if (tree_is(node, "caption")) {
			write_children(page, node);
			flow_end(&page->flow);
			node->child = NULL;
		}
		if (!tree_is(node, "tr"))
			continue;
		if (first)
			flow_begin(&page->flow);
		write_row(page, node, columns);
		for (size_t i = 0; first && i < columns; i++)
			buffer_string(&page->flow.words,
			    i + 1 < columns ? "| --- " : "| --- |");
		if (first && page->flow.words.status == ST_OK) {
			flow_line(&page->flow, page->flow.words.data,
			    page->flow.words.len);
			buffer_reset(&page->flow.words);
		}
		first = false;
	}
}

static void
write_preformatted(struct page *page, struct node *root)
{
	struct buffer code = {0};

	for (struct node *node = root; node != NULL;
	     node = tree_next(node, root, false))
		if (node->text != NULL)
			buffer_string(&code, node->text);
		else if (tree_is(node, "img"))
			buffer_string(&code, tree_attribute(node, "alt"));
		else if (tree_is(node, "br"))
			buffer_char(&code, '\n');
	if (code.status == ST_OK && code.len > 0)
		flow_code(&page->flow, code.data, code.len);
	buffer_free(&code);
}

/* Writes what is bold as a paragraph of its own. */
static void
write_bold(struct page *page, struct node *node)
{
	end_block(page);
	write_styled(page, node, "**", &page->strong);
	end_block(page);
}

/* ------------------------------------------------------------------- heads */

/* The attributes of a question that links within the page lead to. */
static const char *
choose_attributes(struct page *page, const struct head *head)
{
	const char *id = tree_attribute(head->node, "id");
	struct buffer slug = {0};
	bool same;

	for (const struct node *node = head->node->parent;
	     *id == '\0' && node != NULL && node->child == head->node;
	     node = node->parent)
		id = tree_attribute(node, "id"); /* <li id="q1"><h3> */
	if (page->target_count == 0 ||
	    bsearch(&id, page->targets, page->target_count,
		sizeof(*page->targets), compare_targets) == NULL ||
	    text_slug_problem(id, strlen(id)) != NULL)
		return "";
	text_slug(&slug, head->title, strlen(head->title), "en");
	same = slug.len > 0 && strcmp(slug.data, id) == 0;
	buffer_free(&slug);
	return same ? "" : arena_printf(page->arena, " {aka=\"%s\"}", id);
}

static void
write_head(struct page *page)
{
	const struct head *head = &page->heads[page->next];
	const struct heading *heading = &page->headings[page->next++];
	struct flow *flow = &page->flow;
	int level;

	flow_end(flow);
	flow->line = line_of(page, head->node);
	if (heading->kind == HEADING_INSIDE && !head->heading) {
		write_bold(page, (struct node *)head->node);
		return;
	}
	flow_words(flow, head->title, strlen(head->title));
	if (heading->kind == HEADING_INSIDE) {
		level = 2 + heading->level - page->level;
		flow_heading(flow, level < 3 ? 3 : level > 6 ? 6 : level, "");
		return;
	}
	page->level = heading->level;
	if (heading->kind == HEADING_CATEGORY)
		flow_heading(flow, 1, "");
	else
		flow_heading(flow, 2, choose_attributes(page, head));
}

/* Tells the words of what is no part of the FAQ. */
static void
leave_out(struct page *page, struct node *node)
{
	const char *words = plain_words(page, node);

	if (*words != '\0')
		report_note(page->report, page->flow.sheet->shown,
		    line_of(page, node), 0, "<%s> is left out: %s", node->name,
		    words);
}

/* ------------------------------------------------------------------- nodes */

static bool
write_inline(struct page *page, struct node *node)
{
	static const struct {
		const char *name, *sign;
		size_t open; /* the counter's place in struct page */
	} styles[] = {
	    {"b", "**", offsetof(struct page, strong)},
	    {"strong", "**", offsetof(struct page, strong)},
	    {"i", "*", offsetof(struct page, emphasis)},
	    {"em", "*", offsetof(struct page, emphasis)},
	    {"del", "~~", offsetof(struct page, struck)},
	    {"s", "~~", offsetof(struct page, struck)},
	    {"strike", "~~", offsetof(struct page, struck)},
	};
	static const char *const codes[] = {"code", "kbd", "samp", "tt"};

	for (size_t i = 0; i < COUNT(styles); i++)
		if (tree_is(node, styles[i].name)) {
			write_styled(page, node, styles[i].sign,
			    (int *)(void *)((char *)page + styles[i].open));
			return true;
		}
	if (is_one_of(node, codes, COUNT(codes)))
		write_code(page, node);
	else if (tree_is(node, "a"))
		write_link(page, node);
	else if (tree_is(node, "img"))
		write_picture(page, node);
	else if (tree_is(node, "br") && page->cell == 0)
		flow_break(&page->flow);
	else if (tree_is(node, "br"))
		flow_words(&page->flow, " ", 1);
	else
		return false;
	return true;
}

static void
write_block(struct page *page, struct node *node)
{
	static const char *const embedded[] = {
	    "audio", "embed", "iframe", "video"};
	static const char *const bold[] = {
	    "dt", "h1", "h2", "h3", "h4", "h5", "h6", "summary"};
	size_t before;

	end_block(page);
	if (page->cell > 0)
		write_children(page, node);
	else if (is_one_of(node, bold, COUNT(bold)))
		write_bold(page, node);
	else if (is_one_of(node, embedded, COUNT(embedded)))
		write_embedded(page, node);
	else if (tree_is(node, "hr"))
		flow_rule(&page->flow);
	else if (tree_is(node, "pre") && !node->noted)
		write_preformatted(page, node);
	else if (tree_is(node, "table"))
		write_table(page, node);
	else if ((tree_is(node, "ul") || tree_is(node, "ol")) && !node->noted)
		write_list(page, node);
	else if (tree_is(node, "blockquote") && !node->noted) {
		before = flow_enter(&page->flow, "> ");
		write_children(page, node);
		flow_leave(&page->flow, before);
	} else if (tree_is(node, "p") && !node->noted && take_sign(node)) {
		write_item(page, node);
	} else {
		write_children(page, node);
	}
	end_block(page);
}

static void
write_node(struct page *page, struct node *node)
{
	if (node->line > 0)
		page->flow.line = line_of(page, node);
	if (page->next < page->count && page->heads[page->next].node == node)
		write_head(page);
	else if (node->text != NULL)
		flow_words(&page->flow, node->text, strlen(node->text));
	else if (page->whole && tree_is(node, "title"))
		return;
	else if (is_beside(page, node) || is_form(page, node))
		leave_out(page, node);
	else if (!write_inline(page, node))
		write_block(page, node);
}

/* ------------------------------------------------------------------- texts */

/* Writes the page's title above it, where it has no heading that is one. */
static void
write_title(struct page *page)
{
	const struct heading *first = page->headings;
	struct flow *flow = &page->flow;
	bool titled = page->count > 0 && first->level == 1 &&
		      first->kind == HEADING_CATEGORY;

	/* of several the first is none for all of the page */
	for (size_t i = 1; *page->title != '\0' && i < page->count; i++)
		titled &=
		    first[i].level > 1 || first[i].kind != HEADING_CATEGORY;

	flow->sheet->untitled = !titled && *page->title == '\0';
	if (*page->title == '\0')
		return;
	if (titled) {
		if (strcmp(page->title, page->heads[0].title) != 0)
			report_note(page->report, flow->sheet->shown,
			    page->base, 0,
			    "the page's title is left out, since it has a "
			    "heading: %s",
			    page->title);
		return;
	}
	flow->line = page->base;
	flow_words(flow, page->title, strlen(page->title));
	flow_heading(flow, 1, "");
}

static void
read_html(struct page *page, const char *html, size_t len)
{
	struct sheet *sheet = page->flow.sheet;
	struct node *root;
	int cut;

	if (tree_parse(&root, page->arena, html, len, &cut) != ST_OK) {
		sheet->text.status = ST_MEMORY;
		return;
	}
	if (cut > 0)
		report_note(page->report, sheet->shown, page->base + cut - 1, 0,
		    "too many tags; from here on the words alone are taken");
	if (page->whole) {
		find_heads(page, root);
		write_title(page);
	}
	write_children(page, root);
	flow_end(&page->flow);
}

static void
read_in_arena(struct page *page, const char *html, size_t len)
{
	struct arena arena = {0};

	page->arena = &arena;
	page->title = "";
	page->level = 2;
	read_html(page, html, len);
	flow_free(&page->flow);
	if (arena.failed)
		page->flow.sheet->text.status = ST_MEMORY;
	arena_free(&arena);
}

void
html_page(
    struct sheet *sheet, const char *html, size_t len, struct report *report)
{
	struct page page = {
	    .report = report, .flow.sheet = sheet, .base = 1, .whole = true};

	read_in_arena(&page, html, len);
}

void
html_piece(
    struct sheet *sheet, const char *html, size_t len, struct report *report)
{
	struct page page = {
	    .report = report, .flow.sheet = sheet, .base = sheet->line};

	sheet_end_block(sheet);
	read_in_arena(&page, html, len);
}

bool
html_is(const char *text, size_t len)
{
	const char *p = text, *end = text + len, *stop;

	if (sieve_finds_tags(text, len))
		return true;
	while ((p = memchr(p, '&', (size_t)(end - p))) != NULL) {
		for (stop = ++p;
		     stop < end && (is_word_byte(*stop) || *stop == '#');)
			stop++;
		if (stop > p && stop < end && *stop == ';')
			return true;
	}
	return false;
}

void
html_words(struct buffer *out, const char *html, size_t len)
{
	struct arena arena = {0};
	struct page page = {.arena = &arena};
	struct node *root;
	int cut;

	if (tree_parse(&root, &arena, html, len, &cut) == ST_OK)
		buffer_string(out, plain_words(&page, root));
	if (arena.failed)
		out->status = ST_MEMORY;
	arena_free(&arena);
}
