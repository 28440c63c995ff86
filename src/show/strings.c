/* SPDX-License-Identifier: ISC */
/* strings.c - the words of the interface. See strings.h. */
#include "show/strings.h"

#include <stdlib.h>
#include <string.h>

#include "base/settings.h"
#include "base/text.h"
#include "show/embedded.h"

struct string {
	const char *name, *value;
	const char *english; /* NULL: English has no such form */
};

struct strings {
	struct arena arena;
	struct string *list; /* in the order of the English file */
	size_t count;
	char language[16];
};

/* --------------------------------------------------------- plural forms */

/* One rule a family of languages; n is a whole number, so v = f = t = 0. */
static const char *
form_one(long long n)
{
	return n == 1 ? "ONE" : "OTHER";
}

/* Millions take "de": "un millón de respuestas". */
static const char *
form_romance(long long n)
{
	if (n != 0 && n % 1000000 == 0)
		return "MANY";
	return form_one(n);
}

static const char *
form_french(long long n)
{
	return n == 0 ? "ONE" : form_romance(n);
}

static const char *
form_polish(long long n)
{
	bool teens = n % 100 >= 12 && n % 100 <= 14;

	if (n == 1)
		return "ONE";
	return n % 10 >= 2 && n % 10 <= 4 && !teens ? "FEW" : "MANY";
}

static const char *
form_arabic(long long n)
{
	static const char *const small[] = {"ZERO", "ONE", "TWO"};
	long long rest = n % 100;

	if (n <= 2)
		return small[n];
	return rest >= 11 ? "MANY" : rest >= 3 ? "FEW" : "OTHER";
}

/* The longest tag that fits counts; where none does, form_one. */
static const struct {
	const char *language;
	const char *(*form)(long long n);
} rules[] = {
    {"ar", form_arabic},
    {"es", form_romance},
    {"fr", form_french},
    {"it", form_romance},
    {"pl", form_polish},
    {"pt-pt", form_romance},
    {"pt", form_french},
};

/* Whether tag is the language, or a kind of it: "pt-br" is "pt". */
static bool
is_kind_of(const char *tag, const char *language)
{
	size_t len = strlen(language), i = 0;

	while (i < len && text_lower(tag[i]) == language[i])
		i++;
	return i == len && (tag[i] == '\0' || tag[i] == '-');
}

const char *
strings_form(const char *language, long long n)
{
	for (size_t i = 0; i < COUNT(rules); i++)
		if (is_kind_of(language, rules[i].language))
			return rules[i].form(n);
	return form_one(n);
}

/* --------------------------------------------------------------- reading */

/* Whose lines they are; the English ones come first. */
enum set {
	SET_ENGLISH,  /* gives the names; the others use them */
	SET_LANGUAGE, /* another one that is built in */
	SET_OWN       /* the owner's, of which nothing is sure */
};

/* Where the lines of one file go. */
struct reading {
	struct strings *strings;
	enum set set;
	size_t next; /* the string behind the last one */
	struct report *report;
};

static struct string *
find_string(const struct strings *strings, const char *name, size_t len)
{
	for (size_t i = 0; i < strings->count; i++)
		if (strncmp(strings->list[i].name, name, len) == 0 &&
		    strings->list[i].name[len] == '\0')
			return &strings->list[i];
	return NULL;
}

/* The same; files have them in one order, so the next one is tried first. */
static struct string *
find_next(struct reading *reading, const char *name)
{
	const struct strings *strings = reading->strings;
	struct string *string = strings->list + reading->next;

	if (reading->next >= strings->count || strcmp(string->name, name) != 0)
		string = find_string(strings, name, strlen(name));
	if (string != NULL)
		reading->next = (size_t)(string - strings->list) + 1;
	return string;
}

static struct string *
add_string(struct strings *strings, const char *name)
{
	struct string *string = arena_grow(
	    &strings->arena, strings->list, strings->count, sizeof(*string));

	if (string == NULL)
		return NULL;
	strings->list = string;
	string += strings->count++;
	*string = (struct string){.name = arena_string(&strings->arena, name)};
	return string;
}

/*
 * Gives a string its value, or another one; NULL: it is new. What the English
 * set says anyway is a line that was copied with the file: it takes no other
 * language's place.
 */
static void
put_string(struct strings *strings, struct string *string, const char *name,
    const char *value, bool english)
{
	if (string == NULL)
		string = add_string(strings, name);
	if (string == NULL ||
	    (string->english != NULL && strcmp(string->english, value) == 0))
		return;
	string->value = arena_string(&strings->arena, value);
	if (english)
		string->english = string->value;
}

/* A form of a string that has forms: English has only two of them. */
static bool
is_form(const struct strings *strings, const char *name)
{
	static const char *const forms[] = {
	    "_ZERO", "_ONE", "_TWO", "_FEW", "_MANY", "_OTHER"};
	const char *form = strrchr(name, '_');
	char other[64];

	for (size_t i = 0; form != NULL && i < COUNT(forms); i++)
		if (strcmp(form, forms[i]) == 0) {
			snprintf(other, sizeof(other), "%.*s_OTHER",
			    (int)(form - name), name);
			return find_string(strings, other, strlen(other)) !=
			       NULL;
		}
	return false;
}

static void
take_string(void *data, const char *name, char *value, int line)
{
	struct reading *reading = data;
	struct strings *strings = reading->strings;
	struct string *string = NULL;
	size_t len = strlen(value);

	if (reading->set != SET_ENGLISH)
		string = find_next(reading, name);
	if (string == NULL && reading->set != SET_ENGLISH &&
	    !is_form(strings, name))
		report_error(reading->report, STRINGS_SHOWN, line, 1,
		    "unknown name \"%.60s\"; the built-in strings.txt has all",
		    name);
	else if (reading->set == SET_OWN && text_xml_error(value, len) != len)
		report_error(reading->report, STRINGS_SHOWN, line, 1,
		    "%s must be without control characters", name);
	else
		put_string(
		    strings, string, name, value, reading->set == SET_ENGLISH);
}

/* Reads one file; settings_read cuts it in place, so it is copied. */
static void
read_lines(struct strings *strings, const char *text, size_t len, enum set set,
    struct report *report)
{
	struct reading reading = {
	    .strings = strings, .set = set, .report = report};
	char *copy = arena_copy(&strings->arena, text, len);

	if (!strings->arena.failed)
		settings_read(
		    copy, len, STRINGS_SHOWN, report, take_string, &reading);
}

/* Reads the built-in set of that name, if there is one. */
static bool
read_built_in(struct strings *strings, const char *file, enum set set,
    struct report *report)
{
	for (size_t i = 0; i < embedded_count; i++)
		if (strcmp(embedded_files[i].name, file) == 0) {
			read_lines(strings, embedded_files[i].text,
			    embedded_files[i].len, set, report);
			return true;
		}
	return false;
}

/* The language's own set in place of the English: "pt-BR", or else "pt". */
static void
read_language(struct strings *strings, struct report *report)
{
	char tag[sizeof(strings->language)], file[sizeof(tag) + 20];
	char *part;

	snprintf(tag, sizeof(tag), "%s", strings->language);
	do {
		snprintf(file, sizeof(file), "strings-%s.txt", tag);
		if (read_built_in(strings, file, SET_LANGUAGE, report))
			return;
		part = strrchr(tag, '-');
		if (part != NULL)
			*part = '\0';
	} while (part != NULL);
}

struct strings *
strings_new(
    const char *language, const char *own, size_t len, struct report *report)
{
	struct strings *strings = calloc(1, sizeof(*strings));

	if (strings == NULL)
		return NULL;
	for (size_t i = 0;
	     i + 1 < sizeof(strings->language) && language[i] != '\0'; i++)
		strings->language[i] = text_lower(language[i]);
	read_built_in(strings, STRINGS_FILE, SET_ENGLISH, report);
	read_language(strings, report);
	if (own != NULL)
		read_lines(strings, own, len, SET_OWN, report);
	if (strings->arena.failed) {
		strings_free(strings);
		return NULL;
	}
	return strings;
}

void
strings_free(struct strings *strings)
{
	if (strings == NULL)
		return;
	arena_free(&strings->arena);
	free(strings);
}

/* ----------------------------------------------------------------- using */

const char *
strings_get(const struct strings *strings, const char *name)
{
	const struct string *string = find_string(strings, name, strlen(name));

	return string != NULL ? string->value : NULL;
}

bool
strings_each(const struct strings *strings,
    bool (*take)(void *data, const char *name, const char *value), void *data)
{
	for (size_t i = 0; i < strings->count; i++)
		if (!take(data, strings->list[i].name, strings->list[i].value))
			return false;
	return true;
}

/* The string of that name, or its form for n, or its last form. */
static const char *
choose_form(const struct strings *strings, const char *name, long long n)
{
	const char *form = strings_form(strings->language, n);
	const char *value = strings_get(strings, name);
	char full[64];

	for (int i = 0; value == NULL && i < 2; i++, form = "OTHER") {
		snprintf(full, sizeof(full), "%s_%s", name, form);
		value = strings_get(strings, full);
	}
	return value != NULL ? value : "";
}

/* Appends what stands for the name in braces; false: it is nothing's name. */
static bool
say_part(struct buffer *out, const char *name, size_t len, long long n,
    const struct strings_part *parts, size_t count)
{
	if (len == 1 && *name == 'n') {
		buffer_printf(out, "%lld", n);
		return true;
	}
	for (size_t i = 0; i < count; i++)
		if (strlen(parts[i].name) == len &&
		    memcmp(parts[i].name, name, len) == 0) {
			buffer_string(out, parts[i].text);
			return true;
		}
	return false;
}

void
strings_say(const struct strings *strings, struct buffer *out, const char *name,
    long long n, const struct strings_part *parts, size_t count)
{
	const char *p = choose_form(strings, name, n);

	while (*p != '\0') {
		size_t len = strcspn(p, "{");
		const char *end = strchr(p + len, '}');

		buffer_add(out, p, len);
		p += len;
		if (end != NULL && say_part(out, p + 1, (size_t)(end - p - 1),
				       n, parts, count)) {
			p = end + 1;
		} else if (*p != '\0') {
			buffer_char(out, *p++);
		}
	}
}
