/* SPDX-License-Identifier: ISC */
/*
 * records.h - questions with their answers as tables and programs hold them,
 * written as Markdown. Knows none of those formats.
 */
#ifndef RECORDS_H
#define RECORDS_H

#include "base/base.h"
#include "formats/sheet.h"

/*
 * Strings may be NULL, and are of plain text, Markdown or HTML. Without a
 * question it goes on with the answer before.
 */
struct record {
	const char *question, *answer, *category;
	int line, answer_line; /* of her file */
	const char *slug, *aka, *keywords, *updated;
	size_t order, group; /* records_write's own */
};

/* A category that tells more than its title, by which records name it. */
struct group {
	const char *name, *title, *intro;
	bool written; /* records_write's own */
};

struct records {
	struct arena *arena;
	const char *title, *intro, *closing; /* of the FAQ; may be NULL */
	struct record *list;
	size_t count;
	struct group *groups;
	size_t group_count;
};

/* Adds one. */
void records_add(struct records *, const struct record *record);

/*
 * Writes all: what is in no category first, then the categories in the order in
 * which they were named first. Changes the records' order.
 */
void records_write(
    struct sheet *sheet, struct records *records, struct report *report);

#endif
