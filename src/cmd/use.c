/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ctx.h"
#include "machinelink.h"
#include "scope.h"

#include <limits.h>

struct options {
	bool shell, global, machine, unset, force, dry_run;
};

/* --- use, without a SPEC: what applies here, and why --- */

static void print_level(struct ctx *ctx, const struct selection *selection)
{
	struct drivers drivers = drivers_under(ctx, selection);
	struct driver driver = driver_query(&drivers, false);

	for (size_t i = 0; i < selection->specs.n; i++) {
		struct toolkit *toolkit = selection->resolved[i].toolkit;

		if (!toolkit)
			continue;
		out_print(&ctx->out, "  toolkit: %s (CUDA %s)\n",
			out_name(&ctx->out, toolkit->path),
			version_text(&ctx->arena, toolkit_version(toolkit)));
		out_print(&ctx->out, "  driver:  %s, level %s\n",
			out_name(&ctx->out, driver_text(&ctx->arena, &driver)),
			level_name(level_of(&drivers, &driver, toolkit)));
	}
}

static int explain(struct ctx *ctx)
{
	struct selection selection = selection_here(ctx);
	int r = complain_file(ctx, &selection);

	if (selection.specs.n)
		out_print(&ctx->out, "%s\n",
			out_name(&ctx->out,
				set_by(ctx, selection_names(&selection, &ctx->arena),
					selection.origin)));
	if (ctx->settings.driver != POLICY_OFF)
		print_level(ctx, &selection);
	return complain_missing(ctx, &selection) | r;
}

/* --- what is said of a selection just made --- */

static void say_forward(struct ctx *ctx, const struct toolkit *toolkit)
{
	out_hint(&ctx->out,
		"  forward compatibility is for data-centre GPUs; to turn it on: "
		"export LD_LIBRARY_PATH=%s${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}",
		level_compat_dir(toolkit));
}

/* The level of each toolkit that the specs mean. With the strict policy an unsupported
 * one is refused: 1. */
static int check_driver(struct ctx *ctx, int n, char **specs, bool force)
{
	struct selection selection = selection_given(ctx, n, specs, NULL);
	struct drivers drivers;
	struct driver driver;
	int refused = 0;

	if (ctx->settings.driver == POLICY_OFF || !selection_first(&selection))
		return 0;
	drivers = drivers_under(ctx, &selection);
	driver = driver_query(&drivers, false);
	for (size_t i = 0; i < selection.specs.n; i++) {
		struct toolkit *toolkit = selection.resolved[i].toolkit;
		enum level level =
			toolkit ? level_of(&drivers, &driver, toolkit) : LEVEL_UNKNOWN;
		const char *cuda = version_text(&ctx->arena, driver.cuda);

		if (level == LEVEL_MINOR) {
			out_warn(&ctx->out,
				"note: %s is newer than the driver's CUDA %s; it runs, but PTX cannot be compiled at run time (error 222) and newer API calls fail (error 36)",
				toolkit->name, cuda);
		} else if (level == LEVEL_FORWARD) {
			out_warn(&ctx->out,
				"%s needs forward compatibility: the driver supports CUDA %s",
				toolkit->name, cuda);
			say_forward(ctx, toolkit);
		} else if (level == LEVEL_UNSUPPORTED) {
			bool refuse = ctx->settings.driver == POLICY_STRICT && !force;

			out_warn(&ctx->out,
				"%s: %s cannot run here: the driver supports CUDA %s%s",
				refuse ? "error" : "warning", toolkit->name, cuda,
				refuse ? ", and the driver policy is strict (--force writes it all the same, --force --shell enters it)"
				       : "");
			refused |= refuse;
		}
	}
	return refused;
}

/* True when `dir` is `cwd`, with or without slashes at its end. */
static bool same_directory(const char *cwd, const char *dir)
{
	const char *rest = skip_prefix(dir, cwd);

	return rest && !rest[strspn(rest, "/")];
}

/* What the new file stands in front of, asked before it is written. */
static void say_hidden(struct ctx *ctx)
{
	const char *own =
		ctx->cwd ? path_join(&ctx->arena, ctx->cwd, VERSION_FILE) : NULL;
	const char *home = vars_get_nonempty(&ctx->vars, "HOME");
	const char *other;

	if (!own)
		return;
	if (home && same_directory(ctx->cwd, home))
		out_warn(&ctx->out,
			"note: this is your home directory: %s applies in all directories below it",
			own);
	if (access(own, F_OK) == 0)
		return;
	other = selection_project_file(&ctx->arena, ctx->cwd,
		vars_get_nonempty(&ctx->vars, "CUDAENV_CEILING_DIRECTORIES"));
	if (other && !streq(other, own)) /* a link to itself is no way to another */
		out_warn(&ctx->out, "note: this hides %s here", other);
}

/* A nearer selection that keeps the new one from taking effect in this directory. */
static void say_nearer(struct ctx *ctx, enum scope scope)
{
	struct selector selector = selector_new(&ctx->registry, &ctx->vars, ctx->cwd);
	struct selection selection;

	if (!selector_next(&selector, &selection) || selection.scope >= scope ||
		!selection.specs.n)
		return;
	selection_resolve(&selection, &ctx->registry);
	/* What says `system` does not hide the machine's own. */
	if (scope != SCOPE_NONE || selection_first(&selection))
		out_warn(&ctx->out, "note: %s still selects %s here", selection.origin,
			strv_join(&selection.specs, ":"));
}

/* The project's selection counts at once: one of this shell alone gives way. */
static void drop_shell_scope(struct ctx *ctx)
{
	const char *value = vars_get_nonempty(&ctx->vars, "CUDAENV_VERSION");

	if (!value)
		return;
	if (!ctx->shell) {
		say_nearer(ctx, SCOPE_PROJECT);
		return;
	}
	out_warn(&ctx->out, "note: this shell's own selection %s is dropped", value);
	scope_unset_shell(ctx);
}

static void say_hook(struct ctx *ctx)
{
	if (!ctx->shell && !vars_get(&ctx->vars, STATE_VARIABLE))
		out_warn(&ctx->out,
			"shell integration not enabled. Run `cudaenv init' for instructions.");
}

/* --- the scopes --- */

static int use_project(struct ctx *ctx, int n, char **specs, bool force)
{
	int r = check_specs(ctx, n, specs, force);

	if (r == 0)
		r = check_driver(ctx, n, specs, force);
	if (r)
		return r;
	say_hidden(ctx);
	r = scope_set_project(ctx, n, specs, n > 1 ? REPLACE_ALL : REPLACE_FIRST, true);
	if (r == 0) {
		drop_shell_scope(ctx);
		say_hook(ctx);
	}
	return r;
}

static int use_global(struct ctx *ctx, int n, char **specs, bool force)
{
	int r = check_specs(ctx, n, specs, force);

	if (r == 0)
		r = check_driver(ctx, n, specs, force);
	if (r == 0)
		r = scope_set_global(ctx, n, specs, true);
	if (r == 0) {
		say_nearer(ctx, SCOPE_GLOBAL);
		say_hook(ctx);
	}
	return r;
}

static int use_shell(struct ctx *ctx, int n, char **specs, bool force)
{
	int r = check_specs(ctx, n, specs, force);

	if (r == 0)
		r = check_driver(ctx, n, specs, force);
	return r ? r : scope_set_shell(ctx, n, specs, true);
}

static int use_machine(struct ctx *ctx, const char *spec, const struct options *options)
{
	int r = machinelink_set(ctx, spec, options->force, options->dry_run);

	if (r == 0 && !options->dry_run)
		say_nearer(ctx, SCOPE_NONE);
	return r;
}

static int unset(struct ctx *ctx, const struct options *options)
{
	if (options->machine)
		return machinelink_unset(ctx, options->dry_run);
	if (options->global)
		return scope_unset_global(ctx);
	if (options->shell)
		return scope_unset_shell(ctx);
	return scope_unset_project(ctx);
}

int cmd_use(struct ctx *ctx, int argc, char **argv)
{
	struct options o = { 0 };
	const struct opt opts[] = {
		{ 0, "shell", NULL, "for this shell", &o.shell, NULL },
		{ 0, "global", NULL, "as this user's default", &o.global, NULL },
		{ 0, "system", NULL, "for the machine: /usr/local/cuda", &o.machine,
			NULL },
		{ 0, "unset", NULL, "take the selection of that scope back", &o.unset,
			NULL },
		{ 'f', "force", NULL,
			"also what is not installed, or the driver cannot run", &o.force,
			NULL },
		{ 'n', "dry-run", NULL, "with --system: only tell what would be done",
			&o.dry_run, NULL },
		OPT_END,
	};
	int r = opt_parse(&ctx->out, &ctx->usage, opts, &argc, argv, 0, INT_MAX);
	int n = argc - 1;

	if (r != OPT_GO)
		return r;
	if (o.shell + o.global + o.machine > 1)
		return opt_wrong(&ctx->out, &ctx->usage, "one scope at a time");
	if (o.unset && n)
		return opt_wrong(&ctx->out, &ctx->usage, "`--unset' takes no version");
	if (o.dry_run && !o.machine)
		return opt_wrong(&ctx->out, &ctx->usage, "`--dry-run' is for `--system'");
	if (o.unset)
		return unset(ctx, &o);
	if (!n && (o.shell || o.global || o.machine))
		return opt_wrong(&ctx->out, &ctx->usage, "which version?");
	if (!n)
		return explain(ctx);
	if (o.machine && n > 1)
		return opt_wrong(
			&ctx->out, &ctx->usage, "the machine has one /usr/local/cuda");
	if (o.machine)
		return use_machine(ctx, argv[1], &o);
	if (o.global)
		return use_global(ctx, n, argv + 1, o.force);
	if (o.shell)
		return use_shell(ctx, n, argv + 1, o.force);
	return use_project(ctx, n, argv + 1, o.force);
}
