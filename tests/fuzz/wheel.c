/* SPDX-License-Identifier: MIT
 * Any text as the name of a wheel, the name of a file in one, the configuration of pip or
 * uv, and a header: no path leaves the tree.
 */
#include "config.h"

#include "install/entry.h"
#include "install/index_address.h"
#include "install/stub.h"
#include "install/wheel.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct entry_rules rules = {
		.arena = &arena, .keep_top = true, .any_name = true
	};
	char *text = fuzz_text(&arena, data, size);
	struct entry entry = { .kind = ENTRY_FILE, .name = text, .mode = 0644 };
	struct strv names = stub_symbols(&arena, text, "cu");
	const char *path, *problem;
	struct text library;
	struct wheel wheel;

	if (wheel_parse(&arena, text, &wheel)) {
		must(!strchr(text, '/') && *text != '.' && *wheel.project);
		must(wheel_compare(wheel.version, wheel.version) == 0);
		must(wheel_version_matches(wheel.version, wheel.version));
		wheel_fits(&wheel, "x86_64", (struct version){ 2, 36, -1 });
	}
	if (!entry_check(&rules, &entry)) {
		path = wheel_place(&arena, "c", entry.path, &problem);
		entry.name = path ? path : "x";
		must(!entry_check(&rules, &entry) && (!path || (*path && *path != '/')));
	}
	path = index_address_in_pip(&arena, text, "index-url");
	must(!path || !strchr(path, '\n'));
	path = index_address_in_uv(&arena, text);
	must(!path || !strchr(path, '\n'));
	must(stub_make(&arena, "x86_64", "l", &names, 34, &library));
	arena_release(&arena);
	return 0;
}
