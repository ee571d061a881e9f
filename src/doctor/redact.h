/* SPDX-License-Identifier: MIT
 * What is taken out of texts that leave the machine: the home directory, the names of
 * user and host, and the UUIDs of GPUs.
 */
#pragma once

#include "doctor.h"

const char *redact(struct doctor *doctor, const char *text);
