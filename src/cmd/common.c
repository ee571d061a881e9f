/* SPDX-License-Identifier: MIT
 * What several commands do: find the selection, complain about it, switch variables.
 */
#include "config.h"

#include "ctx.h"

#include <errno.h>

struct selection selection_here(struct ctx *ctx)
{
	struct selector selector = selector_new(&ctx->registry, &ctx->vars, ctx->cwd);
	struct selection selection;

	if (!selector_next(&selector, &selection))
		return (struct selection){ 0 };
	for (size_t i = 0; i < selection.notes.n; i++)
		out_warn_line(&ctx->out, selection.notes.v[i]);
	selection_resolve(&selection, &ctx->registry);
	return selection;
}

struct selection selection_given(struct ctx *ctx, int n, char **specs, const char *origin)
{
	struct selection selection = {
		.scope = SCOPE_SHELL,
		.origin = origin,
		.specs = strv_new(&ctx->arena),
		.notes = strv_new(&ctx->arena),
	};

	for (int i = 0; i < n; i++) {
		struct strv parts = strv_split(&ctx->arena, specs[i], ':');

		strv_add_all(&selection.specs, &parts);
	}
	selection_resolve(&selection, &ctx->registry);
	return selection;
}

static void advise(struct ctx *ctx, const char *raw)
{
	struct toolkit *near = resolve_nearest(&ctx->registry, raw);

	out_hint(&ctx->out, "  to install it:    cudaenv install %s", raw);
	if (near)
		out_hint(
			&ctx->out, "  nearest one here: %s (%s)", near->name, near->path);
}

int complain_missing(struct ctx *ctx, const struct selection *selection)
{
	for (size_t i = 0; i < selection->specs.n; i++) {
		const struct resolution *to = &selection->resolved[i];

		if (to->result == RESOLVED_ALIAS_LOOP) {
			out_warn(&ctx->out, "alias `%s' leads back to itself", to->raw);
		} else if (to->result == RESOLVED_MISSING) {
			out_warn(&ctx->out, "version `%s' is not installed%s", to->raw,
				!selection->origin
					? ""
					: arena_printf(&ctx->arena, " (set by %s)",
						  selection->origin));
			advise(ctx, to->raw);
		} else if (to->note) {
			out_warn_line(&ctx->out, to->note);
		}
	}
	return selection->missing ? 1 : 0;
}

int complain_file(struct ctx *ctx, const struct selection *selection)
{
	if (selection->error)
		out_warn(&ctx->out, "version file `%s' %s: not read", selection->file,
			versionfile_problem(
				&ctx->arena, selection->error, VERSION_FILE_MAX));
	else if (selection->specs.n)
		return 0;
	return 1;
}

int complain_spec(struct ctx *ctx, const char *word)
{
	out_warn(&ctx->out,
		"invalid version `%s': 1 to 64 letters, digits and ._+-, as in 12.4",
		word);
	return 2;
}

int check_specs(struct ctx *ctx, int n, char **specs, bool force)
{
	int missing = 0;

	for (int i = 0; i < n; i++) {
		struct resolution to;

		if (!spec_valid(specs[i]))
			return complain_spec(ctx, specs[i]);
		to = resolve(&ctx->registry, specs[i]);
		if (to.note && !force)
			out_warn_line(&ctx->out, to.note);
		if (to.result == RESOLVED_TOOLKIT || to.result == RESOLVED_SYSTEM ||
			force)
			continue;
		if (to.result == RESOLVED_ALIAS_LOOP)
			out_warn(&ctx->out, "alias `%s' leads back to itself", specs[i]);
		else
			out_warn(&ctx->out, "version `%s' not installed", specs[i]);
		advise(ctx, specs[i]);
		missing++;
	}
	return missing ? 1 : 0;
}

void bump_generation(struct ctx *ctx)
{
	const char *file = dirs_generation(&ctx->arena, &ctx->dirs);

	if (file && dirs_bump_generation(&ctx->arena, file) < 0)
		return;
}

const char *set_by(struct ctx *ctx, const char *name, const char *origin)
{
	return origin ? arena_cat(&ctx->arena, name, " (set by ", origin, ")") : name;
}

int switch_vars(struct ctx *ctx, struct vars *vars, const struct selection *selection,
	struct state *state)
{
	int r = state_decode(&ctx->arena, vars_get(vars, STATE_VARIABLE), state);
	struct desired_env wants;
	const char *text;

	if (r < 0)
		return r;
	environ_restore(vars, state);
	wants = desired_env_of(&ctx->arena, selection, &ctx->settings, vars);
	environ_apply(vars, &wants, state);
	text = state_encode(&ctx->arena, state);
	vars_set(vars, STATE_VARIABLE, text, true);
	return text && strlen(text) > STATE_MAX ? -E2BIG : 0;
}

struct drivers drivers_under(struct ctx *ctx, const struct selection *selection)
{
	struct vars *vars = arena_new(&ctx->arena, struct vars);
	struct state state;

	*vars = vars_copy(&ctx->vars);
	if (switch_vars(ctx, vars, selection, &state) < 0)
		*vars = vars_copy(&ctx->vars);
	return (struct drivers){ &ctx->arena, &ctx->machine, &ctx->dirs, vars };
}

const char *own_path(struct ctx *ctx)
{
	const char *path = path_readlink(&ctx->arena, "/proc/self/exe");

	return path ? path : BINDIR "/cudaenv";
}

int remove_file(struct ctx *ctx, const char *path)
{
	if (unlink(path) < 0 && errno != ENOENT && errno != ENOTDIR)
		return out_error(&ctx->out, -errno, "cannot remove %s", path);
	return 0;
}

int edit_shell(struct ctx *ctx, const char *name, const char *value)
{
	if (!ctx->shell) {
		out_warn(&ctx->out,
			"shell integration not enabled. Run `cudaenv init' for instructions.");
		return 1;
	}
	ctx->shell->edit(&ctx->code, &(struct edit){ name, value, true });
	return 0;
}

void emit_edits(struct ctx *ctx, const struct shell *shell, struct str *code,
	const struct edits *edits)
{
	for (size_t i = 0; i < edits->n; i++) {
		const struct edit *edit = &edits->v[i];

		if (edit->value && shell->can_hold && !shell->can_hold(edit->value))
			out_warn(&ctx->out, "%s cannot hold the value of %s: skipped",
				shell->name, edit->name);
		else
			shell->edit(code, edit);
	}
}
