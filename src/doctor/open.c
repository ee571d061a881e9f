/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "open.h"

#include "doctor/gather/facts.h"
#include "process.h"

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
		out_warn(&doctor->out, "cannot replay %s: %s", file, replay->problem);
		return r;
	}
	doctor->vars = replay->vars;
	doctor->answers = replay->answers;
	doctor->cwd = replay->cwd;
	doctor->dirs.root = doctor->dirs.cache = doctor->dirs.user_conf = NULL;
	doctor->dirs.conf = "/dev/null";
	return machine_init(&doctor->machine, doctor->arena, replay->root);
}

int place_open(struct doctor *doctor, const char *sysroot, const char *pid,
	struct replay *replay)
{
	int r;

	doctor->answers = answers_new(doctor->arena, ORIGIN_LIVE);
	doctor->helper_vars = doctor->vars;
	if (sysroot && path_is_file(sysroot))
		return open_replay(doctor, replay, sysroot);
	r = machine_init(&doctor->machine, doctor->arena, sysroot);
	if (r < 0)
		return out_error(
			       &doctor->out, r, "cannot look at the sysroot %s", sysroot),
		       r;
	if (machine_is_foreign(&doctor->machine))
		doctor->answers = answers_new(doctor->arena, ORIGIN_IMAGE);
	return pid ? process_open(doctor, pid) : 0;
}

void place_select(struct doctor *doctor, const struct replay *replay)
{
	if (doctor->answers->origin == ORIGIN_CAPTURED)
		select_captured(doctor, replay);
	else
		select_here(doctor);
}
