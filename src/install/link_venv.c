/* SPDX-License-Identifier: MIT
 * link --venv: a toolkit that consists of links to the files of a Python environment. It is
 * staged and recorded like any other; the environment is never written to.
 */
#include "config.h"

#include "devfiles.h"
#include "leftover.h"
#include "plan.h"
#include "target.h"
#include "venv.h"
#include "wheels.h"

#include <errno.h>
#include <fcntl.h>

#define COMPILER "nvidia-cuda-nvcc"
#define LINK_STUB "bin/crt/link.stub" /* not in 13.0.48 */

struct linking {
	struct session *session;
	const char *name;
	struct venv venv;
	struct target target;
	struct stage stage;
};

static enum status complain(struct linking *linking, const char *what)
{
	out_warn(&linking->session->out, "cannot put the toolkit together: %s", what);
	return STATUS_FAILED;
}

/* The environment that is active, or that of the project. */
static const char *default_dir(struct session *session)
{
	const char *active = vars_get_nonempty(&session->vars, "VIRTUAL_ENV");

	return active ? active : ".venv";
}

static bool fill(struct linking *linking, struct tree *tree, struct record *record)
{
	struct arena *arena = &linking->session->arena;
	const struct venv *venv = &linking->venv;

	for (size_t i = 0; i < venv->n; i++) {
		const struct venv_wheel *wheel = &venv->wheels[i];
		struct listing into = listing_new(arena);

		for (size_t j = 0; j < wheel->files.n; j++)
			if (!tree_link(tree, &wheel->files.v[j], wheel->component, &into))
				return false;
		if (!record_write_files(tree, wheel->component, &into))
			return false;
		record_add(record,
			(struct component){ wheel->component, wheel->version, "cuda",
				venv->release, "CUDA Toolkit", "-", wheel->project });
	}
	return tree_finish(tree, record->platform) &&
	       devfiles_add(tree, record->platform) && record_write(tree, record);
}

static enum status build(struct linking *linking, bool again)
{
	struct session *session = linking->session;
	const char *platform = plan_platform(session);
	struct record record = { .version = linking->venv.release,
		.platform = wheels_platform(platform ? platform : "linux-x86_64"),
		.source = "venv",
		.arena = &session->arena };
	int r = stage_begin(&linking->stage, false);
	_cleanup_close_ int dir = r < 0 ? -1
					: openat(linking->stage.dir, "tree",
						  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct tree tree = tree_new(&session->arena, dir, linking->target.path);

	if (r < 0 || dir < 0)
		return out_error(&session->out, r < 0 ? r : -errno, "cannot prepare %s",
			linking->target.host);
	if (!fill(linking, &tree, &record))
		return complain(linking, tree.problem);
	r = again ? stage_replace(&linking->stage)
		  : stage_publish(&linking->stage, false);
	return r < 0 ? out_error(&session->out, r, "cannot put the toolkit at %s",
			       linking->target.host)
		     : STATUS_DONE;
}

/* May the target be made or replaced? */
static enum status examine(struct linking *linking)
{
	struct target *target = &linking->target;

	target_look(linking->session, target);
	if (target->state == TARGET_FREE ||
		(target->state == TARGET_OURS && streq(target->record.source, "venv")))
		return STATUS_DONE;
	if (target->state != TARGET_OURS)
		return target_complain(linking->session, target);
	out_warn(&linking->session->out, "%s is installed: it is not replaced by links",
		target->host);
	return STATUS_FAILED;
}

static void busy(void *user)
{
	struct linking *linking = user;

	out_warn(&linking->session->out,
		"another cudaenv is at work on %s: waiting for it", linking->target.host);
}

static enum status link_locked(struct linking *linking)
{
	struct session *session = linking->session;
	int r = stage_lock(
		&linking->stage, &session->arena, linking->target.host, busy, linking);
	enum status status = r < 0 ? out_error(&session->out, r, "cannot write %s",
					     linking->target.host)
				   : leftover_clear(session, &linking->stage);

	if (!status)
		status = examine(linking);
	if (!status)
		status = build(linking, linking->target.state == TARGET_OURS);
	if (!status)
		status = leftover_clear(session, &linking->stage);
	stage_end(&linking->stage);
	return status;
}

/* Returns X.Y of a version. */
static const char *minor_of(struct arena *arena, const char *version)
{
	size_t n = strcspn(version, ".");

	if (version[n])
		n += 1 + strcspn(version + n + 1, ".");
	return arena_ndup(arena, version, n);
}

static bool has_file(const struct venv_wheel *wheel, const char *path)
{
	for (size_t i = 0; i < wheel->files.n; i++)
		if (streq(wheel->files.v[i].path, path))
			return true;
	return false;
}

/* Reports what does not work, or may not. */
static void print_notes(struct linking *linking)
{
	static const char *const parts[] = { "nvidia-nvvm", "nvidia-cuda-crt",
		"nvidia-cuda-runtime" };
	struct session *session = linking->session;
	const struct venv_wheel *compiler = venv_find(&linking->venv, COMPILER);
	const char *minor = minor_of(&session->arena, linking->venv.release);

	if (!compiler)
		out_hint(&session->out,
			"  it has no nvcc; to add it to the environment: "
			"pip install 'cuda-toolkit[nvcc,crt,nvvm,cccl]==%s.*'",
			minor);
	if (compiler && !has_file(compiler, LINK_STUB))
		out_hint(&session->out,
			"  note: nvcc %s cannot link, because " LINK_STUB
			" is missing: upgrade it",
			compiler->version);
	for (size_t i = 0; i < ARRAY_SIZE(parts) && compiler; i++) {
		const struct venv_wheel *part = venv_find(&linking->venv, parts[i]);

		if (!part)
			out_hint(&session->out, "  note: nvcc needs %s, which is missing",
				parts[i]);
		else if (!streq(minor_of(&session->arena, part->version),
				 minor_of(&session->arena, compiler->version)))
			out_hint(&session->out,
				"  note: %s is %s, but the compiler is %s: they may not work together",
				parts[i], part->version, compiler->version);
	}
}

enum status subcommand_link_venv(struct session *session, int argc, char **argv)
{
	struct linking linking = { .session = session };
	enum status status;

	if (!opt_parse(&session->out, &session->usage, NULL, &argc, argv, 1, 2, &status))
		return status;
	linking.name = argv[argc - 1];
	if (!spec_valid(linking.name)) {
		out_warn(&session->out, "`%s' cannot be a name", linking.name);
		return STATUS_USAGE;
	}
	status = venv_read(
		&linking.venv, session, argc > 2 ? argv[1] : default_dir(session));
	if (!status)
		status = target_find(session, &linking.target, linking.name, NULL, false);
	if (status)
		return status;
	status = link_locked(&linking);
	if (status)
		return status;
	session_bump_generation(session);
	out_warn(&session->out, "%s is CUDA %s, with links to %s", linking.name,
		linking.venv.release, linking.venv.site);
	print_notes(&linking);
	return STATUS_DONE;
}
