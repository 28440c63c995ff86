/* SPDX-License-Identifier: ISC */
/*
 * template.c - what may be asked of a parsed template, and its end.
 */
#include "internal.h"

void
ct_template_free(struct ct_template *t)
{
	const struct ct_allocator *a = t ? t->arena.allocator : NULL;

	if (t == NULL)
		return;
	ct_arena_free(&t->arena);
	ct_resize(a, t->origins.list, 0);
	ct_resize(a, t->nodes, 0);
	ct_resize(a, t->places, 0);
	ct_resize(a, t, 0);
}

const char *
ct_template_name(const struct ct_template *t)
{
	return t->name;
}

bool
ct_template_autoescapes(const struct ct_template *t)
{
	return t->autoescapes;
}

/* As ct_template_leaves_open has it. */
static const char *
name_open(const struct node *n)
{
	static const char *const names[] = {[HTML_OPEN_NOTHING] = "",
	    [HTML_OPEN_TAG] = "a tag",
	    [HTML_OPEN_COMMENT] = "a comment",
	    [HTML_OPEN_SCRIPT] = "a script",
	    [HTML_OPEN_STYLE] = "a style",
	    [HTML_OPEN_TITLE] = "a title",
	    [HTML_OPEN_TEXTAREA] = "a textarea"};

	return names[n->open];
}

const char *
ct_template_leaves_open(const struct ct_template *t)
{
	return name_open(&t->nodes[t->nodes_len - 1]);
}

void
ct_cursor_init(struct cursor *c, const struct ct_template *t)
{
	*c = (struct cursor){t, 0, t->text, 1, 1};
}

void
ct_cursor_locate(struct cursor *c, size_t offset, int *line, int *column)
{
	const struct origins *o = &c->t->origins;
	const char *at = c->t->text + offset, *nl;

	for (; c->origin < o->n && o->list[c->origin].offset <= offset;
	     c->origin++) {
		c->from = c->t->text + o->list[c->origin].offset;
		c->line = o->list[c->origin].line;
		c->column = o->list[c->origin].column;
	}
	while ((nl = memchr(c->from, '\n', (size_t)(at - c->from))) != NULL) {
		c->from = nl + 1;
		c->line++;
		c->column = 1;
	}
	*line = c->line;
	*column = c->column + (int)(at - c->from);
}

/* Writes ":a:b" for the modifiers but an include's indent, cut at room. */
static void
print_modifiers(char *out, size_t room, const struct node *n)
{
	const char *name;
	size_t i, at = 0, len;

	for (i = 0; i < n->modifiers_len; i++) {
		if (n->u.modifiers[i].id == MOD_PREFIX_LINE)
			continue;
		name = ct_modifier_name(&n->u.modifiers[i]);
		len = strlen(name);
		if (len + 1 >= room - at)
			break;
		out[at++] = ':';
		memcpy(out + at, name, len);
		at += len;
	}
	out[at] = '\0';
}

static void
fill_marker(struct ct_marker *m, struct cursor *c, uint32_t i)
{
	const struct ct_template *t = c->t;
	const struct node_place *place = &t->places[i];
	const struct node *n = &t->nodes[i];

	m->kind = n->kind == NODE_VARIABLE  ? CT_VARIABLE
		  : n->kind == NODE_INCLUDE ? CT_INCLUDE_MARKER
					    : CT_SECTION;
	if (place->section > 0 && n->kind == NODE_SECTION &&
	    t->nodes[place->section - 1].u.section.separator == i)
		m->kind = CT_SEPARATOR;
	m->name = n->name.bytes;
	m->section =
	    place->section > 0 ? t->nodes[place->section - 1].name.bytes : "";
	m->unescaped = n->unescaped;
	m->within = name_open(n);
	ct_cursor_locate(c, place->offset, &m->line, &m->column);
}

/* The marker and its strings are gone when visit returns, but for the names. */
void
ct_template_visit(const struct ct_template *t,
    bool (*visit)(void *data, const struct ct_marker *), void *data)
{
	char modifiers[2048];
	struct ct_marker m;
	struct cursor c;
	uint32_t i;

	ct_cursor_init(&c, t);
	for (i = 0; i < t->nodes_len; i++) {
		if (t->nodes[i].kind == NODE_TEXT ||
		    t->nodes[i].kind == NODE_END)
			continue;
		print_modifiers(modifiers, sizeof(modifiers), &t->nodes[i]);
		m.modifiers = modifiers;
		fill_marker(&m, &c, i);
		if (!visit(data, &m))
			return;
	}
}

const char *
ct_status_text(enum ct_status status)
{
	switch (status) {
	case CT_OK:
		return "success";
	case CT_INCLUDE:
		return "an include was missing or broken";
	case CT_SYNTAX:
		return "it does not parse";
	case CT_LIMIT:
		return "a limit was passed";
	case CT_NOMEM:
		return "out of memory";
	}
	return "unknown status";
}

const char *
ct_version(void)
{
	return CT_VERSION;
}
