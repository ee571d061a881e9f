/* SPDX-License-Identifier: MIT
 * Any bytes as an ELF file: the reader ends, and every string that it returns is short.
 */
#include "config.h"

#include "core/elf.h"

#include "fuzz.h"

#include <sys/mman.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_close_ int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct arena arena = { 0 };
	struct elf elf;

	must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	if (elf_read_dynamic(&arena, fd, &elf) == 0) {
		must(!elf.loader || strlen(elf.loader) <= 4096);
		for (size_t i = 0; i < elf.needed.n; i++)
			must(strlen(elf.needed.v[i]) <= 4096);
	}
	arena_release(&arena);
	return 0;
}
