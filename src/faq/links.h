/* SPDX-License-Identifier: ISC */
/*
 * links.h - where an address in an owner's text leads: to a question, another
 * page of the FAQ, a file of hers, away, or nowhere. Addresses that lead
 * somewhere are made to do so wherever the text is shown.
 *
 * People write them as they see their files: "#does-it-hurt", "cost.html",
 * "10-safety.md", "images/pad.png", or copy them from a browser:
 * "https://www.example.com/faq/cost", "/cgi-bin/faq.cgi/cost". Whether a
 * question or category has the name is import.c's to find out, when all are
 * known.
 */
#ifndef LINKS_H
#define LINKS_H

#include "base/base.h"
#include "faq/picture.h"
#include "faq/sources.h"

/* In stored text what stands behind it is below the program's own address. */
#define LINK_HERE "faq:"

enum link_kind {
	LINK_AWAY,   /* to another site, or one that nothing is known of */
	LINK_SITE,   /* "/cost": to her own site, where nobody looks; name: what
			of the FAQ may be meant instead */
	LINK_PAGE,   /* to a page that the program has: the index, a feed */
	LINK_ANSWER, /* name: a slug, or a category's */
	LINK_CATEGORY, /* name: a slug, or a data file's name less its ending */
	LINK_FILE,     /* name: a file below files/, which is there */
	LINK_MISSING,  /* name: a file below files/, which is not there */
	LINK_DISK,     /* to a disk of the owner's */
	LINK_NOWHERE
};

struct link {
	enum link_kind kind;
	bool picture;
	int line;
	const char *written; /* as she wrote it */
	const char *name, *address;
	struct picture size; /* of a picture that is there; zeroed: unknown */
};

/* Where her files are, and her FAQ. */
struct places {
	const char *home; /* NULL: there are none */
	const struct sources *sources;
	const char *base; /* the FAQ's address, as config.h; may be NULL */
};

/*
 * Finds out where an address leads; picture: it is one's. `address` becomes
 * what is to take its place. Everything lives in the arena.
 */
void link_read(struct link *, struct arena *, const struct places *,
    const char *url, bool picture);

#endif
