/* SPDX-License-Identifier: ISC */
/*
 * expand.c - walks a template with a dictionary and writes the text.
 * It must not know how a template is parsed or a value escaped.
 *
 * Recursion follows sections (at most CT_MAX_NESTING deep in a template) and
 * includes (limits.depth).
 */
#include "internal.h"

enum {
	SINK_PIECE = 8192,
	TICKS = 256,          /* markers from go_on to go_on */
	PAID_MOST = 64 << 20, /* bytes of the text that allow more steps */
	STEP_BYTES = 16,      /* that a modifier reads in one step */
	REGIONS = 16
};

struct region {
	size_t from, to; /* in the buffer */
	const struct modifier *indent;
};

struct expansion {
	struct ct_buffer *out;
	char *end;                   /* of the room in out */
	const struct ct_template *t; /* the one being walked */
	const struct ct_expansion *how;
	const struct ct_loader *loader; /* where how has no find; or NULL */
	const struct ct_dict *globals;  /* template-global */
	size_t steps, max_steps;        /* see CT_MAX_STEPS */
	size_t depth, max_depth;        /* includes inside includes */
	size_t flushed;                 /* bytes that the sink has */
	enum ct_limit limit; /* what ended it, where that is not the bytes */
	unsigned held;       /* what is written will still be changed */
	unsigned ticks;
	unsigned open; /* includes that will be indented, around this place */
	unsigned regions_len;
	bool incomplete; /* an include was missing or broken */
	bool watched;    /* there is a sink, or go_on */
	bool told;       /* of the limit */
	/* What is to be indented, in the text's order; each may hold others. */
	struct region regions[REGIONS];
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

/* A warm buffer may have more room than it may use now. */
static char *
take_buffer(struct expansion *x)
{
	struct ct_buffer *out = x->out;

	x->end = out->data +
		 (out->max > 0 && out->max < out->cap ? out->max : out->cap);
	return out->data + out->len;
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

/* ------------------------------------------------------ limits and failures */

static void
stop(struct expansion *x, enum ct_limit limit)
{
	if (x->out->status == CT_OK) {
		x->out->status = CT_LIMIT;
		x->limit = limit;
	}
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
	if (x->steps - x->max_steps > (len < PAID_MOST ? len : PAID_MOST))
		stop(x, CT_LIMIT_STEPS);
}

static void
tell_failure(
    const struct expansion *x, const struct node *n, struct ct_failure *f)
{
	struct cursor c;

	if (x->how->failed == NULL)
		return;
	f->in = x->t->name;
	ct_cursor_init(&c, x->t);
	ct_cursor_locate(
	    &c, x->t->places[n - x->t->nodes].offset, &f->line, &f->column);
	x->how->failed(x->how->data, f);
}

/* The marker that a walk saw last, before n: a section, not its end. */
static const struct node *
find_culprit(const struct ct_template *t, const struct node *n)
{
	const struct node *at = n > t->nodes ? n - 1 : n;
	uint32_t end = (uint32_t)(at - t->nodes);

	for (n = at; at->kind == NODE_END && n > t->nodes; n--)
		if (n[-1].kind == NODE_SECTION && n[-1].u.section.end == end)
			return n - 1;
	return at;
}

/* The innermost node that could not go on is told, behind it n. */
static void
tell_limit(struct expansion *x, const struct node *n)
{
	struct ct_failure f = {
	    .status = CT_LIMIT, .limit = x->limit ? x->limit : CT_LIMIT_BYTES};

	if (x->told || x->out->status != CT_LIMIT)
		return;
	x->told = true;
	tell_failure(x, find_culprit(x->t, n), &f);
}

static void
tell_include(struct expansion *x, const struct node *n, const char *file,
    const struct ct_error *why)
{
	struct ct_failure f = {.status = CT_INCLUDE, .file = file, .why = *why};

	x->incomplete = true;
	tell_failure(x, n, &f);
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

/* A caller's modifier; one that nobody registered changes nothing. */
static void
call_custom(struct expansion *x, const struct modifier *m, const char *in,
    size_t len, struct ct_buffer *out)
{
	const struct custom *c = m->custom;
	struct ct_call call = {.expansion = x->how->data, .arg = m->arg};

	if (c == NULL) {
		ct_buffer_add(out, in, len);
	} else if (c->fn) {
		c->fn(c->data, in, len, m->arg, out);
	} else {
		call.data = c->data;
		c->call(&call, in, len, out);
	}
}

static void
apply(struct expansion *x, const struct modifier *m, const char *in, size_t len,
    struct ct_buffer *out)
{
	if (m->id == MOD_CUSTOM)
		call_custom(x, m, in, len, out);
	else
		ct_modifier_apply(m, in, len, out);
	buffer_check(out);
}

/* It may write as it likes, so its input stands elsewhere. */
static void
modify_by_caller(struct expansion *x, size_t from, const struct modifier *m)
{
	struct ct_buffer *out = x->out;
	size_t len = out->len - from;
	char *copy = ct_resize(out->allocator, NULL, len + 1);

	if (copy == NULL) {
		out->status = CT_NOMEM;
		return;
	}
	memcpy(copy, out->data + from, len);
	out->len = from;
	apply(x, m, copy, len, out);
	ct_resize(out->allocator, copy, 0);
}

/*
 * The modifier writes behind its input, then its output is moved down. Room is
 * made beforehand, so that the input stays where it is; where the ceiling
 * leaves less than the output might need, the modifier ends there.
 */
static void
modify_in_place(struct ct_buffer *out, size_t from, const struct modifier *m)
{
	size_t len = out->len - from, max = out->max;
	size_t room = ct_modifier_bound(m, out->data + from, len);

	if (max > 0) {
		if (room > max - from)
			room = max - from;
		out->max = max + len;
	}
	if (ct_buffer_grow(out, room))
		ct_modifier_apply(m, out->data + from, len, out);
	out->max = max;
	if (out->status != CT_OK)
		return;
	memmove(
	    out->data + from, out->data + from + len, out->len - from - len);
	out->len -= len;
	buffer_check(out);
}

/*
 * Applies the modifiers, one after the other, to what stands behind from. What
 * one did not finish may not be escaped yet, so nothing is left of it.
 */
static void
modify_tail(
    struct expansion *x, size_t from, const struct modifier *m, size_t n)
{
	for (; n > 0 && x->out->status == CT_OK; m++, n--) {
		spend(x, (x->out->len - from) / STEP_BYTES, x->out->len);
		if (m->id == MOD_CUSTOM)
			modify_by_caller(x, from, m);
		else
			modify_in_place(x->out, from, m);
	}
	if (x->out->status != CT_OK)
		x->out->len = from;
}

static char *
modify_value(struct expansion *x, char *to, const struct node *n,
    const char *bytes, size_t len)
{
	struct ct_buffer *out = give_buffer(x, to);
	size_t from = out->len;

	if (n->modifiers_len > 0) {
		spend(x, len / STEP_BYTES, out->len);
		apply(x, n->u.modifiers, bytes, len, out);
		modify_tail(
		    x, from, n->u.modifiers + 1, (size_t)n->modifiers_len - 1);
	} else {
		ct_buffer_add(out, bytes, len);
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

/* ------------------------------------------------------------------ indents */

/*
 * Indents regions[first..) at once, of which the first holds the others: each
 * end of a line gets the indents of all that are open there, as if they had
 * been put in one after the other, from the innermost.
 */
struct indenting {
	struct expansion *x;
	unsigned active[REGIONS], n; /* the open ones, the outermost first */
};

/* The bytes are in the buffer themselves, so they are found by offsets. */
static void
copy_bytes(struct ct_buffer *out, size_t from, size_t len)
{
	if (!buffer_has_room(out, len))
		return;
	memcpy(out->data + out->len, out->data + from, len);
	out->len += len;
}

/*
 * The end of the line that begins at `from`: behind its \n, \r\n or \r; or
 * `to`, with *ends false.
 */
static size_t
find_line_end(const struct ct_buffer *out, size_t from, size_t to, bool has_cr,
    bool *ends)
{
	const char *p = out->data + from;
	const char *lf = memchr(p, '\n', to - from);
	const char *cr;

	cr = has_cr ? memchr(p, '\r', lf ? (size_t)(lf - p) : to - from) : NULL;
	*ends = cr || lf;
	if (cr && cr + 1 != lf)
		return (size_t)(cr + 1 - out->data);
	return lf ? (size_t)(lf + 1 - out->data) : to;
}

/* Copies a stretch in which no region begins or ends. */
static void
indent_stretch(const struct indenting *in, size_t from, size_t to, bool has_cr)
{
	struct expansion *x = in->x;
	struct ct_buffer *out = x->out;
	const struct modifier *m;
	size_t next;
	unsigned i;
	bool ends;

	for (; from < to && out->status == CT_OK; from = next) {
		next = find_line_end(out, from, to, has_cr, &ends);
		copy_bytes(out, from, next - from);
		for (i = 0; ends && i < in->n; i++) {
			m = x->regions[in->active[i]].indent;
			buffer_add(out, m->text, m->len);
		}
	}
}

static void
indent_regions(struct expansion *x, unsigned first)
{
	struct indenting in = {.x = x};
	size_t at = x->regions[first].from, to = x->regions[first].to, next;
	const char *data = x->out->data;
	bool has_cr = memchr(data + at, '\r', to - at) != NULL;
	unsigned i = first;

	for (;;) {
		if (in.n > 0 && x->regions[in.active[in.n - 1]].to == at) {
			in.n--;
			continue;
		}
		if (i < x->regions_len && x->regions[i].from == at) {
			in.active[in.n++] = i++;
			continue;
		}
		if (in.n == 0)
			return;
		next = x->regions[in.active[in.n - 1]].to;
		/* no \r\n is torn: a blank stands before each region */
		if (i < x->regions_len && x->regions[i].from < next)
			next = x->regions[i].from;
		indent_stretch(&in, at, next, has_cr);
		at = next;
	}
}

/* Replaces what stands in the first region by the indented text. */
static void
indent_tail(struct expansion *x, unsigned first)
{
	struct ct_buffer *out = x->out;
	size_t from = x->regions[first].from, len = out->len - from;
	size_t max = out->max;

	spend(x, len / STEP_BYTES, out->len);
	if (max > 0)
		out->max = max + len;
	if (ct_buffer_grow(out, len))
		indent_regions(x, first);
	out->max = max;
	if (out->status != CT_OK)
		return;
	memmove(
	    out->data + from, out->data + from + len, out->len - from - len);
	out->len -= len;
	buffer_check(out);
}

/* ---------------------------------------------------------------- includes */

/* NULL: it is missing or broken, as was told. */
static const struct ct_template *
find_file(struct expansion *x, const struct node *n, const char *file)
{
	const struct ct_expansion *how = x->how;
	struct ct_error why = {.line = 0};
	const struct ct_template *t = NULL;

	if (how->find)
		t = how->find(how->data, file, x->t->strip, &why);
	else if (x->loader)
		t = x->loader->find(x->loader->data, file, x->t->strip);
	if (t == NULL)
		tell_include(x, n, file, &why);
	return t;
}

static char *
expand_inside(struct expansion *x, char *to, const struct ct_template *file,
    const struct ct_dict *d)
{
	const struct ct_template *outer = x->t;

	x->t = file;
	x->depth++;
	to = expand_nodes(x, to, file->nodes, d, NULL);
	x->depth--;
	x->t = outer;
	return to;
}

/*
 * An include that is indented and no more waits for the outermost of its kind,
 * so that the text is read once and not at each level.
 */
static char *
expand_indented(struct expansion *x, char *to, const struct node *n,
    const struct ct_template *file, const struct ct_dict *d)
{
	unsigned i = x->regions_len++;
	struct region *r = &x->regions[i];

	r->from = (size_t)(to - x->out->data);
	r->indent = n->u.modifiers;
	x->open++;
	to = expand_inside(x, to, file, d);
	x->open--;
	if (x->incomplete) { /* is inserted as a whole or not at all */
		x->regions_len = i;
		return x->out->data + r->from;
	}
	r->to = (size_t)(to - x->out->data);
	if (x->open > 0)
		return to;
	give_buffer(x, to);
	if (x->out->status == CT_OK)
		indent_tail(x, i);
	x->regions_len = i;
	return take_buffer(x);
}

static char *
expand_modified(struct expansion *x, char *to, const struct node *n,
    const struct ct_template *file, const struct ct_dict *d)
{
	size_t from = (size_t)(to - x->out->data);
	unsigned open = x->open;

	x->held++;
	if (n->modifiers_len == 1 && n->u.modifiers->id == MOD_PREFIX_LINE &&
	    x->regions_len < REGIONS) {
		to = expand_indented(x, to, n, file, d);
		x->held--;
		return to;
	}
	/* Its own text must be finished before it is changed. */
	x->open = 0;
	to = expand_inside(x, to, file, d);
	x->open = open;
	x->held--;
	if (x->incomplete)
		return x->out->data + from;
	give_buffer(x, to);
	modify_tail(x, from, n->u.modifiers, n->modifiers_len);
	return take_buffer(x);
}

static char *
expand_file(struct expansion *x, char *to, const struct node *n,
    const struct ct_dict *d)
{
	size_t from = (size_t)(to - x->out->data);
	bool before = x->incomplete; /* then it says whether this file is */
	const struct ct_template *file = find_file(x, n, d->file);

	if (file == NULL) {
		spend(x, 1, from);
		return to;
	}
	if (x->depth == x->max_depth) {
		stop(x, CT_LIMIT_DEPTH);
		x->incomplete = true;
		return to;
	}
	x->incomplete = false;
	to = n->modifiers_len > 0 ? expand_modified(x, to, n, file, d)
				  : expand_inside(x, to, file, d);
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

/* Iterations that a source makes; more follow where a separator is given. */
static char *
expand_source(struct expansion *x, char *to, const struct node *n,
    const struct source *source, const struct node *separator, bool more)
{
	const struct ct_dict *d;
	bool last = false;

	source->next(source->data, NULL);
	while (!last && x->out->status == CT_OK &&
	       (d = source->next(source->data, &last)) != NULL) {
		to = expand_nodes(
		    x, to, n + 1, d, last && !more ? NULL : separator);
		if (d->root->failed)
			x->out->status = CT_NOMEM;
	}
	return to;
}

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
		to = d->source ? expand_source(x, to, n, d->source, separator,
				     d->next != NULL)
			       : expand_nodes(x, to, n + 1, d,
				     d->next ? separator : NULL);
	return to;
}

static char *
flush_sink(struct expansion *x, char *to)
{
	const struct ct_expansion *how = x->how;
	struct ct_buffer *out = give_buffer(x, to);
	size_t most = how->limits.bytes;

	if (most > 0 && out->len > most - x->flushed)
		stop(x, CT_LIMIT_BYTES);
	else if (out->len > 0 && out->status != CT_NOMEM &&
		 !how->sink(how->data, out->data, out->len))
		stop(x, CT_LIMIT_SINK);
	x->flushed += out->len;
	out->len = 0;
	return out->data;
}

/* What is not needed in every expansion. */
static char *
look_around(struct expansion *x, char *to)
{
	const struct ct_expansion *how = x->how;

	if (how->sink && x->held == 0 && to - x->out->data >= SINK_PIECE)
		to = flush_sink(x, to);
	if (how->limits.go_on && ++x->ticks % TICKS == 0 &&
	    !how->limits.go_on(how->data))
		stop(x, CT_LIMIT_TIME);
	return to;
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
		if (x->watched)
			to = look_around(x, to);
	}
	tell_limit(x, n);
	return to;
}

static size_t
limit_or(size_t limit, size_t usual)
{
	return limit > 0 ? limit : usual;
}

/* Lowers out->max to what this expansion may add. */
static void
lower_ceiling(struct ct_buffer *out, size_t bytes)
{
	if (bytes > 0 && bytes < SIZE_MAX - out->len &&
	    (out->max == 0 || out->max > out->len + bytes))
		out->max = out->len + bytes;
}

static enum ct_status
expand_all(struct expansion *x, const struct ct_template *t,
    const struct ct_dict *root)
{
	const struct ct_limits *limits = &x->how->limits;
	struct ct_buffer *out = x->out;
	size_t max = out->max;
	char *to;

	if (out->status != CT_OK)
		return out->status;
	if (root->root->failed)
		return CT_NOMEM;
	x->t = t;
	x->globals = &root->root->globals;
	x->max_steps = limit_or(limits->steps, CT_MAX_STEPS);
	x->max_depth = limit_or(limits->depth, CT_MAX_INCLUDE_DEPTH);
	x->watched = x->how->sink || limits->go_on;
	lower_ceiling(out, limits->bytes);
	if (ct_buffer_grow(out, 0)) { /* so that there is data, be it empty */
		to = expand_nodes(x, take_buffer(x), t->nodes, root, NULL);
		give_buffer(x, to);
		if (x->how->sink)
			flush_sink(x, to);
		tell_limit(x, t->nodes + t->nodes_len);
	}
	out->max = max;
	if (out->status != CT_OK)
		return out->status;
	return x->incomplete ? CT_INCLUDE : CT_OK;
}

static enum ct_status
expand_to_sink(struct expansion *x, const struct ct_template *t,
    const struct ct_dict *root)
{
	struct ct_buffer out = {.allocator = root->root->arena.allocator};
	enum ct_status status;

	x->out = &out;
	status = expand_all(x, t, root);
	ct_buffer_free(&out);
	return status;
}

enum ct_status
ct_expand(const struct ct_template *t, const struct ct_dict *root,
    const struct ct_loader *loader, struct ct_buffer *out)
{
	static const struct ct_expansion how;
	struct expansion x = {.how = &how, .loader = loader, .out = out};

	return expand_all(&x, t, root);
}

enum ct_status
ct_expand_to(const struct ct_template *t, const struct ct_dict *root,
    const struct ct_loader *loader,
    bool (*sink)(void *data, const char *bytes, size_t len), void *data)
{
	const struct ct_expansion how = {.sink = sink, .data = data};
	struct expansion x = {.how = &how, .loader = loader};

	return expand_to_sink(&x, t, root);
}

enum ct_status
ct_expand_with(const struct ct_template *t, const struct ct_dict *root,
    const struct ct_expansion *how, struct ct_buffer *out)
{
	struct expansion x = {.how = how, .out = out};

	return how->sink ? expand_to_sink(&x, t, root)
			 : expand_all(&x, t, root);
}
