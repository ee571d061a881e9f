/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "component_set.h"

#include <fnmatch.h>

int component_set_read(struct component_set *known, struct arena *arena, const char *data,
	const char **missing)
{
	int r;

	*missing = "redist_components.tsv";
	r = table_read(arena, data, *missing, &known->components);
	if (r < 0)
		return r;
	*missing = "redist_products.tsv";
	return table_read(arena, data, *missing, &known->products);
}

/* Returns the first row whose pattern matches, or -1. */
static long row_of(const struct component_set *known, const char *component)
{
	const struct table *table = &known->components;

	for (size_t i = 0; i < table->n; i++)
		if (fnmatch(table_field(table, i, "component"), component, 0) == 0)
			return (long)i;
	return -1;
}

static const char *class_of(const struct component_set *known, const char *component)
{
	long row = row_of(known, component);

	return row < 0 ? "not-toolkit"
		       : table_field(&known->components, (size_t)row, "class");
}

bool component_set_has(
	const struct component_set *known, const char *component, enum set set)
{
	const char *class = class_of(known, component);
	long row = row_of(known, component);

	if (streq(class, "not-toolkit") || streq(class, "other-form"))
		return false;
	if (set == SET_MINIMAL)
		return streq(
			table_field(&known->components, (size_t)row, "minimal"), "yes");
	return set == SET_FULL || !streq(class, "gui-doc");
}

bool component_set_fits(const struct component_set *known, const char *component)
{
	const char *class = class_of(known, component);
	long row = row_of(known, component);

	/* What only the last row matches is a separate library. */
	if (row < 0 ||
		streq(table_field(&known->components, (size_t)row, "component"), "*"))
		return true;
	return !streq(class, "gui-doc") && !streq(class, "other-form") &&
	       !streq(class, "not-toolkit");
}

const char *component_set_product(const struct component_set *known, const char *name)
{
	long row = table_find(&known->products, "name", name);

	return row < 0 ? name : table_field(&known->products, (size_t)row, "product");
}
