/* SPDX-License-Identifier: ISC */
/*
 * templates.h - the templates: those that are part of the program, and the
 * owner's, of which each takes the place of the one with its name. The words
 * of the interface are strings (strings.h), T_NAME in every template. Knows not
 * what they are about: view, feeds and fill set their values.
 */
#ifndef TEMPLATES_H
#define TEMPLATES_H

#include "base/base.h"

struct ct_dict;
struct strings_part;
struct templates;

/*
 * The names that one template may use, words parted by a space. file NULL:
 * that every template may use.
 */
struct template_names {
	const char *file, *variables, *sections, *includes;
};

/*
 * Where the owner's templates come from: appends the text of the one with that
 * name, NUL-terminated. Returns as file_read, or ST_BUSY where it cannot be
 * told (logged): then there is no page, rather than one without it.
 */
typedef enum status templates_read_fn(
    void *data, const char *name, struct buffer *text);

/*
 * Opens the templates; the owner's are read, with `data`, when they are needed
 * first. raw, which is not copied: the names that may say ":none" in an owner's
 * template, besides those of strings. NULL: out of memory.
 */
struct templates *templates_new(
    templates_read_fn *read, void *data, const char *raw);
void templates_free(struct templates *); /* NULL is fine */

/*
 * The owner's templates, or the language of the strings, are not what they
 * were: reads them anew. Before that there are none, and the language is "en".
 */
void templates_forget(struct templates *, const char *language);

/*
 * Judges the text of an owner's file; raw as above. Returns ST_OK: it can be
 * used; ST_NOT_FOUND: there is no such template; ST_INVALID: it may not serve;
 * ST_MEMORY. Reports what is wrong, also with one that serves: of strings.txt
 * single lines may be.
 */
enum status templates_judge(const char *name, const char *raw, const char *text,
    size_t len, struct report *report);

/*
 * Appends the expansion of the template with that name. An owner's template
 * that does not parse, is empty, or says ":none" where it may not is logged
 * with file and line, and the built-in one serves. So do all built-in ones
 * where the owner's make no end. One without AUTOESCAPE is escaped as its kind
 * of file asks. Returns ST_OK; ST_MEMORY, ST_LIMIT, ST_NOT_FOUND (logged).
 */
enum status templates_expand(struct templates *, const char *file,
    const struct ct_dict *root, struct buffer *out);

/* The string of that very name, until they are forgotten; "": memory is out. */
const char *templates_string(struct templates *, const char *name);

/* Appends a sentence, as strings_say; ST_MEMORY in the buffer's status. */
void templates_say(struct templates *, struct buffer *out, const char *name,
    long long n, const struct strings_part *parts, size_t count);

/*
 * Reports what is wrong in the owner's templates, which lie in folder: that one
 * would not serve, does not say how to escape, or uses a name that nothing
 * sets. Notes files that are no template, and what browsers would refuse to
 * load: it is on none of the hosts, which a space parts.
 */
void templates_check(const char *folder, const char *language,
    const char *hosts, const char *raw, const struct template_names *names,
    size_t count, struct report *report);

#endif
