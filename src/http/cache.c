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
	for (size_t i = 0; cache != NULL && i < CACHE_SLOTS; i++)
		clear_slot(&cache->slots[i]);
}

/* The one place where the key may stand. */
static size_t
find_slot(const char *key)
{
	return hash_bytes(HASH_START, key, strlen(key)) % CACHE_SLOTS;
}

const struct response *
cache_find(const struct cache *cache, const char *key)
{
	const struct slot *slot;

	if (cache == NULL)
		return NULL;
	slot = &cache->slots[find_slot(key)];
	return slot->key != NULL && strcmp(slot->key, key) == 0
		   ? &slot->response
		   : NULL;
}

void
cache_put(struct cache *cache, const char *key, const struct response *response)
{
	struct slot *slot;
	struct response *copy;

	if (cache == NULL || response->status != 200 || response->secret)
		return;
	slot = &cache->slots[find_slot(key)];
	copy = &slot->response;
	assert(response->etag[0] != '\0'); /* it was sealed */
	clear_slot(slot);
	*copy = *response;
	copy->head = copy->body = (struct buffer){0};
	buffer_add(&copy->head, response->head.data, response->head.len);
	copy->spool = (struct spool){0};
	copy->bodiless =
	    response->bodiless || response_length(response) > CACHE_BODY_MAX;
	if (!copy->bodiless)
		buffer_add(
		    &copy->body, response->body.data, response->body.len);
	slot->key = strdup(key);
	if (slot->key == NULL || copy->head.status != ST_OK ||
	    copy->body.status != ST_OK)
		clear_slot(slot);
}
