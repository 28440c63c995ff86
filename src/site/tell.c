/* SPDX-License-Identifier: ISC */
/* tell.c - the owner's file of what was read. See tell.h. */
#include "site/tell.h"

#include <time.h>

#include "site/confine.h"

static const char *
plural(long long count)
{
	return count == 1 ? "" : "s";
}

/* Why there is no new store, or NULL. */
static const char *
explain(enum status made)
{
	switch (made) {
	case ST_OK:
		return NULL;
	case ST_LIMIT:
		return "All questions together take more time than they may.\n"
		       "The program will not try these files again.";
	case ST_INVALID:
		return "Mistakes have left no question in it.";
	case ST_MEMORY:
		return "There was not enough memory. The program will try "
		       "again.";
	default:
		return "The host ended it, or its disk failed; the error log "
		       "says more.\nThe program will try again.";
	}
}

static void
add_time(struct buffer *text)
{
	time_t now = time(NULL);
	struct tm parts;
	char shown[40] = "?";

	if (gmtime_r(&now, &parts) != NULL)
		strftime(shown, sizeof(shown), "%Y-%m-%d %H:%M:%S UTC", &parts);
	buffer_printf(
	    text, "This is what faq.cgi read last, on %s.\n\n", shown);
}

void
tell_status(const struct var *var, const struct sources *sources,
    enum status made, const struct import_counts *counts,
    const struct report *report)
{
	const char *reason = explain(made);
	struct buffer text = {0};

	add_time(&text);
	if (reason == NULL)
		buffer_printf(&text,
		    "%d question%s in %d categor%s, from %zu file%s in "
		    "data/.\n",
		    counts->entries, plural(counts->entries),
		    counts->categories, counts->categories == 1 ? "y" : "ies",
		    sources->questions, plural((long long)sources->questions));
	else
		buffer_printf(&text,
		    "It could not be taken over, and visitors see what was "
		    "there before.\n%s\n",
		    reason);
	if (report->errors > 0)
		buffer_printf(&text,
		    "\n%d mistake%s. Where a file of questions, or a template, "
		    "cannot be used for one,\nvisitors go on seeing its last "
		    "good version.\n\n",
		    report->errors, plural(report->errors));
	else if (reason == NULL)
		buffer_string(&text, "Nothing is wrong.\n");
	if (report->errors == 0 && report->notes > 0)
		buffer_string(&text, "\n");
	if (report->text.len > 0)
		buffer_add(&text, report->text.data, report->text.len);
	buffer_string(&text, "\n");
	confine_tell(&text);
	buffer_string(&text, "\n");
	if (text.status == ST_OK)
		var_write(var, var->status, text.data, text.len);
	buffer_free(&text);
}
