/* SPDX-License-Identifier: ISC */
/*
 * buffer.c - bytes that grow up to a ceiling, with a sticky error.
 */
#include "internal.h"

enum { BUFFER_FIRST = 1024 };

static bool
fail_buffer(struct ct_buffer *b, enum ct_status status)
{
	if (b->status == CT_OK)
		b->status = status;
	return false;
}

bool
ct_buffer_grow(struct ct_buffer *b, size_t more)
{
	size_t cap = b->cap < BUFFER_FIRST ? BUFFER_FIRST : b->cap;
	char *data;

	if (b->status != CT_OK)
		return false;
	if (b->max > 0 && (b->len > b->max || more > b->max - b->len))
		return fail_buffer(b, CT_LIMIT);
	if (more > SIZE_MAX / 4 || b->len > SIZE_MAX / 4)
		return fail_buffer(b, CT_NOMEM);
	if (b->data && more <= b->cap - b->len)
		return true;
	while (cap - b->len < more)
		cap *= 2;
	if (b->max > 0 && cap > b->max)
		cap = b->max;
	data = ct_resize(b->allocator, b->data, cap + SLACK);
	if (data == NULL)
		return fail_buffer(b, CT_NOMEM);
	b->data = data;
	b->cap = cap;
	return true;
}

/*
 * Appends bytes[0..len).
 * Returns false when the ceiling is passed (CT_LIMIT) or there is no memory;
 * nothing is added then, now or later, until the caller clears the status.
 */
bool
ct_buffer_add(struct ct_buffer *b, const char *bytes, size_t len)
{
	if (b->status != CT_OK)
		return false;
	if (b->max > 0 && (b->len > b->max || len > b->max - b->len))
		return fail_buffer(b, CT_LIMIT);
	return len == 0 || buffer_add(b, bytes, len);
}

/* Gives the memory back; the ceiling stays. */
void
ct_buffer_free(struct ct_buffer *b)
{
	ct_resize(b->allocator, b->data, 0);
	b->data = NULL;
	b->len = b->cap = 0;
	b->status = CT_OK;
}
