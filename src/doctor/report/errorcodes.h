/* SPDX-License-Identifier: MIT
 * Error numbers and names of CUDA and NVML in text that users paste and programs print
 * (data/error_codes.tsv).
 */
#pragma once

#include "doctor/doctor.h"

#include "model/table.h"

struct errorcodes {
	struct table table;
	size_t *row; /* the rows that the text names, in the order of the table */
	size_t n;
};

/* A name is recognized anywhere, in the spelling of either API (CUDA_ERROR_NO_DEVICE,
 * cudaErrorNoDevice). A number is recognized if it follows a word such as "error" on a
 * line about CUDA, and, if the text was `typed` by the user, if the line contains nothing
 * else but "error". */
struct errorcodes errorcodes_in(struct doctor *doctor, const char *text, bool typed);
