/* SPDX-License-Identifier: MIT
 * The monotonic clock.
 */
#pragma once

/* Returns seconds since an unspecified point in time. */
double clock_now(void);
