/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "repository.h"

/* How a configuration of repositories is written. */
struct format {
	char section;		     /* the first character of a line that begins one */
	const char *const *disabled; /* lines that switch a section off; ended by NULL */
};

/* Of dnf and zypper: sections of INI files. */
static const struct format sections = { '[',
	(const char *const[]){ "enabled=0", "enabled = 0", NULL } };
/* Of apt: stanzas of *.sources, which empty lines separate. In *.list each line is a
 * repository, and one that is switched off is a comment. */
static const struct format stanzas = { '\0',
	(const char *const[]){ "Enabled: no", NULL } };

static bool disables(const struct format *format, const char *line)
{
	for (const char *const *d = format->disabled; *d; d++)
		if (skip_prefix(line, *d))
			return true;
	return false;
}

/* Returns whether an enabled section contains the text. */
static bool contains(struct arena *arena, const struct format *format, const char *text,
	const char *part)
{
	struct strv lines = strv_split(arena, text, '\n');
	bool has = false, enabled = true;

	for (size_t i = 0; i < lines.n; i++) {
		const char *line = lines.v[i] + strspn(lines.v[i], " \t");

		if (*line == format->section) {
			if (has && enabled)
				return true;
			has = false;
			enabled = true;
		}
		if (*line == '#')
			continue;
		if (strstr(line, part))
			has = true;
		if (disables(format, line))
			enabled = false;
	}
	return has && enabled;
}

bool repository_enabled(const struct subject *subject, const char *part)
{
	static const struct {
		const char *glob;
		const struct format *format;
	} places[] = {
		{ "/etc/apt/sources.list", &stanzas },
		{ "/etc/apt/sources.list.d/*.list", &stanzas },
		{ "/etc/apt/sources.list.d/*.sources", &stanzas },
		{ "/etc/yum.repos.d/*.repo", &sections },
		{ "/etc/zypp/repos.d/*.repo", &sections },
	};

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		struct strv files = machine_glob(subject->machine, "", places[i].glob);

		for (size_t k = 0; k < files.n; k++) {
			const char *text = subject_text(subject, files.v[k]);

			if (text &&
				contains(subject->arena, places[i].format, text, part))
				return true;
		}
	}
	return false;
}
