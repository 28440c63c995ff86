/* SPDX-License-Identifier: ISC */
/* json.c - JSON to Markdown. See json.h. */
#include "formats/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "formats/html.h"
#include "formats/records.h"

/* A value; jansson's do not know their lines. */
struct item {
	const char *key;    /* in an object, or "" */
	const char *string; /* NULL: none */
	int line;
	bool object, used;
	bool asks; /* it is a question, or holds one */
	struct item *child, *next;
};

/* What the functions below share while one text is read. */
struct reader {
	struct arena arena;
	struct sheet *sheet;
	struct report *report;
	const char *at, *end; /* the text behind the strings that were seen */
	int line;
	struct records records;
};

/* ------------------------------------------------------------------ values */

/* Goes behind the next string of the text, which is JSON. Gives its line. */
static int
next_string(struct reader *reader)
{
	const char *p = reader->at;
	int line;

	for (; p < reader->end && *p != '"'; p++)
		reader->line += *p == '\n';
	line = reader->line;
	if (p < reader->end)
		p++;
	for (; p < reader->end && *p != '"'; p++)
		if (*p == '\\')
			p++;
	reader->at = p < reader->end ? p + 1 : reader->end;
	return line;
}

static void copy_value(struct reader *, struct item *, json_t *);

/* Adds a value behind the last one; jansson keeps the order of the text. */
static struct item *
add_item(struct reader *reader, struct item *parent, struct item **last,
    const char *key, json_t *value)
{
	struct item *item = arena_alloc(&reader->arena, sizeof(*item));

	if (item == NULL)
		return *last;
	item->key = arena_string(&reader->arena, key);
	item->line = reader->line;
	if (*last == NULL)
		parent->child = item;
	else
		(*last)->next = item;
	*last = item;
	copy_value(reader, item, value);
	return item;
}

/* Copies a value and what is in it; jansson bounds the depth. */
static void
copy_value(struct reader *reader, struct item *item, json_t *value)
{
	struct item *last = NULL;
	const char *key;
	json_t *member;
	size_t index;

	if (json_is_string(value)) {
		item->line = next_string(reader);
		item->string =
		    arena_string(&reader->arena, json_string_value(value));
	} else if (json_is_array(value)) {
		json_array_foreach(value, index, member)
		    add_item(reader, item, &last, "", member);
	} else if (json_is_object(value)) {
		item->object = true;
		json_object_foreach(value, key, member)
		{
			next_string(reader);
			add_item(reader, item, &last, key, member);
		}
	}
}

/* --------------------------------------------------------------- members */

static struct item *
find_member(const struct item *object, const char *key)
{
	for (struct item *item = object->child; item != NULL; item = item->next)
		if (strcasecmp(item->key, key) == 0)
			return item;
	return NULL;
}

/*
 * The first of the members with one of these names that holds a string, or an
 * object that does, so many levels deep.
 */
static struct item *
find_deep(const struct item *object, const char *const *keys, size_t count,
    int levels)
{
	if (levels == 0)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		struct item *item = find_member(object, keys[i]);

		if (item != NULL && item->string == NULL && !item->object)
			item = item->child; /* of a list the first */
		if (item != NULL && item->object)
			item = find_deep(item, keys, count, levels - 1);
		if (item != NULL && item->string != NULL &&
		    *item->string != '\0')
			return item;
	}
	return NULL;
}

static struct item *
find_text(const struct item *object, const char *const *keys, size_t count)
{
	return find_deep(object, keys, count, 3);
}

static const char *const question_keys[] = {"question", "frage", "pregunta",
    "domanda", "pergunta", "vraag", "record_title", "name", "title", "headline",
    "q", "rendered"};
static const char *const answer_keys[] = {"acceptedAnswer", "suggestedAnswer",
    "answer", "answer_html", "antwort", "respuesta", "risposta", "resposta",
    "antwoord", "reponse", "record_content", "content", "text", "body", "a",
    "rendered", "answer_text", "body_html", "record_preview"};
static const char *const day_keys[] = {"updated", "dateModified", "modified",
    "last_modified", "updated_at", "record_updated"};
static const char *const title_keys[] = {
    "title", "name", "headline", "category", "rendered"};
static const char *const intro_keys[] = {"intro_html", "description", "intro"};

/* The text of the first of the keys, which is used then; or NULL. */
static const char *
take_text(const struct item *object, const char *const *keys, size_t count)
{
	struct item *item = find_text(object, keys, count);

	if (item == NULL)
		return NULL;
	item->used = true;
	return item->string;
}

/* The strings of a member, one or a list of them, parted by spaces. */
static const char *
take_words(struct reader *reader, const struct item *object, const char *key)
{
	struct item *item = find_member(object, key);
	struct buffer words = {0};

	if (item == NULL || item->object)
		return NULL;
	if (item->string != NULL) {
		item->used = true;
		return item->string;
	}
	for (item = item->child; item != NULL; item = item->next)
		if (item->string != NULL) {
			item->used = true;
			buffer_printf(&words, "%s ", item->string);
		}
	return arena_text(&reader->arena, &words);
}

static bool
is_typed(const struct item *object, const char *type)
{
	const struct item *item = find_member(object, "@type");

	if (item != NULL && item->string == NULL)
		item = item->child;
	return item != NULL && item->string != NULL &&
	       strcasestr(item->string, type) != NULL;
}

/* Whether the object is a question with its answer. */
static bool
is_question(const struct item *object)
{
	const struct item *question, *answer;

	if (!object->object || is_typed(object, "FAQPage"))
		return false;
	question = find_text(object, question_keys, COUNT(question_keys));
	answer = find_text(object, answer_keys, COUNT(answer_keys));
	return question != NULL && (is_typed(object, "Question") ||
				       (answer != NULL && answer != question));
}

/* ------------------------------------------------------------------ texts */

/* Whether a text has the words of an answer, which is HTML. */
static bool
says_same(const char *text, const struct item *answer)
{
	struct buffer words = {0}, clean = {0};
	bool same;

	if (text == NULL || answer == NULL)
		return false;
	html_words(&words, answer->string, strlen(answer->string));
	text_clean(&clean, text, strlen(text), strlen(text));
	same =
	    words.len == clean.len &&
	    (words.len == 0 || memcmp(words.data, clean.data, words.len) == 0);
	buffer_free(&words);
	buffer_free(&clean);
	return same;
}

static void
take_question(struct reader *reader, struct item *object, struct item *category)
{
	struct item *question =
	    find_text(object, question_keys, COUNT(question_keys));
	struct item *answer =
			find_text(object, answer_keys, COUNT(answer_keys)),
		    *same;
	struct record record = {
	    .question = question->string,
	    .line = question->line,
	    .category = take_words(reader, object, "category"),
	    .slug = take_words(reader, object, "slug"),
	    .aka = take_words(reader, object, "aka"),
	    .keywords = take_words(reader, object, "keywords"),
	};

	question->used = true;
	if (answer != NULL && answer != question) {
		record.answer = answer->string;
		record.answer_line = answer->line;
		answer->used = true;
	}
	/* our own faq.json has the same words twice */
	same = find_member(object, "answer_text");
	if (same != NULL && answer == find_member(object, "answer_html"))
		same->used = says_same(same->string, answer);
	for (size_t i = 0; record.updated == NULL && i < COUNT(day_keys); i++)
		record.updated = take_words(reader, object, day_keys[i]);
	if (category != NULL &&
	    (record.category == NULL || *record.category == '\0')) {
		record.category = category->string;
		category->used = true;
	}
	records_add(&reader->records, &record);
}

/* Keeps a category of our own faq.json, which questions name by its slug. */
static void
take_group(struct reader *reader, struct item *object)
{
	struct records *records = &reader->records;
	struct group group = {.name = take_words(reader, object, "slug"),
	    .title = take_text(object, title_keys, COUNT(title_keys)),
	    .intro = take_text(object, intro_keys, COUNT(intro_keys))};
	struct group *groups = arena_grow(&reader->arena, records->groups,
	    records->group_count, sizeof(*groups));

	if (groups == NULL)
		return;
	if (group.name == NULL)
		group.name = "";
	if (group.title == NULL)
		group.title = group.name;
	records->groups = groups;
	groups[records->group_count++] = group;
}

/* Finds out which values are questions, or hold some. */
static void
find_questions(struct item *item)
{
	item->asks = is_question(item);
	for (struct item *child = item->child; child != NULL;
	     child = child->next) {
		find_questions(child);
		item->asks |= child->asks;
	}
}

/* Takes the questions of a value: those below an object are of its category. */
static void
take_value(
    struct reader *reader, struct item *item, struct item *category, bool top)
{
	struct item *title;
	struct records *records = &reader->records;

	if (is_question(item)) {
		take_question(reader, item, category);
		return;
	}
	if (item->object && item->asks) {
		title = find_text(item, title_keys, COUNT(title_keys));
		top |= is_typed(item, "FAQPage");
		if (top && records->title == NULL) {
			records->title = title != NULL ? title->string : NULL;
			if (title != NULL)
				title->used = true;
			records->intro =
			    take_text(item, intro_keys, COUNT(intro_keys));
			records->closing =
			    take_words(reader, item, "closing_html");
		} else if (title != NULL) {
			category = title;
		}
		top = false;
	}
	for (struct item *child = item->child; child != NULL;
	     child = child->next) {
		if (strcasecmp(child->key, "categories") == 0 && !child->asks)
			for (struct item *one = child->child; one != NULL;
			     one = one->next)
				take_group(reader, one);
		else
			take_value(reader, child, category,
			    top && strcmp(child->key, "@graph") == 0);
	}
}

/* Whether a string has words for people. */
static bool
is_words(const struct item *item)
{
	const char *text = item->string;

	if (text == NULL || strstr(text, "://") != NULL)
		return false;
	for (; *text != '\0'; text++)
		if ((*text & 0x80) != 0 ||
		    (text_lower(*text) >= 'a' && text_lower(*text) <= 'z'))
			return true;
	return false;
}

static void
tell_unused(struct reader *reader, const struct item *item)
{
	if (*item->key == '@')
		return; /* what the rest means: {"@type": ["FAQPage"]} */
	if (is_words(item) && !item->used)
		report_note(reader->report, reader->sheet->shown, item->line, 0,
		    "\"%s\" is left out: %s", item->key, item->string);
	for (item = item->child; item != NULL; item = item->next)
		tell_unused(reader, item);
}

/*
 * jansson has no code for memory that is out: it takes what it could not keep
 * for a mistake of the text, or says nothing.
 */
static bool starved;

static void *
allocate(size_t size)
{
	void *bytes = malloc(size);

	starved |= bytes == NULL;
	return bytes;
}

void
json_read(
    struct sheet *sheet, const char *text, size_t len, struct report *report)
{
	struct reader reader = {.sheet = sheet,
	    .report = report,
	    .at = text,
	    .end = text + len,
	    .line = 1};
	struct item root = {.key = ""};
	json_error_t error;
	json_t *value;

	starved = false;
	json_set_alloc_funcs(allocate, free);
	value = json_loadb(
	    text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (starved) {
		json_decref(value);
		sheet->text.status = ST_MEMORY;
		return;
	}
	if (value == NULL) {
		report_error(report, sheet->shown, error.line, error.column,
		    "is no JSON from here on; a comma, a quote or a bracket "
		    "is missing or too many: %s",
		    error.text);
		return;
	}
	reader.records.arena = &reader.arena;
	copy_value(&reader, &root, value);
	json_decref(value);
	find_questions(&root);
	take_value(&reader, &root, NULL, true);
	tell_unused(&reader, &root);
	records_write(sheet, &reader.records, report);
	if (reader.arena.failed)
		sheet->text.status = ST_MEMORY;
	arena_free(&reader.arena);
}
