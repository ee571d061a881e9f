/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "elf.h"

#include "core/file.h"

#include <elf.h>
#include <fcntl.h>

#define HEAD_MAX (64 * 1024)

/* A header of our own kind: this very program's, as the kernel runs it. */
static bool own_header(Elf64_Ehdr *own)
{
	_cleanup_close_ int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	return fd >= 0 && read(fd, own, sizeof(*own)) == sizeof(*own);
}

static const char *interpreter(
	struct arena *arena, const struct text *file, const Elf64_Ehdr *h)
{
	for (size_t i = 0; i < h->e_phnum; i++) {
		size_t at = h->e_phoff + i * sizeof(Elf64_Phdr);
		Elf64_Phdr part;

		if (h->e_phoff > file->len || at + sizeof(part) > file->len)
			return NULL;
		memcpy(&part, file->s + at, sizeof(part));
		if (part.p_type == PT_INTERP && part.p_offset < file->len &&
			part.p_filesz <= file->len - part.p_offset)
			return arena_ndup(arena, file->s + part.p_offset, part.p_filesz);
	}
	return NULL;
}

const char *elf_why_foreign(struct arena *arena, const char *path)
{
	Elf64_Ehdr header, own;
	const char *loader;
	struct text file;

	if (file_read_head(arena, AT_FDCWD, path, HEAD_MAX, &file) < 0 ||
		file.len < sizeof(header) || memcmp(file.s, ELFMAG, SELFMAG) != 0)
		return NULL;
	memcpy(&header, file.s, sizeof(header));
	if (!own_header(&own))
		return NULL;
	if (header.e_ident[EI_CLASS] != own.e_ident[EI_CLASS] ||
		header.e_machine != own.e_machine)
		return "it is for another architecture";
	loader = interpreter(arena, &file, &header);
	if (loader && access(loader, X_OK) < 0)
		return arena_printf(
			arena, "its loader %s is not on this machine", loader);
	return NULL;
}
