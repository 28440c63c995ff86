/* SPDX-License-Identifier: ISC */
/* view.c - the templates, and most pages. See view.h. */
#include "show/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ctemplate/ctemplate.h"
#include "show/frame.h"
#include "show/templates.h"

/*
 * Every name that is set in this folder, for faq.cgi check.
 * What stands inside a section may be used there only; it is empty elsewhere.
 */
static const struct template_names names[] = {
    {NULL, "BI_SPACE BI_NEWLINE INDEX_URL LANGUAGE FAQ_TITLE QUERY", "", ""},
    {"page.tpl",
	"PAGE_TITLE SITE_NAME SITE_URL LOGO_URL LOGO_WIDTH LOGO_HEIGHT "
	"NAV_LABEL NAV_URL TRANSLATION_URL TRANSLATION_LANGUAGE "
	"TRANSLATION_NAME NOTICE_HTML FOOTER PRINTED_NAME PRINTED_URL",
	"HAS_PAGE_TITLE WHOLE FRAMED HAS_NOTICE HAS_BAR HAS_SITE LOGO NO_LOGO "
	"HAS_NAV NAV TRANSLATION "
	"LISTING TITLE_HEADING TITLE_LINK PRINTED "
	"HAS_FOOT HAS_FOOTER RTL ALL_ANSWERS NOT_FOUND GONE NOT_ALLOWED FAILED",
	"HEAD STYLE SEARCH CONTENT CONTACT"},
    {"part.tpl", "", "RTL", "SEARCH CONTENT"},
    {"head.tpl",
	"DESCRIPTION CANONICAL MARKDOWN_URL SHORT_NAME OG_TITLE OG_TYPE "
	"OG_SITE OG_IMAGE "
	"UPDATED ALTERNATE_URL ALTERNATE_LANGUAGE",
	"HAS_DESCRIPTION HAS_CANONICAL HAS_UPDATED NOINDEX OPEN_GRAPH "
	"HAS_IMAGE HAS_MARKDOWN ALTERNATE "
	"ALL_ANSWERS GRAPH",
	"LINKED_DATA"},
    {"breadcrumb.json", "POSITION NAME URL", "ITEM HAS_URL", ""},
    {"faqpage.json", "QUESTION URL ANSWER_TEXT", "ENTRY", ""},
    {"search.tpl", "CATEGORY_SLUG CATEGORY_TITLE",
	"LIVE LOG EVERYWHERE IN_CATEGORY", ""},
    {"contact.tpl", "PHONE PHONE_URL EMAIL EMAIL_URL CONTACT_URL HOURS",
	"HAS_PHONE HAS_EMAIL HAS_CONTACT HAS_HOURS", ""},
    {"contents.tpl", "CATEGORY_TITLE URL COUNT COUNT_OF",
	"BESIDE FEW LISTED CONTENTS_ITEM CURRENT", ""},
    {"pages.tpl", "URL PAGE_OF", "PREVIOUS_PAGE NEXT_PAGE", ""},
    {"search.js", "", "", ""},
    {"style.css", "ACCENT", "", ""},
    {"date.tpl", "ISO_DATE DATE_IN_WORDS", "", ""},
    {"index.tpl",
	"LEAD INTRO_HTML ABOUT_HTML CLOSING_HTML CATEGORY_SLUG CATEGORY_TITLE "
	"CATEGORY_URL CATEGORY_INTRO_HTML ALL_CATEGORIES ALL_OF URL QUESTION "
	"ANSWER_HTML",
	"HAS_LEAD HAS_INTRO HAS_ABOUT HAS_ABOUT_TITLE PILLS PILL MORE_PILLS "
	"ALONE HAS_ANSWER HAS_UPDATED HAS_ALL EMPTY CATEGORY HAS_TITLE "
	"HAS_CATEGORY_INTRO HAS_ENTRIES ENTRY MORE",
	"CATEGORIES CONTENTS DATE"},
    {"category.tpl", "CATEGORY_TITLE CATEGORY_INTRO_HTML URL QUESTION",
	"HAS_CATEGORY_INTRO ENTRY", "PAGES CONTENTS"},
    {"answer.tpl", "QUESTION ANSWER_HTML CATEGORY_TITLE CATEGORY_URL URL",
	"HAS_ANSWER HAS_UPDATED HAS_CATEGORY HAS_RELATED RELATED HAS_STEPS "
	"PREVIOUS NEXT",
	"CONTACT DATE"},
    {"all.tpl",
	"INTRO_HTML CLOSING_HTML CATEGORY_SLUG CATEGORY_TITLE "
	"CATEGORY_INTRO_HTML URL SLUG LEVEL QUESTION ANSWER_HTML",
	"HAS_INTRO HAS_CLOSING EMPTY HAS_ENTRIES CATEGORY HAS_TITLE "
	"HAS_CATEGORY_INTRO ENTRY HAS_ANSWER HAS_UPDATED",
	"PAGES DATE"},
    {"hits.tpl", "URL TEXT MATCH CATEGORY_TITLE",
	"HIT TITLE_PART SNIPPET SNIPPET_PART CUT_BEFORE CUT_BEHIND MARKED "
	"HAS_CATEGORY INTRO",
	""},
    {"results.tpl",
	"FOUND COUNT COUNT_OF CATEGORY_TITLE ALL_URL URL CORRECTED_QUERY "
	"EXACT_URL OFFERED_QUERY TEXT MATCH ANSWER_HTML",
	"FILTERED NONE TOPICS TOPIC NEAREST NARROW CORRECTED OFFERS OFFER "
	"FILTERS FILTER CURRENT OTHER CLEAR TITLE_PART MARKED HAS_ANSWER "
	"HAS_CATEGORY",
	"CONTACT HITS PAGES"},
    {"suggest.json", "QUESTION URL", "HIT LINK", ""},
    {"sitemap.xml", "URL UPDATED", "PAGE HAS_UPDATED", ""},
    {"sitemaps.xml", "URL", "SITEMAP", ""},
    {"feed.atom",
	"UPDATED AUTHOR QUESTION ID URL CATEGORY_SLUG CATEGORY_TITLE "
	"ANSWER_HTML",
	"ENTRY HAS_CATEGORY", ""},
    {"opensearch.xml", "SHORT_NAME LONG_NAME DESCRIPTION", "", ""},
    {"faq.json",
	"INTRO_HTML CLOSING_HTML CATEGORY_SLUG CATEGORY_TITLE "
	"CATEGORY_INTRO_HTML SLUG URL QUESTION ANSWER_HTML ANSWER_TEXT "
	"KEYWORDS UPDATED",
	"CATEGORY ENTRY AKA HAS_CATEGORY NO_CATEGORY HAS_UPDATED NO_UPDATED",
	""},
    {"llms.txt", "INTRO_TEXT CATEGORY_TITLE QUESTION URL SUMMARY",
	"HAS_INTRO CATEGORY HAS_CATEGORY NO_CATEGORY ENTRY HAS_SUMMARY", ""},
    {"llms-full.txt", "INTRO_TEXT", "HAS_INTRO ENTRY", "ANSWER"},
    {"answer.md", "QUESTION ANSWER_MARKDOWN UPDATED URL", "HAS_UPDATED", ""},
    {"message.tpl", "", "NOT_FOUND GONE NOT_ALLOWED FAILED NEAREST", "HITS"},
    {"setup.tpl", "PROGRAM_NAME HOME_NAME WHAT TEXT LINES LEVEL",
	"NO_HOME NO_PATH NO_DATA BAD_DATA BUSY FINDING HAS_LINES SEE_ALL", ""},
    {"doctor.tpl", "LEVEL WHAT TEXT LINES HOME_PATH",
	"FINDING HAS_LINES HAS_HOME_PATH", ""},
    {"doctor.js", "", "", ""},
    {"report.tpl",
	"FROM UNTIL SEARCHES MISSED WORDS COUNT SHARE HITS LAST LINE ACCENT",
	"HAS_MISSED MISSED_ROW HAS_FOUND FOUND_ROW", ""},
};

/*
 * What a template of the owner may show as it is: the renderer's markup, and
 * what she wrote herself into faq.conf. All else may be a visitor's words, or
 * those of somebody who may write questions and no templates.
 */
static const char raw[] =
    "ABOUT_HTML ACCENT ANSWER_HTML ANSWER_MARKDOWN CATEGORY_INTRO_HTML "
    "CLOSING_HTML CONTACT_URL EMAIL EMAIL_URL FOOTER HOURS INTRO_HTML "
    "NAV_LABEL NAV_URL "
    "NOTICE_HTML PHONE PHONE_URL TRANSLATION_URL";

struct view *
view_new(templates_read_fn *read, void *data)
{
	struct view *view = calloc(1, sizeof(*view));

	if (view == NULL)
		return NULL;
	view->templates = templates_new(read, data, raw);
	view->root = ct_dict_new();
	if (view->templates == NULL || view->root == NULL) {
		view_free(view);
		return NULL;
	}
	return view;
}

void
view_free(struct view *view)
{
	if (view == NULL)
		return;
	templates_free(view->templates);
	ct_dict_free(view->root);
	free(view);
}

void
view_forget(struct view *view, const char *language)
{
	templates_forget(view->templates, language);
}

enum status
view_judge(
    const char *name, const char *text, size_t len, struct report *report)
{
	return templates_judge(name, raw, text, len, report);
}

void
view_check(
    const char *folder, const struct config *config, struct report *report)
{
	templates_check(folder, config->language, config->csp_hosts, raw, names,
	    COUNT(names), report);
}

/* --------------------------------------------------------- descriptions */

/* Bytes that may tell an answer from others. */
enum { DESCRIPTION_LEAST = 70 };

static void
describe_text(struct view *view, const char *string)
{
	struct buffer text = {0};

	buffer_string(&text, string);
	frame_describe(view, &text);
}

/* Many answers begin with the same words; their questions are never alike. */
static void
describe_answer(struct view *view, const struct entry *entry)
{
	struct buffer text = {0};

	if (strlen(entry->answer_text) < DESCRIPTION_LEAST)
		buffer_printf(&text, "%s ", entry->question);
	buffer_string(&text, entry->answer_text);
	frame_describe(view, &text);
}

/* The page by its questions, of which the first ones fit. */
static void
describe_questions(struct view *view, const char *title,
    const struct entry *entries, size_t count)
{
	struct buffer text = {0};

	if (*title != '\0')
		buffer_printf(&text, "%s:", title);
	for (size_t i = 0; i < count && text.len <= 4 * FRAME_DESCRIPTION; i++)
		buffer_printf(&text, "%s%s", text.len > 0 ? " " : "",
		    entries[i].question);
	frame_describe(view, &text);
}

/* ---------------------------------------------------------------- lists */

/* Adds a section that links to an entry. */
static void
add_entry(struct ct_dict *dict, const char *section,
    const struct fill_page *page, const struct entry *entry)
{
	struct ct_dict *link = ct_add_section(dict, section);

	fill_link(link, page, "URL", "/", entry->slug);
	ct_set(link, "QUESTION", entry->question);
}

enum { PILLS_LEAST = 5 /* categories; fewer are seen at a glance */ };

/* Sets the link to a category's heading on the page itself. */
static void
set_jump(struct ct_dict *item, const char *slug)
{
	struct buffer url = {0};

	buffer_string(&url, "#c-");
	text_url_encode(&url, slug, strlen(slug), "");
	fill_text(item, "URL", &url);
}

/* Adds the categories as the items of a contents.tpl. */
static void
add_categories(struct view *view, struct ct_dict *contents,
    const struct fill_page *page, const struct fill_faq *faq, bool jump)
{
	struct ct_dict *item;

	for (size_t i = 0; i < faq->category_count; i++) {
		const struct category *category = &faq->categories[i];

		item = ct_add_section(contents, "CONTENTS_ITEM");
		if (jump)
			set_jump(item, category->slug);
		else
			fill_link(
			    item, page, "URL", "/category/", category->slug);
		if (page->only != NULL && page->only->id == category->id)
			ct_show(item, "CURRENT");
		ct_set(item, "CATEGORY_TITLE", category->title);
		ct_set_int(item, "COUNT", (long long)category->entries);
		frame_say(
		    view, item, "COUNT_OF", "T_COUNT", category->entries, NULL);
	}
}

/* Adds the list of all categories that stands beside or below the text. */
static void
add_contents(struct view *view, struct ct_dict *content,
    const struct fill_page *page, const struct fill_faq *faq, bool jump)
{
	struct ct_dict *contents, *beside;

	if (faq->category_count <= 1)
		return;
	contents = ct_add_include(content, "CONTENTS", "contents.tpl");
	beside = ct_add_section(contents, "BESIDE");
	if (jump && faq->category_count < PILLS_LEAST)
		ct_show(beside, "FEW");
	add_categories(view, contents, page, faq, jump);
}

/* ---------------------------------------------------------------- index */

enum {
	LEAD_MAX = 200, /* characters of the introduction above the list */
	PILL_ROWS = 2,  /* of categories on a telephone */
	PILL_ROW = 34,  /* letters in a row, on one 320 pixels wide */
	PILL_SIDES = 6  /* letters that the frame of one is as wide as */
};

/* The width of a text in letters; ideographs are as wide as two. */
static size_t
measure_letters(const char *text)
{
	const char *end = text + strlen(text);
	size_t width = 0, len;
	uint32_t code;

	for (; text < end; text += len) {
		len = text_decode(text, end, &code);
		if (len == 0)
			len = 1;
		width += code >= 0x1100 ? 2 : 1;
	}
	return width;
}

/*
 * Adds the first categories as a row for telephones, as many as surely fit
 * into two lines beside the link to all of them.
 */
static void
add_pills(
    struct view *view, struct ct_dict *content, const struct fill_faq *faq)
{
	struct ct_dict *pills, *pill;
	size_t room[PILL_ROWS], row = 0, width, shown = 0;

	if (faq->category_count < PILLS_LEAST)
		return;
	room[0] = PILL_ROW;
	room[1] = PILL_ROW / 2; /* the rest is the link's */
	pills = ct_add_section(content, "PILLS");
	for (; shown < faq->category_count; shown++) {
		const struct category *category = &faq->categories[shown];

		width = measure_letters(category->title) + PILL_SIDES;
		if (width > room[row] && row + 1 < PILL_ROWS)
			row++;
		if (width > room[row])
			break;
		room[row] -= width;
		pill = ct_add_section(pills, "PILL");
		ct_set(pill, "CATEGORY_SLUG", category->slug);
		ct_set(pill, "CATEGORY_TITLE", category->title);
	}
	if (shown < faq->category_count)
		frame_say(view, ct_add_section(pills, "MORE_PILLS"),
		    "ALL_CATEGORIES", "T_ALL_CATEGORIES", faq->category_count,
		    NULL);
}

/* headed: the category gets a heading, and those in its text go below it. */
static struct ct_dict *
add_category(struct ct_dict *content, const struct fill_page *page,
    const struct category *category)
{
	struct ct_dict *section = ct_add_section(content, "CATEGORY");

	if (category == NULL)
		return section;
	ct_show(section, "HAS_TITLE");
	ct_set(section, "CATEGORY_SLUG", category->slug);
	ct_set(section, "CATEGORY_TITLE", category->title);
	fill_link(section, page, "CATEGORY_URL", "/category/", category->slug);
	return section;
}

static void
add_category_intro(struct ct_dict *section, const struct fill_page *page,
    const struct category *category, int deeper)
{
	fill_html(section, page, "CATEGORY_INTRO_HTML", "HAS_CATEGORY_INTRO",
	    category->intro_html, deeper);
}

/* Adds the first entries of a group, and the link to all of its, if more. */
static void
add_group(struct view *view, struct ct_dict *section,
    const struct fill_page *page, const struct entry *entries, size_t count,
    const struct category *category, size_t total)
{
	struct ct_dict *more;

	if (count > 0)
		ct_show(section, "HAS_ENTRIES");
	for (size_t i = 0; i < count; i++)
		add_entry(section, "ENTRY", page, &entries[i]);
	if (count >= total)
		return;
	more = ct_add_section(section, "MORE");
	frame_say(view, more, "ALL_OF", "T_ALL_OF", total, NULL);
	if (category != NULL)
		fill_link(more, page, "URL", "/category/", category->slug);
	else
		fill_link(more, page, "URL", "/all", "");
}

/* How many entries from the first on are of that category. */
static size_t
count_alike(const struct entry *entries, size_t count, int64_t category)
{
	size_t n = 0;

	while (n < count && entries[n].category == category)
		n++;
	return n;
}

/* The groups in the FAQ's order; what is in no category comes first. */
static void
add_groups(struct view *view, struct ct_dict *content,
    const struct fill_page *page, const struct fill_faq *faq)
{
	const struct entry *entries = faq->entries;
	size_t at = count_alike(entries, faq->entry_count, 0), count;
	bool whole = faq->entry_count == faq->total;
	struct ct_dict *section;

	if (at > 0)
		add_group(view, add_category(content, page, NULL), page,
		    entries, at, NULL, faq->loose);
	if (faq->listed) {
		section = ct_add_include(content, "CATEGORIES", "contents.tpl");
		ct_show(section, "LISTED");
		add_categories(view, section, page, faq, false);
		return;
	}
	for (size_t i = 0; i < faq->category_count; i++, at += count) {
		const struct category *category = &faq->categories[i];

		count = count_alike(
		    entries + at, faq->entry_count - at, category->id);
		section = add_category(content, page, category);
		if (whole)
			add_category_intro(section, page, category, 1);
		add_group(view, section, page, entries + at, count, category,
		    category->entries);
	}
}

/* Whether an introduction is short enough to stand whole above the list. */
static bool
is_short(const struct front *front)
{
	const char *first = strstr(front->intro_html, "<p>");

	return strlen(front->intro_text) <= LEAD_MAX &&
	       (*front->intro_html == '\0' ||
		   (first == front->intro_html &&
		       strstr(first + 1, "<p>") == NULL));
}

/* Says what the FAQ is about: a few words above, the rest below the list. */
static void
add_front(struct ct_dict *content, const struct fill_page *page,
    const struct front *front)
{
	struct buffer lead = {0};

	if (is_short(front)) {
		fill_html(content, page, "INTRO_HTML", "HAS_INTRO",
		    front->intro_html, 0);
	} else {
		if (*front->intro_text != '\0')
			ct_show(content, "HAS_LEAD");
		text_sentences(&lead, front->intro_text, LEAD_MAX);
		fill_text(content, "LEAD", &lead);
		ct_show(content, "HAS_ABOUT_TITLE");
		fill_html(content, page, "ABOUT_HTML", "HAS_ABOUT",
		    front->intro_html, 1);
	}
	fill_html(
	    content, page, "CLOSING_HTML", "HAS_ABOUT", front->closing_html, 0);
}

/* A FAQ of one question shows its answer at once. */
static void
add_alone(struct view *view, struct ct_dict *content,
    const struct fill_page *page, const struct entry *entry)
{
	struct ct_dict *alone = ct_add_section(content, "ALONE");

	fill_link(alone, page, "URL", "/", entry->slug);
	ct_set(alone, "QUESTION", entry->question);
	fill_html(
	    alone, page, "ANSWER_HTML", "HAS_ANSWER", entry->answer_html, 1);
	frame_date(view, alone, entry->updated);
}

enum status
view_index(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	const struct front *front = faq->front;
	struct ct_dict *content = frame_begin(view, page, "", "index.tpl",
	    FRAME_SEARCH | FRAME_LISTING | FRAME_CONTACT | FRAME_HEADING);

	if (*front->intro_text == '\0')
		describe_questions(view, "", faq->entries, faq->entry_count);
	else
		describe_text(view, front->intro_text);
	add_front(content, page, front);
	if (faq->total == 1) {
		add_alone(view, content, page, &faq->entries[0]);
	} else if (faq->total > 0) {
		if (!faq->listed)
			add_pills(view, content, faq);
		add_groups(view, content, page, faq);
		if (!faq->listed)
			add_contents(view, content, page, faq, true);
	}
	if (faq->total != 1)
		ct_show(content, faq->total > 0 ? "HAS_ALL" : "EMPTY");
	return frame_end(view, out);
}

enum status
view_category(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	const struct category *category = page->only;
	struct ct_dict *content = frame_begin(view, page, category->title,
	    "category.tpl", FRAME_SEARCH | FRAME_LISTING | FRAME_CONTACT);
	struct buffer path = {0};

	describe_questions(
	    view, category->title, faq->entries, faq->entry_count);
	frame_breadcrumb(view, page, category, NULL);
	ct_set(content, "CATEGORY_TITLE", category->title);
	if (page->number == 1)
		add_category_intro(content, page, category, 0);
	for (size_t i = 0; i < faq->entry_count; i++)
		add_entry(content, "ENTRY", page, &faq->entries[i]);
	buffer_string(&path, "/category/");
	text_url_encode(&path, category->slug, strlen(category->slug), "");
	if (path.status == ST_OK)
		frame_pages(view, content, page, path.data);
	else
		ct_dict_fail(content);
	buffer_free(&path);
	add_contents(view, content, page, faq, false);
	return frame_end(view, out);
}

/* --------------------------------------------------------------- answer */

enum status
view_answer(struct view *view, const struct fill_page *page,
    const struct view_answer *answer, struct buffer *out)
{
	const struct entry *entry = answer->entry;
	struct ct_dict *content = frame_begin(
	    view, page, entry->question, "answer.tpl", FRAME_SEARCH);

	describe_answer(view, entry);
	ct_set(view->head, "OG_TYPE", "article");
	fill_optional(view->head, "UPDATED", "HAS_UPDATED", entry->updated);
	ct_show(view->head, "HAS_MARKDOWN");
	fill_link(view->head, page, "MARKDOWN_URL", "/", entry->slug);
	frame_breadcrumb(view, page, answer->category, entry->question);
	ct_set(content, "QUESTION", entry->question);
	fill_html(
	    content, page, "ANSWER_HTML", "HAS_ANSWER", entry->answer_html, 0);
	fill_link(content, page, "URL", "/", entry->slug);
	frame_date(view, content, entry->updated);
	frame_contact(content, page->config);
	if (answer->category != NULL) {
		fill_optional(content, "CATEGORY_TITLE", "HAS_CATEGORY",
		    answer->category->title);
		fill_link(content, page, "CATEGORY_URL", "/category/",
		    answer->category->slug);
	}
	if (answer->related_count > 0)
		ct_show(content, "HAS_RELATED");
	for (size_t i = 0; i < answer->related_count; i++)
		add_entry(content, "RELATED", page, &answer->related[i]);
	if (answer->previous != NULL || answer->next != NULL)
		ct_show(content, "HAS_STEPS");
	if (answer->previous != NULL)
		add_entry(content, "PREVIOUS", page, answer->previous);
	if (answer->next != NULL)
		add_entry(content, "NEXT", page, answer->next);
	return frame_end(view, out);
}

/* ---------------------------------------------------------- all answers */

/* The questions and answers for search engines; Google wants words in both. */
static void
add_faqpage(
    struct view *view, const struct fill_page *page, const struct fill_faq *faq)
{
	struct ct_dict *list = NULL, *dict;

	for (size_t i = 0; i < faq->entry_count; i++) {
		const struct entry *entry = &faq->entries[i];

		if (*entry->answer_text == '\0') /* an image alone */
			continue;
		if (list == NULL)
			list = frame_linked_data(view, "faqpage.json");
		dict = ct_add_section(list, "ENTRY");
		ct_set(dict, "QUESTION", entry->question);
		ct_set(dict, "ANSWER_TEXT", entry->answer_text);
		fill_address(dict, page, "URL", "/", entry->slug);
	}
}

/* level: of the question's heading; those of its answer go below it. */
static void
add_answer(struct view *view, struct ct_dict *section,
    const struct fill_page *page, const struct entry *entry, int level)
{
	struct ct_dict *dict = ct_add_section(section, "ENTRY");

	ct_set(dict, "SLUG", entry->slug);
	ct_set(dict, "QUESTION", entry->question);
	ct_set_int(dict, "LEVEL", level);
	fill_link(dict, page, "URL", "/", entry->slug);
	fill_html(dict, page, "ANSWER_HTML", "HAS_ANSWER", entry->answer_html,
	    level - 1);
	frame_date(view, dict, entry->updated);
}

/* Begins a category; one that a page before began has its text there. */
static struct ct_dict *
begin_category(struct ct_dict *content, const struct fill_page *page,
    const struct category *category, int64_t in_hand)
{
	struct ct_dict *section = add_category(content, page, category);

	if (category != NULL && (page->number == 1 || in_hand >= 0))
		add_category_intro(section, page, category, 1);
	return section;
}

enum status
view_all(struct view *view, const struct fill_page *page,
    const struct fill_faq *faq, struct buffer *out)
{
	struct ct_dict *content = frame_begin(
	    view, page, "", "all.tpl", FRAME_SEARCH | FRAME_CONTACT);
	const struct category *category;
	struct ct_dict *section = NULL;
	int64_t in_hand = -1;

	ct_show(view->root, "ALL_ANSWERS"); /* for the title */
	ct_show(view->head, "ALL_ANSWERS");
	describe_questions(
	    view, page->faq_title, faq->entries, faq->entry_count);
	add_faqpage(view, page, faq);
	if (page->number == 1)
		fill_html(content, page, "INTRO_HTML", "HAS_INTRO",
		    faq->front->intro_html, 0);
	if (page->number == page->pages)
		fill_html(content, page, "CLOSING_HTML", "HAS_CLOSING",
		    faq->front->closing_html, 0);
	frame_pages(view, content, page, "/all");
	for (size_t i = 0; i < faq->entry_count; i++) {
		const struct entry *entry = &faq->entries[i];

		category = fill_category(faq, entry);
		if (entry->category != in_hand)
			section =
			    begin_category(content, page, category, in_hand);
		in_hand = entry->category;
		add_answer(
		    view, section, page, entry, category != NULL ? 3 : 2);
	}
	ct_show(content, faq->entry_count > 0 ? "HAS_ENTRIES" : "EMPTY");
	return frame_end(view, out);
}

/* ---------------------------------------------------------- other pages */

const char *
view_level(enum finding_level level)
{
	static const char *const levels[] = {"ok", "warning", "problem"};

	return levels[level];
}

enum status
view_asked(struct view *view, const struct fill_page *page,
    const struct view_asked *asked, struct buffer *out)
{
	struct ct_dict *root = view->root, *dict;

	fill_begin(root, page, "");
	ct_set(root, "ACCENT", page->config->accent);
	ct_set(root, "FROM", asked->first);
	ct_set(root, "UNTIL", asked->last);
	ct_set_int(root, "SEARCHES", (long long)asked->searches);
	ct_set_int(root, "MISSED", (long long)asked->missed);
	for (size_t i = 0; i < asked->count; i++) {
		const struct view_asked_row *row = &asked->rows[i];
		bool found = row->hits > 0;

		ct_show(root, found ? "HAS_FOUND" : "HAS_MISSED");
		dict = ct_add_section(root, found ? "FOUND_ROW" : "MISSED_ROW");
		ct_set(dict, "WORDS", row->words);
		ct_set(dict, "LAST", row->last);
		ct_set(dict, "LINE", row->line);
		ct_set_int(dict, "COUNT", (long long)row->count);
		ct_set_int(dict, "HITS", (long long)row->hits);
		ct_set_int(dict, "SHARE", row->share);
	}
	return templates_expand(view->templates, "report.tpl", root, out);
}

static void
add_finding(struct ct_dict *content, const struct finding *finding)
{
	struct ct_dict *dict = ct_add_section(content, "FINDING");

	ct_set(dict, "LEVEL", view_level(finding->level));
	ct_set(dict, "WHAT", finding->what);
	ct_set(dict, "TEXT", finding->text);
	fill_optional(dict, "LINES", "HAS_LINES", finding->lines);
}

enum status
view_setup(struct view *view, const struct fill_page *page,
    const struct view_setup *setup, struct buffer *out)
{
	static const char *const sections[] = {
	    [SETUP_NO_HOME] = "NO_HOME",
	    [SETUP_NO_PATH] = "NO_PATH",
	    [SETUP_NO_DATA] = "NO_DATA",
	    [SETUP_BAD_DATA] = "BAD_DATA",
	    [SETUP_BUSY] = "BUSY",
	};
	struct ct_dict *content =
	    frame_begin(view, page, "", "setup.tpl", FRAME_QUIET);

	ct_set(content, "PROGRAM_NAME", setup->program_name);
	ct_set(content, "HOME_NAME", setup->home_name);
	ct_show(content, sections[setup->kind]);
	if (setup->kind != SETUP_NO_PATH) /* there it would lead back */
		ct_show(content, "SEE_ALL");
	for (size_t i = 0; i < setup->count; i++)
		if (setup->findings[i].level == FINDING_PROBLEM)
			add_finding(content, &setup->findings[i]);
	return frame_end(view, out);
}

enum status
view_doctor(struct view *view, const struct fill_page *page,
    const struct finding *findings, size_t count, const char *home_path,
    struct buffer *out)
{
	struct ct_dict *content =
	    frame_begin(view, page, "", "doctor.tpl", FRAME_QUIET);

	/* what there is to do first */
	for (int level = FINDING_PROBLEM; level >= FINDING_OK; level--)
		for (size_t i = 0; i < count; i++)
			if ((int)findings[i].level == level)
				add_finding(content, &findings[i]);
	fill_optional(content, "HOME_PATH", "HAS_HOME_PATH", home_path);
	return frame_end(view, out);
}

enum status
view_file(struct view *view, const struct fill_page *page, const char *name,
    struct buffer *out)
{
	fill_begin(view->root, page, "");
	ct_set(view->root, "ACCENT", page->config->accent);
	return templates_expand(view->templates, name, view->root, out);
}
