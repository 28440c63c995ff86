/* SPDX-License-Identifier: ISC */
/* picture.c - sizes of pictures. See picture.h. */
#include "faq/picture.h"

#include <string.h>
#include <unistd.h>

enum {
	SEGMENTS_MAX = 200, /* of a JPEG that are passed over */
	TAGS_MAX = 100      /* of an EXIF that are looked at */
};

/* What the functions below share while one picture is measured. */
struct measuring {
	picture_read *read;
	void *data;
	unsigned char bytes[32];
	bool little; /* numbers of EXIF have their low byte first */
};

static bool
get(struct measuring *from, uint64_t place, size_t len)
{
	return from->read(from->data, place, from->bytes, len);
}

/* ---------------------------------------------------------------- numbers */

static uint32_t
big(const unsigned char *bytes, size_t len)
{
	uint32_t value = 0;

	for (size_t i = 0; i < len; i++)
		value = value << 8 | bytes[i];
	return value;
}

static uint32_t
little(const unsigned char *bytes, size_t len)
{
	uint32_t value = 0;

	while (len-- > 0)
		value = value << 8 | bytes[len];
	return value;
}

static bool
set_size(struct picture *picture, uint32_t width, uint32_t height)
{
	if (width < 1 || height < 1 || width > PICTURE_MAX ||
	    height > PICTURE_MAX)
		return false;
	*picture = (struct picture){(int)width, (int)height};
	return true;
}

/* ------------------------------------------------------------------- JPEG */

static uint32_t
exif_number(const struct measuring *from, const unsigned char *bytes, int len)
{
	return from->little ? little(bytes, (size_t)len)
			    : big(bytes, (size_t)len);
}

/* How an EXIF segment, from that place to its end, says to turn: 1 to 8. */
static uint32_t
read_turn(struct measuring *from, uint64_t place, uint64_t end)
{
	enum { ORIENTATION = 0x112 };
	uint64_t tiff = place + 6, at;
	uint32_t count;

	if (!get(from, place, 14) || memcmp(from->bytes, "Exif\0", 6) != 0)
		return 1;
	from->little = from->bytes[6] == 'I';
	at = tiff + exif_number(from, from->bytes + 10, 4);
	if (at + 2 > end || !get(from, at, 2))
		return 1;
	count = exif_number(from, from->bytes, 2);
	at += 2;
	for (uint32_t i = 0; i < count && i < TAGS_MAX; i++, at += 12) {
		if (at + 12 > end || !get(from, at, 12))
			return 1;
		if (exif_number(from, from->bytes, 2) == ORIENTATION)
			return exif_number(from, from->bytes + 8, 2);
	}
	return 1;
}

/* Whether a segment of that kind has the picture's size. */
static bool
is_frame(unsigned char kind)
{
	return kind >= 0xc0 && kind <= 0xcf && kind != 0xc4 && kind != 0xc8 &&
	       kind != 0xcc;
}

static bool
measure_jpeg(struct measuring *from, struct picture *picture)
{
	uint64_t at = 2;
	uint32_t turn = 1, len;
	unsigned char kind;

	for (int i = 0; i < SEGMENTS_MAX && get(from, at, 9); i++) {
		kind = from->bytes[1];
		if (from->bytes[0] != 0xff)
			return false;
		if (kind == 0xff) { /* such bytes may fill up */
			at++;
			continue;
		}
		len = big(from->bytes + 2, 2);
		if (is_frame(kind) && turn >= 5 && turn <= 8)
			return set_size(picture, big(from->bytes + 5, 2),
			    big(from->bytes + 7, 2));
		if (is_frame(kind))
			return set_size(picture, big(from->bytes + 7, 2),
			    big(from->bytes + 5, 2));
		if (len < 2)
			return false;
		if (kind == 0xe1 && turn == 1)
			turn = read_turn(from, at + 4, at + 2 + len);
		at += 2 + len;
	}
	return false;
}

/* ------------------------------------------------------------------- WebP */

static bool
measure_webp(struct measuring *from, struct picture *picture)
{
	const unsigned char *b = from->bytes;
	uint32_t bits;

	if (!get(from, 12, 18))
		return false;
	if (memcmp(b, "VP8X", 4) == 0)
		return set_size(
		    picture, little(b + 12, 3) + 1, little(b + 15, 3) + 1);
	if (memcmp(b, "VP8 ", 4) == 0)
		return memcmp(b + 11, "\x9d\x01\x2a", 3) == 0 &&
		       set_size(picture, little(b + 14, 2) & 0x3fff,
			   little(b + 16, 2) & 0x3fff);
	if (memcmp(b, "VP8L", 4) != 0 || b[8] != 0x2f)
		return false;
	bits = little(b + 9, 4);
	return set_size(
	    picture, (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
}

/* -------------------------------------------------------------------- all */

bool
picture_measure(struct picture *picture, picture_read *read, void *data)
{
	struct measuring from = {.read = read, .data = data};
	const unsigned char *b = from.bytes;

	*picture = (struct picture){0};
	if (!get(&from, 0, 24)) /* no picture is as short as that */
		return false;
	if (memcmp(b, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) == 0)
		return set_size(picture, big(b + 16, 4), big(b + 20, 4));
	if (memcmp(b, "GIF87a", 6) == 0 || memcmp(b, "GIF89a", 6) == 0)
		return set_size(picture, little(b + 6, 2), little(b + 8, 2));
	if (memcmp(b, "\xff\xd8\xff", 3) == 0)
		return measure_jpeg(&from, picture);
	if (memcmp(b, "RIFF", 4) == 0 && memcmp(b + 8, "WEBP", 4) == 0)
		return measure_webp(&from, picture);
	return false;
}

static bool
read_file(void *data, uint64_t place, unsigned char *bytes, size_t len)
{
	return place < INT64_MAX / 2 &&
	       pread(*(int *)data, bytes, len, (off_t)place) == (ssize_t)len;
}

bool
picture_measure_file(struct picture *picture, int fd)
{
	return picture_measure(picture, read_file, &fd);
}
