/* SPDX-License-Identifier: ISC */
/*
 * embedded.h - the files of templates/ as they were when the program was
 * built. embedded.c is made by embed.sh.
 */
#ifndef EMBEDDED_H
#define EMBEDDED_H

#include <stddef.h>

struct embedded {
	const char *name; /* the file's name, without a folder */
	const char *text;
	size_t len;
};

extern const struct embedded embedded_files[];
extern const size_t embedded_count;

#endif
