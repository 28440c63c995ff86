/* SPDX-License-Identifier: ISC */
/* inspect.c - looks at a request before it is read. See inspect.h. */
#include "http/inspect.h"

#include <errno.h>
#include <fastcgi.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

#include "http/watchdog.h"

/* One record, or what is there of it. */
struct record {
	unsigned type, id;
	const unsigned char *content;
	size_t len, total; /* of the content, and with header and padding */
};

static void
read_header(struct record *record, const unsigned char *bytes)
{
	record->type = bytes[1];
	record->id = (unsigned)bytes[2] << 8 | bytes[3];
	record->content = bytes + FCGI_HEADER_LEN;
	record->len = (size_t)bytes[4] << 8 | bytes[5];
	record->total = FCGI_HEADER_LEN + record->len + bytes[6];
}

/* Reads a length of one byte, or of four. False: it is not there. */
static bool
read_length(const struct buffer *pairs, size_t *at, size_t *len)
{
	const unsigned char *bytes = (const unsigned char *)pairs->data + *at;
	size_t left = pairs->len - *at;

	*len = left > 0 ? bytes[0] : 0;
	if (left == 0 || (*len >= 0x80 && left < 4))
		return false;
	if (*len < 0x80) {
		(*at)++;
		return true;
	}
	*len = (*len & 0x7f) << 24 | (size_t)bytes[1] << 16 |
	       (size_t)bytes[2] << 8 | bytes[3];
	*at += 4;
	return true;
}

/* Whether names and values are as long as they say. */
static bool
are_pairs(const struct buffer *pairs)
{
	size_t at = 0, name, value;

	while (at < pairs->len) {
		if (!read_length(pairs, &at, &name) ||
		    !read_length(pairs, &at, &value) ||
		    name + value > pairs->len - at)
			return false;
		at += name + value;
	}
	return pairs->status == ST_OK;
}

/* A record of management: libfcgi knows but one. */
static bool
is_query(const struct record *record)
{
	struct buffer pairs = {0};
	bool good;

	buffer_add(&pairs, (const char *)record->content, record->len);
	good = record->type == FCGI_GET_VALUES && are_pairs(&pairs);
	buffer_free(&pairs);
	return good;
}

/* What is read of a request. */
struct head {
	unsigned id; /* 0: it has not begun */
	struct buffer params;
};

static enum inspection
take_record(struct head *head, const struct record *record)
{
	if (record->id == FCGI_NULL_REQUEST_ID)
		return is_query(record) ? INSPECT_MORE : INSPECT_BROKEN;
	if (head->id == 0) {
		head->id = record->id;
		return record->type == FCGI_BEGIN_REQUEST &&
			       record->len == sizeof(FCGI_BeginRequestBody)
			   ? INSPECT_MORE
			   : INSPECT_BROKEN;
	}
	if (record->id != head->id || record->type == FCGI_BEGIN_REQUEST)
		return INSPECT_MORE; /* of another one, which is refused */
	if (record->type != FCGI_PARAMS)
		return INSPECT_BROKEN;
	buffer_add(&head->params, (const char *)record->content, record->len);
	if (record->len > 0)
		return INSPECT_MORE;
	return are_pairs(&head->params) ? INSPECT_WHOLE : INSPECT_BROKEN;
}

enum inspection
inspect_bytes(const unsigned char *bytes, size_t len)
{
	struct head head = {0};
	struct record record;
	enum inspection found = INSPECT_MORE;

	while (found == INSPECT_MORE && len > 0) {
		if (bytes[0] != FCGI_VERSION_1)
			found = INSPECT_BROKEN;
		if (found == INSPECT_BROKEN || len < FCGI_HEADER_LEN)
			break;
		read_header(&record, bytes);
		if (record.total > len)
			break;
		found = take_record(&head, &record);
		bytes += record.total;
		len -= record.total;
	}
	buffer_free(&head.params);
	return found;
}

static int64_t
milliseconds(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * Waits for bytes, or, where some are there, which poll would tell of at once,
 * a little for more. Returns whether the peer sends no more.
 */
static bool
wait_for_bytes(int fd, bool some, int64_t left)
{
	struct pollfd input = {.fd = fd, .events = POLLIN | POLLRDHUP};

	if (some)
		input.events = POLLRDHUP;
	poll(&input, 1, some ? 5 : left < 1000 ? (int)left : 1000);
	return (input.revents & (POLLHUP | POLLRDHUP)) != 0;
}

bool
inspect_request(int fd)
{
	static unsigned char bytes[INSPECT_MAX];
	const int64_t end = milliseconds() + 1000 * INSPECT_SECONDS;
	enum inspection found;
	size_t seen = 0;
	bool ended = false;
	ssize_t n;

	for (int64_t left; (left = end - milliseconds()) > 0;) {
		if (left < 1000 && watchdog_called_off())
			return false;
		n = recv(fd, bytes, sizeof(bytes), MSG_PEEK | MSG_DONTWAIT);
		if (n > (ssize_t)seen) {
			seen = (size_t)n;
			found = inspect_bytes(bytes, seen);
			if (found != INSPECT_MORE)
				return found == INSPECT_WHOLE;
		} else if (ended || n == 0 || (n < 0 && errno != EAGAIN)) {
			return false; /* nothing will follow */
		}
		ended = wait_for_bytes(fd, seen > 0, left);
	}
	log_line(
	    "no whole request came by FastCGI in %d seconds", INSPECT_SECONDS);
	return false;
}
