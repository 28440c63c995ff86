/* SPDX-License-Identifier: ISC */
/* ledger.c - reading, following, adding. See ledger.h. */
#include "faq/ledger.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/text.h"

static const char head[] =
    "# Every address that this FAQ ever had, and what became of it. faq.cgi\n"
    "# adds lines to this file so that old links go on working. Keep a copy.\n";

static const char category_path[] = "/category/";

/* ----------------------------------------------------------------- reading */

/* Whether a string is "/slug" or "/category/slug". */
static bool
is_address(const char *string)
{
	size_t len = sizeof(category_path) - 1;

	if (strncmp(string, category_path, len) != 0)
		len = 1;
	return *string == '/' &&
	       text_slug_problem(string + len, strlen(string + len)) == NULL;
}

/* Days from the first of the year 1 to that day. */
static int64_t
count_days(int year, int month, int day)
{
	static const short before[] = {
	    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	int last = month > 2 ? year : year - 1; /* whose leap day has passed */

	return (year - 1) * INT64_C(365) + last / 4 - last / 100 + last / 400 +
	       before[month - 1] + day - 1;
}

/*
 * "2026-11-22T09:30:00Z". By hand, since strptime and timegm take as long as
 * all the rest of reading a line, ten times.
 */
static bool
read_time(const char *string, int64_t *seconds)
{
	static const char form[] = "0000-00-00T00:00:00Z";
	int fields[8] = {0}, *field = fields;
	const int *f = fields;

	for (size_t i = 0; i < sizeof(form); i++) {
		if (form[i] != '0' && string[i] != form[i])
			return false;
		if (form[i] != '0')
			field++;
		else if (string[i] < '0' || string[i] > '9')
			return false;
		else
			*field = *field * 10 + string[i] - '0';
	}
	if (f[0] < 1 || f[1] < 1 || f[1] > 12 || f[2] < 1 || f[2] > 31 ||
	    f[3] > 23 || f[4] > 59 || f[5] > 60)
		return false;
	*seconds = (count_days(f[0], f[1], f[2]) - count_days(1970, 1, 1)) *
		       LEDGER_DAY +
		   f[3] * 3600 + f[4] * 60 + f[5];
	return true;
}

static bool
read_mark(const char *string, uint64_t *mark)
{
	if (strlen(string) != 16 || strspn(string, "0123456789abcdef") != 16)
		return false;
	*mark = strtoull(string, NULL, 16);
	return true;
}

/* Takes a line apart. False: it is none of a ledger's. */
static bool
read_line(char *text, struct ledger_line *line)
{
	static const char *const names[] = {[LEDGER_HERE] = "here",
	    [LEDGER_MOVED] = "moved",
	    [LEDGER_GONE] = "gone",
	    [LEDGER_RETIRED] = "retired"};
	const char *words[4] = {"", "", "", ""};
	size_t count = 0, what = 0;
	char *word;

	*line = (struct ledger_line){.target = ""};
	while ((word = strsep(&text, " \t")) != NULL)
		if (*word != '\0' && count++ < COUNT(words))
			words[count - 1] = word;
	while (what < COUNT(names) && strcmp(names[what], words[2]) != 0)
		what++;
	if (what == COUNT(names) || !read_time(words[0], &line->time) ||
	    !is_address(words[1]))
		return false;
	line->address = words[1];
	line->what = (enum ledger_what)what;
	if (line->what == LEDGER_HERE)
		return count == 4 && read_mark(words[3], &line->mark);
	if (line->what == LEDGER_MOVED) {
		line->target = words[3];
		return count == 4 && is_address(line->target);
	}
	return count == 3;
}

/* The place of an address in the table, or where it would be. */
static uint32_t *
find_slot(const struct ledger *ledger, const char *address)
{
	size_t mask = ledger->slot_count - 1;
	size_t i = hash_bytes(HASH_START, address, strlen(address)) & mask;

	while (
	    ledger->slots[i] != 0 &&
	    strcmp(ledger->lines[ledger->slots[i] - 1].address, address) != 0)
		i = (i + 1) & mask;
	return &ledger->slots[i];
}

static bool
is_gap(char c)
{
	return c == ' ' || c == '\t';
}

/* Takes the line [start, end) apart. False: it is none. */
static bool
read_copy(struct arena *arena, const char *start, const char *end,
    struct ledger_line *line)
{
	char *copy = arena_copy(arena, start, (size_t)(end - start));
	struct text_lines lines = {.next = copy, .end = copy + (end - start)};

	return !arena->failed && text_lines_next(&lines) && !lines.bad &&
	       read_line(lines.line, line);
}

/* Looks through the text, which is faster than taking all lines apart. */
static const struct ledger_line *
scan_lines(const struct ledger *ledger, const char *address)
{
	const char *text = ledger->text, *end = text + ledger->len;
	const char *p = text, *start, *stop;
	struct ledger_line line, last = {0}, *found = NULL;
	size_t len = strlen(address);

	for (; (p = memmem(p, (size_t)(end - p), address, len)) != NULL;
	     p = stop) {
		stop = p + len;
		if (p == text || !is_gap(p[-1]) || !is_gap(*stop))
			continue;
		/* its line, once, however often it has the address */
		start = memrchr(text, '\n', (size_t)(p - text));
		start = start != NULL ? start + 1 : text;
		stop = memchr(p, '\n', (size_t)(end - p));
		if (read_copy(ledger->arena, start, stop, &line) &&
		    strcmp(line.address, address) == 0)
			last = line;
	}
	if (last.address != NULL)
		found = arena_alloc(ledger->arena, sizeof(*found));
	if (found != NULL)
		*found = last;
	return found;
}

const struct ledger_line *
ledger_find(const struct ledger *ledger, const char *address)
{
	uint32_t slot;

	if (ledger->len == 0)
		return NULL;
	if (ledger->slots == NULL)
		return scan_lines(ledger, address);
	slot = *find_slot(ledger, address);
	return slot != 0 ? &ledger->lines[slot - 1] : NULL;
}

static void
add_line(struct ledger *ledger, const struct ledger_line *line)
{
	uint32_t *slot = find_slot(ledger, line->address);

	if (*slot == 0)
		*slot = (uint32_t)++ledger->count;
	ledger->lines[*slot - 1] = *line;
}

enum status
ledger_tabulate(struct ledger *ledger)
{
	struct arena *arena = ledger->arena;
	char *copy = arena_copy(arena, ledger->text, ledger->len);
	struct text_lines lines = {.next = copy, .end = copy + ledger->len};
	struct ledger_line line;
	size_t count = 1;

	for (size_t i = 0; i < ledger->len; i++)
		count += ledger->text[i] == '\n';
	/* half of it stays empty, so that looking for what is not ends */
	for (ledger->slot_count = 4; ledger->slot_count < 2 * count;)
		ledger->slot_count *= 2;
	ledger->lines = arena_alloc(arena, count * sizeof(*ledger->lines));
	ledger->slots =
	    arena_alloc(arena, ledger->slot_count * sizeof(*ledger->slots));
	if (arena->failed)
		return ST_MEMORY;
	while (text_lines_next(&lines)) {
		if (!lines.bad && read_line(lines.line, &line))
			add_line(ledger, &line);
		else if (ledger->strange++ == 0)
			ledger->strange_at = lines.number;
	}
	return ST_OK;
}

/* The length without a last line that has no end. */
static size_t
whole_lines(const char *bytes, size_t len)
{
	while (len > 0 && bytes[len - 1] != '\n')
		len--;
	return len;
}

void
ledger_open(struct ledger *ledger, struct arena *arena, char *bytes, size_t len)
{
	len = text_normalize(bytes, len);
	*ledger = (struct ledger){
	    .arena = arena, .text = bytes, .len = whole_lines(bytes, len)};
	ledger->torn = ledger->len < len;
	bytes[ledger->len] = '\0';
}

enum status
ledger_read(struct ledger *ledger, struct arena *arena, const char *path)
{
	struct buffer bytes = {.max = LEDGER_MAX + 1};
	enum status status = ST_SYSTEM;
	struct stat st;
	size_t len;

	*ledger = (struct ledger){.arena = arena, .text = ""};
	if (lstat(path, &st) != 0)
		return errno == ENOENT || errno == ENOTDIR ? ST_OK : ST_SYSTEM;
	/* neither a pipe nor somebody else's file */
	errno = S_ISLNK(st.st_mode) ? ELOOP : EINVAL;
	if (S_ISREG(st.st_mode))
		status = file_read(path, LEDGER_MAX, &bytes);
	len = bytes.len;
	if (status == ST_OK) {
		char *copy = arena_text(arena, &bytes);

		if (!arena->failed)
			ledger_open(ledger, arena, copy, len);
	}
	buffer_free(&bytes);
	return status == ST_OK && arena->failed ? ST_MEMORY : status;
}

/* --------------------------------------------------------------- following */

static bool
is_settled(const struct ledger_line *line, int64_t now)
{
	int64_t age = now - line->time;

	return line->what == LEDGER_RETIRED || age >= LEDGER_DAY ||
	       age <= -LEDGER_DAY;
}

struct ledger_fate
ledger_follow(const struct ledger *ledger, const char *address, int64_t now)
{
	const struct ledger_line *line = ledger_find(ledger, address);
	struct ledger_fate fate = {FATE_UNKNOWN, "", true};

	for (int hops = 0; line != NULL && line->what != LEDGER_HERE; hops++) {
		if (line->what != LEDGER_MOVED || hops == LEDGER_HOPS)
			return (struct ledger_fate){
			    FATE_GONE, "", is_settled(line, now)};
		fate.kind = FATE_MOVED;
		fate.target = line->target;
		fate.settled &= is_settled(line, now);
		line = ledger_find(ledger, line->target);
	}
	return fate;
}

/* --------------------------------------------------------------- comparing */

/* An address that a store has. */
struct present {
	const char *address;
	const char *target; /* "": it is here; NULL: it is retired */
	uint64_t mark;
	bool fresh; /* it was not here before */
};

struct comparison {
	const struct ledger *ledger;
	struct arena arena;
	struct present *list; /* by address */
	size_t count;
	struct present **same; /* those that are here, by mark */
	size_t same_count;
	char stamp[24]; /* the time of the new lines */
	struct buffer *lines;
};

/* The categories, each with a number that it has as long as its questions. */
static enum status
add_categories(struct comparison *all, struct store *store,
    const struct category *categories, size_t count)
{
	enum status status = ST_OK;

	for (size_t i = 0; status == ST_OK && i < count; i++) {
		struct arena arena = {0};
		uint64_t mark = HASH_START;
		struct entry *entries;
		size_t entry_count;

		status = store_list(store, &arena, categories[i].id, 0, 0,
		    &entries, &entry_count);
		for (size_t k = 0; status == ST_OK && k < entry_count; k++)
			mark = hash_bytes(
			    mark, entries[k].slug, strlen(entries[k].slug) + 1);
		all->list[all->count++] = (struct present){
		    .address = arena_printf(
			&all->arena, "%s%s", category_path, categories[i].slug),
		    .target = "",
		    .mark = mark};
		arena_free(&arena);
	}
	return status;
}

static enum status
read_store(struct comparison *all, struct store *store)
{
	struct arena *arena = &all->arena;
	struct category *categories;
	struct address *addresses;
	size_t count, category_count;
	enum status status = store_addresses(store, arena, &addresses, &count);

	if (status == ST_OK)
		status = store_categories(
		    store, arena, 0, &categories, &category_count);
	if (status != ST_OK)
		return status;
	all->list = arena_alloc(
	    arena, (count + category_count + 1) * sizeof(*all->list));
	if (all->list == NULL)
		return ST_MEMORY;
	for (size_t i = 0; i < count; i++) {
		const struct address *from = &addresses[i];
		struct present *to = &all->list[all->count];

		to->address = arena_printf(arena, "/%s", from->slug);
		if (!is_address(to->address))
			continue; /* a damaged store's */
		all->count++;
		to->mark = from->mark;
		if (strcmp(from->entry, from->slug) == 0)
			to->target = "";
		else if (*from->entry != '\0')
			to->target = arena_printf(arena, "/%s", from->entry);
	}
	status = add_categories(all, store, categories, category_count);
	return arena->failed ? ST_MEMORY : status;
}

static int
compare_addresses(const void *a, const void *b)
{
	return strcmp(((const struct present *)a)->address,
	    ((const struct present *)b)->address);
}

static int
compare_marks(const void *a, const void *b)
{
	const struct present *one = *(struct present *const *)a;
	const struct present *other = *(struct present *const *)b;

	if (one->mark != other->mark)
		return one->mark < other->mark ? -1 : 1;
	return strcmp(one->address, other->address);
}

/* Puts the store's addresses in order, and sees which are new. */
static enum status
sort_present(struct comparison *all)
{
	all->same =
	    arena_alloc(&all->arena, (all->count + 1) * sizeof(*all->same));
	if (all->same == NULL)
		return ST_MEMORY;
	qsort(all->list, all->count, sizeof(*all->list), compare_addresses);
	for (size_t i = 0; i < all->count; i++) {
		struct present *present = &all->list[i];
		const struct ledger_line *line =
		    ledger_find(all->ledger, present->address);

		present->fresh = line == NULL || line->what != LEDGER_HERE;
		if (present->target != NULL && *present->target == '\0')
			all->same[all->same_count++] = present;
	}
	qsort(all->same, all->same_count, sizeof(*all->same), compare_marks);
	return ST_OK;
}

/* Adds the line that tells of an address of the store, if it is missing. */
static void
tell_present(struct comparison *all, const struct present *present)
{
	const struct ledger_line *line =
	    ledger_find(all->ledger, present->address);
	struct buffer *lines = all->lines;

	if (present->target == NULL) {
		if (line == NULL || line->what != LEDGER_RETIRED)
			buffer_printf(lines, "%s %s retired\n", all->stamp,
			    present->address);
	} else if (*present->target != '\0') {
		if (line == NULL || line->what != LEDGER_MOVED ||
		    strcmp(line->target, present->target) != 0)
			buffer_printf(lines, "%s %s moved %s\n", all->stamp,
			    present->address, present->target);
	} else if (present->fresh || line->mark != present->mark) {
		buffer_printf(lines, "%s %s here %016llx\n", all->stamp,
		    present->address, (unsigned long long)present->mark);
	}
}

static bool
is_category(const char *address)
{
	return strncmp(address, category_path, sizeof(category_path) - 1) == 0;
}

/* The first of those with that mark, or the end. */
static size_t
find_mark(const struct comparison *all, uint64_t mark)
{
	size_t low = 0, high = all->same_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (all->same[middle]->mark < mark)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Of more that have the same words nobody can know which is meant. */
enum { HEIRS_MAX = 100 };

/*
 * Where what vanished is now, or NULL: the new address whose name is most
 * alike; or one that was there before, if no other has the same words.
 */
static const char *
find_heir(const struct comparison *all, const struct ledger_line *line)
{
	const struct present *best = NULL, *only = NULL;
	struct text_pairs old, new;
	double likeness, most = -1;
	size_t first = find_mark(all, line->mark), count = 0;

	if (first + HEIRS_MAX < all->same_count &&
	    all->same[first + HEIRS_MAX]->mark == line->mark)
		return NULL;
	for (size_t i = first;
	     i < all->same_count && all->same[i]->mark == line->mark; i++) {
		const struct present *present = all->same[i];

		if (is_category(present->address) != is_category(line->address))
			continue;
		only = present;
		if (count++ == 0)
			text_pairs(&old, line->address);
		if (!present->fresh)
			continue;
		text_pairs(&new, present->address);
		likeness = text_likeness(&old, &new);
		if (likeness > most) {
			most = likeness;
			best = present;
		}
	}
	if (best == NULL && count == 1)
		best = only;
	return best != NULL ? best->address : NULL;
}

/* Adds the line that tells where an address went which was here before. */
static void
tell_absent(struct comparison *all, const struct ledger_line *line)
{
	const struct present wanted = {.address = line->address};
	const char *heir;

	if (line->what != LEDGER_HERE ||
	    bsearch(&wanted, all->list, all->count, sizeof(wanted),
		compare_addresses) != NULL)
		return;
	heir = find_heir(all, line);
	if (heir != NULL)
		buffer_printf(all->lines, "%s %s moved %s\n", all->stamp,
		    line->address, heir);
	else
		buffer_printf(
		    all->lines, "%s %s gone\n", all->stamp, line->address);
}

enum status
ledger_compare(const struct ledger *ledger, struct store *store, int64_t now,
    struct buffer *lines)
{
	struct comparison all = {.ledger = ledger, .lines = lines};
	time_t seconds = (time_t)now;
	struct tm parts = {0};
	int64_t lost;
	enum status status = store_lost(store, &lost);

	if (status == ST_OK)
		status = read_store(&all, store);
	if (status == ST_OK)
		status = sort_present(&all);
	gmtime_r(&seconds, &parts);
	strftime(all.stamp, sizeof(all.stamp), "%Y-%m-%dT%H:%M:%SZ", &parts);
	for (size_t i = 0; status == ST_OK && i < all.count; i++)
		tell_present(&all, &all.list[i]);
	for (size_t i = 0; status == ST_OK && lost == 0 && i < ledger->count;
	     i++)
		tell_absent(&all, &ledger->lines[i]);
	arena_free(&all.arena);
	return status == ST_OK ? lines->status : status;
}

enum status
ledger_update(const char *path, struct store *store)
{
	struct buffer lines = {0};
	struct arena arena = {0};
	struct ledger ledger;
	enum status status = ledger_read(&ledger, &arena, path);
	struct stat st;

	if (status == ST_OK)
		status = ledger_tabulate(&ledger);
	if (status == ST_OK && ledger.torn)
		buffer_char(&lines, '\n');
	else if (status == ST_OK && lstat(path, &st) != 0)
		buffer_string(&lines, head);
	if (status == ST_OK)
		status = ledger_compare(&ledger, store, time(NULL), &lines);
	if (status == ST_OK && lines.len > 0)
		status = file_append(path, lines.data, lines.len, SIZE_MAX);
	buffer_free(&lines);
	arena_free(&arena);
	return status;
}
