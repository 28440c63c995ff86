/* SPDX-License-Identifier: ISC */
/* inspect.c - looks at a request before it is read. See inspect.h. */
#include "http/inspect.h"

#include <errno.h>
#include <fastcgi.h>
#include <poll.h>
#include <string.h>
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

/* A name and its value, which point into the bytes that hold them. */
struct pair {
	const char *name, *value;
	size_t name_len, value_len;
};

/* Takes the pair at *at. False: it is not as long as it says. */
static bool
next_pair(const struct buffer *pairs, size_t *at, struct pair *pair)
{
	if (!read_length(pairs, at, &pair->name_len) ||
	    !read_length(pairs, at, &pair->value_len) ||
	    pair->name_len + pair->value_len > pairs->len - *at)
		return false;
	pair->name = pairs->data + *at;
	pair->value = pair->name + pair->name_len;
	*at += pair->name_len + pair->value_len;
	return true;
}

/*
 * A record of management: libfcgi knows but one, has room in its answer for
 * three names, and looks for the end of a name up to a NUL.
 */
static bool
is_query(const struct record *record)
{
	enum { NAMES = 3 };
	struct buffer pairs = {0};
	struct pair pair;
	size_t at = 0;
	bool good = record->type == FCGI_GET_VALUES;

	buffer_add(&pairs, (const char *)record->content, record->len);
	good = good && pairs.status == ST_OK;
	for (int names = 0; good && at < pairs.len; names++)
		good = names < NAMES && next_pair(&pairs, &at, &pair) &&
		       memchr(pair.name, '\0', pair.name_len) == NULL;
	buffer_free(&pairs);
	return good;
}

/* What is read of a request. */
struct head {
	unsigned id; /* 0: it has not begun */
	bool keep, body;
	int asides; /* records that are not of it */
	struct buffer params;
	enum inspection found;
};

/* Whether the name is that. */
static bool
is_named(const struct pair *pair, const char *name)
{
	return pair->name_len == strlen(name) &&
	       memcmp(pair->name, name, pair->name_len) == 0;
}

/* Reads of the parameters what tells of a body. */
static bool
read_params(struct head *head)
{
	const struct buffer *params = &head->params;
	struct pair pair;
	size_t at = 0;

	while (at < params->len) {
		if (!next_pair(params, &at, &pair))
			return false;
		if (is_named(&pair, "HTTP_TRANSFER_ENCODING") ||
		    (is_named(&pair, "CONTENT_LENGTH") && pair.value_len > 0 &&
			(pair.value_len > 1 || *pair.value != '0')))
			head->body = true;
	}
	return params->status == ST_OK;
}

static bool
is_waiting(enum inspection found)
{
	return found == INSPECT_MORE || found == INSPECT_OPEN;
}

/* What comes is not to be read; a request whose head is whole stays good. */
static void
stop_reading(struct head *head)
{
	head->found =
	    head->found == INSPECT_MORE ? INSPECT_BROKEN : INSPECT_HEAD;
}

static void
take_begin(struct head *head, const struct record *record)
{
	const unsigned char *body = record->content;

	if (record->type != FCGI_BEGIN_REQUEST ||
	    record->len != sizeof(FCGI_BeginRequestBody)) {
		head->found = INSPECT_BROKEN;
		return;
	}
	head->id = record->id;
	head->keep = (body[2] & FCGI_KEEP_CONN) != 0 &&
		     (body[0] << 8 | body[1]) == FCGI_RESPONDER;
}

static void
take_params(struct head *head, const struct record *record)
{
	if (record->type != FCGI_PARAMS) {
		head->found = INSPECT_BROKEN;
		return;
	}
	buffer_add(&head->params, (const char *)record->content, record->len);
	if (record->len > 0)
		return;
	if (!read_params(head))
		head->found = INSPECT_BROKEN;
	else
		head->found = head->body ? INSPECT_HEAD : INSPECT_OPEN;
}

static void
take_record(struct head *head, const struct record *record)
{
	if (record->id == FCGI_NULL_REQUEST_ID ||
	    (head->id != 0 && (record->id != head->id ||
				  record->type == FCGI_BEGIN_REQUEST))) {
		/* each may be answered, with a call that could wait */
		if (++head->asides > INSPECT_ASIDES ||
		    (record->id == FCGI_NULL_REQUEST_ID && !is_query(record)))
			stop_reading(head);
	} else if (head->id == 0) {
		take_begin(head, record);
	} else if (head->found == INSPECT_MORE) {
		take_params(head, record);
	} else {
		head->found = record->type == FCGI_STDIN && record->len == 0
				  ? INSPECT_WHOLE
				  : INSPECT_HEAD;
	}
}

enum inspection
inspect_bytes(const unsigned char *bytes, size_t len)
{
	struct head head = {.found = INSPECT_MORE};
	struct record record;

	while (is_waiting(head.found) && len > 0) {
		if (bytes[0] != FCGI_VERSION_1) {
			stop_reading(&head);
			break;
		}
		if (len < FCGI_HEADER_LEN)
			break;
		read_header(&record, bytes);
		if (record.total > len)
			break;
		take_record(&head, &record);
		bytes += record.total;
		len -= record.total;
	}
	buffer_free(&head.params);
	/* only who keeps the connection waits for more */
	return head.found == INSPECT_OPEN && !head.keep ? INSPECT_HEAD
							: head.found;
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

enum inspection
inspect_request(int fd)
{
	static unsigned char bytes[INSPECT_MAX];
	const int64_t end = milliseconds() + 1000 * INSPECT_SECONDS;
	enum inspection found = INSPECT_MORE;
	size_t seen = 0;
	bool ended = false;
	ssize_t n;

	for (int64_t left; (left = end - milliseconds()) > 0;) {
		if (left < 1000 && watchdog_called_off())
			return found;
		n = recv(fd, bytes, sizeof(bytes), MSG_PEEK | MSG_DONTWAIT);
		if (n > (ssize_t)seen) {
			seen = (size_t)n;
			found = inspect_bytes(bytes, seen);
			if (!is_waiting(found))
				return found;
		} else if (ended || n == 0 || (n < 0 && errno != EAGAIN)) {
			return found; /* nothing will follow */
		}
		ended = wait_for_bytes(fd, seen > 0, left);
	}
	if (found == INSPECT_MORE)
		log_line("no whole request came by FastCGI in %d seconds",
		    INSPECT_SECONDS);
	return found;
}
