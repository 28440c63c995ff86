/* SPDX-License-Identifier: ISC */
/* view.c - dictionaries and templates. See view.h. */
#include "show/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ctemplate/ctemplate.h"
#include "show/strings.h"
#include "show/templates.h"

/*
 * Every name that is set below, in feeds.c and in fill.c, for faq.cgi check.
 * What stands inside a section may be used there only; it is empty elsewhere.
 */
static const struct template_names names[] = {
    {NULL, "BI_SPACE BI_NEWLINE INDEX_URL LANGUAGE FAQ_TITLE QUERY", "", ""},
    {"page.tpl",
	"PAGE_TITLE SITE_NAME SITE_URL LOGO_URL LOGO_WIDTH LOGO_HEIGHT "
	"NAV_LABEL NAV_URL TRANSLATION_URL TRANSLATION_LANGUAGE "
	"TRANSLATION_NAME NOTICE_HTML FOOTER PRINTED_NAME PRINTED_URL",
	"HAS_PAGE_TITLE WHOLE FRAMED HAS_NOTICE HAS_BAR HAS_SITE LOGO NO_LOGO "
	"HAS_NAV NAV TRANSLATION "
	"LISTING TITLE_HEADING TITLE_LINK PRINTED "
	"HAS_FOOT HAS_FOOTER RTL ALL_ANSWERS NOT_FOUND GONE NOT_ALLOWED FAILED",
	"HEAD STYLE SEARCH CONTENT CONTACT"},
    {"part.tpl", "", "RTL", "SEARCH CONTENT"},
    {"head.tpl",
	"DESCRIPTION CANONICAL MARKDOWN_URL SHORT_NAME OG_TITLE OG_TYPE "
	"OG_SITE OG_IMAGE "
	"UPDATED ALTERNATE_URL ALTERNATE_LANGUAGE",
	"HAS_DESCRIPTION HAS_CANONICAL HAS_UPDATED NOINDEX OPEN_GRAPH "
	"HAS_IMAGE HAS_MARKDOWN ALTERNATE "
	"ALL_ANSWERS GRAPH",
	"LINKED_DATA"},
    {"breadcrumb.json", "POSITION NAME URL", "ITEM HAS_URL", ""},
    {"faqpage.json", "QUESTION URL ANSWER_TEXT", "ENTRY", ""},
    {"search.tpl", "CATEGORY_SLUG CATEGORY_TITLE",
	"LIVE LOG EVERYWHERE IN_CATEGORY", ""},
    {"contact.tpl", "PHONE PHONE_URL EMAIL EMAIL_URL CONTACT_URL HOURS",
	"HAS_PHONE HAS_EMAIL HAS_CONTACT HAS_HOURS", ""},
    {"contents.tpl", "CATEGORY_TITLE URL COUNT COUNT_OF",
	"BESIDE FEW LISTED CONTENTS_ITEM CURRENT", ""},
    {"pages.tpl", "URL PAGE_OF", "PREVIOUS_PAGE NEXT_PAGE", ""},
    {"search.js", "", "", ""},
    {"style.css", "ACCENT", "", ""},
    {"date.tpl", "ISO_DATE DATE_IN_WORDS", "", ""},
    {"index.tpl",
	"LEAD INTRO_HTML ABOUT_HTML CLOSING_HTML CATEGORY_SLUG CATEGORY_TITLE "
	"CATEGORY_URL CATEGORY_INTRO_HTML ALL_CATEGORIES ALL_OF URL QUESTION "
	"ANSWER_HTML",
	"HAS_LEAD HAS_INTRO HAS_ABOUT HAS_ABOUT_TITLE PILLS PILL MORE_PILLS "
	"ALONE HAS_ANSWER HAS_UPDATED HAS_ALL EMPTY CATEGORY HAS_TITLE "
	"HAS_CATEGORY_INTRO HAS_ENTRIES ENTRY MORE",
	"CATEGORIES CONTENTS DATE"},
    {"category.tpl", "CATEGORY_TITLE CATEGORY_INTRO_HTML URL QUESTION",
	"HAS_CATEGORY_INTRO ENTRY", "PAGES CONTENTS"},
    {"answer.tpl", "QUESTION ANSWER_HTML CATEGORY_TITLE CATEGORY_URL URL",
	"HAS_ANSWER HAS_UPDATED HAS_CATEGORY HAS_RELATED RELATED HAS_STEPS "
	"PREVIOUS NEXT",
	"CONTACT DATE"},
    {"all.tpl",
	"INTRO_HTML CLOSING_HTML CATEGORY_SLUG CATEGORY_TITLE "
	"CATEGORY_INTRO_HTML URL SLUG LEVEL QUESTION ANSWER_HTML",
	"HAS_INTRO HAS_CLOSING EMPTY HAS_ENTRIES CATEGORY HAS_TITLE "
	"HAS_CATEGORY_INTRO ENTRY HAS_ANSWER HAS_UPDATED",
	"PAGES DATE"},
    {"hits.tpl", "URL TEXT MATCH CATEGORY_TITLE",
	"HIT TITLE_PART SNIPPET SNIPPET_PART CUT_BEFORE CUT_BEHIND MARKED "
	"HAS_CATEGORY INTRO",
	""},
    {"results.tpl",
	"FOUND COUNT COUNT_OF CATEGORY_TITLE ALL_URL URL CORRECTED_QUERY "
	"EXACT_URL OFFERED_QUERY TEXT MATCH ANSWER_HTML",
	"FILTERED NONE TOPICS TOPIC NEAREST NARROW CORRECTED OFFERS OFFER "
	"FILTERS FILTER CURRENT OTHER CLEAR TITLE_PART MARKED HAS_ANSWER "
	"HAS_CATEGORY",
	"CONTACT HITS PAGES"},
    {"suggest.json", "QUESTION URL", "HIT LINK", ""},
    {"sitemap.xml", "URL UPDATED", "PAGE HAS_UPDATED", ""},
    {"sitemaps.xml", "URL", "SITEMAP", ""},
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
    {"llms-full.txt", "INTRO_TEXT", "HAS_INTRO ENTRY", "ANSWER"},
    {"answer.md", "QUESTION ANSWER_MARKDOWN UPDATED URL", "HAS_UPDATED", ""},
    {"message.tpl", "", "NOT_FOUND GONE NOT_ALLOWED FAILED NEAREST", "HITS"},
    {"setup.tpl", "PROGRAM_NAME HOME_NAME WHAT TEXT LINES LEVEL",
	"NO_HOME NO_PATH NO_DATA BAD_DATA BUSY FINDING HAS_LINES SEE_ALL", ""},
    {"doctor.tpl", "LEVEL WHAT TEXT LINES HOME_PATH",
	"FINDING HAS_LINES HAS_HOME_PATH", ""},
    {"doctor.js", "", "", ""},
    {"report.tpl",
	"FROM UNTIL SEARCHES MISSED WORDS COUNT SHARE HITS LAST LINE ACCENT",
	"HAS_MISSED MISSED_ROW HAS_FOUND FOUND_ROW", ""},
};

/*
 * What a template of the owner may show as it is: the renderer's markup, and
 * what she wrote herself into faq.conf. All else may be a visitor's words, or
 * those of somebody who may write questions and no templates.
 */
static const char raw[] =
    "ABOUT_HTML ACCENT ANSWER_HTML ANSWER_MARKDOWN CATEGORY_INTRO_HTML "
    "CLOSING_HTML CONTACT_URL EMAIL EMAIL_URL FOOTER HOURS INTRO_HTML "
    "NAV_LABEL NAV_URL "
    "NOTICE_HTML PHONE PHONE_URL TRANSLATION_URL";

struct view *
view_new(templates_read_fn *read, void *data)
{
	struct view *view = calloc(1, sizeof(*view));

	if (view == NULL)
		return NULL;
	view->templates = templates_new(read, data, raw);
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

void
view_forget(struct view *view, const char *language)
{
	templates_forget(view->templates, language);
}

enum status
view_judge(
    const char *name, const char *text, size_t len, struct report *report)
{
	return templates_judge(name, raw, text, len, report);
}

void
view_check(
    const char *folder, const struct config *config, struct report *report)
{
	templates_check(folder, config->language, config->csp_hosts, raw, names,
	    COUNT(names), report);
}

/* --------------------------------------------------------- dictionaries */

/* The bytes of the logo's name, before its size. */
static size_t
logo_length(const struct config *config)
{
	return strcspn(config->logo, " ");
}

/* Sets the address of the logo below files/. */
static void
set_logo(struct ct_dict *dict, const struct fill_page *page, const char *name,
    const char *origin)
{
	const char *logo = page->config->logo;
	struct buffer url = {0};

	buffer_printf(&url, "%s%s/files/", origin, page->base);
	text_url_encode(&url, logo, logo_length(page->config), "/");
	fill_text(dict, name, &url);
}

/*
 * The same FAQ in other languages, for search engines; each names all of them,
 * itself among them, or they do not believe it.
 */
static void
add_alternates(struct ct_dict *head, const struct fill_page *page)
{
	const char *lines = page->config->translations, *language, *address;
	struct arena arena = {0};
	struct ct_dict *dict;

	if (*lines != '\0' && fill_knows_host(page)) {
		dict = ct_add_section(head, "ALTERNATE");
		ct_set(dict, "ALTERNATE_LANGUAGE", page->config->language);
		fill_address(dict, page, "ALTERNATE_URL", "/", "");
	}
	while (config_next_line(&lines, &arena, &language, &address)) {
		dict = ct_add_section(head, "ALTERNATE");
		ct_set(dict, "ALTERNATE_LANGUAGE", language);
		ct_set(dict, "ALTERNATE_URL", address);
	}
	if (arena.failed)
		ct_dict_fail(head);
	arena_free(&arena);
}

/* Begins what machines read of a page; see head.tpl. */
static void
begin_head(struct view *view, const struct fill_page *page, const char *title)
{
	struct ct_dict *head = ct_add_include(view->root, "HEAD", "head.tpl");
	const char *site = page->config->site_name;

	view->head = head;
	fill_short_name(head, page);
	if (logo_length(page->config) > 0 && fill_knows_host(page)) {
		set_logo(head, page, "OG_IMAGE", page->origin);
		ct_show(head, "HAS_IMAGE");
	}
	if (strcmp(page->path, "/") == 0)
		add_alternates(head, page);
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

/* Sets a sentence of strings.txt; see strings_say. */
static void
say(struct view *view, struct ct_dict *dict, const char *name,
    const char *string, size_t n, const struct strings_part *part)
{
	struct buffer text = {0};

	templates_say(view->templates, &text, string, (long long)n, part,
	    part != NULL ? 1 : 0);
	fill_text(dict, name, &text);
}

/* What a page has besides its content. */
enum look {
	LOOK_QUIET = 0,
	LOOK_SEARCH = 1,  /* a form to search with */
	LOOK_LISTING = 2, /* a large head, and search while typing */
	LOOK_CONTACT = 4, /* whom to ask, at the end */
	LOOK_HEADING = 8  /* the FAQ's title is the page's heading */
};

/* Adds the search form, which stays in the category that is shown. */
static void
add_search(struct ct_dict *root, const struct fill_page *page, unsigned look)
{
	struct ct_dict *search = ct_add_include(root, "SEARCH", "search.tpl");

	if ((look & LOOK_LISTING) && page->embed == FILL_WHOLE)
		ct_show(search, "LIVE");
	if (strcmp(page->config->log, "yes") == 0)
		ct_show(search, "LOG");
	if (page->only == NULL) {
		ct_show(search, "EVERYWHERE");
		return;
	}
	ct_set(search, "CATEGORY_SLUG", page->only->slug);
	fill_optional(
	    search, "CATEGORY_TITLE", "IN_CATEGORY", page->only->title);
}

/*
 * Sets the address of a number as people write it: RFC 3966 wants digits, and
 * a "(0)" is for those alone who call from inside the country.
 */
static void
set_phone(struct ct_dict *contact, const char *phone)
{
	struct buffer url = {0};
	bool abroad = *phone == '+';

	buffer_string(&url, abroad ? "tel:+" : "tel:");
	for (const char *p = phone; *p != '\0'; p++)
		if (abroad && strncmp(p, "(0)", 3) == 0)
			p += 2;
		else if (*p >= '0' && *p <= '9')
			buffer_char(&url, *p);
	fill_text(contact, "PHONE_URL", &url);
	fill_optional(contact, "PHONE", "HAS_PHONE", phone);
}

/* Whom to ask, if the owner says so. Returns whether she does. */
static bool
add_contact(struct ct_dict *dict, const struct config *config)
{
	struct buffer url = {0};
	struct ct_dict *contact;

	if (*config->contact_phone == '\0' && *config->contact_email == '\0' &&
	    *config->contact_url == '\0')
		return false;
	contact = ct_add_include(dict, "CONTACT", "contact.tpl");
	if (*config->contact_phone != '\0')
		set_phone(contact, config->contact_phone);
	buffer_printf(&url, "mailto:%s", config->contact_email);
	fill_text(contact, "EMAIL_URL", &url);
	fill_optional(contact, "EMAIL", "HAS_EMAIL", config->contact_email);
	fill_optional(
	    contact, "CONTACT_URL", "HAS_CONTACT", config->contact_url);
	fill_optional(contact, "HOURS", "HAS_HOURS", config->contact_hours);
	return true;
}

/* What a printed page says of where it comes from. */
static void
add_printed(struct ct_dict *root, const struct fill_page *page)
{
	const char *site = page->config->site_name;
	struct ct_dict *printed;

	if (*page->path == '\0' || !fill_knows_host(page))
		return;
	printed = ct_add_section(root, "PRINTED");
	ct_set(printed, "PRINTED_NAME", *site != '\0' ? site : page->faq_title);
	fill_address(printed, page, "PRINTED_URL", page->path, "");
}

/* The name of a language in itself, or its tag. */
static const char *
name_language(struct view *view, const char *tag)
{
	char name[] = "T_LANGUAGE_XX";
	size_t len = strlen("T_LANGUAGE_");
	const char *found;

	if (strcspn(tag, "-") != 2)
		return tag;
	for (size_t i = 0; i < 2; i++)
		name[len + i] = (char)(text_lower(tag[i]) - 'a' + 'A');
	found = templates_string(view->templates, name);
	return *found != '\0' ? found : tag;
}

/* Links to the owner's other pages, and to the FAQ in other languages. */
static bool
add_nav(struct view *view, struct ct_dict *root, const struct config *config)
{
	const char *nav = config->nav, *others = config->translations;
	const char *label, *address;
	struct arena arena = {0};
	struct ct_dict *item;

	while (config_next_line(&nav, &arena, &label, &address)) {
		item = ct_add_section(root, "NAV");
		ct_set(item, "NAV_LABEL", label);
		ct_set(item, "NAV_URL", address);
	}
	while (config_next_line(&others, &arena, &label, &address)) {
		item = ct_add_section(root, "TRANSLATION");
		ct_set(item, "TRANSLATION_LANGUAGE", label);
		ct_set(item, "TRANSLATION_NAME", name_language(view, label));
		ct_set(item, "TRANSLATION_URL", address);
	}
	if (arena.failed)
		ct_dict_fail(root);
	arena_free(&arena);
	if (*config->nav == '\0' && *config->translations == '\0')
		return false;
	ct_show(root, "HAS_NAV");
	return true;
}

/* The owner's site, of which the FAQ is a part. */
static void
add_bar(struct view *view, struct ct_dict *root, const struct fill_page *page)
{
	const struct config *config = page->config;
	bool logo = logo_length(config) > 0, nav = add_nav(view, root, config);
	struct buffer index = {0};
	struct ct_dict *site;
	int width = 0, height = 0;

	if (nav || logo || *config->site_url != '\0')
		ct_show(root, "HAS_BAR");
	if (!logo && *config->site_url == '\0')
		return;
	site = ct_add_section(root, "HAS_SITE");
	ct_set(site, "SITE_NAME",
	    *config->site_name != '\0'  ? config->site_name
	    : *config->site_url != '\0' ? config->site_url
					: page->faq_title);
	buffer_printf(&index, "%s/", page->base);
	if (*config->site_url != '\0')
		ct_set(site, "SITE_URL", config->site_url);
	else
		fill_text(site, "SITE_URL", &index);
	buffer_free(&index);
	ct_show(site, logo ? "LOGO" : "NO_LOGO");
	if (!logo)
		return;
	set_logo(site, page, "LOGO_URL", "");
	sscanf(config->logo + logo_length(config), " %4dx%4d", &width, &height);
	ct_set_int(site, "LOGO_WIDTH", width);
	ct_set_int(site, "LOGO_HEIGHT", height);
}

static void
add_foot(struct ct_dict *root, const struct config *config, unsigned look)
{
	bool contact = (look & LOOK_CONTACT) && add_contact(root, config);

	fill_optional(root, "FOOTER", "HAS_FOOTER", config->footer);
	if (contact || *config->footer != '\0')
		ct_show(root, "HAS_FOOT");
}

/* What a page has around its content, but where it is embedded. */
static void
add_surroundings(struct view *view, const struct fill_page *page, unsigned look)
{
	struct ct_dict *root = view->root;

	ct_show(root, "WHOLE");
	add_bar(view, root, page);
	ct_show(root, look & LOOK_HEADING ? "TITLE_HEADING" : "TITLE_LINK");
	if (look & LOOK_LISTING)
		ct_show(root, "LISTING");
	fill_html(
	    root, page, "NOTICE_HTML", "HAS_NOTICE", page->header_html, 0);
	add_printed(root, page);
	add_foot(root, page->config, look);
}

/*
 * Begins a page: the frame's values, of which those that its parts need too
 * are template-globals. title: the page's own, "" for that of the FAQ.
 * Returns the dictionary of its CONTENT, which file renders.
 */
static struct ct_dict *
begin_page(struct view *view, const struct fill_page *page, const char *title,
    const char *file, unsigned look)
{
	const struct config *config = page->config;
	struct ct_dict *root = view->root;

	fill_begin(root, page, "");
	view->frame = page->embed == FILL_PART ? "part.tpl" : "page.tpl";
	begin_head(view, page, title);
	if (look & LOOK_SEARCH)
		add_search(root, page, look);
	if (page->embed == FILL_WHOLE)
		add_surroundings(view, page, look);
	else
		ct_show(root, "FRAMED");
	if (text_is_rtl(config->language))
		ct_show(root, "RTL");
	fill_optional(root, "PAGE_TITLE", "HAS_PAGE_TITLE", title);
	ct_set(ct_add_include(root, "STYLE", "style.css"), "ACCENT",
	    config->accent);
	return ct_add_include(root, "CONTENT", file);
}

static enum status
end_page(struct view *view, struct buffer *out)
{
	return templates_expand(view->templates, view->frame, view->root, out);
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

/* Adds a date "YYYY-MM-DD" in words, or nothing where it is "". */
static void
add_date(struct view *view, struct ct_dict *content, const char *date)
{
	char name[] = "T_MONTH_00", year[] = "0000", day[] = "00";
	struct buffer words = {0};
	struct ct_dict *dict;

	if (strlen(date) != strlen("YYYY-MM-DD"))
		return;
	ct_show(content, "HAS_UPDATED");
	dict = ct_add_include(content, "DATE", "date.tpl");
	ct_set(dict, "ISO_DATE", date);
	memcpy(year, date, strlen(year));
	memcpy(name + strlen("T_MONTH_"), date + strlen("YYYY-"), 2);
	memcpy(day, date + strlen("YYYY-MM-"), 2);
	templates_say(view->templates, &words, "T_DATE", 0,
	    (struct strings_part[]){
		{"day", strcmp(day, "01") == 0
			    ? templates_string(view->templates, "T_FIRST_DAY")
			    : day + (*day == '0')},
		{"month", templates_string(view->templates, name)},
		{"year", year}},
	    3);
	fill_text(dict, "DATE_IN_WORDS", &words);
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

/*
 * The way to an answer, or to a category where question is NULL, as search
 * engines show it; category may be NULL.
 */
static void
add_breadcrumb(struct view *view, const struct fill_page *page,
    const struct category *category, const char *question)
{
	struct ct_dict *list = add_linked_data(view, "breadcrumb.json");
	int position = 1;

	add_step(list, page, position++, page->faq_title, "/", "");
	if (category != NULL)
		add_step(list, page, position++, category->title,
		    question != NULL ? "/category/" : NULL, category->slug);
	if (question != NULL)
		add_step(list, page, position, question, NULL, "");
}

/* ---------------------------------------------------------------- lists */

/* Adds a section that links to an entry. */
static void
add_entry(struct ct_dict *dict, const char *section,
    const struct fill_page *page, const struct entry *entry)
{
	struct ct_dict *link = ct_add_section(dict, section);

	fill_link(link, page, "URL", "/", entry->slug);
	ct_set(link, "QUESTION", entry->question);
}

/* Adds the way to a list's other pages. path: of the first one, encoded. */
static void
add_pages(struct view *view, struct ct_dict *dict, const struct fill_page *page,
    const char *path)
{
	static const char *const ways[] = {"PREVIOUS_PAGE", "NEXT_PAGE"};
	const size_t numbers[] = {page->number - 1, page->number + 1};
	char separator = strchr(path, '?') != NULL ? '&' : '?', pages[24];
	struct ct_dict *list;

	if (page->pages <= 1)
		return;
	list = ct_add_include(dict, "PAGES", "pages.tpl");
	for (size_t i = 0; i < COUNT(ways); i++) {
		struct buffer url = {0};

		if (numbers[i] < 1 || numbers[i] > page->pages)
			continue;
		buffer_printf(&url, "%s%s", page->base, path);
		if (numbers[i] > 1)
			buffer_printf(
			    &url, "%cpage=%zu", separator, numbers[i]);
		fill_text(ct_add_section(list, ways[i]), "URL", &url);
	}
	snprintf(pages, sizeof(pages), "%zu", page->pages);
	say(view, list, "PAGE_OF", "T_PAGE_OF", page->number,
	    &(struct strings_part){"of", pages});
}

enum { PILLS_LEAST = 5 /* categories; fewer are seen at a glance */ };

/* Sets the link to a category's heading on the page itself. */
static void
set_jump(struct ct_dict *item, const char *slug)
{
	struct buffer url = {0};

	buffer_string(&url, "#c-");
	text_url_encode(&url, slug, strlen(slug), "");
	fill_text(item, "URL", &url);
}

/* Adds the categories as the items of a contents.tpl. */
static void
add_categories(struct view *view, struct ct_dict *contents,
    const struct fill_page *page, const struct fill_faq *faq, bool jump)
{
	struct ct_dict *item;

	for (size_t i = 0; i < faq->category_count; i++) {
		const struct category *category = &faq->categories[i];

		item = ct_add_section(contents, "CONTENTS_ITEM");
		if (jump)
			set_jump(item, category->slug);
		else
			fill_link(
			    item, page, "URL", "/category/", category->slug);
		if (page->only != NULL && page->only->id == category->id)
			ct_show(item, "CURRENT");
		ct_set(item, "CATEGORY_TITLE", category->title);
		ct_set_int(item, "COUNT", (long long)category->entries);
		say(view, item, "COUNT_OF", "T_COUNT", category->entries, NULL);
	}
}

/* Adds the list of all categories that stands beside or below the text. */
static void
add_contents(struct view *view, struct ct_dict *content,
    const struct fill_page *page, const struct fill_faq *faq, bool jump)
{
	struct ct_dict *contents, *beside;

	if (faq->category_count <= 1)
		return;
	contents = ct_add_include(content, "CONTENTS", "contents.tpl");
	beside = ct_add_section(contents, "BESIDE");
	if (jump && faq->category_count < PILLS_LEAST)
		ct_show(beside, "FEW");
	add_categories(view, contents, page, faq, jump);
}

/* ---------------------------------------------------------------- index */

enum {
	LEAD_MAX = 200, /* characters of the introduction above the list */
	PILL_ROWS = 2,  /* of categories on a telephone */
	PILL_ROW = 34,  /* letters in a row, on one 320 pixels wide */
	PILL_SIDES = 6  /* letters that the frame of one is as wide as */
};

/* The width of a text in letters; ideographs are as wide as two. */
static size_t
measure_letters(const char *text)
{
	const char *end = text + strlen(text);
	size_t width = 0, len;
	uint32_t code;

	for (; text < end; text += len) {
		len = text_decode(text, end, &code);
		if (len == 0)
			len = 1;
		width += code >= 0x1100 ? 2 : 1;
	}
	return width;
}

/*
 * Adds the first categories as a row for telephones, as many as surely fit
 * into two lines beside the link to all of them.
 */
static void
add_pills(
    struct view *view, struct ct_dict *content, const struct fill_faq *faq)
{
	struct ct_dict *pills, *pill;
	size_t room[PILL_ROWS], row = 0, width, shown = 0;

	if (faq->category_count < PILLS_LEAST)
		return;
	room[0] = PILL_ROW;
	room[1] = PILL_ROW / 2; /* the rest is the link's */
	pills = ct_add_section(content, "PILLS");
	for (; shown < faq->category_count; shown++) {
		const struct category *category = &faq->categories[shown];

		width = measure_letters(category->title) + PILL_SIDES;
		if (width > room[row] && row + 1 < PILL_ROWS)
			row++;
		if (width > room[row])
			break;
		room[row] -= width;
		pill = ct_add_section(pills, "PILL");
		ct_set(pill, "CATEGORY_SLUG", category->slug);
		ct_set(pill, "CATEGORY_TITLE", category->title);
	}
	if (shown < faq->category_count)
		say(view, ct_add_section(pills, "MORE_PILLS"), "ALL_CATEGORIES",
		    "T_ALL_CATEGORIES", faq->category_count, NULL);
}

/* headed: the category gets a heading, and those in its text go below it. */
static struct ct_dict *
add_category(struct ct_dict *content, const struct fill_page *page,
    const struct category *category)
{
	struct ct_dict *section = ct_add_section(content, "CATEGORY");

	if (category == NULL)
		return section;
	ct_show(section, "HAS_TITLE");
	ct_set(section, "CATEGORY_SLUG", category->slug);
	ct_set(section, "CATEGORY_TITLE", category->title);
	fill_link(section, page, "CATEGORY_URL", "/category/", category->slug);
	return section;
}

static void
add_category_intro(struct ct_dict *section, const struct fill_page *page,
    const struct category *category, int deeper)
{
	fill_html(section, page, "CATEGORY_INTRO_HTML", "HAS_CATEGORY_INTRO",
	    category->intro_html, deeper);
}

/* Adds the first entries of a group, and the link to all of its, if more. */
static void
add_group(struct view *view, struct ct_dict *section,
    const struct fill_page *page, const struct entry *entries, size_t count,
    const struct category *category, size_t total)
{
	struct ct_dict *more;

	if (count > 0)
		ct_show(section, "HAS_ENTRIES");
	for (size_t i = 0; i < count; i++)
		add_entry(section, "ENTRY", page, &entries[i]);
	if (count >= total)
		return;
	more = ct_add_section(section, "MORE");
	say(view, more, "ALL_OF", "T_ALL_OF", total, NULL);
	if (category != NULL)
		fill_link(more, page, "URL", "/category/", category->slug);
	else
		fill_link(more, page, "URL", "/all", "");
}

/* How many entries from the first on are of that category. */
static size_t
count_alike(const struct entry *entries, size_t count, int64_t category)
{
	size_t n = 0;

	while (n < count && entries[n].category == category)
		n++;
	return n;
}

/* The groups in the FAQ's order; what is in no category comes first. */
static void
add_groups(struct view *view, struct ct_dict *content,
    const struct fill_page *page, const struct fill_faq *faq)
{
	const struct entry *entries = faq->entries;
	size_t at = count_alike(entries, faq->entry_count, 0), count;
	bool whole = faq->entry_count == faq->total;
	struct ct_dict *section;

	if (at > 0)
		add_group(view, add_category(content, page, NULL), page,
		    entries, at, NULL, faq->loose);
	if (faq->listed) {
		section = ct_add_include(content, "CATEGORIES", "contents.tpl");
		ct_show(section, "LISTED");
		add_categories(view, section, page, faq, false);
		return;
	}
	for (size_t i = 0; i < faq->category_count; i++, at += count) {
		const struct category *category = &faq->categories[i];

		count = count_alike(
		    entries + at, faq->entry_count - at, category->id);
		section = add_category(content, page, category);
		if (whole)
			add_category_intro(section, page, category, 1);
		add_group(view, section, page, entries + at, count, category,
		    category->entries);
	}
}

/* Whether an introduction is short enough to stand whole above the list. */
static bool
is_short(const struct front *front)
{
	const char *first = strstr(front->intro_html, "<p>");

	return strlen(front->intro_text) <= LEAD_MAX &&
	       (*front->intro_html == '\0' ||
		   (first == front->intro_html &&
		       strstr(first + 1, "<p>") == NULL));
}

/* Says what the FAQ is about: a few words above, the rest below the list. */
static void
add_front(struct ct_dict *content, const struct fill_page *page,
    const struct front *front)
{
	struct buffer lead = {0};

	if (is_short(front)) {
		fill_html(content, page, "INTRO_HTML", "HAS_INTRO",
		    front->intro_html, 0);
	} else {
		if (*front->intro_text != '\0')
			ct_show(content, "HAS_LEAD");
		text_sentences(&lead, front->intro_text, LEAD_MAX);
		fill_text(content, "LEAD", &lead);
		ct_show(content, "HAS_ABOUT_TITLE");
		fill_html(content, page, "ABOUT_HTML", "HAS_ABOUT",
		    front->intro_html, 1);
	}
	fill_html(
	    content, page, "CLOSING_HTML", "HAS_ABOUT", front->closing_html, 0);
}

/* A FAQ of one question shows its answer at once. */
static void
add_alone(struct view *view, struct ct_dict *content,
    const struct fill_page *page, const struct entry *entry)
{
	struct ct_dict *alone = ct_add_section(content, "ALONE");

	fill_link(alone, page, "URL", "/", entry->slug);
	ct_set(alone, "QUESTION", entry->question);
	fill_html(
	    alone, page, "ANSWER_HTML", "HAS_ANSWER", entry->answer_html, 1);
	add_date(view, alone, entry->updated);
}

enum status
view_index(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	const struct front *front = faq->front;
	struct ct_dict *content = begin_page(view, page, "", "index.tpl",
	    LOOK_SEARCH | LOOK_LISTING | LOOK_CONTACT | LOOK_HEADING);

	if (*front->intro_text == '\0')
		describe_questions(view, "", faq->entries, faq->entry_count);
	else
		describe_text(view, front->intro_text);
	add_front(content, page, front);
	if (faq->total == 1) {
		add_alone(view, content, page, &faq->entries[0]);
	} else if (faq->total > 0) {
		if (!faq->listed)
			add_pills(view, content, faq);
		add_groups(view, content, page, faq);
		if (!faq->listed)
			add_contents(view, content, page, faq, true);
	}
	if (faq->total != 1)
		ct_show(content, faq->total > 0 ? "HAS_ALL" : "EMPTY");
	return end_page(view, out);
}

enum status
view_category(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	const struct category *category = page->only;
	struct ct_dict *content = begin_page(view, page, category->title,
	    "category.tpl", LOOK_SEARCH | LOOK_LISTING | LOOK_CONTACT);
	struct buffer path = {0};

	describe_questions(
	    view, category->title, faq->entries, faq->entry_count);
	add_breadcrumb(view, page, category, NULL);
	ct_set(content, "CATEGORY_TITLE", category->title);
	if (page->number == 1)
		add_category_intro(content, page, category, 0);
	for (size_t i = 0; i < faq->entry_count; i++)
		add_entry(content, "ENTRY", page, &faq->entries[i]);
	buffer_string(&path, "/category/");
	text_url_encode(&path, category->slug, strlen(category->slug), "");
	if (path.status == ST_OK)
		add_pages(view, content, page, path.data);
	else
		ct_dict_fail(content);
	buffer_free(&path);
	add_contents(view, content, page, faq, false);
	return end_page(view, out);
}

/* --------------------------------------------------------------- answer */

enum status
view_answer(struct view *view, const struct fill_page *page,
    const struct view_answer *answer, struct buffer *out)
{
	const struct entry *entry = answer->entry;
	struct ct_dict *content =
	    begin_page(view, page, entry->question, "answer.tpl", LOOK_SEARCH);

	describe_answer(view, entry);
	ct_set(view->head, "OG_TYPE", "article");
	fill_optional(view->head, "UPDATED", "HAS_UPDATED", entry->updated);
	ct_show(view->head, "HAS_MARKDOWN");
	fill_link(view->head, page, "MARKDOWN_URL", "/", entry->slug);
	add_breadcrumb(view, page, answer->category, entry->question);
	ct_set(content, "QUESTION", entry->question);
	fill_html(
	    content, page, "ANSWER_HTML", "HAS_ANSWER", entry->answer_html, 0);
	fill_link(content, page, "URL", "/", entry->slug);
	add_date(view, content, entry->updated);
	add_contact(content, page->config);
	if (answer->category != NULL) {
		fill_optional(content, "CATEGORY_TITLE", "HAS_CATEGORY",
		    answer->category->title);
		fill_link(content, page, "CATEGORY_URL", "/category/",
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
add_answer(struct view *view, struct ct_dict *section,
    const struct fill_page *page, const struct entry *entry, int level)
{
	struct ct_dict *dict = ct_add_section(section, "ENTRY");

	ct_set(dict, "SLUG", entry->slug);
	ct_set(dict, "QUESTION", entry->question);
	ct_set_int(dict, "LEVEL", level);
	fill_link(dict, page, "URL", "/", entry->slug);
	fill_html(dict, page, "ANSWER_HTML", "HAS_ANSWER", entry->answer_html,
	    level - 1);
	add_date(view, dict, entry->updated);
}

/* Begins a category; one that a page before began has its text there. */
static struct ct_dict *
begin_category(struct ct_dict *content, const struct fill_page *page,
    const struct category *category, int64_t in_hand)
{
	struct ct_dict *section = add_category(content, page, category);

	if (category != NULL && (page->number == 1 || in_hand >= 0))
		add_category_intro(section, page, category, 1);
	return section;
}

enum status
view_all(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	struct ct_dict *content =
	    begin_page(view, page, "", "all.tpl", LOOK_SEARCH | LOOK_CONTACT);
	const struct category *category;
	struct ct_dict *section = NULL;
	int64_t in_hand = -1;

	ct_show(view->root, "ALL_ANSWERS"); /* for the title */
	ct_show(view->head, "ALL_ANSWERS");
	describe_questions(
	    view, page->faq_title, faq->entries, faq->entry_count);
	add_faqpage(view, page, faq);
	if (page->number == 1)
		fill_html(content, page, "INTRO_HTML", "HAS_INTRO",
		    faq->front->intro_html, 0);
	if (page->number == page->pages)
		fill_html(content, page, "CLOSING_HTML", "HAS_CLOSING",
		    faq->front->closing_html, 0);
	add_pages(view, content, page, "/all");
	for (size_t i = 0; i < faq->entry_count; i++) {
		const struct entry *entry = &faq->entries[i];

		category = fill_category(faq, entry);
		if (entry->category != in_hand)
			section =
			    begin_category(content, page, category, in_hand);
		in_hand = entry->category;
		add_answer(
		    view, section, page, entry, category != NULL ? 3 : 2);
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
		say(view, filter, "COUNT_OF", "T_COUNT", count, NULL);
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

	say(view, content, "FOUND",
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
		add_pages(view, content, page, path.data);
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
	add_contact(content, page->config);
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
	unsigned look = LOOK_SEARCH | LOOK_LISTING;
	bool any = hits->total + hits->intro_count > 0;

	if (any)
		look |= LOOK_CONTACT; /* else it comes first */
	buffer_printf(&title, "%s (%zu)", page->query,
	    hits->total > 0 ? hits->total : hits->intro_count);
	content = begin_page(view, page,
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

/* ---------------------------------------------------------- other pages */

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
	struct ct_dict *content = begin_page(view, page, "", "message.tpl",
	    which == MESSAGE_NOT_FOUND || which == MESSAGE_GONE
		? LOOK_SEARCH | LOOK_CONTACT
		: LOOK_CONTACT);

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

enum status
view_asked(struct view *view, const struct fill_page *page,
    const struct view_asked *asked, struct buffer *out)
{
	struct ct_dict *root = view->root, *dict;

	fill_begin(root, page, "");
	ct_set(root, "ACCENT", page->config->accent);
	ct_set(root, "FROM", asked->first);
	ct_set(root, "UNTIL", asked->last);
	ct_set_int(root, "SEARCHES", (long long)asked->searches);
	ct_set_int(root, "MISSED", (long long)asked->missed);
	for (size_t i = 0; i < asked->count; i++) {
		const struct view_asked_row *row = &asked->rows[i];
		bool found = row->hits > 0;

		ct_show(root, found ? "HAS_FOUND" : "HAS_MISSED");
		dict = ct_add_section(root, found ? "FOUND_ROW" : "MISSED_ROW");
		ct_set(dict, "WORDS", row->words);
		ct_set(dict, "LAST", row->last);
		ct_set(dict, "LINE", row->line);
		ct_set_int(dict, "COUNT", (long long)row->count);
		ct_set_int(dict, "HITS", (long long)row->hits);
		ct_set_int(dict, "SHARE", row->share);
	}
	return templates_expand(view->templates, "report.tpl", root, out);
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
	    [SETUP_BUSY] = "BUSY",
	};
	struct ct_dict *content =
	    begin_page(view, page, "", "setup.tpl", LOOK_QUIET);

	ct_set(content, "PROGRAM_NAME", setup->program_name);
	ct_set(content, "HOME_NAME", setup->home_name);
	ct_show(content, sections[setup->kind]);
	if (setup->kind != SETUP_NO_PATH) /* there it would lead back */
		ct_show(content, "SEE_ALL");
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
	struct ct_dict *content =
	    begin_page(view, page, "", "doctor.tpl", LOOK_QUIET);

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
