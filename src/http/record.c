/* SPDX-License-Identifier: ISC */
/* record.c - output of FastCGI. See record.h. */
#include "http/record.h"

#include <assert.h>
#include <errno.h>
#include <fastcgi.h>
#include <sys/uio.h>

#include "http/watchdog.h"

enum {
	CONTENT_MAX = 65528, /* of a record: a multiple of 8 needs no padding */
	BATCH = 16,          /* records in one call of the system */
	PIECES = 3 * BATCH + 1
};

struct writer {
	int fd, request_id;
	struct iovec pieces[PIECES];
	int count;
	FCGI_Header headers[BATCH];
	int records;
	bool failed;
};

/* Writes all that was gathered. */
static void
flush_pieces(struct writer *writer)
{
	struct iovec *piece = writer->pieces;
	int left = writer->count;
	ssize_t n = 0;

	writer->count = writer->records = 0;
	while (left > 0 && !writer->failed) {
		n = writev(writer->fd, piece, left);
		if (n < 0 && errno == EINTR)
			continue;
		writer->failed = n <= 0;
		if (n > 0)
			watchdog_progress();
		for (; n > 0 && left > 0 && (size_t)n >= piece->iov_len;
		     piece++, left--)
			n -= (ssize_t)piece->iov_len;
		if (n > 0) {
			piece->iov_base = (char *)piece->iov_base + n;
			piece->iov_len -= (size_t)n;
		}
	}
}

static void
add_piece(struct writer *writer, const void *bytes, size_t len)
{
	assert(writer->count < PIECES);
	writer->pieces[writer->count++] = (struct iovec){
	    .iov_base = (void *)(uintptr_t)bytes, .iov_len = len};
}

static void
add_header(struct writer *writer, unsigned char type, size_t len)
{
	FCGI_Header *header;

	if (writer->records == BATCH)
		flush_pieces(writer);
	header = &writer->headers[writer->records++];
	*header = (FCGI_Header){.version = FCGI_VERSION_1,
	    .type = type,
	    .requestIdB1 = (unsigned char)(writer->request_id >> 8),
	    .requestIdB0 = (unsigned char)writer->request_id,
	    .contentLengthB1 = (unsigned char)(len >> 8),
	    .contentLengthB0 = (unsigned char)len};
	add_piece(writer, header, sizeof(*header));
}

/* The next record's content: what is left of the head, then of the body. */
static void
add_record(struct writer *writer, struct iovec rest[2])
{
	size_t room = CONTENT_MAX, parts[2];

	for (int i = 0; i < 2; i++) {
		parts[i] = rest[i].iov_len < room ? rest[i].iov_len : room;
		room -= parts[i];
	}
	add_header(writer, FCGI_STDOUT, parts[0] + parts[1]);
	for (int i = 0; i < 2; i++) {
		if (parts[i] == 0)
			continue;
		add_piece(writer, rest[i].iov_base, parts[i]);
		rest[i].iov_base = (char *)rest[i].iov_base + parts[i];
		rest[i].iov_len -= parts[i];
	}
}

bool
record_send(int fd, int request_id, const struct buffer *head,
    const struct buffer *body)
{
	static const FCGI_EndRequestBody end = {
	    .protocolStatus = FCGI_REQUEST_COMPLETE};
	struct writer writer = {.fd = fd, .request_id = request_id};
	struct iovec rest[2] = {0};

	if (head != NULL)
		rest[0] = (struct iovec){head->data, head->len};
	if (body != NULL)
		rest[1] = (struct iovec){body->data, body->len};
	while (rest[0].iov_len + rest[1].iov_len > 0 && !writer.failed)
		add_record(&writer, rest);
	add_header(&writer, FCGI_STDOUT, 0);
	add_header(&writer, FCGI_END_REQUEST, sizeof(end));
	add_piece(&writer, &end, sizeof(end));
	flush_pieces(&writer);
	return !writer.failed;
}
