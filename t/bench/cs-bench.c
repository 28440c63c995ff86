/* SPDX-License-Identifier: ISC */
/*
 * cs-bench.c - the template library beside ClearSilver, the engine in C that
 * Debian has (clearsilver-dev): a table of 2,000 rows, each with an address
 * and a name that is escaped. Prints medians in processor time; a benchmark,
 * never a test that may fail.
 */
#include <ClearSilver/ClearSilver.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ctemplate/ctemplate.h"

enum { ROUNDS = 33, ROWS = 2000 };

static const char our_text[] =
    "{{%AUTOESCAPE context=\"HTML\"}}<table>\n{{#ROW}}<tr><td>{{NUMBER}}</td>"
    "<td>{{NAME}}</td><td><a href=\"mailto:{{MAIL}}\">{{MAIL}}</a></td></tr>\n"
    "{{/ROW}}</table>\n";
static const char their_text[] =
    "<table>\n<?cs each:row = Rows ?><tr><td><?cs var:row.number ?></td>"
    "<td><?cs var:row.name ?></td><td><a href=\"mailto:<?cs var:row.mail ?>\">"
    "<?cs var:row.mail ?></a></td></tr>\n<?cs /each ?></table>\n";
static const char name[] = "Anna O'Neill & Co.", mail[] = "anna@example.com";

static void
need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "cs-bench: %s\n", what);
	exit(1);
}

/* ----------------------------------------------------------- the two sides */

static struct ct_template *ours;
static struct ct_dict *dict;
static struct ct_buffer out;

static void
fill_ours(void)
{
	struct ct_dict *row;
	int i;

	ct_dict_reset(dict);
	for (i = 0; i < ROWS; i++) {
		row = ct_add_section(dict, "ROW");
		ct_set_int(row, "NUMBER", i);
		ct_set(row, "NAME", name);
		ct_set(row, "MAIL", mail);
	}
}

static void
expand_ours(void)
{
	out.len = 0;
	need(ct_expand(ours, dict, NULL, &out) == CT_OK, "no expansion");
}

static HDF *data;
static CSPARSE *theirs;
static STRING text;

static void
fill_theirs(void)
{
	char key[40];
	HDF *rows;
	int i;

	hdf_remove_tree(data, "Rows");
	hdf_get_node(data, "Rows", &rows);
	for (i = 0; i < ROWS; i++) {
		snprintf(key, sizeof(key), "%d.number", i);
		hdf_set_int_value(rows, key, i);
		snprintf(key, sizeof(key), "%d.name", i);
		hdf_set_value(rows, key, name);
		snprintf(key, sizeof(key), "%d.mail", i);
		hdf_set_value(rows, key, mail);
	}
}

static NEOERR *
append(void *to, char *bytes)
{
	return string_append(to, bytes);
}

static void
expand_theirs(void)
{
	text.len = 0;
	need(cs_render(theirs, &text, append) == STATUS_OK, "no rendering");
}

static void
both_ours(void)
{
	fill_ours();
	expand_ours();
}

static void
both_theirs(void)
{
	fill_theirs();
	expand_theirs();
}

/* ------------------------------------------------------------ measurements */

static double
measure(void (*run)(void))
{
	struct timespec a, b;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
	run();
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
	return (double)(b.tv_sec - a.tv_sec) * 1e6 +
	       (double)(b.tv_nsec - a.tv_nsec) / 1e3;
}

static int
compare_numbers(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
median(double *list)
{
	qsort(list, ROUNDS, sizeof(*list), compare_numbers);
	return list[ROUNDS / 2];
}

static void
compare(const char *what, void (*one)(void), void (*other)(void))
{
	double a[ROUNDS], b[ROUNDS], x, y;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		a[i] = measure(one);
		b[i] = measure(other);
	}
	x = median(a);
	y = median(b);
	printf("  %-24s ours %8.2f us   ClearSilver %8.2f us   %.1f times\n",
	    what, x, y, y / x);
}

int
main(void)
{
	char *copy = strdup(their_text); /* cs_destroy frees it */

	need(ct_parse(&ours, NULL, "table", our_text, strlen(our_text),
		 CT_STRIP_NONE, NULL) == CT_OK,
	    "our template");
	dict = ct_dict_new();
	string_init(&text);
	hdf_init(&data);
	hdf_set_value(data, "Config.VarEscapeMode", "html");
	need(cs_init(&theirs, data) == STATUS_OK &&
		 cs_parse_string(theirs, copy, strlen(copy)) == STATUS_OK,
	    "ClearSilver's template");
	both_ours();
	both_theirs();
	need(out.len == (size_t)text.len &&
		 memcmp(out.data, text.buf, out.len) == 0,
	    "the two pages differ");
	printf("a table of 2,000 rows, %zu bytes\n", out.len);
	compare("expansion", expand_ours, expand_theirs);
	compare("dictionary + expansion", both_ours, both_theirs);
	cs_destroy(&theirs);
	hdf_destroy(&data);
	string_clear(&text);
	ct_buffer_free(&out);
	ct_dict_free(dict);
	ct_template_free(ours);
	return 0;
}
