/* SPDX-License-Identifier: MIT
 * A command: its usage, and the function or the helper program that runs it.
 */
#pragma once

#include "session.h"

/* For `about' in a usage: what a SPEC is. */
#define ABOUT_SPEC \
	"SPEC is a version (12, 12.4, 12.4.1, cu124), latest, system or an alias: cuda-version(5)."

/* The groups of `help', in its order. */
enum task {
	TASK_SELECT,
	TASK_INSPECT,
	TASK_RUN,
	TASK_INSTALL,
	TASK_NAME,
	TASK_SETUP,
	N_TASKS,
};

struct command {
	struct usage usage;
	enum task task;
	enum status (*run)(struct session *session, int argc, char **argv);
	const char *program; /* the helper program that runs it, in place of `run` */
	unsigned flags;
};

enum {
	CMD_HIDDEN = 1, /* called by the hook, not by users */
	CMD_SHELL = 2,	/* changes the calling shell: its function runs `sh-<name>` */
	CMD_NO_CONFIG_NOTES =
		4,	 /* runs at each prompt or start of a shell: does not print
				    what is wrong in the configuration */
	CMD_CAPTURE = 8, /* reads a capture in place of a sysroot */
	CMD_MAIN = 32,	 /* the first of its task in `help' */
	CMD_REPLAY = 16, /* runs on a capture that the doctor has unpacked */
};

/* Those of the helper programs: helpers.c. */
extern const struct command cmd_cache, cmd_components, cmd_doctor, cmd_install,
	cmd_link_venv, cmd_outdated, cmd_uninstall, cmd_upgrade, cmd_verify;
