/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "hook.h"

#include "core/hash.h"
#include "model/export_vars.h"
#include "model/removed.h"

#include <errno.h>

#define TOLD_VARIABLE \
	"__cudaenv_told" /* hashes of the messages that this shell has printed */
#define BIN_VARIABLE "__cudaenv_bin"	 /* our elements of PATH: if removed, run again */
#define GONE_VARIABLE "__cudaenv_gone"	 /* elements removed from PATH: back, run again */
#define AGAIN_VARIABLE "__cudaenv_again" /* a message waits for the first prompt */
enum { TOLD_MAX = 16, NAMES_MAX = 4 };

struct hook {
	struct session *session;
	const struct shell *shell;
	struct str *code;
	bool start;
	bool again;	  /* a problem was held back */
	struct strv told; /* newest last */
	size_t told_before;
};

/* Returns true the first time that this shell would report `text`. At the start of a shell
 * nothing is reported; the first prompt does so. */
static bool is_new_message(struct hook *hook, const char *text)
{
	const char *mark = arena_printf(
		&hook->session->arena, "%08x", hash_add(HASH_START, text, strlen(text)));

	if (hook->start) {
		hook->again = true;
		return false;
	}
	if (strv_has(&hook->told, mark))
		return false;
	strv_add(&hook->told, mark);
	return true;
}

/* A problem is reported once for each file (or variable) and content. */
static bool is_new_problem(struct hook *hook, const struct selection *selection)
{
	return is_new_message(hook,
		arena_printf(&hook->session->arena, "%s|%d|%s|%s", selection->origin,
			selection->error, strv_join(&selection->specs, ":"),
			strv_join(&selection->notes, ":")));
}

static void report_problem(struct hook *hook, const struct selection *selection)
{
	struct session *session = hook->session;

	if (!is_new_problem(hook, selection))
		return;
	for (size_t i = 0; i < selection->notes.n; i++)
		out_warn_line(&session->out, selection->notes.v[i]);
	complain_file(session, selection);
	complain_missing(session, selection);
}

/* With the strict policy, a toolkit that the driver cannot run is not entered. A
 * shell-scope selection got here only through `use --force', so it is honored. */
static bool refused_by_driver(struct hook *hook, const struct selection *selection)
{
	struct session *session = hook->session;
	struct toolkit *toolkit = selection_first(selection);
	struct drivers drivers;
	struct driver driver;

	if (session->settings.driver != POLICY_STRICT || !toolkit ||
		selection->scope == SCOPE_SHELL)
		return false;
	drivers = command_drivers(session, selection);
	driver = driver_cached(&drivers);
	if (level_of(&drivers, &driver, toolkit) != LEVEL_UNSUPPORTED)
		return false;
	if (is_new_problem(hook, selection))
		out_warn(&session->out,
			"%s not entered: the driver supports %s, and the driver policy is strict",
			command_set_by(session, toolkit->name, selection->origin),
			driver_text(&session->arena, &driver));
	return true;
}

/* Returns the nearest usable selection. A scope that selects a missing or untrusted toolkit
 * is skipped. */
static struct selection effective(struct hook *hook)
{
	struct session *session = hook->session;
	struct selector selector =
		selector_new(&session->registry, &session->vars, session->cwd);
	struct selection selection = { 0 };

	while (selector_next(&selector, &selection)) {
		selection_resolve(&selection, &session->registry);
		if (selection.scope == SCOPE_NONE)
			break;
		if (!selection_usable(&selection)) {
			report_problem(hook, &selection);
			continue;
		}
		if (refused_by_driver(hook, &selection))
			continue;
		if (selection.notes.n)
			report_problem(hook, &selection);
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
	struct session *session = hook->session;
	const struct applied *before = state_find(old, "CUDAENV_ACTIVE");
	struct toolkit *toolkit = selection_first(selection);
	const char *text;
	struct drivers drivers = { &session->arena, &session->machine, &session->dirs,
		after };
	struct driver driver = { 0 };
	enum level level;

	if (hook->start || session->settings.quiet)
		return;
	if (!toolkit) {
		if (before)
			out_warn(&session->out, "left %s",
				abbreviate(&session->arena, before->value));
		return;
	}
	text = command_set_by(session,
		abbreviate(&session->arena, selection_names(selection, &session->arena)),
		selection->origin);
	if (session->settings.driver != POLICY_OFF)
		driver = driver_cached(&drivers);
	level = level_of(&drivers, &driver, toolkit);
	if (level == LEVEL_OK || level == LEVEL_UNKNOWN)
		out_warn_line(&session->out, text);
	else
		out_warn(&session->out, "%s, driver level %s (it supports CUDA %s)", text,
			level_name(level), version_text(&session->arena, driver.cuda));
}

static void drop_state(struct hook *hook, int why)
{
	if (hook->start) {
		hook->again = true;
		return;
	}
	out_warn(&hook->session->out,
		"the saved state (%s) %s: dropped, nothing else touched", STATE_VARIABLE,
		why == -EPROTO ? "is of a newer cudaenv" : "is damaged");
	hook->shell->edit(hook->code, &(struct edit){ STATE_VARIABLE, NULL, false });
}

/* Adds the code by which the shell sees that another program changed PATH: `list` as removed.h
 * has it, `vars` and `state` as they are then. */
static void watch(struct hook *hook, struct str *code, const char *list,
	const struct vars *vars, const struct state *state)
{
	struct arena *arena = &hook->session->arena;
	const struct shell *shell = hook->shell;
	const struct applied *path = state_find(state, "PATH");
	const char *ours = path ? path->value : "";
	struct strv removed = removed_elements(arena, list, vars);

	if (shell->watch) {
		shell->watch(code, ours, &removed);
		return;
	}
	shell->assign(code, BIN_VARIABLE, ours);
	shell->assign(code, GONE_VARIABLE, strv_join(&removed, ":"));
}

/* The same, and keeps the list in the shell. */
static void emit_watch(struct hook *hook, const char *list, const struct vars *vars,
	const struct state *state)
{
	if (list)
		hook->shell->assign(hook->code, REMOVED_VARIABLE, list);
	watch(hook, hook->code, list, vars, state);
}

/* Adds the code by which the shell leaves without the program. */
static void emit_leave(struct hook *hook, const char *list, const struct vars *before,
	const struct state *state, const struct selection *selection)
{
	struct session *session = hook->session;
	struct arena *arena = &session->arena;
	struct str code = str_new(arena);
	struct leaving leaving = {
		.old = before,
		.state = state,
		.message = "",
	};

	if (!hook->shell->leave)
		return;
	leaving.removed = removed_add(arena, list, state);
	watch(hook, &code, leaving.removed, before, &(struct state){ 0 });
	leaving.code = code.s;
	if (!session->settings.quiet)
		leaving.message = out_format_warning(&session->out,
			arena_cat(arena, "left ",
				abbreviate(arena, selection_names(selection, arena))));
	hook->shell->leave(hook->code, &leaving);
}

/* Another program has restored what this shell had left. */
static void report_removed(struct hook *hook, const char *names)
{
	const char *text = arena_printf(&hook->session->arena,
		"removed %s again: another "
		"program had restored it from a copy of the environment",
		names);

	if (!hook->session->settings.quiet && is_new_message(hook, text))
		out_warn_line(&hook->session->out, text);
}

static enum status switch_to(struct hook *hook, const struct selection *selection)
{
	struct session *session = hook->session;
	const char *list = vars_get(&session->vars, REMOVED_VARIABLE), *removed;
	struct vars before = vars_copy(&session->vars), after;
	struct state old, new = { 0 };
	struct desired_env wants;
	struct edits edits;
	int r = state_decode(
		&session->arena, vars_get(&session->vars, STATE_VARIABLE), &old);

	if (r < 0) {
		drop_state(hook, r);
		return STATUS_DONE;
	}
	environ_restore(&before, &old);
	removed = removed_again(&before, list);
	wants = desired_env_of(&session->arena, selection, &session->settings, &before);
	if (!hook->start && !removed &&
		environ_is_applied(&old, &wants, &session->vars)) {
		/* Elements that are the user's are not watched any more. */
		if (list)
			emit_watch(hook, list, &session->vars, &old);
		return STATUS_DONE;
	}
	after = vars_copy(&before);
	environ_apply(&after, &wants, &new);
	r = environ_edits(&session->arena, &session->vars, &after, &new, &edits);
	if (r < 0) {
		if (is_new_problem(hook, selection))
			out_warn(&session->out,
				"the state to save is larger than %d bytes: not switched",
				STATE_MAX);
		return STATUS_FAILED;
	}
	if (removed)
		report_removed(hook, removed);
	/* Before the edits: where PATH turns out to be readonly, nothing is watched. */
	list = removed_add(&session->arena, list, &old);
	emit_watch(hook, list, &after, &new);
	command_emit_edits(session, hook->shell, hook->code, &edits);
	hook->shell->undo(hook->code, &new);
	emit_leave(hook, list, &before, &new, selection);
	announce(hook, &old, selection, &after);
	return STATUS_DONE;
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

enum status hook_code(
	struct session *session, const struct shell *shell, bool start, struct str *code)
{
	const char *told = vars_get(&session->vars, TOLD_VARIABLE);
	struct hook hook = {
		.session = session,
		.shell = shell,
		.code = code,
		.start = start,
		.told = strv_words(&session->arena, told ? told : ""),
	};
	struct selection selection;
	enum status status;

	hook.told_before = hook.told.n;
	selection = effective(&hook);
	status = switch_to(&hook, &selection);
	emit_told(&hook);
	return status;
}

/* For the tests: what each shell must pass. */
static enum status print_variables(struct session *session)
{
	const char *name;

	for (size_t i = 0; (name = export_vars_hook_name(i)); i++)
		out_print(&session->out, "%s\n", name);
	return STATUS_DONE;
}

static enum status run_hook(struct session *session, int argc, char **argv)
{
	struct str code = str_new(&session->arena);
	const struct shell *shell;
	bool start = false;
	enum status status;

	if (argc == 2 && streq(argv[1], "--variables"))
		return print_variables(session);
	if (argc < 2 || !(shell = shell_find(argv[1])))
		return opt_wrong(&session->out, &session->usage, "which shell?");
	for (int i = 2; i < argc; i++) {
		if (streq(argv[i], "--start"))
			start = true;
		else
			vars_assign(&session->vars, argv[i]);
	}
	status = hook_code(session, shell, start, &code);
	if (shell->done)
		str_add(&code, shell->done);
	if (shell->end)
		shell->end(&code);
	out_text(&session->out, code.s);
	return status;
}

const struct command cmd_hook = {
	.usage = {
		.name = "hook",
		.args = "SHELL [--start] [NAME=VALUE...] | --variables",
		.summary = "Print what changes the calling shell's environment to what applies here",
	},
	.task = TASK_SETUP,
	.run = run_hook,
	.flags = CMD_HIDDEN | CMD_NO_CONFIG_NOTES,
};
