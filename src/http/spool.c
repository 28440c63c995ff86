/* SPDX-License-Identifier: ISC */
/* spool.c - a file without a name. See spool.h. */
#include "http/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file without a name in that folder, or -1. */
static int
open_nameless(const char *folder)
{
	char path[4096];
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), length;

	if (fd >= 0)
		return fd;
	/* a file system that knows none: made and removed */
	length = snprintf(path, sizeof(path), "%s/spool-XXXXXX", folder);
	if (length < 0 || (size_t)length >= sizeof(path))
		return -1;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

static enum status
spill_over(struct spill *spill, const char *bytes, size_t len)
{
	return spool_write((struct spool *)spill, bytes, len);
}

static void
forget_spilled(struct spill *spill)
{
	spool_close((struct spool *)spill);
}

void
spool_attach(struct spool *spool, const char *folder, struct buffer *buffer)
{
	*spool = (struct spool){.spill = {.least = SPOOL_LEAST,
				    .write = spill_over,
				    .clear = forget_spilled},
	    .folder = folder};
	buffer->spill = &spool->spill;
}

enum status
spool_write(struct spool *spool, const char *bytes, size_t len)
{
	if (!spool->open) {
		spool->fd = open_nameless(spool->folder);
		if (spool->fd < 0)
			return ST_NOT_FOUND;
		spool->open = true;
	}
	if (len > SPOOL_MAX - spool->len)
		return ST_LIMIT;
	if (!file_put(spool->fd, bytes, len)) {
		log_line("%s: a large page could not be written: %s",
		    spool->folder, strerror(errno));
		return ST_SYSTEM;
	}
	spool->len += len;
	return ST_OK;
}

size_t
spool_read(const struct spool *spool, size_t from, char *chunk, size_t size)
{
	ssize_t n;

	do
		n = pread(spool->fd, chunk, size, (off_t)from);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		log_line("%s: a large page could not be read: %s",
		    spool->folder, strerror(errno));
	return n < 0 ? 0 : (size_t)n;
}

void
spool_close(struct spool *spool)
{
	if (spool->open)
		close(spool->fd);
	spool->open = false;
	spool->len = 0;
}
