/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "subject.h"

#include <ctype.h>

enum { SMALL_FILE = 64 * 1024 };

const char *subject_text(const struct subject *subject, const char *path)
{
	struct text text;

	if (machine_read_head(subject->machine, path, SMALL_FILE, &text) < 0)
		return NULL;
	while (text.len && isspace((unsigned char)text.s[text.len - 1]))
		text.s[--text.len] = '\0';
	return text.s;
}

const char *subject_var(const struct subject *subject, const char *name)
{
	return vars_get_nonempty(subject->vars, name);
}

const char *subject_var_or_empty(const struct subject *subject, const char *name)
{
	return vars_get(subject->vars, name);
}

struct strv subject_elements(const struct subject *subject, const char *name)
{
	const char *value = subject_var(subject, name);

	return value ? strv_split(subject->arena, value, ':') : strv_new(subject->arena);
}

const char *subject_program(const struct subject *subject, const char *name)
{
	struct strv dirs = subject_elements(subject, "PATH");

	for (size_t i = 0; i < dirs.n; i++) {
		const char *file = path_join(subject->arena, dirs.v[i], name);

		if (*file == '/' && machine_is_file(subject->machine, file))
			return file;
	}
	return NULL;
}

const char *subject_real(const struct subject *subject, const char *path)
{
	const char *real = machine_real(subject->machine, path);

	return real ? real : path;
}

struct toolkit *subject_toolkit_with(struct subject *subject, const char *real)
{
	struct toolkit **all;
	size_t n;

	all = registry_all(subject->registry, &n);
	for (size_t i = 0; i < n; i++) {
		const char *root = machine_real(subject->machine, all[i]->path);
		const char *rest = root ? skip_prefix(real, root) : NULL;

		if (rest && (*rest == '/' || !*rest))
			return all[i];
	}
	return NULL;
}
