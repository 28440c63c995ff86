/* SPDX-License-Identifier: ISC */
/* templates.c - built-in and owner's templates. See templates.h. */
#include "show/templates.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ctemplate/ctemplate.h"
#include "faq/sources.h"
#include "show/blocked.h"
#include "show/embedded.h"
#include "show/strings.h"

enum {
	PAGE_MAX = 64 << 20,  /* bytes of a page */
	SPILLED_MAX = 1 << 30 /* of a document that goes into a file */
};

/* One template: the built-in text, or the owner's where he has a good one. */
struct loaded {
	const struct embedded *file;
	struct ct_template *parsed; /* NULL until it is needed */
	bool own;                   /* that is the owner's */
};

/* Where the owner's files come from; NULL: he has none. */
struct origin {
	templates_read_fn *read;
	void *data;
};

struct templates {
	struct origin own;
	const char *raw;         /* names that may say :none */
	bool built_in;           /* hers make no end, so none of them serves */
	char language[40];       /* what strings know it by */
	struct loaded *loaded;   /* embedded_count of them */
	struct strings *strings; /* these two are NULL until needed */
	struct ct_env *env;      /* holds the strings for the templates */
};

/* Whether the word stands in a list of words parted by single spaces. */
static bool
has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = words; len > 0 && (p = strstr(p, word)) != NULL;
	     p += len)
		if ((p == words || p[-1] == ' ') &&
		    (p[len] == ' ' || p[len] == '\0'))
			return true;
	return false;
}

static const struct embedded *
find_embedded(const char *name)
{
	for (size_t i = 0; i < embedded_count; i++)
		if (strcmp(embedded_files[i].name, name) == 0)
			return &embedded_files[i];
	return NULL;
}

/* -------------------------------------------------------- the owner's files */

/* How an owner's file is called in messages. */
static void
name_file(char *shown, size_t size, const char *name)
{
	snprintf(shown, size, "templates/%.80s", name);
}

/*
 * Reads an owner's file, NUL-terminated. Returns ST_NOT_FOUND where he has
 * none, ST_INVALID with the reason reported.
 */
static enum status
read_own(const struct origin *own, const char *name, struct buffer *text,
    struct report *report)
{
	char shown[100];
	enum status status = ST_NOT_FOUND;

	if (own->read != NULL)
		status = own->read(own->data, name, text);
	if (status == ST_LIMIT || status == ST_SYSTEM) {
		name_file(shown, sizeof(shown), name);
		report_unreadable(report, shown, status, SOURCE_TEMPLATE_MAX);
		status = ST_INVALID;
	}
	return status;
}

/* An origin: the files of a folder. */
static enum status
read_folder(void *folder, const char *name, struct buffer *text)
{
	struct buffer path = {0};
	enum status status;

	buffer_printf(&path, "%s/%s", (const char *)folder, name);
	status = path.status;
	if (status == ST_OK)
		status = file_read(path.data, SOURCE_TEMPLATE_MAX, text);
	buffer_free(&path);
	return status;
}

/* --------------------------------------------------------------- modifiers */

/*
 * x-markdown: a text in CommonMark that means itself, on one line. What has a
 * meaning at the beginning of a line alone is escaped there.
 */
static void
add_markdown(void *data, const char *value, size_t len, const char *arg,
    struct ct_buffer *out)
{
	size_t number = 0;

	(void)data;
	(void)arg;
	while (number < len && value[number] >= '0' && value[number] <= '9')
		number++;
	for (size_t i = 0; i < len; i++) {
		char c = value[i];

		if (strchr("\\`*_[]<>&#~|", c) != NULL ||
		    (i == 0 && strchr("-+", c) != NULL) ||
		    (i > 0 && i == number && strchr(".)", c) != NULL))
			ct_buffer_add(out, "\\", 1);
		ct_buffer_add(out, c == '\n' || c == '\r' ? " " : &c, 1);
	}
}

/* x-markdown-url: an URL between the parentheses of a link. */
static void
add_markdown_url(void *data, const char *value, size_t len, const char *arg,
    struct ct_buffer *out)
{
	(void)data;
	(void)arg;
	for (size_t i = 0; i < len; i++)
		if (value[i] == '(' || value[i] == ')')
			ct_buffer_add(out, value[i] == '(' ? "%28" : "%29", 3);
		else
			ct_buffer_add(out, &value[i], 1);
}

/* ----------------------------------------------------------------- strings */

/* No templates, but the words that all of them use. */
static bool
holds_strings(const char *name)
{
	return strncmp(name, "strings", strlen("strings")) == 0;
}

/* Whether an owner may have a file of that name: of strings only one. */
static bool
may_be_own(const char *name)
{
	return find_embedded(name) != NULL &&
	       (!holds_strings(name) || strcmp(name, STRINGS_FILE) == 0);
}

/*
 * Makes the strings of a language, and in their place the owner's. NULL: memory
 * is out, or it cannot be told whether she has some.
 */
static struct strings *
make_strings(
    const char *language, const struct origin *own, struct report *report)
{
	struct buffer text = {0};
	struct strings *strings = NULL;
	enum status status = read_own(own, STRINGS_FILE, &text, report);

	if (status != ST_MEMORY && status != ST_BUSY)
		strings = strings_new(language,
		    status == ST_OK ? text.data : NULL, text.len, report);
	buffer_free(&text);
	return strings;
}

static bool
put_string(void *data, const char *name, const char *value)
{
	return ct_env_set(data, name, value, strlen(value)) == CT_OK;
}

/* Makes what templates are parsed with. NULL: memory is out. */
static struct ct_env *
make_env(const struct strings *strings)
{
	struct ct_env *env = strings != NULL ? ct_env_new() : NULL;

	if (env == NULL)
		return NULL;
	if (ct_env_modifier(env, "x-markdown", add_markdown, NULL) != CT_OK ||
	    ct_env_modifier(env, "x-markdown-url", add_markdown_url, NULL) !=
		CT_OK ||
	    !strings_each(strings, put_string, env)) {
		ct_env_free(env);
		return NULL;
	}
	return env;
}

/* ------------------------------------------------------------------ safety */

/* How the variables of a file are escaped: ctemplate.7. NULL: a plain text. */
static const char *
context_of(const char *name)
{
	static const char *const contexts[][2] = {
	    {".tpl", "HTML"},
	    {".css", "CSS"},
	    {".js", "JAVASCRIPT"},
	    {".json", "JSON"},
	    {".atom", "XML"},
	    {".xml", "XML"},
	};
	const char *ending = strrchr(name, '.');

	for (size_t i = 0; ending != NULL && i < COUNT(contexts); i++)
		if (strcmp(ending, contexts[i][0]) == 0)
			return contexts[i][1];
	return NULL;
}

/* Whether nothing stands in a file, or nothing but its pragma. */
static bool
is_empty(const char *text)
{
	const char *end;

	if (strncmp(text, "{{%", 3) == 0 && (end = strstr(text, "}}")) != NULL)
		text = end + 2;
	while (text_space(*text))
		text++;
	return *text == '\0';
}

/* Whether the marker stands for markup, which has to be between tags. */
static bool
is_markup(const struct ct_marker *marker)
{
	size_t len = strlen(marker->name);

	return marker->kind == CT_INCLUDE_MARKER ||
	       (marker->unescaped && len > 5 &&
		   strcmp(marker->name + len - 5, "_HTML") == 0);
}

/* Whether the marker may stand where it does. */
static bool
is_in_place(const struct ct_marker *marker)
{
	static const char *const others[][2] = {
	    {"STYLE", "a style"}, {"LINKED_DATA", "a script"}};

	for (size_t i = 0; i < COUNT(others); i++)
		if (strcmp(marker->name, others[i][0]) == 0 &&
		    strcmp(marker->within, others[i][1]) == 0)
			return true;
	return *marker->within == '\0' || !is_markup(marker);
}

/* Looks for words that would get onto a page as they are, or as others. */
struct unsafe_search {
	const char *raw, *shown;
	struct report *report;
	bool found;
};

static bool
find_unsafe(void *data, const struct ct_marker *marker)
{
	struct unsafe_search *search = data;
	const char *name = marker->name;

	if (!is_in_place(marker)) {
		report_error(search->report, search->shown, marker->line,
		    marker->column, "%.60s cannot stand within %s", name,
		    marker->within);
		search->found = true;
	}
	if (marker->kind != CT_VARIABLE || !marker->unescaped ||
	    strncmp(name, "T_", 2) == 0 || strncmp(name, "BI_", 3) == 0 ||
	    has_word(search->raw, name))
		return true;
	report_error(search->report, search->shown, marker->line,
	    marker->column,
	    "%.60s may hold a visitor's words and must be escaped; take "
	    "\":none\" away",
	    name);
	search->found = true;
	return true;
}

/*
 * Judges an owner's template that parses. ST_INVALID, and reported: what it
 * would serve is no page, or might be somebody else's script.
 */
static enum status
check_safety(const struct ct_template *parsed, const char *text,
    const char *raw, struct report *report)
{
	const char *name = ct_template_name(parsed);
	const char *context = context_of(name);
	const char *open = ct_template_leaves_open(parsed);
	char shown[100];
	struct unsafe_search search = {raw, shown, report, false};

	name_file(shown, sizeof(shown), name);
	if (is_empty(text)) {
		report_error(
		    report, shown, 0, 0, "is empty; was its upload cut off?");
		return ST_INVALID;
	}
	if (*open != '\0') {
		report_error(report, shown, 0, 0,
		    "ends within %s; was its upload cut off?", open);
		return ST_INVALID;
	}
	ct_template_visit(parsed, find_unsafe, &search);
	if (context != NULL && !ct_template_autoescapes(parsed))
		report_error(report, shown, 1, 1,
		    "does not say how to escape, and is escaped as %s; begin "
		    "the file with {{%%AUTOESCAPE context=\"%s\"}}",
		    context, context);
	return search.found ? ST_INVALID : ST_OK;
}

/* ----------------------------------------------------------------- parsing */

/* Brings a template into one form. ST_INVALID: it is no text, as reported. */
static enum status
check_text(struct buffer *text, const char *name, struct report *report)
{
	size_t bad, nul;
	char shown[100];

	text->len = text_normalize(text->data, text->len);
	bad = text_utf8_error(text->data, text->len);
	nul = strlen(text->data);
	bad = nul < bad ? nul : bad;
	if (bad == text->len)
		return ST_OK;
	name_file(shown, sizeof(shown), name);
	report_error(
	    report, shown, text_line_at(text->data, bad), 1, TEXT_ENCODING);
	return ST_INVALID;
}

/*
 * Parses an owner's text, which is changed, if it may serve. ST_INVALID: it may
 * not, as reported.
 */
static enum status
parse_text(struct buffer *text, const char *name, const struct ct_env *env,
    const char *raw, struct ct_template **parsed, struct report *report)
{
	enum status status = check_text(text, name, report);
	struct ct_error error = {0};
	enum ct_status code = CT_OK;
	char shown[100];

	*parsed = NULL;
	if (status == ST_OK)
		code = ct_parse_as(parsed, env, context_of(name), name,
		    text->data, text->len, CT_STRIP_BLANK, &error);
	if (status == ST_OK && code == CT_OK)
		status = check_safety(*parsed, text->data, raw, report);
	if (code == CT_NOMEM)
		status = ST_MEMORY;
	if (code == CT_SYNTAX) {
		name_file(shown, sizeof(shown), name);
		report_error(report, shown, error.line, error.column, "%s",
		    error.message);
		status = ST_INVALID;
	}
	if (status != ST_OK) {
		ct_template_free(*parsed);
		*parsed = NULL;
	}
	return status;
}

/* As read_own, but parses the template into *parsed, if it may serve. */
static enum status
parse_own(const struct origin *own, const char *name, const struct ct_env *env,
    const char *raw, struct ct_template **parsed, struct report *report)
{
	struct buffer text = {0};
	enum status status = read_own(own, name, &text, report);

	*parsed = NULL;
	if (status == ST_OK)
		status = parse_text(&text, name, env, raw, parsed, report);
	buffer_free(&text);
	return status;
}

/*
 * Makes what all templates need, if it is not there. False: it cannot be. What
 * is wrong in the owner's lines was told when they were judged.
 */
static bool
ready_strings(struct templates *templates)
{
	struct report told = {0};

	if (templates->strings == NULL)
		templates->strings =
		    make_strings(templates->language, &templates->own, &told);
	if (templates->env == NULL)
		templates->env = make_env(templates->strings);
	report_free(&told);
	return templates->env != NULL;
}

static const struct ct_template *
parse_source(struct templates *templates, struct loaded *source)
{
	const struct embedded *file = source->file;
	struct report told = {0}; /* as above */
	struct ct_error error = {0};
	enum ct_status code = CT_OK;
	enum status status = ST_NOT_FOUND;

	if (source->parsed != NULL)
		return source->parsed;
	if (!ready_strings(templates))
		status = ST_MEMORY;
	else if (!templates->built_in)
		status = parse_own(&templates->own, file->name, templates->env,
		    templates->raw, &source->parsed, &told);
	report_free(&told);
	source->own = status == ST_OK;
	if (status != ST_OK && status != ST_MEMORY && status != ST_BUSY)
		code = ct_parse(&source->parsed, templates->env, file->name,
		    file->text, file->len, CT_STRIP_BLANK, &error);
	if (code != CT_OK)
		log_line("built-in %s:%d:%d: %s", file->name, error.line,
		    error.column, error.message);
	return source->parsed;
}

/* Serves the library's include markers. */
static const struct ct_template *
find_template(void *data, const char *name, enum ct_strip strip)
{
	struct templates *templates = data;
	const struct embedded *file = find_embedded(name);

	(void)strip; /* all of ours are read in the same mode */
	return file == NULL ? NULL
			    : parse_source(templates,
				  &templates->loaded[file - embedded_files]);
}

struct templates *
templates_new(templates_read_fn *read, void *data, const char *raw)
{
	struct templates *templates = calloc(1, sizeof(*templates));

	if (templates == NULL)
		return NULL;
	templates->own = (struct origin){read, data};
	templates->raw = raw;
	snprintf(templates->language, sizeof(templates->language), "en");
	templates->loaded = calloc(embedded_count, sizeof(*templates->loaded));
	if (templates->loaded == NULL) {
		templates_free(templates);
		return NULL;
	}
	for (size_t i = 0; i < embedded_count; i++)
		templates->loaded[i].file = &embedded_files[i];
	return templates;
}

/* Whatever was parsed is parsed anew when it is needed. */
static void
forget_parsed(struct templates *templates)
{
	for (size_t i = 0; templates->loaded && i < embedded_count; i++) {
		ct_template_free(templates->loaded[i].parsed);
		templates->loaded[i].parsed = NULL;
	}
}

void
templates_forget(struct templates *templates, const char *language)
{
	snprintf(
	    templates->language, sizeof(templates->language), "%s", language);
	templates->built_in = false;
	forget_parsed(templates);
	ct_env_free(templates->env);
	templates->env = NULL;
	strings_free(templates->strings);
	templates->strings = NULL;
}

void
templates_free(struct templates *templates)
{
	if (templates == NULL)
		return;
	templates_forget(templates, "");
	free(templates->loaded);
	free(templates);
}

enum status
templates_judge(const char *name, const char *raw, const char *text, size_t len,
    struct report *report)
{
	struct ct_template *parsed = NULL;
	struct strings *strings = NULL;
	struct ct_env *env = NULL;
	struct buffer copy = {0};
	enum status status;

	if (!may_be_own(name))
		return ST_NOT_FOUND;
	buffer_add(&copy, text, len);
	status = copy.status;
	if (status == ST_OK)
		strings = strings_new("en",
		    holds_strings(name) ? copy.data : NULL, copy.len, report);
	env = make_env(strings);
	if (env == NULL)
		status = ST_MEMORY;
	else if (!holds_strings(name))
		status = parse_text(&copy, name, env, raw, &parsed, report);
	ct_template_free(parsed);
	ct_env_free(env);
	strings_free(strings);
	buffer_free(&copy);
	return status;
}

/* --------------------------------------------------------------- expanding */

/* The strings, made now if need be. NULL: memory is out. */
static const struct strings *
find_strings(struct templates *templates)
{
	return ready_strings(templates) ? templates->strings : NULL;
}

const char *
templates_string(struct templates *templates, const char *name)
{
	const struct strings *strings = find_strings(templates);
	const char *value = strings != NULL ? strings_get(strings, name) : NULL;

	return value != NULL ? value : "";
}

void
templates_say(struct templates *templates, struct buffer *out, const char *name,
    long long n, const struct strings_part *parts, size_t count)
{
	const struct strings *strings = find_strings(templates);

	if (strings != NULL)
		strings_say(strings, out, name, n, parts, count);
	else
		out->status = ST_MEMORY;
}

/* What one expansion is about. */
struct page {
	struct templates *templates;
	struct buffer *out;
};

static const struct ct_template *
find_for_page(
    void *data, const char *name, enum ct_strip strip, struct ct_error *why)
{
	struct page *page = data;

	(void)why; /* was logged */
	return find_template(page->templates, name, strip);
}

static bool
add_piece(void *data, const char *bytes, size_t len)
{
	struct page *page = data;

	buffer_add(page->out, bytes, len);
	return page->out->status == ST_OK;
}

static void
log_failure(void *data, const struct ct_failure *failure)
{
	(void)data;
	if (failure->status == CT_INCLUDE)
		log_line("%s:%d:%d: the template %s is missing", failure->in,
		    failure->line, failure->column, failure->file);
}

static enum status
expand_once(struct templates *templates, const char *file,
    const struct ct_dict *root, struct buffer *out)
{
	const struct ct_template *template =
	    find_template(templates, file, CT_STRIP_BLANK);
	struct page page = {templates, out};
	struct ct_expansion how = {.data = &page,
	    .find = find_for_page,
	    .sink = add_piece,
	    .failed = log_failure,
	    .limits = {.bytes = out->spill != NULL ? SPILLED_MAX : PAGE_MAX}};

	if (template == NULL)
		return ST_NOT_FOUND; /* was logged */
	switch (ct_expand_with(template, root, &how, NULL)) {
	case CT_OK:
		return out->status;
	case CT_LIMIT:
		/* what could not be taken, as on a full disk, is no end */
		return out->status != ST_OK ? out->status : ST_LIMIT;
	default:
		return ST_MEMORY;
	}
}

/* Whether an owner's template is in use. */
static bool
has_any_own(const struct templates *templates)
{
	for (size_t i = 0; i < embedded_count; i++)
		if (templates->loaded[i].parsed && templates->loaded[i].own)
			return true;
	return false;
}

/* Takes her templates out of service, or back. */
static void
use_built_in(struct templates *templates, bool built_in)
{
	templates->built_in = built_in;
	forget_parsed(templates);
}

enum status
templates_expand(struct templates *templates, const char *file,
    const struct ct_dict *root, struct buffer *out)
{
	enum status status;

	if (out->max == 0)
		out->max = PAGE_MAX;
	status = expand_once(templates, file, root, out);
	if (status == ST_LIMIT && has_any_own(templates)) {
		buffer_reset(out);
		use_built_in(templates, true);
		status = expand_once(templates, file, root, out);
		if (status == ST_OK)
			log_line("templates: yours make no end of %s; until "
				 "one of them changes, all are the built-in "
				 "ones",
			    file);
		else
			use_built_in(templates, false);
	}
	if (status == ST_LIMIT)
		log_line("%s: the page grew larger than its limit", file);
	return status;
}

/* ---------------------------------------------------------------- checking */

/* What check_marker looks at. */
struct lint {
	const struct template_names *names;
	size_t count;
	struct ct_env *env;
	struct strings *strings; /* which every template may use */
	const char *file;
	const char *hosts; /* whose files the policy allows */
	const char *raw;   /* names that may say :none */
	bool escapes;      /* the file does so by itself */
	char shown[100];
	struct report *report;
};

static bool
is_plain(const char *name)
{
	const char *ending = strrchr(name, '.');

	return ending != NULL &&
	       (strcmp(ending, ".txt") == 0 || strcmp(ending, ".md") == 0);
}

static const char *
words_of(const struct template_names *names, const struct ct_marker *marker)
{
	switch (marker->kind) {
	case CT_VARIABLE:
		return names->variables;
	case CT_INCLUDE_MARKER:
		return names->includes;
	default:
		return names->sections;
	}
}

/* Nothing escapes a plain text but what its variables say. */
static void
check_plain(struct lint *lint, const struct ct_marker *marker)
{
	if (lint->escapes || marker->kind != CT_VARIABLE ||
	    *marker->modifiers != '\0' ||
	    strncmp(marker->name, "BI_", strlen("BI_")) == 0)
		return;
	report_error(lint->report, lint->shown, marker->line, marker->column,
	    "%.60s is not escaped here; write {{%.60s:x-markdown}}",
	    marker->name, marker->name);
}

/* A separator belongs to its section, which was looked at before. */
static bool
check_marker(void *data, const struct ct_marker *marker)
{
	static const char *const kinds[] = {
	    [CT_VARIABLE] = "variable",
	    [CT_SECTION] = "section",
	    [CT_INCLUDE_MARKER] = "include",
	};
	struct lint *lint = data;
	const char *own = "";

	if (is_plain(lint->file))
		check_plain(lint, marker);
	if (marker->kind == CT_SEPARATOR ||
	    (marker->kind == CT_VARIABLE &&
		strings_get(lint->strings, marker->name) != NULL))
		return true;
	for (size_t i = 0; i < lint->count; i++) {
		const struct template_names *names = &lint->names[i];

		if (names->file != NULL && strcmp(names->file, lint->file) != 0)
			continue;
		if (has_word(words_of(names, marker), marker->name))
			return true;
		if (names->file != NULL)
			own = words_of(names, marker);
	}
	report_error(lint->report, lint->shown, marker->line, marker->column,
	    "unknown %s %.60s; %s has %s", kinds[marker->kind], marker->name,
	    lint->file, *own != '\0' ? own : "none");
	return true;
}

static void
check_template(struct lint *lint, const struct origin *own)
{
	struct ct_template *parsed;
	struct buffer text = {0};

	name_file(lint->shown, sizeof(lint->shown), lint->file);
	if (parse_own(own, lint->file, lint->env, lint->raw, &parsed,
		lint->report) != ST_OK)
		return;
	lint->escapes = ct_template_autoescapes(parsed);
	ct_template_visit(parsed, check_marker, lint);
	ct_template_free(parsed);
	if (read_own(own, lint->file, &text, lint->report) == ST_OK)
		blocked_note(text.data, lint->hosts, lint->shown, lint->report);
	buffer_free(&text);
}

/* A copy of a built-in set of strings does no harm and is no mistake. */
static void
note_unused(const struct origin *own, const char *name, struct report *report)
{
	const struct embedded *file = find_embedded(name);
	struct buffer text = {0};

	if (file == NULL)
		report_note(report, "templates", 0, 0,
		    "%s is not used: there is no such template", name);
	else if (read_own(own, name, &text, report) == ST_OK &&
		 (text.len != file->len ||
		     memcmp(text.data, file->text, text.len) != 0))
		report_note(report, "templates", 0, 0,
		    "%s is not used: call it " STRINGS_FILE, name);
	buffer_free(&text);
}

void
templates_check(const char *folder, const char *language, const char *hosts,
    const char *raw, const struct template_names *names, size_t count,
    struct report *report)
{
	struct lint lint = {.names = names,
	    .count = count,
	    .hosts = hosts,
	    .raw = raw,
	    .report = report};
	const struct origin own = {read_folder, (void *)(uintptr_t)folder};
	struct dirent *file;
	DIR *dir;

	lint.strings = make_strings(language, &own, report);
	lint.env = make_env(lint.strings);
	for (size_t i = 0; lint.env != NULL && i < embedded_count; i++) {
		lint.file = embedded_files[i].name;
		if (!holds_strings(lint.file))
			check_template(&lint, &own);
	}
	if (lint.env == NULL)
		report_error(
		    report, "templates", 0, 0, "not looked at: out of memory");
	ct_env_free(lint.env);
	strings_free(lint.strings);
	dir = opendir(folder);
	while (dir != NULL && (file = readdir(dir)) != NULL)
		if (file->d_name[0] != '.' && !may_be_own(file->d_name))
			note_unused(&own, file->d_name, report);
	if (dir != NULL)
		closedir(dir);
}
