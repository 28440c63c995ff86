/* SPDX-License-Identifier: ISC */
/* view.c - dictionaries and templates. See view.h. */
#include "show/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ctemplate/ctemplate.h"
#include "show/templates.h"

/*
 * Every name that is set below, in feeds.c and in fill.c, for faq.cgi check.
 * What stands inside a section may be used there only; it is empty elsewhere.
 */
static const struct template_names names[] = {
    {NULL, "BI_SPACE BI_NEWLINE INDEX_URL LANGUAGE FAQ_TITLE QUERY", "", ""},
    {"page.tpl", "PAGE_TITLE SITE_NAME SITE_URL CONTACT_URL FOOTER",
	"HAS_PAGE_TITLE HAS_SITE HAS_CONTACT HAS_TOP HAS_BRAND HAS_FOOTER RTL "
	"ALL_ANSWERS NOT_FOUND NOT_ALLOWED FAILED",
	"HEAD STYLE CONTENT"},
    {"head.tpl",
	"DESCRIPTION CANONICAL SHORT_NAME OG_TITLE OG_TYPE OG_SITE UPDATED",
	"HAS_DESCRIPTION HAS_CANONICAL HAS_UPDATED NOINDEX OPEN_GRAPH "
	"ALL_ANSWERS GRAPH",
	"LINKED_DATA"},
    {"breadcrumb.json", "POSITION NAME URL", "ITEM HAS_URL", ""},
    {"faqpage.json", "QUESTION URL ANSWER_TEXT", "ENTRY", ""},
    {"search.tpl", "CATEGORY_SLUG CATEGORY_TITLE", "EVERYWHERE IN_CATEGORY",
	""},
    {"search.js", "", "", ""},
    {"style.css", "ACCENT", "", ""},
    {"date.tpl", "ISO_DATE DAY YEAR",
	"MONTH_01 MONTH_02 MONTH_03 MONTH_04 MONTH_05 MONTH_06 MONTH_07 "
	"MONTH_08 MONTH_09 MONTH_10 MONTH_11 MONTH_12",
	""},
    {"index.tpl",
	"INTRO_HTML CLOSING_HTML CATEGORY_SLUG CATEGORY_TITLE COUNT "
	"CATEGORY_INTRO_HTML URL QUESTION",
	"WHOLE HAS_ALL HAS_INTRO HAS_CLOSING FILTERED EMPTY CONTENTS "
	"CONTENTS_ITEM "
	"CATEGORY HAS_TITLE HAS_CATEGORY_INTRO ENTRY",
	"SEARCH"},
    {"answer.tpl", "QUESTION ANSWER_HTML CATEGORY_TITLE CATEGORY_URL URL",
	"HAS_ANSWER HAS_UPDATED HAS_CATEGORY HAS_RELATED RELATED HAS_STEPS "
	"PREVIOUS NEXT",
	"SEARCH DATE"},
    {"all.tpl",
	"INTRO_HTML CLOSING_HTML CATEGORY_SLUG CATEGORY_TITLE "
	"CATEGORY_INTRO_HTML URL SLUG LEVEL QUESTION ANSWER_HTML",
	"HAS_INTRO HAS_CLOSING EMPTY HAS_ENTRIES CATEGORY HAS_TITLE "
	"HAS_CATEGORY_INTRO ENTRY HAS_ANSWER HAS_UPDATED",
	"SEARCH DATE"},
    {"hits.tpl", "URL TEXT MATCH CATEGORY_TITLE",
	"HIT TITLE_PART SNIPPET SNIPPET_PART MARKED HAS_CATEGORY", ""},
    {"results.tpl",
	"COUNT SHOWN CATEGORY_TITLE ALL_URL URL CORRECTED_QUERY EXACT_URL "
	"OFFERED_QUERY CONTACT_URL",
	"NONE ONE MANY MORE FILTERED NEAREST CORRECTED OFFERS OFFER FILTERS "
	"FILTER CURRENT OTHER HAS_CONTACT",
	"SEARCH HITS"},
    {"suggest.json", "QUESTION URL", "HIT LINK", ""},
    {"sitemap.xml", "URL UPDATED", "PAGE HAS_UPDATED", ""},
    {"feed.atom",
	"UPDATED AUTHOR QUESTION ID URL CATEGORY_SLUG CATEGORY_TITLE "
	"ANSWER_HTML",
	"ENTRY HAS_CATEGORY", ""},
    {"opensearch.xml", "SHORT_NAME LONG_NAME DESCRIPTION", "", ""},
    {"faq.json",
	"INTRO_HTML CLOSING_HTML CATEGORY_SLUG CATEGORY_TITLE "
	"CATEGORY_INTRO_HTML SLUG URL QUESTION ANSWER_HTML ANSWER_TEXT "
	"KEYWORDS UPDATED",
	"CATEGORY ENTRY AKA HAS_CATEGORY NO_CATEGORY HAS_UPDATED NO_UPDATED",
	""},
    {"llms.txt", "INTRO_TEXT CATEGORY_TITLE QUESTION URL SUMMARY",
	"HAS_INTRO CATEGORY HAS_CATEGORY NO_CATEGORY ENTRY HAS_SUMMARY", ""},
    {"message.tpl", "", "NOT_FOUND NOT_ALLOWED FAILED NEAREST", "SEARCH HITS"},
    {"setup.tpl", "PROGRAM_NAME HOME_NAME WHAT TEXT LINES LEVEL",
	"NO_HOME NO_PATH NO_DATA BAD_DATA FINDING HAS_LINES", ""},
    {"doctor.tpl", "LEVEL WHAT TEXT LINES HOME_PATH",
	"FINDING HAS_LINES HAS_HOME_PATH", ""},
    {"doctor.js", "", "", ""},
};

struct view *
view_new(const char *folder)
{
	struct view *view = calloc(1, sizeof(*view));

	if (view == NULL)
		return NULL;
	view->templates = templates_new(folder);
	view->root = ct_dict_new();
	if (view->templates == NULL || view->root == NULL) {
		view_free(view);
		return NULL;
	}
	return view;
}

void
view_free(struct view *view)
{
	if (view == NULL)
		return;
	templates_free(view->templates);
	ct_dict_free(view->root);
	free(view);
}

bool
view_refresh(struct view *view)
{
	return templates_refresh(view->templates);
}

void
view_check(const char *folder, struct report *report)
{
	templates_check(folder, names, COUNT(names), report);
}

/* --------------------------------------------------------- dictionaries */

/* Begins what machines read of a page; see head.tpl. */
static void
begin_head(struct view *view, const struct fill_page *page, const char *title)
{
	struct ct_dict *head = ct_add_include(view->root, "HEAD", "head.tpl");
	const char *site = page->config->site_name;

	view->head = head;
	fill_cut(head, "SHORT_NAME", page->faq_title, SHORT_NAME_MAX);
	if (page->noindex)
		ct_show(head, "NOINDEX");
	if (*page->path != '\0' && fill_knows_host(page)) {
		fill_address(head, page, "CANONICAL", page->path, "");
		ct_show(head, "HAS_CANONICAL");
	}
	if (*page->path != '\0' && !page->noindex)
		ct_show(head, "OPEN_GRAPH");
	ct_set(head, "OG_TITLE", *title != '\0' ? title : page->faq_title);
	ct_set(head, "OG_TYPE", "website");
	ct_set(head, "OG_SITE", *site != '\0' ? site : page->faq_title);
}

/* Adds a document of JSON-LD to the head; returns its dictionary. */
static struct ct_dict *
add_linked_data(struct view *view, const char *file)
{
	struct ct_dict *graph = ct_add_section(view->head, "GRAPH");

	return ct_add_include(graph, "LINKED_DATA", file);
}

/* Adds the search form, which stays in the category that is shown. */
static void
add_search(struct ct_dict *content, const struct fill_page *page)
{
	struct ct_dict *search =
	    ct_add_include(content, "SEARCH", "search.tpl");

	if (page->only == NULL) {
		ct_show(search, "EVERYWHERE");
		return;
	}
	ct_set(search, "CATEGORY_SLUG", page->only->slug);
	fill_optional(
	    search, "CATEGORY_TITLE", "IN_CATEGORY", page->only->title);
}

/*
 * Begins a page: the frame's values, of which those that its parts need too
 * are template-globals. title: the page's own, "" for that of the FAQ.
 * Returns the dictionary of its CONTENT, which file renders.
 */
static struct ct_dict *
begin_page(struct view *view, const struct fill_page *page, const char *title,
    const char *file)
{
	const struct config *config = page->config;
	struct ct_dict *root = view->root, *content;

	fill_begin(root, page, "");
	if (*config->site_url != '\0') {
		ct_set(root, "SITE_NAME",
		    *config->site_name != '\0' ? config->site_name
					       : config->site_url);
		fill_optional(root, "SITE_URL", "HAS_SITE", config->site_url);
	}
	fill_optional(root, "CONTACT_URL", "HAS_CONTACT", config->contact_url);
	begin_head(view, page, title);
	if (strcmp(page->path, "/") != 0) /* the index has it as its heading */
		ct_show(root, "HAS_BRAND");
	if (strcmp(page->path, "/") != 0 || *config->site_url != '\0')
		ct_show(root, "HAS_TOP");
	fill_optional(root, "FOOTER", "HAS_FOOTER", config->footer);
	if (text_is_rtl(config->language))
		ct_show(root, "RTL");
	fill_optional(root, "PAGE_TITLE", "HAS_PAGE_TITLE", title);
	ct_set(ct_add_include(root, "STYLE", "style.css"), "ACCENT",
	    config->accent);
	content = ct_add_include(root, "CONTENT", file);
	add_search(content, page);
	return content;
}

static enum status
end_page(struct view *view, struct buffer *out)
{
	return templates_expand(view->templates, "page.tpl", view->root, out);
}

enum {
	DESCRIPTION_MAX = 160, /* characters; search engines show fewer */
	DESCRIPTION_LEAST = 70 /* bytes that may tell an answer from others */
};

/* Sets the description, and frees the text. */
static void
set_description(struct view *view, struct buffer *text)
{
	if (text->status != ST_OK) {
		ct_dict_fail(view->head);
	} else if (text->len > 0) {
		fill_cut(
		    view->head, "DESCRIPTION", text->data, DESCRIPTION_MAX);
		ct_show(view->head, "HAS_DESCRIPTION");
	}
	buffer_free(text);
}

static void
describe_text(struct view *view, const char *string)
{
	struct buffer text = {0};

	buffer_string(&text, string);
	set_description(view, &text);
}

/* Many answers begin with the same words; their questions are never alike. */
static void
describe_answer(struct view *view, const struct entry *entry)
{
	struct buffer text = {0};

	if (strlen(entry->answer_text) < DESCRIPTION_LEAST)
		buffer_printf(&text, "%s ", entry->question);
	buffer_string(&text, entry->answer_text);
	set_description(view, &text);
}

/* The page by its questions, of which the first ones fit. */
static void
describe_questions(struct view *view, const char *title,
    const struct entry *entries, size_t count)
{
	struct buffer text = {0};

	if (*title != '\0')
		buffer_printf(&text, "%s:", title);
	for (size_t i = 0; i < count && text.len <= 4 * DESCRIPTION_MAX; i++)
		buffer_printf(&text, "%s%s", text.len > 0 ? " " : "",
		    entries[i].question);
	set_description(view, &text);
}

/* ---------------------------------------------------------------- index */

/* Adds a section that links to an entry. */
static void
add_entry(struct ct_dict *dict, const char *section,
    const struct fill_page *page, const struct entry *entry)
{
	struct ct_dict *link = ct_add_section(dict, section);

	fill_link(link, page, "URL", "/", entry->slug);
	ct_set(link, "QUESTION", entry->question);
}

/* headed: the category gets a heading, and those in its text go below it. */
static struct ct_dict *
add_category(struct ct_dict *content, const struct fill_page *page,
    const struct category *category, bool headed)
{
	struct ct_dict *section = ct_add_section(content, "CATEGORY");

	if (category == NULL)
		return section;
	if (headed)
		ct_show(section, "HAS_TITLE");
	ct_set(section, "CATEGORY_SLUG", category->slug);
	ct_set(section, "CATEGORY_TITLE", category->title);
	fill_html(section, page, "CATEGORY_INTRO_HTML", "HAS_CATEGORY_INTRO",
	    category->intro_html, headed ? 1 : 0);
	return section;
}

/* Adds a line of the table of contents. */
static void
add_contents(
    struct ct_dict *contents, const struct category *category, size_t count)
{
	struct ct_dict *item = ct_add_section(contents, "CONTENTS_ITEM");

	ct_set(item, "CATEGORY_SLUG", category->slug);
	ct_set(item, "CATEGORY_TITLE", category->title);
	ct_set_int(item, "COUNT", (long long)count);
}

/* How many entries from the first on are of the same category. */
static size_t
count_alike(const struct entry *entries, size_t count)
{
	size_t n = 1;

	while (n < count && entries[n].category == entries[0].category)
		n++;
	return n;
}

/*
 * The entries are in the FAQ's order; what is in no category comes first. In
 * the whole index each category gets a heading, and the page its contents.
 */
static void
add_entries(struct ct_dict *content, const struct fill_page *page,
    const struct fill_faq *faq)
{
	const bool headed = page->only == NULL;
	const struct entry *entries = faq->entries;
	const struct category *category;
	struct ct_dict *contents = NULL, *section;
	size_t alike;

	if (headed && faq->category_count > 1)
		contents = ct_add_section(content, "CONTENTS");
	for (size_t i = 0; i < faq->entry_count; i += alike) {
		alike = count_alike(entries + i, faq->entry_count - i);
		category = fill_category(faq, &entries[i]);
		section = add_category(content, page, category, headed);
		if (category != NULL && contents != NULL)
			add_contents(contents, category, alike);
		for (size_t j = i; j < i + alike; j++)
			add_entry(section, "ENTRY", page, &entries[j]);
	}
}

enum status
view_index(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	const struct front *front = faq->front;
	const struct category *only = page->only;
	struct ct_dict *content = begin_page(
	    view, page, only != NULL ? only->title : "", "index.tpl");

	if (only == NULL && *front->intro_text == '\0')
		describe_questions(view, "", faq->entries, faq->entry_count);
	else if (only == NULL)
		describe_text(view, front->intro_text);
	if (only != NULL) {
		fill_optional(
		    content, "CATEGORY_TITLE", "FILTERED", only->title);
	} else {
		ct_show(content, "WHOLE");
		fill_html(content, page, "INTRO_HTML", "HAS_INTRO",
		    front->intro_html, 0);
		fill_html(content, page, "CLOSING_HTML", "HAS_CLOSING",
		    front->closing_html, 0);
	}
	add_entries(content, page, faq);
	if (faq->entry_count == 0)
		ct_show(content, "EMPTY");
	else if (only == NULL)
		ct_show(content, "HAS_ALL");
	return end_page(view, out);
}

/* --------------------------------------------------------------- answer */

/* Adds a date "YYYY-MM-DD" in words, or nothing where it is "". */
static void
add_date(struct ct_dict *content, const char *date)
{
	struct ct_dict *dict;
	char month[] = "MONTH_00";

	if (strlen(date) != strlen("YYYY-MM-DD"))
		return;
	ct_show(content, "HAS_UPDATED");
	dict = ct_add_include(content, "DATE", "date.tpl");
	memcpy(month + strlen("MONTH_"), date + strlen("YYYY-"), 2);
	ct_show(dict, month);
	ct_set(dict, "ISO_DATE", date);
	ct_set_bytes(dict, "YEAR", date, 4);
	date += strlen("YYYY-MM-");
	ct_set(dict, "DAY", *date == '0' ? date + 1 : date);
}

/* Adds a step of the breadcrumb; path NULL: the page itself. */
static void
add_step(struct ct_dict *list, const struct fill_page *page, int position,
    const char *name, const char *path, const char *slug)
{
	struct ct_dict *item = ct_add_section(list, "ITEM");

	ct_set_int(item, "POSITION", position);
	ct_set(item, "NAME", name);
	if (path == NULL)
		return;
	fill_address(item, page, "URL", path, slug);
	ct_show(item, "HAS_URL");
}

/* The way to an answer, as search engines show it. */
static void
add_breadcrumb(struct view *view, const struct fill_page *page,
    const struct view_answer *answer)
{
	struct ct_dict *list = add_linked_data(view, "breadcrumb.json");
	int position = 1;

	add_step(list, page, position++, page->faq_title, "/", "");
	if (answer->category != NULL)
		add_step(list, page, position++, answer->category->title,
		    "/#c-", answer->category->slug);
	add_step(list, page, position, answer->entry->question, NULL, "");
}

enum status
view_answer(struct view *view, const struct fill_page *page,
    const struct view_answer *answer, struct buffer *out)
{
	const struct entry *entry = answer->entry;
	struct ct_dict *content =
	    begin_page(view, page, entry->question, "answer.tpl");

	describe_answer(view, entry);
	ct_set(view->head, "OG_TYPE", "article");
	fill_optional(view->head, "UPDATED", "HAS_UPDATED", entry->updated);
	add_breadcrumb(view, page, answer);
	ct_set(content, "QUESTION", entry->question);
	fill_html(
	    content, page, "ANSWER_HTML", "HAS_ANSWER", entry->answer_html, 0);
	fill_link(content, page, "URL", "/", entry->slug);
	add_date(content, entry->updated);
	if (answer->category != NULL) {
		fill_optional(content, "CATEGORY_TITLE", "HAS_CATEGORY",
		    answer->category->title);
		fill_link(content, page, "CATEGORY_URL", "/#c-",
		    answer->category->slug);
	}
	if (answer->related_count > 0)
		ct_show(content, "HAS_RELATED");
	for (size_t i = 0; i < answer->related_count; i++)
		add_entry(content, "RELATED", page, &answer->related[i]);
	if (answer->previous != NULL || answer->next != NULL)
		ct_show(content, "HAS_STEPS");
	if (answer->previous != NULL)
		add_entry(content, "PREVIOUS", page, answer->previous);
	if (answer->next != NULL)
		add_entry(content, "NEXT", page, answer->next);
	return end_page(view, out);
}

/* ---------------------------------------------------------- all answers */

/* The questions and answers for search engines; Google wants words in both. */
static void
add_faqpage(
    struct view *view, const struct fill_page *page, const struct fill_faq *faq)
{
	struct ct_dict *list = NULL, *dict;

	for (size_t i = 0; i < faq->entry_count; i++) {
		const struct entry *entry = &faq->entries[i];

		if (*entry->answer_text == '\0') /* an image alone */
			continue;
		if (list == NULL)
			list = add_linked_data(view, "faqpage.json");
		dict = ct_add_section(list, "ENTRY");
		ct_set(dict, "QUESTION", entry->question);
		ct_set(dict, "ANSWER_TEXT", entry->answer_text);
		fill_address(dict, page, "URL", "/", entry->slug);
	}
}

/* level: of the question's heading; those of its answer go below it. */
static void
add_answer(struct ct_dict *section, const struct fill_page *page,
    const struct entry *entry, int level)
{
	struct ct_dict *dict = ct_add_section(section, "ENTRY");

	ct_set(dict, "SLUG", entry->slug);
	ct_set(dict, "QUESTION", entry->question);
	ct_set_int(dict, "LEVEL", level);
	fill_link(dict, page, "URL", "/", entry->slug);
	fill_html(dict, page, "ANSWER_HTML", "HAS_ANSWER", entry->answer_html,
	    level - 1);
	add_date(dict, entry->updated);
}

enum status
view_all(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	struct ct_dict *content = begin_page(view, page, "", "all.tpl");
	const struct category *category;
	struct ct_dict *section = NULL;
	int64_t in_hand = -1;

	ct_show(view->root, "ALL_ANSWERS"); /* for the title */
	ct_show(view->head, "ALL_ANSWERS");
	describe_questions(
	    view, page->faq_title, faq->entries, faq->entry_count);
	add_faqpage(view, page, faq);
	fill_html(content, page, "INTRO_HTML", "HAS_INTRO",
	    faq->front->intro_html, 0);
	fill_html(content, page, "CLOSING_HTML", "HAS_CLOSING",
	    faq->front->closing_html, 0);
	for (size_t i = 0; i < faq->entry_count; i++) {
		const struct entry *entry = &faq->entries[i];

		category = fill_category(faq, entry);
		if (entry->category != in_hand)
			section = add_category(content, page, category, true);
		in_hand = entry->category;
		add_answer(section, page, entry, category != NULL ? 3 : 2);
	}
	ct_show(content, faq->entry_count > 0 ? "HAS_ENTRIES" : "EMPTY");
	return end_page(view, out);
}

/* -------------------------------------------------------------- results */

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

static void
add_hits(struct ct_dict *content, const struct fill_page *page,
    const struct hits *hits)
{
	struct ct_dict *list, *dict;

	if (hits->count == 0)
		return;
	list = ct_add_include(content, "HITS", "hits.tpl");
	for (size_t i = 0; i < hits->count; i++) {
		const struct hit *hit = &hits->list[i];

		dict = ct_add_section(list, "HIT");
		fill_link(dict, page, "URL", "/", hit->slug);
		add_marked(dict, "TITLE_PART", hit->question);
		if (*hit->snippet != '\0')
			add_marked(ct_add_section(dict, "SNIPPET"),
			    "SNIPPET_PART", hit->snippet);
		fill_optional(
		    dict, "CATEGORY_TITLE", "HAS_CATEGORY", hit->category);
	}
}

static void
add_nearest(struct ct_dict *content, const struct fill_page *page,
    const struct hits *nearest)
{
	if (nearest->count == 0)
		return;
	ct_show(content, "NEAREST");
	add_hits(content, page, nearest);
}

/* Sets the link of a search; category may be NULL. */
static void
set_search_url(struct ct_dict *dict, const struct fill_page *page,
    const char *name, const struct category *category, bool exact)
{
	struct buffer url = {0};

	buffer_string(&url, page->base);
	fill_search(&url, page->query, category, exact);
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

/* Whether it makes a difference to look in one category. */
static bool
has_choice(const struct fill_page *page, const struct view_results *results)
{
	size_t with_hits = 0;

	for (size_t i = 0; i < results->category_count; i++)
		with_hits +=
		    count_in(results->hits, &results->categories[i]) > 0;
	return with_hits > (page->only != NULL ? 0 : 1);
}

/* What was found in each category, as links that filter. */
static void
add_filters(struct ct_dict *content, const struct fill_page *page,
    const struct view_results *results)
{
	struct ct_dict *filters, *filter, *name;

	if (!has_choice(page, results))
		return;
	filters = ct_add_section(content, "FILTERS");
	for (size_t i = 0; i < results->category_count; i++) {
		const struct category *category = &results->categories[i];
		uint32_t count = count_in(results->hits, category);

		if (count == 0)
			continue;
		filter = ct_add_section(filters, "FILTER");
		name = ct_add_section(
		    filter, category == page->only ? "CURRENT" : "OTHER");
		set_search_url(name, page, "URL", category, results->exact);
		ct_set(name, "CATEGORY_TITLE", category->title);
		ct_set_int(filter, "COUNT", count);
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
set_outcome(struct ct_dict *content, const struct fill_page *page,
    const struct view_results *results)
{
	const struct hits *hits = results->hits;
	struct ct_dict *corrected;

	ct_set_int(content, "COUNT", (long long)hits->total);
	ct_show(content, hits->total == 0   ? "NONE"
			 : hits->total == 1 ? "ONE"
					    : "MANY");
	if (hits->total > hits->count) {
		ct_show(content, "MORE");
		ct_set_int(content, "SHOWN", (long long)hits->count);
	}
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

enum status
view_results(struct view *view, const struct fill_page *page,
    const struct view_results *results, struct buffer *out)
{
	const struct hits *hits = results->hits;
	struct buffer title = {0};
	struct ct_dict *content;

	buffer_printf(&title, "%s (%zu)", page->query, hits->total);
	content = begin_page(
	    view, page, title.status == ST_OK ? title.data : "", "results.tpl");
	if (title.status != ST_OK)
		ct_dict_fail(content);
	buffer_free(&title);
	set_outcome(content, page, results);
	add_filters(content, page, results);
	if (hits->count == 0)
		fill_optional(content, "CONTACT_URL", "HAS_CONTACT",
		    page->config->contact_url);
	add_hits(content, page, hits);
	add_nearest(content, page, results->nearest);
	return end_page(view, out);
}

/* ------------------------------------------------------------ suggestions */

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

enum status
view_suggest(struct view *view, const struct fill_page *page,
    const struct hits *hits, struct buffer *out)
{
	fill_begin(view->root, page, page->origin);
	for (size_t i = 0; i < hits->count; i++) {
		struct ct_dict *hit = ct_add_section(view->root, "HIT");
		struct ct_dict *link = ct_add_section(view->root, "LINK");

		set_unmarked(hit, "QUESTION", hits->list[i].question);
		fill_address(link, page, "URL", "/", hits->list[i].slug);
	}
	return templates_expand(
	    view->templates, "suggest.json", view->root, out);
}

/* ---------------------------------------------------------- other pages */

enum status
view_message(struct view *view, const struct fill_page *page,
    enum view_message which, const struct hits *nearest, struct buffer *out)
{
	static const char *const sections[] = {
	    [MESSAGE_NOT_FOUND] = "NOT_FOUND",
	    [MESSAGE_NOT_ALLOWED] = "NOT_ALLOWED",
	    [MESSAGE_FAILED] = "FAILED",
	};
	struct ct_dict *content = begin_page(view, page, "", "message.tpl");

	ct_show(view->root, sections[which]); /* for the title */
	ct_show(content, sections[which]);
	if (nearest != NULL)
		add_nearest(content, page, nearest);
	return end_page(view, out);
}

const char *
view_level(enum finding_level level)
{
	static const char *const levels[] = {"ok", "warning", "problem"};

	return levels[level];
}

static void
add_finding(struct ct_dict *content, const struct finding *finding)
{
	struct ct_dict *dict = ct_add_section(content, "FINDING");

	ct_set(dict, "LEVEL", view_level(finding->level));
	ct_set(dict, "WHAT", finding->what);
	ct_set(dict, "TEXT", finding->text);
	fill_optional(dict, "LINES", "HAS_LINES", finding->lines);
}

enum status
view_setup(struct view *view, const struct fill_page *page,
    const struct view_setup *setup, struct buffer *out)
{
	static const char *const sections[] = {
	    [SETUP_NO_HOME] = "NO_HOME",
	    [SETUP_NO_PATH] = "NO_PATH",
	    [SETUP_NO_DATA] = "NO_DATA",
	    [SETUP_BAD_DATA] = "BAD_DATA",
	};
	struct ct_dict *content = begin_page(view, page, "", "setup.tpl");

	ct_set(content, "PROGRAM_NAME", setup->program_name);
	ct_set(content, "HOME_NAME", setup->home_name);
	ct_show(content, sections[setup->kind]);
	for (size_t i = 0; i < setup->count; i++)
		if (setup->findings[i].level == FINDING_PROBLEM)
			add_finding(content, &setup->findings[i]);
	return end_page(view, out);
}

enum status
view_doctor(struct view *view, const struct fill_page *page,
    const struct finding *findings, size_t count, const char *home_path,
    struct buffer *out)
{
	struct ct_dict *content = begin_page(view, page, "", "doctor.tpl");

	for (size_t i = 0; i < count; i++)
		add_finding(content, &findings[i]);
	fill_optional(content, "HOME_PATH", "HAS_HOME_PATH", home_path);
	return end_page(view, out);
}

enum status
view_file(struct view *view, const struct fill_page *page, const char *name,
    struct buffer *out)
{
	fill_begin(view->root, page, "");
	ct_set(view->root, "ACCENT", page->config->accent);
	return templates_expand(view->templates, name, view->root, out);
}
