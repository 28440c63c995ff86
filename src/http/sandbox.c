/* SPDX-License-Identifier: ISC */
/* sandbox.c - limits of the process. See sandbox.h. */
#include "http/sandbox.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A server's memory: so much, and so many times the size of its store. */
enum { ROOM = 64 << 20, ROOM_BY_STORE = 4 };

/* What sandbox_limit found, in a server. */
static struct rlimit given;
static bool serving;

static void
set_limit(int resource, const char *name, const struct rlimit *limit)
{
	if (setrlimit(resource, limit) != 0)
		log_line("limit of %s: %s", name, strerror(errno));
}

/* A soft limit, unless there is a lower one; a builder may have more. */
static void
limit_time(rlim_t value)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_CPU, &limit) != 0 || limit.rlim_cur <= value)
		return;
	limit.rlim_cur = value;
	set_limit(RLIMIT_CPU, "processor time", &limit);
}

void
sandbox_limit(unsigned int cpu_seconds)
{
	const struct rlimit none = {0};

	umask(022);
	signal(SIGXFSZ, SIG_IGN); /* so that writing fails, and we know */
	set_limit(RLIMIT_CORE, "core files", &none);
	if (cpu_seconds > 0)
		limit_time(cpu_seconds);
	if (getrlimit(RLIMIT_AS, &given) == 0)
		serving = true;
}

void
sandbox_room(int64_t store)
{
#ifdef SANITIZED /* it reserves terabytes */
	(void)store;
#else
	rlim_t room = ROOM + ROOM_BY_STORE * (rlim_t)store;
	struct rlimit limit = given;

	if (limit.rlim_cur > room) /* RLIM_INFINITY is */
		limit.rlim_cur = room;
	if (serving)
		set_limit(RLIMIT_AS, "memory", &limit);
#endif
}

/* ---------------------------------------------------------------- builders */

void
sandbox_detach(int first)
{
	static const int signals[] = {
	    SIGTERM, SIGUSR1, SIGHUP, SIGINT, SIGALRM};
	struct rlimit files = {.rlim_cur = 1024};
	sigset_t none;

	setsid();
	for (size_t i = 0; i < COUNT(signals); i++)
		signal(signals[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (close_range((unsigned)first, ~0U, 0) == 0)
		return;
	getrlimit(RLIMIT_NOFILE, &files); /* an old kernel */
	for (int fd = first; (rlim_t)fd < files.rlim_cur && fd < 65536; fd++)
		close(fd);
}

/* Sets a soft limit, which can be taken back. Returns what it was. */
static rlim_t
bound_softly(int resource, rlim_t value)
{
	struct rlimit limit;
	rlim_t before;

	if (getrlimit(resource, &limit) != 0)
		return RLIM_INFINITY;
	before = limit.rlim_cur;
	/* at a hard limit of time there is no warning, only the end */
	if (limit.rlim_max != RLIM_INFINITY && value >= limit.rlim_max)
		value = limit.rlim_max - (resource == RLIMIT_CPU);
	limit.rlim_cur = value > 0 ? value : 1;
	setrlimit(resource, &limit);
	return before;
}

void
sandbox_bound(int64_t bytes, struct sandbox_bounds *before)
{
	static const rlim_t megabyte = 1 << 20;
	rlim_t size = (rlim_t)bytes;
	struct sandbox_limit bounds[] = {
	    {RLIMIT_CPU, RLIM_INFINITY},
	    {RLIMIT_FSIZE, 64 * megabyte + 16 * size},
#ifdef SANITIZED /* it reserves terabytes */
	    {RLIMIT_AS, RLIM_INFINITY},
#else
	    {RLIMIT_AS, 512 * megabyte + 8 * size},
#endif
	};

	signal(SIGXFSZ, SIG_IGN);
	for (size_t i = 0; i < COUNT(bounds); i++) {
		before->limits[i].resource = bounds[i].resource;
		before->limits[i].value =
		    bound_softly(bounds[i].resource, bounds[i].value);
	}
}

void
sandbox_bound_time(unsigned seconds)
{
	/*
	 * The clock that the limit goes by, which has no name: it counts by
	 * ticks, and may be seconds before CLOCK_PROCESS_CPUTIME_ID.
	 */
	const clockid_t clock = -8;
	struct timespec used = {0};

	clock_gettime(clock, &used);
#ifdef SANITIZED
	seconds *= 10;
#endif
	bound_softly(RLIMIT_CPU, (rlim_t)used.tv_sec + 1 + seconds);
}

void
sandbox_unbound(const struct sandbox_bounds *before)
{
	for (size_t i = 0; i < COUNT(before->limits); i++)
		bound_softly(
		    before->limits[i].resource, before->limits[i].value);
}
