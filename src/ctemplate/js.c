/* SPDX-License-Identifier: ISC */
/*
 * js.c - follows a script as the original does, to say whether a string is open
 * for it; script.c knows better. It must not know HTML.
 *
 * What opens a string is hidden in comments and regular expressions; whether
 * a slash divides or opens an expression is told from what stands before it:
 * some punctuation, or a keyword that an operand may follow.
 */
#include <stdlib.h>

#include "internal.h"

enum {
	JS_TEXT,
	JS_Q,
	JS_Q_ESCAPE,
	JS_DQ,
	JS_DQ_ESCAPE,
	JS_DIVIDE, /* a slash that divides, or opens a comment */
	JS_SLASH,  /* a slash that opens an expression, or a comment */
	JS_REGEXP,
	JS_REGEXP_ESCAPE,
	JS_CLASS, /* [...] in an expression */
	JS_CLASS_ESCAPE,
	JS_LINE_COMMENT,
	JS_COMMENT,
	JS_COMMENT_STAR,
	JS_STATES
};

enum { WORD_LONGEST = 13 }; /* one more than the longest keyword */

void
ct_js_init(struct js *js)
{
	memset(js, 0, sizeof(*js));
}

static bool
is_space(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0;
}

static bool
is_word_byte(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '$';
}

/* Remembers a byte of code. */
static void
push_byte(struct js *js, unsigned char c)
{
	if (is_space(c)) {
		js->spaced = true;
		return;
	}
	if (!is_word_byte(c) || js->spaced || !is_word_byte(js->last)) {
		js->word_len = 0;
		memset(js->word, 0, sizeof(js->word));
	}
	if (is_word_byte(c) && js->word_len < WORD_LONGEST)
		js->word[js->word_len++] = (char)c;
	/* Only the first half of ++ and -- will be asked for. */
	js->before = (c == '+' || c == '-') && !js->spaced ? js->last : 0;
	js->last = c;
	js->spaced = false;
}

static int
compare_word(const void *word, const void *entry)
{
	return strcmp(word, *(const char *const *)entry);
}

/* Whether an operand, so a regular expression, may follow the last word. */
static bool
ends_with_keyword(const struct js *js)
{
	static const char *const words[] = {"abstract", "break", "case",
	    "catch", "class", "const", "continue", "debugger", "default",
	    "delete", "do", "else", "enum", "eval", "export", "extends",
	    "field", "final", "finally", "for", "function", "goto", "if",
	    "implements", "import", "in", "instanceof", "native", "new",
	    "package", "private", "protected", "public", "return", "static",
	    "switch", "synchronized", "throw", "throws", "transient", "try",
	    "typeof", "var", "void", "volatile", "while", "with"};

	return js->word_len >= 2 &&
	       bsearch(js->word, words, sizeof(words) / sizeof(*words),
		   sizeof(*words), compare_word) != NULL;
}

static bool
slash_opens_regexp(const struct js *js)
{
	if (js->last == '+' || js->last == '-')
		return js->before != js->last;
	if (js->last == '\0' || strchr("=<>&|!%*/,;?:^~{([}", js->last))
		return true;
	return ends_with_keyword(js);
}

static void
feed_text(struct js *js, unsigned char c)
{
	js->state = JS_TEXT;
	if (c == '"')
		js->state = JS_DQ;
	else if (c == '\'')
		js->state = JS_Q;
	else if (c == '/')
		js->state = slash_opens_regexp(js) ? JS_SLASH : JS_DIVIDE;
	else
		push_byte(js, c);
}

/* Behind a slash in code. That slash is only remembered if it was code. */
static void
feed_slash(struct js *js, unsigned char c)
{
	if (c == '/' || c == '*') {
		js->state = c == '/' ? JS_LINE_COMMENT : JS_COMMENT;
		return;
	}
	push_byte(js, '/');
	if (js->state == JS_DIVIDE) {
		js->state = JS_TEXT;
		push_byte(js, c);
		return;
	}
	js->state = c == '['    ? JS_CLASS
		    : c == '\\' ? JS_REGEXP_ESCAPE
				: JS_REGEXP;
}

/* A state that one byte ends, and in which a backslash hides the next byte. */
static void
feed_quoted(
    struct js *js, unsigned char c, unsigned char quote, unsigned char escaped)
{
	if (c == '\\') {
		js->state = escaped;
	} else if (c == quote) {
		js->state = JS_TEXT;
		push_byte(js, c);
	}
}

static void
feed_comment(struct js *js, unsigned char c)
{
	if (js->state == JS_LINE_COMMENT
		? c == '\n'
		: js->state == JS_COMMENT_STAR && c == '/') {
		js->state = JS_TEXT;
		js->spaced = true;
	} else if (js->state != JS_LINE_COMMENT) {
		js->state = js->state == JS_COMMENT && c == '*'
				? JS_COMMENT_STAR
				: JS_COMMENT;
	}
}

void
ct_js_feed(struct js *js, unsigned char c)
{
	static const unsigned char behind_escape[JS_STATES] = {
	    [JS_Q_ESCAPE] = JS_Q,
	    [JS_DQ_ESCAPE] = JS_DQ,
	    [JS_REGEXP_ESCAPE] = JS_REGEXP,
	    [JS_CLASS_ESCAPE] = JS_CLASS};

	if (c == 0xff && js->state != JS_TEXT) {
		/* No UTF-8; the original begins anew there. */
		if (js->state == JS_DIVIDE || js->state == JS_SLASH)
			push_byte(js, '/');
		js->state = JS_TEXT;
		push_byte(js, c);
	} else if (behind_escape[js->state]) {
		js->state = behind_escape[js->state];
	} else if (js->state == JS_TEXT) {
		feed_text(js, c);
	} else if (js->state == JS_DIVIDE || js->state == JS_SLASH) {
		feed_slash(js, c);
	} else if (js->state == JS_Q) {
		feed_quoted(js, c, '\'', JS_Q_ESCAPE);
	} else if (js->state == JS_DQ) {
		feed_quoted(js, c, '"', JS_DQ_ESCAPE);
	} else if (js->state == JS_CLASS) {
		if (c == '\\')
			js->state = JS_CLASS_ESCAPE;
		else if (c == ']')
			js->state = JS_REGEXP;
	} else if (js->state == JS_REGEXP) {
		if (c == '[')
			js->state = JS_CLASS;
		else
			feed_quoted(js, c, '/', JS_REGEXP_ESCAPE);
	} else {
		feed_comment(js, c);
	}
}

bool
ct_js_in_string(const struct js *js)
{
	return js->state >= JS_Q && js->state <= JS_DQ_ESCAPE;
}
