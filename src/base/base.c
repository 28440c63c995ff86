/* SPDX-License-Identifier: ISC */
/* base.c - status codes, log, arena, buffer, report. See base.h. */
#include "base/base.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LOG_MAX = 2000, LOG_FILE_MAX = 64 << 10 };

static const char *log_file; /* see log_also */
static file_append_fn *log_append;
static char log_prefix[68] = "faq.cgi: ";

/* Makes control bytes visible, so that a line of a log stays one. */
static void
hide_controls(char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)bytes[i] < ' ' || bytes[i] == 0x7f)
			bytes[i] = '?';
}

/* Writes a line to the owner's own log. */
static void
copy_line(const char *line, size_t len)
{
	char copy[LOG_MAX + 40];
	time_t now = time(NULL);
	struct tm parts;
	size_t at = 0;
	int saved = errno;

	if (gmtime_r(&now, &parts) != NULL)
		at = strftime(copy, 40, "%Y-%m-%d %H:%M:%S UTC ", &parts);
	memcpy(copy + at, line, len);
	log_append(log_file, copy, at + len, LOG_FILE_MAX);
	errno = saved;
}

void
log_line(const char *format, ...)
{
	char line[sizeof(log_prefix) + LOG_MAX];
	size_t prefix = strlen(log_prefix), len = prefix;
	va_list ap;
	int n;

	memcpy(line, log_prefix, len);
	va_start(ap, format);
	n = vsnprintf(line + len, LOG_MAX + 1, format, ap);
	va_end(ap);
	if (n < 0)
		return;
	n = n < LOG_MAX ? n : LOG_MAX;
	hide_controls(line + len, (size_t)n);
	len += (size_t)n;
	line[len++] = '\n';
	if (log_file != NULL)
		copy_line(line + prefix, len - prefix);
	/* A log that cannot be written has nowhere to complain. */
	if (write(STDERR_FILENO, line, len) < 0)
		return;
}

void
log_name(const char *name)
{
	snprintf(log_prefix, sizeof(log_prefix), "%.60s.cgi: ", name);
	hide_controls(log_prefix, strlen(log_prefix));
}

void
log_also(const char *path, file_append_fn *append)
{
	log_file = path;
	log_append = append;
}

/* ---------------------------------------------------------------- arena */

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	_Alignas(max_align_t) char bytes[];
};

/* The first block is small, since many arenas hold but a few paths. */
enum { ARENA_FIRST = 1 << 10, ARENA_BLOCK = 16 << 10 };

static struct arena_block *
add_block(struct arena *arena, size_t size)
{
	size_t room = arena->blocks != NULL ? ARENA_BLOCK : ARENA_FIRST;
	struct arena_block *block = NULL;

	if (room < size)
		room = size;
	if (room <= SIZE_MAX - sizeof(*block))
		block = malloc(sizeof(*block) + room);
	if (block == NULL) {
		arena->failed = true;
		return NULL;
	}
	block->next = arena->blocks;
	block->used = 0;
	block->size = room;
	arena->blocks = block;
	return block;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	const size_t align = _Alignof(max_align_t);
	struct arena_block *block = arena->blocks;
	void *bytes;

	if (size > SIZE_MAX - align) {
		arena->failed = true;
		return NULL;
	}
	size = (size + align - 1) / align * align;
	if (block == NULL || block->size - block->used < size)
		block = add_block(arena, size);
	if (block == NULL)
		return NULL;
	bytes = block->bytes + block->used;
	block->used += size;
	return memset(bytes, 0, size);
}

static char nothing[1]; /* what a failed string is */

char *
arena_copy(struct arena *arena, const char *bytes, size_t len)
{
	char *copy = len < SIZE_MAX ? arena_alloc(arena, len + 1) : NULL;

	if (copy == NULL) {
		arena->failed = true;
		return nothing;
	}
	if (len > 0)
		memcpy(copy, bytes, len);
	return copy;
}

char *
arena_string(struct arena *arena, const char *string)
{
	return arena_copy(arena, string, strlen(string));
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	char *text = NULL;
	va_list ap, again;
	int n;

	va_start(ap, format);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, ap);
	if (n >= 0)
		text = arena_alloc(arena, (size_t)n + 1);
	if (text != NULL)
		vsnprintf(text, (size_t)n + 1, format, again);
	else
		arena->failed = true;
	va_end(again);
	va_end(ap);
	return text != NULL ? text : nothing;
}

void *
arena_grow(struct arena *arena, void *array, size_t count, size_t size)
{
	const size_t least = 16;
	void *more;

	/* full at 0, 16, 32, 64 …: it doubles */
	if (count != 0 && (count < least || (count & (count - 1)) != 0))
		return array;
	if (count > SIZE_MAX / 2 / size) {
		arena->failed = true;
		return NULL;
	}
	more = arena_alloc(arena, (count == 0 ? least : 2 * count) * size);
	if (more != NULL && count > 0)
		memcpy(more, array, count * size);
	return more;
}

void
arena_free(struct arena *arena)
{
	struct arena_block *block = arena->blocks, *next;

	for (; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	*arena = (struct arena){0};
}

/* --------------------------------------------------------------- buffer */

/* Makes room for len more bytes and a NUL. */
static bool
reserve_bytes(struct buffer *buffer, size_t len)
{
	size_t max = buffer->max > 0 ? buffer->max : BUFFER_MAX;
	size_t cap = buffer->cap > 0 ? buffer->cap : 256;
	char *data;

	if (buffer->status != ST_OK)
		return false;
	if (len > max || buffer->len > max - len) {
		buffer->status = ST_LIMIT;
		return false;
	}
	if (buffer->data != NULL && buffer->cap - buffer->len > len)
		return true;
	while (cap - buffer->len <= len)
		cap *= 2;
	data = realloc(buffer->data, cap);
	if (data == NULL) {
		buffer->status = ST_MEMORY;
		return false;
	}
	buffer->data = data;
	buffer->cap = cap;
	return true;
}

enum status
buffer_spill(struct buffer *buffer)
{
	enum status status;

	if (buffer->spill == NULL || buffer->len == 0 ||
	    buffer->status != ST_OK)
		return buffer->status;
	status = buffer->spill->write(buffer->spill, buffer->data, buffer->len);
	if (status == ST_OK)
		buffer->len = 0;
	else if (status == ST_NOT_FOUND)
		buffer->spill = NULL;
	else
		buffer->status = status;
	return buffer->status;
}

void
buffer_add(struct buffer *buffer, const char *bytes, size_t len)
{
	if (buffer->spill != NULL && buffer->len > 0 &&
	    buffer->len + len > buffer->spill->least)
		buffer_spill(buffer);
	if (!reserve_bytes(buffer, len))
		return;
	assert(buffer->len + len < buffer->cap);
	if (len > 0)
		memcpy(buffer->data + buffer->len, bytes, len);
	buffer->len += len;
	buffer->data[buffer->len] = '\0';
}

void
buffer_string(struct buffer *buffer, const char *string)
{
	buffer_add(buffer, string, strlen(string));
}

void
buffer_char(struct buffer *buffer, char c)
{
	buffer_add(buffer, &c, 1);
}

__attribute__((format(printf, 2, 0))) static void
format_into(struct buffer *buffer, const char *format, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, ap);
	if (n >= 0 && reserve_bytes(buffer, (size_t)n)) {
		vsnprintf(
		    buffer->data + buffer->len, (size_t)n + 1, format, again);
		buffer->len += (size_t)n;
	}
	va_end(again);
}

void
buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	format_into(buffer, format, ap);
	va_end(ap);
}

void
buffer_reset(struct buffer *buffer)
{
	if (buffer->spill != NULL)
		buffer->spill->clear(buffer->spill);
	buffer->len = 0;
	buffer->status = ST_OK;
	if (buffer->data != NULL)
		buffer->data[0] = '\0';
}

void
buffer_free(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){.max = buffer->max};
}

char *
arena_text(struct arena *arena, struct buffer *text)
{
	char *copy;

	if (text->status != ST_OK)
		arena->failed = true;
	copy = arena_copy(arena, text->data != NULL ? text->data : "",
	    text->status == ST_OK ? text->len : 0);
	buffer_free(text);
	return copy;
}

/* ---------------------------------------------------------------- files */

static enum status
read_all(int fd, size_t max, struct buffer *out)
{
	size_t start = out->len;
	char chunk[16 << 10];
	ssize_t n;

	for (;;) {
		n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return ST_SYSTEM;
		if (n == 0) {
			buffer_add(out, "", 0);
			return out->status;
		}
		if ((size_t)n > max - (out->len - start))
			return ST_LIMIT;
		buffer_add(out, chunk, (size_t)n);
	}
}

enum status
file_read(const char *path, size_t max, struct buffer *out)
{
	/* O_NONBLOCK: a FIFO in the owner's folder must not stop us. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum status status = ST_SYSTEM;
	struct stat st;
	int saved;

	if (fd < 0)
		return errno == ENOENT ? ST_NOT_FOUND : ST_SYSTEM;
	if (fstat(fd, &st) == 0) {
		if (S_ISREG(st.st_mode))
			status = read_all(fd, max, out);
		else
			errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	}
	saved = errno;
	close(fd);
	errno = saved;
	return status;
}

bool
file_put(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

enum status
file_write(const char *path, const char *bytes, size_t len)
{
	struct buffer beside = {0};
	enum status status = ST_SYSTEM;
	int fd = -1, saved;

	buffer_printf(&beside, "%s.new", path);
	if (beside.status != ST_OK) {
		errno = ENOMEM;
		return ST_SYSTEM;
	}
	unlink(beside.data); /* a FIFO there would be waited for */
	fd = open(beside.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd >= 0 && file_put(fd, bytes, len))
		status = ST_OK;
	if (fd >= 0 && close(fd) != 0)
		status = ST_SYSTEM;
	if (status == ST_OK && rename(beside.data, path) != 0)
		status = ST_SYSTEM;
	saved = errno;
	if (fd >= 0 && status != ST_OK)
		unlink(beside.data);
	buffer_free(&beside);
	errno = saved;
	return status;
}

/*
 * Makes room where the file is full. Under its lock, and only if it is the
 * file that fd has: of two processes that see it full the second would
 * otherwise move the first one's new file over the old.
 */
static void
set_aside(int fd, const char *path)
{
	struct stat open_file, named;
	struct buffer old = {0};

	buffer_printf(&old, "%s.old", path);
	if (old.status == ST_OK && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
	    fstat(fd, &open_file) == 0 && stat(path, &named) == 0 &&
	    open_file.st_ino == named.st_ino &&
	    open_file.st_dev == named.st_dev && rename(path, old.data) != 0)
		old.status = ST_SYSTEM; /* it grows until that is possible */
	buffer_free(&old);
}

enum status
file_append(const char *path, const char *bytes, size_t len, size_t max)
{
	int fd = open(path,
	    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW,
	    0644);
	struct stat st;
	bool fine;

	if (fd < 0)
		return ST_SYSTEM;
	fine = file_put(fd, bytes, len);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (size_t)st.st_size >= max)
		set_aside(fd, path);
	return close(fd) == 0 && fine ? ST_OK : ST_SYSTEM;
}

/* The name in the folder that is this one but for capital letters. */
static bool
find_like(int folder, const char *name, char *found, size_t size)
{
	int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;
	struct dirent *file = NULL;

	if (dir == NULL) {
		if (copy >= 0)
			close(copy);
		return false;
	}
	while ((file = readdir(dir)) != NULL)
		if (strcasecmp(file->d_name, name) == 0 &&
		    strlen(file->d_name) < size) {
			memcpy(found, file->d_name, strlen(file->d_name) + 1);
			break;
		}
	closedir(dir);
	return file != NULL;
}

int
file_open_below(int folder, const char *path, struct buffer *named)
{
	char part[256], like[sizeof(part)];
	const char *name;

	while (folder >= 0) {
		size_t len = strcspn(path, "/");
		bool last = path[len] == '\0';
		/* a pipe must not keep us waiting */
		int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK |
			    (last ? 0 : O_DIRECTORY);
		int next = -1;

		if (len > 0 && len < sizeof(part) && *path != '.') {
			memcpy(part, path, len);
			part[len] = '\0';
			name = part;
			next = openat(folder, name, flags);
			if (next < 0 && named != NULL && errno == ENOENT &&
			    find_like(folder, part, like, sizeof(like)))
				next = openat(folder, name = like, flags);
			if (named != NULL)
				buffer_printf(
				    named, "%s%s", name, last ? "" : "/");
		}
		close(folder);
		if (last)
			return next;
		folder = next;
		path += len + 1;
	}
	return -1;
}

bool
file_changed(const char *path, struct file_stamp *stamp)
{
	struct file_stamp now = {0};
	bool changed;
	struct stat st;

	if (stat(path, &st) == 0)
		now = (struct file_stamp){.inode = st.st_ino,
		    .size = st.st_size,
		    .seconds = st.st_ctim.tv_sec,
		    .nanoseconds = st.st_ctim.tv_nsec};
	changed = now.inode != stamp->inode || now.size != stamp->size ||
		  now.seconds != stamp->seconds ||
		  now.nanoseconds != stamp->nanoseconds;
	*stamp = now;
	return changed;
}

/* ----------------------------------------------------------------- hash */

uint64_t
hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	while (len-- > 0)
		hash = (hash ^ *p++) * UINT64_C(0x100000001b3);
	return hash;
}

/* --------------------------------------------------------------- report */

/* Lines of a file beyond REPORT_TEXT that have the same form. */
struct report_rest {
	const char *format;
	char *file, *text; /* of the first one */
	int first, last, count;
};

static void
add_place(struct buffer *text, const char *file, int line, int column)
{
	buffer_string(text, file);
	if (line > 0)
		buffer_printf(text, ":%d", line);
	if (line > 0 && column > 0)
		buffer_printf(text, ":%d", column);
}

/* Ends the line that begins at start. */
static void
end_line(struct buffer *text, size_t start)
{
	size_t len = text->len - start, kept = REPORT_LINE;

	if (len > REPORT_LINE) {
		while ((text->data[start + kept] & 0xc0) == 0x80)
			kept--; /* no part of a character */
		text->len = start + kept;
		text->data[text->len] = '\0';
		buffer_char(text, ' ');
		buffer_printf(text, "(and %zu bytes more)", len - kept);
	}
	if (text->len > start) /* a name may hold a line feed */
		hide_controls(text->data + start, text->len - start);
	buffer_char(text, '\n');
}

/* A new rest, for lines like this one; NULL: no memory, which text tells. */
static struct report_rest *
new_rest(struct report *report, const char *file, const char *kind,
    const char *format, va_list ap)
{
	struct report_rest *rests =
	    realloc(report->rests, (report->rest_count + 1) * sizeof(*rests));
	struct report_rest *rest;
	struct buffer text = {0};

	if (rests == NULL)
		return NULL;
	report->rests = rests;
	rest = &rests[report->rest_count];
	buffer_string(&text, kind);
	format_into(&text, format, ap);
	*rest = (struct report_rest){.format = format, .file = strdup(file)};
	if (text.status == ST_OK)
		rest->text = text.data;
	else
		buffer_free(&text);
	if (rest->file == NULL || rest->text == NULL) {
		free(rest->file);
		free(rest->text);
		return NULL;
	}
	report->rest_count++;
	return rest;
}

/* Sums up a line; the form is what tells its like. */
static void
add_rest(struct report *report, const char *file, int line, const char *kind,
    const char *format, va_list ap)
{
	struct report_rest *rest = NULL;

	for (size_t i = report->rest_count; rest == NULL && i-- > 0;)
		if (report->rests[i].format == format &&
		    strcmp(report->rests[i].file, file) == 0)
			rest = &report->rests[i];
	if (rest == NULL)
		rest = new_rest(report, file, kind, format, ap);
	if (rest == NULL) {
		report->text.status = ST_MEMORY;
		return;
	}
	if (rest->count++ == 0 || line < rest->first)
		rest->first = line;
	if (line > rest->last)
		rest->last = line;
}

__attribute__((format(printf, 6, 0))) static void
add_line(struct report *report, const char *file, int line, int column,
    const char *kind, const char *format, va_list ap)
{
	struct buffer *text = &report->text;
	size_t start = text->len;

	if (start > REPORT_TEXT) {
		add_rest(report, file, line, kind, format, ap);
		return;
	}
	add_place(text, file, line, column);
	buffer_printf(text, ": %s", kind);
	format_into(text, format, ap);
	end_line(text, start);
}

void
report_end(struct report *report)
{
	struct buffer *text = &report->text;

	for (size_t i = 0; i < report->rest_count; i++) {
		struct report_rest *rest = &report->rests[i];
		size_t start = text->len;

		add_place(text, rest->file, rest->first, 0);
		if (rest->last > rest->first)
			buffer_printf(text, "-%d", rest->last);
		buffer_printf(text, ": %s", rest->text);
		if (rest->count > 1) {
			buffer_char(text, ' ');
			buffer_printf(
			    text, "(and %d more like this)", rest->count - 1);
		}
		end_line(text, start);
		free(rest->file);
		free(rest->text);
	}
	free(report->rests);
	report->rests = NULL;
	report->rest_count = 0;
}

void
report_error(struct report *report, const char *file, int line, int column,
    const char *format, ...)
{
	va_list ap;

	report->errors++;
	va_start(ap, format);
	add_line(report, file, line, column, "", format, ap);
	va_end(ap);
}

void
report_note(struct report *report, const char *file, int line, int column,
    const char *format, ...)
{
	va_list ap;

	report->notes++;
	va_start(ap, format);
	add_line(report, file, line, column, "note: ", format, ap);
	va_end(ap);
}

void
report_unreadable(
    struct report *report, const char *file, enum status status, size_t max)
{
	int error = errno;

	if (status == ST_LIMIT)
		report_error(report, file, 0, 0,
		    "cannot be read: larger than %zu kB", max >> 10);
	else
		report_error(report, file, 0, 0, "cannot be read: %s",
		    status == ST_NOT_FOUND ? strerror(ENOENT)
					   : strerror(error));
}

void
report_move(struct report *report, struct report *other)
{
	struct buffer *text = &report->text;

	report_end(other);
	if (other->text.status != ST_OK)
		text->status = other->text.status;
	else if (text->len <= REPORT_ALL && other->text.len > 0)
		buffer_add(text, other->text.data, other->text.len);
	else if (other->text.len > 0)
		buffer_printf(text, "%.*s: %d mistakes and %d notes more\n",
		    (int)strcspn(other->text.data, ":\n"), other->text.data,
		    other->errors, other->notes);
	report->errors += other->errors;
	report->notes += other->notes;
	report_free(other);
}

void
report_log(struct report *report)
{
	const char *line, *end;
	int lines = 0, more = 0;

	report_end(report);
	line = report->text.data;
	for (; line != NULL && *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		if (end == NULL)
			break;
		if (++lines > REPORT_LOG)
			more++;
		else
			log_line("%.*s", (int)(end - line), line);
	}
	if (more > 0)
		log_line("and %d more", more);
}

void
report_free(struct report *report)
{
	report_end(report);
	buffer_free(&report->text);
	*report = (struct report){0};
}
