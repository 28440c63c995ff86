/* SPDX-License-Identifier: ISC */
/* cache.c: what is kept, what is not, and for how long. */
#include "http/cache.h"

#include <stdlib.h>

#include "tap.h"

static const char type[] = "text/plain";

/* Puts a sealed response of that status with that body. */
static void
put(struct cache *cache, const char *key, int status, const char *body)
{
	struct response response = {.status = status, .type = type};

	buffer_string(&response.body, body);
	response_seal(&response, false);
	cache_put(cache, key, &response);
	response_free(&response);
}

/* Returns whether the key is kept, and with this body. */
static bool
holds(struct cache *cache, const char *key, const char *body)
{
	struct response response = {0};
	bool found = cache_get(cache, key, &response);

	found = found && response.status == 200 &&
		strcmp(response.body.data, body) == 0;
	response_free(&response);
	return found;
}

static void
test_get(void)
{
	struct cache *cache = cache_new();
	struct response response = {0};

	ok(!cache_get(cache, "/pain", &response), "nothing is kept yet");
	ok(response.status == 0 && response.body.data == NULL,
	    "and the response is left alone");
	put(cache, "/pain", 200, "It hurts a little.");
	ok(cache_get(cache, "/pain", &response), "now it is");
	is(response.body.data, "It hurts a little.", "its body");
	is_int(response.body.len, 18, "its length");
	is_int(response.status, 200, "its status");
	is(response.type, type, "its type");
	is_int(strlen(response.etag), 16, "its ETag");
	ok(!response.gzipped, "not compressed");
	ok(!cache_get(cache, "/pain?q=x", &response), "another key is not");
	ok(!cache_get(cache, "", &response), "nor an empty one");
	ok(!cache_get(cache, "/pai", &response), "nor a part of one");
	put(cache, "/pain", 200, "new");
	ok(holds(cache, "/pain", "new"), "a second put replaces the first");
	response_free(&response);
	cache_free(cache);
	cache_free(NULL);
}

static void
test_gzipped(void)
{
	struct response packed = {.status = 200, .type = type}, got = {0};
	struct cache *cache = cache_new();

	for (int i = 0; i < 1000; i++)
		buffer_string(&packed.body, "words ");
	response_seal(&packed, true);
	cache_put(cache, "gz", &packed);
	ok(cache_get(cache, "gz", &got) && got.gzipped,
	    "a compressed one stays so");
	ok(got.body.len == packed.body.len &&
		memcmp(got.body.data, packed.body.data, got.body.len) == 0,
	    "byte by byte, NUL bytes too");
	is(got.etag, packed.etag, "with its ETag");
	response_free(&packed);
	response_free(&got);
	cache_free(cache);
}

static void
test_copies(void)
{
	struct response one = {.status = 200, .type = type}, two = {0};
	struct cache *cache = cache_new();
	char key[] = "key";

	buffer_string(&one.body, "original");
	response_seal(&one, false);
	cache_put(cache, key, &one);
	memset(one.body.data, 'x', one.body.len);
	memset(key, 'x', 3);
	response_free(&one);
	ok(holds(cache, "key", "original"), "it keeps copies of its own");

	cache_get(cache, "key", &one);
	memset(one.body.data, 'y', one.body.len);
	ok(holds(cache, "key", "original"), "what it gives are copies, too");
	cache_get(cache, "key", &two);
	cache_clear(cache);
	is(two.body.data, "original", "which outlive it");

	put(cache, "a", 200, "a longer text than before");
	put(cache, "b", 200, "b");
	cache_get(cache, "a", &two);
	is(two.body.data, "a longer text than before", "a buffer used again");
	cache_get(cache, "b", &two);
	is(two.body.data, "b", "leaves nothing of its old text");
	is_int(two.body.len, 1, "nor of its length");
	response_free(&one);
	response_free(&two);
	cache_free(cache);
}

static void
test_not_kept(void)
{
	static const int others[] = {0, 301, 304, 404, 405, 410, 500, 503};
	struct response response = {.status = 200, .type = type};
	struct cache *cache = cache_new();
	size_t max = 64 << 10;
	struct response got = {0};

	for (size_t i = 0; i < COUNT(others); i++) {
		put(cache, "k", others[i], "x");
		ok(!cache_get(cache, "k", &got), "status %d is not kept",
		    others[i]);
	}
	response.secret = true;
	buffer_char(&response.body, 'x');
	response_seal(&response, false);
	cache_put(cache, "secret", &response);
	ok(!cache_get(cache, "secret", &got), "nor is a secret");
	response.secret = false;
	for (size_t i = 1; i < max; i++)
		buffer_char(&response.body, 'x');
	cache_put(cache, "large", &response);
	ok(cache_get(cache, "large", &got) && got.body.len == max,
	    "64 KiB are kept");
	buffer_char(&response.body, 'x');
	cache_put(cache, "larger", &response);
	ok(!cache_get(cache, "larger", &got), "more is not");

	response_free(&response);
	response = (struct response){.status = 200, .type = type};
	response_seal(&response, false);
	cache_put(cache, "empty", &response);
	ok(cache_get(cache, "empty", &got), "an empty body is kept");
	is_int(got.body.len, 0, "as such");
	response_free(&response);
	response_free(&got);
	cache_free(cache);
}

static void
test_clear(void)
{
	struct cache *cache = cache_new();
	char key[20];
	int left = 0;

	cache_clear(cache);
	for (int i = 0; i < 50; i++) {
		snprintf(key, sizeof(key), "key %d", i);
		put(cache, key, 200, key);
	}
	cache_clear(cache);
	for (int i = 0; i < 50; i++) {
		snprintf(key, sizeof(key), "key %d", i);
		left += holds(cache, key, key);
	}
	is_int(left, 0, "cleared: nothing is left");
	put(cache, "key 1", 200, "again");
	ok(holds(cache, "key 1", "again"), "and it may be filled again");
	cache_free(cache);
}

/* More keys than places: the newest is always there, none is mistaken. */
static void
test_collisions(void)
{
	struct cache *cache = cache_new();
	struct response got = {0};
	int newest = 0, kept = 0, mistaken = 0;
	char key[20];

	for (int i = 0; i < 5000; i++) {
		snprintf(key, sizeof(key), "/%d", i);
		put(cache, key, 200, key);
		newest += holds(cache, key, key);
	}
	is_int(newest, 5000, "a newcomer always takes its place");
	for (int i = 0; i < 5000; i++) {
		snprintf(key, sizeof(key), "/%d", i);
		if (!cache_get(cache, key, &got))
			continue;
		kept++;
		mistaken += strcmp(got.body.data, key) != 0;
	}
	ok(kept >= 64 && kept <= 128, "bounded: %d of 5,000 are kept", kept);
	is_int(mistaken, 0, "none is given for another");
	response_free(&got);
	cache_free(cache);
}

/* A key that shares the place of "first" turns it out. */
static void
test_collision(void)
{
	struct cache *cache = cache_new();
	char key[20] = "first";
	int i = 0;

	put(cache, "first", 200, "first");
	for (; holds(cache, "first", "first") && i < 100000; i++) {
		snprintf(key, sizeof(key), "other %d", i);
		put(cache, key, 200, key);
	}
	ok(strcmp(key, "first") != 0 && holds(cache, key, key),
	    "\"%s\" took the place of \"first\"", key);
	put(cache, "first", 200, "back");
	ok(holds(cache, "first", "back"), "which takes it back");
	ok(!holds(cache, key, key), "and turns the other out");
	put(cache, key, 404, "not found");
	ok(holds(cache, "first", "back"), "what is not kept turns nobody out");
	cache_free(cache);
}

int
main(void)
{
	test_get();
	test_gzipped();
	test_copies();
	test_not_kept();
	test_clear();
	test_collisions();
	test_collision();
	return tap_done();
}
