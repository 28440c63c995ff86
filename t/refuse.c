/* SPDX-License-Identifier: ISC */
/*
 * refuse.c - runs a program on a host that refuses protections:
 *
 *   refuse [landlock] [seccomp] -- PROGRAM [ARGUMENT ...]
 *
 * Landlock is not there (ENOSYS, an old kernel), seccomp is forbidden (EPERM,
 * as within some containers).
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct sock_filter code[20];
static unsigned short len;

static void
put(int operation, uint8_t yes, uint8_t no, uint32_t value)
{
	code[len++] = (struct sock_filter){(uint16_t)operation, yes, no, value};
}

/* The call's number is loaded. */
static void
refuse(long number, uint32_t error)
{
	put(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, (uint32_t)number);
	put(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | error);
}

int
main(int argc, char **argv)
{
	struct sock_fprog filter = {.filter = code};
	int i = 1;

	(void)argc;
	put(BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr));
	for (; argv[i] != NULL && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "landlock") == 0)
			refuse(SYS_landlock_create_ruleset, ENOSYS);
		else
			refuse(SYS_seccomp, EPERM);
	put(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
	filter.len = len;
	if (argv[i] == NULL || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
		perror("refuse");
		return 2;
	}
	execv(argv[i + 1], argv + i + 1);
	perror(argv[i + 1]);
	return 2;
}
