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
		.about = "The cache contains downloaded archives. `prune' removes all of them.",
		.examples = "cudaenv cache                   list them with their sizes\n"
			"cudaenv cache prune --dry-run   what prune would remove",
		.page = "cudaenv-install(1)",
	},
	.task = TASK_INSTALL,
	.program = "cudaenv-install",
};

const struct command cmd_components = {
	.usage = {
		.name = "components",
		.args = "[--json] [SPEC]",
		.summary = "List the components of an installed toolkit",
		.about = ABOUT_SPEC "\n"
			"Without SPEC, those of the selection.",
		.examples = "cudaenv components 12.4   nvcc, cudart, cublas, ...",
		.page = "cudaenv-install(1)",
	},
	.task = TASK_INSTALL,
	.program = "cudaenv-install",
};

const struct command cmd_doctor = {
	.usage = {
		.name = "doctor",
		.args = "[OPTION...] [-- COMMAND...]",
		.summary = "Find problems in this CUDA environment and how to fix them",
		.about = "Examines the driver, the toolkits, the libraries, the frameworks and the variables. For\n"
			"each problem it prints the cause, the evidence and the fix. It changes nothing.",
		.examples = "cudaenv doctor                 what is wrong here\n"
			"cudaenv doctor --explain 803   what an error means\n"
			"cudaenv doctor -- ./a.out      run a program and explain its errors",
		.page = "cudaenv-doctor(1)",
		.stop_at_operand = true,
	},
	.task = TASK_INSPECT,
	.program = "cudaenv-doctor",
	.flags = CMD_CAPTURE | CMD_MAIN,
};

const struct command cmd_install = {
	.usage = {
		.name = "install",
		.args = "[SPEC] [--list] [--use] [--dry-run] [OPTION...]",
		.summary = "Download, verify and unpack a toolkit",
		.about = "Downloads NVIDIA's archives and unpacks them, without root. SPEC is the version of a\n"
			"release, 12 or 12.4 or 12.4.1, or latest. Without SPEC, the selected version.",
		.examples = "cudaenv install 12.4                the newest 12.4.x\n"
			"cudaenv install --list 12           the releases of 12\n"
			"cudaenv install 12.4 --dry-run      what would be downloaded\n"
			"cudaenv install 12.4 --with cudnn   with a library\n"
			"cudaenv install 13 --from pypi      from Python wheels",
		.page = "cudaenv-install(1)",
	},
	.task = TASK_INSTALL,
	.program = "cudaenv-install",
	.flags = CMD_MAIN,
};

/* `link --venv', which `link' becomes. */
const struct command cmd_link_venv = {
	.usage = {
		.name = "link-venv",
		.args = "[DIRECTORY] NAME",
		.summary = "Register the CUDA wheels of a Python environment",
		.page = "cudaenv(1)",
	},
	.task = TASK_NAME,
	.program = "cudaenv-install",
	.flags = CMD_HIDDEN,
};

const struct command cmd_outdated = {
	.usage = {
		.name = "outdated",
		.args = "[--from PATH] [--offline] [SPEC]",
		.summary = "List installed toolkits that have an update release",
		.about = "An update release has the same X.Y and a higher third number.",
		.examples = "cudaenv outdated   for example 12.4.0, and 12.4.1 exists",
		.page = "cudaenv-install(1)",
	},
	.task = TASK_INSTALL,
	.program = "cudaenv-install",
};

const struct command cmd_uninstall = {
	.usage = {
		.name = "uninstall",
		.args = "[--force] [--yes] [--dry-run] SPEC",
		.summary = "Remove a toolkit that cudaenv installed",
		.about = "Only what `cudaenv install' installed is removed; files that were added later are kept.",
		.examples = "cudaenv uninstall 12.4 --dry-run   what would be removed\n"
			"cudaenv uninstall 12.4             remove it",
		.page = "cudaenv-install(1)",
	},
	.task = TASK_INSTALL,
	.program = "cudaenv-install",
};

const struct command cmd_upgrade = {
	.usage = {
		.name = "upgrade",
		.args = "[--from PATH] [--offline] [--dry-run] [--accept-license] [SPEC]",
		.summary = "Install the update releases of installed toolkits",
		.about = "Installs the newest update release of the same X.Y. The old one is kept.",
		.examples = "cudaenv upgrade 12.4 --dry-run   what would be done\n"
			"cudaenv upgrade                  all toolkits",
		.page = "cudaenv-install(1)",
	},
	.task = TASK_INSTALL,
	.program = "cudaenv-install",
};

const struct command cmd_verify = {
	.usage = {
		.name = "verify",
		.args = "[SPEC]",
		.summary = "Compare a toolkit's files with what was installed",
		.about = "Lists missing and changed files.\n"
			ABOUT_SPEC,
		.examples = "cudaenv verify 12.4   its files",
		.page = "cudaenv-install(1)",
	},
	.task = TASK_INSTALL,
	.program = "cudaenv-install",
};
