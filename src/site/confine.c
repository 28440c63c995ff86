/* SPDX-License-Identifier: ISC */
/* confine.c - who may do what. See confine.h. */
#include "site/confine.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/cage.h"
#include "http/sandbox.h"

/* What of a home is left open, as it is now. */
struct survey {
	const char *home;
	struct cage *cage; /* NULL: only to look */
	uint64_t identity; /* of all folders and files that were found */
};

#ifndef COUNTS
#define COUNTS NULL /* only coverage builds write what they ran */
#endif

static struct {
	const char *home;
	uint64_t identity;
	bool stays, told; /* told: what is refused */
} confined;

/* ---------------------------------------------------------------- survey */

/* Adds a place of the home; "." is the home itself. */
static void
see_place(struct survey *survey, const char *name, enum cage_access access)
{
	uint64_t facts[2] = {0};
	struct buffer path = {0};
	struct stat st;

	buffer_printf(&path, "%s/%s", survey->home, name);
	if (path.status == ST_OK && stat(path.data, &st) == 0) {
		facts[0] = st.st_dev;
		facts[1] = st.st_ino;
	}
	survey->identity = hash_bytes(survey->identity, facts, sizeof(facts));
	if (path.status == ST_OK && survey->cage != NULL)
		cage_allow(survey->cage, path.data, access);
	buffer_free(&path);
}

/* What a link leads to, if that name is one. */
static void
see_link(struct survey *survey, const char *name)
{
	struct buffer path = {0};
	struct stat st;

	buffer_printf(&path, "%s/%s", survey->home, name);
	if (path.status == ST_OK && lstat(path.data, &st) == 0 &&
	    S_ISLNK(st.st_mode))
		see_place(survey, name, CAGE_READ);
	buffer_free(&path);
}

/* The links among the names in a folder, in no order. */
static void
see_links(struct survey *survey, const char *folder)
{
	struct survey one = *survey;
	struct buffer path = {0};
	struct dirent *file;
	DIR *dir = NULL;

	buffer_printf(&path, "%s/%s", survey->home, folder);
	if (path.status == ST_OK)
		dir = opendir(path.data);
	while (dir != NULL && (file = readdir(dir)) != NULL) {
		if (file->d_type != DT_LNK && file->d_type != DT_UNKNOWN)
			continue;
		buffer_free(&path);
		buffer_printf(&path, "%s/%s", folder, file->d_name);
		one.identity = HASH_START;
		if (path.status == ST_OK && file->d_name[0] != '.')
			see_link(&one, path.data);
		if (one.identity != HASH_START)
			survey->identity += one.identity;
	}
	if (dir != NULL)
		closedir(dir);
	buffer_free(&path);
}

/* All that a server needs. */
static void
see_home(struct survey *survey)
{
	static const char *const links[] = {
	    "data", "templates", "files", "faq.conf", "header.md"};

	see_place(survey, ".", CAGE_READ);
	see_place(survey, "var", CAGE_WRITE);
	for (size_t i = 0; i < COUNT(links); i++)
		see_link(survey, links[i]);
	see_links(survey, "data");
	see_links(survey, "templates");
}

/* What stands beside a home that is missing helps to say why. */
static void
see_neighbours(const struct survey *survey)
{
	const char *slash = strrchr(survey->home, '/');
	struct buffer path = {0};

	if (access(survey->home, F_OK) == 0)
		return;
	buffer_add(&path, survey->home,
	    slash != NULL ? (size_t)(slash - survey->home) : 0);
	buffer_string(&path, slash != NULL ? "/" : ".");
	if (path.status == ST_OK)
		cage_allow(survey->cage, path.data, CAGE_LIST);
	buffer_free(&path);
}

/* --------------------------------------------------------------- servers */

/* Says what the host refuses, once a process and its children. */
static void
tell_missing(void)
{
	struct buffer missing = {0};

	cage_missing(&missing);
	if (missing.len > 0 && !confined.told)
		log_line("this host does not keep the program from %s; it "
			 "works all the same",
		    missing.data);
	confined.told = true;
	buffer_free(&missing);
}

void
confine_server(const struct var *var, bool fastcgi)
{
	struct cage cage;
	struct survey survey = {.home = var->home, .cage = &cage};
	struct stat st;
	bool there = stat(var->db, &st) == 0;

	if (!there)
		var_prepare(var);
	sandbox_room(there ? st.st_size : 0);
	cage_begin(&cage);
	see_home(&survey);
	see_neighbours(&survey);
	cage_allow(&cage, "/dev/null", CAGE_WRITE);
#ifdef SANITIZED /* LeakSanitizer looks there for what it is to search */
	cage_allow(&cage, "/proc", CAGE_READ);
#endif
	cage_allow(&cage, COUNTS, CAGE_WRITE);
	cage_close(&cage, fastcgi ? CAGE_FASTCGI : CAGE_CGI);
	confined.home = var->home;
	confined.identity = survey.identity;
	confined.stays = fastcgi;
	if (fastcgi)
		tell_missing();
}

bool
confine_moved(void)
{
	struct survey survey = {.home = confined.home};

	if (!confined.stays || !cage_has_files())
		return false;
	see_home(&survey);
	return survey.identity != confined.identity;
}

/* -------------------------------------------------------------- children */

void
confine_builder(void)
{
	tell_missing();
	cage_close(NULL, CAGE_BUILDER);
}

void
confine_worker(const char *home, bool writes)
{
	static const char *const places[] = {
	    "faq.conf", "header.md", "templates", "data", "files"};
	struct cage cage;
	struct survey survey = {.home = home, .cage = &cage};

	cage_begin(&cage);
	cage_allow(&cage, COUNTS, CAGE_WRITE);
	see_place(&survey, "var", writes ? CAGE_WRITE : CAGE_READ);
	for (size_t i = 0; i < COUNT(places); i++)
		see_place(&survey, places[i], CAGE_READ);
	see_links(&survey, "data");
	see_links(&survey, "templates");
	cage_close(&cage, CAGE_WORKER);
}

/* ----------------------------------------------------------------- telling */

void
confine_tell(struct buffer *out)
{
	bool server = confined.home != NULL;
	struct buffer missing = {0};

	cage_missing(&missing);
	if (missing.len > 0)
		buffer_printf(out,
		    server ? "The system does not keep this program from %s. "
			     "It works all the same."
			   : "The system cannot keep this program, as a web "
			     "server runs it, from %s. It works all the same.",
		    missing.data);
	else
		buffer_string(out,
		    server ? "The system keeps this program from gaining "
			     "privileges, from other files than its own, and "
			     "from other calls than it needs."
			   : "The system can keep this program, as a web "
			     "server runs it, from gaining privileges, from "
			     "other files than its own, and from other calls "
			     "than it needs.");
	buffer_free(&missing);
}
