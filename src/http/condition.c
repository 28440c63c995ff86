/* SPDX-License-Identifier: ISC */
/* condition.c - If-Match and its like. See condition.h. */
#include "http/condition.h"

#include <string.h>
#include <time.h>

#include "base/text.h"

/* ------------------------------------------------------------ entity tags */

/*
 * Takes the next tag off a list: gives what stands between its quotes, or NULL
 * at the end and where the list goes on with what is no tag.
 */
static const char *
next_tag(const char **list, size_t *len, bool *weak)
{
	const char *p = *list + strspn(*list, " \t,"), *end;

	*weak = strncmp(p, "W/", 2) == 0;
	p += *weak ? 2 : 0;
	if (*p != '"')
		return NULL;
	end = strchr(++p, '"');
	if (end == NULL || end[1 + strspn(end + 1, " \t")] == '"' ||
	    strchr(" \t,", end[1]) == NULL)
		return NULL;
	*len = (size_t)(end - p);
	*list = end + 1;
	return p;
}

/* What compressing servers put behind a tag of ours. */
static bool
is_suffix(const char *bytes, size_t len)
{
	return len == 0 || (len > 1 && (*bytes == '-' || *bytes == ';'));
}

static bool
has_tag(const char *list, const char *etag, bool strong)
{
	size_t etag_len = strlen(etag), len;
	const char *tag;
	bool weak;

	while (etag_len > 0 && (tag = next_tag(&list, &len, &weak)) != NULL)
		if (len >= etag_len && !(strong && weak) &&
		    strncmp(tag, etag, etag_len) == 0 &&
		    is_suffix(tag + etag_len, len - etag_len))
			return true;
	return false;
}

bool
condition_names(const char *list, const char *etag)
{
	return has_tag(list, etag, false);
}

/* "*" alone: whatever there is. */
static bool
is_any(const char *list)
{
	list += strspn(list, " \t");
	return *list == '*' && list[1 + strspn(list + 1, " \t")] == '\0';
}

/* ------------------------------------------------------------------ dates */

/* Days from 1970 to the first of a month from 0, in the Gregorian calendar. */
static int64_t
count_days(int64_t year, int month)
{
	static const int before[] = {
	    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	int64_t last = year - (month < 2 ? 1 : 0); /* whose leap day counts */

	return 365 * (year - 1970) + before[month] + last / 4 - last / 100 +
	       last / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400);
}

/* The number of a month from its English name, from 0, or -1. */
static int
read_month(const char *name)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (strncmp(name, names + 3 * i, 3) == 0)
			return i;
	return -1;
}

/* A year of two digits is the one nearest to now that is not far ahead. */
static int64_t
widen_year(int year)
{
	time_t now = time(NULL);
	struct tm parts;
	int this_year =
	    gmtime_r(&now, &parts) != NULL ? parts.tm_year + 1900 : 2000;
	int full = this_year / 100 * 100 + year;

	return full > this_year + 50 ? full - 100 : full;
}

int64_t
condition_date(const char *text)
{
	int day, year, hour, minute, second, month, end = 0;
	char name[4] = "";
	int64_t full;

	text += strcspn(text, " ,"); /* the day of the week says nothing */
	if (sscanf(text, ", %2d %3s %4d %2d:%2d:%2d GMT%n", &day, name, &year,
		&hour, &minute, &second, &end) == 6 &&
	    end > 0)
		full = year;
	else if (sscanf(text, ", %2d-%3[A-Za-z]-%2d %2d:%2d:%2d GMT%n", &day,
		     name, &year, &hour, &minute, &second, &end) == 6 &&
		 end > 0)
		full = widen_year(year);
	else if (sscanf(text, " %3s %2d %2d:%2d:%2d %4d%n", name, &day, &hour,
		     &minute, &second, &year, &end) == 6 &&
		 end > 0)
		full = year;
	else
		return -1;
	month = read_month(name);
	if (month < 0 || full < 1970 || day < 1 || day > 31 || hour < 0 ||
	    hour > 23 || minute < 0 || minute > 59 || second < 0 ||
	    second > 60 || text[end] != '\0')
		return -1;
	return ((count_days(full, month) + day - 1) * 24 + hour) * 3600 +
	       60 * minute + second;
}

/* ---------------------------------------------------------------- verdict */

enum verdict
condition_judge(
    const struct conditions *conditions, const char *etag, int64_t modified)
{
	int64_t date;

	if (*conditions->if_match != '\0') {
		if (!is_any(conditions->if_match) &&
		    !has_tag(conditions->if_match, etag, true))
			return VERDICT_FAILED;
	} else if (modified > 0) {
		date = condition_date(conditions->if_unmodified_since);
		if (date >= 0 && modified > date)
			return VERDICT_FAILED;
	}
	if (*conditions->if_none_match != '\0')
		return is_any(conditions->if_none_match) ||
			       condition_names(conditions->if_none_match, etag)
			   ? VERDICT_NOT_MODIFIED
			   : VERDICT_SEND;
	date =
	    modified > 0 ? condition_date(conditions->if_modified_since) : -1;
	return date >= modified && date >= 0 ? VERDICT_NOT_MODIFIED
					     : VERDICT_SEND;
}
