/* SPDX-License-Identifier: ISC */
/* templates.c - built-in and owner's templates. See templates.h. */
#include "templates.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ctemplate/ctemplate.h"
#include "embedded.h"

enum {
	TEMPLATE_MAX = 1 << 20, /* bytes of an owner's template */
	PAGE_MAX = 64 << 20     /* bytes of a page */
};

/* One template: the built-in text, or the owner's where he has a good one. */
struct source {
	const struct embedded *file;
	struct ct_template *parsed; /* NULL until it is needed */
	struct file_stamp own;      /* of the owner's file; 0: he has none */
};

struct templates {
	char *folder;
	struct source *sources; /* embedded_count of them */
};

/* ----------------------------------------------------------------- parsing */

/* How an owner's template is called in messages. */
static void
name_file(char *shown, size_t size, const char *name)
{
	snprintf(shown, size, "templates/%s", name);
}

/*
 * Reads and parses the owner's template into *parsed. Returns ST_NOT_FOUND
 * where he has none, ST_INVALID with the mistake reported.
 */
static enum status
parse_own(const char *folder, const char *name, struct ct_template **parsed,
    struct report *report)
{
	struct buffer path = {0}, text = {0};
	struct ct_error error = {0};
	char shown[100];
	enum ct_status code;
	enum status status;

	*parsed = NULL;
	name_file(shown, sizeof(shown), name);
	buffer_printf(&path, "%s/%s", folder, name);
	status = path.status;
	if (status == ST_OK)
		status = file_read(path.data, TEMPLATE_MAX, &text);
	if (status == ST_LIMIT || status == ST_SYSTEM) {
		report_error(report, shown, 0, 0, "cannot be read: %s",
		    status == ST_LIMIT ? "too large" : strerror(errno));
		status = ST_INVALID;
	} else if (status == ST_OK) {
		code = ct_parse(parsed, NULL, name,
		    text.data != NULL ? text.data : "", text.len,
		    CT_STRIP_BLANK, &error);
		if (code == CT_NOMEM)
			status = ST_MEMORY;
		if (code == CT_SYNTAX) {
			report_error(report, shown, error.line, error.column,
			    "%s", error.message);
			status = ST_INVALID;
		}
	}
	buffer_free(&path);
	buffer_free(&text);
	return status;
}

static const struct ct_template *
parse_source(struct templates *templates, struct source *source)
{
	struct report report = {0};
	struct ct_error error = {0};
	enum ct_status code = CT_OK;

	if (source->parsed != NULL)
		return source->parsed;
	if (source->own.inode != 0)
		parse_own(templates->folder, source->file->name,
		    &source->parsed, &report);
	report_log(&report);
	report_free(&report);
	if (source->parsed == NULL)
		code = ct_parse(&source->parsed, NULL, source->file->name,
		    source->file->text, source->file->len, CT_STRIP_BLANK,
		    &error);
	if (code != CT_OK)
		log_line("built-in %s:%d:%d: %s", source->file->name,
		    error.line, error.column, error.message);
	return source->parsed;
}

/* Serves the library's include markers. */
static const struct ct_template *
find_template(void *data, const char *name, enum ct_strip strip)
{
	struct templates *templates = data;

	(void)strip; /* all of ours are read in the same mode */
	for (size_t i = 0; i < embedded_count; i++)
		if (strcmp(embedded_files[i].name, name) == 0)
			return parse_source(templates, &templates->sources[i]);
	return NULL;
}

struct templates *
templates_new(const char *folder)
{
	struct templates *templates = calloc(1, sizeof(*templates));

	if (templates == NULL)
		return NULL;
	templates->folder = strdup(folder);
	templates->sources =
	    calloc(embedded_count, sizeof(*templates->sources));
	if (templates->folder == NULL || templates->sources == NULL) {
		templates_free(templates);
		return NULL;
	}
	for (size_t i = 0; i < embedded_count; i++)
		templates->sources[i].file = &embedded_files[i];
	templates_refresh(templates);
	return templates;
}

void
templates_free(struct templates *templates)
{
	if (templates == NULL)
		return;
	for (size_t i = 0; templates->sources && i < embedded_count; i++)
		ct_template_free(templates->sources[i].parsed);
	free(templates->sources);
	free(templates->folder);
	free(templates);
}

bool
templates_refresh(struct templates *templates)
{
	struct buffer path = {0};
	bool changed = false;

	for (size_t i = 0; i < embedded_count; i++) {
		struct source *source = &templates->sources[i];

		buffer_reset(&path);
		buffer_printf(
		    &path, "%s/%s", templates->folder, source->file->name);
		if (path.status != ST_OK ||
		    !file_changed(path.data, &source->own))
			continue;
		ct_template_free(source->parsed);
		source->parsed = NULL;
		changed = true;
	}
	buffer_free(&path);
	return changed;
}

/* --------------------------------------------------------------- expanding */

static bool
add_piece(void *data, const char *bytes, size_t len)
{
	struct buffer *out = data;

	buffer_add(out, bytes, len);
	return out->status == ST_OK;
}

enum status
templates_expand(struct templates *templates, const char *file,
    const struct ct_dict *root, struct buffer *out)
{
	const struct ct_template *template =
	    find_template(templates, file, CT_STRIP_BLANK);
	struct ct_loader loader = {find_template, templates};

	if (out->max == 0)
		out->max = PAGE_MAX;
	if (template == NULL)
		return ST_NOT_FOUND; /* was logged */
	switch (ct_expand_to(template, root, &loader, add_piece, out)) {
	case CT_OK:
		return out->status;
	case CT_INCLUDE:
		log_line("%s: an included template is missing", file);
		return out->status;
	case CT_LIMIT:
		log_line("%s: the page grew larger than its limit", file);
		return ST_LIMIT;
	default:
		return ST_MEMORY;
	}
}

/* ---------------------------------------------------------------- checking */

/* What check_marker looks at. */
struct lint {
	const struct template_names *names;
	size_t count;
	const char *file;
	char shown[100];
	struct report *report;
};

/* Whether the word stands in a list of words parted by single spaces. */
static bool
has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = words; (p = strstr(p, word)) != NULL; p += len)
		if ((p == words || p[-1] == ' ') &&
		    (p[len] == ' ' || p[len] == '\0'))
			return true;
	return false;
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

	if (marker->kind == CT_SEPARATOR)
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
check_template(struct lint *lint, const char *folder)
{
	struct ct_template *parsed;

	name_file(lint->shown, sizeof(lint->shown), lint->file);
	if (parse_own(folder, lint->file, &parsed, lint->report) != ST_OK)
		return;
	if (!ct_template_autoescapes(parsed))
		report_error(lint->report, lint->shown, 1, 1,
		    "escapes nothing by itself; begin the file with "
		    "{{%%AUTOESCAPE context=\"HTML\"}} (CSS for a style)");
	ct_template_visit(parsed, check_marker, lint);
	ct_template_free(parsed);
}

static bool
is_embedded(const char *name)
{
	for (size_t i = 0; i < embedded_count; i++)
		if (strcmp(embedded_files[i].name, name) == 0)
			return true;
	return false;
}

void
templates_check(const char *folder, const struct template_names *names,
    size_t count, struct report *report)
{
	struct lint lint = {.names = names, .count = count, .report = report};
	struct dirent *file;
	DIR *dir;

	for (size_t i = 0; i < embedded_count; i++) {
		lint.file = embedded_files[i].name;
		check_template(&lint, folder);
	}
	dir = opendir(folder);
	while (dir != NULL && (file = readdir(dir)) != NULL)
		if (file->d_name[0] != '.' && !is_embedded(file->d_name))
			report_note(report, "templates", 0, 0,
			    "%s is not used: there is no such template",
			    file->d_name);
	if (dir != NULL)
		closedir(dir);
}
