/* SPDX-License-Identifier: ISC */
/*
 * 10-inspect.c - which bytes are a request of FastCGI that may be read: each
 * part of one is "more", the whole is whole, and what lies is broken.
 */
#include <stdlib.h>
#include <string.h>

#include "http/inspect.h"
#include "tap.h"

#define BEGIN           "\1\1\0\1\0\x08\0\0\0\1\0\0\0\0\0\0"
#define END             "\1\4\0\1\0\0\0\0"
#define LENGTH(literal) (sizeof(literal) - 1)

/* In memory of that very size, so that a sanitizer sees its end. */
static enum inspection
inspect(const char *bytes, size_t len)
{
	unsigned char *copy = malloc(len + 1);
	enum inspection found;

	memcpy(copy, bytes, len);
	copy = realloc(copy, len > 0 ? len : 1);
	found = inspect_bytes(copy, len);
	free(copy);
	return found;
}

static void
check(const char *bytes, size_t len, enum inspection want, const char *what)
{
	is_int(inspect(bytes, len), want, "%s", what);
}

#define CHECK(bytes, want, what) check(bytes, LENGTH(bytes), want, what)

static void
test_whole(void)
{
	static const char whole[] = BEGIN "\1\4\0\1\0\5\3\0\1\2ABCxxx"
					  "\1\4\0\1\0\4\0\0\2\0DE" END;
	int wrong = 0;

	CHECK(whole, INSPECT_WHOLE, "a request");
	for (size_t len = 0; len < LENGTH(whole); len++)
		wrong += inspect(whole, len) != INSPECT_MORE;
	is_int(wrong, 0, "each part of it is more");
	CHECK(BEGIN END, INSPECT_WHOLE, "one without parameters");
	CHECK(BEGIN "\1\4\0\1\0\0\2\0a", INSPECT_MORE,
	    "one whose end is there in part");
	CHECK(BEGIN "\1\4\0\1\0\0\2\0ab", INSPECT_WHOLE, "and in whole");
	CHECK(
	    BEGIN END "\2junk", INSPECT_WHOLE, "what is behind does not count");
	CHECK(BEGIN "\1\4\0\1\0\1\0\0\1\1\4\0\1\0\3\0\0\1AB" END, INSPECT_WHOLE,
	    "a pair in two records");
	CHECK(BEGIN "\1\4\0\1\0\x0a\0\0\x80\0\0\1\x80\0\0\1AB" END,
	    INSPECT_WHOLE, "lengths of four bytes");
	CHECK("\1\x09\0\0\0\x03\0\0\1\0A" BEGIN END, INSPECT_WHOLE,
	    "FCGI_GET_VALUES before it");
	CHECK(BEGIN "\1\1\0\2\0\x08\0\0\0\1\0\0\0\0\0\0"
		    "\1\4\0\2\0\1\0\0\x7f" END,
	    INSPECT_WHOLE, "another request among it, which is refused");
}

static void
test_broken(void)
{
	CHECK("\2", INSPECT_BROKEN, "another version");
	CHECK("GET / HTTP/1.0", INSPECT_BROKEN, "another protocol");
	CHECK(END, INSPECT_BROKEN, "an end without a beginning");
	CHECK("\1\1\0\1\0\4\0\0\0\1\0\0", INSPECT_BROKEN,
	    "a beginning of another length");
	CHECK(BEGIN "\1\5\0\1\0\0\0\0", INSPECT_BROKEN,
	    "input before the parameters end");
	CHECK(BEGIN "\1\2\0\1\0\0\0\0", INSPECT_BROKEN, "an abort");
	CHECK("\1\x63\0\0\0\0\0\0" BEGIN END, INSPECT_BROKEN,
	    "management of an unknown kind");
	CHECK(BEGIN "\1\x63\0\0\0\0\0\0" END, INSPECT_BROKEN,
	    "also in the midst");
	CHECK("\1\x09\0\0\0\x03\0\0\1\4A" BEGIN END, INSPECT_BROKEN,
	    "FCGI_GET_VALUES with a false length");
	CHECK(BEGIN "\1\4\0\1\0\4\0\0\1\2AB" END, INSPECT_BROKEN,
	    "a value that is shorter than it says");
	CHECK(BEGIN "\1\4\0\1\0\1\0\0\1" END, INSPECT_BROKEN,
	    "a length without the other");
	CHECK(BEGIN "\1\4\0\1\0\2\0\0\x80\0" END, INSPECT_BROKEN,
	    "half a length");
	CHECK(BEGIN "\1\4\0\1\0\x0a\0\0\xff\xff\xff\xff\xff\xff\xff"
		    "\xff"
		    "AB" END,
	    INSPECT_BROKEN, "lengths that no memory has");
}

int
main(void)
{
	test_whole();
	test_broken();
	return tap_done();
}
