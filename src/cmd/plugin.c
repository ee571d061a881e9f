/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "plugin.h"

#include <errno.h>

char *plugin_find(struct session *session, const char *name)
{
	const char *path = vars_get(&session->vars, "PATH");
	struct strv dirs = strv_split(&session->arena, path ? path : "", ':');

	for (size_t i = 0; i < dirs.n && !strchr(name, '/'); i++) {
		char *file =
			arena_printf(&session->arena, "%s/cudaenv-%s", dirs.v[i], name);

		if (*file == '/' && access(file, X_OK) == 0 && path_is_file(file))
			return file;
	}
	return NULL;
}

enum status plugin_run(struct session *session, char *file, char **argv)
{
	argv[0] = file;
	fflush(NULL);
	execv(file, argv);
	return out_error(&session->out, -errno, "cannot run %s", file);
}
