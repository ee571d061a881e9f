/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "loadercache.h"

#include <stdint.h>

#define CACHE_FILE "/etc/ld.so.cache"
#define CACHE_MAX ((size_t)16 << 20)
#define MAGIC "glibc-ld.so.cache1.1"

/* A path is shorter than PATH_MAX. Many entries can share a long one, so that the result is
 * bounded, too. */
enum { STRING_MAX = 4096, RESULT_MAX = 1024 * 1024 };

/* struct cache_file_new and struct file_entry_new. Offsets are relative to the header. */
struct cache_header {
	char magic[20];
	uint32_t n, strings;
	uint8_t flags, pad[3];
	uint32_t extension, unused[3];
};

struct cache_entry {
	int32_t flags;
	uint32_t key, value, os_version;
	uint64_t hwcap;
};

/* The kind of library that the loader takes on this machine: FLAG_ELF_LIBC6 with the bits
 * of the architecture. */
static uint32_t own_kind(void)
{
#if defined(__x86_64__)
	return 0x0303;
#elif defined(__aarch64__)
	return 0x0a03;
#else
	return 0;
#endif
}

static bool matters(const char *soname)
{
	static const char *const heads[] = { "libcuda.so", "libcudart", "libcudnn",
		"libcublas", "libcufft", "libcurand", "libcusolver", "libcusparse",
		"libnvrtc", "libnvJitLink", "libnvidia-", "libnccl", "libnvToolsExt",
		"libcupti", "libstdc++" };

	for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
		if (skip_prefix(soname, heads[i]))
			return true;
	return false;
}

/* Returns the string at `offset`, or NULL if it does not end within the file, or is longer
 * than STRING_MAX. */
static const char *text_at(const struct text *file, size_t begin, uint32_t offset)
{
	size_t at = begin + offset, left = at < file->len ? file->len - at : 0;

	return left && memchr(file->s + at, 0, left < STRING_MAX ? left : STRING_MAX)
		       ? file->s + at
		       : NULL;
}

/* In older caches, the new format follows the old one. */
static bool find_header(const struct text *file, size_t *begin)
{
	for (size_t at = 0; at + sizeof(struct cache_header) <= file->len; at += 4)
		if (memcmp(file->s + at, MAGIC, sizeof(MAGIC) - 1) == 0) {
			*begin = at;
			return true;
		} else if (at == 0 && memcmp(file->s, "ld.so-1.7.0", 11) != 0) {
			break;
		}
	return false;
}

char *loadercache_read(const struct machine *machine)
{
	struct str lines = str_new(machine->arena);
	struct cache_header header;
	struct text file;
	size_t begin;

	if (machine_read_head(machine, CACHE_FILE, CACHE_MAX, &file) < 0 ||
		!find_header(&file, &begin))
		return lines.s;
	memcpy(&header, file.s + begin, sizeof(header));
	for (size_t i = 0; i < header.n && lines.len < RESULT_MAX; i++) {
		size_t at = begin + sizeof(header) + i * sizeof(struct cache_entry);
		const char *soname, *path;
		struct cache_entry entry;

		if (at + sizeof(entry) > file.len)
			break;
		memcpy(&entry, file.s + at, sizeof(entry));
		soname = text_at(&file, begin, entry.key);
		path = text_at(&file, begin, entry.value);
		if (!soname || !path || !matters(soname) || strpbrk(soname, "\t\n") ||
			strpbrk(path, "\t\n") ||
			(own_kind() && ((uint32_t)entry.flags & 0xffff) != own_kind()))
			continue;
		str_addf(&lines, "%s\t%s\n", soname, path);
	}
	return lines.s;
}
