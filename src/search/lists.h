/* SPDX-License-Identifier: ISC */
/*
 * lists.h - the files of src/search/lists/ as they were when the program was
 * built. lists.c is made by embed.sh. Their first lines say what they are.
 */
#ifndef LISTS_H
#define LISTS_H

#include "base/embedded.h"

extern const struct embedded lists_files[];
extern const size_t lists_count;

#endif
