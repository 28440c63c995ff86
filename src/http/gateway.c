/* SPDX-License-Identifier: ISC */
/* gateway.c - CGI and FastCGI. See gateway.h. */
#include "http/gateway.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "http/inspect.h"
#include "http/record.h"
#include "http/watchdog.h"

/* ------------------------------------------------------------------ CGI */

enum {
	BODY_MAX = 16 << 20, /* bytes of a request's body that are read */
	BODY_WAIT = 1000,    /* ms of silence in it that are borne */
	BODY_SECONDS = 5     /* that all of it may take */
};

/* The length of the request's body; one in chunks has none that is known. */
static size_t
measure_body(void)
{
	const char *length = getenv("CONTENT_LENGTH");
	const char *coding = getenv("HTTP_TRANSFER_ENCODING");
	unsigned long long len = 0;

	if (length != NULL && *length != '\0')
		len = strtoull(length, NULL, 10);
	else if (coding != NULL && *coding != '\0')
		len = BODY_MAX;
	return len < BODY_MAX ? (size_t)len : BODY_MAX;
}

static time_t
seconds_now(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/*
 * Reads a body that nobody asked for and forgets it. Were it left unread, a
 * server that talks through a socket (mod_cgid) could lose our answer to the
 * reset connection.
 */
static void
drain_body(void)
{
	struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
	size_t left = measure_body();
	time_t end = seconds_now() + BODY_SECONDS;
	char chunk[16 << 10];

	while (left > 0 && seconds_now() < end && poll(&fd, 1, BODY_WAIT) > 0) {
		ssize_t n = read(STDIN_FILENO, chunk,
		    left < sizeof(chunk) ? left : sizeof(chunk));

		if (n <= 0)
			return;
		left -= (size_t)n;
	}
}

/* A response on its way out: the header block, and whether a body follows. */
struct outgoing {
	struct request request;
	struct response response;
	struct buffer refusal;     /* the head of 304 or 412 */
	const struct buffer *head; /* that, or the response's own */
	bool has_body;
};

static void
make_response(struct outgoing *out, struct arena *arena,
    const struct gateway *gateway, char *const *variables)
{
	enum verdict verdict = VERDICT_SEND;

	request_read(&out->request, arena, variables);
	gateway->answer(gateway->data, &out->request, arena, &out->response);
	if (out->response.status == 200)
		verdict = condition_judge(&out->request.conditions,
		    out->response.etag, out->response.modified);
	out->head = &out->response.head;
	if (verdict != VERDICT_SEND) {
		response_head(&out->response, verdict, &out->refusal);
		out->head = &out->refusal;
	}
	if (out->head->status != ST_OK)
		log_line("%s: not answered: out of memory", out->request.path);
	out->has_body = verdict == VERDICT_SEND && out->head->status == ST_OK &&
			out->request.method != METHOD_HEAD;
	assert(!out->has_body || !out->response.bodiless);
}

static void
free_response(struct outgoing *out, struct arena *arena)
{
	buffer_free(&out->refusal);
	response_free(&out->response);
	arena_free(arena);
}

enum { SPOOL_CHUNK = 8 << 10 /* a host may give a stack of 64 kB */ };

/* Writes a body, be it in memory or in a file. */
static bool
put_body(const struct response *response)
{
	char chunk[SPOOL_CHUNK];
	size_t len, from = 0;

	if (!response->spool.open)
		return file_put(
		    STDOUT_FILENO, response->body.data, response->body.len);
	for (; from < response->spool.len; from += len) {
		len = spool_read(&response->spool, from, chunk, sizeof(chunk));
		if (len == 0 || !file_put(STDOUT_FILENO, chunk, len))
			return false;
	}
	return true;
}

bool
gateway_cgi(const struct gateway *gateway)
{
	struct outgoing out = {0};
	struct arena arena = {0};
	bool sent;

	signal(SIGPIPE, SIG_IGN);
	make_response(&out, &arena, gateway, environ);
	drain_body();
	sent = out.head->status == ST_OK &&
	       file_put(STDOUT_FILENO, out.head->data, out.head->len) &&
	       (!out.has_body || put_body(&out.response));
	free_response(&out, &arena);
	return sent;
}

/* -------------------------------------------------------------- FastCGI */

static volatile sig_atomic_t stopping;

static void
note_stop(int signal_number)
{
	(void)signal_number;
	stopping = 1;
}

/*
 * SIGTERM and SIGUSR1 stay blocked but while the process waits for work, so
 * they never cut a read or a write of a request short.
 */
static void
set_signals(sigset_t *waiting)
{
	struct sigaction stop = {.sa_handler = note_stop};
	sigset_t blocked;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&stop.sa_mask);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGUSR1, &stop, NULL);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGUSR1);
	sigprocmask(SIG_BLOCK, &blocked, waiting);
	sigdelset(waiting, SIGTERM);
	sigdelset(waiting, SIGUSR1);
}

/* The connection that is served, and what is asked on it. */
struct peer {
	int fd; /* -1: there is none */
	struct inspected request;
};

/* Ends a connection on which nothing is under way. */
static void
drop_connection(struct peer *peer)
{
	if (peer->fd >= 0)
		close(peer->fd);
	peer->fd = -1;
}

/* What one wait ended with. */
enum wait_end { WAIT_WORK, WAIT_OTHER, WAIT_STOP };

/*
 * Waits once: for a new connection, the kept one, or what the gateway was told
 * to wait for beside them.
 */
static enum wait_end
wait_once(const struct gateway *gateway, struct peer *peer,
    const sigset_t *waiting, bool *queued)
{
	struct pollfd fds[3] = {
	    {.fd = STDIN_FILENO, .events = POLLIN},
	    {.fd = peer->fd, .events = POLLIN}, /* ignored where -1 */
	    {.fd = -1, .events = POLLIN},
	};
	int ms = gateway->wait(gateway->data, &fds[2].fd), n;
	const struct timespec most = {
	    .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};

	n = ppoll(fds, COUNT(fds), ms >= 0 ? &most : NULL, waiting);
	if (n < 0 && errno == EINTR)
		return WAIT_OTHER;
	if (n < 0)
		log_line("poll: %s", strerror(errno));
	if (n < 0 || fds[0].revents & (POLLERR | POLLNVAL))
		return WAIT_STOP;
	if (n == 0 || fds[2].revents != 0)
		gateway->wake(gateway->data);
	if (fds[0].revents == 0 && fds[1].revents == 0 &&
	    gateway->done(gateway->data))
		stopping = 1;
	if (fds[0].revents == 0 && fds[1].revents == 0)
		return WAIT_OTHER;
	if (fds[1].revents == 0)
		drop_connection(peer);
	*queued = fds[0].revents != 0 && peer->fd >= 0;
	return WAIT_WORK;
}

/*
 * Waits until a new connection or the kept one has something to say. One
 * process serves one connection at a time, so a kept one would starve others
 * that queue: where it is silent it is closed, else *queued says that it should
 * be after this request. Returns false when asked to stop.
 */
static bool
wait_for_work(const struct gateway *gateway, struct peer *peer,
    const sigset_t *waiting, bool *queued)
{
	enum wait_end end = WAIT_OTHER;

	while (!stopping && end == WAIT_OTHER)
		end = wait_once(gateway, peer, waiting, queued);
	/* ppoll takes no signal while there is always work. */
	if (watchdog_heard())
		stopping = 1;
	return end == WAIT_WORK && !stopping;
}

/* Whether FCGI_WEB_SERVER_ADDRS lets this peer in (FastCGI 1.0, 3.2). */
static bool
may_connect(const struct sockaddr_storage *peer)
{
	const struct sockaddr_in *address = (const struct sockaddr_in *)peer;
	const char *list = getenv("FCGI_WEB_SERVER_ADDRS");
	char name[INET_ADDRSTRLEN];
	size_t len;

	if (list == NULL || *list == '\0' || peer->ss_family == AF_UNIX)
		return true;
	if (peer->ss_family != AF_INET ||
	    inet_ntop(AF_INET, &address->sin_addr, name, sizeof(name)) == NULL)
		return false;
	for (;; list += len + 1) {
		len = strcspn(list, ",");
		if (len == strlen(name) && strncmp(list, name, len) == 0)
			return true;
		if (list[len] == '\0')
			return false;
	}
}

/* Takes a connection, or leaves the peer without one. */
static void
take_connection(struct peer *peer)
{
	const struct timespec pause = {.tv_nsec = 100 * 1000 * 1000};
	struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
	socklen_t len = sizeof(address);
	int on = 1, fd;

	fd = accept4(
	    STDIN_FILENO, (struct sockaddr *)&address, &len, SOCK_CLOEXEC);
	if (fd >= 0 && !may_connect(&address)) {
		close(fd);
		return;
	}
	peer->fd = fd;
	if (fd >= 0 && address.ss_family != AF_UNIX)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (fd >= 0 || errno == EAGAIN || errno == EWOULDBLOCK ||
	    errno == ECONNABORTED || errno == EINTR)
		return;
	log_line("FastCGI accept: %s", strerror(errno));
	nanosleep(&pause, NULL); /* it may pass: EMFILE, say */
}

enum {
	INPUT_SECONDS = 5,     /* for the end of a request's input */
	RESPONSE_SECONDS = 10, /* without a byte more of a response */
	CLOSE_SECONDS = 2      /* for the peer to close, once we did */
};

/* Takes the next request of the connection, which is closed where none comes */
static bool
take_request(struct peer *peer)
{
	if (inspect_request(peer->fd, &peer->request))
		return true;
	drop_connection(peer);
	return false;
}

static const char *
find_variable(char *const *variables, const char *name)
{
	size_t len = strlen(name);

	for (; variables != NULL && *variables != NULL; variables++)
		if (strncmp(*variables, name, len) == 0 &&
		    (*variables)[len] == '=')
			return *variables + len + 1;
	return NULL;
}

/* Whether the request has a body, which nobody reads. */
static bool
has_body(char *const *variables)
{
	const char *length = find_variable(variables, "CONTENT_LENGTH");

	return find_variable(variables, "HTTP_TRANSFER_ENCODING") != NULL ||
	       (length != NULL && *length != '\0' && strcmp(length, "0") != 0);
}

/*
 * Reads what is left of the request's input and forgets it. False: its end does
 * not come.
 */
static bool
skip_input(struct peer *peer)
{
	bool ended = peer->request.input.ended;

	if (ended)
		return true;
	watchdog_start(&peer->fd, SHUT_RD, INPUT_SECONDS);
	ended = inspect_skip(peer->fd, &peer->request);
	watchdog_stop();
	return ended;
}

/*
 * Whether the connection can have another request. Its input must be at the end
 * before the server knows that we are, or the rest of it would be taken for a
 * broken request. A body is not waited for.
 */
static bool
can_keep(struct peer *peer, bool body)
{
	return peer->request.keep && !body && skip_input(peer);
}

/*
 * Closes a connection on which more may come: were it left unread, a server
 * that is still sending could lose our answer to the reset connection. So what
 * comes is read for a while, until the server read our end, and closed.
 */
static void
close_gently(struct peer *peer)
{
	time_t end = seconds_now() + INPUT_SECONDS;
	char chunk[4096];

	shutdown(peer->fd, SHUT_WR);
	watchdog_start(&peer->fd, SHUT_RDWR, CLOSE_SECONDS);
	while (
	    recv(peer->fd, chunk, sizeof(chunk), 0) > 0 && seconds_now() < end)
		watchdog_progress();
	watchdog_stop();
	drop_connection(peer);
}

/* Ends a request that was answered: behind the end of its input at once. */
static void
finish_request(struct peer *peer, bool sent, bool keep, bool body)
{
	if (sent && keep)
		return;
	if (sent && !body && skip_input(peer))
		drop_connection(peer);
	else
		close_gently(peer);
}

/* Adds a body, be it in memory or in a file. False: it cannot be read. */
static bool
add_body(struct record *record, const struct response *response)
{
	char chunk[SPOOL_CHUNK];
	size_t len, from = 0;

	if (!response->spool.open)
		record_add(record, response->body.data, response->body.len);
	for (; response->spool.open && from < response->spool.len &&
	       !record->failed;
	     from += len) {
		len = spool_read(&response->spool, from, chunk, sizeof(chunk));
		if (len == 0)
			return false;
		record_add(record, chunk, len);
		record_flush(record);
	}
	return true;
}

/* Sends head and body, and the end of the request unless the body failed. */
static bool
send_records(const struct peer *peer, const struct outgoing *out)
{
	const struct buffer *replies = &peer->request.replies;
	struct record record;

	if (replies->len > 0 &&
	    !file_put(peer->fd, replies->data, replies->len))
		return false;
	record_begin(&record, peer->fd, peer->request.id);
	if (peer->request.role != FCGI_RESPONDER)
		return record_refuse(&record, FCGI_UNKNOWN_ROLE);
	if (out->head->status == ST_OK)
		record_add(&record, out->head->data, out->head->len);
	if (out->has_body && !add_body(&record, &out->response))
		return false;
	return record_end(&record);
}

/* False: the client went away, which is its loss. */
static bool
send_response(struct peer *peer, const struct outgoing *out)
{
	bool sent;

	watchdog_start(&peer->fd, SHUT_RDWR, RESPONSE_SECONDS);
	sent = send_records(peer, out);
	if (watchdog_stop() && !watchdog_called_off())
		log_line("a response by FastCGI was not taken for %d seconds",
		    RESPONSE_SECONDS);
	return sent;
}

/*
 * Answers the request. To be an Authorizer or a Filter is refused (FastCGI 1.0,
 * 5.5), and with it the connection: what else is on its way to a Filter nobody
 * reads.
 */
static void
answer_fastcgi(struct peer *peer, const struct gateway *gateway)
{
	struct outgoing out = {0};
	struct arena arena = {0};
	bool refused = peer->request.role != FCGI_RESPONDER, body, keep, sent;
	char **variables = inspect_variables(&peer->request, &arena);

	if (!refused)
		make_response(&out, &arena, gateway, variables);
	body = refused || has_body(variables);
	keep = can_keep(peer, body);
	sent = send_response(peer, &out);
	finish_request(peer, sent, keep, body);
	free_response(&out, &arena);
	inspect_free(&peer->request);
}

bool
gateway_is_fastcgi(void)
{
	socklen_t len = sizeof(int);
	int listens = 0;

	return getsockopt(STDIN_FILENO, SOL_SOCKET, SO_ACCEPTCONN, &listens,
		   &len) == 0 &&
	       listens != 0;
}

bool
gateway_fastcgi(const struct gateway *gateway)
{
	int flags = fcntl(STDIN_FILENO, F_GETFL);
	struct peer peer = {.fd = -1};
	sigset_t waiting;
	bool queued;

	/*
	 * Not to block in accept: where processes share the socket, another
	 * may have taken the connection that woke us.
	 */
	if (flags < 0 || fcntl(STDIN_FILENO, F_SETFL, flags | O_NONBLOCK) < 0) {
		log_line("FastCGI could not be started: %s", strerror(errno));
		return false;
	}
	watchdog_open();
	set_signals(&waiting);
	while (wait_for_work(gateway, &peer, &waiting, &queued)) {
		if (peer.fd < 0)
			take_connection(&peer);
		if (peer.fd < 0 || !take_request(&peer)) {
			/* none that comes to the watchdog, which listens */
			stopping |= watchdog_called_off();
			continue;
		}
		if (queued)
			peer.request.keep = false;
		answer_fastcgi(&peer, gateway);
	}
	drop_connection(&peer);
	return stopping;
}
