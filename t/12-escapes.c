/* SPDX-License-Identifier: ISC */
/*
 * 12-escapes.c - what each escaping modifier makes of every byte, by rules
 * written down here a second time: also where the original library, beside
 * which 12-modifiers.t looks at it, is not installed.
 */
#include "ctemplate/ctemplate.h"
#include "tap.h"

/* What a byte becomes: NULL itself. */
typedef const char *rule(unsigned char);

static const char *
entity(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	default:
		return NULL;
	}
}

static const char *
html(unsigned char c)
{
	return c >= '\t' && c <= '\r' ? " " : entity(c);
}

/* XML 1.0, 2.2: of the controls tab, line feed and return alone. */
static const char *
xml(unsigned char c)
{
	bool fine = c >= ' ' || c == '\t' || c == '\n' || c == '\r';

	return fine ? entity(c) : " ";
}

/* RFC 8259, and what would end a script element. */
static const char *
json(unsigned char c)
{
	static const char from[] = "\"\\/\b\f\n\r\t&<>";
	static const char *const to[] = {"\\\"", "\\\\", "\\/", "\\b", "\\f",
	    "\\n", "\\r", "\\t", "\\u0026", "\\u003C", "\\u003E"};
	const char *at = c != '\0' ? strchr(from, c) : NULL;

	return at != NULL ? to[at - from] : NULL;
}

static const char *
javascript(unsigned char c)
{
	static const char from[] = "\b\t\n\v\f\r\"&'<=>\\";
	static const char *const to[] = {"\\b", "\\t", "\\n", "\\x0b", "\\f",
	    "\\r", "\\x22", "\\x26", "\\x27", "\\x3c", "\\x3d", "\\x3e",
	    "\\\\"};
	const char *at = c != '\0' ? strchr(from, c) : NULL;

	return c == '\0' ? "\\x00" : at != NULL ? to[at - from] : NULL;
}

/* RFC 3986, 2.3, and what a query may hold besides; a space is a plus. */
static const char *
query(unsigned char c)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789.,_*/~!()-";
	static char code[4];

	if (c == ' ')
		return "+";
	if (c != '\0' && strchr(safe, c) != NULL)
		return NULL;
	snprintf(code, sizeof(code), "%%%02X", c);
	return code;
}

/* The value through the modifier. */
static const char *
escape(const char *modifier, const char *value, size_t len)
{
	static char text[200];
	struct ct_buffer out = {0};
	struct ct_dict *dict = ct_dict_new();
	struct ct_template *template;
	char source[60];
	int n = snprintf(source, sizeof(source), "{{V:%s}}", modifier);

	ct_parse(&template, NULL, "t", source, (size_t)n, CT_STRIP_NONE, NULL);
	ct_set_bytes(dict, "V", value, len);
	ct_expand(template, dict, NULL, &out);
	snprintf(text, sizeof(text), "%zu:%.*s", out.len, (int)out.len,
	    out.data != NULL ? out.data : "");
	if (out.len == 1 && out.data[0] == '\0')
		snprintf(text, sizeof(text), "1:(NUL)");
	ct_buffer_free(&out);
	ct_template_free(template);
	ct_dict_free(dict);
	return text;
}

/* Every byte between letters that are always themselves. */
static void
test_bytes(const char *modifier, rule *expected)
{
	int wrong = 0;

	for (int c = 0; c < 256; c++) {
		char value[] = {'a', (char)c, 'z'}, want[40], itself[2] = {0};
		const char *becomes = expected((unsigned char)c);
		size_t len = becomes != NULL ? strlen(becomes) : 1;

		itself[0] = (char)c;
		snprintf(want, sizeof(want), "%zu:a%s%s", len + 2,
		    becomes != NULL ? becomes : itself,
		    c != 0 || becomes != NULL ? "z" : "");
		if (strcmp(escape(modifier, value, 3), want) != 0 &&
		    wrong++ == 0)
			printf("# byte %02x\n#  got: %s\n# want: %s\n", c,
			    escape(modifier, value, 3), want);
	}
	is_int(wrong, 0, "%s: every byte", modifier);
}

/* As entity and html say, byte for byte. Returns the length. */
static size_t
escape_slowly(char *to, const char *value, size_t len)
{
	const char *becomes;
	size_t n = 0, i;

	for (i = 0; i < len; i++) {
		becomes = html((unsigned char)value[i]);
		if (becomes != NULL) {
			memcpy(to + n, becomes, strlen(becomes));
			n += strlen(becomes);
		} else {
			to[n++] = value[i];
		}
	}
	return n;
}

/* Values are read in blocks: of each length, with more and fewer entities. */
static void
test_lengths(void)
{
	static const char bytes[] =
	    "<abc&\"def'ghijklmnopqrstuvwxyz>\n 0123456";
	char value[100], want[sizeof(value) * 6];
	struct ct_buffer out = {0};
	unsigned random = 1, wrong = 0;
	size_t len, i, n;

	for (len = 0; len < sizeof(value) * 8; len++) {
		for (i = 0; i < len / 8; i++) {
			random = random * 1103515245 + 12345;
			value[i] = bytes[(random >> 16) % (len % 8 * 5 + 5)];
		}
		n = escape_slowly(want, value, len / 8);
		out.len = 0;
		ct_escape("h", value, len / 8, &out);
		wrong += out.len != n || (n && memcmp(out.data, want, n) != 0);
	}
	is_int((int)wrong, 0, "h: every length");
	ct_buffer_free(&out);
}

/* What a script reads as a line end or a quote, however it is spelled. */
static void
test_sequences(void)
{
	static const struct {
		const char *value, *want;
	} cases[] = {
	    {"\xe2\x80\xa8", "6:\\u2028"},
	    {"\xe2\x80\xa9", "6:\\u2029"},
	    {"\xe2\x80\xa7", "3:\xe2\x80\xa7"},
	    {"\xe0\x80\xa7", "4:\\x27"}, /* an apostrophe in three bytes */
	    {"\xe0\xa4\x85", "3:\xe0\xa4\x85"},
	    {"\xc0\xa7", "4:\\x27"}, /* and in two */
	    {"\xc0\xbc", "4:\\x3c"},
	    {"\xc1\x9c", "2:\\\\"},
	    {"\xc3\xa9", "2:\xc3\xa9"},
	    {"\xe2\x80", "2:\xe2\x80"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is(escape("j", cases[i].value, strlen(cases[i].value)),
		    cases[i].want, "a script's sequence, number %zu", i);
}

int
main(void)
{
	test_bytes("h", html);
	test_bytes("html_escape", html);
	test_bytes("p", entity);
	test_bytes("xml_escape", xml);
	test_bytes("json_escape", json);
	test_bytes("j", javascript);
	test_bytes("u", query);
	test_lengths();
	test_sequences();
	return tap_done();
}
