/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ctx.h"
#include "hook.h"
#include "model/export_vars.h"
#include "shells/startline.h"

#include <errno.h>
#include <fcntl.h>

#define SHELL_FILE_MAX (256 * 1024)

/* The shell that runs us: the name of the parent process, then $SHELL. */
static const struct shell *parent_shell(struct ctx *ctx)
{
	const char *login = vars_get_nonempty(&ctx->vars, "SHELL");
	const char *exe = path_readlink(
		&ctx->arena, arena_printf(&ctx->arena, "/proc/%ld/exe", (long)getppid()));
	const struct shell *shell = exe ? shell_find(exe) : NULL;
	struct text comm;

	/* A symlinked sh runs as dash or bash; its own name tells which mode it is in. */
	if (file_read_head(&ctx->arena, AT_FDCWD,
		    arena_printf(&ctx->arena, "/proc/%ld/comm", (long)getppid()), 64,
		    &comm) == 0) {
		comm.s[strcspn(comm.s, "\n")] = '\0';
		if (!shell)
			shell = shell_find(comm.s);
	}
	return shell || !login ? shell : shell_find(login);
}

static int instruct(struct ctx *ctx, const struct shell *shell, bool uninstall)
{
	const struct startline *line = shell ? startline_of(shell) : NULL;
	struct strv names = strv_new(&ctx->arena);

	if (!line) {
		for (const struct shell *const *s = shell_all(); *s; s++)
			strv_add(&names, (*s)->name);
		out_warn(&ctx->out,
			"cannot tell which shell this is; name it: cudaenv init SHELL");
		out_hint(&ctx->out, "  SHELL is one of %s", strv_join(&names, ", "));
		return 1;
	}
	out_hint(&ctx->out, "# %s cudaenv %s %s, %s this line %s %s:",
		uninstall ? "To take" : "To load", uninstall ? "out of" : "in",
		shell->name, uninstall ? "remove" : "add",
		uninstall ? "from" : "to the end of", line->file);
	out_hint(&ctx->out, "%s", "");
	out_hint(&ctx->out, "%s", line->line);
	out_hint(&ctx->out, "%s", "");
	out_hint(&ctx->out,
		uninstall ? "# and run `cudaenv deactivate' in the shells that are open."
			  : "# then start a new shell.");
	return uninstall ? 0 : 1;
}

/* Variables that the shell may have but that we, a child, do not see. Where there is one,
 * what we would apply may be wrong, and the shell asks again, telling it. */
static struct strv unseen(struct ctx *ctx)
{
	struct strv names = strv_new(&ctx->arena);
	const char *name;

	for (size_t i = 0; (name = export_vars_name(i)); i++)
		if (!vars_get(&ctx->vars, name))
			strv_add(&names, name);
	return names;
}

static void refresh_driver(struct ctx *ctx)
{
	struct selection selection = selection_here(ctx);
	struct drivers drivers;

	/* Asked once and kept; where it can't be kept, not at every start of a shell. */
	if (!selection_usable(&selection) || !selection_first(&selection) ||
		ctx->settings.driver == POLICY_OFF || !ctx->dirs.cache ||
		dir_make(ctx->dirs.cache) < 0 || access(ctx->dirs.cache, W_OK) < 0)
		return;
	drivers = drivers_under(ctx, &selection);
	if (driver_query(&drivers, false).result == DRIVER_NOT_QUERIED)
		return;
}

/* Adds the shell's own files, the names of the variables first. Returns 0 or an exit status;
 * prints its own errors. */
static int load_files(struct ctx *ctx, const struct shell *shell, struct str *code)
{
	struct str names = str_new(&ctx->arena);

	if (shell->names)
		shell->names(&names, shell->name);
	for (const char *const *name = shell->files; *name; name++) {
		const char *path =
			arena_printf(&ctx->arena, "%s/shell/%s", ctx->dirs.data, *name);
		struct text text;
		int r = file_read(&ctx->arena, AT_FDCWD, path, SHELL_FILE_MAX, &text);

		if (r < 0)
			return out_error(&ctx->out, r, "cannot read %s", path);
		if (shell->load)
			shell->load(code, path, arena_cat(&ctx->arena, names.s, text.s));
		else
			str_cat(code, names.s, text.s);
		names = str_new(&ctx->arena);
	}
	return 0;
}

static int integrate(struct ctx *ctx, const struct shell *shell, bool cd)
{
	struct str code = str_new(&ctx->arena), start = str_new(&ctx->arena);
	struct strv hidden = unseen(ctx);
	int r;

	refresh_driver(ctx);
	shell->assign(&code, "__cudaenv_exe", own_path(ctx));
	shell->assign(&code, "__cudaenv_root", ctx->dirs.root ? ctx->dirs.root : "");
	shell->assign(&code, "__cudaenv_site", ctx->dirs.site_generation);
	shell->assign(&code, "__cudaenv_when",
		ctx->settings.on_cd_only ? "cd"
		: cd			 ? "prompt cd"
					 : "prompt");
	r = load_files(ctx, shell, &code);
	if (r)
		return r;
	hook_code(ctx, shell, true, &start);
	if (shell->guard)
		shell->guard(&code, &hidden, start.s);
	else
		str_add(&code, start.s);
	str_add(&code, shell->begin);
	if (shell->end)
		shell->end(&code);
	out_text(&ctx->out, code.s);
	return 0;
}

int cmd_init(struct ctx *ctx, int argc, char **argv)
{
	bool cd = false, no_cd = false, uninstall = false, minus;
	const struct opt opts[] = {
		{ 0, "cd", NULL,
			"act on cd itself, too, for `cd x && make' (the default)", &cd,
			NULL },
		{ 0, "no-cd", NULL, "bash, ksh, mksh: do not wrap cd, pushd and popd",
			&no_cd, NULL },
		{ 0, "uninstall", NULL, "tell what to remove", &uninstall, NULL },
		OPT_END,
	};
	const struct shell *shell;
	int r = opt_parse(&ctx->out, &ctx->usage, opts, &argc, argv, 0, 2);

	if (r != OPT_GO)
		return r;
	minus = argc > 1 && streq(argv[1], "-");
	if (argc - minus > 2)
		return opt_wrong(
			&ctx->out, &ctx->usage, "too many arguments: `%s'", argv[2]);
	shell = argc - minus > 1 ? shell_find(argv[1 + minus]) : parent_shell(ctx);
	if (argc - minus > 1 && !shell) {
		out_warn(&ctx->out, "shell `%s' is not supported", argv[1 + minus]);
		return instruct(ctx, NULL, false);
	}
	if (uninstall || argc == 1 || !shell)
		return instruct(ctx, shell, uninstall);
	return integrate(ctx, shell, !no_cd);
}
