/* SPDX-License-Identifier: ISC */
/*
 * ledger.h - what became of each address that the FAQ ever had. A text file
 * that people can read, copy and put back; the program only adds lines to it,
 * and it outlives every store. Knows no HTTP and no page.
 *
 *   2026-11-22T09:30:00Z /does-it-hurt here 0f3c5a7b9d1e2f40
 *   2026-11-25T14:05:11Z /does-it-hurt moved /is-it-painful
 *   2026-11-25T14:05:11Z /parking gone
 *   2026-11-25T14:05:11Z /fax retired
 *
 * A line has the time (UTC, ISO 8601), an address as it stands behind the
 * program's own, what happened, and for "here" a number that the answer has as
 * long as its words stay, for "moved" the new address. Of several lines of an
 * address the last one counts, whatever the times say. A line that is none, and
 * one that the file's end cut off, are as if they were not there; "#" begins a
 * comment.
 */
#ifndef LEDGER_H
#define LEDGER_H

#include "base/base.h"
#include "faq/store.h"

#define LEDGER_NAME "var/ledger.txt" /* below the home */

enum {
	LEDGER_MAX = 16 << 20, /* bytes; one that is larger is not read */
	LEDGER_DAY = 86400,    /* seconds until what happened is for good */
	LEDGER_HOPS = 10       /* moves from one address to the next */
};

enum ledger_what {
	LEDGER_HERE,   /* it is an answer's, or a category's */
	LEDGER_MOVED,  /* it leads to another one */
	LEDGER_GONE,   /* it vanished */
	LEDGER_RETIRED /* its owner took it away */
};

struct ledger_line {
	const char *address;
	enum ledger_what what;
	int64_t time;       /* seconds since 1970 */
	const char *target; /* of what moved, else "" */
	uint64_t mark;      /* of what is here, else 0 */
};

struct ledger {
	struct arena *arena; /* where it lives */
	const char *text;    /* its whole lines */
	size_t len;
	bool torn; /* the last line has no end */

	/* The last line of each address, once it was tabulated. */
	struct ledger_line *lines;
	size_t count;
	uint32_t *slots; /* a line's number and one, or 0; by a hash */
	size_t slot_count;
	int strange;    /* lines that are none */
	int strange_at; /* and where the first one stands */
};

/* Takes the bytes of a ledger, which are followed by a NUL, and changes them.
 */
void ledger_open(
    struct ledger *ledger, struct arena *arena, char *bytes, size_t len);

/*
 * Reads a ledger; one that is not there is empty. Returns ST_OK; ST_LIMIT;
 * ST_SYSTEM with errno, also where it is no plain file; ST_MEMORY.
 */
enum status ledger_read(
    struct ledger *ledger, struct arena *arena, const char *path);

/*
 * Takes all lines apart, for who wants them all: finding one is fast then.
 * ST_OK or ST_MEMORY.
 */
enum status ledger_tabulate(struct ledger *ledger);

/* The last line of an address, or NULL, also where the arena fails. */
const struct ledger_line *ledger_find(
    const struct ledger *ledger, const char *address);

/* What became of an address that is none of the FAQ's now. */
struct ledger_fate {
	enum ledger_fate_kind {
		FATE_UNKNOWN, /* nothing is known of it, or it should be here */
		FATE_MOVED,   /* to `target`, which may be none any more */
		FATE_GONE
	} kind;
	const char *target; /* an address; "" but where it moved */
	bool settled;       /* more than a day ago, or said by the owner */
};

/*
 * Follows an address from move to move; those that lead round in a circle, or
 * are too many, lead nowhere. now: seconds since 1970. What happened up to a
 * day ahead of it may come of two clocks, and is new; what is further ahead was
 * written by a clock that was wrong, and is old.
 */
struct ledger_fate ledger_follow(
    const struct ledger *ledger, const char *address, int64_t now);

/*
 * Appends the lines that are missing in a tabulated ledger for the addresses of
 * a store: what is here with other words or for the first time, and where that
 * went which was here before. An address whose answer is another one's now has
 * moved to it; the new one whose address looks most alike, if several have
 * these words. Nothing has gone as long as files cannot be read. Returns as
 * store_addresses.
 */
enum status ledger_compare(const struct ledger *ledger, struct store *store,
    int64_t now, struct buffer *lines);

/*
 * Adds to the file at path what ledger_compare says. Returns ST_OK; ST_LIMIT,
 * ST_SYSTEM, as ledger_read or where it cannot be written (errno); ST_MEMORY.
 */
enum status ledger_update(const char *path, struct store *store);

#endif
