/* SPDX-License-Identifier: ISC */
/* store.c: what is put in comes out, and damage is never a crash. */
#include "base/db.h"
#include "base/pages.h"
#include "faq/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"

static char folder[100];

/* Some answers are large, so that the file has pages of every kind. */
enum { ENTRIES = 40 };

static const char *
place(const char *name)
{
	static char paths[2][300];
	static int turn;

	turn = !turn;
	snprintf(paths[turn], sizeof(paths[turn]), "%s/%s", folder, name);
	return paths[turn];
}

/* Where standard error goes while errors are made on purpose. */
static int
silence(void)
{
	int saved = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);

	dup2(null, STDERR_FILENO);
	close(null);
	return saved;
}

static void
speak(int saved)
{
	dup2(saved, STDERR_FILENO);
	close(saved);
}

/* ------------------------------------------------------------ a small store */

static const struct front front = {"Title & more", "<p>Intro</p>\n", "Intro",
    "<p>Bye</p>\n", "Bye", "<p>Closed</p>\n", 1700000000};

static const struct category categories[] = {
    {1, "safety", "Safety", "<p>S</p>\n", "S", "10-safety.md", 1, 2},
    {2, "empty", "Empty", "", "", "20-empty.md", 1, 0},
    {3, "results", "Results", "", "", "30-results.md", 1, 1},
};

static const struct entry entries[] = {
    {1, "hurt", "Does it hurt?", "<p>A little.</p>\n", "A little.",
	"A *little*.\n", "pain, numb", "2026-11-22", 1, "10-safety.md", 3,
	"ouch pain", 1700000001},
    {2, "na\xc3\xafve", "Na\xc3\xafve \xf0\x9f\x98\x80?", "", "", "", "", "", 0,
	"index.md", 5, "", -1},
    {3, "it's", "It's \"q\" %00 ' OR 1=1 --", "<p>x</p>", "x", "x\n", "", "", 3,
	"30-results.md", 9, "", 0},
    {4, "last", "Last", "<p>l</p>", "l", "l\n", "", "", 1, "10-safety.md", 20,
	"", 1LL << 40},
};

/* Fills an empty store; counts what was not ST_OK. */
static int
fill_store(struct store *store)
{
	int failed = store_put_front(store, &front) != ST_OK;

	for (size_t i = 0; i < COUNT(categories); i++)
		failed += store_put_category(store, &categories[i]) != ST_OK;
	for (size_t i = 0; i < COUNT(entries); i++)
		failed += store_put_entry(store, &entries[i]) != ST_OK;
	failed += store_put_alias(store, "pain", 1) != ST_OK;
	failed += store_put_alias(store, "ouch", 1) != ST_OK;
	return failed;
}

/* Makes and closes a finished store; returns whether all went well. */
static bool
make_store(const char *path)
{
	struct store *store;
	bool fine = store_create(&store, path) == ST_OK &&
		    fill_store(store) == 0 && store_finish(store, 77) == ST_OK;

	store_close(store);
	return fine;
}

static void
same_entry(const struct entry *got, const struct entry *want, bool all)
{
	is_int(got->id, want->id, "entry %s: id", want->slug);
	is(got->slug, want->slug, "its slug");
	is(got->question, want->question, "its question");
	is(got->answer_html, all ? want->answer_html : "", "its HTML");
	is(got->answer_text, all ? want->answer_text : "", "its text");
	is(got->answer_markdown, all ? want->answer_markdown : "",
	    "its Markdown");
	is(got->keywords, all ? want->keywords : "", "its keywords");
	is(got->updated, want->updated, "its date");
	is_int(got->category, want->category, "its category");
	is(got->file, want->file, "its file");
	is_int(got->line, want->line, "its line");
	is(got->aka, all ? want->aka : "", "its old slugs");
	is_int(got->time, want->time, "its file's time");
}

/* ----------------------------------------------------------------- reading */

static void
test_front(struct store *store, struct arena *arena)
{
	struct front got;

	is_int(store_front(store, arena, &got), ST_OK, "the front");
	is(got.title, front.title, "its title");
	is(got.intro_html, front.intro_html, "its introduction");
	is(got.intro_text, front.intro_text, "as text");
	is(got.closing_html, front.closing_html, "its closing words");
	is(got.header_html, front.header_html, "its words at the top");
	is_int(got.time, front.time, "its file's time");
}

static void
test_categories(struct store *store, struct arena *arena)
{
	struct category *list;
	size_t count;

	is_int(store_categories(store, arena, 0, &list, &count), ST_OK,
	    "categories");
	is_int(count, 2, "those that have entries");
	if (count != 2)
		return;
	is_int(list[0].id * 10 + list[1].id, 13, "in order");
	is(list[0].slug, "safety", "the first one's slug");
	is(list[0].title, "Safety", "title");
	is(list[0].intro_html, "<p>S</p>\n", "introduction");
	is(list[0].file, "10-safety.md", "file");
	is_int(list[0].line, 1, "line");
	is(list[1].slug, "results", "the second one's slug");
	is_int(list[0].entries * 10 + list[1].entries, 21, "how many are in");
	store_categories(store, arena, 1, &list, &count);
	ok(count == 1 && list[0].id == 1, "no more of them than wanted");
}

/* One category by what names it. */
static void
test_category(struct store *store, struct arena *arena)
{
	struct category category;
	size_t total, loose;

	is_int(store_category(store, arena, 3, &category), ST_OK, "by its id");
	is(category.slug, "results", "the right one");
	is_int(store_category_named(store, arena, "safety", &category), ST_OK,
	    "by its slug");
	is_int(category.id, 1, "the right one");
	is_int(store_category_named(store, arena, "empty", &category),
	    ST_NOT_FOUND, "one without entries is none");
	is_int(store_category_named(store, arena, "", &category), ST_NOT_FOUND,
	    "nor is no slug");
	is_int(store_category(store, arena, 0, &category), ST_NOT_FOUND,
	    "nor the number of none");
	is_int(store_total(store, &total, &loose), ST_OK, "the total");
	is_int(total * 10 + loose, 41, "four, of which one is in no category");
}

/* The ids of a list, as digits. */
static const char *
listed(struct store *store, struct arena *arena, int64_t category)
{
	struct entry *list;
	char *ids = arena_alloc(arena, COUNT(entries) + 1);
	size_t count;

	if (store_list(store, arena, category, 0, 0, &list, &count) != ST_OK)
		return "failed";
	for (size_t i = 0; i < count && i < COUNT(entries); i++)
		ids[i] = (char)('0' + list[i].id);
	return ids;
}

static void
test_lists(struct store *store, struct arena *arena)
{
	struct entry *list;
	size_t count;

	is(listed(store, arena, 0), "1234", "all entries, in order");
	is(listed(store, arena, 1), "14", "those of category 1");
	is(listed(store, arena, 3), "3", "those of category 3");
	is(listed(store, arena, 2), "", "those of an empty category");
	is(listed(store, arena, 99), "", "those of no category");
	is(listed(store, arena, -1), "", "those of a strange number");
	is_int(
	    store_list(store, arena, 0, 0, 2, &list, &count), ST_OK, "a list");
	ok(count == 2 && list[1].id == 2, "of the first two");
	store_list(store, arena, 1, 0, 1, &list, &count);
	ok(count == 1 && list[0].id == 1, "of the first in a category");
	store_list(store, arena, 0, 0, SIZE_MAX, &list, &count);
	is_int(count, COUNT(entries), "of as many as there may be");
	store_list(store, arena, 1, 1, 5, &list, &count);
	ok(count == 1 && list[0].id == 4, "of the second in a category");
	store_list(store, arena, 0, 2, 1, &list, &count);
	ok(count == 1 && list[0].id == 3, "of the third of all");
	store_list(store, arena, 0, 4, 1, &list, &count);
	is_int(count, 0, "of none behind the last");
	is_int(
	    store_list(store, arena, 0, 0, 0, &list, &count), ST_OK, "of all");
	for (size_t i = 0; i < count && i < COUNT(entries); i++)
		same_entry(&list[i], &entries[i], false);
}

/* The dated ones first, the newest before all; then the FAQ's order. */
static void
test_whole(struct store *store, struct arena *arena)
{
	struct entry *list;
	size_t count;

	is_int(
	    store_all(store, arena, 0, 0, &list, &count), ST_OK, "all, whole");
	is_int(count, COUNT(entries), "every one");
	for (size_t i = 0; i < count && i < COUNT(entries); i++)
		same_entry(&list[i], &entries[i], true);
	store_all(store, arena, 3, 9, &list, &count);
	ok(count == 1 && list[0].id == 4, "or the last one");
	store_all(store, arena, 0, 2, &list, &count);
	is_int(count, 2, "or two");
	is_int(store_newest(store, arena, 3, &list, &count), ST_OK, "newest");
	is_int(count, 3, "as many as were asked for");
	if (count == 3)
		ok(list[0].id == 1 && list[1].id == 2 && list[2].id == 3,
		    "the one with a date, then the FAQ's order");
	if (count > 0)
		same_entry(&list[0], &entries[0], true);
}

static void
test_answers(struct store *store, struct arena *arena)
{
	static const char *const none[] = {"", "none", "HURT", "hurt ", "hur",
	    "safety", "hurt\xff", "%", "' OR 1=1 --"};
	struct entry got;

	for (size_t i = 0; i < COUNT(entries); i++) {
		is_int(store_answer(store, arena, entries[i].slug, &got), ST_OK,
		    "an answer");
		same_entry(&got, &entries[i], true);
		is_int(store_entry(store, arena, entries[i].id, &got), ST_OK,
		    "by its id");
		same_entry(&got, &entries[i], true);
	}
	is_int(
	    store_answer(store, arena, "pain", &got), ST_MOVED, "an old slug");
	same_entry(&got, &entries[0], true);
	is_int(store_answer(store, arena, "ouch", &got), ST_MOVED, "another");
	is(got.slug, "hurt", "leads to the same");
	for (size_t i = 0; i < COUNT(none); i++) {
		is_int(store_answer(store, arena, none[i], &got), ST_NOT_FOUND,
		    "no answer: row %zu", i);
		ok(got.id == 0 && got.slug == NULL, "the entry is zeroed");
	}
	is_int(store_entry(store, arena, 0, &got), ST_NOT_FOUND, "no id 0");
	is_int(store_entry(store, arena, 5, &got), ST_NOT_FOUND, "no id 5");
	is_int(store_entry(store, arena, -1, &got), ST_NOT_FOUND, "no id -1");
	is_int(store_entry(store, arena, INT64_MAX, &got), ST_NOT_FOUND,
	    "nor the largest");
}

static void
test_reading(struct store *store)
{
	struct arena arena = {0};

	test_front(store, &arena);
	test_categories(store, &arena);
	test_category(store, &arena);
	test_lists(store, &arena);
	test_whole(store, &arena);
	test_answers(store, &arena);
	ok(!db_damaged(store_db(store)), "nothing is broken");
	arena_free(&arena);
}

static void
test_file(void)
{
	struct store *store = NULL;
	int saved;

	ok(make_store(place("faq.db")), "a store is made");
	is_int(store_open(&store, place("faq.db")), ST_OK, "and opened");
	if (store == NULL)
		return;
	ok(store_sources(store) == 77, "the number of its sources");
	test_reading(store);
	saved = silence();
	is_int(store_put_alias(store, "new", 1), ST_SYSTEM,
	    "it is open for reading only");
	speak(saved);
	store_close(store);
	store_close(NULL);
	unlink(place("faq.db"));
}

static void
test_memory(void)
{
	struct store *store = NULL;

	is_int(store_create(&store, NULL), ST_OK, "a store in memory");
	is_int(fill_store(store), 0, "is filled");
	is_int(store_finish(store, UINT64_MAX), ST_OK, "and finished");
	ok(store_sources(store) == UINT64_MAX, "the largest number");
	test_reading(store);
	store_close(store);

	store_create(&store, NULL);
	is_int(store_finish(store, 1), ST_OK, "a store with nothing in it");
	store_close(store);
}

/* The number of the sources comes back whole, whatever its top bit. */
static void
test_sources(void)
{
	static const uint64_t numbers[] = {
	    1, INT64_MAX, (uint64_t)INT64_MAX + 1, UINT64_MAX};
	struct store *store;

	for (size_t i = 0; i < COUNT(numbers); i++) {
		store_create(&store, place("faq.db"));
		store_finish(store, numbers[i]);
		store_close(store);
		store_open(&store, place("faq.db"));
		ok(store != NULL && store_sources(store) == numbers[i],
		    "sources %llx", (unsigned long long)numbers[i]);
		store_close(store);
	}
	unlink(place("faq.db"));
}

/* ----------------------------------------------------------------- writing */

static void
owner_is(struct store *store, const char *slug, enum status status,
    const char *file, int line)
{
	struct arena arena = {0};
	const char *got = NULL;
	int got_line = -1;

	is_int(store_owner(store, &arena, slug, &got, &got_line), status,
	    "the owner of %s", slug);
	is(got, file, "its file");
	is_int(got_line, line, "its line");
	arena_free(&arena);
}

static void
test_taken(void)
{
	struct entry entry = entries[0];
	struct category category = categories[0];
	struct store *store;
	struct arena arena = {0};

	store_create(&store, NULL);
	fill_store(store);
	entry.id = 5;
	is_int(store_put_entry(store, &entry), ST_INVALID,
	    "an entry's slug is taken by another");
	entry.slug = "pain";
	is_int(store_put_entry(store, &entry), ST_INVALID,
	    "by an old slug of another");
	is_int(store_put_alias(store, "hurt", 2), ST_INVALID,
	    "an old slug is taken by an entry");
	is_int(store_put_alias(store, "pain", 2), ST_INVALID,
	    "by an old slug of another");
	is_int(store_put_alias(store, "pain", 1), ST_INVALID,
	    "by an old slug of the same");
	category.id = 4;
	is_int(store_put_category(store, &category), ST_INVALID,
	    "a category's slug");
	category.slug = "hurt";
	is_int(store_put_category(store, &category), ST_OK,
	    "a category may have an entry's slug");

	owner_is(store, "hurt", ST_OK, "10-safety.md", 3);
	owner_is(store, "ouch", ST_OK, "10-safety.md", 3);
	owner_is(store, "na\xc3\xafve", ST_OK, "index.md", 5);
	owner_is(store, "nobody", ST_NOT_FOUND, "", 0);
	is(listed(store, &arena, 0), "1234", "nothing was added");
	entry.slug = "free";
	is_int(store_put_entry(store, &entry), ST_OK, "a free slug is taken");
	is_int(store_finish(store, 1), ST_OK, "the store may be finished");
	arena_free(&arena);
	store_close(store);
}

/* Makes, opens and reads a store at that path. */
static void
works_at(const char *path, const char *name)
{
	struct store *store = NULL;
	struct entry entry = {0};
	struct arena arena = {0};

	ok(make_store(path), "path with %s: made", name);
	is_int(access(path, F_OK), 0, "the file has exactly this name");
	is_int(store_open(&store, path), ST_OK, "opened");
	if (store != NULL)
		store_answer(store, &arena, "hurt", &entry);
	is(entry.slug, "hurt", "read");
	store_close(store);
	arena_free(&arena);
	ok(unlink(path) == 0, "and gone");
}

static void
test_paths(void)
{
	static const char *const names[] = {"a?b=c.db", "a#b.db", "a%41b.db",
	    "a b.db", "a%.db", "a?mode=memory", "a&b;c.db", "\xc3\xa9\xff.db",
	    "'\".db", "a\nb.db", "file:x", ":memory:"};
	char path[300], before[300];

	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(before, sizeof(before), "%zu of the odd names", i);
		works_at(place(names[i]), before);
	}
	snprintf(path, sizeof(path), "/%s", place("two-slashes.db"));
	works_at(path, "two slashes in front");
	snprintf(path, sizeof(path), "//%s", place("three-slashes.db"));
	works_at(path, "three slashes in front");
	if (getcwd(before, sizeof(before)) == NULL || chdir(folder) != 0)
		return;
	works_at("relative.db", "no slash");
	works_at("./relative?.db", "a dot in front");
	ok(chdir(before) == 0, "back again");
}

static void
test_replace(void)
{
	struct store *store = NULL;
	struct arena arena = {0};
	const char *path = place("faq.db");
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	ok(fd >= 0 && write(fd, "something else", 14) == 14, "another file");
	close(fd);
	ok(make_store(path), "is replaced by a store");
	ok(make_store(path), "which is replaced by another");
	store_open(&store, path);
	is(listed(store, &arena, 0), "1234", "that has each entry once");
	store_close(store);
	arena_free(&arena);
	unlink(path);
}

static void
test_create_failing(void)
{
	struct store *store = (struct store *)folder;
	int saved = silence();

	is_int(store_create(&store, place("no/faq.db")), ST_SYSTEM,
	    "no store in a folder that is missing");
	ok(store == NULL, "none is given");
	mkdir(place("dir"), 0700);
	is_int(store_create(&store, place("dir")), ST_SYSTEM,
	    "none in place of a folder");
	ok(store == NULL, "none is given");
	speak(saved);
	rmdir(place("dir"));
}

/* ------------------------------------------------------------------ damage */

/* Returns the file's bytes, to be freed. */
static struct buffer
slurp(const char *path)
{
	struct buffer bytes = {0};

	if (file_read(path, 10 << 20, &bytes) != ST_OK)
		ok(false, "cannot read %s", path);
	return bytes;
}

static void
spill(const char *path, const char *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
		ok(false, "cannot write %s", path);
	if (fd >= 0)
		close(fd);
}

/*
 * Opens a damaged store and reads all of it. Returns whether each status was
 * one that store.h allows; *noticed: some function failed.
 */
static bool
survives(const char *path, bool *noticed)
{
	struct store *store = NULL;
	struct arena arena = {0};
	enum status status[6] = {store_open(&store, path)};
	struct category *list;
	struct entry *rows, entry;
	struct front read_front;
	size_t count;
	bool fine = true;

	if (status[0] == ST_OK) {
		status[1] = store_front(store, &arena, &read_front);
		status[2] = store_categories(store, &arena, 0, &list, &count);
		status[3] = store_list(store, &arena, 0, 0, 0, &rows, &count);
		status[4] = store_answer(store, &arena, "hurt", &entry);
		status[5] = store_entry(store, &arena, 3, &entry);
	} else {
		fine = store == NULL;
	}
	*noticed = false;
	for (size_t i = 0; i < COUNT(status); i++) {
		*noticed = *noticed || status[i] != ST_OK;
		fine =
		    fine && (status[i] == ST_OK || status[i] == ST_NOT_FOUND ||
				status[i] == ST_SYSTEM ||
				(status[i] == ST_MOVED && i == 4));
	}
	store_close(store);
	arena_free(&arena);
	return fine;
}

/* Makes a store with many pages. */
static void
make_large(const char *path)
{
	struct store *store = NULL;
	struct buffer text = {0};
	char slug[20];

	for (int i = 0; i < 3000; i++)
		buffer_printf(&text, "word%d ", i);
	store_create(&store, path);
	fill_store(store);
	for (int i = 5; i < ENTRIES; i++) {
		snprintf(slug, sizeof(slug), "slug-%d", i);
		store_put_entry(
		    store, &(struct entry){i, slug, slug, text.data, text.data,
			       text.data, "", "", 1, "x.md", i, "", i});
	}
	is_int(store_finish(store, 5), ST_OK, "a larger store");
	store_close(store);
	buffer_free(&text);
}

static void
test_truncated(void)
{
	const char *path = place("cut.db");
	int tried = 0, bad = 0, missed = 0;
	struct buffer bytes;
	int saved = silence();
	bool noticed;

	make_large(path);
	bytes = slurp(path);
	for (size_t len = 0; len < bytes.len; len += len < 4096 ? 97 : 4093) {
		spill(path, bytes.data, len);
		tried++;
		bad += !survives(path, &noticed);
		missed += !noticed || pages_prove(path) == ST_OK;
	}
	speak(saved);
	is_int(bad, 0, "%d lengths of a cut store are survived", tried);
	is_int(missed, 0, "and each is noticed");
	buffer_free(&bytes);
	unlink(path);
}

static void
test_damaged(void)
{
	unsigned int state = 99;
	const char *path = place("bad.db");
	struct buffer bytes, copy = {0};
	int saved = silence(), bad = 0, seen = 0, missed = 0;
	bool noticed;

	make_large(path);
	bytes = slurp(path);
	for (int i = 0; i < 300; i++) {
		buffer_reset(&copy);
		buffer_add(&copy, bytes.data, bytes.len);
		for (int k = 0; k < 1 + i % 50; k++) {
			size_t at;

			state = state * 1103515245 + 12345;
			at = (state >> 8) % (i % 2 ? bytes.len : 20000);
			copy.data[at] ^= (char)(1 + (state & 0x7f));
		}
		spill(path, copy.data, copy.len);
		bad += !survives(path, &noticed);
		seen += noticed;
		missed += pages_prove(path) != ST_INVALID;
	}
	speak(saved);
	is_int(bad, 0, "300 damaged stores are survived");
	ok(seen > 150, "%d of them were seen to be damaged", seen);
	is_int(missed, 0, "and each, where all is read");
	buffer_free(&bytes);
	buffer_free(&copy);
	unlink(path);
}

/* No byte of a page is left out of its sum. */
static void
test_each_byte(void)
{
	enum { PAGE = 4096 };
	const char *path = place("byte.db");
	struct store *store = NULL;
	int fd, missed = 0;

	store_create(&store, path);
	fill_store(store);
	store_finish(store, 5);
	store_close(store);
	fd = open(path, O_RDWR);
	for (off_t at = PAGE; at < 2 * PAGE; at++) {
		char byte = 0, other;

		missed += pread(fd, &byte, 1, at) != 1;
		other = (char)(byte ^ 1);
		missed += pwrite(fd, &other, 1, at) != 1;
		missed += pages_prove(path) != ST_INVALID;
		missed += pwrite(fd, &byte, 1, at) != 1;
	}
	close(fd);
	is_int(missed, 0, "each byte of a page is in its sum");
	is_int(pages_prove(path), ST_OK, "and put back, all is well");
	unlink(path);
}

/* The damage that SQLite itself finds is told by db_damaged. */
static void
test_broken(void)
{
	const char *path = place("broken.db");
	struct store *store = NULL;
	struct arena arena = {0};
	int saved = silence();
	struct buffer bytes;
	struct front got;

	make_large(path);
	bytes = slurp(path);
	/* page 1 stays; the others are nonsense */
	memset(bytes.data + 4096, 0x55, bytes.len - 4096);
	spill(path, bytes.data, bytes.len);
	is_int(store_open(&store, path) == ST_OK || store == NULL, 1, "opened");
	if (store != NULL) {
		is_int(store_front(store, &arena, &got), ST_SYSTEM,
		    "nonsense behind the first page");
		is(got.title, "", "gives empty strings");
		ok(db_damaged(store_db(store)), "and the store is broken");
	}
	speak(saved);
	store_close(store);
	arena_free(&arena);
	buffer_free(&bytes);
	unlink(path);
}

/* Runs SQL on a file behind store.c's back. */
static void
run_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;

	if (sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		ok(false, "%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
}

static void
opens_not(const char *path, enum status status, const char *name)
{
	struct store *store = (struct store *)folder;
	int saved = silence();

	is_int(store_open(&store, path), status, "no store: %s", name);
	ok(store == NULL, "none is given");
	speak(saved);
}

static void
test_not_found(void)
{
	const char *path = place("other.db");
	struct store *store = (struct store *)folder;
	char junk[5000];
	int saved;

	opens_not(path, ST_NOT_FOUND, "no file");
	opens_not(place("no/other.db"), ST_NOT_FOUND, "no folder");
	spill(path, "", 0);
	opens_not(path, ST_SYSTEM, "an empty file");
	spill(path, "x", 1);
	opens_not(path, ST_SYSTEM, "one byte");
	memset(junk, 'j', sizeof(junk));
	spill(path, junk, sizeof(junk));
	opens_not(path, ST_SYSTEM, "garbage");
	unlink(path);
	run_sql(path, "CREATE TABLE t(x)");
	opens_not(path, ST_NOT_FOUND, "somebody else's database");
	unlink(path);
	make_store(path);
	run_sql(path, "PRAGMA user_version=999");
	pages_seal(path);
	opens_not(path, ST_NOT_FOUND, "a later format");
	run_sql(path, "PRAGMA user_version=0");
	pages_seal(path);
	opens_not(path, ST_NOT_FOUND, "format 0");
	unlink(path);
	make_store(path);
	run_sql(path, "PRAGMA application_id=1");
	pages_seal(path);
	opens_not(path, ST_NOT_FOUND, "another program's");
	unlink(path);
	saved = silence();
	is_int(store_open(&store, folder), ST_SYSTEM, "no store: a folder");
	speak(saved);
	ok(store == NULL, "none is given");
}

static void
test_unfinished(void)
{
	const char *path = place("half.db");
	struct store *store = NULL;
	bool noticed;
	int saved;

	store_create(&store, path);
	fill_store(store);
	store_close(store);
	saved = silence();
	ok(survives(path, &noticed), "an unfinished store is survived");
	speak(saved);
	ok(noticed, "and is none");
	unlink(path);
}

int
main(void)
{
	if (!tap_folder(folder, sizeof(folder)))
		return 1;
	test_file();
	test_memory();
	test_sources();
	test_taken();
	test_paths();
	test_replace();
	test_create_failing();
	test_truncated();
	test_damaged();
	test_each_byte();
	test_broken();
	test_not_found();
	test_unfinished();
	ok(rmdir(folder) == 0, "nothing is left behind");
	return tap_done();
}
