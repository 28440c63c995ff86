/* SPDX-License-Identifier: ISC */
/*
 * ct-bench.cc - our library and the original in one process, same template:
 * an index page of twelve sections with two escaped variables each. Prints
 * the medians of interleaved rounds; a benchmark, never a test that may fail.
 */
extern "C" {
#include "ctemplate/ctemplate.h"
}
#include <ctemplate/template.h>
#include <ctemplate/template_dictionary.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

using std::string;

enum { ROUNDS = 11, SECTIONS = 12 };

static const char pragma[] = "{{%AUTOESCAPE context=\"HTML\"}}";

static string
make_template()
{
	string text =
	    string(pragma) +
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<title>Questions and answers</title>\n</head>\n<body>\n<ul>\n";

	for (int i = 0; i < SECTIONS; i++) {
		string n = std::to_string(i);
		text += "{{#ENTRY" + n +
			"}}<li class=\"entry\"><a href=\"/answer/{{SLUG" + n +
			"}}\">{{QUESTION" + n +
			"}}</a> <small>more</small></li>\n{{/ENTRY" + n + "}}";
	}
	return text + "</ul>\n</body>\n</html>\n";
}

static string template_text, names[SECTIONS], slugs[SECTIONS],
    questions[SECTIONS];
static const char slug[] = "does-it-hurt",
		  question[] = "Does it hurt & how long?";

static struct ct_template *ours;
static struct ct_dict *our_dict;
static struct ct_buffer our_out;
static ctemplate::Template *theirs;
static ctemplate::TemplateDictionary *their_dict;
static string their_out;

static void
fill_ours(struct ct_dict *d)
{
	for (int i = 0; i < SECTIONS; i++) {
		struct ct_dict *s = ct_add_section(d, names[i].c_str());
		ct_set_bytes(s, slugs[i].c_str(), slug, sizeof(slug) - 1);
		ct_set_bytes(
		    s, questions[i].c_str(), question, sizeof(question) - 1);
	}
}

static void
fill_theirs(ctemplate::TemplateDictionary *d)
{
	for (int i = 0; i < SECTIONS; i++) {
		ctemplate::TemplateDictionary *s =
		    d->AddSectionDictionary(names[i]);
		s->SetValue(slugs[i], slug);
		s->SetValue(questions[i], question);
	}
}

static void
our_expansion()
{
	our_out.len = 0;
	ct_expand(ours, our_dict, nullptr, &our_out);
}

static void
their_expansion()
{
	their_out.clear();
	theirs->Expand(&their_out, their_dict);
}

static void
our_page()
{
	static struct ct_dict *d = ct_dict_new();

	ct_dict_reset(d);
	fill_ours(d);
	our_out.len = 0;
	ct_expand(ours, d, nullptr, &our_out);
}

static void
their_page()
{
	ctemplate::TemplateDictionary d("page");

	fill_theirs(&d);
	their_out.clear();
	theirs->Expand(&their_out, &d);
}

static void
our_parse()
{
	struct ct_template *t;

	ct_parse(&t, nullptr, "page", template_text.data(),
	    template_text.size(), CT_STRIP_NONE, nullptr);
	ct_template_free(t);
}

static void
their_parse()
{
	delete ctemplate::Template::StringToTemplate(
	    template_text, ctemplate::DO_NOT_STRIP);
}

/* Microseconds for one call. */
static double
measure(void (*run)(), int times)
{
	using clock = std::chrono::steady_clock;
	auto start = clock::now();

	for (int i = 0; i < times; i++)
		run();
	std::chrono::duration<double, std::micro> spent = clock::now() - start;
	return spent.count() / times;
}

static void
compare(const char *what, void (*our_run)(), void (*their_run)(), int times)
{
	std::vector<double> a, b;

	for (int i = 0; i < ROUNDS; i++) {
		a.push_back(measure(our_run, times));
		b.push_back(measure(their_run, times));
	}
	std::sort(a.begin(), a.end());
	std::sort(b.begin(), b.end());
	double x = a[ROUNDS / 2], y = b[ROUNDS / 2];
	printf("%-24s ours %7.2f us   original %7.2f us   %.1f times\n", what,
	    x, y, y / x);
}

int
main()
{
	for (int i = 0; i < SECTIONS; i++) {
		names[i] = "ENTRY" + std::to_string(i);
		slugs[i] = "SLUG" + std::to_string(i);
		questions[i] = "QUESTION" + std::to_string(i);
	}
	template_text = make_template();
	ct_parse(&ours, nullptr, "page", template_text.data(),
	    template_text.size(), CT_STRIP_NONE, nullptr);
	theirs = ctemplate::Template::StringToTemplate(
	    template_text, ctemplate::DO_NOT_STRIP);
	our_dict = ct_dict_new();
	their_dict = new ctemplate::TemplateDictionary("page");
	fill_ours(our_dict);
	fill_theirs(their_dict);
	our_expansion();
	their_expansion();
	if (ours == nullptr || their_out.size() != our_out.len ||
	    memcmp(their_out.data(), our_out.data, our_out.len) != 0) {
		fprintf(stderr, "ct-bench: the two pages differ\n");
		return 1;
	}
	printf("template %zu bytes, page %zu bytes, %d rounds\n",
	    template_text.size(), our_out.len, ROUNDS);
	compare("expansion", our_expansion, their_expansion, 20000);
	compare("dictionary + expansion", our_page, their_page, 10000);
	compare("parsing, auto-escape", our_parse, their_parse, 2000);
	ct_template_free(ours);
	ct_dict_free(our_dict);
	ct_buffer_free(&our_out);
	delete theirs;
	delete their_dict;
	return 0;
}
