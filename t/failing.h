/* SPDX-License-Identifier: ISC */
/*
 * failing.h - calls that fail when a test wants it: the linker's --wrap turns
 * malloc, calloc, realloc, strdup and free into those here. Include it in one
 * .c file; Makefile.am has the linker's options in failing_ldflags.
 */
#ifndef FAILING_H
#define FAILING_H

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
void __real_free(void *);
void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_realloc(void *, size_t);
char *__wrap_strdup(const char *);
void __wrap_free(void *);

/* Calls of one kind: those numbered first to first + row - 1 fail. */
struct failing {
	long first, row;
	long asked; /* calls so far */
};

static struct failing allocations;
static long alive; /* blocks */

/* Counts anew, from 0. row 0: none fails. */
static void
fail_from(struct failing *calls, long first, long row)
{
	*calls = (struct failing){first, row, 0};
}

static bool
fails(struct failing *calls)
{
	long number = calls->asked++ - calls->first;

	if (number < 0 || number >= calls->row)
		return false;
	errno = ENOMEM;
	return true;
}

void *
__wrap_malloc(size_t size)
{
	void *p = fails(&allocations) ? NULL : __real_malloc(size);

	alive += p != NULL;
	return p;
}

void *
__wrap_calloc(size_t n, size_t size)
{
	void *p = fails(&allocations) ? NULL : __real_calloc(n, size);

	alive += p != NULL;
	return p;
}

void *
__wrap_realloc(void *old, size_t size)
{
	void *p = fails(&allocations) ? NULL : __real_realloc(old, size);

	alive += p != NULL && old == NULL;
	return p;
}

char *
__wrap_strdup(const char *string)
{
	size_t size = strlen(string) + 1;
	char *copy = __wrap_malloc(size);

	return copy != NULL ? memcpy(copy, string, size) : NULL;
}

void
__wrap_free(void *p)
{
	alive -= p != NULL;
	__real_free(p);
}

#endif
