/* SPDX-License-Identifier: ISC */
/* response.c - headers, ETag, gzip. See response.h. */
#include "http/response.h"

#include <string.h>
#include <zlib.h>

enum { GZIP_LEAST = 512 /* bytes; below, compressing saves no packet */ };

static const struct {
	int status;
	const char *reason;
} reasons[] = {
    {200, "OK"},
    {301, "Moved Permanently"},
    {304, "Not Modified"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {410, "Gone"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
};

static const char security[] =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: strict-origin-when-cross-origin\r\n";

static const char *
find_reason(int status)
{
	for (size_t i = 0; i < COUNT(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Unknown";
}

static enum status
compress_body(struct response *response)
{
	z_stream stream = {0};
	struct buffer packed = {.max = response->body.len};
	enum status status = ST_MEMORY;
	char chunk[16 << 10];
	int code = Z_OK;

	/* 16: a gzip header instead of zlib's */
	if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED,
		MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return ST_MEMORY;
	stream.next_in = (Bytef *)response->body.data;
	stream.avail_in = (uInt)response->body.len;
	while (code == Z_OK) {
		stream.next_out = (Bytef *)chunk;
		stream.avail_out = sizeof(chunk);
		code = deflate(&stream, Z_FINISH);
		buffer_add(&packed, chunk, sizeof(chunk) - stream.avail_out);
	}
	deflateEnd(&stream);
	if (code == Z_STREAM_END && packed.status == ST_OK) {
		buffer_free(&response->body);
		response->body = packed;
		response->gzipped = true;
		return ST_OK;
	}
	if (packed.status == ST_LIMIT)
		status = ST_OK; /* did not get smaller: send it as it is */
	buffer_free(&packed);
	return status;
}

enum status
response_seal(struct response *response, bool gzip)
{
	struct buffer *body = &response->body;

	if (response->status == 200)
		snprintf(response->etag, sizeof(response->etag), "%016llx",
		    (unsigned long long)hash_bytes(
			HASH_START, body->data, body->len));
	if (gzip && body->len >= GZIP_LEAST)
		return compress_body(response);
	return ST_OK;
}

/* Whether one entity tag, quotes included, stands for the response's. */
static bool
is_same_tag(const char *tag, size_t len, const char *etag)
{
	size_t etag_len = strlen(etag);

	if (len > 2 && strncmp(tag, "W/", 2) == 0) {
		tag += 2;
		len -= 2;
	}
	return len >= etag_len + 2 && tag[0] == '"' && tag[len - 1] == '"' &&
	       strncmp(tag + 1, etag, etag_len) == 0 &&
	       (len == etag_len + 2 || tag[1 + etag_len] == '-');
}

bool
response_matches(const struct response *response, const char *if_none_match)
{
	const char *p = if_none_match;

	if (response->etag[0] == '\0')
		return false;
	while (*p != '\0') {
		size_t len;

		p += strspn(p, " \t,");
		len = strcspn(p, " \t,");
		if ((len == 1 && *p == '*') ||
		    is_same_tag(p, len, response->etag))
			return true;
		p += len;
	}
	return false;
}

/* Adds the hosts to a directive, if there are any. */
static void
add_hosts(struct buffer *out, const char *hosts)
{
	if (hosts != NULL && *hosts != '\0')
		buffer_printf(out, " %s", hosts);
}

/*
 * The policy of every response (CSP 3). Scripts come from the site and the
 * owner's hosts alone, so that a script in her text would not run even if it
 * got through; styles may stand in the page, since they save a request.
 */
static void
add_policy(struct buffer *out, const struct response *response)
{
	buffer_string(out, "Content-Security-Policy: default-src 'self'");
	add_hosts(out, response->hosts);
	buffer_string(
	    out, "; img-src * data:; style-src 'self' 'unsafe-inline'");
	add_hosts(out, response->hosts);
	buffer_string(out, "; object-src 'none'; base-uri 'none';"
			   " frame-ancestors 'self'");
	add_hosts(out, response->ancestors);
	buffer_string(out, "\r\n");
}

void
response_head(
    const struct response *response, bool not_modified, struct buffer *out)
{
	int status = not_modified ? 304 : response->status;

	buffer_printf(out, "Status: %d %s\r\n", status, find_reason(status));
	if (response->location != NULL)
		buffer_printf(out, "Location: %s\r\n", response->location);
	if (status == 405)
		buffer_string(out, "Allow: GET, HEAD\r\n");
	if (status == 503)
		buffer_string(out, "Retry-After: 60\r\n");
	if (response->etag[0] != '\0')
		buffer_printf(out, "ETag: \"%s%s\"\r\n", response->etag,
		    response->gzipped ? "-gzip" : "");
	/* asked anew each time, answered with 304: edits show at once */
	buffer_printf(out, "Cache-Control: %s\r\n",
	    response->secret ? "no-store" : "no-cache");
	buffer_string(out, "Vary: Accept-Encoding\r\n");
	if (!not_modified) {
		buffer_printf(out, "Content-Type: %s\r\n", response->type);
		if (response->gzipped)
			buffer_string(out, "Content-Encoding: gzip\r\n");
		buffer_printf(
		    out, "Content-Length: %zu\r\n", response->body.len);
	}
	buffer_string(out, security);
	add_policy(out, response);
	buffer_string(out, "\r\n");
}

void
response_free(struct response *response)
{
	buffer_free(&response->body);
	*response = (struct response){0};
}
