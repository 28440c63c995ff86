/* SPDX-License-Identifier: ISC */
/* embedded.h - a file that stands in the program. embed.sh writes such lists.
 */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include <stddef.h>

struct embedded {
	const char *name; /* the file's name, without a folder */
	const char *text;
	size_t len;
};

#endif
