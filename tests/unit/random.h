/* SPDX-License-Identifier: MIT
 * Random walks that can be walked again: the seed is fixed, TEST_SEED gives another, and
 * it is printed (xorshift32, Marsaglia, "Xorshift RNGs", 2003).
 */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t random_state;

static inline void random_start(void)
{
	const char *seed = getenv("TEST_SEED");

	random_state = seed ? (uint32_t)strtoul(seed, NULL, 10) | 1 : 20240229;
	printf("# TEST_SEED=%u\n", random_state);
}

/* 0 to n - 1 */
static inline unsigned random_below(unsigned n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state % n;
}
