/* SPDX-License-Identifier: ISC */
/*
 * doctor.h - what an owner has to know when something is not as she expects,
 * each fact with what to do about it: how the program was called, its files
 * and whose they are, what was read, where the FAQ is. Looks and changes
 * nothing. Knows neither page nor terminal.
 */
#ifndef DOCTOR_H
#define DOCTOR_H

#include "base/base.h"
#include "http/request.h"
#include "show/view.h"
#include "site/site.h"

enum { FINDINGS_MAX = 40 };

struct findings {
	struct finding list[FINDINGS_MAX];
	size_t count;
	int worst; /* enum finding_level of the gravest */
};

/*
 * Looks at everything, after site_refresh. request: the one that asks, or
 * NULL at a terminal. Paths on the disk are told to the owner alone: there, or
 * where HOME/doctor says that she asks. Strings live in the arena; check
 * arena->failed.
 */
void doctor_examine(struct findings *, struct arena *, const struct site *,
    const struct request *request);

/*
 * Adds what a check of all of the owner's files finds, which takes as long as
 * reading them.
 */
void doctor_check(struct findings *, struct arena *, struct site *);

/*
 * Whether a visitor may see it: while there is no question, or while a file
 * HOME/doctor (or doctor.txt), which only the owner can upload, is younger than
 * an hour.
 */
bool doctor_is_in(const struct site *);

/*
 * The path of the home as it would be seen by visitors if the web server
 * served it, "" where that is not known: beside the program.
 */
const char *doctor_home_path(
    struct arena *, const struct site *, const struct request *request);

/* As JSON (RFC 8259): {"version": …, "findings": [{"level": …}, …]}. */
void doctor_json(const struct findings *, struct buffer *out);

#endif
