/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"
#include "machinelink.h"
#include "scope.h"

#include <limits.h>

struct options {
	bool shell, global, machine, unset, force, dry_run;
};

/* --- use, without a SPEC: what applies here, and why --- */

static void print_level(struct session *session, const struct selection *selection)
{
	struct drivers drivers = drivers_under(session, selection);
	struct driver driver = driver_query(&drivers, false);

	for (size_t i = 0; i < selection->specs.n; i++) {
		struct toolkit *toolkit = selection->resolved[i].toolkit;

		if (!toolkit)
			continue;
		out_print(&session->out, "  toolkit: %s (CUDA %s)\n",
			out_name(&session->out, toolkit->path),
			version_text(&session->arena, toolkit_version(toolkit)));
		out_print(&session->out, "  driver:  %s, level %s\n",
			out_name(&session->out, driver_text(&session->arena, &driver)),
			level_name(level_of(&drivers, &driver, toolkit)));
	}
}

static int explain(struct session *session)
{
	struct selection selection = select_here(session);
	enum status status = complain_file(session, &selection);

	if (selection.specs.n)
		out_print(&session->out, "%s\n",
			out_name(&session->out,
				set_by(session,
					selection_names(&selection, &session->arena),
					selection.origin)));
	if (session->settings.driver != POLICY_OFF)
		print_level(session, &selection);
	return status_of(status, complain_missing(session, &selection));
}

/* --- what is said of a selection just made --- */

static void say_forward(struct session *session, const struct toolkit *toolkit)
{
	out_hint(&session->out,
		"  forward compatibility is for data-centre GPUs; to turn it on: "
		"export LD_LIBRARY_PATH=%s${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}",
		level_compat_dir(toolkit));
}

/* The level of each toolkit that the specs mean. With the strict policy an unsupported
 * one is refused: 1. */
static int check_driver(struct session *session, int n, char **specs, bool force)
{
	struct selection selection;
	struct drivers drivers;
	struct driver driver;
	enum status status;
	int refused = 0;

	if (!select_given(session, n, specs, NULL, &selection, &status))
		return status;
	if (session->settings.driver == POLICY_OFF || !selection_first(&selection))
		return 0;
	drivers = drivers_under(session, &selection);
	driver = driver_query(&drivers, false);
	for (size_t i = 0; i < selection.specs.n; i++) {
		struct toolkit *toolkit = selection.resolved[i].toolkit;
		enum level level =
			toolkit ? level_of(&drivers, &driver, toolkit) : LEVEL_UNKNOWN;
		const char *cuda = version_text(&session->arena, driver.cuda);

		if (level == LEVEL_MINOR) {
			out_warn(&session->out,
				"note: %s is newer than the driver's CUDA %s; it runs, but PTX cannot be compiled at run time (error 222) and newer API calls fail (error 36)",
				toolkit->name, cuda);
		} else if (level == LEVEL_FORWARD) {
			out_warn(&session->out,
				"%s needs forward compatibility: the driver supports CUDA %s",
				toolkit->name, cuda);
			say_forward(session, toolkit);
		} else if (level == LEVEL_UNSUPPORTED) {
			bool refuse = session->settings.driver == POLICY_STRICT && !force;

			out_warn(&session->out,
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
static void say_hidden(struct session *session)
{
	const char *own = session->cwd
				  ? path_join(&session->arena, session->cwd, VERSION_FILE)
				  : NULL;
	const char *home = vars_get_nonempty(&session->vars, "HOME");
	const char *other;

	if (!own)
		return;
	if (home && same_directory(session->cwd, home))
		out_warn(&session->out,
			"note: this is your home directory: %s applies in all directories below it",
			own);
	if (access(own, F_OK) == 0)
		return;
	other = selection_project_file(&session->arena, session->cwd,
		vars_get_nonempty(&session->vars, "CUDAENV_CEILING_DIRECTORIES"));
	if (other && !streq(other, own)) /* a link to itself is no way to another */
		out_warn(&session->out, "note: this hides %s here", other);
}

/* A nearer selection that keeps the new one from taking effect in this directory. */
static void say_nearer(struct session *session, enum scope scope)
{
	struct selector selector =
		selector_new(&session->registry, &session->vars, session->cwd);
	struct selection selection;

	if (!selector_next(&selector, &selection) || selection.scope >= scope ||
		!selection.specs.n)
		return;
	selection_resolve(&selection, &session->registry);
	/* What says `system` does not hide the machine's own. */
	if (scope != SCOPE_NONE || selection_first(&selection))
		out_warn(&session->out, "note: %s still selects %s here",
			selection.origin, strv_join(&selection.specs, ":"));
}

/* The project's selection counts at once: one of this shell alone gives way. */
static void drop_shell_scope(struct session *session)
{
	const char *value = vars_get_nonempty(&session->vars, "CUDAENV_VERSION");

	if (!value)
		return;
	if (!session->shell) {
		say_nearer(session, SCOPE_PROJECT);
		return;
	}
	out_warn(&session->out, "note: this shell's own selection %s is dropped", value);
	scope_unset_shell(session);
}

static void say_hook(struct session *session)
{
	if (!session->shell && !vars_get(&session->vars, STATE_VARIABLE))
		out_warn(&session->out,
			"shell integration not enabled. Run `cudaenv init' for instructions.");
}

/* --- the scopes --- */

static int use_project(struct session *session, int n, char **specs, bool force)
{
	int r = check_specs(session, n, specs, force);

	if (r == 0)
		r = check_driver(session, n, specs, force);
	if (r)
		return r;
	say_hidden(session);
	r = scope_set_project(
		session, n, specs, n > 1 ? REPLACE_ALL : REPLACE_FIRST, true);
	if (r == 0) {
		drop_shell_scope(session);
		say_hook(session);
	}
	return r;
}

static int use_global(struct session *session, int n, char **specs, bool force)
{
	int r = check_specs(session, n, specs, force);

	if (r == 0)
		r = check_driver(session, n, specs, force);
	if (r == 0)
		r = scope_set_global(session, n, specs, true);
	if (r == 0) {
		say_nearer(session, SCOPE_GLOBAL);
		say_hook(session);
	}
	return r;
}

static int use_shell(struct session *session, int n, char **specs, bool force)
{
	int r = check_specs(session, n, specs, force);

	if (r == 0)
		r = check_driver(session, n, specs, force);
	return r ? r : scope_set_shell(session, n, specs, true);
}

static int use_machine(
	struct session *session, const char *spec, const struct options *options)
{
	int r = machinelink_set(session, spec, options->force, options->dry_run);

	if (r == 0 && !options->dry_run)
		say_nearer(session, SCOPE_NONE);
	return r;
}

static int unset(struct session *session, const struct options *options)
{
	if (options->machine)
		return machinelink_unset(session, options->dry_run);
	if (options->global)
		return scope_unset_global(session);
	if (options->shell)
		return scope_unset_shell(session);
	return scope_unset_project(session);
}

static enum status run_use(struct session *session, int argc, char **argv)
{
	struct options o = { 0 };
	const struct opt opts[] = {
		OPT_FLAG(0, "shell", &o.shell, "for this shell"),
		OPT_FLAG(0, "global", &o.global, "as this user's default"),
		OPT_FLAG(0, "system", &o.machine, "for the machine: /usr/local/cuda"),
		OPT_FLAG(0, "unset", &o.unset, "take the selection of that scope back"),
		OPT_FLAG('f', "force", &o.force,
			"also what is not installed, or the driver cannot run"),
		OPT_FLAG('n', "dry-run", &o.dry_run,
			"with --system: only tell what would be done"),
		OPT_END,
	};
	enum status status;
	int n;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, INT_MAX,
		    &status))
		return status;
	n = argc - 1;
	if (o.shell + o.global + o.machine > 1)
		return opt_wrong(&session->out, &session->usage, "one scope at a time");
	if (o.unset && n)
		return opt_wrong(
			&session->out, &session->usage, "`--unset' takes no version");
	if (o.dry_run && !o.machine)
		return opt_wrong(
			&session->out, &session->usage, "`--dry-run' is for `--system'");
	if (o.unset)
		return unset(session, &o);
	if (!n && (o.shell || o.global || o.machine))
		return opt_wrong(&session->out, &session->usage, "which version?");
	if (!n)
		return explain(session);
	if (o.machine && n > 1)
		return opt_wrong(&session->out, &session->usage,
			"the machine has one /usr/local/cuda");
	if (o.machine)
		return use_machine(session, argv[1], &o);
	if (o.global)
		return use_global(session, n, argv + 1, o.force);
	if (o.shell)
		return use_shell(session, n, argv + 1, o.force);
	return use_project(session, n, argv + 1, o.force);
}

const struct command cmd_use = {
	.usage = {
		.name = "use",
		.args = "[--shell | --global | --system [-n]] [-f] [SPEC... | --unset]",
		.summary = "Select a toolkit, or tell which one applies here and why",
	},
	.run = run_use,
	.flags = CMD_SHELL,
};
