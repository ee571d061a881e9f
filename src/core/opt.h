/* SPDX-License-Identifier: MIT
 * Options: one table for each command, from which parsing and `--help` are made.
 */
#pragma once

#include "out.h"

struct opt {
	char letter;	    /* 0 for an option without one */
	const char *name;   /* without the dashes */
	const char *arg;    /* the name of its argument; NULL for a flag */
	const char *help;   /* NULL for an option that --help does not list */
	bool *flag;	    /* a flag sets this to true */
	const char **value; /* any other option sets this to its argument */
};

/* The rows of a table: OPT_FLAG('f', "force", &force, "…"),
 * OPT_VALUE(0, "from", "PATH", &from, "…"). OPT_END ends it. */
#define OPT_FLAG(letter, name, flag, help)                   \
	{                                                    \
		(letter), (name), NULL, (help), (flag), NULL \
	}
#define OPT_VALUE(letter, name, arg, value, help)              \
	{                                                      \
		(letter), (name), (arg), (help), NULL, (value) \
	}
#define OPT_END                                 \
	{                                       \
		0, NULL, NULL, NULL, NULL, NULL \
	}

struct usage {
	const char *name, *args, *summary; /* of the command */
	const char *about;    /* lines that --help prints after the summary, or NULL */
	const char *examples; /* lines "cudaenv ...   what it does"; NULL: none */
	const char *page;     /* the man page; NULL: "cudaenv(1)" */
	bool stop_at_operand; /* options end at the first operand (exec) */
};

/* Removes the options from `argv` (argv[0] is the command) and moves the operands to its
 * front, after argv[0]; *argc becomes their number + 1. `--` ends the options. Handles
 * --help. Returns true when the command continues. Returns false with *status set after
 * --help (STATUS_DONE) and after printing a complaint (STATUS_USAGE), which is also made
 * about fewer than `min` or more than `max` operands. */
_must_check_ bool opt_parse(struct out *out, const struct usage *usage,
	const struct opt *opts, int *argc, char **argv, int min, int max,
	enum status *status);

/* Prints the text of --help. */
void opt_help(struct out *out, const struct usage *usage, const struct opt *opts);
/* Complains about wrong usage, then prints the usage line. Returns STATUS_USAGE. */
enum status opt_wrong(struct out *out, const struct usage *usage, const char *format, ...)
	_printf_(3, 4);
