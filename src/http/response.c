/* SPDX-License-Identifier: ISC */
/* response.c - headers, ETag, gzip. See response.h. */
#include "http/response.h"

#include <string.h>
#include <time.h>
#include <zlib.h>

enum {
	GZIP_LEAST = 512, /* bytes; below, compressing saves no packet */
	GZIP_LEVEL = 4    /* see HACKING.md */
};

static const struct {
	int status;
	const char *reason;
} reasons[] = {
    {200, "OK"},
    {301, "Moved Permanently"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {414, "URI Too Long"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
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
	if (deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, MAX_WBITS + 16, 8,
		Z_DEFAULT_STRATEGY) != Z_OK)
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
	enum status status = ST_OK;

	if (response->status != 200)
		response->etag[0] = '\0';
	else if (response->etag[0] == '\0')
		snprintf(response->etag, sizeof(response->etag), "%016llx",
		    (unsigned long long)hash_bytes(
			HASH_START, body->data, body->len));
	if (gzip && body->len >= GZIP_LEAST)
		status = compress_body(response);
	buffer_reset(&response->head);
	response_head(response, VERDICT_SEND, &response->head);
	return response->head.status != ST_OK ? response->head.status : status;
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

/*
 * Pages are asked for anew each time, and answered with 304, so that edits show
 * at once; a cache may show what it has while it asks (RFC 5861).
 */
static const char *
find_caching(const struct response *response)
{
	if (response->secret)
		return "no-store";
	if (response->status != 200)
		return "no-cache";
	return response->forever ? "public, max-age=31536000, immutable"
				 : "max-age=1, stale-while-revalidate=60, "
				   "stale-if-error=86400";
}

/* Adds a line with a date as RFC 9110, 5.6.7 prefers it. */
static void
add_date(struct buffer *out, const char *name, int64_t seconds)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t time = (time_t)seconds;
	struct tm at;

	if (gmtime_r(&time, &at) != NULL)
		buffer_printf(out,
		    "%s: %.3s, %02d %.3s %04d %02d:%02d:%02d GMT\r\n", name,
		    days + 3 * at.tm_wday, at.tm_mday, months + 3 * at.tm_mon,
		    at.tm_year + 1900, at.tm_hour, at.tm_min, at.tm_sec);
}

/* What tells caches of the response: also 304 has it (RFC 9110, 15.4.5). */
static void
add_validators(struct buffer *out, const struct response *response)
{
	if (response->etag[0] != '\0')
		buffer_printf(out, "ETag: \"%s%s\"\r\n", response->etag,
		    response->gzipped ? "-gzip" : "");
	if (response->status == 200 && response->modified > 0)
		add_date(out, "Last-Modified", response->modified);
	buffer_printf(out, "Cache-Control: %s\r\nVary: Accept-Encoding\r\n",
	    find_caching(response));
}

void
response_head(
    const struct response *response, enum verdict verdict, struct buffer *out)
{
	int status = verdict == VERDICT_NOT_MODIFIED ? 304
		     : verdict == VERDICT_FAILED     ? 412
						     : response->status;

	buffer_printf(out, "Status: %d %s\r\n", status, find_reason(status));
	if (response->location != NULL)
		buffer_printf(out, "Location: %s\r\n", response->location);
	if (status == 405)
		buffer_string(out, "Allow: GET, HEAD\r\n");
	if (status == 503)
		buffer_string(out, "Retry-After: 60\r\n");
	add_validators(out, response);
	if (verdict == VERDICT_SEND) {
		buffer_printf(out, "Content-Type: %s\r\n", response->type);
		if (response->gzipped)
			buffer_string(out, "Content-Encoding: gzip\r\n");
		buffer_printf(
		    out, "Content-Length: %zu\r\n", response->body.len);
	} else if (verdict == VERDICT_FAILED) {
		buffer_string(out, "Content-Length: 0\r\n");
	}
	buffer_string(out, security);
	add_policy(out, response);
	buffer_string(out, "\r\n");
}

void
response_free(struct response *response)
{
	if (!response->kept) {
		buffer_free(&response->body);
		buffer_free(&response->head);
	}
	*response = (struct response){0};
}
