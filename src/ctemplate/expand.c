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
	char *end;                   /* of the room in out */
	const struct ct_template *t; /* the one being walked */
	const struct ct_loader *loader;
	const struct ct_dict *globals; /* template-global */
	bool (*sink)(void *data, const char *bytes, size_t len);
	void *sink_data;
	bool incomplete;         /* an include was missing or broken */
	size_t steps, max_steps; /* see CT_MAX_STEPS */
	size_t flushed;          /* bytes that the sink has */
	unsigned depth;          /* includes inside includes */
	unsigned held;           /* what is written will still be changed */
};

enum {
	SINK_PIECE = 8192,
	PAID_MOST = 64 << 20, /* bytes of the text that allow more steps */
	STEP_BYTES = 16       /* that a modifier reads in one step */
};

static char *expand_nodes(struct expansion *, char *to, const struct node *,
    const struct ct_dict *, const struct node *separator);

/* -------------------------------------------------------------- the buffer */

/*
 * Where the text ends goes from function to function as `to`: kept in the
 * buffer, each piece would wait for the store of the one before.
 */
static struct ct_buffer *
give_buffer(const struct expansion *x, const char *to)
{
	x->out->len = (size_t)(to - x->out->data);
	return x->out;
}

static char *
take_buffer(struct expansion *x)
{
	x->end = x->out->data + x->out->cap;
	return x->out->data + x->out->len;
}

/* The status of the buffer says whether there is room now. */
static char *
make_room(struct expansion *x, char *to, size_t len)
{
	ct_buffer_grow(give_buffer(x, to), len);
	return take_buffer(x);
}

/* Most texts between markers are short: they are copied without a call. */
static inline char *
add_text(struct expansion *x, char *to, const char *text, size_t len)
{
	if (len > (size_t)(x->end - to)) {
		to = make_room(x, to, len);
		if (x->out->status != CT_OK)
			return to;
	}
	memcpy(to, text, SLACK);
	if (len > SLACK)
		memcpy(to + SLACK, text + SLACK, len - SLACK);
	return to + len;
}

/*
 * A few names inside each other can mean more than anyone can wait for. A long
 * text takes long, so steps are counted against its bytes; `len` are those in
 * the buffer.
 */
static inline void
spend(struct expansion *x, size_t steps, size_t len)
{
	x->steps += steps;
	if (x->steps <= x->max_steps)
		return;
	len += x->flushed;
	if (x->steps - x->max_steps > (len < PAID_MOST ? len : PAID_MOST) &&
	    x->out->status == CT_OK)
		x->out->status = CT_LIMIT;
}

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
    struct expansion *x, size_t from, const struct modifier *m, size_t n)
{
	struct ct_buffer *out = x->out;
	size_t len;

	for (; n > 0 && out->status == CT_OK; m++, n--) {
		len = out->len - from;
		spend(x, len / STEP_BYTES, out->len);
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

static char *
modify_value(struct expansion *x, char *to, const struct node *n,
    const char *bytes, size_t len)
{
	struct ct_buffer *out = give_buffer(x, to);
	size_t from = out->len, max;

	if (n->modifiers_len == 0) {
		if (len > 0)
			buffer_add(out, bytes, len);
	} else if (n->modifiers_len == 1) {
		spend(x, len / STEP_BYTES, out->len);
		ct_modifier_apply(n->u.modifiers, bytes, len, out);
	} else {
		max = lift_ceiling(out);
		spend(x, len / STEP_BYTES, out->len);
		ct_modifier_apply(n->u.modifiers, bytes, len, out);
		modify_tail(
		    x, from, n->u.modifiers + 1, (size_t)n->modifiers_len - 1);
		lower_ceiling(out, max);
	}
	return take_buffer(x);
}

static char *
expand_variable(struct expansion *x, char *to, const struct node *n,
    const struct ct_dict *d)
{
	const struct entry *e = find_value(x, d, n);
	const char *bytes = e ? e->u.value.bytes : "";
	size_t len = e ? e->u.value.len : 0;

	if (len <= (size_t)(x->end - to) / 8) {
		if (n->only == MOD_HTML ||
		    (n->only == MOD_URL_HTML && ct_url_is_harmless(bytes, len)))
			return ct_escape_html(to, bytes, len);
	}
	return modify_value(x, to, n, bytes, len);
}

/* ---------------------------------------------------------------- includes */

static char *
expand_file(struct expansion *x, char *to, const struct node *n,
    const struct ct_dict *d)
{
	const struct ct_template *outer = x->t, *file;
	size_t from = (size_t)(to - x->out->data), max;
	bool before = x->incomplete; /* then it says whether this file is */

	file = x->loader
		   ? x->loader->find(x->loader->data, d->file, outer->strip)
		   : NULL;
	x->incomplete = true;
	if (file == NULL)
		return to;
	if (x->depth == CT_MAX_INCLUDE_DEPTH) {
		x->out->status = CT_LIMIT;
		return to;
	}
	x->t = file;
	x->incomplete = false;
	x->depth++;
	x->held += n->modifiers_len > 0;
	to = expand_nodes(x, to, file->nodes, d, NULL);
	x->held -= n->modifiers_len > 0;
	x->depth--;
	x->t = outer;
	if (n->modifiers_len > 0) {
		/* What will be changed is inserted as a whole or not at all. */
		if (x->incomplete)
			return x->out->data + from;
		give_buffer(x, to);
		max = lift_ceiling(x->out);
		modify_tail(x, from, n->u.modifiers, n->modifiers_len);
		lower_ceiling(x->out, max);
		to = take_buffer(x);
	}
	x->incomplete = x->incomplete || before;
	return to;
}

static char *
expand_include(struct expansion *x, char *to, const struct node *n,
    const struct ct_dict *d)
{
	const struct entry *e = find_near(d, n);

	for (d = e ? e->u.list.first : NULL; d; d = d->next)
		if (d->file && *d->file)
			to = expand_file(x, to, n, d);
	return to;
}

/* ---------------------------------------------------------------- sections */

static inline char *
expand_section(struct expansion *x, char *to, const struct node *n,
    const struct ct_dict *d)
{
	const struct node *separator = NULL;
	const struct entry *e = find_near(d, n);

	if (e == NULL)
		e = dict_find(x->globals, &n->name);
	if (e == NULL)
		return to;
	if (n->u.section.separator > 0)
		separator = &x->t->nodes[n->u.section.separator];
	for (d = e->u.list.first; d; d = d->next)
		to = expand_nodes(x, to, n + 1, d, d->next ? separator : NULL);
	return to;
}

static char *
flush_sink(struct expansion *x, char *to)
{
	struct ct_buffer *out = give_buffer(x, to);

	if (out->len > 0 && out->status != CT_NOMEM &&
	    !x->sink(x->sink_data, out->data, out->len))
		out->status = CT_LIMIT;
	x->flushed += out->len;
	out->len = 0;
	return out->data;
}

/*
 * Expands the nodes up to the end of their section, or of the template.
 * `separator` is the one that also expands behind itself, as in every iteration
 * but the last; or NULL.
 */
static char *
expand_nodes(struct expansion *x, char *to, const struct node *n,
    const struct ct_dict *d, const struct node *separator)
{
	struct ct_buffer *out = x->out;
	size_t steps;

	spend(x, 1, (size_t)(to - out->data));
	for (steps = 0; out->status == CT_OK; n++, steps++) {
		to = add_text(x, to, n->text, n->text_len);
		if (n->kind == NODE_VARIABLE) {
			to = expand_variable(x, to, n, d);
		} else if (n->kind == NODE_SECTION) {
			to = expand_section(x, to, n, d);
			if (n == separator)
				to = expand_nodes(x, to, n + 1, d, NULL);
			n = &x->t->nodes[n->u.section.end];
		} else if (n->kind == NODE_END) {
			x->steps += steps;
			return to;
		} else if (n->kind == NODE_INCLUDE) {
			to = expand_include(x, to, n, d);
		}
		if (x->sink && x->held == 0 && to - out->data >= SINK_PIECE)
			to = flush_sink(x, to);
	}
	return to;
}

static enum ct_status
expand_all(struct expansion *x, const struct ct_template *t,
    const struct ct_dict *root)
{
	char *to;

	if (x->out->status != CT_OK)
		return x->out->status;
	if (root->root->failed)
		return CT_NOMEM;
	if (!ct_buffer_grow(x->out, 0)) /* so that there is data, be it empty */
		return x->out->status;
	x->t = t;
	x->globals = &root->root->globals;
	x->max_steps = x->loader && x->loader->max_steps > 0
			   ? x->loader->max_steps
			   : CT_MAX_STEPS;
	to = expand_nodes(x, take_buffer(x), t->nodes, root, NULL);
	give_buffer(x, to);
	lower_ceiling(x->out, x->out->max);
	if (x->sink)
		flush_sink(x, to);
	if (x->out->status != CT_OK)
		return x->out->status;
	return x->incomplete ? CT_INCLUDE : CT_OK;
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
