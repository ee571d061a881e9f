/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "open.h"

#include "process.h"

static void select_here(struct doctor *doctor)
{
	struct selector selector = selector_new(
		&doctor->subject.registry, &doctor->subject.vars, doctor->subject.cwd);

	if (selector_next(&selector, &doctor->subject.selection))
		selection_resolve(&doctor->subject.selection, &doctor->subject.registry);
	doctor->subject.selected = selection_first(&doctor->subject.selection);
}

/* Sets what was selected in the captured shell. */
static void select_captured(struct doctor *doctor, const struct replay *replay)
{
	doctor->subject.selection = (struct selection){
		.scope = replay->selected ? SCOPE_PROJECT : SCOPE_NONE,
		.origin = replay->origin,
		.specs = strv_new(doctor->arena),
		.notes = strv_new(doctor->arena),
	};
	strv_add(&doctor->subject.selection.specs,
		replay->selected ? replay->selected : "system");
	selection_resolve(&doctor->subject.selection, &doctor->subject.registry);
	doctor->subject.selected = selection_first(&doctor->subject.selection);
}

static int open_replay(struct doctor *doctor, struct replay *replay, const char *file)
{
	int r = replay_open(
		replay, doctor->arena, file, subject_var(&doctor->subject, "TMPDIR"));

	if (r < 0) {
		out_warn(&doctor->out, "cannot replay %s: %s", file, replay->problem);
		return r;
	}
	doctor->subject.origin = ORIGIN_CAPTURED;
	doctor->subject.vars = replay->vars;
	doctor->observations = replay->observations;
	doctor->subject.cwd = replay->cwd;
	doctor->subject.dirs.root = doctor->subject.dirs.cache =
		doctor->subject.dirs.user_conf = NULL;
	doctor->subject.dirs.conf = "/dev/null";
	return machine_init(&doctor->subject.machine, doctor->arena, replay->root);
}

int open_subject(struct doctor *doctor, const char *sysroot, const char *pid,
	struct replay *replay)
{
	int r;

	doctor->observations =
		observations_new(doctor->arena, ORIGIN_LIVE, &doctor->subject.machine);
	doctor->probe.vars = doctor->subject.vars;
	if (sysroot && path_is_file(sysroot))
		return open_replay(doctor, replay, sysroot);
	r = machine_init(&doctor->subject.machine, doctor->arena, sysroot);
	if (r < 0)
		return out_error(
			       &doctor->out, r, "cannot examine the sysroot %s", sysroot),
		       r;
	if (machine_is_foreign(&doctor->subject.machine)) {
		doctor->subject.origin = ORIGIN_IMAGE;
		doctor->observations = observations_new(
			doctor->arena, ORIGIN_IMAGE, &doctor->subject.machine);
	}
	return pid ? process_open(doctor, pid) : 0;
}

void open_selection(struct doctor *doctor, const struct replay *replay)
{
	if (doctor->subject.origin == ORIGIN_CAPTURED)
		select_captured(doctor, replay);
	else
		select_here(doctor);
}
