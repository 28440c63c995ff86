/* SPDX-License-Identifier: ISC */
/*
 * settings.h - lines "key = value", the form of faq.conf and strings.txt: what
 * begins with "#" and what is empty is left out. Knows no key.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "base/base.h"

/*
 * Takes one setting. Both strings are trimmed and live as long as the text;
 * value may be "", and may be changed in place.
 */
typedef void setting_fn(void *data, const char *key, char *value, int line);

/*
 * Cuts text[0..len), which is NUL-terminated, into settings in place and hands
 * each to `take`. A line that is no setting, or no UTF-8, is reported under
 * the name `shown`; the others count.
 */
void settings_read(char *text, size_t len, const char *shown,
    struct report *report, setting_fn *take, void *data);

#endif
