/* SPDX-License-Identifier: ISC */
/*
 * 10-inspect.c - which bytes are a request of FastCGI that may be read: each
 * part of its head is "more", what lies is broken, and of the input only an
 * empty one is read.
 */
#include <stdlib.h>
#include <string.h>

#include "http/inspect.h"
#include "tap.h"

#define BEGIN           "\1\1\0\1\0\x08\0\0\0\1\0\0\0\0\0\0"
#define KEPT            "\1\1\0\1\0\x08\0\0\0\1\1\0\0\0\0\0"
#define EMPTY           "\1\5\0\1\0\0\0\0" /* the end of an input */
#define OTHER           "\1\1\0\2\0\x08\0\0\0\1\0\0\0\0\0\0"
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

	CHECK(whole, INSPECT_HEAD, "a request");
	for (size_t len = 0; len < LENGTH(whole); len++)
		wrong += inspect(whole, len) != INSPECT_MORE;
	is_int(wrong, 0, "each part of it is more");
	CHECK(BEGIN END, INSPECT_HEAD, "one without parameters");
	CHECK(BEGIN "\1\4\0\1\0\0\2\0a", INSPECT_MORE,
	    "one whose end is there in part");
	CHECK(BEGIN "\1\4\0\1\0\0\2\0ab", INSPECT_HEAD, "and in whole");
	CHECK(
	    BEGIN END "\2junk", INSPECT_HEAD, "what is behind does not count");
	CHECK(BEGIN "\1\4\0\1\0\1\0\0\1\1\4\0\1\0\3\0\0\1AB" END, INSPECT_HEAD,
	    "a pair in two records");
	CHECK(BEGIN "\1\4\0\1\0\x0a\0\0\x80\0\0\1\x80\0\0\1AB" END,
	    INSPECT_HEAD, "lengths of four bytes");
	CHECK("\1\x09\0\0\0\x03\0\0\1\0A" BEGIN END, INSPECT_HEAD,
	    "FCGI_GET_VALUES before it");
	CHECK(BEGIN "\1\1\0\2\0\x08\0\0\0\1\0\0\0\0\0\0"
		    "\1\4\0\2\0\1\0\0\x7f" END,
	    INSPECT_HEAD, "another request among it, which is refused");
}

/* The head's end is HEAD: what follows decides whether the input is read. */
static void
test_input(void)
{
	static const char whole[] = KEPT END EMPTY;
	int wrong = 0;

	CHECK(whole, INSPECT_WHOLE, "one to be kept, with its empty input");
	for (size_t len = LENGTH(KEPT END); len < LENGTH(whole); len++)
		wrong += inspect(whole, len) != INSPECT_OPEN;
	is_int(wrong, 0, "of which each part may become that");
	CHECK(BEGIN END EMPTY, INSPECT_WHOLE, "one not to be kept");
	CHECK(KEPT END EMPTY KEPT, INSPECT_WHOLE, "the next one behind it");
	CHECK(KEPT END OTHER EMPTY, INSPECT_WHOLE, "another one in its input");
	CHECK(KEPT END "\1\x09\0\0\0\3\0\0\1\0A" EMPTY, INSPECT_WHOLE,
	    "FCGI_GET_VALUES there");
	CHECK(KEPT END "\1\x09\0\0\0\3\0\0\1\4A" EMPTY, INSPECT_HEAD,
	    "one that lies");
	CHECK(KEPT END "\1\x63\0\0\0\0\0\0" EMPTY, INSPECT_HEAD,
	    "management of an unknown kind");
	CHECK(KEPT END "\1\5\0\1\0\1\0\0x" EMPTY, INSPECT_HEAD,
	    "a body that was not announced");
	CHECK(KEPT END "\1\2\0\1\0\0\0\0" EMPTY, INSPECT_HEAD, "an abort");
	CHECK(KEPT END "\2", INSPECT_HEAD, "another version");
	CHECK(KEPT "\1\4\0\1\0\x11\0\0\x0e\1CONTENT_LENGTH2" END EMPTY,
	    INSPECT_HEAD, "a body that is announced");
	CHECK(KEPT "\1\4\0\1\0\x12\0\0\x0e\2CONTENT_LENGTH00" END EMPTY,
	    INSPECT_HEAD, "also in an odd way");
	CHECK(KEPT
	    "\1\4\0\1\0\x1f\0\0\x16\7HTTP_TRANSFER_ENCODINGchunked" END EMPTY,
	    INSPECT_HEAD, "or without a length");
	CHECK(KEPT "\1\4\0\1\0\x11\0\0\x0e\1CONTENT_LENGTH0" END, INSPECT_OPEN,
	    "none by its length");
	CHECK(KEPT "\1\4\0\1\0\x10\0\0\x0e\0CONTENT_LENGTH" END, INSPECT_OPEN,
	    "an empty length");
	CHECK("\1\1\0\1\0\x08\0\0\0\2\1\0\0\0\0\0" END, INSPECT_HEAD,
	    "an Authorizer, which has no input");
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
	CHECK("\1\x09\0\0\0\x09\0\0\1\0A\1\0A\1\0A" BEGIN END, INSPECT_HEAD,
	    "with three names");
	CHECK("\1\x09\0\0\0\x0c\0\0\1\0A\1\0A\1\0A\1\0A" BEGIN END,
	    INSPECT_BROKEN, "with four");
	CHECK("\1\x09\0\0\0\x04\0\0\2\0A\0" BEGIN END, INSPECT_BROKEN,
	    "with a NUL in one");
	CHECK(BEGIN OTHER OTHER OTHER OTHER OTHER OTHER OTHER OTHER END,
	    INSPECT_HEAD, "eight others");
	CHECK(BEGIN OTHER OTHER OTHER OTHER OTHER OTHER OTHER OTHER OTHER END,
	    INSPECT_BROKEN, "are enough");
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
	test_input();
	test_broken();
	return tap_done();
}
