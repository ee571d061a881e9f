/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "license.h"

#include "confirm.h"

#include "core/file.h"

#include <fcntl.h>

#define WHERE "https://docs.nvidia.com/cuda/eula/ and LICENSE in each archive"

struct strv license_names(struct arena *arena, const struct plan *plan)
{
	struct strv names = strv_new(arena);

	for (size_t i = 0; i < plan->n; i++) {
		const char *name = plan->packages[i]->license;

		if (*name && !strv_has(&names, name))
			strv_add(&names, name);
	}
	return names;
}

static const char *memory_file(struct session *session)
{
	return session->dirs.root
		       ? path_join(&session->arena, session->dirs.root, "licences")
		       : NULL;
}

static struct strv accepted(struct session *session)
{
	const char *file = memory_file(session);
	struct text text;

	if (!file || file_read(&session->arena, AT_FDCWD, file, 64 * 1024, &text) < 0)
		return strv_new(&session->arena);
	return strv_split(&session->arena, text.s, '\n');
}

static void remember(
	struct session *session, const struct strv *old, const struct strv *more)
{
	struct str text = str_new(&session->arena);
	const char *file = memory_file(session);

	for (size_t i = 0; i < old->n; i++)
		if (*old->v[i])
			str_addf(&text, "%s\n", old->v[i]);
	for (size_t i = 0; i < more->n; i++)
		str_addf(&text, "%s\n", more->v[i]);
	/* If that fails, the user is asked again next time. */
	if (!file || dir_make(path_parent(&session->arena, file)) < 0 ||
		file_replace(file, text.s, text.len) < 0)
		return;
}

enum status license_accept(struct session *session, const struct strv *names, bool given)
{
	struct strv old = accepted(session), missing = strv_new(&session->arena);

	for (size_t i = 0; i < names->n; i++)
		if (!strv_has(&old, names->v[i]))
			strv_add(&missing, names->v[i]);
	if (!missing.n || given || session->settings.accept_license)
		return STATUS_DONE;
	out_warn(&session->out, "the components are under NVIDIA's licenses: %s",
		strv_join(&missing, ", "));
	out_hint(&session->out, "  %s", WHERE);
	if (!confirm_possible()) {
		out_hint(&session->out,
			"  to accept: --accept-license, or accept_license = yes "
			"under [install] in cudaenv.conf");
		return STATUS_FAILED;
	}
	if (!confirm(&session->out, "Do you accept?")) {
		out_warn(&session->out, "not accepted: nothing installed");
		return STATUS_FAILED;
	}
	remember(session, &old, &missing);
	return STATUS_DONE;
}
