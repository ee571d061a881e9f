/* SPDX-License-Identifier: MIT
 * The ELF reader: a whole file, damaged ones, and those of other machines.
 */
#include "config.h"

#include "core/elf.h"

#include "tap.h"

#include <elf.h>
#include <errno.h>
#include <sys/mman.h>

/* A program with one segment of each kind that is read. */
struct image {
	Elf64_Ehdr head;
	Elf64_Phdr segment[3];
	Elf64_Dyn dynamic[7];
	char strings[64], loader[16];
};

#define ADDRESS 0x400000

static struct image image_new(void)
{
	struct image image = {
		.head = { .e_machine = EM_X86_64,
			.e_phoff = offsetof(struct image, segment),
			.e_phentsize = sizeof(Elf64_Phdr),
			.e_phnum = 3 },
		.segment = { { .p_type = PT_LOAD,
				     .p_vaddr = ADDRESS,
				     .p_filesz = sizeof(struct image) },
			{ .p_type = PT_INTERP,
				.p_offset = offsetof(struct image, loader),
				.p_filesz = sizeof("/lib/ld.so") },
			{ .p_type = PT_DYNAMIC,
				.p_offset = offsetof(struct image, dynamic),
				.p_filesz = 7 * sizeof(Elf64_Dyn) } },
		.dynamic = { { DT_NEEDED, { 1 } }, { DT_NEEDED, { 11 } },
			{ DT_RPATH, { 21 } }, { DT_RUNPATH, { 26 } },
			{ DT_SONAME, { 1 } },
			{ DT_STRTAB, { ADDRESS + offsetof(struct image, strings) } },
			{ DT_NULL, { 0 } } },
		.strings = "\0libcuda.1\0libcudart\0/opt\0$ORIGIN",
		.loader = "/lib/ld.so",
	};

	memcpy(image.head.e_ident, ELFMAG, SELFMAG);
	image.head.e_ident[EI_CLASS] = ELFCLASS64;
	image.head.e_ident[EI_DATA] = ELFDATA2LSB;
	return image;
}

static int read_image(struct arena *arena, const void *image, size_t size, bool dynamic,
	struct elf *elf)
{
	_cleanup_close_ int fd = memfd_create("image", MFD_CLOEXEC);

	if (fd < 0 || write(fd, image, size) != (ssize_t)size)
		return -errno;
	return dynamic ? elf_read_dynamic(arena, fd, elf) : elf_read(arena, fd, elf);
}

static void complete(struct arena *arena)
{
	struct image image = image_new();
	struct elf elf;

	is_int(read_image(arena, &image, sizeof(image), true, &elf), 0, "a program");
	is_int((long)elf.machine, EM_X86_64, "its machine");
	is_str(elf.loader, "/lib/ld.so", "its loader");
	is_str(strv_join(&elf.needed, ","), "libcuda.1,libcudart", "its libraries");
	is_str(elf.rpath, "/opt", "its RPATH");
	is_str(elf.runpath, "$ORIGIN", "its RUNPATH");
	is_int(read_image(arena, &image, sizeof(image), false, &elf), 0,
		"only its headers");
	is_str(elf.loader, "/lib/ld.so", "the loader is in the headers");
	is_int((long)elf.needed.n, 0, "the libraries are not");
}

static void others(struct arena *arena)
{
	struct image image = image_new();
	struct elf elf;

	is_int(read_image(arena, "#!/bin/sh\n", 10, true, &elf), -ENOEXEC, "a script");
	is_int(read_image(arena, "", 0, true, &elf), -ENOEXEC, "an empty file");
	image.head.e_ident[EI_CLASS] = ELFCLASS32;
	is_int(read_image(arena, &image, 52, true, &elf), -ENOTSUP, "32 bits");
	is_int((long)elf.class, ELFCLASS32, "its class is known");
	image.head.e_ident[EI_CLASS] = ELFCLASS64;
	image.head.e_ident[EI_DATA] = ELFDATA2MSB;
	is_int(read_image(arena, &image, sizeof(image), true, &elf), -ENOTSUP,
		"another byte order");
}

static void damaged(struct arena *arena)
{
	struct image image = image_new();
	struct elf elf;
	int wrong = 0;

	image.head.e_phnum = 129;
	is_int(read_image(arena, &image, sizeof(image), true, &elf), -ENOEXEC,
		"too many segments");
	image = image_new();
	image.head.e_phoff = UINT64_MAX - 1;
	is_int(read_image(arena, &image, sizeof(image), true, &elf), -ENOEXEC,
		"segments past the end");
	image = image_new();
	image.dynamic[0].d_un.d_val = UINT64_MAX;
	image.segment[1].p_offset = UINT64_MAX;
	is_int(read_image(arena, &image, sizeof(image), true, &elf), 0, "wild offsets");
	is_str(strv_join(&elf.needed, ","), "libcudart", "only what can be read");
	is_str(elf.loader, NULL, "no loader");
	image = image_new();
	for (size_t size = 0; size < sizeof(image); size++) {
		int r = read_image(arena, &image, size, true, &elf);

		wrong += r != 0 && r != -ENOEXEC;
	}
	is_int(wrong, 0, "cut at every byte");
}

/* 4000 entries that share a string of 4000 bytes: 16 MB if each had a copy. */
static void bounded(struct arena *arena)
{
	enum { ENTRIES = 4000, LENGTH = 4000 };
	struct {
		struct image image;
		Elf64_Dyn dynamic[ENTRIES + 1];
		char string[LENGTH + 1];
	} *bomb = arena_alloc(arena, sizeof(*bomb));
	struct elf elf;
	size_t bytes = 0;

	bomb->image = image_new();
	bomb->image.segment[0].p_filesz = sizeof(*bomb);
	bomb->image.segment[2].p_offset = offsetof(typeof(*bomb), dynamic);
	bomb->image.segment[2].p_filesz = sizeof(bomb->dynamic);
	memset(bomb->string, 'x', LENGTH);
	for (int i = 0; i < ENTRIES; i++)
		bomb->dynamic[i].d_tag = DT_NEEDED;
	bomb->dynamic[ENTRIES].d_tag = DT_STRTAB;
	bomb->dynamic[ENTRIES].d_un.d_ptr = ADDRESS + offsetof(typeof(*bomb), string);
	is_int(read_image(arena, bomb, sizeof(*bomb), true, &elf), 0, "a long string");
	for (size_t i = 0; i < elf.needed.n; i++)
		bytes += strlen(elf.needed.v[i]);
	ok(elf.needed.n > 1 && bytes < (size_t)1024 * 1024, "the strings are bounded");
}

int main(void)
{
	struct arena arena = { 0 };

	complete(&arena);
	others(&arena);
	damaged(&arena);
	bounded(&arena);
	arena_release(&arena);
	return done();
}
