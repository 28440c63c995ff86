/* SPDX-License-Identifier: ISC */
/*
 * sandbox.h - what the process may never do, set before any input is read.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <sys/resource.h>

#include "base/base.h"

/*
 * Limits a server: no core file (it would hold visitors' words), no files that
 * group or others can write, no end by SIGXFSZ (write fails instead), and
 * cpu_seconds of processor time (0: no limit) after which the system ends it.
 * Best effort: what the system refuses is logged and the work goes on.
 */
void sandbox_limit(unsigned int cpu_seconds);

/*
 * Bounds the memory of a process that sandbox_limit limited, by the size of the
 * store that it reads. Never above what it was given; a child may take it back.
 */
void sandbox_room(int64_t store);

/*
 * Makes this process, a child, independent of the server: a session of its own,
 * default signals, no descriptor from `first` on. One that stays open would
 * let a server wait for it.
 */
void sandbox_detach(int first);

/* What bounded a process before. */
struct sandbox_bounds {
	struct sandbox_limit {
		int resource;
		rlim_t value;
	} limits[3];
};

/*
 * Bounds the work on so many bytes of an owner's files: memory, the size of a
 * file (beyond it write fails, with EFBIG), and processor time, which
 * sandbox_bound_time grants anew, seconds at a time, and beyond which SIGXCPU
 * ends the process. sandbox_unbound takes it back.
 */
void sandbox_bound(int64_t bytes, struct sandbox_bounds *before);
void sandbox_bound_time(unsigned seconds);
void sandbox_unbound(const struct sandbox_bounds *before);

#endif
