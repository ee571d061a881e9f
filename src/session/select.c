/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "select.h"

#include "complain.h"

struct selection select_quietly(struct session *session)
{
	struct selector selector =
		selector_new(&session->registry, &session->vars, session->cwd);
	struct selection selection;

	if (!selector_next(&selector, &selection))
		return (struct selection){ 0 };
	selection_resolve(&selection, &session->registry);
	return selection;
}

struct selection select_here(struct session *session)
{
	struct selection selection = select_quietly(session);

	for (size_t i = 0; i < selection.notes.n; i++)
		out_warn_line(&session->out, selection.notes.v[i]);
	return selection;
}

bool select_given(struct session *session, int n, char **specs, const char *origin,
	struct selection *selection, enum status *status)
{
	*selection = (struct selection){
		.scope = SCOPE_SHELL,
		.origin = origin,
		.specs = strv_new(&session->arena),
		.notes = strv_new(&session->arena),
	};
	for (int i = 0; i < n; i++) {
		struct strv parts = strv_split(&session->arena, specs[i], ':');

		strv_add_all(&selection->specs, &parts);
	}
	for (size_t i = 0; i < selection->specs.n; i++)
		if (!spec_valid(selection->specs.v[i])) {
			*status = complain_spec(session, selection->specs.v[i]);
			return false;
		}
	selection_resolve(selection, &session->registry);
	return true;
}

bool select_wanted(struct session *session, int n, char **specs,
	struct selection *selection, enum status *status)
{
	if (n)
		return select_given(session, n, specs, NULL, selection, status);
	*selection = select_here(session);
	*status = complain_file(session, selection);
	return *status == STATUS_DONE;
}

bool select_toolkit(struct session *session, const char *word, struct toolkit **toolkit,
	enum status *status)
{
	struct selection selection = { 0 };
	struct resolution to;

	*status = STATUS_FAILED;
	if (!word) {
		selection = select_here(session);
		if (selection.specs.n)
			word = selection.specs.v[0];
		if (!word || spec_parse(&session->arena, word).kind == SPEC_SYSTEM) {
			out_warn(&session->out,
				"nothing is selected here: which version?");
			return false;
		}
	}
	if (!spec_valid(word)) {
		*status = complain_spec(session, word);
		return false;
	}
	to = resolve(&session->registry, word);
	if (to.note && to.result != RESOLVED_UNTRUSTED)
		out_warn_line(&session->out, to.note);
	/* Its files are only compared or removed: the caller does not run them. */
	*toolkit = to.untrusted ? to.untrusted : to.toolkit;
	if (*toolkit)
		return true;
	out_warn(&session->out, "version `%s' is not installed", word);
	return false;
}
