/* SPDX-License-Identifier: ISC */
/*
 * confine.h - the cage of each process, by what of a home it needs: reading
 * the home and writing var/, no more. Links in the home may lead out of it, so
 * where they lead is found and left open, too. The kernel holds the very
 * folders that were found: a home that was put in the place of another one is
 * not reached any more.
 *
 *   a server    reads HOME, writes HOME/var
 *   a builder   the same, and has no connection
 *   a worker    reads faq.conf, header.md, templates/, data/, files/, writes
 *               HOME/var, and has no child
 *
 * State of the whole process: a cage cannot be opened.
 */
#ifndef CONFINE_H
#define CONFINE_H

#include "base/base.h"
#include "site/var.h"

/*
 * Makes var/ and keeps visitors out of it where there is no store yet, then
 * confines this process for good. What the system refuses is logged, as
 * FastCGI at once, as CGI by the builder, if there is one: a process with one
 * request cannot know whether it was said before. var->home is kept.
 */
void confine_server(const struct var *var, bool fastcgi);

/*
 * Whether what was left open of the home is not what is there now. Looks at
 * the disk. False where no file is out of reach, and as CGI.
 */
bool confine_moved(void);

/* Of children. writes: whether the worker is to write var/. */
void confine_builder(void);
void confine_worker(const char *home, bool writes);

/* One or two sentences for the owner: what this process, or the host, does. */
void confine_tell(struct buffer *out);

#endif
