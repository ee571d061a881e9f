/* SPDX-License-Identifier: MIT
 * Error numbers and names of CUDA and NVML in what people paste and programs say
 * (data/error_codes.tsv).
 */
#pragma once

#include "doctor/doctor.h"

#include "model/table.h"

struct errorcodes {
	struct table table;
	size_t *row; /* those named in the text, in the order of the table */
	size_t n;
};

/* A name counts wherever it stands, in the spelling of either API
 * (CUDA_ERROR_NO_DEVICE, cudaErrorNoDevice). A number counts when it is an
 * error's on a line about CUDA, and, where somebody `asked', when it is all there is on a
 * line but for the word "error". */
struct errorcodes errorcodes_in(struct doctor *doctor, const char *text, bool asked);
