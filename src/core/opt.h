/* SPDX-License-Identifier: MIT
 * Options: one table per command, from which parsing and `--help` are made.
 */
#pragma once

#include "out.h"

struct opt {
	char letter;	  /* 0 when it has none */
	const char *name; /* without the dashes */
	const char *arg;  /* what its argument is called; NULL for a flag */
	const char *help; /* NULL: accepted, but not listed */
	bool *flag;	    /* set to true, for a flag */
	const char **value; /* set to the argument, else */
};

#define OPT_END              \
	{                    \
		.name = NULL \
	}

enum opt_result {
	OPT_GO = -1, /* go on with the operands; other values are the exit code */
};

struct usage {
	const char *name, *args, *summary; /* of the command */
	bool stop_at_operand;		   /* options end at the first operand (exec) */
};

/* Takes the options out of `argv` (argv[0] is the command) and moves the operands to its
 * front, behind argv[0]; *argc is their number + 1. `--` ends the options. Between
 * `min` and `max` operands are wanted. Answers --help itself. Returns OPT_GO, or the
 * exit code to leave with: 0 after --help, 2 after a complaint. */
_must_check_ int opt_parse(struct out *out, const struct usage *usage,
	const struct opt *opts, int *argc, char **argv, int min, int max);

/* What --help prints. */
void opt_help(struct out *out, const struct usage *usage, const struct opt *opts);
/* Complains about wrong usage, then shows the usage line; returns 2. */
int opt_wrong(struct out *out, const struct usage *usage, const char *format, ...)
	_printf_(3, 4);
