/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "elffile.h"

#include "core/file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>

enum { PARTS_MAX = 128, DYNAMIC_MAX = 4096, NAME_MAX_LEN = 4096 };

struct reader {
	struct arena *arena;
	int fd;
	Elf64_Phdr part[PARTS_MAX];
	size_t n;
};

static bool read_at(const struct reader *reader, uint64_t offset, void *to, size_t size)
{
	return offset < INT64_MAX &&
	       pread(reader->fd, to, size, (off_t)offset) == (ssize_t)size;
}

/* Returns the offset in the file of what is loaded at this address, or 0. */
static uint64_t offset_of(const struct reader *reader, uint64_t address)
{
	for (size_t i = 0; i < reader->n; i++) {
		const Elf64_Phdr *part = &reader->part[i];

		if (part->p_type == PT_LOAD && address >= part->p_vaddr &&
			address - part->p_vaddr < part->p_filesz)
			return part->p_offset + (address - part->p_vaddr);
	}
	return 0;
}

static const char *text_at(const struct reader *reader, uint64_t offset)
{
	char buffer[NAME_MAX_LEN + 1];
	ssize_t n = offset < INT64_MAX
			    ? pread(reader->fd, buffer, NAME_MAX_LEN, (off_t)offset)
			    : -1;

	if (n <= 0)
		return NULL;
	buffer[n] = '\0';
	return arena_dup(reader->arena, buffer);
}

static int read_parts(struct reader *reader, unsigned *machine)
{
	Elf64_Ehdr head;

	if (!read_at(reader, 0, &head, sizeof(head)) ||
		memcmp(head.e_ident, ELFMAG, SELFMAG) != 0)
		return -ENOEXEC;
	if (head.e_ident[EI_CLASS] != ELFCLASS64)
		return -ENOTSUP;
	*machine = head.e_machine;
	if (head.e_phentsize != sizeof(Elf64_Phdr) || head.e_phnum > PARTS_MAX)
		return -ENOEXEC;
	reader->n = head.e_phnum;
	return reader->n == 0 || read_at(reader, head.e_phoff, reader->part,
					 reader->n * sizeof(Elf64_Phdr))
		       ? 0
		       : -ENOEXEC;
}

static void read_dynamic(
	const struct reader *reader, const Elf64_Phdr *part, struct elffile *file)
{
	size_t n = part->p_filesz / sizeof(Elf64_Dyn);
	Elf64_Dyn *entry;
	uint64_t names = 0;

	n = n > DYNAMIC_MAX ? DYNAMIC_MAX : n;
	entry = arena_alloc(reader->arena, (n + 1) * sizeof(*entry));
	if (!read_at(reader, part->p_offset, entry, n * sizeof(*entry)))
		return;
	for (size_t i = 0; i < n; i++)
		if (entry[i].d_tag == DT_STRTAB)
			names = offset_of(reader, entry[i].d_un.d_ptr);
	for (size_t i = 0; i < n && names && entry[i].d_tag != DT_NULL; i++) {
		const char *text;

		if (entry[i].d_tag != DT_NEEDED && entry[i].d_tag != DT_RPATH &&
			entry[i].d_tag != DT_RUNPATH)
			continue;
		text = text_at(reader, names + entry[i].d_un.d_val);
		if (!text)
			continue;
		if (entry[i].d_tag == DT_NEEDED)
			strv_add(&file->needed, text);
		else if (entry[i].d_tag == DT_RPATH)
			file->rpath = text;
		else
			file->runpath = text;
	}
}

int elffile_read(struct arena *arena, const char *path, struct elffile *file)
{
	_cleanup_close_ int fd = file_open_regular(AT_FDCWD, path);
	struct reader reader = { .arena = arena, .fd = fd };
	int r;

	*file = (struct elffile){ .needed = strv_new(arena) };
	if (fd < 0)
		return fd;
	r = read_parts(&reader, &file->machine);
	for (size_t i = 0; r == 0 && i < reader.n; i++)
		if (reader.part[i].p_type == PT_DYNAMIC)
			read_dynamic(&reader, &reader.part[i], file);
	return r;
}
