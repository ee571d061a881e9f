/* SPDX-License-Identifier: MIT
 * Any bytes as a captured machine: it is unpacked only in the new directory, and nothing
 * of it is left.
 */
#include "config.h"

#include "doctor/capture/replay.h"

#include "fuzz.h"

/* Returns the number of entries of a directory. */
static int entries(const char *path)
{
	_cleanup_closedir_ DIR *dir = opendir(path);
	int n = 0;

	must(dir);
	while (readdir(dir))
		n++;
	return n - 2;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	const char *file = fuzz_file(&arena, "capture", data, size);
	struct replay replay;
	int r = replay_open(&replay, &arena, file, fuzz_dir());

	must(r <= 0 && (r == 0 || replay.problem));
	must(entries(fuzz_dir()) == (replay.root ? 2 : 1));
	replay_close(&replay);
	must(entries(fuzz_dir()) == 1);
	arena_release(&arena);
	return 0;
}
