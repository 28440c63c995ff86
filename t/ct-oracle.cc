/* SPDX-License-Identifier: ISC */
/*
 * ct-oracle.cc - ct-expand.c once more, on the original C++ library: the
 * oracle of the tests, never installed. Interface, dictionary language and
 * batch mode are described there; the text of errors differs.
 */
#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>
#include <ctemplate/template_modifiers.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using ctemplate::TemplateDictionary;
using ctemplate::TemplateString;
using std::string;

static const char *const strips[] = {"none", "blank", "ws"};
static std::set<string> globals; /* set so far: they outlive a case */

static void
die(const string &what)
{
	std::cerr << "ct-oracle: " << what << "\n";
	exit(3);
}

static string
unescape(const string &in)
{
	static const string letters = "nrts\\", bytes = "\n\r\t \\";
	string out;

	for (size_t i = 0; i < in.size(); i++) {
		if (in[i] != '\\') {
			out += in[i];
			continue;
		}
		i++;
		size_t at = i < in.size() ? letters.find(in[i]) : string::npos;
		if (at != string::npos) {
			out += bytes[at];
		} else if (i + 2 < in.size() && in[i] == 'x') {
			out += static_cast<char>(
			    strtol(in.substr(i + 1, 2).c_str(), nullptr, 16));
			i += 2;
		} else {
			die("bad escape in the dictionary");
		}
	}
	return out;
}

static string
take_word(string &line)
{
	size_t space = line.find(' ');
	string word = line.substr(0, space);

	line = space == string::npos ? "" : line.substr(space + 1);
	return word;
}

static bool
run_setter(TemplateDictionary *d, const string &command, string rest)
{
	string name = take_word(rest), section;

	if (command == "SETSHOW")
		section = take_word(rest);
	else if (command != "SET" && command != "TGSET" && command != "GSET")
		return false;
	string value = unescape(rest);
	if (command == "SETSHOW") {
		d->SetValueAndShowSection(name, value, section);
	} else if (command == "SET") {
		d->SetValue(name, value);
	} else if (command == "TGSET") {
		d->SetTemplateGlobalValue(name, value);
	} else {
		TemplateDictionary::SetGlobalValue(name, value);
		globals.insert(name);
	}
	return true;
}

static void
run_dictionary(TemplateDictionary *root, const string &text)
{
	std::vector<TemplateDictionary *> stack(1, root);
	std::istringstream in(text);
	string line;

	while (std::getline(in, line)) {
		if (line.empty() || line[0] == '#')
			continue;
		string rest = line, command = take_word(rest);
		TemplateDictionary *d = stack.back();
		if (command == "SHOW") {
			d->ShowSection(rest);
		} else if (command == "TGSHOW") {
			d->ShowTemplateGlobalSection(rest);
		} else if (command == "SHOWINC") {
			d->AddIncludeDictionary(rest);
		} else if (command == "END" && stack.size() > 1) {
			stack.pop_back();
		} else if (command == "SECTION") {
			stack.push_back(d->AddSectionDictionary(rest));
		} else if (command == "INCLUDE") {
			string name = take_word(rest);
			stack.push_back(d->AddIncludeDictionary(name));
			stack.back()->SetFilename(rest);
		} else if (!run_setter(d, command, rest)) {
			die(line);
		}
	}
}

static ctemplate::Strip
read_strip(const string &word)
{
	static const ctemplate::Strip modes[] = {ctemplate::DO_NOT_STRIP,
	    ctemplate::STRIP_BLANK_LINES, ctemplate::STRIP_WHITESPACE};

	for (int i = 0; i < 3; i++)
		if (word == strips[i])
			return modes[i];
	die("the strip mode is none, blank or ws");
	return modes[0];
}

static int
expand(ctemplate::TemplateCache &cache, const string &name,
    ctemplate::Strip strip, const string &dict, string *out)
{
	TemplateDictionary root("");

	if (!cache.LoadTemplate(name, strip))
		return 2;
	run_dictionary(&root, dict);
	return cache.ExpandWithData(name, strip, &root, nullptr, out) ? 0 : 1;
}

static string
read_exactly(size_t len)
{
	string text(len, '\0');

	if (!std::cin.read(&text[0], static_cast<std::streamsize>(len)))
		die("a case ends early");
	return text;
}

static bool
run_case(const std::ostringstream &log)
{
	string line, strip, name, first, out;
	size_t dict_len, files, len;

	if (!std::getline(std::cin, line))
		return false;
	std::istringstream head(line);
	if (!(head >> strip >> dict_len >> files))
		die("bad case");
	string dict = read_exactly(dict_len);
	ctemplate::TemplateCache cache;
	for (size_t i = 0; i < files; i++) {
		std::getline(std::cin, line);
		std::istringstream file(line);
		if (!(file >> name >> len))
			die("bad file");
		string text = read_exactly(len);
		for (int mode = 0; mode < 3; mode++)
			cache.StringToTemplateCache(
			    name, text, read_strip(strips[mode]));
		if (i == 0)
			first = name;
	}
	int code = expand(cache, first, read_strip(strip), dict, &out);
	if (code == 2)
		out = log.str();
	std::cout << code << " " << out.size() << "\n" << out;
	for (const string &global : globals)
		TemplateDictionary::SetGlobalValue(
		    global, global == "BI_SPACE"     ? " "
			    : global == "BI_NEWLINE" ? "\n"
						     : "");
	globals.clear();
	return true;
}

int
main(int argc, char **argv)
{
	string strip = "none", out;
	int i = 1;

	/* Unregistered ones do nothing as well, but make the library crash. */
	ctemplate::AddModifier("x-foo", &ctemplate::null_modifier);
	ctemplate::AddModifier("x-bar=", &ctemplate::null_modifier);

	if (argc == 2 && strcmp(argv[1], "-b") == 0) {
		std::ostringstream log;
		std::streambuf *old = std::cerr.rdbuf(log.rdbuf());
		while (run_case(log))
			log.str("");
		std::cerr.rdbuf(old);
		return 0;
	}
	if (argc > 2 && strcmp(argv[1], "-s") == 0) {
		strip = argv[2];
		i = 3;
	}
	if (argc != i + 2)
		die("usage: ct-oracle [-s none|blank|ws] TEMPLATE DICT");
	std::ifstream file(argv[i + 1], std::ios::binary);
	if (!file)
		die("cannot read the dictionary");
	std::ostringstream dict;
	dict << file.rdbuf();
	ctemplate::TemplateCache cache;
	cache.SetTemplateRootDirectory("./");
	int code = expand(cache, argv[i], read_strip(strip), dict.str(), &out);
	std::cout << out;
	return code;
}
