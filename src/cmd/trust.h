/* SPDX-License-Identifier: MIT
 * May a toolkit be selected for the whole machine? The loader's cache may follow the
 * link: who can write there decides what root runs.
 */
#pragma once

#include "command.h"

/* 0 when root alone can change it, its libraries and every directory above; else 1, said.
 */
int trust_check(struct session *session, const struct toolkit *toolkit);
