/* SPDX-License-Identifier: ISC */
/*
 * ctemplate.h - text from templates and dictionaries: the template language of
 * Google's C++ CTemplate 2.4, in C11 and without any dependency.
 *
 * A template is text with markers ({{NAME}}, {{#SECTION}}..{{/SECTION}},
 * {{>INCLUDE}}, {{!comment}}, {{%PRAGMA}}); a dictionary says what stands for
 * the names. Parsing turns the text into an immutable struct ct_template;
 * expanding walks it with a dictionary and appends bytes to a struct ct_buffer.
 * With {{%AUTOESCAPE context="HTML"}} the parser chooses for every variable
 * the escaping that its place needs.
 *
 * man/ctemplate.7 is the language; README.md lists where it differs from the
 * original, on purpose.
 *
 * Text and values are bytes: any encoding, NUL allowed. Names are
 * NUL-terminated strings of [A-Za-z0-9_].
 *
 * Ownership: what a ct_*_new or ct_parse gives is the caller's, to be ended
 * with the matching ct_*_free (NULL is fine there). Everything that is passed
 * in is copied unless the function says otherwise.
 *
 * Threads: the library has no global mutable state. A parsed template and an
 * environment that is no longer changed may be used by many threads at once;
 * a dictionary, a buffer and a loader belong to one thread at a time.
 */
#ifndef CTEMPLATE_H
#define CTEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

enum ct_status {
	CT_OK = 0,
	CT_INCLUDE, /* expanded, but an include was missing or broken */
	CT_SYNTAX,  /* the template does not parse: see struct ct_error */
	CT_LIMIT,   /* too large, too deep or too long: see the limits below */
	CT_NOMEM    /* out of memory */
};

/* What happens to white space before parsing ("strip mode"). */
enum ct_strip {
	CT_STRIP_NONE,  /* nothing */
	CT_STRIP_BLANK, /* blank lines and the lines of lone markers go */
	CT_STRIP_WS     /* every line is trimmed and joined */
};

/* Limits. More is CT_SYNTAX when parsing and CT_LIMIT when expanding. */
enum {
	CT_MAX_NAME = 255,   /* bytes of a name, with its modifiers 1023 */
	CT_MAX_NESTING = 64, /* sections inside sections in one template */
	CT_MAX_INCLUDE_DEPTH = 32, /* includes inside includes */
	/*
	 * Markers in one expansion, and bytes of values, sixteen for one, that
	 * modifiers read; each byte of the text allows one more.
	 */
	CT_MAX_STEPS = 4 << 20,
	CT_MAX_TEMPLATE = 16 << 20 /* bytes of one template's text */
};

/* Where and why a template does not parse, or what a check found in it. */
struct ct_error {
	int line;          /* from 1; 0: the error has no place */
	int column;        /* in bytes, from 1 */
	char message[200]; /* one English line, without a newline */
};

/*
 * Bytes that grow. Start from { .max = LIMIT } (0: no limit); data is only
 * allocated here, and not NUL-terminated. After an expansion, data[0..len) is
 * the text. Set len to 0, and status to CT_OK, to use the memory again; an
 * expansion into a warm buffer allocates nothing, but where a caller's modifier
 * follows another one.
 */
struct ct_buffer {
	char *data;
	size_t len, cap, max;
	enum ct_status status; /* sticky: CT_LIMIT or CT_NOMEM */
};

bool ct_buffer_add(struct ct_buffer *, const char *bytes, size_t len);
void ct_buffer_free(struct ct_buffer *);

/* ------------------------------------------------------------ environment */

/*
 * What templates share: the global values (BI_SPACE and BI_NEWLINE are there
 * from the start) and the caller's own modifiers. Set it up first; it must
 * outlive the templates parsed with it.
 */
struct ct_env;

struct ct_env *ct_env_new(void); /* NULL: out of memory */
void ct_env_free(struct ct_env *);

/* Sets a global value, seen by every template of this environment. */
enum ct_status ct_env_set(
    struct ct_env *, const char *name, const char *value, size_t len);

/*
 * A modifier of the caller's: appends the changed value to out. `arg` is what
 * stood behind the modifier's name ("=5", or "" when nothing did).
 */
typedef void ct_modifier_fn(void *data, const char *value, size_t len,
    const char *arg, struct ct_buffer *out);

/*
 * Registers a modifier whose name begins with "x-". A name that ends with "="
 * takes a value and serves every value.  Auto-escape does not trust it.
 */
enum ct_status ct_env_modifier(
    struct ct_env *, const char *name, ct_modifier_fn *, void *data);

/* --------------------------------------------------------------- template */

struct ct_template;

/*
 * Parses text[0..len). `name` is the file's name for messages, and its ending
 * ".js" turns CT_STRIP_WS into CT_STRIP_BLANK. `env` may be NULL.
 * Returns CT_OK and the template, or CT_SYNTAX, CT_NOMEM with *out NULL and
 * *err (if not NULL) filled in.
 */
enum ct_status ct_parse(struct ct_template **out, const struct ct_env *env,
    const char *name, const char *text, size_t len, enum ct_strip strip,
    struct ct_error *err);

/*
 * As ct_parse, for a caller who knows what the text is: context, such as
 * "HTML", is that of a template without the pragma, and CT_SYNTAX is what a
 * pragma gives that names another.
 */
enum ct_status ct_parse_as(struct ct_template **out, const struct ct_env *env,
    const char *context, const char *name, const char *text, size_t len,
    enum ct_strip strip, struct ct_error *err);
void ct_template_free(struct ct_template *);

const char *ct_template_name(const struct ct_template *);

/* Whether an AUTOESCAPE pragma stood at the template's beginning. */
bool ct_template_autoescapes(const struct ct_template *);

/* One marker of a parsed template, for tools that check templates. */
struct ct_marker {
	enum {
		CT_VARIABLE,
		CT_SECTION,
		CT_SEPARATOR, /* NAME_separator, directly inside section NAME */
		CT_INCLUDE_MARKER
	} kind;
	const char *name;
	const char *section;   /* the enclosing section's name, or "" */
	const char *modifiers; /* all in effect, long names: ":html_escape" */
	bool unescaped;        /* a variable that says :none */
	int line, column;
};

/* Calls visit for every marker in order of the text; stops at false. */
void ct_template_visit(const struct ct_template *,
    bool (*visit)(void *data, const struct ct_marker *), void *data);

/* ------------------------------------------------------------- dictionary */

/*
 * What stands for the names. All dictionaries made from one root share its
 * arena and are freed with it. A failed allocation is remembered and makes the
 * expansion return CT_NOMEM, so the setters return nothing to check.
 *
 * Look-up: a variable in the dictionary, its parents, the template-globals,
 * the environment's globals; a section along the parents, then among the
 * template-global shown sections; an include along the parents only. The
 * parent of a dictionary is the one that made it. An include's dictionary has
 * no parent.
 */
struct ct_dict;

struct ct_dict *ct_dict_new(void); /* a root; NULL: out of memory */
void ct_dict_free(struct ct_dict *root);

/* Forgets all values and children but keeps the memory for the next page. */
void ct_dict_reset(struct ct_dict *root);

void ct_set(struct ct_dict *, const char *name, const char *value);
void ct_set_bytes(
    struct ct_dict *, const char *name, const char *value, size_t len);
/* As ct_set_bytes, but value is not copied and must live as long as the root */
void ct_set_ref(
    struct ct_dict *, const char *name, const char *value, size_t len);
void ct_set_int(struct ct_dict *, const char *name, long long value);

/*
 * For a caller that has no memory to make a value of: expanding fails with
 * CT_NOMEM, as if setting it had failed.
 */
void ct_dict_fail(struct ct_dict *);

/* A template-global value: seen by every dictionary below the same root. */
void ct_set_global(
    struct ct_dict *, const char *name, const char *value, size_t len);

/* Appends an iteration of the section; returns its dictionary, never NULL. */
struct ct_dict *ct_add_section(struct ct_dict *, const char *name);

/*
 * Shows the section once, unless it has a dictionary here already. Inside a
 * template-global one, values are the template-global ones, then the root's.
 */
void ct_show(struct ct_dict *, const char *section);
void ct_show_global(struct ct_dict *, const char *section);

/* Appends an iteration that holds this value; nothing where it is empty. */
void ct_set_and_show(struct ct_dict *, const char *name, const char *section,
    const char *value, size_t len);

/*
 * Appends a dictionary for the include marker; file NULL: none is inserted.
 * Never NULL.
 */
struct ct_dict *ct_add_include(
    struct ct_dict *, const char *name, const char *file);

/* -------------------------------------------------------------- expansion */

/*
 * Finds the templates that include markers name. `find` returns the parsed
 * template, which stays the loader's and lives until the expansion ends, or
 * NULL where it is missing or does not parse.
 */
struct ct_loader {
	const struct ct_template *(*find)(
	    void *data, const char *file, enum ct_strip strip);
	void *data;
	size_t max_steps; /* in place of CT_MAX_STEPS, where it is not 0 */
};

/*
 * Appends the expansion to out. `loader` may be NULL where nothing is included.
 * Returns CT_OK; CT_INCLUDE when an include was skipped; CT_LIMIT when
 * out->max, the include depth or the number of steps was passed; CT_NOMEM.
 */
enum ct_status ct_expand(const struct ct_template *, const struct ct_dict *root,
    const struct ct_loader *loader, struct ct_buffer *out);

/* As ct_expand, in pieces to a sink that returns false to stop (CT_LIMIT). */
enum ct_status ct_expand_to(const struct ct_template *,
    const struct ct_dict *root, const struct ct_loader *loader,
    bool (*sink)(void *data, const char *bytes, size_t len), void *data);

#endif
