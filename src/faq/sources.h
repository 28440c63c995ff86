/* SPDX-License-Identifier: ISC */
/*
 * sources.h - the files of an owner's that make a FAQ, as they lie on the disk:
 * which there are, and what tells one version of them from another. Reads none
 * of them and knows nothing of what they hold.
 *
 *   HOME/faq.conf, HOME/header.md
 *   HOME/templates/      all but hidden files
 *   HOME/data/           files with questions (formats.h), and synonyms.txt
 *   HOME/files/          only when a name in it changed last
 */
#ifndef SOURCES_H
#define SOURCES_H

#include <time.h>

#include "base/base.h"

/* In the order in which they are read. */
enum source_kind {
	SOURCE_CONFIG,
	SOURCE_TEMPLATE, /* these two are for the pages */
	SOURCE_HEADER,
	SOURCE_QUESTIONS,
	SOURCE_SYNONYMS,
	SOURCE_OTHER /* of data/; it is not read, and named */
};

struct source {
	enum source_kind kind;
	const char *name; /* below the home, as reports have it */
	int64_t time;     /* when it was written, seconds since 1970 */
	int64_t size;
	uint64_t stamp; /* of this version: name, inode, size and times */
	bool folder;
};

struct sources {
	struct source *list; /* by kind, then the index first, then by name */
	size_t count;
	size_t questions;       /* how many are of that kind */
	int64_t bytes;          /* of all together */
	uint64_t digest;        /* of all stamps and this program; never 0 */
	struct timespec newest; /* the latest change of a file or folder */
};

enum {
	SOURCE_MAX = 128 << 20,       /* bytes of one file of data/ */
	SOURCE_CONFIG_MAX = 64 << 10, /* of faq.conf, and of header.md */
	SOURCE_TEMPLATE_MAX = 1 << 20 /* of a template */
};

/* Whether a file, of that name below the home, is to have the FAQ's title. */
bool sources_is_index(const char *name);

/*
 * Why what has that name in data/ is not read, and what to do about it; NULL:
 * it is. folder: it is one.
 */
const char *sources_reason(const char *name, bool folder);

/* How many bytes a file of that kind may have. */
size_t sources_max(enum source_kind kind);

/*
 * Waits for what is at work on files that were seen empty. One that is being
 * cut to nothing, as an upload begins, has its new size before its new time as
 * long as the file system needs: to be called before the files are compared
 * with how they were seen.
 */
void sources_await(const struct sources *sources, const char *home);

/*
 * Lists the files of a home, opening data/ and templates/ once each and looking
 * at each file once. Returns ST_NOT_FOUND where there is no data/ or no file
 * with questions in it, ST_SYSTEM with errno set where it cannot be read; what
 * was found beside it is listed all the same. ST_MEMORY.
 */
enum status sources_scan(
    struct sources *sources, struct arena *arena, const char *home);

#endif
