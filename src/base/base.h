/* SPDX-License-Identifier: ISC */
/*
 * base.h - what every file needs: status codes, the log, an arena, a bounded
 * buffer, and reports about an owner's files. Knows nothing of FAQs or HTTP.
 */
#ifndef BASE_H
#define BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What functions return. Everything but ST_OK leaves out-parameters zeroed. */
enum status {
	ST_OK = 0,
	ST_NOT_FOUND, /* there is no such thing; nothing is wrong */
	ST_MOVED,     /* it has another name now */
	ST_INVALID,   /* the owner's files are wrong: a report says where */
	ST_BUSY,      /* another process is at it */
	ST_LIMIT,     /* more than a limit allows, ours or the system's */
	ST_MEMORY,    /* out of memory */
	ST_SYSTEM     /* a system or library call failed: the log says which */
};

/* -------------------------------------------------------------------- log */

/*
 * Writes one line "faq.cgi: text" to standard error, which is the web server's
 * error log, in a single write. Control bytes become "?", so that no input can
 * forge a second line; longer than 2,000 bytes is cut.
 */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * From now on lines begin with "NAME.cgi: ": several FAQs may write to one
 * log. The name is copied; its first 60 bytes count.
 */
void log_name(const char *name);

/*
 * From now on writes each line, with the time, also to this file, for an owner
 * who cannot read the web server's log; it is appended, as file_append does, so
 * it is bounded. path is kept, NULL: to none. Where it cannot be written
 * nothing is said.
 */
typedef enum status file_append_fn(
    const char *path, const char *bytes, size_t len, size_t max);
void log_also(const char *path, file_append_fn *append);

/* ------------------------------------------------------------------ arena */

/*
 * Memory that is freed all at once: one arena a request. Out of memory is
 * fatal to nobody: `failed` sticks and is looked at once, at the end.
 */
struct arena {
	struct arena_block *blocks;
	bool failed;
};

/* Returns size zeroed bytes, aligned for any object, or NULL. */
void *arena_alloc(struct arena *, size_t size);
/*
 * Strings, NUL-terminated, never NULL: where memory is out, an empty one that
 * must not be written to.
 */
char *arena_copy(struct arena *, const char *bytes, size_t len);
char *arena_string(struct arena *, const char *string);
char *arena_printf(struct arena *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void arena_free(struct arena *);

/*
 * Room for one element more behind the `count` that an array of the arena
 * holds, which starts as NULL and only ever grew by this. Returns the array,
 * which may have moved, or NULL.
 */
void *arena_grow(struct arena *, void *array, size_t count, size_t size);

/* ----------------------------------------------------------------- buffer */

/*
 * Bytes that grow up to a ceiling. data is NUL-terminated once anything was
 * added. The first failure sticks: later additions do nothing, so a caller
 * looks at `status` once, at the end.
 */
struct buffer {
	char *data;
	size_t len, cap;
	size_t max; /* ceiling in bytes; 0 stands for BUFFER_MAX */
	enum status status;
	struct spill
	    *spill; /* NULL, or where its bytes go when they are many */
};

enum { BUFFER_MAX = 256 << 20 };

/*
 * Takes what a buffer holds before it grows above `least` bytes; the buffer is
 * empty then. write returns ST_OK; or ST_NOT_FOUND where there is no such
 * place, and the buffer goes on as usual; or what the buffer's status becomes.
 */
struct spill {
	size_t least;
	enum status (*write)(struct spill *, const char *bytes, size_t len);
	void (*clear)(struct spill *); /* forgets what it took */
};

void buffer_add(struct buffer *, const char *bytes, size_t len);
void buffer_string(struct buffer *, const char *string);
void buffer_char(struct buffer *, char);
void buffer_printf(struct buffer *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Spills what it holds, if it does so at all; its status afterwards. */
enum status buffer_spill(struct buffer *);
/* Empties it and forgets a failure; the memory stays for the next use. */
void buffer_reset(struct buffer *);
void buffer_free(struct buffer *);

/*
 * Moves a text into the arena and frees the buffer. Where the buffer failed the
 * arena has failed, and the text is "".
 */
char *arena_text(struct arena *, struct buffer *text);

/* ------------------------------------------------------------------ files */

/*
 * Reads a whole file of at most max bytes into out, appended; out->data is
 * NUL-terminated, also of an empty file.
 * Returns ST_OK, ST_NOT_FOUND, ST_LIMIT, ST_MEMORY or ST_SYSTEM with errno set.
 */
enum status file_read(const char *path, size_t max, struct buffer *out);
/*
 * Opens the file "a/b.png" below a folder, whose descriptor it takes, or -1. It
 * follows no link and opens no hidden name: whoever may put one there must not
 * show other files of the host. named not NULL: capital letters do not count
 * where no other file has the very name, and the file's own path is appended.
 * Returns a descriptor, or -1.
 */
int file_open_below(int folder, const char *path, struct buffer *named);

/* Writes all of the bytes, in pieces if need be. False: errno says why. */
bool file_put(int fd, const char *bytes, size_t len);

/*
 * Writes a file anew, whole or not at all: beside it, then renamed, whatever
 * stands there. Returns ST_OK or ST_SYSTEM with errno set.
 */
enum status file_write(const char *path, const char *bytes, size_t len);

/*
 * Appends the bytes in one write, so that those of several processes do not
 * mix; makes the file, not its folder. Once it has max bytes it is renamed to
 * "path.old", in place of the one before. No link is followed and no pipe
 * waited for. Returns ST_OK or ST_SYSTEM with errno set.
 */
enum status file_append(
    const char *path, const char *bytes, size_t len, size_t max);

/*
 * What tells one version of a file from another; zero where there is none. The
 * time is that of the last change of any kind (ctime): unlike the time of
 * writing it cannot be set back, and it also tells that permissions changed.
 */
struct file_stamp {
	uint64_t inode;
	int64_t size, seconds, nanoseconds;
};

/* Looks at the file anew. Returns whether the stamp had to be changed. */
bool file_changed(const char *path, struct file_stamp *stamp);

/* ------------------------------------------------------------------- hash */

#define HASH_START UINT64_C(0xcbf29ce484222325)

/*
 * FNV-1a, 64 bits: goes on from hash, which begins as HASH_START. Tells
 * versions of things apart; does not resist an attacker.
 */
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len);

/* ----------------------------------------------------------------- report */

/*
 * What is wrong in an owner's files, a line each: "file:line:column: what",
 * with "?" for control bytes. Starts zeroed. No word gets lost: beyond
 * REPORT_TEXT lines that only differ in what they were given are summed up as
 * one with all their lines, "file:first-last: what (and 9 more like this)".
 */
struct report {
	struct buffer text;
	int errors, notes;
	struct report_rest *rests; /* what is summed up */
	size_t rest_count;
};

enum {
	REPORT_TEXT = 256 << 10, /* bytes of lines that are kept one by one */
	REPORT_ALL = 2 << 20,    /* of those that came by report_move */
	REPORT_LINE = 64 << 10,  /* of one line; more is cut, and counted */
	REPORT_LOG = 200         /* lines that report_log sends */
};

/* Adds a line; line and column count from 1 and are left out where 0. */
void report_error(struct report *, const char *file, int line, int column,
    const char *format, ...) __attribute__((format(printf, 5, 6)));
/* As report_error, marked "note:" and not counted: nothing has to be mended. */
void report_note(struct report *, const char *file, int line, int column,
    const char *format, ...) __attribute__((format(printf, 5, 6)));
/*
 * Adds the error that a file cannot be read, and why: status, and errno, as
 * file_read with that max, or another call of the system, left them.
 */
void report_unreadable(
    struct report *, const char *file, enum status status, size_t max);
/* Ends the report: what was summed up stands in its text now. */
void report_end(struct report *);
/*
 * Adds what the other report, on one file, says, and empties it. Beyond
 * REPORT_ALL only how much that is.
 */
void report_move(struct report *, struct report *other);
/* Ends the report and sends its first lines to the log. */
void report_log(struct report *);
void report_free(struct report *);

#endif
