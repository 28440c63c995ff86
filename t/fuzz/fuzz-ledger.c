/* SPDX-License-Identifier: ISC */
/*
 * fuzz-ledger.c - libFuzzer: any bytes as a ledger. Each line of it is found
 * in its table and by looking through it, is well formed, and following any
 * address ends. With clang, as
 * replay.c says, but with src/faq/ledger.c, src/faq/store.c, all C files of
 * src/base and src/search, and the program's libraries.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "faq/ledger.h"

#include "fuzz.h"

const char fuzz_corpus[] = "t/fuzz/corpus-ledger";

static void
check_address(const char *address)
{
	if (*address != '/' || strpbrk(address, " \t\r\n%?#.") != NULL ||
	    text_xml_error(address, strlen(address)) != strlen(address))
		abort();
}

/* looked: the same ledger without a table. */
static void
check_line(const struct ledger *ledger, const struct ledger *looked,
    const struct ledger_line *line)
{
	const struct ledger_line *same = ledger_find(looked, line->address);
	struct ledger_fate fate =
	    ledger_follow(ledger, line->address, 1600000000);

	check_address(line->address);
	if (ledger_find(ledger, line->address) != line || same == NULL)
		abort();
	if (strcmp(same->target, line->target) != 0 ||
	    same->what != line->what || same->time != line->time ||
	    same->mark != line->mark)
		abort();
	if ((line->what == LEDGER_MOVED) != (*line->target != '\0'))
		abort();
	if ((line->what == LEDGER_HERE) != (fate.kind == FATE_UNKNOWN))
		abort();
	if ((fate.kind == FATE_MOVED) != (*fate.target != '\0'))
		abort();
	if (*line->target != '\0')
		check_address(line->target);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct ledger ledger, looked;
	char *copy = malloc(size + 1);

	if (copy == NULL)
		abort();
	if (size > 0)
		memcpy(copy, data, size);
	copy[size] = '\0';
	ledger_open(&ledger, &arena, copy, size);
	looked = ledger;
	if (ledger_tabulate(&ledger) != ST_OK)
		abort();
	for (size_t i = 0; i < ledger.count; i++)
		check_line(&ledger, &looked, &ledger.lines[i]);
	if (ledger_find(&ledger, "/none-of-them/") != NULL ||
	    ledger_find(&looked, "/none-of-them/") != NULL)
		abort();
	arena_free(&arena);
	free(copy);
	return 0;
}
