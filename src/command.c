/* SPDX-License-Identifier: ISC */
/* command.c - the commands. See command.h. */
#include "command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/encoding.h"
#include "eval.h"
#include "faq/import.h"
#include "formats/formats.h"
#include "site/doctor.h"
#include "site/site.h"
#include "site/summary.h"

enum {
	SEARCH_HITS = 10,
	SEARCH_HITS_MAX = 1000,
	QUERIES_MAX = 64 << 20 /* bytes of a file of queries */
};

struct command {
	const char *name, *arguments, *help;
	int least, most; /* arguments; most -1: any number */
	int (*run)(struct site *site, int argc, char **argv);
};

static void
print_report(struct report *report)
{
	report_end(report);
	if (report->text.len > 0)
		fputs(report->text.data, stderr);
}

static const char *
plural(int count)
{
	return count == 1 ? "" : "s";
}

/* Says how an import ended. Returns the exit status. */
static int
print_outcome(const struct site *site, enum status status,
    const struct import_counts *counts, struct report *report)
{
	print_report(report);
	if (status == ST_OK)
		printf("%d question%s in %d categor%s\n", counts->entries,
		    plural(counts->entries), counts->categories,
		    counts->categories == 1 ? "y" : "ies");
	if (report->errors > 0 && (status == ST_OK || status == ST_INVALID))
		fprintf(stderr, "%d mistake%s\n", report->errors,
		    plural(report->errors));
	if (status == ST_OK)
		return report->errors > 0 ? EXIT_DATA : EXIT_FINE;
	if (status == ST_NOT_FOUND)
		fprintf(stderr,
		    "%s: no questions; put files into its data folder\n",
		    site->home);
	else if (status == ST_BUSY)
		fprintf(stderr, "another process builds this FAQ; try again\n");
	else if (status == ST_LIMIT)
		fprintf(stderr, "%s: more than there is room for, see above\n",
		    site->home);
	else if (status == ST_MEMORY)
		fprintf(stderr, "out of memory\n");
	else if (status != ST_INVALID)
		fprintf(stderr,
		    "%s: something could not be read or written, "
		    "see above\n",
		    site->home);
	return EXIT_DATA;
}

/* Runs what reads all of the owner's data, and says how it ended. */
static int
run_import(struct site *site, enum status (*import)(struct site *,
				  struct import_counts *, struct report *))
{
	struct report report = {0};
	struct import_counts counts;
	enum status status = import(site, &counts, &report);
	int code = print_outcome(site, status, &counts, &report);

	report_free(&report);
	return code;
}

static int
run_check(struct site *site, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return run_import(site, site_check);
}

static int
run_build(struct site *site, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return run_import(site, site_build);
}

/* Prints a question, or the title of an introduction, without its marks. */
static void
print_hit(const struct hit *hit)
{
	printf("%s%s\t", search_prefix(hit), hit->slug);
	for (const char *p = hit->question; *p != '\0'; p++)
		if (*p != MARK_ON && *p != MARK_OFF)
			putchar(*p);
	putchar('\n');
}

/* Says what else was looked for, or may have been meant. */
static void
print_corrections(const struct hits *hits)
{
	if (*hits->corrected != '\0')
		fprintf(stderr, "searched for: %s\n", hits->corrected);
	for (size_t i = 0; i < hits->offer_count; i++)
		fprintf(stderr, "did you mean: %s\n", hits->offers[i]);
}

/* Opens the store. Returns whether there is one, and says so if not. */
static bool
has_questions(struct site *site)
{
	site_refresh(site);
	if (site->store == NULL)
		fprintf(stderr, "%s: there are no questions to search\n",
		    site->home);
	return site->store != NULL;
}

/*
 * Reads "-n N" at the beginning of the arguments. Returns how many they are,
 * or -1 where N is no number that can be.
 */
static int
read_limit(int argc, char **argv, size_t *limit)
{
	char *end;
	long number;

	*limit = SEARCH_HITS;
	if (argc < 1 || strcmp(argv[0], "-n") != 0)
		return 0;
	if (argc < 3)
		return -1;
	number = strtol(argv[1], &end, 10);
	if (*end != '\0' || number < 1 || number > SEARCH_HITS_MAX)
		return -1;
	*limit = (size_t)number;
	return 2;
}

static int
run_search(struct site *site, int argc, char **argv)
{
	struct arena arena = {0};
	struct buffer words = {0};
	struct hits hits = {0};
	enum status status;
	size_t limit;
	int first = read_limit(argc, argv, &limit);

	if (first < 0) {
		fprintf(stderr, "usage: search [-n N] WORDS; N is 1 to %d\n",
		    SEARCH_HITS_MAX);
		return EXIT_USAGE;
	}
	if (!has_questions(site))
		return EXIT_DATA;
	for (int i = first; i < argc; i++)
		buffer_printf(&words, "%s%s", i > first ? " " : "", argv[i]);
	status = words.status;
	if (status == ST_OK)
		status = search_run(site->search, &arena,
		    &(struct search_query){.words = words.data, .max = limit},
		    &hits);
	for (size_t i = 0; status == ST_OK && i < hits.count; i++)
		print_hit(&hits.list[i]);
	for (size_t i = 0; status == ST_OK && i < hits.intro_count; i++)
		print_hit(&hits.intros[i]);
	if (status == ST_OK)
		print_corrections(&hits);
	if (status == ST_OK && hits.count + hits.intro_count == 0)
		fprintf(stderr, "no question matches\n");
	buffer_free(&words);
	arena_free(&arena);
	return status == ST_OK ? EXIT_FINE : EXIT_DATA;
}

static void
print_eval(const struct eval *eval)
{
	printf("queries %zu\n", eval->queries);
	printf("MRR@10 %.4f\n", eval->mrr);
	printf("R@1 %.4f\n", eval->first);
	printf("R@3 %.4f\n", eval->three);
	printf("R@5 %.4f\n", eval->five);
	printf("R@10 %.4f\n", eval->ten);
	printf("hits %.2f\n", eval->hits);
	printf("P@shown %.4f\n", eval->precision);
	printf("junk %.4f\n", eval->junk);
	printf("clear %.4f\n", eval->clear);
	printf("P@clear %.4f\n", eval->answering);
	printf("empty %.4f\n", eval->empty);
	printf("silent %.4f\n", eval->silent);
}

static int
run_eval(struct site *site, int argc, char **argv)
{
	struct report report = {0};
	struct buffer text = {0};
	struct eval eval;
	const char *file = argv[argc - 1];
	FILE *list = argc > 1 ? stdout : NULL;
	enum status status;

	if (argc > 1 && strcmp(argv[0], "--verbose") != 0) {
		fprintf(stderr, "usage: eval [--verbose] QUERIES\n");
		return EXIT_USAGE;
	}
	if (!has_questions(site))
		return EXIT_DATA;
	status = file_read(file, QUERIES_MAX, &text);
	if (status != ST_OK)
		report_unreadable(&report, file, status, QUERIES_MAX);
	else
		status = eval_run(&eval, site->search, text.data, text.len,
		    file, &report, list);
	print_report(&report);
	if (status == ST_OK)
		print_eval(&eval);
	report_free(&report);
	buffer_free(&text);
	return status == ST_OK ? EXIT_FINE : EXIT_DATA;
}

static void
print_finding(const struct finding *finding)
{
	const char *line = finding->lines;

	printf("%-8s %s: %s\n", view_level(finding->level), finding->what,
	    finding->text);
	for (size_t len; *line != '\0'; line += len + (line[len] != '\0')) {
		len = strcspn(line, "\n");
		printf(
		    "%s%.*s\n", len > 0 ? "             " : "", (int)len, line);
	}
}

static int
run_doctor(struct site *site, int argc, char **argv)
{
	struct arena arena = {0};
	struct buffer json = {0};
	struct findings findings;
	int code;

	if (argc == 1 && strcmp(argv[0], "--json") != 0) {
		fprintf(stderr, "usage: doctor [--json]\n");
		return EXIT_USAGE;
	}
	site_refresh(site);
	doctor_examine(&findings, &arena, site, NULL);
	doctor_check(&findings, &arena, site);
	if (argc == 1) {
		doctor_json(&findings, &json);
		if (json.status == ST_OK)
			fputs(json.data, stdout);
	}
	for (size_t i = 0; argc == 0 && i < findings.count; i++)
		print_finding(&findings.list[i]);
	code = arena.failed || json.status != ST_OK ||
		       findings.worst == FINDING_PROBLEM
		   ? EXIT_DATA
		   : EXIT_FINE;
	buffer_free(&json);
	arena_free(&arena);
	return code;
}

static void
print_asked(const struct asked_all *all)
{
	printf("%zu searches from %s to %s, %zu without an answer\n",
	    all->searches, all->first, all->last, all->missed);
	for (size_t i = 0; i < all->count; i++)
		printf("%zu\t%zu\t%s\n", all->list[i].count, all->list[i].hits,
		    all->list[i].words);
}

static int
run_report(struct site *site, int argc, char **argv)
{
	struct arena arena = {0};
	struct buffer csv = {0};
	struct asked_all all;
	enum status status;

	if (argc == 1 && strcmp(argv[0], "--csv") != 0) {
		fprintf(stderr, "usage: report [--csv]\n");
		return EXIT_USAGE;
	}
	site_refresh(site);
	status = summary_make(site, true, &arena, &all);
	if (all.count == 0 && status == ST_OK)
		fprintf(stderr, "no search was kept; is log = yes in "
				"faq.conf?\n");
	else if (status == ST_OK && argc == 0)
		print_asked(&all);
	if (status == ST_OK && argc == 1) {
		summary_csv(&all, &csv);
		status = csv.status;
		fputs(status == ST_OK ? csv.data : "", stdout);
	}
	buffer_free(&csv);
	arena_free(&arena);
	return status == ST_OK ? EXIT_FINE : EXIT_DATA;
}

/* Prints a file with questions as Markdown. */
static int
run_convert(struct site *site, int argc, char **argv)
{
	struct buffer bytes = {0}, text = {0};
	struct sheet sheet = {.shown = argv[0]};
	struct encoding_found found;
	struct report report = {0};
	enum status status;

	(void)site;
	(void)argc;
	if (!formats_know(argv[0])) {
		fprintf(stderr,
		    "%s: is none of .md .txt .html .csv .tsv .json\n", argv[0]);
		return EXIT_USAGE;
	}
	status = file_read(argv[0], SOURCE_MAX, &bytes);
	if (status != ST_OK) {
		report_unreadable(&report, argv[0], status, SOURCE_MAX);
	} else {
		encoding_read(&text, bytes.data, bytes.len, &found);
		if (found.encoding == ENCODING_NONE)
			report_error(&report, argv[0], 0, 0,
			    "is %s; save it as text, or write it anew",
			    found.what);
		else if (text.len > 0)
			formats_read(
			    &sheet, argv[0], text.data, text.len, &report);
	}
	print_report(&report);
	/* else its first category would be the FAQ's title */
	if (sheet.untitled)
		printf("# FAQ\n\n");
	if (sheet.text.status == ST_OK && sheet.text.len > 0)
		fputs(sheet.text.data, stdout);
	status = sheet.text.status;
	sheet_free(&sheet);
	buffer_free(&bytes);
	buffer_free(&text);
	if (report.errors > 0)
		status = ST_INVALID;
	report_free(&report);
	return status == ST_OK ? EXIT_FINE : EXIT_DATA;
}

static int
run_version(struct site *site, int argc, char **argv)
{
	(void)site;
	(void)argc;
	(void)argv;
	printf("faq.cgi %s\n", VERSION);
	return EXIT_FINE;
}

static int run_help(struct site *site, int argc, char **argv);

static const struct command commands[] = {
    {"check", "", "find mistakes in the FAQ's files; change nothing", 0, 0,
	run_check},
    {"build", "", "take over what changed now, without the wait", 0, 0,
	run_build},
    {"search", "[-n N] WORDS", "print the questions that match, best first", 1,
	-1, run_search},
    {"eval", "[--verbose] QUERIES", "measure the search with queries of a file",
	1, 2, run_eval},
    {"doctor", "[--json]", "tell what there is and what to do about it", 0, 1,
	run_doctor},
    {"convert", "FILE", "print a file with questions as Markdown", 1, 1,
	run_convert},
    {"report", "[--csv]", "tell what visitors searched for", 0, 1, run_report},
    {"help", "", "print this", 0, 0, run_help},
    {"version", "", "print the program's version", 0, 0, run_version},
};

static void
print_usage(FILE *out)
{
	fprintf(out,
	    "usage: faq.cgi [-C HOME] COMMAND\n"
	    "\n"
	    "Serves a FAQ when a web server runs it as CGI or FastCGI.\n"
	    "HOME is the FAQ's folder; without it, $FAQ_HOME, or the folder\n"
	    "beside the program with its name less the ending.\n"
	    "\n");
	for (size_t i = 0; i < COUNT(commands); i++)
		fprintf(out, "  %-7s %-19s %s\n", commands[i].name,
		    commands[i].arguments, commands[i].help);
}

static int
run_help(struct site *site, int argc, char **argv)
{
	(void)site;
	(void)argc;
	(void)argv;
	print_usage(stdout);
	return EXIT_FINE;
}

static const struct command *
find_command(const char *name, int argc)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (strcmp(commands[i].name, name) == 0 &&
		    argc >= commands[i].least &&
		    (commands[i].most < 0 || argc <= commands[i].most))
			return &commands[i];
	return NULL;
}

/* Runs what the words say, which stand behind the program's name. */
static int
run_words(int argc, char **argv, const char *home)
{
	const struct command *command;
	struct site *site;
	int code;

	if (argc == 0) {
		print_usage(stdout);
		return EXIT_FINE;
	}
	if (argc >= 2 && strcmp(argv[0], "-C") == 0) {
		home = argv[1];
		argc -= 2;
		argv += 2;
	}
	command = argc > 0 ? find_command(argv[0], argc - 1) : NULL;
	if (command == NULL) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	if (site_open(&site, home, RENEW_COMMAND) != ST_OK) {
		fprintf(stderr, "out of memory\n");
		return EXIT_DATA;
	}
	code = command->run(site, argc - 1, argv + 1);
	site_close(site);
	return code;
}

int
command_run(int argc, char **argv, const char *home)
{
	int code = run_words(argc - 1, argv + 1, home);

	if ((fflush(stdout) != 0 || ferror(stdout)) && code == EXIT_FINE) {
		fprintf(stderr, "the output could not be written: %s\n",
		    strerror(errno));
		code = EXIT_DATA;
	}
	return code;
}
