/* SPDX-License-Identifier: ISC */
/* request.c - checked, bounded requests. See request.h. */
#include "http/request.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/text.h"

enum variable {
	VAR_ACCEPT_ENCODING,
	VAR_CONTENT_LENGTH,
	VAR_DOCUMENT_ROOT,
	VAR_FORWARDED,
	VAR_FORWARDED_FOR,
	VAR_FORWARDED_HOST,
	VAR_FORWARDED_PROTO,
	VAR_HOST,
	VAR_HTTPS,
	VAR_IF_MATCH,
	VAR_IF_MODIFIED_SINCE,
	VAR_IF_NONE_MATCH,
	VAR_IF_UNMODIFIED_SINCE,
	VAR_METHOD,
	VAR_PATH_INFO,
	VAR_PROTOCOL,
	VAR_QUERY_STRING,
	VAR_REQUEST_URI,
	VAR_ROLE,
	VAR_SCHEME,
	VAR_SCRIPT_FILENAME,
	VAR_SCRIPT_NAME,
	VAR_SEARCH,
	VAR_SERVER_NAME,
	VAR_SERVER_PORT,
	VAR_SOFTWARE,
	VAR_VIA,
	VAR_COUNT
};

/* A name and its length; counting it each time took half of a hit. */
#define NAME(name)                     \
	{                              \
		name, sizeof(name) - 1 \
	}

static const struct {
	const char *text;
	size_t len;
} names[VAR_COUNT] = {
    [VAR_ACCEPT_ENCODING] = NAME("HTTP_ACCEPT_ENCODING"),
    [VAR_CONTENT_LENGTH] = NAME("CONTENT_LENGTH"),
    [VAR_DOCUMENT_ROOT] = NAME("DOCUMENT_ROOT"),
    [VAR_FORWARDED] = NAME("HTTP_FORWARDED"),
    [VAR_FORWARDED_FOR] = NAME("HTTP_X_FORWARDED_FOR"),
    [VAR_FORWARDED_HOST] = NAME("HTTP_X_FORWARDED_HOST"),
    [VAR_FORWARDED_PROTO] = NAME("HTTP_X_FORWARDED_PROTO"),
    [VAR_HOST] = NAME("HTTP_HOST"),
    [VAR_HTTPS] = NAME("HTTPS"),
    [VAR_IF_MATCH] = NAME("HTTP_IF_MATCH"),
    [VAR_IF_MODIFIED_SINCE] = NAME("HTTP_IF_MODIFIED_SINCE"),
    [VAR_IF_NONE_MATCH] = NAME("HTTP_IF_NONE_MATCH"),
    [VAR_IF_UNMODIFIED_SINCE] = NAME("HTTP_IF_UNMODIFIED_SINCE"),
    [VAR_METHOD] = NAME("REQUEST_METHOD"),
    [VAR_PATH_INFO] = NAME("PATH_INFO"),
    [VAR_PROTOCOL] = NAME("SERVER_PROTOCOL"),
    [VAR_QUERY_STRING] = NAME("QUERY_STRING"),
    [VAR_REQUEST_URI] = NAME("REQUEST_URI"),
    [VAR_ROLE] = NAME("FCGI_ROLE"),
    [VAR_SCHEME] = NAME("REQUEST_SCHEME"),
    [VAR_SCRIPT_FILENAME] = NAME("SCRIPT_FILENAME"),
    [VAR_SCRIPT_NAME] = NAME("SCRIPT_NAME"),
    [VAR_SEARCH] = NAME("HTTP_X_SEARCH"),
    [VAR_SERVER_NAME] = NAME("SERVER_NAME"),
    [VAR_SERVER_PORT] = NAME("SERVER_PORT"),
    [VAR_SOFTWARE] = NAME("SERVER_SOFTWARE"),
    [VAR_VIA] = NAME("HTTP_VIA"),
};

static const char absent[] = "";

static void
find_variables(char *const *variables, const char *values[VAR_COUNT])
{
	for (size_t i = 0; i < VAR_COUNT; i++)
		values[i] = absent;
	for (; variables != NULL && *variables != NULL; variables++) {
		size_t len = strcspn(*variables, "=");

		for (size_t i = 0; i < VAR_COUNT; i++)
			if (len == names[i].len && (*variables)[len] == '=' &&
			    memcmp(*variables, names[i].text, len) == 0)
				values[i] = *variables + len + 1;
	}
}

/* Whether a variable is there at all, if only with an empty value. */
static bool
is_given(const char *value)
{
	return value != absent;
}

/* Copies a header's value, or nothing where it is too long or not clean. */
static const char *
copy_header(struct arena *arena, const char *value, size_t max)
{
	size_t len = strnlen(value, max + 1);

	if (len > max)
		return "";
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)value[i] < ' ' ||
		    (unsigned char)value[i] > '~')
			return "";
	return arena_copy(arena, value, len);
}

/* Valid UTF-8 without C0 and DEL: what may stand in a path. */
static bool
is_clean(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)bytes[i] < ' ' || bytes[i] == 0x7f)
			return false;
	return text_utf8_error(bytes, len) == len;
}

static const char *
read_script(struct arena *arena, const char *name)
{
	size_t len = strnlen(name, REQUEST_PATH_MAX + 1);
	struct buffer url = {0};

	if (len > REQUEST_PATH_MAX)
		return "";
	/* "//host" would be somebody else's address */
	while (len > 1 && name[0] == '/' && name[1] == '/') {
		name++;
		len--;
	}
	while (len > 0 && name[len - 1] == '/')
		len--;
	if (len == 0 || name[0] != '/' || !is_clean(name, len))
		return "";
	text_url_encode(&url, name, len, "/");
	return arena_text(arena, &url);
}

static void
read_path(struct request *request, struct arena *arena, const char *path)
{
	size_t len = strnlen(path, REQUEST_PATH_MAX + 1);

	request->path = "/";
	if (len == 0)
		return;
	if (len > REQUEST_PATH_MAX)
		request->fault = FAULT_LONG;
	else if (path[0] != '/' || !is_clean(path, len))
		request->fault = FAULT_MALFORMED;
	else
		request->path = arena_copy(arena, path, len);
}

/* ------------------------------------------------- a path that is not told */

/* What stands of a path below a mount, "" at the mount itself, or NULL. */
static const char *
below(const char *path, const char *mount)
{
	size_t len = strlen(mount);

	if (strncmp(path, mount, len) != 0 ||
	    (path[len] != '\0' && path[len] != '/'))
		return NULL;
	return path + len;
}

/* The path of an address: behind a scheme and a host, before a query. */
static const char *
read_address(struct arena *arena, const char *address)
{
	const char *host = strstr(address, "://");
	struct buffer path = {0};
	size_t len;

	if (host != NULL && host < address + strcspn(address, "/?"))
		address = host + 3 + strcspn(host + 3, "/?");
	len = strcspn(address, "?#");
	if (len > 3 * REQUEST_PATH_MAX)
		return "";
	text_url_decode(&path, address, len, false);
	if (path.len > 0 && memchr(path.data, '\0', path.len) != NULL)
		buffer_free(&path);
	return arena_text(arena, &path);
}

/* Whether the folder of a file is there. */
static bool
has_folder(struct arena *arena, const char *file)
{
	const char *folder =
	    arena_copy(arena, file, (size_t)(strrchr(file, '/') - file) + 1);

	return access(folder, F_OK) == 0;
}

/*
 * Whether the server splits SCRIPT_NAME from PATH_INFO, so that none means "/".
 * Every one does for CGI. For FastCGI those do that know the program's file,
 * and lighttpd. Apache's mod_proxy_fcgi gives an address in place of a file. As
 * a handler it splits where the site's folders end; as ProxyPass it does not.
 */
static bool
splits_path(struct arena *arena, const char *values[VAR_COUNT])
{
	const char *file = values[VAR_SCRIPT_FILENAME];
	const char *root = values[VAR_DOCUMENT_ROOT], *rest;

	if (!is_given(values[VAR_ROLE]) ||
	    strncmp(values[VAR_SOFTWARE], "lighttpd", 8) == 0)
		return true;
	if (strncmp(file, "proxy:fcgi://", 13) == 0) {
		file += 13 + strcspn(file + 13, "/");
		rest = *root == '\0' ? NULL : below(file, root);
		if (rest != NULL &&
		    strcmp(rest, values[VAR_SCRIPT_NAME]) == 0 &&
		    *rest == '/' && has_folder(arena, file))
			return true;
	}
	return *file == '/' && access(file, F_OK) == 0;
}

/* Notes what may help to find the path where the server gave none. */
static void
read_asked(
    struct request *request, struct arena *arena, const char *values[VAR_COUNT])
{
	request->asked = request->called = "";
	if (*values[VAR_PATH_INFO] != '\0' ||
	    strcmp(values[VAR_PROTOCOL], "INCLUDED") == 0)
		return;
	request->path_missing =
	    !is_given(values[VAR_PATH_INFO]) && !splits_path(arena, values);
	request->asked = read_address(arena, values[VAR_REQUEST_URI]);
	request->called = arena_copy(arena, values[VAR_SCRIPT_NAME],
	    strnlen(values[VAR_SCRIPT_NAME], REQUEST_PATH_MAX));
}

void
request_locate(
    struct request *request, struct arena *arena, const char *base_url)
{
	const char *path = NULL, *mount;
	char *end;

	if (*base_url == '\0' ||
	    (*request->asked == '\0' && !request->path_missing))
		return;
	/* called as the address says, by a server that splits it: no path */
	if (!request->path_missing &&
	    below(request->asked, request->called) != NULL)
		return;
	mount = read_address(arena, base_url);
	end = strrchr(mount, '/');
	if (end != NULL && end[1] == '\0')
		*end = '\0';
	if (request->path_missing && *mount != '\0')
		path = below(request->called, mount);
	if (path == NULL && *request->asked != '\0')
		path = below(request->asked, mount);
	if (path == NULL)
		return;
	request->path_missing = false;
	read_path(request, arena, path);
}

/* ---------------------------------------------------------------- the query */

/* Whether the bytes of a query are that name, percent-coded or not. */
static bool
is_named(const char *bytes, size_t len, const char *name)
{
	struct buffer decoded = {0};
	bool same;

	if (memchr(bytes, '%', len) == NULL)
		return len == strlen(name) && strncmp(bytes, name, len) == 0;
	text_url_decode(&decoded, bytes, len, true);
	same = decoded.len == strlen(name) && strcmp(decoded.data, name) == 0;
	buffer_free(&decoded);
	return same;
}

/*
 * Finds the first `name` in a query (application/x-www-form-urlencoded) and
 * gives its value as clean text.
 */
static const char *
read_parameter(struct arena *arena, const char *query, const char *name)
{
	struct buffer raw = {0}, clean = {0};
	size_t len, name_len = 0;

	for (; *query != '\0'; query += len + (query[len] != '\0')) {
		len = strcspn(query, "&");
		name_len = strcspn(query, "=&");
		if (len > name_len && is_named(query, name_len, name))
			break;
	}
	if (*query == '\0')
		return "";
	query += name_len + 1;
	len = strcspn(query, "&");
	if (len > 3 * REQUEST_QUERY_MAX) /* each byte may come as %XX */
		len = 3 * REQUEST_QUERY_MAX;
	text_url_decode(&raw, query, len, true);
	if (raw.len > 0)
		text_clean(&clean, raw.data, raw.len, REQUEST_QUERY_MAX);
	if (raw.status != ST_OK)
		arena->failed = true;
	buffer_free(&raw);
	return arena_text(arena, &clean);
}

/* The query as it came, if it may stand in an address (RFC 3986, 3.4). */
static const char *
read_query(struct arena *arena, const char *query)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-._~%!$&'()*+,;=:@/?";
	size_t len = strspn(query, allowed);

	return query[len] == '\0' ? arena_copy(arena, query, len) : "";
}

/* The number of a page; 1 where it is no number, or too large a one. */
static size_t
read_page(const char *digits)
{
	size_t page = 0;

	for (; *digits >= '0' && *digits <= '9' && page <= REQUEST_PAGE_MAX;
	     digits++)
		page = 10 * page + (size_t)(*digits - '0');
	return *digits != '\0' || page > REQUEST_PAGE_MAX || page == 0 ? 1
								       : page;
}

static enum embed
read_embed(const char *value)
{
	if (strcmp(value, "part") == 0)
		return EMBED_PART;
	return strcmp(value, "1") == 0 ? EMBED_FRAME : EMBED_NONE;
}

/* Whether the list of RFC 9110, 12.5.3 allows gzip with a weight above 0. */
static bool
accepts_gzip(const char *list)
{
	while (*list != '\0') {
		size_t len = strcspn(list, ","), word;
		const char *weight;

		while (len > 0 && text_space(*list)) {
			list++;
			len--;
		}
		word = strcspn(list, ",; \t");
		if ((word == 4 && strncasecmp(list, "gzip", 4) == 0) ||
		    (word == 6 && strncasecmp(list, "x-gzip", 6) == 0)) {
			weight = memchr(list, '=', len);
			if (weight == NULL)
				return true;
			len -= (size_t)(weight + 1 - list);
			return strspn(weight + 1, "0. \t") < len;
		}
		list += len + (list[len] == ',');
	}
	return false;
}

static enum method
read_method(const char *method)
{
	static const struct {
		const char *name;
		enum method method;
	} methods[] = {
	    {"GET", METHOD_GET},
	    {"HEAD", METHOD_HEAD},
	    {"POST", METHOD_OTHER},
	    {"PUT", METHOD_OTHER},
	    {"DELETE", METHOD_OTHER},
	    {"CONNECT", METHOD_OTHER},
	    {"OPTIONS", METHOD_OTHER},
	    {"TRACE", METHOD_OTHER},
	    {"PATCH", METHOD_OTHER},
	};

	for (size_t i = 0; i < COUNT(methods); i++)
		if (strcmp(method, methods[i].name) == 0)
			return methods[i].method;
	return METHOD_UNKNOWN;
}

/* ----------------------------------------------------------------- faults */

/* Whether a method is a token (RFC 9110, 5.6.2). */
static bool
is_token(const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789!#$%&'*+-.^_`|~";

	return *text != '\0' && text[strspn(text, allowed)] == '\0';
}

/* Whether a field, or all of them, are larger than anyone needs. */
static bool
has_large_fields(char *const *variables)
{
	size_t sum = 0, len;

	for (; variables != NULL && *variables != NULL; variables++) {
		if (strncmp(*variables, "HTTP_", 5) != 0)
			continue;
		len = strlen(*variables);
		sum += len;
		if (len > REQUEST_FIELD_MAX || sum > REQUEST_FIELDS_MAX)
			return true;
	}
	return false;
}

/* What is wrong besides the path. */
static enum request_fault
find_fault(char *const *variables, const char *values[VAR_COUNT])
{
	const char *length = values[VAR_CONTENT_LENGTH];

	if (has_large_fields(variables))
		return FAULT_LARGE;
	if ((is_given(values[VAR_METHOD]) && !is_token(values[VAR_METHOD])) ||
	    length[strspn(length, "0123456789")] != '\0')
		return FAULT_MALFORMED;
	return strnlen(values[VAR_QUERY_STRING], REQUEST_QUERY_STRING_MAX + 1) >
		       REQUEST_QUERY_STRING_MAX
		   ? FAULT_LONG
		   : FAULT_NONE;
}

/* ----------------------------------------------------------------- origin */

enum { HOST_MAX = 253 /* bytes of a name in the DNS */ };

/* A name of labels, or an IPv4 address, without a dot at its end. */
static bool
is_name(const char *name, size_t len)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-_";
	size_t label;

	for (; len > 0; name++, len--) {
		label = strspn(name, allowed);
		if (label == 0 || label >= len)
			return label == len;
		name += label;
		len -= label;
		if (*name != '.')
			return false;
	}
	return false;
}

/* An IPv6 address in brackets. */
static bool
is_address(const char *bytes, size_t len)
{
	struct in6_addr address;
	char text[INET6_ADDRSTRLEN];

	if (len < 2 || len - 2 >= sizeof(text) || bytes[0] != '[' ||
	    bytes[len - 1] != ']')
		return false;
	memcpy(text, bytes + 1, len - 2);
	text[len - 2] = '\0';
	return inet_pton(AF_INET6, text, &address) == 1;
}

/* The port's number, 0 where there is none, or -1 where it is no port. */
static int
read_port(const char *port)
{
	size_t len = strnlen(port, 6);
	int number = 0;

	for (size_t i = 0; i < len; i++) {
		if (port[i] < '0' || port[i] > '9')
			return -1;
		number = 10 * number + port[i] - '0';
	}
	return len < 6 && number <= 65535 && (number > 0 || len == 0) ? number
								      : -1;
}

/*
 * The origin (RFC 6454) of a host with an optional port, or "". It has one
 * form whatever the client wrote: small letters, no dot at the end, no port
 * where it is the scheme's own.
 */
static const char *
make_origin(
    struct arena *arena, const char *host, const char *port, bool secure)
{
	size_t len = strcspn(host, *host == '[' ? "]" : ":");
	char *name;
	int number;

	if (strnlen(host, HOST_MAX + 8) > HOST_MAX + 7)
		return "";
	len += host[len] == ']';
	number = read_port(host[len] == ':' ? host + len + 1 : port);
	if (host[len] != ':' && host[len] != '\0')
		return "";
	if (len > 0 && host[len - 1] == '.')
		len--;
	if (number < 0 || len > HOST_MAX ||
	    (!is_name(host, len) && !is_address(host, len)))
		return "";
	name = arena_copy(arena, host, len);
	for (size_t i = 0; i < len && !arena->failed; i++)
		name[i] = text_lower(name[i]);
	if (number == 0 || number == (secure ? 443 : 80))
		return arena_printf(
		    arena, "%s://%s", secure ? "https" : "http", name);
	return arena_printf(
	    arena, "%s://%s:%d", secure ? "https" : "http", name, number);
}

/*
 * The port that the server cut off the client's Host: nginx does, on Debian.
 * Behind a proxy the server's port is not the one that the client knows.
 */
static const char *
lost_port(const char *values[VAR_COUNT])
{
	static const enum variable proxies[] = {VAR_FORWARDED,
	    VAR_FORWARDED_FOR, VAR_FORWARDED_HOST, VAR_FORWARDED_PROTO,
	    VAR_VIA};

	for (size_t i = 0; i < COUNT(proxies); i++)
		if (is_given(values[proxies[i]]))
			return "";
	return strncmp(values[VAR_SOFTWARE], "nginx", 5) == 0
		   ? values[VAR_SERVER_PORT]
		   : "";
}

/*
 * Where the client found us; where it does not say so well, by what name the
 * server knows itself. X-Forwarded-Host and its like are not looked at: any
 * client may send them.
 */
static const char *
read_origin(struct arena *arena, const char *values[VAR_COUNT])
{
	const char *https = values[VAR_HTTPS], *origin;
	bool secure = (*https != '\0' && strcmp(https, "off") != 0) ||
		      strcmp(values[VAR_SCHEME], "https") == 0;

	origin =
	    make_origin(arena, values[VAR_HOST], lost_port(values), secure);
	if (*origin == '\0')
		origin = make_origin(arena, values[VAR_SERVER_NAME],
		    values[VAR_SERVER_PORT], secure);
	return origin;
}

static void
read_conditions(struct conditions *conditions, struct arena *arena,
    const char *values[VAR_COUNT])
{
	const size_t max = REQUEST_FIELD_MAX;

	conditions->if_match = copy_header(arena, values[VAR_IF_MATCH], max);
	conditions->if_none_match =
	    copy_header(arena, values[VAR_IF_NONE_MATCH], max);
	conditions->if_modified_since =
	    copy_header(arena, values[VAR_IF_MODIFIED_SINCE], max);
	conditions->if_unmodified_since =
	    copy_header(arena, values[VAR_IF_UNMODIFIED_SINCE], max);
}

void
request_read(
    struct request *request, struct arena *arena, char *const *variables)
{
	const char *values[VAR_COUNT], *query;

	*request = (struct request){0};
	find_variables(variables, values);
	query = values[VAR_QUERY_STRING];
	request->method = read_method(values[VAR_METHOD]);
	request->fault = find_fault(variables, values);
	request->script = read_script(arena, values[VAR_SCRIPT_NAME]);
	read_path(request, arena, values[VAR_PATH_INFO]);
	read_asked(request, arena, values);
	request->query = read_query(arena, query);
	request->q = read_parameter(arena, query, "q");
	request->category = read_parameter(arena, query, "category");
	request->exact =
	    strcmp(read_parameter(arena, query, "exact"), "1") == 0;
	request->typing = strcmp(values[VAR_SEARCH], "typing") == 0;
	request->embed = read_embed(read_parameter(arena, query, "embed"));
	request->page = read_page(read_parameter(arena, query, "page"));
	request->version = read_parameter(arena, query, "v");
	request->origin = read_origin(arena, values);
	request->software = copy_header(arena, values[VAR_SOFTWARE], 100);
	request->fastcgi = is_given(values[VAR_ROLE]);
	read_conditions(&request->conditions, arena, values);
	request->gzip = accepts_gzip(
	    copy_header(arena, values[VAR_ACCEPT_ENCODING], REQUEST_FIELD_MAX));
}
