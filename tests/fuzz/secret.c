/* SPDX-License-Identifier: MIT
 * Any line: hiding its secrets twice hides no more than once, and a token is hidden.
 */
#include "config.h"

#include "doctor/capture/secret.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	const char *line = fuzz_text(&arena, data, size), *hidden;

	hidden = secret_hide(&arena, line);
	must(strlen(hidden) <= 4 * strlen(line) + 16);
	hidden = secret_hide(&arena, arena_cat(&arena, line, " A_TOKEN=xyzzyxyzzy"));
	must(strchr(line, '\n') || !strstr(hidden, "TOKEN=xyzzyxyzzy"));
	arena_release(&arena);
	return 0;
}
