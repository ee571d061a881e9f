/* SPDX-License-Identifier: MIT
 * A library to preload: every file system then supports neither RENAME_EXCHANGE nor
 * RENAME_NOREPLACE.
 */
#include <errno.h>

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags);

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
	(void)from_dir;
	(void)from;
	(void)to_dir;
	(void)to;
	(void)flags;
	errno = EINVAL;
	return -1;
}
