/* SPDX-License-Identifier: MIT
 * SHA-256, as it comes in pieces. A digest is made with digest_new() and given back with
 * digest_free(); running out of memory ends the program, as in an arena.
 */
#pragma once

#include "core/macro.h"

enum { DIGEST_HEX = 64 };

struct digest;

struct digest *digest_new(void);
void digest_free(struct digest *digest);
/* Forgets what was added. */
void digest_start(struct digest *digest);
void digest_add(struct digest *digest, const void *p, size_t n);
/* The digest of all that was added, as 64 hex digits; digest_start() before the next. */
void digest_end(struct digest *digest, char hex[DIGEST_HEX + 1]);

/* Adds up to `n` bytes of `fd` from its position on (n < 0: all). Returns how many there
 * were, or a negative errno. */
_must_check_ long long digest_add_fd(struct digest *digest, int fd, long long n);
/* True for 64 lower-case hex digits. */
bool digest_valid(const char *hex);
