/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"

#include <errno.h>

static int list(struct session *session)
{
	const struct machine here = { .root = "", .arena = &session->arena };
	struct strv files = strv_new(&session->arena);

	for (size_t i = 0; i < session->settings.n_alias; i++)
		out_print(&session->out, "%s = %s (config)\n",
			session->settings.alias[i].name, session->settings.alias[i].spec);
	if (session->dirs.root)
		files = machine_list(
			&here, path_join(&session->arena, session->dirs.root, "aliases"));
	for (size_t i = 0; i < files.n; i++) {
		const char *spec = registry_alias_file(&session->registry, files.v[i]);

		if (spec && !settings_alias(&session->settings, files.v[i]))
			out_print(&session->out, "%s = %s\n",
				out_name(&session->out, files.v[i]),
				out_name(&session->out, spec));
	}
	return 0;
}

static int show(struct session *session, const char *name)
{
	const char *spec = settings_alias(&session->settings, name);

	if (!spec)
		spec = registry_alias_file(&session->registry, name);
	if (!spec) {
		out_warn(&session->out, "no alias `%s'", name);
		return 1;
	}
	out_print(&session->out, "%s\n", out_name(&session->out, spec));
	return 0;
}

static enum status run_alias(struct session *session, int argc, char **argv)
{
	bool unset = false, force = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "unset", &unset, "remove the alias"),
		OPT_FLAG(
			'f', "force", &force, "also for a version that is not installed"),
		OPT_END,
	};
	const char *dir, *file;
	enum status status;
	int r;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, 2, &status))
		return status;
	if (argc == 1)
		return list(session);
	if (!spec_valid(argv[1]))
		return complain_spec(session, argv[1]);
	if (argc == 2 && !unset)
		return show(session, argv[1]);
	if (spec_reserved(argv[1])) {
		out_warn(&session->out, "`%s' is a word of cudaenv's own", argv[1]);
		return 1;
	}
	if (settings_alias(&session->settings, argv[1])) {
		out_warn(&session->out,
			"alias `%s' is set in the config file: change it there", argv[1]);
		return 1;
	}
	if (!session->dirs.root) {
		out_warn(&session->out,
			"no user scope: neither CUDAENV_ROOT nor HOME is set");
		return 1;
	}
	dir = path_join(&session->arena, session->dirs.root, "aliases");
	file = path_join(&session->arena, dir, argv[1]);
	if (unset) {
		status = remove_file(session, file);
	} else {
		const char *text = arena_printf(&session->arena, "%s\n", argv[2]);

		status = check_specs(session, 1, argv + 2, force);
		if (status)
			return status;
		r = dir_make(dir);
		if (r == 0)
			r = file_replace(file, text, strlen(text));
		if (r < 0)
			return out_error(&session->out, r, "cannot write %s", file);
	}
	session_bump_generation(session);
	return status;
}

const struct command cmd_alias = {
	.usage = {
		.name = "alias",
		.args = "[--force] [NAME [SPEC | --unset]]",
		.summary = "Give a spec a name, or list the names",
	},
	.run = run_alias,
};
