/* SPDX-License-Identifier: MIT
 * The part of `driver' about a GPU: its name and memory, its link, how to build for it.
 */
#pragma once

#include "command.h"

#include "core/json.h"
#include "model/gpu.h"

void gpu_print(struct session *session, size_t index, const struct gpu *gpu);
void gpu_json(struct session *session, struct json *json, const struct gpu *gpu);
