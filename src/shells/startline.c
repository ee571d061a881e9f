/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "startline.h"

#include "core/quote.h"

#define POSIX_LINES(shell)                                                     \
	"command -v cudaenv >/dev/null && eval \"$(cudaenv init " shell ")\"", \
		"[ -x %p ] && eval \"$(%p init " shell ")\""
#define NU_SAVE                                             \
	" | save --force ($nu.user-autoload-dirs.0 | path " \
	"join cudaenv.nu) }"

/* Guarded, so that a missing cudaenv breaks no login. */
static const struct startline lines[] = {
	{ "bash", "~/.bashrc", { "~/.bash_profile", "~/.bash_login", "~/.profile" },
		POSIX_LINES("bash") },
	{ "zsh", "~/.zshrc", { "~/.zshenv", "~/.zprofile", "~/.zlogin" },
		"(( $+commands[cudaenv] )) && eval \"$(cudaenv init zsh)\"",
		"[[ -x %p ]] && eval \"$(%p init zsh)\"" },
	{ "fish", "~/.config/fish/config.fish", { "~/.config/fish/conf.d/cudaenv.fish" },
		"type -q cudaenv; and cudaenv init fish | source",
		"test -x %p; and %p init fish | source" },
	{ "ksh", "~/.kshrc", { "~/.profile" }, POSIX_LINES("ksh") },
	{ "mksh", "~/.mkshrc", { "~/.profile" }, POSIX_LINES("mksh") },
	{ "sh", "~/.profile", { "~/.shrc" }, POSIX_LINES("sh") },
	{ "tcsh", "~/.tcshrc", { "~/.cshrc", "~/.login" },
		"which cudaenv >& /dev/null && eval \"`cudaenv init tcsh`\"",
		"test -x %p && eval \"`%p init tcsh`\"" },
	{ "elvish", "~/.config/elvish/rc.elv", { "~/.elvish/rc.elv" },
		"if (has-external cudaenv) { eval (cudaenv init elvish | slurp) }",
		"if (has-external %p) { eval (%p init elvish | slurp) }" },
	{ "xonsh", "~/.xonshrc", { "~/.config/xonsh/rc.xsh" },
		"if __import__('shutil').which('cudaenv'): execx($(cudaenv init xonsh))",
		"if __import__('os').access('%p', 1): execx($(%p init xonsh))" },
	{ "nu", "~/.config/nushell/config.nu", { NULL },
		"if (which cudaenv | is-not-empty) { mkdir $nu.user-autoload-dirs.0; cudaenv init nu" NU_SAVE,
		"if ('%p' | path exists) { mkdir $nu.user-autoload-dirs.0; ^%p init nu" NU_SAVE },
};

const struct startline *startline_of(const struct shell *shell)
{
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		if (streq(lines[i].shell, shell->name))
			return &lines[i];
	return NULL;
}

/* Returns how this shell writes the path in its line, or NULL where it cannot: only these
 * shells have the quotes that quote_word() writes. */
static const char *written(struct arena *arena, const struct startline *start,
	const char *program, const char *home)
{
	static const char *const bourne[] = { "bash", "zsh", "ksh", "mksh", "sh" };
	const char *word = quote_word(arena, program);
	const char *below = home ? skip_prefix(program, home) : NULL;
	bool plain = streq(word, program), tilde = false;

	for (size_t i = 0; i < ARRAY_SIZE(bourne); i++)
		tilde |= streq(start->shell, bourne[i]);
	if (!plain)
		return tilde ? word : NULL;
	tilde |= streq(start->shell, "fish") || streq(start->shell, "tcsh");
	return tilde && below && *below == '/' ? arena_cat(arena, "~", below) : word;
}

const char *startline_text(struct arena *arena, const struct startline *start,
	const char *program, const char *home, const char *options)
{
	const char *path = program ? written(arena, start, program, home) : NULL;
	const char *init = arena_cat(arena, " init ", start->shell), *line, *after;
	struct str text = str_new(arena);

	line = path ? start->by_path : start->line;
	for (const char *p; (p = strstr(line, "%p")); line = p + 2) {
		str_addn(&text, line, (size_t)(p - line));
		str_add(&text, path);
	}
	str_add(&text, line);
	after = strstr(text.s, init);
	if (!after)
		return text.s;
	after += strlen(init);
	return arena_printf(
		arena, "%.*s%s%s", (int)(after - text.s), text.s, options, after);
}
