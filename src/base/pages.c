/* SPDX-License-Identifier: ISC */
/* pages.c - sums of pages, and a VFS that looks at them. See pages.h. */
#include "base/pages.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PAGES_SIZE = 4096,
	WORD = sizeof(uint64_t),
	FILE_AT = PAGES_SIZE - PAGES_RESERVED, /* the file's number */
	SUM_AT = FILE_AT + WORD,
	LANES = 4,
	/* of SQLite's header (its file format, 1.3) */
	RESERVED_AT = 20,
	COUNT_AT = 28 /* four bytes, the highest first */
};

static const char magic[] = "SQLite format 3"; /* and its NUL */

/* ----------------------------------------------------------------- sums */

static uint64_t
load_word(const uint8_t *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return word;
}

static uint64_t
mix(uint64_t sum, uint64_t word)
{
	sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return sum << 27 | sum >> 37;
}

/*
 * A step is one to one in the sum and in the word, so one word that differs
 * always shows; more do but for one case in 2^64. Four lanes, since each step
 * of one waits for the step before.
 */
static uint64_t
sum_page(const uint8_t *page, uint64_t place)
{
	uint64_t lanes[LANES] = {place, 1, 2, 3};
	size_t at = 0;

	for (; at + LANES * WORD <= SUM_AT; at += LANES * WORD)
		for (size_t i = 0; i < LANES; i++)
			lanes[i] =
			    mix(lanes[i], load_word(page + at + i * WORD));
	for (; at < SUM_AT; at += WORD)
		lanes[0] = mix(lanes[0], load_word(page + at));
	for (size_t i = 1; i < LANES; i++)
		lanes[0] = mix(lanes[0], lanes[i]);
	return lanes[0];
}

/* Whether it is what was written at that place, from 0, of that file. */
static bool
is_proven(const uint8_t *page, uint64_t place, uint64_t file)
{
	return load_word(page + FILE_AT) == file &&
	       load_word(page + SUM_AT) == sum_page(page, place);
}

/* ---------------------------------------------------------------- pages */

/* Reads a page; what the file does not have is zero. False with errno. */
static bool
read_page(int fd, uint64_t place, uint8_t page[PAGES_SIZE])
{
	size_t len = 0;
	ssize_t n = 1;

	while (n != 0 && len < PAGES_SIZE) {
		n = pread(fd, page + len, PAGES_SIZE - len,
		    (off_t)(place * PAGES_SIZE + len));
		if (n < 0 && errno != EINTR)
			return false;
		len += n > 0 ? (size_t)n : 0;
	}
	memset(page + len, 0, PAGES_SIZE - len);
	return true;
}

/* A database of SQLite's that was never sealed, as older programs left it. */
static bool
is_unsealed(const uint8_t *first)
{
	return memcmp(first, magic, sizeof(magic)) == 0 &&
	       first[RESERVED_AT] == 0;
}

static bool
write_page(int fd, uint64_t place, const uint8_t page[PAGES_SIZE])
{
	return pwrite(fd, page + FILE_AT, PAGES_RESERVED,
		   (off_t)(place * PAGES_SIZE + FILE_AT)) == PAGES_RESERVED;
}

enum status
pages_seal(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC), error;
	uint8_t page[PAGES_SIZE];
	uint64_t file = 0, sum;
	struct stat st = {0};
	bool fine = fd >= 0 && fstat(fd, &st) == 0 &&
		    getrandom(&file, sizeof(file), 0) == sizeof(file);

	for (uint64_t i = 0; fine && i < (uint64_t)st.st_size / PAGES_SIZE;
	     i++) {
		fine = read_page(fd, i, page);
		memcpy(page + FILE_AT, &file, sizeof(file));
		sum = sum_page(page, i);
		memcpy(page + SUM_AT, &sum, sizeof(sum));
		fine = fine && write_page(fd, i, page);
	}
	fine = fine && fsync(fd) == 0;
	error = errno;
	if (fd >= 0)
		close(fd);
	errno = error;
	return fine ? ST_OK : ST_SYSTEM;
}

/* Whether the file is as long as its first page says. */
static bool
is_whole(const uint8_t *first, int64_t size)
{
	uint32_t count = 0;

	for (size_t i = 0; i < sizeof(count); i++)
		count = count << 8 | first[COUNT_AT + i];
	return size > 0 && size == (int64_t)count * PAGES_SIZE;
}

/* Looks at each page of an open file. */
static enum status
prove_pages(int fd, int64_t size)
{
	uint8_t page[PAGES_SIZE];
	uint64_t file;

	if (!read_page(fd, 0, page))
		return ST_SYSTEM;
	if (is_unsealed(page))
		return ST_NOT_FOUND;
	file = load_word(page + FILE_AT);
	if (!is_whole(page, size))
		return ST_INVALID;
	for (uint64_t i = 0; i < (uint64_t)size / PAGES_SIZE; i++) {
		if (!read_page(fd, i, page))
			return ST_SYSTEM;
		if (!is_proven(page, i, file))
			return ST_INVALID;
	}
	return ST_OK;
}

enum status
pages_prove(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), error;
	enum status status = ST_SYSTEM;
	struct stat st;

	if (fd < 0)
		return errno == ENOENT ? ST_NOT_FOUND : ST_SYSTEM;
	if (fstat(fd, &st) == 0)
		status = prove_pages(fd, st.st_size);
	error = errno;
	close(fd);
	errno = error;
	return status;
}

/* ------------------------------------------------------------------- VFS */

/* What SQLite holds of an open file. */
struct sealed {
	sqlite3_file base;
	int fd;
	int64_t size;
	uint64_t file;
	uint8_t first[PAGES_SIZE]; /* proven when it was opened */
};

static int
close_file(sqlite3_file *base)
{
	close(((struct sealed *)base)->fd);
	return SQLITE_OK;
}

/* Part of one page, or a whole one. */
static int
read_file(sqlite3_file *base, void *bytes, int len, sqlite3_int64 offset)
{
	struct sealed *sealed = (struct sealed *)base;
	uint64_t place = (uint64_t)offset / PAGES_SIZE;
	size_t at = (size_t)offset % PAGES_SIZE;
	uint8_t *page = bytes;
	uint8_t copy[PAGES_SIZE];

	if (place == 0 && at + (size_t)len <= PAGES_SIZE) {
		memcpy(bytes, sealed->first + at, (size_t)len);
		return SQLITE_OK;
	}
	if (at + (size_t)len > PAGES_SIZE)
		return SQLITE_IOERR_READ;
	if (len != PAGES_SIZE)
		page = copy;
	if (!read_page(sealed->fd, place, page))
		return SQLITE_IOERR_READ;
	if (!is_proven(page, place, sealed->file))
		return SQLITE_IOERR_DATA;
	if (page == copy)
		memcpy(bytes, copy + at, (size_t)len);
	return SQLITE_OK;
}

static int
measure_file(sqlite3_file *base, sqlite3_int64 *size)
{
	*size = ((struct sealed *)base)->size;
	return SQLITE_OK;
}

/* Nobody writes, so nobody locks, nor asks for either. */
static int
refuse_write(
    sqlite3_file *base, const void *bytes, int len, sqlite3_int64 offset)
{
	(void)base, (void)bytes, (void)len, (void)offset;
	return SQLITE_READONLY;
}

static int
refuse_size(sqlite3_file *base, sqlite3_int64 size)
{
	(void)base, (void)size;
	return SQLITE_READONLY;
}

static int
do_nothing(sqlite3_file *base, int what)
{
	(void)base, (void)what;
	return SQLITE_OK;
}

static int
find_no_lock(sqlite3_file *base, int *locked)
{
	(void)base;
	*locked = 0;
	return SQLITE_OK;
}

static int
know_nothing(sqlite3_file *base, int what, void *argument)
{
	(void)base, (void)what, (void)argument;
	return SQLITE_NOTFOUND;
}

static int
tell_sector(sqlite3_file *base)
{
	(void)base;
	return PAGES_SIZE;
}

static int
tell_immutable(sqlite3_file *base)
{
	(void)base;
	return SQLITE_IOCAP_IMMUTABLE;
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = refuse_write,
    .xTruncate = refuse_size,
    .xSync = do_nothing,
    .xFileSize = measure_file,
    .xLock = do_nothing,
    .xUnlock = do_nothing,
    .xCheckReservedLock = find_no_lock,
    .xFileControl = know_nothing,
    .xSectorSize = tell_sector,
    .xDeviceCharacteristics = tell_immutable,
};

/* Takes the first page, without which no other can be judged. */
static int
open_sealed(struct sealed *sealed)
{
	struct stat st;

	if (fstat(sealed->fd, &st) != 0 ||
	    !read_page(sealed->fd, 0, sealed->first))
		return SQLITE_IOERR_READ;
	if (is_unsealed(sealed->first))
		return SQLITE_FORMAT;
	sealed->file = load_word(sealed->first + FILE_AT);
	sealed->size = st.st_size;
	return is_whole(sealed->first, sealed->size) &&
		       is_proven(sealed->first, 0, sealed->file)
		   ? SQLITE_OK
		   : SQLITE_IOERR_DATA;
}

static int
open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags,
    int *out_flags)
{
	struct sealed *sealed = (struct sealed *)base;
	int code;

	(void)vfs;
	*sealed = (struct sealed){.fd = -1};
	if (name == NULL || (flags & SQLITE_OPEN_MAIN_DB) == 0)
		return SQLITE_CANTOPEN; /* temporary ones are in memory */
	sealed->fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (sealed->fd < 0)
		return SQLITE_CANTOPEN;
	code = open_sealed(sealed);
	if (code != SQLITE_OK) {
		close(sealed->fd);
		return code;
	}
	if (out_flags != NULL)
		*out_flags = flags;
	base->pMethods = &methods;
	return SQLITE_OK;
}

static int
take_name(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	(void)vfs;
	return snprintf(out, (size_t)size, "%s", name) < size ? SQLITE_OK
							      : SQLITE_CANTOPEN;
}

static int
find_none(sqlite3_vfs *vfs, const char *name, int flags, int *there)
{
	(void)vfs, (void)name, (void)flags;
	*there = 0;
	return SQLITE_OK;
}

const char *
pages_reader(void)
{
	static sqlite3_vfs reader;
	sqlite3_vfs *system;

	if (reader.zName != NULL)
		return reader.zName;
	if (sqlite3_initialize() != SQLITE_OK ||
	    (system = sqlite3_vfs_find(NULL)) == NULL)
		return NULL;
	reader = *system; /* its clock, say */
	reader.pNext = NULL;
	reader.zName = "sealed";
	reader.szOsFile = sizeof(struct sealed);
	reader.xOpen = open_file;
	reader.xFullPathname = take_name;
	reader.xAccess = find_none;
	if (sqlite3_vfs_register(&reader, 0) != SQLITE_OK)
		reader.zName = NULL;
	return reader.zName;
}
