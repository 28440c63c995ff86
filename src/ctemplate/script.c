/* SPDX-License-Identifier: ISC */
/*
 * script.c - reads a script as a browser does (ECMAScript 2024, clause 12), in
 * every way in which it can be read. It must not know HTML.
 *
 * Whether a slash divides or opens a regular expression follows from what
 * stands before it, and sometimes that cannot be told: behind a brace, a
 * variable that may be empty, or `yield`. Then the reading splits in two, and
 * one that a line end proves impossible is dropped. js.c follows a script as
 * the original does; only where both agree is a variable in a string.
 */
#include <stdlib.h>

#include "internal.h"

enum reading_state {
	CODE,
	SLASH, /* a slash in code whose meaning is not known yet */
	QUOTE,
	DOUBLE_QUOTE,
	TEMPLATE,
	TEMPLATE_DOLLAR,
	REGEXP,
	CLASS, /* [...] in a regular expression */
	LINE,  /* a comment */
	BLOCK,
	BLOCK_STAR
};

/* What stands before, so what a slash means. */
enum before { OPERATOR, OPERAND, WORD, UNSURE, SECTION };

/* An open bracket, so what its end is. */
enum bracket { PAREN, CONDITION, AWAIT, BRACE, SUBSTITUTION };

enum escape {
	ESCAPE_NONE,
	ESCAPE_FIRST, /* the next byte is escaped */
	ESCAPE_RETURN,
	ESCAPE_U,
	ESCAPE_BRACE, /* \u{ */
	ESCAPE_HEX    /* and more: so many digits follow, less this */
};

enum { NOT_FIRST, FIRST, ARROW_DASH, ARROW_DASHES };

void
ct_script_init(struct script *s, enum script_kind kind)
{
	memset(s, 0, sizeof(*s));
	s->kind = (unsigned char)kind;
	s->n = 1;
	s->list[0].arrow = FIRST;
	s->list[0].begins = true;
}

/* From here on nothing is known; a number is safe everywhere. */
void
ct_script_lose(struct script *s)
{
	memset(s, 0, sizeof(*s));
	s->lost = true;
}

/* Another reading, unless there is an equal one. */
static void
add_reading(struct script *s, const struct reading *r)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (memcmp(&s->list[i], r, sizeof(*r)) == 0)
			return;
	if (s->lost)
		return;
	if (s->n == SCRIPT_READINGS)
		ct_script_lose(s);
	else
		s->list[s->n++] = *r;
}

/* ------------------------------------------------------------------ tokens */

static void
clear_word(struct reading *r)
{
	memset(r->word, 0, sizeof(r->word));
	r->word_len = 0;
	r->dotted = r->odd = false;
}

static bool
is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_hex(unsigned char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* In code: whether the brace behind \u{, or what it holds, is part of a name.
 */
static bool
follow_name_escape(struct reading *r, unsigned char c)
{
	bool inside =
	    r->escape == ESCAPE_BRACE || (r->escape == ESCAPE_U && c == '{');

	if (c == '\\')
		r->escape = ESCAPE_FIRST;
	else if (r->escape == ESCAPE_FIRST && c == 'u')
		r->escape = ESCAPE_U;
	else
		r->escape = inside && c != '}' ? ESCAPE_BRACE : ESCAPE_NONE;
	return inside;
}

/* Bytes of a name or a number; beyond ASCII they may be white space as well. */
static bool
is_word_byte(unsigned char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
	       c == '_' || c == '$' || c == '#' || c == '\\' || c >= 0x80;
}

static void
take_word_byte(struct reading *r, unsigned char c)
{
	bool goes_on = r->before == WORD && !r->spaced;

	if (!goes_on) {
		clear_word(r);
		r->dotted = r->last == '.' && !r->dots;
	}
	if (r->word_len < sizeof(r->word) - 1)
		r->word[r->word_len++] = (char)c;
	r->odd = r->odd || c >= 0x80 || c == '\\';
	r->before = WORD;
}

static int
compare_word(const void *word, const void *entry)
{
	return strcmp(word, *(const char *const *)entry);
}

#define FIND(word, list)                                                      \
	(bsearch(word, list, sizeof(list) / sizeof(*(list)), sizeof(*(list)), \
	     compare_word) != NULL)

static enum before
judge_word(const struct reading *r)
{
	/* Reserved words that are no operand. */
	static const char *const operators[] = {"break", "case", "catch",
	    "class", "const", "continue", "debugger", "default", "delete", "do",
	    "else", "enum", "export", "extends", "finally", "for", "function",
	    "if", "import", "in", "instanceof", "new", "return", "switch",
	    "throw", "try", "typeof", "var", "void", "while", "with"};
	/* Words that are reserved in some places only. */
	static const char *const contextual[] = {"await", "of", "yield"};

	if (r->odd)
		return UNSURE;
	if (r->dotted || is_digit((unsigned char)r->word[0]))
		return OPERAND;
	if (FIND(r->word, contextual))
		return UNSURE;
	return FIND(r->word, operators) ? OPERATOR : OPERAND;
}

static enum before
judge_slash(const struct reading *r)
{
	if (r->before == WORD)
		return judge_word(r);
	return r->before == SECTION ? UNSURE : (enum before)r->before;
}

/* -------------------------------------------------------------------- code */

static void
open_bracket(struct reading *r, enum bracket what)
{
	static const char *const words[] = {"for", "if", "while", "with"};

	if (what == PAREN && r->before == WORD && !r->dotted) {
		if (FIND(r->word, words))
			what = CONDITION;
		else if (r->odd || strcmp(r->word, "await") == 0)
			what = AWAIT;
	}
	r->before = OPERATOR;
	if (r->depth < sizeof(r->brackets))
		r->brackets[r->depth++] = (unsigned char)what;
	else
		r->lost = true;
}

/* Brackets may be closed that a section or an include has opened. */
static void
close_bracket(struct reading *r, unsigned char c)
{
	enum bracket what;

	r->before = UNSURE;
	if (r->depth == 0)
		return;
	what = (enum bracket)r->brackets[--r->depth];
	r->brackets[r->depth] = 0;
	if ((c == '}') != (what >= BRACE))
		r->lost = true;
	else if (what == SUBSTITUTION)
		r->state = TEMPLATE;
	else if (what == PAREN)
		r->before = OPERAND;
	else if (what == CONDITION)
		r->before = OPERATOR;
}

/*
 * Follows "<!--" and, first on its line, "-->", which begin comments in
 * scripts but not in modules. Returns whether one begins here.
 */
static bool
feed_arrows(struct reading *r, unsigned char c)
{
	static const char comment[] = "<!--";

	if (c == (unsigned char)comment[r->bang])
		r->bang++;
	else
		r->bang = c == '<';
	if (r->bang == sizeof(comment) - 1 ||
	    (r->arrow == ARROW_DASHES && c == '>')) {
		r->bang = 0;
		r->arrow = NOT_FIRST;
		return true;
	}
	if (r->arrow >= FIRST && r->arrow < ARROW_DASHES && c == '-')
		r->arrow++;
	else
		r->arrow = NOT_FIRST;
	return false;
}

static void
take_space(struct reading *r, unsigned char c)
{
	r->spaced = true;
	r->begins = false;
	r->bang = 0;
	if (c == '\n' || c == '\r')
		r->arrow = FIRST;
	else if (r->arrow > FIRST)
		r->arrow = NOT_FIRST;
}

static void
take_punctuation(struct reading *r, unsigned char c)
{
	bool twice = (c == '+' || c == '-') && r->last == c && !r->spaced &&
		     r->before == OPERATOR;

	r->before = twice ? UNSURE : c == ']' ? OPERAND : OPERATOR;
	r->dots = c == '.' && r->last == '.';
}

static void
take_code(struct reading *r, unsigned char c)
{
	if (c == '!' && r->begins && r->word[0] == '#') {
		r->state = LINE;
		return;
	}
	r->begins = r->begins && c == '#' && r->word_len == 0;
	if (follow_name_escape(r, c)) {
		take_word_byte(r, c);
	} else if (c == '"' || c == '\'' || c == '`') {
		r->state = c == '"'    ? DOUBLE_QUOTE
			   : c == '\'' ? QUOTE
				       : TEMPLATE;
		r->before = OPERAND;
	} else if (c == '(' || c == '{') {
		open_bracket(r, c == '(' ? PAREN : BRACE);
	} else if (c == ')' || c == '}') {
		close_bracket(r, c);
	} else if (is_word_byte(c) ||
		   (c == '.' && r->before == WORD && !r->spaced &&
		       is_digit((unsigned char)r->word[0]))) {
		take_word_byte(r, c);
	} else {
		take_punctuation(r, c);
	}
	if (r->before != WORD)
		clear_word(r);
	r->last = c;
	r->spaced = false;
}

/* Behind "<!--" or "-->". Returns false where it may be code as well. */
static bool
begin_comment(struct script *s, struct reading *r)
{
	struct reading comment = *r;

	comment.state = LINE;
	/* What stood before the < is forgotten. */
	comment.before = UNSURE;
	clear_word(&comment);
	if (s->kind != SCRIPT_CLASSIC) {
		add_reading(s, &comment);
		return false;
	}
	*r = comment;
	return true;
}

static void
feed_code(struct script *s, struct reading *r, unsigned char c, bool separated)
{
	if (separated || c == ' ' || (c >= '\t' && c <= '\r') || c == '/') {
		take_space(r, separated ? '\n' : c);
		if (c == '/')
			r->state = SLASH;
		return;
	}
	if (!feed_arrows(r, c) || s->kind == SCRIPT_MODULE ||
	    !begin_comment(s, r))
		take_code(r, c);
}

/* ------------------------------------------------------- strings and others */

static bool
is_line_end(unsigned char c)
{
	return c == '\n' || c == '\r';
}

/* Behind a backslash. */
static void
feed_escape(struct reading *r, unsigned char c)
{
	if (r->escape == ESCAPE_RETURN) {
		r->escape = ESCAPE_NONE;
	} else if (r->escape == ESCAPE_FIRST) {
		r->escape = c == '\r'  ? ESCAPE_RETURN
			    : c == 'x' ? ESCAPE_HEX + 2
			    : c == 'u' ? ESCAPE_U
				       : ESCAPE_NONE;
	} else if (r->escape == ESCAPE_U && c == '{') {
		r->escape = ESCAPE_BRACE;
	} else if (!is_hex(c)) {
		r->escape = ESCAPE_NONE;
	} else if (r->escape == ESCAPE_U) {
		r->escape = ESCAPE_HEX + 3;
	} else if (r->escape == ESCAPE_HEX + 1) {
		r->escape = ESCAPE_NONE;
	} else if (r->escape > ESCAPE_HEX) {
		r->escape--;
	}
}

/* Whether c belongs to the escape that is being read. */
static bool
goes_on_escape(const struct reading *r, unsigned char c)
{
	switch (r->escape) {
	case ESCAPE_NONE:
		return false;
	case ESCAPE_FIRST:
		return true;
	case ESCAPE_RETURN:
		return c == '\n';
	case ESCAPE_U:
		return c == '{' || is_hex(c);
	default:
		return is_hex(c);
	}
}

static void
end_quoted(struct reading *r, unsigned char c)
{
	r->state = CODE;
	r->before = OPERAND;
	r->last = c;
	r->spaced = false;
}

/* Returns false where the reading is impossible. */
static bool
feed_quoted(struct reading *r, unsigned char c)
{
	if (goes_on_escape(r, c)) {
		if (r->escape == ESCAPE_FIRST && is_line_end(c) &&
		    (r->state == REGEXP || r->state == CLASS))
			return false;
		feed_escape(r, c);
		return true;
	}
	r->escape = c == '\\' ? ESCAPE_FIRST : ESCAPE_NONE;
	if (is_line_end(c) && r->state != TEMPLATE &&
	    r->state != TEMPLATE_DOLLAR)
		return false;
	switch (r->state) {
	case QUOTE:
	case DOUBLE_QUOTE:
		if (c == (r->state == QUOTE ? '\'' : '"'))
			end_quoted(r, c);
		return true;
	case REGEXP:
		if (c == '/')
			end_quoted(r, c);
		else if (c == '[')
			r->state = CLASS;
		return true;
	case CLASS:
		if (c == ']')
			r->state = REGEXP;
		return true;
	default:
		break;
	}
	if (c == '`') {
		end_quoted(r, c);
	} else if (c == '{' && r->state == TEMPLATE_DOLLAR) {
		r->state = CODE;
		r->last = c;
		clear_word(r);
		open_bracket(r, SUBSTITUTION);
	} else {
		r->state = c == '$' ? TEMPLATE_DOLLAR : TEMPLATE;
	}
	return true;
}

/* U+2028 and U+2029 end a line as well, but for strings. */
static bool
feed_separator(struct reading *r, unsigned char c)
{
	static const unsigned char bytes[] = {0xe2, 0x80};

	if (r->separator == 2 && (c & 0xfe) == 0xa8) {
		r->separator = 0;
		return true;
	}
	if (r->separator < 2 && c == bytes[r->separator])
		r->separator++;
	else
		r->separator = c == 0xe2;
	return false;
}

static void
feed_comment(struct reading *r, unsigned char c, bool line_ends)
{
	if (line_ends)
		r->arrow = FIRST;
	if (r->state == LINE)
		r->state = line_ends ? CODE : LINE;
	else if (r->state == BLOCK_STAR && c == '/')
		r->state = CODE;
	else
		r->state = c == '*' ? BLOCK_STAR : BLOCK;
	r->spaced = true;
}

/* --------------------------------------------------------------- a slash */

static void feed_reading(struct script *, struct reading *, unsigned char);

static void
begin_regexp(struct reading *r)
{
	r->state = REGEXP;
	r->arrow = NOT_FIRST;
	clear_word(r);
}

static void
begin_divisor(struct reading *r)
{
	r->state = CODE;
	r->before = OPERATOR;
	r->last = '/';
	r->spaced = false;
	r->arrow = NOT_FIRST;
	clear_word(r);
}

/* Behind a slash in code. */
static void
feed_slash(struct script *s, struct reading *r, unsigned char c)
{
	enum before before = judge_slash(r);
	struct reading other = *r;

	if (c == '/' || c == '*') {
		r->state = c == '/' ? LINE : BLOCK;
		return;
	}
	if (before == OPERATOR) {
		begin_regexp(r);
		feed_reading(s, r, c);
		return;
	}
	begin_divisor(r);
	feed_reading(s, r, c);
	if (before != UNSURE)
		return;
	begin_regexp(&other);
	if (feed_quoted(&other, c))
		add_reading(s, &other);
}

/* One byte in one reading; it is marked dead where it is impossible. */
static void
feed_reading(struct script *s, struct reading *r, unsigned char c)
{
	bool separated = feed_separator(r, c);

	switch (r->state) {
	case CODE:
		feed_code(s, r, c, separated);
		break;
	case SLASH:
		feed_slash(s, r, c);
		break;
	case LINE:
	case BLOCK:
	case BLOCK_STAR:
		feed_comment(r, c, separated || is_line_end(c));
		break;
	case REGEXP:
	case CLASS:
		r->dead = separated || !feed_quoted(r, c);
		break;
	default:
		r->dead = !feed_quoted(r, c);
		break;
	}
}

/* In JSON there is nothing but strings. */
static void
feed_json(struct reading *r, unsigned char c)
{
	if (r->state == DOUBLE_QUOTE)
		r->dead = !feed_quoted(r, c);
	else if (c == '"')
		r->state = DOUBLE_QUOTE;
}

/* Feeds the first reading where it stands; what splits off goes behind. */
static void
feed_first(struct script *s, unsigned char c)
{
	struct reading *r = &s->list[0];

	if (s->kind == SCRIPT_JSON)
		feed_json(r, c);
	else
		feed_reading(s, r, c);
	if (r->lost) {
		ct_script_lose(s);
	} else if (r->dead) {
		s->n--;
		memmove(r, r + 1, sizeof(s->list) - sizeof(*r));
		memset(&s->list[SCRIPT_READINGS - 1], 0, sizeof(*r));
	}
}

static void
feed_all(struct script *s, unsigned char c)
{
	size_t i, n = s->n;
	struct reading old[SCRIPT_READINGS];

	memcpy(old, s->list, sizeof(old));
	memset(s->list, 0, sizeof(s->list));
	s->n = 0;
	for (i = 0; i < n && !s->lost; i++) {
		feed_reading(s, &old[i], c);
		if (old[i].lost)
			ct_script_lose(s);
		if (!old[i].dead)
			add_reading(s, &old[i]);
	}
}

void
ct_script_feed(struct script *s, unsigned char c)
{
	s->point = c == '.' && is_digit(s->last);
	s->last = c;
	if (s->n == 1)
		feed_first(s, c);
	else
		feed_all(s, c);
}

/* ----------------------------------------------------------------- answers */

/* A name, a number or a string ends here, as far as a slash is concerned. */
static void
end_operand(struct reading *r)
{
	if (r->state == CODE) {
		clear_word(r);
		r->before = OPERAND;
		r->last = 'x';
		r->spaced = r->begins = false;
		r->arrow = NOT_FIRST;
		r->bang = 0;
	} else if (r->state == TEMPLATE_DOLLAR) {
		r->state = TEMPLATE;
	} else if (r->state == BLOCK_STAR) {
		r->state = BLOCK;
	}
}

/* A value may be empty: then it is as if nothing stood here. */
void
ct_script_insert(struct script *s)
{
	size_t i, n = s->n;
	struct reading r;

	s->last = 'x';
	s->point = false;
	for (i = 0; i < n && !s->lost && s->kind != SCRIPT_JSON; i++) {
		r = s->list[i];
		r.separator = 0;
		if (r.state == SLASH && judge_slash(&r) != OPERAND) {
			begin_regexp(&r);
			add_reading(s, &r);
			r = s->list[i];
		}
		if (r.state == SLASH && judge_slash(&r) != OPERATOR)
			begin_divisor(&r);
		if (r.state != SLASH) {
			end_operand(&r);
			add_reading(s, &r);
		}
	}
}

void
ct_script_repeat(struct script *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->list[i].state == CODE && s->kind != SCRIPT_JSON) {
			s->list[i].before = SECTION;
			clear_word(&s->list[i]);
		}
}

static bool
is_in(const struct script *s, enum reading_state one, enum reading_state other)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->list[i].state != one && s->list[i].state != other)
			return false;
	return !s->lost;
}

bool
ct_script_in_string(const struct script *s)
{
	return is_in(s, QUOTE, DOUBLE_QUOTE);
}

bool
ct_script_in_double(const struct script *s)
{
	return is_in(s, DOUBLE_QUOTE, DOUBLE_QUOTE);
}

bool
ct_script_in_escape(const struct script *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->list[i].escape != ESCAPE_NONE)
			return true;
	return false;
}

static bool
may_be(const struct script *s, enum reading_state state)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->list[i].state == state)
			return true;
	return s->lost;
}

/*
 * Whether an operand may stand before, be it a line above: a sign would join
 * them. What stands before a section is no operand, or it would need a comma.
 */
static bool
may_be_joined(const struct script *s)
{
	const struct reading *r;

	for (r = s->list; r < s->list + s->n; r++)
		if (r->state == CODE && r->before != SECTION &&
		    judge_slash(r) != OPERATOR)
			return true;
	return false;
}

/* Whether the digits of a number stand directly before. */
static bool
may_be_digits(const struct script *s)
{
	const struct reading *r;

	for (r = s->list; r < s->list + s->n; r++)
		if (r->state == CODE && r->before == WORD && !r->spaced &&
		    is_digit((unsigned char)r->word[0]))
			return true;
	return s->lost && (is_digit(s->last) || s->point);
}

/* In an expression a sign or a dot would mean something. */
enum script_beside
ct_script_beside(const struct script *s)
{
	if (may_be_digits(s))
		return SCRIPT_BESIDE_DIGITS;
	if (may_be(s, REGEXP) || may_be(s, CLASS) || may_be(s, SLASH))
		return SCRIPT_BESIDE_WORD;
	if (!may_be(s, CODE))
		return SCRIPT_BESIDE_NOTHING;
	if (s->last == '+' || s->last == '-')
		return SCRIPT_BESIDE_SIGN;
	return is_word_byte(s->last) || may_be_joined(s)
		   ? SCRIPT_BESIDE_WORD
		   : SCRIPT_BESIDE_NOTHING;
}

bool
ct_script_may_repeat(const struct script *start, const struct script *end)
{
	size_t i, j;

	if (start->lost || end->lost)
		return start->lost;
	for (i = 0; i < end->n && start->n > 0; i++) {
		for (j = 0; j < start->n; j++)
			if (end->list[i].state == start->list[j].state)
				break;
		if (j == start->n && end->list[i].state != LINE)
			return false;
	}
	return true;
}
