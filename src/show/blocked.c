/* SPDX-License-Identifier: ISC */
/* blocked.c - addresses in templates. See blocked.h. */
#include "show/blocked.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

static bool
begins_with(const char *p, const char *prefix)
{
	return strncasecmp(p, prefix, strlen(prefix)) == 0;
}

/* Whether the words stand in text[0..len), whatever their case. */
static bool
holds(const char *text, size_t len, const char *words)
{
	size_t size = strlen(words);

	for (size_t i = 0; i + size <= len; i++)
		if (begins_with(text + i, words))
			return true;
	return false;
}

/* The beginning of the tag that p stands in, or NULL: p is in no tag. */
static const char *
find_tag(const char *text, const char *p)
{
	while (p > text && *p != '<' && *p != '>')
		p--;
	return *p == '<' ? p : NULL;
}

/* Whether a tag with an address makes browsers load what our policy names. */
static bool
tag_loads(const char *tag)
{
	static const char *const loading[] = {"<script", "<iframe", "<video",
	    "<audio", "<source", "<track", "<embed", "<object"};

	if (begins_with(tag, "<link"))
		return holds(tag, strcspn(tag, ">"), "stylesheet");
	for (size_t i = 0; i < COUNT(loading); i++)
		if (begins_with(tag, loading[i]))
			return true;
	return false;
}

/* Whether a style loads the address at p: imported, or a font by its name. */
static bool
style_loads(const char *text, const char *p)
{
	const char *statement = p;
	size_t len = strcspn(p, ")\"'; \n");

	while (statement > text && strchr(";{}>", statement[-1]) == NULL)
		statement--;
	if (holds(statement, (size_t)(p - statement), "@import"))
		return true;
	return holds(statement, (size_t)(p - statement), "url(") &&
	       (holds(p, len, ".woff") || holds(p, len, ".ttf") ||
		   holds(p, len, ".otf"));
}

/* Whether a word of the owner's hosts allows the origin "https://host". */
static bool
allows(const char *word, size_t len, const char *origin, size_t size)
{
	const char *host = strstr(origin, "://") + 3;
	size_t host_len = (size_t)(origin + size - host);

	if (len > 2 && begins_with(word, "*.")) {
		word += 1;
		len -= 1;
		return host_len > len &&
		       strncasecmp(host + host_len - len, word, len) == 0;
	}
	return (len == size && strncasecmp(word, origin, len) == 0) ||
	       (len == host_len && strncasecmp(word, host, len) == 0);
}

static bool
is_allowed(const char *hosts, const char *origin, size_t size)
{
	for (size_t len; *hosts != '\0'; hosts += strspn(hosts, " ")) {
		len = strcspn(hosts, " ");
		if (allows(hosts, len, origin, size))
			return true;
		hosts += len;
	}
	return false;
}

static void
note_host(const char *text, const char *p, const char *hosts, const char *shown,
    struct report *report)
{
	const char *host = strstr(p, "://") + 3, *tag = find_tag(text, p);
	size_t size = (size_t)(host - p) + strcspn(host, "/\"'?#)<> \n");

	if (!(tag != NULL ? tag_loads(tag) : style_loads(text, p)) ||
	    is_allowed(hosts, p, size))
		return;
	report_note(report, shown, text_line_at(text, (size_t)(p - text)), 0,
	    "browsers refuse what comes from %.*s; to allow it, write into "
	    "faq.conf: csp_hosts = %s%s%.*s",
	    (int)size, p, hosts, *hosts != '\0' ? " " : "", (int)size, p);
}

/* A script that stands in the page; data in it, as of JSON-LD, is none. */
static void
note_script(
    const char *text, const char *tag, const char *shown, struct report *report)
{
	size_t len = strcspn(tag, ">");

	if (!holds(tag, len, "src=") && !holds(tag, len, "json"))
		report_note(report, shown,
		    text_line_at(text, (size_t)(tag - text)), 0,
		    "browsers refuse a script that stands in the page; put it "
		    "into a file and name that in src");
}

void
blocked_note(const char *text, const char *hosts, const char *shown,
    struct report *report)
{
	for (const char *p = text; *p != '\0'; p++)
		if (begins_with(p, "https://") || begins_with(p, "http://"))
			note_host(text, p, hosts, shown, report);
		else if (begins_with(p, "<script"))
			note_script(text, p, shown, report);
}
