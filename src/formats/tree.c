/* SPDX-License-Identifier: ISC */
/* tree.c - HTML to a tree. See tree.h. */
#include "formats/tree.h"

#include <gumbo.h>
#include <setjmp.h>
#include <string.h>

#include "formats/sieve.h"

/*
 * gumbo does not expect memory to run out, and frees a tree by calling itself
 * for each level. So its memory is an arena's, which goes as a whole, and it is
 * left by a jump.
 */
struct memory {
	struct arena *arena;
	jmp_buf out;
};

static void *
take_memory(void *context, size_t size)
{
	struct memory *memory = context;
	void *bytes = arena_alloc(memory->arena, size);

	if (bytes == NULL)
		longjmp(memory->out, 1);
	return bytes;
}

static void
leave_memory(void *context, void *bytes)
{
	(void)context;
	(void)bytes;
}

static GumboOutput *
parse_html(struct arena *arena, const struct buffer *html)
{
	struct memory memory = {.arena = arena};
	GumboOptions options = kGumboDefaultOptions;

	options.allocator = take_memory;
	options.deallocator = leave_memory;
	options.userdata = &memory;
	options.max_errors = 0;
	options.fragment_context = GUMBO_TAG_BODY;
	if (setjmp(memory.out) != 0)
		return NULL;
	return gumbo_parse_with_options(
	    &options, html->data != NULL ? html->data : "", html->len);
}

static struct node *
new_node(struct arena *arena, struct node *parent, struct node **last)
{
	struct node *node = arena_alloc(arena, sizeof(*node));

	if (node == NULL)
		return NULL;
	node->parent = parent;
	if (*last == NULL)
		parent->child = node;
	else
		(*last)->next = node;
	return *last = node;
}

/* Copies what is below an element; the sieve bounds the depth. */
static void
copy_children(
    struct arena *arena, struct node *parent, const GumboElement *element)
{
	struct node *last = NULL, *node;

	for (unsigned int i = 0; i < element->children.length; i++) {
		const GumboNode *child = element->children.data[i];

		if (child->type == GUMBO_NODE_COMMENT)
			continue;
		node = new_node(arena, parent, &last);
		if (node == NULL)
			return;
		if (child->type == GUMBO_NODE_ELEMENT ||
		    child->type == GUMBO_NODE_TEMPLATE) {
			node->name =
			    gumbo_normalized_tagname(child->v.element.tag);
			node->line = (int)child->v.element.start_pos.line;
			node->attributes = &child->v.element.attributes;
			copy_children(arena, node, &child->v.element);
		} else {
			node->text = child->v.text.text;
			node->line = (int)child->v.text.start_pos.line;
		}
	}
}

enum status
tree_parse(struct node **root, struct arena *arena, const char *html,
    size_t len, int *cut)
{
	struct buffer clean = {0};
	const GumboOutput *output = NULL;

	sieve_read(&clean, html, len, cut);
	*root = arena_alloc(arena, sizeof(**root));
	if (clean.status == ST_OK && *root != NULL) {
		(*root)->name = "";
		output = parse_html(arena, &clean);
	}
	if (output != NULL)
		copy_children(arena, *root, &output->root->v.element);
	buffer_free(&clean);
	return output == NULL || arena->failed ? ST_MEMORY : ST_OK;
}

const char *
tree_attribute(const struct node *node, const char *name)
{
	const GumboAttribute *attribute =
	    node->attributes == NULL
		? NULL
		: gumbo_get_attribute(node->attributes, name);

	return attribute == NULL ? "" : attribute->value;
}

bool
tree_is(const struct node *node, const char *name)
{
	return node->name != NULL && strcmp(node->name, name) == 0;
}

struct node *
tree_next(struct node *node, const struct node *root, bool over)
{
	if (!over && node->child != NULL)
		return node->child;
	for (; node != root; node = node->parent)
		if (node->next != NULL)
			return node->next;
	return NULL;
}
