/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "redact.h"

#include "facts.h"

#include <ctype.h>
#include <sys/utsname.h>

enum { UUID_LENGTH = 36, NAME_LEAST = 3 };

/* Every `what` in `text` becomes `with`; `whole`: only where it is a word of its own. */
static const char *replaced(struct arena *arena, const char *text, const char *what,
	const char *with, bool whole)
{
	size_t n = what ? strlen(what) : 0;
	struct str out;
	const char *at;

	if (!n || !strstr(text, what))
		return text;
	out = str_new(arena);
	for (const char *p = text; (at = strstr(p, what)); p = at + n) {
		bool word = (at == text || !isalnum((unsigned char)at[-1])) &&
			    !isalnum((unsigned char)at[n]);

		str_addn(&out, p, (size_t)(at - p));
		str_add(&out, whole && !word ? what : with);
		text = at + n;
	}
	str_add(&out, text);
	return out.s;
}

static const char *without_uuids(struct arena *arena, const char *text)
{
	struct str out = str_new(arena);

	while (*text) {
		bool uuid = after(text, "GPU-") || after(text, "MIG-");

		if (uuid && strspn(text + 4, "0123456789abcdef-") >= UUID_LENGTH) {
			str_addn(&out, text, 4);
			str_add(&out, "00000000-0000-0000-0000-000000000000");
			text += 4 + UUID_LENGTH;
		} else {
			str_addc(&out, *text++);
		}
	}
	return out.s;
}

const char *redact(struct doctor *doctor, const char *text)
{
	const char *home = variable(doctor, "HOME");
	const char *user = variable(doctor, "USER");
	struct utsname system;

	if (home && strlen(home) > 1)
		text = replaced(doctor->arena, text, home, "/home/user", false);
	if (user && strlen(user) >= NAME_LEAST && strcmp(user, "root") != 0)
		text = replaced(doctor->arena, text, user, "user", true);
	if (uname(&system) == 0 && strlen(system.nodename) >= NAME_LEAST &&
		strcmp(system.nodename, "localhost") != 0)
		text = replaced(doctor->arena, text,
			arena_dup(doctor->arena, system.nodename), "host", true);
	return without_uuids(doctor->arena, text);
}
