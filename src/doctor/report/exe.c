/* SPDX-License-Identifier: MIT
 * The order is that of the loader (ld.so(8)): RPATH of the file and of those that load
 * it, unless it has a RUNPATH; LD_LIBRARY_PATH; RUNPATH; the cache; the default
 * directories.
 */
#include "config.h"

#include "exe.h"

#include "core/elf.h"
#include "doctor/gather/loader.h"

#include <errno.h>
#include <fcntl.h>

enum { FILES_MAX = 512 };

struct loaded {
	const char *soname, *path, *real; /* path NULL: not found */
	const char *why;
	const struct loaded *parent;
	struct elf elf;
	bool not_elf; /* a file exists, but it cannot be loaded */
};

struct walk {
	struct doctor *doctor;
	struct loaded v[FILES_MAX];
	size_t n;
};

static int read_file(struct walk *walk, const char *path, struct elf *elf)
{
	const char *host = machine_host(walk->doctor->subject.machine, path);
	_cleanup_close_ int fd = host ? file_open_regular(AT_FDCWD, host) : -errno;

	*elf = (struct elf){ .needed = strv_new(&walk->doctor->session.arena) };
	return fd < 0 ? fd : elf_read_dynamic(&walk->doctor->session.arena, fd, elf);
}

/* Returns whether the loader would stop at this file. It skips files for another
 * architecture, but fails at one that is not an ELF file. */
static bool is_candidate(struct walk *walk, const char *path)
{
	struct elf elf;
	int r;

	if (!machine_is_file(walk->doctor->subject.machine, path))
		return false;
	r = read_file(walk, path, &elf);
	return r == -ENOEXEC || (r == 0 && elf.machine == walk->v[0].elf.machine);
}

/* Replaces $ORIGIN in an element of RPATH or RUNPATH. */
static const char *expanded(struct walk *walk, const char *element, const char *owner)
{
	struct arena *arena = &walk->doctor->session.arena;
	const char *dir = path_parent(arena, owner);
	const char *rest = skip_prefix(element, "$ORIGIN");

	if (!rest)
		rest = skip_prefix(element, "${ORIGIN}");
	return rest ? arena_printf(arena, "%s%s", dir, rest) : element;
}

/* An empty or relative element is relative to the current directory. */
static const char *in_list(
	struct walk *walk, const char *list, const char *owner, const char *soname)
{
	struct arena *arena = &walk->doctor->session.arena;
	const char *here = walk->doctor->subject.cwd;
	struct strv dirs = strv_split(arena, list ? list : "", ':');

	for (size_t i = 0; i < dirs.n; i++) {
		const char *dir = expanded(walk, dirs.v[i], owner), *path;

		if (*dir != '/' && here)
			dir = *dir ? path_join(arena, here, dir) : here;
		path = path_join(arena, dir, soname);
		if (list && *list && *path == '/' && is_candidate(walk, path))
			return path;
	}
	return NULL;
}

static const char *by_rpath(struct walk *walk, const struct loaded *parent,
	const char *soname, const char **why)
{
	for (const struct loaded *l = parent; l; l = l->parent) {
		const char *path;

		if (l->elf.runpath)
			continue;
		path = in_list(walk, l->elf.rpath, l->path, soname);
		if (path) {
			*why = arena_printf(
				&walk->doctor->session.arena, "RPATH of %s", l->soname);
			return path;
		}
	}
	return NULL;
}

static void find(struct walk *walk, struct loaded *loaded)
{
	struct doctor *doctor = walk->doctor;
	struct libraries rest;

	if (!loaded->parent->elf.runpath)
		loaded->path =
			by_rpath(walk, loaded->parent, loaded->soname, &loaded->why);
	if (!loaded->path) {
		loaded->why = "LD_LIBRARY_PATH";
		loaded->path =
			in_list(walk, subject_var(&doctor->subject, "LD_LIBRARY_PATH"),
				"/", loaded->soname);
	}
	if (!loaded->path) {
		loaded->why = arena_printf(
			&doctor->session.arena, "RUNPATH of %s", loaded->parent->soname);
		loaded->path = in_list(walk, loaded->parent->elf.runpath,
			loaded->parent->path, loaded->soname);
	}
	if (!loaded->path) {
		rest = loader_find(
			&doctor->subject, &doctor->facts->loader_cache, loaded->soname);
		loaded->path = rest.n ? rest.v[0].path : NULL;
		loaded->why = rest.n ? rest.v[0].via : NULL;
	}
	if (loaded->path)
		loaded->real = subject_real(&doctor->subject, loaded->path);
}

static void read_elf(struct walk *walk, struct loaded *loaded)
{
	int r = 0;

	loaded->elf.needed = strv_new(&walk->doctor->session.arena);
	if (loaded->path)
		r = read_file(walk, loaded->path, &loaded->elf);
	if (r < 0)
		loaded->elf.needed = strv_new(&walk->doctor->session.arena);
	loaded->not_elf = r == -ENOEXEC;
}

static bool known(const struct walk *walk, const char *soname)
{
	for (size_t i = 0; i < walk->n; i++)
		if (streq(walk->v[i].soname, soname))
			return true;
	return false;
}

/* Breadth first, as the loader does it. Each soname is looked up once. */
static void walk_all(struct walk *walk)
{
	for (size_t i = 0; i < walk->n; i++)
		for (size_t k = 0; k < walk->v[i].elf.needed.n && walk->n < FILES_MAX;
			k++) {
			const char *soname = walk->v[i].elf.needed.v[k];
			struct loaded *next = &walk->v[walk->n];

			if (known(walk, soname))
				continue;
			*next = (struct loaded){ .soname = soname,
				.parent = &walk->v[i] };
			find(walk, next);
			read_elf(walk, next);
			walk->n++;
		}
}

static bool of_cuda(const char *soname)
{
	return skip_prefix(soname, "libcu") || skip_prefix(soname, "libnv") ||
	       skip_prefix(soname, "libnccl");
}

static void print_loaded(struct out *out, const struct loaded *l)
{
	out_print(out, "%s => %s", out_name(out, l->soname),
		l->path ? out_name(out, l->real) : "not found");
	if (l->path)
		out_print(out, " (by %s%s)", l->why,
			l->not_elf ? "; it is not an ELF file, so loading fails" : "");
	out_print(out, ", required by %s\n", out_name(out, l->parent->soname));
}

enum status exe_report(struct doctor *doctor, const char *file)
{
	struct walk *walk = arena_new(&doctor->session.arena, struct walk);
	struct out *out = &doctor->session.out;
	size_t missing = 0, cuda = 0;
	int r;

	walk->doctor = doctor;
	/* The kernel passes the program's path to the loader without links. */
	walk->v[0] = (struct loaded){
		.soname = path_base(file),
		.path = subject_real(&doctor->subject, file),
	};
	walk->n = 1;
	r = read_file(walk, walk->v[0].path, &walk->v[0].elf);
	if (r < 0) {
		out_error(out, r, "cannot read the program %s", file);
		return walk->doctor->session.failure;
	}
	walk_all(walk);
	for (size_t i = 1; i < walk->n; i++) {
		const struct loaded *l = &walk->v[i];
		bool lacks = !l->path || l->not_elf;

		missing += lacks;
		if (!of_cuda(l->soname) && !lacks)
			continue;
		cuda++;
		print_loaded(out, l);
	}
	if (!cuda)
		out_print(out,
			"%s is not linked with any CUDA library; it may load some at run time\n",
			out_name(out, file));
	return missing ? STATUS_FAILED : STATUS_DONE;
}
