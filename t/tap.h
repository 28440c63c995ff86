/* SPDX-License-Identifier: ISC */
/*
 * tap.h - the whole test library of the C tests: TAP 12 on standard output.
 * Include it in one .c file; end main with `return tap_done();`.
 */
#ifndef TAP_H
#define TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tap_run, tap_failed;

/* One test. Prints file and line where it fails. Returns ok. */
#define ok(...) tap_ok(__FILE__, __LINE__, __VA_ARGS__)
/* Compares two strings (NULL allowed) and shows both where they differ. */
#define is(got, want, ...) tap_is(__FILE__, __LINE__, got, want, __VA_ARGS__)
/* Compares two integers likewise. */
#define is_int(got, want, ...) \
	tap_is_int(__FILE__, __LINE__, got, want, __VA_ARGS__)

__attribute__((format(printf, 4, 0))) static bool
tap_vok(const char *file, int line, bool good, const char *name, va_list ap)
{
	printf("%sok %d - ", good ? "" : "not ", ++tap_run);
	vprintf(name, ap);
	putchar('\n');
	if (!good) {
		tap_failed++;
		printf("#   failed at %s line %d\n", file, line);
	}
	fflush(stdout);
	return good;
}

__attribute__((format(printf, 4, 5), unused)) static bool
tap_ok(const char *file, int line, bool good, const char *name, ...)
{
	va_list ap;

	va_start(ap, name);
	tap_vok(file, line, good, name, ap);
	va_end(ap);
	return good;
}

__attribute__((format(printf, 5, 6), unused)) static bool
tap_is(const char *file, int line, const char *got, const char *want,
    const char *name, ...)
{
	bool good = got && want ? strcmp(got, want) == 0 : got == want;
	va_list ap;

	va_start(ap, name);
	tap_vok(file, line, good, name, ap);
	va_end(ap);
	if (!good)
		printf("#   got:  %s\n#   want: %s\n", got ? got : "(NULL)",
		    want ? want : "(NULL)");
	return good;
}

__attribute__((format(printf, 5, 6), unused)) static bool
tap_is_int(const char *file, int line, long long got, long long want,
    const char *name, ...)
{
	va_list ap;

	va_start(ap, name);
	tap_vok(file, line, got == want, name, ap);
	va_end(ap);
	if (got != want)
		printf("#   got:  %lld\n#   want: %lld\n", got, want);
	return got == want;
}

/* Makes a folder of the test's own, which removes it. Returns whether it did.
 */
__attribute__((unused)) static bool
tap_folder(char *path, size_t size)
{
	const char *parent = getenv("TMPDIR");

	snprintf(path, size, "%s/faq-test-XXXXXX",
	    parent != NULL && *parent != '\0' ? parent : "/tmp");
	return mkdtemp(path) != NULL;
}

/* Removes a folder of tap_folder, as a test. */
__attribute__((unused)) static void
tap_remove(const char *path)
{
	char command[300];

	snprintf(command, sizeof(command), "rm -rf '%s'", path);
	ok(system(command) == 0, "the home is removed");
}

/* Prints the plan. Returns main's exit status. */
static int
tap_done(void)
{
	printf("1..%d\n", tap_run);
	return tap_failed != 0;
}

#endif
