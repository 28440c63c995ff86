/* SPDX-License-Identifier: ISC */
/*
 * sandbox.h - what the process may never do, set before any input is read.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "base/base.h"

/*
 * Limits the process for good: no core file (it would hold visitors' words),
 * no new privileges, no files that group or others can write, no end
 * by SIGXFSZ (write fails instead), and cpu_seconds
 * of processor time (0: no limit) after which the system ends it. Best effort:
 * what the system refuses is logged and the work goes on.
 */
void sandbox_limit(unsigned int cpu_seconds);

#endif
