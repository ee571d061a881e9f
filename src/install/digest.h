/* SPDX-License-Identifier: MIT
 * SHA-256 of data that arrives in chunks. digest_new() makes a digest, digest_free() frees
 * it; running out of memory ends the program, as in an arena.
 */
#pragma once

#include "core/macro.h"

enum { DIGEST_HEX = 64 };

struct digest;

struct digest *digest_new(void);
void digest_free(struct digest *digest);
/* Starts again with no data. */
void digest_start(struct digest *digest);
void digest_add(struct digest *digest, const void *p, size_t n);
/* Stores the digest of all added data as 64 hex digits. Call digest_start() before the
 * next. */
void digest_end(struct digest *digest, char hex[DIGEST_HEX + 1]);

/* Adds up to `n` bytes of `fd`, from its position on (n < 0: all). Returns their number, or
 * a negative errno. */
_must_check_ long long digest_add_fd(struct digest *digest, int fd, long long n);
/* Returns true for 64 lower-case hex digits. */
bool digest_valid(const char *hex);
