/* SPDX-License-Identifier: ISC */
/* site.c - what stays open between requests. See site.h. */
#include "site/site.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/db.h"
#include "site/confine.h"

struct site_state {
	struct arena arena; /* of the paths */
	const char *inside; /* the home as a folder: "HOME/." */
	const char *conf, *data, *templates;

	struct arena config_arena, front_arena;
	struct file_stamp config_stamp; /* of the file, while no store is */
	struct renew *renew;
	enum site_problem logged;
	bool moved; /* home, or program, are others than this process has */
};

/* ------------------------------------------------------- open and close */

static void
drop_store(struct site *site)
{
	search_close(site->search);
	store_close(site->store);
	site->search = NULL;
	site->store = NULL;
	site->front = (struct front){"FAQ", "", "", "", "", "", 0};
	arena_free(&site->state->front_arena);
	cache_clear(site->cache);
}

/* Whether the home is a folder that this process may list and enter. */
static bool
can_enter(const struct site_state *state)
{
	return faccessat(AT_FDCWD, state->inside, R_OK | X_OK, AT_EACCESS) == 0;
}

/* Where templates come from: the store, or the disk while there is none. */
static enum status
read_template(void *data, const char *name, struct buffer *text)
{
	struct site *site = data;
	struct buffer path = {0};
	struct arena arena = {0};
	struct kept kept;
	enum status status;

	/* a closed home has one message, not one for each file */
	if (site->store == NULL && !can_enter(site->state))
		return ST_NOT_FOUND;
	buffer_printf(&path, "%s/templates/%s",
	    site->store != NULL ? "" : site->home, name);
	status = path.status;
	if (status == ST_OK && site->store == NULL) {
		status = file_read(path.data, SOURCE_TEMPLATE_MAX, text);
	} else if (status == ST_OK) {
		status = store_kept(site->store, &arena, path.data + 1, &kept);
		if (status == ST_SYSTEM)
			status = ST_BUSY; /* see router: it is made anew */
		if (status == ST_OK && !kept.has_text)
			status = ST_NOT_FOUND;
		if (status == ST_OK)
			buffer_add(text, kept.text, kept.len);
	}
	buffer_free(&path);
	arena_free(&arena);
	return status == ST_OK ? text->status : status;
}

enum status
site_open(struct site **out, const char *home, enum renew_manner manner)
{
	struct site *site = calloc(1, sizeof(*site));
	struct site_state *state = calloc(1, sizeof(*state));

	*out = NULL;
	if (site == NULL || state == NULL) {
		free(site);
		free(state);
		return ST_MEMORY;
	}
	site->state = state;
	site->home = arena_string(&state->arena, home);
	state->inside = arena_printf(&state->arena, "%s/.", home);
	state->conf = arena_printf(&state->arena, "%s/faq.conf", home);
	state->data = arena_printf(&state->arena, "%s/data", home);
	state->templates = arena_printf(&state->arena, "%s/templates", home);
	state->renew = renew_new(home, manner);
	site->cache = manner == RENEW_STAYS ? cache_new() : NULL;
	site->view = view_new(read_template, site);
	if (state->arena.failed || !state->renew || !site->view ||
	    (manner == RENEW_STAYS && !site->cache)) {
		site_close(site);
		return ST_MEMORY;
	}
	config_defaults(&site->config);
	drop_store(site);              /* sets what there is without one */
	state->config_stamp.size = -1; /* no file has it: read at first */
	*out = site;
	return ST_OK;
}

void
site_close(struct site *site)
{
	struct site_state *state;

	if (site == NULL)
		return;
	state = site->state;
	drop_store(site);
	view_free(site->view);
	cache_free(site->cache);
	renew_free(state->renew);
	arena_free(&state->config_arena);
	arena_free(&state->arena);
	free(state);
	free(site);
}

/* ------------------------------------------------------------ the store */

/* Takes the settings that the store holds; the builder told of mistakes. */
static enum status
read_settings(struct store *store, struct arena *arena, struct config *config)
{
	struct report known = {0};
	struct kept kept;
	enum status status = store_kept(store, arena, "faq.conf", &kept);

	config_defaults(config);
	if (status == ST_NOT_FOUND)
		return ST_OK;
	if (status != ST_OK || !kept.has_text)
		return status;
	/* an arena's string is ours to cut apart */
	config_parse(config, arena, (char *)(uintptr_t)kept.text, kept.len,
	    "faq.conf", &known);
	report_free(&known);
	return ST_OK;
}

/*
 * Makes a store the site's own, in place of the one before. One that cannot
 * be read is closed, and its file not opened again.
 */
static void
take_store(struct site *site, struct store *store)
{
	struct site_state *state = site->state;
	struct arena front_arena = {0}, config_arena = {0};
	struct search *search = NULL;
	struct config config;
	struct front front;
	enum status status = store_front(store, &front_arena, &front);

	if (status == ST_OK)
		status = search_open(&search, store_db(store));
	if (status == ST_OK)
		status = read_settings(store, &config_arena, &config);
	if (status != ST_OK) {
		search_close(search);
		if (db_damaged(store_db(store)))
			renew_distrust(state->renew);
		store_close(store);
		arena_free(&front_arena);
		arena_free(&config_arena);
		return;
	}
	drop_store(site);
	site->store = store;
	site->search = search;
	site->front = front;
	state->front_arena = front_arena;
	arena_free(&state->config_arena);
	state->config_arena = config_arena;
	site->config = config;
	view_forget(site->view, config.language);
}

/* Takes over the newest store there is, if the site has not got it. */
static void
take_newest(struct site *site)
{
	struct store *store;

	if (renew_take(site->state->renew, &store) == ST_OK)
		take_store(site, store);
}

/* -------------------------------------------------------------- refresh */

/* Whether there is something to show, be it no question but a title. */
static bool
has_words(const struct site *site)
{
	return store_entries(site->store) > 0 ||
	       *site->front.intro_html != '\0' ||
	       *site->front.closing_html != '\0' ||
	       (store_faults(site->store) == 0 &&
		   strcmp(site->front.title, STORE_TITLE) != 0);
}

/*
 * Why there is no store. scan: how listing the data folder ended, with error;
 * made: how taking the data over did.
 */
static enum site_problem
name_problem(struct site *site, enum status scan, int error, enum status made)
{
	if (site->store != NULL)
		return has_words(site) ? SITE_FINE : SITE_BAD_DATA;
	if (scan == ST_OK)
		return made == ST_BUSY ? SITE_BUSY : SITE_FAILED;
	if (scan == ST_MEMORY ||
	    (scan == ST_SYSTEM && error != EACCES && error != EPERM))
		return SITE_FAILED; /* no folder's fault: EMFILE, say */
	return can_enter(site->state) ? SITE_NO_DATA : SITE_NO_HOME;
}

/*
 * One line for the owner each time the site comes into such a state. error:
 * what the system said of the data folder.
 */
static void
log_problem(struct site *site, enum status scan, int error)
{
	struct site_state *state = site->state;
	const char *data = state->data;
	enum site_problem now = site->problem;

	if (now == SITE_FINE && scan != ST_OK)
		now = SITE_NO_DATA;
	if (now == state->logged)
		return;
	state->logged = now;
	if (now == SITE_NO_HOME)
		log_line("%s: the FAQ home is missing or cannot be read",
		    site->home);
	else if (now == SITE_NO_DATA)
		log_line("%s: %s%s", data,
		    scan == ST_NOT_FOUND ? "no file with questions there"
					 : strerror(error),
		    site->store != NULL ? "; the last good store serves" : "");
	else if (now == SITE_BAD_DATA)
		log_line("%s: cannot be taken over, and there is no older "
			 "version to serve",
		    data);
	else if (now == SITE_FAILED && scan == ST_SYSTEM)
		log_line("%s: %s", data, strerror(error));
	else if (now == SITE_FAILED)
		log_line("%s: cannot be served for lack of memory or a "
			 "failing system, see above",
		    site->home);
}

/*
 * While there is no store the settings and templates for the page that says so
 * come from the disk. Returns ST_OK, also with mistakes logged, or ST_MEMORY
 * (logged).
 */
static enum status
read_disk(struct site *site)
{
	struct site_state *state = site->state;
	struct report report = {0};
	enum status status = ST_OK;

	if (can_enter(state) &&
	    file_changed(state->conf, &state->config_stamp)) {
		arena_free(&state->config_arena);
		status = config_read(&site->config, &state->config_arena,
		    state->conf, "faq.conf", &report);
		report_log(&report);
		report_free(&report);
	}
	view_forget(site->view, site->config.language);
	if (status != ST_MEMORY)
		return ST_OK;
	log_line("%s: not read: out of memory", state->conf);
	state->config_stamp.size = -1; /* read it again */
	return ST_MEMORY;
}

/* Whether the site has the store of these sources. */
static bool
is_current(const struct site *site, const struct sources *sources)
{
	return site->store != NULL &&
	       store_sources(site->store) == sources->digest;
}

/* What was open serves once more; the next process can do better. */
static void
serve_last(struct site *site)
{
	site->state->moved = true;
	if (site->store == NULL)
		site->problem = SITE_BUSY;
}

/* Sees to a store of the owner's files as they are now. */
static void
refresh_store(struct site *site)
{
	struct renew *renew = site->state->renew;
	struct arena arena = {0};
	struct sources sources;
	enum status scan = renew_look(renew, &arena, &sources);
	enum status made = ST_OK;
	int error = errno;

	if (confine_moved() || renew_outdated(renew)) {
		serve_last(site);
		arena_free(&arena);
		return;
	}
	take_newest(site);
	/* what was made may prove damaged as it is opened; so once more */
	for (int i = 0; i < 2 && scan == ST_OK && made == ST_OK &&
			!is_current(site, &sources);
	     i++) {
		made = renew_make(renew, &sources,
		    site->store != NULL && store_entries(site->store) > 0);
		take_newest(site);
	}
	site->problem = name_problem(site, scan, error, made);
	if (site->store == NULL && read_disk(site) != ST_OK)
		site->problem = SITE_FAILED; /* no page without the settings */
	log_problem(site, scan, error);
	arena_free(&arena);
}

void
site_refresh(struct site *site)
{
	/* a failure may have passed, and who has nothing waits for nothing */
	if (renew_due(site->state->renew) || site->store == NULL)
		refresh_store(site);
}

int
site_wait(const struct site *site, int *descriptor)
{
	int ms = renew_wait(site->state->renew, descriptor);

	return site->state->moved ? 0 : ms;
}

void
site_wake(struct site *site)
{
	renew_wake(site->state->renew);
	site_refresh(site);
}

bool
site_is_done(const struct site *site)
{
	return site->state->moved;
}

bool
site_repair(struct site *site)
{
	if (site->store == NULL || !db_damaged(store_db(site->store)))
		return false;
	log_line("%s: damaged; making it anew", renew_db(site->state->renew));
	renew_distrust(site->state->renew);
	drop_store(site);
	refresh_store(site);
	return site->store != NULL;
}

/* ---------------------------------------------------------------- commands */

/* As sources_scan, with a folder that cannot be read reported. */
static enum status
scan_data(struct site *site, struct arena *arena, struct sources *sources,
    struct report *report)
{
	enum status status = sources_scan(sources, arena, site->home);

	if (status == ST_SYSTEM)
		report_unreadable(report, "data", status, 0);
	return status;
}

enum status
site_build(
    struct site *site, struct import_counts *counts, struct report *report)
{
	struct arena arena = {0};
	struct sources sources;
	enum status status = scan_data(site, &arena, &sources, report);

	*counts = (struct import_counts){0};
	if (status == ST_OK)
		status =
		    renew_build(site->state->renew, &sources, counts, report);
	arena_free(&arena);
	return status;
}

enum status
site_check(
    struct site *site, struct import_counts *counts, struct report *report)
{
	struct site_state *state = site->state;
	struct arena arena = {0};
	struct config config;
	struct sources sources;
	enum status status = scan_data(site, &arena, &sources, report);

	*counts = (struct import_counts){0};
	if (status == ST_OK) {
		status = renew_check(state->renew, &sources, counts, report);
	} else if (can_enter(state)) {
		config_read(&config, &arena, state->conf, "faq.conf", report);
		view_check(state->templates, &config, report);
	}
	if (store_prove(renew_db(state->renew)) == ST_INVALID)
		report_error(report, "var/faq.db", 0, 0,
		    "is not what was written there, as by a failing disk; it "
		    "is made anew when that is read, or by build");
	arena_free(&arena);
	return status;
}
