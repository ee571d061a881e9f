/* SPDX-License-Identifier: MIT
 * The settings of cudaenv.conf, read with inih. What is wrong in a file becomes a note
 * and is passed over; a setting that is not given keeps its default.
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
	struct alias *alias;
	size_t n_alias;
	enum ld_policy ld_library_path;
	struct strv extra; /* of [export] extra, each a variable that cudaenv can set */
	bool host_compiler;
	enum driver_policy driver;
	bool quiet;
	bool on_cd_only;
	const char *mirror;
	int jobs;
	bool accept_license;
	struct strv notes; /* one line each: what is wrong, with file and line */
	struct arena *arena;
};

/* Reads the files that there are. Never fails. */
struct settings settings_read(
	struct arena *arena, const struct vars *vars, const struct dirs *dirs);
/* One file's text on top of what is there; for the readers above and the fuzzer. */
void settings_parse(struct settings *settings, const struct vars *vars, const char *file,
	const char *text);
const char *settings_alias(const struct settings *settings, const char *name);
/* Returns the name of setting number `i`, and its section in `section`; NULL after the
 * last. */
const char *settings_name(size_t i, const char **section);
