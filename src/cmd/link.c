/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"
#include "libexec.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

static enum status list(struct session *session)
{
	struct toolkit **all;
	size_t n;

	all = registry_all(&session->registry, &n);
	for (size_t i = 0; i < n; i++)
		if (all[i]->link)
			out_print(&session->out, "%s --> %s\n", all[i]->name,
				out_name(&session->out, all[i]->link));
	return STATUS_DONE;
}

static enum status show(struct session *session, const char *path)
{
	const char *target = path_readlink(&session->arena, path);

	if (!target) {
		out_warn(&session->out, "no registered toolkit `%s'", path_base(path));
		return STATUS_FAILED;
	}
	out_print(&session->out, "%s\n", out_name(&session->out, target));
	return STATUS_DONE;
}

static enum status unlink_name(struct session *session, const char *path)
{
	const char *target = path_readlink(&session->arena, path);
	enum status status;
	struct stat st;

	if (lstat(path, &st) == 0 && !S_ISLNK(st.st_mode)) {
		out_warn(&session->out, "%s is not a link: not changed", path);
		out_hint(&session->out, "  if cudaenv made it: %s uninstall %s",
			session_command(session), path_base(path));
		return STATUS_FAILED;
	}
	status = command_remove_file(session, path);
	if (status == STATUS_DONE && target)
		out_warn(&session->out, "%s is not registered any more; %s is kept",
			path_base(path), target);
	else if (status == STATUS_DONE)
		out_warn(&session->out, "no registered toolkit `%s': nothing is removed",
			path_base(path));
	return status;
}

/* Prints the registered directory, and its version where the name is another. */
static void report(
	struct session *session, const char *path, const char *target, const char *old)
{
	struct toolkit *toolkit = registry_named(&session->registry, path_base(path));
	const char *version =
		toolkit && toolkit_version(toolkit).major >= 0
			? version_text(&session->arena, toolkit_version(toolkit))
			: NULL;

	out_warn(&session->out, "%s is %s%s", path_base(path), target,
		version && !streq(version, path_base(path))
			? arena_printf(&session->arena, " (CUDA %s)", version)
			: "");
	if (old && !streq(old, target))
		out_warn(&session->out, "note: %s pointed to %s before", path_base(path),
			old);
}

static enum status make(struct session *session, const char *path, const char *dir)
{
	const struct machine here = machine_running(&session->arena);
	const char *target = machine_real(&here, dir), *old;
	bool has_nvcc;
	int r;

	if (!target)
		return out_error(&session->out, -errno, "%s", dir);
	if (!toolkit_is_at(&here, target, &has_nvcc)) {
		out_warn(&session->out,
			"%s is not a CUDA toolkit: it contains neither bin/nvcc nor a libcudart",
			target);
		return STATUS_FAILED;
	}
	if (strpbrk(target, ":\n")) {
		out_warn(&session->out,
			"%s cannot be used: PATH cannot contain a `:' or a newline",
			target);
		return STATUS_FAILED;
	}
	old = path_readlink(&session->arena, path);
	r = dir_make(path_parent(&session->arena, path));
	if (r == 0)
		r = link_replace(path, target);
	if (r == -EEXIST && !old) {
		out_warn(&session->out, "%s exists and is not a link: not changed", path);
		return STATUS_FAILED;
	}
	if (r < 0)
		return out_error(&session->out, r, "cannot link %s", path);
	report(session, path, target, old);
	return STATUS_DONE;
}

/* --venv [DIRECTORY] NAME: the helper program makes the links. */
static enum status link_venv(struct session *session, int argc, char **argv)
{
	char *args[] = { (char[]){ "link-venv" }, argv[1], argc > 2 ? argv[2] : NULL };
	enum status status;

	if (argc < 2)
		return opt_wrong(
			&session->out, &session->usage, "`--venv' requires a name");
	status = command_check_name(session, argv[argc - 1]);
	return status ? status : libexec_run(session, &cmd_link_venv, argc, args);
}

static enum status run_link(struct session *session, int argc, char **argv)
{
	bool unset = false, venv = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "unset", &unset, "remove the link"),
		OPT_FLAG(0, "venv", &venv,
			"the CUDA wheels of a Python environment, which precedes NAME"),
		OPT_END,
	};
	const char *path;
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, 2, &status))
		return status;
	if (venv)
		return link_venv(session, argc, argv);
	if (argc == 1)
		return list(session);
	status = command_check_name(session, argv[1]);
	if (status)
		return status;
	if (argc == 3 && unset)
		return opt_wrong(&session->out, &session->usage,
			"`--unset' does not take a directory");
	path = arena_printf(
		&session->arena, "%s/versions/%s", session->dirs.root, argv[1]);
	if (argc == 2 && !unset)
		return show(session, path);
	status = unset ? unlink_name(session, path) : make(session, path, argv[2]);
	if (status == STATUS_DONE)
		session_bump_generation(session);
	return status;
}

const struct command cmd_link = {
	.usage = {
		.name = "link",
		.args = "[NAME [DIRECTORY | --unset] | --venv [DIRECTORY] NAME]",
		.summary = "Register a toolkit in another directory under a name",
		.about = "For toolkits where cudaenv does not search. /usr/local/cuda-*, /opt/cuda-* and the HPC\n"
			"SDK are found automatically. The directory itself is never changed or removed.",
		.examples = "cudaenv link mine /data/cuda-12.4   register it as `mine'\n"
			"cudaenv link                        list the registered toolkits\n"
			"cudaenv link mine --unset           remove the name\n"
			"cudaenv link --venv .venv torch     the CUDA wheels of an environment",
	},
	.task = TASK_NAME,
	.run = run_link,
};
