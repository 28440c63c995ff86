/* SPDX-License-Identifier: ISC */
/* autolink.c: what is a link in plain words, and what is none. */
#include "faq/autolink.h"

#include "tap.h"

/* The text's links are these: "words -> address", parted by commas. */
static void
links_are(const char *text, const char *want)
{
	struct buffer got = {0};
	struct autolink link;
	size_t from = 0, len = strlen(text);

	buffer_add(&got, "", 0);
	while (autolink_find(&link, text, len, from)) {
		if (got.len > 0)
			buffer_string(&got, ", ");
		buffer_add(&got, text + link.start, link.end - link.start);
		buffer_string(&got, " -> ");
		autolink_address(&got, &link, text);
		from = link.end;
	}
	is(got.data, want, "in: %s", text);
	buffer_free(&got);
}

static void
test_web(void)
{
	links_are("see https://a.example/b?c=d#e now",
	    "https://a.example/b?c=d#e -> https://a.example/b?c=d#e");
	links_are(
	    "HTTP://A.example, then.", "HTTP://A.example -> HTTP://A.example");
	links_are("(www.a.example)", "www.a.example -> http://www.a.example");
	links_are("www.a.example/b_(c).",
	    "www.a.example/b_(c) -> http://www.a.example/b_(c)");
	links_are("\xe2\x80\x9ewww.a.example\xe2\x80\x9c",
	    "www.a.example -> http://www.a.example");
	links_are("https://a.example!, https://b.example?",
	    "https://a.example -> https://a.example, "
	    "https://b.example -> https://b.example");
	links_are("xhttp://a.example", "");
	links_are("http://", "");
	links_are("http:// www. https://localhost", "");
	links_are("ftp://a.example javascript:alert(1)", "");
}

static void
test_mail(void)
{
	links_are("me@a.example.", "me@a.example -> mailto:me@a.example");
	links_are("Mail: a.b-c+d_e@f-g.example, please",
	    "a.b-c+d_e@f-g.example -> mailto:a.b-c+d_e@f-g.example");
	links_are("(.me@a.example-)", "me@a.example -> mailto:me@a.example");
	links_are("@home, me@, @a.example, me@home, a@b..c", "");
	links_are("a@b.example c@d.example",
	    "a@b.example -> mailto:a@b.example, "
	    "c@d.example -> mailto:c@d.example");
}

static void
test_phone(void)
{
	links_are("call +49 30 1234567.", "+49 30 1234567 -> tel:+49301234567");
	links_are("+49 (0)30 123-4567", "+49 (0)30 123-4567 -> "
					"tel:+49301234567");
	links_are("(030) 123 45 67", "(030) 123 45 67 -> tel:0301234567");
	links_are("030/1234567", "030/1234567 -> tel:0301234567");
	links_are("Tel.:030\xc2\xa0"
		  "1234567",
	    "");
	links_are("Tel.: 030\xc2\xa0"
		  "1234567;",
	    "030\xc2\xa0"
	    "1234567 -> tel:0301234567");
	links_are("01.23.45.67.89", "01.23.45.67.89 -> tel:0123456789");
	links_are("0800 1234", "0800 1234 -> tel:08001234");
	links_are("0123456", "0123456 -> tel:0123456");
	links_are("012345 +12345", "");
	links_are("+123456789012345", "+123456789012345 -> "
				      "tel:+123456789012345");
	links_are("+1234567890123456", "");
	links_are("012345", "");
}

static void
test_no_phone(void)
{
	links_are("01.02.2026, 01.02.26, 1.2.2026, 01/02/2026", "");
	links_are("01.02.-05.03.2026, 01.02.26-05.03.26", "");
	links_are("09.00-17.30, 0900-1700, 0900 - 1700, 09:00-17:30", "");
	links_are("0.1234567, 0,1234567", "");
	links_are("A0301234567, 4903012345678, x+4930123456", "");
	links_are("0301234567a", "");
	links_are("12 0301234567", "0301234567 -> tel:0301234567");
}

int
main(void)
{
	test_web();
	test_mail();
	test_phone();
	test_no_phone();
	return tap_done();
}
