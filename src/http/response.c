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
    {302, "Found"},
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

size_t
response_length(const struct response *response)
{
	return response->spool.open ? response->spool.len : response->body.len;
}

/* The next bytes of the body behind the first `from`, none at its end. */
static const char *
read_body(const struct response *response, size_t from, char *chunk,
    size_t size, size_t *len)
{
	if (response->spool.open) {
		*len = spool_read(&response->spool, from, chunk, size);
		return chunk;
	}
	*len = response->body.len - from;
	return response->body.data + from;
}

enum { CHUNK = 8 << 10 };

static enum status
hash_body(struct response *response)
{
	uint64_t hash = HASH_START;
	char chunk[CHUNK];
	const char *bytes;
	size_t len, from = 0;

	for (; from < response_length(response); from += len) {
		bytes = read_body(response, from, chunk, sizeof(chunk), &len);
		if (len == 0)
			return ST_SYSTEM;
		hash = hash_bytes(hash, bytes, len);
	}
	snprintf(response->etag, sizeof(response->etag), "%016llx",
	    (unsigned long long)hash);
	return ST_OK;
}

/* Puts the packed body in the place of the other, if it came out smaller. */
static enum status
take_packed(struct response *response, struct buffer *packed,
    struct spool *spool, bool complete)
{
	bool smaller = packed->status == ST_OK;
	enum status status = ST_OK;

	if (!complete || !smaller) {
		if (!smaller && packed->status != ST_LIMIT)
			status = packed->status;
		else if (smaller)
			status = ST_MEMORY;
		spool_close(spool);
		buffer_free(packed);
		return status; /* the body is sent as it is */
	}
	packed->spill = NULL;
	buffer_free(&response->body);
	spool_close(&response->spool);
	response->body = *packed;
	response->spool = *spool;
	response->gzipped = true;
	return ST_OK;
}

/* Feeds the whole body through the compressor into packed. */
static bool
deflate_body(struct response *response, z_stream *stream, struct buffer *packed)
{
	size_t whole = response_length(response), from = 0, len;
	char chunk[CHUNK], out[CHUNK / 2];
	int code = Z_OK;

	for (; from < whole && packed->status == ST_OK; from += len) {
		stream->next_in = (Bytef *)(uintptr_t)read_body(
		    response, from, chunk, sizeof(chunk), &len);
		if (len == 0)
			return false;
		stream->avail_in = (uInt)len;
		do {
			stream->next_out = (Bytef *)out;
			stream->avail_out = sizeof(out);
			code = deflate(stream,
			    from + len == whole ? Z_FINISH : Z_NO_FLUSH);
			buffer_add(
			    packed, out, sizeof(out) - stream->avail_out);
		} while (code == Z_OK && stream->avail_out == 0);
	}
	return code == Z_STREAM_END;
}

static enum status
compress_body(struct response *response)
{
	bool large = response->spool.open, complete;
	struct buffer packed = {.max = large ? 0 : response->body.len};
	struct spool spool = {0};
	z_stream stream = {0};
	enum status status;

	/* 16: a gzip header instead of zlib's */
	if (deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, MAX_WBITS + 16, 8,
		Z_DEFAULT_STRATEGY) != Z_OK)
		return ST_MEMORY;
	if (large)
		spool_attach(&spool, response->spool.folder, &packed);
	complete = deflate_body(response, &stream, &packed);
	deflateEnd(&stream);
	if (spool.open && complete)
		packed.status = buffer_spill(&packed);
	status = take_packed(response, &packed, &spool, complete);
	return status;
}

enum status
response_seal(struct response *response, bool gzip)
{
	enum status status = ST_OK;

	response->gzip = gzip;
	if (response->spool.open)
		status = buffer_spill(&response->body);
	if (status == ST_OK && response->status != 200)
		response->etag[0] = '\0';
	else if (status == ST_OK && response->etag[0] == '\0' &&
		 !response->bodiless)
		status = hash_body(response);
	if (status == ST_OK && gzip && response_length(response) >= GZIP_LEAST)
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
	if (response->status != 200 || response->counted)
		return "no-cache";
	if (response->file)
		return "public, max-age=86400, stale-while-revalidate=604800";
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
		    response->gzip ? "-gzip" : "");
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
		if (!response->bodiless)
			buffer_printf(out, "Content-Length: %zu\r\n",
			    response_length(response));
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
		spool_close(&response->spool);
	}
	*response = (struct response){0};
}
