/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "elf.h"

#include <elf.h>
#include <errno.h>
#include <stdint.h>

/* STRINGS_MAX bounds all strings together: many entries can share a long one. */
enum {
	SEGMENTS_MAX = 128,
	DYNAMIC_MAX = 4096,
	STRING_MAX = 4096,
	STRINGS_MAX = 512 * 1024
};

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define OWN_DATA ELFDATA2LSB
#else
#define OWN_DATA ELFDATA2MSB
#endif

struct elf_reader {
	struct arena *arena;
	int fd;
	Elf64_Phdr segment[SEGMENTS_MAX];
	size_t n, strings; /* segments, and bytes of strings that were returned */
};

static bool read_at(
	const struct elf_reader *reader, uint64_t offset, void *to, size_t size)
{
	return offset < INT64_MAX &&
	       pread(reader->fd, to, size, (off_t)offset) == (ssize_t)size;
}

/* Returns the string at this offset, cut after STRING_MAX bytes; NULL past the end. */
static const char *string_at(struct elf_reader *reader, uint64_t offset, uint64_t max)
{
	char buffer[STRING_MAX + 1];
	size_t size = max < STRING_MAX ? (size_t)max : STRING_MAX;
	ssize_t n =
		offset < INT64_MAX ? pread(reader->fd, buffer, size, (off_t)offset) : -1;

	if (n <= 0 || reader->strings > STRINGS_MAX)
		return NULL;
	buffer[n] = '\0';
	reader->strings += strlen(buffer);
	return arena_dup(reader->arena, buffer);
}

/* Returns the offset in the file of what is loaded at this address, or 0. */
static uint64_t offset_of(const struct elf_reader *reader, uint64_t address)
{
	for (size_t i = 0; i < reader->n; i++) {
		const Elf64_Phdr *segment = &reader->segment[i];

		if (segment->p_type == PT_LOAD && address >= segment->p_vaddr &&
			address - segment->p_vaddr < segment->p_filesz)
			return segment->p_offset + (address - segment->p_vaddr);
	}
	return 0;
}

static int read_segments(struct elf_reader *reader, struct elf *elf)
{
	Elf64_Ehdr head;

	/* The members up to e_machine are the same in both classes. */
	if (!read_at(reader, 0, &head, offsetof(Elf64_Ehdr, e_version)) ||
		memcmp(head.e_ident, ELFMAG, SELFMAG) != 0)
		return -ENOEXEC;
	elf->class = head.e_ident[EI_CLASS];
	elf->machine = head.e_machine;
	if (elf->class != ELFCLASS64 || head.e_ident[EI_DATA] != OWN_DATA)
		return -ENOTSUP;
	if (!read_at(reader, 0, &head, sizeof(head)))
		return -ENOEXEC;
	if (head.e_phnum == 0)
		return 0;
	if (head.e_phentsize != sizeof(Elf64_Phdr) || head.e_phnum > SEGMENTS_MAX)
		return -ENOEXEC;
	reader->n = head.e_phnum;
	return read_at(reader, head.e_phoff, reader->segment,
		       reader->n * sizeof(Elf64_Phdr))
		       ? 0
		       : -ENOEXEC;
}

static void add_dynamic(struct elf_reader *reader, const Elf64_Dyn *entry,
	uint64_t strings, struct elf *elf)
{
	bool wanted = entry->d_tag == DT_NEEDED || entry->d_tag == DT_RPATH ||
		      entry->d_tag == DT_RUNPATH;
	uint64_t at = entry->d_un.d_val;
	const char *s = NULL;

	if (wanted && at < INT64_MAX && strings < INT64_MAX)
		s = string_at(reader, strings + at, STRING_MAX);
	if (!s)
		return;
	if (entry->d_tag == DT_NEEDED)
		strv_add(&elf->needed, s);
	else if (entry->d_tag == DT_RPATH)
		elf->rpath = s;
	else
		elf->runpath = s;
}

static void read_dynamic(
	struct elf_reader *reader, const Elf64_Phdr *segment, struct elf *elf)
{
	uint64_t size = segment->p_filesz / sizeof(Elf64_Dyn), strings = 0;
	size_t n = size > DYNAMIC_MAX ? DYNAMIC_MAX : (size_t)size;
	Elf64_Dyn *entry = arena_alloc(reader->arena, (n + 1) * sizeof(*entry));

	if (!read_at(reader, segment->p_offset, entry, n * sizeof(*entry)))
		return;
	for (size_t i = 0; i < n && entry[i].d_tag != DT_NULL; i++)
		if (entry[i].d_tag == DT_STRTAB)
			strings = offset_of(reader, entry[i].d_un.d_ptr);
	for (size_t i = 0; i < n && strings && entry[i].d_tag != DT_NULL; i++)
		add_dynamic(reader, &entry[i], strings, elf);
}

static int read_file(struct arena *arena, int fd, bool dynamic, struct elf *elf)
{
	struct elf_reader reader = { .arena = arena, .fd = fd };
	int r;

	*elf = (struct elf){ .needed = strv_new(arena) };
	r = read_segments(&reader, elf);
	if (r < 0)
		return r;
	for (size_t i = 0; i < reader.n; i++) {
		const Elf64_Phdr *segment = &reader.segment[i];

		if (segment->p_type == PT_INTERP && segment->p_filesz)
			elf->loader =
				string_at(&reader, segment->p_offset, segment->p_filesz);
		else if (segment->p_type == PT_DYNAMIC && dynamic) {
			read_dynamic(&reader, segment, elf);
			dynamic = false; /* there is only one */
		}
	}
	return 0;
}

int elf_read(struct arena *arena, int fd, struct elf *elf)
{
	return read_file(arena, fd, false, elf);
}

int elf_read_dynamic(struct arena *arena, int fd, struct elf *elf)
{
	return read_file(arena, fd, true, elf);
}
