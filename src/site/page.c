/* SPDX-License-Identifier: ISC */
/* page.c - the pages. See page.h. */
#include "site/page.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "show/feeds.h"
#include "site/doctor.h"

static const char html_type[] = "text/html; charset=utf-8";

enum {
	HITS_MAX = 25,
	SUGGESTED_MAX = 8,
	NEAREST_MAX = 5,  /* questions offered where nothing was found */
	NEAREST_OF = 2000 /* of the first of them, by spelling */
};

/* The owner's public address wins over the place we were called at. */
static const char *
base_of(const struct site *site, const struct request *request)
{
	return *site->config.base_url != '\0' ? site->config.base_url
					      : request->script;
}

/* What all pages have in common. path: see struct fill_page. */
static struct fill_page
describe_page(
    const struct site *site, const struct request *request, const char *path)
{
	const char *base = base_of(site, request);
	bool absolute = *base != '\0' && *base != '/';

	return (struct fill_page){
	    .config = &site->config,
	    .faq_title = site->front.title,
	    .base = base,
	    .origin = absolute ? "" : request->origin,
	    .path = path,
	    .query = request->q,
	};
}

static void
set_kind(struct response *response, int status)
{
	response->status = status;
	response->type = html_type;
}

/* ----------------------------------------------------------------- nearest */

/* Puts an entry among the hits that are spelled most alike, best first. */
static void
keep_nearest(struct hits *hits, const struct entry *entry, double likeness)
{
	size_t i = hits->count;

	if (i == NEAREST_MAX && likeness <= hits->list[i - 1].score)
		return;
	if (i == NEAREST_MAX)
		i--;
	else
		hits->count++;
	for (; i > 0 && hits->list[i - 1].score < likeness; i--)
		hits->list[i] = hits->list[i - 1];
	hits->list[i] = (struct hit){.id = entry->id,
	    .slug = entry->slug,
	    .question = entry->question,
	    .snippet = "",
	    .category = "",
	    .score = likeness};
}

/* The questions spelled most like the words; they may have no word in common.
 */
static enum status
find_alike(struct site *site, struct arena *arena, const char *words,
    struct hits *hits)
{
	struct text_pairs asked, pairs;
	struct entry *entries;
	size_t count;
	enum status status =
	    store_list(site->store, arena, 0, NEAREST_OF, &entries, &count);

	hits->list = arena_alloc(arena, NEAREST_MAX * sizeof(*hits->list));
	if (hits->list == NULL)
		return ST_MEMORY;
	text_pairs(&asked, words);
	for (size_t i = 0; status == ST_OK && i < count; i++) {
		text_pairs(&pairs, entries[i].question);
		keep_nearest(hits, &entries[i], text_likeness(&asked, &pairs));
	}
	return status;
}

/* What a reader who found nothing may have meant: never empty-handed. */
static enum status
find_nearest(struct site *site, struct arena *arena, const char *words,
    struct hits *hits)
{
	enum status status = search_run(site->search, arena,
	    &(struct search_query){
		.words = words, .max = NEAREST_MAX, .any = true},
	    hits);

	if (status == ST_OK && hits->count == 0)
		status = find_alike(site, arena, words, hits);
	return status;
}

/* ---------------------------------------------------------------- index */

/* The category with that slug, or NULL. */
static const struct category *
find_category(const struct category *categories, size_t count, const char *slug)
{
	for (size_t i = 0; *slug != '\0' && i < count; i++)
		if (strcmp(categories[i].slug, slug) == 0)
			return &categories[i];
	return NULL;
}

/* The one path of a filtered page, whatever the client wrote. */
static const char *
search_path(struct arena *arena, const struct fill_page *page, bool exact)
{
	struct buffer path = {0};

	fill_search(&path, page->query, page->only, exact);
	return arena_text(arena, &path);
}

static enum status
show_results(struct site *site, const struct request *request,
    struct arena *arena, const struct category *categories, size_t count,
    struct response *response)
{
	struct fill_page page = describe_page(site, request, "");
	struct hits hits, nearest = {0};
	struct view_results results = {.hits = &hits,
	    .nearest = &nearest,
	    .categories = categories,
	    .category_count = count,
	    .exact = request->exact};
	struct search_query query = {
	    .words = request->q, .max = HITS_MAX, .exact = request->exact};
	enum status status;

	page.noindex = true;
	page.only = find_category(categories, count, request->category);
	if (page.only != NULL)
		query.category = page.only->id;
	page.path = search_path(arena, &page, request->exact);
	status = search_run(site->search, arena, &query, &hits);
	if (status == ST_OK && hits.count == 0)
		status = find_nearest(site, arena, request->q, &nearest);
	if (status == ST_OK)
		status =
		    view_results(site->view, &page, &results, &response->body);
	return status;
}

enum status
page_index(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	struct fill_page page = describe_page(site, request, "/");
	struct category *categories;
	struct entry *entries;
	size_t count, entry_count;
	enum status status;

	assert(site->store != NULL);
	set_kind(response, 200);
	status = store_categories(site->store, arena, &categories, &count);
	if (status != ST_OK)
		return status;
	if (*request->q != '\0')
		return show_results(
		    site, request, arena, categories, count, response);
	page.only = find_category(categories, count, request->category);
	if (page.only != NULL) {
		page.noindex = true;
		page.path = search_path(arena, &page, false);
	}
	status = store_list(site->store, arena,
	    page.only != NULL ? page.only->id : 0, 0, &entries, &entry_count);
	if (status == ST_OK)
		status = view_index(site->view, &page,
		    &(struct fill_faq){.front = &site->front,
			.categories = categories,
			.category_count = count,
			.entries = entries,
			.entry_count = entry_count},
		    &response->body);
	return status;
}

/* --------------------------------------------------------------- answer */

/* The path of an answer, encoded. */
static const char *
answer_path(struct arena *arena, const char *slug)
{
	struct buffer path = {0};

	buffer_char(&path, '/');
	text_url_encode(&path, slug, strlen(slug), "");
	return arena_text(arena, &path);
}

/* Sends the client to the entry's one address. */
static enum status
redirect_to(const struct site *site, const struct request *request,
    struct arena *arena, const char *slug, struct response *response)
{
	response->location = arena_printf(
	    arena, "%s%s", base_of(site, request), answer_path(arena, slug));
	response->status = 301;
	response->type = "text/plain; charset=utf-8";
	return arena->failed ? ST_MEMORY : ST_OK;
}

/* The neighbour with that id, or NULL. */
static enum status
find_neighbour(struct site *site, struct arena *arena, int64_t id,
    struct entry *entry, const struct entry **found)
{
	enum status status = store_entry(site->store, arena, id, entry);

	*found = status == ST_OK ? entry : NULL;
	return status == ST_NOT_FOUND ? ST_OK : status;
}

static enum status
show_answer(struct site *site, const struct request *request,
    struct arena *arena, const struct entry *entry, struct response *response)
{
	const char *path = answer_path(arena, entry->slug);
	struct fill_page page = describe_page(site, request, path);
	struct view_answer answer = {.entry = entry};
	struct category *categories;
	struct entry before, after, *related;
	size_t count;
	enum status status =
	    store_categories(site->store, arena, &categories, &count);

	for (size_t i = 0; status == ST_OK && i < count; i++)
		if (categories[i].id == entry->category)
			answer.category = &categories[i];
	if (status == ST_OK)
		status = find_neighbour(
		    site, arena, entry->id - 1, &before, &answer.previous);
	if (status == ST_OK)
		status = find_neighbour(
		    site, arena, entry->id + 1, &after, &answer.next);
	if (status == ST_OK)
		status = store_related(site->store, arena, entry->id, &related,
		    &answer.related_count);
	if (status != ST_OK)
		return status;
	answer.related = related;
	page.query = "";
	set_kind(response, 200);
	return view_answer(site->view, &page, &answer, &response->body);
}

/* "/Does-It-Hurt/" is meant for "does-it-hurt". */
static const char *
plain_slug(struct arena *arena, const char *path)
{
	size_t len = strlen(path);
	char *slug;

	while (len > 0 && path[len - 1] == '/')
		len--;
	slug = arena_copy(arena, path, len);
	for (size_t i = 0; i < len && !arena->failed; i++)
		slug[i] = text_lower(slug[i]);
	return slug;
}

enum status
page_answer(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	const char *asked = request->path + 1;
	const char *slug = plain_slug(arena, asked);
	struct entry entry;
	enum status status = store_answer(site->store, arena, slug, &entry);

	if (strcmp(slug, "all") == 0) /* "/all/", "/ALL" */
		return redirect_to(site, request, arena, slug, response);
	if (status == ST_NOT_FOUND)
		return page_not_found(site, request, arena, response);
	if (status == ST_MOVED || (status == ST_OK && strcmp(slug, asked) != 0))
		return redirect_to(site, request, arena, entry.slug, response);
	if (status != ST_OK)
		return status;
	return show_answer(site, request, arena, &entry, response);
}

/* ------------------------------------------------------- the whole FAQ */

/* What a document needs of the entries. */
enum needs { NEEDS_NONE, NEEDS_HEADS, NEEDS_ALL, NEEDS_NEWEST };

enum { FEED_MAX = 50 /* entries of the feed */ };

static enum status
read_faq(struct site *site, struct arena *arena, enum needs needs,
    struct fill_faq *faq)
{
	struct category *categories;
	struct entry *entries = NULL;
	enum status status = store_categories(
	    site->store, arena, &categories, &faq->category_count);

	if (status != ST_OK)
		return status;
	if (needs == NEEDS_HEADS)
		status = store_list(
		    site->store, arena, 0, 0, &entries, &faq->entry_count);
	else if (needs == NEEDS_ALL)
		status =
		    store_all(site->store, arena, &entries, &faq->entry_count);
	else if (needs == NEEDS_NEWEST)
		status = store_newest(
		    site->store, arena, FEED_MAX, &entries, &faq->entry_count);
	faq->front = &site->front;
	faq->categories = categories;
	faq->entries = entries;
	return status;
}

/* Answers with the document that make makes. */
static enum status
show_faq(struct site *site, const struct fill_page *page, struct arena *arena,
    enum needs needs, feeds_fn *make, struct response *response)
{
	struct fill_faq faq = {0};
	enum status status = read_faq(site, arena, needs, &faq);

	if (status == ST_OK)
		status = make(site->view, page, &faq, &response->body);
	return status;
}

enum status
page_all(struct site *site, const struct request *request, struct arena *arena,
    struct response *response)
{
	struct fill_page page = describe_page(site, request, "/all");

	page.query = "";
	set_kind(response, 200);
	return show_faq(site, &page, arena, NEEDS_ALL, view_all, response);
}

/* As page_all, in a format of machines. */
static enum status
show_feed(struct site *site, const struct request *request, struct arena *arena,
    enum needs needs, feeds_fn *make, const char *type,
    struct response *response)
{
	struct fill_page page = describe_page(site, request, "");

	response->status = 200;
	response->type = type;
	return show_faq(site, &page, arena, needs, make, response);
}

enum status
page_sitemap(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	return show_feed(site, request, arena, NEEDS_HEADS, feeds_sitemap,
	    "application/xml; charset=utf-8", response);
}

enum status
page_atom(struct site *site, const struct request *request, struct arena *arena,
    struct response *response)
{
	return show_feed(site, request, arena, NEEDS_NEWEST, feeds_atom,
	    "application/atom+xml; charset=utf-8", response);
}

enum status
page_opensearch(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	return show_feed(site, request, arena, NEEDS_NONE, feeds_opensearch,
	    "application/opensearchdescription+xml; charset=utf-8", response);
}

enum status
page_json(struct site *site, const struct request *request, struct arena *arena,
    struct response *response)
{
	return show_feed(site, request, arena, NEEDS_ALL, feeds_json,
	    "application/json", response);
}

enum status
page_llms(struct site *site, const struct request *request, struct arena *arena,
    struct response *response)
{
	return show_feed(site, request, arena, NEEDS_ALL, feeds_llms,
	    "text/plain; charset=utf-8", response);
}

/* ---------------------------------------------------------- other pages */

enum status
page_suggest(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	struct fill_page page = describe_page(site, request, "");
	struct hits hits;
	enum status status = search_run(site->search, arena,
	    &(struct search_query){.words = request->q, .max = SUGGESTED_MAX},
	    &hits);

	response->status = 200;
	response->type = "application/x-suggestions+json";
	if (status == ST_OK)
		status =
		    view_suggest(site->view, &page, &hits, &response->body);
	return status;
}

/* A template that goes out as it is. */
static enum status
show_file(struct site *site, const struct request *request, const char *name,
    const char *type, struct response *response)
{
	struct fill_page page = describe_page(site, request, "");

	response->status = 200;
	response->type = type;
	return view_file(site->view, &page, name, &response->body);
}

enum status
page_style(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	(void)arena;
	return show_file(
	    site, request, "style.css", "text/css; charset=utf-8", response);
}

enum status
page_script(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	(void)arena;
	return show_file(site, request, "search.js",
	    "text/javascript; charset=utf-8", response);
}

enum status
page_not_found(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	struct fill_page page = describe_page(site, request, "");
	struct hits nearest;
	enum status status = find_nearest(site, arena, request->path, &nearest);

	page.noindex = true;
	page.query = "";
	set_kind(response, 404);
	if (status == ST_OK)
		status = view_message(site->view, &page, MESSAGE_NOT_FOUND,
		    &nearest, &response->body);
	return status;
}

enum status
page_not_allowed(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	struct fill_page page = describe_page(site, request, "");

	(void)arena;
	page.noindex = true;
	set_kind(response, 405);
	return view_message(
	    site->view, &page, MESSAGE_NOT_ALLOWED, NULL, &response->body);
}

static const char *
last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

enum status
page_setup(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	struct fill_page page = describe_page(site, request, "");
	struct findings findings;
	struct view_setup setup = {
	    .kind = site->problem == SITE_NO_HOME   ? SETUP_NO_HOME
		    : site->problem == SITE_NO_DATA ? SETUP_NO_DATA
		    : site->problem != SITE_FINE    ? SETUP_BAD_DATA
						    : SETUP_NO_PATH,
	    .program_name = last_part(request->script),
	    .home_name = last_part(site->home),
	};

	if (setup.kind != SETUP_NO_PATH) {
		doctor_examine(&findings, arena, site, request);
		setup.findings = findings.list;
		setup.count = findings.count;
	}
	page.noindex = true;
	set_kind(response, 503);
	return view_setup(site->view, &page, &setup, &response->body);
}

enum status
page_doctor(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	struct fill_page page = describe_page(site, request, "");
	struct findings findings;

	doctor_examine(&findings, arena, site, request);
	page.noindex = true;
	set_kind(response, 200);
	response->secret = true;
	return view_doctor(site->view, &page, findings.list, findings.count,
	    doctor_home_path(arena, site, request), &response->body);
}

enum status
page_doctor_script(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	(void)arena;
	return show_file(site, request, "doctor.js",
	    "text/javascript; charset=utf-8", response);
}

enum status
page_failed(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	/* Stands here because no template can be relied upon any more. */
	static const char plain[] =
	    "Something went wrong. The cause has been written down for the "
	    "owner of this site.\nPlease try again in a few minutes.\n";
	struct fill_page page = describe_page(site, request, "");

	(void)arena;
	page.noindex = true;
	response_free(response);
	set_kind(response, 500);
	if (view_message(site->view, &page, MESSAGE_FAILED, NULL,
		&response->body) == ST_OK)
		return ST_OK;
	response_free(response);
	response->status = 500;
	response->type = "text/plain; charset=utf-8";
	buffer_string(&response->body, plain);
	return ST_OK;
}
