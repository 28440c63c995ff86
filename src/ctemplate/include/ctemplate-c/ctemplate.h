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
 * ctemplate(7) is the language, ctemplate-c(3) the beginning of the manual;
 * README.md lists where it differs from the original, on purpose.
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
#ifndef CTEMPLATE_C_H
#define CTEMPLATE_C_H

#include <stdbool.h>
#include <stddef.h>

/* The version of this header; ct_version has the library's. */
#define CT_VERSION_MAJOR 0
#define CT_VERSION_MINOR 1
#define CT_VERSION_PATCH 0
#define CT_VERSION       "0.1.0"

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/* The version of the library: as CT_VERSION, and never freed. */
const char *ct_version(void);

enum ct_status {
	CT_OK = 0,
	CT_INCLUDE, /* expanded, but an include was missing or broken */
	CT_SYNTAX,  /* the template does not parse: see struct ct_error */
	CT_LIMIT,   /* too large, too deep or too long: see the limits below */
	CT_NOMEM    /* out of memory */
};

/* What a status means: a few English words, of the library. */
const char *ct_status_text(enum ct_status);

/* What happens to white space before parsing ("strip mode"). */
enum ct_strip {
	CT_STRIP_NONE,  /* nothing */
	CT_STRIP_BLANK, /* blank lines and the lines of lone markers go */
	CT_STRIP_WS     /* every line is trimmed and joined */
};

/*
 * Limits. More is CT_SYNTAX when parsing and CT_LIMIT when expanding, where
 * struct ct_limits can set others.
 */
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

/*
 * Where memory comes from. resize is realloc: p NULL makes a block, size 0
 * gives p back and returns NULL; blocks are aligned for any type. It may be
 * called by several threads at once where they use objects made with it. The
 * struct must live as long as all that was made with it.
 */
struct ct_allocator {
	void *(*resize)(void *data, void *p, size_t size);
	void *data;
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
	enum ct_status status;                /* sticky: CT_LIMIT or CT_NOMEM */
	const struct ct_allocator *allocator; /* NULL: malloc */
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
/* Templates parsed with it take their memory from there, too. */
struct ct_env *ct_env_new_with(const struct ct_allocator *);
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

/* What a modifier is called with, besides the value. */
struct ct_call {
	void *data;      /* given when it was registered */
	void *expansion; /* data of struct ct_expansion or ct_expand_to */
	const char *arg; /* "=5" or "" */
};

typedef void ct_call_fn(const struct ct_call *, const char *value, size_t len,
    struct ct_buffer *out);

/*
 * CT_TRUSTED: what the modifier makes is safe wherever a template puts it, so
 * auto-escape adds nothing behind it.
 */
enum ct_trust { CT_UNTRUSTED, CT_TRUSTED };

/* As ct_env_modifier, for a modifier that knows more, or may be trusted. */
enum ct_status ct_env_add_modifier(
    struct ct_env *, const char *name, ct_call_fn *, void *data, enum ct_trust);

/*
 * Appends a value as one of the library's own modifiers changes it. The name
 * is as in a template: "html_escape", "h", "U=html". Returns CT_SYNTAX for one
 * that is not there; else what out->status says.
 */
enum ct_status ct_escape(
    const char *modifier, const char *value, size_t len, struct ct_buffer *out);

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
 * As ct_parse, for a caller who knows what the text is: context, which is
 * "HTML", "JAVASCRIPT", "CSS", "JSON" or "XML", is that of a template without
 * the pragma. Any other is CT_SYNTAX, and so is a pragma that names another, or
 * a state.
 */
enum ct_status ct_parse_as(struct ct_template **out, const struct ct_env *env,
    const char *context, const char *name, const char *text, size_t len,
    enum ct_strip strip, struct ct_error *err);
void ct_template_free(struct ct_template *);

const char *ct_template_name(const struct ct_template *);

/* Whether an AUTOESCAPE pragma stood at the template's beginning. */
bool ct_template_autoescapes(const struct ct_template *);

/*
 * What a page is within where the template ends: "a tag", "a comment", "a
 * script", "a style", "a title", "a textarea". Whatever follows it there is
 * read otherwise than its own template says. "": nothing, or it is no HTML.
 */
const char *ct_template_leaves_open(const struct ct_template *);

enum ct_marker_kind {
	CT_VARIABLE,
	CT_SECTION,
	CT_SEPARATOR, /* NAME_separator, directly inside section NAME */
	CT_INCLUDE_MARKER
};

/* One marker of a parsed template, for tools that check templates. */
struct ct_marker {
	enum ct_marker_kind kind;
	const char *name;
	const char *section;   /* the enclosing section's name, or "" */
	const char *modifiers; /* all in effect, long names: ":html_escape" */
	bool unescaped;        /* a variable that says :none */
	int line, column;
	const char *within; /* "" between tags; as ct_template_leaves_open */
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
struct ct_dict *ct_dict_new_with(const struct ct_allocator *);
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
 * Appends iterations that are made while the section expands, one at a time, so
 * that a long text needs no more memory than a short one. next gives the
 * dictionary of the next one, or NULL behind the last, and says of each whether
 * it is that; the dictionary may be gone at the following call. Before the
 * first one it is called with last NULL, to begin anew, and what it gives is
 * ignored.
 */
typedef const struct ct_dict *ct_next_fn(void *data, bool *last);

void ct_add_source(
    struct ct_dict *, const char *name, ct_next_fn *, void *data);

/*
 * A root for what such a source gives: names are looked up in outer, too, which
 * must outlive it. ct_dict_reset leaves it so.
 */
struct ct_dict *ct_dict_new_below(struct ct_dict *outer);

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

/* Limits of one expansion; what is 0 has the usual one. */
struct ct_limits {
	size_t bytes; /* of its text, finished or in the making: none */
	size_t steps; /* CT_MAX_STEPS */
	size_t depth; /* includes inside includes: CT_MAX_INCLUDE_DEPTH */
	/*
	 * NULL, or asked at least every thousand markers: false ends the
	 * expansion. For clocks and flags.
	 */
	bool (*go_on)(void *expansion);
};

/* Which limit was passed. */
enum ct_limit {
	CT_LIMIT_NONE,
	CT_LIMIT_BYTES, /* the limit's, or the buffer's max */
	CT_LIMIT_STEPS,
	CT_LIMIT_DEPTH,
	CT_LIMIT_TIME, /* go_on said false */
	CT_LIMIT_SINK  /* sink did */
};

/* What went wrong in an expansion, and at which marker. */
struct ct_failure {
	enum ct_status status; /* CT_INCLUDE, or CT_LIMIT, which ends it */
	enum ct_limit limit;   /* CT_LIMIT_NONE for an include */
	const char *in;        /* the name of the template */
	int line, column;      /* there */
	const char *file;      /* what could not be included, or NULL */
	struct ct_error why;   /* what find said of it; message "": nothing */
};

/*
 * One expansion, and what it calls; all may be NULL or 0. Initialize it with
 * zeros, since later versions have more. `data` is handed to each function,
 * and to modifiers.
 */
struct ct_expansion {
	void *data;
	/* As in struct ct_loader; where it returns NULL it may say why. */
	const struct ct_template *(*find)(void *data, const char *file,
	    enum ct_strip strip, struct ct_error *why);
	/* Takes the text in pieces; then there is no buffer. */
	bool (*sink)(void *data, const char *bytes, size_t len);
	/* Told of each include that fails, and of the limit that ended it. */
	void (*failed)(void *data, const struct ct_failure *);
	struct ct_limits limits;
	void *reserved[4]; /* NULL */
};

/* As ct_expand or, where there is a sink, ct_expand_to; then out is NULL. */
enum ct_status ct_expand_with(const struct ct_template *,
    const struct ct_dict *root, const struct ct_expansion *,
    struct ct_buffer *out);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
