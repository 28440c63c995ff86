/* SPDX-License-Identifier: ISC */
/*
 * var.h - the folder that the program writes, and the only place where it is
 * written: the lock, the note of tries, what the owner reads. What is written
 * there the web server may read, whatever the umask, and where root wrote it,
 * it is the home's owner's. Knows not what a store is.
 *
 *   HOME/var/faq.db       the store
 *   HOME/var/faq.db.new   while it is made
 *   HOME/var/faq.lock     held by the process that makes it
 *   HOME/var/faq.try      of what making it failed, and when to try again
 *   HOME/var/ledger.txt   what became of each address; see faq/ledger.h
 *   HOME/var/status.txt   what was read, and what is wrong, for the owner
 *   HOME/var/log          what was written to the web server's log
 *   HOME/var/searches.txt what visitors looked for; see asked.h
 *   HOME/var/report.html  and report.csv, which are made of it
 *   HOME/var/.htaccess    keeps visitors out; HOME/.htaccess, too, if missing
 */
#ifndef VAR_H
#define VAR_H

#include "base/base.h"

struct var {
	const char *home;
	const char *folder, *lock, *db, *db_new, *tries, *ledger, *status;
	const char *log, *searches, *report, *report_csv;
};

/* Makes the paths in the arena; looks at nothing. */
void var_name(struct var *var, struct arena *arena, const char *home);

/*
 * Makes the folder where it is missing and keeps visitors out of it and of the
 * home. Returns whether there is one.
 */
bool var_prepare(const struct var *var);

/*
 * Takes the lock, making the folder and keeping visitors out of it. wait: how
 * many milliseconds to try. Returns a descriptor to be closed, or -1 with
 * *status ST_BUSY, or ST_SYSTEM with errno where nothing can be written there.
 */
int var_lock(const struct var *var, int wait, enum status *status);

/* Whether this process may write there; changes nothing. */
bool var_can_write(const struct var *var);

/* Gives a file or folder of var/ its owner and its permissions. */
void var_give(const struct var *var, const char *path, bool folder);

/* Writes a file of var/, whole or not at all. Returns as file_write. */
enum status var_write(
    const struct var *var, const char *path, const char *bytes, size_t len);

/* Appends to a file of var/, as file_append, and gives it. */
enum status var_append(const struct var *var, const char *path,
    const char *bytes, size_t len, size_t max);

/*
 * Whoever makes a store of sources with that digest notes so before, since he
 * may not live to tell; then he says that it went well, or that it is in vain,
 * ever. In between nobody may try again before a pause that grows each time.
 */
bool var_may_try(const struct var *var, uint64_t digest);
/* ST_OK, or ST_SYSTEM (logged) where it cannot be noted. */
enum status var_begin_try(const struct var *var, uint64_t digest);
void var_end_try(const struct var *var, uint64_t digest, bool in_vain);

#endif
