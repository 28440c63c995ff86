/* SPDX-License-Identifier: ISC */
/*
 * files.h - the pictures and documents in HOME/files, below /files/: those
 * whose endings are on a short list of what browsers do not run. Nothing
 * hidden, nothing beyond a link.
 */
#ifndef FILES_H
#define FILES_H

#include "site/page.h"

#define FILES_PATH "/files/"

page_fn page_file; /* "/files/..." */

#endif
