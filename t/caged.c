/* SPDX-License-Identifier: ISC */
/*
 * caged.c - is linked with the program's own main, and tries from inside what
 * its cage must refuse: at the first request, in the builder, and in the
 * worker. The linker's --wrap turns calls that the program makes there into
 * those here. Logs "WHERE WHAT ERROR" for each; 88-cage.t knows what is right.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"
#include "faq/import.h"
#include "http/request.h"
#include "http/response.h"
#include "site/router.h"
#include "site/tell.h"

void __real_router_answer(
    struct site *, const struct request *, struct arena *, struct response *);
void __wrap_router_answer(
    struct site *, const struct request *, struct arena *, struct response *);
enum status __real_import_run(const struct import *, struct store *,
    struct import_counts *, struct report *);
enum status __wrap_import_run(const struct import *, struct store *,
    struct import_counts *, struct report *);
void __real_tell_status(const struct var *, const struct sources *, enum status,
    const struct import_counts *, const struct report *);
void __wrap_tell_status(const struct var *, const struct sources *, enum status,
    const struct import_counts *, const struct report *);

static const char *home;

/* A path of the home, or, with two slashes, of the host. */
static const char *
place(const char *name)
{
	static char path[2][500];
	static int turn;

	turn = !turn;
	snprintf(path[turn], sizeof(path[turn]), "%s%s",
	    name[1] == '/' ? "" : home, name);
	return path[turn];
}

/* ---------------------------------------------------------------- attempts */

/* A call of the system that a good filter stops before it looks further. */
static const struct {
	const char *name;
	long number, arguments[4];
} attempts[] = {
    {"accept", SYS_accept, {0}},
    {"accept-other", SYS_accept4, {1}},
    {"bind", SYS_bind, {0}},
    {"bpf", SYS_bpf, {0}},
    {"chroot", SYS_chroot, {0}},
    {"clone-namespace", SYS_clone, {CLONE_NEWNS | CLONE_PARENT}},
    {"clone3", SYS_clone3, {0}},
    {"connect", SYS_connect, {0}},
    {"dumpable", SYS_prctl, {PR_SET_DUMPABLE, 7}},
    {"execve", SYS_execve, {0}},
    {"execveat", SYS_execveat, {-1}},
    {"fcntl-owner", SYS_fcntl, {-1, F_SETOWN}},
    {"fchmodat", SYS_fchmodat, {-1}},
    {"fchownat", SYS_fchownat, {-1}},
    {"inotify", SYS_inotify_init1, {-1}},
    {"io_uring", SYS_io_uring_setup, {0}},
    {"ioctl", SYS_ioctl, {-1}},
    {"kill", SYS_kill, {0x7ffffff, 0}},
    {"linkat", SYS_linkat, {-1}},
    {"listen", SYS_listen, {-1}},
    {"mknodat", SYS_mknodat, {-1}},
    {"mmap-code", SYS_mmap, {0, 0, PROT_READ | PROT_EXEC}},
    {"mount", SYS_mount, {0}},
    {"mprotect-code", SYS_mprotect, {1, 0, PROT_EXEC}},
    {"openat2", SYS_openat2, {-1}},
    {"pipe", SYS_pipe2, {0, -1}},
    {"prlimit-other", SYS_prlimit64, {0x7ffffff}},
    {"ptrace", SYS_ptrace, {-1}},
    {"process_vm_readv", SYS_process_vm_readv, {-1}},
    {"process_vm_writev", SYS_process_vm_writev, {-1}},
    {"recvmsg", SYS_recvmsg, {-1}},
    {"seccomp-listener", SYS_seccomp, {1, 1 << 3}},
    {"sendmsg", SYS_sendmsg, {-1}},
    {"sendto", SYS_sendto, {-1}},
    {"setuid", SYS_setuid, {-1}},
    {"setsockopt-other", SYS_setsockopt, {-1, SOL_SOCKET, SO_REUSEADDR}},
    {"shutdown", SYS_shutdown, {-1}},
    {"socket", SYS_socket, {-1}},
    {"socketpair", SYS_socketpair, {-1}},
    {"symlinkat", SYS_symlinkat, {0}},
    {"tgkill", SYS_tgkill, {0x7ffffff, 0x7ffffff, SIGTERM}},
    {"truncate", SYS_truncate, {0}},
    {"unshare", SYS_unshare, {-1}},
    {"utimensat", SYS_utimensat, {-1, 0, 0, -1}},
    {"unknown", 511, {0}},
    {"later", 5000, {0}},
#ifdef __x86_64__
    {"x32", 0x40000000 | 39, {0}},
    {"chmod", SYS_chmod, {0}},
#endif
};

/* A file that is opened, and what is left of it closed and removed. */
static const struct {
	const char *name, *path;
	int flags;
} openings[] = {
    {"read-host", "//etc/passwd", O_RDONLY},
    {"read-above", "/..", O_RDONLY},
    {"read-process", "//proc/self/environ", O_RDONLY},
    {"write-host", "//tmp/faq-caged", O_WRONLY | O_CREAT},
    {"temporary", "//tmp", O_TMPFILE | O_RDWR},
    {"read-data", "/data/a.md", O_RDONLY},
    {"list-data", "/data", O_RDONLY | O_DIRECTORY},
    {"write-data", "/data/a.md", O_WRONLY},
    {"truncate-data", "/data/a.md", O_RDONLY | O_TRUNC},
    {"make-data", "/data/caged.md", O_WRONLY | O_CREAT},
    {"make-home", "/caged.txt", O_WRONLY | O_CREAT},
    {"read-home", "/secret.txt", O_RDONLY},
    {"read-files", "/files/a.txt", O_RDONLY},
    {"read-link", "/data/link.md", O_RDONLY},
    {"beside-link", "/../outside/beside.md", O_RDONLY},
    {"read-var", "/var/status.txt", O_RDONLY},
    {"make-var", "/var/caged.txt", O_WRONLY | O_CREAT},
    {"nameless-var", "/var", O_TMPFILE | O_RDWR},
};

static void
say(const char *where, const char *what, long result)
{
	log_line("%s %s %s", where, what,
	    result < 0 ? strerrorname_np(errno) : "ok");
}

static void
try_openings(const char *where)
{
	for (size_t i = 0; i < COUNT(openings); i++) {
		const char *path = place(openings[i].path);
		int fd = open(path, openings[i].flags, 0644);

		say(where, openings[i].name, fd);
		if (fd >= 0)
			close(fd);
		if (fd >= 0 && openings[i].flags & O_CREAT)
			unlink(path);
	}
}

/* What changes files, but for opening them. */
static void
try_changes(const char *where)
{
	int fd = open(place("/data/a.md"), O_RDONLY);

	say(where, "fchmod-other", fchmod(fd, 04755));
	close(fd);
	say(where, "unlink-data", unlink(place("/data/b.md")));
	say(where, "rename-data",
	    rename(place("/data/b.md"), place("/var/caged.md")));
	say(where, "mkdir-home", mkdir(place("/caged"), 0755));
	say(where, "mkdir-var", mkdir(place("/var/caged"), 0755));
}

/* A child that does nothing. */
static void
try_child(const char *where)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	say(where, "child", pid);
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void
try_calls(const char *where)
{
	pid_t pid = getpid();

	for (size_t i = 0; i < COUNT(attempts); i++) {
		const long *arguments = attempts[i].arguments;
		long result = syscall(attempts[i].number, arguments[0],
		    arguments[1], arguments[2], arguments[3], 0, 0);

		if (getpid() != pid)
			_exit(0); /* a child that should not be */
		say(where, attempts[i].name, result);
	}
}

#ifdef __x86_64__
static sigjmp_buf unable;

static void
stop_foreign(int number)
{
	siglongjmp(unable, number);
}

/*
 * getpid(), by the gate of another machine, i386; its number is writev()'s
 * here.
 */
static long
call_foreign(void)
{
	long result = 20;

	__asm__ volatile("int $0x80"
			 : "+a"(result)
			 :
			 : "memory", "r8", "r9", "r10", "r11");
	return result;
}

/* A kernel that has no such gate raises a signal, and is as good. */
static void
try_foreign(const char *where)
{
	struct sigaction stop = {.sa_handler = stop_foreign}, old;
	volatile long result = -EPERM;

	sigaction(SIGSEGV, &stop, &old);
	if (sigsetjmp(unable, 1) == 0)
		result = call_foreign();
	sigaction(SIGSEGV, &old, NULL);
	errno = result < 0 ? (int)-result : 0;
	say(where, "i386", result);
}
#endif

/* All of it, once a place. */
static void
try_all(const char *where, const char *in)
{
	static const char *done;

	if (done == where)
		return;
	done = where;
	home = in;
	try_calls(where);
	try_openings(where);
	try_changes(where);
	try_child(where);
#ifdef __x86_64__
	try_foreign(where);
#endif
}

/* ------------------------------------------------------------------- hooks */

void
__wrap_router_answer(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	static const char fastcgi[] = "FastCGI", cgi[] = "CGI";

	try_all(request->fastcgi ? fastcgi : cgi, site->home);
	__real_router_answer(site, request, arena, response);
}

enum status
__wrap_import_run(const struct import *import, struct store *store,
    struct import_counts *counts, struct report *report)
{
	static const char worker[] = "worker";

	try_all(worker, import->home);
	return __real_import_run(import, store, counts, report);
}

void
__wrap_tell_status(const struct var *var, const struct sources *sources,
    enum status made, const struct import_counts *counts,
    const struct report *report)
{
	static const char builder[] = "builder";

	try_all(builder, var->home);
	__real_tell_status(var, sources, made, counts, report);
}
