/* SPDX-License-Identifier: ISC */
/*
 * 83-clock.c - the clock is set while the program runs, or was wrong when it
 * started: by four hundred days and more, forth and back. Every page is there
 * each time, edits show, a question that went is gone, and nobody waits for a
 * time that will not come. The clock of this process is its own: who asks the
 * system gets its answer with a number of days added.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "site/router.h"
#include "site/site.h"
#include "tap.h"

/* ---------------------------------------------------------------- the clock */

static time_t shift; /* in seconds */

int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
time_t __wrap_time(time_t *now);
pid_t __wrap_fork(void);

int
__wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	int code = __real_clock_gettime(clock, now);

	if (clock == CLOCK_REALTIME)
		now->tv_sec += shift;
	return code;
}

time_t
__wrap_time(time_t *now)
{
	struct timespec real;

	__wrap_clock_gettime(CLOCK_REALTIME, &real);
	if (now != NULL)
		*now = real.tv_sec;
	return real.tv_sec;
}

/* No children, so that the builder has the same clock. */
pid_t
__wrap_fork(void)
{
	errno = EAGAIN;
	return -1;
}

static void
set_clock(int days)
{
	shift = (time_t)days * 86400;
}

/* ----------------------------------------------------------------- the home */

static char home[200];

static void
put(const char *name, const char *text)
{
	char path[400];

	snprintf(path, sizeof(path), "%s/%s", home, name);
	if (file_write(path, text, strlen(text)) != ST_OK)
		ok(false, "%s cannot be written", path);
}

static bool
make_home(void)
{
	char path[400];

	if (!tap_folder(home, sizeof(home)))
		return false;
	snprintf(path, sizeof(path), "%s/data", home);
	if (mkdir(path, 0755) != 0)
		return false;
	put("data/a.md", "# T\n\n## Stays?\n\nOld words.\n");
	put("data/b.md", "# U\n\n## Goes?\n\nThere still.\n");
	return true;
}

static int64_t
monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Whether the page has that status and word. */
static bool
shows(struct site *site, const char *path, int status, const char *word)
{
	char method[] = "REQUEST_METHOD=GET", host[] = "HTTP_HOST=a.example",
	     script[] = "SCRIPT_NAME=/f", info[100];
	char *variables[] = {method, host, script, info, NULL};
	struct response response = {0};
	struct arena arena = {0};
	struct request request;
	bool fine;

	snprintf(info, sizeof(info), "PATH_INFO=%s", path);
	request_read(&request, &arena, variables);
	router_answer(site, &request, &arena, &response);
	buffer_char(&response.body, '\0');
	fine = response.status == status && response.body.status == ST_OK &&
	       strstr(response.body.data, word) != NULL;
	response_free(&response);
	arena_free(&arena);
	return fine;
}

/* Whether it shows within so many seconds. */
static bool
comes_to_show(struct site *site, const char *path, int status, const char *word,
    int seconds)
{
	const struct timespec pause = {.tv_nsec = 100 * 1000 * 1000};

	for (int i = 0; i < seconds * 10; i++) {
		if (shows(site, path, status, word))
			return true;
		site_wake(site);
		nanosleep(&pause, NULL);
	}
	return false;
}

/* One process whose clock is set to these days from the truth, in turn. */
static void
live_through(
    enum renew_manner manner, const char *who, const int *days, size_t count)
{
	struct site *site = NULL;
	char text[100], word[40];
	int64_t start;

	ok(make_home() && site_open(&site, home, manner) == ST_OK, "%s begins",
	    who);
	for (size_t i = 0; site != NULL && i < count; i++) {
		set_clock(days[i]);
		ok(comes_to_show(site, "/stays", 200, i ? "Words" : "Old", 10),
		    "%s, %+d days: the page", who, days[i]);
		snprintf(word, sizeof(word), "Words %zu.", i);
		snprintf(text, sizeof(text), "# T\n\n## Stays?\n\n%s\n", word);
		start = monotonic_ms();
		put("data/a.md", text);
		ok(comes_to_show(site, "/stays", 200, word, 20),
		    "%s, %+d days: an edit shows", who, days[i]);
		if (manner == RENEW_STAYS && days[i] < 0)
			ok(monotonic_ms() - start >= 2000,
			    "though not before the file was quiet");
		ok(shows(site, "/goes", 200, "There still"),
		    "%s, %+d days: the other page", who, days[i]);
		ok(shows(site, "/feed.atom", 200, "<feed") &&
			shows(site, "/sitemap.xml", 200, "<urlset"),
		    "%s, %+d days: its documents", who, days[i]);
	}
	put("data/b.md", "# U\n\n## Other?\n\nThere now.\n");
	ok(comes_to_show(site, "/other", 200, "There now", 20) &&
		!shows(site, "/goes", 200, "There still"),
	    "%s: what went is gone", who);
	set_clock(days[0]);
	ok(!shows(site, "/goes", 200, "There still") &&
		shows(site, "/other", 200, "There now"),
	    "%s: whatever the clock says", who);
	site_close(site);
	tap_remove(home);
	set_clock(0);
}

int
main(void)
{
	static const int days[] = {400, -400, 0};
	static const int far[] = {-4000, 4000};

	live_through(RENEW_STAYS, "FastCGI", days, COUNT(days));
	live_through(RENEW_ONCE, "CGI", days, COUNT(days));
	live_through(RENEW_COMMAND, "a command", far, COUNT(far));
	return tap_done();
}
