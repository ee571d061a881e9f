/* SPDX-License-Identifier: MIT
 * Any text as the state: it names only variables that cudaenv sets, it is encoded and
 * decoded unchanged, and undoing it changes no other variable.
 */
#include "config.h"

#include "model/environ.h"
#include "model/export_vars.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct vars vars = vars_new(&arena, NULL);
	struct state state, again;

	if (state_decode(&arena, fuzz_text(&arena, data, size), &state) == 0 && state.n) {
		const char *text = state_encode(&arena, &state);

		for (size_t i = 0; i < state.n; i++)
			must(export_vars_has(state.applied[i].name));
		if (strlen(text) <= STATE_MAX) {
			must(state_decode(&arena, text, &again) == 0 &&
				again.n == state.n);
			must(streq(state_encode(&arena, &again), text));
		}
		vars_set(&vars, "PATH", "/a:/b", true);
		vars_set(&vars, "LD_LIBRARY_PATH", "", true);
		vars_set(&vars, "HOME", "/h", true);
		environ_restore(&vars, &state);
		must(streq(vars_get(&vars, "HOME"), "/h"));
	}
	arena_release(&arena);
	return 0;
}
