/* SPDX-License-Identifier: ISC */
/*
 * 18-consumer.cc - a program in C++17 that uses the installed library, every
 * function of it, and says "fine". See t/18-ctemplate-library.t.
 */
#include <ctemplate-c/ctemplate.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <type_traits>

static bool good = true;

static void
check(bool value, const char *what)
{
	if (!value)
		std::cout << "not " << what << "\n";
	good = good && value;
}

template <auto end> struct deleter {
	template <class T> void operator()(T *p) const
	{
		end(p);
	}
};
using env_ptr = std::unique_ptr<ct_env, deleter<ct_env_free>>;
using dict_ptr = std::unique_ptr<ct_dict, deleter<ct_dict_free>>;
using template_ptr = std::unique_ptr<ct_template, deleter<ct_template_free>>;

struct buffer : ct_buffer {
	buffer() : ct_buffer()
	{
	}
	buffer(const buffer &) = delete;
	buffer &operator=(const buffer &) = delete;
	~buffer()
	{
		ct_buffer_free(this);
	}
	std::string text() const
	{
		return std::string(data, len);
	}
};

static template_ptr
parse(const ct_env *env, const std::string &text, const char *context)
{
	ct_template *t;
	ct_error error;
	ct_status status =
	    context ? ct_parse_as(&t, env, context, "a.html", text.data(),
			  text.size(), CT_STRIP_NONE, &error)
		    : ct_parse(&t, env, "a.html", text.data(), text.size(),
			  CT_STRIP_NONE, &error);

	if (status != CT_OK)
		std::cout << error.line << ": " << error.message << "\n";
	return template_ptr(t);
}

static void
twice(void *, const char *value, size_t len, const char *, ct_buffer *out)
{
	ct_buffer_add(out, value, len);
	ct_buffer_add(out, value, len);
}

static void
named(const ct_call *call, const char *, size_t, ct_buffer *out)
{
	const auto *name = static_cast<const std::string *>(call->expansion);

	ct_buffer_add(out, name->data(), name->size());
}

static void *
resize(void *count, void *p, size_t size)
{
	++*static_cast<int *>(count);
	if (size > 0)
		return std::realloc(p, size);
	std::free(p);
	return nullptr;
}

static void
fill(ct_dict *d)
{
	ct_set(d, "A", "<a>");
	ct_set_bytes(d, "B", "bb", 1);
	ct_set_ref(d, "C", "cc", 1);
	ct_set_int(d, "D", -5);
	ct_set_global(d, "E", "e", 1);
	ct_set(ct_add_section(d, "S"), "A", "s");
	ct_show(d, "T");
	ct_show_global(d, "U");
	ct_set_and_show(d, "A", "V", "v", 1);
	ct_add_include(d, "I", "file");
}

/* A section of three iterations, made one by one. */
struct counter {
	ct_dict *d;
	int n;
};

static const ct_dict *
count_up(void *data, bool *last)
{
	auto *c = static_cast<counter *>(data);

	if (last == nullptr) {
		c->n = 0;
		return nullptr;
	}
	*last = ++c->n == 3;
	ct_dict_reset(c->d);
	ct_set_int(c->d, "N", c->n);
	return c->d;
}

static void
test_source()
{
	dict_ptr d(ct_dict_new()), below(ct_dict_new_below(d.get()));
	counter c = {below.get(), 0};
	template_ptr t = parse(nullptr, "{{#S}}{{N}}{{A}}{{/S}}", nullptr);
	buffer out;

	ct_set(d.get(), "A", "a");
	ct_add_source(d.get(), "S", count_up, &c);
	check(ct_expand(t.get(), d.get(), nullptr, &out) == CT_OK, "a source");
	check(out.text() == "1a2a3a", "its iterations");
}

static const char text[] =
    "{{A:x-twice}}{{B}}{{C}}{{D}}{{E}}{{#S}}{{A}}{{/S}}{{#T}}t{{/T}}"
    "{{#U}}u{{/U}}{{#V}}{{A}}{{/V}}{{G}}{{>I}}";
static const char wanted[] = "&lt;a&gt;&lt;a&gt;bc-5estuvgfile";

static void
test_all(const ct_allocator *allocator)
{
	env_ptr env(allocator ? ct_env_new_with(allocator) : ct_env_new());
	dict_ptr d(allocator ? ct_dict_new_with(allocator) : ct_dict_new());
	ct_loader loader = {};
	buffer out;

	out.allocator = allocator;
	check(ct_env_set(env.get(), "G", "g", 1) == CT_OK, "a global value");
	check(ct_env_modifier(env.get(), "x-twice", twice, nullptr) == CT_OK,
	    "a modifier");
	check(ct_env_add_modifier(
		  env.get(), "x-named", named, nullptr, CT_TRUSTED) == CT_OK,
	    "a trusted one");
	template_ptr t = parse(env.get(), text, "HTML");
	template_ptr file = parse(env.get(), "file", nullptr);
	loader.data = file.get();
	loader.find = [](void *data, const char *, ct_strip) {
		return static_cast<const ct_template *>(data);
	};
	fill(d.get());
	ct_dict_reset(d.get());
	fill(d.get());
	check(ct_expand(t.get(), d.get(), &loader, &out) == CT_OK, "expands");
	check(out.text() == wanted, out.text().c_str());
	std::string sunk;
	auto sink = [](void *data, const char *bytes, size_t len) {
		static_cast<std::string *>(data)->append(bytes, len);
		return true;
	};
	ct_expand_to(t.get(), d.get(), &loader, sink, &sunk);
	check(sunk == wanted, "expands to a sink");
	template_ptr name = parse(env.get(), "{{A:x-named}}", "HTML");
	std::string who = "<who>";
	ct_expansion how = {};
	how.data = &who;
	how.limits.bytes = 10;
	out.len = 0;
	check(ct_expand_with(name.get(), d.get(), &how, &out) == CT_OK, "with");
	check(out.text() == who, "a name");
	ct_dict_fail(d.get());
	check(ct_expand(t.get(), d.get(), &loader, &out) == CT_NOMEM, "fails");
}

static void
test_template()
{
	template_ptr t = parse(nullptr,
	    "{{%AUTOESCAPE context=\"HTML\"}}{{#T}}{{A}}{{/T}}", nullptr);
	std::string seen;

	check(ct_template_name(t.get()) == std::string("a.html"), "the name");
	check(ct_template_autoescapes(t.get()), "escapes");
	check(*ct_template_leaves_open(t.get()) == '\0', "leaves open");
	ct_template_visit(
	    t.get(),
	    [](void *data, const ct_marker *m) {
		    auto *s = static_cast<std::string *>(data);

		    *s += m->kind == CT_VARIABLE ? "V" : "";
		    *s += m->kind == CT_SECTION ? "S" : "";
		    *s += m->name;
		    return true;
	    },
	    &seen);
	check(seen == "STVA", "the markers");
}

int
main()
{
	int count = 0;
	ct_allocator allocator = {resize, &count};
	buffer out;

	test_all(nullptr);
	test_all(&allocator);
	check(count > 10, "the allocator");
	test_template();
	test_source();
	check(ct_escape("h", "<", 1, &out) == CT_OK && out.text() == "&lt;",
	    "escapes");
	check(ct_status_text(CT_LIMIT) == std::string("a limit was passed"),
	    "a status");
	check(std::string(ct_version()) == CT_VERSION, "the version");
	check(std::is_standard_layout<ct_expansion>::value, "a plain struct");
	std::cout << (good ? "fine" : "wrong") << "\n";
	return good ? 0 : 1;
}
