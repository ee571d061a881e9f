/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "scope.h"

#include <errno.h>

static struct strv list_of(struct ctx *ctx, int n, char **specs)
{
	struct strv list = strv_new(&ctx->arena);

	for (int i = 0; i < n; i++)
		strv_add(&list, specs[i]);
	return list;
}

static int write_file(struct ctx *ctx, const char *file, int n, char **specs,
	enum replace replace, bool force)
{
	struct strv list = list_of(ctx, n, specs);
	const char *problem;
	int r = check_specs(ctx, n, specs, force);

	if (r)
		return r;
	r = versionfile_write(&ctx->arena, file, &list, replace, &problem);
	if (problem) {
		out_warn(&ctx->out, "version file `%s' %s: not written", file, problem);
		return 1;
	}
	if (r < 0)
		return out_error(&ctx->out, r, "cannot write %s", file);
	bump_generation(ctx);
	return 0;
}

static const char *project_path(struct ctx *ctx)
{
	if (!ctx->cwd)
		out_warn(&ctx->out, "cannot tell the current directory: was it removed?");
	return ctx->cwd ? path_join(&ctx->arena, ctx->cwd, VERSION_FILE) : NULL;
}

int scope_set_project(
	struct ctx *ctx, int n, char **specs, enum replace replace, bool force)
{
	const char *file = project_path(ctx);

	return file ? write_file(ctx, file, n, specs, replace, force) : 1;
}

int scope_unset_project(struct ctx *ctx)
{
	const char *file = project_path(ctx);
	int r = file ? remove_file(ctx, file) : 1;

	if (r == 0)
		bump_generation(ctx);
	return r;
}

static const char *global_path(struct ctx *ctx)
{
	const char *file = selection_global_file(&ctx->arena, &ctx->dirs);

	if (!file)
		out_warn(
			&ctx->out, "no user scope: neither CUDAENV_ROOT nor HOME is set");
	return file;
}

int scope_set_global(struct ctx *ctx, int n, char **specs, bool force)
{
	const char *file = global_path(ctx);
	int r;

	if (!file)
		return 1;
	r = check_specs(ctx, n, specs, force);
	if (r)
		return r;
	r = dir_make(ctx->dirs.root);
	if (r < 0)
		return out_error(&ctx->out, r, "cannot make %s", ctx->dirs.root);
	return write_file(ctx, file, n, specs, REPLACE_ALL, true);
}

int scope_unset_global(struct ctx *ctx)
{
	const char *file = global_path(ctx);
	int r = file ? remove_file(ctx, file) : 1;

	if (r == 0)
		bump_generation(ctx);
	return r;
}

/* CUDAENV_VERSION becomes `value` (NULL: unset), its old value is remembered. An empty
 * one in CUDAENV_VERSION_OLD says that there was none. */
static int set_variable(struct ctx *ctx, const char *value)
{
	const char *old = vars_get_nonempty(&ctx->vars, "CUDAENV_VERSION");

	if (edit_shell(ctx, "CUDAENV_VERSION", value))
		return 1;
	return edit_shell(ctx, "CUDAENV_VERSION_OLD", old ? old : "");
}

int scope_set_shell(struct ctx *ctx, int n, char **specs, bool force)
{
	struct strv list = list_of(ctx, n, specs);
	int r = check_specs(ctx, n, specs, force);

	return r ? r : set_variable(ctx, strv_join(&list, ":"));
}

int scope_unset_shell(struct ctx *ctx)
{
	return set_variable(ctx, NULL);
}

int scope_swap_shell(struct ctx *ctx)
{
	const char *old = vars_get(&ctx->vars, "CUDAENV_VERSION_OLD");

	if (!old && ctx->shell) {
		out_warn(&ctx->out, "CUDAENV_VERSION_OLD is not set");
		return 1;
	}
	return set_variable(ctx, old && *old ? old : NULL);
}
