/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "size.h"

const char *size_text(struct arena *arena, long long bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	double value = (double)bytes;
	size_t unit = 0;

	while (value >= 999.5 && unit + 1 < ARRAY_SIZE(units)) {
		value /= 1000;
		unit++;
	}
	return arena_printf(
		arena, unit && value < 9.95 ? "%.1f %s" : "%.0f %s", value, units[unit]);
}
