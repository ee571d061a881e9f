/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "open.h"

#include "capture/capture_filter.h"
#include "process.h"

static void select_here(struct doctor *doctor)
{
	struct subject *subject = &doctor->subject;
	struct selector selector =
		selector_new(subject->registry, subject->vars, subject->cwd);

	if (selector_next(&selector, &subject->selection))
		selection_resolve(&subject->selection, subject->registry);
	subject->selected = selection_first(&subject->selection);
}

/* Sets what was selected in the captured shell. */
static void select_captured(struct doctor *doctor, const struct replay *replay)
{
	struct subject *subject = &doctor->subject;

	subject->selection = (struct selection){
		.scope = replay->selected ? SCOPE_PROJECT : SCOPE_NONE,
		.origin = replay->origin,
		.specs = strv_new(subject->arena),
		.notes = strv_new(subject->arena),
	};
	strv_add(&subject->selection.specs,
		replay->selected ? replay->selected : "system");
	selection_resolve(&subject->selection, subject->registry);
	subject->selected = selection_first(&subject->selection);
}

static enum status open_replay(struct doctor *doctor, struct replay *replay)
{
	struct session *session = &doctor->session;
	const char *file = session->sysroot;
	int r = replay_open(replay, &session->arena, file,
		vars_get_nonempty(&session->vars, "TMPDIR"));

	if (r < 0) {
		out_warn(&session->out, "cannot replay %s: %s", file, replay->problem);
		return session->failure;
	}
	session->sysroot = replay->root;
	session->vars = replay->vars;
	session->dirs.root = session->dirs.cache = session->dirs.user_conf = NULL;
	session->dirs.conf = "/dev/null";
	doctor->observations = replay->observations;
	doctor->subject.origin = ORIGIN_CAPTURED;
	doctor->subject.cwd = replay->cwd;
	return session_open_machine(session);
}

/* Returns the value without the prefix of the sysroot before each path in it. */
static const char *without_prefix(
	struct arena *arena, const char *value, const char *root)
{
	struct strv parts = strv_split(arena, value, ':');

	for (size_t i = 0; i < parts.n; i++) {
		const char *rest = skip_prefix(parts.v[i], root);

		if (rest && (*rest == '/' || !*rest))
			parts.v[i] = *rest ? rest : "/";
	}
	return strv_join(&parts, ":");
}

/* What cudaenv exports contains the prefix of the sysroot. The doctor examines paths on
 * that machine. */
static void remove_prefixes(struct session *session)
{
	struct strv names = capture_filter_variables(&session->arena);

	for (size_t i = 0; i < names.n; i++) {
		const char *value = vars_get(&session->vars, names.v[i]);

		if (value && strstr(value, session->machine.root))
			vars_set(&session->vars, names.v[i],
				without_prefix(
					&session->arena, value, session->machine.root),
				true);
	}
}

enum status open_subject(struct doctor *doctor, const char *pid, struct replay *replay)
{
	struct session *session = &doctor->session;
	enum status status;

	doctor->probe.vars = session->vars;
	doctor->subject.cwd = session->cwd;
	if (session->sysroot && path_is_file(session->sysroot))
		return open_replay(doctor, replay);
	status = session_open_machine(session);
	if (status != STATUS_DONE)
		return status;
	if (machine_is_foreign(&session->machine)) {
		doctor->subject.origin = ORIGIN_IMAGE;
		remove_prefixes(session);
	}
	doctor->observations = observations_new(
		&session->arena, doctor->subject.origin, &session->machine);
	return pid ? process_open(doctor, pid) : STATUS_DONE;
}

void open_selection(struct doctor *doctor, const struct replay *replay)
{
	if (doctor->subject.origin == ORIGIN_CAPTURED)
		select_captured(doctor, replay);
	else
		select_here(doctor);
}
