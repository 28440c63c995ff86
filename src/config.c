/* SPDX-License-Identifier: ISC */
/* config.c - faq.conf. Knows no other file of the owner's. See config.h. */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "text.h"

enum { CONFIG_FILE_MAX = 64 << 10 };

static bool
has_prefix(const char *value, const char *prefix)
{
	return strncmp(value, prefix, strlen(prefix)) == 0;
}

/* Bytes that an URL holds only as %XX (RFC 3986, 2), but non-ASCII letters. */
static bool
is_url_text(const char *value)
{
	for (; *value != '\0'; value++)
		if ((unsigned char)*value <= ' ' || *value == 0x7f ||
		    strchr("\"'<>\\^`{|}", *value) != NULL)
			return false;
	return true;
}

static bool
is_web_address(const char *value)
{
	const char *host = strstr(value, "://");

	return (has_prefix(value, "https://") ||
		   has_prefix(value, "http://")) &&
	       host[3] != '\0' && host[3] != '/';
}

/* The checks return NULL or what the value must be. */
static const char *
check_base(const char *value)
{
	bool path = value[0] == '/' && value[1] != '/' && value[1] != '\0';

	return (path || is_web_address(value)) && is_url_text(value) &&
		       strpbrk(value, "?#&") == NULL
		   ? NULL
		   : "must be an address like https://example.com/faq or a "
		     "path like "
		     "/faq, without ? & #";
}

static const char *
check_link(const char *value)
{
	bool fine = is_web_address(value) || has_prefix(value, "mailto:") ||
		    has_prefix(value, "tel:") ||
		    (value[0] == '/' && value[1] != '/');

	return fine && is_url_text(value) ? NULL
					  : "must be a link that begins with "
					    "https://, http://, mailto:, "
					    "tel: or /";
}

static const char *
check_language(const char *value)
{
	size_t part = 0;
	bool fine = true;

	for (const char *p = value; fine && *p != '\0'; p++) {
		char c = text_lower(*p);
		bool letter = c >= 'a' && c <= 'z';
		bool digit = c >= '0' && c <= '9';

		part = c == '-' ? 0 : part + 1;
		fine = part > 0 ? part <= 8 && (letter || digit)
				: p > value && p[1] != '-' && p[1] != '\0';
	}
	return fine && strcspn(value, "-") >= 2
		   ? NULL
		   : "must be a language tag like en, de or pt-BR";
}

static const char *
check_text(const char *value)
{
	for (const char *p = value; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return "must be without control characters";
	return strlen(value) <= 200 ? NULL : "must have at most 200 bytes";
}

static const struct key {
	const char *name;
	size_t offset; /* of the member in struct config */
	const char *(*check)(const char *value);
} keys[] = {
    {"base_url", offsetof(struct config, base_url), check_base},
    {"contact_url", offsetof(struct config, contact_url), check_link},
    {"language", offsetof(struct config, language), check_language},
    {"site_name", offsetof(struct config, site_name), check_text},
    {"site_url", offsetof(struct config, site_url), check_link},
};

static const char **
find_member(struct config *config, const struct key *key)
{
	return (const char **)(void *)((char *)config + key->offset);
}

static const struct key *
find_key(const char *name)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

void
config_keys(void (*row)(void *data, const char *key), void *data)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		row(data, keys[i].name);
}

/* Cuts white space at both ends, in place. */
static char *
trim_line(char *line)
{
	size_t len;

	while (text_space(*line))
		line++;
	for (len = strlen(line); len > 0 && text_space(line[len - 1]);)
		line[--len] = '\0';
	return line;
}

static void
list_keys(struct buffer *names)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		buffer_printf(names, "%s%s", i > 0 ? ", " : "", keys[i].name);
}

static void
report_unknown(
    struct report *report, const char *shown, int line, const char *name)
{
	struct buffer names = {0};

	list_keys(&names);
	report_error(report, shown, line, 1,
	    "unknown key \"%.60s\"; there are %s", name, names.data);
	buffer_free(&names);
}

/* One line that is neither empty nor a comment. */
static void
read_setting(struct config *config, char *text, const char *shown, int line,
    struct report *report)
{
	char *value = strchr(text, '=');
	const struct key *key;
	const char *problem;
	size_t len;

	if (value == NULL) {
		report_error(report, shown, line, 1,
		    "expected a line like: key = value");
		return;
	}
	*value++ = '\0';
	text = trim_line(text);
	value = trim_line(value);
	key = find_key(text);
	if (key == NULL) {
		report_unknown(report, shown, line, text);
		return;
	}
	if (*value == '\0')
		return; /* said to be nothing: the default */
	problem = key->check(value);
	if (problem != NULL) {
		report_error(report, shown, line, 1, "%s %s", text, problem);
		return;
	}
	if (**find_member(config, key) != '\0') {
		report_error(report, shown, line, 1,
		    "%s is set a second time; remove one of the lines", text);
		return;
	}
	len = strlen(value);
	if (key->check == check_base)
		while (len > 0 && value[len - 1] == '/')
			value[--len] = '\0';
	*find_member(config, key) = value;
}

static void
read_lines(struct config *config, char *text, size_t len, const char *shown,
    struct report *report)
{
	char *end = text + len, *next;
	int number = 1;

	for (; text < end; text = next, number++) {
		char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t line_len;

		next = newline != NULL ? newline + 1 : end;
		if (newline != NULL)
			*newline = '\0';
		line_len = (size_t)(next - text) - (newline != NULL);
		if (strlen(text) != line_len ||
		    text_utf8_error(text, line_len) != line_len) {
			report_error(report, shown, number, 1,
			    "is not UTF-8 text; save the file as UTF-8");
			continue;
		}
		if (number == 1 && has_prefix(text, "\xef\xbb\xbf"))
			text += 3; /* some editors' byte order mark */
		text = trim_line(text);
		if (*text != '\0' && *text != '#')
			read_setting(config, text, shown, number, report);
	}
}

static void
clear_config(struct config *config)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		*find_member(config, &keys[i]) = "";
}

/* Gives a value to what must have one. */
static void
complete_config(struct config *config)
{
	if (*config->language == '\0')
		config->language = "en";
}

void
config_defaults(struct config *config)
{
	clear_config(config);
	complete_config(config);
}

enum status
config_read(struct config *config, struct arena *arena, const char *path,
    const char *shown, struct report *report)
{
	struct buffer file = {0};
	int errors = report->errors;
	enum status status;
	char *text;

	clear_config(config);
	status = file_read(path, CONFIG_FILE_MAX, &file);
	if (status == ST_OK && file.len > 0) {
		text = arena_copy(arena, file.data, file.len);
		if (arena->failed)
			status = ST_MEMORY;
		else
			read_lines(config, text, file.len, shown, report);
	} else if (status == ST_NOT_FOUND) {
		status = ST_OK;
	} else if (status != ST_OK && status != ST_MEMORY) {
		report_error(report, shown, 0, 0, "cannot be read: %s",
		    status == ST_LIMIT ? "larger than 64 kB" : strerror(errno));
	}
	buffer_free(&file);
	complete_config(config);
	if (status == ST_MEMORY)
		return status;
	return report->errors > errors ? ST_INVALID : ST_OK;
}
