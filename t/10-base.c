/* SPDX-License-Identifier: ISC */
/* base.c: the log, the arena, the buffer, files and reports. */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "tap.h"

static char folder[100];

static const char *
place(const char *name)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void
write_file(const char *name, const char *bytes, size_t len)
{
	int fd = open(place(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
		ok(false, "cannot write %s", name);
	if (fd >= 0)
		close(fd);
}

/* ---------------------------------------------------------------- the log */

static int log_fds[2], saved_stderr;

/*
 * From here to end_capture standard error is a pipe that keeps each write
 * apart (O_DIRECT: a packet pipe, see pipe(2)).
 */
static void
begin_capture(void)
{
	fflush(stderr);
	saved_stderr = dup(STDERR_FILENO);
	if (pipe2(log_fds, O_DIRECT | O_NONBLOCK) != 0)
		ok(false, "pipe2: %s", strerror(errno));
	dup2(log_fds[1], STDERR_FILENO);
	close(log_fds[1]);
}

static void
end_capture(void)
{
	dup2(saved_stderr, STDERR_FILENO);
	close(saved_stderr);
	close(log_fds[0]);
}

/* Returns what one write brought, "" where there was none. */
static const char *
next_write(void)
{
	static char packet[4096 + 1];
	ssize_t n = read(log_fds[0], packet, sizeof(packet) - 1);

	packet[n > 0 ? n : 0] = '\0';
	return packet;
}

static void
test_log(void)
{
	char longest[2001], more[5000];
	const char *got;

	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	memset(more, 'y', sizeof(more) - 1);
	more[sizeof(more) - 1] = '\0';

	begin_capture();
	log_line("%s %d", "one", 2);
	is(next_write(), "faq.cgi: one 2\n", "a line with the prefix");
	log_line("a\nfaq.cgi: b\r\t\033[31m\x7f\x01 \xc3\xa9");
	is(next_write(), "faq.cgi: a?faq.cgi: b???[31m?? \xc3\xa9\n",
	    "control bytes become question marks, UTF-8 stays");
	log_line("%s", "");
	is(next_write(), "faq.cgi: \n", "an empty text");

	log_line("%s", longest);
	got = next_write();
	is_int(strlen(got), 9 + 2000 + 1, "2,000 bytes are kept");
	log_line("%s", more);
	got = next_write();
	is_int(strlen(got), 9 + 2000 + 1, "what is longer is cut");
	is(got + 9 + 1999, "y\n", "and still ends in one newline");

	log_line("first");
	log_line("second");
	is(next_write(), "faq.cgi: first\n", "each line is a write");
	is(next_write(), "faq.cgi: second\n", "of its own");
	is(next_write(), "", "and there are no others");
	end_capture();
}

/* --------------------------------------------------------------- the arena */

static bool
is_zeroed(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

static void
test_arena(void)
{
	struct arena arena = {0};
	bool aligned = true, zeroed = true, apart = true;
	char *last = NULL;

	for (size_t size = 1; size < 300; size++) {
		char *p = arena_alloc(&arena, size);

		aligned = aligned && (uintptr_t)p % _Alignof(max_align_t) == 0;
		zeroed = zeroed && is_zeroed(p, size);
		if (last != NULL)
			apart = apart && last[size - 2] == (char)0xff;
		memset(p, 0xff, size);
		last = p;
	}
	ok(aligned, "every piece is aligned for any object");
	ok(zeroed, "and zeroed");
	ok(apart, "and keeps its bytes when the next one is made");

	last = arena_alloc(&arena, 5 << 20);
	ok(last != NULL && is_zeroed(last, 5 << 20), "5 MiB in one piece");
	memset(last, 1, 5 << 20);
	ok(arena_alloc(&arena, 0) != NULL, "no bytes are a piece, too");
	ok(!arena.failed, "nothing failed");
	arena_free(&arena);
	ok(arena.blocks == NULL && !arena.failed, "freed: as at the start");
	arena_free(&arena);
	ok(arena_alloc(&arena, 1) != NULL, "and fit for use again");
	arena_free(&arena);
}

static void
test_arena_strings(void)
{
	struct arena arena = {0};
	char *text = arena_copy(&arena, "ab\0cd", 5);

	ok(memcmp(text, "ab\0cd", 6) == 0, "a copy holds NUL bytes and a NUL");
	is(arena_copy(&arena, NULL, 0), "", "a copy of nothing");
	is(arena_string(&arena, "words"), "words", "a string");
	is(arena_printf(&arena, "%s-%03d", "x", 7), "x-007", "a format");
	text = arena_printf(&arena, "%*s", 40000, "end");
	is_int(strlen(text), 40000, "a format larger than a block");
	is(text + 39997, "end", "is there to its end");
	arena_free(&arena);
}

static void
test_arena_failing(void)
{
	struct arena arena = {0};

	ok(arena_alloc(&arena, SIZE_MAX) == NULL, "no room for SIZE_MAX bytes");
	ok(arena.failed, "and the failure is noted");
	ok(arena_alloc(&arena, 8) != NULL, "a later piece may be had");
	ok(arena.failed, "but the failure sticks");
	arena_free(&arena);

	ok(arena_alloc(&arena, SIZE_MAX - 16) == NULL && arena.failed,
	    "nor for a little less");
	arena_free(&arena);
	is(arena_copy(&arena, "x", SIZE_MAX), "", "a failed copy is empty");
	ok(arena.failed, "and noted");
	arena_free(&arena);
	ok(arena_grow(&arena, NULL, 0, SIZE_MAX / 2) == NULL && arena.failed,
	    "no array of elements that large");
	arena_free(&arena);
	/* no locale is set: the euro sign cannot be written */
	is(arena_printf(&arena, "%ls", L"\x20ac"), "",
	    "a format that fails is an empty string");
	ok(arena.failed, "and noted");
	arena_free(&arena);
}

static void
test_arena_grow(void)
{
	struct arena arena = {0};
	size_t *array = NULL, moves = 0;
	bool kept = true;

	for (size_t count = 0; count < 200; count++) {
		size_t *more = arena_grow(&arena, array, count, sizeof(*array));

		moves += more != array;
		if (more != array && count != 0 && count != 16 && count != 32 &&
		    count != 64 && count != 128)
			ok(false, "moved at %zu", count);
		array = more;
		array[count] = count * 3;
		/* what comes between must not lie in the array's room */
		memset(arena_alloc(&arena, 1), 0xff, 1);
	}
	for (size_t i = 0; i < 200; i++)
		kept = kept && array[i] == i * 3;
	ok(kept, "an array keeps its elements while it grows");
	is_int(moves, 5, "and moves at 0, 16, 32, 64 and 128");
	arena_free(&arena);
}

/* -------------------------------------------------------------- the buffer */

static void
test_buffer(void)
{
	struct buffer buffer = {0};

	buffer_free(&buffer);
	buffer_add(&buffer, NULL, 0);
	is(buffer.data, "", "nothing added: the data end all the same");
	buffer_string(&buffer, "ab");
	buffer_char(&buffer, 'c');
	buffer_printf(&buffer, "%d%s", 1, "de");
	buffer_add(&buffer, "f\0g", 3);
	is_int(buffer.len, 9, "the length counts NUL bytes");
	ok(memcmp(buffer.data, "abc1def\0g", 10) == 0, "bytes in order");
	for (int i = 0; i < 100000; i++)
		buffer_char(&buffer, 'z');
	is_int(buffer.len, 100009, "it grows");
	is_int(buffer.data[buffer.len], 0, "and stays ended");
	buffer_printf(&buffer, "%*s", 300000, "end");
	is(buffer.data + buffer.len - 3, "end", "a long format");
	is_int(buffer.status, ST_OK, "without a failure");
	buffer_reset(&buffer);
	is(buffer.data, "", "reset: empty");
	is_int(buffer.len, 0, "of no length");
	ok(buffer.cap > 400000, "the memory stays");
	buffer_free(&buffer);
	ok(buffer.data == NULL && buffer.cap == 0, "freed");
}

static void
test_buffer_ceiling(void)
{
	struct buffer buffer = {.max = 8};

	buffer_string(&buffer, "12345678");
	is_int(buffer.status, ST_OK, "as much as the ceiling");
	buffer_string(&buffer, "");
	is_int(buffer.status, ST_OK, "and nothing more");
	buffer_char(&buffer, '9');
	is_int(buffer.status, ST_LIMIT, "one byte more is too much");
	is(buffer.data, "12345678", "and is not added");
	buffer_reset(&buffer);
	buffer_string(&buffer, "1234");
	is_int(buffer.status, ST_OK, "reset forgets the failure");
	buffer_string(&buffer, "56789");
	buffer_string(&buffer, "a");
	buffer_printf(&buffer, "%d", 1);
	is(buffer.data, "1234", "a failure sticks: what would fit is left out");
	buffer_reset(&buffer);
	buffer_printf(&buffer, "%09d", 1);
	is_int(buffer.status, ST_LIMIT, "a format keeps to the ceiling");
	is_int(buffer.len, 0, "all of it or nothing");
	buffer_free(&buffer);
	is_int(buffer.max, 8, "freed: the ceiling stays");
	is_int(buffer.status, ST_OK, "the failure does not");

	buffer = (struct buffer){0};
	buffer_add(&buffer, "x", (size_t)BUFFER_MAX + 1);
	is_int(buffer.status, ST_LIMIT, "BUFFER_MAX where there is no other");
	buffer_free(&buffer);
	buffer_add(&buffer, "x", SIZE_MAX);
	is_int(buffer.status, ST_LIMIT, "no overflow in the lengths");
	buffer_free(&buffer);
}

/* Behind the bytes there is room for their NUL, also where they just fit. */
static void
test_buffer_room(void)
{
	struct buffer buffer = {0};
	bool room = true;

	for (int i = 0; i < 3000; i++) {
		buffer_char(&buffer, 'x');
		room = room && buffer.cap > buffer.len &&
		       buffer.data[buffer.len] == '\0';
	}
	ok(room, "3,000 bytes one by one: always room for a NUL");
	buffer_free(&buffer);
}

/* ------------------------------------------------------------------- files */

static void
test_file_read(void)
{
	struct buffer out = {0};
	char *large = calloc(1, 50000);

	is_int(file_read(place("none"), 9, &out), ST_NOT_FOUND, "no file");
	is_int(file_read(folder, 9, &out), ST_SYSTEM, "a folder");
	is_int(errno, EISDIR, "errno says so");
	mkfifo(place("fifo"), 0600);
	alarm(10); /* ends the test if opening the FIFO blocks */
	is_int(file_read(place("fifo"), 9, &out), ST_SYSTEM, "a FIFO");
	alarm(0);
	is_int(errno, EINVAL, "errno says so");
	is_int(file_read("/dev/zero", 9, &out), ST_SYSTEM, "a device");
	is_int(out.len, 0, "nothing was read of them");

	write_file("empty", "", 0);
	is_int(file_read(place("empty"), 0, &out), ST_OK, "an empty file");
	is_int(out.len, 0, "has no bytes");
	write_file("file", "a\0b\n\xff", 5);
	buffer_string(&out, "x");
	is_int(file_read(place("file"), 5, &out), ST_OK, "as large as allowed");
	ok(out.len == 6 && memcmp(out.data, "xa\0b\n\xff", 7) == 0,
	    "its bytes are appended");
	is_int(file_read(place("file"), 4, &out), ST_LIMIT, "larger");

	write_file("large", large, 50000);
	buffer_free(&out);
	is_int(file_read(place("large"), 49999, &out), ST_LIMIT,
	    "larger than what one read brings");
	buffer_reset(&out);
	is_int(file_read(place("large"), 50000, &out), ST_OK, "and allowed");
	is_int(out.len, 50000, "it is all there");
	buffer_free(&out);
	out.max = 100;
	is_int(file_read(place("large"), 50000, &out), ST_LIMIT,
	    "the buffer's ceiling counts, too");
	buffer_free(&out);
	free(large);
	is_int(file_read(place("file/x"), 9, &out), ST_SYSTEM,
	    "a file is no folder");
	is_int(errno, ENOTDIR, "errno says so");
}

static void
test_file_write(void)
{
	struct buffer out = {0};

	is_int(file_write(place("new"), "a\0b", 3), ST_OK, "a new file");
	is_int(file_read(place("new"), 9, &out), ST_OK, "is there");
	ok(out.len == 3 && memcmp(out.data, "a\0b", 3) == 0, "with its bytes");
	write_file("new.new", "left", 4);
	is_int(file_write(place("new"), "two", 3), ST_OK,
	    "what a killed process left beside it is in nobody's way");
	unlink(place("new.new"));
	mkfifo(place("new.new"), 0600);
	alarm(10); /* ends the test if opening the FIFO blocks */
	is_int(file_write(place("new"), "three", 5), ST_OK, "nor is a FIFO");
	alarm(0);
	buffer_reset(&out);
	file_read(place("new"), 9, &out);
	is(out.data, "three", "the last one counts");
	is_int(access(place("new.new"), F_OK), -1, "nothing lies beside it");
	mkdir(place("new.d"), 0700);
	is_int(file_write(place("new.d"), "x", 1), ST_SYSTEM, "over a folder");
	is_int(errno, EISDIR, "errno says so");
	is_int(access(place("new.d.new"), F_OK), -1, "and takes itself back");
	rmdir(place("new.d"));
	unlink(place("new"));
	buffer_free(&out);
	alarm(10); /* ends the test if it tries for ever */
	ok(!file_put(-1, "x", 1), "where nothing can be written it gives up");
	is_int(errno, EBADF, "and errno says why");
	alarm(0);
}

static void
test_file_changed(void)
{
	struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
	struct file_stamp stamp = {0};
	char other[200];

	ok(!file_changed(place("stamp"), &stamp), "no file, as before");
	write_file("stamp", "one", 3);
	utimensat(AT_FDCWD, place("stamp"), times, 0);
	ok(file_changed(place("stamp"), &stamp), "now there is one");
	is_int(stamp.size, 3, "its size");
	ok(stamp.seconds > 1000, "the time of change, which nobody sets");
	ok(!file_changed(place("stamp"), &stamp), "it did not change");

	write_file("stamp", "four", 4);
	utimensat(AT_FDCWD, place("stamp"), times, 0);
	ok(file_changed(place("stamp"), &stamp), "another size");
	times[1].tv_nsec = 1;
	utimensat(AT_FDCWD, place("stamp"), times, 0);
	ok(file_changed(place("stamp"), &stamp), "a nanosecond later");
	write_file("other", "4444", 4);
	utimensat(AT_FDCWD, place("other"), times, 0);
	snprintf(other, sizeof(other), "%s", place("other"));
	rename(other, place("stamp"));
	ok(file_changed(place("stamp"), &stamp), "another file of that name");
	unlink(place("stamp"));
	ok(file_changed(place("stamp"), &stamp), "it went away");
	is_int(stamp.inode | stamp.size | stamp.seconds, 0, "a stamp of zero");
	ok(!file_changed(place("stamp"), &stamp), "and is still away");
}

/* ----------------------------------------------------------- hash, reports */

static void
test_hash(void)
{
	/* from the test vectors of the FNV authors' page */
	ok(hash_bytes(HASH_START, "", 0) == UINT64_C(0xcbf29ce484222325),
	    "FNV-1a of nothing");
	ok(hash_bytes(HASH_START, "a", 1) == UINT64_C(0xaf63dc4c8601ec8c),
	    "FNV-1a of a");
	ok(hash_bytes(HASH_START, "foobar", 6) == UINT64_C(0x85944171f73967e8),
	    "FNV-1a of foobar");
	ok(hash_bytes(hash_bytes(HASH_START, "foo", 3), "bar", 3) ==
		UINT64_C(0x85944171f73967e8),
	    "goes on from a hash");
}

static void
test_report(void)
{
	struct report report = {0};

	report_error(&report, "a.md", 3, 7, "no %s", "good");
	report_error(&report, "a.md", 4, 0, "bad");
	report_note(&report, "b.md", 5, 0, "left %d", 1);
	report_error(&report, "c.md", 0, 0, "gone");
	report_error(&report, "d.md", 0, 9, "a column needs its line");
	is(report.text.data,
	    "a.md:3:7: no good\n"
	    "a.md:4: bad\n"
	    "b.md:5: note: left 1\n"
	    "c.md: gone\n"
	    "d.md: a column needs its line\n",
	    "a line for each, without what is 0");
	is_int(report.errors, 4, "errors are counted");
	is_int(report.notes, 1, "notes apart");

	begin_capture();
	report_log(&report);
	is(next_write(), "faq.cgi: a.md:3:7: no good\n", "logged");
	for (int i = 0; i < 3; i++)
		next_write();
	is(next_write(), "faq.cgi: d.md: a column needs its line\n",
	    "line by line");
	is(next_write(), "", "and no more");
	report_free(&report);
	report_log(&report);
	is(next_write(), "", "an empty report logs nothing");
	end_capture();
	is_int(report.errors + report.notes, 0, "freed: as at the start");
}

static int
count_lines(const char *text)
{
	int lines = 0;

	for (; (text = strchr(text, '\n')) != NULL; text++)
		lines++;
	return lines;
}

/* Lines of the same form beyond what is kept one by one. */
static void
test_report_rest(void)
{
	struct report report = {0}, all = {0};
	char words[4001];
	const char *rest;
	int count = REPORT_TEXT / 4000 + 20;

	memset(words, 'x', sizeof(words) - 1);
	words[sizeof(words) - 1] = '\0';
	for (int i = 1; i <= count; i++)
		report_error(&report, "f", i, 0, "e %s", words);
	report_note(&report, "f", 9, 0, "n %d", 1);
	report_note(&report, "f", 5, 0, "n %d", 2);
	report_note(&report, "g", 5, 0, "n %d", 3);
	report_note(&report, "f", 4, 0, "n %d", 4);
	is_int(report.errors, count, "all errors are counted");
	is_int(report.notes, 4, "and all notes");
	ok(report.text.len > REPORT_TEXT &&
		report.text.len < REPORT_TEXT + 4100,
	    "so much is kept line by line");
	report_end(&report);
	rest = strstr(report.text.data, "f:67-85: e x");
	ok(rest != NULL && strstr(rest, "x (and 18 more like this)\n") != NULL,
	    "the rest is one line, with all their lines");
	ok(rest != NULL && strstr(rest, "\nf:4-9: note: n 1 (and 2 more like "
					"this)\ng:5: note: n 3\n") != NULL,
	    "one for each form and file");
	report_end(&report);
	is_int(count_lines(report.text.data), 66 + 1 + 2, "and once only");
	for (int i = 0; i < REPORT_ALL / REPORT_TEXT + 2; i++) {
		struct report other = {0};

		report_error(&other, "h", 1, 0, "%s", words);
		report_note(&other, "h", 1, 0, "%s", words);
		buffer_add(&other.text, report.text.data, report.text.len);
		report_move(&all, &other);
	}
	ok(strstr(all.text.data, "\nh: 1 mistakes and 1 notes more\n") != NULL,
	    "beyond a limit a file is one line");
	report_free(&all);
	report_free(&report);
}

static void
test_report_limits(void)
{
	struct report report = {0};
	char *words = malloc(REPORT_LINE + 100), text[1 << 14];
	FILE *file = tmpfile();
	ssize_t read_back;
	int saved;

	memset(words, 'x', REPORT_LINE + 99);
	words[REPORT_LINE + 99] = '\0';
	memcpy(words + REPORT_LINE - 12, "\xc3\xa4", 2); /* the cut's place */
	report_note(&report, "f", 1, 0, "%s", words);
	is_int(report.text.len, REPORT_LINE - 1 + 22, "a line has an end");
	is(report.text.data + REPORT_LINE - 2, "x (and 111 bytes more)\n",
	    "between two characters, and says so");
	report_free(&report);
	free(words);

	for (int i = 1; i <= REPORT_LOG + 50; i++)
		report_error(&report, "f", i, 0, "e");
	fflush(stderr); /* a file, since the pipe is not endless */
	saved = dup(STDERR_FILENO);
	dup2(fileno(file), STDERR_FILENO);
	report_log(&report);
	dup2(saved, STDERR_FILENO);
	close(saved);
	read_back = pread(fileno(file), text, sizeof(text) - 1, 0);
	text[read_back > 0 ? read_back : 0] = '\0';
	fclose(file);
	is_int(count_lines(text), REPORT_LOG + 1, "the log has the first ones");
	is(strstr(text, "faq.cgi: f:200"),
	    "faq.cgi: f:200: e\nfaq.cgi: and 50 more\n", "and how many more");
	report_free(&report);
}

int
main(void)
{
	static const char *const names[] = {
	    "fifo", "empty", "file", "large", "stamp", "other"};

	if (!tap_folder(folder, sizeof(folder)))
		return 1;
	test_log();
	test_arena();
	test_arena_strings();
	test_arena_failing();
	test_arena_grow();
	test_buffer();
	test_buffer_room();
	test_buffer_ceiling();
	test_file_read();
	test_file_write();
	test_file_changed();
	test_hash();
	test_report();
	test_report_rest();
	test_report_limits();
	for (size_t i = 0; i < COUNT(names); i++)
		unlink(place(names[i]));
	ok(rmdir(folder) == 0, "nothing is left behind");
	return tap_done();
}
