/* SPDX-License-Identifier: ISC */
/* record.c - output of FastCGI. See record.h. */
#include "http/record.h"

#include <errno.h>

#include "http/watchdog.h"

/* A multiple of 8, so that no record needs padding. */
enum { CONTENT_MAX = 65528 };

void
record_begin(struct record *record, int fd, int request_id)
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

/* Begins a record; its length grows with what is added. */
static FCGI_Header *
add_header(struct record *record, unsigned char type)
{
	FCGI_Header *header;

	if (record->header_count == RECORD_BATCH)
		record_flush(record);
	header = &record->headers[record->header_count++];
	*header = (FCGI_Header){.version = FCGI_VERSION_1,
	    .type = type,
	    .requestIdB1 = (unsigned char)(record->request_id >> 8),
	    .requestIdB0 = (unsigned char)record->request_id};
	add_piece(record, header, sizeof(*header));
	record->room = CONTENT_MAX;
	return header;
}

static void
set_length(FCGI_Header *header, size_t len)
{
	header->contentLengthB1 = (unsigned char)(len >> 8);
	header->contentLengthB0 = (unsigned char)len;
}

void
record_add(struct record *record, const char *bytes, size_t len)
{
	FCGI_Header *header;
	size_t part;

	while (len > 0 && !record->failed) {
		if (record->piece_count > RECORD_PIECES - 2)
			record_flush(record);
		if (record->room == 0)
			add_header(record, FCGI_STDOUT);
		header = &record->headers[record->header_count - 1];
		part = len < record->room ? len : record->room;
		add_piece(record, bytes, part);
		record->room -= part;
		set_length(header, CONTENT_MAX - record->room);
		bytes += part;
		len -= part;
	}
}

bool
record_end(struct record *record)
{
	static const FCGI_EndRequestBody end = {
	    .protocolStatus = FCGI_REQUEST_COMPLETE};

	if (record->piece_count > RECORD_PIECES - 3 ||
	    record->header_count > RECORD_BATCH - 2)
		record_flush(record);
	add_header(record, FCGI_STDOUT);
	set_length(add_header(record, FCGI_END_REQUEST), sizeof(end));
	add_piece(record, &end, sizeof(end));
	record_flush(record);
	return !record->failed;
}
