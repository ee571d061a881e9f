/* SPDX-License-Identifier: MIT
 * Any bytes as the start of an archive: the memory that its decoder needs is bounded.
 */
#include "config.h"

#include "install/unpack.h"

#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	long long need;

	if (fd < 0)
		fd = memfd_create("archive", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, 0) < 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
		return 0;
	need = unpack_memory(fd, 0);
	must(need >= -1 && need <= 256LL << 20);
	return 0;
}
