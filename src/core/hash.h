/* SPDX-License-Identifier: MIT
 * FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/): to recognize a
 * string. It does not protect against a forged one.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define HASH_START 2166136261u

/* Returns the hash of everything hashed so far, followed by the `n` bytes at `p`. Start with
 * HASH_START. */
static inline uint32_t hash_add(uint32_t hash, const void *p, size_t n)
{
	const unsigned char *byte = p;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ byte[i]) * 16777619u;
	return hash;
}
