/* SPDX-License-Identifier: ISC */
/*
 * internal.h - what the library's files share and nobody else may see.
 *
 * Down from the top: expand.c walks a template with a dictionary (dict.c);
 * parse.c makes the template out of text that strip.c has thinned, and asks
 * choose.c which escaping a variable needs, which asks html.c where in the page
 * it stands, which asks js.c and script.c about scripts; modifier.c does the
 * escaping; arena.c and buffer.c hold the bytes.
 */
#ifndef CTEMPLATE_INTERNAL_H
#define CTEMPLATE_INTERNAL_H

#include <stdint.h>
#include <string.h>

#include "ctemplate.h"

/* ------------------------------------------------------------------ memory */

/* As realloc, and as free where size is 0; without an allocator malloc's. */
void *ct_resize(const struct ct_allocator *, void *, size_t size);

/* Memory that is handed out piece by piece and given back as a whole. */
struct arena {
	const struct ct_allocator *allocator; /* NULL: malloc */
	char *next, *end;     /* the free part of the chunk in use */
	struct chunk *chunks; /* the first one */
	struct chunk *used;   /* the one in use */
};

void *ct_arena_grow(struct arena *, size_t);
void ct_arena_reset(
    struct arena *); /* everything is free, nothing is given back */
void ct_arena_free(struct arena *);

/* NULL: out of memory. The bytes are not zeroed. */
static inline void *
ct_arena_alloc(struct arena *a, size_t size)
{
	char *p = a->next;

	size = (size + 7) & ~(size_t)7;
	if (size > (size_t)(a->end - p))
		return ct_arena_grow(a, size);
	a->next = p + size;
	return p;
}

/* Takes back what was handed out last. */
static inline void
ct_arena_undo(struct arena *a, char *last)
{
	a->next = last;
}

/* A copy that zeros fill up to whole words, at least one of them; or NULL. */
char *ct_arena_copy(struct arena *, const char *, size_t);

/*
 * Short texts are copied by whole steps: so many bytes may be written behind a
 * buffer's room and read behind a template's text, but never count.
 */
enum { SLACK = 16 };

/* Makes room for `more` bytes if b->max allows it; then b->data is not NULL. */
bool ct_buffer_grow(struct ct_buffer *, size_t more);

static inline bool
buffer_has_room(struct ct_buffer *b, size_t more)
{
	return more <= b->cap - b->len || ct_buffer_grow(b, more);
}

static inline bool
buffer_add(struct ct_buffer *b, const char *bytes, size_t len)
{
	if (!buffer_has_room(b, len))
		return false;
	memcpy(b->data + b->len, bytes, len);
	b->len += len;
	return true;
}

/* What was written into room beyond the ceiling is too much: it goes again. */
static inline void
buffer_check(struct ct_buffer *b)
{
	if (b->max == 0 || b->len <= b->max)
		return;
	b->len = b->max;
	if (b->status == CT_OK)
		b->status = CT_LIMIT;
}

/* Initializes the letters and digits of a table of bytes. */
#define BYTES_10(a, b, c, d, e, f, g, h, i, j, x)                      \
	[a] = x, [b] = x, [c] = x, [d] = x, [e] = x, [f] = x, [g] = x, \
	[h] = x, [i] = x, [j] = x
#define BYTES_ALNUM(x)                                                     \
	BYTES_10('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', x),     \
	    BYTES_10('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', x), \
	    BYTES_10('k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', x), \
	    BYTES_10('u', 'v', 'w', 'x', 'y', 'z', 'A', 'B', 'C', 'D', x), \
	    BYTES_10('E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', x), \
	    BYTES_10('O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', x), \
	    ['Y'] = x, ['Z'] = x

/* ------------------------------------------------------------------- names */

/* Variables, sections and includes are three namespaces of one table. */
enum name_kind { NAME_VARIABLE, NAME_SECTION, NAME_INCLUDE };

/* n is a constant: one load. */
static inline uint64_t
load_bytes(const char *p, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, p, n);
	return word;
}

/* Names are short: comparing them in place is quicker than a call. */
static inline bool
same_bytes(const char *a, const char *b, size_t len)
{
	for (; len >= 8; a += 8, b += 8, len -= 8)
		if (load_bytes(a, 8) != load_bytes(b, 8))
			return false;
	if (len >= 4)
		return load_bytes(a, 4) == load_bytes(b, 4) &&
		       load_bytes(a + len - 4, 4) == load_bytes(b + len - 4, 4);
	if (len >= 2)
		return load_bytes(a, 2) == load_bytes(b, 2) &&
		       a[len - 1] == b[len - 1];
	return len == 0 || *a == *b;
}

/* Names come from templates and programs, not from visitors: no secret key. */
static inline uint32_t
hash_name(const char *name, size_t len, enum name_kind kind)
{
	const uint64_t k = 0x9e3779b97f4a7c15u;
	uint64_t h = len * k;

	for (; len > 8; name += 8, len -= 8) {
		h = (h ^ load_bytes(name, 8)) * k;
		h ^= h >> 29;
	}
	if (len == 8)
		h ^= load_bytes(name, 8);
	else if (len >= 4)
		h ^= load_bytes(name, 4) << 24 ^ load_bytes(name + len - 4, 4);
	else if (len > 0)
		h ^= (uint64_t)(unsigned char)name[0] << 16 ^
		     (uint64_t)(unsigned char)name[len / 2] << 8 ^
		     (unsigned char)name[len - 1];
	h *= k;
	return (uint32_t)(h >> 32 & ~(uint64_t)3) | (uint32_t)kind;
}

/* The bytes are in an arena and hold no NUL. */
struct name {
	const char *bytes;
	uint32_t len, hash;
};

/* By words; the zeros behind the names tell where the shorter one ends. */
static inline bool
same_name(const struct name *a, const struct name *b)
{
	size_t i;

	if (a->hash != b->hash)
		return false;
	for (i = 0; i <= a->len; i += 8)
		if (load_bytes(a->bytes + i, 8) != load_bytes(b->bytes + i, 8))
			return false;
	return true;
}

bool ct_name_is_legal(const char *, size_t len);

/* --------------------------------------------------------------- modifiers */

enum modifier_id {
	MOD_NONE,
	MOD_HTML,
	MOD_PRE,
	MOD_PRE_ARG,
	MOD_SNIPPET,
	MOD_ATTRIBUTE,
	MOD_URL,
	MOD_JS,
	MOD_JSON,
	MOD_JS_NUMBER,
	MOD_CSS,
	MOD_XML,
	MOD_QUERY,
	MOD_QUERY_ARG,
	MOD_URL_HTML,
	MOD_URL_JS,
	MOD_URL_CSS,
	MOD_IMG_HTML,
	MOD_IMG_JS,
	MOD_IMG_CSS,
	/* From here on no template can name them. */
	MOD_URL_SCHEME, /* a colon stands behind it */
	MOD_JS_DOUBLE,  /* between double quotes, which JSON has too */
	MOD_JSON_STRING,
	MOD_JSON_VALUE,
	MOD_JS_LITERAL,  /* these four: the later, the stricter */
	MOD_JS_UNSIGNED, /* behind a plus or minus */
	MOD_JS_WORD,     /* behind a letter */
	MOD_JS_DIGITS,   /* behind a digit */
	MOD_ATTRIBUTE_NAME,
	MOD_CSS_APART,    /* behind a slash or a star */
	MOD_CSS_URL,      /* in url(...) */
	MOD_CSS_URL_ATTR, /* which stands in an attribute */
	MOD_PREFIX_LINE,
	MOD_CUSTOM,
	MOD_COUNT
};

/* A modifier as it stands at a marker. */
struct modifier {
	enum modifier_id id;
	const char *text; /* as written: a caller's one, a value, an indent */
	size_t len;
	const char *arg;             /* for the caller's function: "=5" or "" */
	const struct custom *custom; /* NULL: nobody registered it */
};

/*
 * Finds a modifier by the text between two colons. Returns NULL, or
 * what is wrong with it.
 */
const char *ct_modifier_find(struct modifier *, const struct ct_env *,
    struct arena *, const char *text, size_t len);

/*
 * Applies one modifier of the library's; `in` must not lie inside out, which
 * has data.
 */
void ct_modifier_apply(
    const struct modifier *, const char *in, size_t len, struct ct_buffer *out);

/*
 * MOD_HTML again, which most are: writes to `to`, where there must be room for
 * eight times len, and returns the end of what is written.
 */
char *ct_escape_html(char *to, const char *in, size_t len);

/* Whether MOD_URL and its kind let this URL pass. */
bool ct_url_is_harmless(const char *, size_t len);

/* The longest text a built-in modifier can make of in[0..len). */
size_t ct_modifier_bound(const struct modifier *, const char *in, size_t len);

/* The one that serves where one of both is needed; MOD_NONE: there is none. */
enum modifier_id ct_modifier_both(enum modifier_id, enum modifier_id);

/* Whether `have` protects as well as the automatic choice `want` would. */
bool ct_modifier_covers(enum modifier_id have, enum modifier_id want);

/* The long name, with its value; "" for what has none. */
const char *ct_modifier_name(const struct modifier *);

/* A static modifier without arguments, for automatic choices. */
const struct modifier *ct_modifier_plain(enum modifier_id);

/* ------------------------------------------------- where in a page we stand */

struct js {
	unsigned char state;
	unsigned char last;   /* the last byte of code that is not a space */
	unsigned char before; /* the byte before `last`, for ++ and -- */
	bool spaced;          /* a space or comment came after `last` */
	unsigned char word_len;
	char word[14]; /* the word that `last` ends; longer ones are no keyword
			*/
};

void ct_js_init(struct js *);
void ct_js_feed(struct js *, unsigned char);
bool ct_js_in_string(const struct js *);

/* What a script is, so what it may hold. */
enum script_kind { SCRIPT_CLASSIC, SCRIPT_MODULE, SCRIPT_JSON, SCRIPT_ANY };

/* What stands directly before a variable in code. */
enum script_beside {
	SCRIPT_BESIDE_NOTHING,
	SCRIPT_BESIDE_SIGN,
	SCRIPT_BESIDE_WORD,
	SCRIPT_BESIDE_DIGITS
};

enum { SCRIPT_READINGS = 4 };

/* One way to read a script: bytes only, for it is compared by memcmp. */
struct reading {
	unsigned char state;
	unsigned char before;    /* what a slash would stand behind */
	unsigned char escape;    /* how far one is read */
	unsigned char last;      /* the last byte of code that is no space */
	bool spaced;             /* a space or comment came behind it */
	bool dots;               /* it is one of several */
	bool begins;             /* nothing was read yet */
	bool dead;               /* no script can be so */
	bool lost;               /* too deep, or closed what was not open */
	unsigned char bang;      /* how much of "<!--" was read */
	unsigned char arrow;     /* how much of "-->", first on a line */
	unsigned char separator; /* how much of U+2028 */
	bool odd;                /* the word is more than ASCII */
	bool dotted;             /* a dot stands before it */
	unsigned char word_len;
	char word[12]; /* longer ones are no keyword */
	unsigned char depth;
	unsigned char brackets[32];
};

/* All ways to read it; none where it cannot be a script. */
struct script {
	unsigned char kind; /* enum script_kind */
	unsigned char n;
	unsigned char last; /* the byte before */
	bool point;         /* it is a dot, and a digit stands before that */
	bool lost;          /* too many ways: nothing is known */
	struct reading list[SCRIPT_READINGS];
};

void ct_script_init(struct script *, enum script_kind);
void ct_script_feed(struct script *, unsigned char);
/* A value stands here that cannot end what it is in; it may be empty. */
void ct_script_insert(struct script *);
/* A section begins here, that may also follow on its own end. */
void ct_script_repeat(struct script *);
/* Forgets all: from here on nothing is known. */
void ct_script_lose(struct script *);
/* Whether it is in a quoted string in every reading; in a double one. */
bool ct_script_in_string(const struct script *);
bool ct_script_in_double(const struct script *);
/* Whether half an escape, such as a backslash, stands before. */
bool ct_script_in_escape(const struct script *);
enum script_beside ct_script_beside(const struct script *);
/* Whether what began as `start` and ended as `end` may be repeated. */
bool ct_script_may_repeat(const struct script *start, const struct script *end);

enum html_tag {
	HTML_TAG_OTHER,
	HTML_TAG_SCRIPT,
	HTML_TAG_STYLE,
	HTML_TAG_TITLE,
	HTML_TAG_TEXTAREA, /* the last of those that hold raw text */
	HTML_TAG_META,
	HTML_TAG_FOREIGN, /* svg and math: their elements hold no raw text */
	HTML_TAG_SELECT,  /* in it there are few elements; the same holds */
	HTML_TAG_HIDDEN   /* its content may be text, or elements */
};

enum html_attr {
	HTML_ATTR_PLAIN,
	HTML_ATTR_URL,
	HTML_ATTR_URL_LIST,
	HTML_ATTR_URL_JS, /* a URL, of which "javascript:" was read */
	HTML_ATTR_STYLE,
	HTML_ATTR_JS,
	HTML_ATTR_CONTENT, /* of meta: may hold a URL */
	HTML_ATTR_TYPE,    /* of script: says what it is */
	HTML_ATTR_PAGE,    /* holds a page of its own */
	HTML_ATTR_UNKNOWN  /* its name is a variable */
};

/* Whether a colon ends a URL's scheme here. */
enum html_scheme { HTML_SCHEME_NONE, HTML_SCHEME_TEXT, HTML_SCHEME_VALUE };

/* What an attribute may be of whose name a variable is part. */
enum html_named { HTML_NAMED_NOT, HTML_NAMED_PLAIN, HTML_NAMED_ANY };

/* Where in raw text a tag or a comment may be about to begin. */
struct raw {
	unsigned char mark;   /* what was read of "<!--", "</x" or "<x" */
	unsigned char dashes; /* before, of "-->" */
	unsigned char hidden; /* 1: in "<!--"; 2: and "<script" in it */
};

/* All that the page's parser remembers; compared byte by byte, so memset. */
struct html {
	unsigned char state;
	unsigned char tag;     /* enum html_tag: the element last opened */
	unsigned char attr;    /* enum html_attr */
	unsigned char kind;    /* enum script_kind, as the type says */
	bool in_js;            /* script element, on... attribute or .js file */
	bool fresh;            /* a URL may begin here */
	unsigned char named;   /* enum html_named: a variable is in its name */
	bool pseudo;           /* a tag that browsers take for text */
	bool typed;            /* the script has a type already */
	bool closes;           /* the byte before is the slash of "/>" */
	unsigned char foreign; /* in how many svg, math and select */
	char hidden;       /* the third letter of the HTML_TAG_HIDDEN, or 0 */
	unsigned char css; /* enum html_css */
	bool css_value;    /* a variable of a style stands before */
	bool css_url;      /* it is in url(...) */
	unsigned char scheme; /* enum html_scheme: how far a URL's was read */
	unsigned char meta;   /* how far "5; url=" was read */
	unsigned char meta_len;
	unsigned char name_len;
	char name[32]; /* of the tag, attribute or type that is being read */
	struct raw raw;
	/* From here on all is unset but where in_js says so. */
	struct js js;             /* the script as the original follows it */
	struct script script;     /* and as browsers do */
	unsigned char entity_len; /* 0: none; 1: only the & so far */
	char entity[9];
	unsigned char ref_len; /* the same for browsers, & included */
	char ref[32];
};

/* The bytes that count: most places are in no script. */
static inline size_t
html_size(const struct html *h)
{
	return h->in_js ? sizeof(*h) : offsetof(struct html, js);
}

static inline bool
same_html(const struct html *a, const struct html *b)
{
	return a->in_js == b->in_js && memcmp(a, b, html_size(a)) == 0;
}

/* What a style must not have before a variable. */
enum html_css {
	HTML_CSS_FREE,
	HTML_CSS_BACKSLASH,
	HTML_CSS_AT,   /* "@" and part of a name */
	HTML_CSS_BANG, /* "<!", with one dash or none */
	HTML_CSS_REFERENCE,
	HTML_CSS_SLASH, /* these two may be half of a comment's end */
	HTML_CSS_STAR
};

/* What stands behind a variable, so whether it may be a whole attribute. */
enum next {
	NEXT_END, /* a space, the tag's end, or a section */
	NEXT_SLASH,
	NEXT_STAR,
	NEXT_COLON,
	NEXT_OTHER
};

enum html_mode {
	HTML_MODE_PAGE,
	HTML_MODE_IN_TAG,
	HTML_MODE_JS,
	HTML_MODE_CSS,
	HTML_MODE_JSON
};

/* What the contexts of two branches must have in common. */
enum html_place {
	HTML_TEXT,
	HTML_COMMENT,
	HTML_TAG,
	HTML_ATTR,
	HTML_VALUE,
	HTML_RAW,
	HTML_MARKUP,
	HTML_FILE
};

/* What a page is within, so that what stands here is not between tags. */
enum html_open {
	HTML_OPEN_NOTHING,
	HTML_OPEN_TAG,
	HTML_OPEN_COMMENT,
	HTML_OPEN_SCRIPT,
	HTML_OPEN_STYLE,
	HTML_OPEN_TITLE,
	HTML_OPEN_TEXTAREA
};

void ct_html_init(struct html *, enum html_mode);
/* Reads text. Returns its length, or the offset of a byte that cannot be. */
size_t ct_html_feed(struct html *, const char *, size_t);
/* Some text of unknown content stands here. */
void ct_html_insert(struct html *, enum next);
/* Whether a variable here makes the name of an attribute, and no value. */
bool ct_html_at_name(const struct html *, enum next);
/* Whether a comment may begin or end where a variable is empty. */
bool ct_html_may_join(const struct html *, enum next);
enum html_place ct_html_place(const struct html *);
enum html_open ct_html_open(const struct html *);
char ct_html_quote(const struct html *); /* '"', '\'' or 0, in a value */
enum html_attr ct_html_attr(const struct html *); /* meta refresh resolved */
bool ct_html_url_starts(const struct html *);
bool ct_html_in_css(const struct html *);
bool ct_html_in_css_url(const struct html *);
bool ct_html_in_js(const struct html *);
/* In a script: whether a string is open, for the original and browsers. */
bool ct_html_in_string(const struct html *);
/* Why a value of any kind could change how the page goes on; or NULL. */
const char *ct_html_danger(const struct html *);
/* A section begins here. */
void ct_html_repeat(struct html *);
/* Whether the section that began as `start` and ended so may be repeated. */
bool ct_html_may_repeat(const struct html *start, const struct html *end);
/* Whether both are in the same kind of place: no section may change it. */
bool ct_html_same_place(const struct html *, const struct html *);

enum context {
	CONTEXT_MANUAL,
	CONTEXT_HTML,
	CONTEXT_JS,
	CONTEXT_CSS,
	CONTEXT_JSON,
	CONTEXT_XML
};

/*
 * The modifier a variable at this place needs. Returns false, with an English
 * sentence in *why, where none is safe.
 */
bool ct_choose_modifier(enum modifier_id *out, enum context,
    const struct html *, enum next, const char **why);

/*
 * Whether the modifiers that a template gives need the chosen one as well, or
 * the one that it becomes.
 */
bool ct_choose_is_needed(
    enum modifier_id *chosen, const struct modifier *given, size_t n);

/* ------------------------------------------------------------- white space */

/* Something was left out: where the thinned text goes on came from here. */
struct origin {
	size_t offset; /* in the thinned text */
	int line, column;
};

struct origins {
	const struct ct_allocator *allocator;
	struct origin *list;
	size_t n, cap;
};

struct delimiters {
	const char *open, *close;
	size_t open_len, close_len;
};

/* "=A B=" becomes the new delimiters, or returns false. */
bool ct_delimiters_parse(struct delimiters *, const char *, size_t);
void ct_delimiters_init(struct delimiters *);

/* As memmem; an empty needle is found at once. */
const char *ct_find_bytes(
    const char *hay, size_t len, const char *needle, size_t needle_len);

/*
 * Writes the thinned text to out, which has room for len bytes. Returns its
 * length, or (size_t)-1 when out of memory.
 */
size_t ct_strip_text(
    char *out, struct origins *, const char *text, size_t len, enum ct_strip);

/* ---------------------------------------------------------------- template */

/* NODE_TEXT and NODE_END have nothing behind their text. */
enum node_kind {
	NODE_TEXT,
	NODE_VARIABLE,
	NODE_SECTION,
	NODE_INCLUDE,
	NODE_END /* of a section, or of the template */
};

/* A marker and the text before it. */
struct node {
	const char *text; /* in the template's, so never NULL */
	uint32_t text_len;
	unsigned char kind;
	bool unescaped;
	unsigned char only; /* enum modifier_id, where there is just one */
	unsigned char open; /* enum html_open, at the marker */
	unsigned short modifiers_len;
	struct name name;
	union {
		const struct modifier *modifiers;
		struct {
			uint32_t end;       /* the NODE_END of this section */
			uint32_t separator; /* its separator's node, or 0 */
		} section;
	} u;
};

/* What only tools and messages want to know of a node. */
struct node_place {
	uint32_t offset;  /* of a marker, in the text */
	uint32_t section; /* the enclosing section's node plus 1, or 0 */
};

struct ct_template {
	struct node *nodes; /* in the text's order; at least NODE_END */
	struct node_place *places;
	uint32_t nodes_len, nodes_cap;
	const char *name;
	const struct ct_env *env;
	struct arena arena;
	struct origins origins;
	enum ct_strip strip;
	bool autoescapes;
	char text[]; /* thinned, with SLACK behind it */
};

/* Turns places of the thinned text into the author's, from left to right. */
struct cursor {
	const struct ct_template *t;
	size_t origin;    /* the next one */
	const char *from; /* where counting goes on, */
	int line, column; /* and its place */
};

void ct_cursor_init(struct cursor *, const struct ct_template *);
void ct_cursor_locate(struct cursor *, size_t offset, int *line, int *column);

/* -------------------------------------------------------------- dictionary */

struct entry {
	struct name name;
	union {
		struct {
			const char *bytes;
			size_t len;
		} value;
		struct {
			struct ct_dict *first, *last;
		} list;
	} u;
};

enum { DICT_INLINE = 16, DICT_SLOTS = 64, DICT_MANY = 255 };

struct ct_dict {
	/*
	 * By hash: the entries' numbers plus 1; 0: empty. All are DICT_MANY
	 * where there are more than DICT_INLINE.
	 */
	unsigned char slots[DICT_SLOTS];
	uint32_t len, cap;
	struct entry *entries;
	uint32_t *index; /* the same once there are many */
	uint32_t index_mask;
	struct ct_dict *parent;
	struct ct_root *root;
	struct ct_dict *next;        /* the section's or include's next one */
	const char *file;            /* of an include */
	const struct source *source; /* in whose place others are made */
};

struct source {
	ct_next_fn *next;
	void *data;
};

struct ct_root {
	struct ct_dict dict;    /* the caller's */
	struct ct_dict *outer;  /* NULL, or of another root */
	struct ct_dict globals; /* template-global values and sections */
	struct ct_dict spare;   /* what a failed allocation gives */
	struct arena arena;
	bool failed;
};

const struct entry *ct_dict_find_many(
    const struct ct_dict *, const struct name *);

/* Where the search for a name begins; the next slots follow. */
static inline uint32_t
first_slot(uint32_t hash)
{
	return hash >> 26; /* of DICT_SLOTS */
}

/* The entry in this very dictionary, or NULL. */
static inline const struct entry *
dict_find(const struct ct_dict *d, const struct name *name)
{
	uint32_t i, slot = first_slot(name->hash);

	for (; (i = d->slots[slot]) != 0; slot = (slot + 1) % DICT_SLOTS) {
		if (i == DICT_MANY)
			return ct_dict_find_many(d, name);
		if (same_name(&d->entries[i - 1].name, name))
			return &d->entries[i - 1];
	}
	return NULL;
}

/* ------------------------------------------------------------- environment */

struct custom {
	struct custom *next;
	ct_modifier_fn *fn; /* this or the next one */
	ct_call_fn *call;
	void *data;
	bool trusted;
	size_t name_len; /* before the "=" */
	bool takes_value;
	const char *value; /* "=5": only this value; "=": any */
	char name[];
};

const struct ct_allocator *ct_env_allocator(const struct ct_env *);
const struct custom *ct_env_find_modifier(const struct ct_env *,
    const char *name, size_t name_len, const char *value, size_t value_len);
const struct entry *ct_env_find(const struct ct_env *, const struct name *);

#endif
