/* SPDX-License-Identifier: ISC */
/* language.c - lists of words. See language.h. */
#include "search/language.h"

#include <string.h>

/* Each list begins and ends with a space. */
static const char english_empty[] =
    " a about above after again all almost along already also although always "
    "am"
    " among an and another any anybody anyone anything are aren around as at "
    "away"
    " be because been before being below between both but by can cannot cant"
    " could couldn did didn do does doesn doing don done dont down during each"
    " either else ever every everything exactly few for from get gets getting "
    "give go"
    " goes going got had hadn has hasn have haven having he hello her here hers"
    " herself hi him himself his how however i if ill im in into is isn it its"
    " itself ive just kind let like ll lot make may maybe me might mine more "
    "most"
    " much must my myself need neither never no nor not nothing of off often"
    " on one onto or other others our ours ourselves out own"
    " perhaps please quite rather re really s same shall she should shouldn so"
    " some somebody someone something still such t tell than thank thanks that"
    " thats the their theirs them themselves then there these they thing things"
    " this those though through to too toward towards until up upon us"
    " ve very was wasn way we well were weren what whatever whats when"
    " where whether which while who whom whose why will with within won"
    " would wouldn yes yet you your yours yourself ";
static const char english_asking[] =
    " how what when where which who whose whom why while ";

static bool
is_listed(const char *list, const char *form, size_t len)
{
	const char *end;

	for (; list[1] != '\0'; list = end) {
		end = strchr(list + 1, ' ');
		if ((size_t)(end - list - 1) == len &&
		    memcmp(list + 1, form, len) == 0)
			return true;
	}
	return false;
}

bool
language_is_empty(const char *form, size_t len)
{
	return is_listed(english_empty, form, len);
}

/* Question words that ask for something on their own. */
static const char english_telling[] = " when where who whom whose ";

bool
language_tells(const char *form, size_t len)
{
	return is_listed(english_telling, form, len);
}

bool
language_asks(const char *form, size_t len)
{
	return is_listed(english_asking, form, len);
}
