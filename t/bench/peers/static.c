/* SPDX-License-Identifier: ISC */
/*
 * static.c - the least that a CGI program can do: writes bytes that were
 * compiled in (-DBYTES='"FILE"'). Linked statically.
 */
#include <stdlib.h>
#include <unistd.h>

__asm__(".section .rodata\n"
	"bytes: .incbin " BYTES "\n"
	"bytes_end:\n"
	".text\n");

extern const char bytes[] __asm__("bytes");
extern const char bytes_end[] __asm__("bytes_end");

int
main(void)
{
	const char *p = bytes;

	while (p < bytes_end) {
		ssize_t n = write(STDOUT_FILENO, p, (size_t)(bytes_end - p));

		if (n <= 0)
			return EXIT_FAILURE;
		p += n;
	}
	return EXIT_SUCCESS;
}
