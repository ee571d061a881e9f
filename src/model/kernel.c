/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "kernel.h"

#include "core/hash.h"

#include <stdlib.h>

#define KERNEL_FILE "/proc/driver/nvidia/version"

/* Returns the first word that is three or more digits, a dot, and digits and dots. In
 * both forms of the line, that of the proprietary and of the open module, this is the
 * version. */
static const char *driver_number(struct arena *arena, const char *text)
{
	struct strv words = strv_words(arena, text);

	for (size_t i = 0; i < words.n; i++) {
		size_t digits = strspn(words.v[i], "0123456789");
		size_t all = strspn(words.v[i], "0123456789.");

		if (digits >= 3 && words.v[i][digits] == '.' && !words.v[i][all])
			return words.v[i];
	}
	return NULL;
}

struct kernel kernel_read(const struct machine *machine)
{
	struct kernel kernel = { 0 };
	struct text text;

	if (machine_read_head(machine, KERNEL_FILE, 4096, &text) == 0) {
		kernel.version = driver_number(machine->arena, text.s);
		kernel.hash = hash_add(HASH_START, text.s, text.len);
	}
	return kernel;
}

int kernel_compare(const char *a, const char *b)
{
	for (;;) {
		char *a_end, *b_end;
		unsigned long x = strtoul(a, &a_end, 10), y = strtoul(b, &b_end, 10);

		if (x != y)
			return x < y ? -1 : 1;
		if (!*a_end || !*b_end)
			return (*a_end != '\0') - (*b_end != '\0');
		a = a_end + 1;
		b = b_end + 1;
	}
}

char *kernel_branch(struct arena *arena, const char *version)
{
	return arena_ndup(arena, version, strcspn(version, "."));
}
