/* SPDX-License-Identifier: ISC */
/*
 * hello.c - a template, a value, a text.
 *
 *     cc hello.c $(pkg-config --cflags --libs ctemplate-c) && ./a.out
 */
#include <ctemplate-c/ctemplate.h>
#include <stdio.h>
#include <string.h>

int
main(void)
{
	static const char text[] = "Hello, {{NAME}}!\n";
	struct ct_template *t;
	struct ct_error error;
	struct ct_buffer out = {0};
	struct ct_dict *d;
	enum ct_status status;

	status = ct_parse(
	    &t, NULL, "hello", text, strlen(text), CT_STRIP_NONE, &error);
	if (status != CT_OK) {
		fprintf(stderr, "hello:%d:%d: %s\n", error.line, error.column,
		    error.message);
		return 1;
	}
	d = ct_dict_new();
	if (d == NULL)
		return 1;
	ct_set(d, "NAME", "world");
	status = ct_expand(t, d, NULL, &out);
	if (status == CT_OK)
		fwrite(out.data, 1, out.len, stdout);
	else
		fprintf(stderr, "hello: %s\n", ct_status_text(status));
	ct_buffer_free(&out);
	ct_dict_free(d);
	ct_template_free(t);
	return status != CT_OK;
}
