/* SPDX-License-Identifier: ISC */
/*
 * env.c - what templates share: global values and the caller's modifiers.
 * It must not know templates.
 */
#include "internal.h"

struct ct_env {
	const struct ct_allocator *allocator;
	struct ct_dict *globals; /* a root of its own */
	struct custom *customs;
};

/*
 * Makes an environment that knows BI_SPACE and BI_NEWLINE.
 * Returns NULL when out of memory.
 */
struct ct_env *
ct_env_new_with(const struct ct_allocator *allocator)
{
	struct ct_env *env = ct_resize(allocator, NULL, sizeof(*env));

	if (env == NULL)
		return NULL;
	*env = (struct ct_env){.allocator = allocator};
	env->globals = ct_dict_new_with(allocator);
	if (env->globals == NULL ||
	    ct_env_set(env, "BI_SPACE", " ", 1) != CT_OK ||
	    ct_env_set(env, "BI_NEWLINE", "\n", 1) != CT_OK) {
		ct_env_free(env);
		return NULL;
	}
	return env;
}

struct ct_env *
ct_env_new(void)
{
	return ct_env_new_with(NULL);
}

const struct ct_allocator *
ct_env_allocator(const struct ct_env *env)
{
	return env ? env->allocator : NULL;
}

void
ct_env_free(struct ct_env *env)
{
	struct custom *c, *next;

	if (env == NULL)
		return;
	for (c = env->customs; c; c = next) {
		next = c->next;
		ct_resize(env->allocator, c, 0);
	}
	ct_dict_free(env->globals);
	ct_resize(env->allocator, env, 0);
}

/* Returns CT_OK, CT_SYNTAX for an illegal name, or CT_NOMEM. */
enum ct_status
ct_env_set(struct ct_env *env, const char *name, const char *value, size_t len)
{
	if (!ct_name_is_legal(name, strlen(name)))
		return CT_SYNTAX;
	ct_set_bytes(env->globals, name, value, len);
	return env->globals->root->failed ? CT_NOMEM : CT_OK;
}

/* Adds an empty one. See ct_env_modifier. */
static enum ct_status
add_custom(struct ct_env *env, const char *name, struct custom **out)
{
	size_t len = strlen(name), name_len = strcspn(name, "=");
	struct custom *c;

	if (strncmp(name, "x-", 2) != 0 || strchr(name, ':') ||
	    len > CT_MAX_NAME)
		return CT_SYNTAX;
	for (c = env->customs; c; c = c->next)
		if (c->name_len == name_len &&
		    memcmp(c->name, name, name_len) == 0 &&
		    (!c->takes_value || name[name_len] != '=' ||
			strcmp(c->name, name) == 0))
			return CT_SYNTAX;
	c = ct_resize(env->allocator, NULL, sizeof(*c) + len + 1);
	if (c == NULL)
		return CT_NOMEM;
	memset(c, 0, sizeof(*c));
	memcpy(c->name, name, len + 1);
	c->name_len = name_len;
	c->takes_value = name[name_len] == '=';
	c->value = c->name + name_len;
	c->next = env->customs;
	env->customs = c;
	*out = c;
	return CT_OK;
}

/*
 * Returns CT_OK; CT_SYNTAX where the name does not begin with "x-", holds a
 * colon, or is taken: one name has either no value, or any, or some.
 */
enum ct_status
ct_env_modifier(
    struct ct_env *env, const char *name, ct_modifier_fn *fn, void *data)
{
	struct custom *c;
	enum ct_status status = add_custom(env, name, &c);

	if (status == CT_OK) {
		c->fn = fn;
		c->data = data;
	}
	return status;
}

enum ct_status
ct_env_add_modifier(struct ct_env *env, const char *name, ct_call_fn *call,
    void *data, enum ct_trust trust)
{
	struct custom *c;
	enum ct_status status = add_custom(env, name, &c);

	if (status == CT_OK) {
		c->call = call;
		c->data = data;
		c->trusted = trust == CT_TRUSTED;
	}
	return status;
}

/* The modifier registered for this value, or for any; NULL: none. */
const struct custom *
ct_env_find_modifier(const struct ct_env *env, const char *name,
    size_t name_len, const char *value, size_t value_len)
{
	const struct custom *c, *any = NULL;

	for (c = env ? env->customs : NULL; c; c = c->next) {
		if (c->name_len != name_len ||
		    memcmp(c->name, name, name_len) != 0 ||
		    c->takes_value != (value_len > 0))
			continue;
		if (strlen(c->value) == value_len &&
		    memcmp(c->value, value, value_len) == 0)
			return c;
		if (strcmp(c->value, "=") == 0)
			any = c;
	}
	return any;
}

static const struct entry built_in[] = {
    {{"BI_SPACE", 8, 0}, {.value = {" ", 1}}},
    {{"BI_NEWLINE", 10, 0}, {.value = {"\n", 1}}},
};

/* The global value, or NULL. Without an environment only the two built in. */
const struct entry *
ct_env_find(const struct ct_env *env, const struct name *name)
{
	size_t i;

	if (env)
		return dict_find(env->globals, name);
	for (i = 0; i < sizeof(built_in) / sizeof(*built_in); i++)
		if (built_in[i].name.len == name->len &&
		    memcmp(built_in[i].name.bytes, name->bytes, name->len) == 0)
			return &built_in[i];
	return NULL;
}
