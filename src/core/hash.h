/* SPDX-License-Identifier: MIT
 * FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/): to recognise a text
 * again. Not for anything that an adversary must not forge.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define HASH_START 2166136261u

static inline uint32_t hash_add(uint32_t hash, const void *p, size_t n)
{
	const unsigned char *byte = p;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ byte[i]) * 16777619u;
	return hash;
}
