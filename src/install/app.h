/* SPDX-License-Identifier: MIT
 * What every verb of cudaenv-install is given: made once in main(), passed to all.
 */
#pragma once

#include "core/opt.h"
#include "model/selection.h"

struct app {
	struct arena arena;
	struct out out;
	struct vars vars;
	struct dirs dirs;
	struct settings settings;
	struct machine machine;
	struct registry registry;
	const char *cwd; /* NULL when it cannot be told */
	struct usage usage;
	bool bars; /* progress may be painted on the terminal */
};

/* --- the verbs, each in the file of its name; they return the exit code --- */

int verb_cache(struct app *app, int argc, char **argv);
int verb_components(struct app *app, int argc, char **argv);
int verb_install(struct app *app, int argc, char **argv);
int verb_uninstall(struct app *app, int argc, char **argv);
int verb_verify(struct app *app, int argc, char **argv);

/* --- what several of them do (main.c) --- */

/* The toolkit that the word means or, with NULL, that applies here. Says what is wrong; 0
 * or an exit code. */
_must_check_ int app_toolkit(struct app *app, const char *word, struct toolkit **toolkit);
/* Tells every shell of this user to look again. A failure is not said: it only delays. */
void app_bump(struct app *app);
/* "1.9 GB", "90 MB", "512 kB": in units of 1000, as download pages have it. */
const char *size_text(struct arena *arena, long long bytes);
