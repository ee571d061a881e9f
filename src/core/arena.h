/* SPDX-License-Identifier: MIT
 * An arena: memory that lives as long as the run and is given back at once.
 *
 * cudaenv is a short-lived program: what it parses it keeps until it exits. So nothing
 * that comes from an arena is freed on its own, and no function that takes one hands out
 * ownership. Nothing here returns NULL: out of memory ends the program with a message.
 */
#pragma once

#include "macro.h"

#include <stdarg.h>

struct chunk;

struct arena {
	struct chunk *chunks;
};

/* `size` zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
char *arena_dup(struct arena *arena, const char *s);
/* The first `n` bytes at `p`, with a NUL behind them. */
char *arena_ndup(struct arena *arena, const void *p, size_t n);
char *arena_printf(struct arena *arena, const char *format, ...) _printf_(2, 3);
char *arena_vprintf(struct arena *arena, const char *format, va_list args) _printf_(2, 0);
/* Gives everything back; the arena is empty and usable again. */
void arena_release(struct arena *arena);

#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
