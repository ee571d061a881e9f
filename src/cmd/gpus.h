/* SPDX-License-Identifier: MIT
 * What `driver` tells of a GPU: what it is, its link, and how to build for it.
 */
#pragma once

#include "command.h"

#include "core/json.h"
#include "model/gpu.h"

void gpu_print(struct session *session, size_t index, const struct gpu *gpu);
void gpu_json(struct session *session, struct json *json, const struct gpu *gpu);
