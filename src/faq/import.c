/* SPDX-License-Identifier: ISC */
/* import.c - data files to a store. See import.h. */
#include "faq/import.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/encoding.h"
#include "base/text.h"
#include "faq/formats.h"
#include "faq/markdown.h"
#include "search/index.h"

static const char synonyms_name[] = "synonyms.txt";

/* Addresses of the program's own that look like a slug. */
static const char *const reserved[] = {"all"};

/* -------------------------------------------------------------- sources */

static uint64_t
hash_file(const char *name, const struct stat *st)
{
	int64_t facts[] = {(int64_t)st->st_ino, st->st_size, st->st_mtim.tv_sec,
	    st->st_mtim.tv_nsec, st->st_ctim.tv_sec, st->st_ctim.tv_nsec};
	uint64_t hash = hash_bytes(HASH_START, name, strlen(name));

	return hash_bytes(hash, facts, sizeof(facts));
}

static bool
is_data_name(const char *name)
{
	return strcmp(name, synonyms_name) == 0 ||
	       (name[0] != '.' && formats_know(name));
}

static bool
is_index(const char *name)
{
	return strncmp(name, "index.", 6) == 0;
}

/* The index first: it holds the title. */
static int
compare_names(const void *a, const void *b)
{
	const char *one = ((const struct source *)a)->name;
	const char *two = ((const struct source *)b)->name;
	bool first = is_index(one);
	bool second = is_index(two);

	return first != second ? second - first : strcmp(one, two);
}

static void
add_source(struct sources *sources, struct arena *arena, const char *name,
    const struct stat *st)
{
	struct source *files = sources->files;

	if (strcmp(name, synonyms_name) == 0) {
		sources->synonyms = true;
	} else {
		files =
		    arena_grow(arena, files, sources->count, sizeof(*files));
		if (files == NULL)
			return;
		sources->files = files;
		files[sources->count++] = (struct source){
		    arena_string(arena, name), st->st_mtim.tv_sec};
	}
	/* a sum: the folder may list its files in any order */
	sources->digest += hash_file(name, st);
	if (st->st_ctim.tv_sec > sources->newest.tv_sec ||
	    (st->st_ctim.tv_sec == sources->newest.tv_sec &&
		st->st_ctim.tv_nsec > sources->newest.tv_nsec))
		sources->newest = st->st_ctim;
}

enum status
import_scan(struct sources *sources, struct arena *arena, const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *file;
	struct stat st;
	int error;

	*sources = (struct sources){0};
	if (dir == NULL)
		return errno == ENOENT || errno == ENOTDIR ? ST_NOT_FOUND
							   : ST_SYSTEM;
	for (; (errno = 0, file = readdir(dir)) != NULL;) {
		if (!is_data_name(file->d_name))
			continue;
		/* what leads nowhere is told when it is read */
		if (fstatat(dirfd(dir), file->d_name, &st, 0) != 0)
			st = (struct stat){0};
		add_source(sources, arena, file->d_name, &st);
	}
	error = errno;
	closedir(dir);
	errno = error;
	if (error != 0)
		return ST_SYSTEM;
	if (arena->failed)
		return ST_MEMORY;
	if (sources->count == 0)
		return ST_NOT_FOUND;
	qsort(sources->files, sources->count, sizeof(*sources->files),
	    compare_names);
	sources->digest =
	    hash_bytes(sources->digest, VERSION, sizeof(VERSION)) | 1;
	return ST_OK;
}

/* -------------------------------------------------------------- entries */

/* A link between answers, and where it stands. */
struct pending {
	const char *slug, *file;
	int line;
};

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
	struct store *store;
	struct report *report;
	struct import_counts *counts;
	struct arena arena;       /* of the file in hand */
	char shown[300];          /* its name in reports */
	int64_t time;             /* when it was written */
	bool only;                /* it is the only file */
	bool titled;              /* one had the FAQ's title */
	bool unreadable;          /* a file could not be read, for now */
	struct arena links_arena; /* of the links, checked at the end */
	struct pending *links;
	size_t link_count;
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
	const char *slug, *text;
	enum status status = ST_INVALID;

	if (!waiting->any || waiting->put)
		return ST_OK;
	waiting->put = true;
	slug = category.slug = choose_slug(importer, part);
	category.intro_html =
	    take_carried(importer, &importer->arena, waiting->part, &text);
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

/* Whether the question is one to show; says so where it is not. */
static bool
is_shown(struct importer *importer, const struct part *part)
{
	if (strcmp(part->attributes.draft, "yes") == 0) {
		report_note(importer->report, importer->shown, part->line, 0,
		    "a draft, left out: %s", part->title);
		importer->counts->drafts++;
		return false;
	}
	if (*part->text != '\0' || strstr(part->html, "<img") != NULL)
		return true;
	report_error(importer->report, importer->shown, part->line, 0,
	    "a question without an answer is left out; write one below it: %s",
	    part->title);
	return false;
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

	if (*html != '\0')
		front->closing_html = arena_printf(
		    &importer->front_arena, "%s%s", html, front->closing_html);
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
		struct pending *links = arena_grow(arena, importer->links,
		    importer->link_count, sizeof(*links));

		if (links == NULL)
			return;
		importer->links = links;
		links[importer->link_count++] = (struct pending){
		    .slug = arena_string(arena, part->links[i].slug),
		    .file = file,
		    .line = part->links[i].line};
	}
}

/* Notes the links that lead to no answer: their readers would get a 404. */
static enum status
check_links(struct importer *importer)
{
	struct arena *arena = &importer->links_arena;
	const struct pending *link = importer->links;
	enum status status = arena->failed ? ST_MEMORY : ST_OK;
	const char *file;
	int line;

	for (size_t i = 0; status == ST_OK && i < importer->link_count; i++) {
		status = store_owner(
		    importer->store, arena, link[i].slug, &file, &line);
		if (status != ST_NOT_FOUND)
			continue;
		report_note(importer->report, link[i].file, link[i].line, 0,
		    "the link \"%s\" leads to no question", link[i].slug);
		status = ST_OK;
	}
	return status;
}

/* ---------------------------------------------------------------- files */

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
	const struct part *end = first + document->count;
	bool titles =
	    importer->only ||
	    (is_index(strchr(importer->shown, '/') + 1) && !importer->titled);
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

	if (document->count == 0)
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

/*
 * What is no file, too large, or a link that leads nowhere, is a mistake;
 * anything else may pass. Returns ST_OK: the next file may have mistakes, too;
 * or ST_LIMIT where no file can be opened any more.
 */
static enum status
refuse_file(struct importer *importer, enum status status, size_t max)
{
	int error = errno;

	report_unreadable(importer->report, importer->shown, status, max);
	if (status != ST_SYSTEM)
		return ST_OK;
	if (error == EMFILE || error == ENFILE)
		return ST_LIMIT;
	if (error != EISDIR && error != EINVAL && error != ELOOP)
		importer->unreadable = true;
	return ST_OK;
}

/* Takes the text of a data file, which is shown as importer->shown. */
typedef enum status put_text_fn(
    struct importer *importer, char *text, size_t len);

/* Reads a file of at most max bytes and hands its text on. */
static enum status
import_file(struct importer *importer, const char *folder, const char *name,
    size_t max, put_text_fn *put)
{
	struct buffer path = {0}, text = {.max = max};
	enum status status;

	snprintf(importer->shown, sizeof(importer->shown), "data/%s", name);
	buffer_printf(&path, "%s/%s", folder, name);
	status = path.status;
	if (status == ST_OK)
		status = file_read(path.data, max, &text);
	if (status == ST_OK) {
		status = put(importer, text.data, text.len);
	} else if (status != ST_MEMORY) {
		status = refuse_file(importer, status, max);
	}
	buffer_free(&path);
	buffer_free(&text);
	if (importer->arena.failed)
		status = ST_MEMORY;
	arena_free(&importer->arena);
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

static enum status
put_questions(struct importer *importer, char *bytes, size_t len)
{
	struct sheet sheet = {.shown = importer->shown};
	struct encoding_found found;
	struct buffer text = {0};
	struct document document;
	enum status status;

	encoding_read(&text, bytes, len, &found);
	status = text.status;
	if (status == ST_OK && note_encoding(importer, &found)) {
		formats_read(&sheet, importer->shown,
		    text.data != NULL ? text.data : "", text.len,
		    importer->report);
		status = markdown_parse(
		    &document, &importer->arena, &sheet, importer->report);
		if (status == ST_OK)
			status =
			    put_document(importer, &document, sheet.untitled);
	}
	sheet_free(&sheet);
	buffer_free(&text);
	return status;
}

static enum status
import_questions(
    struct importer *importer, const char *folder, const struct source *source)
{
	importer->time = source->time;
	return import_file(
	    importer, folder, source->name, IMPORT_MAX, put_questions);
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
put_synonym_lines(struct importer *importer, char *text, size_t len)
{
	struct text_lines lines;
	enum status status = ST_OK;

	text_lines_begin(&lines, text, len);
	while (status == ST_OK && text_lines_next(&lines))
		if (lines.bad)
			report_error(importer->report, importer->shown,
			    lines.number, 0, TEXT_ENCODING);
		else
			status =
			    put_synonyms(importer, lines.line, lines.number);
	return status;
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

/* Reads all files into the store. */
static enum status
run_import(struct importer *importer, const struct sources *sources,
    const char *folder)
{
	enum status status = ST_OK;

	for (size_t i = 0; status == ST_OK && i < sources->count; i++)
		status = import_questions(importer, folder, &sources->files[i]);
	if (status == ST_OK && sources->synonyms)
		status = import_file(importer, folder, synonyms_name,
		    IMPORT_MAX, put_synonym_lines);
	if (status == ST_OK)
		status = put_front(importer);
	if (status == ST_OK)
		status = check_links(importer);
	return status;
}

enum status
import_run(const struct sources *sources, const char *folder,
    struct store *store, struct import_counts *counts, struct report *report)
{
	struct importer importer = {.store = store,
	    .report = report,
	    .counts = counts,
	    .only = sources->count == 1,
	    .front = {"Frequently asked questions", "", "", "",
		sources->files[0].time}};
	int errors = report->errors;
	enum status status;
	bool bare;

	*counts = (struct import_counts){0};
	wait_for_tick(&sources->newest);
	status = run_import(&importer, sources, folder);
	bare = counts->entries == 0 && *importer.front.intro_html == '\0' &&
	       *importer.front.closing_html == '\0';
	arena_free(&importer.links_arena);
	arena_free(&importer.front_arena);
	buffer_free(&importer.carried);
	buffer_free(&importer.carried_text);
	if (status == ST_OK && importer.unreadable)
		return ST_SYSTEM;
	/* some words are better than none, and an old store than none */
	if (status == ST_OK && bare && report->errors > errors)
		return ST_INVALID;
	if (status == ST_OK)
		status = store_finish(store, sources->digest);
	return status;
}
