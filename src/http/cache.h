/* SPDX-License-Identifier: ISC */
/*
 * cache.h - finished responses, kept between the requests of a FastCGI
 * process. Bounded: each key has one place it may stand in, a newcomer takes
 * it over, and a large response is not kept. Knows not when a response grows
 * old: its owner clears it then. NULL is a cache that keeps nothing, for a
 * process with one request.
 */
#ifndef CACHE_H
#define CACHE_H

#include "base/base.h"
#include "http/response.h"

struct cache;

struct cache *cache_new(void); /* NULL: out of memory */
void cache_free(struct cache *);
void cache_clear(struct cache *);

/*
 * What is kept under key, or NULL: the cache's own, until it is next changed.
 * Of a large response the body is left out (see struct response).
 */
const struct response *cache_find(const struct cache *, const char *key);

/*
 * Keeps a copy of a sealed response with status 200 that is no secret; others
 * are not kept.
 */
void cache_put(
    struct cache *, const char *key, const struct response *response);

#endif
