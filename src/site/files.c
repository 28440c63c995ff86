/* SPDX-License-Identifier: ISC */
/* files.c - pictures and documents. See files.h. */
#include "site/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 32 << 20 /* bytes */ };

static const struct {
	const char *ending, *type;
} types[] = {
    {".avif", "image/avif"},
    {".csv", "text/plain; charset=utf-8"},
    {".gif", "image/gif"},
    {".ico", "image/x-icon"},
    {".jpeg", "image/jpeg"},
    {".jpg", "image/jpeg"},
    {".mp3", "audio/mpeg"},
    {".mp4", "video/mp4"},
    {".pdf", "application/pdf"},
    {".png", "image/png"},
    {".svg", "image/svg+xml"},
    {".txt", "text/plain; charset=utf-8"},
    {".webm", "video/webm"},
    {".webp", "image/webp"},
    {".zip", "application/zip"},
};

static const char *
find_type(const char *name)
{
	const char *ending = strrchr(name, '.');

	for (size_t i = 0; ending != NULL && i < COUNT(types); i++)
		if (strcasecmp(ending, types[i].ending) == 0)
			return types[i].type;
	return NULL;
}

/* Reads all of an open file. Returns whether it is one, and all was read. */
static bool
read_file(int fd, struct response *response)
{
	char bytes[1 << 14];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	    st.st_size > FILE_MAX)
		return false;
	response->modified = st.st_mtim.tv_sec;
	response->body.max = FILE_MAX;
	while ((n = read(fd, bytes, sizeof(bytes))) > 0 ||
	       (n < 0 && errno == EINTR))
		if (n > 0)
			buffer_add(&response->body, bytes, (size_t)n);
	return n == 0 && response->body.status == ST_OK;
}

/* Whether a drawing brings what could run; the policy forbids it as well. */
static bool
is_active(const struct buffer *drawing)
{
	static const char *const signs[] = {"<script",
	    "javascript:", "<foreignobject", "<!entity", "<handler", "onload",
	    "onclick", "onerror", "onbegin"};

	if (drawing->len == 0 ||
	    memchr(drawing->data, '\0', drawing->len) != NULL)
		return true;
	for (size_t i = 0; i < COUNT(signs); i++)
		if (strcasestr(drawing->data, signs[i]) != NULL)
			return true;
	return false;
}

enum status
page_file(struct site *site, const struct request *request, struct arena *arena,
    struct response *response)
{
	const char *name = request->path + strlen(FILES_PATH);
	const char *type = find_type(name);
	const char *folder = arena_printf(arena, "%s/files", site->home);
	bool read = false;
	int fd = -1;

	if (type != NULL)
		fd = file_open_below(
		    open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), name,
		    NULL);
	if (fd >= 0) {
		read = read_file(fd, response);
		close(fd);
	}
	if (read && strcmp(type, "image/svg+xml") == 0 &&
	    is_active(&response->body))
		read = false;
	if (!read) {
		response_free(response);
		return page_not_found(site, request, arena, response);
	}
	response->status = 200;
	response->type = type;
	response->file = true;
	return ST_OK;
}
