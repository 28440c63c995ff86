/* SPDX-License-Identifier: ISC */
/* page.c - the pages. See page.h. */
#include "site/page.h"

#include <assert.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "faq/ledger.h"
#include "show/feeds.h"
#include "site/doctor.h"

static const char html_type[] = "text/html; charset=utf-8";

enum {
	HITS_MAX = 25,
	SUGGESTED_MAX = 8,
	CLEAR_MAX = 1500,  /* bytes of an answer that a search shows whole */
	NEAREST_MAX = 5,   /* questions offered where nothing was found */
	NEAREST_OF = 2000, /* of the first of them, by spelling */

	/* What one page shows, so that none grows with the FAQ. */
	RESULTS_PAGES = 20,   /* pages of hits; further words narrow them */
	CATEGORIES_MAX = 100, /* on the index, and beside a list */
	INDEX_WHOLE = 60,     /* a FAQ of so many is listed whole */
	INDEX_EACH = 5,       /* else so many of each category, */
	INDEX_FEW = 2,        /* or none of any where these have no room, */
	INDEX_ALONE = 50,     /* or so many, if it is the only one */
	INDEX_LINES = 140,    /* for there is room for these lines, */
	INDEX_HEADING = 3,    /* of which what is around each takes three */
	CATEGORY_PAGE = 100,  /* questions on a page of a category */
	ALL_PAGE = 100        /* whole answers on a page of them */
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
	static const enum fill_embed embeds[] = {[EMBED_NONE] = FILL_WHOLE,
	    [EMBED_FRAME] = FILL_FRAMED,
	    [EMBED_PART] = FILL_PART};
	const char *base = base_of(site, request);
	bool absolute = *base != '\0' && *base != '/';

	return (struct fill_page){
	    .config = &site->config,
	    .faq_title = site->front.title,
	    .base = base,
	    .origin = absolute ? "" : request->origin,
	    .path = path,
	    .query = request->q,
	    .number = request->page,
	    .pages = 1,
	    .embed = embeds[request->embed],
	    .header_html = site->front.header_html,
	    .noindex = request->embed != EMBED_NONE,
	};
}

/* Says on how many pages, of so many each, all stand. False: not on this. */
static bool
set_pages(struct fill_page *page, size_t count, size_t each)
{
	page->pages = count > 0 ? (count + each - 1) / each : 1;
	return page->number <= page->pages;
}

/* A path, with the number of the page behind it from the second one on. */
static const char *
number_path(struct arena *arena, const char *path, size_t number)
{
	return number > 1 ? arena_printf(arena, "%s?page=%zu", path, number)
			  : path;
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
	    store_list(site->store, arena, 0, 0, NEAREST_OF, &entries, &count);

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

/* -------------------------------------------------------------- addresses */

/* A path and a slug, encoded. */
static const char *
slug_path(struct arena *arena, const char *path, const char *slug)
{
	struct buffer full = {0};

	buffer_string(&full, path);
	text_url_encode(&full, slug, strlen(slug), "");
	return arena_text(arena, &full);
}

/*
 * Sends the client to the one address of what it asked for, which is absolute
 * if possible (RFC 3875, 6.2.3). query: what stands behind it, or "".
 */
static enum status
redirect_to(const struct site *site, const struct request *request,
    struct arena *arena, const char *path, const char *query,
    struct response *response)
{
	const char *base = base_of(site, request);
	const char *origin =
	    *base == '\0' || *base == '/' ? request->origin : "";

	response->location = arena_printf(arena, "%s%s%s%s%s", origin, base,
	    path, *query != '\0' ? "?" : "", query);
	response->status = 301;
	response->type = "text/plain; charset=utf-8";
	return arena->failed ? ST_MEMORY : ST_OK;
}

/* "Does-It-Hurt/" is meant for "does-it-hurt". */
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

const char *
page_plain_path(struct arena *arena, const struct request *request)
{
	const char *path = plain_slug(arena, request->path);

	return *path != '\0' ? path : "/";
}

enum status
page_moved(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	return redirect_to(site, request, arena,
	    page_plain_path(arena, request), request->query, response);
}

/* ---------------------------------------------------------- what is gone */

/*
 * What the ledger knows of an address. One that cannot be read knows nothing.
 * Returns ST_OK or ST_MEMORY.
 */
static enum status
find_fate(const struct site *site, struct arena *arena, const char *address,
    struct ledger_fate *fate)
{
	const char *path = arena_printf(arena, "%s/" LEDGER_NAME, site->home);
	struct arena lines = {0};
	struct ledger ledger;
	enum status status = ledger_read(&ledger, &lines, path);

	*fate = (struct ledger_fate){FATE_UNKNOWN, "", true};
	if (status == ST_OK)
		*fate = ledger_follow(&ledger, address, time(NULL));
	fate->target = arena_string(arena, fate->target);
	if (lines.failed)
		status = ST_MEMORY;
	arena_free(&lines);
	return status == ST_MEMORY ? status : ST_OK;
}

/* The path of what an address leads to now, or ST_NOT_FOUND. */
static enum status
find_present(struct site *site, struct arena *arena, const char *address,
    const char **path)
{
	static const char list[] = "/category/";
	struct category category;
	struct entry entry;
	enum status status;

	*path = "";
	if (strncmp(address, list, sizeof(list) - 1) == 0) {
		status = store_category_named(
		    site->store, arena, address + sizeof(list) - 1, &category);
		if (status == ST_OK)
			*path = slug_path(arena, list, category.slug);
		return status;
	}
	status = store_answer(site->store, arena, address + 1, &entry);
	if (status == ST_OK || status == ST_MOVED)
		*path = slug_path(arena, "/", entry.slug);
	return status == ST_MOVED ? ST_OK : status;
}

/* Says that nothing is there, by that status, with the nearest questions. */
static enum status
show_absent(struct site *site, const struct request *request,
    struct arena *arena, int code, enum view_message message,
    struct response *response)
{
	struct fill_page page = describe_page(site, request, "");
	struct hits nearest;
	enum status status = find_nearest(site, arena, request->path, &nearest);

	page.noindex = true;
	page.query = "";
	set_kind(response, code);
	if (status == ST_OK)
		status = view_message(
		    site->view, &page, message, &nearest, &response->body);
	return status;
}

/*
 * Answers for an address that the FAQ does not have now: where it moved, that
 * it is gone, or that nobody knows it. On the first day nothing is for good:
 * files are moved, and uploads break. ending: what stands behind the address of
 * an answer, or "".
 */
static enum status
show_missing(struct site *site, const struct request *request,
    struct arena *arena, const char *address, const char *ending,
    struct response *response)
{
	struct ledger_fate fate;
	const char *path;
	enum status status = find_fate(site, arena, address, &fate);

	if (status != ST_OK)
		return status;
	status = ST_NOT_FOUND;
	if (fate.kind == FATE_MOVED)
		status = find_present(site, arena, fate.target, &path);
	if (status == ST_OK) {
		if (*ending != '\0' && strrchr(path, '/') == path)
			path = arena_printf(arena, "%s%s", path, ending);
		status = redirect_to(
		    site, request, arena, path, request->query, response);
		response->status = fate.settled ? 301 : 302;
		return status;
	}
	if (status != ST_NOT_FOUND)
		return status;
	if (fate.kind != FATE_UNKNOWN && fate.settled)
		return show_absent(
		    site, request, arena, 410, MESSAGE_GONE, response);
	return page_not_found(site, request, arena, response);
}

/* ---------------------------------------------------------------- index */

/* The one path of a filtered page, whatever the client wrote. */
static const char *
search_path(struct arena *arena, const struct fill_page *page, bool exact)
{
	struct buffer path = {0};

	fill_search(&path, page->query, page->only, exact, page->number);
	return arena_text(arena, &path);
}

/*
 * Reads the category of that slug into *category, and makes *only point at it,
 * or NULL where there is none.
 */
static enum status
find_category(struct site *site, struct arena *arena, const char *slug,
    struct category *category, const struct category **only)
{
	enum status status =
	    store_category_named(site->store, arena, slug, category);

	*only = status == ST_OK ? category : NULL;
	return status == ST_NOT_FOUND ? ST_OK : status;
}

/* The first hit's entry, where it is clear and short; else *clear is NULL. */
static enum status
find_clear(struct site *site, struct arena *arena, const struct hits *hits,
    struct entry *entry, const struct entry **clear)
{
	enum status status;

	*clear = NULL;
	if (!hits->clear)
		return ST_OK;
	status = store_entry(site->store, arena, hits->list[0].id, entry);
	if (status == ST_OK && strlen(entry->answer_text) <= CLEAR_MAX)
		*clear = entry;
	return status;
}

static enum status
show_results(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	struct fill_page page = describe_page(site, request, "");
	struct category only, *categories;
	struct hits hits, nearest = {0};
	struct view_results results = {
	    .hits = &hits, .nearest = &nearest, .exact = request->exact};
	struct search_query query = {.words = request->q,
	    .skip = (page.number - 1) * HITS_MAX,
	    .max = HITS_MAX,
	    .exact = request->exact};
	struct entry clear;
	enum status status;

	if (page.number > RESULTS_PAGES)
		return page_not_found(site, request, arena, response);
	page.noindex = true;
	status =
	    find_category(site, arena, request->category, &only, &page.only);
	if (status == ST_OK)
		status = store_categories(site->store, arena, CATEGORIES_MAX,
		    &categories, &results.category_count);
	if (status != ST_OK)
		return status;
	results.categories = categories;
	if (page.only != NULL)
		query.category = page.only->id;
	page.path = search_path(arena, &page, request->exact);
	status = search_run(site->search, arena, &query, &hits);
	if (status == ST_OK && hits.total + hits.intro_count == 0)
		status = find_nearest(site, arena, request->q, &nearest);
	if (status == ST_OK)
		status = find_clear(site, arena, &hits, &clear, &results.clear);
	if (status != ST_OK)
		return status;
	if (!set_pages(&page, hits.total, HITS_MAX))
		return page_not_found(site, request, arena, response);
	if (page.pages > RESULTS_PAGES)
		page.pages = RESULTS_PAGES;
	response->searched = true;
	response->counted = strcmp(site->config.log, "yes") == 0;
	response->hits = hits.total + hits.intro_count;
	return view_results(site->view, &page, &results, &response->body);
}

/*
 * How many questions of each of so many groups the index has room for. 0: so
 * many groups that it lists them instead.
 */
static size_t
count_each(size_t total, size_t groups)
{
	size_t lines;

	if (total <= INDEX_WHOLE)
		return INDEX_WHOLE;
	if (groups <= 1)
		return INDEX_ALONE;
	lines = INDEX_LINES / groups;
	if (lines < INDEX_HEADING + INDEX_FEW)
		return 0;
	lines -= INDEX_HEADING;
	return lines < INDEX_EACH ? lines : INDEX_EACH;
}

/* Adds the first max entries of a category, 0: of those in none. */
static enum status
add_first(struct site *site, struct arena *arena, int64_t category, size_t max,
    struct fill_faq *faq, struct entry *entries)
{
	struct entry *list;
	size_t count = 0;
	enum status status = ST_OK;

	if (max > 0)
		status = store_list(
		    site->store, arena, category, 0, max, &list, &count);
	if (status == ST_OK && count > 0)
		memcpy(
		    entries + faq->entry_count, list, count * sizeof(*entries));
	faq->entry_count += status == ST_OK ? count : 0;
	return status;
}

/* Reads what the index shows; those in no category come first in a FAQ. */
static enum status
read_index(struct site *site, struct arena *arena, struct fill_faq *faq)
{
	struct category *categories;
	struct entry *entries;
	size_t each, loose;
	enum status status = store_total(site->store, &faq->total, &faq->loose);

	if (status == ST_OK)
		status = store_categories(site->store, arena, CATEGORIES_MAX,
		    &categories, &faq->category_count);
	if (status != ST_OK)
		return status;
	each = count_each(
	    faq->total, faq->category_count + (faq->loose > 0 ? 1 : 0));
	loose = each > 0 ? each : INDEX_EACH;
	if (loose > faq->loose)
		loose = faq->loose;
	entries = arena_alloc(
	    arena, (loose + each * faq->category_count) * sizeof(*entries));
	if (entries == NULL)
		return ST_MEMORY;
	faq->front = &site->front;
	faq->categories = categories;
	faq->listed = each == 0;
	faq->entries = entries;
	status = add_first(site, arena, 0, loose, faq, entries);
	for (size_t i = 0; status == ST_OK && i < faq->category_count; i++)
		status = add_first(
		    site, arena, categories[i].id, each, faq, entries);
	if (status == ST_OK && faq->total == 1)
		status = store_entry(site->store, arena, 1, entries);
	return status;
}

enum status
page_index(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	struct fill_page page = describe_page(site, request, "/");
	struct fill_faq faq = {0};
	const struct category *only;
	struct category category;
	enum status status;

	assert(site->store != NULL);
	set_kind(response, 200);
	if (*request->q != '\0')
		return show_results(site, request, arena, response);
	status =
	    find_category(site, arena, request->category, &category, &only);
	if (status == ST_OK && only != NULL)
		return redirect_to(site, request, arena,
		    slug_path(arena, "/category/", only->slug), "", response);
	if (status == ST_OK)
		status = read_index(site, arena, &faq);
	if (status == ST_OK)
		status = view_index(site->view, &page, &faq, &response->body);
	return status;
}

/* ------------------------------------------------------------- category */

/* Leads to the category that a link of that name is meant for, if any is. */
static enum status
redirect_like(struct site *site, const struct request *request,
    struct arena *arena, const char *name, struct response *response)
{
	struct category category;
	enum status status =
	    store_category_like(site->store, arena, name, &category);

	if (status == ST_NOT_FOUND)
		return show_missing(site, request, arena,
		    page_plain_path(arena, request), "", response);
	if (status != ST_OK)
		return status;
	return redirect_to(site, request, arena,
	    slug_path(arena, "/category/", category.slug), request->query,
	    response);
}

static enum status
show_category(struct site *site, const struct request *request,
    struct arena *arena, const struct category *category,
    struct response *response)
{
	struct fill_page page = describe_page(site, request, "");
	struct fill_faq faq = {.front = &site->front};
	struct category *categories;
	struct entry *entries;
	enum status status;

	if (!set_pages(&page, category->entries, CATEGORY_PAGE))
		return page_not_found(site, request, arena, response);
	page.only = category;
	page.query = "";
	page.path = number_path(
	    arena, slug_path(arena, "/category/", category->slug), page.number);
	status = store_categories(site->store, arena, CATEGORIES_MAX,
	    &categories, &faq.category_count);
	if (status == ST_OK)
		status = store_list(site->store, arena, category->id,
		    (page.number - 1) * CATEGORY_PAGE, CATEGORY_PAGE, &entries,
		    &faq.entry_count);
	if (status != ST_OK)
		return status;
	faq.categories = categories;
	faq.entries = entries;
	set_kind(response, 200);
	return view_category(site->view, &page, &faq, &response->body);
}

enum status
page_category(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	const char *asked = request->path + strlen("/category/");
	const char *slug = plain_slug(arena, asked);
	const struct category *found;
	struct category category;
	enum status status =
	    find_category(site, arena, slug, &category, &found);

	if (status != ST_OK)
		return status;
	if (found == NULL)
		return redirect_like(site, request, arena, slug, response);
	if (strcmp(slug, asked) != 0)
		return redirect_to(site, request, arena,
		    slug_path(arena, "/category/", slug), request->query,
		    response);
	return show_category(site, request, arena, found, response);
}

/* --------------------------------------------------------------- answer */

/* The entries before and behind that one, where they are of its category. */
static enum status
find_neighbours(struct site *site, struct arena *arena,
    const struct entry *entry, struct view_answer *answer)
{
	int64_t id = entry->id;
	struct entry *list;
	size_t count;
	enum status status = store_list(site->store, arena, 0,
	    id > 2 ? (size_t)id - 2 : 0, 3, &list, &count);

	for (size_t i = 0; i < count; i++) {
		if (list[i].category != entry->category)
			continue;
		if (list[i].id == id - 1)
			answer->previous = &list[i];
		else if (list[i].id == id + 1)
			answer->next = &list[i];
	}
	return status;
}

static enum status
show_answer(struct site *site, const struct request *request,
    struct arena *arena, const struct entry *entry, struct response *response)
{
	const char *path = slug_path(arena, "/", entry->slug);
	struct fill_page page = describe_page(site, request, path);
	struct view_answer answer = {.entry = entry};
	struct category category;
	struct entry *related;
	enum status status =
	    store_category(site->store, arena, entry->category, &category);

	if (status == ST_OK)
		answer.category = &category;
	if (status == ST_OK || status == ST_NOT_FOUND)
		status = find_neighbours(site, arena, entry, &answer);
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

enum status
page_answer(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	const char *asked = request->path + 1;
	const char *slug = plain_slug(arena, asked);
	struct entry entry;
	enum status status = store_answer(site->store, arena, slug, &entry);

	if (status == ST_NOT_FOUND)
		return redirect_like(site, request, arena, slug, response);
	if (status == ST_MOVED || (status == ST_OK && strcmp(slug, asked) != 0))
		return redirect_to(site, request, arena,
		    slug_path(arena, "/", entry.slug), request->query,
		    response);
	if (status != ST_OK)
		return status;
	return show_answer(site, request, arena, &entry, response);
}

/* ------------------------------------------------------- the whole FAQ */

/* What a document needs of the entries. */
enum needs { NEEDS_NONE, NEEDS_HEADS, NEEDS_ALL, NEEDS_NEWEST, NEEDS_PAGE };

enum { WALK_STEP = 200 /* entries that are read at once */ };

/* A walk through all entries, whole or just their heads. */
struct walk {
	struct store *store;
	bool heads;
	struct arena arena; /* of those in hand */
	struct entry *entries;
	size_t count, at, before; /* before: of those in hand */
	enum status status;
};

static const struct entry *
next_entry(void *data, bool begin)
{
	struct walk *walk = data;

	if (begin)
		walk->before = walk->count = walk->at = 0;
	if (walk->at == walk->count && walk->status == ST_OK) {
		arena_free(&walk->arena);
		walk->before += walk->count;
		walk->at = 0;
		walk->status =
		    walk->heads
			? store_list(walk->store, &walk->arena, 0, walk->before,
			      WALK_STEP, &walk->entries, &walk->count)
			: store_all(walk->store, &walk->arena, walk->before,
			      WALK_STEP, &walk->entries, &walk->count);
		if (walk->arena.failed)
			walk->status = ST_MEMORY;
	}
	if (walk->status != ST_OK || walk->at == walk->count)
		return NULL;
	return &walk->entries[walk->at++];
}

enum { FEED_MAX = 50 /* entries of the feed */ };

static enum status
read_faq(struct site *site, struct arena *arena, enum needs needs, size_t skip,
    struct fill_faq *faq)
{
	struct category *categories;
	struct entry *entries = NULL;
	enum status status = store_categories(
	    site->store, arena, 0, &categories, &faq->category_count);

	if (status != ST_OK)
		return status;
	if (needs == NEEDS_PAGE)
		status = store_all(site->store, arena, skip, ALL_PAGE, &entries,
		    &faq->entry_count);
	else if (needs == NEEDS_NEWEST)
		status = store_newest(
		    site->store, arena, FEED_MAX, &entries, &faq->entry_count);
	faq->front = &site->front;
	faq->categories = categories;
	faq->entries = entries;
	return status;
}

/*
 * Whether HEAD is answered without the document: making one of many answers
 * only to count its bytes takes long, and RFC 9110, 9.3.2 lets us off. The feed
 * has its tag from its bytes.
 */
static bool
is_head_enough(const struct request *request, enum needs needs, size_t total)
{
	return request->method == METHOD_HEAD && needs != NEEDS_NONE &&
	       needs != NEEDS_NEWEST && total > ALL_PAGE;
}

/*
 * Answers with the document that make makes. One with all entries may become
 * large: then it goes into a file of var/ first.
 */
static enum status
show_faq(struct site *site, const struct request *request,
    const struct fill_page *page, struct arena *arena, enum needs needs,
    feeds_fn *make, struct response *response)
{
	struct walk walk = {
	    .store = site->store, .heads = needs == NEEDS_HEADS};
	struct fill_faq faq = {.walk = {next_entry, &walk}};
	size_t loose;
	enum status status = store_total(site->store, &faq.total, &loose);

	response->bodiless = is_head_enough(request, needs, faq.total);
	if (status != ST_OK || response->bodiless)
		return status;
	status =
	    read_faq(site, arena, needs, (page->number - 1) * ALL_PAGE, &faq);
	if (status == ST_OK && needs != NEEDS_NONE)
		spool_attach(&response->spool,
		    arena_printf(arena, "%s/var", site->home), &response->body);
	if (status == ST_OK)
		status = make(site->view, page, &faq, &response->body);
	if (status == ST_OK)
		status = walk.status;
	arena_free(&walk.arena);
	return status;
}

enum status
page_all(struct site *site, const struct request *request, struct arena *arena,
    struct response *response)
{
	struct fill_page page = describe_page(
	    site, request, number_path(arena, "/all", request->page));
	size_t total, loose;
	enum status status = store_total(site->store, &total, &loose);

	if (status != ST_OK)
		return status;
	if (!set_pages(&page, total, ALL_PAGE))
		return page_not_found(site, request, arena, response);
	page.query = "";
	set_kind(response, 200);
	return show_faq(
	    site, request, &page, arena, NEEDS_PAGE, view_all, response);
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
	return show_faq(site, request, &page, arena, needs, make, response);
}

enum status
page_sitemap(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	struct category *categories;
	size_t total, loose, count;
	enum status status = store_total(site->store, &total, &loose);

	if (status == ST_OK)
		status = store_categories(
		    site->store, arena, 0, &categories, &count);
	if (status != ST_OK)
		return status;
	if (request->page > feeds_sitemap_pages(total, count))
		return page_not_found(site, request, arena, response);
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

enum status
page_llms_full(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	return show_feed(site, request, arena, NEEDS_ALL, feeds_llms_full,
	    "text/plain; charset=utf-8", response);
}

enum status
page_markdown(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	const char *asked = request->path + 1;
	const char *slug =
	    plain_slug(arena, arena_copy(arena, asked, strcspn(asked, ".")));
	struct fill_page page = describe_page(site, request, "");
	struct entry entry;
	struct fill_faq faq = {
	    .front = &site->front, .entries = &entry, .entry_count = 1};
	enum status status = store_answer(site->store, arena, slug, &entry);

	if (status == ST_NOT_FOUND)
		return show_missing(site, request, arena,
		    arena_printf(arena, "/%s", slug), PAGE_MARKDOWN, response);
	if (status == ST_MOVED ||
	    (status == ST_OK && strncmp(slug, asked, strlen(slug)) != 0))
		return redirect_to(site, request, arena,
		    arena_printf(arena, "%s" PAGE_MARKDOWN,
			slug_path(arena, "/", entry.slug)),
		    request->query, response);
	if (status != ST_OK)
		return status;
	response->status = 200;
	response->type = "text/markdown; charset=utf-8";
	return feeds_markdown(site->view, &page, &faq, &response->body);
}

/* ---------------------------------------------------------- other pages */

enum status
page_suggest(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	struct fill_page page = describe_page(site, request, "");
	struct hits hits;
	enum status status = search_run(site->search, arena,
	    &(struct search_query){
		.words = request->q, .max = SUGGESTED_MAX, .typing = true},
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

/*
 * Whether this process has questions to show; cheap, as balancers ask every
 * second. "ok" also where the newest files have mistakes: what is shown then is
 * the last good state.
 */
enum status
page_health(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	bool fine = site->problem == SITE_FINE;

	(void)request;
	(void)arena;
	response->status = fine ? 200 : 503;
	response->type = "text/plain; charset=utf-8";
	response->secret = true;
	buffer_string(&response->body, fine ? "ok\n" : "no questions\n");
	return response->body.status;
}

enum status
page_not_found(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	return show_absent(
	    site, request, arena, 404, MESSAGE_NOT_FOUND, response);
}

enum status
page_not_allowed(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	struct fill_page page = describe_page(site, request, "");

	(void)arena;
	page.noindex = true;
	set_kind(response, request->method == METHOD_UNKNOWN ? 501 : 405);
	return view_message(
	    site->view, &page, MESSAGE_NOT_ALLOWED, NULL, &response->body);
}

enum status
page_refused(struct site *site, const struct request *request,
    struct arena *arena, struct response *response)
{
	static const int statuses[] = {
	    [FAULT_MALFORMED] = 400, [FAULT_LONG] = 414, [FAULT_LARGE] = 431};
	struct fill_page page = describe_page(site, request, "");

	(void)arena;
	page.noindex = true;
	page.query = "";
	set_kind(response, statuses[request->fault]);
	return view_message(
	    site->view, &page, MESSAGE_NOT_FOUND, NULL, &response->body);
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
		    : site->problem == SITE_BUSY    ? SETUP_BUSY
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
	set_kind(response, 503);
	if (view_message(site->view, &page, MESSAGE_FAILED, NULL,
		&response->body) == ST_OK)
		return ST_OK;
	response_free(response);
	response->status = 503;
	response->type = "text/plain; charset=utf-8";
	buffer_string(&response->body, plain);
	return ST_OK;
}
