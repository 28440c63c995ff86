/* SPDX-License-Identifier: ISC */
/*
 * ct-bench.cc - our library and the original in one process, the same
 * templates and values: an index page made for it, of twelve sections with
 * two escaped variables each; the index and the answer page of this program
 * with the templates that ship; a table of 2,000 rows; twelve levels of
 * sections with indented includes; 200 kB of text with few variables. Prints
 * the medians of interleaved rounds in processor time, and the median of their
 * ratios; a benchmark, never a test that may fail. Configure with
 *--enable-static.
 *
 *	t/bench/ct-bench templates parsing	# only rows named so
 */
extern "C" {
#include "ctemplate/ctemplate.h"
}
#include <ctemplate/template.h>
#include <ctemplate/template_dictionary.h>

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

using ctemplate::Template;
using ctemplate::TemplateDictionary;
using std::string;

enum { ROUNDS = 33, ENTRIES = 12 };

static string folder; /* where the templates that ship are */
static string only;   /* rows whose name has it */

static string
read_file(const string &name)
{
	std::ifstream file(folder + "/" + name, std::ios::binary);

	return string(std::istreambuf_iterator<char>(file), {});
}

/* ------------------------------------------- one face for two dictionaries */

struct our_dict {
	ct_dict *d;

	void set(const char *name, const string &value)
	{
		ct_set_bytes(d, name, value.data(), value.size());
	}
	void set_global(const char *name, const string &value)
	{
		ct_set_global(d, name, value.data(), value.size());
	}
	void show(const char *section)
	{
		ct_show(d, section);
	}
	our_dict section(const char *name)
	{
		return {ct_add_section(d, name)};
	}
	our_dict include(const char *name, const char *file)
	{
		return {ct_add_include(d, name, file)};
	}
};

struct their_dict {
	TemplateDictionary *d;

	void set(const char *name, const string &value)
	{
		d->SetValue(name, value);
	}
	void set_global(const char *name, const string &value)
	{
		d->SetTemplateGlobalValue(name, value);
	}
	void show(const char *section)
	{
		d->ShowSection(section);
	}
	their_dict section(const char *name)
	{
		return {d->AddSectionDictionary(name)};
	}
	their_dict include(const char *name, const char *file)
	{
		TemplateDictionary *child = d->AddIncludeDictionary(name);

		child->SetFilename(file);
		return {child};
	}
};

/* --------------------------------------------------------------- the pages */

static const string question = "Does it hurt & how long?";
static const string url = "/cgi-bin/faq.cgi/does-it-hurt";
static string names[ENTRIES], slugs[ENTRIES], questions[ENTRIES];

static string
make_list()
{
	string text = "{{%AUTOESCAPE context=\"HTML\"}}<!DOCTYPE html>\n"
		      "<html lang=\"en\">\n<head>\n"
		      "<title>Questions and answers</title>\n</head>\n<body>\n"
		      "<ul>\n";

	for (int i = 0; i < ENTRIES; i++) {
		string n = std::to_string(i);
		names[i] = "ENTRY" + n;
		slugs[i] = "SLUG" + n;
		questions[i] = "QUESTION" + n;
		text += "{{#" + names[i] +
			"}}<li class=\"entry\"><a href=\"/answer/{{" +
			slugs[i] + "}}\">{{" + questions[i] +
			"}}</a> <small>more</small></li>\n{{/" + names[i] +
			"}}";
	}
	return text + "</ul>\n</body>\n</html>\n";
}

struct list_page {
	template <class D> static void fill(D root)
	{
		for (int i = 0; i < ENTRIES; i++) {
			D entry = root.section(names[i].c_str());
			entry.set(slugs[i].c_str(), "does-it-hurt");
			entry.set(questions[i].c_str(), question);
		}
	}
};

/* What every page of the program has. Returns the dictionary of CONTENT. */
template <class D>
static D
fill_frame(D root, const char *file, const char *title)
{
	root.set_global("INDEX_URL", "/cgi-bin/faq.cgi/");
	root.set_global("LANGUAGE", "en");
	root.set_global("FAQ_TITLE", "Scalp micropigmentation");
	root.set_global("QUERY", "");
	D head = root.include("HEAD", "head.tpl");
	head.set("DESCRIPTION", "An answer to hair loss without surgery.");
	head.show("HAS_DESCRIPTION");
	head.set("CANONICAL", "http://127.0.0.1" + url);
	head.show("HAS_CANONICAL");
	head.show("OPEN_GRAPH");
	head.set("OG_TITLE", title);
	head.set("OG_TYPE", "website");
	head.set("OG_SITE", "Scalp micropigmentation");
	head.set("SHORT_NAME", "Scalp");
	root.set("PAGE_TITLE", title);
	root.show("HAS_PAGE_TITLE");
	root.show("WHOLE");
	root.show("HAS_BAR");
	root.show("LISTING");
	root.show("TITLE_HEADING");
	D site = root.section("HAS_SITE");
	site.set("SITE_NAME", "Studio Hairline");
	site.set("SITE_URL", "https://www.example.com/");
	site.show("NO_LOGO");
	D search = root.include("SEARCH", "search.tpl");
	search.show("LIVE");
	search.show("EVERYWHERE");
	root.show("HAS_FOOT");
	D style = root.include("STYLE", "style.css");
	style.set("ACCENT", "#005c8a");
	return root.include("CONTENT", file);
}

template <class D>
static void
fill_contact(D contact)
{
	contact.set("PHONE_URL", "tel:+493012345678");
	contact.set("PHONE", "030 12345678");
	contact.show("HAS_PHONE");
	contact.set("EMAIL_URL", "mailto:studio@example.com");
	contact.set("EMAIL", "studio@example.com");
	contact.show("HAS_EMAIL");
}

template <class D>
static void
fill_link(D entry)
{
	entry.set("URL", url);
	entry.set("QUESTION", question);
}

struct index_page {
	template <class D> static void fill(D root)
	{
		D content = fill_frame(root, "index.tpl", "Questions");
		D category = content;

		fill_contact(root.include("CONTACT", "contact.tpl"));
		content.set("INTRO_HTML", "<p>What people ask us.</p>\n");
		content.show("HAS_INTRO");
		content.show("HAS_ALL");
		for (int i = 0; i < ENTRIES; i++) {
			if (i % 3 == 0) {
				category = content.section("CATEGORY");
				category.set("CATEGORY_SLUG", "sessions");
				category.set("CATEGORY_URL",
				    "/cgi-bin/faq.cgi/c/sessions");
				category.set("CATEGORY_TITLE", "Your sessions");
				category.show("HAS_TITLE");
				category.show("HAS_ENTRIES");
			}
			fill_link(category.section("ENTRY"));
		}
	}
};

struct answer_page {
	template <class D> static void fill(D root)
	{
		D content = fill_frame(root, "answer.tpl", question.c_str());

		content.set("URL", url);
		content.set("QUESTION", question);
		content.set("ANSWER_HTML",
		    "<p>Most people find it generally comfortable.</p>\n");
		content.show("HAS_ANSWER");
		D date = content.include("DATE", "date.tpl");
		date.set("ISO_DATE", "2026-11-22");
		date.set("DATE_IN_WORDS", "22 November 2026");
		content.show("HAS_UPDATED");
		content.set("CATEGORY_TITLE", "Your sessions");
		content.set("CATEGORY_URL", "/cgi-bin/faq.cgi/c/sessions");
		content.show("HAS_CATEGORY");
		fill_contact(content.include("CONTACT", "contact.tpl"));
		content.show("HAS_STEPS");
		fill_link(content.section("PREVIOUS"));
		fill_link(content.section("NEXT"));
		content.show("HAS_RELATED");
		for (int i = 0; i < 4; i++)
			fill_link(content.section("RELATED"));
	}
};

static const string person = "Anna O'Neill & Co.";
static const string address = "anna@example.com";

struct table_page {
	static string text()
	{
		return "{{%AUTOESCAPE context=\"HTML\"}}<table>\n{{#ROW}}<tr>"
		       "<td>{{NUMBER}}</td><td>{{NAME}}</td><td><a "
		       "href=\"mailto:{{MAIL}}\">{{MAIL}}</a></td></tr>\n"
		       "{{/ROW}}</table>\n";
	}
	template <class D> static void fill(D root)
	{
		for (int i = 0; i < 2000; i++) {
			D row = root.section("ROW");
			row.set("NUMBER", std::to_string(i));
			row.set("NAME", person);
			row.set("MAIL", address);
		}
	}
};

/* Five files, one in the other, each indented; in the last twelve levels. */
enum { LEVELS = 12, FILES = 5 };
static string level_names[LEVELS];

static string
make_levels()
{
	string text = "{{%AUTOESCAPE context=\"HTML\"}}<ul>\n", end;

	for (int i = 0; i < LEVELS; i++) {
		level_names[i] = "LEVEL" + std::to_string(i);
		text += "{{#" + level_names[i] +
			"}}\n<li title=\"{{TITLE}}\">"
			"One item of the list, with the words {{WORDS}}\n";
		end = "</li>\n{{/" + level_names[i] + "}}\n" + end;
	}
	return text + end + "</ul>\n";
}

struct nested_page {
	static string text()
	{
		return "{{%AUTOESCAPE context=\"HTML\"}}<body>\n"
		       "  {{>FILE}}\n</body>\n";
	}
	template <class D> static void fill(D root)
	{
		D at = root;

		for (int i = 0; i < FILES; i++) {
			at = at.include("FILE",
			    i == FILES - 1 ? "levels.tpl" : "frame.tpl");
			at.set("TITLE", "a frame");
		}
		for (int i = 0; i < LEVELS; i++) {
			at = at.section(level_names[i].c_str());
			at.set("WORDS", question);
			if (i % 3 == 0)
				at.set("TITLE", "of three levels");
		}
	}
};

static const string frame = "{{%AUTOESCAPE context=\"HTML\"}}"
			    "<div title=\"{{TITLE}}\">\n\t{{>FILE}}\n</div>\n";

/* Long texts, and a few values: short, or long and to be escaped. */
template <bool escaped> struct long_page {
	static string text()
	{
		string t = "{{%AUTOESCAPE context=\"HTML\"}}";

		for (int i = 0; i < 20; i++) {
			for (int j = 0; !escaped && j < 200; j++)
				t +=
				    "<p>These are words of a long text. </p>\n";
			t += "{{VALUE}}";
		}
		return t;
	}
	template <class D> static void fill(D root)
	{
		string value = "short";

		for (int i = 0; escaped && i < 250; i++)
			value += "Words of a <b>long</b> value, \"quoted\". ";
		root.set("VALUE", value);
	}
};

/* ------------------------------------------------------------ the libraries */

/* As the program keeps its own: few, found by looking at each. */
struct parsed_file {
	const char *name;
	ct_template *t;
};
static parsed_file parsed[] = {{"page.tpl", nullptr}, {"head.tpl", nullptr},
    {"style.css", nullptr}, {"search.tpl", nullptr}, {"index.tpl", nullptr},
    {"answer.tpl", nullptr}, {"contact.tpl", nullptr}, {"date.tpl", nullptr},
    {"frame.tpl", nullptr}, {"levels.tpl", nullptr}};
static ct_env *env; /* the words of the interface */

static ct_template *
parse_ours(const string &name, const string &text, ct_strip strip)
{
	ct_template *t = nullptr;
	ct_error error;

	if (ct_parse(&t, env, name.c_str(), text.data(), text.size(), strip,
		&error) != CT_OK) {
		fprintf(stderr, "ct-bench: %s:%d: %s\n", name.c_str(),
		    error.line, error.message);
		exit(1);
	}
	return t;
}

static const ct_template *
find_ours(void *, const char *file, ct_strip strip)
{
	for (parsed_file &known : parsed) {
		if (strcmp(known.name, file) != 0)
			continue;
		if (known.t == nullptr)
			known.t = parse_ours(file, read_file(file), strip);
		return known.t;
	}
	return nullptr;
}

/* The lines NAME = words are values that every template sees. */
static void
set_words(const string &text)
{
	std::istringstream lines(text);
	string line;

	env = ct_env_new();
	while (std::getline(lines, line)) {
		size_t equals = line.find(" = ");
		if (line[0] == '#' || equals == string::npos)
			continue;
		string name = line.substr(0, equals);
		string words = line.substr(equals + 3);
		ct_env_set(env, name.c_str(), words.data(), words.size());
		TemplateDictionary::SetGlobalValue(name, words);
	}
}

static const ct_loader loader = {find_ours, nullptr};

static double
processor_time()
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Microseconds for one call. */
template <class F>
static double
measure(F run, int times)
{
	double start = processor_time();

	for (int i = 0; i < times; i++)
		run();
	return (processor_time() - start) / times;
}

static double
median(std::vector<double> v)
{
	std::sort(v.begin(), v.end());
	return v[v.size() / 2];
}

/*
 * The processor's speed changes while others use the machine, so the sides are
 * compared within each round.
 */
template <class A, class B>
static void
compare(const char *what, int times, A ours, B theirs)
{
	std::vector<double> a, b, ratios;

	if (string(what).find(only) == string::npos)
		return;
	for (int i = 0; i < ROUNDS; i++) {
		a.push_back(measure(ours, times));
		b.push_back(measure(theirs, times));
		ratios.push_back(b.back() / a.back());
	}
	printf("  %-24s ours %7.2f us   original %7.2f us   %.1f times\n", what,
	    median(a), median(b), median(ratios));
}

/* Expands one page with both, first making sure that they agree. */
template <class P>
static void
compare_pages(const char *title, const ct_template *ours,
    const Template *theirs, int times = 1500)
{
	ct_dict *d = ct_dict_new(), *again = ct_dict_new();
	TemplateDictionary their_root("page");
	ct_buffer out = {};
	string their_out;

	P::fill(our_dict{d});
	P::fill(their_dict{&their_root});
	ct_expand(ours, d, &loader, &out);
	theirs->Expand(&their_out, &their_root);
	if (string(out.data, out.len) != their_out) {
		fprintf(stderr, "ct-bench: the two pages differ: %s\n", title);
		exit(1);
	}
	printf("%s, %zu bytes\n", title, out.len);
	compare(
	    "expansion", times,
	    [&] {
		    out.len = 0;
		    ct_expand(ours, d, &loader, &out);
	    },
	    [&] {
		    their_out.clear();
		    theirs->Expand(&their_out, &their_root);
	    });
	compare(
	    "dictionary + expansion", times,
	    [&] {
		    ct_dict_reset(again);
		    P::fill(our_dict{again});
		    out.len = 0;
		    ct_expand(ours, again, &loader, &out);
	    },
	    [&] {
		    TemplateDictionary root("page");
		    P::fill(their_dict{&root});
		    their_out.clear();
		    theirs->Expand(&their_out, &root);
	    });
	compare(
	    "the same, cold", times,
	    [&] {
		    ct_dict *cold = ct_dict_new();
		    ct_buffer text = {};

		    P::fill(our_dict{cold});
		    ct_expand(ours, cold, &loader, &text);
		    ct_buffer_free(&text);
		    ct_dict_free(cold);
	    },
	    [&] {
		    TemplateDictionary root("page");
		    string text;

		    P::fill(their_dict{&root});
		    theirs->Expand(&text, &root);
	    });
	ct_dict_free(d);
	ct_dict_free(again);
	ct_buffer_free(&out);
}

/* A page whose template is made here. */
template <class P>
static void
compare_made(const char *title, int times)
{
	string text = P::text();
	ct_template *ours = parse_ours("made", text, CT_STRIP_NONE);
	Template *theirs =
	    Template::StringToTemplate(text, ctemplate::DO_NOT_STRIP);

	compare_pages<P>(title, ours, theirs, times);
	ct_template_free(ours);
	delete theirs;
}

/* Gives both libraries a file that is none. */
static void
put_file(const char *name, const string &text)
{
	for (parsed_file &known : parsed)
		if (strcmp(known.name, name) == 0)
			known.t = parse_ours(name, text, CT_STRIP_NONE);
	ctemplate::StringToTemplateCache(name, text, ctemplate::DO_NOT_STRIP);
}

static void
compare_parsing(const string &name, const string &text)
{
	string what = "parsing " + name;

	compare(
	    what.c_str(), 300,
	    [&] { ct_template_free(parse_ours(name, text, CT_STRIP_BLANK)); },
	    [&] {
		    delete Template::StringToTemplate(
			text, ctemplate::STRIP_BLANK_LINES);
	    });
}

int
main(int argc, char **argv)
{
	folder = argc > 1 ? argv[1] : "templates";
	only = argc > 2 ? argv[2] : "";
	set_words(read_file("strings.txt"));

	string list = make_list();
	ct_template *ours = parse_ours("list", list, CT_STRIP_BLANK);
	Template *theirs =
	    Template::StringToTemplate(list, ctemplate::STRIP_BLANK_LINES);

	Template::SetTemplateRootDirectory(folder);
	printf("medians of %d rounds\n", ROUNDS);
	compare_pages<list_page>("a list made for it", ours, theirs);
	const ct_template *page =
	    find_ours(nullptr, "page.tpl", CT_STRIP_BLANK);
	Template *their_page =
	    Template::GetTemplate("page.tpl", ctemplate::STRIP_BLANK_LINES);
	if (their_page == nullptr)
		return 1;
	compare_pages<index_page>("our index", page, their_page);
	compare_pages<answer_page>("our answer", page, their_page);
	compare_made<table_page>("a table of 2,000 rows", 7);
	put_file("frame.tpl", frame);
	put_file("levels.tpl", make_levels());
	compare_made<nested_page>("twelve levels in five indented files", 700);
	compare_made<long_page<false>>("a long text with few values", 150);
	compare_made<long_page<true>>("long values, escaped", 60);
	puts("templates, with auto-escape");
	compare_parsing("list", list);
	compare_parsing("table", table_page::text());
	compare_parsing("levels", make_levels());
	for (const char *name : {"page.tpl", "index.tpl", "answer.tpl"})
		compare_parsing(name, read_file(name));
	ct_template_free(ours);
	for (parsed_file &known : parsed)
		ct_template_free(known.t);
	ct_env_free(env);
	delete theirs;
	return 0;
}
