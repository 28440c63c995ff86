/* SPDX-License-Identifier: ISC */
/* picture.c: how large pictures are, and what is none. */
#include "faq/picture.h"

#include "tap.h"

struct bytes {
	const unsigned char *bytes;
	size_t len;
	int reads;
};

static bool
read_bytes(void *data, uint64_t place, unsigned char *bytes, size_t len)
{
	struct bytes *from = data;

	from->reads++;
	if (len > 32 || place > from->len || from->len - place < len)
		return false;
	memcpy(bytes, from->bytes + place, len);
	return true;
}

/* The bytes, and as many zeros behind them, are a picture of that size. */
static void
measures(const char *bytes, size_t len, int width, int height, const char *name)
{
	enum { ROOM = 400, MORE = 40 };
	unsigned char room[ROOM] = {0};
	struct bytes from = {room, len + MORE, 0};
	struct picture picture;
	bool found;

	memcpy(room, bytes, len);
	found = picture_measure(&picture, read_bytes, &from);
	is_int(found, width > 0, "%s: a size", name);
	is_int(picture.width, width, "%s: width", name);
	is_int(picture.height, height, "%s: height", name);
	for (size_t cut = 0; cut < len; cut++) {
		from = (struct bytes){room, cut, 0};
		if (picture_measure(&picture, read_bytes, &from) &&
		    (picture.width != width || picture.height != height))
			ok(false, "%s: cut at %zu", name, cut);
	}
}
#define measures(bytes, ...) measures(bytes, sizeof(bytes) - 1, __VA_ARGS__)

#define PNG "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
#define JFIF                     \
	"\xff\xd8\xff\xe0\0\x04" \
	"ab"
#define SOF "\0\x11\x08\x01\x02\x03\x04\x03"
#define EXIF(kind, turn) \
	"\xff\xe1\0\x1e" \
	"Exif\0\0" kind turn
#define TIFF_II(turn)                                                        \
	EXIF("II*\0\x08\0\0\0\x01\0", "\x12\x01\x03\0\x01\0\0\0" turn "\0\0" \
				      "\0")
#define TIFF_MM(turn)                                                        \
	EXIF("MM\0*\0\0\0\x08\0\x01", "\x01\x12\0\x03\0\0\0\x01\0" turn "\0" \
				      "\0")

static void
test_sizes(void)
{
	measures(PNG "\0\0\x01\x02\0\0\0\x07", 258, 7, "PNG");
	measures("GIF87a\x03\x01\x04\0", 259, 4, "GIF of 1987");
	measures("GIF89a\x03\x01\x04\0", 259, 4, "GIF of 1989");
	measures(JFIF "\xff\xc0" SOF, 772, 258, "JPEG");
	measures(JFIF "\xff\xff\xff\xc2" SOF, 772, 258, "progressive, filled");
	measures("\xff\xd8\xff\xc4\0\x02\xff\xc0" SOF, 772, 258,
	    "a table of codes is no frame");
	measures("\xff\xd8" TIFF_II("\x01") "\xff\xc0" SOF, 772, 258,
	    "EXIF, upright");
	measures("\xff\xd8" TIFF_II("\x06") "\xff\xc0" SOF, 258, 772,
	    "EXIF, turned");
	measures("\xff\xd8" TIFF_MM("\x08") "\xff\xc0" SOF, 258, 772,
	    "EXIF of the other order, turned");
	measures("\xff\xd8" TIFF_MM("\x09") "\xff\xc0" SOF, 772, 258,
	    "EXIF, turned as nothing can be");
	measures("RIFF....WEBPVP8 \0\0\0\0...\x9d\x01\x2a\x05\x40\x06\x80", 5,
	    6, "WebP with losses; its scales are none of the size");
	measures("RIFF....WEBPVP8L\0\0\0\0\x2f\x05\xc0\x01\0", 6, 8,
	    "WebP without losses");
	measures("RIFF....WEBPVP8X\0\0\0\0\0\0\0\0\x09\0\0\x0a\x01\0", 10, 267,
	    "WebP with more");
}

static void
test_none(void)
{
	static unsigned char fill[1 << 16];
	struct bytes from = {fill, sizeof(fill), 0};
	struct picture picture;

	measures("", 0, 0, "nothing");
	measures("<svg width='3'>", 0, 0, "a drawing");
	measures(PNG "\0\0\0\0\0\0\0\x07", 0, 0, "without a width");
	measures(PNG "\0\x01\0\0\0\0\0\x07", 0, 0, "too wide");
	measures(PNG "\xff\xff\xff\xff\0\0\0\x07", 0, 0, "beyond any number");
	measures("\x89PNG\r\n\x1a\n\0\0\0\rIHDX\0\0\0\1\0\0\0\7", 0, 0,
	    "another chunk first");
	measures("\xff\xd8\xff\xe0\0\x01\xff\xc0" SOF, 0, 0,
	    "a segment shorter than its length");
	measures(JFIF "\x12\xc0" SOF, 0, 0, "no segment");
	measures("RIFF....WEBPVP8 \0\0\0\0...\x9d\x01\x2b\x05\0\x06\0", 0, 0,
	    "another start code");
	measures("RIFF....WEBPVP8L\0\0\0\0\x2e\x05\xc0\x01\0", 0, 0,
	    "another signature");
	measures("RIFF....WAVEfmt \0\0\0\0", 0, 0, "a sound");

	memset(fill, 0xff, sizeof(fill));
	fill[1] = 0xd8;
	ok(!picture_measure(&picture, read_bytes, &from), "filled without end");
	ok(from.reads < 300, "is given up");
	for (size_t i = 2; i + 4 < sizeof(fill); i += 4)
		memcpy(fill + i, "\xff\xe0\0\x02", 4);
	from.reads = 0;
	ok(!picture_measure(&picture, read_bytes, &from), "empty segments");
	ok(from.reads < 300, "are given up");
}

int
main(void)
{
	test_sizes();
	test_none();
	return tap_done();
}
