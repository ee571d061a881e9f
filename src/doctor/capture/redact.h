/* SPDX-License-Identifier: MIT
 * What is taken out of texts that leave the machine: secrets (secret.h), the names of
 * users and host, and the UUIDs of GPUs. Each name becomes the same other one everywhere
 * ("user", "user2", "host"), and only the last component of a home, so that a captured
 * machine keeps its shape. Below /usr, /sys and their like no name is private, and a name
 * that many machines share ("ubuntu", "nvidia") only as that of a home.
 */
#pragma once

#include "doctor/doctor.h"

/* What someone typed or named: names go wherever they are words of their own. */
const char *redact(struct doctor *doctor, const char *text);
/* What a program or the system wrote: names go from paths alone. */
const char *redact_paths(struct doctor *doctor, const char *text);
/* Is it a path of the system, which holds nobody's name? */
bool path_is_system(const char *path);
