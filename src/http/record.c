/* SPDX-License-Identifier: ISC */
/* record.c - output of FastCGI. See record.h. */
#include "http/record.h"

#include <errno.h>
#include <string.h>

#include "http/watchdog.h"

/* A multiple of 8, so that no record needs padding. */
enum { CONTENT_MAX = 65528 };

void
record_begin(struct record *record, int fd, unsigned request_id)
{
	record->fd = fd;
	record->request_id = request_id;
	record->piece_count = record->header_count = 0;
	record->room = 0;
	record->failed = false;
}

void
record_flush(struct record *record)
{
	struct iovec *piece = record->pieces;
	int left = record->piece_count;
	ssize_t n;

	record->piece_count = record->header_count = 0;
	record->room = 0;
	while (left > 0 && !record->failed) {
		n = writev(record->fd, piece, left);
		if (n < 0 && errno == EINTR)
			continue;
		record->failed = n <= 0;
		if (n > 0)
			watchdog_progress();
		for (; n > 0 && (size_t)n >= piece->iov_len; piece++, left--)
			n -= (ssize_t)piece->iov_len;
		if (n > 0) {
			piece->iov_base = (char *)piece->iov_base + n;
			piece->iov_len -= (size_t)n;
		}
	}
}

static void
add_piece(struct record *record, const void *bytes, size_t len)
{
	record->pieces[record->piece_count++] =
	    (struct iovec){(void *)(uintptr_t)bytes, len};
}

static void
set_length(unsigned char *header, size_t len)
{
	header[4] = (unsigned char)(len >> 8);
	header[5] = (unsigned char)len;
}

/* Begins a record; its length grows with what is added. */
static unsigned char *
add_header(struct record *record, enum fcgi_type type)
{
	unsigned char *header;

	if (record->header_count == RECORD_BATCH)
		record_flush(record);
	header = record->headers[record->header_count++];
	memset(header, 0, FCGI_HEADER_LEN);
	header[0] = FCGI_VERSION;
	header[1] = (unsigned char)type;
	header[2] = (unsigned char)(record->request_id >> 8);
	header[3] = (unsigned char)record->request_id;
	add_piece(record, header, FCGI_HEADER_LEN);
	record->room = CONTENT_MAX;
	return header;
}

void
record_add(struct record *record, const char *bytes, size_t len)
{
	unsigned char *header;
	size_t part;

	while (len > 0 && !record->failed) {
		if (record->piece_count > RECORD_PIECES - 2)
			record_flush(record);
		if (record->room == 0)
			add_header(record, FCGI_STDOUT);
		header = record->headers[record->header_count - 1];
		part = len < record->room ? len : record->room;
		add_piece(record, bytes, part);
		record->room -= part;
		set_length(header, CONTENT_MAX - record->room);
		bytes += part;
		len -= part;
	}
}

/* Adds the end of the request, and writes all. */
static bool
end_request(struct record *record, enum fcgi_end how)
{
	const unsigned char body[FCGI_BODY_LEN] = {[4] = (unsigned char)how};

	set_length(add_header(record, FCGI_END_REQUEST), sizeof(body));
	add_piece(record, body, sizeof(body));
	record_flush(record);
	return !record->failed;
}

bool
record_end(struct record *record)
{
	if (record->piece_count > RECORD_PIECES - 3 ||
	    record->header_count > RECORD_BATCH - 2)
		record_flush(record);
	add_header(record, FCGI_STDOUT);
	return end_request(record, FCGI_REQUEST_COMPLETE);
}

bool
record_refuse(struct record *record, enum fcgi_end why)
{
	return end_request(record, why);
}
