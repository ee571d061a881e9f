/* SPDX-License-Identifier: MIT
 * The report, in the formats that --format names.
 */
#pragma once

#include "doctor/doctor.h"

void report_text(struct doctor *doctor, bool verbose);
void report_json(struct doctor *doctor);
void report_markdown(struct doctor *doctor);
void report_github(struct doctor *doctor);
