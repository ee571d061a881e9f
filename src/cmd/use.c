/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "scope.h"

#include <limits.h>

/* --- without a SPEC: which selection applies, and why --- */

static void print_level(struct session *session, const struct selection *selection)
{
	struct drivers drivers = command_drivers(session, selection);
	struct driver driver = driver_query(&drivers, false);

	for (size_t i = 0; i < selection->specs.n; i++) {
		struct toolkit *toolkit = selection->resolved[i].toolkit;

		if (!toolkit)
			continue;
		if (!streq(selection->specs.v[i], toolkit->name))
			out_print(
				&session->out, "  spec:    %s\n", selection->specs.v[i]);
		out_print(&session->out, "  toolkit: %s (CUDA %s)\n",
			out_name(&session->out, toolkit->path),
			version_text(&session->arena, toolkit_version(toolkit)));
		out_print(&session->out, "  driver:  %s, level %s\n",
			out_name(&session->out, driver_text(&session->arena, &driver)),
			level_name(level_of(&drivers, &driver, toolkit)));
	}
}

static enum status explain(struct session *session)
{
	struct selection selection = select_here(session);
	enum status status = complain_file(session, &selection);

	if (selection.specs.n)
		out_print(&session->out, "%s\n",
			out_name(&session->out,
				command_set_by(session,
					selection_names(&selection, &session->arena),
					selection.origin)));
	if (session->settings.driver != POLICY_OFF)
		print_level(session, &selection);
	return status_of(status, complain_missing(session, &selection));
}

/* --- with a SPEC --- */

struct use_options {
	bool shell, global, machine, unset;
	struct scope_request request;
};

static bool parse(struct session *session, int *argc, char **argv, struct use_options *o,
	enum status *status)
{
	const struct opt opts[] = {
		OPT_FLAG(0, "shell", &o->shell, "for this shell"),
		OPT_FLAG(0, "global", &o->global, "as this user's default"),
		OPT_FLAG(0, "system", &o->machine, "for the machine: /usr/local/cuda"),
		OPT_FLAG(0, "unset", &o->unset, "remove the selection of that scope"),
		OPT_FLAG('f', "force", &o->request.force,
			"even if it is not installed, or the driver cannot run it"),
		OPT_FLAG('n', "dry-run", &o->request.dry_run,
			"with --system: only print what would be done"),
		OPT_END,
	};
	const char *wrong = NULL;

	if (!opt_parse(
		    &session->out, &session->usage, opts, argc, argv, 0, INT_MAX, status))
		return false;
	if (o->shell + o->global + o->machine > 1)
		wrong = "one scope at a time";
	else if (o->unset && *argc > 1)
		wrong = "`--unset' does not take a version";
	else if (o->request.dry_run && !o->machine)
		wrong = "`--dry-run' is for `--system'";
	else if (!o->unset && *argc == 1 && (o->shell || o->global || o->machine))
		wrong = "which version?";
	if (wrong)
		*status = opt_wrong(&session->out, &session->usage, "%s", wrong);
	return !wrong;
}

static enum status run_use(struct session *session, int argc, char **argv)
{
	struct use_options o = { .request = { .replace = REPLACE_ALL, .explain = true } };
	const struct scope_ops *scope;
	enum status status;

	if (!parse(session, &argc, argv, &o, &status))
		return status;
	scope = o.shell	    ? &scope_shell
		: o.global  ? &scope_global
		: o.machine ? &scope_machine
			    : &scope_project;
	if (o.unset)
		return scope->unset(session, &o.request);
	if (argc == 1)
		return explain(session);
	/* The link has a stricter rule of its own: trust.h. */
	session->registry.trusts_all = o.machine;
	if (!select_given(session, argc - 1, argv + 1, NULL, &o.request.wanted, &status))
		return status;
	if (o.machine && o.request.wanted.specs.n > 1)
		return opt_wrong(&session->out, &session->usage,
			"the machine has one /usr/local/cuda");
	if (scope == &scope_project && o.request.wanted.specs.n == 1)
		o.request.replace = REPLACE_FIRST;
	return scope_set(session, scope, &o.request);
}

const struct command cmd_use = {
	.usage = {
		.name = "use",
		.args = "[--shell | --global | --system [-n]] [-f] [SPEC... | --unset]",
		.summary = "Select a toolkit, or show which one applies here and why",
		.about = "Scope: this directory and those below, unless an option names another scope. SPEC is\n"
			"written to .cuda-version in this directory; commit that file to share the selection.\n"
			ABOUT_SPEC,
		.examples = "cudaenv use 12.4              for this project\n"
			"cudaenv use --global latest   as this user's default\n"
			"cudaenv use --shell 11.8      for this shell\n"
			"cudaenv use                   what applies here, and why",
	},
	.task = TASK_SELECT,
	.run = run_use,
	.flags = CMD_SHELL | CMD_MAIN,
};
