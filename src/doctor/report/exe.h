/* SPDX-License-Identifier: MIT
 * `--exe FILE`: which libraries the loader would load with a program, and why those.
 */
#pragma once

#include "doctor/doctor.h"

/* Prints them. Returns the exit status: 1 if one is missing, 2 if the program cannot be
 * read. */
enum status exe_report(struct doctor *doctor, const char *file);
