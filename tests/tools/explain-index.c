/* SPDX-License-Identifier: MIT
 * usage: explain-index DIR. Prints the index of the files in DIR (doctor/explain/index.h).
 */
#include "config.h"

#include "doctor/explain/index.h"

#include <stdio.h>

int main(int argc, char **argv)
{
	struct arena arena = { 0 };

	if (argc != 2)
		return 2;
	fputs(index_text(&arena, argv[1]).s, stdout);
	arena_release(&arena);
	return fflush(stdout) ? 1 : 0;
}
