/* SPDX-License-Identifier: MIT
 * Fixes that several checks have in common. Each adds to a finding the command that is
 * right for the subject's distribution or shell, or advice if there is none.
 */
#pragma once

#include "exam.h"
#include "finding.h"

/* Installs a package, by its names on Debian, Fedora, SUSE and Arch. NULL: this
 * distribution does not have it. */
void fix_package(const struct exam *exam, struct finding *finding, const char *debian,
	const char *fedora, const char *suse, const char *arch);
/* Removes an element from a path variable. */
void fix_without(const struct exam *exam, struct finding *finding, const char *name,
	const char *element);
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
/* Installs a component into the toolkits of the same release. */
void fix_install_with(const struct exam *exam, struct finding *finding,
	const char *component, struct toolkit *toolkit);
/* Restores a toolkit in the user's directory, which lacks files. */
void fix_verify(
	const struct exam *exam, struct finding *finding, struct toolkit *toolkit);
/* Replaces a toolkit in the user's directory with its release. */
void fix_reinstall(
	const struct exam *exam, struct finding *finding, struct toolkit *toolkit);
/* Selects a toolkit for the machine. */
void fix_use_system(
	const struct exam *exam, struct finding *finding, struct toolkit *toolkit);
