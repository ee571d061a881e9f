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
/* The texts one behind the other: arena_cat(arena, dir, "/aliases/", name). The prompt's
 * way does without printf: its first call costs as much as all the texts made there. */
#define arena_cat(arena, ...) \
	arena_cat_all((arena), (const char *const[]){ __VA_ARGS__, NULL })
char *arena_cat_all(struct arena *arena, const char *const *texts);
char *arena_printf(struct arena *arena, const char *format, ...) _printf_(2, 3);
char *arena_vprintf(struct arena *arena, const char *format, va_list args) _printf_(2, 0);
/* Gives everything back; the arena is empty and usable again. */
void arena_release(struct arena *arena);

#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
