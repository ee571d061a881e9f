/* SPDX-License-Identifier: MIT
 * THE table of commands. An entry is next to the command's function, in the file of its name
 * in src/cmd; those of the helper programs are in src/session/helpers.c. --help, `commands',
 * `help', the completions and the man page come from the entries or are checked against
 * them.
 */
#include "config.h"

#include "cmd/command.h"

extern const struct command cmd_alias, cmd_cache, cmd_commands, cmd_completions,
	cmd_components, cmd_deactivate, cmd_doctor, cmd_driver, cmd_env, cmd_exec,
	cmd_global, cmd_help, cmd_hook, cmd_init, cmd_install, cmd_latest, cmd_link,
	cmd_local, cmd_outdated, cmd_prefix, cmd_root, cmd_shell, cmd_uninstall,
	cmd_upgrade, cmd_use, cmd_verify, cmd_version, cmd_version_file, cmd_version_name,
	cmd_version_origin, cmd_versions, cmd_whence, cmd_which;

const struct command *const commands[] = {
	&cmd_alias,
	&cmd_cache,
	&cmd_commands,
	&cmd_completions,
	&cmd_components,
	&cmd_deactivate,
	&cmd_doctor,
	&cmd_driver,
	&cmd_env,
	&cmd_exec,
	&cmd_global,
	&cmd_help,
	&cmd_hook,
	&cmd_init,
	&cmd_install,
	&cmd_latest,
	&cmd_link,
	&cmd_local,
	&cmd_outdated,
	&cmd_prefix,
	&cmd_root,
	&cmd_shell,
	&cmd_uninstall,
	&cmd_upgrade,
	&cmd_use,
	&cmd_verify,
	&cmd_version,
	&cmd_version_file,
	&cmd_version_name,
	&cmd_version_origin,
	&cmd_versions,
	&cmd_whence,
	&cmd_which,
	NULL,
};

const struct command *command_find(const char *name)
{
	for (const struct command *const *c = commands; *c; c++)
		if (streq((*c)->usage.name, name))
			return *c;
	return NULL;
}
