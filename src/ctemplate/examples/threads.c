/* SPDX-License-Identifier: ISC */
/*
 * threads.c - one parsed template and one environment for eight threads, each
 * with a dictionary and a buffer of its own. A modifier finds the number of
 * its thread by the pointer of the expansion.
 *
 *     cc threads.c $(pkg-config --cflags --libs ctemplate-c) -pthread
 */
#include <ctemplate-c/ctemplate.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { THREADS = 8, PAGES = 2000 };

static const char text[] =
    "{{%AUTOESCAPE context=\"HTML\"}}"
    "{{SITE}}: {{#ROW}}<a href=\"{{URL}}\">{{NAME:x-number}}</a>\n"
    "  {{>SELF}}{{/ROW}}";

struct worker {
	pthread_t thread;
	const struct ct_template *t;
	int number;
	size_t bytes;
	enum ct_status status;
};

static void
add_number(const struct ct_call *call, const char *value, size_t len,
    struct ct_buffer *out)
{
	const struct worker *w = call->expansion;
	char digits[20];
	int n = snprintf(digits, sizeof(digits), "%d ", w->number);

	ct_buffer_add(out, digits, (size_t)n);
	ct_buffer_add(out, value, len);
}

static const struct ct_template *
find(void *data, const char *file, enum ct_strip strip, struct ct_error *why)
{
	const struct worker *w = data;

	(void)file;
	(void)strip;
	(void)why;
	return w->t;
}

static void
fill(struct ct_dict *d, const char *name)
{
	struct ct_dict *row = ct_add_section(d, "ROW"), *self;

	ct_set(row, "URL", "/a?b=c&d");
	ct_set(row, "NAME", name);
	self = ct_add_include(row, "SELF", "self");
	ct_set(ct_add_section(self, "ROW"), "NAME", "<inside>");
}

static void *
work(void *data)
{
	struct worker *w = data;
	struct ct_expansion how = {.data = w, .find = find};
	struct ct_buffer out = {.max = 1 << 16};
	struct ct_dict *d = ct_dict_new();
	int i;

	w->status = d ? CT_OK : CT_NOMEM;
	for (i = 0; i < PAGES && w->status == CT_OK; i++) {
		ct_dict_reset(d);
		fill(d, "\"name\"");
		out.len = 0;
		w->status = ct_expand_with(w->t, d, &how, &out);
		w->bytes += out.len;
	}
	ct_buffer_free(&out);
	ct_dict_free(d);
	return NULL;
}

static bool
run(const struct ct_template *t)
{
	struct worker workers[THREADS] = {{.t = t}};
	bool good = true;
	int i, started;

	for (started = 0; started < THREADS; started++) {
		workers[started] = (struct worker){.t = t, .number = started};
		if (pthread_create(&workers[started].thread, NULL, work,
			&workers[started]) != 0)
			break;
	}
	for (i = 0; i < started; i++) {
		pthread_join(workers[i].thread, NULL);
		good = good && workers[i].status == CT_OK &&
		       workers[i].bytes == workers[0].bytes;
	}
	printf("%d threads, %zu bytes each\n", started, workers[0].bytes);
	return good && started == THREADS;
}

int
main(void)
{
	struct ct_env *env = ct_env_new();
	struct ct_template *t = NULL;
	struct ct_error error;
	bool good;

	if (env == NULL || ct_env_set(env, "SITE", "A & B", 5) != CT_OK ||
	    ct_env_add_modifier(
		env, "x-number", add_number, NULL, CT_UNTRUSTED) != CT_OK)
		return 1;
	if (ct_parse(&t, env, "self", text, strlen(text), CT_STRIP_NONE,
		&error) != CT_OK) {
		fprintf(stderr, "self:%d:%d: %s\n", error.line, error.column,
		    error.message);
		return 1;
	}
	good = run(t);
	ct_template_free(t);
	ct_env_free(env);
	return !good;
}
