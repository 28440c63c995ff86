/* SPDX-License-Identifier: ISC */
/*
 * calls.h - which calls of the system a confined process may make, as a filter
 * that the kernel runs (seccomp(2)). Knows nothing of files.
 */
#ifndef CALLS_H
#define CALLS_H

#include <stdbool.h>

#include "http/cage.h"

/*
 * Filters the calls of this process and of its children for good: what the
 * cage does not have fails with EPERM. A second filter only narrows. Returns 0
 * or errno; ENOSYS also where the processor is none that the table knows.
 */
int calls_filter(enum cage_for whom);

/* Whether this kernel could: 0 or errno. Changes nothing. */
int calls_probe(void);

#endif
