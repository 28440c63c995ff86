/* SPDX-License-Identifier: ISC */
/*
 * blocked.h - what browsers would refuse of an owner's template, since our
 * policy (http/response.c) does not allow it: foreign scripts, styles, fonts
 * and frames, and scripts in the page. Knows no other file. Pure.
 */
#ifndef BLOCKED_H
#define BLOCKED_H

#include "base/base.h"

/*
 * Notes each host in the text that is not among the hosts, words of csp_hosts
 * (faq/config.h), with the line for faq.conf that allows it.
 */
void blocked_note(
    const char *text, const char *hosts, const char *shown, struct report *);

#endif
