/* SPDX-License-Identifier: ISC */
/*
 * text.h - bytes and words: UTF-8, URL coding, slugs, the form of text files.
 * Pure functions: no input, no output, no state, no locale.
 */
#ifndef TEXT_H
#define TEXT_H

#include "base/base.h"

/*
 * Decodes the code point at p (at least 1 byte before end). Returns its length
 * in bytes, 1 to 4, or 0 where the bytes are not UTF-8 (RFC 3629: no
 * overlong form, no surrogate, nothing above U+10FFFF).
 */
size_t text_decode(const char *p, const char *end, uint32_t *code);

/* Returns the offset of the first byte that is not UTF-8, or len. */
size_t text_utf8_error(const char *bytes, size_t len);

/*
 * Returns the offset of the first character that is not UTF-8 or that no XML
 * document may hold (XML 1.0, 2.2): control characters but tab, line feed and
 * carriage return; U+FFFE and U+FFFF. Or len.
 */
size_t text_xml_error(const char *bytes, size_t len);

/*
 * Makes a text fit for XML in place: of what text_xml_error tells, U+FFFE and
 * U+FFFF become U+FFFD, every other byte a space.
 */
void text_make_xml(char *bytes, size_t len);

/*
 * Appends the text a person meant: what is not UTF-8, control characters and
 * spaces of all kinds become a space, runs of them one, none at the ends; soft
 * hyphens and their like vanish. At most max bytes are read; a character that
 * max would cut is left out.
 */
void text_clean(struct buffer *out, const char *bytes, size_t len, size_t max);

/*
 * Appends the decoded form of an URL's part (RFC 3986, 2.1); with plus, as in
 * a form, "+" is a space. A percent sign without two digits stands for itself.
 */
void text_url_decode(
    struct buffer *out, const char *bytes, size_t len, bool plus);

/*
 * Appends the part with all but unreserved characters (2.3), and those in
 * `keep`, as %XX.
 */
void text_url_encode(
    struct buffer *out, const char *bytes, size_t len, const char *keep);

/*
 * Appends the text, cut to at most max characters: between words where one ends
 * in the second half, and with an ellipsis, which counts.
 */
void text_cut(struct buffer *out, const char *text, size_t max);

/*
 * Appends the sentences from the text's beginning on that max characters hold,
 * or where the first one is longer, as much as text_cut does.
 */
void text_sentences(struct buffer *out, const char *text, size_t max);

enum { SLUG_MAX = 96 /* bytes of a slug */ };

/*
 * Appends the slug of a question in a language (BCP 47): letters and digits in
 * lower case, Latin letters without their accents, or as two where the language
 * has it so, everything between them one hyphen; cut between words to at most
 * SLUG_MAX bytes. Appends nothing when the question has neither letter nor
 * digit.
 */
void text_slug(
    struct buffer *out, const char *question, size_t len, const char *language);

/*
 * Returns NULL where bytes[0..len) may serve as a slug, or what is wrong with
 * it: "is empty", "is longer than …", "may hold only …".
 */
const char *text_slug_problem(const char *bytes, size_t len);

/*
 * The pairs of neighbouring letters and digits of a text, for comparing
 * spellings without regard to case and punctuation.
 */
struct text_pairs {
	uint8_t count[1024]; /* hashed */
	unsigned int total;
};

void text_pairs(struct text_pairs *pairs, const char *string);
/* Dice's coefficient: 0, nothing in common, to 1, spelled alike. */
double text_likeness(const struct text_pairs *a, const struct text_pairs *b);

/* Whether c is white space in the sense of ASCII. */
bool text_space(char c);
/* Whether it is a digit of ASCII. */
bool text_digit(char c);
/* ASCII letters in lower case, everything else as it is. */
char text_lower(char c);
/* The value of a hexadecimal digit, or -1. */
int text_hex(char c);

/* Whether a language (BCP 47) is written from right to left. */
bool text_is_rtl(const char *language);

/* ----------------------------------------------------------- text files */

/* What a message says of a file, or of a line, that is no text. */
#define TEXT_ENCODING "is not UTF-8 text; save the file as UTF-8"

/*
 * Brings the bytes of a text file into one form, in place: without the byte
 * order mark that some editors write first; a line ends with LF, whether it
 * ended with CR and LF or, in a file without any LF, with CR. bytes[len] is
 * written, too: a NUL. Returns the new length.
 */
size_t text_normalize(char *bytes, size_t len);

/* The line, from 1, in which the byte at that offset stands. */
int text_line_at(const char *bytes, size_t offset);

/* Cuts white space off both ends, in place. Returns the new beginning. */
char *text_trim(char *string);

/*
 * A text file line by line, in place. What is empty and what begins with "#",
 * a comment, is left out.
 */
struct text_lines {
	char *line; /* the one in hand: trimmed, NUL-terminated */
	int number; /* its number, from 1 */
	bool bad;   /* it is not UTF-8, or holds a NUL */
	char *next, *end;
};

/* Normalizes bytes[0..len), which are followed by a NUL, and begins. */
void text_lines_begin(struct text_lines *, char *bytes, size_t len);
/* Goes to the next line. Returns whether there is one. */
bool text_lines_next(struct text_lines *);

#endif
