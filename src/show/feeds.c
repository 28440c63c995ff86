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

/* -------------------------------------------------------------- sitemap */

static void
add_page(struct ct_dict *root, const struct fill_page *page, const char *path,
    const char *slug, const char *updated)
{
	struct ct_dict *dict = ct_add_section(root, "PAGE");

	fill_address(dict, page, "URL", path, slug);
	fill_optional(dict, "UPDATED", "HAS_UPDATED", updated);
}

enum status
feeds_sitemap(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	struct ct_dict *root = begin_document(view, page);
	size_t count = 2; /* the index and all answers */
	const char *latest = "";

	for (size_t i = 0; i < faq->entry_count; i++)
		if (strcmp(faq->entries[i].updated, latest) > 0)
			latest = faq->entries[i].updated;
	add_page(root, page, "/", "", latest);
	add_page(root, page, "/all", "", latest);
	for (size_t i = 0; i < faq->category_count && count < SITEMAP_MAX;
	     i++, count++)
		add_page(root, page, "/category/", faq->categories[i].slug, "");
	for (size_t i = 0; i < faq->entry_count && count < SITEMAP_MAX;
	     i++, count++)
		add_page(root, page, "/", faq->entries[i].slug,
		    faq->entries[i].updated);
	return templates_expand(view->templates, "sitemap.xml", root, out);
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

static void
add_json_entry(struct ct_dict *root, const struct fill_page *page,
    const struct entry *entry, const struct category *category)
{
	struct ct_dict *dict = ct_add_section(root, "ENTRY");

	ct_set(dict, "SLUG", entry->slug);
	ct_set(dict, "QUESTION", entry->question);
	ct_set(dict, "ANSWER_TEXT", entry->answer_text);
	ct_set(dict, "KEYWORDS", entry->keywords);
	fill_address(dict, page, "URL", "/", entry->slug);
	fill_html_absolute(
	    dict, page, "ANSWER_HTML", entry->answer_html, entry->slug);
	add_aliases(dict, entry->aka);
	if (*entry->updated == '\0')
		ct_show(dict, "NO_UPDATED");
	fill_optional(dict, "UPDATED", "HAS_UPDATED", entry->updated);
	if (category == NULL)
		ct_show(dict, "NO_CATEGORY");
	else
		fill_optional(
		    dict, "CATEGORY_SLUG", "HAS_CATEGORY", category->slug);
}

enum status
feeds_json(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	struct ct_dict *root = begin_document(view, page), *dict;

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
	for (size_t i = 0; i < faq->entry_count; i++)
		add_json_entry(root, page, &faq->entries[i],
		    fill_category(faq, &faq->entries[i]));
	return templates_expand(view->templates, "faq.json", root, out);
}

/* ----------------------------------------------------------------- llms */

enum status
feeds_llms(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	struct ct_dict *root = begin_document(view, page);
	struct ct_dict *section = NULL, *dict;
	int64_t in_hand = -1;

	fill_optional(root, "INTRO_TEXT", "HAS_INTRO", faq->front->intro_text);
	for (size_t i = 0; i < faq->entry_count; i++) {
		const struct entry *entry = &faq->entries[i];
		const struct category *category = fill_category(faq, entry);

		if (entry->category != in_hand) {
			section = ct_add_section(root, "CATEGORY");
			if (category == NULL)
				ct_show(section, "NO_CATEGORY");
			else
				fill_optional(section, "CATEGORY_TITLE",
				    "HAS_CATEGORY", category->title);
		}
		in_hand = entry->category;
		dict = ct_add_section(section, "ENTRY");
		ct_set(dict, "QUESTION", entry->question);
		fill_address(dict, page, "URL", "/", entry->slug);
		fill_cut(dict, "SUMMARY", entry->answer_text, SUMMARY_MAX);
		if (*entry->answer_text != '\0')
			ct_show(dict, "HAS_SUMMARY");
	}
	return templates_expand(view->templates, "llms.txt", root, out);
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

enum status
feeds_llms_full(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	struct ct_dict *root = begin_document(view, page);

	fill_optional(root, "INTRO_TEXT", "HAS_INTRO", faq->front->intro_text);
	for (size_t i = 0; i < faq->entry_count; i++)
		add_markdown(ct_add_include(ct_add_section(root, "ENTRY"),
				 "ANSWER", "answer.md"),
		    page, &faq->entries[i]);
	return templates_expand(view->templates, "llms-full.txt", root, out);
}
