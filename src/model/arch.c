/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "arch.h"

#include "table.h"

bool arch_find(
	struct arena *arena, const char *data, int major, int minor, struct arch *arch)
{
	const char *wanted = arena_printf(arena, "%d.%d", major, minor);
	struct table table;
	const char *first, *last;
	long row;

	if (table_read(arena, data, "sm_arch.tsv", &table) < 0)
		return false;
	row = table_find(&table, "compute_capability", wanted);
	if (row < 0)
		return false;
	first = table_field(&table, (size_t)row, "first_toolkit");
	last = table_field(&table, (size_t)row, "last_toolkit");
	*arch = (struct arch){
		.sm = table_field(&table, (size_t)row, "sm"),
		.family = table_field(&table, (size_t)row, "family"),
		.first = VERSION_UNKNOWN,
		.last = VERSION_UNKNOWN,
	};
	if (!version_parse(last, strlen(last), &arch->last))
		arch->last = VERSION_UNKNOWN;
	return version_parse(first, strlen(first), &arch->first);
}

bool arch_has_toolkit(const struct arch *arch, struct version toolkit)
{
	struct version release = { toolkit.major, toolkit.minor, -1 };

	return version_compare(release, arch->first) >= 0 &&
	       (arch->last.major < 0 || version_compare(release, arch->last) <= 0);
}

const char *arch_gencode(struct arena *arena, const struct arch *arch)
{
	return arena_printf(
		arena, "-gencode arch=compute_%s,code=sm_%s", arch->sm, arch->sm);
}
