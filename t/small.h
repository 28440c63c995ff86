/* SPDX-License-Identifier: ISC */
/*
 * small.h - a FAQ of a few entries, in memory, to be searched. Include it in
 * one .c file of the tests.
 */
#ifndef SMALL_H
#define SMALL_H

#include <stdlib.h>

#include "faq/store.h"
#include "search/search.h"

/* An entry of a small FAQ: its slug is its place as a letter, from a. */
struct small {
	const char *question, *keywords, *text;
};

static struct store *store;
static struct search *search;
static const char *introduction = ""; /* of the next FAQ that is opened */

static void
open_small(const char *language, const struct small *list, size_t count)
{
	char slug[2] = "a";

	store_create(&store, NULL);
	store_set_language(store, language, true);
	for (size_t i = 0; i < count; i++) {
		slug[0] = (char)('a' + i);
		store_put_entry(store, &(struct entry){.id = (int64_t)i + 1,
					   .slug = slug,
					   .question = list[i].question,
					   .answer_html = "",
					   .answer_text = list[i].text,
					   .answer_markdown = "",
					   .keywords = list[i].keywords,
					   .updated = "",
					   .file = "a.md",
					   .line = 1,
					   .aka = ""});
	}
	store_put_front(store, &(struct front){.title = "T",
				   .intro_html = "",
				   .intro_text = introduction,
				   .closing_html = "",
				   .header_html = ""});
	store_finish(store, 1);
	if (search_open(&search, store_db(store)) != ST_OK)
		abort();
}

#define OPEN_IN(language, ...)                                    \
	open_small(language, (const struct small[]){__VA_ARGS__}, \
	    sizeof((const struct small[]){__VA_ARGS__}) /         \
		sizeof(struct small))
#define OPEN(...) OPEN_IN("en", __VA_ARGS__)

static void
close_small(void)
{
	search_close(search);
	store_close(store);
}

#endif
