/* SPDX-License-Identifier: ISC */
/* cmark.c - memory for cmark-gfm. See cmark.h. */
#include "faq/cmark.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

/* What stands before the bytes that cmark gets: its place in a ring. */
struct block {
	alignas(max_align_t) struct block *next;
	struct block *previous;
};

/* cmark's allocator is told of no state, so there is one. */
static struct block lasting = {&lasting, &lasting}; /* its extensions' */
static struct block passing = {&passing, &passing}; /* the work's */
static struct block *ring;                          /* of new blocks */
static jmp_buf way_out;

/* Puts the block into the ring. Gives its bytes. */
static void *
enter(struct block *block)
{
	if (block == NULL)
		longjmp(way_out, 1);
	block->next = ring;
	block->previous = ring->previous;
	ring->previous->next = block;
	ring->previous = block;
	return block + 1;
}

static void
leave(struct block *block)
{
	block->previous->next = block->next;
	block->next->previous = block->previous;
}

/* Bytes of a block that holds so many; at overflow more than there can be. */
static size_t
block_size(size_t count, size_t size)
{
	const size_t max = SIZE_MAX - sizeof(struct block);

	if (size > 0 && count > max / size)
		return SIZE_MAX;
	return sizeof(struct block) + count * size;
}

static void *
take(size_t count, size_t size)
{
	return enter(calloc(1, block_size(count, size)));
}

static void
give_back(void *bytes)
{
	struct block *block = bytes;

	if (block != NULL) {
		leave(--block);
		free(block);
	}
}

static void *
resize(void *bytes, size_t size)
{
	struct block *block = bytes, *other;

	if (block == NULL)
		return take(1, size);
	leave(--block);
	other = realloc(block, block_size(1, size));
	if (other == NULL)
		enter(block); /* it is to be freed yet */
	return enter(other);
}

/* Registers what cmark knows of; again where memory was out amid it. */
static void
prepare(void)
{
	*cmark_get_default_mem_allocator() =
	    (cmark_mem){take, resize, give_back};
	ring = &lasting;
	cmark_gfm_core_extensions_ensure_registered();
	ring = &passing;
}

static enum status
try_work(void (*work)(void *data), void *data)
{
	if (setjmp(way_out) != 0)
		return ST_MEMORY;
	prepare();
	work(data);
	return ST_OK;
}

enum status
cmark_work(void (*work)(void *data), void *data)
{
	enum status status = try_work(work, data);

	while (passing.next != &passing)
		give_back(passing.next + 1);
	return status;
}
