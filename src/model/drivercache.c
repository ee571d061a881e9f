/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "drivercache.h"

#include <fcntl.h>
#include <stdlib.h>

#define CACHE_FORMAT "1"
#define CACHE_MAX (64 * 1024)

static const char *cache_file(struct arena *arena, const struct dirs *dirs)
{
	return dirs->cache ? path_join(arena, dirs->cache, "driver") : NULL;
}

bool drivercache_parse(
	struct arena *arena, const char *line, struct driver_record *record)
{
	struct strv f = strv_split(arena, line, '\t');
	long long n[7];
	char *end;

	if (f.n != 11 || !streq(f.v[0], CACHE_FORMAT))
		return false;
	*record = (struct driver_record){ .lookup = f.v[1], .library = f.v[2] };
	for (size_t i = 0; i < ARRAY_SIZE(n); i++) {
		n[i] = strtoll(f.v[3 + i], &end, 10);
		if (*end || end == f.v[3 + i])
			return false;
	}
	record->id.st_dev = (dev_t)n[0];
	record->id.st_ino = (ino_t)n[1];
	record->id.st_mtim = (struct timespec){ .tv_sec = n[2], .tv_nsec = (long)n[3] };
	record->kernel = (uint32_t)n[4];
	if (n[5] < DRIVER_QUERIED || n[5] > DRIVER_TIMED_OUT)
		return false;
	record->result = (enum driver_result)n[5];
	record->code = (int)n[6];
	record->api = (int)strtol(f.v[10], NULL, 10);
	return record->result != DRIVER_QUERIED ||
	       (record->api >= 1000 && record->api < 1000000);
}

static const char *record_line(struct arena *arena, const struct driver_record *r)
{
	return arena_printf(arena, "%s\t%s\t%s\t%lld\t%lld\t%lld\t%ld\t%u\t%d\t%d\t%d\n",
		CACHE_FORMAT, r->lookup, r->library, (long long)r->id.st_dev,
		(long long)r->id.st_ino, (long long)r->id.st_mtim.tv_sec,
		r->id.st_mtim.tv_nsec, r->kernel, (int)r->result, r->code, r->api);
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Returns true if the record is of this lookup, and neither the library that it finds nor
 * the kernel module changed since. */
static bool fresh(
	const struct driver_record *record, const char *lookup, struct kernel kernel)
{
	const char *file = skip_prefix(lookup, "file:");
	struct stat now, end;

	return streq(record->lookup, lookup) && record->kernel == kernel.hash &&
	       stat(record->library, &now) == 0 && same_file(&record->id, &now) &&
	       (!file || (stat(file, &end) == 0 && same_file(&end, &now)));
}

static struct strv cache_lines(struct arena *arena, const struct dirs *dirs)
{
	const char *file = cache_file(arena, dirs);
	struct text text;

	if (!file || file_read(arena, AT_FDCWD, file, CACHE_MAX, &text) < 0)
		return strv_new(arena);
	return strv_split(arena, text.s, '\n');
}

bool drivercache_find(struct arena *arena, const struct dirs *dirs, const char *lookup,
	struct kernel kernel, struct driver_record *record)
{
	struct strv lines = cache_lines(arena, dirs);

	for (size_t i = 0; i < lines.n; i++)
		if (drivercache_parse(arena, lines.v[i], record) &&
			fresh(record, lookup, kernel))
			return true;
	return false;
}

/* The new line is first, followed by a few of other lookups. */
void drivercache_store(
	struct arena *arena, const struct dirs *dirs, const struct driver_record *record)
{
	struct strv old = cache_lines(arena, dirs);
	struct str text = str_new(arena);
	const char *file = cache_file(arena, dirs);
	struct driver_record other;
	int kept = 0;

	if (!file || strpbrk(record->lookup, "\t\n") || strpbrk(record->library, "\t\n"))
		return;
	str_add(&text, record_line(arena, record));
	for (size_t i = 0; i < old.n && kept < 15; i++) {
		if (!drivercache_parse(arena, old.v[i], &other) ||
			streq(other.lookup, record->lookup))
			continue;
		str_addf(&text, "%s\n", old.v[i]);
		kept++;
	}
	if (dir_make(dirs->cache) < 0 || file_replace(file, text.s, text.len) < 0)
		return;
}
