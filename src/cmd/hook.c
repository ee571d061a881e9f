/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "hook.h"

#include "core/hash.h"

#include <errno.h>

#define TOLD_VARIABLE "__cudaenv_told" /* hashes of what this shell was told already */
#define BIN_VARIABLE "__cudaenv_bin"   /* our elements of PATH: gone from it, ask again */
#define AGAIN_VARIABLE \
	"__cudaenv_again" /* something waits to be told at the first prompt */
enum { TOLD_MAX = 16, NAMES_MAX = 4 };

struct hook {
	struct ctx *ctx;
	const struct shell *shell;
	struct str *code;
	bool start;
	bool again;	  /* a problem was held back */
	struct strv told; /* newest last */
	size_t told_before;
};

/* True when this was not told to this shell yet. A problem is told once for each file (or
 * variable) and content, however often one comes by. */
static bool worth_telling(struct hook *hook, const struct selection *selection)
{
	const char *text = arena_printf(&hook->ctx->arena, "%s|%d|%s|%s",
		selection->origin, selection->error, strv_join(&selection->specs, ":"),
		strv_join(&selection->notes, ":"));
	const char *mark = arena_printf(
		&hook->ctx->arena, "%08x", hash_add(HASH_START, text, strlen(text)));

	if (hook->start) {
		hook->again = true;
		return false;
	}
	if (strv_has(&hook->told, mark))
		return false;
	strv_add(&hook->told, mark);
	return true;
}

static void tell_problem(struct hook *hook, const struct selection *selection)
{
	struct ctx *ctx = hook->ctx;

	if (!worth_telling(hook, selection))
		return;
	for (size_t i = 0; i < selection->notes.n; i++)
		out_warn_line(&ctx->out, selection->notes.v[i]);
	complain_file(ctx, selection);
	complain_missing(ctx, selection);
}

/* With the strict policy a toolkit that the driver cannot run is not entered. What was
 * said for this shell alone was said past `use', which refuses it without --force. */
static bool refused_by_driver(struct hook *hook, const struct selection *selection)
{
	struct ctx *ctx = hook->ctx;
	struct toolkit *toolkit = selection_first(selection);
	struct drivers drivers;
	struct driver driver;

	if (ctx->settings.driver != POLICY_STRICT || !toolkit ||
		selection->scope == SCOPE_SHELL)
		return false;
	drivers = drivers_under(ctx, selection);
	driver = driver_cached(&drivers);
	if (level_of(&drivers, &driver, toolkit) != LEVEL_UNSUPPORTED)
		return false;
	if (worth_telling(hook, selection))
		out_warn(&ctx->out,
			"%s not entered: the driver supports %s, and the driver policy is strict",
			set_by(ctx, toolkit->name, selection->origin),
			driver_text(&ctx->arena, &driver));
	return true;
}

/* The nearest scope that can be had. One that names what is not here leaves the scope
 * outside it in force. */
static struct selection effective(struct hook *hook)
{
	struct ctx *ctx = hook->ctx;
	struct selector selector = selector_new(&ctx->registry, &ctx->vars, ctx->cwd);
	struct selection selection = { 0 };

	while (selector_next(&selector, &selection)) {
		selection_resolve(&selection, &ctx->registry);
		if (selection.scope == SCOPE_NONE)
			break;
		if (!selection_usable(&selection)) {
			tell_problem(hook, &selection);
			continue;
		}
		if (refused_by_driver(hook, &selection))
			continue;
		if (selection.notes.n)
			tell_problem(hook, &selection);
		break;
	}
	return selection;
}

/* The first few of the names joined by ":", as much as a line has room for. */
static const char *abbreviate(struct arena *arena, const char *names)
{
	const char *end = names;

	for (int n = 0; n < NAMES_MAX; n++) {
		end += strcspn(end, ":");
		if (!*end)
			return names;
		end++;
	}
	return arena_printf(arena, "%.*s...", (int)(end - names), names);
}

static void announce(struct hook *hook, const struct state *old,
	const struct selection *selection, const struct vars *after)
{
	struct ctx *ctx = hook->ctx;
	const struct applied *before = state_find(old, "CUDAENV_ACTIVE");
	struct toolkit *toolkit = selection_first(selection);
	const char *text;
	struct drivers drivers = { &ctx->arena, &ctx->machine, &ctx->dirs, after };
	struct driver driver = { 0 };
	enum level level;

	if (hook->start || ctx->settings.quiet)
		return;
	if (!toolkit) {
		if (before)
			out_warn(&ctx->out, "left %s",
				abbreviate(&ctx->arena, before->value));
		return;
	}
	text = set_by(ctx,
		abbreviate(&ctx->arena, selection_names(selection, &ctx->arena)),
		selection->origin);
	if (ctx->settings.driver != POLICY_OFF)
		driver = driver_cached(&drivers);
	level = level_of(&drivers, &driver, toolkit);
	if (level == LEVEL_OK || level == LEVEL_UNKNOWN)
		out_warn_line(&ctx->out, text);
	else
		out_warn(&ctx->out, "%s, driver level %s (it supports CUDA %s)", text,
			level_name(level), version_text(&ctx->arena, driver.cuda));
}

static int drop_state(struct hook *hook, int why)
{
	if (hook->start) {
		hook->again = true;
		return 0;
	}
	out_warn(&hook->ctx->out,
		"the remembered state (%s) %s: dropped, nothing else touched",
		STATE_VARIABLE, why == -EPROTO ? "is of a newer cudaenv" : "is damaged");
	hook->shell->edit(hook->code, &(struct edit){ STATE_VARIABLE, NULL, false });
	return 0;
}

static void watch_path(struct hook *hook, const struct state *state)
{
	const struct applied *path = state_find(state, "PATH");
	const char *ours = path ? path->value : "";
	struct strv removed = strv_new(&hook->ctx->arena);

	if (hook->shell->watch) {
		hook->shell->watch(hook->code, ours, &removed);
		return;
	}
	hook->shell->assign(hook->code, BIN_VARIABLE, ours);
}

static int switch_to(struct hook *hook, const struct selection *selection)
{
	struct ctx *ctx = hook->ctx;
	struct vars before = vars_copy(&ctx->vars), after;
	struct state old, new = { 0 };
	struct desired_env wants;
	struct edits edits;
	int r = state_decode(&ctx->arena, vars_get(&ctx->vars, STATE_VARIABLE), &old);

	if (r < 0)
		return drop_state(hook, r);
	environ_restore(&before, &old);
	wants = desired_env_of(&ctx->arena, selection, &ctx->settings, &before);
	if (!hook->start && environ_is_applied(&old, &wants, &ctx->vars))
		return 0;
	after = vars_copy(&before);
	environ_apply(&after, &wants, &new);
	r = environ_edits(&ctx->arena, &ctx->vars, &after, &new, &edits);
	if (r < 0) {
		if (worth_telling(hook, selection))
			out_warn(&ctx->out,
				"what would have to be remembered is larger than %d bytes: not switched",
				STATE_MAX);
		return 1;
	}
	/* Before the edits: where PATH turns out to be readonly, nothing is watched. */
	watch_path(hook, &new);
	emit_edits(ctx, hook->shell, hook->code, &edits);
	hook->shell->undo(hook->code, &new);
	if (hook->shell->leave)
		hook->shell->leave(hook->code, &before, &after, &new,
			ctx->settings.quiet
				? ""
				: out_format_warning(&ctx->out,
					  arena_cat(&ctx->arena, "left ",
						  abbreviate(&ctx->arena,
							  selection_names(selection,
								  &ctx->arena)))));
	announce(hook, &old, selection, &after);
	return 0;
}

static void emit_told(struct hook *hook)
{
	struct strv last = hook->told;

	if (hook->again)
		hook->shell->assign(hook->code, AGAIN_VARIABLE, "1");
	if (hook->told.n == hook->told_before)
		return;
	if (last.n > TOLD_MAX) {
		last.v += last.n - TOLD_MAX;
		last.n = TOLD_MAX;
	}
	hook->shell->assign(hook->code, TOLD_VARIABLE, strv_join(&last, " "));
}

int hook_code(struct ctx *ctx, const struct shell *shell, bool start, struct str *code)
{
	const char *told = vars_get(&ctx->vars, TOLD_VARIABLE);
	struct hook hook = {
		.ctx = ctx,
		.shell = shell,
		.code = code,
		.start = start,
		.told = strv_words(&ctx->arena, told ? told : ""),
	};
	struct selection selection;
	int r;

	hook.told_before = hook.told.n;
	selection = effective(&hook);
	r = switch_to(&hook, &selection);
	emit_told(&hook);
	return r;
}

int cmd_hook(struct ctx *ctx, int argc, char **argv)
{
	struct str code = str_new(&ctx->arena);
	const struct shell *shell;
	bool start = false;
	int r;

	if (argc < 2 || !(shell = shell_find(argv[1])))
		return opt_wrong(&ctx->out, &ctx->usage, "which shell?");
	for (int i = 2; i < argc; i++) {
		if (streq(argv[i], "--start"))
			start = true;
		else
			vars_assign(&ctx->vars, argv[i]);
	}
	r = hook_code(ctx, shell, start, &code);
	if (shell->done)
		str_add(&code, shell->done);
	if (shell->end)
		shell->end(&code);
	out_text(&ctx->out, code.s);
	return r;
}
