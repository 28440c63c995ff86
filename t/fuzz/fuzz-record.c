/* SPDX-License-Identifier: ISC */
/*
 * fuzz-record.c - libFuzzer: any bytes as a request of FastCGI. What is found
 * of the whole must agree with what is found of each part of it, and of its
 * input with what is found byte by byte.
 */
#include <stdlib.h>
#include <string.h>

#include "http/inspect.h"

#include "fuzz.h"

const char fuzz_corpus[] = "t/fuzz/corpus-record";

/* In memory of that very size. */
static enum inspection
inspect(const uint8_t *data, size_t size, struct inspected *request)
{
	uint8_t *copy = malloc(size > 0 ? size : 1);
	enum inspection found;

	if (copy == NULL)
		abort();
	if (size > 0)
		memcpy(copy, data, size);
	found = inspect_bytes(copy, size, request);
	free(copy);
	if ((found == INSPECT_WHOLE) != (request->id > 0) ||
	    request->len > size || request->params.len > size)
		abort();
	return found;
}

/* Each variable has a name, or none, and a value. */
static void
check_variables(const struct inspected *request)
{
	struct arena arena = {0};
	char **variables = inspect_variables(request, &arena);
	size_t sum = 0;

	if (variables == NULL || strcmp(*variables, "FCGI_ROLE=RESPONDER") != 0)
		abort();
	while (*++variables != NULL)
		sum += strlen(*variables);
	if (sum > request->params.len)
		abort();
	arena_free(&arena);
}

/* The input is the same in one piece and byte by byte. */
static void
check_input(struct inspected *request, const uint8_t *data, size_t size)
{
	struct inspected bytewise = {.id = request->id};
	size_t len = inspect_input(request, data, size), at = 0;

	while (at < size && inspect_input(&bytewise, data + at, 1) == 1)
		at++;
	if (at != len || bytewise.input.ended != request->input.ended ||
	    bytewise.input.broken != request->input.broken ||
	    (len < size && !request->input.ended && !request->input.broken))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct inspected request = {0};
	enum inspection found, before = INSPECT_MORE;
	size_t len;

	if (size > 512)
		return 0;
	for (len = 0; len <= size; len++) {
		found = inspect(data, len, &request);
		/* What was decided stays so, whatever follows. */
		if (before != INSPECT_MORE && found != before)
			abort();
		before = found;
	}
	if (found == INSPECT_WHOLE) {
		check_variables(&request);
		check_input(&request, data + request.len, size - request.len);
	}
	inspect_free(&request);
	return 0;
}
