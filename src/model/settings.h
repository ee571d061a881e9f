/* SPDX-License-Identifier: MIT
 * The settings in cudaenv.conf, read with inih. A line that is wrong is ignored and
 * becomes a note; a setting that is not in a file keeps its default.
 */
#pragma once

#include "dirs.h"

enum ld_policy { LD_PREPEND, LD_APPEND, LD_AUTO, LD_OFF };
enum driver_policy { POLICY_WARN, POLICY_STRICT, POLICY_OFF };

struct search {
	const char *pattern; /* a glob, absolute */
	const char *where;   /* "<file>:<line>" */
};

struct alias {
	const char *name, *spec;
};

enum { SETTINGS_JOBS_MAX = 64 };

struct settings {
	struct search *search;
	size_t n_search;
	struct strv trust; /* directories whose toolkits are trusted */
	struct alias *alias;
	size_t n_alias;
	enum ld_policy ld_library_path;
	struct strv extra; /* of [export] extra; export_vars_is_extra() for each */
	bool host_compiler;
	enum driver_policy driver;
	bool quiet;
	bool on_cd_only; /* [hook] when = cd */
	const char *mirror;
	int jobs;
	bool accept_license;
	struct strv notes; /* one line for each problem, with file and line */
	struct arena *arena;
};

/* Returns the defaults. */
struct settings settings_new(struct arena *arena);
/* Reads the config files that exist, or only CUDAENV_CONFIG. It never fails. */
struct settings settings_read(
	struct arena *arena, const struct vars *vars, const struct dirs *dirs);
/* Adds the settings in `text`, the content of `file`. For settings_read() and tests. */
void settings_parse(struct settings *settings, const struct vars *vars, const char *file,
	const char *text);
/* Returns the spec of this alias, or NULL. */
const char *settings_alias(const struct settings *settings, const char *name);
/* Returns the name of setting number `i`, and its section in `section`; NULL after the
 * last. */
const char *settings_name(size_t i, const char **section);
