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

/* Calls of one kind: the one before which until_failure reaches 0 fails. */
struct failing {
	long until_failure; /* negative: none fails */
	long asked;         /* calls so far */
};

static struct failing allocations = {-1, 0};
static long alive; /* blocks */

static bool
fails(struct failing *calls)
{
	calls->asked++;
	if (calls->until_failure < 0 || calls->until_failure-- > 0)
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
