/* SPDX-License-Identifier: ISC */
/*
 * fuzz-conf.c - libFuzzer: any bytes as a faq.conf. What is in force afterwards
 * may stand in a page, and each line that is not is told. With clang, as
 * replay.c says, but with src/faq/config.c, all C files of src/base and
 * -lsqlite3.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "faq/config.h"

#include "fuzz.h"

const char fuzz_corpus[] = "t/fuzz/corpus-conf";

/* A file in memory, as a file on a disk takes longer than all the rest. */
static const char *
write_file(const uint8_t *data, size_t size)
{
	static char path[40];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("faq.conf", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	if (ftruncate(fd, 0) != 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
	return path;
}

static void
check_value(const char *value)
{
	if (value == NULL ||
	    text_xml_error(value, strlen(value)) != strlen(value))
		abort();
}

/* What becomes a link without escaping. */
static void
check_address(const char *value)
{
	check_value(value);
	if (strpbrk(value, " \"<>\n") != NULL ||
	    strncmp(value, "javascript:", 11) == 0)
		abort();
}

/* The lines of a key that may be repeated: words, then an address. */
static void
check_lines(const char *lines, struct arena *arena)
{
	const char *label, *address;

	check_value(lines);
	while (config_next_line(&lines, arena, &label, &address)) {
		check_value(label);
		check_address(address);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct report report = {0};
	struct config config;
	enum status status;

	status = config_read(
	    &config, &arena, write_file(data, size), "faq.conf", &report);
	if (status != ST_OK && status != ST_INVALID)
		abort();
	if ((status == ST_INVALID) != (report.errors > 0))
		abort();
	check_address(config.base_url);
	check_address(config.contact_url);
	check_address(config.site_url);
	check_value(config.footer);
	check_value(config.site_name);
	check_value(config.accent);
	check_value(config.language);
	check_value(config.csp_hosts);
	check_value(config.frame_ancestors);
	check_lines(config.nav, &arena);
	check_lines(config.translations, &arena);
	arena_free(&arena);
	report_free(&report);
	return 0;
}
