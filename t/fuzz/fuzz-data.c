/* SPDX-License-Identifier: ISC */
/*
 * fuzz-data.c - libFuzzer: any bytes as a file of questions, to a store, to all
 * pages. The first byte chooses the format, and whether there are other files.
 * var is a file here, so that the store stays in memory and nothing is synced.
 */
#include "home.h"

#include "fuzz.h"

const char fuzz_corpus[] = "t/fuzz/corpus-data";

static const char *const names[] = {"data/x.md", "data/x.txt", "data/x.html",
    "data/x.csv", "data/x.tsv", "data/x.json", "data/index.md",
    "data/synonyms.txt", "header.md"};
static const char another[] = "data/another.md";
static const char question[] =
    "# Another {#other}\n\n## Does it hurt? {#hurt}\n\nA little.\n";

static void
get(struct site *site, const char *path, const char *query)
{
	char method[] = "REQUEST_METHOD=GET", host[] = "HTTP_HOST=a.example",
	     script[] = "SCRIPT_NAME=/f", info[2000], words[60];
	char *variables[] = {method, host, script, info, words, NULL};
	int status;

	snprintf(info, sizeof(info), "PATH_INFO=%s", path);
	snprintf(words, sizeof(words), "QUERY_STRING=%s", query);
	status = answer(site, variables);
	if (status != 200 && status != 404 && status != 503)
		abort();
}

/* Its answers and categories. */
static void
get_own(struct site *site)
{
	struct arena arena = {0};
	struct category *categories;
	struct entry *entries;
	size_t count, i;
	char path[1000];

	if (store_list(site->store, &arena, 0, 0, 8, &entries, &count) != ST_OK)
		abort();
	for (i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "/%s", entries[i].slug);
		get(site, path, "");
		snprintf(path, sizeof(path), "/%s.md", entries[i].slug);
		get(site, path, "");
	}
	if (store_categories(site->store, &arena, 4, &categories, &count) !=
	    ST_OK)
		abort();
	for (i = 0; i < count; i++) {
		snprintf(
		    path, sizeof(path), "/category/%s", categories[i].slug);
		get(site, path, "");
	}
	arena_free(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const paths[] = {"/", "/all", "/faq.json",
	    "/feed.atom", "/llms.txt", "/llms-full.txt", "/sitemap.xml",
	    "/opensearch.xml"};
	struct site *site;
	const char *name;

	if (size == 0)
		return 0;
	if (*home == '\0') {
		make_home();
		write_home("var", "", 0);
	}
	name = names[(data[0] & 15) % COUNT(names)];
	write_home(name, data + 1, size - 1);
	if (data[0] & 16)
		write_home(another, question, strlen(question));
	if (site_open(&site, home, RENEW_STAYS) != ST_OK)
		abort();
	for (size_t i = 0; i < COUNT(paths); i++)
		get(site, paths[i], "");
	get(site, "/", "q=hurt+a");
	get(site, "/suggest.json", "q=h");
	if (site->store != NULL)
		get_own(site);
	site_close(site);
	unlink(place(name));
	unlink(place(another));
	return 0;
}
