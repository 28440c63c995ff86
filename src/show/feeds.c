/* SPDX-License-Identifier: ISC */
/* feeds.c - dictionaries for formats of machines. See feeds.h. */
#include "show/feeds.h"

#include <string.h>
#include <time.h>

#include "ctemplate/ctemplate.h"
#include "show/templates.h"

/* Begins a document; here INDEX_URL is absolute. */
static struct ct_dict *
begin_document(struct view *view, const struct fill_page *page)
{
	fill_begin(view->root, page, page->origin);
	return view->root;
}

/*
 * A document in the making whose entries come one at a time: ct_add_source
 * wants to know which is the last, so one is read ahead.
 */
struct feed {
	const struct fill_page *page;
	const struct fill_faq *faq;
	struct ct_dict *dict;  /* of the iteration in hand */
	struct ct_dict *inner; /* of one inside it, or NULL */
	const struct entry *ahead;
	int64_t category; /* in hand */
	size_t at, end;   /* of a sitemap: places, from 0 */
	const char *latest;
};

static void
read_ahead(struct feed *feed, bool begin)
{
	feed->ahead = feed->faq->walk.next(feed->faq->walk.data, begin);
}

/* Expands a document, one section of which the feed makes. */
static enum status
expand_feed(struct view *view, struct feed *feed, const char *file,
    const char *section, ct_next_fn *next, struct buffer *out)
{
	enum status status = ST_MEMORY;

	feed->dict = ct_dict_new_below(view->root);
	if (feed->dict != NULL)
		feed->inner = ct_dict_new_below(feed->dict);
	if (feed->inner != NULL) {
		ct_add_source(view->root, section, next, feed);
		status =
		    templates_expand(view->templates, file, view->root, out);
	}
	ct_dict_free(feed->inner);
	ct_dict_free(feed->dict);
	return status;
}

/* -------------------------------------------------------------- sitemap */

/* Pages in front of the categories: the index and all answers. */
enum { SITEMAP_FIRST = 2 };

size_t
feeds_sitemap_pages(size_t answers, size_t categories)
{
	size_t urls = SITEMAP_FIRST + categories + answers;
	size_t parts = (urls + SITEMAP_MAX - 1) / SITEMAP_MAX;

	return parts > 1 ? parts + 1 : 1;
}

/* One page of the site; in the order of the FAQ. */
static const struct ct_dict *
next_url(void *data, bool *last)
{
	struct feed *feed = data;
	const struct fill_faq *faq = feed->faq;
	size_t begin = SITEMAP_FIRST + faq->category_count;
	const char *path = "/", *slug = "", *updated = feed->latest;

	if (last == NULL) {
		feed->at = feed->page->number > 1
			       ? (feed->page->number - 2) * SITEMAP_MAX
			       : 0;
		feed->end = feed->at + SITEMAP_MAX;
		read_ahead(feed, true);
		for (size_t i = begin; i < feed->at && feed->ahead; i++)
			read_ahead(feed, false);
		return NULL;
	}
	if (feed->at >= feed->end || (feed->at >= begin && !feed->ahead))
		return NULL;
	if (feed->at == 1) {
		path = "/all";
	} else if (feed->at >= SITEMAP_FIRST && feed->at < begin) {
		path = "/category/";
		slug = faq->categories[feed->at - SITEMAP_FIRST].slug;
		updated = "";
	} else if (feed->at >= begin) {
		slug = feed->ahead->slug;
		updated = feed->ahead->updated;
	}
	ct_dict_reset(feed->dict);
	fill_address(feed->dict, feed->page, "URL", path, slug);
	fill_optional(feed->dict, "UPDATED", "HAS_UPDATED", updated);
	if (feed->at++ >= begin)
		read_ahead(feed, false);
	return feed->dict;
}

/* The last day on which an answer was updated, if any: 10 bytes at most. */
static void
find_latest(const struct fill_walk *walk, char latest[16])
{
	const struct entry *entry = walk->next(walk->data, true);

	latest[0] = '\0';
	for (; entry != NULL; entry = walk->next(walk->data, false))
		if (strcmp(entry->updated, latest) > 0)
			snprintf(latest, 16, "%s", entry->updated);
}

/* The index of sitemaps. */
static enum status
list_sitemaps(struct view *view, const struct fill_page *page, size_t pages,
    struct buffer *out)
{
	struct ct_dict *dict;
	char path[40];

	for (size_t i = 2; i <= pages; i++) {
		dict = ct_add_section(view->root, "SITEMAP");
		snprintf(path, sizeof(path), "/sitemap.xml?page=%zu", i);
		fill_address(dict, page, "URL", path, "");
	}
	return templates_expand(
	    view->templates, "sitemaps.xml", view->root, out);
}

enum status
feeds_sitemap(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	struct feed feed = {.page = page, .faq = faq};
	char latest[16];
	size_t pages = feeds_sitemap_pages(faq->total, faq->category_count);

	begin_document(view, page);
	if (pages > 1 && page->number == 1)
		return list_sitemaps(view, page, pages, out);
	find_latest(&faq->walk, latest);
	feed.latest = latest;
	return expand_feed(view, &feed, "sitemap.xml", "PAGE", next_url, out);
}

/* ----------------------------------------------------------------- atom */

enum { DATE_SIZE = sizeof("YYYY-MM-DDThh:mm:ssZ") };

/* Writes a date of RFC 3339: the day that was given, or else the time. */
static void
format_date(char date[DATE_SIZE], const char *updated, int64_t time)
{
	const int64_t last = INT64_C(253402300799); /* of the year 9999 */
	time_t seconds = (time_t)(time < 0 ? 0 : time > last ? last : time);
	struct tm parts;

	if (*updated != '\0' || gmtime_r(&seconds, &parts) == NULL)
		snprintf(date, DATE_SIZE, "%.10sT00:00:00Z",
		    *updated != '\0' ? updated : "1970-01-01");
	else
		strftime(date, DATE_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

/* Sets an entry's id, made of the oldest link that leads to it. */
static void
fill_id(struct ct_dict *dict, const struct fill_page *page,
    const struct entry *entry)
{
	size_t len = strcspn(entry->aka, " ");
	char oldest[100]; /* more than a slug may have */

	snprintf(oldest, sizeof(oldest), "%.*s", (int)len, entry->aka);
	fill_address(dict, page, "ID", "/", len > 0 ? oldest : entry->slug);
}

static void
add_atom_entry(struct ct_dict *root, const struct fill_page *page,
    const struct entry *entry, const struct category *category,
    const char *date)
{
	struct ct_dict *dict = ct_add_section(root, "ENTRY");

	ct_set(dict, "QUESTION", entry->question);
	ct_set(dict, "UPDATED", date);
	fill_id(dict, page, entry);
	fill_address(dict, page, "URL", "/", entry->slug);
	fill_html_absolute(
	    dict, page, "ANSWER_HTML", entry->answer_html, entry->slug);
	if (category != NULL) {
		ct_set(dict, "CATEGORY_SLUG", category->slug);
		fill_optional(
		    dict, "CATEGORY_TITLE", "HAS_CATEGORY", category->title);
	}
}

enum status
feeds_atom(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	struct ct_dict *root = begin_document(view, page);
	const struct config *config = page->config;
	char latest[DATE_SIZE] = "", date[DATE_SIZE];

	for (size_t i = 0; i < faq->entry_count; i++) {
		const struct entry *entry = &faq->entries[i];

		format_date(date, entry->updated, entry->time);
		if (strcmp(date, latest) > 0)
			memcpy(latest, date, sizeof(date));
		add_atom_entry(
		    root, page, entry, fill_category(faq, entry), date);
	}
	if (faq->entry_count == 0)
		format_date(latest, "", faq->front->time);
	ct_set(root, "UPDATED", latest);
	ct_set(root, "AUTHOR",
	    *config->site_name != '\0' ? config->site_name : page->faq_title);
	return templates_expand(view->templates, "feed.atom", root, out);
}

/* ----------------------------------------------------------- opensearch */

enum {
	LONG_NAME_MAX = 48, /* characters; both of OpenSearch 1.1 */
	DESCRIPTION_MAX = 1024,
	SUMMARY_MAX = 200 /* of an answer in llms.txt */
};

enum status
feeds_opensearch(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	struct ct_dict *root = begin_document(view, page);
	const char *intro = faq->front->intro_text;

	fill_short_name(root, page);
	fill_cut(root, "LONG_NAME", page->faq_title, LONG_NAME_MAX);
	fill_cut(root, "DESCRIPTION", *intro != '\0' ? intro : page->faq_title,
	    DESCRIPTION_MAX);
	return templates_expand(view->templates, "opensearch.xml", root, out);
}

/* ----------------------------------------------------------------- json */

/* Adds a section for each of the old slugs, which a space parts. */
static void
add_aliases(struct ct_dict *dict, const char *aka)
{
	for (size_t len; *aka != '\0'; aka += len + (aka[len] != '\0')) {
		len = strcspn(aka, " ");
		ct_set_bytes(ct_add_section(dict, "AKA"), "SLUG", aka, len);
	}
}

static const struct ct_dict *
next_json(void *data, bool *last)
{
	struct feed *feed = data;
	const struct entry *entry = feed->ahead;
	const struct category *category;
	struct ct_dict *dict = feed->dict;

	if (last == NULL || entry == NULL) {
		read_ahead(feed, true);
		return NULL;
	}
	category = fill_category(feed->faq, entry);
	ct_dict_reset(dict);
	ct_set(dict, "SLUG", entry->slug);
	ct_set(dict, "QUESTION", entry->question);
	ct_set(dict, "ANSWER_TEXT", entry->answer_text);
	ct_set(dict, "KEYWORDS", entry->keywords);
	fill_address(dict, feed->page, "URL", "/", entry->slug);
	fill_html_absolute(
	    dict, feed->page, "ANSWER_HTML", entry->answer_html, entry->slug);
	add_aliases(dict, entry->aka);
	if (*entry->updated == '\0')
		ct_show(dict, "NO_UPDATED");
	fill_optional(dict, "UPDATED", "HAS_UPDATED", entry->updated);
	if (category == NULL)
		ct_show(dict, "NO_CATEGORY");
	else
		fill_optional(
		    dict, "CATEGORY_SLUG", "HAS_CATEGORY", category->slug);
	read_ahead(feed, false);
	*last = feed->ahead == NULL;
	return dict;
}

enum status
feeds_json(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	struct ct_dict *root = begin_document(view, page), *dict;
	struct feed feed = {.page = page, .faq = faq};

	fill_html_absolute(
	    root, page, "INTRO_HTML", faq->front->intro_html, "");
	fill_html_absolute(
	    root, page, "CLOSING_HTML", faq->front->closing_html, "");
	for (size_t i = 0; i < faq->category_count; i++) {
		dict = ct_add_section(root, "CATEGORY");
		ct_set(dict, "CATEGORY_SLUG", faq->categories[i].slug);
		ct_set(dict, "CATEGORY_TITLE", faq->categories[i].title);
		fill_html_absolute(dict, page, "CATEGORY_INTRO_HTML",
		    faq->categories[i].intro_html, "");
	}
	return expand_feed(view, &feed, "faq.json", "ENTRY", next_json, out);
}

/* ----------------------------------------------------------------- llms */

/* An entry of the category in hand. */
static const struct ct_dict *
next_in_category(void *data, bool *last)
{
	struct feed *feed = data;
	const struct entry *entry = feed->ahead;
	struct ct_dict *dict = feed->inner;

	if (last == NULL || entry == NULL || entry->category != feed->category)
		return NULL;
	ct_dict_reset(dict);
	ct_set(dict, "QUESTION", entry->question);
	fill_address(dict, feed->page, "URL", "/", entry->slug);
	fill_cut(dict, "SUMMARY", entry->answer_text, SUMMARY_MAX);
	if (*entry->answer_text != '\0')
		ct_show(dict, "HAS_SUMMARY");
	read_ahead(feed, false);
	*last = feed->ahead == NULL || feed->ahead->category != feed->category;
	return dict;
}

/* Whether a category behind that one, 0: in front of all, has an entry. */
static bool
has_category_behind(const struct fill_faq *faq, int64_t id)
{
	bool behind = id == 0;

	for (size_t i = 0; i < faq->category_count; i++) {
		if (behind && faq->categories[i].entries > 0)
			return true;
		behind = behind || faq->categories[i].id == id;
	}
	return false;
}

static const struct ct_dict *
next_category(void *data, bool *last)
{
	struct feed *feed = data;
	const struct category *category;

	if (last == NULL) {
		read_ahead(feed, true);
		feed->category = -1;
		return NULL;
	}
	/* what a template did not show */
	while (feed->ahead != NULL && feed->ahead->category == feed->category)
		read_ahead(feed, false);
	if (feed->ahead == NULL)
		return NULL;
	category = fill_category(feed->faq, feed->ahead);
	feed->category = feed->ahead->category;
	*last = !has_category_behind(feed->faq, feed->category);
	ct_dict_reset(feed->dict);
	if (category == NULL)
		ct_show(feed->dict, "NO_CATEGORY");
	else
		fill_optional(feed->dict, "CATEGORY_TITLE", "HAS_CATEGORY",
		    category->title);
	ct_add_source(feed->dict, "ENTRY", next_in_category, feed);
	return feed->dict;
}

enum status
feeds_llms(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	struct feed feed = {.page = page, .faq = faq};

	fill_optional(begin_document(view, page), "INTRO_TEXT", "HAS_INTRO",
	    faq->front->intro_text);
	return expand_feed(
	    view, &feed, "llms.txt", "CATEGORY", next_category, out);
}

/* ------------------------------------------------------------- Markdown */

/* An answer as answer.md, which is a document or a part of one. */
static void
add_markdown(struct ct_dict *dict, const struct fill_page *page,
    const struct entry *entry)
{
	ct_set(dict, "QUESTION", entry->question);
	fill_markdown(dict, page, "ANSWER_MARKDOWN", entry->answer_markdown);
	fill_optional(dict, "UPDATED", "HAS_UPDATED", entry->updated);
	fill_address(dict, page, "URL", "/", entry->slug);
}

enum status
feeds_markdown(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	add_markdown(begin_document(view, page), page, &faq->entries[0]);
	return templates_expand(view->templates, "answer.md", view->root, out);
}

static const struct ct_dict *
next_markdown(void *data, bool *last)
{
	struct feed *feed = data;

	if (last == NULL || feed->ahead == NULL) {
		read_ahead(feed, true);
		return NULL;
	}
	ct_dict_reset(feed->dict);
	add_markdown(ct_add_include(feed->dict, "ANSWER", "answer.md"),
	    feed->page, feed->ahead);
	read_ahead(feed, false);
	*last = feed->ahead == NULL;
	return feed->dict;
}

enum status
feeds_llms_full(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	struct feed feed = {.page = page, .faq = faq};

	fill_optional(begin_document(view, page), "INTRO_TEXT", "HAS_INTRO",
	    faq->front->intro_text);
	return expand_feed(
	    view, &feed, "llms-full.txt", "ENTRY", next_markdown, out);
}
