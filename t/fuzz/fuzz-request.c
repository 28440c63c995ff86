/* SPDX-License-Identifier: ISC */
/*
 * fuzz-request.c - libFuzzer: any bytes as the variables of a request, parted
 * by NUL, and what is made of them: no field may hold what could break a page,
 * a header or an address. With clang, as replay.c says, but with all C files of
 * src/base and src/http but gateway.c, -lsqlite3 and -lz.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "http/condition.h"
#include "http/request.h"
#include "http/response.h"

#include "fuzz.h"

const char fuzz_corpus[] = "t/fuzz/corpus-request";

enum { VARIABLES = 64 };

/* UTF-8 without control characters, as request.h promises. */
static void
check_text(const char *text)
{
	if (text == NULL || text_utf8_error(text, strlen(text)) != strlen(text))
		abort();
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			abort();
}

/* As it stands in an attribute or a header: no space, no quote, no angle. */
static void
check_address(const char *text)
{
	check_text(text);
	if (strpbrk(text, " \"'<>\\") != NULL)
		abort();
}

static void
check_request(const struct request *request)
{
	check_text(request->path);
	check_text(request->q);
	check_text(request->category);
	check_text(request->software);
	check_address(request->script);
	check_address(request->origin);
	if (*request->path != '/' || strlen(request->path) > REQUEST_PATH_MAX ||
	    strlen(request->q) > REQUEST_QUERY_MAX || request->page < 1 ||
	    request->page > REQUEST_PAGE_MAX)
		abort();
}

/* The head of a page for it: lines of ours, and no more. */
static void
check_head(const struct request *request, struct arena *arena)
{
	struct response response = {.status = 200, .type = "text/html"};
	struct buffer head = {0};
	enum verdict verdict;

	response.location =
	    arena_printf(arena, "%s%s/", request->origin, request->script);
	buffer_string(&response.body, "<p>A page</p>");
	if (response_seal(&response, request->gzip) != ST_OK)
		abort();
	verdict = condition_judge(
	    &request->conditions, response.etag, response.modified);
	response_head(&response, verdict, &head);
	if (head.status != ST_OK || head.len < 4 ||
	    strstr(head.data, "\r\n\r\n") != head.data + head.len - 4)
		abort();
	buffer_free(&head);
	response_free(&response);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *variables[VARIABLES + 1], *text = malloc(size + 1);
	struct arena arena = {0};
	struct request request;
	size_t count = 0;

	if (text == NULL)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	for (size_t at = 0; at < size && count < VARIABLES;
	     at += strlen(text + at) + 1)
		variables[count++] = text + at;
	variables[count] = NULL;
	request_read(&request, &arena, variables);
	check_request(&request);
	request_locate(&request, &arena, "https://faq.example/faq/");
	check_request(&request);
	check_head(&request, &arena);
	arena_free(&arena);
	free(text);
	return 0;
}
