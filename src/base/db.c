/* SPDX-License-Identifier: ISC */
/* db.c - the only caller of SQLite. See db.h. */
#include "base/db.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/pages.h"

struct db {
	sqlite3 *handle;
	char *path;  /* NULL: in memory */
	void *bytes; /* what it was opened of, or NULL */
	size_t len;
	bool damaged;
};

/* ----------------------------------------------------------------- results */

/*
 * Turns SQLite's code into ours; logs it. The rule for damage: what SQLite
 * finds malformed, what the system cannot read, and statements of ours that
 * find no such table. Anything else may pass.
 */
static enum status
check_code(struct db *db, int code)
{
	if (code == SQLITE_IOERR_NOMEM)
		return ST_MEMORY;
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return ST_OK;
	case SQLITE_NOMEM:
		return ST_MEMORY;
	case SQLITE_CONSTRAINT:
		return ST_INVALID;
	case SQLITE_FORMAT: /* pages.c: an older program's */
		return ST_NOT_FOUND;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_IOERR:
	case SQLITE_ERROR:
		db->damaged = true;
		break;
	default:
		break;
	}
	log_line("%s: %s", db->path != NULL ? db->path : "store in memory",
	    sqlite3_extended_errcode(db->handle) == SQLITE_IOERR_DATA
		? "is not what was written there"
		: sqlite3_errmsg(db->handle));
	return ST_SYSTEM;
}

/* --------------------------------------------------------------- databases */

/*
 * Locks for threads that we have not, and sums of memory that nobody asks for,
 * are a twentieth of what a short process does; and room for pages is taken
 * as they come, not for twenty at once. Later calls change nothing.
 */
static void
set_up_library(void)
{
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
}

/* path: NULL: in memory. sealed: a file, to be read by base/pages. */
static enum status
open_database(struct db **out, const char *path, int flags, bool sealed)
{
	struct db *db = calloc(1, sizeof(*db));
	bool reading = flags & SQLITE_OPEN_READONLY;
	enum status status = ST_MEMORY;
	int code = SQLITE_NOMEM;
	const char *vfs;

	*out = NULL;
	set_up_library();
	vfs = sealed ? pages_reader() : NULL;
	if (db != NULL && path != NULL)
		db->path = strdup(path);
	if (db != NULL && (db->path != NULL || path == NULL) &&
	    (vfs != NULL || !sealed))
		code = sqlite3_open_v2(path != NULL ? path : ":memory:",
		    &db->handle, flags | SQLITE_OPEN_NOMUTEX, vfs);
	if (db != NULL && db->handle != NULL)
		status = check_code(db, code);
	if (status != ST_OK) {
		db_close(db);
		return status;
	}
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* not when writing: it would keep the journal on */
	sqlite3_db_config(
	    db->handle, SQLITE_DBCONFIG_DEFENSIVE, (int)reading, NULL);
	*out = db;
	return ST_OK;
}

enum status
db_open(struct db **db, const char *path)
{
	/*
	 * No other file is to be had; see base/pages. One transaction for all
	 * there is to read: a twentieth of a search was beginning and ending
	 * one for each statement.
	 */
	static const char begin[] = "PRAGMA temp_store=MEMORY; BEGIN";
	enum status status;
	struct stat st;

	*db = NULL;
	if (stat(path, &st) != 0)
		return ST_NOT_FOUND;
	if (!S_ISREG(st.st_mode)) { /* a FIFO would be waited for */
		log_line("%s: is no file", path);
		return ST_SYSTEM;
	}
	status = open_database(db, path, SQLITE_OPEN_READONLY, true);
	if (status == ST_OK)
		status = db_run(*db, begin);
	if (status != ST_OK) {
		db_close(*db);
		*db = NULL;
	}
	return status;
}

enum status
db_open_saved(struct db **out, int fd)
{
	enum status status = open_database(
	    out, NULL, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, false);
	void *bytes = MAP_FAILED;
	struct stat st;

	if (status != ST_OK)
		return status;
	if (fstat(fd, &st) == 0 && st.st_size > 0)
		bytes = mmap(
		    NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes != MAP_FAILED) {
		(*out)->bytes = bytes;
		(*out)->len = (size_t)st.st_size;
		status = check_code(*out,
		    sqlite3_deserialize((*out)->handle, "main", bytes,
			st.st_size, st.st_size, SQLITE_DESERIALIZE_READONLY));
	}
	if (bytes == MAP_FAILED || status != ST_OK) {
		db_close(*out);
		*out = NULL;
		return status != ST_OK ? status : ST_SYSTEM;
	}
	return ST_OK;
}

enum status
db_save(struct db *db, int fd)
{
	sqlite3_int64 len = 0;
	unsigned char *bytes = sqlite3_serialize(db->handle, "main", &len, 0);
	bool fine;

	if (bytes == NULL)
		return ST_MEMORY;
	fine = file_put(fd, (const char *)bytes, (size_t)len);
	if (!fine)
		log_line("store in memory: %s", strerror(errno));
	sqlite3_free(bytes);
	return fine ? ST_OK : ST_SYSTEM;
}

enum status
db_create(struct db **out, const char *path)
{
	/* Nobody reads the file before db_commit has synced it. */
	static const char begin[] =
	    "PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA "
	    "synchronous=OFF;"
	    "PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=MEMORY; BEGIN;";
	int reserve = PAGES_RESERVED;
	enum status status;

	*out = NULL;
	if (path != NULL && unlink(path) != 0 && errno != ENOENT) {
		log_line("%s: %s", path, strerror(errno));
		return ST_SYSTEM;
	}
	status = open_database(
	    out, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, false);
	if (status == ST_OK)
		status = check_code(
		    *out, sqlite3_file_control((*out)->handle, "main",
			      SQLITE_FCNTL_RESERVE_BYTES, &reserve));
	if (status == ST_OK)
		status = db_run(*out, begin);
	if (status != ST_OK) {
		db_close(*out);
		*out = NULL;
	}
	return status;
}

enum status
db_commit(struct db *db)
{
	enum status status = db_run(db, "COMMIT");

	/* SQLite was told not to sync; once at the end is enough */
	if (status == ST_OK && db->path != NULL) {
		status = pages_seal(db->path);
		if (status != ST_OK)
			log_line("%s: %s", db->path, strerror(errno));
	}
	return status;
}

void
db_close(struct db *db)
{
	sqlite3_stmt *stmt;

	if (db == NULL)
		return;
	while (db->handle != NULL &&
	       (stmt = sqlite3_next_stmt(db->handle, NULL)) != NULL)
		sqlite3_finalize(stmt);
	sqlite3_close(db->handle);
	if (db->bytes != NULL)
		munmap(db->bytes, db->len);
	free(db->path);
	free(db);
}

enum status
db_run(struct db *db, const char *script)
{
	return check_code(
	    db, sqlite3_exec(db->handle, script, NULL, NULL, NULL));
}

bool
db_damaged(const struct db *db)
{
	return db->damaged;
}

enum status
db_contradiction(struct db *db, const char *what)
{
	db->damaged = true;
	log_line(
	    "%s: %s", db->path != NULL ? db->path : "store in memory", what);
	return ST_SYSTEM;
}

struct fts5_api *
db_fts5(struct db *db)
{
	sqlite3_stmt *stmt = NULL;
	fts5_api *api = NULL;

	if (sqlite3_prepare_v2(
		db->handle, "SELECT fts5(?1)", -1, &stmt, NULL) == SQLITE_OK) {
		sqlite3_bind_pointer(
		    stmt, 1, (void *)&api, "fts5_api_ptr", NULL);
		sqlite3_step(stmt);
	}
	sqlite3_finalize(stmt);
	return api;
}

/* -------------------------------------------------------------- statements */

/* Keeps the first failure of a use. */
static void
note_code(struct db_stmt *stmt, int code)
{
	if (stmt->status == ST_OK)
		stmt->status = check_code(stmt->db, code);
}

void
db_take(struct db_stmt *stmt, struct db *db, const char *sql)
{
	/* whoever takes a statement ends it before he takes it again */
	assert(stmt->handle == NULL || !sqlite3_stmt_busy(stmt->handle));
	assert(stmt->handle == NULL || stmt->db == db);
	stmt->db = db;
	stmt->status = ST_OK;
	if (stmt->handle == NULL)
		note_code(
		    stmt, sqlite3_prepare_v3(db->handle, sql, -1,
			      SQLITE_PREPARE_PERSISTENT, &stmt->handle, NULL));
}

void
db_bind_int(struct db_stmt *stmt, int parameter, int64_t number)
{
	if (stmt->status == ST_OK)
		note_code(
		    stmt, sqlite3_bind_int64(stmt->handle, parameter, number));
}

void
db_bind_text(struct db_stmt *stmt, int parameter, const char *text)
{
	if (stmt->status == ST_OK)
		note_code(
		    stmt, sqlite3_bind_text64(stmt->handle, parameter, text,
			      strlen(text), SQLITE_STATIC, SQLITE_UTF8));
}

void
db_bind_blob(struct db_stmt *stmt, int parameter, const void *bytes, size_t len)
{
	/* NULL would bind the value NULL */
	if (stmt->status == ST_OK)
		note_code(stmt, sqlite3_bind_blob64(stmt->handle, parameter,
				    len > 0 ? bytes : "", len, SQLITE_STATIC));
}

bool
db_row(struct db_stmt *stmt)
{
	int code;

	if (stmt->status != ST_OK)
		return false;
	code = sqlite3_step(stmt->handle);
	note_code(stmt, code);
	return code == SQLITE_ROW;
}

enum status
db_end(struct db_stmt *stmt)
{
	/* what sqlite3_reset returns was noted when it happened */
	sqlite3_reset(stmt->handle);
	if (stmt->handle != NULL)
		sqlite3_clear_bindings(stmt->handle);
	return stmt->status;
}

enum status
db_change(struct db_stmt *stmt)
{
	bool row = db_row(stmt);

	assert(!row);
	(void)row;
	return db_end(stmt);
}

int64_t
db_int(struct db_stmt *stmt, int column)
{
	return sqlite3_column_int64(stmt->handle, column);
}

/* A column that is NULL, and not for lack of memory, is an empty one. */
static void
note_column(struct db_stmt *stmt, const void *bytes)
{
	if (bytes == NULL && sqlite3_errcode(stmt->db->handle) == SQLITE_NOMEM)
		note_code(stmt, SQLITE_NOMEM);
}

const char *
db_text(struct db_stmt *stmt, int column)
{
	const char *text =
	    (const char *)sqlite3_column_text(stmt->handle, column);

	note_column(stmt, text);
	return text != NULL ? text : "";
}

const uint8_t *
db_blob(struct db_stmt *stmt, int column, size_t *len)
{
	static const uint8_t none[1];
	const uint8_t *bytes = sqlite3_column_blob(stmt->handle, column);

	note_column(stmt, bytes);
	*len = bytes != NULL
		   ? (size_t)sqlite3_column_bytes(stmt->handle, column)
		   : 0;
	return bytes != NULL ? bytes : none;
}
