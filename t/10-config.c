/* SPDX-License-Identifier: ISC */
/* config.c: faq.conf, key by key and mistake by mistake. */
#include "faq/config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "tap.h"

static char folder[100];
static char path[sizeof(folder) + 20];

/* What one reading gave; free it with end_reading. */
struct reading {
	struct config config;
	struct arena arena;
	struct report report;
	enum status status;
};

static const char *
report_of(const struct reading *reading)
{
	return reading->report.text.data != NULL ? reading->report.text.data
						 : "";
}

static void
read_config(struct reading *reading, const char *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
		ok(false, "cannot write faq.conf");
	if (fd >= 0)
		close(fd);
	*reading = (struct reading){0};
	reading->status = config_read(&reading->config, &reading->arena, path,
	    "faq.conf", &reading->report);
}

static void
end_reading(struct reading *reading)
{
	arena_free(&reading->arena);
	report_free(&reading->report);
}

/* The member of that name. */
static const char *
member(const struct config *config, const char *key)
{
	static const struct {
		const char *key;
		size_t offset;
	} members[] = {
	    {"accent", offsetof(struct config, accent)},
	    {"base_url", offsetof(struct config, base_url)},
	    {"contact_email", offsetof(struct config, contact_email)},
	    {"contact_hours", offsetof(struct config, contact_hours)},
	    {"contact_phone", offsetof(struct config, contact_phone)},
	    {"contact_url", offsetof(struct config, contact_url)},
	    {"csp_hosts", offsetof(struct config, csp_hosts)},
	    {"footer", offsetof(struct config, footer)},
	    {"frame_ancestors", offsetof(struct config, frame_ancestors)},
	    {"language", offsetof(struct config, language)},
	    {"logo", offsetof(struct config, logo)},
	    {"nav", offsetof(struct config, nav)},
	    {"short_name", offsetof(struct config, short_name)},
	    {"site_name", offsetof(struct config, site_name)},
	    {"site_url", offsetof(struct config, site_url)},
	    {"synonyms", offsetof(struct config, synonyms)},
	    {"translations", offsetof(struct config, translations)},
	};

	for (size_t i = 0; i < COUNT(members); i++)
		if (strcmp(key, members[i].key) == 0)
			return *(const char *const *)(const void
				*)((const char *)config + members[i].offset);
	return NULL;
}

static void
good(const char *key, const char *value, const char *want)
{
	struct reading reading;
	char line[400];

	snprintf(line, sizeof(line), "%s = %s\n", key, value);
	read_config(&reading, line, strlen(line));
	is_int(reading.status, ST_OK, "good: %s = %.50s", key, value);
	is(member(&reading.config, key), want, "its value");
	is(report_of(&reading), "", "nothing reported");
	end_reading(&reading);
}

/* The value is refused in a message that says `what`; the default stays. */
static void
bad(const char *key, const char *value, const char *what)
{
	const char *rest = strcmp(key, "language") == 0 ? "en"
			   : strcmp(key, "accent") == 0 ? "#0b6367"
							: "";
	struct reading reading;
	char line[400], start[60];

	snprintf(line, sizeof(line), "%s = %s\n", key, value);
	snprintf(start, sizeof(start), "faq.conf:1:1: %s must ", key);
	read_config(&reading, line, strlen(line));
	is_int(reading.status, ST_INVALID, "bad: %s = %.50s", key, value);
	is(member(&reading.config, key), rest, "has no effect");
	ok(strncmp(report_of(&reading), start, strlen(start)) == 0 &&
		strstr(report_of(&reading), what) != NULL,
	    "the report names line, key and what is wanted");
	is_int(reading.report.errors, 1, "once");
	end_reading(&reading);
}

static void
test_base_url(void)
{
	static const char *const values[] = {"faq", "//evil.example/faq",
	    "ftp://example.com", "https://", "https:///faq", "http:example.com",
	    "https://example.com/?q", "https://example.com/#top", "/faq?x",
	    "/a b", "/a\"b", "/<b>", "/a\\b", "javascript:alert(1)",
	    "mailto:a@b.example", "/a\x7f", "HTTPS//x", "/"};

	good("base_url", "https://example.com/faq", "https://example.com/faq");
	good("base_url", "http://example.com", "http://example.com");
	good("base_url", "https://example.com/faq/", "https://example.com/faq");
	good("base_url", "https://example.com///", "https://example.com");
	good("base_url", "/faq", "/faq");
	good("base_url", "/faq/", "/faq");
	good("base_url", "https://xn--bcher-kva.example/%C3%BCber",
	    "https://xn--bcher-kva.example/%C3%BCber");
	bad("base_url",
	    "https://b\xc3\xbc"
	    "cher.example/fragen",
	    "other letters as %XX");
	bad("base_url", "https://a.example/%zz", "other letters as %XX");
	bad("base_url", "https://a.example/%4", "other letters as %XX");
	good("base_url", "https://example.com:8080/a/b=c",
	    "https://example.com:8080/a/b=c");
	for (size_t i = 0; i < COUNT(values); i++)
		bad("base_url", values[i], "an address like https://");
}

static void
test_links(void)
{
	static const char *const keys[] = {"contact_url", "site_url"};
	static const char *const values[] = {"https://example.com/?a=b#c",
	    "http://example.com", "mailto:info@example.com", "tel:+4930123456",
	    "/contact", "/"};
	static const char *const wrong[] = {"example.com", "//example.com",
	    "javascript:alert(1)", "data:text/html,x", "https://", "http:///x",
	    "https://a b", "mailto:\"a\"@example.com", "/<script>", "tel:1 2",
	    "JAVASCRIPT:x"};

	for (size_t k = 0; k < COUNT(keys); k++) {
		for (size_t i = 0; i < COUNT(values); i++)
			good(keys[k], values[i], values[i]);
		for (size_t i = 0; i < COUNT(wrong); i++)
			bad(keys[k], wrong[i], "begins with https://");
	}
}

static void
test_language(void)
{
	static const char *const values[] = {
	    "en", "de", "pt-BR", "zh-Hant-TW", "gsw", "es-419", "sr-Latn-RS"};
	static const char *const wrong[] = {"e", "-", "-en", "en-", "en--us",
	    "en_US", "en US", "englishes", "d\xc3\xa9", "en-abcdefghi",
	    "\"en\"", "en;q=1"};

	for (size_t i = 0; i < COUNT(values); i++)
		good("language", values[i], values[i]);
	for (size_t i = 0; i < COUNT(wrong); i++)
		bad("language", wrong[i], "language tag");
}

static void
test_site_name(void)
{
	char name[202];

	good("site_name", "Caf\xc3\xa9 \"M\" <b> = # x",
	    "Caf\xc3\xa9 \"M\" <b> = # x");
	memset(name, 'x', sizeof(name));
	name[200] = '\0';
	good("site_name", name, name);
	name[200] = 'x';
	name[201] = '\0';
	bad("site_name", name, "at most 200 bytes");
	bad("site_name", "a\x1b[31m", "control characters");
	bad("site_name", "a\xef\xbf\xbf", "control characters");
	bad("site_url", "https://a.example/\xef\xbf\xbe", "a link");
	bad("site_name", "one\rlanguage = de", "control characters");
}

/* ------------------------------------------------------------------- lines */

/* The bytes are fine and give this name and this language. */
static void
reads_as(const char *bytes, size_t len, const char *name, const char *language,
    const char *what)
{
	struct reading reading;

	read_config(&reading, bytes, len);
	is_int(reading.status, ST_OK, "%s", what);
	is(reading.config.site_name, name, "%s: the name", what);
	is(reading.config.language, language, "%s: the language", what);
	is(report_of(&reading), "", "%s: no report", what);
	end_reading(&reading);
}

static void
test_lines(void)
{
	static const struct {
		const char *text, *name, *language, *what;
	} rows[] = {
	    {"", "", "en", "an empty file"},
	    {"\n\n  \n\t\n", "", "en", "blank lines"},
	    {"# site_name = x\n  # y\n#", "", "en", "comments"},
	    {"site_name=A\nlanguage=de", "A", "de", "no newline at the end"},
	    {"\tsite_name\t =  A b \t\n", "A b", "en", "white space"},
	    {"site_name = A\r\nlanguage = de\r\n", "A", "de", "CRLF"},
	    {"\xef\xbb\xbfsite_name = A\n", "A", "en", "a byte order mark"},
	    {"\xef\xbb\xbf", "", "en", "nothing but a byte order mark"},
	    {"\xef\xbb\xbf# c\nlanguage = de\n", "", "de",
		"a byte order mark before a comment"},
	    {"site_name =\nlanguage = \n", "", "en", "empty values"},
	    {"site_name =\nsite_name = A\n", "A", "en",
		"a value after an empty one"},
	    {"site_name = a = b\n", "a = b", "en", "a second equals sign"},
	    {"site_name = A # B\n", "A # B", "en", "a # inside a line"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		reads_as(rows[i].text, strlen(rows[i].text), rows[i].name,
		    rows[i].language, rows[i].what);
}

/* The bytes give exactly this report, and the good lines are in force. */
static void
reports(const char *bytes, size_t len, const char *want, const char *what)
{
	struct reading reading;

	read_config(&reading, bytes, len);
	is_int(reading.status, ST_INVALID, "%s", what);
	is(report_of(&reading), want, "%s: the report", what);
	is(reading.config.language, "de", "%s: a good line counts", what);
	end_reading(&reading);
}

#define GOOD_LINE "language = de\n"

static void
test_mistakes(void)
{
	static const char encoding[] = "faq.conf:2:1: is not UTF-8 text; save "
				       "the file as UTF-8\n";
	static const char keys[] =
	    "accent, base_url, contact_email, contact_hours, contact_phone, "
	    "contact_url, csp_hosts, footer, frame_ancestors, language, log, "
	    "logo, nav, short_name, site_name, site_url, "
	    "synonyms, translations\n";
	char want[400];

	reports(GOOD_LINE "site_name\n", 24,
	    "faq.conf:2:1: expected a line like: key = value\n", "no =");
	reports(GOOD_LINE "site_name = \xe9t\xe9\n", 30, encoding, "Latin-1");
	reports(GOOD_LINE "site\0_name = x\n", 29, encoding, "a NUL byte");
	reports(GOOD_LINE "x\0", 16, encoding, "a NUL byte at the end");
	reports("\xff\xfe\n" GOOD_LINE, 17,
	    "faq.conf:1:1: is not UTF-8 text; save the file as UTF-8\n",
	    "a byte order mark of UTF-16");
	reports(GOOD_LINE "\n# c\n" GOOD_LINE, 33,
	    "faq.conf:4:1: language is set a second time; remove one of the "
	    "lines\n",
	    "a key set twice");

	snprintf(want, sizeof(want),
	    "faq.conf:2:1: unknown key \"colour\"; there are %s", keys);
	reports(GOOD_LINE "colour = red\n", 27, want, "an unknown key");
	snprintf(want, sizeof(want),
	    "faq.conf:2:1: unknown key \"Language\"; there are %s", keys);
	reports(GOOD_LINE "Language = fr\n", 28, want, "a key in capitals");
	snprintf(want, sizeof(want),
	    "faq.conf:2:1: unknown key \"\"; there are %s", keys);
	reports(GOOD_LINE "= fr\n", 19, want, "no key");
}

static void
test_line_numbers(void)
{
	static const char text[] = "a\r\n"
				   "\r\n"
				   "# comment\n"
				   "b\n"
				   "language = de\n"
				   "\xff\n"
				   "\n"
				   "c";
	struct reading reading;

	read_config(&reading, text, sizeof(text) - 1);
	is_int(reading.report.errors, 4, "every mistake is reported");
	ok(strncmp(report_of(&reading), "faq.conf:1:1: ", 14) == 0, "line 1");
	ok(strstr(report_of(&reading), "\nfaq.conf:4:1: ") != NULL, "line 4");
	ok(strstr(report_of(&reading), "\nfaq.conf:6:1: ") != NULL, "line 6");
	ok(strstr(report_of(&reading), "\nfaq.conf:8:1: ") != NULL, "line 8");
	is(reading.config.language, "de", "line 5 is in force");
	end_reading(&reading);
}

/* ------------------------------------------------------------------- files */

static void
test_files(void)
{
	static const char *const members[] = {
	    "base_url", "contact_url", "site_name", "site_url"};
	size_t len = (64 << 10) + 1;
	char *large = malloc(len);
	struct reading reading = {0};

	unlink(path);
	is_int(config_read(&reading.config, &reading.arena, path, "faq.conf",
		   &reading.report),
	    ST_OK, "a missing file");
	is(reading.config.language, "en", "means the default language");
	for (size_t i = 0; i < COUNT(members); i++)
		is(member(&reading.config, members[i]), "", "and no %s",
		    members[i]);
	is(report_of(&reading), "", "it is no mistake");
	end_reading(&reading);

	memset(large, '\n', len);
	read_config(&reading, large, len - 1);
	is_int(reading.status, ST_OK, "64 kB are read");
	end_reading(&reading);
	read_config(&reading, large, len);
	is_int(reading.status, ST_INVALID, "a byte more is not");
	is(report_of(&reading), "faq.conf: cannot be read: larger than 64 kB\n",
	    "and says so");
	is(reading.config.language, "en", "defaults, then");
	end_reading(&reading);
	free(large);

	reading = (struct reading){0};
	is_int(config_read(&reading.config, &reading.arena, folder, "faq.conf",
		   &reading.report),
	    ST_INVALID, "a folder in its place");
	is(report_of(&reading), "faq.conf: cannot be read: Is a directory\n",
	    "is said so");
	end_reading(&reading);
}

/* An earlier mistake, say in another file, is not this file's. */
static void
test_report_shared(void)
{
	struct reading reading;
	struct config config;

	read_config(&reading, "oops\n", 5);
	unlink(path);
	is_int(config_read(
		   &config, &reading.arena, path, "faq.conf", &reading.report),
	    ST_OK, "a report with errors from before");
	is_int(reading.report.errors, 1, "which stay");
	end_reading(&reading);
}

static void
test_look(void)
{
	good("accent", "#0b6367", "#0b6367");
	good("accent", "#036", "#036");
	good("accent", "#B00020", "#B00020");
	bad("accent", "teal", "must be a colour like");
	bad("accent", "#12345", "must be a colour like");
	bad("accent", "#12345g", "must be a colour like");
	bad("accent", "0b6367#", "must be a colour like");
	bad("accent", "#0b6367;}", "must be a colour like");
	/* contrast with white 4.87 and 5.01 */
	bad("accent", "#717173", "must be darker");
	good("accent", "#6f6f71", "#6f6f71");
	bad("accent", "#ffd", "must be darker");
	good("footer", "© 2026 Clinic, 1 High Street",
	    "© 2026 Clinic, 1 High Street");
	bad("footer", "tab\there", "control characters");
}

static void
test_contact(void)
{
	good("contact_email", "a.b+c@d.example", "a.b+c@d.example");
	bad("contact_email", "a.example", "an address like hello@");
	bad("contact_email", "@a.example", "an address like hello@");
	bad("contact_email", "a@", "an address like hello@");
	bad("contact_email", "a@b@c", "an address like hello@");
	bad("contact_email", "a b@c.example", "an address like hello@");
	bad("contact_email", "a@b.example?bcc=c", "an address like hello@");
	bad("contact_email", "a@b.example,c@d.example", "an address like");
	good("contact_phone", "+44 (0)20 7946-0000", "+44 (0)20 7946-0000");
	good("contact_phone", "112", "112");
	bad("contact_phone", "call me", "a number like");
	bad("contact_phone", "1-2", "a number like");
	bad("contact_phone", "123x", "a number like");
	good("contact_hours",
	    "Mon\xe2\x80\x93"
	    "Fri, 9 to 17 h",
	    "Mon\xe2\x80\x93"
	    "Fri, 9 to 17 h");
	bad("contact_hours", "a\tb", "control characters");
}

/* What goes into a header must not end a directive of it. */
static void
test_hosts(void)
{
	static const char *const keys[] = {"csp_hosts", "frame_ancestors"};
	static const char *const wrong[] = {"a", "https://", "'self'",
	    "https://a.example; script-src *", "https://a.example,b.example",
	    "*", "https://a.example/x y\"", "data:", ".a.example"};

	for (size_t k = 0; k < COUNT(keys); k++) {
		good(keys[k], "https://a.example", "https://a.example");
		good(keys[k], "https://a.example:8080 *.b.example",
		    "https://a.example:8080 *.b.example");
		for (size_t i = 0; i < COUNT(wrong); i++)
			bad(keys[k], wrong[i], "must be hosts like");
	}
}

static void
test_site(void)
{
	good("logo", "logo.png 160x40", "logo.png 160x40");
	good("logo", "img/my-logo.svg 1x9999", "img/my-logo.svg 1x9999");
	bad("logo", "logo.png", "its width and height");
	bad("logo", "logo.png 160", "its width and height");
	bad("logo", "logo.png 0x40", "its width and height");
	bad("logo", "logo.png 160x40px", "its width and height");
	bad("logo", "/logo.png 160x40", "a file below files/");
	bad("logo", "../logo.png 160x40", "a file below files/");
	bad("logo", "x?y.png 160x40", "a file below files/");
	good("short_name", "Sixteen letters!", "Sixteen letters!");
	good("short_name",
	    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xd7\xa9\xd7\x9c\xd7"
	    "\x95\xd7\x9d 123456",
	    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d "
	    "123456");
	bad("short_name", "Seventeen letters", "at most 16 characters");
	good("nav", "Our prices https://a.example/",
	    "Our prices "
	    "https://a.example/");
	bad("nav", "https://a.example/", "must be words and a link");
	bad("nav", "Prices javascript:alert(1)", "must be words and a link");
	good("synonyms", "no", "no");
	bad("synonyms", "none", "must be yes or no");
	good("translations", "pt-BR https://a.example/faq",
	    "pt-BR https://a.example/faq");
	bad("translations", "https://a.example/faq", "a language and");
	bad("translations", "de /faq", "a language and");
	bad("translations", "d https://a.example/", "a language and");
}

/* A key that may be repeated is read line by line. */
static void
test_repeated(void)
{
	static const char lines[] = "nav = A b  /c\n# x\nnav =\nnav = D /e\n"
				    "nav = wrong\n";
	struct reading reading;
	const char *next, *label, *address;

	read_config(&reading, lines, strlen(lines));
	is(report_of(&reading),
	    "faq.conf:5:1: nav must be words and a link, like "
	    "Prices https://www.example.com/prices\n",
	    "a wrong line is told");
	next = reading.config.nav;
	ok(config_next_line(&next, &reading.arena, &label, &address), "one");
	is(label, "A b", "its words");
	is(address, "/c", "its address");
	ok(config_next_line(&next, &reading.arena, &label, &address), "two");
	is(label, "D", "its words");
	is(address, "/e", "its address");
	ok(!config_next_line(&next, &reading.arena, &label, &address),
	    "the wrong one is none");
	end_reading(&reading);
}

int
main(void)
{
	if (!tap_folder(folder, sizeof(folder)))
		return 1;
	snprintf(path, sizeof(path), "%s/faq.conf", folder);
	test_base_url();
	test_links();
	test_language();
	test_site_name();
	test_lines();
	test_mistakes();
	test_line_numbers();
	test_files();
	test_report_shared();
	test_look();
	test_contact();
	test_hosts();
	test_site();
	test_repeated();
	unlink(path);
	ok(rmdir(folder) == 0, "nothing is left behind");
	return tap_done();
}
