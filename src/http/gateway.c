/* SPDX-License-Identifier: ISC */
/* gateway.c - CGI and FastCGI. See gateway.h. */
#include "http/gateway.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fastcgi.h>
#include <fcgiapp.h>
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

/*
 * Ends a kept connection that is silent. Not by FCGX_Free, which would wait up
 * to two seconds for the other side to close first; nothing is under way here.
 */
static void
drop_connection(FCGX_Request *request)
{
	if (request->ipcFd >= 0)
		close(request->ipcFd);
	request->ipcFd = -1;
}

/* What one wait ended with. */
enum wait_end { WAIT_WORK, WAIT_OTHER, WAIT_STOP };

/*
 * Waits once: for a new connection, the kept one, or what the gateway was told
 * to wait for beside them.
 */
static enum wait_end
wait_once(const struct gateway *gateway, FCGX_Request *request,
    const sigset_t *waiting, bool *queued)
{
	struct pollfd fds[3] = {
	    {.fd = STDIN_FILENO, .events = POLLIN},
	    {.fd = request->ipcFd, .events = POLLIN}, /* ignored where -1 */
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
		drop_connection(request);
	*queued = fds[0].revents != 0 && request->ipcFd >= 0;
	return WAIT_WORK;
}

/*
 * Waits until a new connection or the kept one has something to say. One
 * process serves one connection at a time, so a kept one would starve others
 * that queue: where it is silent it is closed, else *queued says that it should
 * be after this request. Returns false when asked to stop.
 */
static bool
wait_for_work(const struct gateway *gateway, FCGX_Request *request,
    const sigset_t *waiting, bool *queued)
{
	enum wait_end end = WAIT_OTHER;

	while (!stopping && end == WAIT_OTHER)
		end = wait_once(gateway, request, waiting, queued);
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

/*
 * Takes a connection, or leaves ipcFd at -1. Not by libfcgi, which waits for
 * its first bytes where no deadline reaches.
 */
static void
take_connection(FCGX_Request *fcgi)
{
	const struct timespec pause = {.tv_nsec = 100 * 1000 * 1000};
	struct sockaddr_storage peer = {.ss_family = AF_UNSPEC};
	socklen_t len = sizeof(peer);
	int on = 1, fd;

	fd =
	    accept4(STDIN_FILENO, (struct sockaddr *)&peer, &len, SOCK_CLOEXEC);
	if (fd >= 0 && !may_connect(&peer)) {
		close(fd);
		return;
	}
	fcgi->ipcFd = fd;
	fcgi->keepConnection = 1; /* by FCGX_Accept_r, as if it were old */
	if (fd >= 0 && peer.ss_family != AF_UNIX)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (fd >= 0 || errno == EAGAIN || errno == EWOULDBLOCK ||
	    errno == ECONNABORTED || errno == EINTR)
		return;
	log_line("FastCGI accept: %s", strerror(errno));
	nanosleep(&pause, NULL); /* it may pass: EMFILE, say */
}

enum {
	CLOSE_SECONDS = 5,    /* for the peer to close, or to be refused */
	RESPONSE_SECONDS = 10 /* without a byte more of a response */
};

/*
 * Takes the next request of the connection, which is closed where none comes.
 * Tells whether its input may be read: it is there, and empty.
 */
static bool
take_request(FCGX_Request *fcgi, bool *whole)
{
	enum inspection found = inspect_request(fcgi->ipcFd);

	*whole = found == INSPECT_WHOLE;
	if (found == INSPECT_MORE || found == INSPECT_BROKEN) {
		drop_connection(fcgi);
		return false;
	}
	return FCGX_Accept_r(fcgi) == 0;
}

/*
 * Reads the end of the request's input. It must be read before the server knows
 * that we are at the end, or libfcgi takes it for a broken request.
 */
static bool
read_end(FCGX_Request *fcgi)
{
	return FCGX_GetChar(fcgi->in) == EOF && FCGX_GetError(fcgi->in) == 0;
}

/*
 * Ends a request that was answered. A server that is still sending its input
 * could lose our answer to a reset connection: where the end of that was read
 * the connection can be closed at once; else libfcgi closes it, which waits for
 * the other side to read our answer and close.
 */
static void
finish_request(FCGX_Request *fcgi, bool ended, bool keep)
{
	watchdog_start(&fcgi->ipcFd, SHUT_RDWR, CLOSE_SECONDS);
	FCGX_Free(fcgi, !ended);
	watchdog_stop();
	if (!keep)
		drop_connection(fcgi);
}

/*
 * Refuses to be an Authorizer or a Filter (FastCGI 1.0, 5.5), and with it the
 * connection: what else is on its way to a Filter nobody reads.
 */
static void
refuse_role(FCGX_Request *fcgi)
{
	const unsigned char record[16] = {FCGI_VERSION_1, FCGI_END_REQUEST,
	    (unsigned char)(fcgi->requestId >> 8),
	    (unsigned char)fcgi->requestId, 0, 8, [12] = FCGI_UNKNOWN_ROLE};

	watchdog_start(&fcgi->ipcFd, SHUT_RDWR, CLOSE_SECONDS);
	file_put(fcgi->ipcFd, (const char *)record, sizeof(record));
	FCGX_Free(fcgi, 1);
	watchdog_stop();
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
send_records(const FCGX_Request *fcgi, const struct outgoing *out)
{
	struct record record;

	record_begin(&record, fcgi->ipcFd, fcgi->requestId);
	if (out->head->status == ST_OK)
		record_add(&record, out->head->data, out->head->len);
	if (out->has_body && !add_body(&record, &out->response))
		return false;
	return record_end(&record);
}

/* False: the client went away, which is its loss. */
static bool
send_response(FCGX_Request *fcgi, const struct outgoing *out)
{
	bool sent;

	watchdog_start(&fcgi->ipcFd, SHUT_RDWR, RESPONSE_SECONDS);
	sent = send_records(fcgi, out);
	if (watchdog_stop() && !watchdog_called_off())
		log_line("a response by FastCGI was not taken for %d seconds",
		    RESPONSE_SECONDS);
	return sent;
}

static void
answer_fastcgi(FCGX_Request *fcgi, const struct gateway *gateway, bool whole)
{
	struct outgoing out = {0};
	struct arena arena = {0};
	bool ended, sent;

	if (fcgi->role != FCGI_RESPONDER) {
		refuse_role(fcgi);
		return;
	}
	make_response(&out, &arena, gateway, fcgi->envp);
	ended = whole && read_end(fcgi);
	sent = send_response(fcgi, &out);
	finish_request(fcgi, sent && ended, ended && fcgi->keepConnection);
	free_response(&out, &arena);
}

bool
gateway_is_fastcgi(void)
{
	return !FCGX_IsCGI();
}

bool
gateway_fastcgi(const struct gateway *gateway)
{
	int flags = fcntl(STDIN_FILENO, F_GETFL);
	FCGX_Request request;
	sigset_t waiting;
	bool queued, whole;

	/*
	 * Not to block in accept: where processes share the socket, another
	 * may have taken the connection that woke us. libfcgi gets none to
	 * accept from, so that it never goes on to another connection.
	 */
	if (flags < 0 || fcntl(STDIN_FILENO, F_SETFL, flags | O_NONBLOCK) < 0 ||
	    FCGX_Init() != 0 || FCGX_InitRequest(&request, -1, 0) != 0) {
		log_line("FastCGI could not be started: %s", strerror(errno));
		return false;
	}
	watchdog_open();
	set_signals(&waiting);
	while (wait_for_work(gateway, &request, &waiting, &queued)) {
		if (request.ipcFd < 0)
			take_connection(&request);
		if (request.ipcFd < 0 || !take_request(&request, &whole)) {
			/* none that comes to the watchdog, which listens */
			stopping |= watchdog_called_off();
			continue;
		}
		if (queued)
			request.keepConnection = 0;
		answer_fastcgi(&request, gateway, whole);
	}
	drop_connection(&request);
	FCGX_Free(&request, 1);
	return stopping;
}
