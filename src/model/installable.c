/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "installable.h"

#include "spec.h"
#include "table.h"

const char *installable_problem(struct arena *arena, const char *data, const char *word)
{
	struct spec spec = spec_parse(arena, word);
	struct version oldest = VERSION_UNKNOWN, newest = VERSION_UNKNOWN, label;
	struct table table;

	if (spec.kind == SPEC_LATEST)
		return NULL;
	if (spec.kind != SPEC_NAMED || !spec.numeric)
		return arena_printf(arena, "no release is called `%s'", word);
	if (table_read(arena, data, "redist_labels.tsv", &table) < 0)
		return NULL;
	for (size_t i = 0; i < table.n; i++) {
		const char *text = table_field(&table, i, "label");

		if (!streq(table_field(&table, i, "product"), "cuda") ||
			!version_parse(text, strlen(text), &label))
			continue;
		if (version_starts_with(label, spec.version))
			return NULL;
		if (oldest.major < 0 || version_compare(label, oldest) < 0)
			oldest = label;
		if (version_compare(label, newest) > 0)
			newest = label;
	}
	if (version_compare(spec.version, newest) > 0)
		return NULL;
	if (version_compare(spec.version, oldest) < 0)
		return arena_printf(arena,
			"CUDA %s is older than NVIDIA's archives, which begin with %s",
			spec.name, version_text(arena, oldest));
	return arena_printf(arena, "no release is called `%s'", word);
}
