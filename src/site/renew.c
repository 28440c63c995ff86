/* SPDX-License-Identifier: ISC */
/* renew.c - lock, build, note. See renew.h. */
#include "site/renew.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LOCK_WAIT = 10000, LOCK_PAUSE = 20 /* both in ms */ };

struct renew {
	struct arena arena; /* of the paths */
	const char *data, *var, *lock, *db, *db_new, *err;
	char language[36];   /* longer tags are no language's */
	bool synonyms;       /* the language's own serve, too */
	uint64_t failed;     /* digest of the sources that have mistakes */
	uint64_t unreadable; /* of those of which a file cannot be read */
	bool distrust;       /* db proved damaged */
};

struct renew *
renew_new(const char *home)
{
	struct renew *renew = calloc(1, sizeof(*renew));
	struct arena *arena;

	if (renew == NULL)
		return NULL;
	renew_set_language(renew, "en", true);
	arena = &renew->arena;
	renew->data = arena_printf(arena, "%s/data", home);
	renew->var = arena_printf(arena, "%s/var", home);
	renew->lock = arena_printf(arena, "%s/var/faq.lock", home);
	renew->db = arena_printf(arena, "%s/var/faq.db", home);
	renew->db_new = arena_printf(arena, "%s/var/faq.db.new", home);
	renew->err = arena_printf(arena, "%s/var/faq.err", home);
	if (!arena->failed)
		return renew;
	renew_free(renew);
	return NULL;
}

void
renew_free(struct renew *renew)
{
	if (renew == NULL)
		return;
	arena_free(&renew->arena);
	free(renew);
}

void
renew_set_language(struct renew *renew, const char *language, bool synonyms)
{
	renew->synonyms = synonyms;
	snprintf(renew->language, sizeof(renew->language), "%s", language);
}

const char *
renew_data(const struct renew *renew)
{
	return renew->data;
}

const char *
renew_db(const struct renew *renew)
{
	return renew->db;
}

enum status
renew_scan(
    const struct renew *renew, struct arena *arena, struct sources *sources)
{
	enum status status = import_scan(sources, arena, renew->data);

	sources->digest = hash_bytes(sources->digest, renew->language,
			      strlen(renew->language) + renew->synonyms) |
			  1;
	return status;
}

enum status
renew_open(struct renew *renew, uint64_t digest, struct store **store)
{
	*store = NULL;
	if (renew->distrust || store_open(store, renew->db) != ST_OK)
		return ST_NOT_FOUND;
	if (digest == 0 || store_sources(*store) == digest)
		return ST_OK;
	store_close(*store);
	*store = NULL;
	return ST_NOT_FOUND;
}

bool
renew_has_mistakes(const struct renew *renew, const struct sources *sources)
{
	return renew->failed == sources->digest;
}

void
renew_distrust(struct renew *renew)
{
	renew->distrust = true;
	renew->failed = 0; /* without a store it is worth another look */
}

/* ----------------------------------------------------------------- building */

/*
 * Takes the lock of var/, making the folder where it is missing. wait: how
 * many milliseconds to try. Returns a descriptor to be closed, or -1 with
 * *status ST_BUSY or, where nothing can be written there, ST_SYSTEM.
 */
static int
take_lock(const struct renew *renew, int wait, enum status *status)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE * 1000 * 1000};
	int fd;

	*status = ST_SYSTEM;
	if (mkdir(renew->var, 0755) != 0 && errno != EEXIST)
		return -1;
	fd = open(renew->lock, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return -1;
	for (; flock(fd, LOCK_EX | LOCK_NB) != 0; wait -= LOCK_PAUSE) {
		if ((errno == EWOULDBLOCK && wait > 0) || errno == EINTR) {
			nanosleep(&pause, NULL);
			continue;
		}
		if (errno == EWOULDBLOCK)
			*status = ST_BUSY;
		close(fd);
		return -1;
	}
	*status = ST_OK;
	return fd;
}

/* Builds in memory: the store is open afterwards. */
static enum status
build_memory(const struct renew *renew, const struct sources *sources,
    struct import_counts *counts, struct report *report, struct store **store)
{
	enum status status = store_create(store, NULL);

	if (status == ST_OK)
		status = store_set_language(
		    *store, renew->language, renew->synonyms);
	if (status == ST_OK)
		status =
		    import_run(sources, renew->data, *store, counts, report);
	if (status != ST_OK) {
		store_close(*store);
		*store = NULL;
	}
	return status;
}

/* Builds the file of the store, beside it first. The lock is ours. */
static enum status
build_file(struct renew *renew, const struct sources *sources,
    struct import_counts *counts, struct report *report)
{
	struct store *store;
	enum status status = store_create(&store, renew->db_new);

	if (status == ST_OK)
		status =
		    store_set_language(store, renew->language, renew->synonyms);
	if (status == ST_OK)
		status =
		    import_run(sources, renew->data, store, counts, report);
	store_close(store);
	if (status == ST_OK && rename(renew->db_new, renew->db) != 0) {
		log_line("%s: %s", renew->db, strerror(errno));
		status = ST_SYSTEM;
	}
	if (status == ST_OK) {
		renew->distrust = false;
		unlink(renew->err);
	} else {
		unlink(renew->db_new);
	}
	return status;
}

/* ------------------------------------------------------------------ faq.err */

/* Whether another process found mistakes in the sources of that digest. */
static bool
failed_before(const struct renew *renew, uint64_t digest)
{
	struct buffer text = {0};
	unsigned long long noted = 0;

	if (file_read(renew->err, 1 << 20, &text) == ST_OK)
		noted = strtoull(text.data, NULL, 16);
	buffer_free(&text);
	return noted == digest;
}

/* Writes the mistakes where the next process, and the owner, can read them. */
static void
note_failure(
    const struct renew *renew, uint64_t digest, const struct report *report)
{
	struct buffer note = {0};

	buffer_printf(&note, "%016llx is what these lines are about\n%s",
	    (unsigned long long)digest, report->text.data);
	/* else the log has it, and the next process will look again */
	if (note.status == ST_OK)
		file_write(renew->err, note.data, note.len);
	buffer_free(&note);
}

/* ------------------------------------------------------------------- making */

/* Logs and remembers how a build of these sources ended. */
static void
end_build(struct renew *renew, const struct sources *sources,
    enum status status, const struct report *report, bool locked)
{
	/* What cannot be read is tried again each time, and told once. */
	if (status != ST_SYSTEM || sources->digest != renew->unreadable)
		report_log(report);
	renew->unreadable = status == ST_SYSTEM ? sources->digest : 0;
	renew->failed = status == ST_INVALID ? sources->digest : 0;
	if (status == ST_INVALID && locked)
		note_failure(renew, sources->digest, report);
	if (status == ST_MEMORY)
		log_line("%s: out of memory while building", renew->data);
}

/* Builds where var/ can be written, else in memory. */
static enum status
build_store(struct renew *renew, const struct sources *sources, bool locked,
    struct store **store)
{
	struct report report = {0};
	struct import_counts counts;
	enum status status = ST_SYSTEM;

	if (locked)
		status = build_file(renew, sources, &counts, &report);
	if (locked && status == ST_OK &&
	    renew_open(renew, sources->digest, store) != ST_OK)
		status = ST_SYSTEM;
	if (status == ST_SYSTEM) {
		report_free(&report);
		status = build_memory(renew, sources, &counts, &report, store);
	}
	end_build(renew, sources, status, &report, locked);
	report_free(&report);
	return status;
}

enum status
renew_make(struct renew *renew, const struct sources *sources, bool wait,
    struct store **store)
{
	enum status status;
	int lock = take_lock(renew, wait ? LOCK_WAIT : 0, &status);

	*store = NULL;
	if (status == ST_BUSY && !wait)
		return status;
	if (lock >= 0 && renew_open(renew, sources->digest, store) == ST_OK) {
		status = ST_OK; /* made while we waited */
	} else if (lock >= 0 && !renew->distrust &&
		   failed_before(renew, sources->digest)) {
		renew->failed = sources->digest;
		status = ST_INVALID;
	} else {
		status = build_store(renew, sources, lock >= 0, store);
	}
	if (lock >= 0)
		close(lock);
	return status;
}

/* ----------------------------------------------------------------- commands */

enum status
renew_build(struct renew *renew, const struct sources *sources,
    struct import_counts *counts, struct report *report)
{
	enum status status;
	int lock = take_lock(renew, LOCK_WAIT, &status);

	*counts = (struct import_counts){0};
	if (status == ST_SYSTEM)
		log_line("%s: %s", renew->lock, strerror(errno));
	if (lock < 0)
		return status;
	status = build_file(renew, sources, counts, report);
	close(lock);
	return status;
}

enum status
renew_check(const struct renew *renew, const struct sources *sources,
    struct import_counts *counts, struct report *report)
{
	struct store *store;
	enum status status =
	    build_memory(renew, sources, counts, report, &store);

	store_close(store);
	return status;
}
