/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "vars.h"

struct vars vars_new(struct arena *arena, char **environment)
{
	return (struct vars){ .environ = environment, .arena = arena };
}

static const char *environ_get(const struct vars *vars, const char *name, size_t n)
{
	for (char **e = vars->environ; e && *e; e++)
		if (**e == *name && strncmp(*e, name, n) == 0 && (*e)[n] == '=')
			return *e + n + 1;
	return NULL;
}

static struct var *override_find(const struct vars *vars, const char *name)
{
	for (size_t i = 0; i < vars->n; i++)
		if (streq(vars->overrides[i].name, name))
			return &vars->overrides[i];
	return NULL;
}

static void override_put(struct vars *vars, struct var var)
{
	struct var *there = override_find(vars, var.name), *old = vars->overrides;

	if (there) {
		*there = var;
		return;
	}
	if (vars->n % 32 == 0) {
		vars->overrides = arena_alloc(
			vars->arena, (vars->n + 32) * sizeof(*vars->overrides));
		if (old)
			memcpy(vars->overrides, old, vars->n * sizeof(*vars->overrides));
	}
	vars->overrides[vars->n++] = var;
}

void vars_assign(struct vars *vars, const char *assignment)
{
	bool shadowed = *assignment == '^';
	const char *name = assignment + shadowed;
	const char *equals = strchr(name, '=');
	const char *inherited;

	if (!equals || equals == name)
		return;
	inherited = environ_get(vars, name, (size_t)(equals - name));
	override_put(vars,
		(struct var){
			.name = arena_ndup(vars->arena, name, (size_t)(equals - name)),
			.value = equals + 1,
			.exported = inherited && streq(inherited, equals + 1),
			.shadowed = shadowed,
		});
}

bool vars_find(const struct vars *vars, const char *name, struct var *var)
{
	const struct var *override = override_find(vars, name);
	const char *value;

	if (override) {
		*var = *override;
		return override->value != NULL;
	}
	value = environ_get(vars, name, strlen(name));
	*var = (struct var){ .name = name, .value = value, .exported = true };
	return value != NULL;
}

const char *vars_get(const struct vars *vars, const char *name)
{
	struct var var;

	return vars_find(vars, name, &var) ? var.value : NULL;
}

const char *vars_get_nonempty(const struct vars *vars, const char *name)
{
	const char *value = vars_get(vars, name);

	return value && *value ? value : NULL;
}

void vars_set(struct vars *vars, const char *name, const char *value, bool exported)
{
	override_put(
		vars, (struct var){ .name = name, .value = value, .exported = exported });
}

struct vars vars_copy(const struct vars *vars)
{
	struct vars copy = { .environ = vars->environ, .arena = vars->arena };

	for (size_t i = 0; i < vars->n; i++)
		override_put(&copy, vars->overrides[i]);
	return copy;
}

char **vars_environ(const struct vars *vars)
{
	size_t max = vars->n + 1, n = 0;
	char **list;

	for (char **e = vars->environ; e && *e; e++)
		max++;
	list = arena_alloc(vars->arena, max * sizeof(*list));
	for (char **e = vars->environ; e && *e; e++)
		if (!override_find(vars, arena_ndup(vars->arena, *e, strcspn(*e, "="))))
			list[n++] = *e;
	for (size_t i = 0; i < vars->n; i++)
		if (vars->overrides[i].value && vars->overrides[i].exported)
			list[n++] = arena_cat(vars->arena, vars->overrides[i].name, "=",
				vars->overrides[i].value);
	return list;
}
