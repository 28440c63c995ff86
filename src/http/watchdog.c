/* SPDX-License-Identifier: ISC */
/* watchdog.c - a timer that shuts connections down. See watchdog.h. */
#include "http/watchdog.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>

/* Written by the handler, too, which runs between watchdog_start and _stop. */
static struct {
	const int *volatile fd;
	volatile sig_atomic_t how;    /* SHUT_RD, SHUT_RDWR */
	volatile sig_atomic_t most;   /* seconds of patience */
	volatile sig_atomic_t silent; /* seconds without progress */
	volatile sig_atomic_t ending; /* seconds since a signal waits */
	volatile sig_atomic_t bitten;
} watched;

bool
watchdog_called_off(void)
{
	sigset_t pending;

	return sigpending(&pending) == 0 &&
	       (sigismember(&pending, SIGTERM) == 1 ||
		   sigismember(&pending, SIGUSR1) == 1);
}

static void
tick(int signal_number)
{
	int before = errno;

	(void)signal_number;
	watched.silent++;
	if (watchdog_called_off())
		watched.ending++;
	if (*watched.fd >= 0 && (watched.silent >= watched.most ||
				    watched.ending >= WATCHDOG_END)) {
		shutdown(*watched.fd, watched.how);
		watched.bitten = 1;
	}
	errno = before;
}

void
watchdog_open(void)
{
	struct sigaction action = {.sa_handler = tick, .sa_flags = SA_RESTART};

	sigemptyset(&action.sa_mask);
	sigaction(SIGALRM, &action, NULL);
}

/* The timer ticks every so many seconds, 0: never. */
static void
set_timer(time_t seconds)
{
	const struct itimerval timer = {{seconds, 0}, {seconds, 0}};

	setitimer(ITIMER_REAL, &timer, NULL);
}

void
watchdog_start(const int *fd, int how, int seconds)
{
	watched.fd = fd;
	watched.how = how;
	watched.most = seconds;
	watched.silent = watched.ending = watched.bitten = 0;
	set_timer(1);
}

void
watchdog_progress(void)
{
	watched.silent = 0;
}

bool
watchdog_stop(void)
{
	set_timer(0);
	return watched.bitten != 0;
}
