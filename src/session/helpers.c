/* SPDX-License-Identifier: MIT
 * The commands that the helper programs run. The helpers link this file too, so that their
 * --help prints what the table of commands prints.
 */
#include "config.h"

#include "command.h"

const struct command cmd_cache = {
	.usage = {
		.name = "cache",
		.args = "[list | prune] [--dry-run]",
		.summary = "List or remove cached downloads",
	},
	.task = TASK_INSTALL,
	.program = "cudaenv-install",
};

const struct command cmd_components = {
	.usage = {
		.name = "components",
		.args = "[--json] [SPEC]",
		.summary = "List the components of an installed toolkit",
	},
	.task = TASK_INSTALL,
	.program = "cudaenv-install",
};

const struct command cmd_doctor = {
	.usage = {
		.name = "doctor",
		.args = "[OPTION...] [-- COMMAND...]",
		.summary = "Find problems in this CUDA environment and how to fix them",
		.stop_at_operand = true,
	},
	.task = TASK_INSPECT,
	.program = "cudaenv-doctor",
	.flags = CMD_CAPTURE,
};

const struct command cmd_install = {
	.usage = {
		.name = "install",
		.args = "[SPEC] [--list] [--use] [--dry-run] [OPTION...]",
		.summary = "Download, verify and unpack a toolkit",
	},
	.task = TASK_INSTALL,
	.program = "cudaenv-install",
};

const struct command cmd_outdated = {
	.usage = {
		.name = "outdated",
		.args = "[--from PATH] [--offline] [SPEC]",
		.summary = "List installed toolkits that have an update release",
	},
	.task = TASK_INSTALL,
	.program = "cudaenv-install",
};

const struct command cmd_uninstall = {
	.usage = {
		.name = "uninstall",
		.args = "[--force] [--yes] [--dry-run] SPEC",
		.summary = "Remove a toolkit that cudaenv installed",
	},
	.task = TASK_INSTALL,
	.program = "cudaenv-install",
};

const struct command cmd_upgrade = {
	.usage = {
		.name = "upgrade",
		.args = "[--from PATH] [--offline] [--dry-run] [--accept-license] [SPEC]",
		.summary = "Install the update releases of installed toolkits",
	},
	.task = TASK_INSTALL,
	.program = "cudaenv-install",
};

const struct command cmd_verify = {
	.usage = {
		.name = "verify",
		.args = "[SPEC]",
		.summary = "Compare a toolkit's files with what was installed",
	},
	.task = TASK_INSTALL,
	.program = "cudaenv-install",
};
