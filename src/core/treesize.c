/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "treesize.h"

#include <fts.h>
#include <sys/stat.h>

uint64_t treesize(struct arena *arena, const char *path)
{
	char *const paths[] = { arena_dup(arena, path), NULL };
	FTS *tree = fts_open(
		paths, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR | FTS_XDEV, NULL);
	uint64_t bytes = 0;
	FTSENT *entry;

	if (!tree)
		return 0;
	while ((entry = fts_read(tree)))
		switch (entry->fts_info) {
		case FTS_D:
		case FTS_F:
		case FTS_SL:
			bytes += (uint64_t)entry->fts_statp->st_blocks * 512;
			break;
		default:
			break;
		}
	fts_close(tree);
	return bytes;
}

char *treesize_text(struct arena *arena, uint64_t bytes)
{
	if (bytes >= 1000 * 1000 * 1000)
		return arena_printf(arena, "%.1f GB", (double)bytes / 1e9);
	if (bytes >= 1000 * 1000)
		return arena_printf(arena, "%.0f MB", (double)bytes / 1e6);
	return arena_printf(arena, "%.0f KB", (double)bytes / 1e3);
}
