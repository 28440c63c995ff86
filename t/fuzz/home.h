/* SPDX-License-Identifier: ISC */
/*
 * home.h - a FAQ home for fuzz targets, gone at the end, and whole answers from
 * it: what the router makes of a request, looked at for what no answer may
 * hold. Everything happens in the one process, in silence: whoever includes
 * this is linked with --wrap of fork, log_line and report_log. What stands in a
 * field as ZQ, an element's beginning, must never come out as one.
 */
#ifndef HOME_H
#define HOME_H

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"
#include "base/text.h"
#include "site/router.h"
#include "site/site.h"

#define ZQ "<zq"

static char home[200];

pid_t __wrap_fork(void);

pid_t
__wrap_fork(void)
{
	errno = EAGAIN;
	return -1;
}

void __wrap_log_line(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

void
__wrap_log_line(const char *format, ...)
{
	char line[1000];
	va_list ap;

	va_start(ap, format);
	vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	if (getenv("FUZZ_LOG") != NULL)
		fprintf(stderr, "%s\n", line);
}

void __wrap_report_log(struct report *);

void
__wrap_report_log(struct report *report)
{
	if (report->text.len > 0)
		__wrap_log_line("%s", report->text.data);
}

static const char *
place(const char *name)
{
	static char path[400];

	snprintf(path, sizeof(path), "%s/%s", home, name);
	return path;
}

static void
remove_home(void)
{
	char command[300];

	snprintf(command, sizeof(command), "rm -rf '%s'", home);
	if (system(command) != 0)
		abort();
}

/* Makes the home, with data/. */
static void
make_home(void)
{
	const char *parent = getenv("TMPDIR");

	snprintf(home, sizeof(home), "%s/faq-fuzz-XXXXXX",
	    parent != NULL ? parent : "/tmp");
	if (mkdtemp(home) == NULL || atexit(remove_home) != 0 ||
	    mkdir(place("data"), 0755) != 0)
		abort();
}

static void
write_home(const char *name, const void *bytes, size_t len)
{
	if (file_write(place(name), bytes, len) != ST_OK)
		abort();
}

static bool
holds(const struct buffer *text, const char *word)
{
	return memmem(text->data, text->len, word, strlen(word)) != NULL;
}

/* Whether the body is of a type in which ZQ would be an element. */
static bool
has_elements(const struct response *response)
{
	return strstr(response->type, "html") != NULL ||
	       strstr(response->type, "xml") != NULL;
}

static void
check_body(const struct response *response)
{
	const struct buffer *body = &response->body;

	if (body->status != ST_OK || response->type == NULL)
		abort();
	if (response->gzipped || response->spool.open || body->len == 0)
		return;
	if (text_utf8_error(body->data, body->len) != body->len &&
	    !response->file)
		abort();
	if (has_elements(response) &&
	    (holds(body, ZQ) || holds(body, "=\"javascript:")))
		abort();
}

/* One of ours: lines, an empty one, and no more. */
static void
check_head(const struct buffer *head)
{
	if (head->status != ST_OK || head->len < 4 ||
	    strncmp(head->data, "Status: ", 8) != 0 ||
	    strstr(head->data, "\r\n\r\n") != head->data + head->len - 4)
		abort();
	for (size_t i = 0; i < head->len; i++)
		if ((unsigned char)head->data[i] < ' ' &&
		    strchr("\r\n", head->data[i]) == NULL)
			abort();
}

/*
 * Lets the router answer these variables, and looks at the answer. Returns its
 * status.
 */
static int
answer(struct site *site, char *const *variables)
{
	struct response response = {0};
	struct arena arena = {0};
	struct request request;
	int status;

	request_read(&request, &arena, variables);
	router_answer(site, &request, &arena, &response);
	status = response.status;
	check_head(&response.head);
	check_body(&response);
	response_free(&response);
	arena_free(&arena);
	return status;
}

#endif
