/* SPDX-License-Identifier: ISC */
/* summary.c - the owner's report of searches. See summary.h. */
#include "site/summary.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { PAUSE = 3600 /* seconds between reports */ };

const char *
summary_line(const struct asked *asked, struct arena *arena)
{
	const char *words = asked->words;

	/* words that were kept hold no quotation mark and no brace */
	if (asked->hits > 0)
		return arena_printf(arena, "{keywords=\"%s\"}", words);
	if (*words >= 'a' && *words <= 'z')
		return arena_printf(
		    arena, "## %c%s?", *words - 'a' + 'A', words + 1);
	return arena_printf(arena, "## %s?", words);
}

/* A field of RFC 4180. */
static void
add_field(struct buffer *out, const char *text)
{
	buffer_char(out, '"');
	for (; *text != '\0'; text++)
		buffer_string(out, *text == '"' ? "\"\"" : (char[]){*text, 0});
	buffer_char(out, '"');
}

void
summary_csv(const struct asked_all *all, struct buffer *out)
{
	struct arena arena = {0};

	/* a spreadsheet takes it for UTF-8 by these bytes */
	buffer_string(out, "\xef\xbb\xbfwords,searches,hits,last,paste\r\n");
	for (size_t i = 0; i < all->count; i++) {
		const struct asked *asked = &all->list[i];

		add_field(out, asked->words);
		buffer_printf(out, ",%zu,%zu,%s,", asked->count, asked->hits,
		    asked->last);
		add_field(out, summary_line(asked, &arena));
		buffer_string(out, "\r\n");
	}
	if (arena.failed && out->status == ST_OK)
		out->status = ST_MEMORY;
	arena_free(&arena);
}

/* Takes the first rows of each kind; bars are as long as the most frequent. */
static void
choose_rows(
    const struct asked_all *all, struct arena *arena, struct view_asked *view)
{
	size_t most = 1, shown[2] = {0, 0};

	*view = (struct view_asked){.first = all->first,
	    .last = all->last,
	    .searches = all->searches,
	    .missed = all->missed};
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].count > most)
			most = all->list[i].count;
	view->rows = arena_alloc(arena, 2 * SUMMARY_ROWS * sizeof(*view->rows));
	if (view->rows == NULL)
		return;
	for (size_t i = 0; i < all->count; i++) {
		const struct asked *asked = &all->list[i];

		if (shown[asked->hits > 0]++ < SUMMARY_ROWS)
			view->rows[view->count++] =
			    (struct view_asked_row){.words = asked->words,
				.last = asked->last,
				.line = summary_line(asked, arena),
				.count = asked->count,
				.hits = asked->hits,
				.share = (int)(asked->count * 100 / most)};
	}
}

static enum status
write_file(const struct var *var, const char *path, const struct buffer *bytes)
{
	enum status status = bytes->status;

	if (status == ST_OK)
		status = var_write(var, path, bytes->data, bytes->len);
	if (status == ST_SYSTEM)
		log_line("%s: %s", path, strerror(errno));
	return status;
}

static enum status
write_both(struct site *site, struct arena *arena, const struct var *var,
    const struct asked_all *all)
{
	struct fill_page page = {.config = &site->config,
	    .faq_title = site->front.title,
	    .base = "",
	    .origin = "",
	    .path = "",
	    .query = "",
	    .header_html = "",
	    .number = 1,
	    .pages = 1};
	struct buffer html = {0}, csv = {0};
	struct view_asked view;
	enum status status;

	choose_rows(all, arena, &view);
	status = arena->failed ? ST_MEMORY
			       : view_asked(site->view, &page, &view, &html);
	if (status == ST_OK)
		status = write_file(var, var->report, &html);
	if (status == ST_OK) {
		summary_csv(all, &csv);
		status = write_file(var, var->report_csv, &csv);
	}
	buffer_free(&html);
	buffer_free(&csv);
	return status;
}

enum status
summary_make(
    struct site *site, bool now, struct arena *arena, struct asked_all *all)
{
	struct asked_all own;
	enum status status;
	struct var var;
	struct stat st;

	if (all == NULL)
		all = &own;
	*all = (struct asked_all){.first = "", .last = ""};
	var_name(&var, arena, site->home);
	if (arena->failed)
		return ST_MEMORY;
	/* one of the future was written by another clock */
	if (!now && stat(var.report_csv, &st) == 0 &&
	    st.st_mtime > time(NULL) - PAUSE && st.st_mtime <= time(NULL))
		return ST_OK;
	status = asked_read(&var, arena, all);
	if (status == ST_SYSTEM)
		log_line("%s: %s", var.searches, strerror(errno));
	if (status == ST_OK && all->count > 0)
		status = write_both(site, arena, &var, all);
	return status;
}
