/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "confirm.h"

bool confirm_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

bool confirm(struct out *out, const char *question)
{
	char line[16] = "";

	fprintf(out->err, "%s [y/N] ", out_escape(out->arena, question));
	fflush(out->err);
	return fgets(line, sizeof(line), stdin) &&
	       (streq(line, "y\n") || streq(line, "Y\n") || streq(line, "yes\n"));
}
