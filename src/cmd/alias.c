/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"

#include <errno.h>

static enum status list(struct session *session)
{
	struct strv files = registry_alias_files(&session->registry);

	for (size_t i = 0; i < session->settings.n_alias; i++)
		out_print(&session->out, "%s = %s (config)\n",
			session->settings.alias[i].name, session->settings.alias[i].spec);
	for (size_t i = 0; i < files.n; i++) {
		const char *spec = registry_alias_file(&session->registry, files.v[i]);

		if (spec && !settings_alias(&session->settings, files.v[i]))
			out_print(&session->out, "%s = %s\n",
				out_name(&session->out, files.v[i]),
				out_name(&session->out, spec));
	}
	return STATUS_DONE;
}

static enum status show(struct session *session, const char *name)
{
	const char *spec = settings_alias(&session->settings, name);

	if (!spec)
		spec = registry_alias_file(&session->registry, name);
	if (!spec) {
		out_warn(&session->out, "no alias `%s'", name);
		return STATUS_FAILED;
	}
	out_print(&session->out, "%s\n", out_name(&session->out, spec));
	return STATUS_DONE;
}

/* What the new alias means, and the toolkit that it hides. */
static void report(struct session *session, const char *name,
	const struct toolkit *hidden, const struct resolution *to)
{
	out_warn(&session->out, "alias `%s' means %s%s", name, to->raw,
		to->toolkit ? arena_printf(&session->arena, " (%s)", to->toolkit->path)
			    : "");
	if (hidden)
		out_warn(&session->out, "note: this hides the toolkit %s (%s)", name,
			hidden->path);
}

static enum status unset_alias(
	struct session *session, const char *name, const char *file)
{
	bool existed = registry_alias_file(&session->registry, name);
	enum status status = command_remove_file(session, file);

	if (status == STATUS_DONE)
		out_warn(&session->out,
			existed ? "alias `%s' is removed"
				: "no alias `%s': nothing is removed",
			name);
	return status;
}

static enum status set(struct session *session, const char *name, const char *file,
	char *spec, bool force)
{
	const struct toolkit *hidden = registry_named(&session->registry, name);
	const char *text = arena_printf(&session->arena, "%s\n", spec);
	struct selection selection;
	enum status status;
	int r;

	if (!spec_valid(spec))
		return complain_spec(session, spec);
	if (!select_given(session, 1, &spec, NULL, &selection, &status))
		return status;
	status = force ? STATUS_DONE : complain_missing(session, &selection);
	if (status)
		return status;
	r = dir_make(path_parent(&session->arena, file));
	if (r == 0)
		r = file_replace(file, text, strlen(text));
	if (r < 0)
		return out_error(&session->out, r, "cannot write %s", file);
	report(session, name, hidden, &selection.resolved[0]);
	return STATUS_DONE;
}

static enum status run_alias(struct session *session, int argc, char **argv)
{
	bool unset = false, force = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "unset", &unset, "remove the alias"),
		OPT_FLAG('f', "force", &force, "even if the version is not installed"),
		OPT_END,
	};
	const char *file;
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, 2, &status))
		return status;
	if (argc == 1)
		return list(session);
	if (argc == 2 && !unset)
		return spec_valid(argv[1]) ? show(session, argv[1])
					   : complain_spec(session, argv[1]);
	status = command_check_name(session, argv[1]);
	if (status)
		return status;
	if (settings_alias(&session->settings, argv[1])) {
		out_warn(&session->out,
			"alias `%s' is set in the config file: change it there", argv[1]);
		return STATUS_FAILED;
	}
	file = arena_printf(
		&session->arena, "%s/aliases/%s", session->dirs.root, argv[1]);
	status = unset ? unset_alias(session, argv[1], file)
		       : set(session, argv[1], file, argv[2], force);
	if (status == STATUS_DONE)
		session_bump_generation(session);
	return status;
}

const struct command cmd_alias = {
	.usage = {
		.name = "alias",
		.args = "[--force] [NAME [SPEC | --unset]]",
		.summary = "Give a spec a name, or list the names",
		.about = "The alias can be used wherever a SPEC can. It applies in all shells of this user.\n"
			ABOUT_SPEC,
		.examples = "cudaenv alias prod 12.4      use prod where 12.4 is meant\n"
			"cudaenv alias                list all aliases\n"
			"cudaenv alias prod --unset   remove it",
	},
	.task = TASK_NAME,
	.run = run_alias,
};
