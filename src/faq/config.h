/* SPDX-License-Identifier: ISC */
/*
 * config.h - faq.conf: "key = value" lines, "#" comments. A key is a row in
 * config.c's table; an unknown key is an error with its line.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "base/base.h"

/* Every member is a string, "" where the owner said nothing. */
struct config {
	const char *accent;   /* colour of links and buttons, "#rrggbb" */
	const char *base_url; /* in front of every link; no slash at its end */
	const char *contact_url; /* where visitors may ask a person */
	const char *footer;      /* a line at the end of each page */
	const char *language;    /* BCP 47; "en" where unset */
	const char *site_name;   /* name of the owner's site */
	const char *site_url;    /* its address, for the link back */
};

/* What holds without a file. */
void config_defaults(struct config *config);

/*
 * Reads the file into *config; its strings live in the arena. Each mistake is
 * a line in the report under the name `shown`, and that line has no effect.
 * Returns ST_OK, also for a missing file: defaults; ST_INVALID with mistakes
 * reported and the good lines in force; ST_MEMORY.
 */
enum status config_read(struct config *config, struct arena *arena,
    const char *path, const char *shown, struct report *report);

#endif
