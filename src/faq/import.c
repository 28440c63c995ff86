/* SPDX-License-Identifier: ISC */
/* import.c - data files to a store. See import.h. */
#include "faq/import.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/encoding.h"
#include "base/text.h"
#include "faq/config.h"
#include "faq/header.h"
#include "faq/markdown.h"
#include "formats/formats.h"
#include "search/index.h"

/* Addresses of the program's own that look like a slug. */
static const char *const reserved[] = {"all"};

/* -------------------------------------------------------------- entries */

/* A link that may lead nowhere, and where it stands. */
struct pending {
	struct link link;
	const char *file;
};

/* A question that is said to be elsewhere, or taken away. */
struct leaving {
	const char *slug, *file;
	int line;
	const char *target; /* the slug that it leads to; "": retired */
	bool done;
};

/* Moves from one such question to the next that are followed. */
enum { MOVES_MAX = 8 };

/*
 * A category is put when its first question is: one without any is not shown
 * by itself, and its words go to the next.
 */
struct waiting {
	bool any, put;
	const struct part *part;
	const char *title;
	int line;
};

/* What the functions below share while the sources are read. */
struct importer {
	const struct import *import;
	struct store *store;
	struct places places;
	struct report *report; /* on the file in hand */
	struct import_counts *counts;
	struct arena arena;       /* of the file in hand */
	const char *shown;        /* its name in reports */
	int64_t time;             /* when it was written */
	bool only;                /* it is the only file */
	bool titled;              /* one had the FAQ's title */
	struct arena links_arena; /* of the links, checked at the end */
	struct pending *links;
	size_t link_count;
	struct leaving *leaving; /* of links_arena, put at the end */
	size_t leaving_count;
	struct waiting waiting; /* the category in hand, of this file */
	int64_t category;       /* its id, 0: none, or not put yet */
	struct front front;     /* put at the end; of front_arena */
	struct arena front_arena;
	struct buffer carried; /* HTML that belongs to no question yet */
	struct buffer carried_text;
};

static bool
is_reserved(const char *slug)
{
	for (size_t i = 0; i < COUNT(reserved); i++)
		if (strcmp(slug, reserved[i]) == 0)
			return true;
	return false;
}

/* The part's own slug, or one made of its words. */
static const char *
choose_slug(struct importer *importer, const struct part *part)
{
	struct buffer slug = {0};
	const char *chosen = part->attributes.slug;

	if (*chosen == '\0') {
		text_slug(&slug, part->title, strlen(part->title),
		    store_language(importer->store));
		chosen = arena_text(&importer->arena, &slug);
	}
	if (*chosen == '\0') {
		chosen = "question";
		report_note(importer->report, importer->shown, part->line, 0,
		    "no link can be made of these words; "
		    "add one behind them, like {#my-question}");
	}
	return chosen;
}

/* The slug with a number behind it, for the try of that number. */
static const char *
next_slug(struct importer *importer, const char *slug, int64_t try)
{
	enum { FEW = 9 };
	int64_t number = try < FEW ? try + 1 : importer->counts->entries + try;
	size_t len = strlen(slug);

	while (len > SLUG_MAX - 20) /* digits and a hyphen, whole characters */
		for (len--; (slug[len] & 0xc0) == 0x80;)
			len--;
	return arena_printf(
	    &importer->arena, "%.*s-%lld", (int)len, slug, (long long)number);
}

/* Says why a question's link is not the one that it would be. */
static enum status
note_taken(struct importer *importer, const struct part *part, const char *slug,
    const char *instead)
{
	const char *file;
	int line;
	enum status status;

	if (is_reserved(slug)) {
		report_note(importer->report, importer->shown, part->line, 0,
		    "the link \"%s\" is the program's own; this question has "
		    "\"%s\"",
		    slug, instead);
		return ST_OK;
	}
	status =
	    store_owner(importer->store, &importer->arena, slug, &file, &line);
	if (status == ST_OK)
		report_note(importer->report, importer->shown, part->line, 0,
		    "the link \"%s\" is taken by %s:%d; this question has "
		    "\"%s\"",
		    slug, file, line, instead);
	return status == ST_NOT_FOUND ? ST_OK : status;
}

/* The old slugs with a single space between them. */
static const char *
list_aliases(struct arena *arena, const char *aka)
{
	struct buffer list = {0};

	text_clean(&list, aka, strlen(aka), strlen(aka));
	return arena_text(arena, &list);
}

static enum status
report_alias(
    struct importer *importer, const struct part *part, const char *slug)
{
	const char *file;
	int line;
	enum status status;

	if (is_reserved(slug)) {
		report_error(importer->report, importer->shown, part->line, 0,
		    "the old link \"%s\" is the program's own", slug);
		return ST_OK;
	}
	status =
	    store_owner(importer->store, &importer->arena, slug, &file, &line);
	if (status == ST_OK)
		report_error(importer->report, importer->shown, part->line, 0,
		    "the old link \"%s\" is taken by %s:%d", slug, file, line);
	return status;
}

/* Lets the entry's old slugs lead to it. */
static enum status
put_aliases(struct importer *importer, const struct part *part,
    const struct entry *entry)
{
	const char *p = entry->aka;
	enum status status = ST_OK;

	while (status == ST_OK && *p != '\0') {
		size_t len = strcspn(p, " ");
		const char *slug = arena_copy(&importer->arena, p, len);

		if (strcmp(slug, entry->slug) == 0)
			status = ST_OK; /* it leads there anyway */
		else if (is_reserved(slug))
			status = ST_INVALID;
		else
			status =
			    store_put_alias(importer->store, slug, entry->id);
		if (status == ST_INVALID)
			status = report_alias(importer, part, slug);
		p += len + (p[len] != '\0');
	}
	return status;
}

/* ------------------------------------------------------------ categories */

/*
 * Adds words to those that the next category, or the end of the FAQ, shows: of
 * a category that has no question, under its title, or of no heading at all.
 */
static void
carry_words(
    struct importer *importer, const char *title, const struct part *part)
{
	struct buffer *html = &importer->carried;

	if (*title != '\0') {
		buffer_string(html, "<h2>");
		for (const char *p = title; *p != '\0'; p++)
			if (*p == '&')
				buffer_string(html, "&amp;");
			else if (*p == '<')
				buffer_string(html, "&lt;");
			else
				buffer_char(html, *p);
		buffer_string(html, "</h2>\n");
	}
	buffer_string(html, part->html);
	buffer_printf(&importer->carried_text, "\n%s", part->text);
}

/* Ends the category in hand. */
static void
end_category(struct importer *importer)
{
	const struct waiting *waiting = &importer->waiting;
	const struct part *part = waiting->part;

	if (waiting->any && !waiting->put) {
		if (part == NULL || *part->html != '\0') {
			report_note(importer->report, importer->shown,
			    waiting->line, 0,
			    "\"%s\" has no questions; its words are shown "
			    "before what comes next",
			    waiting->title);
			if (part != NULL)
				carry_words(importer, waiting->title, part);
		} else {
			report_note(importer->report, importer->shown,
			    waiting->line, 0,
			    "\"%s\" has no questions and is not shown",
			    waiting->title);
		}
	}
	importer->waiting = (struct waiting){0};
	importer->category = 0;
}

/* The words of the category in hand, behind those that were carried. */
static const char *
take_carried(struct importer *importer, struct arena *arena,
    const struct part *part, const char **text)
{
	if (part != NULL)
		carry_words(importer, "", part);
	*text = arena_text(arena, &importer->carried_text);
	*text += **text == '\n'; /* which parts the pieces */
	return arena_text(arena, &importer->carried);
}

/* Puts the category in hand, if that was not done. */
static enum status
put_category(struct importer *importer)
{
	struct waiting *waiting = &importer->waiting;
	struct part named = {.title = waiting->title,
	    .line = waiting->line,
	    .attributes.slug = ""};
	const struct part *part =
	    waiting->part != NULL ? waiting->part : &named;
	struct category category = {
	    .id = importer->counts->categories + 1,
	    .title = waiting->title,
	    .file = importer->shown,
	    .line = waiting->line,
	};
	const char *slug;
	enum status status = ST_INVALID;

	if (!waiting->any || waiting->put)
		return ST_OK;
	waiting->put = true;
	slug = category.slug = choose_slug(importer, part);
	category.intro_html = take_carried(
	    importer, &importer->arena, waiting->part, &category.intro_text);
	for (int64_t try = 1; status == ST_INVALID; try++) {
		status = store_put_category(importer->store, &category);
		if (status == ST_INVALID)
			category.slug = next_slug(importer, slug, try);
	}
	if (status == ST_OK && category.slug != slug)
		report_note(importer->report, importer->shown, waiting->line, 0,
		    "the category \"%s\" was there before; this one has "
		    "\"%s\"",
		    slug, category.slug);
	importer->category = category.id;
	importer->counts->categories++;
	return status;
}

/* Begins a category, which part describes. */
static void
begin_category(struct importer *importer, const struct part *part)
{
	end_category(importer);
	importer->waiting = (struct waiting){.any = true,
	    .part = part,
	    .title = part->title,
	    .line = part->line};
}

/* A file without a category's heading is one by its name: 20-our-shop.md. */
static void
name_category(struct importer *importer)
{
	const char *name = strrchr(importer->shown, '/') + 1, *start = name;
	size_t len = strcspn(name, ".");
	char *title;

	while (start < name + len &&
	       ((*start >= '0' && *start <= '9') || strchr("-_ ", *start)))
		start++;
	if (start == name + len)
		return; /* a number is no name */
	title =
	    arena_copy(&importer->arena, start, len - (size_t)(start - name));
	if (importer->arena.failed)
		return;
	for (char *p = title; *p != '\0'; p++)
		if (*p == '_' || *p == '-')
			*p = ' ';
	if (*title >= 'a' && *title <= 'z')
		*title = (char)(*title - 'a' + 'A');
	importer->waiting =
	    (struct waiting){.any = true, .title = title, .line = 1};
	report_note(importer->report, importer->shown, 1, 0,
	    "no title; this category is called \"%s\" after its file", title);
}

/* -------------------------------------------------------------- questions */

static enum status
put_entry(
    struct importer *importer, const struct part *part, struct entry *entry)
{
	const char *slug = entry->slug;
	enum status status = ST_INVALID;

	for (int64_t try = 1; status == ST_INVALID; try++) {
		if (!is_reserved(entry->slug))
			status = store_put_entry(importer->store, entry);
		if (status == ST_INVALID)
			entry->slug = next_slug(importer, slug, try);
	}
	if (status == ST_OK && entry->slug != slug)
		status = note_taken(importer, part, slug, entry->slug);
	return status;
}

/* Keeps a question that leaves until all entries are known. */
static void
keep_leaving(struct importer *importer, const struct part *part)
{
	const char *target = part->attributes.moved;
	struct arena *arena = &importer->links_arena;
	struct leaving *list = arena_grow(
	    arena, importer->leaving, importer->leaving_count, sizeof(*list));

	if (*target != '\0')
		report_note(importer->report, importer->shown, part->line, 0,
		    "moved to \"%s\", left out: %s", target, part->title);
	else
		report_note(importer->report, importer->shown, part->line, 0,
		    "retired, left out: %s", part->title);
	if (list == NULL)
		return;
	importer->leaving = list;
	list[importer->leaving_count++] = (struct leaving){
	    .slug = arena_string(arena, choose_slug(importer, part)),
	    .file = arena_string(arena, importer->shown),
	    .line = part->line,
	    .target = arena_string(arena, target)};
}

/* Lets the address of one that left lead where it should. */
static enum status
put_one_leaving(struct importer *importer, struct leaving *leaving)
{
	struct arena arena = {0};
	struct entry entry = {.id = 0};
	enum status status = ST_OK;
	const char *file;
	int line;

	if (*leaving->target != '\0')
		status = store_answer(
		    importer->store, &arena, leaving->target, &entry);
	if (status == ST_NOT_FOUND) {
		arena_free(&arena);
		return ST_OK; /* not yet, maybe */
	}
	leaving->done = true;
	if (status == ST_OK || status == ST_MOVED)
		status = is_reserved(leaving->slug)
			     ? ST_INVALID
			     : store_put_alias(
				   importer->store, leaving->slug, entry.id);
	if (status == ST_INVALID) {
		status = store_owner(
		    importer->store, &arena, leaving->slug, &file, &line);
		if (status == ST_OK)
			report_error(importer->report, leaving->file,
			    leaving->line, 0,
			    "the old link \"%s\" is taken by %s:%d",
			    leaving->slug, file, line);
		else if (status == ST_NOT_FOUND)
			report_error(importer->report, leaving->file,
			    leaving->line, 0,
			    "the old link \"%s\" is the program's own, or "
			    "left before",
			    leaving->slug);
	}
	arena_free(&arena);
	return status == ST_NOT_FOUND ? ST_OK : status;
}

/* Several times, since one may lead to another that is still to come. */
static enum status
put_leaving(struct importer *importer)
{
	enum status status = ST_OK;

	for (int i = 0; i < MOVES_MAX; i++)
		for (size_t k = 0;
		     status == ST_OK && k < importer->leaving_count; k++)
			if (!importer->leaving[k].done)
				status = put_one_leaving(
				    importer, &importer->leaving[k]);
	for (size_t k = 0; status == ST_OK && k < importer->leaving_count;
	     k++) {
		const struct leaving *leaving = &importer->leaving[k];

		if (!leaving->done)
			report_error(importer->report, leaving->file,
			    leaving->line, 0,
			    "moved=\"%s\" leads to no question",
			    leaving->target);
	}
	return status;
}

/* What else is known of a question, to be told behind its words. */
static const char *
list_attributes(struct importer *importer, const struct part *part)
{
	const struct attributes *attributes = &part->attributes;
	const char *const values[] = {
	    attributes->slug, attributes->aka, attributes->keywords};
	struct buffer list = {0};

	for (size_t i = 0; i < COUNT(values); i++)
		if (*values[i] != '\0')
			buffer_printf(&list, "; %s", values[i]);
	return arena_text(&importer->arena, &list);
}

/* Whether the question is one to show; says so where it is not. */
static bool
is_shown(struct importer *importer, const struct part *part)
{
	if (*part->attributes.moved != '\0' ||
	    strcmp(part->attributes.retired, "yes") == 0) {
		keep_leaving(importer, part);
		return false;
	}
	if (*part->text != '\0' || strstr(part->html, "<img") != NULL)
		return true;
	report_error(importer->report, importer->shown, part->line, 0,
	    "a question without an answer is left out; write one below it: "
	    "%s%s",
	    part->title, list_attributes(importer, part));
	return false;
}

/* Keeps a draft for the owner's eyes, and says that it is one. */
static enum status
put_draft(struct importer *importer, const struct part *part)
{
	report_note(importer->report, importer->shown, part->line, 0,
	    "a draft, left out: %s", part->title);
	return store_put_draft(
	    importer->store, &(struct draft){importer->shown, part->line,
				 part->title, part->text});
}

static enum status
put_question(struct importer *importer, const struct part *part)
{
	const struct attributes *attributes = &part->attributes;
	struct entry entry = {
	    .id = importer->counts->entries + 1,
	    .question = part->title,
	    .answer_html = part->html,
	    .answer_text = part->text,
	    .answer_markdown = part->markdown,
	    .keywords = attributes->keywords,
	    .updated = attributes->updated,
	    .file = importer->shown,
	    .line = part->line,
	    .aka = list_aliases(&importer->arena, attributes->aka),
	    .time = importer->time,
	};
	enum status status;

	if (strcmp(attributes->draft, "yes") == 0)
		return put_draft(importer, part);
	if (!is_shown(importer, part))
		return ST_OK;
	status = put_category(importer);
	if (status != ST_OK)
		return status;
	entry.category = importer->category;
	entry.slug = choose_slug(importer, part);
	status = put_entry(importer, part, &entry);
	if (status != ST_OK)
		return status;
	importer->counts->entries++;
	return put_aliases(importer, part, &entry);
}

/* Keeps what the FAQ says of itself; part NULL: it has no title. */
static void
keep_front(struct importer *importer, const struct part *part,
    const struct part *loose)
{
	struct arena *arena = &importer->front_arena;
	struct front *front = &importer->front;

	if (loose != NULL)
		carry_words(importer, "", loose);
	if (part != NULL) {
		front->title = arena_string(arena, part->title);
		front->closing_html = arena_string(arena, part->closing_html);
		front->closing_text = arena_string(arena, part->closing_text);
		buffer_string(&importer->carried, part->intro_html);
		buffer_printf(
		    &importer->carried_text, "\n%s", part->intro_text);
	}
	front->intro_html =
	    take_carried(importer, arena, NULL, &front->intro_text);
	front->time = importer->time;
}

/* Puts the front, with what no category came for any more. */
static enum status
put_front(struct importer *importer)
{
	struct front *front = &importer->front;
	const char *text,
	    *html = take_carried(importer, &importer->front_arena, NULL, &text);

	if (*html != '\0') {
		front->closing_html = arena_printf(
		    &importer->front_arena, "%s%s", html, front->closing_html);
		front->closing_text = arena_printf(&importer->front_arena,
		    "%s\n%s", text, front->closing_text);
	}
	if (importer->front_arena.failed)
		return ST_MEMORY;
	return store_put_front(importer->store, front);
}

/* Keeps a part's links until all entries are known. */
static void
keep_links(struct importer *importer, const struct part *part)
{
	struct arena *arena = &importer->links_arena;
	const char *file = "";

	if (part->link_count > 0)
		file = arena_string(arena, importer->shown);
	for (size_t i = 0; i < part->link_count; i++) {
		struct link link = part->links[i];
		struct pending *links = arena_grow(arena, importer->links,
		    importer->link_count, sizeof(*links));

		if (links == NULL)
			return;
		importer->links = links;
		link.name = arena_string(arena, link.name);
		link.written = arena_string(arena, link.written);
		link.address = NULL;
		links[importer->link_count++] = (struct pending){link, file};
	}
}

/* Whether there is a question or category with the link's name. */
static enum status
find_target(struct importer *importer, const struct link *link)
{
	struct arena *arena = &importer->links_arena;
	struct category category;
	const char *file;
	int line;
	enum status status = ST_NOT_FOUND;

	if (link->kind != LINK_CATEGORY)
		status = store_owner(
		    importer->store, arena, link->name, &file, &line);
	if (status == ST_NOT_FOUND)
		status = store_category_like(
		    importer->store, arena, link->name, &category);
	return status;
}

/* Notes a link to her site where something of the FAQ may be meant. */
static enum status
check_site(struct importer *importer, const struct pending *pending,
    struct report *report)
{
	const struct link *link = &pending->link;
	enum status status = ST_OK;

	if (link->picture) {
		report_note(report, pending->file, link->line, 0,
		    "the picture \"%s\" is looked for on your site, outside "
		    "the FAQ; put it into the folder files if it is not there",
		    link->written);
		return ST_OK;
	}
	if (strchr(link->name, '/') == NULL)
		status = find_target(importer, link);
	if (status == ST_OK)
		report_note(report, pending->file, link->line, 0,
		    "the link \"%s\" leads to your site, outside the FAQ; "
		    "write \"%s\" if that of the FAQ is meant",
		    link->written, link->name);
	return status == ST_NOT_FOUND ? ST_OK : status;
}

/* Notes a link that leads nowhere: its readers would get a 404. */
static enum status
check_link(struct importer *importer, const struct pending *pending,
    struct report *report)
{
	const struct link *link = &pending->link;
	enum status status = ST_NOT_FOUND;

	if (link->kind == LINK_SITE)
		return check_site(importer, pending, report);
	if (link->kind == LINK_ANSWER || link->kind == LINK_CATEGORY)
		status = find_target(importer, link);
	if (status != ST_NOT_FOUND)
		return status;
	if (link->kind == LINK_MISSING && link->picture)
		report_note(report, pending->file, link->line, 0,
		    "the picture \"%s\" is missing; put it into the folder "
		    "files, as files/%s",
		    link->written, link->name);
	else if (link->kind == LINK_MISSING)
		report_note(report, pending->file, link->line, 0,
		    "the link \"%s\" leads to a file that is missing: "
		    "files/%s",
		    link->written, link->name);
	else if (link->kind == LINK_DISK)
		report_note(report, pending->file, link->line, 0,
		    "\"%s\" is an address on your own computer; put the "
		    "file into the folder files, and write files/ and its name",
		    link->written);
	else if (link->kind == LINK_NOWHERE)
		report_note(report, pending->file, link->line, 0,
		    "the link \"%s\" leads nowhere; write the whole address, "
		    "https://..., or that of a question",
		    link->written);
	else
		report_note(report, pending->file, link->line, 0,
		    "the link \"%s\" leads to no question", link->written);
	return ST_OK;
}

/* Notes the links that lead nowhere, file by file. */
static enum status
check_links(struct importer *importer)
{
	const struct pending *links = importer->links;
	enum status status = importer->links_arena.failed ? ST_MEMORY : ST_OK;
	struct report found = {0};

	for (size_t i = 0; status == ST_OK && i < importer->link_count; i++) {
		if (i > 0 && strcmp(links[i].file, links[i - 1].file) != 0)
			report_move(importer->report, &found);
		status = check_link(importer, &links[i], &found);
	}
	report_move(importer->report, &found);
	return status;
}

/* ------------------------------------------------------------ questions */

/* Says how a heading was taken where that is not as README describes it. */
static void
note_kind(struct importer *importer, const struct part *part)
{
	enum part_kind usual = part->level == 1 ? PART_CATEGORY : PART_QUESTION;

	if (part->level > 0 && (part->kind != usual || part->level > 2))
		report_note(importer->report, importer->shown, part->line, 0,
		    "\"%s\" is taken for a %s", part->title,
		    part->kind == PART_QUESTION ? "question" : "category");
}

static void
check_attributes(struct importer *importer, const struct part *part)
{
	const struct attributes *attributes = &part->attributes;

	if (part->kind != PART_QUESTION && attributes->question_only != NULL)
		report_error(importer->report, importer->shown, part->line,
		    attributes->column,
		    "attribute %s is for questions; a category has only #slug",
		    attributes->question_only);
}

/*
 * Takes what a file begins with: loose words and, if there is one, the heading
 * that is its own: the FAQ's title in the index or the only file, else the
 * category's. untitled: it has none. Returns how many parts that were.
 */
static size_t
put_beginning(
    struct importer *importer, const struct document *document, bool untitled)
{
	const struct part *loose = NULL, *first = document->parts;
	/* nothing may be added to NULL, be it nothing */
	const struct part *end =
	    document->count > 0 ? first + document->count : first;
	bool titles = importer->only ||
		      (sources_is_index(importer->shown) && !importer->titled);
	bool own;

	if (first < end && first->kind == PART_LOOSE)
		loose = first++;
	own = first < end && first->kind == PART_CATEGORY;
	if (titles)
		own = !untitled && first < end && first->level == 1 &&
		      (own || !first->asks);
	else if (own)
		note_kind(importer, first);
	importer->titled |= titles;
	if (titles) {
		keep_front(importer, own ? first : NULL, loose);
	} else {
		if (loose != NULL)
			carry_words(importer, "", loose);
		if (own)
			begin_category(importer, first);
		else if (document->count > 0)
			name_category(importer);
	}
	return (size_t)(first - document->parts) + own;
}

static enum status
put_document(
    struct importer *importer, const struct document *document, bool untitled)
{
	enum status status = ST_OK;
	size_t i = put_beginning(importer, document, untitled);

	if (document->count == 0 && importer->report->errors == 0)
		report_note(
		    importer->report, importer->shown, 0, 0, "is empty");
	for (size_t k = 0; k < document->count; k++) {
		check_attributes(importer, &document->parts[k]);
		keep_links(importer, &document->parts[k]);
	}
	for (; status == ST_OK && i < document->count; i++) {
		const struct part *part = &document->parts[i];

		note_kind(importer, part);
		if (part->kind == PART_QUESTION)
			status = put_question(importer, part);
		else
			begin_category(importer, part);
	}
	end_category(importer);
	return status;
}

/* Says how the bytes of a file were read. Returns whether it is a text. */
static bool
note_encoding(struct importer *importer, const struct encoding_found *found)
{
	static const char *const notes[] = {
	    [ENCODING_WINDOWS] = "is read as Windows-1252",
	    [ENCODING_MIXED] = "is UTF-8, with characters of Windows-1252 "
			       "among it; look whether they are right",
	    [ENCODING_UTF16] = "is read as UTF-16",
	};

	if (found->encoding == ENCODING_NONE) {
		report_error(importer->report, importer->shown, 0, 0,
		    "is %s; save it as text, or write it anew", found->what);
		return false;
	}
	if (found->encoding != ENCODING_UTF8)
		report_note(importer->report, importer->shown, found->line, 0,
		    "%s", notes[found->encoding]);
	return true;
}

/* The owner's words for the top of each page. */
static enum status
put_header(struct importer *importer, const struct buffer *text)
{
	struct part header;
	enum status status =
	    header_parse(&header, &importer->front_arena, &importer->places,
		text->data, text->len, importer->shown, importer->report);

	importer->front.header_html = header.html;
	keep_links(importer, &header);
	return status;
}

static enum status
put_questions(struct importer *importer, const struct buffer *text)
{
	struct sheet sheet = {.shown = importer->shown};
	struct document document;
	enum status status;

	formats_read(&sheet, importer->shown,
	    text->data != NULL ? text->data : "", text->len, importer->report);
	status = markdown_parse(&document, &importer->arena, &sheet,
	    &importer->places, importer->report);
	if (status == ST_OK)
		status = put_document(importer, &document, sheet.untitled);
	sheet_free(&sheet);
	return status;
}

static enum status
put_markdown(struct importer *importer, enum source_kind kind,
    const char *bytes, size_t len)
{
	struct encoding_found found;
	struct buffer text = {0};
	enum status status;

	encoding_read(&text, bytes, len, &found);
	status = text.status;
	if (status == ST_OK && note_encoding(importer, &found))
		status = kind == SOURCE_HEADER ? put_header(importer, &text)
					       : put_questions(importer, &text);
	buffer_free(&text);
	return status;
}

/* ------------------------------------------------------------- synonyms */

/* Reads the phrases of one line, which has some, cutting it apart. */
static enum status
put_synonyms(struct importer *importer, char *text, int line)
{
	enum status status = ST_OK;
	char *phrase, *rest = text;
	int count = 0;

	while (status == ST_OK && (phrase = strsep(&rest, ",")) != NULL) {
		phrase = text_trim(phrase);
		count++;
		status = store_put_synonym(importer->store, line, phrase);
		if (status != ST_INVALID)
			continue;
		report_error(importer->report, importer->shown, line, 0,
		    "\"%.80s\": between commas stand one to %d words", phrase,
		    SYNONYM_WORDS);
		status = ST_OK;
	}
	if (count == 1)
		report_error(importer->report, importer->shown, line, 0,
		    "one word alone; write some that mean the same, like: "
		    "price, cost");
	return status;
}

static enum status
put_synonym_lines(struct importer *importer, const char *text, size_t len)
{
	char *copy = arena_copy(&importer->arena, text, len);
	struct text_lines lines;
	enum status status = ST_OK;

	if (importer->arena.failed)
		return ST_MEMORY;
	text_lines_begin(&lines, copy, len);
	while (status == ST_OK && text_lines_next(&lines))
		if (lines.bad)
			report_error(importer->report, importer->shown,
			    lines.number, 0, TEXT_ENCODING);
		else
			status =
			    put_synonyms(importer, lines.line, lines.number);
	return status;
}

/* ---------------------------------------------------------------- files */

/* Puts what a file of data/ says into the store. */
static enum status
put_content(struct importer *importer, const struct source *source,
    const char *text, size_t len, struct report *report)
{
	enum status status;

	importer->report = report;
	importer->shown = source->name;
	status = source->kind == SOURCE_SYNONYMS
		     ? put_synonym_lines(importer, text, len)
		     : put_markdown(importer, source->kind, text, len);
	if (importer->arena.failed)
		status = ST_MEMORY;
	arena_free(&importer->arena);
	return status;
}

/*
 * What is no file, too large, or closed to us, is wrong in itself, and reported
 * so: ST_INVALID. Anything else may pass: the system's failure is logged.
 */
static enum status
refuse_file(const struct source *source, enum status status, size_t max,
    unsigned char *state, struct report *report)
{
	int error = errno;

	if (status == ST_MEMORY)
		return status;
	if (status == ST_SYSTEM && (error == EMFILE || error == ENFILE ||
				       error == EIO || error == ENOMEM)) {
		log_line(
		    "%s: cannot be read: %s", source->name, strerror(error));
		return ST_SYSTEM;
	}
	errno = error;
	report_unreadable(report, source->name, status, max);
	*state = status == ST_LIMIT || error == EISDIR ? KEPT_WRONG
						       : KEPT_UNREADABLE;
	return ST_INVALID;
}

/*
 * Takes a file whose text was read; found: what there is to say of it. Returns
 * ST_INVALID where it is wrong as a whole: nothing of it came into the store.
 */
static enum status
take_text(struct importer *importer, const struct source *source,
    const char *text, size_t len, struct report *found)
{
	const struct import *import = importer->import;
	int entries = importer->counts->entries;
	size_t carried = importer->carried_text.len;
	enum status status;
	bool words;

	if (source->kind <= SOURCE_TEMPLATE)
		return import->accept(import->data, source, text, len, found);
	importer->time = source->time;
	status = put_content(importer, source, text, len, found);
	if (source->kind == SOURCE_HEADER)
		return status == ST_OK && found->errors > 0 ? ST_INVALID
							    : status;
	words = importer->counts->entries > entries ||
		importer->carried_text.len > carried ||
		((importer->only || sources_is_index(source->name)) &&
		    (*importer->front.intro_html != '\0' ||
			*importer->front.closing_html != '\0'));
	return status == ST_OK && found->errors > 0 && !words &&
		       source->kind == SOURCE_QUESTIONS &&
		       !sources_is_index(source->name)
		   ? ST_INVALID
		   : status;
}

/* Keeps a file with the content that counts: text NULL: none. */
static enum status
keep_file(struct importer *importer, const struct source *source,
    enum kept_state state, const char *text, size_t len, int64_t time)
{
	const struct kept kept = {.name = source->name,
	    .stamp = source->stamp,
	    .state = state,
	    .has_text = text != NULL,
	    .text = text != NULL ? text : "",
	    .len = len,
	    .time = time};

	return store_put_kept(importer->store, &kept);
}

/* Reads a file and takes it. ST_INVALID: reported; its state says why. */
static enum status
import_file(struct importer *importer, const struct source *source,
    unsigned char *state, struct report *found)
{
	size_t max = sources_max(source->kind);
	struct buffer path = {0}, text = {.max = max};
	enum status status;

	buffer_printf(&path, "%s/%s", importer->import->home, source->name);
	status = path.status;
	if (status == ST_OK)
		status = file_read(path.data, max, &text);
	if (status != ST_OK) {
		status = refuse_file(source, status, max, state, found);
	} else {
		status =
		    take_text(importer, source, text.data, text.len, found);
		if (status == ST_INVALID)
			*state = KEPT_WRONG;
		if (status == ST_OK)
			status = keep_file(importer, source, KEPT_FINE,
			    text.data, text.len, source->time);
		if (status == ST_NOT_FOUND) /* nothing uses it */
			status =
			    keep_file(importer, source, KEPT_FINE, NULL, 0, 0);
	}
	buffer_free(&path);
	buffer_free(&text);
	return status;
}

/* Takes the last good content of a file instead. Nothing is said of it. */
static enum status
import_old(
    struct importer *importer, const struct source *source, unsigned char state)
{
	struct store *old = importer->import->old;
	struct report unheard = {0};
	struct arena arena = {0};
	struct kept kept = {.text = ""};
	enum status status = ST_NOT_FOUND;

	if (old != NULL)
		status = store_kept(old, &arena, source->name, &kept);
	if (status == ST_MEMORY) {
		arena_free(&arena);
		return status;
	}
	if (status != ST_OK) /* none, or damaged: there is no content */
		kept = (struct kept){.text = ""};
	importer->time = kept.time;
	status = keep_file(importer, source, (enum kept_state)state,
	    kept.has_text ? kept.text : NULL, kept.len, kept.time);
	if (status == ST_OK && kept.has_text && source->kind > SOURCE_TEMPLATE)
		status = put_content(
		    importer, source, kept.text, kept.len, &unheard);
	report_free(&unheard);
	arena_free(&arena);
	return status;
}

/* The settings are kept, if there are any: what they say of the rest. */
static enum status
take_settings(struct importer *importer)
{
	struct arena arena = {0};
	struct report told = {0};
	struct config config;
	struct kept kept;
	enum status status =
	    store_kept(importer->store, &arena, "faq.conf", &kept);

	config_defaults(&config);
	if (status == ST_OK) /* an arena's string is ours to cut apart */
		config_parse(&config, &arena, (char *)(uintptr_t)kept.text,
		    kept.len, "faq.conf", &told);
	if (arena.failed)
		status = ST_MEMORY;
	else if (status == ST_OK || status == ST_NOT_FOUND)
		status = store_set_language(importer->store, config.language,
		    strcmp(config.synonyms, "no") != 0);
	importer->places.base =
	    arena_string(&importer->links_arena, config.base_url);
	report_free(&told);
	arena_free(&arena);
	return status;
}

/* One of the sources, or its last good content. */
static enum status
import_source(struct importer *importer, size_t number, struct report *report)
{
	const struct import *import = importer->import;
	const struct source *source = &import->sources->list[number];
	unsigned char *state = &import->states[number];
	enum status status = ST_INVALID;
	struct report found = {0};

	import->begin(import->data, number);
	if (source->kind == SOURCE_OTHER) {
		report_note(report, source->name, 0, 0, "is not read: %s",
		    sources_reason(source->name, source->folder));
		return ST_OK;
	}
	if (*state == KEPT_FINE)
		status = import_file(importer, source, state, &found);
	report_move(report, &found);
	if (report->text.status != ST_OK)
		return ST_MEMORY; /* better not read than read unheard */
	return status == ST_INVALID ? import_old(importer, source, *state)
				    : status;
}

/* ------------------------------------------------------------------ all */

/*
 * A file that was written within the clock's last tick may be written once
 * more without its time changing, and that edit would never be seen. So let
 * the tick pass before reading.
 */
static void
wait_for_tick(const struct timespec *newest)
{
	const int64_t tick =
	    20 * 1000 * 1000; /* ns; a kernel's is 1 to 10 ms */
	struct timespec now, rest = {0};
	int64_t age;

	clock_gettime(CLOCK_REALTIME, &now);
	if (now.tv_sec - newest->tv_sec > 1 || newest->tv_sec > now.tv_sec)
		return;
	age = (int64_t)(now.tv_sec - newest->tv_sec) * 1000000000 +
	      (now.tv_nsec - newest->tv_nsec);
	if (age >= tick || age < -tick)
		return;
	rest.tv_nsec = tick - age;
	nanosleep(&rest, NULL);
}

/* When the first file with questions was written. */
static int64_t
first_time(const struct sources *sources)
{
	for (size_t i = 0; i < sources->count; i++)
		if (sources->list[i].kind == SOURCE_QUESTIONS)
			return sources->list[i].time;
	return 0;
}

/* Reads all files into the store. */
static enum status
run_import(struct importer *importer, struct report *report,
    const struct import *import)
{
	const struct source *list = import->sources->list;
	size_t count = import->sources->count;
	size_t settings = count > 0 && list->kind == SOURCE_CONFIG ? 1 : 0;
	enum status status = ST_OK;

	for (size_t i = 0; status == ST_OK && i < count; i++) {
		/* all kinds come behind the settings */
		if (i == settings)
			status = take_settings(importer);
		if (status == ST_OK)
			status = import_source(importer, i, report);
	}
	importer->report = report;
	if (status == ST_OK) {
		import->begin(import->data, count);
		status = put_front(importer);
	}
	if (status == ST_OK)
		status = put_leaving(importer);
	if (status == ST_OK)
		status = check_links(importer);
	return status;
}

enum status
import_run(const struct import *import, struct store *store,
    struct import_counts *counts, struct report *report)
{
	const struct sources *sources = import->sources;
	struct importer importer = {.import = import,
	    .places = {.home = import->home, .sources = sources},
	    .store = store,
	    .counts = counts,
	    .only = sources->questions == 1,
	    .front = {STORE_TITLE, "", "", "", "", "", first_time(sources)}};
	enum status status;

	*counts = (struct import_counts){0};
	wait_for_tick(&sources->newest);
	status = run_import(&importer, report, import);
	arena_free(&importer.links_arena);
	arena_free(&importer.front_arena);
	buffer_free(&importer.carried);
	buffer_free(&importer.carried_text);
	return status == ST_OK ? store_finish(store, sources->digest) : status;
}
