/* SPDX-License-Identifier: MIT
 * Fixes that several checks have in common. Each adds to a finding the command that is
 * right for the subject's distribution or shell, or advice if there is none.
 */
#pragma once

#include "exam.h"
#include "finding.h"

/* Adds the lines of the recipe `id` (data/fixes.rec) that apply to the subject. `words` are
 * pairs of a name and the value that replaces {name}, ending with NULL. */
#define FIX_WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define FIX_NO_WORDS ((const char *const[]){ NULL })
void fix_recipe(const struct exam *exam, struct finding *finding, const char *id,
	const char *const *words);
/* Installs a driver that supports the GPUs of this machine, of at least the version
 * `minimum`; NULL for any. */
void fix_driver(const struct exam *exam, struct finding *finding, const char *minimum);
/* Adds the causes of an error by its name, "CUDA_ERROR_UNKNOWN", from data/explain. */
void fix_error(const struct exam *exam, struct finding *finding, const char *name);
struct driver;
/* The same, or selects an installed toolkit that `driver`, the present one, can run. */
void fix_driver_or_use(const struct exam *exam, struct finding *finding,
	const struct driver *driver, const char *minimum);
/* Removes the line `line` of a file of the loader's configuration. Other lines of the file
 * may be those of other programs, so they stay. */
void fix_loader_line(struct finding *finding, const char *file, const char *line);
/* Composes the commands that remove elements, when all checks have run: each sets the
 * variable to what all findings leave of it. */
void fix_settle(const struct exam *exam);
/* Loads cudaenv into the user's shell. `where` precedes the description of the place in
 * the startup file; "" for none. */
void fix_init(const struct exam *exam, struct finding *finding, const char *where);

/* The functions below print commands of cudaenv, but only those that would succeed; else
 * they give advice. Checks print such commands only through them. */

/* Selects a spec, or installs it if no toolkit matches it. */
void fix_use(const struct exam *exam, struct finding *finding, const char *spec);
/* Installs the release that a spec names, without or with selecting it. */
void fix_install(const struct exam *exam, struct finding *finding, const char *spec);
void fix_install_and_use(
	const struct exam *exam, struct finding *finding, const char *spec);
/* Installs the newest release that the driver and the GPUs of this machine can use, or that
 * of the installed PyTorch. */
void fix_install_suitable(const struct exam *exam, struct finding *finding);
/* Returns that release, "13.0"; NULL if nothing limits it. */
const char *fix_suitable_release(const struct exam *exam);
/* Installs a component into the toolkits of the same release. */
void fix_install_with(const struct exam *exam, struct finding *finding,
	const char *component, struct toolkit *toolkit);
/* Restores a toolkit in the user's directory, which lacks files. */
void fix_verify(struct finding *finding, struct toolkit *toolkit);
/* Replaces a toolkit in the user's directory with its release. */
void fix_reinstall(
	const struct exam *exam, struct finding *finding, struct toolkit *toolkit);
/* Registers the toolkit at `dir` by its version. */
void fix_link(struct finding *finding, struct version version, const char *dir);
/* Selects a toolkit for the machine. */
void fix_use_system(
	const struct exam *exam, struct finding *finding, struct toolkit *toolkit);
