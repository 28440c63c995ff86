/* SPDX-License-Identifier: ISC */
/*
 * fuzz-query.c - libFuzzer: any bytes as a visitor's words, in a small FAQ
 * with synonyms. The first byte chooses how they are searched. With clang, as
 * replay.c says, but with src/faq/store.c, all C files of src/base and of
 * src/search, -lsqlite3 and -lm.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "search/search.h"
#include "faq/store.h"

#include "fuzz.h"

const char fuzz_corpus[] = "t/fuzz/corpus-query";

static const struct entry entries[] = {
    {1, "hurt", "Does it hurt?", "", "Most people feel little pain.", "",
	"painful numb", "", 1, "a.md", 1, "", 0},
    {2, "price", "What does the treatment cost?", "",
	"The price depends on its size; paying does not hurt.", "", "expensive",
	"", 2, "a.md", 2, "", 0},
    {3, "naive", "Is it na\xc3\xafve to hope?", "",
	"A caf\xc3\xa9 is round the corner. \xe7\x97\x9b\xe3\x81\x84", "", "",
	"", 0, "a.md", 3, "", 0},
};

static struct search *
open_search(void)
{
	static const struct category categories[] = {
	    {1, "a", "Safety", "", "", "a.md", 1, 0},
	    {2, "b", "Cost", "", "", "a.md", 2, 0}};
	static struct store *store; /* kept, as the search is */
	struct search *search = NULL;
	size_t i;

	if (store_create(&store, NULL) != ST_OK)
		abort();
	for (i = 0; i < COUNT(categories); i++)
		store_put_category(store, &categories[i]);
	for (i = 0; i < COUNT(entries); i++)
		store_put_entry(store, &entries[i]);
	store_put_synonym(store, 1, "price");
	store_put_synonym(store, 1, "how much money");
	store_put_synonym(store, 2, "ouch");
	store_put_synonym(store, 2, "hurt");
	if (store_finish(store, 1) != ST_OK ||
	    search_open(&search, store_db(store)) != ST_OK)
		abort();
	return search;
}

/* Aborts unless marks alternate and the text ends outside of one. */
static void
check_marks(const char *text)
{
	char last = MARK_OFF;

	for (; *text != '\0'; text++)
		if (*text == MARK_ON || *text == MARK_OFF) {
			if (*text == last)
				abort();
			last = *text;
		}
	if (last != MARK_OFF)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct search *search;
	struct arena arena = {0};
	struct hits hits;
	size_t i;

	if (size == 0)
		return 0;
	if (search == NULL)
		search = open_search();
	if (search_run(search, &arena,
		&(struct search_query){.words = arena_copy(&arena,
					   (const char *)data + 1, size - 1),
		    .category = data[0] & 3,
		    .max = data[0] >> 4 & 7,
		    .exact = data[0] & 4,
		    .any = data[0] & 8},
		&hits) != ST_OK ||
	    hits.count > (data[0] >> 4 & 7) || hits.total > COUNT(entries))
		abort();
	for (i = 0; i < hits.count; i++) {
		check_marks(hits.list[i].question);
		check_marks(hits.list[i].snippet);
		if (!(hits.list[i].score > 0))
			abort();
	}
	arena_free(&arena);
	return 0;
}
