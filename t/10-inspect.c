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

/* What was found last. */
static struct inspected request;

/* In memory of that very size, so that a sanitizer sees its end. */
static enum inspection
inspect(const char *bytes, size_t len)
{
	unsigned char *copy = malloc(len + 1);
	enum inspection found;

	memcpy(copy, bytes, len);
	copy = realloc(copy, len > 0 ? len : 1);
	inspect_free(&request);
	found = inspect_bytes(copy, len, &request);
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
	CHECK("\1\1\0\1\0\x08\0\0\0\4\0\0\0\0\0\0", INSPECT_BROKEN,
	    "a role that there is not");
	CHECK("\1\1\0\1\0\x08\0\0\0\0\0\0\0\0\0\0", INSPECT_BROKEN,
	    "nor this one");
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

static void
test_variables(void)
{
	struct arena arena = {0};
	char **variables;

	CHECK("\1\1\1\2\0\x08\0\0\0\3\1\0\0\0\0\0"
	      "\1\4\1\2\0\x0c\1\0\1\2ABC\0\0\2\0D\0\2p"
	      "\1\4\1\2\0\3\0\0\0FG\1\4\1\2\0\0\0\0\1\5",
	    INSPECT_WHOLE, "a request of all sorts");
	is_int((int)request.id, 258, "its id");
	is_int((int)request.role, FCGI_FILTER, "its role");
	ok(request.keep, "its flag");
	is_int(
	    (int)request.len, 16 + 21 + 11 + 8, "and the length of its head");
	variables = inspect_variables(&request, &arena);
	is(variables[0], "FCGI_ROLE=RESPONDER", "the role is a variable");
	is(variables[1], "A=BC", "so is a pair");
	is(variables[2], "=", "one that has nothing");
	is(variables[3], "D", "one whose name a NUL ends, so it has no value");
	is(variables[4], "FG=", "one in two records");
	arena_free(&arena);
	CHECK(BEGIN END, INSPECT_WHOLE, "a request without any");
	ok(!request.keep, "without the flag");
	variables = inspect_variables(&request, &arena);
	ok(variables[0] != NULL && variables[1] == NULL, "has none");
	arena_free(&arena);
}

#define REPLIES(want, what)                                            \
	ok(request.replies.len == LENGTH(want) &&                      \
		memcmp(request.replies.data, want, LENGTH(want)) == 0, \
	    "%s", what)

static void
test_replies(void)
{
	char many[17 * 200 + LENGTH(BEGIN END)];
	size_t len = 0;

	CHECK("\1\x09\0\0\0\x20\0\0\x0f\0FCGI_MPXS_CONNS\x0d\0FCGI_MAX_REQS"
	      "\1\x09\0\0\0\x10\0\0\x0e\0FCGI_MAX_CONNS" BEGIN END,
	    INSPECT_WHOLE, "questions");
	is_int((int)request.replies.len, 2 * 8 + 18 + 16 + 17,
	    "are answered, each");
	CHECK("\1\x09\0\0\0\x25\0\0\x0f\0FCGI_MPXS_CONNS\1\0X"
	      "\x0f\0FCGI_MPXS_CONNS" BEGIN END,
	    INSPECT_WHOLE, "one that comes twice, and one that is none");
	is_int((int)request.replies.len, 8 + 18, "is answered once");
	REPLIES("\1\x0a\0\0\0\x12\0\0\x0f\1FCGI_MPXS_CONNS0", "as it should");
	CHECK(BEGIN "\1\1\1\2\0\x08\0\0\0\1\0\0\0\0\0\0"
		    "\1\2\1\2\0\0\0\0" END,
	    INSPECT_WHOLE, "another request in it");
	REPLIES("\1\3\1\2\0\x08\0\0\0\0\0\0\1\0\0\0", "is refused");
	memcpy(many, BEGIN, LENGTH(BEGIN));
	for (len = LENGTH(BEGIN); len + 16 + 8 <= sizeof(many); len += 16)
		memcpy(many + len, "\1\1\0\2\0\x08\0\0\0\1\0\0\0\0\0\0", 16);
	memcpy(many + len, END, 8);
	check(many, len + 8, INSPECT_BROKEN, "many others are too many");
	memcpy(many + LENGTH(BEGIN) + 16 * 60, END, 8);
	check(
	    many, LENGTH(BEGIN) + 16 * 60 + 8, INSPECT_WHOLE, "sixty are not");
}

/* Reads the input in pieces of some bytes; gives how many belonged to it. */
static int
read_input(const char *bytes, size_t len, size_t piece)
{
	size_t at = 0, n, read;

	inspect(BEGIN END, LENGTH(BEGIN END));
	for (; at < len; at += read) {
		n = len - at < piece ? len - at : piece;
		read = inspect_input(
		    &request, (const unsigned char *)bytes + at, n);
		if (read < n)
			return (int)(at + read);
	}
	return (int)at;
}

static void
test_input(void)
{
	static const struct {
		const char *bytes;
		size_t len;
		int belong;
		bool ended, broken;
		const char *what;
	} list[] = {
#define INPUT(bytes, more, ended, broken, what) \
	{bytes more, LENGTH(bytes more), LENGTH(bytes), ended, broken, what}
	    INPUT("", "", false, false, "no input"),
	    INPUT("\1\5\0\1", "", false, false, "half a header"),
	    INPUT("\1\5\0\1\0\0\0\0", "", true, false, "its end"),
	    INPUT("\1\5\0\1\0\0\0\0", BEGIN, true, false,
		"the next request is left"),
	    INPUT(
		"\1\5\0\1\0\0\2\0ab", "\1", true, false, "an end with padding"),
	    INPUT("\1\5\0\1\0\0\2\0a", "", false, false, "half of that"),
	    INPUT("\1\5\0\1\0\x08\1\0" END "x\1\5\0\1\0\0\0\0", "", true, false,
		"what looks like records"),
	    INPUT("\1\5\0\2\0\0\0\0", "", false, false, "the end of another's"),
	    INPUT("\1\x09\0\0\0\x04\0\0\xff\xff\xff\xff"
		  "\1\5\0\1\0\0\0\0",
		"", true, false, "management with a false length"),
	    INPUT("\2\5\0\1\0\0\0\0", "a", false, true, "another version"),
	    INPUT("\1\2\0\1\0\0\0\0", "a", false, true, "an abort"),
	    INPUT("\1\4\0\1\0\1\0\0", "a", false, true, "parameters"),
	};

	for (size_t i = 0; i < COUNT(list); i++)
		for (size_t piece = 1; piece < 40; piece += 3) {
			is_int(read_input(list[i].bytes, list[i].len, piece),
			    list[i].belong, "input: %s", list[i].what);
			ok(request.input.ended == list[i].ended &&
				request.input.broken == list[i].broken,
			    "in pieces of %zu", piece);
		}
}

int
main(void)
{
	test_whole();
	test_broken();
	test_variables();
	test_replies();
	test_input();
	inspect_free(&request);
	return tap_done();
}
