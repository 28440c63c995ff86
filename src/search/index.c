/* SPDX-License-Identifier: ISC */
/*
 * index.c - the index in memory, then in its tables. See index.h.
 *
 * While entries are added a word keeps, for each entry that holds it, how
 * often it stands in each field; the lengths that BM25F divides by are known
 * only at the end. Then each word's postings are written in their final form.
 */
#include "search/index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/db.h"
#include "search/language.h"
#include "search/words.h"

const char index_schema[] =
    "CREATE TABLE word(stem BLOB PRIMARY KEY, id INTEGER NOT NULL,"
    " entries INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE posting(id INTEGER PRIMARY KEY, postings BLOB NOT NULL);"
    "CREATE TABLE line(entry INTEGER PRIMARY KEY, lines BLOB NOT NULL);"
    "CREATE TABLE spelling(length INTEGER PRIMARY KEY, words BLOB NOT NULL);"
    "CREATE TABLE written(form BLOB NOT NULL, place INTEGER NOT NULL,"
    " word BLOB NOT NULL, PRIMARY KEY(form, place)) WITHOUT ROWID;"
    "CREATE TABLE compound(part INTEGER NOT NULL, whole BLOB NOT NULL,"
    " PRIMARY KEY(part, whole)) WITHOUT ROWID;"
    "CREATE TABLE synonym(phrase BLOB NOT NULL, kin INTEGER NOT NULL,"
    " PRIMARY KEY(phrase, kin)) WITHOUT ROWID;"
    "CREATE INDEX synonym_kin ON synonym(kin);"
    "CREATE TABLE related(entry INTEGER NOT NULL, place INTEGER NOT NULL,"
    " other INTEGER NOT NULL, PRIMARY KEY(entry, place)) WITHOUT ROWID;"
    "CREATE TABLE indexed(top INTEGER NOT NULL, entries INTEGER NOT NULL,"
    " words INTEGER NOT NULL, language TEXT NOT NULL,"
    " categories BLOB NOT NULL, idfs BLOB NOT NULL);";

/*
 * BM25F (Zaragoza et al., TREC 2004): a field's weight multiplies its word
 * count before the one saturation by RANK_K, its length is normalised by
 * RANK_B. Tuned on public question sets, see HACKING.md.
 */
static const double field_weight[FIELD_COUNT] = {8.0, 12.0, 0.5, 1.0};
static const double RANK_K = 8.0, RANK_B = 0.7;

enum {
	IDS_MAX = 1 << 28,
	RELATED_COMMON = 1000 /* a word of more entries relates none of them */
};

/* ----------------------------------------------------------------- tables */

/* What a table holds: the first member of larger things. */
struct item {
	const char *key;
	uint32_t len, hash;
};

/* Keys to items; open addressing, at most half full. */
struct table {
	struct item **slots;
	size_t room, count;
};

static bool
grow_table(struct table *table)
{
	size_t room = table->room > 0 ? 2 * table->room : 1024, at;
	struct item **slots = calloc(room, sizeof(*slots));

	if (slots == NULL)
		return false;
	for (size_t i = 0; i < table->room; i++) {
		struct item *item = table->slots[i];

		if (item == NULL)
			continue;
		for (at = item->hash & (room - 1); slots[at] != NULL;)
			at = (at + 1) & (room - 1);
		slots[at] = item;
	}
	free(table->slots);
	table->slots = slots;
	table->room = room;
	return true;
}

static uint32_t
hash_key(const char *key, size_t len)
{
	uint64_t full = hash_bytes(HASH_START, key, len);

	return (uint32_t)(full ^ full >> 32);
}

/* The slot of the item with that key, or where it would be. */
static struct item **
seek_slot(const struct table *table, const char *key, size_t len)
{
	uint32_t hash = hash_key(key, len);
	size_t at = hash & (table->room - 1);
	struct item *item;

	for (; (item = table->slots[at]) != NULL;
	     at = (at + 1) & (table->room - 1))
		if (item->hash == hash && item->len == len &&
		    memcmp(item->key, key, len) == 0)
			break;
	return &table->slots[at];
}

/*
 * The item with that key, made with `size` bytes in the arena where it is new.
 * NULL: out of memory.
 */
static void *
find_item(struct table *table, struct arena *arena, const char *key, size_t len,
    size_t size)
{
	struct item **slot, *item;

	if (2 * table->count >= table->room && !grow_table(table))
		return NULL;
	slot = seek_slot(table, key, len);
	if (*slot != NULL)
		return *slot;
	item = arena_alloc(arena, size);
	key = arena_copy(arena, key, len);
	if (arena->failed)
		return NULL;
	item->key = key;
	item->len = (uint32_t)len;
	item->hash = hash_key(key, len);
	*slot = item;
	table->count++;
	return item;
}

/* The items in one array, which is to be freed. NULL: out of memory. */
static struct item **
list_items(const struct table *table)
{
	struct item **list = calloc(table->count + 1, sizeof(*list));
	size_t count = 0;

	for (size_t i = 0; list != NULL && i < table->room; i++)
		if (table->slots[i] != NULL)
			list[count++] = table->slots[i];
	return list;
}

static int
compare_keys(const void *a, const void *b)
{
	const struct item *one = *(struct item *const *)a;
	const struct item *two = *(struct item *const *)b;
	size_t len = one->len < two->len ? one->len : two->len;
	int order = memcmp(one->key, two->key, len);

	return order != 0 ? order
			  : (one->len > two->len) - (one->len < two->len);
}

/* ------------------------------------------------------------------ index */

/* A stem and who holds it. */
struct stem {
	struct item item;
	uint32_t id; /* in the order in which stems are met, from 1 */
	uint32_t entries, intros;    /* which hold it */
	uint32_t last;               /* the last id that holds it */
	uint32_t written;            /* the last id in `bytes` */
	uint8_t counts[FIELD_COUNT]; /* in the entry in hand */
	uint8_t *bytes;
	size_t len, room;
};

/* A word as it is written. */
struct form {
	struct item item;
	uint32_t count;
	struct stem *stem;
};

/* What is kept of an entry. */
struct entry_facts {
	uint32_t words[FIELD_COUNT];
	uint32_t category;
};

struct index {
	struct db *db;
	struct db_stmt put_synonym, put_line;
	struct words *words;
	const char *tag; /* of the language */
	const struct language *language;
	struct arena arena; /* of stems and forms */
	struct table stems, forms;
	struct entry_facts *facts; /* by id */
	size_t facts_room;
	uint32_t top;     /* the largest id */
	uint32_t entries; /* the largest one of an entry */

	/* The entry in hand. */
	int field;
	struct stem **held;
	size_t held_count, held_room;
	uint32_t *line; /* the stems of the line in hand */
	size_t line_count, line_room;
	struct buffer lines; /* the table's form of those before */
	bool failed;
};

enum status
index_new(struct index **out, struct db *db)
{
	struct index *index = calloc(1, sizeof(*index));
	enum status status;

	*out = NULL;
	if (index == NULL)
		return ST_MEMORY;
	index->db = db;
	status = index_set_language(index, "en");
	if (status == ST_OK)
		*out = index;
	else
		index_free(index);
	return status;
}

enum status
index_set_language(struct index *index, const char *language)
{
	words_close(index->words);
	index->tag = arena_string(&index->arena, language);
	index->language = language_find(language);
	if (index->arena.failed) {
		index->words = NULL;
		return ST_MEMORY;
	}
	return words_open(&index->words, index->db, language);
}

const char *
index_language(const struct index *index)
{
	return index->tag;
}

void
index_free(struct index *index)
{
	if (index == NULL)
		return;
	for (size_t i = 0; i < index->stems.room; i++)
		if (index->stems.slots[i] != NULL)
			free(((struct stem *)index->stems.slots[i])->bytes);
	free(index->stems.slots);
	free(index->forms.slots);
	free(index->facts);
	free(index->held);
	free(index->line);
	buffer_free(&index->lines);
	arena_free(&index->arena);
	words_close(index->words);
	free(index);
}

/* ----------------------------------------------------------------- adding */

/* Room for `more` elements behind `count`. Returns the array, or NULL. */
static void *
reserve(void *array, size_t count, size_t more, size_t *room, size_t size)
{
	size_t wanted = *room > 0 ? *room : 16;
	void *bigger;

	if (count + more <= *room)
		return array;
	while (wanted < count + more)
		wanted += wanted / 2;
	bigger = realloc(array, wanted * size);
	if (bigger != NULL)
		*room = wanted;
	return bigger;
}

static struct form *
find_form(struct index *index, const struct word *word)
{
	char stem[WORD_MAX];
	size_t len;
	struct form *form = find_item(
	    &index->forms, &index->arena, word->form, word->len, sizeof(*form));

	if (form != NULL && form->stem == NULL) {
		len = words_stem(index->words, word->form, word->len, stem);
		if (len == 0)
			return NULL;
		form->stem = find_item(&index->stems, &index->arena, stem, len,
		    sizeof(*form->stem));
		if (form->stem != NULL && form->stem->id == 0)
			form->stem->id = (uint32_t)index->stems.count;
	}
	return form != NULL && form->stem != NULL ? form : NULL;
}

/* Notes that the entry in hand, the top one, holds the stem. */
static bool
hold_stem(struct index *index, struct stem *stem)
{
	struct stem **held = reserve(index->held, index->held_count, 1,
	    &index->held_room, sizeof(*held));

	if (held == NULL)
		return false;
	index->held = held;
	held[index->held_count++] = stem;
	stem->last = index->top;
	memset(stem->counts, 0, sizeof(stem->counts));
	return true;
}

static uint8_t *
put_delta(uint8_t *to, uint32_t delta)
{
	for (; delta >= 0x80; delta >>= 7)
		*to++ = (uint8_t)(delta | 0x80);
	*to++ = (uint8_t)delta;
	return to;
}

/* Notes that the line in hand holds the stem. */
static bool
hold_line(struct index *index, const struct stem *stem)
{
	uint32_t *line = reserve(index->line, index->line_count, 1,
	    &index->line_room, sizeof(*line));

	if (line == NULL)
		return false;
	index->line = line;
	line[index->line_count++] = stem->id;
	return true;
}

static bool
take_word(void *data, const struct word *word)
{
	struct index *index = data;
	struct form *form = find_form(index, word);
	uint8_t *count;

	index->failed =
	    form == NULL ||
	    (form->stem->last != index->top && !hold_stem(index, form->stem)) ||
	    !hold_line(index, form->stem);
	if (index->failed)
		return false;
	form->count++;
	count = &form->stem->counts[index->field];
	if (*count < UINT8_MAX)
		++*count;
	index->facts[index->top].words[index->field]++;
	return true;
}

static int
compare_numbers(const void *a, const void *b)
{
	uint32_t one = *(const uint32_t *)a, two = *(const uint32_t *)b;

	return (one > two) - (one < two);
}

static void
put_leb(struct buffer *out, uint32_t number)
{
	uint8_t bytes[5];

	buffer_add(out, (const char *)bytes,
	    (size_t)(put_delta(bytes, number) - bytes));
}

/* Ends the line in hand: each of its stems once, in order. */
static void
end_line(struct index *index)
{
	uint32_t *line = index->line, before = 0;
	size_t count = 0;

	if (index->line_count > 0)
		qsort(line, index->line_count, sizeof(*line), compare_numbers);
	for (size_t i = 0; i < index->line_count; i++)
		if (count == 0 || line[i] != line[count - 1])
			line[count++] = line[i];
	put_leb(&index->lines, (uint32_t)count);
	for (size_t i = 0; i < count; i++) {
		put_leb(&index->lines, line[i] - before);
		before = line[i];
	}
	index->line_count = 0;
}

/* Takes the words of a field of the entry in hand, a line after the other. */
static enum status
add_field(struct index *index, int field, const char *text)
{
	enum status status = ST_OK;
	size_t len;

	index->field = field;
	do {
		len =
		    field == FIELD_ANSWER ? strcspn(text, "\n") : strlen(text);
		status = words_each(index->words, text, len, take_word, index);
		if (field == FIELD_CATEGORY)
			index->line_count = 0; /* no line of the entry's own */
		else
			end_line(index);
		text += len + (text[len] == '\n');
	} while (status == ST_OK && *text != '\0');
	return status;
}

/* Writes the lines of the entry in hand. */
static enum status
write_lines(struct index *index)
{
	struct buffer row = {0};
	enum status status;

	put_leb(&row, index->facts[index->top].words[FIELD_ANSWER]);
	buffer_add(&row, index->lines.data, index->lines.len);
	status =
	    index->lines.status != ST_OK ? index->lines.status : row.status;
	if (status == ST_OK) {
		db_take(&index->put_line, index->db,
		    "INSERT INTO line VALUES(?1, ?2)");
		db_bind_int(&index->put_line, 1, index->top);
		db_bind_blob(&index->put_line, 2, row.data, row.len);
		status = db_change(&index->put_line);
	}
	buffer_free(&row);
	return status;
}

/*
 * Appends the entry in hand to the stem's list: how far from the one before,
 * a bit for each field that holds it, and a count for each such field.
 */
static bool
append_counts(struct index *index, struct stem *stem)
{
	uint8_t *bytes =
	    reserve(stem->bytes, stem->len, 6 + FIELD_COUNT, &stem->room, 1);
	uint8_t *to, *mask;

	if (bytes == NULL)
		return false;
	stem->bytes = bytes;
	mask = put_delta(bytes + stem->len, index->top - stem->written);
	*mask = 0;
	to = mask + 1;
	for (int i = 0; i < FIELD_COUNT; i++)
		if (stem->counts[i] > 0) {
			*mask |= (uint8_t)(1 << i);
			*to++ = stem->counts[i];
		}
	stem->len = (size_t)(to - bytes);
	stem->written = index->top;
	if (index->top > index->entries)
		stem->intros++;
	else
		stem->entries++;
	return true;
}

static enum status
add_row(struct index *index, int64_t id, int64_t category,
    const char *const fields[FIELD_COUNT])
{
	enum status status = ST_OK;
	struct entry_facts *facts;

	if (id <= index->top || id > IDS_MAX)
		return ST_LIMIT;
	facts = reserve(index->facts, 0, (size_t)id + 1, &index->facts_room,
	    sizeof(*facts));
	if (facts == NULL)
		return ST_MEMORY;
	index->facts = facts;
	memset(facts + index->top + 1, 0,
	    ((size_t)id - index->top) * sizeof(*facts));
	index->top = (uint32_t)id;
	facts[id].category = (uint32_t)category;
	index->held_count = 0;
	index->failed = false;
	buffer_reset(&index->lines);
	for (int i = 0; status == ST_OK && i < FIELD_COUNT; i++)
		status = add_field(index, i, fields[i]);
	if (status == ST_OK && !index->failed)
		status = write_lines(index);
	for (size_t i = 0; i < index->held_count; i++)
		if (!append_counts(index, index->held[i]))
			index->failed = true;
	return index->failed ? ST_MEMORY : status;
}

enum status
index_add(struct index *index, int64_t id, int64_t category,
    const char *const fields[FIELD_COUNT])
{
	if (index->top > index->entries || id > IDS_MAX)
		return ST_LIMIT;
	index->entries = (uint32_t)id;
	return add_row(index, id, category, fields);
}

enum status
index_add_intro(
    struct index *index, int64_t category, const char *title, const char *text)
{
	const char *fields[FIELD_COUNT] = {[FIELD_QUESTION] = "",
	    [FIELD_KEYWORDS] = "",
	    [FIELD_CATEGORY] = title,
	    [FIELD_ANSWER] = text};

	return add_row(index, (int64_t)index->top + 1, category, fields);
}

/* --------------------------------------------------------------- synonyms */

/* Stems as one string. */
struct phrase {
	struct words *words;
	struct buffer text;
	int count;
};

static bool
take_stem(void *data, const struct word *word)
{
	struct phrase *phrase = data;

	if (phrase->count++ > 0)
		buffer_char(&phrase->text, ' ');
	buffer_add(&phrase->text, word->form, word->len);
	return true;
}

enum status
index_synonym(struct index *index, int64_t group, const char *text)
{
	struct phrase phrase = {.words = index->words};
	enum status status =
	    words_stems(index->words, text, strlen(text), take_stem, &phrase);

	if (status == ST_OK)
		status = phrase.text.status;
	if (status == ST_OK &&
	    (phrase.count == 0 || phrase.count > SYNONYM_WORDS))
		status = ST_INVALID;
	if (status == ST_OK) {
		db_take(&index->put_synonym, index->db,
		    "INSERT OR IGNORE INTO synonym VALUES(?1, ?2)");
		db_bind_blob(
		    &index->put_synonym, 1, phrase.text.data, phrase.text.len);
		db_bind_int(&index->put_synonym, 2, group);
		status = db_change(&index->put_synonym);
	}
	buffer_free(&phrase.text);
	return status;
}

/* Adds one phrase of a group of ours; one that is longer is a mistake. */
static enum status
add_ours(struct index *index, int64_t group, const char *p, size_t len)
{
	char *phrase = arena_copy(&index->arena, p, len);

	if (phrase == NULL)
		return ST_MEMORY;
	return index_synonym(index, group, phrase);
}

enum status
index_add_synonyms(struct index *index)
{
	size_t len, n;
	const char *p = language_synonyms(index->language, &len);
	const char *end = p + len;
	int64_t group = SYNONYM_OURS;
	enum status status = ST_OK;

	for (; status == ST_OK && p < end; p += n + 1) {
		n = strcspn(p, ",\n");
		status = add_ours(index, group, p, n);
		group += p[n] == '\n';
	}
	return status;
}

/* -------------------------------------------------------------- finishing */

double
index_idf(double rows, double holding)
{
	return log(1.0 + (rows - holding + 0.5) / (holding + 0.5));
}

/* Words that a field has on average; 1 where it has none. */
static void
find_averages(const struct index *index, double averages[FIELD_COUNT])
{
	for (int i = 0; i < FIELD_COUNT; i++) {
		double total = 0;

		for (uint32_t id = 1; id <= index->entries; id++)
			total += index->facts[id].words[i];
		averages[i] = total > 0 ? total / index->entries : 1.0;
	}
}

/* What an entry scores for a word that has these counts in it. */
static unsigned
find_impact(const struct entry_facts *facts, const double averages[FIELD_COUNT],
    uint8_t mask, const uint8_t **counts)
{
	double sum = 0;

	for (int i = 0; i < FIELD_COUNT; i++)
		if (mask & 1 << i)
			sum += field_weight[i] * *(*counts)++ /
			       (1.0 - RANK_B +
				   RANK_B * facts->words[i] / averages[i]);
	return (unsigned)(IMPACT_MAX * sum / (RANK_K + sum) + 0.5) | 1;
}

/* Turns a stem's counts into postings, in the form that index.h describes. */
static bool
weigh_stem(const struct index *index, const double averages[FIELD_COUNT],
    struct stem *stem)
{
	const uint8_t *p = stem->bytes, *end = p + stem->len;
	uint8_t *out = malloc(((size_t)stem->entries + stem->intros) * 7 + 1),
		*to = out, *less;
	uint32_t id = 0, delta;
	unsigned impact;
	uint8_t mask;

	if (out == NULL)
		return false;
	while (p < end) {
		delta = 0;
		for (int shift = 0;; shift += 7) {
			delta |= (uint32_t)(*p & 0x7f) << shift;
			if (*p++ < 0x80)
				break;
		}
		id += delta;
		mask = *p++;
		impact = find_impact(&index->facts[id], averages, mask, &p);
		to = put_delta(to, delta);
		*to++ = (uint8_t)impact;
		*to++ = (uint8_t)(impact >> 8);
	}
	free(stem->bytes);
	stem->len = (size_t)(to - out);
	less = realloc(out, stem->len + 1);
	stem->bytes = less != NULL ? less : out;
	return true;
}

static enum status
write_words(struct index *index)
{
	struct item **list = list_items(&index->stems);
	enum status status = list != NULL ? ST_OK : ST_MEMORY;
	struct db_stmt put = {0};

	if (list != NULL)
		qsort(list, index->stems.count, sizeof(*list), compare_keys);
	for (size_t i = 0; status == ST_OK && i < index->stems.count; i++) {
		const struct stem *stem = (const struct stem *)list[i];

		db_take(&put, index->db, "INSERT INTO word VALUES(?1, ?2, ?3)");
		db_bind_blob(&put, 1, stem->item.key, stem->item.len);
		db_bind_int(&put, 2, stem->id);
		db_bind_int(&put, 3, stem->entries);
		status = db_change(&put);
	}
	free(list);
	return status;
}

/* The stems by their numbers, from 1; to be freed. NULL: out of memory. */
static struct stem **
list_stems(const struct index *index)
{
	struct stem **list = calloc(index->stems.count + 1, sizeof(*list));

	for (size_t i = 0; list != NULL && i < index->stems.room; i++) {
		struct stem *stem = (struct stem *)index->stems.slots[i];

		if (stem != NULL)
			list[stem->id] = stem;
	}
	return list;
}

/* Writes the postings, and leaves them in memory. */
static enum status
write_postings(struct index *index)
{
	struct stem **list = list_stems(index);
	enum status status = list != NULL ? ST_OK : ST_MEMORY;
	double averages[FIELD_COUNT];
	struct db_stmt put = {0};

	find_averages(index, averages);
	for (size_t i = 1; status == ST_OK && i <= index->stems.count; i++) {
		struct stem *stem = list[i];

		if (!weigh_stem(index, averages, stem)) {
			status = ST_MEMORY;
			break;
		}
		db_take(&put, index->db, "INSERT INTO posting VALUES(?1, ?2)");
		db_bind_int(&put, 1, stem->id);
		db_bind_blob(&put, 2, stem->bytes, stem->len);
		status = db_change(&put);
	}
	free(list);
	return status;
}

/* --------------------------------------------------------------- spelling */

bool
index_spellings(const uint8_t *bytes, size_t size, struct spellings *spellings)
{
	*spellings = (struct spellings){0};
	if (size < 1 || bytes[0] == 0)
		return false;
	spellings->width = bytes[0];
	spellings->count = (size - 1) / (8 + spellings->width);
	spellings->signatures = bytes + 1;
	spellings->counts = spellings->signatures + 4 * spellings->count;
	spellings->forms =
	    (const char *)spellings->counts + 4 * spellings->count;
	return true;
}

uint32_t
index_signature(const char *form, size_t len)
{
	uint32_t signature = 0;

	for (size_t i = 0; i < len; i++)
		if ((form[i] & 0xc0) != 0x80)
			signature |= UINT32_C(1) << (form[i] & 31);
	return signature;
}

static void
put_number(uint8_t bytes[4], uint32_t number)
{
	for (int i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(number >> 8 * i);
}

static size_t
count_characters(const char *bytes, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += (bytes[i] & 0xc0) != 0x80;
	return count;
}

/* A word as it is written, and folded. */
struct folded {
	const struct form *written;
	const char *form;
	size_t len;
	uint32_t count; /* of all ways to write it */
	size_t length;  /* in characters */
};

/* By their folded form, then the most frequent first. */
static int
compare_folded(const void *a, const void *b)
{
	const struct folded *one = a, *two = b;
	size_t len = one->len < two->len ? one->len : two->len;
	int order = memcmp(one->form, two->form, len);

	if (order == 0)
		order = (one->len > two->len) - (one->len < two->len);
	if (order == 0)
		order = (one->written->count < two->written->count) -
			(one->written->count > two->written->count);
	return order != 0
		   ? order
		   : compare_keys(&(const struct item *){&one->written->item},
			 &(const struct item *){&two->written->item});
}

/*
 * The forms in the order of compare_folded, so that the same words make the
 * same store. To be freed; NULL: out of memory.
 */
static struct folded *
fold_forms(struct index *index)
{
	struct folded *list = calloc(index->forms.count + 1, sizeof(*list));
	size_t count = 0;

	for (size_t i = 0; list != NULL && i < index->forms.room; i++) {
		const struct form *form =
		    (const struct form *)index->forms.slots[i];
		char bytes[WORD_MAX];
		size_t len;

		if (form == NULL)
			continue;
		len = words_fold(
		    index->words, form->item.key, form->item.len, bytes);
		list[count].written = form;
		list[count].len = len;
		list[count++].form =
		    len == form->item.len &&
			    memcmp(bytes, form->item.key, len) == 0
			? form->item.key
			: arena_copy(&index->arena, bytes, len);
	}
	if (list != NULL && !index->arena.failed) {
		qsort(list, count, sizeof(*list), compare_folded);
		return list;
	}
	free(list);
	return NULL;
}

/* Writes how a folded form is written, where that is not the form itself. */
static enum status
write_written(struct index *index, struct db_stmt *put,
    const struct folded *list, size_t count)
{
	enum status status = ST_OK;

	for (size_t i = 0; status == ST_OK && i < count; i++) {
		const struct item *item = &list[i].written->item;

		if (list[i].len == 0 || item->key == list[i].form)
			continue;
		db_take(
		    put, index->db, "INSERT INTO written VALUES(?1, ?2, ?3)");
		db_bind_blob(put, 1, list[i].form, list[i].len);
		db_bind_int(put, 2, (int64_t)i);
		db_bind_blob(put, 3, item->key, item->len);
		status = db_change(put);
	}
	return status;
}

/* Writes the row of the table spelling that has the forms of that length. */
static enum status
put_spellings(struct index *index, struct db_stmt *put, size_t length,
    const struct folded *list, size_t count)
{
	size_t width = 0, same = 0, at = 0, size;
	enum status status;
	uint8_t *row;

	for (size_t i = 0; i < count; i++) {
		if (list[i].length != length)
			continue;
		same++;
		width = list[i].len > width ? list[i].len : width;
	}
	if (same == 0)
		return ST_OK;
	size = 1 + same * (8 + width);
	row = calloc(1, size);
	if (row == NULL)
		return ST_MEMORY;
	row[0] = (uint8_t)width;
	for (size_t i = 0; i < count; i++) {
		const struct folded *folded = &list[i];

		if (folded->length != length)
			continue;
		put_number(row + 1 + 4 * at,
		    index_signature(folded->form, folded->len));
		put_number(row + 1 + 4 * (same + at), folded->count);
		memcpy(row + 1 + 8 * same + width * at++, folded->form,
		    folded->len);
	}
	db_take(put, index->db, "INSERT INTO spelling VALUES(?1, ?2)");
	db_bind_int(put, 1, (int64_t)length);
	db_bind_blob(put, 2, row, size);
	status = db_change(put);
	free(row);
	return status;
}

/*
 * Writes how folded forms are written, and leaves each of those once, with its
 * length, at the list's beginning. *kept: how many are left.
 */
static enum status
merge_forms(struct index *index, struct folded *list, size_t *kept)
{
	enum status status = ST_OK;
	struct db_stmt put = {0};
	size_t n;

	*kept = 0;
	for (size_t i = 0; status == ST_OK && i < index->forms.count; i += n) {
		struct folded one = list[i];

		for (n = 0;
		     i + n < index->forms.count && list[i + n].len == one.len &&
		     memcmp(list[i + n].form, one.form, one.len) == 0;
		     n++)
			one.count += list[i + n].written->count;
		status = write_written(index, &put, &list[i], n);
		one.length = count_characters(one.form, one.len);
		list[(*kept)++] = one;
	}
	return status;
}

static enum status
write_spelling(struct index *index)
{
	struct folded *list = fold_forms(index);
	enum status status = ST_MEMORY;
	struct db_stmt put = {0};
	size_t count = 0;

	if (list != NULL)
		status = merge_forms(index, list, &count);
	for (size_t i = 1; status == ST_OK && i <= SPELLING_MAX; i++)
		status = put_spellings(index, &put, i, list, count);
	free(list);
	return status;
}

/* -------------------------------------------------------------- compounds */

enum {
	SHORTEST_HEAD = 3, /* letters of a part, if both ends are words */
	SHORTEST_ALONE = 5 /* or else */
};

/* Whether the word, folded or not, may be a part of others. */
static bool
may_be_part(struct index *index, const char *form, size_t len)
{
	char folded[WORD_MAX];

	if (count_characters(form, len) < SHORTEST_HEAD)
		return false;
	len = words_fold(index->words, form, len, folded);
	return language_kind(index->language, folded, len) == 0;
}

/* The stem of the FAQ, or NULL, of the longest word that the form begins with.
 */
static struct stem *
find_front(struct index *index, const struct form *form, size_t *len)
{
	const char *key = form->item.key;
	char stem[WORD_MAX];
	struct stem *part;
	size_t stem_len;

	for (*len = form->item.len - 1; *len > 0; --*len) {
		if ((key[*len] & 0xc0) == 0x80 ||
		    !may_be_part(index, key, *len))
			continue;
		stem_len = words_stem(index->words, key, *len, stem);
		part =
		    *(struct stem **)seek_slot(&index->stems, stem, stem_len);
		if (part != NULL && part != form->stem)
			return part;
	}
	return NULL;
}

/* The longest stem of the FAQ that the form's ends with, or NULL. */
static struct stem *
find_head(struct index *index, const struct stem *whole, size_t *len)
{
	const char *end = whole->item.key + whole->item.len;

	for (*len = whole->item.len - 1; *len > 0; --*len) {
		struct stem *part =
		    *(struct stem **)seek_slot(&index->stems, end - *len, *len);

		if (part != NULL && may_be_part(index, end - *len, *len))
			return part;
	}
	return NULL;
}

static enum status
put_compound(struct index *index, struct db_stmt *put, const struct stem *part,
    const struct stem *whole)
{
	db_take(
	    put, index->db, "INSERT OR IGNORE INTO compound VALUES(?1, ?2)");
	db_bind_int(put, 1, part->id);
	db_bind_blob(put, 2, whole->item.key, whole->item.len);
	return db_change(put);
}

/*
 * Writes the parts of a word: its ends, where both are words of the FAQ, or a
 * long last one. What it begins with is related to it in any language.
 */
static enum status
write_parts(struct index *index, struct db_stmt *put, const struct form *form)
{
	size_t front_len, head_len;
	struct stem *front = find_front(index, form, &front_len);
	struct stem *head = find_head(index, form->stem, &head_len);
	enum status status = ST_OK;
	bool both = front != NULL && head != NULL &&
		    front_len + head_len <= form->item.len;

	if (both)
		status = put_compound(index, put, front, form->stem);
	if (status == ST_OK && head != NULL &&
	    (both || count_characters(
			 form->stem->item.key + form->stem->item.len - head_len,
			 head_len) >= SHORTEST_ALONE))
		status = put_compound(index, put, head, form->stem);
	return status;
}

static enum status
write_compounds(struct index *index)
{
	struct item **list;
	enum status status;
	struct db_stmt put = {0};

	if (!words_compounds(index->words))
		return ST_OK;
	list = list_items(&index->forms);
	status = list != NULL ? ST_OK : ST_MEMORY;
	for (size_t i = 0; status == ST_OK && i < index->forms.count; i++) {
		const struct form *form = (const struct form *)list[i];

		if (count_characters(form->item.key, form->item.len) >=
			2 * SHORTEST_HEAD &&
		    strcspn(form->item.key, "0123456789") >= form->item.len)
			status = write_parts(index, &put, form);
	}
	free(list);
	return status;
}

/* ---------------------------------------------------------------- related */

/* Entries that share words with the one in hand. */
struct relating {
	struct index *index;
	uint32_t id;
	float *scores;     /* by id */
	uint32_t *touched; /* the ids whose score is not 0 */
	size_t count;
	float least; /* what an entry must score to be related */
	bool failed; /* memory was out */
};

/*
 * That part of what a word alone can score that two entries share: less is a
 * word that many have, or one that is mentioned somewhere.
 */
static const double RELATED_LEAST = 0.4;

/*
 * Adds what the entries score for one word of the question, each word once.
 * That two questions begin with "How do I" relates them in no way.
 */
static bool
relate_word(void *data, const struct word *word)
{
	struct relating *relating = data;
	struct form *form = find_form(relating->index, word);
	const uint8_t *p, *end;
	struct stem *stem;
	char folded[WORD_MAX];
	size_t len;
	uint32_t id = 0;
	unsigned impact;
	double weight;

	relating->failed = form == NULL;
	if (form == NULL)
		return false;
	len = words_fold(relating->index->words, word->form, word->len, folded);
	if (language_kind(relating->index->language, folded, len) &
	    KIND_FUNCTION)
		return true;
	stem = form->stem;
	if (stem->last == relating->id || stem->entries > RELATED_COMMON)
		return true;
	stem->last = relating->id;
	weight = index_idf(relating->index->entries, stem->entries);
	p = stem->bytes;
	end = p + stem->len;
	while (index_posting(&p, end, &id, &impact)) {
		if (relating->scores[id] == 0)
			relating->touched[relating->count++] = id;
		relating->scores[id] += (float)(weight * impact);
	}
	return true;
}

/* Takes the best of the touched entries, and forgets all. */
static int
choose_related(struct relating *relating, uint32_t best[RELATED_MAX])
{
	float *scores = relating->scores;
	int count = 0, place;

	scores[relating->id] = 0;
	for (size_t i = 0; i < relating->count; i++) {
		uint32_t id = relating->touched[i];

		if (id == relating->id || id > relating->index->entries ||
		    scores[id] < relating->least)
			continue;
		for (place = count; place > 0; place--) {
			uint32_t other = best[place - 1];

			if (scores[other] > scores[id] ||
			    (scores[other] == scores[id] && other < id))
				break;
			if (place < RELATED_MAX)
				best[place] = other;
		}
		if (place < RELATED_MAX) {
			best[place] = id;
			count += count < RELATED_MAX;
		}
	}
	for (size_t i = 0; i < relating->count; i++)
		scores[relating->touched[i]] = 0;
	relating->count = 0;
	return count;
}

/* Relates one entry, a row of id, question and keywords. */
static enum status
relate_entry(
    struct relating *relating, struct db_stmt *row, struct db_stmt *put)
{
	struct index *index = relating->index;
	uint32_t best[RELATED_MAX];
	enum status status = ST_OK;
	int count;

	relating->id = (uint32_t)db_int(row, 0);
	relating->failed = false;
	for (int i = 1; status == ST_OK && i <= 2; i++) {
		const char *text = db_text(row, i);

		status = words_each(
		    index->words, text, strlen(text), relate_word, relating);
	}
	if (status == ST_OK && relating->failed)
		status = ST_MEMORY;
	count = choose_related(relating, best);
	for (int i = 0; status == ST_OK && i < count; i++) {
		db_take(
		    put, index->db, "INSERT INTO related VALUES(?1, ?2, ?3)");
		db_bind_int(put, 1, relating->id);
		db_bind_int(put, 2, i);
		db_bind_int(put, 3, best[i]);
		status = db_change(put);
	}
	return status;
}

static enum status
write_related(struct index *index)
{
	struct relating relating = {.index = index,
	    .scores = calloc((size_t)index->top + 1, sizeof(float)),
	    .touched = calloc((size_t)index->top + 1, sizeof(uint32_t))};
	struct db_stmt row = {0}, put = {0};
	enum status status = ST_OK, end;

	relating.least =
	    (float)(RELATED_LEAST * IMPACT_MAX * index_idf(index->entries, 2));
	if (relating.scores == NULL || relating.touched == NULL)
		status = ST_MEMORY;
	for (size_t i = 0; i < index->stems.room; i++)
		if (index->stems.slots[i] != NULL)
			((struct stem *)index->stems.slots[i])->last = 0;
	db_take(&row, index->db,
	    "SELECT id, question, keywords FROM entry ORDER BY id");
	while (status == ST_OK && db_row(&row))
		status = relate_entry(&relating, &row, &put);
	end = db_end(&row);
	free(relating.scores);
	free(relating.touched);
	return status != ST_OK ? status : end;
}

/* ------------------------------------------------------------------ facts */

/* The idf of each stem, as index.h describes them. */
static enum status
list_idfs(const struct index *index, struct buffer *idfs)
{
	size_t count = index->stems.count;
	uint8_t *list = calloc(count + 1, 2);
	unsigned idf;

	if (list == NULL)
		return ST_MEMORY;
	for (size_t i = 0; i < index->stems.room; i++) {
		const struct stem *stem =
		    (const struct stem *)index->stems.slots[i];

		if (stem == NULL)
			continue;
		idf = (unsigned)(IDF_UNIT *
				     index_idf(index->entries, stem->entries) +
				 0.5);
		list[2 * (stem->id - 1)] = (uint8_t)idf;
		list[2 * (stem->id - 1) + 1] = (uint8_t)(idf >> 8);
	}
	buffer_add(idfs, (const char *)list, 2 * count);
	free(list);
	return idfs->status;
}

static enum status
write_facts(struct index *index)
{
	struct buffer categories = {0}, idfs = {0};
	struct db_stmt put = {0};
	int64_t words = 0;
	enum status status = list_idfs(index, &idfs);
	uint8_t number[4];

	for (uint32_t id = 1; id <= index->top; id++) {
		put_number(number, index->facts[id].category);
		buffer_add(&categories, (const char *)number, sizeof(number));
		if (id <= index->entries)
			words += index->facts[id].words[FIELD_ANSWER];
	}
	if (status == ST_OK)
		status = categories.status;
	if (status == ST_OK) {
		db_take(&put, index->db,
		    "INSERT INTO indexed VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
		db_bind_int(&put, 1, index->top);
		db_bind_int(&put, 2, index->entries);
		db_bind_int(&put, 3, words);
		db_bind_text(&put, 4, index->tag);
		db_bind_blob(&put, 5, categories.data, categories.len);
		db_bind_blob(&put, 6, idfs.data, idfs.len);
		status = db_change(&put);
	}
	buffer_free(&categories);
	buffer_free(&idfs);
	return status;
}

enum status
index_finish(struct index *index)
{
	enum status status = write_words(index);

	if (status == ST_OK)
		status = write_postings(index);
	if (status == ST_OK)
		status = write_spelling(index);
	if (status == ST_OK)
		status = write_compounds(index);
	if (status == ST_OK)
		status = write_related(index);
	if (status == ST_OK)
		status = write_facts(index);
	return status;
}
