/* SPDX-License-Identifier: ISC */
/*
 * calls.c - the table of calls, and the filter made of it. See calls.h.
 *
 * Written as instructions of our own rather than with libseccomp, which takes
 * longer to make its filter than the kernel takes to load it.
 */
#include "http/calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/base.h"

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#else
#define MACHINE 0
#endif

/* What a call's arguments have to be. */
enum condition {
	ANY,
	FORKS,    /* a child, and neither a thread nor a namespace */
	ZERO,     /* of descriptor 0, or about this process */
	NO_CODE,  /* memory that is not run */
	NO_OWNER, /* fcntl, but nothing that lets signals be sent */
	OWN,      /* prctl, what it asks of or forbids itself */
	MODES,    /* fchmod, as files and folders of var/ have it */
	ABORTS,   /* the signal of abort(), and no other */
	NARROWS,  /* seccomp, with no descriptor that watches others */
	AT_ONCE   /* setsockopt, TCP_NODELAY */
};

/* A way to fulfil it: this argument, of which these bits count, is that. */
struct way {
	uint32_t argument, bits, value;
};

enum { WAYS = 4, ALL_BITS = -1 };

static const struct {
	size_t count;
	struct way ways[WAYS];
} conditions[] = {
    [FORKS] = {1,
	{{0, ~(uint32_t)(CSIGNAL | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID),
	    0}}},
    [ZERO] = {1, {{0, (uint32_t)ALL_BITS, 0}}},
    [NO_CODE] = {1, {{2, PROT_EXEC, 0}}},
    [NO_OWNER] = {2, {{1, ~(uint32_t)7, 0}, /* up to F_SETLKW */
			 {1, (uint32_t)ALL_BITS, F_DUPFD_CLOEXEC}}},
    [OWN] = {4, {{0, (uint32_t)ALL_BITS, PR_SET_PDEATHSIG},
		    {0, (uint32_t)ALL_BITS, PR_SET_NO_NEW_PRIVS},
		    {0, (uint32_t)ALL_BITS, PR_GET_NO_NEW_PRIVS},
		    {0, (uint32_t)ALL_BITS, PR_GET_SECCOMP}}},
    [MODES] = {2,
	{{1, (uint32_t)ALL_BITS, 0644}, {1, (uint32_t)ALL_BITS, 0755}}},
    [ABORTS] = {1, {{2, (uint32_t)ALL_BITS, SIGABRT}}},
    [NARROWS] = {1, {{1, ~(uint32_t)SECCOMP_FILTER_FLAG_SPEC_ALLOW, 0}}},
    [AT_ONCE] = {1, {{2, (uint32_t)ALL_BITS, TCP_NODELAY}}},
};

/* A call, and the narrowest cage that has it. */
struct call {
	uint32_t number;
	enum cage_for narrowest;
	enum condition condition;
};

/*
 * Beside what our libraries call today there is what they may call where the
 * kernel or the C library is another: a clock without its page in memory,
 * stat by its newer names. Paths are the cage's other half's matter, so by
 * path there is nothing that Landlock does not judge, such as chmod.
 */
static const struct call calls[] = {
    /* the process itself */
    {__NR_brk, CAGE_WORKER, ANY},
    {__NR_clock_getres, CAGE_WORKER, ANY},
    {__NR_clock_gettime, CAGE_WORKER, ANY},
    {__NR_clock_nanosleep, CAGE_WORKER, ANY},
    {__NR_clone, CAGE_BUILDER, FORKS},
    {__NR_exit, CAGE_WORKER, ANY},
    {__NR_exit_group, CAGE_WORKER, ANY},
    {__NR_futex, CAGE_WORKER, ANY},
    {__NR_getegid, CAGE_WORKER, ANY},
    {__NR_geteuid, CAGE_WORKER, ANY},
    {__NR_getgid, CAGE_WORKER, ANY},
    {__NR_getpid, CAGE_WORKER, ANY},
    {__NR_getppid, CAGE_WORKER, ANY},
    {__NR_getrandom, CAGE_WORKER, ANY},
    {__NR_gettid, CAGE_WORKER, ANY},
    {__NR_gettimeofday, CAGE_WORKER, ANY},
    {__NR_getuid, CAGE_WORKER, ANY},
    {__NR_madvise, CAGE_WORKER, ANY},
    {__NR_mmap, CAGE_WORKER, NO_CODE},
    {__NR_mprotect, CAGE_WORKER, NO_CODE},
    {__NR_mremap, CAGE_WORKER, ANY},
    {__NR_munmap, CAGE_WORKER, ANY},
    {__NR_nanosleep, CAGE_WORKER, ANY},
    {__NR_prctl, CAGE_WORKER, OWN},
    {__NR_prlimit64, CAGE_WORKER, ZERO},
    {__NR_restart_syscall, CAGE_WORKER, ANY},
    {__NR_rseq, CAGE_WORKER, ANY},
    {__NR_rt_sigaction, CAGE_WORKER, ANY},
    {__NR_rt_sigpending, CAGE_FASTCGI, ANY},
    {__NR_rt_sigprocmask, CAGE_WORKER, ANY},
    {__NR_rt_sigreturn, CAGE_WORKER, ANY},
    {__NR_sched_getaffinity, CAGE_WORKER, ANY},
    {__NR_sched_yield, CAGE_WORKER, ANY},
    {__NR_set_robust_list, CAGE_WORKER, ANY},
    {__NR_setitimer, CAGE_BUILDER, ANY},
    {__NR_setsid, CAGE_CGI, ANY},
    {__NR_sysinfo, CAGE_WORKER, ANY},
    {__NR_tgkill, CAGE_WORKER, ABORTS},
    {__NR_umask, CAGE_WORKER, ANY},
    {__NR_wait4, CAGE_BUILDER, ANY},
    /* narrower cages */
    {__NR_landlock_add_rule, CAGE_BUILDER, ANY},
    {__NR_landlock_create_ruleset, CAGE_BUILDER, ANY},
    {__NR_landlock_restrict_self, CAGE_BUILDER, ANY},
    {__NR_seccomp, CAGE_BUILDER, NARROWS},
    /* files */
    {__NR_close, CAGE_WORKER, ANY},
    {__NR_close_range, CAGE_CGI, ANY},
    {__NR_dup, CAGE_CGI, ANY},
    {__NR_dup3, CAGE_CGI, ANY},
    {__NR_faccessat, CAGE_WORKER, ANY},
    {__NR_faccessat2, CAGE_WORKER, ANY},
    {__NR_fchmod, CAGE_WORKER, MODES},
    {__NR_fchown, CAGE_WORKER, ANY},
    {__NR_fcntl, CAGE_WORKER, NO_OWNER},
    {__NR_fdatasync, CAGE_WORKER, ANY},
    {__NR_flock, CAGE_WORKER, ANY},
    {__NR_fstat, CAGE_WORKER, ANY},
    {__NR_fsync, CAGE_WORKER, ANY},
    {__NR_ftruncate, CAGE_WORKER, ANY},
    {__NR_getcwd, CAGE_WORKER, ANY},
    {__NR_getdents64, CAGE_WORKER, ANY},
    {__NR_inotify_add_watch, CAGE_FASTCGI, ANY},
    {__NR_inotify_init1, CAGE_FASTCGI, ANY},
    {__NR_lseek, CAGE_WORKER, ANY},
    {__NR_memfd_create, CAGE_CGI, ANY},
    {__NR_mkdirat, CAGE_BUILDER, ANY},
    {__NR_newfstatat, CAGE_WORKER, ANY},
    {__NR_openat, CAGE_WORKER, ANY},
    {__NR_pipe2, CAGE_CGI, ANY},
    {__NR_ppoll, CAGE_CGI, ANY},
    {__NR_pread64, CAGE_WORKER, ANY},
    {__NR_pselect6, CAGE_CGI, ANY},
    {__NR_pwrite64, CAGE_WORKER, ANY},
    {__NR_read, CAGE_WORKER, ANY},
    {__NR_readlinkat, CAGE_WORKER, ANY},
    {__NR_readv, CAGE_WORKER, ANY},
    {__NR_renameat, CAGE_WORKER, ANY},
    {__NR_renameat2, CAGE_WORKER, ANY},
    {__NR_statx, CAGE_WORKER, ANY},
    {__NR_unlinkat, CAGE_WORKER, ANY},
    {__NR_write, CAGE_WORKER, ANY},
    {__NR_writev, CAGE_WORKER, ANY},
    /* connections of the one socket that was given */
    {__NR_accept4, CAGE_FASTCGI, ZERO},
    {__NR_recvfrom, CAGE_FASTCGI, ANY},
    {__NR_setsockopt, CAGE_FASTCGI, AT_ONCE},
    {__NR_shutdown, CAGE_FASTCGI, ANY},
#ifdef __x86_64__ /* the same by older names */
    {__NR_access, CAGE_WORKER, ANY},
    {__NR_alarm, CAGE_BUILDER, ANY},
    {__NR_dup2, CAGE_CGI, ANY},
    {__NR_lstat, CAGE_WORKER, ANY},
    {__NR_mkdir, CAGE_BUILDER, ANY},
    {__NR_open, CAGE_WORKER, ANY},
    {__NR_poll, CAGE_CGI, ANY},
    {__NR_readlink, CAGE_WORKER, ANY},
    {__NR_rename, CAGE_WORKER, ANY},
    {__NR_select, CAGE_CGI, ANY},
    {__NR_stat, CAGE_WORKER, ANY},
    {__NR_time, CAGE_WORKER, ANY},
    {__NR_unlink, CAGE_WORKER, ANY},
#endif
#ifdef SANITIZED /* LeakSanitizer looks at the process from a thread */
    {__NR_clone, CAGE_CGI, ANY},
#ifdef __NR_getdents
    {__NR_getdents, CAGE_CGI, ANY},
#endif
    {__NR_kill, CAGE_CGI, ANY},
    {__NR_prctl, CAGE_CGI, ANY},
    {__NR_ptrace, CAGE_CGI, ANY},
    {__NR_sigaltstack, CAGE_WORKER, ANY},
#endif
};

/* ------------------------------------------------------------- the filter */

/*
 * What the kernel takes to load a filter grows with its length, and where it
 * can tell without arguments what the filter says it asks it about every call
 * there is. So the calls that need no argument are bits of a map, which is
 * short, and which the kernel cannot foresee.
 */
enum {
	WORD = 32,
	WORDS = 16, /* numbers below 512 */
	PLACE = 0   /* a cell of the filter's memory: the call's number */
};

struct filter {
	unsigned short len;
	struct sock_filter code[255];
};

/* Jumps of a filter count from the next instruction on. */
static void
put(struct filter *filter, int code, size_t yes, size_t no, uint32_t value)
{
	filter->code[filter->len++] = (struct sock_filter){
	    (uint16_t)code, (uint8_t)yes, (uint8_t)no, value};
}

/* Where the low half of an argument lies: both processors are little endian. */
static uint32_t
place_of(uint32_t argument)
{
	return (uint32_t)(offsetof(struct seccomp_data, args) +
			  argument * sizeof(uint64_t));
}

static void
put_allow(struct filter *filter)
{
	put(filter, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
}

static void
put_refuse(struct filter *filter)
{
	put(filter, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EPERM);
}

/* Allows the call whose number is loaded if its bit is in the map. */
static void
put_map(struct filter *filter, const uint32_t words[WORDS], size_t used)
{
	put(filter, BPF_ST, 0, 0, PLACE);
	put(filter, BPF_ALU | BPF_AND | BPF_K, 0, 0, WORD - 1);
	put(filter, BPF_MISC | BPF_TAX, 0, 0, 0);
	put(filter, BPF_LD | BPF_MEM, 0, 0, PLACE);
	put(filter, BPF_ALU | BPF_DIV | BPF_K, 0, 0, WORD);
	for (uint32_t i = 0; i < WORDS; i++) {
		if (words[i] == 0)
			continue;
		put(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 2, i);
		put(filter, BPF_LD | BPF_IMM, 0, 0, words[i]);
		/* behind the words that follow and what stands for others */
		put(filter, BPF_JMP | BPF_JA, 0, 0, (uint32_t)(3 * --used + 1));
	}
	put(filter, BPF_LD | BPF_IMM, 0, 0, 0);
	put(filter, BPF_ALU | BPF_RSH | BPF_X, 0, 0, 0);
	put(filter, BPF_JMP | BPF_JSET | BPF_K, 0, 1, 1);
	put_allow(filter);
	put(filter, BPF_LD | BPF_MEM, 0, 0, PLACE);
}

/* A call that is judged by its arguments; the number is loaded. */
static void
put_call(struct filter *filter, const struct call *call)
{
	size_t count = conditions[call->condition].count;
	const struct way *way = conditions[call->condition].ways;

	put(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 4 * count + 1, call->number);
	for (; count > 0; count--, way++) {
		put(filter, BPF_LD | BPF_W | BPF_ABS, 0, 0,
		    place_of(way->argument));
		put(filter, BPF_ALU | BPF_AND | BPF_K, 0, 0, way->bits);
		put(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, way->value);
		put_allow(filter);
	}
	put_refuse(filter);
}

/* Calls of other machines (i386 and x32, too) are refused like unknown ones. */
static void
make_filter(struct filter *filter, enum cage_for whom)
{
	uint32_t words[WORDS] = {0};
	size_t used = 0;

	for (size_t i = 0; i < COUNT(calls); i++)
		if (calls[i].narrowest >= whom && calls[i].condition == ANY) {
			uint32_t *word = &words[calls[i].number / WORD];

			used += *word == 0;
			*word |= UINT32_C(1) << calls[i].number % WORD;
		}
	filter->len = 0;
	put(filter, BPF_LD | BPF_W | BPF_ABS, 0, 0,
	    offsetof(struct seccomp_data, arch));
	put(filter, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, MACHINE);
	put_refuse(filter);
	put(filter, BPF_LD | BPF_W | BPF_ABS, 0, 0,
	    offsetof(struct seccomp_data, nr));
	put_map(filter, words, used);
	for (size_t i = 0; i < COUNT(calls); i++)
		if (calls[i].narrowest >= whom && calls[i].condition != ANY)
			put_call(filter, &calls[i]);
	put_refuse(filter);
}

int
calls_filter(enum cage_for whom)
{
	struct filter filter;
	struct sock_fprog program = {.filter = filter.code};

	if (MACHINE == 0)
		return ENOSYS;
	make_filter(&filter, whom);
	program.len = filter.len;
	/* or some kernels make the process slower in all it does */
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program) == 0)
		return 0;
	return errno;
}

int
calls_probe(void)
{
	uint32_t action = SECCOMP_RET_ERRNO;

	if (MACHINE == 0)
		return ENOSYS;
	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0
		   ? 0
		   : errno;
}
