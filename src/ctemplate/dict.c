/* SPDX-License-Identifier: ISC */
/*
 * dict.c - dictionaries: what stands for the names of a template.
 * It must not know templates, nor in which order dictionaries are asked.
 *
 * A dictionary is an array of entries in its root's arena. A small table in
 * the dictionary itself finds the first sixteen; most have no more, and most
 * names that are asked for are not there, which one byte of the table tells. A
 * larger one gets an index.
 */
#include <stdio.h>

#include "internal.h"

static void
init_dict(struct ct_dict *d, struct ct_root *root, struct ct_dict *parent)
{
	memset(d->slots, 0, sizeof(d->slots));
	d->len = d->cap = 0;
	d->entries = NULL;
	d->index = NULL;
	d->index_mask = 0;
	d->parent = parent;
	d->root = root;
	d->next = NULL;
	d->file = NULL;
	d->source = NULL;
}

static void
init_root(struct ct_root *root)
{
	init_dict(&root->dict, root, root->outer);
	init_dict(&root->globals, root, &root->dict);
	init_dict(&root->spare, root, NULL);
	root->failed = false;
}

struct ct_dict *
ct_dict_new_with(const struct ct_allocator *allocator)
{
	struct ct_root *root = ct_resize(allocator, NULL, sizeof(*root));

	if (root == NULL)
		return NULL;
	memset(root, 0, sizeof(*root));
	root->arena.allocator = allocator;
	init_root(root);
	return &root->dict;
}

struct ct_dict *
ct_dict_new(void)
{
	return ct_dict_new_with(NULL);
}

struct ct_dict *
ct_dict_new_below(struct ct_dict *outer)
{
	struct ct_dict *dict = ct_dict_new_with(outer->root->arena.allocator);

	if (dict != NULL)
		dict->parent = dict->root->outer = outer;
	return dict;
}

/* Frees the root, and with it every dictionary made from it. */
void
ct_dict_free(struct ct_dict *dict)
{
	if (dict == NULL)
		return;
	ct_arena_free(&dict->root->arena);
	ct_resize(dict->root->arena.allocator, dict->root, 0);
}

/* Dictionaries made from this root, and values in them, are gone. */
void
ct_dict_reset(struct ct_dict *dict)
{
	ct_arena_reset(&dict->root->arena);
	init_root(dict->root);
}

static void *
alloc_for(struct ct_dict *d, size_t size)
{
	void *p = ct_arena_alloc(&d->root->arena, size);

	if (p == NULL)
		d->root->failed = true;
	return p;
}

static void
put_slot(struct ct_dict *d, uint32_t i)
{
	uint32_t slot = first_slot(d->entries[i].name.hash);

	while (d->slots[slot] != 0)
		slot = (slot + 1) % DICT_SLOTS;
	d->slots[slot] = (unsigned char)(i + 1);
}

static void
put_index(struct ct_dict *d, uint32_t i)
{
	uint32_t slot = d->entries[i].name.hash >> 2 & d->index_mask;

	while (d->index[slot] != 0)
		slot = (slot + 1) & d->index_mask;
	d->index[slot] = i + 1;
}

/* The look-up in a dictionary that has an index. */
const struct entry *
ct_dict_find_many(const struct ct_dict *d, const struct name *name)
{
	uint32_t slot = name->hash >> 2 & d->index_mask;
	const struct entry *e;

	for (; d->index[slot] != 0; slot = (slot + 1) & d->index_mask) {
		e = &d->entries[d->index[slot] - 1];
		if (same_name(&e->name, name))
			return e;
	}
	return NULL;
}

/* Doubles the entries; an index stays at most half full. */
static bool
grow_dict(struct ct_dict *d)
{
	uint32_t cap = d->cap ? d->cap * 2 : 4, i;
	struct entry *entries;
	uint32_t *index = NULL;

	if (cap > UINT32_MAX / 8)
		return !(d->root->failed = true);
	entries = alloc_for(d, cap * sizeof(*entries));
	if (cap > DICT_INLINE)
		index = alloc_for(d, (size_t)cap * 2 * sizeof(*index));
	if (entries == NULL || (cap > DICT_INLINE && index == NULL))
		return false;
	if (d->len > 0)
		memcpy(entries, d->entries, d->len * sizeof(*entries));
	d->entries = entries;
	d->cap = cap;
	if (index) {
		memset(index, 0, (size_t)cap * 2 * sizeof(*index));
		memset(d->slots, DICT_MANY, sizeof(d->slots));
		d->index = index;
		d->index_mask = cap * 2 - 1;
		for (i = 0; i < d->len; i++)
			put_index(d, i);
	}
	return true;
}

void
ct_dict_fail(struct ct_dict *d)
{
	d->root->failed = true;
}

/*
 * The entry of that name, made if need be, then with a zeroed list. NULL when
 * the root ran out of memory, now or before.
 */
static struct entry *
make_entry(struct ct_dict *d, const char *bytes, enum name_kind kind)
{
	size_t len = strlen(bytes);
	struct name name = {NULL, (uint32_t)len, hash_name(bytes, len, kind)};
	struct arena *a = &d->root->arena;
	const struct entry *found;
	char *copy;

	if (d->root->failed || len > UINT32_MAX)
		return NULL;
	copy = ct_arena_copy(a, bytes, len);
	if (copy == NULL) {
		d->root->failed = true;
		return NULL;
	}
	name.bytes = copy;
	found = dict_find(d, &name);
	if (found) {
		ct_arena_undo(a, copy);
		return &d->entries[found - d->entries];
	}
	if (d->len == d->cap && !grow_dict(d))
		return NULL;
	d->entries[d->len] = (struct entry){name, {.list = {NULL, NULL}}};
	if (d->index)
		put_index(d, d->len);
	else
		put_slot(d, d->len);
	return &d->entries[d->len++];
}

void
ct_set(struct ct_dict *d, const char *name, const char *value)
{
	ct_set_bytes(d, name, value, strlen(value));
}

/* Replaces an earlier value of this very dictionary. */
void
ct_set_bytes(struct ct_dict *d, const char *name, const char *value, size_t len)
{
	char *copy = ct_arena_copy(&d->root->arena, value, len);

	if (copy == NULL)
		d->root->failed = true;
	else
		ct_set_ref(d, name, copy, len);
}

void
ct_set_ref(struct ct_dict *d, const char *name, const char *value, size_t len)
{
	struct entry *e = make_entry(d, name, NAME_VARIABLE);

	if (e == NULL)
		return;
	e->u.value.bytes = value;
	e->u.value.len = len;
}

void
ct_set_int(struct ct_dict *d, const char *name, long long value)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%lld", value);

	ct_set_bytes(d, name, digits, (size_t)len);
}

void
ct_set_global(
    struct ct_dict *d, const char *name, const char *value, size_t len)
{
	ct_set_bytes(&d->root->globals, name, value, len);
}

static struct ct_dict *
append_dict(struct ct_dict *d, struct entry *e, struct ct_dict *parent)
{
	struct ct_dict *child = e ? alloc_for(d, sizeof(*child)) : NULL;

	if (child == NULL)
		return &d->root->spare;
	init_dict(child, d->root, parent);
	if (e->u.list.last)
		e->u.list.last->next = child;
	else
		e->u.list.first = child;
	e->u.list.last = child;
	return child;
}

/* The new dictionary lives as long as its root. */
struct ct_dict *
ct_add_section(struct ct_dict *d, const char *name)
{
	return append_dict(d, make_entry(d, name, NAME_SECTION), d);
}

void
ct_add_source(struct ct_dict *d, const char *name, ct_next_fn *next, void *data)
{
	struct ct_dict *child = ct_add_section(d, name);
	struct source *source = alloc_for(d, sizeof(*source));

	if (source == NULL || d->root->failed)
		return;
	*source = (struct source){next, data};
	child->source = source;
}

void
ct_show(struct ct_dict *d, const char *section)
{
	struct entry *e = make_entry(d, section, NAME_SECTION);

	if (e && e->u.list.first == NULL)
		append_dict(d, e, d);
}

/*
 * Inside it the template-global values come first, then the root's: those of
 * the dictionary around it are not seen.
 */
void
ct_show_global(struct ct_dict *d, const char *section)
{
	ct_show(&d->root->globals, section);
}

void
ct_set_and_show(struct ct_dict *d, const char *name, const char *section,
    const char *value, size_t len)
{
	if (len > 0)
		ct_set_bytes(ct_add_section(d, section), name, value, len);
}

struct ct_dict *
ct_add_include(struct ct_dict *d, const char *name, const char *file)
{
	struct ct_dict *child =
	    append_dict(d, make_entry(d, name, NAME_INCLUDE), NULL);

	if (file && !d->root->failed) {
		child->file =
		    ct_arena_copy(&d->root->arena, file, strlen(file));
		if (child->file == NULL)
			d->root->failed = true;
	}
	return child;
}
