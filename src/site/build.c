/* SPDX-License-Identifier: ISC */
/* build.c - builder and workers. See build.h. */
#include "site/build.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faq/config.h"
#include "faq/ledger.h"
#include "http/sandbox.h"
#include "show/view.h"
#include "site/confine.h"
#include "site/tell.h"

enum {
	WALL_SECONDS = 900, /* of a worker, whatever it waits for */
	CPU_SECONDS = 2,    /* of a file, and one more for CPU_BYTES */
	CPU_BYTES = 512 << 10,
	FINISH_SECONDS = 10, /* of the index */
	/* bytes of a worker's report: pages that nobody touches cost nothing */
	SHARED_TEXT = 2 * REPORT_ALL
};

/* What a worker tells its builder, in memory that both have. */
struct shared {
	size_t current; /* number of the source in hand */
	enum status status;
	struct import_counts counts;
	int errors, notes;
	size_t len;
	char text[SHARED_TEXT];
	unsigned char states[]; /* enum kept_state of each source */
};

struct worker {
	const struct build *build;
	struct shared *shared;
	size_t only; /* number of the one source to be read, or NO_ONE */
	struct arena arena;
	struct config config; /* once it was accepted; of the arena */
};

#define NO_ONE SIZE_MAX

/* ------------------------------------------------------------------ worker */

/* A source begins: what it may cost counts from here. */
static void
begin_source(void *data, size_t number)
{
	struct worker *worker = data;
	const struct sources *sources = worker->build->sources;
	int64_t seconds = FINISH_SECONDS + sources->bytes / CPU_BYTES;

	worker->shared->current = number;
	if (number < sources->count)
		seconds = CPU_SECONDS + sources->list[number].size / CPU_BYTES;
	sandbox_bound_time((unsigned)seconds);
}

/* Looks at what pages use as pages will; of templates work says more. */
static enum status
accept_source(void *data, const struct source *source, const char *text,
    size_t len, struct report *report)
{
	struct worker *worker = data;
	struct report unheard = {0};
	enum status status;
	char *copy;

	if (source->kind == SOURCE_TEMPLATE) {
		status = view_judge(
		    strchr(source->name, '/') + 1, text, len, &unheard);
		report_free(&unheard);
		return status;
	}
	copy = arena_copy(&worker->arena, text, len);
	if (worker->arena.failed)
		return ST_MEMORY;
	/* of settings the good lines count */
	config_parse(
	    &worker->config, &worker->arena, copy, len, source->name, report);
	return ST_OK;
}

static void
open_old(const struct build *build, struct store **old)
{
	*old = NULL;
	if (build->target == BUILD_NOTHING)
		return;
	if (build->old >= 0)
		store_open_saved(old, build->old);
	else
		store_open(old, build->var->db);
}

/* Reads all sources into a store of the target's kind. */
static enum status
make_store(struct worker *worker, struct store *old,
    struct import_counts *counts, struct report *report)
{
	const struct build *build = worker->build;
	const struct import import = {.home = build->var->home,
	    .sources = build->sources,
	    .states = worker->shared->states,
	    .old = old,
	    .begin = begin_source,
	    .accept = accept_source,
	    .data = worker};
	struct store *store;
	enum status status = store_create(
	    &store, build->target == BUILD_FILE ? build->var->db_new : NULL);

	if (status == ST_OK)
		status = import_run(&import, store, counts, report);
	if (status == ST_OK && build->target == BUILD_MEMORY)
		status = store_save(store, build->saved);
	store_close(store);
	return status;
}

/* Whether the owner's files are still what was read. */
static bool
is_same(const struct build *build)
{
	struct arena arena = {0};
	struct sources now;
	enum status status;
	bool same;

	sources_await(build->sources, build->var->home);
	status = sources_scan(&now, &arena, build->var->home);
	same = status == ST_OK && now.digest == build->sources->digest;
	arena_free(&arena);
	return same;
}

static void
tell_builder(struct shared *shared, const struct import_counts *counts,
    const struct report *report)
{
	shared->counts = *counts;
	shared->errors = report->errors;
	shared->notes = report->notes;
	shared->len =
	    report->text.len < SHARED_TEXT ? report->text.len : SHARED_TEXT;
	if (shared->len > 0)
		memcpy(shared->text, report->text.data, shared->len);
}

static enum status
work(struct worker *worker)
{
	const struct build *build = worker->build;
	struct import_counts counts;
	struct report report = {0};
	struct store *old;
	const char *folder;
	enum status status;

	/* what a worker before this one found wrong is to be told anew */
	for (size_t i = 0; i < build->sources->count; i++)
		if (worker->shared->states[i] != KEPT_DEAR)
			worker->shared->states[i] = KEPT_FINE;
	config_defaults(&worker->config);
	open_old(build, &old);
	status = make_store(worker, old, &counts, &report);
	folder = arena_printf(&worker->arena, "%s/templates", build->var->home);
	if (!worker->arena.failed)
		view_check(folder, &worker->config, &report);
	/* an old store is better than none */
	if (status == ST_OK && counts.entries == 0 && report.errors > 0 &&
	    old != NULL && store_entries(old) > 0)
		status = ST_INVALID;
	store_close(old);
	if (build->still && !is_same(build))
		status = ST_BUSY;
	report_end(&report);
	if (report.text.status != ST_OK)
		status = ST_MEMORY;
	tell_builder(worker->shared, &counts, &report);
	report_free(&report);
	arena_free(&worker->arena);
	return status;
}

/* Reads one source alone, to see whether it is the one that is too dear. */
static enum status
work_alone(struct worker *worker)
{
	struct sources alone = *worker->build->sources;
	struct build build = *worker->build;
	struct import_counts counts;
	struct report report = {0};
	struct worker one = {
	    .build = &build, .shared = worker->shared, .only = NO_ONE};
	size_t number = worker->only;
	enum status status;

	alone.list += number;
	alone.count = 1;
	build.sources = &alone;
	build.target = BUILD_NOTHING;
	worker->shared->states[0] = KEPT_FINE;
	status = make_store(&one, NULL, &counts, &report);
	report_free(&report);
	arena_free(&one.arena);
	return status;
}

/* ----------------------------------------------------------------- builder */

/* How a worker ended. */
enum outcome {
	ENDED,       /* by itself: shared has the status */
	OUT_OF_TIME, /* each of these by a limit of ours */
	OUT_OF_MEMORY,
	KILLED /* by others */
};

/* Whether it used up what the host gives: no signal warns of that end. */
static bool
used_up_time(const struct rusage *used)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_CPU, &limit) == 0 &&
	       limit.rlim_max != RLIM_INFINITY &&
	       (rlim_t)(used->ru_utime.tv_sec + used->ru_stime.tv_sec) + 1 >=
		   limit.rlim_max;
}

static enum outcome
judge_end(const struct shared *shared, int code, const struct rusage *used)
{
	if (WIFEXITED(code))
		return shared->status == ST_MEMORY ? OUT_OF_MEMORY : ENDED;
	switch (WTERMSIG(code)) {
	case SIGKILL:
		return used_up_time(used) ? OUT_OF_TIME : KILLED;
	case SIGXCPU:
		return OUT_OF_TIME;
	case SIGABRT: /* cmark's answer where memory is out */
	case SIGSEGV: /* the stack's */
	case SIGBUS:
		return OUT_OF_MEMORY;
	default:
		return KILLED;
	}
}

/* Lets a worker run, in this process where no other can be had. */
static enum outcome
run_worker(const struct build *build, struct shared *shared, size_t only)
{
	struct worker worker = {.build = build, .shared = shared, .only = only};
	enum outcome outcome = ENDED;
	struct sandbox_bounds before;
	struct rusage used;
	pid_t pid;
	int code;

	shared->current = NO_ONE; /* it may die before it has one in hand */
	pid = fork();
	if (pid > 0) {
		while (wait4(pid, &code, 0, &used) < 0)
			if (errno != EINTR)
				return KILLED;
		return judge_end(shared, code, &used);
	}
	shared->status = ST_SYSTEM;
	shared->len = 0;
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(WALL_SECONDS);
	}
	sandbox_bound(build->sources->bytes, &before);
	if (pid == 0)
		confine_worker(build->var->home, build->target == BUILD_FILE);
	shared->status = only != NO_ONE ? work_alone(&worker) : work(&worker);
	if (pid == 0)
		_exit(0);
	sandbox_unbound(&before);
	if (shared->status == ST_MEMORY)
		outcome = OUT_OF_MEMORY;
	return outcome;
}

/* Which files went beyond a limit the last time, and did not change. */
static void
remember_dear(const struct build *build, struct shared *shared)
{
	struct arena arena = {0};
	struct store *old = NULL;
	struct kept kept;

	open_old(build, &old);
	for (size_t i = 0;
	     old != NULL && store_faults(old) > 0 && i < build->sources->count;
	     i++)
		if (store_kept(old, &arena, build->sources->list[i].name,
			&kept) == ST_OK &&
		    kept.state == KEPT_DEAR &&
		    kept.stamp == build->sources->list[i].stamp)
			shared->states[i] = KEPT_DEAR;
	store_close(old);
	arena_free(&arena);
}

/*
 * Leaves out the file that a worker died of. Returns whether another worker
 * may have better luck.
 */
static bool
blame_file(const struct build *build, struct shared *shared)
{
	size_t number = shared->current;
	unsigned char first = shared->states[0];
	enum outcome alone;

	if (number >= build->sources->count ||
	    shared->states[number] == KEPT_DEAR)
		return false;
	/* what came before it may have used up what there was */
	alone = run_worker(build, shared, number);
	shared->states[0] = first;
	if (alone != OUT_OF_TIME && alone != OUT_OF_MEMORY)
		return false;
	shared->states[number] = KEPT_DEAR;
	return true;
}

static void
report_dear(const struct build *build, const struct shared *shared,
    struct report *report)
{
	for (size_t i = 0; i < build->sources->count; i++)
		if (shared->states[i] == KEPT_DEAR)
			report_error(report, build->sources->list[i].name, 0, 0,
			    "takes more time or memory to read than a file "
			    "may; left out until it is changed");
}

/* Takes over what the last worker had to report. */
static void
take_report(const struct shared *shared, struct report *report)
{
	struct report heard = {
	    .errors = shared->errors, .notes = shared->notes};

	buffer_add(&heard.text, shared->text, shared->len);
	report_move(report, &heard);
}

/* Lets workers run until one comes through. */
static enum status
run_workers(const struct build *build, struct shared *shared)
{
	enum outcome outcome;

	while ((outcome = run_worker(build, shared, NO_ONE)) != ENDED) {
		if (outcome == KILLED) {
			log_line("%s: reading it was interrupted; it will be "
				 "tried again",
			    build->var->home);
			return ST_BUSY;
		}
		if (blame_file(build, shared))
			continue;
		log_line("%s: all its questions together take more %s than "
			 "there is",
		    build->var->home,
		    outcome == OUT_OF_TIME ? "time" : "memory");
		/* there may be more memory at another time */
		return outcome == OUT_OF_TIME ? ST_LIMIT : ST_MEMORY;
	}
	return shared->status;
}

/* -------------------------------------------------------------- addresses */

/* Why the ledger cannot be used, or NULL. */
static const char *
explain_ledger(enum status status)
{
	return status == ST_OK       ? NULL
	       : status == ST_LIMIT  ? "it is too large"
	       : status == ST_MEMORY ? "out of memory"
				     : strerror(errno);
}

/*
 * Notes in the ledger what the store has and has no more. Returns why it could
 * not, or NULL.
 */
static const char *
remember_addresses(const struct var *var)
{
	struct store *store;
	const char *problem = NULL;

	/* no store, or a damaged one, says nothing */
	if (store_open(&store, var->db) == ST_OK)
		problem = explain_ledger(ledger_update(var->ledger, store));
	store_close(store);
	return problem;
}

/* Says what is wrong with the ledger. problem: what is known of it, or NULL. */
static void
check_ledger(const struct var *var, const char *problem, struct report *report)
{
	static const char only[] = "of addresses that change only those in "
				   "aka are remembered";
	struct arena arena = {0};
	struct ledger ledger;
	enum status status = ledger_read(&ledger, &arena, var->ledger);

	if (status == ST_OK)
		status = ledger_tabulate(&ledger);
	if (problem == NULL)
		problem = explain_ledger(status);
	if (problem != NULL)
		report_note(report, LEDGER_NAME, 0, 0,
		    "cannot be read or written: %s; %s", problem, only);
	else if (!var_can_write(var))
		report_note(report, "var", 0, 0, "cannot be written; %s", only);
	if (ledger.strange > 0)
		report_note(report, LEDGER_NAME, ledger.strange_at, 0,
		    "is not understood and does not count; lines like it: %d",
		    ledger.strange);
	arena_free(&arena);
}

/*
 * The new store becomes the store. The ledger is first told of the old one,
 * whose builder may have been killed before it could, or whose ledger is lost.
 */
static enum status
publish(const struct var *var, const char **problem)
{
	var_give(var, var->db_new, false);
	remember_addresses(var);
	if (rename(var->db_new, var->db) != 0) {
		log_line("%s: %s", var->db, strerror(errno));
		return ST_SYSTEM;
	}
	*problem = remember_addresses(var);
	if (*problem == NULL)
		var_give(var, var->ledger, false);
	return ST_OK;
}

enum status
build_run(const struct build *build, struct import_counts *counts,
    struct report *report)
{
	size_t size = sizeof(struct shared) + build->sources->count + 1;
	const struct var *var = build->var;
	uint64_t digest = build->sources->digest;
	struct shared *shared = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bool file = build->target == BUILD_FILE, in_vain;
	const char *problem = NULL;
	enum status status;

	*counts = (struct import_counts){0};
	if (shared == MAP_FAILED)
		return ST_MEMORY;
	if (file && var_begin_try(var, digest) != ST_OK) {
		munmap(shared, size);
		return ST_SYSTEM;
	}
	remember_dear(build, shared);
	status = run_workers(build, shared);
	report_dear(build, shared, report);
	take_report(shared, report);
	if (report->text.status != ST_OK) /* a store comes with its report */
		status = ST_MEMORY;
	*counts = shared->counts;
	in_vain = status == ST_LIMIT || status == ST_INVALID;
	if (status == ST_OK && file)
		status = publish(var, &problem);
	else if (file)
		unlink(var->db_new);
	/* whoever was killed, or met a failing system, is to pause */
	if (file && (status == ST_OK || in_vain || shared->status == ST_BUSY))
		var_end_try(var, digest, in_vain);
	if (build->target != BUILD_MEMORY)
		check_ledger(var, problem, report);
	if (file)
		tell_status(var, build->sources, status, counts, report);
	munmap(shared, size);
	return status;
}

enum status
build_log(const struct build *build)
{
	struct import_counts counts;
	struct report report = {0};
	struct buffer before = {0};
	enum status status;

	tell_before(build->var, &before);
	status = build_run(build, &counts, &report);
	tell_log(&report, &before);
	report_free(&report);
	buffer_free(&before);
	return status;
}

/* ------------------------------------------------------------------- child */

/*
 * Moves a descriptor out of the way of those that are closed. Where there is
 * none, what the server has in that place is closed: a visitor's, maybe.
 */
static int
keep_descriptor(int fd, int to)
{
	if (fd >= 0)
		return dup2(fd, to);
	close(to);
	return -1;
}

static int
run_child(struct build *build, int lock, int log)
{
	int null = open("/dev/null", O_RDWR);
	int keep[] = {lock, build->saved, build->old, null, log};

	/* above whatever stands there now */
	for (size_t i = 0; i < COUNT(keep); i++)
		keep[i] = keep[i] < 0 ? -1 : fcntl(keep[i], F_DUPFD, 16);
	dup2(keep[3], STDIN_FILENO);
	dup2(keep[3], STDOUT_FILENO);
	dup2(keep[4], STDERR_FILENO);
	keep_descriptor(keep[0], 3);
	build->saved = keep_descriptor(keep[1], 4);
	build->old = keep_descriptor(keep[2], 5);
	sandbox_detach(6);
	confine_builder();
	return (int)build_log(build);
}

pid_t
build_start(const struct build *asked, int lock, int *log)
{
	struct build build = *asked;
	int ends[2], error;
	pid_t pid;

	*log = -1;
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
		return -1;
	pid = fork();
	if (pid == 0)
		_exit(run_child(&build, lock, ends[1]));
	error = errno;
	close(ends[1]);
	if (pid > 0)
		*log = ends[0];
	else
		close(ends[0]);
	errno = error;
	return pid;
}
