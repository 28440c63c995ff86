/* SPDX-License-Identifier: ISC */
/*
 * arena.c - memory that is handed out in pieces and given back as a whole.
 * It must not know what the pieces are for.
 */
#include <stdlib.h>

#include "internal.h"

/*
 * Chunks grow fast: of a large one only what is used costs, and the C library
 * gives many middling ones back to the system each time they are freed.
 */
enum { CHUNK_FIRST = 4000, CHUNK_GROWTH = 4, CHUNK_LARGEST = 1 << 20 };

struct chunk {
	struct chunk *next;
	size_t size;
	char bytes[];
};

void *
ct_resize(const struct ct_allocator *a, void *p, size_t size)
{
	if (a)
		return a->resize(a->data, p, size);
	if (size > 0)
		return realloc(p, size);
	free(p);
	return NULL;
}

static void
use_chunk(struct arena *a, struct chunk *c)
{
	a->used = c;
	a->next = c->bytes;
	a->end = c->bytes + c->size;
}

/* The slow path of ct_arena_alloc; size is a multiple of 8. */
void *
ct_arena_grow(struct arena *a, size_t size)
{
	struct chunk *c = a->used ? a->used->next : NULL;
	size_t want = a->used ? a->used->size * CHUNK_GROWTH : CHUNK_FIRST;

	if (c == NULL || c->size < size) {
		if (want > CHUNK_LARGEST)
			want = CHUNK_LARGEST;
		if (want < size)
			want = size;
		if (size > SIZE_MAX / 2)
			return NULL;
		c = ct_resize(a->allocator, NULL, sizeof(*c) + want);
		if (c == NULL)
			return NULL;
		c->size = want;
		if (a->used) {
			c->next = a->used->next;
			a->used->next = c;
		} else {
			c->next = NULL;
			a->chunks = c;
		}
	}
	use_chunk(a, c);
	a->next += size;
	return c->bytes;
}

void
ct_arena_reset(struct arena *a)
{
	if (a->chunks)
		use_chunk(a, a->chunks);
}

void
ct_arena_free(struct arena *a)
{
	struct chunk *c, *next;

	for (c = a->chunks; c; c = next) {
		next = c->next;
		ct_resize(a->allocator, c, 0);
	}
	a->next = a->end = NULL;
	a->chunks = a->used = NULL;
}

char *
ct_arena_copy(struct arena *a, const char *bytes, size_t len)
{
	char *p = len < SIZE_MAX - 8 ? ct_arena_alloc(a, len + 1) : NULL;

	if (p == NULL)
		return NULL;
	memset(p + (len & ~(size_t)7), 0, 8);
	if (len > 0)
		memcpy(p, bytes, len);
	return p;
}
