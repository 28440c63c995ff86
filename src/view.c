/* SPDX-License-Identifier: ISC */
/* view.c - dictionaries and templates. See view.h. */
#include "view.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ctemplate/ctemplate.h"
#include "embedded.h"
#include "markdown.h"
#include "text.h"

enum {
	TEMPLATE_MAX = 1 << 20, /* bytes of an owner's template */
	PAGE_MAX = 64 << 20     /* bytes of a page */
};

/* One template: the built-in text, or the owner's where he has a good one. */
struct source {
	const struct embedded *file;
	struct ct_template *parsed; /* NULL until it is needed */
	struct file_stamp own;      /* of the owner's file; 0: he has none */
};

struct view {
	char *folder;
	struct source *sources; /* embedded_count of them */
	struct ct_dict *root;   /* used again for each page */
};

/* ------------------------------------------------------------ templates */

/*
 * Reads and parses the owner's template into *parsed. Returns ST_NOT_FOUND
 * where he has none, ST_INVALID with the mistake reported.
 */
static enum status
parse_own(const char *folder, const char *name, struct ct_template **parsed,
    struct report *report)
{
	struct buffer path = {0}, text = {0};
	struct ct_error error = {0};
	enum ct_status code;
	enum status status;

	*parsed = NULL;
	buffer_printf(&path, "%s/%s", folder, name);
	status = path.status;
	if (status == ST_OK)
		status = file_read(path.data, TEMPLATE_MAX, &text);
	if (status == ST_LIMIT || status == ST_SYSTEM) {
		report_error(report, path.data, 0, 0, "cannot be read: %s",
		    status == ST_LIMIT ? "too large" : strerror(errno));
		status = ST_INVALID;
	} else if (status == ST_OK) {
		code = ct_parse(parsed, NULL, name,
		    text.data != NULL ? text.data : "", text.len,
		    CT_STRIP_BLANK, &error);
		if (code == CT_NOMEM)
			status = ST_MEMORY;
		if (code == CT_SYNTAX) {
			report_error(report, path.data, error.line,
			    error.column, "%s", error.message);
			status = ST_INVALID;
		}
	}
	buffer_free(&path);
	buffer_free(&text);
	return status;
}

static const struct ct_template *
parse_source(struct view *view, struct source *source)
{
	struct report report = {0};
	struct ct_error error = {0};
	enum ct_status code = CT_OK;

	if (source->parsed != NULL)
		return source->parsed;
	if (source->own.inode != 0)
		parse_own(
		    view->folder, source->file->name, &source->parsed, &report);
	report_log(&report);
	report_free(&report);
	if (source->parsed == NULL)
		code = ct_parse(&source->parsed, NULL, source->file->name,
		    source->file->text, source->file->len, CT_STRIP_BLANK,
		    &error);
	if (code != CT_OK)
		log_line("built-in %s:%d:%d: %s", source->file->name,
		    error.line, error.column, error.message);
	return source->parsed;
}

/* Serves the library's include markers. */
static const struct ct_template *
find_template(void *data, const char *name, enum ct_strip strip)
{
	struct view *view = data;

	(void)strip; /* all of ours are read in the same mode */
	for (size_t i = 0; i < embedded_count; i++)
		if (strcmp(view->sources[i].file->name, name) == 0)
			return parse_source(view, &view->sources[i]);
	return NULL;
}

struct view *
view_new(const char *folder)
{
	struct view *view = calloc(1, sizeof(*view));

	if (view == NULL)
		return NULL;
	view->folder = strdup(folder);
	view->sources = calloc(embedded_count, sizeof(*view->sources));
	view->root = ct_dict_new();
	if (!view->folder || !view->sources || !view->root) {
		view_free(view);
		return NULL;
	}
	for (size_t i = 0; i < embedded_count; i++)
		view->sources[i].file = &embedded_files[i];
	view_refresh(view);
	return view;
}

void
view_free(struct view *view)
{
	if (view == NULL)
		return;
	for (size_t i = 0; view->sources != NULL && i < embedded_count; i++)
		ct_template_free(view->sources[i].parsed);
	ct_dict_free(view->root);
	free(view->sources);
	free(view->folder);
	free(view);
}

bool
view_refresh(struct view *view)
{
	struct buffer path = {0};
	bool changed = false;

	for (size_t i = 0; i < embedded_count; i++) {
		struct source *source = &view->sources[i];

		buffer_reset(&path);
		buffer_printf(&path, "%s/%s", view->folder, source->file->name);
		if (path.status != ST_OK ||
		    !file_changed(path.data, &source->own))
			continue;
		ct_template_free(source->parsed);
		source->parsed = NULL;
		changed = true;
	}
	buffer_free(&path);
	return changed;
}

static bool
is_embedded(const char *name)
{
	for (size_t i = 0; i < embedded_count; i++)
		if (strcmp(embedded_files[i].name, name) == 0)
			return true;
	return false;
}

enum status
view_check(const char *folder, struct report *report)
{
	struct ct_template *parsed;
	enum status status = ST_OK, worst = ST_OK;
	struct dirent *file;
	DIR *dir;

	for (size_t i = 0; i < embedded_count; i++) {
		status =
		    parse_own(folder, embedded_files[i].name, &parsed, report);
		ct_template_free(parsed);
		if (status != ST_OK && status != ST_NOT_FOUND)
			worst = status;
	}
	dir = opendir(folder);
	while (dir != NULL && (file = readdir(dir)) != NULL)
		if (file->d_name[0] != '.' && !is_embedded(file->d_name))
			report_note(report, folder, 0, 0,
			    "%s is not used: there is no such template",
			    file->d_name);
	if (dir != NULL)
		closedir(dir);
	return worst;
}

/* --------------------------------------------------------- dictionaries */

/* Sets a value, and shows the section that asks whether there is one. */
static void
set_optional(struct ct_dict *dict, const char *name, const char *section,
    const char *value)
{
	if (*value == '\0')
		return;
	ct_set(dict, name, value);
	ct_show(dict, section);
}

static void
set_global(struct ct_dict *dict, const char *name, const char *value)
{
	ct_set_global(dict, name, value, strlen(value));
}

/* Sets a link below the program: base, then text, then the slug encoded. */
static void
set_url(struct ct_dict *dict, const struct view_page *page, const char *name,
    const char *text, const char *slug)
{
	struct buffer url = {0};

	buffer_printf(&url, "%s%s", page->base, text);
	text_url_encode(&url, slug, strlen(slug), "");
	if (url.status == ST_OK)
		ct_set_bytes(dict, name, url.data, url.len);
	buffer_free(&url);
}

/*
 * As set_optional, for the renderer's HTML, in which links between answers are
 * made real.
 */
static void
set_html(struct ct_dict *dict, const struct view_page *page, const char *name,
    const char *section, const char *html)
{
	static const char link[] = "<a href=\"" MARKDOWN_LINK;
	const size_t kept = strlen("<a href=\"");
	struct buffer out = {0};
	const char *at;

	while ((at = strstr(html, link)) != NULL) {
		buffer_add(&out, html, (size_t)(at - html) + kept);
		buffer_printf(&out, "%s/", page->base);
		html = at + sizeof(link) - 1;
	}
	buffer_string(&out, html);
	if (out.status == ST_OK)
		set_optional(dict, name, section, out.data);
	buffer_free(&out);
}

static void
set_canonical(struct ct_dict *root, const struct view_page *page)
{
	bool absolute = *page->base != '\0' && *page->base != '/';
	struct buffer url = {0};

	if (*page->path == '\0' || (!absolute && *page->origin == '\0'))
		return;
	buffer_printf(&url, "%s%s", absolute ? "" : page->origin, page->base);
	text_url_encode(&url, page->path, strlen(page->path), "/");
	if (url.status == ST_OK)
		set_optional(root, "CANONICAL", "HAS_CANONICAL", url.data);
	buffer_free(&url);
}

/*
 * Begins a page: the frame's values, of which those that its parts need too
 * are template-globals. title: the page's own, "" for that of the FAQ.
 * Returns the dictionary of its CONTENT, which file renders.
 */
static struct ct_dict *
begin_page(struct view *view, const struct view_page *page, const char *title,
    const char *file)
{
	const struct config *config = page->config;
	struct ct_dict *root = view->root, *content;
	struct buffer index = {0};

	ct_dict_reset(root);
	buffer_printf(&index, "%s/", page->base);
	set_global(root, "INDEX_URL", index.status == ST_OK ? index.data : "/");
	buffer_free(&index);
	set_global(root, "LANGUAGE", config->language);
	set_global(root, "FAQ_TITLE", page->faq_title);
	set_global(root, "QUERY", page->query);
	if (*config->site_url != '\0') {
		ct_set(root, "SITE_NAME",
		    *config->site_name != '\0' ? config->site_name
					       : config->site_url);
		set_optional(root, "SITE_URL", "HAS_SITE", config->site_url);
	}
	set_optional(root, "CONTACT_URL", "HAS_CONTACT", config->contact_url);
	set_canonical(root, page);
	if (page->noindex)
		ct_show(root, "NOINDEX");
	if (strcmp(page->path, "/") != 0) /* the index has it as its heading */
		ct_show(root, "HAS_BRAND");
	set_optional(root, "PAGE_TITLE", "HAS_PAGE_TITLE", title);
	ct_add_include(root, "STYLE", "style.css");
	content = ct_add_include(root, "CONTENT", file);
	ct_add_include(content, "SEARCH", "search.tpl");
	return content;
}

static bool
add_piece(void *data, const char *bytes, size_t len)
{
	struct buffer *out = data;

	buffer_add(out, bytes, len);
	return out->status == ST_OK;
}

static enum status
expand_file(struct view *view, const char *file, struct buffer *out)
{
	const struct ct_template *template =
	    find_template(view, file, CT_STRIP_BLANK);
	struct ct_loader loader = {find_template, view};
	enum ct_status code = CT_NOMEM;

	if (out->max == 0)
		out->max = PAGE_MAX;
	if (template != NULL)
		code =
		    ct_expand_to(template, view->root, &loader, add_piece, out);
	if (code == CT_OK)
		return out->status;
	log_line("%s: %s", file,
	    code == CT_INCLUDE ? "an included template is missing"
	    : code == CT_LIMIT ? "the page grew larger than its limit"
			       : "out of memory");
	if (code == CT_INCLUDE)
		return out->status;
	return code == CT_LIMIT ? ST_LIMIT : ST_MEMORY;
}

static enum status
end_page(struct view *view, struct buffer *out)
{
	return expand_file(view, "page.tpl", out);
}

enum { DESCRIPTION_MAX = 160 };

/* The beginning of a text, cut between words, for the meta description. */
static void
set_description(struct view *view, const char *text)
{
	size_t len = strlen(text);
	struct buffer cut = {0};

	if (len > DESCRIPTION_MAX) {
		for (len = DESCRIPTION_MAX; len > 0 && text[len] != ' ';)
			len--;
		if (len == 0) /* a script without spaces */
			for (len = DESCRIPTION_MAX; (text[len] & 0xc0) == 0x80;)
				len--;
		buffer_add(&cut, text, len);
		buffer_string(&cut, "…");
	} else {
		buffer_add(&cut, text, len);
	}
	if (cut.status == ST_OK)
		set_optional(
		    view->root, "DESCRIPTION", "HAS_DESCRIPTION", cut.data);
	buffer_free(&cut);
}

/* ---------------------------------------------------------------- index */

/* Adds a section that links to an entry. */
static void
add_entry(struct ct_dict *dict, const char *section,
    const struct view_page *page, const struct entry *entry)
{
	struct ct_dict *link = ct_add_section(dict, section);

	set_url(link, page, "URL", "/", entry->slug);
	ct_set(link, "QUESTION", entry->question);
}

static struct ct_dict *
add_category(struct ct_dict *content, const struct view_page *page,
    const struct category *category)
{
	struct ct_dict *section = ct_add_section(content, "CATEGORY");

	if (category == NULL)
		return section;
	ct_set(section, "CATEGORY_SLUG", category->slug);
	set_optional(section, "CATEGORY_TITLE", "HAS_TITLE", category->title);
	set_html(section, page, "CATEGORY_INTRO_HTML", "HAS_CATEGORY_INTRO",
	    category->intro_html);
	return section;
}

/* Both lists are in the FAQ's order; what is in no category comes first. */
static void
add_entries(struct ct_dict *content, const struct view_page *page,
    const struct category *categories, size_t count,
    const struct entry *entries, size_t entry_count)
{
	struct ct_dict *section = NULL;
	int64_t in_hand = -1;
	size_t next = 0;

	for (size_t i = 0; i < entry_count; i++) {
		if (entries[i].category != in_hand) {
			in_hand = entries[i].category;
			while (next < count && categories[next].id < in_hand)
				next++;
			section = add_category(content, page,
			    in_hand > 0 && next < count ? &categories[next]
							: NULL);
		}
		add_entry(section, "ENTRY", page, &entries[i]);
	}
}

enum status
view_index(struct view *view, const struct view_page *page,
    const struct front *front, const struct category *categories, size_t count,
    const struct entry *entries, size_t entry_count, bool filtered,
    struct buffer *out)
{
	struct ct_dict *content = begin_page(view, page, "", "index.tpl");

	set_description(view, front->intro_text);
	if (filtered) {
		ct_show(content, "FILTERED");
	} else {
		set_html(content, page, "INTRO_HTML", "HAS_INTRO",
		    front->intro_html);
		set_html(content, page, "CLOSING_HTML", "HAS_CLOSING",
		    front->closing_html);
	}
	add_entries(content, page, categories, count, entries, entry_count);
	if (entry_count == 0)
		ct_show(content, "EMPTY");
	return end_page(view, out);
}

/* --------------------------------------------------------------- answer */

enum status
view_answer(struct view *view, const struct view_page *page,
    const struct entry *entry, const struct category *category,
    const struct entry *previous, const struct entry *next, struct buffer *out)
{
	struct ct_dict *content =
	    begin_page(view, page, entry->question, "answer.tpl");

	set_description(view, entry->answer_text);
	ct_set(content, "QUESTION", entry->question);
	set_html(
	    content, page, "ANSWER_HTML", "HAS_ANSWER", entry->answer_html);
	set_optional(content, "UPDATED", "HAS_UPDATED", entry->updated);
	if (category != NULL) {
		set_optional(
		    content, "CATEGORY_TITLE", "HAS_CATEGORY", category->title);
		set_url(content, page, "CATEGORY_URL", "/#c-", category->slug);
	}
	if (previous != NULL)
		add_entry(content, "PREVIOUS", page, previous);
	if (next != NULL)
		add_entry(content, "NEXT", page, next);
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
add_hits(struct ct_dict *content, const struct view_page *page,
    const struct hits *hits)
{
	struct ct_dict *list, *dict;

	if (hits->count == 0)
		return;
	list = ct_add_include(content, "HITS", "hits.tpl");
	for (size_t i = 0; i < hits->count; i++) {
		const struct hit *hit = &hits->list[i];

		dict = ct_add_section(list, "HIT");
		set_url(dict, page, "URL", "/", hit->slug);
		add_marked(dict, "TITLE_PART", hit->question);
		if (*hit->snippet != '\0')
			add_marked(ct_add_section(dict, "SNIPPET"),
			    "SNIPPET_PART", hit->snippet);
		set_optional(
		    dict, "CATEGORY_TITLE", "HAS_CATEGORY", hit->category);
	}
}

static void
add_nearest(struct ct_dict *content, const struct view_page *page,
    const struct hits *nearest)
{
	if (nearest->count == 0)
		return;
	ct_show(content, "NEAREST");
	add_hits(content, page, nearest);
}

enum status
view_results(struct view *view, const struct view_page *page,
    const struct hits *hits, const struct hits *nearest,
    const struct category *only, struct buffer *out)
{
	struct buffer title = {0};
	struct ct_dict *content;

	buffer_printf(
	    &title, "%s (%zu) – %s", page->query, hits->count, page->faq_title);
	content = begin_page(view, page,
	    title.status == ST_OK ? title.data : page->query, "results.tpl");
	buffer_free(&title);
	ct_set_int(content, "COUNT", (long long)hits->count);
	ct_show(content, hits->count == 0   ? "NONE"
			 : hits->count == 1 ? "ONE"
					    : "MANY");
	if (only != NULL) {
		set_optional(
		    content, "CATEGORY_TITLE", "FILTERED", only->title);
		set_url(content, page, "ALL_URL", "/?q=", page->query);
	}
	add_hits(content, page, hits);
	add_nearest(content, page, nearest);
	return end_page(view, out);
}

/* ---------------------------------------------------------- other pages */

enum status
view_message(struct view *view, const struct view_page *page,
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

enum status
view_setup(struct view *view, const struct view_page *page,
    const struct view_setup *setup, struct buffer *out)
{
	static const char *const sections[] = {
	    [SETUP_NO_HOME] = "NO_HOME",
	    [SETUP_NO_DATA] = "NO_DATA",
	    [SETUP_BAD_DATA] = "BAD_DATA",
	};
	struct ct_dict *content = begin_page(view, page, "", "setup.tpl");

	ct_set(content, "PROGRAM_NAME", setup->program_name);
	ct_set(content, "HOME_NAME", setup->home_name);
	ct_show(content, sections[setup->kind]);
	return end_page(view, out);
}

enum status
view_style(struct view *view, struct buffer *out)
{
	ct_dict_reset(view->root);
	return expand_file(view, "style.css", out);
}
