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
	volatile sig_atomic_t on;     /* between watchdog_start and _stop */
	volatile sig_atomic_t armed;  /* a tick will come */
	volatile sig_atomic_t called; /* one saw that a signal waits */
} watched;

/*
 * A tick comes in a second. It asks for the next one only while something is
 * watched; so what begins and ends many times a second sets no timer each time.
 */
static void
ask_for_tick(void)
{
	const struct itimerval timer = {.it_value = {.tv_sec = 1}};

	watched.armed = 1;
	setitimer(ITIMER_REAL, &timer, NULL);
}

bool
watchdog_called_off(void)
{
	sigset_t pending;

	return sigpending(&pending) == 0 &&
	       (sigismember(&pending, SIGTERM) == 1 ||
		   sigismember(&pending, SIGUSR1) == 1);
}

bool
watchdog_heard(void)
{
	return watched.called != 0;
}

static void
tick(int signal_number)
{
	int before = errno;

	(void)signal_number;
	watched.called = watchdog_called_off();
	if (!watched.on) {
		watched.armed = 0;
		return;
	}
	ask_for_tick();
	watched.silent++;
	if (watched.called)
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

void
watchdog_start(const int *fd, int how, int seconds)
{
	watched.fd = fd;
	watched.how = how;
	watched.most = seconds;
	/* a tick that was asked for before may come at once */
	watched.silent = watched.armed ? -1 : 0;
	watched.ending = watched.bitten = 0;
	watched.on = 1;
	if (!watched.armed)
		ask_for_tick();
}

void
watchdog_progress(void)
{
	watched.silent = 0;
}

bool
watchdog_stop(void)
{
	watched.on = 0;
	return watched.bitten != 0;
}
