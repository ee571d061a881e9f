/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

enum { ENVIRON_MAX = 1 << 20, STATUS_MAX = 64 * 1024, GROUPS_MAX = 1024 };

static const char *proc_link(struct doctor *doctor, const char *pid, const char *name)
{
	return path_readlink(&doctor->session.arena,
		arena_printf(&doctor->session.arena, "/proc/%s/%s", pid, name));
}

static int proc_text(struct doctor *doctor, const char *pid, const char *name, size_t max,
	struct text *text)
{
	return file_read_head(&doctor->session.arena, AT_FDCWD,
		arena_printf(&doctor->session.arena, "/proc/%s/%s", pid, name), max,
		text);
}

/* Stores the first number after `name` in /proc/PID/status, and what follows it. */
static bool status_number(
	const char *status, const char *name, unsigned long *number, const char **rest)
{
	const char *at = strstr(status, name);
	char *end;

	if (!at)
		return false;
	at += strlen(name);
	*number = strtoul(at, &end, 10);
	*rest = end;
	return end != at;
}

/* Returns the user that the process runs as. The owner of its directory in /proc proves
 * nothing: root owns that of every process that is not dumpable. */
static struct owner *owner_of(struct doctor *doctor, const char *status)
{
	struct owner *owner = arena_new(&doctor->session.arena, struct owner);
	gid_t *groups = arena_alloc(&doctor->session.arena, GROUPS_MAX * sizeof(*groups));
	unsigned long uid, gid;
	const char *rest, *at = strstr(status, "\nGroups:");

	if (!status_number(status, "\nUid:", &uid, &rest) ||
		!status_number(status, "\nGid:", &gid, &rest))
		return NULL;
	*owner = (struct owner){ (uid_t)uid, (gid_t)gid, groups, 0 };
	for (at = at ? at + strlen("\nGroups:") : ""; owner->n < GROUPS_MAX; owner->n++) {
		char *end;

		at += strspn(at, " \t");
		groups[owner->n] = (gid_t)strtoul(at, &end, 10);
		if (end == at)
			break;
		at = end;
	}
	return owner;
}

/* Returns whether the process gained privileges when it was started (setuid). Its
 * variables are then those of its caller. */
static bool gained_privileges(struct doctor *doctor, const char *pid)
{
	struct text text;
	Elf64_auxv_t entry;

	if (proc_text(doctor, pid, "auxv", STATUS_MAX, &text) < 0)
		return true;
	for (size_t at = 0; at + sizeof(entry) <= text.len; at += sizeof(entry)) {
		memcpy(&entry, text.s + at, sizeof(entry));
		if (entry.a_type == AT_SECURE)
			return entry.a_un.a_val != 0;
	}
	return true;
}

static void copy_var(struct vars *vars, const struct vars *from, const char *name)
{
	const char *value = vars_get(from, name);

	vars_set(vars, name, value, value != NULL);
}

/* Our variables, except for the choice of GPUs. Another user could read them from the
 * process, so that user gets only those that contain no secret. */
static struct vars probe_vars_own(
	struct doctor *doctor, const struct vars *own, const struct vars *its)
{
	struct vars vars = vars_copy(own);

	if (doctor->probe.owner) {
		vars = vars_new(&doctor->session.arena, NULL);
		vars_set(&vars, "PATH", "/usr/bin:/bin", true);
		copy_var(&vars, own, "CUDAENV_LIBCUDA");
	}
	copy_var(&vars, its, "CUDA_VISIBLE_DEVICES");
	copy_var(&vars, its, "CUDA_DEVICE_ORDER");
	return vars;
}

/* Its variables, except for those that would change what the probe itself does. */
static struct vars probe_vars_its(struct doctor *doctor, const struct vars *its)
{
	struct vars vars = vars_copy(its);

	vars_set(&vars, "LD_PRELOAD", NULL, false);
	vars_set(&vars, "LD_AUDIT", NULL, false);
	for (char **e = its->environ; *e; e++)
		if (skip_prefix(*e, "CUDAENV_"))
			vars_set(&vars,
				arena_ndup(&doctor->session.arena, *e, strcspn(*e, "=")),
				NULL, false);
	return vars;
}

static struct vars vars_from(struct doctor *doctor, const struct text *text)
{
	char **list =
		arena_alloc(&doctor->session.arena, (text->len + 2) * sizeof(*list));
	size_t n = 0;

	for (size_t at = 0; at < text->len; at += strlen(text->s + at) + 1)
		list[n++] = text->s + at;
	return vars_new(&doctor->session.arena, list);
}

static bool same_link(struct doctor *doctor, const char *pid, const char *name)
{
	const char *own = proc_link(doctor, "self", name);
	const char *other = proc_link(doctor, pid, name);

	return own && other && streq(own, other);
}

/* In another mount namespace or chroot, paths mean other files. */
static bool has_other_files(struct doctor *doctor, const char *pid)
{
	return !same_link(doctor, pid, "ns/mnt") || !same_link(doctor, pid, "root");
}

enum status process_open(struct doctor *doctor, const char *pid)
{
	struct session *session = &doctor->session;
	struct text environment, status;
	struct owner *owner;
	struct vars its;
	int r = -ESRCH;

	if (!*pid || pid[strspn(pid, "0123456789")] ||
		(r = proc_text(doctor, pid, "environ", ENVIRON_MAX, &environment)) < 0 ||
		(r = proc_text(doctor, pid, "status", STATUS_MAX, &status)) < 0) {
		out_error(&session->out, r, "cannot examine process %s", pid);
		return session->failure;
	}
	owner = owner_of(doctor, status.s);
	if (!owner) {
		out_warn(&session->out, "cannot read which user process %s runs as", pid);
		return session->failure;
	}
	its = vars_from(doctor, &environment);
	if (owner->uid != geteuid() && geteuid() != 0) {
		out_warn(&session->out,
			"process %s belongs to another user: only root can query the driver as that user",
			pid);
		return session->failure;
	}
	if (owner->uid != geteuid())
		doctor->probe.owner = owner;
	doctor->probe.vars =
		has_other_files(doctor, pid) || gained_privileges(doctor, pid)
			? probe_vars_own(doctor, &session->vars, &its)
			: probe_vars_its(doctor, &its);
	session->vars = its;
	doctor->subject.cwd = proc_link(doctor, pid, "cwd");
	doctor->subject.pid = pid;
	if (has_other_files(doctor, pid)) {
		session->machine.root =
			arena_printf(&session->arena, "/proc/%s/root", pid);
		doctor->observations->nodes_root = session->machine.root;
	}
	return STATUS_DONE;
}
