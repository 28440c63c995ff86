/* SPDX-License-Identifier: ISC */
/* rows.c - tables to Markdown. See rows.h. */
#include "formats/rows.h"

#include <string.h>

#include "base/text.h"
#include "formats/headings.h"
#include "formats/records.h"

enum {
	COLUMNS_MAX = 100,
	SAMPLE = 50,  /* lines that tell what parts the cells */
	ABOVE = 10,   /* rows that may stand above the columns' names */
	NAME_LEN = 40 /* bytes of a column's name, at most */
};

enum column {
	COLUMN_QUESTION,
	COLUMN_ANSWER,
	COLUMN_CATEGORY,
	COLUMN_KEYWORDS,
	COLUMN_UPDATED,
	COLUMN_SLUG,
	COLUMN_OTHER
};

/* What columns are called: these words, or with others around them. */
static const struct {
	const char *name;
	enum column column;
} names[] = {
    {"question", COLUMN_QUESTION},
    {"frage", COLUMN_QUESTION},
    {"pregunta", COLUMN_QUESTION},
    {"domanda", COLUMN_QUESTION},
    {"pergunta", COLUMN_QUESTION},
    {"vraag", COLUMN_QUESTION},
    {"pytanie", COLUMN_QUESTION},
    {"soru", COLUMN_QUESTION},
    {"\xd8\xb3\xd8\xa4\xd8\xa7\xd9\x84", COLUMN_QUESTION},
    {"title", COLUMN_QUESTION},
    {"titel", COLUMN_QUESTION},
    {"titre", COLUMN_QUESTION},
    {"answer", COLUMN_ANSWER},
    {"antwort", COLUMN_ANSWER},
    {"r\xc3\xa9ponse", COLUMN_ANSWER},
    {"reponse", COLUMN_ANSWER},
    {"respuesta", COLUMN_ANSWER},
    {"risposta", COLUMN_ANSWER},
    {"resposta", COLUMN_ANSWER},
    {"antwoord", COLUMN_ANSWER},
    {"odpowied", COLUMN_ANSWER},
    {"cevap", COLUMN_ANSWER},
    {"\xd8\xac\xd9\x88\xd8\xa7\xd8\xa8", COLUMN_ANSWER},
    {"content", COLUMN_ANSWER},
    {"inhalt", COLUMN_ANSWER},
    {"text", COLUMN_ANSWER},
    {"body", COLUMN_ANSWER},
    {"categor", COLUMN_CATEGORY},
    {"cat\xc3\xa9gor", COLUMN_CATEGORY},
    {"kategor", COLUMN_CATEGORY},
    {"rubri", COLUMN_CATEGORY},
    {"bereich", COLUMN_CATEGORY},
    {"tema", COLUMN_CATEGORY},
    {"onderwerp", COLUMN_CATEGORY},
    {"konu", COLUMN_CATEGORY},
    {"\xd9\x81\xd8\xa6\xd8\xa9", COLUMN_CATEGORY},
    {"topic", COLUMN_CATEGORY},
    {"thema", COLUMN_CATEGORY},
    {"group", COLUMN_CATEGORY},
    {"section", COLUMN_CATEGORY},
    {"keyword", COLUMN_KEYWORDS},
    {"tags", COLUMN_KEYWORDS},
    {"updated", COLUMN_UPDATED},
    {"modified", COLUMN_UPDATED},
    {"slug", COLUMN_SLUG},
};

struct cell {
	const char *text; /* trimmed */
	int line;
};

/* What the functions below share while one table is read. */
struct rows {
	struct arena arena;
	struct sheet *sheet;
	struct report *report;
	const char *at, *end;
	char sign; /* parts cells */
	int line;
	bool no_quote; /* the rest has no quote that could close another */
	struct cell cells[COLUMNS_MAX];
	size_t count;
	enum column columns[COLUMNS_MAX];
	const char *titles[COLUMNS_MAX]; /* of the columns; NULL: none */
	int named;                       /* the line where they stand */
	bool told[COLUMNS_MAX];          /* something of the column was */
	struct record alone; /* a row that may name the category below it */
	const char *category;
	struct records records;
};

/* ------------------------------------------------------------------ cells */

/* The quote that closes the one at p; NULL: none. */
static const char *
seek_quote(struct rows *rows, const char *p)
{
	while (!rows->no_quote && ++p < rows->end &&
	       (p = memchr(p, '"', (size_t)(rows->end - p))) != NULL) {
		if (p + 1 == rows->end || p[1] != '"')
			return p;
		p++;
	}
	rows->no_quote = true;
	return NULL;
}

/* Adds a quoted text, in which two quotes stand for one. */
static void
add_quoted(struct buffer *out, const char *p, const char *end)
{
	for (; p < end; p++) {
		buffer_char(out, *p);
		if (*p == '"')
			p++;
	}
}

/* Reads the cell at hand, up to the sign or the line's end. */
static void
read_cell(struct rows *rows)
{
	struct cell *cell = &rows->cells[rows->count++];
	bool last = rows->count == COLUMNS_MAX; /* it takes all the rest */
	struct buffer text = {0};
	const char *p = rows->at, *close;

	cell->line = rows->line;

	while (p < rows->end && (*p == ' ' || *p == '\t') && *p != rows->sign)
		p++;
	if (p < rows->end && *p == '"' &&
	    (close = seek_quote(rows, p)) != NULL) {
		add_quoted(&text, p + 1, close);
		for (; p < close; p++)
			rows->line += *p == '\n';
		p = close + 1;
	}
	for (; p < rows->end && *p != '\n' && (last || *p != rows->sign); p++)
		buffer_char(&text, *p);
	rows->at = p;
	cell->text = text_trim(arena_text(&rows->arena, &text));
}

/* Reads a row. Returns whether there was one. */
static bool
read_row(struct rows *rows)
{
	rows->count = 0;
	if (rows->at == rows->end)
		return false;
	read_cell(rows);
	while (rows->at < rows->end && *rows->at == rows->sign) {
		rows->at++;
		read_cell(rows);
	}
	if (rows->at < rows->end) {
		rows->at++;
		rows->line++;
	}
	return true;
}

static bool
is_empty(const struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		if (*rows->cells[i].text != '\0')
			return false;
	return true;
}

/* How many of the first lines have that sign outside of quotes. */
static int
count_lines(const struct rows *rows, char sign)
{
	bool quoted = false, found = false;
	int lines = 0, count = 0;

	for (const char *p = rows->at; p < rows->end && lines < SAMPLE; p++) {
		quoted ^= *p == '"';
		if (quoted)
			continue;
		found |= *p == sign;
		if (*p != '\n' && p + 1 < rows->end)
			continue;
		lines++;
		count += found;
		found = false;
	}
	return count;
}

/* Finds out what parts the cells: what Excel says, or what most lines have. */
static void
choose_sign(struct rows *rows)
{
	static const char signs[] = ";\t|,";
	int best = 0, count;

	rows->sign = ',';
	if (rows->end - rows->at > 5 && memcmp(rows->at, "sep=", 4) == 0 &&
	    rows->at[5] == '\n') {
		rows->sign = rows->at[4];
		rows->at += 6;
		rows->line++;
		return;
	}
	for (const char *sign = signs; *sign != '\0'; sign++) {
		count = count_lines(rows, *sign);
		/* commas stand in words, too */
		if (count > best && (*sign != ',' || count > best + best / 4)) {
			best = count;
			rows->sign = *sign;
		}
	}
}

/* ---------------------------------------------------------------- columns */

/* What a column of that name holds. */
static enum column
find_column(const char *title)
{
	if (*title == '\0' || strlen(title) > NAME_LEN || heading_asks(title))
		return COLUMN_OTHER;
	if (strcasecmp(title, "q") == 0 || strcasecmp(title, "name") == 0)
		return COLUMN_QUESTION;
	if (strcasecmp(title, "a") == 0)
		return COLUMN_ANSWER;
	for (size_t i = 0; i < COUNT(names); i++)
		if (strcasestr(title, names[i].name) != NULL)
			return names[i].column;
	return COLUMN_OTHER;
}

/*
 * Takes the row as the columns' names, if some of them are. Each thing is
 * looked for in the first column that is called so.
 */
static bool
take_names(struct rows *rows)
{
	bool had[COLUMN_OTHER + 1] = {false};

	for (size_t i = 0; i < rows->count; i++) {
		enum column column = find_column(rows->cells[i].text);

		if (had[column])
			column = COLUMN_OTHER;
		rows->columns[i] = column;
		had[column] = true;
	}
	if (!had[COLUMN_QUESTION] || !had[COLUMN_ANSWER])
		return false;
	for (size_t i = 0; i < rows->count; i++)
		rows->titles[i] = rows->cells[i].text;
	rows->named = rows->cells[0].line;
	return true;
}

/* The words of the row, or NULL. */
static const char *
join_cells(struct rows *rows)
{
	struct buffer words = {0};

	for (size_t i = 0; i < rows->count; i++)
		if (*rows->cells[i].text != '\0')
			buffer_printf(&words, "%s%s", words.len > 0 ? " " : "",
			    rows->cells[i].text);
	return words.len > 0 ? arena_text(&rows->arena, &words) : NULL;
}

/*
 * Finds the row with the columns' names: the first one, or one below a title
 * and a few words.
 */
static bool
find_names(struct rows *rows, const char **title)
{
	struct buffer intro = {0};
	const char *words;

	*title = NULL;
	for (int i = 0; i < ABOVE && read_row(rows); i++) {
		if (take_names(rows)) {
			rows->records.title = *title;
			rows->records.intro = arena_text(&rows->arena, &intro);
			return true;
		}
		words = join_cells(rows);
		if (*title == NULL)
			*title = words;
		else if (words != NULL)
			buffer_printf(&intro, "%s\n\n", words);
	}
	buffer_free(&intro);
	return false;
}

/* Finds out what the columns hold, and goes to the first row of questions. */
static void
choose_columns(struct rows *rows)
{
	const char *start = rows->at, *words;
	int line = rows->line;

	for (size_t i = 0; i < COLUMNS_MAX; i++)
		rows->columns[i] = COLUMN_OTHER;
	if (find_names(rows, &words))
		return;
	rows->at = start;
	rows->line = line;
	rows->no_quote = false;
	for (size_t i = 0; i < COLUMNS_MAX; i++)
		rows->columns[i] =
		    i <= COLUMN_CATEGORY ? (enum column)i : COLUMN_OTHER;
	if (words != NULL)
		report_note(rows->report, rows->sheet->shown, 1, 0,
		    "the first row names no columns; they are taken for "
		    "question, answer, category");
}

/* Whether a cell has words to be told of. */
static bool
has_words(const char *text)
{
	for (; *text != '\0'; text++)
		if ((*text & 0x80) != 0 ||
		    (text_lower(*text) >= 'a' && text_lower(*text) <= 'z'))
			return true;
	return false;
}

static void
tell_other(struct rows *rows, size_t column)
{
	const struct cell *cell = &rows->cells[column];
	const char *title = rows->titles[column];

	if (!has_words(cell->text))
		return;
	rows->told[column] = true;
	if (title != NULL && *title != '\0')
		report_note(rows->report, rows->sheet->shown, cell->line, 0,
		    "the column \"%s\" is left out: %s", title, cell->text);
	else
		report_note(rows->report, rows->sheet->shown, cell->line, 0,
		    "a column without a name is left out: %s", cell->text);
}

/* Tells of columns that have a name and nothing else to be told. */
static void
tell_empty(struct rows *rows)
{
	for (size_t i = 0; i < COLUMNS_MAX; i++)
		if (rows->titles[i] != NULL &&
		    rows->columns[i] == COLUMN_OTHER && !rows->told[i] &&
		    has_words(rows->titles[i]))
			report_note(rows->report, rows->sheet->shown,
			    rows->named, 0,
			    "the column \"%s\" is left out: no words are in "
			    "it",
			    rows->titles[i]);
}

/* Lets the words of a row without a question follow the answer above. */
static void
follow_last(struct rows *rows, struct record *record)
{
	const struct records *records = &rows->records;

	report_note(rows->report, rows->sheet->shown, record->line, 0,
	    "no question stands here; the words are added to what is above");
	if (records->count > 0 &&
	    (record->category == NULL || *record->category == '\0'))
		record->category = records->list[records->count - 1].category;
}

/* Takes a row that stands alone for a question that has no answer. */
static void
end_alone(struct rows *rows)
{
	if (rows->alone.question == NULL)
		return;
	rows->alone.category = rows->category;
	records_add(&rows->records, &rows->alone);
	rows->alone.question = NULL;
}

/*
 * Adds a record. A row with nothing but words that do not ask, above one that
 * has an answer, names the category of those that follow.
 */
static void
add_record(struct rows *rows, struct record *record, bool alone)
{
	bool question = record->question != NULL && *record->question != '\0',
	     answer = record->answer != NULL && *record->answer != '\0',
	     category = record->category != NULL && *record->category != '\0';

	if (question && alone && !heading_asks(record->question)) {
		end_alone(rows);
		rows->alone = *record;
		return;
	}
	if (question && answer && !category && rows->alone.question != NULL) {
		rows->category = rows->alone.question;
		report_note(rows->report, rows->sheet->shown, rows->alone.line,
		    0, "\"%s\" is taken for a %s", rows->category, "category");
		rows->alone.question = NULL;
	}
	end_alone(rows);
	if (!question)
		follow_last(rows, record);
	else if (!category)
		record->category = rows->category;
	records_add(&rows->records, record);
}

static void
take_row(struct rows *rows)
{
	struct record record = {.line = rows->cells[0].line};
	const char **const fields[] = {&record.question, &record.answer,
	    &record.category, &record.keywords, &record.updated, &record.slug};
	size_t filled = 0;

	for (size_t i = 0; i < rows->count; i++) {
		const struct cell *cell = &rows->cells[i];
		enum column column = rows->columns[i];

		filled += *cell->text != '\0';
		if (column == COLUMN_OTHER) {
			tell_other(rows, i);
			continue;
		}
		*fields[column] = cell->text;
		if (column == COLUMN_ANSWER)
			record.answer_line = cell->line;
	}
	add_record(rows, &record, filled == 1);
}

/* Begins to read a text. Excel on a Mac ends rows with CR, lines with LF. */
static void
open_rows(struct rows *rows, const char *text, size_t len)
{
	char *copy, *p;

	if (memchr(text, '\r', len) != NULL) {
		text = copy = arena_copy(&rows->arena, text, len);
		if (rows->arena.failed)
			len = 0;
		for (p = copy; p < copy + len; p++)
			if (*p == '\r')
				*p = '\n';
	}
	rows->at = text;
	rows->end = text + len;
	rows->line = 1;
	rows->records.arena = &rows->arena;
}

bool
rows_are_named(const char *text, size_t len)
{
	struct rows rows = {.sign = '\t'};
	const char *end = memchr(text, '\n', len);
	bool named;

	if (!memchr(text, '\t', end != NULL ? (size_t)(end - text) : len))
		return false;
	open_rows(&rows, text, len);
	named = read_row(&rows) && take_names(&rows);
	arena_free(&rows.arena);
	return named;
}

void
rows_read(
    struct sheet *sheet, const char *text, size_t len, struct report *report)
{
	struct rows rows = {.sheet = sheet, .report = report};

	open_rows(&rows, text, len);
	choose_sign(&rows);
	choose_columns(&rows);
	while (read_row(&rows))
		if (!is_empty(&rows))
			take_row(&rows);
	end_alone(&rows);
	tell_empty(&rows);
	records_write(sheet, &rows.records, report);
	if (rows.arena.failed)
		sheet->text.status = ST_MEMORY;
	arena_free(&rows.arena);
}
