/* SPDX-License-Identifier: MIT
 * The repositories that the package managers of the subject are configured for.
 */
#pragma once

#include "doctor/subject.h"

/* Returns whether a repository whose lines contain `part` is configured and enabled, in the
 * files of apt, dnf or zypper. */
bool repository_enabled(const struct subject *subject, const char *part);
