/* SPDX-License-Identifier: ISC */
/* markdown.c: a data file to parts; every mistake with its line and column. */
#include "faq/markdown.h"

#include <stdlib.h>

#include "base/encoding.h"
#include "formats/lay.h"
#include "tap.h"

/* What one parse gave; free it with end_parse. */
struct parse {
	struct arena arena;
	struct document document;
	struct report report;
};

static void
parse_bytes(struct parse *parse, const char *text, size_t len)
{
	/* a block of its own size: a read behind the end would show */
	char *copy = malloc(len > 0 ? len : 1);
	struct sheet sheet = {.shown = "f.md"};
	struct encoding_found found;
	struct buffer utf8 = {0};

	*parse = (struct parse){0};
	memcpy(copy, text, len);
	encoding_read(&utf8, copy, len, &found);
	lay_read(&sheet, utf8.data, utf8.len, &parse->report);
	if (markdown_parse(&parse->document, &parse->arena, &sheet, NULL,
		&parse->report) != ST_OK)
		ok(false, "markdown_parse failed");
	sheet_free(&sheet);
	buffer_free(&utf8);
	free(copy);
}

static void
parse_text(struct parse *parse, const char *text)
{
	parse_bytes(parse, text, strlen(text));
}

static void
end_parse(struct parse *parse)
{
	arena_free(&parse->arena);
	report_free(&parse->report);
}

static const char *
report_of(const struct parse *parse)
{
	return parse->report.text.data != NULL ? parse->report.text.data : "";
}

/* The part, or one of which every string is a visible mistake. */
static const struct part *
part_of(const struct parse *parse, size_t index)
{
	static const char text[] = "(none)";
	static const struct part none = {.title = text,
	    .attributes = {text, text, text, text, text, NULL, 0},
	    .html = text,
	    .text = text,
	    .intro_html = text,
	    .intro_text = text,
	    .closing_html = text};

	return index < parse->document.count ? &parse->document.parts[index]
					     : &none;
}

/* The text gives exactly this report, and as many parts. */
static void
reports(const char *text, size_t parts, const char *want, const char *name)
{
	struct parse parse;

	parse_text(&parse, text);
	is(report_of(&parse), want, "%s: the report", name);
	is_int(parse.document.count, parts, "%s: parts", name);
	for (size_t i = 0; i < parse.document.count; i++) {
		const struct part *part = &parse.document.parts[i];

		if (!part->title || !part->html || !part->text ||
		    !part->closing_html || !part->attributes.slug ||
		    !part->attributes.aka || !part->attributes.keywords ||
		    !part->attributes.updated)
			ok(false, "%s: part %zu has a NULL", name, i);
	}
	end_parse(&parse);
}

/* The text with its line ends made visible: a test's name is one line. */
static const char *
one_line(const char *text)
{
	static char line[60];

	snprintf(line, sizeof(line), "%s", text);
	for (char *p = line; *p != '\0'; p++)
		if (*p == '\n' || *p == '\r')
			*p = '|';
	return line;
}

/* The text is fine and its only part has this title and this slug. */
static void
heading_is(const char *text, int level, const char *title, const char *slug)
{
	struct parse parse;

	parse_text(&parse, text);
	is_int(parse.document.count, 1, "one part of: %s", one_line(text));
	is_int(part_of(&parse, 0)->level, level, "its level");
	is(part_of(&parse, 0)->title, title, "its title");
	is(part_of(&parse, 0)->attributes.slug, slug, "its slug");
	is(report_of(&parse), "", "no report");
	end_parse(&parse);
}

/* The body of "## Q" becomes this HTML, and this text. */
static void
body_is(const char *body, const char *html, const char *text, const char *name)
{
	struct buffer file = {0};
	struct parse parse;

	buffer_printf(&file, "## Q\n\n%s", body);
	parse_bytes(&parse, file.data, file.len);
	is_int(parse.document.count, 1, "%s: one part", name);
	is(part_of(&parse, 0)->html, html, "%s: HTML", name);
	is(part_of(&parse, 0)->text, text, "%s: text", name);
	end_parse(&parse);
	buffer_free(&file);
}

/* ---------------------------------------------------------------- headings */

static void
test_document(void)
{
	static const char text[] = "# Title\n\nIntro.\n\n"
				   "## First? {#one}\n\nAnswer *one*.\n\n"
				   "Second Q?\n---------\nAnswer two.\n";
	struct parse parse;
	const struct part *part;

	parse_text(&parse, text);
	is_int(parse.document.count, 3, "three parts");
	part = part_of(&parse, 0);
	is_int(part->level * 100 + part->line, 101, "a level 1 in line 1");
	is(part->title, "Title", "its title");
	is(part->html, "<p>Intro.</p>\n", "its HTML");
	is(part->text, "Intro.", "its text");
	is(part->closing_html, "", "no closing words");
	part = part_of(&parse, 1);
	is_int(part->level * 100 + part->line, 205, "a level 2 in line 5");
	is(part->attributes.slug, "one", "its slug");
	is(part->attributes.aka, "", "no old slugs");
	is(part->attributes.keywords, "", "no keywords");
	is(part->attributes.updated, "", "no date");
	is(part->html, "<p>Answer <em>one</em>.</p>\n", "its HTML");
	end_parse(&parse);

	parse_text(&parse, "## First?\n\nOne.\n\nSecond?\n-------\nTwo.\n");
	part = part_of(&parse, 1);
	is_int(part->level * 100 + part->line, 205, "an underlined level 2");
	is(part->title, "Second?", "its title");
	is(part->html, "<p>Two.</p>\n", "its HTML");
	end_parse(&parse);
}

static void
test_headings(void)
{
	heading_is("# T", 1, "T", "");
	heading_is("## Q", 2, "Q", "");
	heading_is("## Q ##", 2, "Q", "");
	heading_is("## Q {#x}", 2, "Q", "x");
	heading_is("## Q {#x} ##", 2, "Q", "x");
	heading_is("## Q {#x} ########  \n", 2, "Q", "x");
	heading_is("## Q {#x}   \n", 2, "Q", "x");
	heading_is("   ##   Q   {#x}\n", 2, "Q", "x");
	heading_is("##\tQ\t{#x}\n", 2, "Q", "x");
	heading_is("# T {#x}\n", 1, "T", "x");
	heading_is("Q\n---", 2, "Q", "");
	heading_is("Q {#x}\n---", 2, "Q", "x");
	heading_is("Q {#x}\n---\n", 2, "Q", "x");
	heading_is("Q {#x}\n---\nA\n", 2, "Q", "x");
	heading_is("Q {#x}\n---\n\n\nA\n", 2, "Q", "x");
	heading_is("T {#x}\n===\n", 1, "T", "x");
	heading_is("One\ntwo {#x}\n---\nA\n", 2, "One two", "x");
	heading_is("One\ntwo\nthree {#x}\n===\n", 1, "One two three", "x");
	heading_is("One\n{#x}\n---\n", 2, "One", "x");
	heading_is("One\n{#x aka=\"y\"}\n---\nA\n", 2, "One", "x");
	heading_is("[a]: /b {#x}\n---\n", 2, "[a]: /b", "x");
	heading_is("One\n--- {#x}\n===\n", 1, "One ---", "x");
	heading_is("## *Does* `it` [hurt](/x \"t\") &amp; ![how](i.png)?", 2,
	    "Does it hurt & how?", "");
	heading_is("## A  \t b\xc2\xa0 c", 2, "A b c", "");
	heading_is("## 1 < 2 \\{not\\}", 2, "1 < 2 {not}", "");
	heading_is("<!-- licence -->\n\n## Q", 2, "Q", "");
	heading_is("## Q {}", 2, "Q", "");
}

static void
test_line_ends(void)
{
	static const char *const ends[] = {"\n", "\r\n", "\r"};
	struct buffer file = {0};
	struct parse parse;

	for (size_t i = 0; i < COUNT(ends); i++) {
		const char *e = ends[i];

		buffer_reset(&file);
		buffer_printf(&file,
		    "# T%s%sIntro%s## Q {#x}%s%sA%s%sOne%stwo {#y}%s---%sB", e,
		    e, e, e, e, e, e, e, e, e);
		parse_bytes(&parse, file.data, file.len);
		is_int(parse.document.count, 3, "line ends %zu: parts", i);
		is_int(part_of(&parse, 1)->line, 4, "the second one's line");
		is(part_of(&parse, 1)->attributes.slug, "x", "and slug");
		is(part_of(&parse, 1)->text, "A", "and text");
		is_int(part_of(&parse, 2)->line, 8, "the third one's line");
		is(part_of(&parse, 2)->attributes.slug, "y", "and slug");
		is(part_of(&parse, 2)->title, "One two", "and title");
		end_parse(&parse);
	}
	buffer_free(&file);
}

/* -------------------------------------------------------------- attributes */

static void
attributes_are(const char *block, const char *slug, const char *aka,
    const char *keywords, const char *updated)
{
	struct buffer file = {0};
	struct parse parse;

	buffer_printf(&file, "## Q %s", block);
	parse_bytes(&parse, file.data, file.len);
	is(report_of(&parse), "", "fine: %s", block);
	is(part_of(&parse, 0)->title, "Q", "the title without it");
	is(part_of(&parse, 0)->attributes.slug, slug, "the slug");
	is(part_of(&parse, 0)->attributes.aka, aka, "the old slugs");
	is(part_of(&parse, 0)->attributes.keywords, keywords, "the keywords");
	is(part_of(&parse, 0)->attributes.updated, updated, "the date");
	end_parse(&parse);
	buffer_free(&file);
}

static void
test_attributes(void)
{
	attributes_are("{#does-it-hurt aka=\"pain ouch\" keywords=\"painful, "
		       "numb\" updated=\"2026-11-22\"}",
	    "does-it-hurt", "pain ouch", "painful, numb", "2026-11-22");
	attributes_are("{updated=2026-11-22 #x}", "x", "", "", "2026-11-22");
	attributes_are("{  #x\taka=y  }", "x", "y", "", "");
	attributes_are(
	    "{keywords=\"a } b {c} = # d\"}", "", "", "a } b {c} = # d", "");
	attributes_are("{keywords=\"it's\"}", "", "", "it's", "");
	attributes_are("{keywords=\"\" aka=\"\"}", "", "", "", "");
	attributes_are("{aka=\"  a   b  \"}", "", "  a   b  ", "", "");
	attributes_are("{#\xe7\x97\x9b}", "\xe7\x97\x9b", "", "", "");
	attributes_are("{keywords=\"caf\xc3\xa9 *a* <b>\"}", "", "",
	    "caf\xc3\xa9 *a* <b>", "");
	attributes_are("{updated=2024-02-29}", "", "", "", "2024-02-29");
	attributes_are("{updated=2000-02-29}", "", "", "", "2000-02-29");
	attributes_are("{updated=2026-12-31}", "", "", "", "2026-12-31");
}

/* The block's only report is this, behind "f.md:1:"; column 6 is its brace. */
static void
refused(const char *block, const char *want)
{
	struct buffer file = {0}, line = {0};

	buffer_printf(&file, "## Q %s\nA\n", block);
	buffer_printf(&line, "f.md:1:%s\n", want);
	reports(file.data, 1, line.data, block);
	buffer_free(&file);
	buffer_free(&line);
}

static void
test_refused(void)
{
	static const char *const dates[] = {"2026-13-01", "2026-00-10",
	    "2026-04-31", "2026-01-00", "2026-01-32", "2026-02-29",
	    "1900-02-29", "26-11-22", "2026/11/22", "2026-11-2", "22.11.2026",
	    "2026-11-22T10", "yesterday", "\"\"", "2026-1a-01"};
	char block[60], want[120];

	refused("{#A}", "7: attribute #A may hold only small letters, "
			"digits and hyphens");
	refused("{#}", "7: attribute # is empty");
	refused("{#x.y}", "7: attribute #x.y may hold only small letters, "
			  "digits and hyphens");
	refused("{#x #y}", "10: attribute #y stands here twice");
	refused("{aka=x aka=y}", "13: attribute aka=y stands here twice");
	refused("{aka=\"ok Bad\"}", "7: attribute aka=\"ok Bad\" may hold "
				    "only small letters, digits and hyphens");
	refused("{#x colour=\"red\"}", "10: attribute colour is unknown; "
				       "there are #slug, aka, draft, "
				       "keywords, moved, retired, updated");
	refused("{AKA=x}", "7: attribute AKA is unknown; there are #slug, "
			   "aka, draft, keywords, moved, retired, updated");
	refused("{draft=maybe}", "7: attribute draft=maybe must be yes or no");
	refused("{#x .class}", "10: attribute .class is not known here; "
			       "write \\{ where a brace is meant");
	refused("{keywords=\"a b}",
	    "6: the braces hold a quotation mark that is "
	    "not closed; write \\{ where a brace is meant");
	refused("{#x aka=\"}", "6: the braces hold a quotation mark that is "
			       "not closed; write \\{ where a brace is meant");
	for (size_t i = 0; i < COUNT(dates); i++) {
		snprintf(block, sizeof(block), "{updated=%s}", dates[i]);
		snprintf(want, sizeof(want),
		    "7: attribute updated=%s must be a date like "
		    "2026-11-22",
		    dates[i]);
		refused(block, want);
	}
}

static void
test_refused_lines(void)
{
	struct buffer file = {0};

	reports("# T\r\n\r\n## Q {#x bad}\r\n\r\n## R { \t#y worse}\r\n", 3,
	    "f.md:3:10: attribute bad is not known here; write \\{ where a "
	    "brace is meant\n"
	    "f.md:5:12: attribute worse is not known here; write \\{ where "
	    "a brace is meant\n",
	    "CRLF");
	reports("# T\r\r## Q {#x bad}\r", 2,
	    "f.md:3:10: attribute bad is not known here; write \\{ where a "
	    "brace is meant\n",
	    "CR");
	reports("One\n  two {#x bad}\n---\n", 1,
	    "f.md:2:11: attribute bad is not known here; write \\{ where a "
	    "brace is meant\n",
	    "the last line of words");
	reports("\xef\xbb\xbf## Q {#x bad}\n", 1,
	    "f.md:1:10: attribute bad is not known here; write \\{ where a "
	    "brace is meant\n",
	    "a byte order mark is no column");
	buffer_string(&file, "## Q {keywords=\"");
	for (int i = 0; i < 1001; i++)
		buffer_char(&file, 'x');
	buffer_string(&file, "\"}\n");
	reports(file.data, 1,
	    "f.md:1:7: attribute keywords=\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxxxxxxx is longer than 1000 bytes\n",
	    "keywords that are too long, quoted in part");
	buffer_free(&file);
}

/* Braces that are words. */
static void
test_braces(void)
{
	heading_is("## Use \\{x}", 2, "Use {x}", "");
	heading_is("## f{x}", 2, "f{x}", "");
	heading_is("## {x} and y", 2, "{x} and y", "");
	heading_is("## {a} {#x}", 2, "{a}", "x");
	heading_is("## x }", 2, "x }", "");
	heading_is("## { x", 2, "{ x", "");
	heading_is("## a } b {#x}", 2, "a } b", "x");
}

/* ------------------------------------------------------- mistakes and notes */

/* Words before the first heading are a part of their own. */
static void
loose_is(const char *text, int line, const char *html, const char *name)
{
	struct buffer want = {0};
	struct parse parse;

	if (line > 0)
		buffer_printf(&want,
		    "f.md:%d: note: words before the first heading are taken "
		    "for an introduction\n",
		    line);
	parse_text(&parse, text);
	is(report_of(&parse), want.len > 0 ? want.data : "", "%s: the report",
	    name);
	is_int(parse.report.errors, 0, "%s: no mistake", name);
	if (line > 0) {
		is_int(part_of(&parse, 0)->kind, PART_LOOSE, "%s: loose", name);
		is_int(part_of(&parse, 0)->line, line, "%s: its line", name);
		is(part_of(&parse, 0)->html, html, "%s: its words", name);
	}
	end_parse(&parse);
	buffer_free(&want);
}

static void
test_loose(void)
{
	loose_is("Hello.\n\n## Q\n", 1, "<p>Hello.</p>\n", "text");
	loose_is("\n\n- a\n\n> c\n\n## Q\n", 3,
	    "<ul>\n<li>a</li>\n</ul>\n<blockquote>\n<p>c</p>\n"
	    "</blockquote>\n",
	    "a list and a quotation");
	loose_is("### Third level\n\n## Q\n", 1, "<h2>Third level</h2>\n",
	    "a heading of level 3");
	loose_is("#hashtag\n", 1, "<p>#hashtag</p>\n", "no space behind #");
	loose_is("<!-- a\n\nb -->\n\n## Q\n", 0, "", "a comment is none");
	loose_is("[a]: /b\n\n## Q\n", 0, "", "a link's address is none");
	loose_is("", 0, "", "an empty file");
	loose_is("\n \n\t\n", 0, "", "a blank file");
	loose_is("\xef\xbb\xbf", 0, "", "a byte order mark");
	loose_is("\xef\xbb\xbf# T\n", 0, "", "a mark and a title");
}

/* What stands below a heading without words belongs to the part before. */
static void
test_empty_headings(void)
{
	static const char want[] = "f.md:1: a heading without words\n";
	struct parse parse;

	reports("##", 0, want, "two signs");
	reports("## ##\n", 0, want, "a closing sequence");
	reports("## {#x}\n", 0, want, "attributes only");
	reports("## <!-- x -->\n", 0, want, "a comment");
	reports("## ![](x.png)\n", 0, want, "a picture without words");
	reports("## &nbsp;\n", 0, want, "white space");
	reports("{#x}\n---\n", 0, want, "attributes underlined");
	parse_text(&parse, "# T\n\n##\n\nA\n\n## \n\nB\n");
	is(report_of(&parse),
	    "f.md:3: a heading without words\n"
	    "f.md:7: a heading without words\n",
	    "two of them");
	is(part_of(&parse, 0)->html, "<p>A</p>\n<p>B</p>\n",
	    "the words below them are kept");
	end_parse(&parse);
}

static void
test_nul(void)
{
	struct parse parse;

	parse_bytes(&parse, "## A\0b {#x}\n\nc\0d\n", 17);
	is(part_of(&parse, 0)->title,
	    "A\xef\xbf\xbd"
	    "b",
	    "a NUL byte in a heading becomes U+FFFD");
	is(part_of(&parse, 0)->attributes.slug, "x", "its attributes are read");
	is(part_of(&parse, 0)->html,
	    "<p>c\xef\xbf\xbd"
	    "d</p>\n",
	    "in a body, too");
	end_parse(&parse);
}

static void
test_notes(void)
{
	static const char want[] = "f.md:5: note: HTML is left out: ";
	struct parse parse;

	parse_text(&parse, "## Q\n\nA\n\n<div onclick=x>b</div>\n\nC\n");
	is(report_of(&parse), "", "a block of HTML is read");
	is(part_of(&parse, 0)->html, "<p>A</p>\n<p>b</p>\n<p>C</p>\n",
	    "as what it says");
	end_parse(&parse);

	parse_text(&parse, "## Q\n\nA\n\nb <script>alert(1)</script> c\n");
	is_int(parse.report.notes, 2, "tags inside a line are noted");
	ok(strncmp(report_of(&parse), want, strlen(want)) == 0, "their line");
	is(part_of(&parse, 0)->html, "<p>A</p>\n<p>b alert(1) c</p>\n",
	    "and left out");
	end_parse(&parse);

	parse_text(&parse, "## A <b>bold</b> <span>word\n");
	is(part_of(&parse, 0)->title, "A bold word", "nor in a heading");
	is_int(parse.report.notes, 1, "but told");
	end_parse(&parse);

	reports("## Q\n\n<!-- c -->\n\na <!-- d --> b\n", 1, "",
	    "comments are left out without a note");
	reports("## Q\n\nA\n{#x}\n---\n\na <b>\n", 2,
	    "f.md:7: note: HTML is left out: <b>\n",
	    "lines stay counted behind attributes on their own line");
}

/* What HTML among Markdown becomes. */
static void
test_html(void)
{
	body_is("a <b>b *c*</b> <I>d</I> <a href=\"/x\">e</a>f\n",
	    "<p>a <strong>b <em>c</em></strong> <em>d</em> "
	    "<a href=\"/x\">e</a>f</p>\n",
	    "a b c d ef", "tags among words");
	body_is("<img src=\"a.png\" alt=\"a_b c\"> d\n",
	    "<p><img src=\"faq:files/a.png\" alt=\"a_b c\" /> d</p>\n",
	    "a_b c d", "a picture");
	body_is("a <b>b\n", "<p>a b</p>\n", "a b", "a tag left open");
	body_is("a <b>b</i> c</b>\n", "<p>a <strong>b c</strong></p>\n",
	    "a b c", "tags that cross");
	body_is("- a\n  <div>b <w3x></div>\n- c\n",
	    "<ul>\n<li>\n<p>a</p>\n<p>b &lt;w3x&gt;</p>\n</li>\n<li>\n"
	    "<p>c</p>\n</li>\n</ul>\n",
	    "a\nb <w3x>\nc", "a block in an item");
	body_is("> <p>a\n\n<!-- b -->c\n\n<h2>Who?</h2>\nd\n",
	    "<blockquote>\n<p>a</p>\n</blockquote>\n<p>c</p>\n"
	    "<p><strong>Who?</strong></p>\n<p>d</p>\n",
	    "a\nc\nWho?\nd", "quoted, behind a comment, a heading");
}

/* ------------------------------------------------------------------ bodies */

static void
test_bodies(void)
{
	body_is("a\n\nb *c*\nd\n", "<p>a</p>\n<p>b <em>c</em><br />\nd</p>\n",
	    "a\nb c d", "paragraphs");
	body_is("- a\n  b\n- c\n\n  d\n- > e\n",
	    "<ul>\n<li>\n<p>a<br />\nb</p>\n</li>\n<li>\n<p>c</p>\n<p>d</p>\n"
	    "</li>\n<li>\n<blockquote>\n<p>e</p>\n</blockquote>\n</li>\n"
	    "</ul>\n",
	    "a b\nc\nd\ne", "items of a list");
	body_is("", "", "", "nothing");
	body_is("### Sub\n\n###### Deep\n", "<h2>Sub</h2>\n<h5>Deep</h5>\n",
	    "Sub\nDeep", "headings, one level up");
	body_is("> # A\n> ## B\n> ### C\n",
	    "<blockquote>\n<h2>A</h2>\n<h2>B</h2>\n<h2>C</h2>\n</blockquote>"
	    "\n",
	    "A\nB\nC", "headings in a quotation, none of level 1");
	body_is("- # A\n- ## B\n",
	    "<ul>\n<li>\n<h2>A</h2>\n</li>\n<li>\n<h2>B</h2>\n</li>\n</ul>\n",
	    "A\nB", "headings in a list");
	body_is("```\n# A\n## B {#x}\n```\n",
	    "<pre><code># A\n## B {#x}\n</code></pre>\n", "# A ## B {#x}",
	    "headings in a fenced block");
	body_is("a\n\n    ## B\n", "<p>a</p>\n<pre><code>## B\n</code></pre>\n",
	    "a\n## B", "a heading in an indented block");
	body_is("a\n***\nb\n", "<p>a</p>\n<hr />\n<p>b</p>\n", "a\nb",
	    "a thematic break of an answer stays");
	body_is("1 < 2 & \"3\" &lt;b&gt;\n",
	    "<p>1 &lt; 2 &amp; &quot;3&quot; &lt;b&gt;</p>\n",
	    "1 < 2 & \"3\" <b>", "signs of HTML");
	body_is("[a][b] {#x}\n\n[b]: /c\n",
	    "<p><a href=\"/c\">a</a> {#x}</p>\n", "a {#x}",
	    "a link by reference");
}

/* What XML forbids never gets through, written or by its number. */
static void
test_forbidden(void)
{
	struct parse parse;
	const struct part *part;

	body_is("a\x01&#2;\xef\xbf\xbe&#xffff;&#x1b;z\n",
	    "<p>a  \xef\xbf\xbd  z</p>\n", "a z", "in text");
	body_is("![\x02&#3;](x \"\x04&#xfffe;\")\n",
	    "<p><img src=\"faq:files/x\" alt=\"  \" title=\"  \" /></p>\n", "",
	    "in attributes");
	body_is("`\x05`\n", "<p><code> </code></p>\n", "", "in code");
	parse_text(&parse,
	    "# T\n\n## A\x01&#2;\xef\xbf\xbf?"
	    " {keywords=\"\x01k\xef\xbf\xbe\"}\n\nb\x01&#xffff;c\n");
	part = part_of(&parse, 1);
	is(part->title, "A ?", "in a question");
	is(part->attributes.keywords, " k\xef\xbf\xbd", "in keywords");
	is(part->text, "b c", "in the answer's words");
	end_parse(&parse);
}

static void
test_links(void)
{
	struct parse parse;

	body_is("[a](javascript:alert(1))\n", "<p><a href=\"\">a</a></p>\n",
	    "a", "javascript:");
	body_is("[a](JavaScript:alert(1))\n", "<p><a href=\"\">a</a></p>\n",
	    "a", "javascript: in capitals");
	body_is("[a](java&#115;cript:alert(1))\n",
	    "<p><a href=\"\">a</a></p>\n", "a", "javascript: as an entity");
	body_is("<javascript:alert(1)>\n",
	    "<p><a href=\"\">javascript:alert(1)</a></p>\n",
	    "javascript:alert(1)", "javascript: as an autolink");
	body_is("[a](vbscript:x) [b](file:///x)\n",
	    "<p><a href=\"\">a</a> <a href=\"\">b</a></p>\n", "a b",
	    "vbscript: and file:");
	parse_text(&parse, "# C\n\n## Q?\n\n[a](JavaScript:x) ![b](data:x,y) "
			   "![c](data:image/png;base64,x) [d][]\n\n"
			   "[d]: vbscript:x \"t\"\n");
	is(part_of(&parse, 1)->markdown,
	    "[a]() ![b]() ![c](data:image/png;base64,x) [d]( \"t\")\n",
	    "nor in Markdown");
	end_parse(&parse);
	body_is("![a](data:text/html,x)\n",
	    "<p><img src=\"\" alt=\"a\" /></p>\n", "a", "data: of HTML");
	body_is("[a](https://b.example/?c=d&e=\"f\")\n",
	    "<p><a href=\"https://b.example/?c=d&amp;e=%22f%22\">a</a></p>\n",
	    "a", "https:");
	body_is("[a](mailto:b@c.example)\n",
	    "<p><a href=\"mailto:b@c.example\">a</a></p>\n", "a", "mailto:");
}

/* The only link of the answer leads to that slug, and its address is this. */
static void
link_is(const char *address, const char *slug, const char *want)
{
	struct buffer file = {0}, html = {0};
	struct parse parse;
	const struct part *part;

	buffer_printf(&file, "## Q\n\nA\n\n> [a](%s)\n", address);
	buffer_printf(&html,
	    "<p>A</p>\n<blockquote>\n<p><a href=\"%s\">a</a></p>\n"
	    "</blockquote>\n",
	    want);
	parse_text(&parse, file.data);
	part = part_of(&parse, 0);
	is(part->html, html.data, "link to %s: HTML", address);
	is_int(part->link_count, slug != NULL, "link to %s: answers", address);
	if (slug != NULL && part->link_count == 1) {
		is(part->links[0].name, slug, "the answer's slug");
		is_int(part->links[0].line, 5, "the link's line");
	}
	end_parse(&parse);
	buffer_free(&file);
	buffer_free(&html);
}

static void
test_answer_links(void)
{
	struct buffer file = {0};
	struct parse parse;

	link_is("does-it-hurt", "does-it-hurt", "faq:does-it-hurt");
	link_is("pain#part", "pain", "faq:pain#part");
	link_is("faq:pain", "pain", "faq:pain");
	link_is("#pain", "pain", "faq:pain");
	link_is("/pain", "pain", "/pain"); /* may be meant for it */
	link_is("pain.html", "pain", "faq:pain");
	link_is("../pain", "pain", "faq:pain");
	link_is("https://b.example/pain", NULL, "https://b.example/pain");
	link_is("?q=pain", NULL, "faq:?q=pain");

	buffer_string(&file, "## Q\n\n");
	for (int i = 0; i < 100; i++)
		buffer_printf(&file, "[a](slug-%d) ", i);
	buffer_string(&file, "\n\n## R\n\n[b](last)\n");
	parse_text(&parse, file.data);
	is_int(part_of(&parse, 0)->link_count, 100, "a hundred links");
	if (part_of(&parse, 0)->link_count == 100)
		is(part_of(&parse, 0)->links[99].name, "slug-99", "in order");
	is_int(part_of(&parse, 1)->link_count, 1, "each part has its own");
	end_parse(&parse);
	buffer_free(&file);
}

static void
closing_is(const char *text, const char *html, const char *plain,
    const char *closing, const char *name)
{
	struct parse parse;

	parse_text(&parse, text);
	is(part_of(&parse, 0)->intro_html, html, "%s: the introduction", name);
	is(part_of(&parse, 0)->intro_text, plain, "%s: its text", name);
	is(part_of(&parse, 0)->closing_html, closing, "%s: closing", name);
	is(report_of(&parse), "", "%s: no report", name);
	end_parse(&parse);
}

static void
test_closing(void)
{
	closing_is("# T\n\na\n\n---\n\nb\n\nc\n", "<p>a</p>\n", "a",
	    "<p>b</p>\n<p>c</p>\n", "a break");
	closing_is("# T\n\na\n\n***\n\nb\n\n___\n\nc\n",
	    "<p>a</p>\n<hr />\n<p>b</p>\n", "a\nb", "<p>c</p>\n",
	    "the last of two");
	closing_is("# T\n\n---\n\nb\n", "", "", "<p>b</p>\n", "only closing");
	closing_is("# T\n\na\n\n---\n", "<p>a</p>\n", "a", "",
	    "a break with nothing behind it");
	closing_is("# T\n\na\n", "<p>a</p>\n", "a", "", "no break");
	closing_is("# T\n\n> a\n>\n> ---\n>\n> b\n",
	    "<blockquote>\n<p>a</p>\n<hr />\n<p>b</p>\n</blockquote>\n", "a\nb",
	    "", "a break inside a quotation");
	closing_is("# T\n\na\n\n---\n\n### c\n", "<p>a</p>\n", "a",
	    "<h2>c</h2>\n", "a heading in the closing words");
}

/* ------------------------------------------------------------ any text at all
 */

/* Short texts of the signs that mean something: nothing may break. */
static void
test_any(void)
{
	static const char *const pieces[] = {"# ", "## ", "{", "}", "#x", "\"",
	    " ", "\n", "---\n", "===\n", "a", "aka=", "<!--", "-->", "\\",
	    "[a]", ": /b", "\r", "> ", "- ", "```\n", "\xef\xbb\xbf",
	    "\xc2\xa0"};
	unsigned int state = 12345;
	long nulls = 0, rounds = 20000;
	struct buffer file = {0};
	struct parse parse;

	for (long i = 0; i < rounds; i++) {
		buffer_reset(&file);
		buffer_string(&file, "");
		for (unsigned int k = 0; k < 4 + i % 9; k++) {
			state = state * 1103515245 + 12345;
			buffer_string(
			    &file, pieces[(state >> 16) % COUNT(pieces)]);
		}
		parse_bytes(&parse, file.data, file.len);
		for (size_t k = 0; k < parse.document.count; k++) {
			const struct part *part = &parse.document.parts[k];

			nulls += !part->title || !part->html || !part->text ||
				 !part->closing_html || !part->attributes.slug;
		}
		end_parse(&parse);
	}
	is_int(nulls, 0, "%ld texts of signs: every part is whole", rounds);
	buffer_free(&file);
}

int
main(void)
{
	test_document();
	test_headings();
	test_line_ends();
	test_attributes();
	test_refused();
	test_refused_lines();
	test_braces();
	test_loose();
	test_empty_headings();
	test_nul();
	test_notes();
	test_html();
	test_bodies();
	test_forbidden();
	test_links();
	test_answer_links();
	test_closing();
	test_any();
	return tap_done();
}
