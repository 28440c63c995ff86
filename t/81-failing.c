/* SPDX-License-Identifier: ISC */
/*
 * 81-failing.c - each allocation and each call of SQLite fails once, in turn,
 * while pages of every kind are served and a store is built. A visitor gets
 * the whole page or an error, with the cause in the log, never a part; the
 * next request is answered as if nothing had been; nothing leaks.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/base.h"
#include "failing.h"
#include "http/gateway.h"
#include "site/router.h"
#include "site/site.h"
#include "tap.h"

extern char **environ;

/* ------------------------------------------------------- calls of SQLite */

int __real_sqlite3_open_v2(const char *, sqlite3 **, int, const char *);
int __real_sqlite3_exec(sqlite3 *, const char *,
    int (*)(void *, int, char **, char **), void *, char **);
int __real_sqlite3_prepare_v3(
    sqlite3 *, const char *, int, unsigned int, sqlite3_stmt **, const char **);
int __real_sqlite3_bind_int64(sqlite3_stmt *, int, sqlite3_int64);
int __real_sqlite3_bind_text64(sqlite3_stmt *, int, const char *,
    sqlite3_uint64, void (*)(void *), unsigned char);
int __real_sqlite3_bind_blob64(
    sqlite3_stmt *, int, const void *, sqlite3_uint64, void (*)(void *));
int __real_sqlite3_step(sqlite3_stmt *);
int __wrap_sqlite3_open_v2(const char *, sqlite3 **, int, const char *);
int __wrap_sqlite3_exec(sqlite3 *, const char *,
    int (*)(void *, int, char **, char **), void *, char **);
int __wrap_sqlite3_prepare_v3(
    sqlite3 *, const char *, int, unsigned int, sqlite3_stmt **, const char **);
int __wrap_sqlite3_bind_int64(sqlite3_stmt *, int, sqlite3_int64);
int __wrap_sqlite3_bind_text64(sqlite3_stmt *, int, const char *,
    sqlite3_uint64, void (*)(void *), unsigned char);
int __wrap_sqlite3_bind_blob64(
    sqlite3_stmt *, int, const void *, sqlite3_uint64, void (*)(void *));
int __wrap_sqlite3_step(sqlite3_stmt *);

static struct failing queries;
static int failure; /* SQLite's code for it */

int
__wrap_sqlite3_open_v2(
    const char *name, sqlite3 **handle, int flags, const char *vfs)
{
	int code = __real_sqlite3_open_v2(name, handle, flags, vfs);

	return fails(&queries) ? failure : code;
}

int
__wrap_sqlite3_exec(sqlite3 *handle, const char *sql,
    int (*row)(void *, int, char **, char **), void *data, char **message)
{
	return fails(&queries)
		   ? failure
		   : __real_sqlite3_exec(handle, sql, row, data, message);
}

int
__wrap_sqlite3_prepare_v3(sqlite3 *handle, const char *sql, int len,
    unsigned int flags, sqlite3_stmt **stmt, const char **tail)
{
	if (!fails(&queries))
		return __real_sqlite3_prepare_v3(
		    handle, sql, len, flags, stmt, tail);
	*stmt = NULL;
	return failure;
}

int
__wrap_sqlite3_bind_int64(sqlite3_stmt *stmt, int i, sqlite3_int64 number)
{
	return fails(&queries) ? failure
			       : __real_sqlite3_bind_int64(stmt, i, number);
}

int
__wrap_sqlite3_bind_text64(sqlite3_stmt *stmt, int i, const char *text,
    sqlite3_uint64 len, void (*destroy)(void *), unsigned char encoding)
{
	return fails(&queries) ? failure
			       : __real_sqlite3_bind_text64(
				     stmt, i, text, len, destroy, encoding);
}

int
__wrap_sqlite3_bind_blob64(sqlite3_stmt *stmt, int i, const void *bytes,
    sqlite3_uint64 len, void (*destroy)(void *))
{
	return fails(&queries)
		   ? failure
		   : __real_sqlite3_bind_blob64(stmt, i, bytes, len, destroy);
}

int
__wrap_sqlite3_step(sqlite3_stmt *stmt)
{
	return fails(&queries) ? failure : __real_sqlite3_step(stmt);
}

/* ---------------------------------------------------------------- children */

pid_t __wrap_fork(void);

/* There are none, so that all that fails fails here. */
pid_t
__wrap_fork(void)
{
	errno = EAGAIN;
	return -1;
}

/* ---------------------------------------------------------------- the home */

static char home[200];

struct file {
	const char *name, *text;
};

static const struct file files[] = {
    {"data/index.md", "# Questions\n\nHello.\n\n---\n\nGood bye.\n"},
    {"data/a.md",
	"# Pain & healing {#pain}\n\nAbout it.\n\n"
	"## Does it hurt? {#hurt aka=\"ouch\" keywords=\"sore\""
	" updated=\"2026-01-02\"}\n\nA *little*. See [this](heal).\n\n"
	"## How long does it heal? {#heal}\n\n- A week\n- Or two\n"},
    {"data/b.md", "# Money\n\n## What is the cost?\n\nNot much.\n"},
    {"data/synonyms.txt", "cost, price, how much\n"},
    {"var/ledger.txt", "2020-01-01T00:00:00Z /was moved /hurt\n"
		       "2020-01-01T00:00:00Z /went gone\n"},
    {"faq.conf", "language = en\ncontact_url = mailto:a@example.org\n"},
    {"templates/strings.txt", "T_ALL_QUESTIONS = Every question\n"},
    {"templates/date.tpl", "{{%AUTOESCAPE context=\"HTML\"}}{{DATE_YEAR}}"},
};

/* One of each other format, with something to be told of. */
static const struct file imports[] = {
    {"data/c.csv", "Question,Answer,Note\nIs it?,\"It \"\"is\"\".\",aside\n"
		   ",and more,\n"},
    {"data/d.html", "<title>Old</title><nav>menu</nav><h2>Who?</h2>"
		    "<p><b>We</b> &amp; <a href=heal>you</a><ul><li>one</ul>"},
    {"data/e.json", "{\"author\": \"Ann\", \"questions\": [{\"question\":"
		    "\"Why?\", \"answer\": \"<p>So</p>\"}]}"},
    {"data/f.txt", "Q: When?\nA: Now,\nor later.\n\nQ: Where?\n"},
};

static const char *
place(const char *name)
{
	static char path[400];

	snprintf(path, sizeof(path), "%s/%s", home, name);
	return path;
}

static bool
write_files(const struct file *list, size_t count)
{
	bool fine = true;

	for (size_t i = 0; i < count; i++)
		fine = fine && file_write(place(list[i].name), list[i].text,
				   strlen(list[i].text)) == ST_OK;
	return fine;
}

static bool
make_home(void)
{
	static const char *const folders[] = {"data", "templates", "var"};
	bool fine = tap_folder(home, sizeof(home));

	for (size_t i = 0; i < COUNT(folders); i++)
		fine = fine && mkdir(place(folders[i]), 0755) == 0;
	return fine && write_files(files, COUNT(files));
}

/* --------------------------------------------------------------- requests */

static const struct page {
	const char *method, *path, *query, *encoding;
} pages[] = {
    {"GET", "/", "", ""},
    {"GET", "/", "", "gzip"},
    {"GET", "/", "q=does+it+hurt", ""},
    {"GET", "/", "q=pric+hael&category=pain", ""},
    {"GET", "/", "q=hael&exact=1", ""},
    {"GET", "/", "q=xylophone", ""},
    {"GET", "/", "category=pain", ""},
    {"GET", "/hurt", "", ""},
    {"GET", "/hurt.md", "", ""},
    {"HEAD", "/heal", "", ""},
    {"GET", "/ouch", "", ""},
    {"GET", "/hael", "", ""},
    {"GET", "/was", "", ""},
    {"GET", "/went", "", ""},
    {"GET", "/all", "", ""},
    {"GET", "/faq.json", "", ""},
    {"GET", "/feed.atom", "", ""},
    {"GET", "/llms-full.txt", "", ""},
    {"GET", "/llms.txt", "", ""},
    {"GET", "/opensearch.xml", "", ""},
    {"GET", "/search.js", "", ""},
    {"GET", "/sitemap.xml", "", ""},
    {"GET", "/style.css", "", ""},
    {"GET", "/suggest.json", "q=hu", ""},
    {"POST", "/", "", ""},
};

/* What one request gave: what was sent, and what was logged. */
struct outcome {
	struct buffer sent, log;
};

static void
free_outcome(struct outcome *outcome)
{
	buffer_free(&outcome->sent);
	buffer_free(&outcome->log);
}

static void
answer(void *site, const struct request *request, struct arena *arena,
    struct response *response)
{
	router_answer(site, request, arena, response);
}

/* Where the program's output and log go while it works, and where it went. */
struct capture {
	int out, log, saved_out, saved_log;
};

static void
begin_capture(struct capture *capture)
{
	fflush(stdout);
	capture->out = memfd_create("out", 0);
	capture->log = memfd_create("log", 0);
	capture->saved_out = dup(STDOUT_FILENO);
	capture->saved_log = dup(STDERR_FILENO);
	dup2(capture->out, STDOUT_FILENO);
	dup2(capture->log, STDERR_FILENO);
}

static void
take_bytes(int fd, struct buffer *out)
{
	char bytes[4096];
	ssize_t n;

	lseek(fd, 0, SEEK_SET);
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		buffer_add(out, bytes, (size_t)n);
	close(fd);
}

static void
end_capture(struct capture *capture, struct outcome *outcome)
{
	dup2(capture->saved_out, STDOUT_FILENO);
	dup2(capture->saved_log, STDERR_FILENO);
	close(capture->saved_out);
	close(capture->saved_log);
	take_bytes(capture->out, &outcome->sent);
	take_bytes(capture->log, &outcome->log);
}

/* The door of CGI, once. */
static void
ask(struct site *site, const struct page *page)
{
	char method[20], path[40], query[60], encoding[40];
	char host[] = "HTTP_HOST=faq.example",
	     script[] = "SCRIPT_NAME=/faq.cgi";
	char *variables[] = {method, path, query, encoding, host, script, NULL};
	char **saved = environ;

	snprintf(method, sizeof(method), "REQUEST_METHOD=%s", page->method);
	snprintf(path, sizeof(path), "PATH_INFO=%s", page->path);
	snprintf(query, sizeof(query), "QUERY_STRING=%s", page->query);
	snprintf(encoding, sizeof(encoding), "HTTP_ACCEPT_ENCODING=%s",
	    page->encoding);
	environ = variables;
	gateway_cgi(&(struct gateway){.answer = answer, .data = site});
	environ = saved;
}

/* What was sent, with its body as the reader's program unpacks it. */
static void
unpack(struct buffer *sent)
{
	char *body = sent->len > 0 ? strstr(sent->data, "\r\n\r\n") : NULL;
	static char plain[1 << 20];
	z_stream stream = {0};

	if (body == NULL || !strstr(sent->data, "Content-Encoding: gzip"))
		return;
	body += 4;
	stream.next_in = (Bytef *)body;
	stream.avail_in = (uInt)(sent->len - (size_t)(body - sent->data));
	stream.next_out = (Bytef *)plain;
	stream.avail_out = sizeof(plain);
	inflateInit2(&stream, MAX_WBITS + 16);
	if (inflate(&stream, Z_FINISH) != Z_STREAM_END)
		stream.total_out = 0;
	inflateEnd(&stream);
	sent->len = (size_t)(body - sent->data);
	buffer_add(sent, plain, stream.total_out);
}

/* Calls that fail: of which kind, from which on, how many in a row. */
struct fault {
	const char *kind;
	struct failing *calls;
	bool cold; /* also while the home is opened */
	long row, first;
};

/*
 * One process: opens the home and answers the request, with a fault, and once
 * more without. Where the fault is not cold, another page was served before.
 * Returns how many calls there were until the first answer.
 */
static long
serve(const struct page *page, const struct fault *fault, struct outcome *first,
    struct outcome *second)
{
	struct failing *calls = fault->calls;
	struct capture capture;
	struct site *site;
	enum status status;
	long tried;

	*first = *second = (struct outcome){{0}, {0}};
	begin_capture(&capture);
	fail_from(calls, fault->first, fault->cold ? fault->row : 0);
	status = site_open(&site, home, RENEW_ONCE);
	if (status == ST_OK && !fault->cold) {
		ask(site, page == pages ? page + 1 : pages);
		end_capture(&capture, first);
		free_outcome(first);
		begin_capture(&capture);
		fail_from(calls, fault->first, fault->row);
	}
	if (status == ST_OK)
		ask(site, page);
	else
		log_line("out of memory at the start"); /* as main does */
	tried = calls->asked;
	fail_from(calls, 0, 0);
	end_capture(&capture, first);
	unpack(&first->sent);
	if (status == ST_OK) {
		begin_capture(&capture);
		ask(site, page);
		end_capture(&capture, second);
		unpack(&second->sent);
	}
	site_close(site);
	return tried;
}

static bool
is_same(const struct buffer *a, const struct buffer *b)
{
	return a->len == b->len &&
	       (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

/*
 * The body of what was sent, with the status before it: what readers see. Two
 * answers may differ in being compressed.
 */
static const char *
seen(struct buffer *sent)
{
	static char text[2][1 << 20];
	static int turn;
	const char *body;

	turn = !turn;
	body = sent->len > 0 ? strstr(sent->data, "\r\n\r\n") : NULL;
	snprintf(text[turn], sizeof(text[turn]), "%.12s%s",
	    sent->len > 0 ? sent->data : "", body != NULL ? body : "");
	return text[turn];
}

/* Whether an error went out, whole. */
static bool
is_error(const char *text)
{
	if (*text == '\0')
		return true; /* the server says 500 */
	return strncmp(text, "Status: 503 ", 12) == 0 &&
	       (text[16] == '\0' || /* HEAD: the empty line alone */
		   strstr(text, "</html>") != NULL ||
		   strstr(text, "few minutes.\n") != NULL);
}

/* ------------------------------------------------------------ the sweeps */

/* What went wrong, and the first place of each. */
struct tally {
	long calls, errors, parts, silent, leaks, lasting;
};

static void
count(long *what, const char *name, long n, const struct outcome *outcome)
{
	if ((*what)++ == 0)
		printf("# %s: call %ld\n# log: %.300s\n# sent: %.300s\n", name,
		    n, outcome->log.len > 0 ? outcome->log.data : "",
		    outcome->sent.len > 0 ? outcome->sent.data : "(nothing)");
}

/* good: what is seen where nothing fails. */
static void
try_fault(const struct page *page, const struct fault *fault, const char *good,
    struct tally *tally)
{
	struct outcome first, second;
	long before = alive, n = fault->first;

	serve(page, fault, &first, &second);
	if (strcmp(seen(&first.sent), good) != 0) {
		tally->errors++;
		if (!is_error(seen(&first.sent)))
			count(&tally->parts, "a part", n, &first);
		if (first.log.len == 0)
			count(&tally->silent, "no cause", n, &first);
	}
	if (second.sent.len > 0 && strcmp(seen(&second.sent), good) != 0)
		count(&tally->lasting, "the next request", n, &second);
	free_outcome(&first);
	free_outcome(&second);
	tally->leaks += alive != before;
}

/* Lets the fault begin at each of the calls that the page needs. */
static void
sweep_page(const struct page *page, struct fault fault)
{
	struct fault none = {.calls = fault.calls, .cold = fault.cold};
	struct tally tally = {0};
	struct outcome first, second;
	char *good;

	tally.calls = serve(page, &none, &first, &second);
	good = strdup(seen(&first.sent));
	is(seen(&second.sent), good, "%s %s?%s %s: the same twice",
	    page->method, page->path, page->query, page->encoding);
	free_outcome(&first);
	free_outcome(&second);
	for (; fault.first < tally.calls; fault.first++)
		try_fault(page, &fault, good, &tally);
	ok(tally.parts == 0, "%ld %s failed, %ld errors, no part", tally.calls,
	    fault.kind, tally.errors);
	is_int(tally.silent, 0, "each error has its cause in the log");
	is_int(tally.leaks, 0, "nothing leaks");
	is_int(tally.lasting, 0, "the next request is answered as ever");
	free(good);
}

/* Whether the store that is there serves, and nothing lies beside it. */
static bool
store_serves(const struct buffer *want)
{
	struct fault none = {.calls = &allocations};
	struct outcome first, second;
	bool same;

	serve(pages, &none, &first, &second);
	same = is_same(&first.sent, want);
	free_outcome(&first);
	free_outcome(&second);
	return same && access(place("var/faq.db.new"), F_OK) != 0;
}

/* Builds the store as `faq.cgi build` does. */
static enum status
build(struct outcome *outcome, struct failing *calls)
{
	struct report report = {0};
	struct import_counts counts;
	struct capture capture;
	struct site *site;
	enum status status;

	begin_capture(&capture);
	status = site_open(&site, home, RENEW_COMMAND);
	if (status == ST_OK)
		status = site_build(site, &counts, &report);
	site_close(site);
	calls->row = 0;
	report_log(&report);
	report_free(&report);
	end_capture(&capture, outcome);
	return status;
}

/*
 * Whether a log has all lines on questions of another, maybe with others among
 * them.
 */
static bool
has_lines(const struct buffer *log, const struct buffer *want)
{
	const char *line = want->data, *end;
	char text[400];

	for (; line != NULL && (end = strchr(line, '\n')) != NULL;
	     line = end + 1) {
		snprintf(text, sizeof(text), "%.*s\n", (int)(end - line), line);
		if (strstr(text, " data/") == NULL)
			continue;
		if (log->len == 0 || strstr(log->data, text) == NULL)
			return false;
	}
	return true;
}

static void
sweep_build(const char *kind, struct failing *calls, long step)
{
	struct fault none = {.calls = calls};
	struct outcome good, outcome, told = {{0}, {0}};
	long lost = 0, silent = 0, leaks = 0, failed = 0, unheard = 0, n;

	is_int(build(&told, calls), ST_OK, "a store of all formats");
	serve(pages, &none, &good, &outcome);
	free_outcome(&outcome);
	for (n = 0;; n += step) {
		long before = alive;
		enum status status;

		outcome = (struct outcome){{0}, {0}};
		fail_from(calls, n, 1);
		status = build(&outcome, calls);
		failed += status != ST_OK;
		if (status != ST_OK && status != ST_MEMORY &&
		    outcome.log.len == 0 && silent++ == 0)
			printf("# call %ld, status %d\n", n, (int)status);
		if (status == ST_OK && !has_lines(&outcome.log, &told.log))
			count(&unheard, "unheard", n, &outcome);
		free_outcome(&outcome);
		leaks += alive != before;
		if (calls->asked <= n)
			break;
		if (!store_serves(&good.sent) && lost++ == 0)
			printf("# call %ld, status %d: lost\n", n, (int)status);
	}
	ok(n > 20 && failed > n / step / 2, "build: %ld %s, %ld fatal", n, kind,
	    failed);
	is_int(silent, 0, "each has its cause in the log");
	is_int(leaks, 0, "nothing leaks");
	is_int(lost, 0, "the store that is there serves");
	ok(told.log.len > 0 && unheard == 0, "a new one tells all: %ld do not",
	    unheard);
	free_outcome(&good);
	free_outcome(&told);
}

/* Every page on its own, and the first with all that opens the home. */
static void
sweep_pages(struct fault fault)
{
	for (size_t i = 0; i < COUNT(pages); i++)
		sweep_page(&pages[i], fault);
	fault.cold = true;
	sweep_page(pages, fault);
}

int
main(void)
{
	static const int codes[] = {SQLITE_IOERR, SQLITE_FULL};
	struct fault memory = {"allocations", &allocations, .row = 1};
	struct fault calls = {"calls", &queries, .row = 1};
	struct outcome outcome = {{0}, {0}};

	if (!ok(make_home(), "a home"))
		return tap_done();
	is_int(build(&outcome, &queries), ST_OK, "its store");
	free_outcome(&outcome);
	sweep_pages(memory);
	memory.kind = "pairs of allocations"; /* the page of the error, too */
	memory.row = 2;
	sweep_pages(memory);
	for (size_t c = 0; c < COUNT(codes); c++) {
		failure = codes[c];
		printf("# SQLite: %s\n", sqlite3_errstr(failure));
		sweep_pages(calls);
	}
	ok(write_files(imports, COUNT(imports)), "files of other formats");
	/* each of them with FAQ_FAILING=all, in a minute more */
	sweep_build(
	    "allocations", &allocations, getenv("FAQ_FAILING") != NULL ? 1 : 5);
	for (size_t c = 0; c < COUNT(codes); c++) {
		failure = codes[c];
		sweep_build("calls", &queries, 1);
	}
	tap_remove(home);
	return tap_done();
}
