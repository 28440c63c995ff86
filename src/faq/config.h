/* SPDX-License-Identifier: ISC */
/*
 * config.h - faq.conf: "key = value" lines, "#" comments. A key is a row in
 * config.c's table; an unknown key is an error with its line.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "base/base.h"

/*
 * Every member is a string, "" where the owner said nothing. Of a key that may
 * be repeated it holds a line each, as config_next_line reads them.
 */
struct config {
	const char *accent;   /* colour of links and buttons, "#rrggbb" */
	const char *base_url; /* in front of every link; no slash at its end */
	const char *contact_email;   /* where visitors may ask a person */
	const char *contact_hours;   /* when somebody is there, in words */
	const char *contact_phone;   /* as a visitor reads it */
	const char *contact_url;     /* a page, mailto: or tel: */
	const char *csp_hosts;       /* hosts of her templates' files */
	const char *footer;          /* a line at the end of each page */
	const char *frame_ancestors; /* hosts whose pages may frame ours */
	const char *language;        /* BCP 47; "en" where unset */
	const char *synonyms;        /* "no": only the owner's own */
	const char *log;             /* "yes": keep what visitors search for */
	const char *logo;         /* "logo.png 160x40", a file below files/ */
	const char *nav;          /* lines "Label https://..." */
	const char *short_name;   /* of the search, in a browser's menu */
	const char *site_name;    /* name of the owner's site */
	const char *site_url;     /* its address, for the link back */
	const char *translations; /* lines "de https://..." */
};

/*
 * Takes the next line of a key that may be repeated, from *lines on: its last
 * word, and what stands before that. Strings live in the arena. Returns
 * whether there was one.
 */
bool config_next_line(const char **lines, struct arena *, const char **label,
    const char **address);

/* What holds without a file. */
void config_defaults(struct config *config);

/*
 * Takes the text of a file, which is changed and has to outlive *config; as
 * config_read.
 */
enum status config_parse(struct config *config, struct arena *arena, char *text,
    size_t len, const char *shown, struct report *report);

/*
 * Reads the file into *config; its strings live in the arena. Each mistake is
 * a line in the report under the name `shown`, and that line has no effect.
 * Returns ST_OK, also for a missing file: defaults; ST_INVALID with mistakes
 * reported and the good lines in force; ST_MEMORY.
 */
enum status config_read(struct config *config, struct arena *arena,
    const char *path, const char *shown, struct report *report);

#endif
