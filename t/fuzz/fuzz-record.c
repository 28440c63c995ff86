/* SPDX-License-Identifier: ISC */
/*
 * fuzz-record.c - libFuzzer: any bytes as a request of FastCGI. What is found
 * of the whole must agree with what is found of each part of it. With clang, as
 * replay.c says, but with src/http/inspect.c, src/http/watchdog.c and all C
 * files of src/base.
 */
#include <stdlib.h>
#include <string.h>

#include "http/inspect.h"

#include "fuzz.h"

const char fuzz_corpus[] = "t/fuzz/corpus-record";

/* In memory of that very size. */
static enum inspection
inspect(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size > 0 ? size : 1);
	enum inspection found;

	if (copy == NULL)
		abort();
	if (size > 0)
		memcpy(copy, data, size);
	found = inspect_bytes(copy, size);
	free(copy);
	return found;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum inspection found, before = INSPECT_MORE;
	size_t len;

	if (size > 2048)
		return 0;
	for (len = 0; len <= size; len++) {
		found = inspect(data, len);
		/* What was decided stays so, whatever follows. */
		if ((before == INSPECT_BROKEN || before == INSPECT_WHOLE) &&
		    found != before)
			abort();
		/* A whole head stays good. */
		if ((before == INSPECT_OPEN || before == INSPECT_HEAD) &&
		    (found == INSPECT_MORE || found == INSPECT_BROKEN))
			abort();
		before = found;
	}
	return 0;
}
