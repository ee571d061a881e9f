/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "in_use.h"

#define LINK "/usr/local/cuda"
#define ALTERNATIVES "/etc/alternatives/"

static bool selects(
	struct session *app, struct selection *selection, const struct toolkit *toolkit)
{
	selection_resolve(selection, &app->registry);
	for (size_t i = 0; i < selection->specs.n; i++)
		if (selection->resolved[i].result == RESOLVED_TOOLKIT &&
			streq(selection->resolved[i].toolkit->path, toolkit->path))
			return true;
	return false;
}

/* The nearest scope that says something; or the global one, however near others are. */
static bool find_scope(struct session *app, const struct toolkit *toolkit, bool global,
	struct selection *by)
{
	struct selector selector = selector_new(&app->registry, &app->vars, app->cwd);
	bool first = true;

	while (selector_next(&selector, by)) {
		if ((global ? by->scope == SCOPE_GLOBAL : first) &&
			selects(app, by, toolkit))
			return true;
		first = false;
	}
	return false;
}

/* /usr/local/cuda or /usr/local/cuda-<major>, when that is a link to the toolkit. */
static const char *find_link(struct session *app, const struct toolkit *toolkit)
{
	struct toolkit copy = *toolkit;
	const char *real = machine_real(toolkit->machine, toolkit->path);
	const char *links[] = { LINK,
		arena_printf(&app->arena, LINK "-%d", toolkit_version(&copy).major) };

	if (!real || !streq(toolkit->machine->root, app->machine.root))
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		const char *to = machine_readlink(&app->machine, links[i])
					 ? machine_real(&app->machine, links[i])
					 : NULL;

		if (to && streq(to, real))
			return links[i];
	}
	return NULL;
}

struct in_use in_use_find(struct session *app, const struct toolkit *toolkit)
{
	struct in_use selected = { .toolkit = toolkit };

	selected.global = find_scope(app, toolkit, true, &selected.file);
	selected.link = find_link(app, toolkit);
	selected.group =
		selected.link &&
		skip_prefix(machine_readlink(&app->machine, selected.link), ALTERNATIVES);
	return selected;
}

int in_use_refuse(struct session *app, const struct toolkit *toolkit)
{
	const char *link = find_link(app, toolkit);
	struct selection by;

	if (link)
		out_warn(&app->out,
			"%s is selected for the machine, %s leads to it: --force removes it all the same",
			toolkit->name, link);
	else if (find_scope(app, toolkit, false, &by) ||
		 find_scope(app, toolkit, true, &by))
		out_warn(&app->out,
			"%s is selected (set by %s): --force removes it all the same",
			toolkit->name, by.origin);
	else
		return 0;
	return 1;
}

/* What nothing here satisfies would be told as missing at every prompt. */
static void repair_global(struct session *app, const struct in_use *selected)
{
	struct registry now =
		registry_new(&app->arena, &app->machine, &app->dirs, &app->settings);
	const struct selection *file = &selected->file;
	struct strv left = strv_new(&app->arena), names = strv_new(&app->arena);
	const char *problem;

	for (size_t i = 0; i < file->specs.n; i++) {
		struct resolution to = resolve(&now, file->specs.v[i]);
		bool was =
			file->resolved[i].result == RESOLVED_TOOLKIT &&
			streq(file->resolved[i].toolkit->path, selected->toolkit->path);

		if (was && to.result == RESOLVED_MISSING)
			continue;
		strv_add(&left, file->specs.v[i]);
		strv_add(&names, resolution_name(&to));
	}
	if (!left.n) {
		strv_add(&left, "system");
		strv_add(&names, "system");
	}
	if (!strv_same(&left, &file->specs) && versionfile_write(&app->arena, file->file,
						       &left, REPLACE_ALL, &problem) < 0)
		out_warn(&app->out, "%s still names %s: it cannot be changed", file->file,
			selected->toolkit->name);
	else
		out_warn(&app->out, "the global selection, which was %s, is %s now",
			selected->toolkit->name, strv_join(&names, ":"));
}

/* Another toolkit that the link could lead to, or what to type in its place. */
static const char *another(struct session *app, const struct in_use *selected)
{
	struct toolkit **all;
	const char *name = "VERSION";
	size_t n;

	all = registry_all(&app->registry, &n);
	for (size_t i = 0; i < n; i++)
		if (!all[i]->shadowed && all[i]->machine == &app->machine &&
			all[i]->has_nvcc && !streq(all[i]->path, selected->toolkit->path))
			name = all[i]->name;
	return name;
}

static void say_link(struct session *app, const struct in_use *selected)
{
	bool foreign = machine_is_foreign(&app->machine);

	out_warn(&app->out, "%s leads to no toolkit any more", selected->link);
	out_hint(&app->out, "  to mend it: sudo cudaenv%s%s use %s",
		foreign ? " --sysroot " : "", app->machine.root,
		selected->group ? "--unset --system"
				: arena_printf(&app->arena, "--system %s",
					  another(app, selected)));
}

void in_use_repair(struct session *app, const struct in_use *selected)
{
	if (selected->global)
		repair_global(app, selected);
	if (selected->link)
		say_link(app, selected);
}
