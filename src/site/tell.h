/* SPDX-License-Identifier: ISC */
/*
 * tell.h - var/status.txt: in plain words, for an owner who has FTP and no
 * shell, what was read last and what is wrong. Written by whoever makes a
 * store, after it; read to tell the log nothing twice.
 */
#ifndef TELL_H
#define TELL_H

#include "base/base.h"
#include "faq/import.h"
#include "site/var.h"

/*
 * Writes the file anew. made: how making the store ended. Where it cannot be
 * written nothing happens: the log has the same.
 */
void tell_status(const struct var *var, const struct sources *sources,
    enum status made, const struct import_counts *counts,
    const struct report *report);

/* Appends what the file says now, if anything, for tell_log. */
void tell_before(const struct var *var, struct buffer *before);
/*
 * Ends the report and logs what it says and the file did not say before. A
 * line that only moved within its file is none of that.
 */
void tell_log(struct report *report, const struct buffer *before);

#endif
