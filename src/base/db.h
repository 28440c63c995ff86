/* SPDX-License-Identifier: ISC */
/*
 * db.h - the one door to SQLite: opening, statements, results, and the one
 * rule for damage. Knows no table.
 */
#ifndef DB_H
#define DB_H

#include "base/base.h"

struct db;
struct fts5_api;

/* --------------------------------------------------------------- databases */

/*
 * Opens a file for reading only, in defensive mode, assuming that nobody
 * writes it (immutable: no lock is taken). Returns ST_OK; ST_NOT_FOUND where
 * there is no file; ST_MEMORY; ST_SYSTEM (logged).
 */
enum status db_open(struct db **db, const char *path);

/*
 * The same of what db_save wrote to a descriptor, which may be closed
 * afterwards.
 */
enum status db_open_saved(struct db **db, int fd);

/*
 * Makes an empty database at path, in place of what is there, or in memory
 * where path is NULL, for one writer that begins a transaction with it. There
 * is no journal: after a failure the file is good for nothing.
 */
enum status db_create(struct db **db, const char *path);

/* Ends what db_create began: the file is on the disk, whole. */
enum status db_commit(struct db *);

/* Writes the bytes of a database in memory, whole, to a descriptor. */
enum status db_save(struct db *, int fd);

/* Closes it and ends all of its statements. NULL is fine. */
void db_close(struct db *);

/* Runs statements, parted by semicolons, that have no parameter and no row. */
enum status db_run(struct db *, const char *script);

/* Whether anything that was read showed that the file is damaged. */
bool db_damaged(const struct db *);

/*
 * Says that the file contradicts itself, which SQLite cannot know. Logged, and
 * counts as damage from then on. Returns ST_SYSTEM.
 */
enum status db_contradiction(struct db *, const char *what);

/* The interface of FTS5, for its tokenizers. NULL: this SQLite has none. */
struct fts5_api *db_fts5(struct db *);

/* -------------------------------------------------------------- statements */

/*
 * A statement: {0} at first, then taken, bound, stepped and ended as often as
 * wanted. It lives until the database is closed. The first failure sticks: the
 * calls behind it do nothing, and db_end tells of it.
 */
struct db_stmt {
	struct db *db;
	struct sqlite3_stmt *handle; /* prepared when it is taken first */
	enum status status;
};

/* Readies the statement: no parameter is bound, it stands before its rows. */
void db_take(struct db_stmt *, struct db *, const char *sql);

/* Bind a parameter, from 1. Bytes are not copied: they must live to db_end. */
void db_bind_int(struct db_stmt *, int parameter, int64_t number);
void db_bind_text(struct db_stmt *, int parameter, const char *text);
void db_bind_blob(
    struct db_stmt *, int parameter, const void *bytes, size_t len);

/* Goes to the first or next row. Returns false at the end, or on failure. */
bool db_row(struct db_stmt *);

/*
 * Ends the use of the statement, and tells how it went: ST_OK; ST_INVALID
 * where a key is taken already; ST_MEMORY; ST_SYSTEM (logged).
 */
enum status db_end(struct db_stmt *);

/* db_row and db_end in one, for a statement that gives no row. */
enum status db_change(struct db_stmt *);

/*
 * Columns of the row, from 0. Texts and blobs are never NULL, and live to the
 * next db_row or db_end.
 */
int64_t db_int(struct db_stmt *, int column);
const char *db_text(struct db_stmt *, int column);
const uint8_t *db_blob(struct db_stmt *, int column, size_t *len);

#endif
