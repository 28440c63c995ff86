/* SPDX-License-Identifier: ISC */
/*
 * fuzz-picture.c - libFuzzer: any bytes as a picture. Its size is one that a
 * page can have, found by few reads, none beyond the picture's end. With clang,
 * as replay.c says, but with src/faq/picture.c.
 */
#include <stdlib.h>
#include <string.h>

#include "faq/picture.h"

#include "fuzz.h"

const char fuzz_corpus[] = "t/fuzz/corpus-picture";

enum { READS_MAX = 2000 };

struct input {
	const uint8_t *bytes;
	size_t size;
	int reads;
};

static bool
read_input(void *data, uint64_t place, unsigned char *bytes, size_t len)
{
	struct input *input = data;

	if (len > 32 || ++input->reads > READS_MAX)
		abort();
	if (place > input->size || input->size - place < len)
		return false;
	memcpy(bytes, input->bytes + place, len);
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size, 0};
	struct picture picture;
	bool found = picture_measure(&picture, read_input, &input);

	if (found != (picture.width > 0) || found != (picture.height > 0) ||
	    picture.width > PICTURE_MAX || picture.height > PICTURE_MAX ||
	    picture.width < 0 || picture.height < 0)
		abort();
	return 0;
}
