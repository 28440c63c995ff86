/* SPDX-License-Identifier: ISC */
/* store.c - the schema and every statement but the search's. See store.h. */
#include "faq/store.h"

#include <stdlib.h>
#include <string.h>

#include "base/db.h"
#include "base/pages.h"
#include "search/index.h"

/*
 * The file format. STORE_FORMAT counts its changes: a store of another number
 * is as good as none and is built anew from the owner's files. Its pages are
 * sealed, see base/pages.h.
 *
 * link holds every slug that leads to an entry, its own and its old ones, so
 * that one key guards them all against being given twice; one that was retired
 * leads to 0, which no entry has. kept holds the
 * owner's files; its rows are found by an index of their names, so that texts
 * of any length stand beside it. draft has what only she may see. made says of
 * what the store was made. A row is read from its beginning: in entry what
 * lists need comes first, then what searching shows. The tables that it reads
 * are described in index.h.
 */
enum { STORE_APPLICATION = 0x66617131 /* "faq1" */, STORE_FORMAT = 13 };

static const char schema[] =
    "CREATE TABLE front(title TEXT NOT NULL, intro_html TEXT NOT NULL,"
    " intro_text TEXT NOT NULL, closing_html TEXT NOT NULL,"
    " header_html TEXT NOT NULL, time INTEGER NOT NULL);"
    "CREATE TABLE intro(category INTEGER PRIMARY KEY, text TEXT NOT NULL);"
    "CREATE TABLE made(digest INTEGER NOT NULL, content INTEGER NOT NULL,"
    " entries INTEGER NOT NULL, faults INTEGER NOT NULL);"
    "CREATE TABLE kept(name TEXT NOT NULL UNIQUE, stamp INTEGER NOT NULL,"
    " state INTEGER NOT NULL, time INTEGER NOT NULL, good INTEGER NOT NULL,"
    " text BLOB NOT NULL);"
    "CREATE TABLE category(id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE,"
    " title TEXT NOT NULL, intro_html TEXT NOT NULL, file TEXT NOT NULL,"
    " line INTEGER NOT NULL, entries INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE entry(id INTEGER PRIMARY KEY, slug TEXT NOT NULL,"
    " question TEXT NOT NULL, updated TEXT NOT NULL,"
    " category INTEGER NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL,"
    " time INTEGER NOT NULL, keywords TEXT NOT NULL,"
    " answer_text TEXT NOT NULL, answer_html TEXT NOT NULL,"
    " answer_markdown TEXT NOT NULL, aka TEXT NOT NULL);"
    "CREATE INDEX entry_category ON entry(category);"
    "CREATE TABLE draft(file TEXT NOT NULL, line INTEGER NOT NULL,"
    " question TEXT NOT NULL, answer_text TEXT NOT NULL);"
    "CREATE TABLE link(slug TEXT PRIMARY KEY, entry INTEGER NOT NULL)"
    " WITHOUT ROWID;";

enum statement {
	SQL_FRONT,
	SQL_CATEGORIES,
	SQL_CATEGORY,
	SQL_CATEGORY_LIKE,
	SQL_TOTAL,
	SQL_LIST,
	SQL_LIST_OF,
	SQL_ALL,
	SQL_NEWEST,
	SQL_ANSWER,
	SQL_ENTRY,
	SQL_OWNER,
	SQL_ADDRESSES,
	SQL_LOST,
	SQL_RELATED,
	SQL_DRAFTS,
	SQL_CATEGORY_TITLE,
	SQL_PUT_FRONT,
	SQL_PUT_CATEGORY,
	SQL_PUT_INTRO,
	SQL_INTROS,
	SQL_PUT_ENTRY,
	SQL_PUT_DRAFT,
	SQL_PUT_LINK,
	SQL_MADE,
	SQL_PUT_MADE,
	SQL_PUT_COUNTS,
	SQL_KEPT,
	SQL_PUT_KEPT,
	SQL_COUNT
};

/* The columns of an entry, in the order of take_head and take_entry. */
#define ENTRY_HEAD \
	"entry.id, entry.slug, question, updated, category, file, line, time"
#define CATEGORY_ALL "id, slug, title, intro_html, file, line, entries"
#define ENTRY_BODY   "answer_html, answer_text, answer_markdown"
#define ENTRY_ALL    ENTRY_HEAD ", keywords, " ENTRY_BODY ", aka"

static const char *const sql[SQL_COUNT] = {
    [SQL_FRONT] =
	"SELECT title, intro_html, intro_text, closing_html, header_html, time"
	" FROM front",
    [SQL_CATEGORIES] = "SELECT " CATEGORY_ALL " FROM category"
		       " WHERE entries > 0 ORDER BY id LIMIT ?1",
    [SQL_CATEGORY] = "SELECT " CATEGORY_ALL " FROM category"
		     " WHERE (id = ?1 OR slug = ?2) AND entries > 0",
    [SQL_CATEGORY_LIKE] =
	"SELECT " CATEGORY_ALL " FROM category WHERE slug = ?1"
	" OR (lower(file) > 'data/' || ?1 || '.'"
	" AND lower(file) < 'data/' || ?1 || '/')"
	" ORDER BY slug = ?1 DESC, id LIMIT 1",
    [SQL_TOTAL] = "SELECT ifnull(max(id), 0), (SELECT count(*) FROM entry"
		  " WHERE category = 0) FROM entry",
    [SQL_LIST] = "SELECT " ENTRY_HEAD " FROM entry"
		 " WHERE entry.id > ?1 ORDER BY entry.id LIMIT ?2",
    [SQL_LIST_OF] = "SELECT " ENTRY_HEAD " FROM entry WHERE category = ?3"
		    " ORDER BY entry.id LIMIT ?2 OFFSET ?1",
    [SQL_ALL] = "SELECT " ENTRY_ALL " FROM entry"
		" WHERE id > ?1 ORDER BY id LIMIT ?2",
    [SQL_NEWEST] = "SELECT " ENTRY_ALL " FROM entry"
		   " ORDER BY CASE updated WHEN '' THEN"
		   " date(max(time, 0), 'unixepoch') ELSE updated END DESC,"
		   " id LIMIT ?1",
    [SQL_ANSWER] = "SELECT " ENTRY_ALL " FROM link JOIN entry"
		   " ON entry.id = link.entry WHERE link.slug = ?1",
    [SQL_ENTRY] = "SELECT " ENTRY_ALL " FROM entry WHERE id = ?1",
    [SQL_OWNER] = "SELECT file, line FROM link JOIN entry"
		  " ON entry.id = link.entry WHERE link.slug = ?1",
    [SQL_ADDRESSES] =
	"SELECT link.slug, ifnull(entry.slug, ''), ifnull(answer_text, ''),"
	" ifnull(answer_html, '') FROM link LEFT JOIN entry"
	" ON entry.id = link.entry ORDER BY link.slug",
    [SQL_LOST] = "SELECT count(*) FROM kept WHERE state <> 0 AND good = 0"
		 " AND name LIKE 'data/%' AND name <> 'data/synonyms.txt'",
    [SQL_RELATED] = "SELECT " ENTRY_HEAD " FROM related JOIN entry"
		    " ON entry.id = other WHERE entry = ?1 ORDER BY place",
    [SQL_DRAFTS] = "SELECT file, line, question, answer_text FROM draft"
		   " ORDER BY rowid LIMIT ?1",
    [SQL_CATEGORY_TITLE] = "SELECT title FROM category WHERE id = ?1",
    [SQL_PUT_FRONT] = "INSERT INTO front VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_PUT_CATEGORY] = "INSERT INTO category(id, slug, title, intro_html,"
			 " file, line) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_PUT_INTRO] = "INSERT INTO intro VALUES(?1, ?2)",
    [SQL_INTROS] = "SELECT intro.category, ifnull(title, ''), text FROM intro"
		   " LEFT JOIN category ON category.id = intro.category"
		   " WHERE intro.category = 0 OR entries > 0"
		   " ORDER BY intro.category",
    [SQL_PUT_ENTRY] = "INSERT INTO entry(id, slug, question, updated,"
		      " category, file, line, keywords, answer_html,"
		      " answer_text, answer_markdown, aka, time) VALUES(?1,"
		      " ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    [SQL_PUT_DRAFT] = "INSERT INTO draft VALUES(?1, ?2, ?3, ?4)",
    [SQL_PUT_LINK] = "INSERT INTO link(slug, entry) VALUES(?1, ?2)",
    [SQL_MADE] = "SELECT digest, entries, faults, content FROM made",
    [SQL_PUT_MADE] = "INSERT INTO made SELECT ?1, ?2,"
		     " (SELECT count(*) FROM entry),"
		     " (SELECT count(*) FROM kept WHERE state <> 0)",
    [SQL_PUT_COUNTS] = "UPDATE category SET entries = (SELECT count(*)"
		       " FROM entry WHERE entry.category = category.id)",
    [SQL_KEPT] = "SELECT stamp, state, time, good, text FROM kept"
		 " WHERE name = ?1",
    [SQL_PUT_KEPT] = "INSERT INTO kept VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
};

struct store {
	struct db *db;
	struct db_stmt statements[SQL_COUNT];
	struct index *index; /* while the store is made */
	uint64_t sources, content;
	int64_t entries, faults;
};

static struct db_stmt *
take_statement(struct store *store, enum statement which)
{
	db_take(&store->statements[which], store->db, sql[which]);
	return &store->statements[which];
}

/* -------------------------------------------------------------- opening */

/* Reads one number, or gives -1 where there is none. */
static enum status
read_number(struct store *store, const char *query, int64_t *number)
{
	struct db_stmt stmt = {0};

	db_take(&stmt, store->db, query);
	*number = db_row(&stmt) ? db_int(&stmt, 0) : -1;
	return db_end(&stmt);
}

/* Finds out whether the file is a store, and of this program's version. */
static enum status
check_format(struct store *store)
{
	int64_t application = -1, format = -1;
	enum status status =
	    read_number(store, "PRAGMA application_id", &application);

	if (status == ST_OK)
		status = read_number(store, "PRAGMA user_version", &format);
	if (status == ST_MEMORY)
		return status;
	return application == STORE_APPLICATION && format == STORE_FORMAT
		   ? ST_OK
		   : ST_NOT_FOUND;
}

/* Reads of what the store was made. */
static enum status
read_made(struct store *store)
{
	struct db_stmt *stmt = take_statement(store, SQL_MADE);
	bool found = db_row(stmt);
	enum status status;

	if (found) {
		store->sources = (uint64_t)db_int(stmt, 0);
		store->entries = db_int(stmt, 1);
		store->faults = db_int(stmt, 2);
		store->content = (uint64_t)db_int(stmt, 3);
	}
	status = db_end(stmt);
	return status == ST_OK && !found ? ST_NOT_FOUND : status;
}

/* A store whose database was opened, with that status. */
static enum status
check_opened(struct store **out, struct store *store, enum status status)
{
	if (status == ST_OK)
		status = check_format(store);
	if (status == ST_OK)
		status = read_made(store);
	if (status == ST_OK)
		*out = store;
	else
		store_close(store);
	return status;
}

enum status
store_open(struct store **out, const char *path)
{
	struct store *store = calloc(1, sizeof(*store));

	*out = NULL;
	return store == NULL
		   ? ST_MEMORY
		   : check_opened(out, store, db_open(&store->db, path));
}

enum status
store_open_saved(struct store **out, int fd)
{
	struct store *store = calloc(1, sizeof(*store));

	*out = NULL;
	return store == NULL
		   ? ST_MEMORY
		   : check_opened(out, store, db_open_saved(&store->db, fd));
}

enum status
store_prove(const char *path)
{
	return pages_prove(path);
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	index_free(store->index); /* before the database that it uses */
	db_close(store->db);
	free(store);
}

uint64_t
store_sources(const struct store *store)
{
	return store->sources;
}

uint64_t
store_content(const struct store *store)
{
	return store->content;
}

int64_t
store_entries(const struct store *store)
{
	return store->entries;
}

int64_t
store_faults(const struct store *store)
{
	return store->faults;
}

struct db *
store_db(struct store *store)
{
	return store->db;
}

/* -------------------------------------------------------------- reading */

/* The text in the arena, its blocks as one line. */
static const char *
copy_line(struct db_stmt *stmt, int column, struct arena *arena)
{
	char *copy = arena_string(arena, db_text(stmt, column));

	for (char *p = copy; (p = strchr(p, '\n')) != NULL;)
		*p = ' ';
	return copy;
}

static const char *
copy_text(struct db_stmt *stmt, int column, struct arena *arena)
{
	return arena_string(arena, db_text(stmt, column));
}

enum status
store_front(struct store *store, struct arena *arena, struct front *front)
{
	struct db_stmt *stmt = take_statement(store, SQL_FRONT);
	bool found = db_row(stmt);
	enum status status;

	*front = (struct front){.title = "",
	    .intro_html = "",
	    .intro_text = "",
	    .closing_html = "",
	    .header_html = ""};
	if (found)
		*front = (struct front){
		    .title = copy_text(stmt, 0, arena),
		    .intro_html = copy_text(stmt, 1, arena),
		    .intro_text = copy_line(stmt, 2, arena),
		    .closing_html = copy_text(stmt, 3, arena),
		    .header_html = copy_text(stmt, 4, arena),
		    .time = db_int(stmt, 5),
		};
	status = db_end(stmt);
	if (status == ST_OK && !found)
		return db_contradiction(store->db, "has no front");
	return arena->failed ? ST_MEMORY : status;
}

/* Takes a row into *row, which is an element of an array. */
typedef void take_fn(struct db_stmt *stmt, struct arena *arena, void *row);

/* Reads all rows of a statement that was taken and bound. */
static enum status
read_rows(struct db_stmt *stmt, struct arena *arena, size_t size, take_fn *take,
    void **rows, size_t *count)
{
	enum status status;
	void *more;

	*rows = NULL;
	*count = 0;
	while (!arena->failed && db_row(stmt)) {
		more = arena_grow(arena, *rows, *count, size);
		if (more == NULL)
			break;
		*rows = more;
		take(stmt, arena, (char *)more + (*count)++ * size);
	}
	status = db_end(stmt);
	return arena->failed ? ST_MEMORY : status;
}

static void
take_category(struct db_stmt *stmt, struct arena *arena, void *row)
{
	*(struct category *)row = (struct category){
	    .id = db_int(stmt, 0),
	    .slug = copy_text(stmt, 1, arena),
	    .title = copy_text(stmt, 2, arena),
	    .intro_html = copy_text(stmt, 3, arena),
	    .file = copy_text(stmt, 4, arena),
	    .line = (int)db_int(stmt, 5),
	    .entries = (size_t)db_int(stmt, 6),
	};
}

/* What LIMIT takes for "at most max", 0 being all. */
static int64_t
limit_of(size_t max)
{
	return max > 0 ? (int64_t)max : -1;
}

enum status
store_categories(struct store *store, struct arena *arena, size_t max,
    struct category **categories, size_t *count)
{
	struct db_stmt *stmt = take_statement(store, SQL_CATEGORIES);
	enum status status;
	void *rows;

	db_bind_int(stmt, 1, limit_of(max));
	status = read_rows(
	    stmt, arena, sizeof(**categories), take_category, &rows, count);
	*categories = rows;
	return status;
}

/* Reads the category that a statement finds. */
static enum status
read_category(
    struct db_stmt *stmt, struct arena *arena, struct category *category)
{
	size_t count;
	void *rows;
	enum status status = read_rows(
	    stmt, arena, sizeof(*category), take_category, &rows, &count);

	*category = (struct category){0};
	if (status != ST_OK)
		return status;
	if (count == 0)
		return ST_NOT_FOUND;
	*category = *(struct category *)rows;
	return ST_OK;
}

enum status
store_category(struct store *store, struct arena *arena, int64_t id,
    struct category *category)
{
	struct db_stmt *stmt = take_statement(store, SQL_CATEGORY);

	db_bind_int(stmt, 1, id);
	db_bind_text(stmt, 2, "");
	return read_category(stmt, arena, category);
}

enum status
store_category_named(struct store *store, struct arena *arena, const char *slug,
    struct category *category)
{
	struct db_stmt *stmt = take_statement(store, SQL_CATEGORY);

	db_bind_int(stmt, 1, 0);
	db_bind_text(stmt, 2, slug);
	return read_category(stmt, arena, category);
}

enum status
store_category_like(struct store *store, struct arena *arena, const char *name,
    struct category *category)
{
	struct db_stmt *stmt = take_statement(store, SQL_CATEGORY_LIKE);

	db_bind_text(stmt, 1, name);
	return read_category(stmt, arena, category);
}

enum status
store_total(struct store *store, size_t *total, size_t *loose)
{
	struct db_stmt *stmt = take_statement(store, SQL_TOTAL);

	*total = *loose = 0;
	if (db_row(stmt)) {
		*total = (size_t)db_int(stmt, 0);
		*loose = (size_t)db_int(stmt, 1);
	}
	return db_end(stmt);
}

/* Takes the columns of ENTRY_HEAD. */
static void
take_head(struct db_stmt *stmt, struct arena *arena, void *row)
{
	*(struct entry *)row = (struct entry){
	    .id = db_int(stmt, 0),
	    .slug = copy_text(stmt, 1, arena),
	    .question = copy_text(stmt, 2, arena),
	    .updated = copy_text(stmt, 3, arena),
	    .category = db_int(stmt, 4),
	    .file = copy_text(stmt, 5, arena),
	    .line = (int)db_int(stmt, 6),
	    .time = db_int(stmt, 7),
	    .keywords = "",
	    .answer_html = "",
	    .answer_text = "",
	    .answer_markdown = "",
	    .aka = "",
	};
}

/* Takes the columns of ENTRY_ALL. */
static void
take_entry(struct db_stmt *stmt, struct arena *arena, void *row)
{
	struct entry *entry = row;

	take_head(stmt, arena, entry);
	entry->keywords = copy_text(stmt, 8, arena);
	entry->answer_html = copy_text(stmt, 9, arena);
	entry->answer_text = copy_line(stmt, 10, arena);
	entry->answer_markdown = copy_text(stmt, 11, arena);
	entry->aka = copy_text(stmt, 12, arena);
}

static enum status
read_entries(struct db_stmt *stmt, struct arena *arena, take_fn *take,
    struct entry **entries, size_t *count)
{
	void *rows;
	enum status status =
	    read_rows(stmt, arena, sizeof(**entries), take, &rows, count);

	*entries = rows;
	return status;
}

enum status
store_list(struct store *store, struct arena *arena, int64_t category,
    size_t skip, size_t max, struct entry **entries, size_t *count)
{
	struct db_stmt *stmt =
	    take_statement(store, category != 0 ? SQL_LIST_OF : SQL_LIST);

	db_bind_int(stmt, 1, (int64_t)skip);
	db_bind_int(stmt, 2, limit_of(max));
	if (category != 0)
		db_bind_int(stmt, 3, category);
	return read_entries(stmt, arena, take_head, entries, count);
}

enum status
store_all(struct store *store, struct arena *arena, size_t skip, size_t max,
    struct entry **entries, size_t *count)
{
	struct db_stmt *stmt = take_statement(store, SQL_ALL);

	db_bind_int(stmt, 1, (int64_t)skip);
	db_bind_int(stmt, 2, limit_of(max));
	return read_entries(stmt, arena, take_entry, entries, count);
}

enum status
store_newest(struct store *store, struct arena *arena, size_t max,
    struct entry **entries, size_t *count)
{
	struct db_stmt *stmt = take_statement(store, SQL_NEWEST);

	db_bind_int(stmt, 1, (int64_t)max);
	return read_entries(stmt, arena, take_entry, entries, count);
}

enum status
store_related(struct store *store, struct arena *arena, int64_t id,
    struct entry **entries, size_t *count)
{
	struct db_stmt *stmt = take_statement(store, SQL_RELATED);

	db_bind_int(stmt, 1, id);
	return read_entries(stmt, arena, take_head, entries, count);
}

/* Takes the columns of a draft. */
static void
take_draft(struct db_stmt *stmt, struct arena *arena, void *row)
{
	*(struct draft *)row = (struct draft){
	    .file = copy_text(stmt, 0, arena),
	    .line = (int)db_int(stmt, 1),
	    .question = copy_text(stmt, 2, arena),
	    .answer_text = copy_text(stmt, 3, arena),
	};
}

enum status
store_drafts(struct store *store, struct arena *arena, size_t max,
    struct draft **drafts, size_t *count)
{
	struct db_stmt *stmt = take_statement(store, SQL_DRAFTS);
	void *rows;
	enum status status;

	db_bind_int(stmt, 1, limit_of(max));
	status =
	    read_rows(stmt, arena, sizeof(**drafts), take_draft, &rows, count);
	*drafts = rows;
	return status;
}

/* Reads the one entry of a statement that was taken and bound. */
static enum status
read_one(struct db_stmt *stmt, struct arena *arena, struct entry *entry)
{
	bool found = db_row(stmt);
	enum status status;

	*entry = (struct entry){0};
	if (found)
		take_entry(stmt, arena, entry);
	status = db_end(stmt);
	if (arena->failed)
		return ST_MEMORY;
	return status == ST_OK && !found ? ST_NOT_FOUND : status;
}

enum status
store_answer(struct store *store, struct arena *arena, const char *slug,
    struct entry *entry)
{
	struct db_stmt *stmt = take_statement(store, SQL_ANSWER);
	enum status status;

	db_bind_text(stmt, 1, slug);
	status = read_one(stmt, arena, entry);
	if (status == ST_OK && strcmp(entry->slug, slug) != 0)
		return ST_MOVED;
	return status;
}

enum status
store_entry(
    struct store *store, struct arena *arena, int64_t id, struct entry *entry)
{
	struct db_stmt *stmt = take_statement(store, SQL_ENTRY);

	db_bind_int(stmt, 1, id);
	return read_one(stmt, arena, entry);
}

enum status
store_kept(struct store *store, struct arena *arena, const char *name,
    struct kept *kept)
{
	struct db_stmt *stmt = take_statement(store, SQL_KEPT);
	enum status status;
	const uint8_t *text;
	bool found;

	*kept = (struct kept){.name = name, .text = ""};
	db_bind_text(stmt, 1, name);
	found = db_row(stmt);
	if (found) {
		kept->stamp = (uint64_t)db_int(stmt, 0);
		kept->state = (enum kept_state)db_int(stmt, 1);
		kept->time = db_int(stmt, 2);
		kept->has_text = db_int(stmt, 3) != 0;
		text = db_blob(stmt, 4, &kept->len);
		kept->text = arena_copy(arena, (const char *)text, kept->len);
	}
	status = db_end(stmt);
	if (arena->failed)
		return ST_MEMORY;
	return status == ST_OK && !found ? ST_NOT_FOUND : status;
}

/*
 * A number that an answer has as long as its words stay. White space does not
 * count; of one without words the markup does.
 */
static uint64_t
mark_answer(const char *text, const char *html)
{
	uint64_t mark = HASH_START;
	size_t len;

	for (const char *p = *text != '\0' ? text : html; *p != '\0';
	     p += len) {
		p += strspn(p, " \n\t");
		len = strcspn(p, " \n\t");
		if (len > 0)
			mark = hash_bytes(hash_bytes(mark, p, len), " ", 1);
	}
	return mark;
}

static void
take_address(struct db_stmt *stmt, struct arena *arena, void *row)
{
	struct address *address = row;

	*address = (struct address){
	    .slug = copy_text(stmt, 0, arena),
	    .entry = copy_text(stmt, 1, arena),
	};
	if (*address->entry != '\0')
		address->mark = mark_answer(db_text(stmt, 2), db_text(stmt, 3));
}

enum status
store_addresses(struct store *store, struct arena *arena,
    struct address **addresses, size_t *count)
{
	void *rows;
	enum status status = read_rows(take_statement(store, SQL_ADDRESSES),
	    arena, sizeof(**addresses), take_address, &rows, count);

	*addresses = rows;
	return status;
}

enum status
store_lost(struct store *store, int64_t *count)
{
	return read_number(store, sql[SQL_LOST], count);
}

/* -------------------------------------------------------------- writing */

enum status
store_create(struct store **out, const char *path)
{
	struct store *store = calloc(1, sizeof(*store));
	enum status status = ST_MEMORY;
	char numbers[100];

	*out = NULL;
	snprintf(numbers, sizeof(numbers),
	    "PRAGMA application_id=%d; PRAGMA user_version=%d;",
	    STORE_APPLICATION, STORE_FORMAT);
	if (store != NULL)
		status = db_create(&store->db, path);
	if (status == ST_OK)
		status = db_run(store->db, numbers);
	if (status == ST_OK)
		status = db_run(store->db, schema);
	if (status == ST_OK)
		status = db_run(store->db, index_schema);
	if (status == ST_OK)
		status = index_new(&store->index, store->db);
	if (status == ST_OK) {
		store->content = HASH_START;
		*out = store;
	} else {
		store_close(store);
	}
	return status;
}

enum status
store_set_language(struct store *store, const char *language, bool synonyms)
{
	enum status status = index_set_language(store->index, language);

	return status == ST_OK && synonyms ? index_add_synonyms(store->index)
					   : status;
}

const char *
store_language(const struct store *store)
{
	return index_language(store->index);
}

/* Keeps the words of a category, or of the FAQ (0), to be searched. */
static enum status
put_intro(struct store *store, int64_t category, const char *text)
{
	struct db_stmt *stmt;

	if (*text == '\0')
		return ST_OK;
	stmt = take_statement(store, SQL_PUT_INTRO);
	db_bind_int(stmt, 1, category);
	db_bind_text(stmt, 2, text);
	return db_change(stmt);
}

enum status
store_put_front(struct store *store, const struct front *front)
{
	struct db_stmt *stmt = take_statement(store, SQL_PUT_FRONT);
	struct buffer words = {0};
	enum status status;

	db_bind_text(stmt, 1, front->title);
	db_bind_text(stmt, 2, front->intro_html);
	db_bind_text(stmt, 3, front->intro_text);
	db_bind_text(stmt, 4, front->closing_html);
	db_bind_text(stmt, 5, front->header_html);
	db_bind_int(stmt, 6, front->time);
	status = db_change(stmt);
	buffer_printf(&words, "%s\n%s", front->intro_text,
	    front->closing_text != NULL ? front->closing_text : "");
	if (status == ST_OK)
		status = words.status;
	if (status == ST_OK && words.len > 1)
		status = put_intro(store, 0, words.data);
	buffer_free(&words);
	return status;
}

enum status
store_put_category(struct store *store, const struct category *category)
{
	struct db_stmt *stmt = take_statement(store, SQL_PUT_CATEGORY);
	enum status status;

	db_bind_int(stmt, 1, category->id);
	db_bind_text(stmt, 2, category->slug);
	db_bind_text(stmt, 3, category->title);
	db_bind_text(stmt, 4, category->intro_html);
	db_bind_text(stmt, 5, category->file);
	db_bind_int(stmt, 6, category->line);
	status = db_change(stmt);
	if (status == ST_OK && category->intro_text != NULL)
		status = put_intro(store, category->id, category->intro_text);
	return status;
}

enum status
store_put_alias(struct store *store, const char *slug, int64_t entry)
{
	struct db_stmt *stmt = take_statement(store, SQL_PUT_LINK);

	/* files do not tell it all: who had a slug before may keep it */
	store->content = hash_bytes(store->content, slug, strlen(slug) + 1);
	store->content = hash_bytes(store->content, &entry, sizeof(entry));
	db_bind_text(stmt, 1, slug);
	db_bind_int(stmt, 2, entry);
	return db_change(stmt);
}

/* Adds the entry's words to the index, its category's title among them. */
static enum status
index_entry(struct store *store, const struct entry *entry)
{
	struct db_stmt *stmt = take_statement(store, SQL_CATEGORY_TITLE);
	const char *fields[FIELD_COUNT] = {[FIELD_QUESTION] = entry->question,
	    [FIELD_KEYWORDS] = entry->keywords,
	    [FIELD_CATEGORY] = "",
	    [FIELD_ANSWER] = entry->answer_text};
	enum status status, end;

	db_bind_int(stmt, 1, entry->category);
	if (db_row(stmt))
		fields[FIELD_CATEGORY] = db_text(stmt, 0);
	status = index_add(store->index, entry->id, entry->category, fields);
	end = db_end(stmt);
	return end != ST_OK ? end : status;
}

enum status
store_put_entry(struct store *store, const struct entry *entry)
{
	enum status status = store_put_alias(store, entry->slug, entry->id);
	struct db_stmt *stmt;

	if (status != ST_OK)
		return status;
	stmt = take_statement(store, SQL_PUT_ENTRY);
	db_bind_int(stmt, 1, entry->id);
	db_bind_text(stmt, 2, entry->slug);
	db_bind_text(stmt, 3, entry->question);
	db_bind_text(stmt, 4, entry->updated);
	db_bind_int(stmt, 5, entry->category);
	db_bind_text(stmt, 6, entry->file);
	db_bind_int(stmt, 7, entry->line);
	db_bind_text(stmt, 8, entry->keywords);
	db_bind_text(stmt, 9, entry->answer_html);
	db_bind_text(stmt, 10, entry->answer_text);
	db_bind_text(stmt, 11, entry->answer_markdown);
	db_bind_text(stmt, 12, entry->aka);
	db_bind_int(stmt, 13, entry->time);
	status = db_change(stmt);
	return status == ST_OK ? index_entry(store, entry) : status;
}

enum status
store_put_draft(struct store *store, const struct draft *draft)
{
	struct db_stmt *stmt = take_statement(store, SQL_PUT_DRAFT);

	db_bind_text(stmt, 1, draft->file);
	db_bind_int(stmt, 2, draft->line);
	db_bind_text(stmt, 3, draft->question);
	db_bind_text(stmt, 4, draft->answer_text);
	return db_change(stmt);
}

enum status
store_put_synonym(struct store *store, int64_t group, const char *phrase)
{
	return index_synonym(store->index, group, phrase);
}

/*
 * Counts a file in, by its name and what of it is shown. In place of a template
 * without any the built-in one serves, as if it were not there.
 */
static void
hash_kept(struct store *store, const struct kept *kept)
{
	const uint64_t len = kept->has_text ? kept->len : UINT64_MAX;
	uint64_t hash = store->content;

	if (!kept->has_text && strncmp(kept->name, "templates/", 10) == 0)
		return;
	hash = hash_bytes(hash, kept->name, strlen(kept->name) + 1);
	hash = hash_bytes(hash, &len, sizeof(len));
	if (kept->has_text)
		hash = hash_bytes(hash, kept->text, kept->len);
	store->content = hash;
}

enum status
store_put_kept(struct store *store, const struct kept *kept)
{
	struct db_stmt *stmt = take_statement(store, SQL_PUT_KEPT);

	hash_kept(store, kept);
	db_bind_text(stmt, 1, kept->name);
	db_bind_int(stmt, 2, (int64_t)kept->stamp);
	db_bind_int(stmt, 3, kept->state);
	db_bind_int(stmt, 4, kept->time);
	db_bind_int(stmt, 5, kept->has_text);
	db_bind_blob(stmt, 6, kept->text, kept->has_text ? kept->len : 0);
	return db_change(stmt);
}

enum status
store_owner(struct store *store, struct arena *arena, const char *slug,
    const char **file, int *line)
{
	struct db_stmt *stmt = take_statement(store, SQL_OWNER);
	enum status status;
	bool found;

	*file = "";
	*line = 0;
	db_bind_text(stmt, 1, slug);
	found = db_row(stmt);
	if (found) {
		*file = copy_text(stmt, 0, arena);
		*line = (int)db_int(stmt, 1);
	}
	status = db_end(stmt);
	if (arena->failed)
		return ST_MEMORY;
	return status == ST_OK && !found ? ST_NOT_FOUND : status;
}

/* Adds the introductions that are shown to the index. */
static enum status
index_intros(struct store *store)
{
	struct db_stmt *stmt = take_statement(store, SQL_INTROS);
	enum status status = ST_OK, end;

	while (status == ST_OK && db_row(stmt))
		status = index_add_intro(store->index, db_int(stmt, 0),
		    db_text(stmt, 1), db_text(stmt, 2));
	end = db_end(stmt);
	return status != ST_OK ? status : end;
}

enum status
store_finish(struct store *store, uint64_t sources)
{
	struct db_stmt *stmt = take_statement(store, SQL_PUT_MADE);
	enum status status;

	db_bind_int(stmt, 1, (int64_t)sources);
	db_bind_int(stmt, 2, (int64_t)store->content);
	status = db_change(stmt);
	if (status == ST_OK)
		status = db_change(take_statement(store, SQL_PUT_COUNTS));
	if (status == ST_OK)
		status = read_made(store);
	if (status == ST_OK)
		status = index_intros(store);
	if (status == ST_OK)
		status = index_finish(store->index);
	index_free(store->index);
	store->index = NULL;
	if (status == ST_OK)
		status = db_commit(store->db);
	return status;
}

enum status
store_save(struct store *store, int fd)
{
	return db_save(store->db, fd);
}
