/* SPDX-License-Identifier: ISC */
/*
 * picture.h - how large a picture is, as a browser would show it: PNG (ISO
 * 15948), GIF (89a), JPEG (ITU T.81, turned as its EXIF says) and WebP (RFC
 * 9649). Reads a few bytes at known places, whatever the file claims to hold;
 * decodes nothing and knows no FAQ.
 */
#ifndef PICTURE_H
#define PICTURE_H

#include "base/base.h"

struct picture {
	int width, height; /* pixels; 1 to PICTURE_MAX */
};

enum { PICTURE_MAX = 65535 };

/*
 * Copies len bytes, at most 32, from that place on. Returns whether there are
 * so many.
 */
typedef bool picture_read(
    void *data, uint64_t place, unsigned char *bytes, size_t len);

/* Returns false, and no size, where it is no such picture, or has no size. */
bool picture_measure(struct picture *picture, picture_read *read, void *data);

/* The same of an open file. */
bool picture_measure_file(struct picture *picture, int fd);

#endif
