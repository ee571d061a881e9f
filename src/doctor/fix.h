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
