/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "shell.h"

#include "core/file.h"

static const struct shell *const shells[] = { &shell_bash, &shell_zsh, &shell_fish,
	&shell_ksh, &shell_mksh, &shell_sh, &shell_tcsh, &shell_elvish, &shell_xonsh,
	&shell_nu, NULL };

/* Other names under which a shell runs. */
static const struct {
	const char *name;
	const struct shell *shell;
} also[] = {
	{ "ksh93", &shell_ksh },
	{ "rksh93", &shell_ksh },
	{ "ksh93u+m", &shell_ksh },
	{ "lksh", &shell_mksh },
	{ "dash", &shell_sh },
	{ "ash", &shell_sh },
	{ "busybox", &shell_sh },
	{ "csh", &shell_tcsh },
	{ "bsd-csh", &shell_tcsh },
	{ "nushell", &shell_nu },
	{ "rbash", &shell_bash },
};

const struct shell *shell_find(const char *name)
{
	name = path_base(name);
	if (*name == '-')
		name++;
	for (const struct shell *const *s = shells; *s; s++)
		if (streq((*s)->name, name))
			return *s;
	for (size_t i = 0; i < ARRAY_SIZE(also); i++)
		if (streq(also[i].name, name))
			return also[i].shell;
	return NULL;
}

const struct shell *const *shell_all(void)
{
	return shells;
}
