/* SPDX-License-Identifier: MIT
 * Any text as a cudaenv.conf: every setting is within its bounds, and each note names the
 * file.
 */
#include "config.h"

#include "model/export_vars.h"
#include "model/settings.h"
#include "model/spec.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct vars vars = vars_new(&arena, NULL);
	struct settings s = settings_new(&arena);

	settings_parse(&s, &vars, "f", fuzz_text(&arena, data, size));
	must(s.jobs >= 1 && s.jobs <= 64);
	for (size_t i = 0; i < s.n_search; i++)
		must(*s.search[i].pattern == '/');
	for (size_t i = 0; i < s.n_alias; i++)
		must(spec_valid(s.alias[i].name) && spec_valid(s.alias[i].spec));
	for (size_t i = 0; i < s.extra.n; i++)
		must(export_vars_is_extra(s.extra.v[i]));
	for (size_t i = 0; i < s.notes.n; i++)
		must(strncmp(s.notes.v[i], "f:", 2) == 0);
	arena_release(&arena);
	return 0;
}
