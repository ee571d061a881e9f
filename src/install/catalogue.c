/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "catalogue.h"

#include <fnmatch.h>

int catalogue_read(struct catalogue *catalogue, struct arena *arena, const char *data,
	const char **missing)
{
	int r;

	*missing = "redist_components.tsv";
	r = table_read(arena, data, *missing, &catalogue->components);
	if (r < 0)
		return r;
	*missing = "redist_products.tsv";
	return table_read(arena, data, *missing, &catalogue->products);
}

/* The first row whose pattern fits; -1. */
static long row_of(const struct catalogue *catalogue, const char *component)
{
	const struct table *table = &catalogue->components;

	for (size_t i = 0; i < table->n; i++)
		if (fnmatch(table_field(table, i, "component"), component, 0) == 0)
			return (long)i;
	return -1;
}

static const char *class_of(const struct catalogue *catalogue, const char *component)
{
	long row = row_of(catalogue, component);

	return row < 0 ? "not-toolkit"
		       : table_field(&catalogue->components, (size_t)row, "class");
}

bool catalogue_has(const struct catalogue *catalogue, const char *component, enum set set)
{
	const char *class = class_of(catalogue, component);
	long row = row_of(catalogue, component);

	if (streq(class, "not-toolkit") || streq(class, "other-form"))
		return false;
	if (set == SET_MINIMAL)
		return streq(table_field(&catalogue->components, (size_t)row, "minimal"),
			"yes");
	return set == SET_FULL || !streq(class, "gui-doc");
}

bool catalogue_fits(const struct catalogue *catalogue, const char *component)
{
	const char *class = class_of(catalogue, component);
	long row = row_of(catalogue, component);

	/* What no row but the last one knows is a library of its own. */
	if (row < 0 ||
		streq(table_field(&catalogue->components, (size_t)row, "component"), "*"))
		return true;
	return !streq(class, "gui-doc") && !streq(class, "other-form") &&
	       !streq(class, "not-toolkit");
}

const char *catalogue_product(const struct catalogue *catalogue, const char *name)
{
	long row = table_find(&catalogue->products, "name", name);

	return row < 0 ? name : table_field(&catalogue->products, (size_t)row, "product");
}
