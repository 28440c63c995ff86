/* SPDX-License-Identifier: ISC */
/* config.c - faq.conf. Knows no other file of the owner's. See config.h. */
#include "faq/config.h"

#include <math.h>
#include <string.h>

#include "base/settings.h"
#include "base/text.h"
#include "faq/sources.h"

static bool
has_prefix(const char *value, const char *prefix)
{
	return strncmp(value, prefix, strlen(prefix)) == 0;
}

/* Bytes that an URL holds only as %XX (RFC 3986, 2), but non-ASCII letters. */
static bool
is_url_text(const char *value)
{
	if (text_xml_error(value, strlen(value)) != strlen(value))
		return false;
	for (; *value != '\0'; value++)
		if ((unsigned char)*value <= ' ' || *value == 0x7f ||
		    strchr("\"'<>\\^`{|}", *value) != NULL)
			return false;
	return true;
}

/* Whether it is all ASCII, and a % begins %XX: so it may stand in a header. */
static bool
is_encoded(const char *value)
{
	for (; *value != '\0'; value++)
		if ((unsigned char)*value > 0x7e ||
		    (*value == '%' &&
			(text_hex(value[1]) < 0 || text_hex(value[2]) < 0)))
			return false;
	return true;
}

static bool
is_web_address(const char *value)
{
	const char *host = strstr(value, "://");

	return (has_prefix(value, "https://") ||
		   has_prefix(value, "http://")) &&
	       host[3] != '\0' && host[3] != '/';
}

/* The checks return NULL or what the value must be. */
static const char *
check_base(const char *value)
{
	bool path = value[0] == '/' && value[1] != '/' && value[1] != '\0';

	return (path || is_web_address(value)) && is_url_text(value) &&
		       is_encoded(value) && strpbrk(value, "?#&") == NULL
		   ? NULL
		   : "must be an address like https://example.com/faq or a "
		     "path like /faq, without ? & #, other letters as %XX";
}

static const char *
check_link(const char *value)
{
	bool fine = is_web_address(value) || has_prefix(value, "mailto:") ||
		    has_prefix(value, "tel:") ||
		    (value[0] == '/' && value[1] != '/');

	return fine && is_url_text(value) ? NULL
					  : "must be a link that begins with "
					    "https://, http://, mailto:, "
					    "tel: or /";
}

static const char *
check_language(const char *value)
{
	size_t part = 0;
	bool fine = true;

	for (const char *p = value; fine && *p != '\0'; p++) {
		char c = text_lower(*p);
		bool letter = c >= 'a' && c <= 'z';
		bool digit = c >= '0' && c <= '9';

		part = c == '-' ? 0 : part + 1;
		fine = part > 0 ? part <= 8 && (letter || digit)
				: p > value && p[1] != '-' && p[1] != '\0';
	}
	return fine && strcspn(value, "-") >= 2
		   ? NULL
		   : "must be a language tag like en, de or pt-BR";
}

static const char *
check_text(const char *value)
{
	bool fine = text_xml_error(value, strlen(value)) == strlen(value);

	for (const char *p = value; fine && *p != '\0'; p++)
		fine = (unsigned char)*p >= ' ' && *p != 0x7f;
	if (!fine)
		return "must be without control characters";
	return strlen(value) <= 200 ? NULL : "must have at most 200 bytes";
}

static const char *
check_answer(const char *value)
{
	return strcmp(value, "yes") == 0 || strcmp(value, "no") == 0
		   ? NULL
		   : "must be yes or no";
}

static size_t
count_characters(const char *value)
{
	size_t count = 0;

	for (; *value != '\0'; value++)
		count += ((unsigned char)*value & 0xc0) != 0x80;
	return count;
}

/* One channel of sRGB, 0 to 255, as linear light (WCAG 2.2, luminance). */
static double
linear_light(int channel)
{
	double c = channel / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* "#rgb" or "#rrggbb", dark enough for links on white. */
static const char *
check_accent(const char *value)
{
	static const double weights[] = {0.2126, 0.7152, 0.0722};
	static const double contrast = 5; /* AA asks 4.5; some ground is grey */
	size_t len = strlen(value), wide = len == 7 ? 2 : 1;
	double light = 0;

	if (value[0] != '#' || (len != 4 && len != 7))
		return "must be a colour like #0b6367";
	for (size_t i = 0; i < 3; i++) {
		int high = text_hex(value[1 + i * wide]);
		int low = text_hex(value[i * wide + wide]);

		if (high < 0 || low < 0)
			return "must be a colour like #0b6367";
		light += weights[i] * linear_light(high * 16 + low);
	}
	return 1.05 / (light + 0.05) >= contrast
		   ? NULL
		   : "must be darker: links on white need a contrast of 5:1";
}

/* An address of mail, as far as a typing error goes. */
static const char *
check_email(const char *value)
{
	const char *at = strchr(value, '@');

	return at != NULL && at != value && at[1] != '\0' &&
		       strchr(at + 1, '@') == NULL && is_url_text(value) &&
		       strpbrk(value, "?&,;:()") == NULL
		   ? NULL
		   : "must be an address like hello@example.com";
}

static const char *
check_phone(const char *value)
{
	static const char digits[] = "0123456789";
	size_t count = 0;

	for (const char *p = value; *p != '\0'; p++)
		count += strchr(digits, *p) != NULL;
	return value[strspn(value, "0123456789 +-()./")] == '\0' && count >= 3
		   ? NULL
		   : "must be a number like +44 20 7946 0000";
}

/* A host source of CSP 3 (2.3.1): nothing that could end a directive. */
static bool
is_host(const char *word, size_t len)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-.:*";
	size_t scheme = has_prefix(word, "https://")  ? strlen("https://")
			: has_prefix(word, "http://") ? strlen("http://")
						      : 0;
	const char *host = word + scheme;

	return len > scheme && strspn(host, allowed) >= len - scheme &&
	       memchr(host, '.', len - scheme) != NULL && *host != '.';
}

static const char *
check_hosts(const char *value)
{
	while (*value != '\0') {
		size_t len = strcspn(value, " ");

		if (!is_host(value, len))
			return "must be hosts like https://www.example.com, "
			       "parted by spaces";
		value += len;
		value += strspn(value, " ");
	}
	return NULL;
}

/* A file's name, then its size, so that nothing moves when it comes. */
static const char *
check_logo(const char *value)
{
	size_t len = strcspn(value, " ");
	int width = 0, height = 0, end = 0;

	if (value[len] == ' ' && len > 0 && value[0] != '/' &&
	    strstr(value, "..") == NULL &&
	    strpbrk(value, "?#%\\\"<>") == NULL &&
	    sscanf(value + len, " %4dx%4d%n", &width, &height, &end) == 2 &&
	    value[len + (size_t)end] == '\0' && width > 0 && height > 0)
		return NULL;
	return "must be a file below files/ and its width and height in "
	       "pixels, like logo.png 160x40";
}

static const char *
check_short_name(const char *value)
{
	const char *problem = check_text(value);

	if (problem != NULL)
		return problem;
	return count_characters(value) <= 16
		   ? NULL
		   : "must have at most 16 characters";
}

/* Words, then a link. */
static const char *
check_nav(const char *value)
{
	const char *address = strrchr(value, ' ');

	if (address == NULL || check_link(address + 1) != NULL)
		return "must be words and a link, like "
		       "Prices https://www.example.com/prices";
	return check_text(value);
}

static const char *
check_translation(const char *value)
{
	size_t len = strcspn(value, " ");
	const char *address = value + len + strspn(value + len, " ");
	char tag[20];

	snprintf(tag, sizeof(tag), "%.*s", (int)len, value);
	if (len < sizeof(tag) && check_language(tag) == NULL &&
	    is_web_address(address) && is_url_text(address) &&
	    is_encoded(address))
		return NULL;
	return "must be a language and that FAQ's address, like "
	       "de https://www.example.com/de/faq";
}

#define KEY(name) #name, offsetof(struct config, name)

static const struct key {
	const char *name;
	size_t offset; /* of the member in struct config */
	const char *(*check)(const char *value);
	bool repeats; /* each line adds one */
} keys[] = {
    {KEY(accent), check_accent, false},
    {KEY(base_url), check_base, false},
    {KEY(contact_email), check_email, false},
    {KEY(contact_hours), check_text, false},
    {KEY(contact_phone), check_phone, false},
    {KEY(contact_url), check_link, false},
    {KEY(csp_hosts), check_hosts, false},
    {KEY(footer), check_text, false},
    {KEY(frame_ancestors), check_hosts, false},
    {KEY(language), check_language, false},
    {KEY(log), check_answer, false},
    {KEY(logo), check_logo, false},
    {KEY(nav), check_nav, true},
    {KEY(short_name), check_short_name, false},
    {KEY(site_name), check_text, false},
    {KEY(site_url), check_link, false},
    {KEY(synonyms), check_answer, false},
    {KEY(translations), check_translation, true},
};

static const char **
find_member(struct config *config, const struct key *key)
{
	return (const char **)(void *)((char *)config + key->offset);
}

static const struct key *
find_key(const char *name)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

static void
list_keys(struct buffer *names)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		buffer_printf(names, "%s%s", i > 0 ? ", " : "", keys[i].name);
}

static void
report_unknown(
    struct report *report, const char *shown, int line, const char *name)
{
	struct buffer names = {0};

	list_keys(&names);
	report_error(report, shown, line, 1,
	    "unknown key \"%.60s\"; there are %s", name, names.data);
	buffer_free(&names);
}

/* Where a setting is put, and what is said of a wrong one. */
struct reading {
	struct config *config;
	struct arena *arena;
	const char *shown;
	struct report *report;
};

static void
take_setting(void *data, const char *name, char *value, int line)
{
	struct reading *reading = data;
	const struct key *key = find_key(name);
	const char *problem, **member;
	size_t len = strlen(value);

	if (key == NULL) {
		report_unknown(reading->report, reading->shown, line, name);
		return;
	}
	if (len == 0)
		return; /* said to be nothing: the default */
	member = find_member(reading->config, key);
	problem = key->check(value);
	if (problem == NULL && **member != '\0' && !key->repeats)
		problem = "is set a second time; remove one of the lines";
	if (problem != NULL) {
		report_error(reading->report, reading->shown, line, 1, "%s %s",
		    name, problem);
		return;
	}
	if (key->check == check_base)
		while (len > 0 && value[len - 1] == '/')
			value[--len] = '\0';
	if (**member != '\0')
		value = arena_printf(reading->arena, "%s\n%s", *member, value);
	*member = value;
}

static void
clear_config(struct config *config)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		*find_member(config, &keys[i]) = "";
}

/* Gives a value to what must have one. */
static void
complete_config(struct config *config)
{
	if (*config->accent == '\0')
		config->accent = "#0b6367";
	if (*config->language == '\0')
		config->language = "en";
}

bool
config_next_line(const char **lines, struct arena *arena, const char **label,
    const char **address)
{
	size_t len = strcspn(*lines, "\n"), word = len;

	if (len == 0)
		return false;
	while (word > 0 && (*lines)[word - 1] != ' ')
		word--;
	*address = arena_copy(arena, *lines + word, len - word);
	while (word > 0 && (*lines)[word - 1] == ' ')
		word--;
	*label = arena_copy(arena, *lines, word);
	*lines += len + ((*lines)[len] == '\n');
	return true;
}

void
config_defaults(struct config *config)
{
	clear_config(config);
	complete_config(config);
}

enum status
config_parse(struct config *config, struct arena *arena, char *text, size_t len,
    const char *shown, struct report *report)
{
	struct reading reading = {config, arena, shown, report};
	int errors = report->errors;

	clear_config(config);
	settings_read(text, len, shown, report, take_setting, &reading);
	complete_config(config);
	return report->errors > errors ? ST_INVALID : ST_OK;
}

enum status
config_read(struct config *config, struct arena *arena, const char *path,
    const char *shown, struct report *report)
{
	struct buffer file = {0};
	enum status status = file_read(path, SOURCE_CONFIG_MAX, &file);
	char *text;

	config_defaults(config);
	if (status == ST_OK) {
		text = arena_copy(arena, file.data, file.len);
		status = arena->failed ? ST_MEMORY
				       : config_parse(config, arena, text,
					     file.len, shown, report);
	} else if (status == ST_NOT_FOUND) {
		status = ST_OK;
	} else if (status != ST_MEMORY) {
		report_unreadable(report, shown, status, SOURCE_CONFIG_MAX);
		status = ST_INVALID;
	}
	buffer_free(&file);
	return status;
}
