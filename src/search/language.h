/* SPDX-License-Identifier: ISC */
/*
 * language.h - what is known of a language: which of its words tell nothing.
 * Knows no text and no index.
 */
#ifndef LANGUAGE_H
#define LANGUAGE_H

#include "base/base.h"

/* Whether the word, as words_each gives it, tells nothing on its own. */
bool language_is_empty(const char *form, size_t len);

bool language_tells(const char *form, size_t len);
/* Whether a question begins with it. */
bool language_asks(const char *form, size_t len);

#endif
