/* SPDX-License-Identifier: ISC */
/*
 * bare.c - the least that libfcgi can do: answers every request with the bytes
 * of one file, named by the program's own name and ".bytes". What a FastCGI
 * program costs beyond this is its own.
 */
#include <fcgiapp.h>
#include <stdio.h>
#include <stdlib.h>

static char bytes[1 << 20];

int
main(int argc, char **argv)
{
	FCGX_Request request;
	char path[4096];
	FILE *file;
	size_t len;

	(void)argc;
	snprintf(path, sizeof(path), "%s.bytes", argv[0]);
	file = fopen(path, "rb");
	if (file == NULL || FCGX_Init() != 0 ||
	    FCGX_InitRequest(&request, 0, 0) != 0)
		return EXIT_FAILURE;
	len = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	while (FCGX_Accept_r(&request) == 0) {
		FCGX_PutStr(bytes, (int)len, request.out);
		FCGX_Finish_r(&request);
	}
	return EXIT_SUCCESS;
}
