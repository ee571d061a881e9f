/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "place.h"

#include "facts.h"

#include <errno.h>
#include <fcntl.h>

static void select_here(struct doctor *doctor)
{
	struct selector selector =
		selector_new(&doctor->registry, &doctor->vars, doctor->cwd);

	if (selector_next(&selector, &doctor->selection))
		selection_resolve(&doctor->selection, &doctor->registry);
	doctor->selected = selection_first(&doctor->selection);
}

/* What the captured shell had selected. */
static void select_captured(struct doctor *doctor, const struct replay *replay)
{
	doctor->selection = (struct selection){
		.scope = replay->selected ? SCOPE_PROJECT : SCOPE_NONE,
		.origin = replay->origin,
		.specs = strv_new(doctor->arena),
		.notes = strv_new(doctor->arena),
	};
	strv_add(
		&doctor->selection.specs, replay->selected ? replay->selected : "system");
	selection_resolve(&doctor->selection, &doctor->registry);
	doctor->selected = selection_first(&doctor->selection);
}

static int open_replay(struct doctor *doctor, struct replay *replay, const char *file)
{
	int r = replay_open(replay, doctor->arena, file, variable(doctor, "TMPDIR"));

	if (r < 0) {
		out_say(&doctor->out, "cannot replay %s: %s", file, replay->problem);
		return r;
	}
	doctor->vars = replay->vars;
	doctor->answers = replay->answers;
	doctor->cwd = replay->cwd;
	doctor->places.root = doctor->places.cache = doctor->places.user_conf = NULL;
	doctor->places.conf = "/dev/null";
	return machine_init(&doctor->machine, doctor->arena, replay->root);
}

static const char *proc_link(struct doctor *doctor, const char *pid, const char *name)
{
	return path_readlink(
		doctor->arena, arena_printf(doctor->arena, "/proc/%s/%s", pid, name));
}

/* The environment of another process, and its root where that is another one. */
static int open_process(struct doctor *doctor, const char *pid)
{
	struct arena *arena = doctor->arena;
	const char *own = proc_link(doctor, "self", "ns/mnt");
	const char *other;
	struct text text;
	char **list;
	size_t n = 0;
	int r = file_read_head(arena, AT_FDCWD,
		arena_printf(arena, "/proc/%s/environ", pid), 1 << 20, &text);

	if (!*pid || pid[strspn(pid, "0123456789")] || r < 0) {
		out_error(&doctor->out, r < 0 ? r : -ESRCH, "cannot look at process %s",
			pid);
		return -ESRCH;
	}
	list = arena_alloc(arena, (text.len + 2) * sizeof(*list));
	for (size_t at = 0; at < text.len; at += strlen(text.s + at) + 1)
		list[n++] = text.s + at;
	doctor->vars = vars_new(arena, list);
	doctor->cwd = proc_link(doctor, pid, "cwd");
	doctor->pid = pid;
	other = proc_link(doctor, pid, "ns/mnt");
	if (own && other && !streq(own, other)) {
		doctor->machine.root = arena_printf(arena, "/proc/%s/root", pid);
		doctor->answers->nodes_root = doctor->machine.root;
	}
	return 0;
}

int place_open(struct doctor *doctor, const char *sysroot, const char *pid,
	struct replay *replay)
{
	int r;

	doctor->answers = answers_new(doctor->arena, ORIGIN_LIVE);
	if (sysroot && path_is_file(sysroot))
		return open_replay(doctor, replay, sysroot);
	r = machine_init(&doctor->machine, doctor->arena, sysroot);
	if (r < 0)
		return out_error(
			       &doctor->out, r, "cannot look at the sysroot %s", sysroot),
		       r;
	if (machine_is_foreign(&doctor->machine))
		doctor->answers = answers_new(doctor->arena, ORIGIN_IMAGE);
	return pid ? open_process(doctor, pid) : 0;
}

void place_select(struct doctor *doctor, const struct replay *replay)
{
	if (doctor->answers->origin == ORIGIN_CAPTURED)
		select_captured(doctor, replay);
	else
		select_here(doctor);
}
