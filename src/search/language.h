/* SPDX-License-Identifier: ISC */
/*
 * language.h - what is known of a language: which of its words tell nothing,
 * which are so common that they are no slips. The lists stand in lists/. Knows
 * no text and no index.
 */
#ifndef LANGUAGE_H
#define LANGUAGE_H

#include "base/base.h"

struct language;

/*
 * The language of a tag (BCP 47), by its first part; one that has no lists
 * where nothing is known of it. Never NULL, never to be freed.
 */
const struct language *language_find(const char *tag);

enum {
	KIND_FUNCTION = 1, /* tells nothing on its own */
	KIND_ASKS = 2,     /* a question begins with it */
	KIND_TELLS = 4     /* asks for something, though a function word */
};

/*
 * Words that mean about the same: a group a line, parted by commas. *len: of
 * all lines, 0 where there are none.
 */
const char *language_synonyms(const struct language *, size_t *len);

/* What is said of a folded word (words_fold); 0: nothing. */
unsigned language_kind(const struct language *, const char *form, size_t len);

/* Whether there is a list of common words. */
bool language_has_common(const struct language *);

/*
 * Whether a folded word, or its stem, leads to a common one of the language: it
 * is no slip, then, though a FAQ may lack it.
 */
bool language_is_common(const struct language *, const char *form, size_t len,
    const char *stem, size_t stem_len);

#endif
