/* SPDX-License-Identifier: MIT
 * Removes what must not leave the machine: secrets (secret.h), the names of users and of
 * the host, and the UUIDs of GPUs. Each name is replaced by the same other one
 * everywhere ("user", "user2", "host"), and of a home only its last component, so that a
 * captured machine keeps its shape. Below /usr, /sys and similar directories no name is
 * private. A name that many machines share ("ubuntu", "nvidia") is replaced only as the
 * name of a home.
 */
#pragma once

#include "doctor/doctor.h"

/* Redacts text that a user wrote: names are replaced wherever they are separate words. */
const char *redact(struct doctor *doctor, const char *text);
/* Redacts text that a program or the system wrote: names are replaced only in paths. */
const char *redact_paths(struct doctor *doctor, const char *text);
/* Returns whether this is a system path, which contains no private name. */
bool redact_is_system_path(const char *path);
