/* SPDX-License-Identifier: ISC */
/* sources.c - what lies on the disk. See sources.h. */
#include "faq/sources.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/formats.h"

bool
sources_is_index(const char *name)
{
	static const char index[] = "data/index.";

	return strncasecmp(name, index, sizeof(index) - 1) == 0;
}

const char *
sources_reason(const char *name, bool folder)
{
	if (folder)
		return "a folder; only what lies in data itself is";
	if (strcasecmp(name, "synonyms.txt") == 0)
		return NULL;
	return formats_reason(name);
}

size_t
sources_max(enum source_kind kind)
{
	return kind == SOURCE_CONFIG || kind == SOURCE_HEADER
		   ? SOURCE_CONFIG_MAX
	       : kind == SOURCE_TEMPLATE ? SOURCE_TEMPLATE_MAX
					 : SOURCE_MAX;
}

/*
 * The time of change (ctime) is among it: unlike the time of writing it cannot
 * be set back, and it also tells that permissions changed.
 */
static uint64_t
stamp_file(const char *name, const struct stat *st)
{
	int64_t facts[] = {(int64_t)st->st_ino, st->st_size, st->st_mtim.tv_sec,
	    st->st_mtim.tv_nsec, st->st_ctim.tv_sec, st->st_ctim.tv_nsec};
	uint64_t hash = hash_bytes(HASH_START, name, strlen(name));

	return hash_bytes(hash, facts, sizeof(facts));
}

static void
note_time(struct sources *sources, const struct stat *st)
{
	struct timespec *newest = &sources->newest;

	if (st->st_ctim.tv_sec > newest->tv_sec ||
	    (st->st_ctim.tv_sec == newest->tv_sec &&
		st->st_ctim.tv_nsec > newest->tv_nsec))
		*newest = st->st_ctim;
}

static void
add_source(struct sources *sources, struct arena *arena, enum source_kind kind,
    const char *name, const struct stat *st)
{
	struct source *list =
	    arena_grow(arena, sources->list, sources->count, sizeof(*list));
	struct source *source;

	if (list == NULL)
		return;
	sources->list = list;
	source = &list[sources->count++];
	*source = (struct source){.kind = kind,
	    .name = name,
	    .time = st->st_mtim.tv_sec,
	    .size = kind != SOURCE_OTHER ? st->st_size : 0,
	    .folder = S_ISDIR(st->st_mode),
	    .stamp = stamp_file(name, st)};
	if (kind == SOURCE_QUESTIONS)
		sources->questions++;
	sources->bytes += source->size;
	/* a sum: a folder may list its files in any order */
	sources->digest += source->stamp;
	note_time(sources, st);
}

/* A file of the home itself, if it is there. */
static void
look_for(struct sources *sources, struct arena *arena, enum source_kind kind,
    const char *home, const char *name)
{
	const char *path = arena_printf(arena, "%s/%s", home, name);
	struct stat st;

	if (!arena->failed && stat(path, &st) == 0)
		add_source(sources, arena, kind, name, &st);
}

static enum source_kind
kind_of(const char *name)
{
	if (strcasecmp(name, "synonyms.txt") == 0)
		return SOURCE_SYNONYMS;
	return formats_know(name) ? SOURCE_QUESTIONS : SOURCE_OTHER;
}

/* One file of an open folder. */
static void
look_at(struct sources *sources, struct arena *arena, DIR *dir,
    const char *folder, const struct dirent *file)
{
	enum source_kind kind = strcmp(folder, "data") == 0
				    ? kind_of(file->d_name)
				    : SOURCE_TEMPLATE;
	const char *name;
	struct stat st;

	if (file->d_name[0] == '.')
		return;
	/* what leads nowhere is told when it is read */
	if (fstatat(dirfd(dir), file->d_name, &st, 0) != 0)
		st = (struct stat){0};
	if (kind == SOURCE_TEMPLATE && S_ISDIR(st.st_mode))
		return;
	name = arena_printf(arena, "%s/%s", folder, file->d_name);
	add_source(sources, arena, kind, name, &st);
}

/*
 * That a file came into files/, or went, counts: pages may have waited for it.
 * Its folders are not listed, since a request may wait for that.
 */
static void
note_files(struct sources *sources, struct arena *arena, const char *home)
{
	const char *path = arena_printf(arena, "%s/files", home);
	struct stat st;

	if (arena->failed || stat(path, &st) != 0)
		return;
	sources->digest += stamp_file("files", &st);
	note_time(sources, &st);
}

/* Lists one of the home's folders. Returns ST_OK or ST_SYSTEM with errno. */
static enum status
scan_folder(struct sources *sources, struct arena *arena, const char *home,
    const char *folder)
{
	const char *path = arena_printf(arena, "%s/%s", home, folder);
	DIR *dir = arena->failed ? NULL : opendir(path);
	struct dirent *file;
	struct stat st;
	int error;

	if (dir == NULL)
		return ST_SYSTEM;
	/* a file that went away left its folder changed, and nothing else */
	if (fstat(dirfd(dir), &st) == 0)
		note_time(sources, &st);
	for (; (errno = 0, file = readdir(dir)) != NULL;)
		look_at(sources, arena, dir, folder, file);
	error = errno;
	closedir(dir);
	errno = error;
	return error == 0 ? ST_OK : ST_SYSTEM;
}

static int
compare_sources(const void *a, const void *b)
{
	const struct source *one = a, *two = b;
	bool first = sources_is_index(one->name);
	bool second = sources_is_index(two->name);

	if (one->kind != two->kind)
		return one->kind < two->kind ? -1 : 1;
	return first != second ? second - first : strcmp(one->name, two->name);
}

void
sources_await(const struct sources *sources, const char *home)
{
	struct buffer path = {0};
	int fd;

	for (size_t i = 0; i < sources->count; i++) {
		if (sources->list[i].size != 0)
			continue;
		buffer_reset(&path);
		buffer_printf(&path, "%s/%s", home, sources->list[i].name);
		if (path.status != ST_OK)
			continue;
		fd = open(path.data, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (fd < 0)
			continue;
		/* looking for data takes the lock that cutting holds */
		lseek(fd, 0, SEEK_DATA);
		close(fd);
	}
	buffer_free(&path);
}

enum status
sources_scan(struct sources *sources, struct arena *arena, const char *home)
{
	enum status status;
	int error;

	*sources = (struct sources){0};
	look_for(sources, arena, SOURCE_CONFIG, home, "faq.conf");
	look_for(sources, arena, SOURCE_HEADER, home, "header.md");
	note_files(sources, arena, home);
	status = scan_folder(sources, arena, home, "templates");
	error = errno;
	/* without them is not the same as without the memory to see them */
	if (status == ST_OK || (error != ENOMEM && error != EMFILE &&
				   error != ENFILE && error != EIO)) {
		status = scan_folder(sources, arena, home, "data");
		error = errno;
	}
	if (sources->count > 0)
		qsort(sources->list, sources->count, sizeof(*sources->list),
		    compare_sources);
	sources->digest =
	    hash_bytes(sources->digest, VERSION, sizeof(VERSION)) | 1;
	if (arena->failed)
		return ST_MEMORY;
	errno = error;
	if (status != ST_OK)
		return error == ENOENT || error == ENOTDIR ? ST_NOT_FOUND
							   : status;
	return sources->questions > 0 ? ST_OK : ST_NOT_FOUND;
}
