/* SPDX-License-Identifier: ISC */
/*
 * cage.h - what the kernel is to refuse this process and its children for
 * good, whatever a fault of ours lets somebody do with it: other files than
 * those named (Landlock), and other calls than it needs (seccomp, calls.h).
 * Closed before any input is read. Knows no FAQ: whose files, site/confine
 * says.
 */
#ifndef CAGE_H
#define CAGE_H

#include "base/base.h"

/* Who is confined, each with less than the one before. */
enum cage_for {
	CAGE_FASTCGI, /* takes connections from descriptor 0, watches folders */
	CAGE_CGI,     /* has what it was given, and may start a builder */
	CAGE_BUILDER, /* reads and writes files, and may start a worker */
	CAGE_WORKER   /* reads and writes files */
};

enum cage_access {
	CAGE_LIST, /* names in a folder */
	CAGE_READ, /* a file, or all in a folder */
	CAGE_WRITE /* also make, change, rename and remove files in it */
};

struct cage {
	int rules;      /* descriptor, -1: there is no Landlock */
	int error;      /* why not, or what failed since */
	uint64_t known; /* accesses that this kernel knows */
};

/* Begins a cage without any file in it. */
void cage_begin(struct cage *);

/*
 * Leaves a file or folder open, which is found now: links are followed, and
 * what later takes its place is another one. One that is missing, or NULL, is
 * none.
 */
void cage_allow(struct cage *, const char *path, enum cage_access);

/*
 * Closes it, from which on there is no way back: also no new privileges, and
 * no memory that is written and run. NULL: the files stay as they are. What the
 * system refuses is left out; cage_missing tells. Calls that are refused fail
 * with EPERM, files with EACCES.
 */
void cage_close(struct cage *, enum cage_for whom);

/* Whether this process is in a cage whose files are closed. */
bool cage_has_files(void);

/*
 * Adds the protections that this system refuses, in words, with its reason;
 * nothing where all are there. In a process that has no cage: what it would
 * refuse.
 */
void cage_missing(struct buffer *out);

#endif
