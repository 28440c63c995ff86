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
	const struct response *kept = cache_find(cache, key);

	return kept != NULL && kept->status == 200 &&
	       strcmp(kept->body.data, body) == 0;
}

static void
test_find(void)
{
	struct cache *cache = cache_new();
	const struct response *kept;
	struct response copy;

	ok(cache_find(cache, "/pain") == NULL, "nothing is kept yet");
	put(cache, "/pain", 200, "It hurts a little.");
	kept = cache_find(cache, "/pain");
	if (!ok(kept != NULL, "now it is"))
		return;
	is(kept->body.data, "It hurts a little.", "its body");
	is_int(kept->body.len, 18, "its length");
	is_int(kept->status, 200, "its status");
	is(kept->type, type, "its type");
	is_int(strlen(kept->etag), 16, "its ETag");
	ok(strstr(kept->head.data, "Content-Length: 18\r\n") != NULL,
	    "its head");
	ok(!kept->gzipped && !kept->bodiless, "as it was made");
	copy = *kept;
	copy.kept = true;
	response_free(&copy);
	ok(copy.body.data == NULL, "what was lent is given back");
	ok(holds(cache, "/pain", "It hurts a little."), "and stays kept");
	ok(cache_find(cache, "/pain?q=x") == NULL, "another key is not");
	ok(cache_find(cache, "") == NULL, "nor an empty one");
	ok(cache_find(cache, "/pai") == NULL, "nor a part of one");
	put(cache, "/pain", 200, "new");
	ok(holds(cache, "/pain", "new"), "a second put replaces the first");
	cache_free(cache);
	cache_free(NULL);
}

static void
test_gzipped(void)
{
	struct response packed = {.status = 200, .type = type};
	struct cache *cache = cache_new();
	const struct response *kept;

	for (int i = 0; i < 1000; i++)
		buffer_string(&packed.body, "words ");
	response_seal(&packed, true);
	cache_put(cache, "gz", &packed);
	kept = cache_find(cache, "gz");
	ok(kept != NULL && kept->gzipped, "a compressed one stays so");
	ok(kept != NULL && kept->body.len == packed.body.len &&
		memcmp(kept->body.data, packed.body.data, packed.body.len) == 0,
	    "byte by byte, NUL bytes too");
	is(kept != NULL ? kept->etag : "", packed.etag, "with its ETag");
	response_free(&packed);
	cache_free(cache);
}

static void
test_copies(void)
{
	struct response one = {.status = 200, .type = type};
	struct cache *cache = cache_new();
	char key[] = "key";

	buffer_string(&one.body, "original");
	response_seal(&one, false);
	cache_put(cache, key, &one);
	memset(one.body.data, 'x', one.body.len);
	memset(one.head.data, 'x', one.head.len);
	memset(key, 'x', 3);
	response_free(&one);
	ok(holds(cache, "key", "original"), "it keeps copies of its own");
	ok(strncmp(cache_find(cache, "key")->head.data, "Status: 200", 11) == 0,
	    "of the head, too");
	cache_free(cache);
}

static void
test_not_kept(void)
{
	static const int others[] = {0, 301, 304, 404, 405, 410, 500, 503};
	struct response response = {.status = 200, .type = type};
	struct cache *cache = cache_new();
	const struct response *kept;
	size_t max = 64 << 10;

	for (size_t i = 0; i < COUNT(others); i++) {
		put(cache, "k", others[i], "x");
		ok(cache_find(cache, "k") == NULL, "status %d is not kept",
		    others[i]);
	}
	response.secret = true;
	buffer_char(&response.body, 'x');
	response_seal(&response, false);
	cache_put(cache, "secret", &response);
	ok(cache_find(cache, "secret") == NULL, "nor is a secret");
	response.secret = false;
	for (size_t i = 1; i < max; i++)
		buffer_char(&response.body, 'x');
	response_seal(&response, false);
	cache_put(cache, "large", &response);
	kept = cache_find(cache, "large");
	ok(kept != NULL && kept->body.len == max && !kept->bodiless,
	    "64 KiB are kept");
	buffer_char(&response.body, 'x');
	response_seal(&response, false);
	cache_put(cache, "larger", &response);
	kept = cache_find(cache, "larger");
	ok(kept != NULL && kept->body.len == 0 && kept->bodiless,
	    "of more only the head");
	ok(kept != NULL &&
		strstr(kept->head.data, "Content-Length: 65537\r\n") != NULL,
	    "with its length");
	response_free(&response);
	response = (struct response){.status = 200, .type = type};
	response_seal(&response, false);
	cache_put(cache, "empty", &response);
	kept = cache_find(cache, "empty");
	ok(kept != NULL && kept->body.len == 0 && !kept->bodiless,
	    "an empty body is kept, as such");
	response_free(&response);
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
		if (cache_find(cache, key) == NULL)
			continue;
		kept++;
		mistaken += !holds(cache, key, key);
	}
	ok(kept >= 64 && kept <= 128, "bounded: %d of 5,000 are kept", kept);
	is_int(mistaken, 0, "none is given for another");
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

static void
test_none(void)
{
	put(NULL, "/pain", 200, "It hurts a little.");
	ok(cache_find(NULL, "/pain") == NULL, "no cache keeps nothing");
	cache_clear(NULL);
}

int
main(void)
{
	test_find();
	test_none();
	test_gzipped();
	test_copies();
	test_not_kept();
	test_clear();
	test_collisions();
	test_collision();
	return tap_done();
}
