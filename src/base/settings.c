/* SPDX-License-Identifier: ISC */
/* settings.c - lines "key = value". See settings.h. */
#include "base/settings.h"

#include <string.h>

#include "base/text.h"

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
	take(data, text_trim(line), text_trim(value), number);
}

void
settings_read(char *text, size_t len, const char *shown, struct report *report,
    setting_fn *take, void *data)
{
	struct text_lines lines;

	text_lines_begin(&lines, text, len);
	while (text_lines_next(&lines)) {
		if (lines.bad)
			report_error(
			    report, shown, lines.number, 1, TEXT_ENCODING);
		else
			read_setting(lines.line, shown, lines.number, report,
			    take, data);
	}
}
