/* SPDX-License-Identifier: ISC */
/* var.c - what is written in HOME/var. See var.h. */
#include "site/var.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "faq/ledger.h"

enum {
	LOCK_PAUSE = 20, /* ms */
	TRIES_MAX = 100, /* bytes of faq.try */
	PAUSE_MAX = 3600 /* seconds between tries */
};

static const char in_vain_word[] = " never";

static const char guard[] =
    "# Written by faq.cgi: visitors have no business here.\n"
    "<IfModule mod_authz_core.c>\n"
    "\tRequire all denied\n"
    "</IfModule>\n"
    "<IfModule !mod_authz_core.c>\n"
    "\tOrder deny,allow\n"
    "\tDeny from all\n"
    "</IfModule>\n";

void
var_name(struct var *var, struct arena *arena, const char *home)
{
	var->home = home;
	var->folder = arena_printf(arena, "%s/var", home);
	var->lock = arena_printf(arena, "%s/var/faq.lock", home);
	var->db = arena_printf(arena, "%s/var/faq.db", home);
	var->db_new = arena_printf(arena, "%s/var/faq.db.new", home);
	var->tries = arena_printf(arena, "%s/var/faq.try", home);
	var->ledger = arena_printf(arena, "%s/" LEDGER_NAME, home);
	var->status = arena_printf(arena, "%s/var/status.txt", home);
	var->log = arena_printf(arena, "%s/var/log", home);
	var->searches = arena_printf(arena, "%s/var/searches.txt", home);
	var->report = arena_printf(arena, "%s/var/report.html", home);
	var->report_csv = arena_printf(arena, "%s/var/report.csv", home);
}

void
var_give(const struct var *var, const char *path, bool folder)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	bool given;

	/*
	 * What is refused here was refused before, or is not ours to mend. By
	 * descriptor: in a cage nothing else may be changed so.
	 */
	if (fd < 0)
		return;
	given = fchmod(fd, folder ? 0755 : 0644) == 0 && geteuid() == 0 &&
		stat(var->home, &st) == 0 &&
		fchown(fd, st.st_uid, st.st_gid) == 0;
	(void)given;
	close(fd);
}

enum status
var_write(
    const struct var *var, const char *path, const char *bytes, size_t len)
{
	enum status status = file_write(path, bytes, len);

	if (status == ST_OK)
		var_give(var, path, false);
	return status;
}

enum status
var_append(const struct var *var, const char *path, const char *bytes,
    size_t len, size_t max)
{
	bool new = access(path, F_OK) != 0;
	enum status status = file_append(path, bytes, len, max);

	if (status == ST_OK && new)
		var_give(var, path, false);
	return status;
}

/* ---------------------------------------------------------------- folder */

/* Keeps visitors out of a folder that has no rule of its own. */
static void
guard_folder(const struct var *var, const char *folder)
{
	struct buffer path = {0};
	int fd;

	buffer_printf(&path, "%s/.htaccess", folder);
	if (path.status == ST_OK) {
		fd = open(
		    path.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
		if (fd >= 0) {
			if (!file_put(fd, guard, sizeof(guard) - 1))
				unlink(path.data);
			close(fd);
			var_give(var, path.data, false);
		}
	}
	buffer_free(&path);
}

bool
var_prepare(const struct var *var)
{
	if (mkdir(var->folder, 0755) == 0)
		var_give(var, var->folder, true);
	else if (errno != EEXIST)
		return false;
	guard_folder(var, var->folder);
	guard_folder(var, var->home);
	return true;
}

bool
var_can_write(const struct var *var)
{
	int mode = W_OK | X_OK;
	bool there = faccessat(AT_FDCWD, var->folder, F_OK, AT_EACCESS) == 0;

	return faccessat(AT_FDCWD, there ? var->folder : var->home, mode,
		   AT_EACCESS) == 0;
}

int
var_lock(const struct var *var, int wait, enum status *status)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE * 1000 * 1000};
	int fd, error;

	*status = ST_SYSTEM;
	if (!var_prepare(var))
		return -1;
	fd = open(var->lock, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return -1;
	if (geteuid() == 0)
		var_give(var, var->lock, false);
	for (; flock(fd, LOCK_EX | LOCK_NB) != 0; wait -= LOCK_PAUSE) {
		if ((errno == EWOULDBLOCK && wait > 0) || errno == EINTR) {
			nanosleep(&pause, NULL);
			continue;
		}
		if (errno == EWOULDBLOCK)
			*status = ST_BUSY;
		error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	*status = ST_OK;
	return fd;
}

/* ----------------------------------------------------------------- tries */

/* What faq.try holds: "digest count until", count 0 where it is in vain. */
struct tries {
	uint64_t digest;
	unsigned count;
	int64_t until; /* seconds since 1970 */
	bool in_vain;
};

static struct tries
read_tries(const struct var *var, uint64_t digest)
{
	struct tries tries = {.digest = digest};
	struct buffer text = {0};
	char *end;

	if (file_read(var->tries, TRIES_MAX, &text) == ST_OK &&
	    strtoull(text.data, &end, 16) == digest) {
		tries.in_vain = strstr(end, in_vain_word) != NULL;
		tries.count = (unsigned)strtoul(end, &end, 10);
		tries.until = strtoll(end, NULL, 10);
	}
	buffer_free(&text);
	return tries;
}

static enum status
write_tries(const struct var *var, const struct tries *tries)
{
	char text[TRIES_MAX];
	int len = snprintf(text, sizeof(text), "%016llx %u %lld%s\n",
	    (unsigned long long)tries->digest, tries->count,
	    (long long)tries->until, tries->in_vain ? in_vain_word : "");
	enum status status = var_write(var, var->tries, text, (size_t)len);

	if (status != ST_OK)
		log_line("%s: %s", var->tries, strerror(errno));
	return status;
}

bool
var_may_try(const struct var *var, uint64_t digest)
{
	struct tries tries = read_tries(var, digest);
	int64_t now = time(NULL);

	/* a pause that is longer than any was written by another clock */
	return !tries.in_vain &&
	       (now >= tries.until || tries.until - now > PAUSE_MAX);
}

enum status
var_begin_try(const struct var *var, uint64_t digest)
{
	struct tries tries = read_tries(var, digest);
	int64_t pause = 1;

	for (unsigned i = 0; i < tries.count && pause < PAUSE_MAX; i++)
		pause *= 4;
	tries.count++;
	tries.until = time(NULL) + (pause < PAUSE_MAX ? pause : PAUSE_MAX);
	return write_tries(var, &tries);
}

void
var_end_try(const struct var *var, uint64_t digest, bool in_vain)
{
	struct tries tries = read_tries(var, digest);

	if (!in_vain) {
		unlink(var->tries);
		return;
	}
	tries.in_vain = true;
	write_tries(var, &tries);
}
