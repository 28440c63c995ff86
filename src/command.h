/* SPDX-License-Identifier: ISC */
/*
 * command.h - the command line: `faq.cgi [-C HOME] COMMAND …`, by a table.
 * Knows no HTTP.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include "base/base.h"

enum {
	EXIT_FINE = 0,
	EXIT_DATA = 1, /* the owner's files are wrong, or cannot be used */
	EXIT_USAGE = 2
};

/*
 * Runs the command that argv names; home serves where it has no -C. Writes
 * results to standard output and what is wrong to standard error. Returns the
 * exit status.
 */
int command_run(int argc, char **argv, const char *home);

#endif
