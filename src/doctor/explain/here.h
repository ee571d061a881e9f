/* SPDX-License-Identifier: MIT
 * The conditions that entries of the knowledge name, observed on the target machine. Only
 * cheap observations: variables and a few files, no program and no library.
 */
#pragma once

#include "doctor/subject.h"

/* Whether the condition holds; false for an unknown name. `subject` is a struct subject,
 * of which the machine and the variables are used. */
bool here_holds(const void *subject, const char *condition);
/* Whether there is a condition of this name. */
bool here_known(const char *condition);
