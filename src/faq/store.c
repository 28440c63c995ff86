/* SPDX-License-Identifier: ISC */
/* store.c - the schema and every statement but the search's. See store.h. */
#include "faq/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "search/index.h"

/*
 * The file format. STORE_FORMAT counts its changes: a store of another number
 * is as good as none and is built anew from the owner's files.
 *
 * link holds every slug that leads to an entry, its own and its old ones, so
 * that one key guards them all against being given twice. The tables that
 * searching reads are described in index.h.
 */
enum { STORE_APPLICATION = 0x66617131 /* "faq1" */, STORE_FORMAT = 3 };

static const char schema[] =
    "CREATE TABLE front(title TEXT NOT NULL, intro_html TEXT NOT NULL,"
    " intro_text TEXT NOT NULL, closing_html TEXT NOT NULL,"
    " time INTEGER NOT NULL);"
    "CREATE TABLE sources(digest INTEGER NOT NULL);"
    "CREATE TABLE category(id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE,"
    " title TEXT NOT NULL, intro_html TEXT NOT NULL, file TEXT NOT NULL,"
    " line INTEGER NOT NULL);"
    "CREATE TABLE entry(id INTEGER PRIMARY KEY, slug TEXT NOT NULL,"
    " question TEXT NOT NULL, updated TEXT NOT NULL,"
    " category INTEGER NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL,"
    " keywords TEXT NOT NULL, answer_html TEXT NOT NULL,"
    " answer_text TEXT NOT NULL, aka TEXT NOT NULL, time INTEGER NOT NULL);"
    "CREATE INDEX entry_category ON entry(category);"
    "CREATE TABLE link(slug TEXT PRIMARY KEY, entry INTEGER NOT NULL)"
    " WITHOUT ROWID;";

enum statement {
	SQL_FRONT,
	SQL_CATEGORIES,
	SQL_LIST,
	SQL_ALL,
	SQL_NEWEST,
	SQL_ANSWER,
	SQL_ENTRY,
	SQL_OWNER,
	SQL_RELATED,
	SQL_CATEGORY_TITLE,
	SQL_PUT_FRONT,
	SQL_PUT_CATEGORY,
	SQL_PUT_ENTRY,
	SQL_PUT_LINK,
	SQL_PUT_SOURCES,
	SQL_COUNT
};

/* The columns of an entry, in read_entry's order. */
#define ENTRY_HEAD \
	"entry.id, entry.slug, question, updated, category, file, line, time"
#define ENTRY_ALL ENTRY_HEAD ", keywords, answer_html, answer_text, aka"

static const char *const sql[SQL_COUNT] = {
    [SQL_FRONT] =
	"SELECT title, intro_html, intro_text, closing_html, time FROM front",
    [SQL_CATEGORIES] =
	"SELECT id, slug, title, intro_html, file, line FROM category"
	" WHERE EXISTS (SELECT 1 FROM entry"
	" WHERE entry.category = category.id) ORDER BY id",
    [SQL_LIST] = "SELECT " ENTRY_HEAD " FROM entry"
		 " WHERE ?1 IN (0, category) ORDER BY entry.id LIMIT ?2",
    [SQL_ALL] = "SELECT " ENTRY_ALL " FROM entry ORDER BY id",
    [SQL_NEWEST] = "SELECT " ENTRY_ALL " FROM entry"
		   " ORDER BY CASE updated WHEN '' THEN"
		   " date(max(time, 0), 'unixepoch') ELSE updated END DESC,"
		   " id LIMIT ?1",
    [SQL_ANSWER] = "SELECT " ENTRY_ALL " FROM link JOIN entry"
		   " ON entry.id = link.entry WHERE link.slug = ?1",
    [SQL_ENTRY] = "SELECT " ENTRY_ALL " FROM entry WHERE id = ?1",
    [SQL_OWNER] = "SELECT file, line FROM link JOIN entry"
		  " ON entry.id = link.entry WHERE link.slug = ?1",
    [SQL_RELATED] = "SELECT " ENTRY_HEAD " FROM related JOIN entry"
		    " ON entry.id = other WHERE entry = ?1 ORDER BY place",
    [SQL_CATEGORY_TITLE] = "SELECT title FROM category WHERE id = ?1",
    [SQL_PUT_FRONT] = "INSERT INTO front VALUES(?1, ?2, ?3, ?4, ?5)",
    [SQL_PUT_CATEGORY] = "INSERT INTO category(id, slug, title, intro_html,"
			 " file, line) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_PUT_ENTRY] = "INSERT INTO entry(id, slug, question, updated,"
		      " category, file, line, keywords, answer_html,"
		      " answer_text, aka, time) VALUES(?1, ?2, ?3, ?4, ?5,"
		      " ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    [SQL_PUT_LINK] = "INSERT INTO link(slug, entry) VALUES(?1, ?2)",
    [SQL_PUT_SOURCES] = "INSERT INTO sources VALUES(?1)",
};

struct store {
	sqlite3 *db;
	sqlite3_stmt *statements[SQL_COUNT]; /* prepared when first used */
	struct index *index;                 /* while the store is made */
	uint64_t sources;
	bool broken;
	char *path; /* NULL: in memory */
};

/* ----------------------------------------------------------- statements */

/* Turns SQLite's code into ours; logs it and notes damage. */
static enum status
check_result(struct store *store, int code)
{
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return ST_OK;
	case SQLITE_NOMEM:
		return ST_MEMORY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		store->broken = true;
		break;
	default:
		break;
	}
	log_line("store %s: %s",
	    store->path != NULL ? store->path : "in memory",
	    sqlite3_errmsg(store->db));
	return ST_SYSTEM;
}

/* Gives the statement, ready to be bound, or NULL with *status set. */
static sqlite3_stmt *
take_statement(struct store *store, enum statement which, enum status *status)
{
	sqlite3_stmt **stmt = &store->statements[which];
	int code = SQLITE_OK;

	if (*stmt == NULL)
		code = sqlite3_prepare_v3(store->db, sql[which], -1,
		    SQLITE_PREPARE_PERSISTENT, stmt, NULL);
	*status = check_result(store, code);
	return *stmt;
}

static void
give_back(sqlite3_stmt *stmt)
{
	if (stmt != NULL) {
		sqlite3_reset(stmt);
		sqlite3_clear_bindings(stmt);
	}
}

/* Steps a statement that gives at most one row. ST_NOT_FOUND: it gave none. */
static enum status
step_once(struct store *store, sqlite3_stmt *stmt)
{
	int code = sqlite3_step(stmt);
	enum status status = check_result(store, code);

	return status == ST_OK && code == SQLITE_DONE ? ST_NOT_FOUND : status;
}

/* Runs a statement that changes something. ST_INVALID: a key is taken. */
static enum status
run_change(struct store *store, sqlite3_stmt *stmt)
{
	int code = sqlite3_step(stmt);
	enum status status = ST_INVALID;

	if ((code & 0xff) != SQLITE_CONSTRAINT)
		status = check_result(store, code);
	give_back(stmt);
	return status;
}

static void
bind_text(sqlite3_stmt *stmt, int index, const char *text)
{
	sqlite3_bind_text(stmt, index, text, -1, SQLITE_STATIC);
}

static const char *
column_text(sqlite3_stmt *stmt, int column, struct arena *arena)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);

	return arena_copy(arena, text != NULL ? text : "",
	    (size_t)sqlite3_column_bytes(stmt, column));
}

/* -------------------------------------------------------------- opening */

static enum status
execute(struct store *store, const char *script)
{
	return check_result(
	    store, sqlite3_exec(store->db, script, NULL, NULL, NULL));
}

static enum status
open_database(struct store **out, const char *name, const char *path, int flags)
{
	struct store *store = calloc(1, sizeof(*store));
	int code;

	*out = store;
	if (store == NULL)
		return ST_MEMORY;
	if (path != NULL && (store->path = strdup(path)) == NULL)
		return ST_MEMORY;
	code = sqlite3_open_v2(
	    name, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
	if (store->db == NULL)
		return ST_MEMORY;
	if (code == SQLITE_OK) {
		sqlite3_extended_result_codes(store->db, 1);
		/* not when writing: it would keep the journal on */
		if (flags & SQLITE_OPEN_READONLY)
			sqlite3_db_config(
			    store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
		sqlite3_db_config(
		    store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	}
	return check_result(store, code);
}

/* Reads one number. Returns -1 where there is none; errors are the caller's. */
static int64_t
read_number(struct store *store, const char *query)
{
	sqlite3_stmt *stmt = NULL;
	int64_t number = -1;

	if (sqlite3_prepare_v2(store->db, query, -1, &stmt, NULL) ==
		SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		number = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return number;
}

enum status
store_open(struct store **out, const char *path)
{
	struct buffer uri = {0};
	struct store *store = NULL;
	enum status status;

	*out = NULL;
	if (access(path, F_OK) != 0)
		return ST_NOT_FOUND;
	buffer_string(&uri, "file:");
	/* slashes, too: "file://tmp" would name a host */
	text_url_encode(&uri, path, strlen(path), "");
	buffer_string(&uri, "?immutable=1");
	status = uri.status;
	if (status == ST_OK)
		status = open_database(&store, uri.data, path,
		    SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
	buffer_free(&uri);
	if (status == ST_OK &&
	    (read_number(store, "PRAGMA application_id") != STORE_APPLICATION ||
		read_number(store, "PRAGMA user_version") != STORE_FORMAT))
		status = ST_NOT_FOUND;
	if (status == ST_OK)
		store->sources =
		    (uint64_t)read_number(store, "SELECT digest FROM sources");
	if (status == ST_OK)
		*out = store;
	else
		store_close(store);
	return status;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	for (int i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(store->statements[i]);
	index_free(store->index); /* before the database that it uses */
	sqlite3_close(store->db);
	free(store->path);
	free(store);
}

uint64_t
store_sources(const struct store *store)
{
	return store->sources;
}

bool
store_broken(const struct store *store)
{
	return store->broken;
}

struct sqlite3 *
store_database(struct store *store)
{
	return store->db;
}

/* -------------------------------------------------------------- reading */

/* Takes a row of ENTRY_HEAD, or of ENTRY_ALL. */
static void
read_entry(sqlite3_stmt *stmt, struct arena *arena, struct entry *entry)
{
	bool all = sqlite3_column_count(stmt) > 8;

	*entry = (struct entry){
	    .id = sqlite3_column_int64(stmt, 0),
	    .slug = column_text(stmt, 1, arena),
	    .question = column_text(stmt, 2, arena),
	    .updated = column_text(stmt, 3, arena),
	    .category = sqlite3_column_int64(stmt, 4),
	    .file = column_text(stmt, 5, arena),
	    .line = sqlite3_column_int(stmt, 6),
	    .time = sqlite3_column_int64(stmt, 7),
	    .keywords = all ? column_text(stmt, 8, arena) : "",
	    .answer_html = all ? column_text(stmt, 9, arena) : "",
	    .answer_text = all ? column_text(stmt, 10, arena) : "",
	    .aka = all ? column_text(stmt, 11, arena) : "",
	};
}

enum status
store_front(struct store *store, struct arena *arena, struct front *front)
{
	enum status status;
	sqlite3_stmt *stmt = take_statement(store, SQL_FRONT, &status);

	*front = (struct front){"", "", "", "", 0};
	if (stmt == NULL)
		return status;
	status = step_once(store, stmt);
	if (status == ST_OK)
		*front = (struct front){
		    .title = column_text(stmt, 0, arena),
		    .intro_html = column_text(stmt, 1, arena),
		    .intro_text = column_text(stmt, 2, arena),
		    .closing_html = column_text(stmt, 3, arena),
		    .time = sqlite3_column_int64(stmt, 4),
		};
	give_back(stmt);
	return arena->failed ? ST_MEMORY : status;
}

/* Steps through all rows; `take` stores one. */
static enum status
read_rows(struct store *store, sqlite3_stmt *stmt, struct arena *arena,
    size_t size, void (*take)(sqlite3_stmt *, struct arena *, void *row),
    void **rows, size_t *count)
{
	enum status status = ST_OK;
	void *more;
	int code;

	while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
		more = arena_grow(arena, *rows, *count, size);
		if (more == NULL)
			break;
		*rows = more;
		take(stmt, arena, (char *)more + (*count)++ * size);
	}
	status = check_result(store, code);
	give_back(stmt);
	return arena->failed ? ST_MEMORY : status;
}

static void
take_category(sqlite3_stmt *stmt, struct arena *arena, void *row)
{
	*(struct category *)row = (struct category){
	    .id = sqlite3_column_int64(stmt, 0),
	    .slug = column_text(stmt, 1, arena),
	    .title = column_text(stmt, 2, arena),
	    .intro_html = column_text(stmt, 3, arena),
	    .file = column_text(stmt, 4, arena),
	    .line = sqlite3_column_int(stmt, 5),
	};
}

enum status
store_categories(struct store *store, struct arena *arena,
    struct category **categories, size_t *count)
{
	enum status status;
	sqlite3_stmt *stmt = take_statement(store, SQL_CATEGORIES, &status);
	void *rows = NULL;

	*categories = NULL;
	*count = 0;
	if (stmt == NULL)
		return status;
	status = read_rows(store, stmt, arena, sizeof(**categories),
	    take_category, &rows, count);
	*categories = rows;
	return status;
}

static void
take_entry(sqlite3_stmt *stmt, struct arena *arena, void *row)
{
	read_entry(stmt, arena, row);
}

/* Reads the entries that a statement gives, which was taken and bound. */
static enum status
read_entries(struct store *store, sqlite3_stmt *stmt, struct arena *arena,
    struct entry **entries, size_t *count)
{
	void *rows = NULL;
	enum status status = read_rows(
	    store, stmt, arena, sizeof(**entries), take_entry, &rows, count);

	*entries = rows;
	return status;
}

/* As read_entries, for a statement whose only parameter, if any, is number. */
static enum status
list_entries(struct store *store, enum statement which, int64_t number,
    struct arena *arena, struct entry **entries, size_t *count)
{
	enum status status;
	sqlite3_stmt *stmt = take_statement(store, which, &status);

	*entries = NULL;
	*count = 0;
	if (stmt == NULL)
		return status;
	if (sqlite3_bind_parameter_count(stmt) > 0)
		sqlite3_bind_int64(stmt, 1, number);
	return read_entries(store, stmt, arena, entries, count);
}

enum status
store_list(struct store *store, struct arena *arena, int64_t category,
    size_t max, struct entry **entries, size_t *count)
{
	enum status status;
	sqlite3_stmt *stmt = take_statement(store, SQL_LIST, &status);

	*entries = NULL;
	*count = 0;
	if (stmt == NULL)
		return status;
	sqlite3_bind_int64(stmt, 1, category);
	sqlite3_bind_int64(stmt, 2, max > 0 ? (sqlite3_int64)max : -1);
	return read_entries(store, stmt, arena, entries, count);
}

enum status
store_all(struct store *store, struct arena *arena, struct entry **entries,
    size_t *count)
{
	return list_entries(store, SQL_ALL, 0, arena, entries, count);
}

enum status
store_newest(struct store *store, struct arena *arena, size_t max,
    struct entry **entries, size_t *count)
{
	return list_entries(
	    store, SQL_NEWEST, (int64_t)max, arena, entries, count);
}

enum status
store_related(struct store *store, struct arena *arena, int64_t id,
    struct entry **entries, size_t *count)
{
	return list_entries(store, SQL_RELATED, id, arena, entries, count);
}

static enum status
read_one(struct store *store, struct arena *arena, sqlite3_stmt *stmt,
    struct entry *entry)
{
	enum status status = step_once(store, stmt);

	*entry = (struct entry){0};
	if (status == ST_OK)
		read_entry(stmt, arena, entry);
	give_back(stmt);
	return arena->failed ? ST_MEMORY : status;
}

enum status
store_answer(struct store *store, struct arena *arena, const char *slug,
    struct entry *entry)
{
	enum status status;
	sqlite3_stmt *stmt = take_statement(store, SQL_ANSWER, &status);

	*entry = (struct entry){0};
	if (stmt == NULL)
		return status;
	bind_text(stmt, 1, slug);
	status = read_one(store, arena, stmt, entry);
	if (status == ST_OK && strcmp(entry->slug, slug) != 0)
		return ST_MOVED;
	return status;
}

enum status
store_entry(
    struct store *store, struct arena *arena, int64_t id, struct entry *entry)
{
	enum status status;
	sqlite3_stmt *stmt = take_statement(store, SQL_ENTRY, &status);

	*entry = (struct entry){0};
	if (stmt == NULL)
		return status;
	sqlite3_bind_int64(stmt, 1, id);
	return read_one(store, arena, stmt, entry);
}

/* -------------------------------------------------------------- writing */

enum status
store_create(struct store **out, const char *path)
{
	/* Nobody sees the file before store_finish has synced it. */
	static const char pragmas[] =
	    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
	    "PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=MEMORY;";
	struct store *store;
	enum status status;
	char numbers[100];

	*out = NULL;
	if (path != NULL && unlink(path) != 0 && errno != ENOENT) {
		log_line("%s: %s", path, strerror(errno));
		return ST_SYSTEM;
	}
	status = open_database(&store, path != NULL ? path : ":memory:", path,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	snprintf(numbers, sizeof(numbers),
	    "PRAGMA application_id=%d; PRAGMA user_version=%d;",
	    STORE_APPLICATION, STORE_FORMAT);
	if (status == ST_OK)
		status = execute(store, pragmas);
	if (status == ST_OK)
		status = execute(store, numbers);
	if (status == ST_OK)
		status = execute(store, "BEGIN");
	if (status == ST_OK)
		status = execute(store, schema);
	if (status == ST_OK)
		status = execute(store, index_schema);
	if (status == ST_OK)
		status = index_new(&store->index, store->db);
	if (status == ST_OK)
		*out = store;
	else
		store_close(store);
	return status;
}

enum status
store_put_front(struct store *store, const struct front *front)
{
	enum status status;
	sqlite3_stmt *stmt = take_statement(store, SQL_PUT_FRONT, &status);

	if (stmt == NULL)
		return status;
	bind_text(stmt, 1, front->title);
	bind_text(stmt, 2, front->intro_html);
	bind_text(stmt, 3, front->intro_text);
	bind_text(stmt, 4, front->closing_html);
	sqlite3_bind_int64(stmt, 5, front->time);
	return run_change(store, stmt);
}

enum status
store_put_category(struct store *store, const struct category *category)
{
	enum status status;
	sqlite3_stmt *stmt = take_statement(store, SQL_PUT_CATEGORY, &status);

	if (stmt == NULL)
		return status;
	sqlite3_bind_int64(stmt, 1, category->id);
	bind_text(stmt, 2, category->slug);
	bind_text(stmt, 3, category->title);
	bind_text(stmt, 4, category->intro_html);
	bind_text(stmt, 5, category->file);
	sqlite3_bind_int(stmt, 6, category->line);
	return run_change(store, stmt);
}

enum status
store_put_alias(struct store *store, const char *slug, int64_t entry)
{
	enum status status;
	sqlite3_stmt *stmt = take_statement(store, SQL_PUT_LINK, &status);

	if (stmt == NULL)
		return status;
	bind_text(stmt, 1, slug);
	sqlite3_bind_int64(stmt, 2, entry);
	return run_change(store, stmt);
}

/* Adds the entry's words to the index. */
static enum status
index_entry(struct store *store, const struct entry *entry)
{
	const char *fields[FIELD_COUNT] = {[FIELD_QUESTION] = entry->question,
	    [FIELD_KEYWORDS] = entry->keywords,
	    [FIELD_CATEGORY] = "",
	    [FIELD_ANSWER] = entry->answer_text};
	enum status status = ST_OK;
	sqlite3_stmt *stmt = NULL;

	if (entry->category != 0) {
		stmt = take_statement(store, SQL_CATEGORY_TITLE, &status);
		if (stmt == NULL)
			return status;
		sqlite3_bind_int64(stmt, 1, entry->category);
		status = step_once(store, stmt);
		if (status == ST_OK)
			fields[FIELD_CATEGORY] =
			    (const char *)sqlite3_column_text(stmt, 0);
		if (status == ST_NOT_FOUND)
			status = ST_OK;
	}
	if (status == ST_OK)
		status =
		    index_add(store->index, entry->id, entry->category, fields);
	give_back(stmt);
	return status;
}

enum status
store_put_entry(struct store *store, const struct entry *entry)
{
	enum status status = store_put_alias(store, entry->slug, entry->id);
	sqlite3_stmt *stmt = NULL;

	if (status == ST_OK)
		stmt = take_statement(store, SQL_PUT_ENTRY, &status);
	if (stmt == NULL)
		return status;
	sqlite3_bind_int64(stmt, 1, entry->id);
	bind_text(stmt, 2, entry->slug);
	bind_text(stmt, 3, entry->question);
	bind_text(stmt, 4, entry->updated);
	sqlite3_bind_int64(stmt, 5, entry->category);
	bind_text(stmt, 6, entry->file);
	sqlite3_bind_int(stmt, 7, entry->line);
	bind_text(stmt, 8, entry->keywords);
	bind_text(stmt, 9, entry->answer_html);
	bind_text(stmt, 10, entry->answer_text);
	bind_text(stmt, 11, entry->aka);
	sqlite3_bind_int64(stmt, 12, entry->time);
	status = run_change(store, stmt);
	return status == ST_OK ? index_entry(store, entry) : status;
}

enum status
store_put_synonym(struct store *store, int64_t group, const char *phrase)
{
	_Static_assert((int)STORE_PHRASE_MAX == (int)SYNONYM_WORDS,
	    "what the index can look up");

	return index_synonym(store->index, group, phrase);
}

enum status
store_owner(struct store *store, struct arena *arena, const char *slug,
    const char **file, int *line)
{
	enum status status;
	sqlite3_stmt *stmt = take_statement(store, SQL_OWNER, &status);

	*file = "";
	*line = 0;
	if (stmt == NULL)
		return status;
	bind_text(stmt, 1, slug);
	status = step_once(store, stmt);
	if (status == ST_OK) {
		*file = column_text(stmt, 0, arena);
		*line = sqlite3_column_int(stmt, 1);
	}
	give_back(stmt);
	return arena->failed ? ST_MEMORY : status;
}

/* SQLite was told not to sync; once at the end is enough. */
static enum status
sync_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum status status = ST_OK;

	if (fd < 0 || fsync(fd) != 0) {
		log_line("%s: %s", path, strerror(errno));
		status = ST_SYSTEM;
	}
	if (fd >= 0)
		close(fd);
	return status;
}

enum status
store_finish(struct store *store, uint64_t sources)
{
	enum status status;
	sqlite3_stmt *stmt = take_statement(store, SQL_PUT_SOURCES, &status);

	if (stmt == NULL)
		return status;
	sqlite3_bind_int64(stmt, 1, (sqlite3_int64)sources);
	status = run_change(store, stmt);
	if (status == ST_OK)
		status = index_finish(store->index);
	index_free(store->index);
	store->index = NULL;
	if (status == ST_OK)
		status = execute(store, "COMMIT");
	if (status == ST_OK && store->path != NULL)
		status = sync_file(store->path);
	store->sources = sources;
	return status;
}
