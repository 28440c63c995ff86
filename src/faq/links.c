/* SPDX-License-Identifier: ISC */
/* links.c - where addresses lead. See links.h. */
#include "faq/links.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/text.h"
#include "faq/autolink.h"
#include "formats/formats.h"

/* What the program has besides answers, categories and files. */
static const char *const pages[] = {"all", "faq.json", "feed.atom",
    "llms-full.txt", "llms.txt", "opensearch.xml", "sitemap.xml"};
static const char files_folder[] = "files/", category_folder[] = "category/";

/* An address in its parts (RFC 3986, 3), the path decoded. */
struct address {
	struct arena *arena;
	const struct places *places;
	const char *path;
	const char *query;    /* with its "?", or "" */
	const char *fragment; /* without its "#", or "" */
};

static bool
begins_with(const char *string, const char *prefix)
{
	return strncmp(string, prefix, strlen(prefix)) == 0;
}

/* ------------------------------------------------------------------- away */

/* The length of the scheme with its colon (RFC 3986, 3.1), or 0. */
static size_t
scheme_length(const char *url)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789+-.";
	size_t len = strspn(url, letters);

	return len > 0 && url[len] == ':' ? len + 1 : 0;
}

/* Takes what leads to no place of ours. Returns whether it does. */
static bool
read_away(struct link *link, struct arena *arena, const char *url)
{
	size_t len = strlen(url), scheme = scheme_length(url);
	struct buffer address = {0};
	struct autolink plain;

	if (scheme == 2 || strncasecmp(url, "file:", 5) == 0 || *url == '\\') {
		link->kind = LINK_DISK; /* "C:\" */
		return true;
	}
	if (scheme > 0 || begins_with(url, "//"))
		return true;
	/* "www.a.example" and "me@a.example" are words for people */
	if (!autolink_find(&plain, url, len, 0) || plain.start > 0 ||
	    plain.end != len)
		return false;
	autolink_address(&address, &plain, url);
	link->address = arena_text(arena, &address);
	return true;
}

/* ------------------------------------------------------------------ files */

/* The address of a file below files/. */
static void
set_file(struct link *link, struct address *address, enum link_kind kind,
    const char *name)
{
	struct buffer out = {0};

	link->kind = kind;
	link->name = name;
	buffer_printf(&out, "%s%s", LINK_HERE, files_folder);
	text_url_encode(&out, name, strlen(name), "/");
	buffer_string(&out, address->query);
	link->address = arena_text(address->arena, &out);
}

/* Takes the file, if it is there. */
static bool
find_file(struct link *link, struct address *address, const char *name)
{
	const char *folder = arena_printf(
	    address->arena, "%s/%s", address->places->home, files_folder);
	struct buffer named = {0};
	int fd;

	if (address->places->home == NULL || *name == '\0')
		return false;
	fd = file_open_below(
	    open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), name, &named);
	if (fd < 0) {
		buffer_free(&named);
		return false;
	}
	if (link->picture)
		picture_measure_file(&link->size, fd);
	close(fd);
	set_file(link, address, LINK_FILE, arena_text(address->arena, &named));
	return true;
}

/* Takes the file, where it is meant to be or by its last part alone. */
static bool
read_file(struct link *link, struct address *address)
{
	const char *path = address->path, *last = strrchr(path, '/');
	bool below = begins_with(path, files_folder);

	if (below)
		path += sizeof(files_folder) - 1;
	if (find_file(link, address, path) ||
	    (last != NULL && find_file(link, address, last + 1)))
		return true;
	if (below || link->picture)
		set_file(link, address, LINK_MISSING, path);
	return below || link->picture;
}

/* ------------------------------------------------------------------ pages */

static void
set_page(struct link *link, struct address *address, const char *path)
{
	link->kind = LINK_PAGE;
	link->address = arena_printf(
	    address->arena, "%s%s%s", LINK_HERE, path, address->query);
}

/* Takes a slug, however its letters are written. */
static bool
read_slug(struct link *link, struct address *address, enum link_kind kind,
    const char *text, size_t len)
{
	char *slug = arena_copy(address->arena, text, len);
	const char *fragment = address->fragment;

	for (size_t i = 0; i < len && !address->arena->failed; i++)
		slug[i] = text_lower(slug[i]);
	if (address->arena->failed || text_slug_problem(slug, len) != NULL)
		return false;
	link->kind = kind;
	link->name = slug;
	if (text == fragment)
		fragment = ""; /* it became the page's own name */
	link->address = arena_printf(address->arena, "%s%s%s%s%s%s", LINK_HERE,
	    kind == LINK_CATEGORY ? category_folder : "", slug, address->query,
	    *fragment != '\0' ? "#" : "", fragment);
	return true;
}

static bool
read_fragment(struct link *link, struct address *address)
{
	return read_slug(link, address, LINK_ANSWER, address->fragment,
	    strlen(address->fragment));
}

/* Takes the name of a file of data/: the index, or a category's. */
static bool
read_source(struct link *link, struct address *address)
{
	const struct sources *sources = address->places->sources;
	const char *name = arena_printf(address->arena, "data/%s",
	    begins_with(address->path, "data/") ? address->path + 5
						: address->path);

	for (size_t i = 0; sources != NULL && i < sources->count; i++) {
		if (sources->list[i].kind != SOURCE_QUESTIONS ||
		    strcasecmp(sources->list[i].name, name) != 0)
			continue;
		if (*address->fragment != '\0' && read_fragment(link, address))
			return true;
		if (sources->questions == 1 || sources_is_index(name))
			set_page(link, address, "");
		else
			return read_slug(link, address, LINK_CATEGORY, name + 5,
			    strcspn(name + 5, "."));
		return true;
	}
	return false;
}

/* The length of a name without the ending that pages have. */
static size_t
page_length(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL &&
		       (formats_know(name) || strcasecmp(dot, ".php") == 0)
		   ? (size_t)(dot - name)
		   : strlen(name);
}

/* Takes a page of the FAQ, as it is or as its file may be called. */
static bool
read_page(struct link *link, struct address *address)
{
	const char *path = address->path;
	size_t len = page_length(path);

	if ((len == 5 && strncasecmp(path, "index", 5) == 0) || len == 0) {
		if (*address->fragment != '\0' && read_fragment(link, address))
			return true;
		set_page(link, address, "");
		return true;
	}
	for (size_t i = 0; i < COUNT(pages); i++)
		if (strcmp(path, pages[i]) == 0) {
			set_page(link, address, path);
			return true;
		}
	if (begins_with(path, category_folder)) {
		path += sizeof(category_folder) - 1;
		return read_slug(
		    link, address, LINK_CATEGORY, path, page_length(path));
	}
	/* "faq.html#cost" is a place on her old page */
	if (path[len] != '\0' && read_fragment(link, address))
		return true;
	return read_slug(link, address, LINK_ANSWER, path, len);
}

/* --------------------------------------------------------------- her site */

/* What stands behind a prefix that is a whole path, without a slash; or NULL.
 */
static const char *
behind(const char *url, const char *prefix, size_t len)
{
	while (len > 0 && prefix[len - 1] == '/')
		len--;
	if (strncasecmp(url, prefix, len) != 0 ||
	    strchr("/?#", url[len]) == NULL)
		return NULL;
	url += len;
	return url + (*url == '/');
}

/* What stands behind the program's own name, as it is called by its home. */
static const char *
behind_program(const struct places *places, const char *url)
{
	static const char *const endings[] = {".cgi", ".fcgi"};
	const char *name = places->home, *found;
	char program[NAME_MAX + 8];

	if (name == NULL || *url != '/')
		return NULL;
	if (strrchr(name, '/') != NULL)
		name = strrchr(name, '/') + 1;
	for (size_t i = 0; *name != '\0' && i < COUNT(endings); i++) {
		snprintf(program, sizeof(program), "/%s%s", name, endings[i]);
		found = strstr(url, program);
		if (found != NULL)
			found = behind(found, program, strlen(program));
		if (found != NULL)
			return found;
	}
	return NULL;
}

/* What stands behind the FAQ's own address, as a browser shows it; or NULL. */
static const char *
behind_own(const struct places *places, const char *url)
{
	const char *base = places->base != NULL ? places->base : "";
	const char *host = strstr(base, "://"), *away = strstr(url, "://");
	const char *path =
	    host != NULL ? host + 3 + strcspn(host + 3, "/") : base;
	const char *found = NULL;

	if (begins_with(url, "//"))
		return NULL;
	if (*url == '/' && *base != '\0')
		found = behind(url, path, strlen(path));
	else if (host != NULL && away != NULL &&
		 strncasecmp(url, "http", 4) == 0)
		found = behind(away + 3, host + 3, strlen(host + 3));
	return found != NULL ? found : behind_program(places, url);
}

/*
 * Takes what begins with a slash: a file of ours with that name, or a place of
 * her site, which cannot be seen from here.
 */
static void
read_site(struct link *link, struct address *address)
{
	const char *path = address->path;
	size_t len = page_length(path);
	struct link found = {.picture = link->picture};

	if ((link->picture || strchr(path, '.') != NULL ||
		begins_with(path, files_folder)) &&
	    read_file(&found, address) && found.kind == LINK_FILE) {
		link->kind = LINK_FILE;
		link->name = found.name;
		link->address = found.address;
		link->size = found.size;
	} else if (found.kind == LINK_MISSING) {
		link->kind = LINK_SITE;
		link->name = arena_printf(
		    address->arena, "%s%s", files_folder, found.name);
	} else if (read_slug(&found, address, LINK_ANSWER, path, len)) {
		link->kind = LINK_SITE;
		link->name = found.name;
	}
}

/* -------------------------------------------------------------------- all */

/* Cuts an address apart; what leads up or to the same folder goes. */
static void
cut_address(struct address *address, const char *url)
{
	struct arena *arena = address->arena;
	struct buffer path = {0}, fragment = {0};
	size_t len, query;

	for (;;)
		if (begins_with(url, "./"))
			url += 2;
		else if (begins_with(url, "../"))
			url += 3;
		else
			break;
	if (strcmp(url, ".") == 0 || strcmp(url, "..") == 0)
		url = "";
	len = strcspn(url, "?#");
	query = strcspn(url + len, "#");
	address->query = arena_copy(arena, url + len, query);
	text_url_decode(&fragment,
	    url + len + query + (url[len + query] == '#'),
	    strlen(url + len + query + (url[len + query] == '#')), false);
	address->fragment = arena_text(arena, &fragment);
	while (len > 0 && url[len - 1] == '/')
		len--;
	text_url_decode(&path, url, len, false);
	address->path = arena_text(arena, &path);
}

void
link_read(struct link *link, struct arena *arena, const struct places *places,
    const char *url, bool picture)
{
	struct address address = {.arena = arena, .places = places};
	const char *own = begins_with(url, LINK_HERE)
			      ? url + sizeof(LINK_HERE) - 1 /* we wrote it */
			      : behind_own(places, url);

	*link = (struct link){.picture = picture,
	    .written = arena_string(arena, url),
	    .name = "",
	    .address = arena_string(arena, url)};
	if (own == NULL && *url == '/' && url[1] != '/') {
		cut_address(&address, url + 1);
		read_site(link, &address);
		return;
	}
	if (own == NULL && read_away(link, arena, url))
		return;
	if (own != NULL)
		url = *own != '\0' ? own : ".";
	/* these lead to where one is */
	if (strcmp(url, "#") == 0 || strcasecmp(url, "#top") == 0)
		return;
	cut_address(&address, url);
	if (*address.path == '\0' && *address.query == '\0' &&
	    (*address.fragment != '\0' || *url == '\0')) {
		if (!read_fragment(link, &address))
			link->kind = LINK_NOWHERE;
		return;
	}
	if (picture
		? !read_file(link, &address)
		: !read_source(link, &address) &&
		      !(strchr(address.path, '.') != NULL &&
			  read_file(link, &address)) &&
		      !read_page(link, &address) && !read_file(link, &address))
		link->kind = LINK_NOWHERE;
}
