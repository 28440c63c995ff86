/* SPDX-License-Identifier: ISC */
/* site.c - what stays open between requests. See site.h. */
#include "site/site.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/db.h"

enum { LOCK_WAIT = 10000 /* ms, where there is no older store to serve */ };

struct site_state {
	/* Paths below the home. */
	char *inside; /* the home as a folder: "HOME/." */
	char *conf, *data, *templates, *var, *lock, *db, *db_new, *err;

	struct arena config_arena, front_arena;
	struct file_stamp config_stamp;
	uint64_t failed;     /* digest of the sources that have mistakes */
	uint64_t unreadable; /* of those of which a file cannot be read */
	bool distrust;       /* the file of the store proved damaged */
	enum site_problem logged;
};

/* ------------------------------------------------------- open and close */

static char *
join_path(const char *folder, const char *name, bool *failed)
{
	char *path = NULL;

	if (asprintf(&path, "%s/%s", folder, name) < 0) {
		*failed = true;
		return NULL;
	}
	return path;
}

static void
drop_store(struct site *site)
{
	search_close(site->search);
	store_close(site->store);
	site->search = NULL;
	site->store = NULL;
	site->front = (struct front){"FAQ", "", "", "", 0};
	arena_free(&site->state->front_arena);
	cache_clear(site->cache);
}

enum status
site_open(struct site **out, const char *home)
{
	struct site *site = calloc(1, sizeof(*site));
	struct site_state *state = calloc(1, sizeof(*state));
	bool failed = site == NULL || state == NULL;

	*out = NULL;
	if (failed) {
		free(site);
		free(state);
		return ST_MEMORY;
	}
	site->state = state;
	site->home = strdup(home);
	state->inside = join_path(home, ".", &failed);
	state->conf = join_path(home, "faq.conf", &failed);
	state->data = join_path(home, "data", &failed);
	state->templates = join_path(home, "templates", &failed);
	state->var = join_path(home, "var", &failed);
	state->lock = join_path(home, "var/faq.lock", &failed);
	state->db = join_path(home, "var/faq.db", &failed);
	state->db_new = join_path(home, "var/faq.db.new", &failed);
	state->err = join_path(home, "var/faq.err", &failed);
	site->cache = cache_new();
	if (!failed)
		site->view = view_new(state->templates);
	if (failed || !site->home || !site->cache || !site->view) {
		site_close(site);
		return ST_MEMORY;
	}
	config_defaults(&site->config);
	drop_store(site);              /* sets what there is without one */
	state->config_stamp.size = -1; /* no file has it: read at first */
	*out = site;
	return ST_OK;
}

void
site_close(struct site *site)
{
	struct site_state *state;

	if (site == NULL)
		return;
	state = site->state;
	if (site->cache != NULL)
		drop_store(site);
	view_free(site->view);
	cache_free(site->cache);
	arena_free(&state->config_arena);
	free(state->inside);
	free(state->conf);
	free(state->data);
	free(state->templates);
	free(state->var);
	free(state->lock);
	free(state->db);
	free(state->db_new);
	free(state->err);
	free(state);
	free(site->home);
	free(site);
}

/* ------------------------------------------------------------ the store */

/* Makes a store the site's own, in place of the one before. */
static enum status
take_store(struct site *site, struct store *store)
{
	struct arena arena = {0};
	struct search *search = NULL;
	struct front front;
	enum status status = store_front(store, &arena, &front);

	if (status == ST_OK)
		status = search_open(&search, store_db(store));
	if (status != ST_OK) {
		store_close(store);
		arena_free(&arena);
		return status == ST_NOT_FOUND ? ST_SYSTEM : status;
	}
	drop_store(site);
	site->store = store;
	site->search = search;
	site->front = front;
	site->state->front_arena = arena;
	site->problem = SITE_FINE;
	return ST_OK;
}

/*
 * Opens the file of the store, unless it was made of other sources than
 * `digest`; 0 takes any. Returns whether the site has it now.
 */
static bool
adopt_file(struct site *site, uint64_t digest)
{
	struct store *store;

	if (site->state->distrust ||
	    store_open(&store, site->state->db) != ST_OK)
		return false;
	if (digest != 0 && store_sources(store) != digest) {
		store_close(store);
		return false;
	}
	return take_store(site, store) == ST_OK;
}

/*
 * Builds a store in the file at `path`, or in memory (NULL), and opens it for
 * the site.
 */
static enum status
build_store(struct site *site, const struct sources *sources, const char *path,
    struct import_counts *counts, struct report *report)
{
	struct site_state *state = site->state;
	struct store *store;
	enum status status = store_create(&store, path);

	if (status == ST_OK)
		status =
		    import_run(sources, state->data, store, counts, report);
	if (path == NULL && status == ST_OK)
		return take_store(site, store);
	store_close(store);
	if (status == ST_OK && rename(path, state->db) != 0) {
		log_line("%s: %s", state->db, strerror(errno));
		status = ST_SYSTEM;
	}
	if (path != NULL && status != ST_OK)
		unlink(path);
	if (status == ST_OK) {
		state->distrust = false;
		if (!adopt_file(site, sources->digest))
			status = ST_SYSTEM;
	}
	return status;
}

/*
 * Takes the lock of var/, making the folder where it is missing. wait: how
 * many milliseconds to try. Returns a descriptor to be closed, or -1 with
 * *status ST_BUSY or, where nothing can be written there, ST_SYSTEM.
 */
static int
take_lock(struct site_state *state, int wait, enum status *status)
{
	const struct timespec pause = {.tv_nsec = 20 * 1000 * 1000};
	int fd;

	*status = ST_SYSTEM;
	if (mkdir(state->var, 0755) != 0 && errno != EEXIST)
		return -1;
	fd = open(state->lock, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return -1;
	for (; flock(fd, LOCK_EX | LOCK_NB) != 0; wait -= 20) {
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

/* -------------------------------------------------------------- faq.err */

/* Whether another process found mistakes in the sources of that digest. */
static bool
failed_before(struct site *site, uint64_t digest)
{
	struct buffer text = {0};
	unsigned long long noted = 0;

	if (file_read(site->state->err, 1 << 20, &text) == ST_OK &&
	    text.len > 0)
		noted = strtoull(text.data, NULL, 16);
	buffer_free(&text);
	return noted == digest;
}

/* Writes the mistakes where the next process, and the owner, can read them. */
static void
note_failure(struct site *site, uint64_t digest, const struct report *report)
{
	FILE *file = fopen(site->state->err, "we");

	if (file == NULL)
		return; /* the log has it; the next process will look again */
	fprintf(file, "%016llx is what these lines are about\n%s",
	    (unsigned long long)digest, report->text.data);
	if (fclose(file) != 0)
		unlink(site->state->err);
}

/* -------------------------------------------------------------- refresh */

/* Logs, notes and remembers how a build of these sources ended. */
static void
end_build(struct site *site, const struct sources *sources, enum status status,
    const struct report *report, bool locked)
{
	struct site_state *state = site->state;

	/* What cannot be read is tried again each time, and told once. */
	if (status != ST_SYSTEM || sources->digest != state->unreadable)
		report_log(report);
	state->unreadable = status == ST_SYSTEM ? sources->digest : 0;
	state->failed = status == ST_INVALID ? sources->digest : 0;
	if (status == ST_INVALID && locked)
		note_failure(site, sources->digest, report);
	if (status == ST_OK && locked)
		unlink(state->err);
	if (status == ST_MEMORY)
		log_line("%s: out of memory while building", state->data);
}

/* Builds where var/ can be written, else in memory. */
static void
renew_store(struct site *site, const struct sources *sources)
{
	struct site_state *state = site->state;
	struct report report = {0};
	struct import_counts counts;
	enum status status;
	int wait = site->store == NULL ? LOCK_WAIT : 0;
	int lock = take_lock(state, wait, &status);

	if (lock >= 0 && adopt_file(site, sources->digest))
		goto out; /* made while we waited */
	if (lock >= 0 && !state->distrust &&
	    failed_before(site, sources->digest)) {
		state->failed = sources->digest;
		goto out;
	}
	if (lock >= 0)
		status =
		    build_store(site, sources, state->db_new, &counts, &report);
	else if (status == ST_BUSY && site->store != NULL)
		goto out; /* the other process goes on; we serve the old one */
	if (status == ST_SYSTEM || status == ST_BUSY) {
		report_free(&report);
		status = build_store(site, sources, NULL, &counts, &report);
	}
	end_build(site, sources, status, &report, lock >= 0);
out:
	report_free(&report);
	if (lock >= 0)
		close(lock);
}

/* Whether the home is a folder that this process may list and enter. */
static bool
can_enter(const struct site_state *state)
{
	return faccessat(AT_FDCWD, state->inside, R_OK | X_OK, AT_EACCESS) == 0;
}

static enum site_problem
name_problem(struct site *site, enum status scan)
{
	struct site_state *state = site->state;

	if (site->store != NULL)
		return SITE_FINE;
	if (scan == ST_OK && (state->failed != 0 || state->unreadable != 0))
		return SITE_BAD_DATA;
	if (scan == ST_OK || scan == ST_MEMORY)
		return SITE_FAILED;
	return can_enter(state) ? SITE_NO_DATA : SITE_NO_HOME;
}

/*
 * One line for the owner each time the site comes into such a state. error:
 * what the system said of the data folder.
 */
static void
log_problem(struct site *site, enum status scan, int error)
{
	struct site_state *state = site->state;
	enum site_problem now = site->problem;

	if (now == SITE_FINE && scan != ST_OK)
		now = SITE_NO_DATA;
	if (now == state->logged)
		return;
	state->logged = now;
	if (now == SITE_NO_HOME)
		log_line("%s: the FAQ home is missing or cannot be read",
		    site->home);
	else if (now == SITE_NO_DATA)
		log_line("%s: %s%s", state->data,
		    scan == ST_NOT_FOUND ? "no *.md file with questions there"
					 : strerror(error),
		    site->store != NULL ? "; the last good store serves" : "");
	else if (now == SITE_BAD_DATA)
		log_line("%s: cannot be taken over, and there is no older "
			 "store to serve",
		    state->data);
	else if (now == SITE_FAILED)
		log_line("%s: cannot be served for lack of memory or a "
			 "failing system, see above",
		    site->home);
}

static void
refresh_store(struct site *site)
{
	struct site_state *state = site->state;
	struct arena arena = {0};
	struct sources sources;
	enum status scan = import_scan(&sources, &arena, state->data);
	int error = errno;

	if (site->store == NULL)
		adopt_file(site, 0);
	if (scan == ST_OK && sources.digest != state->failed &&
	    (site->store == NULL ||
		store_sources(site->store) != sources.digest) &&
	    !adopt_file(site, sources.digest))
		renew_store(site, &sources);
	site->problem = name_problem(site, scan);
	log_problem(site, scan, error);
	arena_free(&arena);
}

static void
refresh_config(struct site *site)
{
	struct site_state *state = site->state;
	struct report report = {0};

	if (!file_changed(state->conf, &state->config_stamp))
		return;
	arena_free(&state->config_arena);
	if (config_read(&site->config, &state->config_arena, state->conf,
		"faq.conf", &report) == ST_MEMORY)
		state->config_stamp.size = -1; /* read it again */
	report_log(&report);
	report_free(&report);
	cache_clear(site->cache);
}

void
site_refresh(struct site *site)
{
	/* a closed home has one message, not one for each file */
	if (can_enter(site->state)) {
		refresh_config(site);
		if (view_refresh(site->view))
			cache_clear(site->cache);
	}
	refresh_store(site);
}

bool
site_repair(struct site *site)
{
	if (site->store == NULL || !db_damaged(store_db(site->store)))
		return false;
	log_line("%s: damaged; making it anew", site->state->db);
	site->state->distrust = true;
	site->state->failed = 0;
	drop_store(site);
	refresh_store(site);
	return site->store != NULL;
}

/* ---------------------------------------------------------------- commands */

/* As import_scan, with a folder that cannot be read reported. */
static enum status
scan_data(struct site *site, struct arena *arena, struct sources *sources,
    struct report *report)
{
	enum status status = import_scan(sources, arena, site->state->data);

	if (status == ST_SYSTEM)
		report_unreadable(report, "data", status, 0);
	return status;
}

enum status
site_build(
    struct site *site, struct import_counts *counts, struct report *report)
{
	struct site_state *state = site->state;
	struct arena arena = {0};
	struct sources sources;
	enum status status = scan_data(site, &arena, &sources, report);
	int lock = -1;

	*counts = (struct import_counts){0};
	if (status == ST_OK) {
		lock = take_lock(state, LOCK_WAIT, &status);
		if (status == ST_SYSTEM)
			log_line("%s: %s", state->lock, strerror(errno));
	}
	if (status == ST_OK)
		status =
		    build_store(site, &sources, state->db_new, counts, report);
	if (status == ST_OK)
		unlink(state->err);
	if (lock >= 0)
		close(lock);
	arena_free(&arena);
	return status;
}

enum status
site_check(
    struct site *site, struct import_counts *counts, struct report *report)
{
	struct site_state *state = site->state;
	struct arena arena = {0};
	struct config config;
	struct sources sources;
	struct store *store = NULL;
	enum status status = scan_data(site, &arena, &sources, report);

	*counts = (struct import_counts){0};
	if (can_enter(state)) {
		config_read(&config, &arena, state->conf, "faq.conf", report);
		view_check(state->templates, report);
	}
	if (status == ST_OK)
		status = store_create(&store, NULL);
	if (status == ST_OK)
		status =
		    import_run(&sources, state->data, store, counts, report);
	store_close(store);
	arena_free(&arena);
	if (status == ST_OK && report->errors > 0)
		return ST_INVALID;
	return status;
}
