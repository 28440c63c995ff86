/* SPDX-License-Identifier: ISC */
/* formats.c - kinds of files. See formats.h. */
#include "formats/formats.h"

#include <string.h>
#include <strings.h>

#include "formats/html.h"
#include "formats/json.h"
#include "formats/lay.h"
#include "formats/plain.h"
#include "formats/rows.h"

typedef void read_fn(
    struct sheet *sheet, const char *text, size_t len, struct report *report);

static const struct {
	const char *ending;
	read_fn *read;
} formats[] = {
    {".csv", rows_read},
    {".htm", html_page},
    {".html", html_page},
    {".json", json_read},
    {".markdown", lay_read},
    {".md", lay_read},
    {".tsv", rows_read},
    {".txt", plain_read},
};

static read_fn *
find_format(const char *name)
{
	const char *ending = strrchr(name, '.');

	for (size_t i = 0;
	     ending != NULL && ending != name && i < COUNT(formats); i++)
		if (strcasecmp(ending, formats[i].ending) == 0)
			return formats[i].read;
	return NULL;
}

bool
formats_know(const char *name)
{
	return find_format(name) != NULL;
}

void
formats_read(struct sheet *sheet, const char *name, const char *text,
    size_t len, struct report *report)
{
	find_format(name)(sheet, text, len, report);
}
