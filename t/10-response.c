/* SPDX-License-Identifier: ISC */
/* response.c: ETag, gzip, and the header block to the byte. */
#include "http/response.h"

#include <stdlib.h>
#include <zlib.h>

#include "tap.h"

static const char security[] =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: strict-origin-when-cross-origin\r\n"
    "Content-Security-Policy: default-src 'self'; img-src * data:;"
    " style-src 'self' 'unsafe-inline'; object-src 'none';"
    " base-uri 'none'; frame-ancestors 'self'\r\n\r\n";

/* A response of that status with a body; free it with response_free. */
static struct response
make_response(int status, const char *body, size_t len)
{
	struct response response = {
	    .status = status, .type = "text/html; charset=utf-8"};

	buffer_add(&response.body, body, len);
	return response;
}

static void
head_is(const struct response *response, enum verdict verdict, const char *want,
    const char *name)
{
	struct buffer head = {0}, whole = {0};

	buffer_printf(&whole, "%s%s", want, security);
	response_head(response, verdict, &head);
	is(head.data, whole.data, "head: %s", name);
	buffer_free(&head);
	buffer_free(&whole);
}

/* The owner's hosts stand where they belong, and nowhere else. */
static void
test_policy(void)
{
	struct response response = make_response(200, "x", 1);
	struct buffer head = {0};

	response.hosts = "https://a.example *.b.example";
	response.ancestors = "https://c.example";
	response_head(&response, VERDICT_SEND, &head);
	ok(strstr(head.data,
	       "default-src 'self' https://a.example *.b.example; img-src *"
	       " data:; style-src 'self' 'unsafe-inline' https://a.example"
	       " *.b.example; object-src 'none'; base-uri 'none';"
	       " frame-ancestors 'self' https://c.example\r\n") != NULL,
	    "hosts of files and of frames");
	buffer_reset(&head);
	response.hosts = response.ancestors = "";
	response_head(&response, VERDICT_SEND, &head);
	ok(strstr(head.data, security) != NULL, "none are none");
	buffer_free(&head);
	response_free(&response);
}

/* -------------------------------------------------------------------- ETag */

static void
test_etag(void)
{
	static const int others[] = {301, 404, 405, 410, 500, 503};
	struct response one = make_response(200, "hello", 5);
	struct response same = make_response(200, "hello", 5);
	struct response other = make_response(200, "hellp", 5);
	struct response empty = {.status = 200};

	is_int(response_seal(&one, false), ST_OK, "sealed");
	response_seal(&same, true);
	response_seal(&other, false);
	/* FNV-1a, 64 bits */
	is(one.etag, "a430d84680aabd0b", "the ETag is the body's hash");
	snprintf(other.etag, sizeof(other.etag), "0123456789abcdef");
	response_seal(&other, false);
	is(other.etag, "0123456789abcdef", "or what it had before");
	is(same.etag, one.etag, "the same body, the same ETag");
	ok(strcmp(other.etag, one.etag) != 0, "another body, another ETag");
	is_int(response_seal(&empty, true), ST_OK, "no body");
	is(empty.etag, "cbf29ce484222325", "has one, too");
	for (size_t i = 0; i < COUNT(others); i++) {
		struct response bad = make_response(others[i], "hello", 5);

		snprintf(bad.etag, sizeof(bad.etag), "0123456789abcdef");
		response_seal(&bad, false);
		is(bad.etag, "", "status %d has none", others[i]);
		response_free(&bad);
	}
	response_free(&one);
	response_free(&same);
	response_free(&other);
	response_free(&empty);
}

/* -------------------------------------------------------------------- gzip */

/* Text of n bytes that compresses well; the caller frees it. */
static char *
make_text(size_t len)
{
	static const char words[] = "Does it hurt? Not much, people say. ";
	char *text = malloc(len);

	for (size_t i = 0; i < len; i++)
		text[i] = words[i % (sizeof(words) - 1)];
	return text;
}

/* Bytes without any pattern (xorshift); the caller frees them. */
static char *
make_noise(size_t len)
{
	uint64_t state = 88172645463325252u;
	char *noise = malloc(len);

	for (size_t i = 0; i < len; i++) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		noise[i] = (char)(state >> 32);
	}
	return noise;
}

/* Whether the gzip member holds exactly these bytes, and nothing follows. */
static bool
unpacks_to(const struct buffer *packed, const char *bytes, size_t len)
{
	z_stream stream = {
	    .next_in = (Bytef *)packed->data, .avail_in = (uInt)packed->len};
	char *out = malloc(len + 1);
	bool same;

	if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
		return false;
	stream.next_out = (Bytef *)out;
	stream.avail_out = (uInt)len + 1;
	same = inflate(&stream, Z_FINISH) == Z_STREAM_END &&
	       stream.avail_in == 0 && stream.total_out == len &&
	       memcmp(out, bytes, len) == 0;
	inflateEnd(&stream);
	free(out);
	return same;
}

static void
test_gzip(void)
{
	static const size_t sizes[] = {512, 513, 16384, 100000, 3000000};

	for (size_t i = 0; i < COUNT(sizes); i++) {
		size_t len = sizes[i];
		char *text = make_text(len), etag[17];
		struct response response = make_response(200, text, len);

		response_seal(&response, false);
		ok(!response.gzipped && response.body.len == len,
		    "%zu bytes: as they are for a client without gzip", len);
		snprintf(etag, sizeof(etag), "%s", response.etag);
		is_int(response_seal(&response, true), ST_OK, "with gzip");
		ok(response.gzipped, "it is compressed");
		ok(response.body.len < len / 2, "to less than half of it");
		ok(unpacks_to(&response.body, text, len), "and back");
		ok(memcmp(response.body.data, "\x1f\x8b", 2) == 0,
		    "in gzip's form (RFC 1952)");
		is(response.etag, etag, "the ETag is the uncompressed body's");
		response_free(&response);
		free(text);
	}
}

static void
test_gzip_useless(void)
{
	char *noise = make_noise(100000), *text = make_text(511);
	struct response response = make_response(200, noise, 100000);

	is_int(response_seal(&response, true), ST_OK, "incompressible");
	ok(!response.gzipped, "is not compressed");
	ok(response.body.len == 100000 &&
		memcmp(response.body.data, noise, 100000) == 0,
	    "but sent as it is");
	response_free(&response);

	response = make_response(200, text, 511);
	is_int(response_seal(&response, true), ST_OK, "a small body");
	ok(!response.gzipped && response.body.len == 511, "as it is, too");
	response_free(&response);
	ok(response.body.data == NULL && response.status == 0,
	    "freed: as at the start");
	free(noise);
	free(text);
}

static void
test_gzip_error_page(void)
{
	char *text = make_text(2000);
	struct response response = make_response(404, text, 2000);

	is_int(response_seal(&response, true), ST_OK, "a large error page");
	ok(response.gzipped && unpacks_to(&response.body, text, 2000),
	    "is compressed");
	is(response.etag, "", "without an ETag");
	response_free(&response);
	free(text);
}

/* ----------------------------------------------------------------- headers */

static void
test_head(void)
{
	struct response response = make_response(200, "hello", 5);

	response_seal(&response, false);
	head_is(&response, VERDICT_SEND,
	    "Status: 200 OK\r\n"
	    "ETag: \"a430d84680aabd0b\"\r\n"
	    "Cache-Control: max-age=1, stale-while-revalidate=60, "
	    "stale-if-error=86400\r\n"
	    "Vary: Accept-Encoding\r\n"
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Length: 5\r\n",
	    "200");
	head_is(&response, VERDICT_NOT_MODIFIED,
	    "Status: 304 Not Modified\r\n"
	    "ETag: \"a430d84680aabd0b\"\r\n"
	    "Cache-Control: max-age=1, stale-while-revalidate=60, "
	    "stale-if-error=86400\r\n"
	    "Vary: Accept-Encoding\r\n",
	    "304: no type, no length");
	head_is(&response, VERDICT_FAILED,
	    "Status: 412 Precondition Failed\r\n"
	    "ETag: \"a430d84680aabd0b\"\r\n"
	    "Cache-Control: max-age=1, stale-while-revalidate=60, "
	    "stale-if-error=86400\r\n"
	    "Vary: Accept-Encoding\r\n"
	    "Content-Length: 0\r\n",
	    "412: an empty body");
	response.forever = true;
	response.modified = 784111777;
	head_is(&response, VERDICT_NOT_MODIFIED,
	    "Status: 304 Not Modified\r\n"
	    "ETag: \"a430d84680aabd0b\"\r\n"
	    "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
	    "Cache-Control: public, max-age=31536000, immutable\r\n"
	    "Vary: Accept-Encoding\r\n",
	    "a file that never changes, and when it did");
	response.modified = 0;
	response.secret = true;
	head_is(&response, VERDICT_NOT_MODIFIED,
	    "Status: 304 Not Modified\r\n"
	    "ETag: \"a430d84680aabd0b\"\r\n"
	    "Cache-Control: no-store\r\n"
	    "Vary: Accept-Encoding\r\n",
	    "a secret is kept by nobody");
	response_free(&response);
}

static void
test_head_gzip(void)
{
	char *text = make_text(1000), want[400];
	struct response response = make_response(200, text, 1000);

	response_seal(&response, true);
	snprintf(want, sizeof(want),
	    "Status: 200 OK\r\n"
	    "ETag: \"%s-gzip\"\r\n"
	    "Cache-Control: max-age=1, stale-while-revalidate=60, "
	    "stale-if-error=86400\r\n"
	    "Vary: Accept-Encoding\r\n"
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Encoding: gzip\r\n"
	    "Content-Length: %zu\r\n",
	    response.etag, response.body.len);
	head_is(&response, VERDICT_SEND, want,
	    "gzip: the length sent, a tag apart");
	snprintf(want, sizeof(want),
	    "Status: 304 Not Modified\r\n"
	    "ETag: \"%s-gzip\"\r\n"
	    "Cache-Control: max-age=1, stale-while-revalidate=60, "
	    "stale-if-error=86400\r\n"
	    "Vary: Accept-Encoding\r\n",
	    response.etag);
	head_is(&response, VERDICT_NOT_MODIFIED, want,
	    "304 of it: no Content-Encoding");
	response_free(&response);
	free(text);
}

/* What stands in a head besides the lines that all have. */
static void
test_head_statuses(void)
{
	static const struct {
		int status;
		const char *name, *location, *first;
	} rows[] = {
	    {301, "301 with its address", "https://h/cgi-bin/faq.cgi/pain",
		"Status: 301 Moved Permanently\r\n"
		"Location: https://h/cgi-bin/faq.cgi/pain\r\n"},
	    {400, "400", NULL, "Status: 400 Bad Request\r\n"},
	    {404, "404", NULL, "Status: 404 Not Found\r\n"},
	    {405, "405 with Allow", NULL,
		"Status: 405 Method Not Allowed\r\n"
		"Allow: GET, HEAD\r\n"},
	    {410, "410", NULL, "Status: 410 Gone\r\n"},
	    {414, "414", NULL, "Status: 414 URI Too Long\r\n"},
	    {431, "431", NULL,
		"Status: 431 Request Header Fields Too Large\r\n"},
	    {501, "501", NULL, "Status: 501 Not Implemented\r\n"},
	    {500, "500", NULL, "Status: 500 Internal Server Error\r\n"},
	    {503, "503 with Retry-After", NULL,
		"Status: 503 Service Unavailable\r\n"
		"Retry-After: 60\r\n"},
	};
	char want[400];

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct response response = make_response(rows[i].status, "", 0);

		response.location = rows[i].location;
		response_seal(&response, true);
		snprintf(want, sizeof(want),
		    "%s"
		    "Cache-Control: no-cache\r\n"
		    "Vary: Accept-Encoding\r\n"
		    "Content-Type: text/html; charset=utf-8\r\n"
		    "Content-Length: 0\r\n",
		    rows[i].first);
		head_is(&response, VERDICT_SEND, want, rows[i].name);
		response_free(&response);
	}
}

/* Every line ends in CRLF, one empty line stands, at the end; appended. */
static void
test_head_form(void)
{
	struct response response = make_response(200, "x", 1);
	struct buffer head = {0};
	size_t wrong = 0;
	const char *p;

	response_seal(&response, false);
	buffer_string(&head, "before ");
	response_head(&response, VERDICT_SEND, &head);
	ok(strncmp(head.data, "before Status: ", 15) == 0, "it is appended");
	for (p = head.data; *p != '\0'; p++)
		wrong += (*p == '\n') != (p > head.data && p[-1] == '\r');
	is_int(wrong, 0, "no bare CR or LF");
	is(strstr(head.data, "\r\n\r\n"), "\r\n\r\n",
	    "the empty line ends the block");
	buffer_free(&head);
	response_free(&response);
}

int
main(void)
{
	test_policy();
	test_etag();
	test_gzip();
	test_gzip_useless();
	test_gzip_error_page();
	test_head();
	test_head_gzip();
	test_head_statuses();
	test_head_form();
	return tap_done();
}
