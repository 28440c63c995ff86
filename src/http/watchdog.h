/* SPDX-License-Identifier: ISC */
/*
 * watchdog.h - no peer may keep us for long: where reading from one, or writing
 * to it, does not get on, its connection is shut down, and the call that waits
 * for it returns. For a library whose calls block. Knows no protocol.
 */
#ifndef WATCHDOG_H
#define WATCHDOG_H

#include "base/base.h"

enum {
	WATCHDOG_END = 4 /* seconds that a peer has once SIGTERM waits */
};

/* Takes SIGALRM, for good. SIGTERM and SIGUSR1 have to be blocked. */
void watchdog_open(void);

/*
 * From here on the connection *fd is shut down, as shutdown(2) calls it by how,
 * after so many seconds without watchdog_progress, or WATCHDOG_END seconds
 * after SIGTERM or SIGUSR1 came, whatever the progress. fd must live until
 * watchdog_stop, and may become -1 meanwhile. Calls but read and write may end
 * with EINTR.
 */
void watchdog_start(const int *fd, int how, int seconds);
void watchdog_progress(void);

/* Returns whether the connection was shut down. */
bool watchdog_stop(void);

/* Whether SIGTERM or SIGUSR1 came and waits, being blocked. */
bool watchdog_called_off(void);

/*
 * The same, as of a second ago at most where watchdog_start is called all the
 * time, and without a system call.
 */
bool watchdog_heard(void);

#endif
