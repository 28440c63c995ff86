/* SPDX-License-Identifier: ISC */
/*
 * replay.c - runs a fuzz target over its corpus, as a test: no libFuzzer is
 * needed. With arguments, over these files instead.
 *
 * `make fuzz` looks for more, with clang.
 */
#include <dirent.h>
#include <stdlib.h>

#include "../tap.h"
#include "fuzz.h"

enum { LARGEST = 1 << 20 };

static void
replay_file(const char *path)
{
	FILE *in = fopen(path, "rb");
	uint8_t *data = malloc(LARGEST);
	size_t len = in && data ? fread(data, 1, LARGEST, in) : 0;

	/* Its exact size, so that a sanitizer sees the end. */
	data = realloc(data, len > 0 ? len : 1);
	if (data)
		LLVMFuzzerTestOneInput(data, len);
	ok(in != NULL && data != NULL, "%s: %zu bytes", path, len);
	free(data);
	if (in)
		fclose(in);
}

static void
replay_folder(const char *folder)
{
	struct dirent **entries = NULL;
	char path[4096 + 300];
	/* in an order, as one input may find what another one left */
	int count = scandir(folder, &entries, NULL, alphasort);

	if (!ok(count > 2, "%s is there", folder))
		return;
	for (int i = 0; i < count; i++) {
		snprintf(
		    path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.')
			replay_file(path);
		free(entries[i]);
	}
	free(entries);
}

int
main(int argc, char **argv)
{
	const char *top = getenv("top_srcdir");
	char folder[4096];
	int i;

	snprintf(folder, sizeof(folder), "%s/%s", top ? top : ".", fuzz_corpus);
	if (argc < 2)
		replay_folder(folder);
	for (i = 1; i < argc; i++)
		replay_file(argv[i]);
	return tap_done();
}
