/* SPDX-License-Identifier: ISC */
/*
 * ct-bench.cc - our library and the original in one process, the same
 * templates and values: an index page made for it, of twelve sections with
 * two escaped variables each, then the index and the answer page of this
 * program with the templates that ship. Prints the medians of interleaved
 * rounds; a benchmark, never a test that may fail.
 */
extern "C" {
#include "ctemplate/ctemplate.h"
}
#include <ctemplate/template.h>
#include <ctemplate/template_dictionary.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using ctemplate::Template;
using ctemplate::TemplateDictionary;
using std::string;

enum { ROUNDS = 11, ENTRIES = 12 };

static string folder; /* where the templates that ship are */

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
fill_frame(D root, const char *file)
{
	root.set_global("INDEX_URL", "/cgi-bin/faq.cgi/");
	root.set_global("LANGUAGE", "en");
	root.set_global("FAQ_TITLE", "Scalp micropigmentation");
	root.set_global("QUERY", "");
	root.set("DESCRIPTION", "An answer to hair loss without surgery.");
	root.show("HAS_DESCRIPTION");
	root.set("CANONICAL", "http://127.0.0.1" + url);
	root.show("HAS_CANONICAL");
	root.include("STYLE", "style.css");
	D content = root.include("CONTENT", file);
	content.include("SEARCH", "search.tpl");
	return content;
}

struct index_page {
	template <class D> static void fill(D root)
	{
		D content = fill_frame(root, "index.tpl"), category = content;

		content.show("WHOLE");
		for (int i = 0; i < ENTRIES; i++) {
			if (i % 3 == 0) {
				category = content.section("CATEGORY");
				category.set("CATEGORY_SLUG", "sessions");
				category.set("CATEGORY_TITLE", "Your sessions");
				category.show("HAS_TITLE");
			}
			D entry = category.section("ENTRY");
			entry.set("URL", url);
			entry.set("QUESTION", question);
		}
	}
};

struct answer_page {
	template <class D> static void fill(D root)
	{
		D content = fill_frame(root, "answer.tpl");

		content.set("QUESTION", question);
		content.set("ANSWER_HTML",
		    "<p>Most people find it generally comfortable.</p>\n");
		content.set("UPDATED", "2026-11-22");
		content.show("HAS_UPDATED");
		content.set("CATEGORY_TITLE", "Your sessions");
		content.set("CATEGORY_URL", "/cgi-bin/faq.cgi/#c-sessions");
		content.show("HAS_CATEGORY");
		for (const char *step : {"PREVIOUS", "NEXT"}) {
			D entry = content.section(step);
			entry.set("URL", url);
			entry.set("QUESTION", question);
		}
	}
};

/* ------------------------------------------------------------ the libraries */

/* As the program keeps its own: few, found by looking at each. */
struct parsed_file {
	const char *name;
	ct_template *t;
};
static parsed_file parsed[] = {{"page.tpl", nullptr}, {"style.css", nullptr},
    {"search.tpl", nullptr}, {"index.tpl", nullptr}, {"answer.tpl", nullptr}};

static ct_template *
parse_ours(const string &name, const string &text, ct_strip strip)
{
	ct_template *t = nullptr;
	ct_error error;

	if (ct_parse(&t, nullptr, name.c_str(), text.data(), text.size(), strip,
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

static const ct_loader loader = {find_ours, nullptr};

/* Microseconds for one call. */
template <class F>
static double
measure(F run, int times)
{
	using clock = std::chrono::steady_clock;
	auto start = clock::now();

	for (int i = 0; i < times; i++)
		run();
	std::chrono::duration<double, std::micro> spent = clock::now() - start;
	return spent.count() / times;
}

template <class A, class B>
static void
compare(const char *what, int times, A ours, B theirs)
{
	std::vector<double> a, b;

	for (int i = 0; i < ROUNDS; i++) {
		a.push_back(measure(ours, times));
		b.push_back(measure(theirs, times));
	}
	std::sort(a.begin(), a.end());
	std::sort(b.begin(), b.end());
	double x = a[ROUNDS / 2], y = b[ROUNDS / 2];
	printf("  %-24s ours %7.2f us   original %7.2f us   %.1f times\n", what,
	    x, y, y / x);
}

/* Expands one page with both, first making sure that they agree. */
template <class P>
static void
compare_pages(
    const char *title, const ct_template *ours, const Template *theirs)
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
	    "expansion", 5000,
	    [&] {
		    out.len = 0;
		    ct_expand(ours, d, &loader, &out);
	    },
	    [&] {
		    their_out.clear();
		    theirs->Expand(&their_out, &their_root);
	    });
	compare(
	    "dictionary + expansion", 5000,
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
	ct_dict_free(d);
	ct_dict_free(again);
	ct_buffer_free(&out);
}

static void
compare_parsing(const string &name, const string &text)
{
	string what = "parsing " + name;

	compare(
	    what.c_str(), 1000,
	    [&] { ct_template_free(parse_ours(name, text, CT_STRIP_BLANK)); },
	    [&] {
		    delete Template::StringToTemplate(
			text, ctemplate::STRIP_BLANK_LINES);
	    });
}

int
main(int argc, char **argv)
{
	string list = make_list();
	ct_template *ours = parse_ours("list", list, CT_STRIP_BLANK);
	Template *theirs =
	    Template::StringToTemplate(list, ctemplate::STRIP_BLANK_LINES);

	folder = argc > 1 ? argv[1] : "templates";
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
	puts("templates, with auto-escape");
	compare_parsing("list", list);
	for (const char *name : {"page.tpl", "index.tpl", "answer.tpl"})
		compare_parsing(name, read_file(name));
	ct_template_free(ours);
	for (parsed_file &known : parsed)
		ct_template_free(known.t);
	delete theirs;
	return 0;
}
