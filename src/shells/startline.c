/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "startline.h"

/* Guarded, so that a missing cudaenv breaks no login. */
static const struct startline lines[] = {
	{ "bash", "~/.bashrc",
		"command -v cudaenv >/dev/null && eval \"$(cudaenv init bash)\"" },
	{ "zsh", "~/.zshrc",
		"(( $+commands[cudaenv] )) && eval \"$(cudaenv init zsh)\"" },
	{ "fish", "~/.config/fish/config.fish",
		"type -q cudaenv; and cudaenv init fish | source" },
	{ "ksh", "~/.kshrc",
		"command -v cudaenv >/dev/null && eval \"$(cudaenv init ksh)\"" },
	{ "mksh", "~/.mkshrc",
		"command -v cudaenv >/dev/null && eval \"$(cudaenv init mksh)\"" },
	{ "sh", "~/.profile",
		"command -v cudaenv >/dev/null && eval \"$(cudaenv init sh)\"" },
	{ "tcsh", "~/.tcshrc",
		"which cudaenv >& /dev/null && eval \"`cudaenv init tcsh`\"" },
	{ "elvish", "~/.config/elvish/rc.elv",
		"if (has-external cudaenv) { eval (cudaenv init elvish | slurp) }" },
	{ "xonsh", "~/.xonshrc",
		"__import__('shutil').which('cudaenv') and execx($(cudaenv init xonsh))" },
	{ "nu", "~/.config/nushell/config.nu",
		"if (which cudaenv | is-not-empty) { mkdir $nu.user-autoload-dirs.0; cudaenv init nu | save --force ($nu.user-autoload-dirs.0 | path join cudaenv.nu) }" },
};

const struct startline *startline_of(const struct shell *shell)
{
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		if (streq(lines[i].shell, shell->name))
			return &lines[i];
	return NULL;
}
