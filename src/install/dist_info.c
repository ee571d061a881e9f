/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "dist_info.h"

#include "metadata.h"

#include <archive.h>
#include <archive_entry.h>

/* Returns true for "NAME.dist-info/METADATA". */
static bool is_metadata(const char *name)
{
	const char *slash = name ? strchr(name, '/') : NULL;

	return slash && streq(slash, "/METADATA") && slash - name > 10 &&
	       strncmp(slash - 10, ".dist-info", 10) == 0;
}

static const char *read_entry(
	struct arena *arena, struct archive *reader, struct text *text)
{
	char *bytes = arena_alloc(arena, METADATA_MAX + 1);
	la_ssize_t n = archive_read_data(reader, bytes, METADATA_MAX);

	if (n < 0)
		return "its METADATA cannot be read";
	if (n == METADATA_MAX)
		return "its METADATA is too large";
	bytes[n] = '\0';
	*text = (struct text){ bytes, (size_t)n };
	return NULL;
}

const char *dist_info_metadata(
	struct arena *arena, const void *wheel, size_t len, struct text *text)
{
	struct archive *reader = archive_read_new();
	struct archive_entry *entry;
	const char *problem = "it has no METADATA: it is not a wheel";

	if (!reader)
		return "out of memory";
	archive_read_support_format_zip_seekable(reader);
	if (archive_read_open_memory(reader, wheel, len) != ARCHIVE_OK)
		problem = "it is not a zip archive";
	else
		while (archive_read_next_header(reader, &entry) == ARCHIVE_OK)
			if (is_metadata(archive_entry_pathname(entry))) {
				problem = read_entry(arena, reader, text);
				break;
			}
	archive_read_free(reader);
	return problem;
}
