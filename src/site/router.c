/* SPDX-License-Identifier: ISC */
/* router.c - which page answers. See router.h. */
#include "site/router.h"

#include <assert.h>
#include <string.h>

#include "site/asked.h"
#include "site/doctor.h"
#include "site/files.h"
#include "site/page.h"
#include "site/program.h"
#include "site/summary.h"

enum match {
	EXACT,    /* this path alone */
	SLUG,     /* the path, then one part without a dot */
	MARKDOWN, /* the same with ".md" behind it */
	BELOW     /* what begins so */
};

static const struct route {
	const char *path;
	enum match match;
	page_fn *page;
} routes[] = {
    {"/", EXACT, page_index},
    {"/all", EXACT, page_all},
    {"/category/", SLUG, page_category},
    {"/faq.json", EXACT, page_json},
    {"/feed.atom", EXACT, page_atom},
    {"/llms-full.txt", EXACT, page_llms_full},
    {"/llms.txt", EXACT, page_llms},
    {"/opensearch.xml", EXACT, page_opensearch},
    {"/sitemap.xml", EXACT, page_sitemap},
    {"/style.css", EXACT, page_style},
    {"/search.js", EXACT, page_script},
    {"/suggest.json", EXACT, page_suggest},
    {"/", SLUG, page_answer},
    {"/", MARKDOWN, page_markdown},
    {FILES_PATH, BELOW, page_file},
};

/* There while nothing else may be. */
static const struct route health_route[] = {
    {"/health.txt", EXACT, page_health},
};

/* For the owner alone, and there likewise. */
static const struct route doctor_routes[] = {
    {"/doctor.html", EXACT, page_doctor},
    {"/doctor.js", EXACT, page_doctor_script},
};

/* Whether the part is a slug and ".md". */
static bool
is_markdown(const char *part)
{
	size_t len = strcspn(part, "./");

	return len > 0 && strcmp(part + len, PAGE_MARKDOWN) == 0;
}

/* A slug has no dot and one part; a slash at its end is forgiven. */
static bool
is_slug(const char *part)
{
	size_t len = strcspn(part, "./");

	return len > 0 && part[len] != '.' &&
	       part[len + strspn(part + len, "/")] == '\0';
}

static bool
matches(const struct route *route, const char *path)
{
	size_t len = strlen(route->path);

	if (route->match == EXACT)
		return strcmp(path, route->path) == 0;
	if (strncmp(path, route->path, len) != 0)
		return false;
	if (route->match == BELOW)
		return true;
	return route->match == SLUG ? is_slug(path + len)
				    : is_markdown(path + len);
}

static page_fn *
find_route(
    const struct route *list, size_t count, enum match match, const char *path)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].match == match && matches(&list[i], path))
			return list[i].page;
	return NULL;
}

/* Whether small letters, and no slash at the end, make the path a page's. */
static bool
has_plain(const struct request *request, struct arena *arena)
{
	const char *plain = page_plain_path(arena, request);

	return strcmp(plain, request->path) != 0 &&
	       (find_route(routes, COUNT(routes), SLUG, plain) != NULL ||
		   find_route(routes, COUNT(routes), MARKDOWN, plain) != NULL);
}

static page_fn *
find_page(
    const struct site *site, const struct request *request, struct arena *arena)
{
	page_fn *page = find_route(
	    doctor_routes, COUNT(doctor_routes), EXACT, request->path);

	if (request->fault != FAULT_NONE)
		return page_refused;
	if (request->method != METHOD_GET && request->method != METHOD_HEAD)
		return page_not_allowed;
	if (matches(health_route, request->path))
		return page_health;
	if (page != NULL && doctor_is_in(site))
		return page;
	if (site->problem == SITE_FAILED)
		return page_failed;
	if (site->problem != SITE_FINE || request->path_missing)
		return page_setup;
	page = find_route(routes, COUNT(routes), EXACT, request->path);
	if (page == NULL && find_route(routes, COUNT(routes), EXACT,
				page_plain_path(arena, request)) != NULL)
		return page_moved;
	if (page == NULL)
		page = find_route(routes, COUNT(routes), SLUG, request->path);
	if (page == NULL)
		page =
		    find_route(routes, COUNT(routes), MARKDOWN, request->path);
	if (page == NULL)
		page = find_route(routes, COUNT(routes), BELOW, request->path);
	if (page == NULL && has_plain(request, arena))
		page = page_moved;
	return page != NULL ? page : page_not_found;
}

enum {
	/* A mount, each byte of it as %XX, a path, two parameters, an origin */
	KEY_MAX = 4 * REQUEST_PATH_MAX + 2 * REQUEST_QUERY_MAX + 512
};

/* What a response is kept under; the first byte tells its coding. */
struct key {
	char text[KEY_MAX];
	size_t len;
};

static void
add_part(struct key *key, const char *part)
{
	size_t len = strlen(part);

	assert(len + 2 <= KEY_MAX - key->len);
	memcpy(key->text + key->len, part, len);
	key->len += len;
	key->text[key->len++] = '\n';
	key->text[key->len] = '\0';
}

/* All that a page looks at, but for files, which are not kept. The parts cannot
 * hold the separator. */
static void
make_key(struct key *key, const struct request *request)
{
	char flags[] = {(char)('0' + request->gzip),
	    (char)('0' + request->exact + 2 * request->path_missing +
		   4 * (int)request->embed),
	    '\0'};
	char digits[] = "00000";
	size_t page = request->page;

	for (size_t i = sizeof(digits) - 1; i-- > 0; page /= 10)
		digits[i] = (char)('0' + page % 10);
	key->len = 0;
	add_part(key, flags);
	add_part(key, digits);
	add_part(key, request->script);
	add_part(key, request->path);
	add_part(key, request->q);
	add_part(key, request->category);
	add_part(key, request->origin);
}

static bool
is_cachable(const struct request *request)
{
	return request->fault == FAULT_NONE &&
	       (request->method == METHOD_GET ||
		   request->method == METHOD_HEAD);
}

static enum status
make_page(struct site *site, const struct request *request, struct arena *arena,
    struct response *response)
{
	page_fn *page = find_page(site, request, arena);
	enum status status = page(site, request, arena, response);

	/* the file that a repair takes may be the damaged one, read anew */
	for (int i = 0; i < 2 && status != ST_OK && site_repair(site); i++) {
		response_free(response);
		status = page(site, request, arena, response);
	}
	return arena->failed ? ST_MEMORY : status;
}

/*
 * Keeps a search that somebody settled on, where the owner wants to know; at
 * most once an hour that makes the report. What follows from a search that was
 * kept is none: a further page of it, a category, its words as typed.
 */
static void
keep_search(struct site *site, const struct request *request,
    const struct response *response)
{
	struct arena arena = {0};
	struct var var;

	if (!response->searched || response->status != 200 || request->typing ||
	    request->page > 1 || *request->category != '\0' || request->exact ||
	    strcmp(site->config.log, "yes") != 0)
		return;
	var_name(&var, &arena, site->home);
	if (!arena.failed)
		asked_keep(&var, request->q, response->hits);
	summary_make(site, false, &arena, NULL); /* it logs what is wrong */
	arena_free(&arena);
}

/*
 * Whether all that a page shows follows from its key, what the owner's files
 * hold, and this program. The feed also shows when they were written, and a
 * search that is to be counted has to be made.
 */
static bool
is_foreseen(const struct site *site, const struct request *request)
{
	return site->problem == SITE_FINE && !request->path_missing &&
	       strcmp(request->path, "/feed.atom") != 0 &&
	       (*request->q == '\0' || strcmp(site->config.log, "yes") != 0);
}

/* Writes the tag of a page that is foreseen, whatever it is going to be. */
static void
make_tag(
    const struct site *site, const struct key *key, char tag[RESPONSE_TAG_SIZE])
{
	const uint64_t content = store_content(site->store);
	uint64_t hash =
	    hash_bytes(HASH_START, program_version, strlen(program_version));

	hash = hash_bytes(hash, &content, sizeof(content));
	hash = hash_bytes(hash, key->text + 1, key->len - 1);
	snprintf(tag, RESPONSE_TAG_SIZE, "%016llx", (unsigned long long)hash);
}

/*
 * Finds a response that was kept. One without its body is of use where none is
 * sent.
 */
static bool
find_kept(const struct cache *cache, const struct key *key,
    const struct request *request, struct response *response)
{
	const struct response *kept = cache_find(cache, key->text);

	if (kept == NULL || (kept->bodiless && request->method != METHOD_HEAD))
		return false;
	*response = *kept;
	response->kept = true;
	return true;
}

/* Makes the page, or the one that says that it cannot be made. */
static void
make_answer(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	enum status status = make_page(site, request, arena, response);

	if (status != ST_OK) {
		log_line("%s: answered with 503%s", request->path,
		    status == ST_MEMORY ? ": out of memory" : "");
		page_failed(site, request, arena, response);
	}
	assert(response->status != 0 && response->type != NULL);
}

/*
 * Finds the page, or makes it; but not for who names its tag, which nobody has
 * who did not get the page. "*" says nothing of whether there is one.
 */
static void
find_answer(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	bool file = strncmp(request->path, FILES_PATH, strlen(FILES_PATH)) == 0;
	bool cachable = is_cachable(request) && !file && !arena->failed;
	char tag[RESPONSE_TAG_SIZE] = "";
	struct key key;

	if (cachable) {
		make_key(&key, request);
		if (find_kept(site->cache, &key, request, response))
			return;
		if (is_foreseen(site, request))
			make_tag(site, &key, tag);
	}
	if (condition_names(request->conditions.if_none_match, tag))
		*response = (struct response){.status = 200,
		    .type = "",
		    .bodiless = true,
		    .passing = true};
	else
		make_answer(site, request, arena, response);
	if (!response->secret)
		memcpy(response->etag, tag, sizeof(tag));
	response->hosts = site->config.csp_hosts;
	response->ancestors = site->config.frame_ancestors;
	/* what could not be compressed just now is not kept so */
	if (response_seal(response, request->gzip && !response->file) ==
		ST_OK &&
	    cachable && !response->passing)
		cache_put(site->cache, key.text, response);
}

void
router_answer(struct site *site, const struct request *asked,
    struct arena *arena, struct response *response)
{
	struct request request = *asked;

	site_refresh(site);
	request_locate(&request, arena, site->config.base_url);
	find_answer(site, &request, arena, response);
	keep_search(site, &request, response);
}
