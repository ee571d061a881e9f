/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "install/entry.h"

#include "tap.h"

static struct arena arena;

/* Returns the path in the tree, or what is wrong. */
static const char *path_of(const char *name)
{
	struct entry_rules rules = { .arena = &arena };
	struct entry entry = { .kind = ENTRY_FILE, .name = name, .mode = 0644 };
	const char *problem = entry_check(&rules, &entry);

	return problem ? problem : entry.path;
}

static unsigned mode_of(enum entry_kind kind, unsigned mode)
{
	struct entry_rules rules = { .arena = &arena };
	struct entry entry = { .kind = kind, .name = "x/y", .mode = mode };

	return entry_check(&rules, &entry) ? 0 : entry.mode;
}

int main(void)
{
	is_str(path_of("x/bin/nvcc"), "bin/nvcc", "the first directory is removed");
	is_str(path_of("./x//bin/./nvcc"), "bin/nvcc", "empty parts and . are dropped");
	is_str(path_of("x/lib64/libx.so"), "lib/libx.so", "lib64 becomes lib");
	is_str(path_of("x/lib64x/y"), "lib64x/y", "but not a longer name");
	is_str(path_of("x/include/lib64/y"), "include/lib64/y", "and only at the top");
	is_str(path_of("x/a..b/..c"), "a..b/..c", "dots in names are kept");
	is_str(path_of(".."), "its name leaves the tree", "only ..");
	is_str(path_of("x/.."), "its name leaves the tree", ".. at the end");
	is_str(path_of("/x"), "its name is absolute", "an absolute name");
	is_str(path_of("x/.cudaenv"), "its name is reserved for cudaenv", "our own name");
	is_str(path_of("x/.cudaenvy"), ".cudaenvy", "but not a longer name");

	ok(entry_target_inside("lib/libx.so", "libx.so.1"), "a link next to itself");
	ok(entry_target_inside("a/b/l", "../../c"), "up to the root, and down");
	ok(!entry_target_inside("a/b/l", "../../../c"), "not further");
	ok(!entry_target_inside("l", ".."), "not from the top");
	ok(!entry_target_inside("a/l", "b/../c"), "no .. after a name");
	ok(!entry_target_inside("a/l", "/etc"), "not absolute");
	ok(!entry_target_inside("a/l", ""), "not empty");
	ok(entry_target_inside("a/l", "./../b"), ". is ignored");

	is_int((long)mode_of(ENTRY_FILE, 0777), 0755, "no other user can write");
	is_int((long)mode_of(ENTRY_FILE, 0), 0400, "the owner can read");
	is_int((long)mode_of(ENTRY_DIR, 0), 0700, "and enter");
	is_int((long)mode_of(ENTRY_FILE, 04755), 0, "no set-user-ID");
	is_int((long)mode_of(ENTRY_OTHER, 0644), 0, "no devices");
	arena_release(&arena);
	return done();
}
