/* SPDX-License-Identifier: ISC */
/*
 * choose.c - which escaping a variable needs where it stands.
 * It must not know how the place was found (html.c) nor how the escaping is
 * done (modifier.c).
 */
#include "internal.h"

static bool
refuse(const char **why, const char *reason)
{
	*why = reason;
	return false;
}

static enum modifier_id
choose_css(const struct html *h, enum next next)
{
	if (ct_html_may_join(h, next))
		return MOD_CSS_APART;
	if (!ct_html_in_css_url(h))
		return MOD_CSS;
	return ct_html_place(h) == HTML_VALUE ? MOD_CSS_URL_ATTR : MOD_CSS_URL;
}

static enum modifier_id
choose_script(const struct html *h)
{
	static const enum modifier_id literals[] = {
	    [SCRIPT_BESIDE_NOTHING] = MOD_JS_LITERAL,
	    [SCRIPT_BESIDE_SIGN] = MOD_JS_UNSIGNED,
	    [SCRIPT_BESIDE_WORD] = MOD_JS_WORD,
	    [SCRIPT_BESIDE_DIGITS] = MOD_JS_DIGITS};
	bool attr = ct_html_place(h) == HTML_VALUE;
	bool json = h->kind == SCRIPT_JSON && !attr;

	if (ct_html_in_string(h))
		return json ? MOD_JSON_STRING
		       : !attr && ct_script_in_double(&h->script)
			   ? MOD_JS_DOUBLE
			   : MOD_JS;
	return json ? MOD_JSON_VALUE : literals[ct_script_beside(&h->script)];
}

static bool
choose_value(enum modifier_id *out, const struct html *h, enum next next,
    const char **why)
{
	bool quoted = ct_html_quote(h) != 0;

	switch (ct_html_attr(h)) {
	case HTML_ATTR_URL:
	case HTML_ATTR_URL_LIST:
		if (!quoted && ct_html_url_starts(h))
			return refuse(why, "a URL needs quotes");
		*out = !quoted                  ? MOD_QUERY
		       : !ct_html_url_starts(h) ? MOD_HTML
		       : next == NEXT_COLON     ? MOD_URL_SCHEME
						: MOD_URL_HTML;
		return true;
	case HTML_ATTR_URL_JS:
		return refuse(why, "the URL is a script");
	case HTML_ATTR_STYLE:
		*out = choose_css(h, next);
		return quoted || refuse(why, "a style needs quotes");
	case HTML_ATTR_JS:
		*out = choose_script(h);
		return quoted || refuse(why, "a script needs quotes");
	case HTML_ATTR_PAGE:
		return refuse(
		    why, "it is a page of its own: include one, with :p");
	case HTML_ATTR_UNKNOWN:
		return refuse(why,
		    "nothing is safe in an attribute whose name is a variable");
	default:
		*out = quoted ? MOD_HTML : MOD_ATTRIBUTE;
		return true;
	}
}

static bool
choose_html(enum modifier_id *out, const struct html *h, enum next next,
    const char **why)
{
	if (ct_html_in_js(h)) {
		*out = choose_script(h);
		return true;
	}
	switch (ct_html_place(h)) {
	case HTML_VALUE:
		return choose_value(out, h, next, why);
	case HTML_TAG:
	case HTML_ATTR:
		*out = ct_html_at_name(h, next) ? MOD_ATTRIBUTE_NAME
						: MOD_ATTRIBUTE;
		return true;
	default:
		*out = ct_html_in_css(h) ? choose_css(h, next) : MOD_HTML;
		return true;
	}
}

bool
ct_choose_modifier(enum modifier_id *out, enum context context,
    const struct html *h, enum next next, const char **why)
{
	const char *danger = h ? ct_html_danger(h) : NULL;

	if (danger)
		return refuse(why, danger);
	switch (context) {
	case CONTEXT_CSS:
		*out = choose_css(h, next);
		return true;
	case CONTEXT_XML:
		*out = MOD_XML;
		return true;
	case CONTEXT_JSON:
		*out = choose_script(h);
		return true;
	default:
		return choose_html(out, h, next, why);
	}
}

/*
 * From the last modifier backwards: one that covers the choice or is trusted
 * ends the search well, another one of the caller's badly, others do no harm.
 * A URL for a style keeps an ampersand, which means something in an attribute.
 */
bool
ct_choose_is_needed(
    enum modifier_id *chosen, const struct modifier *given, size_t n)
{
	bool html = n > 0 && given[n - 1].id == MOD_HTML;
	size_t i;

	for (i = 0; i < n; i++)
		if (given[i].id == MOD_NONE)
			return false;
	while (n-- > 0) {
		if (ct_modifier_covers(given[n].id, *chosen))
			return false;
		if (*chosen == MOD_CSS_URL_ATTR &&
		    ct_modifier_covers(given[n].id, MOD_CSS_URL)) {
			*chosen = MOD_HTML;
			return !html;
		}
		if (given[n].id == MOD_CUSTOM)
			return given[n].custom == NULL ||
			       !given[n].custom->trusted;
	}
	return true;
}
