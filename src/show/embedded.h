/* SPDX-License-Identifier: ISC */
/*
 * embedded.h - the files of templates/ as they were when the program was
 * built. embedded.c is made by embed.sh.
 */
#ifndef EMBEDDED_H
#define EMBEDDED_H

#include "base/embedded.h"

extern const struct embedded embedded_files[];
extern const size_t embedded_count;

#endif
