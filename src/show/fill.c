/* SPDX-License-Identifier: ISC */
/* fill.c - values of dictionaries. See fill.h. */
#include "show/fill.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ctemplate/ctemplate.h"
#include "faq/links.h"

void
fill_optional(struct ct_dict *dict, const char *name, const char *section,
    const char *value)
{
	if (*value == '\0')
		return;
	ct_set(dict, name, value);
	ct_show(dict, section);
}

void
fill_text(struct ct_dict *dict, const char *name, struct buffer *text)
{
	if (text->status != ST_OK)
		ct_dict_fail(dict);
	else if (text->len > 0)
		ct_set_bytes(dict, name, text->data, text->len);
	buffer_free(text);
}

static void
set_global(struct ct_dict *dict, const char *name, const char *value)
{
	ct_set_global(dict, name, value, strlen(value));
}

void
fill_begin(
    struct ct_dict *root, const struct fill_page *page, const char *origin)
{
	struct buffer index = {0};

	ct_dict_reset(root);
	buffer_printf(&index, "%s%s/", origin, page->base);
	if (index.status == ST_OK)
		set_global(root, "INDEX_URL", index.data);
	else
		ct_dict_fail(root);
	buffer_free(&index);
	set_global(root, "LANGUAGE", page->config->language);
	set_global(root, "FAQ_TITLE", page->faq_title);
	set_global(root, "QUERY", page->query);
}

void
fill_cut(struct ct_dict *dict, const char *name, const char *text, size_t max)
{
	struct buffer cut = {0};

	text_cut(&cut, text, max);
	fill_text(dict, name, &cut);
}

void
fill_short_name(struct ct_dict *dict, const struct fill_page *page)
{
	enum { SHORT_NAME_MAX = 16 /* characters, of the standard */ };
	const char *own = page->config->short_name;

	fill_cut(dict, "SHORT_NAME", *own != '\0' ? own : page->faq_title,
	    SHORT_NAME_MAX);
}

static int
compare_category(const void *key, const void *member)
{
	int64_t id = *(const int64_t *)key;
	const struct category *category = member;

	return id < category->id ? -1 : id > category->id;
}

const struct category *
fill_category(const struct fill_faq *faq, const struct entry *entry)
{
	if (faq->category_count == 0)
		return NULL;
	return bsearch(&entry->category, faq->categories, faq->category_count,
	    sizeof(*faq->categories), compare_category);
}

/* ------------------------------------------------------------- addresses */

bool
fill_knows_host(const struct fill_page *page)
{
	return *page->origin != '\0' ||
	       (*page->base != '\0' && *page->base != '/');
}

static void
set_link(struct ct_dict *dict, const char *origin, const char *base,
    const char *name, const char *text, const char *slug)
{
	struct buffer url = {0};

	buffer_printf(&url, "%s%s%s", origin, base, text);
	text_url_encode(&url, slug, strlen(slug), "");
	fill_text(dict, name, &url);
}

void
fill_link(struct ct_dict *dict, const struct fill_page *page, const char *name,
    const char *text, const char *slug)
{
	set_link(dict, "", page->base, name, text, slug);
}

void
fill_address(struct ct_dict *dict, const struct fill_page *page,
    const char *name, const char *text, const char *slug)
{
	set_link(dict, page->origin, page->base, name, text, slug);
}

void
fill_search(struct buffer *url, const char *words,
    const struct category *category, bool exact, size_t number)
{
	buffer_string(url, "/?");
	if (*words != '\0') {
		buffer_string(url, "q=");
		text_url_encode(url, words, strlen(words), "");
	}
	if (category != NULL) {
		buffer_string(url, *words != '\0' ? "&category=" : "category=");
		text_url_encode(
		    url, category->slug, strlen(category->slug), "");
	}
	if (exact)
		buffer_string(url, "&exact=1");
	if (number > 1)
		buffer_printf(url, "&page=%zu", number);
}

/* ------------------------------------------------------ the renderer's HTML */

/* How HTML is written anew. */
struct rewriting {
	struct buffer *out;
	const struct fill_page *page;
	const char *slug; /* not NULL: addresses become absolute */
	int deeper;
};

/* Whether an address begins with a scheme (RFC 3986, 3.1). */
static bool
has_scheme(const char *address)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789+-.";

	return address[strspn(address, letters)] == ':' && *address != ':';
}

/* Adds the address of the program up to its host's end, or to its scheme's. */
static void
add_root(struct rewriting *to, bool scheme_only)
{
	const struct fill_page *page = to->page;
	const char *root = *page->origin != '\0' ? page->origin : page->base;
	const char *host = strstr(root, "://");

	if (host == NULL) /* no host is known */
		return;
	host += 1;
	buffer_add(to->out, root,
	    scheme_only ? (size_t)(host - root)
			: (size_t)(host + 2 - root) + strcspn(host + 2, "/"));
}

/* Adds what makes the address at p absolute. Returns what stands behind it. */
static const char *
rewrite_address(struct rewriting *to, const char *p)
{
	const struct fill_page *page = to->page;
	const char *origin = to->slug != NULL ? page->origin : "";

	if (strncmp(p, LINK_HERE, strlen(LINK_HERE)) == 0) {
		buffer_printf(to->out, "%s%s/", origin, page->base);
		return p + strlen(LINK_HERE);
	}
	if (to->slug == NULL || has_scheme(p))
		return p;
	if (*p == '/') {
		add_root(to, p[1] == '/');
		return p;
	}
	buffer_printf(to->out, "%s%s/", origin, page->base);
	if (*p == '#' || *p == '?' || *p == '"')
		text_url_encode(to->out, to->slug, strlen(to->slug), "");
	return p;
}

static bool
begins_with(const char *p, const char *prefix)
{
	return strncmp(p, prefix, strlen(prefix)) == 0;
}

/* Writes what has to change of the tag at p. Returns where to go on. */
static const char *
rewrite_tag(struct rewriting *to, const char *p)
{
	static const char *const addresses[] = {"<a href=\"", "<img src=\""};
	size_t len = begins_with(p, "</") ? 2 : 1;
	int level;

	for (size_t i = 0; i < COUNT(addresses); i++)
		if (begins_with(p, addresses[i])) {
			buffer_string(to->out, addresses[i]);
			return rewrite_address(to, p + strlen(addresses[i]));
		}
	buffer_add(to->out, p, len);
	p += len;
	if (p[0] != 'h' || p[1] < '1' || p[1] > '6')
		return p;
	level = p[1] - '0' + to->deeper;
	buffer_printf(to->out, "h%d", level < 6 ? level : 6);
	return p + 2;
}

/*
 * The renderer escapes what is not its own, so that each "<" begins a tag and
 * an address stands where it always writes it.
 */
static void
rewrite_html(struct rewriting *to, const char *html)
{
	const char *tag;

	while ((tag = strchr(html, '<')) != NULL) {
		buffer_add(to->out, html, (size_t)(tag - html));
		html = rewrite_tag(to, tag);
	}
	buffer_string(to->out, html);
}

void
fill_html(struct ct_dict *dict, const struct fill_page *page, const char *name,
    const char *section, const char *html, int deeper)
{
	struct buffer out = {0};
	struct rewriting to = {.out = &out, .page = page, .deeper = deeper};

	rewrite_html(&to, html);
	if (out.len > 0)
		ct_show(dict, section);
	fill_text(dict, name, &out);
}

void
fill_html_absolute(struct ct_dict *dict, const struct fill_page *page,
    const char *name, const char *html, const char *slug)
{
	struct buffer out = {0};
	struct rewriting to = {.out = &out, .page = page, .slug = slug};

	rewrite_html(&to, html);
	fill_text(dict, name, &out);
}

/* Adds a part of an address as it may stand in parentheses. */
static void
add_bare(struct buffer *out, const char *text)
{
	for (; *text != '\0'; text++)
		if (*text == '(' || *text == ')')
			buffer_string(out, *text == '(' ? "%28" : "%29");
		else
			buffer_char(out, *text);
}

/*
 * The renderer puts a backslash before each bracket that is no link's, but for
 * those in code.
 */
void
fill_markdown(struct ct_dict *dict, const struct fill_page *page,
    const char *name, const char *markdown)
{
	static const char link[] = "](" LINK_HERE;
	struct buffer out = {0};
	const char *found;

	while ((found = strstr(markdown, link)) != NULL) {
		buffer_add(&out, markdown, (size_t)(found - markdown) + 2);
		add_bare(&out, page->origin);
		add_bare(&out, page->base);
		buffer_char(&out, '/');
		markdown = found + strlen(link);
	}
	buffer_string(&out, markdown);
	fill_text(dict, name, &out);
}
