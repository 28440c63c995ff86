/* SPDX-License-Identifier: ISC */
/* language.c - lists of words. See language.h. */
#include "search/language.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "search/lists.h"
#include "search/words.h"

struct language {
	const char *tag;   /* its first part */
	const char *lists; /* what those are called */
};

static const struct language languages[] = {{"ar", "ar"}, {"da", "da"},
    {"de", "de"}, {"en", "en"}, {"es", "es"}, {"fi", "fi"}, {"fr", "fr"},
    {"it", "it"}, {"nb", "no"}, {"nl", "nl"}, {"nn", "no"}, {"no", "no"},
    {"pl", "pl"}, {"pt", "pt"}, {"ru", "ru"}, {"sv", "sv"}, {"tr", "tr"}};
static const struct language unknown = {"", ""};

const struct language *
language_find(const char *tag)
{
	size_t len = strcspn(tag, "-");

	for (size_t i = 0; i < COUNT(languages); i++)
		if (strlen(languages[i].tag) == len &&
		    strncasecmp(languages[i].tag, tag, len) == 0)
			return &languages[i];
	return &unknown;
}

/* The words of a list of the language, behind its comments; "": none. */
static const char *
find_list(const struct language *language, const char *kind, size_t *len)
{
	char name[40];
	const char *text = "", *end = text;

	snprintf(name, sizeof(name), "%s-%s.txt", kind, language->lists);
	for (size_t i = 0; i < lists_count; i++)
		if (strcmp(lists_files[i].name, name) == 0) {
			text = lists_files[i].text;
			end = text + lists_files[i].len;
		}
	while (*text == '#')
		text += strcspn(text, "\n") + 1;
	*len = (size_t)(end - text);
	return text;
}

const char *
language_synonyms(const struct language *language, size_t *len)
{
	return find_list(language, "synonyms", len);
}

unsigned
language_kind(const struct language *language, const char *form, size_t len)
{
	size_t rest;
	const char *list = find_list(language, "function", &rest);
	const char *p = list, *end = list + rest;
	unsigned kind = 0;

	while (kind == 0 && len > 0 &&
	       (p = memmem(p, (size_t)(end - p), form, len)) != NULL) {
		bool begins = p == list || strchr(" \n", p[-1]) != NULL;

		p += len;
		if (begins && p < end && strchr(" \n?!", *p) != NULL)
			kind = KIND_FUNCTION;
	}
	for (; kind != 0 && (*p == '?' || *p == '!'); p++)
		kind |= *p == '?' ? KIND_ASKS : KIND_TELLS;
	return kind;
}

/* Whether the word is a line of a sorted text. */
static bool
has_line(const char *text, size_t size, const char *word, size_t len)
{
	const char *low = text, *high = text + size; /* beginnings of lines */

	while (low < high) {
		const char *line = low + (high - low) / 2, *end;
		size_t n;
		int order;

		while (line > low && line[-1] != '\n')
			line--;
		end = strchr(line, '\n');
		n = (size_t)(end - line);
		order = memcmp(word, line, len < n ? len : n);
		if (order == 0 && len == n)
			return true;
		if (order < 0 || (order == 0 && len < n))
			high = line;
		else
			low = end + 1;
	}
	return false;
}

bool
language_has_common(const struct language *language)
{
	size_t size;

	find_list(language, "common", &size);
	return size > 0;
}

/* The list holds one word of each stem: "making" leads to "make". */
bool
language_is_common(const struct language *language, const char *form,
    size_t len, const char *stem, size_t stem_len)
{
	char word[WORD_MAX + 1];
	size_t size;
	const char *list = find_list(language, "common", &size);

	if (size == 0 || stem_len == 0 || stem_len > WORD_MAX)
		return false;
	if (has_line(list, size, form, len) ||
	    has_line(list, size, stem, stem_len))
		return true;
	memcpy(word, stem, stem_len);
	word[stem_len] = 'e';
	if (has_line(list, size, word, stem_len + 1))
		return true;
	if (word[stem_len - 1] != 'i')
		return false;
	word[stem_len - 1] = 'y';
	return has_line(list, size, word, stem_len);
}
