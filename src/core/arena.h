/* SPDX-License-Identifier: MIT
 * An arena: memory that is freed all together.
 *
 * cudaenv is a short-lived program that keeps what it parses until it exits. Nothing in
 * an arena is freed separately, and a function that takes an arena never passes on
 * ownership: what it returns belongs to the arena. No function here returns NULL; when
 * memory runs out, the program prints a message and exits with status 1.
 */
#pragma once

#include "macro.h"

#include <stdarg.h>

struct chunk;

/* An arena that is all zeros is empty and ready for use. */
struct arena {
	struct chunk *chunks;
};

/* Returns `size` bytes, all zero, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
/* Returns a copy of `s`. */
char *arena_dup(struct arena *arena, const char *s);
/* Returns a copy of the `n` bytes at `p`, followed by a NUL. */
char *arena_ndup(struct arena *arena, const void *p, size_t n);
/* Returns the arguments joined: arena_cat(arena, dir, "/aliases/", name). Code that runs
 * at every prompt uses this: the first call of printf costs more than all its string
 * operations together. */
#define arena_cat(arena, ...) \
	arena_cat_all((arena), (const char *const[]){ __VA_ARGS__, NULL })
/* The same for an array that ends with NULL. */
char *arena_cat_all(struct arena *arena, const char *const *strings);
/* Returns the formatted string. */
char *arena_printf(struct arena *arena, const char *format, ...) _printf_(2, 3);
char *arena_vprintf(struct arena *arena, const char *format, va_list args) _printf_(2, 0);
/* Frees everything; the arena is empty afterwards and can be used again. */
void arena_release(struct arena *arena);

#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
