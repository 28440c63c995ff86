/* SPDX-License-Identifier: ISC */
/* flow.c - Markdown of what is none. See flow.h. */
#include "formats/flow.h"

#include <string.h>

#include "base/text.h"

static const char hard_break[] = "\\\n";

/* Cuts a buffer back to that length. */
static void
cut_to(struct buffer *buffer, size_t len)
{
	if (buffer->len > len) {
		buffer->len = len;
		buffer->data[len] = '\0';
	}
}

static bool
ends_with(const struct buffer *buffer, const char *string)
{
	size_t len = strlen(string);

	return buffer->len >= len &&
	       memcmp(buffer->data + buffer->len - len, string, len) == 0;
}

/* ------------------------------------------------------------------ lines */

/* How much of the indent stands before the mark, which may be all there is. */
static size_t
before_mark(const struct flow *flow)
{
	return flow->indent.len > flow->mark.len
		   ? flow->indent.len - flow->mark.len
		   : 0;
}

void
flow_line(struct flow *flow, const char *bytes, size_t len)
{
	struct sheet *sheet = flow->sheet;
	size_t kept = before_mark(flow);

	if (flow->indent.len > 0)
		sheet_add(sheet, flow->indent.data, kept);
	if (flow->mark.len > 0)
		sheet_add(sheet, flow->mark.data, flow->mark.len);
	else if (flow->indent.len > 0)
		sheet_add(
		    sheet, flow->indent.data + kept, flow->indent.len - kept);
	buffer_reset(&flow->mark);
	sheet_add(sheet, bytes, len);
	sheet_add(sheet, "\n", 1);
}

void
flow_begin(struct flow *flow)
{
	size_t kept = before_mark(flow);

	if (flow->gap && flow->sheet->text.len > 0) {
		while (kept > 0 && flow->indent.data[kept - 1] == ' ')
			kept--;
		if (kept > 0)
			sheet_add(flow->sheet, flow->indent.data, kept);
		sheet_add(flow->sheet, "\n", 1);
	}
	flow->gap = true;
}

/* ------------------------------------------------------------- paragraphs */

/* Before a word at the paragraph's, or a line's, beginning. */
static bool
at_start(const struct flow *flow)
{
	return flow->words.len == 0 || ends_with(&flow->words, "\n");
}

static void
begin_words(struct flow *flow)
{
	if (flow->words.len == 0)
		flow->begun = flow->line;
}

void
flow_words(struct flow *flow, const char *bytes, size_t len)
{
	struct buffer *words = &flow->words;
	const char *end = bytes + len, *p;

	for (; bytes < end; bytes = p) {
		for (p = bytes; p < end && text_space(*p);)
			p++;
		if (p > bytes && !at_start(flow) && !ends_with(words, " "))
			buffer_char(words, ' ');
		for (bytes = p; p < end && !text_space(*p);)
			p++;
		if (p == bytes)
			continue;
		begin_words(flow);
		/* "1." is a list only where a space or nothing follows */
		sheet_escape(words, bytes, (size_t)(p - bytes), at_start(flow));
	}
}

void
flow_markup(struct flow *flow, const char *markdown)
{
	begin_words(flow);
	buffer_string(&flow->words, markdown);
}

/* Takes the white space off the end. */
static void
trim_words(struct flow *flow)
{
	static const char *const blanks[] = {" ", hard_break, "\xc2\xa0"};
	struct buffer *words = &flow->words;

	for (size_t i = 0; i < COUNT(blanks); i++)
		if (ends_with(words, blanks[i])) {
			cut_to(words, words->len - strlen(blanks[i]));
			i = SIZE_MAX; /* from the first one again */
		}
}

void
flow_break(struct flow *flow)
{
	while (ends_with(&flow->words, " "))
		cut_to(&flow->words, flow->words.len - 1);
	if (!at_start(flow))
		buffer_string(&flow->words, hard_break);
}

void
flow_end(struct flow *flow)
{
	const char *p, *end, *stop;

	trim_words(flow);
	if (flow->words.len == 0)
		return;
	flow->sheet->line = flow->begun;
	flow_begin(flow);
	p = flow->words.data;
	for (end = p + flow->words.len; p < end; p = stop + 1) {
		stop = memchr(p, '\n', (size_t)(end - p));
		if (stop == NULL)
			stop = end;
		flow_line(flow, p, (size_t)(stop - p));
	}
	buffer_reset(&flow->words);
}

/* ------------------------------------------------------------------ blocks */

void
flow_heading(struct flow *flow, int level, const char *attributes)
{
	struct buffer line = {0};

	trim_words(flow);
	if (flow->words.len == 0)
		return;
	for (; level > 0; level--)
		buffer_char(&line, '#');
	buffer_char(&line, ' ');
	for (const char *p = flow->words.data; *p != '\0'; p++)
		if (strncmp(p, hard_break, sizeof(hard_break) - 1) == 0)
			buffer_char(&line, ' '), p++;
		else
			buffer_char(&line, *p);
	/* signs at its end would be taken for the heading's own */
	if (ends_with(&line, "#")) {
		cut_to(&line, line.len - 1);
		buffer_string(&line, "\\#");
	}
	buffer_string(&line, attributes);
	flow->sheet->line = flow->begun;
	flow_begin(flow);
	if (line.status != ST_OK)
		flow->sheet->text.status = line.status;
	else
		flow_line(flow, line.data, line.len);
	buffer_free(&line);
	buffer_reset(&flow->words);
}

void
flow_rule(struct flow *flow)
{
	flow_end(flow);
	flow->sheet->line = flow->line;
	flow_begin(flow);
	flow_line(flow, "---", 3);
}

/* How many backticks fence the code. */
static size_t
fence_length(const char *bytes, size_t len)
{
	size_t longest = 2, run = 0;

	for (size_t i = 0; i < len; i++) {
		run = bytes[i] == '`' ? run + 1 : 0;
		if (run > longest)
			longest = run;
	}
	return longest + 1;
}

void
flow_code(struct flow *flow, const char *bytes, size_t len)
{
	const char *end, *stop;
	struct buffer fence = {0};

	flow_end(flow);
	while (len > 0 && text_space(bytes[len - 1]))
		len--;
	if (len == 0)
		return;
	for (size_t n = fence_length(bytes, len); n > 0; n--)
		buffer_char(&fence, '`');
	flow->sheet->line = flow->line;
	flow_begin(flow);
	flow_line(flow, fence.data != NULL ? fence.data : "", fence.len);
	for (end = bytes + len; bytes < end; bytes = stop + 1) {
		stop = memchr(bytes, '\n', (size_t)(end - bytes));
		if (stop == NULL)
			stop = end;
		flow_line(flow, bytes, (size_t)(stop - bytes));
		flow->sheet->line++;
	}
	flow_line(flow, fence.data != NULL ? fence.data : "", fence.len);
	if (fence.status != ST_OK)
		flow->sheet->text.status = fence.status;
	buffer_free(&fence);
}

size_t
flow_enter(struct flow *flow, const char *mark)
{
	size_t before = flow->indent.len;

	flow_end(flow);
	if (flow->depth++ >= FLOW_DEPTH)
		return before;
	for (const char *p = mark; *p != '\0'; p++)
		buffer_char(&flow->indent, *p == '>' ? '>' : ' ');
	buffer_string(&flow->mark, mark);
	return before;
}

void
flow_leave(struct flow *flow, size_t before)
{
	flow_end(flow);
	flow->depth--;
	/* an item of which nothing was written leaves no mark */
	if (flow->indent.len > before) {
		size_t len = flow->indent.len - before;

		cut_to(&flow->mark,
		    flow->mark.len > len ? flow->mark.len - len : 0);
		cut_to(&flow->indent, before);
	}
}

void
flow_free(struct flow *flow)
{
	if (flow->words.status != ST_OK)
		flow->sheet->text.status = flow->words.status;
	if (flow->indent.status != ST_OK)
		flow->sheet->text.status = flow->indent.status;
	buffer_free(&flow->words);
	buffer_free(&flow->indent);
	buffer_free(&flow->mark);
}
