/* SPDX-License-Identifier: ISC */
/*
 * hardened.c - is compiled and linked as the program is, and says what that
 * did: 02-hardened.t compares. The compiler's macros tell what it was asked
 * for, a variable without a value what is in it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef __pie__
#define __pie__ 0
#endif
#ifndef __SSP_STRONG__
#define __SSP_STRONG__ 0
#endif
#ifndef __CET__
#define __CET__ 0
#endif
#ifndef __USE_FORTIFY_LEVEL
#define __USE_FORTIFY_LEVEL 0
#endif
#ifndef __OPTIMIZE__
#define __OPTIMIZE__ 0
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

enum { SIZE = 64 << 10 };

/* Reached by pointers, so that each call has a frame of its own. */
static void
write_stack(volatile unsigned char *sum)
{
	volatile unsigned char bytes[SIZE];

	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = 0xa5;
	*sum = bytes[SIZE / 2];
}

static void
read_stack(volatile unsigned char *sum)
{
	volatile unsigned char bytes[SIZE];

	*sum = 0;
	for (size_t i = 0; i < SIZE; i++)
		*sum |= bytes[i];
}

/*
 * Writes a byte too much into a block whose length only the run tells: what
 * FORTIFY sees from its third level on.
 */
static void
overrun_block(volatile size_t len, const char *text)
{
	char *block = malloc(len);

	if (block == NULL)
		return;
	memcpy(block, text, len + 1);
	puts(block);
	free(block);
}

int
main(int argc, char **argv)
{
	void (*volatile write)(volatile unsigned char *) = write_stack;
	void (*volatile read)(volatile unsigned char *) = read_stack;
	volatile unsigned char sum;

	if (argc == 2 && strcmp(argv[1], "overrun") == 0) {
		overrun_block(strlen(argv[1]), argv[1]);
		return 0;
	}
	write(&sum);
	read(&sum);
	printf("pie %d\nssp-strong %d\ncet %d\nfortify %d\nstale %d\n"
	       "optimized %d\nsanitized %d\n",
	    __pie__ != 0, __SSP_STRONG__ != 0, __CET__, __USE_FORTIFY_LEVEL,
	    sum, __OPTIMIZE__, SANITIZED);
	return 0;
}
