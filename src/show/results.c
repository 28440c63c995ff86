/* SPDX-License-Identifier: ISC */
/* results.c - the pages of view.h that list hits. */
#include <string.h>

#include "base/text.h"
#include "ctemplate/ctemplate.h"
#include "show/frame.h"
#include "show/view.h"

/* One part of a marked text a section: TEXT, then the MATCH behind it. */
static void
add_marked(struct ct_dict *dict, const char *section, const char *marked)
{
	static const char on[] = {MARK_ON, '\0'}, off[] = {MARK_OFF, '\0'};

	while (*marked != '\0') {
		struct ct_dict *part = ct_add_section(dict, section);
		size_t len = strcspn(marked, on);

		ct_set_bytes(part, "TEXT", marked, len);
		marked += len;
		if (*marked == '\0')
			break;
		marked++;
		len = strcspn(marked, off);
		ct_set_bytes(
		    ct_add_section(part, "MARKED"), "MATCH", marked, len);
		marked += len + (marked[len] != '\0');
	}
}

/* A snippet, whose ellipses are no words of the answer. */
static void
add_snippet(struct ct_dict *hit, const char *snippet)
{
	static const char dots[] = "\xe2\x80\xa6";
	const size_t size = strlen(dots);
	struct ct_dict *dict;
	struct buffer text = {0};
	size_t len;

	if (*snippet == '\0')
		return;
	dict = ct_add_section(hit, "SNIPPET");
	if (strncmp(snippet, dots, size) == 0) {
		ct_show(dict, "CUT_BEFORE");
		snippet += size;
	}
	len = strlen(snippet);
	if (len >= size && strcmp(snippet + len - size, dots) == 0) {
		ct_show(dict, "CUT_BEHIND");
		len -= size;
	}
	buffer_add(&text, snippet, len);
	if (text.status != ST_OK)
		ct_dict_fail(dict);
	else if (len > 0)
		add_marked(dict, "SNIPPET_PART", text.data);
	buffer_free(&text);
}

/* Where the page of a hit stands below the base, before its slug. */
static const char *
hit_folder(const struct hit *hit)
{
	return hit->intro && *hit->slug != '\0' ? "/category/" : "/";
}

/* Sets what a hit is called, where it leads, and its category. */
static void
set_hit(
    struct ct_dict *dict, const struct fill_page *page, const struct hit *hit)
{
	fill_link(dict, page, "URL", hit_folder(hit), hit->slug);
	add_marked(dict, "TITLE_PART", hit->question);
	fill_optional(dict, "CATEGORY_TITLE", "HAS_CATEGORY", hit->category);
}

static void
add_hit(
    struct ct_dict *list, const struct fill_page *page, const struct hit *hit)
{
	struct ct_dict *dict = ct_add_section(list, "HIT");

	set_hit(dict, page, hit);
	if (hit->intro)
		ct_show(dict, "INTRO");
	add_snippet(dict, hit->snippet);
}

/* Adds the hits from that one on as a list, and introductions behind them. */
static void
add_hits(struct ct_dict *content, const struct fill_page *page,
    const struct hits *hits, size_t first)
{
	struct ct_dict *list;

	if (hits->count <= first && hits->intro_count == 0)
		return;
	list = ct_add_include(content, "HITS", "hits.tpl");
	for (size_t i = first; i < hits->count; i++)
		add_hit(list, page, &hits->list[i]);
	for (size_t i = 0; i < hits->intro_count; i++)
		add_hit(list, page, &hits->intros[i]);
}

/* Adds the one hit that is clear, with its whole answer. */
static void
add_clear(struct ct_dict *content, const struct fill_page *page,
    const struct hit *hit, const struct entry *entry)
{
	struct ct_dict *clear = ct_add_section(content, "CLEAR");

	set_hit(clear, page, hit);
	fill_html(
	    clear, page, "ANSWER_HTML", "HAS_ANSWER", entry->answer_html, 1);
}

static void
add_nearest(struct ct_dict *content, const struct fill_page *page,
    const struct hits *nearest)
{
	if (nearest->count == 0)
		return;
	ct_show(content, "NEAREST");
	add_hits(content, page, nearest, 0);
}

/* Sets the link of a search; category may be NULL. */
static void
set_search_url(struct ct_dict *dict, const struct fill_page *page,
    const char *name, const struct category *category, bool exact)
{
	struct buffer url = {0};

	buffer_string(&url, page->base);
	fill_search(&url, page->query, category, exact, 1);
	fill_text(dict, name, &url);
}

/* How many of the hits are in the category. */
static uint32_t
count_in(const struct hits *hits, const struct category *category)
{
	return (uint64_t)category->id < hits->category_count
		   ? hits->by_category[category->id]
		   : 0;
}

enum { FILTERS_LEAST = 10 /* hits; fewer are looked through at once */ };

/* Whether it makes a difference to look in one category. */
static bool
has_choice(const struct fill_page *page, const struct view_results *results)
{
	size_t with_hits = 0, hits = 0;

	for (size_t i = 0; i < results->category_count; i++) {
		uint32_t count =
		    count_in(results->hits, &results->categories[i]);

		with_hits += count > 0;
		hits += count;
	}
	return hits >= FILTERS_LEAST &&
	       with_hits > (page->only != NULL ? 0 : 1);
}

/* What was found in each category, as links that filter. */
static void
add_filters(struct view *view, struct ct_dict *content,
    const struct fill_page *page, const struct view_results *results)
{
	struct ct_dict *filters, *filter, *name;

	if (!has_choice(page, results))
		return;
	filters = ct_add_section(content, "FILTERS");
	for (size_t i = 0; i < results->category_count; i++) {
		const struct category *category = &results->categories[i];
		uint32_t count = count_in(results->hits, category);
		bool current =
		    page->only != NULL && page->only->id == category->id;

		if (count == 0)
			continue;
		filter = ct_add_section(filters, "FILTER");
		ct_set(filter, "CATEGORY_TITLE", category->title);
		ct_set_int(filter, "COUNT", count);
		frame_say(view, filter, "COUNT_OF", "T_COUNT", count, NULL);
		name = ct_add_section(filter, current ? "CURRENT" : "OTHER");
		set_search_url(name, page, "URL", category, results->exact);
	}
}

/* Adds what may have been meant, as links. */
static void
add_offers(struct ct_dict *content, const struct fill_page *page,
    const struct hits *hits)
{
	struct fill_page other = *page;
	struct ct_dict *offers, *offer;

	if (hits->offer_count == 0)
		return;
	offers = ct_add_section(content, "OFFERS");
	for (size_t i = 0; i < hits->offer_count; i++) {
		offer = ct_add_section(offers, "OFFER");
		other.query = hits->offers[i];
		set_search_url(offer, &other, "URL", page->only, false);
		ct_set(offer, "OFFERED_QUERY", hits->offers[i]);
	}
}

/* How many were found, and what was looked for. */
static void
set_outcome(struct view *view, struct ct_dict *content,
    const struct fill_page *page, const struct view_results *results)
{
	const struct hits *hits = results->hits;
	struct ct_dict *corrected;

	frame_say(view, content, "FOUND",
	    hits->total > 0         ? "T_FOUND"
	    : hits->intro_count > 0 ? "T_FOUND_INTRO"
				    : "T_FOUND_NONE",
	    hits->total, &(struct strings_part){"words", page->query});
	if (hits->total > hits->count)
		ct_show(content, "NARROW");
	if (*hits->corrected != '\0') {
		corrected = ct_add_section(content, "CORRECTED");
		ct_set(corrected, "CORRECTED_QUERY", hits->corrected);
		set_search_url(corrected, page, "EXACT_URL", page->only, true);
	}
	add_offers(content, page, hits);
	if (page->only != NULL) {
		fill_optional(
		    content, "CATEGORY_TITLE", "FILTERED", page->only->title);
		set_search_url(content, page, "ALL_URL", NULL, results->exact);
	}
}

/* Adds the way to further hits. */
static void
add_result_pages(struct view *view, struct ct_dict *content,
    const struct fill_page *page, bool exact)
{
	struct buffer path = {0};

	fill_search(&path, page->query, page->only, exact, 1);
	if (path.status == ST_OK)
		frame_pages(view, content, page, path.data);
	else
		ct_dict_fail(content);
	buffer_free(&path);
}

/* Nothing was found: whom to ask, and where to look. */
static void
add_help(struct ct_dict *content, const struct fill_page *page,
    const struct view_results *results)
{
	struct ct_dict *topics, *topic;

	ct_show(content, "NONE");
	frame_contact(content, page->config);
	if (results->category_count == 0)
		return;
	topics = ct_add_section(content, "TOPICS");
	for (size_t i = 0; i < results->category_count; i++) {
		const struct category *category = &results->categories[i];

		topic = ct_add_section(topics, "TOPIC");
		fill_link(topic, page, "URL", "/category/", category->slug);
		ct_set(topic, "CATEGORY_TITLE", category->title);
	}
}

enum status
view_results(struct view *view, const struct fill_page *page,
    const struct view_results *results, struct buffer *out)
{
	const struct hits *hits = results->hits;
	struct buffer title = {0};
	struct ct_dict *content;
	unsigned look = FRAME_SEARCH | FRAME_LISTING;
	bool any = hits->total + hits->intro_count > 0;

	if (any)
		look |= FRAME_CONTACT; /* else it comes first */
	buffer_printf(&title, "%s (%zu)", page->query,
	    hits->total > 0 ? hits->total : hits->intro_count);
	content = frame_begin(view, page,
	    title.status == ST_OK ? title.data : "", "results.tpl", look);
	if (title.status != ST_OK)
		ct_dict_fail(content);
	buffer_free(&title);
	set_outcome(view, content, page, results);
	add_filters(view, content, page, results);
	if (!any)
		add_help(content, page, results);
	if (results->clear != NULL)
		add_clear(content, page, &hits->list[0], results->clear);
	add_hits(content, page, hits, results->clear != NULL ? 1 : 0);
	add_nearest(content, page, results->nearest);
	add_result_pages(view, content, page, results->exact);
	return frame_end(view, out);
}

/* Sets a marked text without its marks. */
static void
set_unmarked(struct ct_dict *dict, const char *name, const char *marked)
{
	struct buffer plain = {0};

	for (; *marked != '\0'; marked++)
		if (*marked != MARK_ON && *marked != MARK_OFF)
			buffer_char(&plain, *marked);
	fill_text(dict, name, &plain);
}

static void
add_suggestion(
    struct view *view, const struct fill_page *page, const struct hit *hit)
{
	struct ct_dict *text = ct_add_section(view->root, "HIT");
	struct ct_dict *link = ct_add_section(view->root, "LINK");

	set_unmarked(text, "QUESTION", hit->question);
	fill_address(link, page, "URL", hit_folder(hit), hit->slug);
}

enum status
view_suggest(struct view *view, const struct fill_page *page,
    const struct hits *hits, struct buffer *out)
{
	fill_begin(view->root, page, page->origin);
	for (size_t i = 0; i < hits->count; i++)
		add_suggestion(view, page, &hits->list[i]);
	for (size_t i = 0; i < hits->intro_count; i++)
		add_suggestion(view, page, &hits->intros[i]);
	return templates_expand(
	    view->templates, "suggest.json", view->root, out);
}

enum status
view_message(struct view *view, const struct fill_page *page,
    enum view_message which, const struct hits *nearest, struct buffer *out)
{
	static const char *const sections[] = {
	    [MESSAGE_NOT_FOUND] = "NOT_FOUND",
	    [MESSAGE_GONE] = "GONE",
	    [MESSAGE_NOT_ALLOWED] = "NOT_ALLOWED",
	    [MESSAGE_FAILED] = "FAILED",
	};
	struct ct_dict *content = frame_begin(view, page, "", "message.tpl",
	    which == MESSAGE_NOT_FOUND || which == MESSAGE_GONE
		? FRAME_SEARCH | FRAME_CONTACT
		: FRAME_CONTACT);

	ct_show(view->root, sections[which]); /* for the title */
	ct_show(content, sections[which]);
	if (nearest != NULL)
		add_nearest(content, page, nearest);
	return frame_end(view, out);
}
