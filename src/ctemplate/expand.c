/* SPDX-License-Identifier: ISC */
/*
 * expand.c - walks a template with a dictionary and writes the text.
 * It must not know how a template is parsed or a value escaped.
 *
 * Recursion follows sections (at most CT_MAX_NESTING deep in a template) and
 * includes (CT_MAX_INCLUDE_DEPTH).
 */
#include <stdlib.h>

#include "internal.h"

struct expansion {
	struct ct_buffer *out;
	const struct ct_template *t; /* the one being walked */
	const struct ct_loader *loader;
	const struct ct_dict *globals; /* template-global */
	bool (*sink)(void *data, const char *bytes, size_t len);
	void *sink_data;
	unsigned steps; /* iterations and files so far */
	unsigned depth; /* includes inside includes */
	unsigned held;  /* what is written will still be changed */
};

enum { SINK_PIECE = 8192 };

static bool expand_nodes(struct expansion *, const struct node *,
    const struct ct_dict *, const struct node *separator);

/* ---------------------------------------------------------------- look-ups */

/* In the dictionary and its parents. */
static inline const struct entry *
find_near(const struct ct_dict *d, const struct node *n)
{
	const struct entry *e;

	for (; d; d = d->parent) {
		e = dict_find(d, &n->name);
		if (e)
			return e;
	}
	return NULL;
}

static inline const struct entry *
find_value(
    const struct expansion *x, const struct ct_dict *d, const struct node *n)
{
	const struct entry *e = find_near(d, n);

	if (e == NULL)
		e = dict_find(x->globals, &n->name);
	if (e == NULL)
		e = ct_env_find(x->t->env, &n->name);
	return e;
}

/* --------------------------------------------------------------- modifiers */

static void
call_custom(
    struct ct_buffer *out, const struct modifier *m, size_t from, size_t len)
{
	char *copy = malloc(len + 1);

	if (copy == NULL) {
		out->status = CT_NOMEM;
		return;
	}
	memcpy(copy, out->data + from, len);
	ct_modifier_apply(m, copy, len, out);
	free(copy);
}

/*
 * Applies the modifiers to what stands behind out->data[from], one after the
 * other: each writes behind its input, then its output is moved down. Room is
 * made beforehand, so that the input stays where it is.
 */
static void
modify_tail(
    struct ct_buffer *out, size_t from, const struct modifier *m, size_t n)
{
	size_t len;

	for (; n > 0 && out->status == CT_OK; m++, n--) {
		len = out->len - from;
		if (m->id == MOD_CUSTOM)
			call_custom(out, m, from, len);
		else if (ct_buffer_grow(
			     out, ct_modifier_bound(m, out->data + from, len)))
			ct_modifier_apply(m, out->data + from, len, out);
		if (out->status == CT_OK) {
			memmove(out->data + from, out->data + from + len,
			    out->len - from - len);
			out->len -= len;
		}
	}
}

/* The ceiling holds for the text, not for what it is made of. */
static size_t
lift_ceiling(struct ct_buffer *out)
{
	size_t max = out->max;

	out->max = 0;
	return max;
}

static void
lower_ceiling(struct ct_buffer *out, size_t max)
{
	out->max = max;
	if (max > 0 && out->len > max && out->status == CT_OK)
		out->status = CT_LIMIT;
}

static void
expand_variable(
    struct expansion *x, const struct node *n, const struct ct_dict *d)
{
	const struct entry *e = find_value(x, d, n);
	const char *bytes = e ? e->u.value.bytes : "";
	size_t len = e ? e->u.value.len : 0, from = x->out->len, max;

	if (n->modifiers_len == 0) {
		if (len > 0)
			buffer_add(x->out, bytes, len);
		return;
	}
	if (n->modifiers_len == 1) {
		ct_modifier_apply(n->u.modifiers, bytes, len, x->out);
		return;
	}
	max = lift_ceiling(x->out);
	ct_modifier_apply(n->u.modifiers, bytes, len, x->out);
	modify_tail(
	    x->out, from, n->u.modifiers + 1, (size_t)n->modifiers_len - 1);
	lower_ceiling(x->out, max);
}

/* ---------------------------------------------------------------- includes */

/* Returns false where the file, or one it includes, is missing or broken. */
static bool
expand_file(struct expansion *x, const struct node *n, const struct ct_dict *d)
{
	size_t from = x->out->len, max;
	const struct ct_template *outer = x->t, *file;
	bool good;

	file = x->loader
		   ? x->loader->find(x->loader->data, d->file, outer->strip)
		   : NULL;
	if (file == NULL)
		return false;
	if (x->depth == CT_MAX_INCLUDE_DEPTH) {
		x->out->status = CT_LIMIT;
		return false;
	}
	x->t = file;
	x->depth++;
	x->held += n->modifiers_len > 0;
	good = expand_nodes(x, file->nodes, d, NULL);
	x->held -= n->modifiers_len > 0;
	x->depth--;
	x->t = outer;
	if (n->modifiers_len == 0)
		return good;
	if (!good) {
		/* What will be changed is inserted as a whole or not at all. */
		x->out->len = from;
		return false;
	}
	max = lift_ceiling(x->out);
	modify_tail(x->out, from, n->u.modifiers, n->modifiers_len);
	lower_ceiling(x->out, max);
	return true;
}

static bool
expand_include(
    struct expansion *x, const struct node *n, const struct ct_dict *d)
{
	const struct entry *e = find_near(d, n);
	bool good = true;

	if (e == NULL)
		return true;
	for (d = e->u.list.first; d; d = d->next)
		if (d->file && *d->file)
			good = expand_file(x, n, d) && good;
	return good;
}

/* ---------------------------------------------------------------- sections */

static bool
expand_section(
    struct expansion *x, const struct node *n, const struct ct_dict *d)
{
	const struct node *separator = NULL;
	const struct entry *e = find_near(d, n);
	bool good = true;

	if (e == NULL)
		e = dict_find(x->globals, &n->name);
	if (e == NULL)
		return true;
	if (n->u.section.separator > 0)
		separator = &x->t->nodes[n->u.section.separator];
	for (d = e->u.list.first; d; d = d->next)
		if (!expand_nodes(x, n + 1, d, d->next ? separator : NULL))
			good = false;
	return good;
}

static void
flush_sink(struct expansion *x)
{
	struct ct_buffer *out = x->out;

	if (out->len > 0 && out->status != CT_NOMEM &&
	    !x->sink(x->sink_data, out->data, out->len))
		out->status = CT_LIMIT;
	out->len = 0;
}

/* Most texts between markers are short: they are copied without a call. */
static inline void
add_text(struct ct_buffer *out, const char *text, size_t len)
{
	char *to;

	if (!buffer_has_room(out, len))
		return;
	to = out->data + out->len;
	out->len += len;
	memcpy(to, text, 16);
	if (len > 16)
		memcpy(to + 16, text + 16, len - 16);
}

/*
 * Expands the nodes up to the end of their section, or of the template.
 * `separator` is the one that also expands behind itself, as in every iteration
 * but the last; or NULL. Returns false where an include failed.
 */
static bool
expand_nodes(struct expansion *x, const struct node *n, const struct ct_dict *d,
    const struct node *separator)
{
	struct ct_buffer *out = x->out;
	bool good = true;

	/* A few names inside each other can mean more than anyone can wait. */
	if (++x->steps > CT_MAX_STEPS && out->status == CT_OK)
		out->status = CT_LIMIT;
	for (; out->status == CT_OK; n++) {
		add_text(out, n->text, n->text_len);
		switch ((enum node_kind)n->kind) {
		case NODE_TEXT:
			break;
		case NODE_VARIABLE:
			expand_variable(x, n, d);
			break;
		case NODE_INCLUDE:
			good = expand_include(x, n, d) && good;
			break;
		case NODE_SECTION:
			good = expand_section(x, n, d) && good;
			if (n == separator)
				good = expand_nodes(x, n + 1, d, NULL) && good;
			n = &x->t->nodes[n->u.section.end];
			break;
		case NODE_END:
			return good;
		}
		if (x->sink && x->held == 0 && out->len >= SINK_PIECE)
			flush_sink(x);
	}
	return good;
}

static enum ct_status
expand_all(struct expansion *x, const struct ct_template *t,
    const struct ct_dict *root)
{
	bool good;

	if (x->out->status != CT_OK)
		return x->out->status;
	if (root->root->failed)
		return CT_NOMEM;
	if (!ct_buffer_grow(x->out, 0)) /* so that there is data, be it empty */
		return x->out->status;
	x->t = t;
	x->globals = &root->root->globals;
	good = expand_nodes(x, t->nodes, root, NULL);
	lower_ceiling(x->out, x->out->max);
	if (x->sink)
		flush_sink(x);
	if (x->out->status != CT_OK)
		return x->out->status;
	return good ? CT_OK : CT_INCLUDE;
}

enum ct_status
ct_expand(const struct ct_template *t, const struct ct_dict *root,
    const struct ct_loader *loader, struct ct_buffer *out)
{
	struct expansion x = {.out = out, .loader = loader};

	return expand_all(&x, t, root);
}

enum ct_status
ct_expand_to(const struct ct_template *t, const struct ct_dict *root,
    const struct ct_loader *loader,
    bool (*sink)(void *data, const char *bytes, size_t len), void *data)
{
	struct ct_buffer out = {.max = 0};
	struct expansion x = {
	    .out = &out, .loader = loader, .sink = sink, .sink_data = data};
	enum ct_status status = expand_all(&x, t, root);

	ct_buffer_free(&out);
	return status;
}
