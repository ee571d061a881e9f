/* SPDX-License-Identifier: MIT
 * Prints what the program's tables contain, for tests that compare them with documents and
 * installed files: one line each of
 *
 *	variable NAME          that cudaenv sets
 *	passed NAME            that a hook passes to the program
 *	setting SECTION NAME
 *	shell NAME FILE...     the files that `init` reads
 *	startline SHELL LINE   what loads a cudaenv that each PATH finds
 */
#include "config.h"

#include <stdio.h>

#include "model/export_vars.h"
#include "model/settings.h"
#include "shells/startline.h"

int main(void)
{
	const char *name, *section;

	for (size_t i = 0; (name = export_vars_name(i)); i++)
		printf("variable %s\n", name);
	for (size_t i = 0; (name = export_vars_hook_name(i)); i++)
		printf("passed %s\n", name);
	for (size_t i = 0; (name = settings_name(i, &section)); i++)
		printf("setting %s %s\n", section, name);
	for (const struct shell *const *shell = shell_all(); *shell; shell++) {
		printf("shell %s", (*shell)->name);
		for (const char *const *file = (*shell)->files; *file; file++)
			printf(" %s", *file);
		printf("\nstartline %s %s\n", (*shell)->name, startline_of(*shell)->line);
	}
	return 0;
}
