/* SPDX-License-Identifier: ISC */
/* cache.c - finished responses, at most 128 of 64 KiB. See cache.h. */
#include "http/cache.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { CACHE_SLOTS = 128, CACHE_BODY_MAX = 64 << 10 };

struct slot {
	char *key; /* NULL: free */
	struct response response;
};

struct cache {
	struct slot slots[CACHE_SLOTS];
};

struct cache *
cache_new(void)
{
	return calloc(1, sizeof(struct cache));
}

void
cache_free(struct cache *cache)
{
	if (cache != NULL)
		cache_clear(cache);
	free(cache);
}

static void
clear_slot(struct slot *slot)
{
	free(slot->key);
	response_free(&slot->response);
	slot->key = NULL;
}

void
cache_clear(struct cache *cache)
{
	for (size_t i = 0; i < CACHE_SLOTS; i++)
		clear_slot(&cache->slots[i]);
}

static struct slot *
find_slot(struct cache *cache, const char *key)
{
	uint64_t hash = hash_bytes(HASH_START, key, strlen(key));

	return &cache->slots[hash % CACHE_SLOTS];
}

/* Copies a sealed response; *to is {0} or holds a buffer to use again. */
static void
copy_response(struct response *to, const struct response *from)
{
	struct buffer body = to->body;

	buffer_reset(&body);
	buffer_add(&body, from->body.data, from->body.len);
	*to = *from;
	to->body = body;
}

bool
cache_get(struct cache *cache, const char *key, struct response *response)
{
	struct slot *slot = find_slot(cache, key);

	if (slot->key == NULL || strcmp(slot->key, key) != 0)
		return false;
	copy_response(response, &slot->response);
	return response->body.status == ST_OK;
}

void
cache_put(struct cache *cache, const char *key, const struct response *response)
{
	struct slot *slot = find_slot(cache, key);

	if (response->status != 200 || response->secret ||
	    response->body.len > CACHE_BODY_MAX)
		return;
	assert(response->etag[0] != '\0'); /* it was sealed */
	clear_slot(slot);
	copy_response(&slot->response, response);
	slot->key = strdup(key);
	if (slot->key == NULL || slot->response.body.status != ST_OK)
		clear_slot(slot);
}
