/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "redact.h"

#include "doctor/gather/facts.h"
#include "secret.h"

#include <ctype.h>
#include <pwd.h>
#include <sys/utsname.h>

enum { UUID_LENGTH = 36, UUID_MIN = 4, UUID_HEAD = 8, NAME_MIN = 2 };
/* Limits, because every name is searched for at every word. */
enum { OTHERS_MAX = 100, GPUS_MAX = 1000 };

struct redaction {
	struct arena *arena;
	struct strv homes, instead; /* of the user; what each one becomes */
	struct strv names, others;  /* of the user; of other users */
	struct strv hosts;
	struct strv gpus; /* the first digits of their UUIDs, in the order seen */
};

bool redact_is_system_path(const char *path)
{
	static const char *const places[] = { "/proc", "/sys", "/dev", "/usr", "/lib",
		"/lib32", "/lib64", "/bin", "/sbin", "/etc", "/boot" };

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		const char *rest = skip_prefix(path, places[i]);

		if (rest && (!*rest || *rest == '/'))
			return true;
	}
	return false;
}

/* Names that identify no one, and words that the checks rely on. */
static bool is_common(const char *name)
{
	static const char *const words[] = { "admin", "arch", "bin", "build", "centos",
		"ci", "conda", "cuda", "cudaenv", "data", "debian", "dev", "docker",
		"driver", "drivers", "etc", "fedora", "gpu", "guest", "home", "host",
		"include", "jenkins", "kernel", "lib", "lib64", "linux", "local",
		"localhost", "machine", "main", "mnt", "module", "nvcc", "nvidia", "opt",
		"packages", "podman", "pytorch", "python", "release", "rhel", "root",
		"runner", "share", "site", "slurm", "sm", "src", "suse", "system",
		"targets", "tensorflow", "test", "tmp", "toolkit", "torch", "ubuntu",
		"user", "users", "usr", "var", "venv", "version", "versions", "vscode" };
	bool letters = false;

	for (size_t i = 0; name[i]; i++)
		letters |= isalpha((unsigned char)name[i]) != 0;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcasecmp(words[i], name) == 0)
			return true;
	return !letters || strlen(name) < NAME_MIN;
}

static void add(struct strv *list, const char *name)
{
	if (name && *name && !strv_has(list, name))
		strv_add(list, arena_dup(list->arena, name));
}

/* A home without links in its path moves to /home/user. Otherwise its parents stay the
 * same, because other entries describe those links. */
static void add_home(struct redaction *r, const char *home, bool moves)
{
	size_t n = home ? strlen(home) : 0;

	while (n && home[n - 1] == '/')
		n--;
	home = arena_ndup(r->arena, home ? home : "", n);
	/* "/" and its direct children belong to no one. */
	if (*home != '/' || redact_is_system_path(home) || !strchr(home + 1, '/'))
		return;
	add(&r->names, path_base(home));
	if (strv_has(&r->homes, home))
		return;
	strv_add(&r->homes, home);
	strv_add(&r->instead,
		moves ? "/home/user"
		      : path_join(r->arena, path_parent(r->arena, home), "user"));
}

static struct redaction *redaction_new(struct doctor *doctor)
{
	struct redaction *r = arena_new(&doctor->session.arena, struct redaction);
	struct machine quiet = { .root = doctor->subject.machine->root,
		.arena = &doctor->session.arena };
	const char *home = subject_var(&doctor->subject, "HOME");
	const char *real = home && *home == '/' ? machine_real(&quiet, home) : NULL;
	bool here = doctor->subject.origin != ORIGIN_CAPTURED;
	struct passwd *self = here ? getpwuid(getuid()) : NULL;
	struct utsname system;

	*r = (struct redaction){ &doctor->session.arena, strv_new(&doctor->session.arena),
		strv_new(&doctor->session.arena), strv_new(&doctor->session.arena),
		strv_new(&doctor->session.arena), strv_new(&doctor->session.arena),
		strv_new(&doctor->session.arena) };
	add_home(r, home, !real || streq(real, home));
	add_home(r, real, false);
	add_home(r, self ? self->pw_dir : NULL, false);
	add(&r->names, self ? self->pw_name : NULL);
	add(&r->names, subject_var(&doctor->subject, "USER"));
	add(&r->names, subject_var(&doctor->subject, "LOGNAME"));
	add(&r->others, subject_var(&doctor->subject, "SUDO_USER"));
	if (here && uname(&system) == 0) {
		add(&r->hosts, system.nodename);
		add(&r->hosts, arena_ndup(&doctor->session.arena, system.nodename,
				       strcspn(system.nodename, ".")));
	}
	return r;
}

/* Returns what replaces the name of a home: "user", "user2", ... */
static const char *user_for(struct redaction *r, const char *name)
{
	const char *number = skip_prefix(name, "user");

	if ((number && !number[strspn(number, "0123456789")]) || streq(name, "root"))
		return name;
	if (strv_has(&r->names, name))
		return "user";
	if (r->others.n < OTHERS_MAX)
		add(&r->others, name);
	for (size_t i = 0; i < r->others.n; i++)
		if (streq(r->others.v[i], name))
			return arena_printf(r->arena, "user%zu", i + 2);
	return "others";
}

/* Returns the length of a component or a word. */
static size_t component(const char *p)
{
	size_t n = 0;

	while (isalnum((unsigned char)p[n]) || (p[n] && strchr("._-+@~", p[n])) ||
		(unsigned char)p[n] >= 0x80)
		n++;
	return n;
}

/* Each replaces the text at `*p`, and returns whether it applied. */
static bool redact_home(struct redaction *r, const char **p, struct str *out)
{
	const char *name = skip_prefix(*p, "/home/");
	size_t n = name ? component(name) : 0;

	if (n) {
		str_cat(out, "/home/", user_for(r, arena_ndup(r->arena, name, n)));
		*p = name + n;
		return true;
	}
	for (size_t i = 0; i < r->homes.n; i++) {
		const char *rest = skip_prefix(*p, r->homes.v[i]);

		if (!rest || component(rest))
			continue;
		str_add(out, r->instead.v[i]);
		*p = rest;
		return true;
	}
	return false;
}

static bool redact_word(struct redaction *r, const char **p, struct str *out)
{
	const struct strv *lists[] = { &r->hosts, &r->names, &r->others };

	for (size_t l = 0; l < ARRAY_SIZE(lists); l++)
		for (size_t i = 0; i < lists[l]->n; i++) {
			const char *name = lists[l]->v[i];
			const char *rest = skip_prefix(*p, name);

			if (!rest || isalnum((unsigned char)*rest) || is_common(name))
				continue;
			str_add(out, l ? user_for(r, name) : "host");
			*p = rest;
			return true;
		}
	return false;
}

/* A UUID or a prefix of one, as CUDA_VISIBLE_DEVICES may contain. Different ones stay
 * different. */
static bool redact_uuid(struct redaction *r, const char **p, struct str *out)
{
	bool uuid = skip_prefix(*p, "GPU-") || skip_prefix(*p, "MIG-");
	size_t n = uuid ? strspn(*p + 4, "0123456789abcdefABCDEF-") : 0, i = 0;
	const char *head;

	if (n < UUID_MIN || isalnum((unsigned char)(*p)[4 + n]))
		return false;
	head = arena_ndup(r->arena, *p + 4, n < UUID_HEAD ? n : UUID_HEAD);
	while (i < r->gpus.n && !skip_prefix(r->gpus.v[i], head) &&
		!skip_prefix(head, r->gpus.v[i]))
		i++;
	if (i == r->gpus.n && i < GPUS_MAX)
		add(&r->gpus, head);
	else if (i < r->gpus.n && strlen(head) > strlen(r->gpus.v[i]))
		r->gpus.v[i] = head;
	str_addn(out, *p, 4);
	str_addf(out, "%08zx", i);
	if (n >= UUID_LENGTH)
		str_add(out, "-0000-0000-0000-000000000000");
	*p += 4 + n;
	return true;
}

/* Returns whether a path or a word can begin after `c`. */
static bool separates(char c)
{
	return isspace((unsigned char)c) || strchr("'\"=:,;()<>|`", c);
}

static const char *redacted(struct doctor *doctor, const char *text, bool paths_only);

/* Learns the names in variables before the first text is written. */
static void learn(struct doctor *doctor)
{
	for (char **e = doctor->subject.vars->environ; e && *e; e++)
		redacted(doctor, *e, false);
}

static const char *redacted(struct doctor *doctor, const char *text, bool paths_only)
{
	struct redaction *r = doctor->redaction;
	struct str out = str_new(&doctor->session.arena);
	const char *start;
	bool words = !paths_only;

	if (!r) {
		r = doctor->redaction = redaction_new(doctor);
		learn(doctor);
	}
	text = start = secret_hide(&doctor->session.arena, text);
	for (const char *p = text; *p;) {
		bool begins = p == start || !isalnum((unsigned char)p[-1]);

		if (p == start || separates(p[-1]))
			words = *p == '/' ? !redact_is_system_path(p) : !paths_only;
		if ((*p == '/' && redact_home(r, &p, &out)) ||
			(begins && words && redact_word(r, &p, &out)) ||
			(begins && redact_uuid(r, &p, &out)))
			continue;
		str_addc(&out, *p++);
	}
	return out.s;
}

const char *redact(struct doctor *doctor, const char *text)
{
	return redacted(doctor, text, false);
}

const char *redact_paths(struct doctor *doctor, const char *text)
{
	return redacted(doctor, text, true);
}
