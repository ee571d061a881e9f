/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "license.h"

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

static const char *memory(struct session *app)
{
	return app->dirs.root ? path_join(&app->arena, app->dirs.root, "licences") : NULL;
}

static struct strv accepted(struct session *app)
{
	const char *file = memory(app);
	struct text text;

	if (!file || file_read(&app->arena, AT_FDCWD, file, 64 * 1024, &text) < 0)
		return strv_new(&app->arena);
	return strv_split(&app->arena, text.s, '\n');
}

static void remember(struct session *app, const struct strv *old, const struct strv *more)
{
	struct str text = str_new(&app->arena);
	const char *file = memory(app);

	for (size_t i = 0; i < old->n; i++)
		if (*old->v[i])
			str_addf(&text, "%s\n", old->v[i]);
	for (size_t i = 0; i < more->n; i++)
		str_addf(&text, "%s\n", more->v[i]);
	/* Failing to is no error: it asks again next time. */
	if (!file || dir_make(path_parent(&app->arena, file)) < 0 ||
		file_replace(file, text.s, text.len) < 0)
		return;
}

static bool ask(struct session *app)
{
	char line[16] = "";

	fputs("Do you accept? [y/N] ", app->out.err);
	fflush(app->out.err);
	return fgets(line, sizeof(line), stdin) &&
	       (streq(line, "y\n") || streq(line, "Y\n") || streq(line, "yes\n"));
}

int license_accept(struct session *app, const struct strv *names, bool given)
{
	struct strv old = accepted(app), missing = strv_new(&app->arena);

	for (size_t i = 0; i < names->n; i++)
		if (!strv_has(&old, names->v[i]))
			strv_add(&missing, names->v[i]);
	if (!missing.n || given || app->settings.accept_license)
		return 0;
	out_warn(&app->out, "these are under NVIDIA's licenses: %s",
		strv_join(&missing, ", "));
	out_hint(&app->out, "  %s", WHERE);
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
		out_hint(&app->out,
			"  to accept: --accept-license, or accept_license = yes "
			"under [install] in cudaenv.conf");
		return 1;
	}
	if (!ask(app)) {
		out_warn(&app->out, "not accepted: nothing installed");
		return 1;
	}
	remember(app, &old, &missing);
	return 0;
}
