/* SPDX-License-Identifier: ISC */
/* cage.c - Landlock, and who is in the cage. See cage.h. */
#include "http/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "http/calls.h"

/* The kernel's, as of its seventh version; headers may be older. */
struct ruleset {
	uint64_t files, net, scoped;
};

#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

enum {
	READ_FILE = LANDLOCK_ACCESS_FS_READ_FILE,
	READ_DIR = LANDLOCK_ACCESS_FS_READ_DIR,
	/* what a file can be asked for; a rule of one has no other */
	OF_FILE = READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
		  LANDLOCK_ACCESS_FS_TRUNCATE
};

static const uint64_t accesses[] = {
    [CAGE_LIST] = READ_DIR,
    [CAGE_READ] = READ_DIR | READ_FILE,
    [CAGE_WRITE] = READ_DIR | OF_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
		   LANDLOCK_ACCESS_FS_REMOVE_FILE,
};

/* The cage of this process. */
static struct {
	bool closed;
	int files, calls; /* 0: in force; else why not */
} state;

/* The version of Landlock, or -1 with errno. */
static long
find_version(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
}

void
cage_begin(struct cage *cage)
{
	/* how many accesses of files each version knows */
	static const unsigned known[] = {0, 13, 14, 15, 15, 16};
	long version = find_version();
	struct ruleset rules = {0};
	size_t size = sizeof(rules);

	*cage = (struct cage){.rules = -1, .error = errno};
	if (version < 1)
		return;
	cage->known = (UINT64_C(1) << known[version < 5 ? version : 5]) - 1;
	rules.files = cage->known;
	if (version >= 4)
		rules.net = 3; /* bind and connect */
	if (version >= 6)
		rules.scoped = 3; /* sockets by name and signals of others */
	if (version < 6)
		size = offsetof(struct ruleset, scoped);
	if (version < 4)
		size = offsetof(struct ruleset, net);
	cage->rules =
	    (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
	cage->error = cage->rules < 0 ? errno : 0;
#ifdef SANITIZED /* LeakSanitizer looks for its threads there */
	cage_allow(cage, "/proc", CAGE_READ);
#endif
}

static int
add_rule(const struct cage *cage, const struct landlock_path_beneath_attr *rule)
{
	return syscall(SYS_landlock_add_rule, cage->rules,
		   LANDLOCK_RULE_PATH_BENEATH, rule, 0) == 0
		   ? 0
		   : errno;
}

void
cage_allow(struct cage *cage, const char *path, enum cage_access access)
{
	struct landlock_path_beneath_attr rule = {0};
	int failed;

	if (cage->error != 0 || path == NULL)
		return;
	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0) {
		if (errno != ENOENT && errno != ENOTDIR && errno != EACCES &&
		    errno != ELOOP && errno != ENAMETOOLONG)
			cage->error = errno;
		return;
	}
	rule.allowed_access = accesses[access] & cage->known;
	failed = add_rule(cage, &rule);
	if (failed == EINVAL) { /* no folder */
		rule.allowed_access &= OF_FILE;
		failed = rule.allowed_access != 0 ? add_rule(cage, &rule) : 0;
	}
	if (failed != 0)
		cage->error = failed;
	close(rule.parent_fd);
}

void
cage_close(struct cage *cage, enum cage_for whom)
{
	/* the two others ask for it */
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (cage != NULL) {
		if (cage->error == 0 &&
		    syscall(SYS_landlock_restrict_self, cage->rules, 0) != 0)
			cage->error = errno;
		if (cage->rules >= 0)
			close(cage->rules);
		cage->rules = -1;
		state.files = cage->error;
	}
	state.closed = true;
	state.calls = calls_filter(whom);
}

bool
cage_has_files(void)
{
	return state.closed && state.files == 0;
}

void
cage_missing(struct buffer *out)
{
	int files = state.files, calls = state.calls;

	if (!state.closed) {
		files = find_version() < 1 ? errno : 0;
		calls = calls_probe();
	}
	if (files != 0)
		buffer_printf(out, "other files than its own (Landlock: %s)",
		    strerror(files));
	if (files != 0 && calls != 0)
		buffer_string(out, ", and ");
	if (calls != 0)
		buffer_printf(out,
		    "other calls of the system than it needs (seccomp: %s)",
		    strerror(calls));
}
