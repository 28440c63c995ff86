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

#include "base/text.h"
#include "faq/markdown.h"
#include "search/index.h"

enum {
	DATA_FILE_MAX = 128 << 20, /* bytes */
	SYNONYMS_MAX = DATA_FILE_MAX
};

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
	size_t len = strlen(name);

	if (strcmp(name, synonyms_name) == 0)
		return true;
	return name[0] != '.' && len > 3 && strcmp(name + len - 3, ".md") == 0;
}

/* index.md first: it holds the title. */
static int
compare_names(const void *a, const void *b)
{
	const char *one = ((const struct source *)a)->name;
	const char *two = ((const struct source *)b)->name;
	bool first = strcmp(one, "index.md") == 0;
	bool second = strcmp(two, "index.md") == 0;

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

/* What the functions below share while the sources are read. */
struct importer {
	struct store *store;
	struct report *report;
	struct import_counts *counts;
	struct arena arena; /* of the file in hand */
	char shown[300];    /* its name in reports */
	int64_t time;       /* when it was written */
	bool only;          /* it is the only file */
	bool has_front;
	bool unreadable;          /* a file could not be read, for now */
	struct arena links_arena; /* of the links, checked at the end */
	struct pending *links;
	size_t link_count;
	int64_t category; /* the one in hand, 0: none */
};

/* The part's own slug, or one made of its words. Reports one that is bad. */
static const char *
choose_slug(struct importer *importer, const struct part *part)
{
	struct buffer slug = {0};
	const char *chosen = part->slug;

	if (*chosen == '\0') {
		text_slug(&slug, part->title, strlen(part->title));
		chosen = arena_text(&importer->arena, &slug);
	}
	if (*chosen == '\0' && *part->title != '\0')
		report_error(importer->report, importer->shown, part->line, 0,
		    "no link can be made of these words; "
		    "add one behind them, like {#my-question}");
	return chosen;
}

static void
check_reserved(
    struct importer *importer, const struct part *part, const char *slug)
{
	for (size_t i = 0; i < COUNT(reserved); i++)
		if (strcmp(slug, reserved[i]) == 0)
			report_error(importer->report, importer->shown,
			    part->line, 0,
			    "the link \"%s\" is the program's own; choose "
			    "another, like {#all-questions}",
			    slug);
}

static enum status
report_taken(
    struct importer *importer, const struct part *part, const char *slug)
{
	const char *file;
	int line;
	enum status status =
	    store_owner(importer->store, &importer->arena, slug, &file, &line);

	if (status == ST_OK)
		report_error(importer->report, importer->shown, part->line, 0,
		    "the link \"%s\" is taken by %s:%d; choose another, like "
		    "{#%.80s-2}",
		    slug, file, line, slug);
	return status;
}

/* The old slugs with a single space between them. */
static const char *
list_aliases(struct arena *arena, const char *aka)
{
	struct buffer list = {0};

	text_clean(&list, aka, strlen(aka), strlen(aka));
	return arena_text(arena, &list);
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

		check_reserved(importer, part, slug);
		status = store_put_alias(importer->store, slug, entry->id);
		if (status == ST_INVALID)
			status = report_taken(importer, part, slug);
		p += len + (p[len] != '\0');
	}
	return status;
}

static enum status
put_question(struct importer *importer, const struct part *part)
{
	struct entry entry = {
	    .id = importer->counts->entries + 1,
	    .slug = choose_slug(importer, part),
	    .question = part->title,
	    .answer_html = part->html,
	    .answer_text = part->text,
	    .keywords = part->keywords,
	    .updated = part->updated,
	    .category = importer->category,
	    .file = importer->shown,
	    .line = part->line,
	    .aka = list_aliases(&importer->arena, part->aka),
	    .time = importer->time,
	};
	enum status status;

	check_reserved(importer, part, entry.slug);
	if (*part->text == '\0' && strstr(part->html, "<img") == NULL)
		report_error(importer->report, importer->shown, part->line, 0,
		    "a question without an answer; write one below it");
	if (*entry.slug == '\0')
		return ST_OK; /* was reported */
	status = store_put_entry(importer->store, &entry);
	if (status == ST_INVALID)
		return report_taken(importer, part, entry.slug);
	if (status != ST_OK)
		return status;
	importer->counts->entries++;
	return put_aliases(importer, part, &entry);
}

static enum status
put_category(struct importer *importer, const struct part *part)
{
	struct category category = {
	    .id = importer->counts->categories + 1,
	    .slug = choose_slug(importer, part),
	    .title = part->title,
	    .intro_html = part->html,
	    .file = importer->shown,
	    .line = part->line,
	};
	enum status status;

	if (*part->closing_html != '\0') /* a break has no meaning here */
		category.intro_html = arena_printf(&importer->arena,
		    "%s<hr />\n%s", part->html, part->closing_html);
	if (*category.slug == '\0')
		return ST_OK; /* was reported */
	status = store_put_category(importer->store, &category);
	if (status == ST_INVALID) {
		report_error(importer->report, importer->shown, part->line, 0,
		    "the category \"%s\" was there before; put its questions "
		    "together, or name one of them {#%.80s-2}",
		    category.slug, category.slug);
		return ST_OK;
	}
	importer->category = category.id;
	importer->counts->categories++;
	return status;
}

static enum status
put_front(struct importer *importer, const struct part *part)
{
	struct front front = {.title = part->title,
	    .intro_html = part->html,
	    .intro_text = part->text,
	    .closing_html = part->closing_html,
	    .time = importer->time};

	importer->has_front = true;
	return store_put_front(importer->store, &front);
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

/*
 * The first heading of index.md, or of the only file, is the FAQ's; any other
 * heading of level 1 begins a category, one of level 2 asks a question.
 */
static enum status
put_document(struct importer *importer, const struct document *document)
{
	const struct part *part = document->parts;
	bool titles =
	    importer->only || strcmp(importer->shown, "data/index.md") == 0;
	enum status status = ST_OK;

	if (document->count == 0 || part->level != 1)
		report_error(importer->report, importer->shown,
		    document->count > 0 ? part->line : 1, 0,
		    "no title; begin the file with a line like: # Title");
	importer->category = 0;
	for (size_t i = 0; status == ST_OK && i < document->count;
	     i++, part++) {
		keep_links(importer, part);
		if (part->level == 2)
			status = put_question(importer, part);
		else if (titles && i == 0)
			status = put_front(importer, part);
		else
			status = put_category(importer, part);
	}
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

static enum status
put_markdown(struct importer *importer, char *text, size_t len)
{
	int errors = importer->report->errors;
	struct document document;
	enum status status = markdown_parse(&document, &importer->arena, text,
	    len, importer->shown, importer->report);

	if (status == ST_OK &&
	    (document.count > 0 || importer->report->errors == errors))
		status = put_document(importer, &document);
	return status;
}

static enum status
import_markdown(
    struct importer *importer, const char *folder, const struct source *source)
{
	importer->time = source->time;
	return import_file(
	    importer, folder, source->name, DATA_FILE_MAX, put_markdown);
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

enum status
import_run(const struct sources *sources, const char *folder,
    struct store *store, struct import_counts *counts, struct report *report)
{
	struct front plain = {
	    "Frequently asked questions", "", "", "", sources->files[0].time};
	struct importer importer = {.store = store,
	    .report = report,
	    .counts = counts,
	    .only = sources->count == 1};
	int errors = report->errors;
	enum status status = ST_OK;

	*counts = (struct import_counts){0};
	wait_for_tick(&sources->newest);
	for (size_t i = 0; status == ST_OK && i < sources->count; i++)
		status = import_markdown(&importer, folder, &sources->files[i]);
	if (status == ST_OK && sources->synonyms)
		status = import_file(&importer, folder, synonyms_name,
		    SYNONYMS_MAX, put_synonym_lines);
	if (status == ST_OK && !importer.has_front)
		status = store_put_front(store, &plain);
	if (status == ST_OK)
		status = check_links(&importer);
	arena_free(&importer.links_arena);
	if (status == ST_OK && importer.unreadable)
		return ST_SYSTEM;
	if (status == ST_OK && report->errors > errors)
		return ST_INVALID;
	if (status == ST_OK)
		status = store_finish(store, sources->digest);
	return status;
}
