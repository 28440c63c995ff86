/* SPDX-License-Identifier: ISC */
/*
 * pages.h - the pages of a database's file, each of which proves that it is
 * what was written there: how SQLite reads a file that was sealed. Knows no
 * table.
 *
 * A page of 4,096 bytes ends with 16 that SQLite leaves alone: a number that
 * all pages of this file have and no other file has, and a sum over page,
 * number, and the page's place. So a page does not prove itself if a bit was
 * turned, if it lies elsewhere, or if it was written for another file.
 */
#ifndef PAGES_H
#define PAGES_H

#include "base/base.h"

enum { PAGES_RESERVED = 16 };

/*
 * The name of SQLite's way to the system (VFS) that reads sealed files, and
 * does nothing else. A page that proves nothing is SQLITE_IOERR_DATA. A
 * database that was never sealed cannot be opened: SQLITE_FORMAT. NULL where
 * there is no memory.
 */
const char *pages_reader(void);

/*
 * Seals a file that SQLite wrote without the reserved bytes of its pages, and
 * has it on the disk. ST_OK or ST_SYSTEM with errno.
 */
enum status pages_seal(const char *path);

/*
 * Reads all of a file. ST_OK; ST_INVALID where a page does not prove itself;
 * ST_NOT_FOUND where there is no file, or none that was sealed; ST_SYSTEM with
 * errno.
 */
enum status pages_prove(const char *path);

#endif
