/* SPDX-License-Identifier: ISC */
/* site.c - what stays open between requests. See site.h. */
#include "site/site.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/db.h"
#include "faq/header.h"
#include "site/renew.h"

struct site_state {
	struct arena arena; /* of the paths */
	const char *inside; /* the home as a folder: "HOME/." */
	const char *conf, *templates;

	const char *header;

	struct arena config_arena, header_arena, front_arena;
	struct file_stamp config_stamp, header_stamp;
	struct renew *renew;
	enum site_problem logged;
};

/* ------------------------------------------------------- open and close */

static void
drop_store(struct site *site)
{
	search_close(site->search);
	store_close(site->store);
	site->search = NULL;
	site->store = NULL;
	site->front = (struct front){"FAQ", "", "", "", 0};
	arena_free(&site->state->front_arena);
	cache_clear(site->cache);
}

enum status
site_open(struct site **out, const char *home)
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
	state->header = arena_printf(&state->arena, "%s/header.md", home);
	state->templates = arena_printf(&state->arena, "%s/templates", home);
	state->renew = renew_new(home);
	site->cache = cache_new();
	site->view = view_new(state->templates);
	if (state->arena.failed || !state->renew || !site->cache ||
	    !site->view) {
		site_close(site);
		return ST_MEMORY;
	}
	config_defaults(&site->config);
	site->header_html = "";
	drop_store(site);              /* sets what there is without one */
	state->config_stamp.size = -1; /* no file has it: read at first */
	state->header_stamp.size = -1;
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
	if (site->cache != NULL)
		drop_store(site);
	view_free(site->view);
	cache_free(site->cache);
	renew_free(state->renew);
	arena_free(&state->config_arena);
	arena_free(&state->header_arena);
	arena_free(&state->arena);
	free(state);
	free(site);
}

/* ------------------------------------------------------------ the store */

/*
 * Makes a store the site's own, in place of the one before. One that cannot
 * be read is closed, and its file not opened again.
 */
static enum status
take_store(struct site *site, struct store *store)
{
	struct arena arena = {0};
	struct search *search = NULL;
	struct front front;
	enum status status = store_front(store, &arena, &front);

	if (status == ST_OK)
		status = search_open(&search, store_db(store));
	if (status != ST_OK) {
		if (db_damaged(store_db(store)))
			renew_distrust(site->state->renew);
		store_close(store);
		arena_free(&arena);
		return status;
	}
	drop_store(site);
	site->store = store;
	site->search = search;
	site->front = front;
	site->state->front_arena = arena;
	return ST_OK;
}

/*
 * Opens the store of var/ if it was made of sources with that digest; 0: of
 * any. Returns whether the site has it now.
 */
static bool
adopt_file(struct site *site, uint64_t digest)
{
	struct store *store;

	return renew_open(site->state->renew, digest, &store) == ST_OK &&
	       take_store(site, store) == ST_OK;
}

/* -------------------------------------------------------------- refresh */

/* Whether the home is a folder that this process may list and enter. */
static bool
can_enter(const struct site_state *state)
{
	return faccessat(AT_FDCWD, state->inside, R_OK | X_OK, AT_EACCESS) == 0;
}

/*
 * Why there is no store. scan: how listing the data folder ended, with error;
 * made: how taking the data over did.
 */
static enum site_problem
name_problem(struct site *site, enum status scan, int error, enum status made)
{
	if (site->store != NULL)
		return SITE_FINE;
	if (scan == ST_OK)
		return made == ST_INVALID || made == ST_SYSTEM ? SITE_BAD_DATA
							       : SITE_FAILED;
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
	const char *data = renew_data(state->renew);
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
			 "store to serve",
		    data);
	else if (now == SITE_FAILED && scan == ST_SYSTEM)
		log_line("%s: %s", data, strerror(error));
	else if (now == SITE_FAILED)
		log_line("%s: cannot be served for lack of memory or a "
			 "failing system, see above",
		    site->home);
}

/* Takes over the data files as they are now. Returns how that ended. */
static enum status
take_sources(struct site *site, const struct sources *sources)
{
	struct renew *renew = site->state->renew;
	struct store *store;
	enum status status;

	if (site->store == NULL)
		adopt_file(site, 0);
	if (renew_has_mistakes(renew, sources))
		return ST_INVALID;
	if ((site->store != NULL &&
		store_sources(site->store) == sources->digest) ||
	    adopt_file(site, sources->digest))
		return ST_OK;
	status = renew_make(renew, sources, site->store == NULL, &store);
	return status == ST_OK ? take_store(site, store) : status;
}

static void
refresh_store(struct site *site)
{
	struct arena arena = {0};
	struct sources sources;
	enum status scan = renew_scan(site->state->renew, &arena, &sources);
	enum status made = ST_OK;
	int error = errno;

	if (scan == ST_OK)
		made = take_sources(site, &sources);
	else if (site->store == NULL)
		adopt_file(site, 0);
	site->problem = name_problem(site, scan, error, made);
	log_problem(site, scan, error);
	arena_free(&arena);
}

/* Returns ST_OK, also with mistakes logged, or ST_MEMORY (logged). */
static enum status
refresh_config(struct site *site)
{
	struct site_state *state = site->state;
	struct report report = {0};
	enum status status;

	if (!file_changed(state->conf, &state->config_stamp))
		return ST_OK;
	arena_free(&state->config_arena);
	status = config_read(&site->config, &state->config_arena, state->conf,
	    "faq.conf", &report);
	report_log(&report);
	report_free(&report);
	cache_clear(site->cache);
	renew_set_language(state->renew, site->config.language,
	    strcmp(site->config.synonyms, "no") != 0);
	if (status != ST_MEMORY)
		return ST_OK;
	log_line("%s: not read: out of memory", state->conf);
	state->config_stamp.size = -1; /* read it again */
	return ST_MEMORY;
}

/* Takes over the owner's words at the top of each page. */
static void
refresh_header(struct site *site)
{
	struct site_state *state = site->state;
	struct report report = {0};

	if (!file_changed(state->header, &state->header_stamp))
		return;
	arena_free(&state->header_arena);
	if (header_read(&site->header_html, &state->header_arena, state->header,
		"header.md", &report) != ST_OK) {
		site->header_html = "";
		state->header_stamp.size = -1; /* read it again */
		log_line("%s: not read: out of memory", state->header);
	}
	report_log(&report);
	report_free(&report);
	cache_clear(site->cache);
}

void
site_refresh(struct site *site)
{
	enum status config = ST_OK;

	/* a closed home has one message, not one for each file */
	if (can_enter(site->state)) {
		config = refresh_config(site);
		refresh_header(site);
		if (view_refresh(site->view, site->config.language))
			cache_clear(site->cache);
	}
	refresh_store(site);
	if (config != ST_OK)
		site->problem = SITE_FAILED; /* no page without the settings */
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

/* As renew_scan, with a folder that cannot be read reported. */
static enum status
scan_data(struct site *site, struct arena *arena, struct sources *sources,
    struct report *report)
{
	enum status status = renew_scan(site->state->renew, arena, sources);

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
	enum status status = ST_OK;

	*counts = (struct import_counts){0};
	if (can_enter(site->state))
		status = refresh_config(site);
	if (status == ST_OK)
		status = scan_data(site, &arena, &sources, report);
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
	const char *header;
	struct sources sources;
	enum status status = scan_data(site, &arena, &sources, report);

	*counts = (struct import_counts){0};
	if (can_enter(state)) {
		config_read(&config, &arena, state->conf, "faq.conf", report);
		renew_set_language(state->renew, config.language,
		    strcmp(config.synonyms, "no") != 0);
		header_read(
		    &header, &arena, state->header, "header.md", report);
		view_check(state->templates, &config, report);
	}
	if (status == ST_OK)
		status = renew_check(state->renew, &sources, counts, report);
	arena_free(&arena);
	return status;
}
