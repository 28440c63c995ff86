/* SPDX-License-Identifier: ISC */
/* request.c: the variables of CGI, friendly and hostile, to a request. */
#include "http/request.h"

#include <stdlib.h>

#include "base/text.h"
#include "tap.h"

/* A request made of up to seven variables; free the arena afterwards. */
#define READ(request, arena, ...) \
	request_read(request, arena, (char *[]){__VA_ARGS__, NULL})

/* "NAME=value" in the arena. */
static char *
variable(struct arena *arena, const char *name, const char *value)
{
	return arena_printf(arena, "%s=%s", name, value);
}

/* Reads a request of one variable. */
static void
read_one(struct request *request, struct arena *arena, const char *name,
    const char *value)
{
	READ(request, arena, variable(arena, name, value));
}

/* len times the piece. */
static char *
repeat(struct arena *arena, const char *piece, size_t times)
{
	size_t len = strlen(piece);
	char *text = arena_alloc(arena, len * times + 1);

	for (size_t i = 0; i < times; i++)
		memcpy(text + i * len, piece, len);
	return text;
}

static void
test_nothing(void)
{
	static char *const none[] = {NULL};
	struct arena arena = {0};
	struct request request;

	for (int i = 0; i < 2; i++) {
		memset(&request, 0xff, sizeof(request));
		request_read(&request, &arena, i == 0 ? none : NULL);
		is_int(request.method, METHOD_UNKNOWN, "no method");
		is(request.script, "", "no script");
		is(request.path, "/", "the path is the top");
		is_int(request.fault, FAULT_NONE, "which is fine");
		is(request.q, "", "no words");
		is(request.category, "", "no category");
		is(request.origin, "", "no origin");
		is(request.conditions.if_match, "", "no condition");
		is(request.conditions.if_none_match, "", "nor another");
		is(request.conditions.if_modified_since, "", "nor a date");
		is(request.conditions.if_unmodified_since, "", "at all");
		is(request.query, "", "no query");
		is(request.version, "", "no version");
		ok(!request.gzip, "no gzip");
	}
	arena_free(&arena);
}

static void
test_variables(void)
{
	char path[] = "PATH_INFO=/pain", query[] = "QUERY_STRING=q=hurt";
	struct arena arena = {0};
	struct request request;

	READ(&request, &arena, (char *)"REQUEST_METHOD=HEAD", path, query,
	    (char *)"SCRIPT_NAME=/cgi-bin/faq.cgi", (char *)"PATH_INFOX=/no",
	    (char *)"XPATH_INFO=/no", (char *)"", (char *)"=", (char *)"HTTPS");
	memset(path, 'x', sizeof(path) - 1);
	memset(query, 'x', sizeof(query) - 1);
	is_int(request.method, METHOD_HEAD, "the method");
	is(request.script, "/cgi-bin/faq.cgi", "the script");
	is(request.path, "/pain", "the path, copied");
	is(request.q, "hurt", "the words, copied");
	arena_free(&arena);
}

static void
test_method(void)
{
	static const struct {
		const char *value;
		enum method want;
	} rows[] = {
	    {"GET", METHOD_GET},
	    {"HEAD", METHOD_HEAD},
	    {"POST", METHOD_OTHER},
	    {"PUT", METHOD_OTHER},
	    {"DELETE", METHOD_OTHER},
	    {"CONNECT", METHOD_OTHER},
	    {"OPTIONS", METHOD_OTHER},
	    {"TRACE", METHOD_OTHER},
	    {"PATCH", METHOD_OTHER},
	    {"get", METHOD_UNKNOWN},
	    {"GETS", METHOD_UNKNOWN},
	    {"GET ", METHOD_UNKNOWN},
	    {"HEA", METHOD_UNKNOWN},
	    {"", METHOD_UNKNOWN},
	    {"BREW", METHOD_UNKNOWN},
	};
	struct arena arena = {0};
	struct request request;

	for (size_t i = 0; i < COUNT(rows); i++) {
		read_one(&request, &arena, "REQUEST_METHOD", rows[i].value);
		is_int(request.method, rows[i].want, "method \"%s\"",
		    rows[i].value);
	}
	arena_free(&arena);
}

/* ------------------------------------------------------------------- paths */

static void
script_is(const char *name, const char *want, const char *what)
{
	struct arena arena = {0};
	struct request request;

	read_one(&request, &arena, "SCRIPT_NAME", name);
	is(request.script, want, "script: %s", what);
	arena_free(&arena);
}

static void
test_script(void)
{
	struct arena arena = {0};
	char *longest = arena_printf(&arena, "/%s", repeat(&arena, "x", 1023));

	script_is("", "", "at the root");
	script_is("/", "", "a slash");
	script_is("///", "", "slashes");
	script_is("/faq.cgi", "/faq.cgi", "a name");
	script_is("/faq.cgi/", "/faq.cgi", "a trailing slash");
	script_is("/a/b//", "/a/b", "two of them");
	script_is("//evil.example/x", "/evil.example/x", "another host");
	script_is("////evil.example", "/evil.example", "with more slashes");
	script_is("/\\evil.example", "/%5Cevil.example", "a backslash");
	script_is("faq.cgi", "", "no slash in front");
	script_is("https://evil.example/", "", "a whole address");
	script_is(" /faq.cgi", "", "a space in front");
	script_is("/my faq/f.cgi", "/my%20faq/f.cgi", "a space");
	script_is("/a\"><b>&'", "/a%22%3E%3Cb%3E%26%27", "signs of HTML");
	script_is("/100%?#", "/100%25%3F%23", "signs of URLs");
	script_is("/~me/faq.cgi", "/~me/faq.cgi", "a home folder");
	script_is("/fr\xc3\xa9", "/fr%C3%A9", "UTF-8");
	script_is("/a\r\nSet-Cookie: x", "", "a line break");
	script_is("/a\x01", "", "a control byte");
	script_is("/a\x7f", "", "DEL");
	script_is("/a\xff", "", "no UTF-8");
	script_is(longest, longest, "1,024 bytes");
	script_is(arena_printf(&arena, "%sx", longest), "", "1,025 bytes");
	script_is(arena_printf(&arena, "%s/more", longest), "",
	    "too long, with a slash where it is cut");
	script_is(arena_printf(&arena, "/%s", repeat(&arena, "x", 100000)), "",
	    "100 kB");
	arena_free(&arena);
}

/* want NULL: the path is malformed, or longer than REQUEST_PATH_MAX. */
static void
path_is(const char *path, const char *want, const char *what)
{
	enum request_fault fault = want != NULL ? FAULT_NONE
				   : strlen(path) > REQUEST_PATH_MAX
				       ? FAULT_LONG
				       : FAULT_MALFORMED;
	struct arena arena = {0};
	struct request request;

	read_one(&request, &arena, "PATH_INFO", path);
	is(request.path, want != NULL ? want : "/", "path: %s", what);
	is_int(request.fault, fault, "path: %s: %s", what,
	    want != NULL ? "good" : "bad");
	arena_free(&arena);
}

static void
test_path(void)
{
	struct arena arena = {0};
	char *longest = arena_printf(&arena, "/%s", repeat(&arena, "x", 1023));

	path_is("", "/", "none");
	path_is("/", "/", "a slash");
	path_is("/does-it-hurt", "/does-it-hurt", "a slug");
	path_is("/a/b/", "/a/b/", "folders");
	path_is("//", "//", "two slashes are another path");
	path_is("/../etc/passwd", "/../etc/passwd", "dots mean nothing here");
	path_is("/fr\xc3\xa9 \"<", "/fr\xc3\xa9 \"<", "any text");
	path_is("/%2e%41", "/%2e%41", "it is decoded once, by the server");
	path_is("pain", NULL, "no slash in front");
	path_is("/a\r\nX: y", NULL, "a line break");
	path_is("/a\tb", NULL, "a tab");
	path_is("/a\x7f", NULL, "DEL");
	path_is("/\xff", NULL, "no UTF-8");
	path_is("/\xc0\xaf", NULL, "an overlong slash");
	path_is("/\xed\xa0\x80", NULL, "a surrogate");
	path_is("/\xc3", NULL, "half a character");
	path_is(longest, longest, "1,024 bytes");
	path_is(arena_printf(&arena, "%sx", longest), NULL, "1,025 bytes");
	path_is(arena_printf(&arena, "/%s", repeat(&arena, "x", 100000)), NULL,
	    "100 kB");
	arena_free(&arena);
}

/* ------------------------------------------------------------------- query */

static void
query_is(const char *query, const char *want, const char *what)
{
	struct arena arena = {0};
	struct request request;

	read_one(&request, &arena, "QUERY_STRING", query);
	is(request.q, want, "query: %s", what);
	arena_free(&arena);
}

static void
test_query(void)
{
	query_is("q=hurt", "hurt", "a word");
	query_is("%71=hurt", "hurt", "a name may be coded");
	query_is("%51=hurt", "", "of another name");
	query_is("%7=hurt", "", "or of none");
	query_is("%71%00=hurt", "", "or of one that goes on");
	query_is("%71&q=hurt", "hurt", "a coded name alone");
	query_is("q=does+it%20hurt%3f", "does it hurt?", "plus and %XX");
	query_is("q=a%2Bb", "a+b", "a plus that is meant");
	query_is("q=%26%3D", "&=", "separators that are meant");
	query_is("q=a=b", "a=b", "an equals sign in the value");
	query_is("q=100%+%4+%zz", "100% %4 %zz", "percent signs alone");
	query_is("q=a%00b", "a b", "a NUL byte");
	query_is("q=a%0d%0aX:%20y", "a X: y", "a line break");
	query_is("q=%ff%fea", "a", "no UTF-8");
	query_is("q=%C3%A9", "\xc3\xa9", "UTF-8");
	query_is("q=\xc3\xa9", "\xc3\xa9", "UTF-8 as it is");
	query_is("q=%01%02%7f", "", "only control characters");
	query_is("q=++a++b++", "a b", "white space folded");
	query_is("q=<b>%22", "<b>\"", "signs of HTML are data");
	query_is("", "", "no query");
	query_is("q", "", "a name alone");
	query_is("q=", "", "an empty value");
	query_is("q=&x=1", "", "an empty value before another");
	query_is("x=1&q=a", "a", "as the last");
	query_is("q=a&q=b", "a", "the first of two");
	query_is("q=&q=b", "", "the first of two, though it is empty");
	query_is("xq=a", "", "a longer name");
	query_is("xq=a&q=b", "b", "behind a longer name");
	query_is("qq=a", "", "a name with this at its start");
	query_is("Q=a", "", "a capital");
	query_is("%71=a", "a", "a coded name");
	query_is("&&&q=a&&", "a", "many separators");
	query_is("q&q=a", "a", "behind a name alone");
	query_is("x=q=a", "", "a value that looks like it");
	query_is("a;q=b", "", "a semicolon is no separator");
}

static void
test_query_length(void)
{
	struct arena arena = {0};
	char *plain = repeat(&arena, "x", 100000);
	char *coded = repeat(&arena, "%78", 400);
	char *wide = repeat(&arena, "%C3%A9", 300);
	char *emoji = repeat(&arena, "%F0%9F%98%80", 100);

	query_is(arena_printf(&arena, "q=%s", plain),
	    arena_copy(&arena, plain, 256), "100 kB are cut at 256 bytes");
	query_is(arena_printf(&arena, "q=%s", coded),
	    arena_copy(&arena, plain, 256), "coded ones, too");
	query_is(arena_printf(&arena, "q=%s", wide),
	    repeat(&arena, "\xc3\xa9", 128), "é to the last byte");
	query_is(arena_printf(&arena, "q=x%s", wide),
	    arena_printf(&arena, "x%s", repeat(&arena, "\xc3\xa9", 127)),
	    "é that would be cut is left out");
	query_is(arena_printf(&arena, "q=xyz%s", emoji),
	    arena_printf(
		&arena, "xyz%s", repeat(&arena, "\xf0\x9f\x98\x80", 63)),
	    "an emoji, too");
	query_is(arena_printf(&arena, "q=xy%s", coded),
	    arena_printf(&arena, "xy%s", arena_copy(&arena, plain, 254)),
	    "no half a %%XX at the cut");
	query_is(arena_printf(&arena, "x=%s&q=a", plain), "a",
	    "behind 100 kB of another");
	query_is(repeat(&arena, "&", 100000), "", "100,000 separators");
	query_is(arena_printf(&arena, "q=%s", repeat(&arena, "%", 100000)),
	    repeat(&arena, "%", 256), "100,000 percent signs");
	query_is(arena_printf(&arena, "q=%sa", repeat(&arena, "+", 300)), "",
	    "a word behind 300 spaces is too far away");
	arena_free(&arena);
}

static void
test_category(void)
{
	struct arena arena = {0};
	struct request request;

	read_one(&request, &arena, "QUERY_STRING",
	    "q=hurt+me&category=safety%20first%00&category=x");
	is(request.category, "safety first", "the category, clean");
	is(request.q, "hurt me", "beside the words");
	read_one(&request, &arena, "QUERY_STRING", "category=a&q=b");
	is(request.category, "a", "in the other order");
	is(request.q, "b", "as well");
	arena_free(&arena);
}

/* Every byte, coded and not: the value is clean whatever comes. */
static void
test_query_bytes(void)
{
	struct arena arena = {0};
	struct request request;
	int unclean = 0;

	for (int i = 1; i < 256; i++) {
		read_one(&request, &arena, "QUERY_STRING",
		    arena_printf(&arena, "q=a%%%02X%cb%%%02x", i, i, i));
		for (const char *p = request.q; *p != '\0'; p++)
			unclean += (unsigned char)*p < ' ' || *p == 0x7f;
		unclean += text_utf8_error(request.q, strlen(request.q)) !=
			   strlen(request.q);
	}
	is_int(unclean, 0, "any byte in a query: valid UTF-8, no controls");
	arena_free(&arena);
}

/* ----------------------------------------------------------------- headers */

static void
test_encoding(void)
{
	static const struct {
		const char *value;
		bool want;
	} rows[] = {
	    {"gzip", true},
	    {"x-gzip", true},
	    {"GZIP", true},
	    {"gzip, deflate, br", true},
	    {"br, deflate , gzip", true},
	    {"deflate,gzip;q=0.5", true},
	    {"gzip;q=1", true},
	    {"gzip;q=1.000", true},
	    {"gzip ; q=1", true},
	    {"gzip; q=0.001", true},
	    {"gzip;Q=0.5", true},
	    {" gzip", true},
	    {",,gzip,", true},
	    {"gzip;q=0", false},
	    {"gzip;q=0.0", false},
	    {"gzip;q=0.000", false},
	    {"gzip; q=0 , br", false},
	    {"gzip;Q=0", false},
	    {"br;q=1, gzip;q=0", false},
	    {"gzip;q=", false},
	    {"", false},
	    {"identity", false},
	    {"*", false},
	    {"*;q=0", false},
	    {"gzipped", false},
	    {"xgzip", false},
	    {"x-gzipx", false},
	    {"not gzip", false},
	    {"br;gzip", false},
	    {"br;q=gzip", false},
	    {"gzi", false},
	    {"gzip\r\nX: y", false},
	    {"gzip\xff", false},
	};
	struct arena arena = {0};
	struct request request;

	for (size_t i = 0; i < COUNT(rows); i++) {
		read_one(
		    &request, &arena, "HTTP_ACCEPT_ENCODING", rows[i].value);
		is_int(
		    request.gzip, rows[i].want, "Accept-Encoding, row %zu", i);
	}
	read_one(&request, &arena, "HTTP_ACCEPT_ENCODING",
	    arena_printf(&arena, "gzip,%s", repeat(&arena, "x", 9000)));
	ok(!request.gzip, "Accept-Encoding of 9 kB");
	arena_free(&arena);
}

static void
host_is(const char *host, const char *want)
{
	struct arena arena = {0};
	struct request request;

	read_one(&request, &arena, "HTTP_HOST", host);
	is(request.origin, want, "host \"%.30s\"", host);
	arena_free(&arena);
}

static void
test_host(void)
{
	static const char *const bad[] = {"", "a b", "a/b", "evil.example/x",
	    "a@b.example", "a\"b", "a<b>", "a,b.example", "a?b", "a#b", "a%41",
	    "a\\b", "a_b'", "b\303\274cher.example", "a.example\r\nX: y",
	    "a\tb", "a;b", "a&b", ".", "..", "a..b", ".a", "a..", "a:b", ":80",
	    "a:0", "a:65536", "a:123456", "a:8080:1", "a:-1", "a: 80", "a:+1",
	    "[", "]", "[]", "[]:80", "[::1", "::1", "[::1]x", "[::g]",
	    "[::1%25eth0]", "[192.0.2.1]", "[a.example]", "x[::1]", "[::1].",
	    "[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000]"};
	struct arena arena = {0};
	char *name = repeat(&arena, "a", 254);

	host_is("example.com", "http://example.com");
	host_is("example.com:8080", "http://example.com:8080");
	host_is("EXAMPLE.com", "http://example.com");
	host_is("192.0.2.1", "http://192.0.2.1");
	host_is("[2001:db8::1]:80", "http://[2001:db8::1]");
	host_is("[2001:DB8::1]:8080", "http://[2001:db8::1]:8080");
	host_is("[::ffff:192.0.2.1]", "http://[::ffff:192.0.2.1]");
	host_is("[::1]:", "http://[::1]");
	host_is("example.com.", "http://example.com");
	host_is("example.com.:81", "http://example.com:81");
	host_is("example.com:", "http://example.com");
	host_is("example.com:80", "http://example.com");
	host_is("example.com:443", "http://example.com:443");
	host_is("example.com:0080", "http://example.com");
	host_is("my_host.example", "http://my_host.example");
	host_is("a.example:65535", "http://a.example:65535");
	host_is("xn--bcher-kva.example", "http://xn--bcher-kva.example");
	for (size_t i = 0; i < COUNT(bad); i++)
		host_is(bad[i], "");
	host_is(name, "");
	host_is(name + 1, arena_printf(&arena, "http://%s", name + 1));
	arena_free(&arena);
}

/* Reads the origin of up to four variables. */
#define ORIGIN_IS(want, what, ...)                    \
	do {                                          \
		READ(&request, &arena, __VA_ARGS__);  \
		is(request.origin, want, "%s", what); \
	} while (0)

static void
test_server_name(void)
{
	struct arena arena = {0};
	struct request request;
	char name[] = "SERVER_NAME=s.example", port[] = "SERVER_PORT=8080";
	char http[] = "SERVER_PORT=80", https[] = "SERVER_PORT=443";
	char host[] = "HTTP_HOST=h.example", bad[] = "HTTP_HOST=a@b";
	char on[] = "HTTPS=on";

	ORIGIN_IS("http://h.example", "Host comes first", name, port, host);
	ORIGIN_IS("http://s.example:8080", "else SERVER_NAME", name, port);
	ORIGIN_IS("http://s.example", "with its port", name, http);
	ORIGIN_IS("https://s.example", "of https, too", name, https, on);
	ORIGIN_IS("http://s.example", "or without", name);
	ORIGIN_IS("http://s.example:8080", "also where Host is hostile", name,
	    port, bad);
	ORIGIN_IS(
	    "", "which is checked as well", (char *)"SERVER_NAME=a/b", port);
	ORIGIN_IS("", "with its port", name, (char *)"SERVER_PORT=x");
	ORIGIN_IS("", "a port alone is nothing", port);
	ORIGIN_IS("http://h.example", "nobody else is asked",
	    (char *)"HTTP_X_FORWARDED_HOST=evil.example", host,
	    (char *)"HTTP_FORWARDED=host=evil.example");
	arena_free(&arena);
}

static void
test_door(void)
{
	struct arena arena = {0};
	struct request request;

	READ(&request, &arena, (char *)"SERVER_SOFTWARE=Apache/2.4 (Debian)",
	    (char *)"FCGI_ROLE=RESPONDER");
	is(request.software, "Apache/2.4 (Debian)", "the server's name");
	ok(request.fastcgi, "FastCGI");
	READ(&request, &arena, (char *)"SERVER_SOFTWARE=A\r\nX: y");
	is(request.software, "", "a name that is none");
	ok(!request.fastcgi, "CGI");
	arena_free(&arena);
}

/* nginx on Debian cuts the port off Host; a proxy before it knows better. */
static void
test_lost_port(void)
{
	struct arena arena = {0};
	struct request request;
	char host[] = "HTTP_HOST=h.example", port[] = "SERVER_PORT=8080";
	char nginx[] = "SERVER_SOFTWARE=nginx/1.22.1";
	char apache[] = "SERVER_SOFTWARE=Apache", on[] = "HTTPS=on";
	static const char *const proxies[] = {"HTTP_X_FORWARDED_FOR=x",
	    "HTTP_X_FORWARDED_HOST=x", "HTTP_X_FORWARDED_PROTO=x",
	    "HTTP_FORWARDED=for=x", "HTTP_VIA=x"};

	ORIGIN_IS(
	    "http://h.example:8080", "nginx, its port", host, port, nginx);
	ORIGIN_IS(
	    "https://h.example:8080", "also with https", host, port, nginx, on);
	ORIGIN_IS("http://h.example", "not one that is no other", host, nginx,
	    (char *)"SERVER_PORT=80");
	ORIGIN_IS("http://h.example:81", "Host's own comes first", nginx, port,
	    (char *)"HTTP_HOST=h.example:81");
	ORIGIN_IS("http://h.example", "Apache knows the client's", host, port,
	    apache);
	for (size_t i = 0; i < COUNT(proxies); i++)
		ORIGIN_IS("http://h.example", proxies[i], host, port, nginx,
		    arena_string(&arena, proxies[i]));
	arena_free(&arena);
}

/* What was asked and how, and the path that it is; NULL: nobody tells. */
static const struct {
	const char *base, *script, *uri, *info, *role, *more;
	const char *path;
} located[] = {
    /* CGI: no PATH_INFO is no path, whatever was asked for … */
    {"", "/faq.cgi", "/faq.cgi", NULL, NULL, NULL, "/"},
    {"", "/cgi-bin/faq.cgi", "/x/cost", NULL, NULL, NULL, "/"},
    {"http://h", "/faq.cgi", "/faq.cgi?q=x", NULL, NULL, NULL, "/"},
    /* … but for a rewrite rule that loses it */
    {"/faq", "/faq.cgi", "/faq/cost?x=/y", NULL, NULL, NULL, "/cost"},
    {"/faq", "/faq.cgi", "/faq", NULL, NULL, NULL, "/"},
    {"http://h/faq", "/faq.cgi", "/faq/cost", NULL, NULL, NULL, "/cost"},
    {"/faq", "/faq.cgi", "/faqs/cost", NULL, NULL, NULL, "/"},
    {"/faq", "/faq.cgi", "/", NULL, NULL, NULL, "/"},
    /* a path that was given is the path */
    {"/faq", "/faq.cgi", "/faq/cost", "/pain", NULL, NULL, "/pain"},
    {"/faq", "/faq", "/faq/cost", "", "RESPONDER", NULL, "/"},
    /* an include: the address is that of the page around it */
    {"http://h", "/faq.cgi", "/page.shtml", NULL, NULL,
	"SERVER_PROTOCOL=INCLUDED", "/"},
    {"/faq", "/faq/cost", "/page.html", NULL, "RESPONDER", NULL, "/cost"},
    /* FastCGI without any: by base_url or not at all */
    {"", "/faq/cost", "/faq/cost", NULL, "RESPONDER", NULL, NULL},
    {"/faq", "/faq/cost", "/faq/cost", NULL, "RESPONDER", NULL, "/cost"},
    {"/faq/", "/faq/cost", "/faq/cost", NULL, "RESPONDER", NULL, "/cost"},
    {"/faq", "/faq/cost", NULL, NULL, "RESPONDER", NULL, "/cost"},
    {"/faq", "/x/cost", "/faq/cost", NULL, "RESPONDER", NULL, "/cost"},
    {"/faq", "/x/cost", "/x/cost", NULL, "RESPONDER", NULL, NULL},
    {"https://h", "/cost", "/cost?q", NULL, "RESPONDER", NULL, "/cost"},
    {"https://h", "/cost", NULL, NULL, "RESPONDER", NULL, NULL},
    {"/faq", "", "http://h:81/faq/cost", NULL, "RESPONDER", NULL, "/cost"},
    {"/b%C3%BCcher", "", "/b%c3%bccher/%63ost", NULL, "RESPONDER", NULL,
	"/cost"},
    {"/faq", "", "/faq/a%00b", NULL, "RESPONDER", NULL, NULL},
    /* servers that split it leave out what is empty */
    {"", "/faq", "/faq", NULL, "RESPONDER", "SERVER_SOFTWARE=lighttpd/1.4",
	"/"},
    {"", "/null", "/null", NULL, "RESPONDER", "SCRIPT_FILENAME=/dev/null", "/"},
    {"", "/null/x", "/null/x", NULL, "RESPONDER", "SCRIPT_FILENAME=/dev/null/x",
	NULL},
    {"", "/f", "/f", NULL, "RESPONDER",
	"SCRIPT_FILENAME=proxy:fcgi://h/dev/null", "/"},
    {"", "/f", "/f", NULL, "RESPONDER", "SCRIPT_FILENAME=proxy:fcgi://h/f",
	NULL},
    {"", "/f", "/f", NULL, "RESPONDER", "SCRIPT_FILENAME=proxy:fcgi://", NULL},
};

static void
test_locate(void)
{
	for (size_t i = 0; i < COUNT(located); i++) {
		struct arena arena = {0};
		struct request request;
		char *variables[6] = {
		    arena_printf(&arena, "SCRIPT_NAME=%s", located[i].script)};
		size_t n = 1;

		if (located[i].uri != NULL)
			variables[n++] = arena_printf(
			    &arena, "REQUEST_URI=%s", located[i].uri);
		if (located[i].info != NULL)
			variables[n++] = arena_printf(
			    &arena, "PATH_INFO=%s", located[i].info);
		if (located[i].role != NULL)
			variables[n++] = arena_printf(
			    &arena, "FCGI_ROLE=%s", located[i].role);
		if (located[i].more != NULL)
			variables[n++] = arena_string(&arena, located[i].more);
		request_read(&request, &arena, variables);
		request_locate(&request, &arena, located[i].base);
		is_int(request.path_missing, located[i].path == NULL,
		    "locate, row %zu", i);
		is(request.path,
		    located[i].path != NULL ? located[i].path : "/",
		    "its path");
		arena_free(&arena);
	}
}

static void
test_scheme(void)
{
	static const struct {
		const char *variable, *want, *what;
	} rows[] = {
	    {"HTTPS=on", "https://h", "HTTPS=on"},
	    {"HTTPS=1", "https://h", "HTTPS=1"},
	    {"HTTPS=off", "http://h", "HTTPS=off"},
	    {"HTTPS=", "http://h", "HTTPS empty"},
	    {"REQUEST_SCHEME=https", "https://h", "REQUEST_SCHEME=https"},
	    {"REQUEST_SCHEME=http", "http://h", "REQUEST_SCHEME=http"},
	    {"REQUEST_SCHEME=javascript", "http://h", "another scheme"},
	    {"REQUEST_SCHEME=", "http://h", "REQUEST_SCHEME empty"},
	    {"X=y", "http://h", "neither"},
	    {"HTTP_X_FORWARDED_PROTO=https", "http://h",
		"a header that any client may send"},
	};
	struct arena arena = {0};
	struct request request;

	for (size_t i = 0; i < COUNT(rows); i++) {
		READ(&request, &arena, (char *)"HTTP_HOST=h",
		    arena_string(&arena, rows[i].variable));
		is(request.origin, rows[i].want, "scheme: %s", rows[i].what);
	}
	arena_free(&arena);
}

static void
test_condition(void)
{
	static const struct {
		const char *value, *want;
	} rows[] = {
	    {"\"abc\"", "\"abc\""},
	    {"W/\"a\", \"b\"", "W/\"a\", \"b\""},
	    {"*", "*"},
	    {"\"a\"\r\nX: y", ""},
	    {"\"\x7f\"", ""},
	    {"\"\xc3\xa9\"", ""},
	};
	struct arena arena = {0};
	struct request request;
	struct conditions *found = &request.conditions;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *value = rows[i].value, *want = rows[i].want;

		read_one(&request, &arena, "HTTP_IF_NONE_MATCH", value);
		is(found->if_none_match, want, "If-None-Match, row %zu", i);
		is(found->if_match, "", "and no other");
		read_one(&request, &arena, "HTTP_IF_MATCH", value);
		is(found->if_match, want, "If-Match, row %zu", i);
		read_one(&request, &arena, "HTTP_IF_MODIFIED_SINCE", value);
		is(found->if_modified_since, want, "since, row %zu", i);
		read_one(&request, &arena, "HTTP_IF_UNMODIFIED_SINCE", value);
		is(found->if_unmodified_since, want, "not since, row %zu", i);
	}
	arena_free(&arena);
}

/* What is wrong with a request, and just not. */
static void
test_faults(void)
{
	struct arena arena = {0};
	char *query = repeat(&arena, "x", REQUEST_QUERY_STRING_MAX);
	char *field = repeat(&arena, "x", REQUEST_FIELD_MAX - 7);
	const struct {
		const char *name, *value;
		enum request_fault want;
	} rows[] = {
	    {"REQUEST_METHOD", "GET", FAULT_NONE},
	    {"REQUEST_METHOD", "M-SEARCH", FAULT_NONE},
	    {"REQUEST_METHOD", "", FAULT_MALFORMED},
	    {"REQUEST_METHOD", "GET ", FAULT_MALFORMED},
	    {"REQUEST_METHOD", "G(T", FAULT_MALFORMED},
	    {"CONTENT_LENGTH", "", FAULT_NONE},
	    {"CONTENT_LENGTH", "17", FAULT_NONE},
	    {"CONTENT_LENGTH", "-1", FAULT_MALFORMED},
	    {"CONTENT_LENGTH", "1,1", FAULT_MALFORMED},
	    {"CONTENT_LENGTH", "0x1", FAULT_MALFORMED},
	    {"QUERY_STRING", query, FAULT_NONE},
	    {"QUERY_STRING", arena_printf(&arena, "%sx", query), FAULT_LONG},
	    {"HTTP_A", field, FAULT_NONE},
	    {"HTTP_A", arena_printf(&arena, "%sx", field), FAULT_LARGE},
	    {"AUTH_A", arena_printf(&arena, "%sx", field), FAULT_NONE},
	};
	struct request request;
	char *five[6] = {NULL};

	for (size_t i = 0; i < COUNT(rows); i++) {
		read_one(&request, &arena, rows[i].name, rows[i].value);
		is_int(request.fault, rows[i].want, "%s of %zu bytes: row %zu",
		    rows[i].name, strlen(rows[i].value), i);
	}
	for (int i = 0; i < 5; i++) {
		request_read(&request, &arena, five);
		is_int(request.fault, FAULT_NONE, "%d large fields", i);
		five[i] = variable(&arena, "HTTP_A", field);
	}
	request_read(&request, &arena, five);
	is_int(request.fault, FAULT_LARGE, "five are more than 32 kB");
	arena_free(&arena);
}

/* The query as it came, where it may stand in an address. */
static void
test_raw_query(void)
{
	static const char *const rows[][2] = {
	    {"embed=1&q=a%20b+c", "embed=1&q=a%20b+c"},
	    {"a/b?c:@!$'()*,;~", "a/b?c:@!$'()*,;~"},
	    {"q=a b", ""},
	    {"q=\"x", ""},
	    {"q=\r\nX: y", ""},
	    {"q=\xc3\xa9", ""},
	};
	struct arena arena = {0};
	struct request request;

	for (size_t i = 0; i < COUNT(rows); i++) {
		read_one(&request, &arena, "QUERY_STRING", rows[i][0]);
		is(request.query, rows[i][1], "query, row %zu", i);
	}
	read_one(&request, &arena, "QUERY_STRING", "a=1&v=c0ffee");
	is(request.version, "c0ffee", "a version");
	arena_free(&arena);
}

int
main(void)
{
	test_nothing();
	test_variables();
	test_method();
	test_script();
	test_path();
	test_query();
	test_query_length();
	test_category();
	test_query_bytes();
	test_encoding();
	test_host();
	test_server_name();
	test_scheme();
	test_door();
	test_lost_port();
	test_locate();
	test_condition();
	test_faults();
	test_raw_query();
	return tap_done();
}
