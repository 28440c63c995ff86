/* SPDX-License-Identifier: ISC */
/*
 * 82-cut.c - an owner's template whose upload was cut off, at each byte: either
 * the built-in one serves, or what is there, and then no word of a visitor's
 * becomes an element or an attribute anywhere on the page, as gumbo reads it.
 * CUT_STEP=1 tries each byte, else each third.
 */
#include <gumbo.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "ctemplate/ctemplate.h"
#include "show/embedded.h"
#include "show/templates.h"
#include "tap.h"

/* What every variable says; beside markup a handler, should quotes end. */
static const char evil[] = "x onzq=1 \"onzq=1 'onzq=1 <zq onzq=1>&lt;zq>";
static const char raw[] = "ANSWER_HTML NOTICE_HTML CONTACT_URL EMAIL_URL "
			  "PHONE_URL NAV_URL";

/* The one template of the owner's. */
struct own {
	const char *name, *text;
	size_t len;
};

static enum status
read_own(void *data, const char *name, struct buffer *text)
{
	const struct own *own = data;

	if (own->name == NULL || strcmp(name, own->name) != 0)
		return ST_NOT_FOUND;
	buffer_add(text, own->text, own->len);
	return text->status;
}

/* Sets whatever a template may ask for. */
static bool
fill_marker(void *data, const struct ct_marker *marker)
{
	size_t len = strlen(marker->name);

	if (marker->kind == CT_SECTION)
		ct_show(data, marker->name);
	else if (marker->kind == CT_VARIABLE)
		ct_set(data, marker->name,
		    len > 5 && strcmp(marker->name + len - 5, "_HTML") == 0
			? "<p class=\"a\">b</p>"
			: evil);
	return true;
}

static void
fill(struct ct_dict *dict)
{
	struct ct_template *parsed;

	for (size_t i = 0; i < embedded_count; i++) {
		const struct embedded *file = &embedded_files[i];

		if (strstr(file->name, ".tpl") == NULL ||
		    ct_parse(&parsed, NULL, file->name, file->text, file->len,
			CT_STRIP_BLANK, NULL) != CT_OK)
			continue;
		ct_template_visit(parsed, fill_marker, dict);
		ct_template_free(parsed);
	}
}

static struct ct_dict *
include(struct ct_dict *dict, const char *name, const char *file)
{
	struct ct_dict *own = ct_add_include(dict, name, file);

	fill(own);
	return own;
}

/* The page of results, with all that it includes. */
static struct ct_dict *
make_page(void)
{
	struct ct_dict *root = ct_dict_new(), *content;

	fill(root);
	include(root, "HEAD", "head.tpl");
	include(root, "SEARCH", "search.tpl");
	include(root, "CONTACT", "contact.tpl");
	content = include(root, "CONTENT", "results.tpl");
	include(content, "CONTACT", "contact.tpl");
	include(content, "HITS", "hits.tpl");
	include(content, "PAGES", "pages.tpl");
	return root;
}

/* Whether an element or an attribute is a visitor's. */
static bool
is_foreign(const GumboNode *node)
{
	const GumboElement *element = &node->v.element;

	if (node->type != GUMBO_NODE_ELEMENT &&
	    node->type != GUMBO_NODE_TEMPLATE)
		return false;
	if (element->tag == GUMBO_TAG_UNKNOWN &&
	    strncmp(element->original_tag.data, "<zq", 3) == 0)
		return true;
	for (unsigned i = 0; i < element->attributes.length; i++) {
		const GumboAttribute *attribute = element->attributes.data[i];

		if (strstr(attribute->name, "onzq") != NULL)
			return true;
	}
	for (unsigned i = 0; i < element->children.length; i++)
		if (is_foreign(element->children.data[i]))
			return true;
	return false;
}

/* Whether the page shows words as words alone. */
static bool
is_harmless(const struct buffer *page)
{
	GumboOutput *read = gumbo_parse_with_options(
	    &kGumboDefaultOptions, page->data, page->len);
	bool harmless = !is_foreign(read->root);

	gumbo_destroy_output(&kGumboDefaultOptions, read);
	return harmless;
}

static void
test_judge(void)
{
	static const char *const foreign[] = {"<p><zq>", "<p onzq=1>",
	    "<p title=\"\"x onzq=1\">", "<p><b><i class=a onzq>"};
	struct buffer page = {0};

	for (size_t i = 0; i < COUNT(foreign); i++) {
		buffer_reset(&page);
		buffer_string(&page, foreign[i]);
		ok(!is_harmless(&page), "the judge sees %s", foreign[i]);
	}
	buffer_free(&page);
}

static void
expand(struct templates *templates, const struct ct_dict *root,
    struct buffer *page)
{
	buffer_reset(page);
	templates_forget(templates, "en");
	if (templates_expand(templates, "page.tpl", root, page) != ST_OK)
		ok(false, "a page is made");
}

static void
test_cuts(const char *name, size_t step)
{
	static struct own own;
	const struct embedded *file = embedded_files;
	struct templates *templates = templates_new(read_own, &own, raw);
	struct ct_dict *root = make_page();
	struct buffer want = {0}, page = {0};
	size_t served = 0, bad = 0;

	while (strcmp(file->name, name) != 0)
		file++;
	expand(templates, root, &want);
	ok(is_harmless(&want), "the page of built-in templates is fine");
	own = (struct own){name, file->text, 0};
	for (; own.len < file->len; own.len += step) {
		expand(templates, root, &page);
		if (page.len == want.len &&
		    memcmp(page.data, want.data, want.len) == 0)
			continue;
		served++;
		if (!is_harmless(&page) && bad++ < 3)
			printf("# cut off after %zu bytes\n", own.len);
	}
	ok(served > 0, "%s: %zu cuts leave a template", name, served);
	ok(bad == 0, "and no word gets out of its place");
	own = (struct own){NULL, NULL, 0};
	templates_free(templates);
	ct_dict_free(root);
	buffer_free(&want);
	buffer_free(&page);
}

int
main(void)
{
	static const char *const names[] = {"page.tpl", "head.tpl",
	    "search.tpl", "results.tpl", "hits.tpl", "contact.tpl",
	    "pages.tpl"};
	const char *step = getenv("CUT_STEP");

	test_judge();
	for (size_t i = 0; i < COUNT(names); i++)
		test_cuts(names[i], step != NULL ? strtoul(step, NULL, 10) : 3);
	return tap_done();
}
