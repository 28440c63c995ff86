/* SPDX-License-Identifier: ISC */
/* renew.c - notice, wait, let build. See renew.h. */
#include "site/renew.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "http/sandbox.h"
#include "site/build.h"
#include "site/watch.h"

/* All in milliseconds. */
enum {
	LOOK_EVERY = 1000,     /* at the disk, at most */
	QUIET = 2000,          /* since the last change, before it is taken */
	BUILDER_EVERY = 50,    /* a look at a builder at work */
	PATIENCE = 800,        /* of a visitor with an older store behind it */
	PATIENCE_NONE = 20000, /* of one without */
	RECENT = 60,           /* seconds in which a change is news */
	SETTLED = 2            /* seconds of a new program's age */
};

struct renew {
	enum renew_manner manner;
	struct arena arena; /* of the paths */
	struct var var;
	struct watch *watch;
	const char *program; /* where it lay at the start; "": unknown */
	dev_t program_dev;
	ino_t program_ino;

	/* Noticing; times by the clock that nobody sets. */
	int64_t looked, due;
	bool pending;       /* a change waits for the time `due` */
	uint64_t seen;      /* digest of the look before */
	int64_t seen_since; /* and since when it is that one */

	/* The builder. */
	pid_t builder;      /* 0: none */
	int log;            /* what it logs */
	enum status ended;  /* how the last one did */
	uint64_t building;  /* what it was to make, by the sources' digest */
	uint64_t in_memory; /* the last that var/ could not take; 0: none */

	/* The store that was opened last. */
	struct file_stamp stamp; /* of the file */
	int saved, fresh;        /* in memory: open, and not opened yet */
	bool told_unwritable;

	/* After failures that no file of var/ remembers. */
	int failures;
	int64_t rest; /* until then */
};

static int64_t
now_ms(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Notes which file this process runs. */
static void
note_program(struct renew *renew)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path));
	struct stat st;

	renew->program = "";
	if (len <= 0 || (size_t)len >= sizeof(path) ||
	    stat("/proc/self/exe", &st) != 0)
		return;
	renew->program = arena_copy(&renew->arena, path, (size_t)len);
	renew->program_dev = st.st_dev;
	renew->program_ino = st.st_ino;
}

struct renew *
renew_new(const char *home, enum renew_manner manner)
{
	struct renew *renew = calloc(1, sizeof(*renew));

	if (renew == NULL)
		return NULL;
	renew->manner = manner;
	renew->log = renew->saved = renew->fresh = -1;
	var_name(&renew->var, &renew->arena, arena_string(&renew->arena, home));
	if (manner == RENEW_STAYS)
		note_program(renew);
	if (renew->arena.failed) {
		renew_free(renew);
		return NULL;
	}
	if (manner == RENEW_STAYS)
		renew->watch = watch_new(home);
	return renew;
}

static void
close_descriptor(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void
renew_free(struct renew *renew)
{
	if (renew == NULL)
		return;
	watch_free(renew->watch);
	close_descriptor(&renew->log);
	close_descriptor(&renew->saved);
	close_descriptor(&renew->fresh);
	arena_free(&renew->arena);
	free(renew);
}

const char *
renew_db(const struct renew *renew)
{
	return renew->var.db;
}

/* ----------------------------------------------------------------- builder */

/* Passes on what the builder logged. Returns whether it has ended. */
static bool
pass_log(struct renew *renew)
{
	char text[4096];
	ssize_t len;

	while ((len = read(renew->log, text, sizeof(text))) > 0)
		file_put(STDERR_FILENO, text, (size_t)len);
	return len == 0 || errno != EAGAIN;
}

/* Notes how a builder ended. */
static void
end_builder(struct renew *renew, enum status status)
{
	renew->builder = 0;
	renew->ended = status;
	renew->due = 0;
	if (status == ST_OK || status == ST_BUSY) {
		renew->failures = 0;
	} else if (renew->fresh >= 0) { /* in memory */
		renew->rest = now_ms() + (LOOK_EVERY << renew->failures);
		if (renew->failures < 10)
			renew->failures++;
	} else if (status == ST_SYSTEM) {
		renew->in_memory = renew->building; /* the disk is full, say */
	}
	if (status != ST_OK)
		close_descriptor(&renew->fresh);
}

/* Looks whether the builder has ended, and how. */
static void
visit_builder(struct renew *renew)
{
	int code = 0;

	if (renew->builder == 0 || !pass_log(renew))
		return;
	close_descriptor(&renew->log);
	while (waitpid(renew->builder, &code, 0) < 0 && errno == EINTR)
		continue;
	end_builder(
	    renew, WIFEXITED(code) ? (enum status)WEXITSTATUS(code) : ST_BUSY);
}

/* Waits for the builder at most so long. Returns how it ended, or ST_BUSY. */
static enum status
await_builder(struct renew *renew, int ms)
{
	int64_t end = now_ms() + ms;

	for (int64_t now; renew->builder != 0 && (now = now_ms()) < end;) {
		struct pollfd fd = {.fd = renew->log, .events = POLLIN};

		if (poll(&fd, 1, (int)(end - now)) != 0)
			visit_builder(renew);
	}
	return renew->builder != 0 ? ST_BUSY : renew->ended;
}

/* ---------------------------------------------------------------- noticing */

int
renew_wait(const struct renew *renew, int *descriptor)
{
	int64_t left;

	*descriptor = watch_descriptor(renew->watch);
	if (renew->builder != 0)
		return BUILDER_EVERY;
	if (!renew->pending)
		return -1;
	left = renew->due - now_ms();
	return left > 0 ? (int)left + 1 : 0;
}

void
renew_wake(struct renew *renew)
{
	struct watch_news news = watch_read(renew->watch);

	if (news.sources) {
		renew->pending = true;
		renew->due = renew->looked + LOOK_EVERY;
	}
	if (news.store)
		renew->due = 0;
	visit_builder(renew);
}

bool
renew_due(struct renew *renew)
{
	visit_builder(renew);
	return now_ms() >= renew->due;
}

enum status
renew_look(struct renew *renew, struct arena *arena, struct sources *sources)
{
	enum status status = sources_scan(sources, arena, renew->var.home);
	int error = errno;
	int64_t now = now_ms();

	if (sources->digest != renew->seen)
		renew->seen_since = now;
	renew->seen = sources->digest;
	renew->looked = now;
	renew->due = now + LOOK_EVERY;
	renew->pending = false;
	errno = error;
	return status;
}

bool
renew_outdated(const struct renew *renew)
{
	struct stat st;

	return renew->manner == RENEW_STAYS && stat(renew->program, &st) == 0 &&
	       (st.st_dev != renew->program_dev ||
		   st.st_ino != renew->program_ino) &&
	       (st.st_mode & S_IXUSR) && time(NULL) - st.st_ctime >= SETTLED;
}

/* How long the files have to be quiet still, in milliseconds; 0: no more. */
static int
time_to_quiet(const struct renew *renew, const struct sources *sources)
{
	struct timespec now;
	int64_t age;

	clock_gettime(CLOCK_REALTIME, &now);
	age = ((int64_t)now.tv_sec - sources->newest.tv_sec) * 1000 +
	      (now.tv_nsec - sources->newest.tv_nsec) / 1000000;
	/*
	 * From the future: the clock was set back, or is another machine's.
	 * What was seen counts then, or nothing, but for a little difference.
	 */
	if (age < -QUIET && renew->manner == RENEW_STAYS)
		age = now_ms() - renew->seen_since;
	else if (age < -QUIET)
		age = QUIET;
	return age < QUIET ? (int)(QUIET - age) : 0;
}

/* ------------------------------------------------------------------- store */

/* A store in memory that a builder has saved. */
static enum status
take_saved(struct renew *renew, struct store **store)
{
	struct stat st;
	enum status status;

	sandbox_room(fstat(renew->fresh, &st) == 0 ? st.st_size : 0);
	status = store_open_saved(store, renew->fresh);
	close_descriptor(&renew->saved);
	renew->saved = renew->fresh;
	renew->fresh = -1;
	return status == ST_OK ? ST_OK : ST_NOT_FOUND;
}

enum status
renew_take(struct renew *renew, struct store **store)
{
	enum status status;

	*store = NULL;
	if (renew->fresh >= 0 && renew->builder == 0)
		return take_saved(renew, store);
	if (!file_changed(renew->var.db, &renew->stamp))
		return ST_NOT_FOUND;
	sandbox_room(renew->stamp.size);
	status = store_open(store, renew->var.db);
	if (status == ST_MEMORY)
		renew->stamp.size = -1; /* no file has it: try again */
	if (status != ST_OK)
		return ST_NOT_FOUND;
	close_descriptor(&renew->saved);
	return ST_OK;
}

void
renew_distrust(struct renew *renew)
{
	renew->due = 0; /* and the stamp stays, so it is no new one */
}

/* ------------------------------------------------------------------ making */

/*
 * Says that nothing can be written: once a process. One that has a single
 * request cannot know whether it was said; it says so while the change is new.
 */
static void
tell_unwritable(
    struct renew *renew, const struct sources *sources, int error, bool served)
{
	const char *what = renew->manner == RENEW_STAYS
			       ? "the questions are kept in memory"
			   : served ? "changes will not show"
				    : "every request reads all questions anew";
	bool news = renew->manner != RENEW_ONCE || !served ||
		    time(NULL) - sources->newest.tv_sec < RECENT;

	if (news && !renew->told_unwritable)
		log_line("%s: cannot be written: %s; %s", renew->var.folder,
		    error != 0 ? strerror(error) : "see above", what);
	renew->told_unwritable = true;
}

/* Lets a builder begin. lock: its own from now on; -1: in memory. */
static void
start_builder(
    struct renew *renew, const struct sources *sources, int lock, bool served)
{
	struct build build = {.var = &renew->var,
	    .sources = sources,
	    .target = lock >= 0 ? BUILD_FILE : BUILD_MEMORY,
	    .saved = -1,
	    .old = renew->saved,
	    .still = served && renew->manner != RENEW_COMMAND};

	renew->building = sources->digest;
	if (lock < 0)
		renew->fresh = build.saved =
		    memfd_create("faq.db", MFD_CLOEXEC);
	renew->builder = build_start(&build, lock, &renew->log);
	if (renew->builder > 0)
		return;
	end_builder(renew, build_log(&build)); /* no child: then here */
}

/* How long this process may wait for a store. */
static int
patience_of(const struct renew *renew, bool served)
{
	if (!served || renew->manner == RENEW_COMMAND)
		return PATIENCE_NONE;
	return renew->manner == RENEW_ONCE ? PATIENCE : 0;
}

/*
 * Makes it in memory, where that helps more than it costs. error: why var/
 * cannot be used, 0: the builder has said it.
 */
static enum status
make_in_memory(
    struct renew *renew, const struct sources *sources, int error, bool served)
{
	tell_unwritable(renew, sources, error, served);
	renew->in_memory = sources->digest;
	if ((served && renew->manner == RENEW_ONCE) || now_ms() < renew->rest)
		return ST_BUSY;
	start_builder(renew, sources, -1, served);
	return await_builder(renew, patience_of(renew, served));
}

/* Makes it in var/. */
static enum status
make_file(
    struct renew *renew, const struct sources *sources, int lock, bool served)
{
	struct file_stamp stamp = renew->stamp;

	if (file_changed(renew->var.db, &stamp))
		return ST_OK; /* made while we came here */
	if (!var_may_try(&renew->var, sources->digest)) {
		if (!served && renew->manner == RENEW_ONCE)
			log_line("%s: not tried again now, since it took too "
				 "much time or was interrupted before; "
				 "see status.txt there",
			    renew->var.folder);
		renew->pending = false; /* the next visitor will see */
		return ST_BUSY;
	}
	start_builder(renew, sources, lock, served);
	return await_builder(renew, patience_of(renew, served));
}

enum status
renew_make(struct renew *renew, const struct sources *sources, bool served)
{
	bool wait = !served || renew->manner == RENEW_COMMAND;
	enum status status;
	int lock, quiet;

	if (renew->builder != 0)
		return await_builder(renew, patience_of(renew, served));
	quiet = wait ? 0 : time_to_quiet(renew, sources);
	renew->pending = true;
	if (quiet > 0) {
		renew->due = now_ms() + quiet;
		return ST_BUSY;
	}
	if (renew->in_memory == sources->digest)
		return make_in_memory(renew, sources, 0, served);
	lock = var_lock(&renew->var, wait ? PATIENCE_NONE : 0, &status);
	if (status == ST_BUSY)
		return status;
	if (lock < 0)
		return make_in_memory(renew, sources, errno, served);
	status = make_file(renew, sources, lock, served);
	close(lock);
	if (status == ST_SYSTEM && (!served || renew->manner == RENEW_STAYS))
		status = make_in_memory(renew, sources, 0, served);
	return status;
}

/* ---------------------------------------------------------------- commands */

enum status
renew_build(struct renew *renew, const struct sources *sources,
    struct import_counts *counts, struct report *report)
{
	const struct build build = {.var = &renew->var,
	    .sources = sources,
	    .target = BUILD_FILE,
	    .saved = -1,
	    .old = -1};
	enum status status;
	int lock = var_lock(&renew->var, PATIENCE_NONE, &status);

	*counts = (struct import_counts){0};
	if (status == ST_SYSTEM)
		log_line("%s: %s", renew->var.lock, strerror(errno));
	if (lock < 0)
		return status;
	status = build_run(&build, counts, report);
	close(lock);
	return status;
}

enum status
renew_check(const struct renew *renew, const struct sources *sources,
    struct import_counts *counts, struct report *report)
{
	const struct build build = {.var = &renew->var,
	    .sources = sources,
	    .target = BUILD_NOTHING,
	    .saved = -1,
	    .old = -1};

	return build_run(&build, counts, report);
}
