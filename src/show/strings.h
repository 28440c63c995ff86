/* SPDX-License-Identifier: ISC */
/*
 * strings.h - the words of the interface in the FAQ's language, those with a
 * number in the form that it asks for (Unicode CLDR, cardinal plural rules),
 * and an owner's words in place of single ones. Knows no page and no template.
 *
 * The built-in sets are templates/strings.txt in English, which has every name,
 * and templates/strings-LANGUAGE.txt. The name of a string with forms ends in
 * _ZERO, _ONE, _TWO, _FEW, _MANY or _OTHER. Where a set lacks a form, _OTHER
 * serves.
 */
#ifndef STRINGS_H
#define STRINGS_H

#include "base/base.h"

struct strings;

/* The owner's file of that name, and how it is called in messages. */
#define STRINGS_FILE  "strings.txt"
#define STRINGS_SHOWN "templates/" STRINGS_FILE

/*
 * Makes the set of a language (BCP 47; English, where there is no such set),
 * with the owner's lines, own[0..len), in front of it; own may be NULL. Lines
 * that she left in English do not count.
 * Reports what is wrong in the owner's lines, which then have no effect.
 * Returns NULL where memory is out.
 */
struct strings *strings_new(
    const char *language, const char *own, size_t len, struct report *report);
void strings_free(struct strings *); /* NULL is fine */

/* The string of that very name, form included; NULL: there is none. */
const char *strings_get(const struct strings *, const char *name);

/* Calls take for each string; stops at false, and returns it. */
bool strings_each(const struct strings *,
    bool (*take)(void *data, const char *name, const char *value), void *data);

/* What stands in a sentence for {name}. */
struct strings_part {
	const char *name, *text;
};

/*
 * Appends a sentence: the string of that name, or its form for n, with n put
 * for {n} and each of the count parts for its name in braces. Other braces
 * stay.
 */
void strings_say(const struct strings *, struct buffer *out, const char *name,
    long long n, const struct strings_part *parts, size_t count);

/* The ending of the form that n, not negative, asks for: "ONE", "FEW" … */
const char *strings_form(const char *language, long long n);

#endif
