/* SPDX-License-Identifier: ISC */
/*
 * ct-expand.c - expands a template with a dictionary, both from files, for
 * tests; its twin ct-oracle.cc does the same with the original library.
 *
 *	ct-expand [-s none|blank|ws] TEMPLATE DICT
 *
 * Exit: 0 expanded; 1 expanded, but an include failed or went too deep; 2 the
 * template does not parse; 3 anything else. Included files are looked for in
 *the working directory.
 *
 * A dictionary is lines, `v` being the rest of the line with \n \r \t \s
 * \\ \xHH:
 *
 *	SET n v, TGSET n v, GSET n v, SHOW s, TGSHOW s, SETSHOW n s v,
 *	SECTION n ... END, INCLUDE n file ... END, SHOWINC n, # comment
 *
 *	ct-expand -b
 *
 * reads many cases from standard input. A case is a line `STRIP D N`, D bytes
 * of dictionary, and N files, the template first, each a line `NAME L` and L
 * bytes. The answer to each is a line `EXIT L` and L bytes: the expansion, or
 * the error message.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctemplate/ctemplate.h"

enum { EXIT_INCLUDE = 1, EXIT_PARSE = 2, EXIT_TROUBLE = 3, DEPTH_MOST = 100 };

/* A file in memory, and what was parsed of it. */
struct file {
	struct file *next;
	char name[256];
	char *text;
	size_t len;
	struct ct_template *parsed[3]; /* by strip mode */
	bool broken[3];
};

struct job {
	struct ct_env *env;
	struct ct_dict *root;
	struct file *files;
	struct ct_error error; /* of the template that did not parse last */
	bool batch;            /* files on disk are not looked at */
};

static void
die(const char *what)
{
	fprintf(stderr, "ct-expand: %s\n", what);
	exit(EXIT_TROUBLE);
}

static void *
need(void *p)
{
	if (p == NULL)
		die("out of memory");
	return p;
}

static struct file *
add_file(struct job *job, const char *name, size_t len)
{
	struct file *f = need(calloc(1, sizeof(*f)));

	snprintf(f->name, sizeof(f->name), "%s", name);
	f->text = need(malloc(len + 1));
	f->len = len;
	f->next = job->files;
	job->files = f;
	return f;
}

/* NULL: there is no such file. */
static struct file *
read_file(struct job *job, const char *name)
{
	FILE *in = fopen(name, "rb");
	struct file *f;
	long len;

	if (in == NULL)
		return NULL;
	if (fseek(in, 0, SEEK_END) != 0 || (len = ftell(in)) < 0 ||
	    fseek(in, 0, SEEK_SET) != 0) {
		fclose(in);
		return NULL;
	}
	f = add_file(job, name, (size_t)len);
	f->len = fread(f->text, 1, (size_t)len, in);
	fclose(in);
	return f;
}

static const struct ct_template *
find_template(void *data, const char *name, enum ct_strip strip)
{
	struct job *job = data;
	struct file *f;

	for (f = job->files; f && strcmp(f->name, name) != 0; f = f->next)
		;
	if (f == NULL && !job->batch)
		f = read_file(job, name);
	if (f == NULL || f->broken[strip])
		return NULL;
	if (f->parsed[strip] == NULL &&
	    ct_parse(&f->parsed[strip], job->env, name, f->text, f->len, strip,
		&job->error) != CT_OK) {
		f->broken[strip] = true;
		if (!job->batch)
			fprintf(stderr, "%s:%d:%d: %s\n", name, job->error.line,
			    job->error.column, job->error.message);
	}
	return f->parsed[strip];
}

/* ----------------------------------------------------------- the dictionary */

static char
read_escape(const char **p)
{
	static const char letters[] = "n\nr\rt\ts \\\\";
	const char *l = letters;
	unsigned byte;

	if (**p == 'x' && sscanf(*p + 1, "%2x", &byte) == 1) {
		*p += 3;
		return (char)byte;
	}
	while (*l && *l != **p)
		l += 2;
	if (*l == '\0')
		die("bad escape in the dictionary");
	++*p;
	return l[1];
}

/* Resolves the escapes in place. Returns the new length. */
static size_t
unescape(char *value)
{
	const char *p = value;
	char *out = value;

	while (*p) {
		if (*p == '\\') {
			p++;
			*out++ = read_escape(&p);
		} else {
			*out++ = *p++;
		}
	}
	*out = '\0';
	return (size_t)(out - value);
}

/* Cuts the next word off *line. */
static char *
take_word(char **line)
{
	char *word = *line, *space = strchr(word, ' ');

	if (space) {
		*space = '\0';
		*line = space + 1;
	} else {
		*line = word + strlen(word);
	}
	return word;
}

/* Sets values; returns false where the command is none of these. */
static bool
run_setter(struct job *job, struct ct_dict *d, const char *command, char *rest)
{
	char *name = take_word(&rest), *section = NULL;
	size_t len;

	if (strcmp(command, "SETSHOW") == 0)
		section = take_word(&rest);
	else if (strcmp(command, "SET") != 0 && strcmp(command, "TGSET") != 0 &&
		 strcmp(command, "GSET") != 0)
		return false;
	len = unescape(rest);
	if (section)
		ct_set_and_show(d, name, section, rest, len);
	else if (*command == 'S')
		ct_set_bytes(d, name, rest, len);
	else if (*command == 'T')
		ct_set_global(d, name, rest, len);
	else if (ct_env_set(job->env, name, rest, len) != CT_OK)
		die("bad global");
	return true;
}

static void
run_dictionary(struct job *job, char *text)
{
	struct ct_dict *stack[DEPTH_MOST] = {job->root}, *d = job->root;
	char *next, *line, *command, *copy;
	size_t depth = 0;

	for (; *text; text = next) {
		next = strchr(text, '\n');
		next = next ? (*next = '\0', next + 1) : text + strlen(text);
		if (*text == '#' || *text == '\0')
			continue;
		line = text;
		copy = need(strdup(text));
		command = take_word(&line);
		if (strcmp(command, "SHOW") == 0)
			ct_show(d, line);
		else if (strcmp(command, "TGSHOW") == 0)
			ct_show_global(d, line);
		else if (strcmp(command, "SHOWINC") == 0)
			ct_add_include(d, line, NULL);
		else if (strcmp(command, "END") == 0 && depth > 0)
			d = stack[--depth];
		else if (strcmp(command, "SECTION") == 0 &&
			 depth + 1 < DEPTH_MOST)
			d = stack[++depth] = ct_add_section(d, line);
		else if (strcmp(command, "INCLUDE") == 0 &&
			 depth + 1 < DEPTH_MOST) {
			command = take_word(&line);
			d = stack[++depth] = ct_add_include(d, command, line);
		} else if (!run_setter(job, d, command, line))
			die(copy);
		free(copy);
	}
}

/* ------------------------------------------------------------------ the job */

static void
start_job(struct job *job, bool batch)
{
	job->env = need(ct_env_new());
	job->root = need(ct_dict_new());
	job->files = NULL;
	job->error = (struct ct_error){0, 0, ""};
	job->batch = batch;
}

static void
end_job(struct job *job)
{
	struct file *f;
	int i;

	while ((f = job->files) != NULL) {
		job->files = f->next;
		for (i = 0; i < 3; i++)
			ct_template_free(f->parsed[i]);
		free(f->text);
		free(f);
	}
	ct_dict_free(job->root);
	ct_env_free(job->env);
}

static int
expand_job(struct job *job, const char *name, enum ct_strip strip,
    struct ct_buffer *out)
{
	struct ct_loader loader = {find_template, job};
	const struct ct_template *t = find_template(job, name, strip);
	enum ct_status status;

	out->len = 0;
	if (t == NULL) {
		if (job->error.message[0] == '\0' && !job->batch)
			fprintf(stderr, "%s: cannot be read\n", name);
		return EXIT_PARSE;
	}
	status = ct_expand(t, job->root, &loader, out);
	if (status == CT_NOMEM)
		die("out of memory");
	if (status == CT_LIMIT && !job->batch)
		fprintf(stderr, "%s: includes are too deep\n", name);
	return status == CT_OK ? EXIT_SUCCESS : EXIT_INCLUDE;
}

static enum ct_strip
read_strip(const char *word)
{
	static const char *const words[] = {
	    [CT_STRIP_NONE] = "none",
	    [CT_STRIP_BLANK] = "blank",
	    [CT_STRIP_WS] = "ws",
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(word, words[i]) == 0)
			return (enum ct_strip)i;
	die("the strip mode is none, blank or ws");
	return CT_STRIP_NONE;
}

static void
read_exactly(char *to, size_t len)
{
	if (fread(to, 1, len, stdin) != len)
		die("a case ends early");
	to[len] = '\0';
}

/* Returns false at the end of input. */
static bool
run_case(struct ct_buffer *out)
{
	char line[512], word[256], *dict;
	size_t dict_len, files, len, i;
	struct file *f;
	struct job job;
	int code;

	if (fgets(line, sizeof(line), stdin) == NULL)
		return false;
	if (sscanf(line, "%255s %zu %zu", word, &dict_len, &files) != 3)
		die("bad case");
	start_job(&job, true);
	dict = need(malloc(dict_len + 1));
	read_exactly(dict, dict_len);
	run_dictionary(&job, dict);
	free(dict);
	snprintf(line, sizeof(line), "%s", word);
	for (i = 0; i < files; i++) {
		char head[512];

		if (fgets(head, sizeof(head), stdin) == NULL ||
		    sscanf(head, "%255s %zu", word, &len) != 2)
			die("bad file");
		f = add_file(&job, word, len);
		read_exactly(f->text, len);
	}
	/* The template came first, so it is the last in the list. */
	for (f = job.files; f->next; f = f->next)
		;
	code = expand_job(&job, f->name, read_strip(line), out);
	if (code == EXIT_PARSE)
		ct_buffer_add(
		    out, job.error.message, strlen(job.error.message));
	printf("%d %zu\n", code, out->len);
	fwrite(out->data ? out->data : "", 1, out->len, stdout);
	out->status = CT_OK;
	end_job(&job);
	return true;
}

int
main(int argc, char **argv)
{
	struct ct_buffer out = {.max = 64 << 20};
	enum ct_strip strip = CT_STRIP_NONE;
	struct file *dict;
	struct job job;
	int code, i = 1;

	if (argc == 2 && strcmp(argv[1], "-b") == 0) {
		while (run_case(&out))
			;
		ct_buffer_free(&out);
		return EXIT_SUCCESS;
	}
	if (argc > 2 && strcmp(argv[1], "-s") == 0) {
		strip = read_strip(argv[2]);
		i = 3;
	}
	if (argc != i + 2)
		die("usage: ct-expand [-s none|blank|ws] TEMPLATE DICT");
	start_job(&job, false);
	dict = read_file(&job, argv[i + 1]);
	if (dict == NULL)
		die("cannot read the dictionary");
	dict->text[dict->len] = '\0';
	run_dictionary(&job, dict->text);
	code = expand_job(&job, argv[i], strip, &out);
	fwrite(out.data ? out.data : "", 1, out.len, stdout);
	end_job(&job);
	ct_buffer_free(&out);
	return code;
}
