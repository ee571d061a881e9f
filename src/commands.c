/* SPDX-License-Identifier: MIT
 * THE table: every command of cudaenv, what it takes, and one line on what it does.
 * --help, `commands`, `help`, the completions and the man page are made from it or
 * checked against it.
 */
#include "config.h"

#include "cmd/ctx.h"
#include "install/verbs.h"

const struct command commands[] = {
	{ "alias", "[--force] [NAME [SPEC | --unset]]",
		"Give a spec a name, or list the names", cmd_alias, 0 },
	{ "cache", CACHE_ARGS, CACHE_SUMMARY, cmd_libexec, CMD_NO_CONFIG_NOTES },
	{ "commands", "", "List the commands", cmd_commands, 0 },
	{ "completions", "SHELL", "Print the completion script for a shell",
		cmd_completions, 0 },
	{ "components", COMPONENTS_ARGS, COMPONENTS_SUMMARY, cmd_libexec,
		CMD_NO_CONFIG_NOTES },
	{ "deactivate", "", "Undo everything in this shell, and take the hook out",
		cmd_deactivate, CMD_SHELL },
	{ "doctor", "[OPTION...] [-- COMMAND...]",
		"Find problems in this CUDA environment and how to fix them",
		cmd_libexec, CMD_NO_CONFIG_NOTES | CMD_CAPTURED },
	{ "driver", "[--json]", "Tell what the NVIDIA driver here can run", cmd_driver,
		CMD_REPLAYED },
	{ "env", "[SPEC...] [--format FORMAT | --json] [--base PATH]",
		"Print the environment of a toolkit", cmd_env, 0 },
	{ "exec", "[-t SPEC] PROGRAM [ARGUMENT...]",
		"Run a program in the environment of the selected toolkit", cmd_exec,
		CMD_STOP_AT_OPERAND | CMD_NO_CONFIG_NOTES },
	{ "global", "[--force] [SPEC... | --unset]",
		"Set or show this user's default toolkit", cmd_global, 0 },
	{ "help", "[COMMAND]", "Show help for a command", cmd_help, 0 },
	{ "hook", "SHELL [--start] [NAME=VALUE...]",
		"Print what changes the calling shell's environment to what applies here",
		cmd_hook, CMD_HIDDEN | CMD_NO_CONFIG_NOTES },
	{ "init", "[-] [SHELL] [--no-cd | --uninstall]",
		"Print the shell integration, or how to load it", cmd_init,
		CMD_NO_CONFIG_NOTES },
	{ "install", INSTALL_ARGS, INSTALL_SUMMARY, cmd_libexec, CMD_NO_CONFIG_NOTES },
	{ "latest", "[PREFIX]", "Print the newest toolkit here that matches", cmd_latest,
		CMD_REPLAYED },
	{ "link", "[NAME [DIRECTORY | --unset]]",
		"Register a toolkit that lives elsewhere under a name", cmd_link, 0 },
	{ "local", "[--force] [SPEC... | --unset]",
		"Set or show the toolkit of this directory", cmd_local, 0 },
	{ "prefix", "[SPEC...]", "Print the directory of a toolkit", cmd_prefix,
		CMD_REPLAYED },
	{ "root", "", "Print the directory where cudaenv keeps its data", cmd_root, 0 },
	{ "shell", "[--force] [SPEC... | --unset | -]",
		"Set or show the toolkit of this shell", cmd_shell, CMD_SHELL },
	{ "uninstall", UNINSTALL_ARGS, UNINSTALL_SUMMARY, cmd_libexec,
		CMD_NO_CONFIG_NOTES },
	{ "use", "[--shell | --global | --system [-n]] [-f] [SPEC... | --unset]",
		"Select a toolkit, or tell which one applies here and why", cmd_use,
		CMD_SHELL },
	{ "verify", VERIFY_ARGS, VERIFY_SUMMARY, cmd_libexec, CMD_NO_CONFIG_NOTES },
	{ "version", "[--bare] [--json]", "Show the selected toolkit and who selected it",
		cmd_version, CMD_REPLAYED },
	{ "version-file", "[DIRECTORY]", "Print the file that selects the toolkit",
		cmd_version_file, 0 },
	{ "version-name", "[--force]", "Print the name of the selected toolkit",
		cmd_version_name, CMD_REPLAYED },
	{ "version-origin", "", "Print who selected the toolkit", cmd_version_origin,
		CMD_REPLAYED },
	{ "versions", "[--bare] [--skip-aliases] [--json]", "List the toolkits here",
		cmd_versions, CMD_REPLAYED },
	{ "whence", "[--path] PROGRAM", "List the toolkits that have a program",
		cmd_whence, CMD_REPLAYED },
	{ "which", "[--nosystem] [--skip-advice] [--json] PROGRAM",
		"Print the file that would run", cmd_which, CMD_REPLAYED },
	{ NULL, NULL, NULL, NULL, 0 },
};

const struct command *command_find(const char *name)
{
	for (const struct command *c = commands; c->name; c++)
		if (streq(c->name, name))
			return c;
	return NULL;
}
