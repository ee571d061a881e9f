/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "in_use.h"

#include "core/quote.h"

#define LINK "/usr/local/cuda"
#define ALTERNATIVES "/etc/alternatives/"

static bool selects(struct session *session, struct selection *selection,
	const struct toolkit *toolkit)
{
	selection_resolve(selection, &session->registry);
	for (size_t i = 0; i < selection->specs.n; i++)
		if (selection->resolved[i].result == RESOLVED_TOOLKIT &&
			streq(selection->resolved[i].toolkit->path, toolkit->path))
			return true;
	return false;
}

/* Does the nearest scope with a selection, or the global one, select the toolkit? */
static bool find_scope(struct session *session, const struct toolkit *toolkit,
	bool global, struct selection *by)
{
	struct selector selector =
		selector_new(&session->registry, &session->vars, session->cwd);
	bool first = true;

	while (selector_next(&selector, by)) {
		if ((global ? by->scope == SCOPE_GLOBAL : first) &&
			selects(session, by, toolkit))
			return true;
		first = false;
	}
	return false;
}

/* Returns /usr/local/cuda or /usr/local/cuda-<major>, if it is a link to the toolkit. */
static const char *find_link(struct session *session, const struct toolkit *toolkit)
{
	struct toolkit copy = *toolkit;
	const char *real = machine_real(toolkit->machine, toolkit->path);
	const char *links[] = { LINK,
		arena_printf(&session->arena, LINK "-%d", toolkit_version(&copy).major) };

	if (!real || !streq(toolkit->machine->root, session->machine.root))
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		const char *to = machine_readlink(&session->machine, links[i])
					 ? machine_real(&session->machine, links[i])
					 : NULL;

		if (to && streq(to, real))
			return links[i];
	}
	return NULL;
}

struct in_use in_use_find(struct session *session, const struct toolkit *toolkit)
{
	struct in_use in_use = { .toolkit = toolkit };

	in_use.global = find_scope(session, toolkit, true, &in_use.file);
	in_use.link = find_link(session, toolkit);
	in_use.group = in_use.link &&
		       skip_prefix(machine_readlink(&session->machine, in_use.link),
			       ALTERNATIVES);
	return in_use;
}

enum status in_use_refuse(struct session *session, const struct toolkit *toolkit)
{
	const char *link = find_link(session, toolkit);
	struct selection by;

	if (link)
		out_warn(&session->out,
			"%s is selected for the machine (%s points to it): --force removes it anyway",
			toolkit->name, link);
	else if (find_scope(session, toolkit, false, &by) ||
		 find_scope(session, toolkit, true, &by))
		out_warn(&session->out,
			"%s is selected (set by %s): --force removes it anyway",
			toolkit->name, by.origin);
	else
		return STATUS_DONE;
	return STATUS_FAILED;
}

/* A spec that no toolkit satisfies would be reported as missing at every prompt. */
static void repair_global(struct session *session, const struct in_use *in_use)
{
	struct registry now = registry_new(
		&session->arena, &session->machine, &session->dirs, &session->settings);
	const struct selection *file = &in_use->file;
	struct strv left = strv_new(&session->arena), names = strv_new(&session->arena);
	const char *problem;

	for (size_t i = 0; i < file->specs.n; i++) {
		struct resolution to = resolve(&now, file->specs.v[i]);
		bool was = file->resolved[i].result == RESOLVED_TOOLKIT &&
			   streq(file->resolved[i].toolkit->path, in_use->toolkit->path);

		if (was && to.result == RESOLVED_MISSING)
			continue;
		strv_add(&left, file->specs.v[i]);
		strv_add(&names, resolution_name(&to));
	}
	if (!left.n) {
		strv_add(&left, "system");
		strv_add(&names, "system");
	}
	if (!strv_same(&left, &file->specs) &&
		versionfile_write(
			&session->arena, file->file, &left, REPLACE_ALL, &problem) < 0)
		out_warn(&session->out, "%s still selects %s: it cannot be changed",
			file->file, in_use->toolkit->name);
	else
		out_warn(&session->out, "the global selection was %s, and is now %s",
			in_use->toolkit->name, strv_join(&names, ":"));
}

/* Returns another toolkit that the link could point to, or a placeholder. */
static const char *another(struct session *session, const struct in_use *in_use)
{
	struct toolkit **all;
	const char *name = "VERSION";
	size_t n;

	all = registry_all(&session->registry, &n);
	for (size_t i = 0; i < n; i++)
		if (!all[i]->shadowed && all[i]->machine == &session->machine &&
			all[i]->has_nvcc && !streq(all[i]->path, in_use->toolkit->path))
			name = all[i]->name;
	return name;
}

static void print_link(struct session *session, const struct in_use *in_use)
{
	bool foreign = machine_is_foreign(&session->machine);

	out_warn(&session->out, "%s no longer points to a toolkit", in_use->link);
	out_hint(&session->out, "  to fix it: %s%s%s use %s",
		session_root_command(session), foreign ? " --sysroot " : "",
		foreign ? quote_word(&session->arena, session->machine.root) : "",
		in_use->group ? "--unset --system"
			      : arena_printf(&session->arena, "--system %s",
					another(session, in_use)));
}

void in_use_repair(struct session *session, const struct in_use *in_use)
{
	if (in_use->global)
		repair_global(session, in_use);
	if (in_use->link)
		print_link(session, in_use);
}
