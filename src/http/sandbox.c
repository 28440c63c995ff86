/* SPDX-License-Identifier: ISC */
/* sandbox.c - limits of the process. See sandbox.h. */
#include "http/sandbox.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

static void
set_limit(int resource, const char *name, rlim_t value)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit) == 0 &&
	    (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > value))
		limit.rlim_max = value;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(resource, &limit) != 0)
		log_line("limit of %s: %s", name, strerror(errno));
}

void
sandbox_limit(unsigned int cpu_seconds)
{
	umask(022);
	signal(SIGXFSZ, SIG_IGN); /* so that writing fails, and we know */
	set_limit(RLIMIT_CORE, "core files", 0);
	if (cpu_seconds > 0)
		set_limit(RLIMIT_CPU, "processor time", cpu_seconds);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		log_line("no_new_privs: %s", strerror(errno));
}
