/* SPDX-License-Identifier: ISC */
/*
 * main.c - decides how the program was called, finds the FAQ home, wires the
 * parts together. The only caller of exit(), by returning.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "command.h"
#include "http/gateway.h"
#include "http/sandbox.h"
#include "site/confine.h"
#include "site/router.h"
#include "site/site.h"
#include "site/var.h"

/* Where no home can be: nothing stands below what is no folder. */
static const char nowhere[] = "/dev/null/faq";

enum { CGI_SECONDS = 120 /* processor time of one CGI request */ };

/* A web server's variable: from then on argv is a visitor's (RFC 3875, 4.4). */
static bool
called_as_cgi(void)
{
	return getenv("GATEWAY_INTERFACE") != NULL ||
	       getenv("REQUEST_METHOD") != NULL;
}

/* Cuts the ending off a program's path: "…/faq.cgi" has its home "…/faq". */
static void
cut_ending(char *path)
{
	char *slash = strrchr(path, '/');
	char *dot = strrchr(slash != NULL ? slash + 1 : path, '.');

	if (dot != NULL && dot != path && dot != slash + 1)
		*dot = '\0';
}

/*
 * Writes the FAQ home: $FAQ_HOME, else the folder beside the program, which is
 * where the web server says, or where the system says. False where the path
 * does not fit.
 */
static bool
find_home(char home[PATH_MAX], bool cgi)
{
	const char *named = getenv("FAQ_HOME");
	const char *script = cgi ? getenv("SCRIPT_FILENAME") : NULL;
	char path[PATH_MAX];
	ssize_t len;

	errno = ENAMETOOLONG;
	if (named != NULL && *named != '\0')
		return snprintf(home, PATH_MAX, "%s", named) < PATH_MAX;
	if (script != NULL && *script != '/')
		script = NULL;
	if (script != NULL) {
		if (snprintf(home, PATH_MAX, "%s", script) >= PATH_MAX)
			return false;
		cut_ending(home);
		if (access(home, F_OK) == 0)
			return true;
	}
	len = readlink("/proc/self/exe", path, sizeof(path) - 1);
	if (len < 0)
		return script != NULL; /* where it should be */
	path[len] = '\0';
	cut_ending(path);
	memcpy(home, path, (size_t)len + 1);
	return true;
}

/*
 * Beside support.cgi stands support/, and the log says which of them it is; a
 * home that was named says nothing of the program.
 */
static void
name_log(const char *home)
{
	const char *named = getenv("FAQ_HOME"), *slash = strrchr(home, '/');

	if ((named == NULL || *named == '\0') && slash != NULL &&
	    slash[1] != '\0')
		log_name(slash + 1);
}

/* Where messages go beside the web server's log; of the whole process. */
static struct var own;

static enum status
append_own(const char *path, const char *bytes, size_t len, size_t max)
{
	return var_append(&own, path, bytes, len, max);
}

/* What the doors call: they know no site. */
static void
answer(void *site, const struct request *request, struct arena *arena,
    struct response *response)
{
	router_answer(site, request, arena, response);
}

static int
wait_beside(void *site, int *descriptor)
{
	return site_wait(site, descriptor);
}

static void
wake(void *site)
{
	site_wake(site);
}

static bool
is_done(void *site)
{
	return site_is_done(site);
}

static int
serve(const char *home, bool cgi)
{
	struct gateway gateway = {answer, wait_beside, wake, is_done, NULL};
	struct arena paths = {0};
	static struct site *site; /* as CGI never freed, nor lost */
	bool fine;

	name_log(home);
	sandbox_limit(cgi ? CGI_SECONDS : 0);
	var_name(&own, &paths, home);
	if (!paths.failed)
		log_also(own.log, append_own);
	confine_server(&own, !cgi);
	if (site_open(&site, home, cgi ? RENEW_ONCE : RENEW_STAYS) != ST_OK) {
		log_line("out of memory at the start");
		log_also(NULL, NULL);
		arena_free(&paths);
		return EXIT_FAILURE;
	}
	gateway.data = site;
	fine = cgi ? gateway_cgi(&gateway) : gateway_fastcgi(&gateway);
	if (!cgi) /* the system frees all of a process faster than we do */
		site_close(site);
	log_also(NULL, NULL);
	arena_free(&paths);
	return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}

/*
 * Keeps 0 to 2 from being given to a file or a connection, into which a
 * message would then be written: FastCGI servers may start us with 0 alone.
 */
static void
open_standard_descriptors(void)
{
	int fd;

	while ((fd = open("/dev/null", O_RDWR)) >= 0)
		if (fd > STDERR_FILENO) {
			close(fd);
			break;
		}
}

int
main(int argc, char **argv)
{
	bool cgi = called_as_cgi();
	char home[PATH_MAX];

	open_standard_descriptors();
	if (!find_home(home, cgi)) {
		log_line("the FAQ home cannot be found: %s", strerror(errno));
		memcpy(home, nowhere, sizeof(nowhere));
	}
	if (cgi || gateway_is_fastcgi())
		return serve(home, cgi);
	return command_run(argc, argv, home);
}
