/* SPDX-License-Identifier: ISC */
/*
 * page.c - a web page: escaping by itself, a list, an include, limits, and
 * what went wrong. Prints the page that the words given to it make.
 *
 *     cc page.c $(pkg-config --cflags --libs ctemplate-c)
 *     ./a.out 'fish & chips' '<script>alert(1)</script>'
 */
#include <ctemplate-c/ctemplate.h>
#include <stdio.h>
#include <string.h>

static const char page_text[] =
    "{{%AUTOESCAPE context=\"HTML\"}}\n"
    "<!DOCTYPE html>\n"
    "<title>{{TITLE}}</title>\n"
    "{{#LIST}}\n"
    "<ul>\n"
    "  {{#ITEM}}\n"
    "  <li><a href=\"/find?q={{WORD:u}}\">{{WORD}}</a>\n"
    "  {{/ITEM}}\n"
    "</ul>\n"
    "{{/LIST}}\n"
    "  {{>FOOT}}\n"
    "<script>let words = {{COUNT}}, first = \"{{FIRST}}\";</script>\n";

static const char foot_text[] = "{{%AUTOESCAPE context=\"HTML\"}}\n"
				"<footer>\n"
				"{{COUNT}} words\n"
				"</footer>\n";

struct site {
	struct ct_template *page, *foot;
};

static const struct ct_template *
find(void *data, const char *file, enum ct_strip strip, struct ct_error *why)
{
	struct site *site = data;

	(void)strip;
	if (strcmp(file, "foot.html") == 0)
		return site->foot;
	snprintf(why->message, sizeof(why->message), "there is no such file");
	return NULL;
}

static void
complain(void *data, const struct ct_failure *f)
{
	(void)data;
	fprintf(stderr, "%s:%d:%d: %s %s\n", f->in, f->line, f->column,
	    ct_status_text(f->status), f->why.message);
}

static bool
print(void *data, const char *bytes, size_t len)
{
	(void)data;
	return fwrite(bytes, 1, len, stdout) == len;
}

static void
fill(struct ct_dict *d, int count, char **words)
{
	struct ct_dict *list, *foot;
	int i;

	ct_set(d, "TITLE", "Words & more");
	ct_set_int(d, "COUNT", count);
	ct_set(d, "FIRST", count > 0 ? words[0] : "");
	if (count > 0) {
		list = ct_add_section(d, "LIST");
		for (i = 0; i < count; i++)
			ct_set(ct_add_section(list, "ITEM"), "WORD", words[i]);
	}
	foot = ct_add_include(d, "FOOT", "foot.html");
	ct_set_int(foot, "COUNT", count);
}

static struct ct_template *
parse(const char *name, const char *text)
{
	struct ct_template *t;
	struct ct_error error;

	if (ct_parse(&t, NULL, name, text, strlen(text), CT_STRIP_BLANK,
		&error) != CT_OK)
		fprintf(stderr, "%s:%d:%d: %s\n", name, error.line,
		    error.column, error.message);
	return t;
}

int
main(int argc, char **argv)
{
	struct site site = {
	    parse("page.html", page_text), parse("foot.html", foot_text)};
	struct ct_expansion how = {.data = &site,
	    .find = find,
	    .sink = print,
	    .failed = complain,
	    .limits = {.bytes = 1 << 20, .depth = 4}};
	struct ct_dict *d = ct_dict_new();
	enum ct_status status = CT_NOMEM;

	if (site.page && site.foot && d) {
		fill(d, argc - 1, argv + 1);
		status = ct_expand_with(site.page, d, &how, NULL);
	}
	ct_dict_free(d);
	ct_template_free(site.page);
	ct_template_free(site.foot);
	return status != CT_OK;
}
