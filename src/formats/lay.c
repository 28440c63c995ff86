/* SPDX-License-Identifier: ISC */
/* lay.c - Markdown as people write it. See lay.h. */
#include "formats/lay.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/headings.h"

enum {
	TAB = 4,               /* columns */
	INDENT_MAX = 40,       /* columns that lists may be indented by */
	DEPTH_MAX = 16,        /* lists and quotations that one line may open */
	BRACKETS_MAX = 500,    /* between two empty lines */
	COLUMNS_MAX = 100,     /* of a table */
	CELLS_MAX = 200000,    /* of all tables of a file */
	DEFINITIONS_MAX = 100, /* of links, that are looked for */
	ASKS_MAX = 250,        /* bytes of a line that may be a question */
	SHORT_LINE = 50 /* characters; who breaks lines so early means it */
};

/* A line of the text, without its end. */
struct line {
	const char *start, *end;
	const char *words; /* behind white space */
	size_t indent;     /* columns of it */
};

/* What the functions below share while one text is read. */
struct lay {
	struct sheet *sheet;
	struct report *report;
	const char *text, *end;
	bool piece; /* of an answer: it has no headings */
	struct line line, next;
	bool above;          /* a line with words stands right above */
	bool open;           /* it is of a paragraph */
	bool listed;         /* we are in a list */
	bool item;           /* the line above is an item's first */
	bool prose;          /* the indented lines here are no code */
	bool code;           /* they are code */
	char last;           /* the character that the line above ends in */
	const char *run_end; /* of the lines that make one paragraph */
	size_t longest;      /* of them, in characters */
	char fence;          /* "`" or "~" within a fenced block */
	size_t fence_len;
	const char *last_fence[2]; /* where the last such lines begin */
	const char *last_comment;  /* where the last "-->" ends */
	const char *comment_end;   /* of the comment in hand */
	size_t brackets, columns, cells, definitions;
	bool redraw; /* the line below a table's head has too few of them */
};

/* ------------------------------------------------------------------ lines */

/* The length of the white space at p, 0: none. Gives its columns. */
static size_t
blank_at(const char *p, const char *end, size_t column, size_t *columns)
{
	uint32_t code;
	size_t n = text_decode(p, end, &code);

	*columns = 1;
	if (code == '\t')
		*columns = TAB - column % TAB;
	if (code == 0xfeff || (code >= 0x200b && code <= 0x200d))
		*columns = 0;
	if ((n == 1 && text_space(*p)) || code == 0xa0 || code == 0xfeff ||
	    (code >= 0x2000 && code <= 0x200d) || code == 0x202f ||
	    code == 0x3000)
		return n;
	return 0;
}

static struct line
read_line(const char *start, const char *end)
{
	const char *newline =
	    start < end ? memchr(start, '\n', (size_t)(end - start)) : NULL;
	struct line line = {.start = start, .end = newline ? newline : end};
	size_t n, columns;

	line.words = start;
	while (line.words < line.end && (n = blank_at(line.words, line.end,
					     line.indent, &columns)) > 0) {
		line.words += n;
		line.indent += columns;
	}
	return line;
}

static struct line
next_line(const struct line *line, const char *end)
{
	return read_line(line->end < end ? line->end + 1 : end, end);
}

/* The line's end without white space. */
static const char *
words_end(const struct line *line)
{
	const char *end = line->end;

	while (end > line->words && text_space(end[-1]))
		end--;
	return end;
}

static bool
is_blank(const struct line *line)
{
	return line->words == line->end;
}

static bool
begins_with(const struct line *line, const char *string)
{
	size_t n = strlen(string);

	return (size_t)(line->end - line->words) >= n &&
	       memcmp(line->words, string, n) == 0;
}

/* How many of that character stand at the beginning of the words. */
static size_t
count_sign(const struct line *line, char sign)
{
	const char *p = line->words;

	while (p < line->end && *p == sign)
		p++;
	return (size_t)(p - line->words);
}

/* Whether the line holds nothing but such characters, and white space. */
static bool
holds_only(const struct line *line, const char *signs)
{
	for (const char *p = line->words; p < line->end; p++)
		if (*p == '\0' || strchr(signs, *p) == NULL)
			return false;
	return true;
}

/* "---", "***", "===": underlines and dividing lines. */
static bool
is_rule(const struct line *line)
{
	return !is_blank(line) &&
	       (holds_only(line, "- \t") || holds_only(line, "* \t") ||
		   holds_only(line, "_ \t") || holds_only(line, "= \t"));
}

/* The fence's sign, or 0. */
static char
fence_of(const struct line *line)
{
	size_t ticks = count_sign(line, '`');

	if (count_sign(line, '~') >= 3)
		return '~';
	if (ticks < 3 || memchr(line->words + ticks, '`',
			     (size_t)(line->end - line->words) - ticks))
		return '\0';
	return '`';
}

/* The length of the marker of a list's item at p, 0: none. */
static size_t
marker_at(const char *p, const char *end)
{
	size_t n = 0;

	if (p < end && strchr("-*+", *p) != NULL && *p != '\0')
		n = 1;
	while (n == 0 && p + n < end && p[n] >= '0' && p[n] <= '9' && n < 9)
		for (n = 1; p + n < end && p[n] >= '0' && p[n] <= '9'; n++)
			if (n == 9)
				return 0;
	if (n > 0 && p[0] >= '0' && p[0] <= '9') {
		if (p + n == end || (p[n] != '.' && p[n] != ')'))
			return 0;
		n++;
	}
	return n > 0 && (p + n == end || text_space(p[n])) ? n : 0;
}

/* Signs that programs and people put before the items of a list. */
static size_t
bullet_at(const struct line *line, bool *dash)
{
	static const char *const signs[] = {"\xe2\x80\xa2", "\xe2\x80\xa3",
	    "\xe2\x97\xa6", "\xe2\x96\xaa", "\xe2\x96\xab", "\xe2\x96\xa0",
	    "\xe2\x97\x8f", "\xe2\x97\x8b", "\xc2\xb7", "\xe2\x9e\xa2",
	    "\xef\x82\xb7", "\xef\x82\xa7", "\xe2\x88\x99", "\xe2\x81\x83"};
	static const char *const spaced[] = {
	    "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x88\x92"};
	size_t n, columns;

	*dash = false;
	for (size_t i = 0; i < COUNT(signs); i++)
		if (begins_with(line, signs[i]))
			return strlen(signs[i]);
	if (begins_with(line, "o\t")) /* Word's second level */
		return 1;
	for (size_t i = 0; i < COUNT(spaced); i++) {
		n = strlen(spaced[i]);
		if (begins_with(line, spaced[i]) &&
		    line->words + n < line->end &&
		    blank_at(line->words + n, line->end, 0, &columns) > 0) {
			*dash = true;
			return n;
		}
	}
	return 0;
}

/* Whether the line is the one below a table's head: "|---|:-:|", ":--". */
static bool
is_delimiter(const struct line *line)
{
	size_t len = (size_t)(line->end - line->words);

	return len > 0 && holds_only(line, "|:- \t") &&
	       memchr(line->words, '-', len) &&
	       (memchr(line->words, '|', len) || memchr(line->words, ':', len));
}

/* How many of the signs that part cells the line holds. */
static size_t
count_pipes(const struct line *line)
{
	size_t count = 0;

	for (const char *p = line->words; p < line->end; p++)
		count += *p == '|' && (p == line->words || p[-1] != '\\');
	return count;
}

/* Those of them that stand at its beginning and at its end. */
static size_t
count_edges(const struct line *line)
{
	const char *end = words_end(line);

	return (size_t)(*line->words == '|') + (size_t)(end - line->words > 1 &&
							end[-1] == '|' &&
							end[-2] != '\\');
}

/* --------------------------------------------------------------- headings */

/*
 * Whether the line is a heading that lacks its space: of two signs and more
 * always; of one if it stands alone, so that no #hashtag is meant.
 */
static bool
lacks_space(const struct lay *lay)
{
	const struct line *line = &lay->line;
	size_t signs = count_sign(line, '#');
	const char *p = line->words + signs;

	if (signs < 1 || signs > 6 || line->indent >= TAB || p == line->end ||
	    *p == ' ' || *p == '\t')
		return false;
	if (signs > 1)
		return true;
	return !lay->above && is_blank(&lay->next) &&
	       ((text_lower(*p) >= 'a' && text_lower(*p) <= 'z') ||
		   (*p & 0x80)) &&
	       memchr(p, ' ', (size_t)(line->end - p)) != NULL &&
	       memchr(p, '#', (size_t)(line->end - p)) == NULL;
}

/* Whether the line is a heading of CommonMark. */
static bool
is_heading(const struct line *line)
{
	size_t signs = count_sign(line, '#');
	const char *p = line->words + signs;

	return signs >= 1 && signs <= 6 && line->indent < TAB &&
	       (p == line->end || *p == ' ' || *p == '\t');
}

/* Whether the line is bold as a whole and asks: **Do you ship?** */
static bool
is_bold_question(const struct line *line)
{
	const char *p = line->words, *end = words_end(line);
	bool asks;

	if (end > p && end[-1] == '\\')
		end--;
	asks = end > p && end[-1] == '?'; /* **Do you ship**? */
	end -= asks;
	if (end - p < 6 || line->indent >= TAB || p[0] != p[1] ||
	    (p[0] != '*' && p[0] != '_') || end[-1] != p[0] || end[-2] != p[0])
		return false;
	for (const char *q = p + 2; q < end - 2; q++)
		if (*q == p[0])
			return false;
	return !text_space(p[2]) && (asks || end[-3] == '?');
}

/* Whether the words of the line ask. */
static bool
asks(const struct line *line)
{
	size_t len = (size_t)(words_end(line) - line->words);
	char words[ASKS_MAX + 1];

	if (len > ASKS_MAX)
		return false;
	memcpy(words, line->words, len);
	words[len] = '\0';
	return heading_asks(words);
}

/* The length of the number that the line begins with, "12. ", or 0. */
static size_t
number_at(const struct line *line)
{
	return text_digit(*line->words) ? marker_at(line->words, line->end) : 0;
}

/* Whether the line begins an item within a paragraph: only the first may. */
static bool
is_stuck(const struct line *line)
{
	return !is_blank(line) && number_at(line) > 0 &&
	       strtol(line->words, NULL, 10) != 1;
}

/*
 * Whether the line is a question with its number, "1. Do you ship?": words
 * follow it that are neither of its item nor the next one.
 */
static bool
is_numbered_question(const struct lay *lay)
{
	const struct line *line = &lay->line;
	struct line next = lay->next;

	if (lay->above || lay->listed || line->indent > 1 ||
	    number_at(line) == 0 || !asks(line))
		return false;
	while (is_blank(&next) && next.end < lay->end)
		next = next_line(&next, lay->end);
	return !is_blank(&next) && next.indent < 2 && number_at(&next) == 0 &&
	       !is_heading(&next) && !is_rule(&next) &&
	       !is_bold_question(&next);
}

/* -------------------------------------------------------------- paragraphs */

/* Whether the line begins something other than a paragraph. */
static bool
begins_other(const struct line *line)
{
	bool dash;

	return is_blank(line) || is_rule(line) || is_heading(line) ||
	       fence_of(line) != '\0' || is_bold_question(line) ||
	       is_delimiter(line) || bullet_at(line, &dash) > 0 ||
	       marker_at(line->words, line->end) > 0 ||
	       count_sign(line, '#') > 1;
}

static size_t
count_characters(const char *p, const char *end)
{
	size_t count = 0;

	for (; p < end; p++)
		count += (*p & 0xc0) != 0x80;
	return count;
}

/* Measures the lines that make one paragraph with the one in hand. */
static void
measure_run(struct lay *lay)
{
	struct line line = lay->line;

	lay->longest = 0;
	do {
		size_t len = count_characters(line.words, words_end(&line));

		if (len > lay->longest)
			lay->longest = len;
		lay->run_end = line.end;
		line = next_line(&line, lay->end);
	} while (!begins_other(&line));
}

/*
 * Whether the line in hand, which another of its paragraph follows, ends where
 * its writer wanted it to, and not where an editor broke it: an editor breaks
 * all lines of a paragraph at about the same width.
 */
static bool
keeps_end(const struct lay *lay)
{
	const struct line *line = &lay->line, *next = &lay->next;
	const char *end = words_end(line), *p = next->words;
	size_t len;

	if (end[-1] == '\\')
		return false;
	if (end[-1] == ':' || lay->longest <= SHORT_LINE)
		return true;
	while (p < next->end && !text_space(*p))
		p++;
	len = count_characters(line->words, end) + 1 +
	      count_characters(next->words, p);
	return 3 * len <= 2 * lay->longest;
}

/* Whether a line could be of a program, or of what one shows. */
static bool
looks_like_code(const struct line *line)
{
	const char *end = words_end(line);

	if (strchr("#$./~-@%(+", *line->words) != NULL)
		return true;
	for (const char *p = line->words; p < end; p++)
		if (strchr("{}<>;=$|\\`_", *p) != NULL ||
		    (end - p > 1 &&
			(memcmp(p, "--", 2) == 0 || memcmp(p, "()", 2) == 0)))
			return true;
	return false;
}

/*
 * Decides on indented lines, at the first of them: whether one looks like
 * code. In lists they belong to an item.
 */
static void
judge_indent(struct lay *lay)
{
	struct line line = lay->line;

	if (line.indent < TAB) {
		lay->prose = lay->code = false;
		return;
	}
	if (lay->prose || lay->code || lay->above || lay->listed)
		return;
	for (; !is_blank(&line) && line.indent >= TAB;
	     line = next_line(&line, lay->end))
		lay->code |= looks_like_code(&line);
	lay->prose = !lay->code;
}

/* ----------------------------------------------------------------- writing */

/* Whether the ending of a file's name may hold it. */
static bool
is_name(char c)
{
	return text_digit(c) || (text_lower(c) >= 'a' && text_lower(c) <= 'z');
}

/*
 * The length of an address with spaces in it, "my pad.png)", as files of
 * people have them; or 0.
 */
static size_t
spaced_address(const char *p, const char *end)
{
	const char *close = memchr(p, ')', (size_t)(end - p)), *dot = NULL;
	bool spaced = false;

	if (close == NULL || close == p || text_space(*p) ||
	    text_space(close[-1]))
		return 0;
	for (const char *q = p; q < close; q++) {
		if (strchr("<>\"'(\\", *q) != NULL)
			return 0;
		spaced |= *q == ' ';
		if (*q == '.')
			dot = q;
		else if (dot != NULL && !is_name(*q))
			dot = NULL;
	}
	return spaced && dot != NULL && close - dot > 2 && close - dot < 7
		   ? (size_t)(close - p)
		   : 0;
}

/*
 * Adds a piece of the line. Signs that mean something are escaped: beyond many
 * brackets, and those that part cells behind the first *pipes.
 */
static void
add_piece(struct lay *lay, const char *p, const char *end, size_t *pipes)
{
	const char *from = p;

	for (; p < end; p++) {
		bool escape =
		    (*p == '[' || *p == ']') && ++lay->brackets > BRACKETS_MAX;

		size_t spaced = 0;

		if (*p == '|' && *pipes == 0)
			escape = true;
		else if (*p == '|')
			--*pipes;
		if (*p == ']' && !escape && end - p > 2 && p[1] == '(')
			spaced = spaced_address(p + 2, end);
		if (spaced > 0) {
			sheet_add(lay->sheet, from, (size_t)(p - from));
			sheet_string(lay->sheet, "](<");
			sheet_add(lay->sheet, p + 2, spaced);
			sheet_string(lay->sheet, ">");
			from = p + 2 + spaced;
			p = from - 1;
		}
		if (!escape)
			continue;
		sheet_add(lay->sheet, from, (size_t)(p - from));
		if (p == from || p[-1] != '\\')
			sheet_string(lay->sheet, "\\");
		from = p;
	}
	sheet_add(lay->sheet, from, (size_t)(end - from));
}

static void
add_indent(struct lay *lay, size_t columns)
{
	static const char spaces[] = "                                        ";

	sheet_add(
	    lay->sheet, spaces, columns < INDENT_MAX ? columns : INDENT_MAX);
}

/*
 * Whether the line is the head of a table that nobody drew a line below:
 * "|Day|Time|" above "|Mon|9|".
 */
static bool
is_bare_head(const struct lay *lay)
{
	return !lay->listed && lay->line.indent == 0 && !is_blank(&lay->next) &&
	       count_edges(&lay->line) == 2 && count_edges(&lay->next) == 2 &&
	       count_pipes(&lay->line) > 2 &&
	       count_pipes(&lay->line) == count_pipes(&lay->next);
}

/* Draws the line below a table's head. */
static void
draw_line(struct lay *lay)
{
	for (size_t i = 0; i < lay->columns; i++)
		sheet_string(lay->sheet, "|---");
	sheet_string(lay->sheet, "|\n");
}

/*
 * How many signs of the line may part cells: none where a table would grow too
 * large. A row with more cells than its head has would lose their words.
 */
static size_t
judge_pipes(struct lay *lay)
{
	bool drawn = is_delimiter(&lay->next);
	bool head = lay->columns == 0 && (drawn || is_bare_head(lay));
	size_t edges = count_edges(&lay->line);
	size_t count = count_pipes(&lay->line) + 1 - edges;

	if (head)
		lay->columns =
		    count_pipes(&lay->next) + 1 - count_edges(&lay->next);
	lay->redraw = head && drawn && count_pipes(&lay->next) > 0 &&
		      count_pipes(&lay->line) > 0 && lay->columns != count;
	if (lay->redraw)
		lay->columns = count;
	if (lay->columns == 0)
		return SIZE_MAX;
	if ((head && lay->columns > COLUMNS_MAX) ||
	    lay->columns + lay->cells > CELLS_MAX) {
		lay->columns = 0;
		if (!head)
			sheet_end_block(lay->sheet);
		return 0;
	}
	lay->cells += lay->columns;
	if (head || count_pipes(&lay->line) < lay->columns + edges)
		return SIZE_MAX;
	return lay->columns - 1 + (size_t)(*lay->line.words == '|');
}

/* The place behind the lists and quotations that may begin in the line. */
static const char *
deepest(const struct line *line)
{
	const char *p = line->words;
	size_t n;

	for (int depth = 0; depth < DEPTH_MAX && p < line->end; depth++) {
		n = *p == '>' ? 1 : marker_at(p, line->end);
		if (n == 0)
			return NULL;
		p += n;
		while (p < line->end && text_space(*p))
			p++;
	}
	return p < line->end ? p : NULL;
}

/* Adds the words of the line from `from` on, behind what was written. */
static void
add_words(struct lay *lay, const char *from, const char *mark)
{
	const struct line *line = &lay->line;
	const char *deep = deepest(line);
	bool began = lay->columns > 0, ends, bare;
	size_t pipes;

	if (lay->redraw) {
		draw_line(lay);
		lay->redraw = false;
		return;
	}
	pipes = judge_pipes(lay);
	bare = !began && lay->columns > 0 && !is_delimiter(&lay->next);
	ends =
	    lay->columns == 0 &&
	    (line->end < lay->run_end ? keeps_end(lay)
				      : !lay->listed && is_stuck(&lay->next));
	if (bare && lay->above)
		sheet_end_block(lay->sheet);
	sheet_string(lay->sheet, mark);
	if (deep != NULL && deep > from) {
		add_piece(lay, from, deep, &pipes);
		sheet_string(lay->sheet, "\\");
		from = deep;
	}
	add_piece(lay, from, ends ? words_end(line) : line->end, &pipes);
	sheet_string(lay->sheet, ends ? "  \n" : "\n");
	if (bare)
		draw_line(lay);
}

/* ------------------------------------------------------ what is not closed */

/* Finds the last lines and signs that could close something. */
static void
find_closers(struct lay *lay)
{
	struct line line = read_line(lay->text, lay->end);

	for (; line.start < lay->end; line = next_line(&line, lay->end)) {
		char fence = fence_of(&line);

		if (fence != '\0')
			lay->last_fence[fence == '~'] = line.start;
	}
	for (const char *p = lay->end; p - lay->text >= 3; p--)
		if (memcmp(p - 3, "-->", 3) == 0) {
			lay->last_comment = p;
			return;
		}
}

/* Reads a line within a fenced block, or one that begins one. */
static bool
take_fence(struct lay *lay)
{
	const struct line *line = &lay->line;
	char sign = fence_of(line);
	size_t len;

	if (lay->fence == '\0') {
		if (sign == '\0' || (line->indent >= TAB && !lay->listed) ||
		    lay->last_fence[sign == '~'] <= line->start)
			return false;
		lay->fence = sign;
		lay->fence_len = count_sign(line, sign);
	} else {
		len = count_sign(line, lay->fence);
		if ((line->indent < TAB || lay->listed) &&
		    len >= lay->fence_len &&
		    line->words + len == words_end(line))
			lay->fence = '\0';
	}
	return true;
}

/* Reads a line within a comment, or one that begins one. */
static bool
take_comment(struct lay *lay)
{
	const struct line *line = &lay->line;
	const char *p = line->words;

	if (lay->comment_end > line->start)
		return true;
	if (line->indent >= TAB || !begins_with(line, "<!--") ||
	    lay->last_comment < p + 7)
		return false;
	for (p += 4; memcmp(p, "-->", 3) != 0;)
		p++;
	lay->comment_end = p + 3;
	return true;
}

/*
 * Whether the line, "[Note]: closed", would be taken for the address of a link
 * and vanish, though no words lead there. Only so many are looked for.
 */
static bool
is_vain_definition(struct lay *lay)
{
	const struct line *line = &lay->line;
	const char *p = line->words, *end = words_end(line), *close;
	size_t len;

	if (*p != '[' || (close = memchr(p, ']', (size_t)(end - p))) == NULL ||
	    close + 1 == end || close[1] != ':')
		return false;
	len = (size_t)(close + 1 - p);
	if (memchr(close, '/', (size_t)(end - close)) != NULL)
		return false;
	if (++lay->definitions > DEFINITIONS_MAX)
		return true;
	return memmem(lay->text, (size_t)(p - lay->text), p, len) == NULL &&
	       memmem(close, (size_t)(lay->end - close), p, len) == NULL;
}

/* ---------------------------------------------------------------- reading */

/* Reads what would be a heading, within an answer: a line of bold words. */
static bool
take_bold(struct lay *lay)
{
	struct line *line = &lay->line;
	const char *end = words_end(line);
	size_t pipes = SIZE_MAX;
	bool bold;

	if (!is_heading(line) && !lacks_space(lay))
		return false;
	while (line->words < end && *line->words == '#')
		line->words++;
	while (line->words < end && text_space(*line->words))
		line->words++;
	bold = line->words < end &&
	       memchr(line->words, '*', (size_t)(end - line->words)) == NULL;
	sheet_end_block(lay->sheet);
	sheet_string(lay->sheet, bold ? "**" : "");
	add_piece(lay, line->words, end, &pipes);
	sheet_string(lay->sheet, bold ? "**" : "");
	sheet_end_block(lay->sheet);
	return true;
}

/* Reads a heading that CommonMark does not know. */
static bool
take_heading(struct lay *lay)
{
	size_t signs = count_sign(&lay->line, '#'), pipes = SIZE_MAX;

	if (lay->piece)
		return take_bold(lay);
	if (lacks_space(lay)) {
		report_note(lay->report, lay->sheet->shown, lay->sheet->line, 0,
		    "taken for a heading; write a space behind \"%.*s\"",
		    (int)signs, lay->line.words);
		sheet_add(lay->sheet, lay->line.words, signs);
		lay->line.words += signs;
	} else if (is_bold_question(&lay->line)) {
		sheet_string(lay->sheet, "######");
	} else if (is_numbered_question(lay)) {
		sheet_string(lay->sheet, "######");
		lay->line.words += number_at(&lay->line);
	} else {
		return false;
	}
	sheet_string(lay->sheet, " ");
	add_piece(lay, lay->line.words, lay->line.end, &pipes);
	sheet_string(lay->sheet, "\n");
	return true;
}

/* Reads an item that a sign of another kind begins. */
static bool
take_bullet(struct lay *lay)
{
	struct line *line = &lay->line;
	bool dash, next_dash;
	size_t n = bullet_at(line, &dash), columns, gap;

	bullet_at(&lay->next, &next_dash);
	if (n == 0 || (dash && lay->above && !lay->item && !next_dash &&
			  lay->last != ':'))
		return false;
	add_indent(lay, lay->listed ? line->indent : 0);
	line->words += n;
	while (line->words < line->end &&
	       (gap = blank_at(line->words, line->end, 0, &columns)) > 0)
		line->words += gap;
	measure_run(lay);
	add_words(lay, line->words, "- ");
	return true;
}

/* Notes a line alone that asks: it may be meant for a question. */
static void
note_asking(struct lay *lay)
{
	const struct line *line = &lay->line;

	if (lay->piece || lay->above || lay->listed ||
	    strchr("<>[|`", *line->words) != NULL || !asks(line) ||
	    (line->end < lay->run_end && (!keeps_end(lay) || asks(&lay->next))))
		return; /* or it is of a table of contents */
	report_note(lay->report, lay->sheet->shown, lay->sheet->line, 0,
	    "belongs to the text above it; if it is a question of its own, "
	    "write \"## \" before it: %.*s",
	    (int)(words_end(line) - line->words), line->words);
}

/* Writes a line that is neither empty nor within something else. */
static void
take_words(struct lay *lay)
{
	struct line *line = &lay->line;
	char fence = fence_of(line);
	bool marker = marker_at(line->words, line->end) > 0 &&
		      !(lay->open && !lay->listed && is_stuck(line));
	bool other = begins_other(line) && !(lay->open && is_stuck(line));

	lay->open = false;
	judge_indent(lay);
	if (lay->code) {
		sheet_add(
		    lay->sheet, line->start, (size_t)(line->end - line->start));
		sheet_string(lay->sheet, "\n");
		return;
	}
	if (line->indent < 2 && !marker &&
	    (!lay->above || count_sign(line, '#') > 0))
		lay->listed = false;
	if (take_heading(lay))
		return;
	if (take_bullet(lay)) {
		lay->item = lay->listed = true;
		return;
	}
	/* "---" below a sentence parts; it makes no heading of it */
	if (lay->above && is_rule(line) && strchr("-=", *line->words) != NULL &&
	    (lay->piece ||
		(*line->words == '-' && strchr(".:;,!", lay->last) != NULL)))
		sheet_end_block(lay->sheet);
	if (marker && line->indent < TAB)
		lay->listed = true;
	lay->item = marker;
	if (other ? marker : line->end > lay->run_end)
		measure_run(lay);
	if (!other)
		note_asking(lay);
	lay->open = marker || !other;
	add_indent(lay, lay->prose ? 0 : line->indent);
	add_words(lay, line->words,
	    ((fence != '\0' || begins_with(line, "<!--")) &&
		line->indent < TAB) ||
		    is_vain_definition(lay)
		? "\\"
		: "");
}

/* Reads the line in hand. */
static void
take_line(struct lay *lay)
{
	const struct line *line = &lay->line;

	if (take_fence(lay) || take_comment(lay)) {
		sheet_add(
		    lay->sheet, line->start, (size_t)(line->end - line->start));
		sheet_string(lay->sheet, "\n");
		lay->above = true;
		lay->open = false;
		return;
	}
	if (is_blank(line)) {
		sheet_string(lay->sheet, "\n");
		lay->above = lay->item = lay->open = false;
		lay->brackets = lay->columns = 0;
		return;
	}
	lay->next = next_line(line, lay->end);
	take_words(lay);
	lay->above = true;
	lay->last = words_end(line)[-1];
}

static void
read_text(struct lay *lay, const char *text, size_t len)
{
	lay->text = lay->run_end = text;
	lay->end = text + len;
	if (len == 0)
		return;
	find_closers(lay);
	for (const char *p = text; p < lay->end; p = lay->line.end + 1) {
		lay->line = read_line(p, lay->end);
		take_line(lay);
		lay->sheet->line++;
	}
}

void
lay_read(
    struct sheet *sheet, const char *text, size_t len, struct report *report)
{
	struct lay lay = {.sheet = sheet, .report = report};

	sheet->line = 1;
	read_text(&lay, text, len);
}

void
lay_piece(
    struct sheet *sheet, const char *text, size_t len, struct report *report)
{
	struct lay lay = {.sheet = sheet, .report = report, .piece = true};

	sheet_end_block(sheet);
	read_text(&lay, text, len);
	sheet_end_block(sheet);
}

bool
lay_has_headings(const char *text, size_t len)
{
	const char *end = text + len;
	struct line line = read_line(text, end), above = {0};

	for (; line.start < end; line = next_line(&line, end)) {
		size_t signs = count_sign(&line, '#');

		if (line.indent < TAB &&
		    ((signs > 0 && is_heading(&line)) || signs > 1 ||
			is_bold_question(&line)))
			return true;
		if (above.words < above.end && is_rule(&line) &&
		    strchr("-=", *line.words) != NULL)
			return true;
		above = line;
	}
	return false;
}
