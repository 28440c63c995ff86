/* SPDX-License-Identifier: ISC */
/*
 * record.c: what is written is what a reader of FastCGI finds, also where the
 * connection takes it in pieces, or fails.
 */
#include "http/record.h"

#include <fastcgi.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

/* Reads all that comes until the other side closes; the caller frees it. */
static void
read_all(int fd, struct buffer *all)
{
	char chunk[10007];
	ssize_t n;

	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		buffer_add(all, chunk, (size_t)n);
	close(fd);
}

/* Takes records apart: gathers the output, returns whether all is in order. */
static bool
take_apart(const struct buffer *all, int id, struct buffer *out)
{
	const unsigned char *p = (const unsigned char *)all->data;
	size_t left = all->len, len = 1;
	bool fine = true;

	for (; left >= 8 && p[1] == FCGI_STDOUT;
	     p += 8 + len, left -= 8 + len) {
		fine = fine && len > 0 && p[0] == 1 &&
		       p[2] * 256 + p[3] == id && p[6] == 0;
		len = (size_t)p[4] * 256 + p[5];
		if (left < 8 + len)
			return false;
		buffer_add(out, (const char *)p + 8, len);
	}
	/* the empty one was the last, then comes the end of the request */
	return fine && len == 0 && left == 16 && p[1] == FCGI_END_REQUEST &&
	       p[2] * 256 + p[3] == id && p[5] == 8 &&
	       memcmp(p + 8, "\0\0\0\0\0\0\0", 8) == 0;
}

static bool
send_both(int fd, int id, const struct buffer *head, const struct buffer *body)
{
	struct record record;

	record_begin(&record, fd, id);
	record_add(&record, head->data, head->len);
	record_add(&record, body->data, body->len);
	return record_end(&record);
}

/* Sends a head and a body of these lengths to a reader of its own. */
static void
sent_is_read(size_t head_len, size_t body_len, int id)
{
	struct buffer head = {0}, body = {0}, whole = {0}, all = {0}, out = {0};
	int fds[2], room = 4096;
	pid_t pid;

	for (size_t i = 0; i < head_len + body_len; i++)
		buffer_char(i < head_len ? &head : &body, (char)(i * 7 / 3));
	buffer_add(&whole, head.data, head.len);
	buffer_add(&whole, body.data, body.len);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0)
		return;
	setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	pid = fork();
	if (pid == 0) {
		close(fds[1]);
		_exit(send_both(fds[0], id, &head, &body) ? 0 : 1);
	}
	close(fds[0]);
	read_all(fds[1], &all);
	ok(take_apart(&all, id, &out) && out.len == whole.len &&
		(whole.len == 0 ||
		    memcmp(out.data, whole.data, whole.len) == 0),
	    "%zu and %zu bytes", head_len, body_len);
	waitpid(pid, &room, 0);
	is_int(room, 0, "are sent");
	buffer_free(&head);
	buffer_free(&body);
	buffer_free(&whole);
	buffer_free(&all);
	buffer_free(&out);
}

/* What is flushed may change afterwards; many small pieces are one output. */
static void
test_pieces(void)
{
	struct buffer all = {0}, out = {0};
	struct record record;
	char chunk[3];
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0)
		return;
	record_begin(&record, fds[0], 1);
	for (int i = 0; i < 500; i++)
		record_add(&record, "ab", 2);
	record_flush(&record);
	for (int i = 0; i < 100; i++) {
		snprintf(chunk, sizeof(chunk), "%02d", i);
		record_add(&record, chunk, 2);
		record_flush(&record);
	}
	ok(record_end(&record), "in pieces");
	close(fds[0]);
	read_all(fds[1], &all);
	ok(take_apart(&all, 1, &out), "in order");
	is_int(out.len, 1200, "all of them");
	ok(strncmp(out.data + 996, "abab00010203", 12) == 0, "each as it was");
	buffer_free(&all);
	buffer_free(&out);
}

int
main(void)
{
	static const size_t rows[][2] = {{0, 0}, {1, 0}, {0, 1}, {300, 17000},
	    {65527, 1}, {65528, 0}, {65528, 1}, {65529, 0}, {300, 65228},
	    {300, 65229}, {70000, 70000}, {300, 2000000},
	    {300, 16 * 65528 - 300}, {300, 14 * 65528 - 300},
	    {300, 15 * 65528 - 300}};
	struct buffer head = {0};
	int fds[2];

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < COUNT(rows); i++)
		sent_is_read(rows[i][0], rows[i][1], i % 2 ? 1 : 0x1234);
	test_pieces();
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0) {
		buffer_string(&head, "Status: 200 OK\r\n\r\n");
		close(fds[1]);
		ok(!send_both(fds[0], 1, &head, &head), "nobody reads");
		close(fds[0]);
		buffer_free(&head);
	}
	return tap_done();
}
