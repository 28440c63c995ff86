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

/* A text without headings is read as text, whatever it is called. */
static void
read_markdown(
    struct sheet *sheet, const char *text, size_t len, struct report *report)
{
	if (lay_has_headings(text, len))
		lay_read(sheet, text, len, report);
	else
		plain_read(sheet, text, len, report);
}

static const struct {
	const char *ending;
	read_fn *read;
} formats[] = {
    {".csv", rows_read},
    {".htm", html_page},
    {".html", html_page},
    {".json", json_read},
    {".markdown", read_markdown},
    {".md", read_markdown},
    {".mdown", read_markdown},
    {".mkd", read_markdown},
    {".text", plain_read},
    {".tsv", rows_read},
    {".txt", plain_read},
    {".xhtml", html_page},
};

static const char word_processor[] =
    "a file of a word processor; save it there as text (.txt) or as a web page "
    "(.html)";
static const char spreadsheet[] = "a spreadsheet; save it there as .csv";
static const char picture[] =
    "a picture; it belongs into the folder files, beside data";

/* What people upload all the same. */
static const struct {
	const char *ending, *reason;
} strangers[] = {
    {".doc", word_processor},
    {".docx", word_processor},
    {".gif", picture},
    {".jpeg", picture},
    {".jpg", picture},
    {".numbers", spreadsheet},
    {".ods", spreadsheet},
    {".odt", word_processor},
    {".pages", word_processor},
    {".pdf", "a document for printing; save its text as .txt, or put it into "
	     "the folder files, beside data"},
    {".png", picture},
    {".rtf", word_processor},
    {".svg", picture},
    {".webp", picture},
    {".xls", spreadsheet},
    {".xlsx", spreadsheet},
    {".xml", "XML; export it as .csv, .json or .html"},
    {".zip", "packed; unpack it first"},
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

const char *
formats_reason(const char *name)
{
	const char *ending = strrchr(name, '.');

	if (formats_know(name))
		return NULL;
	for (size_t i = 0; ending != NULL && i < COUNT(strangers); i++)
		if (strcasecmp(ending, strangers[i].ending) == 0)
			return strangers[i].reason;
	return "its name should end in .md, .txt, .html, .csv, .tsv or .json";
}

void
formats_read(struct sheet *sheet, const char *name, const char *text,
    size_t len, struct report *report)
{
	find_format(name)(sheet, text, len, report);
}
