/* SPDX-License-Identifier: MIT
 * The conditions that entries of the knowledge name, observed on the target machine. Only
 * cheap observations: variables and a few files, no program and no library.
 */
#pragma once

#include "doctor/doctor.h"

/* Whether the condition holds; false for an unknown name. `doctor` is a struct doctor
 * whose machine and variables are known; its facts are not used. */
bool here_holds(void *doctor, const char *condition);
/* Whether there is a condition of this name. */
bool here_known(const char *condition);
