/* SPDX-License-Identifier: ISC */
/* links.c: where the addresses lead that people write. */
#include "faq/links.h"

#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"

static char home[] = "/tmp/faq-links.XXXXXX";

static const char *const kinds[] = {
    [LINK_AWAY] = "away",
    [LINK_SITE] = "site",
    [LINK_PAGE] = "page",
    [LINK_ANSWER] = "answer",
    [LINK_CATEGORY] = "category",
    [LINK_FILE] = "file",
    [LINK_MISSING] = "missing",
    [LINK_DISK] = "disk",
    [LINK_NOWHERE] = "nowhere",
};

static struct source sources_list[] = {
    {.kind = SOURCE_CONFIG, .name = "faq.conf"},
    {.kind = SOURCE_QUESTIONS, .name = "data/index.md"},
    {.kind = SOURCE_QUESTIONS, .name = "data/10-Safety.md"},
    {.kind = SOURCE_QUESTIONS, .name = "data/our prices.txt"},
};
static struct sources sources = {
    .list = sources_list, .count = 4, .questions = 3};
static struct places places = {.home = home, .sources = &sources};

/* The address is of that kind and name, and becomes another: "kind name to". */
static void
leads(bool picture, const char *url, const char *want)
{
	struct arena arena = {0};
	struct link link;

	link_read(&link, &arena, &places, url, picture);
	is(arena_printf(
	       &arena, "%s %s %s", kinds[link.kind], link.name, link.address),
	    want, "%s %s", picture ? "picture" : "link", url);
	is(link.written, url, "as it was written");
	arena_free(&arena);
}
#define link_leads(url, want)    leads(false, url, want)
#define picture_leads(url, want) leads(true, url, want)

static void
test_away(void)
{
	link_leads("https://a.example/b", "away  https://a.example/b");
	link_leads("mailto:me@a.example", "away  mailto:me@a.example");
	link_leads("//a.example/b", "away  //a.example/b");
	link_leads("www.a.example/b", "away  http://www.a.example/b");
	link_leads("me@a.example", "away  mailto:me@a.example");
	link_leads("+49 30 1234567", "away  tel:+49301234567");
	link_leads("C:\\Users\\me\\a.pdf", "disk  C:\\Users\\me\\a.pdf");
	link_leads("file:///C:/a.pdf", "disk  file:///C:/a.pdf");
	link_leads("\\\\server\\a.pdf", "disk  \\\\server\\a.pdf");
	picture_leads("C:/a.png", "disk  C:/a.png");
	picture_leads(
	    "https://a.example/b.png", "away  https://a.example/b.png");
	link_leads("#", "away  #");
	link_leads("#top", "away  #top");
}

static void
test_questions(void)
{
	link_leads("cost", "answer cost faq:cost");
	link_leads("./cost", "answer cost faq:cost");
	link_leads("../../cost/", "answer cost faq:cost");
	link_leads("Cost", "answer cost faq:cost");
	link_leads("cost.html", "answer cost faq:cost");
	link_leads("cost#part", "answer cost faq:cost#part");
	link_leads("old-faq.htm#cost", "answer cost faq:cost");
	link_leads("cost.htm#two words", "answer cost faq:cost#two words");
	link_leads("cost.php?a=b", "answer cost faq:cost?a=b");
	link_leads("cost.MD", "answer cost faq:cost");
	link_leads("#cost", "answer cost faq:cost");
	link_leads("#Cost", "answer cost faq:cost");
	link_leads("index.html#cost", "answer cost faq:cost");
	link_leads("10-safety.md#cost", "answer cost faq:cost");
	link_leads("kr%C3%A4ne", "answer kr\xc3\xa4ne faq:kr\xc3\xa4ne");
	link_leads("faq:cost", "answer cost faq:cost");
	link_leads("other.md", "answer other faq:other");
	link_leads("two words", "nowhere  two words");
	link_leads("#two words", "nowhere  #two words");
	link_leads("shop/cost", "nowhere  shop/cost");
	link_leads("a.xyz", "nowhere  a.xyz");
	link_leads("", "nowhere  ");
}

static void
test_pages(void)
{
	link_leads("index.html", "page  faq:");
	link_leads("../index.php", "page  faq:");
	link_leads("INDEX.HTM", "page  faq:");
	link_leads("index", "page  faq:");
	link_leads("index.md", "page  faq:");
	link_leads(".", "page  faq:");
	link_leads("./", "page  faq:");
	link_leads("../", "page  faq:");
	link_leads("?q=price", "page  faq:?q=price");
	link_leads("all", "page  faq:all");
	link_leads("all?page=2", "page  faq:all?page=2");
	link_leads("feed.atom", "page  faq:feed.atom");
	link_leads("10-safety.md", "category 10-safety faq:category/10-safety");
	link_leads(
	    "data/10-Safety.md", "category 10-safety faq:category/10-safety");
	link_leads("category/safety", "category safety faq:category/safety");
	link_leads(
	    "category/safety.html", "category safety faq:category/safety");
	link_leads("our%20prices.txt", "nowhere  our%20prices.txt");
	sources.questions = 1;
	link_leads("10-safety.md", "page  faq:");
	sources.questions = 3;
}

static void
test_files(void)
{
	link_leads("files/a.pdf", "file a.pdf faq:files/a.pdf");
	link_leads("../files/a.pdf", "file a.pdf faq:files/a.pdf");
	link_leads("a.pdf", "file a.pdf faq:files/a.pdf");
	link_leads("A.PDF", "file a.pdf faq:files/a.pdf");
	link_leads("downloads/a.pdf", "file a.pdf faq:files/a.pdf");
	link_leads("files/a.pdf#page=2", "file a.pdf faq:files/a.pdf");
	link_leads("images/pad.png", "file images/pad.png "
				     "faq:files/images/pad.png");
	link_leads("IMAGES/Pad.png", "file images/pad.png "
				     "faq:files/images/pad.png");
	link_leads("my%20pad.png", "file my pad.png faq:files/my%20pad.png");
	link_leads("files/b.pdf", "missing b.pdf faq:files/b.pdf");
	link_leads("files/b", "missing b faq:files/b");
	link_leads("b.pdf", "nowhere  b.pdf");
	link_leads("files/../secret.txt",
	    "missing ../secret.txt faq:files/../secret.txt");
	link_leads("files/link.txt", "missing link.txt faq:files/link.txt");
	link_leads(
	    "files/.hidden.txt", "missing .hidden.txt faq:files/.hidden.txt");
	picture_leads("images/pad.png", "file images/pad.png "
					"faq:files/images/pad.png");
	picture_leads(
	    "../pictures/my pad.png", "file my pad.png faq:files/my%20pad.png");
	picture_leads("none.png", "missing none.png faq:files/none.png");
	picture_leads("pad", "missing pad faq:files/pad");
	places.home = NULL;
	picture_leads(
	    "my pad.png", "missing my pad.png faq:files/my%20pad.png");
	places.home = home;
}

/* Puts a file below the home. */
static void
put(const char *name, const char *bytes, size_t len)
{
	char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", home, name);
	file = fopen(path, "wb");
	if (file == NULL || fwrite(bytes, 1, len, file) != len)
		exit(1);
	fclose(file);
}

/* Addresses that begin with a slash, or are copied from a browser. */
static void
test_site(void)
{
	char own[sizeof(home) + 20];

	link_leads("/", "away  /");
	link_leads("/shop/contact.html", "away  /shop/contact.html");
	link_leads("/price.pdf", "away  /price.pdf");
	link_leads("/cost", "site cost /cost");
	link_leads("/Cost.html#part", "site cost /Cost.html#part");
	link_leads("/downloads/A.pdf", "file a.pdf faq:files/a.pdf");
	link_leads("/files/a.pdf", "file a.pdf faq:files/a.pdf");
	link_leads("/files/b.pdf", "site files/b.pdf /files/b.pdf");
	picture_leads("/images/pad.png", "file images/pad.png "
					 "faq:files/images/pad.png");
	picture_leads("/img/none.png", "site files/img/none.png /img/none.png");
	link_leads("https://a.example/help/cost",
	    "away  "
	    "https://a.example/help/cost");
	snprintf(own, sizeof(own), "/bin%s.cgi/cost", strrchr(home, '/'));
	link_leads(own, "answer cost faq:cost");
	snprintf(own, sizeof(own), "/bin%s.cgi", strrchr(home, '/'));
	link_leads(own, "page  faq:");
	link_leads("/bin/other.cgi/cost", "away  /bin/other.cgi/cost");
	places.base = "https://a.example/help";
	link_leads("http://A.example/help/cost", "answer cost faq:cost");
	link_leads("https://a.example/help", "page  faq:");
	link_leads("https://a.example/help/?q=x", "page  faq:?q=x");
	link_leads("https://a.example/help/#cost", "answer cost faq:cost");
	link_leads("https://a.example/help/files/b.pdf",
	    "missing b.pdf faq:files/b.pdf");
	link_leads("https://a.example/helpful", "away  "
						"https://a.example/helpful");
	link_leads("https://b.example/help/cost",
	    "away  "
	    "https://b.example/help/cost");
	link_leads("/help/cost", "answer cost faq:cost");
	link_leads("/help2/cost", "away  /help2/cost");
	link_leads("//a.example/help/cost", "away  //a.example/help/cost");
	places.base = "https://faq.example";
	link_leads("/cost", "answer cost faq:cost");
	places.base = "/help";
	link_leads("/help/cost", "answer cost faq:cost");
	link_leads("https://a.example/help/cost",
	    "away  "
	    "https://a.example/help/cost");
	places.base = NULL;
}

static void
test_size(void)
{
	static const char gif[] = "GIF89a\x03\0\x04\0..................";
	struct arena arena = {0};
	struct link link;

	put("files/my pad.png", gif, sizeof(gif));
	link_read(&link, &arena, &places, "my pad.png", true);
	is_int(link.size.width, 3, "a picture's width, whatever it is called");
	is_int(link.size.height, 4, "and height");
	link_read(&link, &arena, &places, "my pad.png", false);
	is_int(link.size.width, 0, "of a link nothing is measured");
	link_read(&link, &arena, &places, "images/pad.png", true);
	is_int(link.size.width, 0, "nor of what is no picture");
	arena_free(&arena);
}

int
main(void)
{
	static const char *const names[] = {"files/images/pad.png",
	    "files/a.pdf", "files/my pad.png", "files/.hidden.txt",
	    "secret.txt", "files/link.txt", "files/images", "files", ""};
	char path[200];

	if (mkdtemp(home) == NULL)
		return 1;
	for (size_t i = COUNT(names) - 2; i >= COUNT(names) - 3; i--) {
		snprintf(path, sizeof(path), "%s/%s", home, names[i]);
		mkdir(path, 0755);
	}
	for (size_t i = 0; i < 5; i++)
		put(names[i], "x", 1);
	snprintf(path, sizeof(path), "%s/files/link.txt", home);
	if (symlink("../secret.txt", path) != 0)
		return 1;
	test_away();
	test_questions();
	test_pages();
	test_files();
	test_site();
	test_size();
	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", home, names[i]);
		remove(path);
	}
	return tap_done();
}
