/* SPDX-License-Identifier: ISC */
/*
 * cmark.h - memory for cmark-gfm, which ends the process where it gets none.
 * Here the work is given up instead, and whatever cmark still holds is freed.
 */
#ifndef FAQ_CMARK_H
#define FAQ_CMARK_H

#include "base/base.h"

/*
 * Calls work(data). cmark may be used only in there, with the extensions of
 * GitHub, and nothing of its outlives the call. Where memory is out, the work
 * ends within cmark: it must not hold what only it could free meanwhile.
 * Returns ST_OK or ST_MEMORY. Not to be called from the work.
 */
enum status cmark_work(void (*work)(void *data), void *data);

#endif
