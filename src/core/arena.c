/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "arena.h"

#include <stdint.h>
#include <stdlib.h>

/* Under AddressSanitizer each allocation is a separate chunk, so that its bounds are
 * checked. */
#if defined(__SANITIZE_ADDRESS__)
#define CHUNK_SIZE 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CHUNK_SIZE 1
#endif
#endif
#ifndef CHUNK_SIZE
#define CHUNK_SIZE (64 * 1024) /* switching at a prompt needs one chunk */
#endif

struct chunk {
	struct chunk *next;
	size_t used, size;
	_Alignas(max_align_t) char bytes[];
};

static _noreturn_ void out_of_memory(void)
{
	static const char text[] = "cudaenv: out of memory\n";

	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(1);
	_exit(1);
}

static struct chunk *chunk_add(struct arena *arena, size_t size)
{
	struct chunk *chunk;

	if (size < CHUNK_SIZE)
		size = CHUNK_SIZE;
	if (size > SIZE_MAX / 2)
		out_of_memory();
	chunk = malloc(sizeof(*chunk) + size);
	if (!chunk)
		out_of_memory();
	chunk->used = 0;
	chunk->size = size;
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	return chunk;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct chunk *chunk = arena->chunks;
	const size_t align = _Alignof(max_align_t);
	size_t at = chunk ? (chunk->used + align - 1) & ~(align - 1) : 0;

	if (!chunk || at > chunk->size || size > chunk->size - at) {
		chunk = chunk_add(arena, size);
		at = 0;
	}
	chunk->used = at + size;
	/* Only this part of the chunk is cleared: unused memory is never touched. */
	return memset(chunk->bytes + at, 0, size);
}

char *arena_ndup(struct arena *arena, const void *p, size_t n)
{
	char *copy = arena_alloc(arena, n + 1);

	memcpy(copy, p, n);
	return copy;
}

char *arena_dup(struct arena *arena, const char *s)
{
	return arena_ndup(arena, s, strlen(s));
}

char *arena_cat_all(struct arena *arena, const char *const *strings)
{
	size_t n = 0;
	char *all, *end;

	for (const char *const *s = strings; *s; s++)
		n += strlen(*s);
	end = all = arena_alloc(arena, n + 1);
	for (; *strings; strings++)
		end = stpcpy(end, *strings);
	return all;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	va_list again;
	char *text;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (n < 0)
		out_of_memory();
	text = arena_alloc(arena, (size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, format, args);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

void arena_release(struct arena *arena)
{
	struct chunk *chunk = arena->chunks, *next;

	for (; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	arena->chunks = NULL;
}
