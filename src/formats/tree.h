/* SPDX-License-Identifier: ISC */
/*
 * tree.h - HTML as a tree of elements and text, parsed as browsers do (HTML
 * Living Standard, by gumbo) from what the sieve leaves. Knows nothing of FAQs.
 * The only user of gumbo.
 */
#ifndef TREE_H
#define TREE_H

#include "base/base.h"

struct node {
	const char *name; /* "h1"; NULL: a text */
	const char *text; /* of a text */
	int line;         /* of the html, from 1 */
	bool noted;       /* the caller's */
	struct node *parent, *child, *next;
	const void *attributes;
};

/*
 * Parses html[0..len). The tree lives in the arena; *root is an element without
 * a name. *cut as of sieve_read. Returns ST_OK or ST_MEMORY.
 */
enum status tree_parse(struct node **root, struct arena *arena,
    const char *html, size_t len, int *cut);

/* The attribute's value, or "". */
const char *tree_attribute(const struct node *node, const char *name);
bool tree_is(const struct node *node, const char *name);
/* The next node in the order of the text; over: not into this one. */
struct node *tree_next(struct node *node, const struct node *root, bool over);

#endif
