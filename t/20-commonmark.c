/* SPDX-License-Identifier: ISC */
/*
 * Where we differ from CommonMark, on purpose: each example with what
 * CommonMark makes of it and what an answer shows. Then what stays as
 * CommonMark has it though it looks alike. What is not listed here does not
 * differ.
 */
#include <cmark-gfm.h>

#include "faq/cmark.h"
#include "formats/lay.h"
#include "faq/markdown.h"
#include "tap.h"

struct example {
	const char *why;
	const char *markdown;
	const char *commonmark; /* its HTML */
	const char *ours;       /* NULL: the same */
};

static const struct example examples[] = {
    /* ------------------------------------------------ what is no code */
    {"indented prose is a paragraph", "    We are open.\n",
	"<pre><code>We are open.\n</code></pre>\n", "<p>We are open.</p>\n"},
    {"behind a tab, too", "a\n\n\tOpen on Sundays\n",
	"<p>a</p>\n<pre><code>Open on Sundays\n</code></pre>\n",
	"<p>a</p>\n<p>Open on Sundays</p>\n"},
    {"but what looks like code is some", "    if (x) { y(); }\n",
	"<pre><code>if (x) { y(); }\n</code></pre>\n", NULL},
    {"a comment of the shell looks so", "    # apt install faq\n    ok\n",
	"<pre><code># apt install faq\nok\n</code></pre>\n", NULL},
    {"an item's paragraph stays in it", "- a\n\n    b\n",
	"<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ul>\n", NULL},

    /* --------------------------------------------------------- line ends */
    {"short lines stay lines", "12 High Street\nExampletown\n",
	"<p>12 High Street\nExampletown</p>\n",
	"<p>12 High Street<br />\nExampletown</p>\n"},
    {"so does what a colon ends",
	"The hours of our shop in the old town, from May to October, are:\n"
	"Monday to Friday, from nine o'clock in the morning until half six.\n",
	"<p>The hours of our shop in the old town, from May to October, are:\n"
	"Monday to Friday, from nine o'clock in the morning until half six."
	"</p>\n",
	"<p>The hours of our shop in the old town, from May to October, "
	"are:<br />\nMonday to Friday, from nine o'clock in the morning until "
	"half six.</p>\n"},
    {"and a line that ends much too early",
	"Sat 9-12\nIn winter nobody comes on Sundays, so that we are closed "
	"then.\n",
	"<p>Sat 9-12\nIn winter nobody comes on Sundays, so that we are "
	"closed then.</p>\n",
	"<p>Sat 9-12<br />\nIn winter nobody comes on Sundays, so that we are "
	"closed then.</p>\n"},
    {"what an editor broke is one paragraph",
	"An editor breaks all lines of a paragraph where the next\n"
	"word has no room any more, so that they are about as\nlong.\n",
	"<p>An editor breaks all lines of a paragraph where the next\n"
	"word has no room any more, so that they are about as\nlong.</p>\n",
	NULL},
    {"<br> ends a line", "a<br>b<BR/>c\n",
	"<p>a<!-- raw HTML omitted -->b<!-- raw HTML omitted -->c</p>\n",
	"<p>a<br />\nb<br />\nc</p>\n"},

    /* ------------------------------------------------------------- lists */
    {"a bullet makes a list", "\xe2\x80\xa2 a\n\xe2\x80\xa2\tb\n",
	"<p>\xe2\x80\xa2 a\n\xe2\x80\xa2\tb</p>\n",
	"<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"},
    {"so does a dot", "\xc2\xb7 a\n", "<p>\xc2\xb7 a</p>\n",
	"<ul>\n<li>a</li>\n</ul>\n"},
    {"and a dash", "\xe2\x80\x93 a\n\xe2\x80\x93 b\n",
	"<p>\xe2\x80\x93 a\n\xe2\x80\x93 b</p>\n",
	"<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"},
    {"but not a dash within a sentence",
	"Bring something to eat, something to drink and a towel\n"
	"\xe2\x80\x93 if you like \xe2\x80\x93 and be there in time, at "
	"nine.\n",
	"<p>Bring something to eat, something to drink and a towel\n"
	"\xe2\x80\x93 if you like \xe2\x80\x93 and be there in time, at nine."
	"</p>\n",
	NULL},

    /* ---------------------------------------------------------- headings */
    {"a heading needs no space", "###Costs\n", "<p>###Costs</p>\n",
	"<h2>Costs</h2>\n"},
    {"dashes below a sentence part", "We are closed.\n---\nb\n",
	"<h2>We are closed.</h2>\n<p>b</p>\n",
	"<p>We are closed.</p>\n<hr />\n<p>b</p>\n"},

    /* ------------------------------------------------------------- links */
    {"an address is a link", "see www.a.example!\n",
	"<p>see www.a.example!</p>\n",
	"<p>see <a href=\"http://www.a.example\">www.a.example</a>!</p>\n"},
    {"so is one of mail", "me@a.example\n", "<p>me@a.example</p>\n",
	"<p><a href=\"mailto:me@a.example\">me@a.example</a></p>\n"},
    {"and a telephone number", "**030 1234567**\n",
	"<p><strong>030 1234567</strong></p>\n",
	"<p><strong><a href=\"tel:0301234567\"><bdi>030 1234567</bdi></a>"
	"</strong></p>\n"},
    {"but not within a link", "[www.a.example](/b)\n",
	"<p><a href=\"/b\">www.a.example</a></p>\n", NULL},
    {"nor in code", "`030 1234567`\n", "<p><code>030 1234567</code></p>\n",
	NULL},
    {"a link's address to which nothing leads is words",
	"[Note]: closed\n\nb\n", "<p>b</p>\n",
	"<p>[Note]: closed</p>\n<p>b</p>\n"},
    {"but not one with a path", "[a]\n\n[a]: /b\n",
	"<p><a href=\"/b\">a</a></p>\n", NULL},

    /* --------------------------------------------------- what is not closed */
    {"a fence that nothing closes is words", "```\na\n\n### B\n",
	"<pre><code>a\n\n### B\n</code></pre>\n",
	"<p>```\na</p>\n<h2>B</h2>\n"},
    {"a comment that nothing closes is words", "<!-- a\n\nb\n",
	"<!-- raw HTML omitted -->\n", "<p>&lt;!-- a</p>\n<p>b</p>\n"},

    /* -------------------------------------------------------------- GitHub's
     */
    {"tables", "a | b\n--|:-:\n1 | 2 | 3\n",
	"<p>a | b\n--|:-:\n1 | 2 | 3</p>\n",
	"<div class=\"table\" tabindex=\"0\">\n<table>\n<thead>\n<tr>\n"
	"<th scope=\"col\">a</th>\n<th scope=\"col\" class=\"center\">b</th>\n"
	"</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n"
	"<td class=\"center\">2 | 3</td>\n</tr>\n</tbody>\n</table>\n</div>\n"},
    {"strikethrough", "~~9 Euro~~ ~8 to ~9\n", "<p>~~9 Euro~~ ~8 to ~9</p>\n",
	"<p><del>9 Euro</del> ~8 to ~9</p>\n"},
    {"lists of tasks", "- [ ] a\n- [x] b\n",
	"<ul>\n<li>[ ] a</li>\n<li>[x] b</li>\n</ul>\n",
	"<ul>\n<li>\xe2\x98\x90 a</li>\n<li>\xe2\x98\x91 b</li>\n</ul>\n"},

    /* ----------------------------------------- what stays as CommonMark has it
     */
    {"emphasis", "*a* __b__ `c` \\*d\\*\n",
	"<p><em>a</em> <strong>b</strong> <code>c</code> *d*</p>\n", NULL},
    {"a fenced block", "~~~ sh\n\xe2\x80\xa2 a\n    b\n~~~\n",
	"<pre><code class=\"language-sh\">\xe2\x80\xa2 a\n    "
	"b\n</code></pre>\n",
	NULL},
    {"one within a list", "- a\n\n    ```\n    ### b\n    ```\n",
	"<ul>\n<li>\n<p>a</p>\n<pre><code>### b\n</code></pre>\n</li>\n</ul>\n",
	NULL},
    {"quotations", "> a\n> > b\n",
	"<blockquote>\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n"
	"</blockquote>\n",
	NULL},
    {"numbered lists", "3. a\n4. b\n",
	"<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n", NULL},
    {"hard line ends", "a\\\nb  \nc\n", "<p>a<br />\nb<br />\nc</p>\n", NULL},
    {"rules", "a\n\n---\n\n***\n", "<p>a</p>\n<hr />\n<hr />\n", NULL},
    {"pictures and titles", "![a](/b.png \"c\") [d](<e f>)\n",
	"<p><img src=\"/b.png\" alt=\"a\" title=\"c\" /> "
	"<a href=\"e%20f\">d</a></p>\n",
	NULL},
};

/* What the parser alone makes of an example. */
struct plain {
	const struct example *example;
	struct arena arena;
	const char *html;
};

static void
render_plain(void *data)
{
	struct plain *plain = data;
	const char *markdown = plain->example->markdown;

	plain->html = arena_string(
	    &plain->arena, cmark_markdown_to_html(
			       markdown, strlen(markdown), CMARK_OPT_DEFAULT));
}

static void
test_example(const struct example *example)
{
	struct plain plain = {.example = example};
	struct sheet sheet = {.shown = "f.md"};
	struct document document = {0};
	struct report report = {0};
	struct arena arena = {0};
	struct buffer file = {0};

	is_int(cmark_work(render_plain, &plain), ST_OK, "rendered");
	is(plain.html, example->commonmark, "CommonMark: %s", example->why);
	arena_free(&plain.arena);
	buffer_printf(&file, "## Q\n\n%s", example->markdown);
	lay_read(&sheet, file.data, file.len, &report);
	is_int(markdown_parse(&document, &arena, &sheet, NULL, &report), ST_OK,
	    "parsed");
	is(document.count == 1 ? document.parts[0].html : "(no part)",
	    example->ours != NULL ? example->ours : example->commonmark,
	    "ours: %s", example->why);
	is_int(report.errors, 0, "no mistake");
	sheet_free(&sheet);
	report_free(&report);
	arena_free(&arena);
	buffer_free(&file);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(examples); i++)
		test_example(&examples[i]);
	return tap_done();
}
