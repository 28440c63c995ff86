/* SPDX-License-Identifier: ISC */
/* gateway.c - CGI and FastCGI. See gateway.h. */
#include "http/gateway.h"

#include <assert.h>
#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "http/record.h"

/* ------------------------------------------------------------------ CGI */

enum {
	BODY_MAX = 16 << 20, /* bytes of a request's body that are read */
	BODY_WAIT = 1000     /* ms of silence in it that are borne */
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
	char chunk[16 << 10];

	while (left > 0 && poll(&fd, 1, BODY_WAIT) > 0) {
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
    gateway_answer_fn *answer, void *data, char *const *variables)
{
	enum verdict verdict = VERDICT_SEND;

	request_read(&out->request, arena, variables);
	answer(data, &out->request, arena, &out->response);
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

bool
gateway_cgi(gateway_answer_fn *answer, void *data)
{
	struct outgoing out = {0};
	struct arena arena = {0};
	bool sent;

	signal(SIGPIPE, SIG_IGN);
	make_response(&out, &arena, answer, data, environ);
	drain_body();
	sent = out.head->status == ST_OK &&
	       file_put(STDOUT_FILENO, out.head->data, out.head->len);
	if (sent && out.has_body)
		sent = file_put(STDOUT_FILENO, out.response.body.data,
		    out.response.body.len);
	free_response(&out, &arena);
	return sent;
}

/* -------------------------------------------------------------- FastCGI */

enum { END_WAIT = 2 /* s for the end of an input without a body */ };

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

/*
 * Waits until a new connection or the kept one has something to say. A kept
 * connection that is silent while others queue is closed: one process serves
 * one connection at a time, and an idle one would starve them. Returns false
 * when asked to stop.
 */
static bool
wait_for_work(FCGX_Request *request, const sigset_t *waiting)
{
	struct pollfd fds[2] = {
	    {.fd = STDIN_FILENO, .events = POLLIN},
	    {.fd = request->ipcFd, .events = POLLIN}, /* ignored where -1 */
	};

	while (!stopping) {
		if (ppoll(fds, 2, NULL, waiting) < 0) {
			if (errno == EINTR)
				continue;
			log_line("poll: %s", strerror(errno));
			return false;
		}
		if (fds[0].revents & (POLLERR | POLLNVAL))
			return false;
		if (fds[1].revents == 0)
			drop_connection(request);
		return true;
	}
	return false;
}

/* Whether the request has a body, which nobody reads. */
static bool
has_body(const FCGX_Request *fcgi)
{
	const char *length = FCGX_GetParam("CONTENT_LENGTH", fcgi->envp);

	return FCGX_GetParam("HTTP_TRANSFER_ENCODING", fcgi->envp) != NULL ||
	       (length != NULL && *length != '\0' && strcmp(length, "0") != 0);
}

/* Reads the end of an input that has no body. False: it does not come. */
static bool
read_end(FCGX_Request *fcgi)
{
	const struct timeval patience = {.tv_sec = END_WAIT};

	setsockopt(
	    fcgi->ipcFd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return FCGX_GetChar(fcgi->in) == EOF && FCGX_GetError(fcgi->in) == 0;
}

/*
 * Ends a request that was answered. Its input is read to the end first, or a
 * server that is still sending it could lose our answer to a reset connection;
 * then the connection can be closed at once. Where there is a body, libfcgi
 * closes it, which waits for the other side to read our answer and close.
 */
static void
finish_request(FCGX_Request *fcgi, bool sent)
{
	bool body = has_body(fcgi), ended = !body && read_end(fcgi);

	if (sent && fcgi->keepConnection && (ended || body)) {
		FCGX_Free(fcgi, 0);
	} else if (sent && ended) {
		FCGX_Free(fcgi, 0);
		drop_connection(fcgi);
	} else {
		FCGX_Free(fcgi, 1);
	}
}

static void
answer_fastcgi(FCGX_Request *fcgi, gateway_answer_fn *answer, void *data)
{
	struct outgoing out = {0};
	struct arena arena = {0};
	bool sent;

	make_response(&out, &arena, answer, data, fcgi->envp);
	/* An error here is a client that went away: its loss. */
	sent = record_send(fcgi->ipcFd, fcgi->requestId,
	    out.head->status == ST_OK ? out.head : NULL,
	    out.has_body ? &out.response.body : NULL);
	finish_request(fcgi, sent);
	free_response(&out, &arena);
}

bool
gateway_is_fastcgi(void)
{
	return !FCGX_IsCGI();
}

bool
gateway_fastcgi(gateway_answer_fn *answer, void *data)
{
	const struct timespec pause = {.tv_nsec = 100 * 1000 * 1000};
	int flags = fcntl(STDIN_FILENO, F_GETFL);
	FCGX_Request request;
	sigset_t waiting;
	int code;

	/*
	 * Not to block in accept: where processes share the socket, another
	 * may have taken the connection that woke us.
	 */
	if (flags < 0 || fcntl(STDIN_FILENO, F_SETFL, flags | O_NONBLOCK) < 0 ||
	    FCGX_Init() != 0 ||
	    FCGX_InitRequest(
		&request, STDIN_FILENO, FCGI_FAIL_ACCEPT_ON_INTR) != 0) {
		log_line("FastCGI could not be started: %s", strerror(errno));
		return false;
	}
	set_signals(&waiting);
	while (wait_for_work(&request, &waiting)) {
		code = FCGX_Accept_r(&request);
		if (code == 0)
			answer_fastcgi(&request, answer, data);
		else if (code != -EAGAIN && code != -EWOULDBLOCK) {
			log_line("FastCGI accept: %s", strerror(-code));
			nanosleep(&pause, NULL); /* it may pass: EMFILE, say */
		}
	}
	drop_connection(&request);
	FCGX_Free(&request, 1);
	return stopping;
}
