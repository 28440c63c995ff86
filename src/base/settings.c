/* SPDX-License-Identifier: ISC */
/* settings.c - lines "key = value". See settings.h. */
#include "base/settings.h"

#include <string.h>

#include "base/text.h"

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

/* One line, trimmed, that is neither empty nor a comment. */
static void
read_setting(char *line, const char *shown, int number, struct report *report,
    setting_fn *take, void *data)
{
	char *value = strchr(line, '=');

	if (value == NULL) {
		report_error(report, shown, number, 1,
		    "expected a line like: key = value");
		return;
	}
	*value++ = '\0';
	take(data, trim_line(line), trim_line(value), number);
}

void
settings_read(char *text, size_t len, const char *shown, struct report *report,
    setting_fn *take, void *data)
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
		if (number == 1)
			text += text_mark(text, line_len);
		text = trim_line(text);
		if (*text != '\0' && *text != '#')
			read_setting(text, shown, number, report, take, data);
	}
}
