/* SPDX-License-Identifier: MIT
 * Whether a toolkit may be selected for the whole machine. The loader's cache may follow
 * the link, so a user who can write to the toolkit decides what root runs.
 */
#pragma once

#include "command.h"

/* Refuses the toolkit unless only root can change it, its libraries and every directory
 * above it. */
enum status trust_check(struct session *session, const struct toolkit *toolkit);
