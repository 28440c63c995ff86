/* SPDX-License-Identifier: ISC */
/*
 * fuzz-answer.c - libFuzzer: any bytes as the variables of a request, parted by
 * NUL, behind those of an ordinary one, to a whole answer of a small FAQ. Two
 * processes follow each other in one: what one request left behind, the cache
 * say, the next one finds.
 */
#include "home.h"

#include "fuzz.h"

const char fuzz_corpus[] = "t/fuzz/corpus-answer";

enum { VARIABLES = 64, FORGET_EVERY = 1000 };

static const struct {
	const char *name, *text;
} files[] = {
    {"data/index.md", "# Questions\n\nHello.\n\n---\n\nGood bye.\n"},
    {"data/a.md",
	"# Pain & healing {#pain}\n\nAbout it.\n\n"
	"## Does it hurt? {#hurt aka=\"ouch\" keywords=\"sore\""
	" updated=\"2026-01-02\"}\n\nA *little*. See [this](heal).\n\n"
	"## How long does it heal? {#heal}\n\n- A week\n- Or two\n"},
    {"data/b.md", "# Money\n\n## What is the cost?\n\nNot much.\n"},
    {"data/synonyms.txt", "cost, price, how much\n"},
    {"faq.conf", "language = en\ncontact_url = mailto:a@example.org\n"},
};

static struct site *
open_site(void)
{
	struct site *site;
	struct import_counts counts;
	struct report report = {0};

	if (*home == '\0') {
		make_home();
		for (size_t i = 0; i < COUNT(files); i++)
			write_home(files[i].name, files[i].text,
			    strlen(files[i].text));
	}
	if (site_open(&site, home, RENEW_STAYS) != ST_OK ||
	    site_build(site, &counts, &report) != ST_OK || report.errors > 0)
		abort();
	report_free(&report);
	return site;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char method[] = "REQUEST_METHOD=GET",
		    host[] = "HTTP_HOST=faq.example",
		    script[] = "SCRIPT_NAME=/faq", path[] = "PATH_INFO=/";
	static struct site *site;
	static unsigned count;
	char *variables[VARIABLES + 1];
	char *text = malloc(size + 1);
	size_t known = 0;

	if (text == NULL)
		abort();
	if (count++ % FORGET_EVERY == 0) {
		site_close(site);
		site = open_site();
	}
	memcpy(text, data, size);
	text[size] = '\0';
	/* The first of a name counts. */
	for (size_t at = 0; at < size && known < VARIABLES - 4;
	     at += strlen(text + at) + 1)
		variables[known++] = text + at;
	variables[known++] = method;
	variables[known++] = host;
	variables[known++] = script;
	variables[known++] = path;
	variables[known] = NULL;
	answer(site, variables);
	free(text);
	return 0;
}
