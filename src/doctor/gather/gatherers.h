/* SPDX-License-Identifier: MIT
 * The gatherers. Each one fills its part of the facts from the subject's files and
 * variables, and from observations; it reports nothing.
 */
#pragma once

#include "facts.h"
#include "observations.h"

#include "doctor/subject.h"

void hardware_gather(const struct subject *subject, struct hardware *hardware);
void kernel_gather(const struct subject *subject, struct observations *observations,
	struct kmod *kernel);
void compilers_gather(const struct subject *subject, struct compilers *compilers);
void python_gather(const struct subject *subject, struct python *python);
/* `output` is that of the probe, or NULL if it did not run. */
void cuda_gather(struct arena *arena, const char *output, struct cuda *cuda);
void nvml_gather(struct arena *arena, const char *output, struct nvml *nvml);
