/* SPDX-License-Identifier: ISC */
/* frame.c - what surrounds the content of a page. See frame.h. */
#include "show/frame.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ctemplate/ctemplate.h"

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

struct ct_dict *
frame_linked_data(struct view *view, const char *file)
{
	struct ct_dict *graph = ct_add_section(view->head, "GRAPH");

	return ct_add_include(graph, "LINKED_DATA", file);
}

void
frame_say(struct view *view, struct ct_dict *dict, const char *name,
    const char *string, size_t n, const struct strings_part *part)
{
	struct buffer text = {0};

	templates_say(view->templates, &text, string, (long long)n, part,
	    part != NULL ? 1 : 0);
	fill_text(dict, name, &text);
}

/* Adds the search form, which stays in the category that is shown. */
static void
add_search(struct ct_dict *root, const struct fill_page *page, unsigned look)
{
	struct ct_dict *search = ct_add_include(root, "SEARCH", "search.tpl");

	if ((look & FRAME_LISTING) && page->embed == FILL_WHOLE)
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

bool
frame_contact(struct ct_dict *dict, const struct config *config)
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
	bool contact = (look & FRAME_CONTACT) && frame_contact(root, config);

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
	ct_show(root, look & FRAME_HEADING ? "TITLE_HEADING" : "TITLE_LINK");
	if (look & FRAME_LISTING)
		ct_show(root, "LISTING");
	fill_html(
	    root, page, "NOTICE_HTML", "HAS_NOTICE", page->header_html, 0);
	add_printed(root, page);
	add_foot(root, page->config, look);
}

struct ct_dict *
frame_begin(struct view *view, const struct fill_page *page, const char *title,
    const char *file, unsigned look)
{
	const struct config *config = page->config;
	struct ct_dict *root = view->root;

	fill_begin(root, page, "");
	view->frame = page->embed == FILL_PART ? "part.tpl" : "page.tpl";
	begin_head(view, page, title);
	if (look & FRAME_SEARCH)
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

enum status
frame_end(struct view *view, struct buffer *out)
{
	return templates_expand(view->templates, view->frame, view->root, out);
}

void
frame_describe(struct view *view, struct buffer *text)
{
	if (text->status != ST_OK) {
		ct_dict_fail(view->head);
	} else if (text->len > 0) {
		fill_cut(
		    view->head, "DESCRIPTION", text->data, FRAME_DESCRIPTION);
		ct_show(view->head, "HAS_DESCRIPTION");
	}
	buffer_free(text);
}

void
frame_date(struct view *view, struct ct_dict *content, const char *date)
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

void
frame_breadcrumb(struct view *view, const struct fill_page *page,
    const struct category *category, const char *question)
{
	struct ct_dict *list = frame_linked_data(view, "breadcrumb.json");
	int position = 1;

	add_step(list, page, position++, page->faq_title, "/", "");
	if (category != NULL)
		add_step(list, page, position++, category->title,
		    question != NULL ? "/category/" : NULL, category->slug);
	if (question != NULL)
		add_step(list, page, position, question, NULL, "");
}

void
frame_pages(struct view *view, struct ct_dict *dict,
    const struct fill_page *page, const char *path)
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
	frame_say(view, list, "PAGE_OF", "T_PAGE_OF", page->number,
	    &(struct strings_part){"of", pages});
}
