/* SPDX-License-Identifier: MIT
 * Any entry of an archive: if it is accepted, it stays in the tree. Input: kind, mode, name, NUL,
 * target.
 */
#include "config.h"

#include "install/entry.h"

#include "fuzz.h"

/* Returns true for an absolute path, or one with a component "..". */
static bool climbs(const char *path)
{
	for (const char *p = path; *p; p += strcspn(p, "/"), p += *p == '/')
		if (strcspn(p, "/") == 2 && p[0] == '.' && p[1] == '.')
			return true;
	return *path == '/';
}

/* Returns true if a link with this target leaves the tree, provided that no directory on
 * the way is a link. */
static bool leaves(const char *path, const char *target)
{
	long depth = 0;

	for (const char *p = path; *p; p++)
		depth += *p == '/';
	for (const char *p = target; *p; p += strspn(p, "/")) {
		size_t n = strcspn(p, "/");

		if (n == 2 && p[0] == '.' && p[1] == '.' && --depth < 0)
			return true;
		if (n && !(n == 1 && *p == '.') &&
			!(n == 2 && p[0] == '.' && p[1] == '.'))
			depth++;
		p += n;
	}
	return *target == '/';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct entry_rules rules = { .arena = &arena };
	struct entry entry;
	const char *name;

	if (size < 3)
		return 0;
	name = fuzz_text(&arena, data + 3, size - 3);
	rules.keep_top = data[0] & 0x80;
	entry = (struct entry){
		.kind = (enum entry_kind)((data[0] & 0x7f) % (ENTRY_OTHER + 1)),
		.mode = (unsigned)(data[1] << 8 | data[2]) & 07777,
		.name = name,
		.target = strlen(name) < size - 3 ? name + strlen(name) + 1 : NULL,
	};
	if (!entry_check(&rules, &entry)) {
		must(!climbs(entry.path) && strlen(entry.path) <= ENTRY_PATH_MAX);
		must(!strpbrk(entry.path, "\n\033") && entry.kind != ENTRY_OTHER);
		must(!(entry.mode & ~0755u));
		must(!entry.linked || !climbs(entry.linked));
		if (entry.kind == ENTRY_SYMLINK && *entry.path)
			must(!leaves(entry.path, entry.target));
	}
	arena_release(&arena);
	return 0;
}
