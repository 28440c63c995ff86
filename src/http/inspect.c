/* SPDX-License-Identifier: ISC */
/* inspect.c - looks at a request before it is taken. See inspect.h. */
#include "http/inspect.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "http/watchdog.h"

/* Nobody needs more; one for each of 16,000 records would fill a connection. */
enum { REPLIES_MAX = 1024 };

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

/* ------------------------------------------------------------------- pairs */

/* Names and values (3.4), and how far they were read. */
struct pairs {
	const unsigned char *next, *end;
};

struct pair {
	const unsigned char *name, *value;
	size_t name_len, value_len;
};

/* Reads a length of one byte, or of four. False: it is not there. */
static bool
read_length(struct pairs *pairs, size_t *len)
{
	const unsigned char *bytes = pairs->next;
	size_t left = (size_t)(pairs->end - bytes);

	*len = left > 0 ? bytes[0] : 0;
	if (left == 0 || (*len >= 0x80 && left < 4))
		return false;
	pairs->next += *len < 0x80 ? 1 : 4;
	if (*len >= 0x80)
		*len = (*len & 0x7f) << 24 | (size_t)bytes[1] << 16 |
		       (size_t)bytes[2] << 8 | bytes[3];
	return true;
}

/* False: there is no other one, or none as long as it says. */
static bool
next_pair(struct pairs *pairs, struct pair *pair)
{
	if (!read_length(pairs, &pair->name_len) ||
	    !read_length(pairs, &pair->value_len) ||
	    pair->name_len + pair->value_len >
		(size_t)(pairs->end - pairs->next))
		return false;
	pair->name = pairs->next;
	pair->value = pairs->next + pair->name_len;
	pairs->next = pair->value + pair->value_len;
	return true;
}

/* Whether names and values are as long as they say. */
static bool
are_pairs(const void *bytes, size_t len)
{
	struct pairs pairs = {bytes, (const unsigned char *)bytes + len};
	struct pair pair;

	while (pairs.next < pairs.end)
		if (!next_pair(&pairs, &pair))
			return false;
	return true;
}

static struct pairs
params_of(const struct inspected *found)
{
	const unsigned char *bytes = (const unsigned char *)found->params.data;

	return (struct pairs){bytes, bytes + found->params.len};
}

static void
add_variable(char **variables, size_t *count, struct arena *arena,
    const struct pair *pair)
{
	size_t len = pair->name_len + 1 + pair->value_len;
	char *text = arena_alloc(arena, len + 1);

	if (text == NULL)
		return;
	memcpy(text, pair->name, pair->name_len);
	text[pair->name_len] = '=';
	memcpy(text + pair->name_len + 1, pair->value, pair->value_len);
	variables[(*count)++] = text;
}

char **
inspect_variables(const struct inspected *found, struct arena *arena)
{
	static char role[] = "FCGI_ROLE=RESPONDER";
	struct pairs pairs = params_of(found);
	struct pair pair;
	char **variables;
	size_t count = 0;

	while (found->params.len > 0 && next_pair(&pairs, &pair))
		count++;
	variables = arena_alloc(arena, (count + 2) * sizeof(*variables));
	if (variables == NULL)
		return NULL;
	pairs = params_of(found);
	count = 0;
	variables[count++] = role;
	while (found->params.len > 0 && next_pair(&pairs, &pair))
		add_variable(variables, &count, arena, &pair);
	return variables;
}

/* ----------------------------------------------------------------- replies */

static void
add_record(struct buffer *out, enum fcgi_type type, unsigned id,
    const char *content, size_t len)
{
	const unsigned char header[FCGI_HEADER_LEN] = {FCGI_VERSION,
	    (unsigned char)type, (unsigned char)(id >> 8), (unsigned char)id,
	    (unsigned char)(len >> 8), (unsigned char)len};

	buffer_add(out, (const char *)header, sizeof(header));
	buffer_add(out, content, len);
}

/*
 * Answers FCGI_GET_VALUES (4.1), each of what we know once. False: it is
 * another record of management, or a false one.
 */
static bool
answer_query(struct inspected *found, const struct record *record)
{
	static const char *const known[] = {"\x0e\1FCGI_MAX_CONNS1",
	    "\x0d\1FCGI_MAX_REQS1", "\x0f\1FCGI_MPXS_CONNS0"};
	bool told[COUNT(known)] = {false};
	struct pairs pairs = {record->content, record->content + record->len};
	struct buffer answer = {0};
	struct pair pair;

	if (record->type != FCGI_GET_VALUES ||
	    !are_pairs(record->content, record->len))
		return false;
	while (next_pair(&pairs, &pair))
		for (size_t i = 0; i < COUNT(known); i++)
			if (!told[i] && pair.name_len == (size_t)known[i][0] &&
			    memcmp(pair.name, known[i] + 2, pair.name_len) ==
				0) {
				buffer_string(&answer, known[i]);
				told[i] = true;
			}
	add_record(&found->replies, FCGI_GET_VALUES_RESULT, FCGI_MANAGEMENT,
	    answer.data, answer.len);
	buffer_free(&answer);
	return true;
}

/* A connection has one request at a time: another one is refused. */
static void
refuse_other(struct inspected *found, unsigned id)
{
	static const char body[FCGI_BODY_LEN] = {[4] = FCGI_CANT_MPX_CONN};

	add_record(&found->replies, FCGI_END_REQUEST, id, body, sizeof(body));
}

/* -------------------------------------------------------------- the request */

static enum inspection
begin_request(struct inspected *found, const struct record *record)
{
	if (record->type != FCGI_BEGIN_REQUEST || record->len != FCGI_BODY_LEN)
		return INSPECT_BROKEN;
	found->id = record->id;
	found->role = (unsigned)record->content[0] << 8 | record->content[1];
	found->keep = (record->content[2] & FCGI_KEEP) != 0;
	return found->role >= FCGI_RESPONDER && found->role <= FCGI_FILTER
		   ? INSPECT_MORE
		   : INSPECT_BROKEN;
}

static enum inspection
take_record(struct inspected *found, const struct record *record)
{
	if (record->id == FCGI_MANAGEMENT)
		return answer_query(found, record) ? INSPECT_MORE
						   : INSPECT_BROKEN;
	if (found->id == 0)
		return begin_request(found, record);
	if (record->id != found->id) {
		if (record->type == FCGI_BEGIN_REQUEST)
			refuse_other(found, record->id);
		return INSPECT_MORE;
	}
	if (record->type != FCGI_PARAMS)
		return INSPECT_BROKEN;
	buffer_add(&found->params, (const char *)record->content, record->len);
	if (record->len > 0)
		return INSPECT_MORE;
	return are_pairs(found->params.data, found->params.len)
		   ? INSPECT_WHOLE
		   : INSPECT_BROKEN;
}

/* Whether all that it should hold is there, and no more than it may. */
static bool
is_sound(const struct inspected *found)
{
	return found->params.status == ST_OK &&
	       found->replies.status == ST_OK &&
	       found->replies.len <= REPLIES_MAX;
}

void
inspect_free(struct inspected *found)
{
	buffer_free(&found->params);
	buffer_free(&found->replies);
	*found = (struct inspected){0};
}

enum inspection
inspect_bytes(const unsigned char *bytes, size_t len, struct inspected *found)
{
	const unsigned char *at = bytes, *end = bytes + len;
	enum inspection judged = INSPECT_MORE;
	struct record record;

	inspect_free(found);
	while (judged == INSPECT_MORE && at < end) {
		if (at[0] != FCGI_VERSION)
			judged = INSPECT_BROKEN;
		if (judged == INSPECT_BROKEN || end - at < FCGI_HEADER_LEN)
			break;
		read_header(&record, at);
		if (record.total > (size_t)(end - at))
			break;
		judged = take_record(found, &record);
		at += record.total;
		if (!is_sound(found))
			judged = INSPECT_BROKEN;
	}
	found->len = (size_t)(at - bytes);
	if (judged != INSPECT_WHOLE)
		inspect_free(found);
	return judged;
}

/* --------------------------------------------------------------- its input */

/* What is of another request, or of management, is passed over. */
static void
begin_input(struct input *input, unsigned id)
{
	struct record record;

	read_header(&record, input->header);
	input->have = 0;
	input->skip = record.total - FCGI_HEADER_LEN;
	if (input->header[0] != FCGI_VERSION ||
	    (record.id == id && record.type != FCGI_STDIN))
		input->broken = true;
	input->last = !input->broken && record.id == id && record.len == 0;
	input->ended = input->last && input->skip == 0;
}

size_t
inspect_input(struct inspected *found, const unsigned char *bytes, size_t len)
{
	struct input *input = &found->input;
	size_t at = 0, n;

	while (at < len && !input->ended && !input->broken) {
		if (input->skip == 0) {
			input->header[input->have++] = bytes[at++];
			if (input->have == FCGI_HEADER_LEN)
				begin_input(input, found->id);
			continue;
		}
		n = len - at < input->skip ? len - at : input->skip;
		input->skip -= n;
		at += n;
		input->ended = input->last && input->skip == 0;
	}
	return at;
}

bool
inspect_skip(int fd, struct inspected *found)
{
	struct input *input = &found->input;
	unsigned char chunk[4096];
	size_t most;
	ssize_t n;

	while (!input->ended && !input->broken) {
		most = input->skip > 0 ? input->skip
				       : FCGI_HEADER_LEN - input->have;
		n = recv(
		    fd, chunk, most < sizeof(chunk) ? most : sizeof(chunk), 0);
		if (n <= 0 && !(n < 0 && errno == EINTR))
			return false;
		inspect_input(found, chunk, n > 0 ? (size_t)n : 0);
	}
	return input->ended;
}

/* ---------------------------------------------------------- the connection */

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

/* Takes the head, and what was seen of its input. */
static bool
take_bytes(int fd, struct inspected *found, unsigned char *bytes, size_t seen)
{
	size_t len = found->len;

	len += inspect_input(found, bytes + len, seen - len);
	if (!found->input.broken && read(fd, bytes, len) == (ssize_t)len)
		return true;
	inspect_free(found);
	return false;
}

bool
inspect_request(int fd, struct inspected *found)
{
	static unsigned char bytes[INSPECT_MAX];
	const int64_t end = milliseconds() + 1000 * INSPECT_SECONDS;
	enum inspection judged;
	size_t seen = 0;
	bool ended = false;
	ssize_t n;

	for (int64_t left; (left = end - milliseconds()) > 0;) {
		if (left < 1000 && watchdog_called_off())
			return false;
		n = recv(fd, bytes, sizeof(bytes), MSG_PEEK | MSG_DONTWAIT);
		if (n > (ssize_t)seen) {
			seen = (size_t)n;
			judged = inspect_bytes(bytes, seen, found);
			if (judged != INSPECT_MORE)
				return judged == INSPECT_WHOLE &&
				       take_bytes(fd, found, bytes, seen);
		} else if (ended || n == 0 || (n < 0 && errno != EAGAIN)) {
			return false; /* nothing will follow */
		}
		ended = wait_for_bytes(fd, seen > 0, left);
	}
	log_line(
	    "no whole request came by FastCGI in %d seconds", INSPECT_SECONDS);
	return false;
}
