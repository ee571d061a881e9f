/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "assemble.h"

#include "devfiles.h"
#include "leftover.h"
#include "linktree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

static enum status complain(struct assembly *assembly, const char *what)
{
	out_warn(&assembly->session->out, "cannot put the toolkit together: %s", what);
	return STATUS_FAILED;
}

static enum status read_listing(
	struct assembly *assembly, const struct job *job, struct listing *from)
{
	int r;

	*from = listing_new(&assembly->session->arena);
	r = listing_read(from, assembly->stage->dir,
		pipeline_listing(&assembly->session->arena, job));
	return r < 0 ? complain(assembly, strerror(-r)) : 0;
}

static int open_unpacked(
	struct assembly *assembly, const struct job *job, const char *below)
{
	return openat(assembly->stage->dir,
		arena_printf(&assembly->session->arena, "unpack/%s%s%s", job->dir,
			below ? "/" : "", below ? below : ""),
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static enum status add_component(struct assembly *assembly, struct tree *tree, int dir,
	const struct listing *from, struct component component)
{
	struct listing into = listing_new(&assembly->session->arena);

	if (dir < 0)
		return complain(assembly, strerror(errno));
	if (streq(component.name, RECORD_OWN))
		return complain(assembly, "a component is called `" RECORD_OWN
					  "': this name is reserved for cudaenv");
	if (!tree_add(tree, dir, from, component.name, &into) ||
		!record_write_files(tree, component.name, &into))
		return complain(assembly, tree->problem);
	record_add(assembly->record, component);
	return STATUS_DONE;
}

static enum status add_package(
	struct assembly *assembly, struct tree *tree, const struct job *job)
{
	_cleanup_close_ int dir = open_unpacked(assembly, job, NULL);
	const struct package *p = job->package;
	struct listing from;
	enum status status = read_listing(assembly, job, &from);

	return status ? status
		      : add_component(assembly, tree, dir, &from,
				(struct component){ p->component, p->version, p->product,
					p->release, p->license, p->sha256, p->title });
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct item *)a)->path, ((const struct item *)b)->path);
}

/* The entries of a runfile are listed as COMPONENT/PATH. */
static enum status add_runfile(
	struct assembly *assembly, struct tree *tree, const struct job *job)
{
	struct arena *arena = &assembly->session->arena;
	struct listing all;
	enum status status = read_listing(assembly, job, &all);

	if (!status && all.n)
		qsort(all.v, all.n, sizeof(*all.v), by_path);
	for (size_t i = 0; i < all.n && !status;) {
		size_t n = strcspn(all.v[i].path, "/");
		const char *name = arena_ndup(arena, all.v[i].path, n);
		struct listing from = listing_new(arena);
		_cleanup_close_ int dir = open_unpacked(assembly, job, name);

		for (; i < all.n && strncmp(all.v[i].path, name, n) == 0 &&
			(all.v[i].path[n] == '/' || !all.v[i].path[n]);
			i++) {
			struct item item = all.v[i];

			item.path += n + (item.path[n] == '/');
			if (*item.path)
				listing_add(&from, item);
		}
		status = add_component(assembly, tree, dir, &from,
			(struct component){ name, job->package->version, "cuda",
				job->package->release, job->package->license,
				job->package->sha256, name });
	}
	if (!status && !all.n)
		status = complain(assembly,
			"the runfile has no toolkit in it (nothing below builds/)");
	return status;
}

static enum status fill(struct assembly *assembly, struct tree *tree)
{
	enum status status = STATUS_DONE;

	for (size_t i = 0; i < assembly->n && !status; i++)
		status = assembly->runfile
				 ? add_runfile(assembly, tree, &assembly->jobs[i])
				 : add_package(assembly, tree, &assembly->jobs[i]);
	if (!status && (!tree_finish(tree, assembly->record->platform) ||
			       (streq(assembly->record->source, "wheels") &&
				       !devfiles_add(tree, assembly->record->platform)) ||
			       !record_write(tree, assembly->record)))
		status = complain(assembly, tree->problem);
	if (!status) {
		int number = signals_pending(assembly->signals);

		if (number) {
			out_warn(&assembly->session->out,
				"stopped; the downloads are kept for the next run");
			status = 128 + number;
		}
	}
	return status;
}

static enum status publish(struct assembly *assembly)
{
	int r = stage_publish(assembly->stage, assembly->adding);

	return r < 0 ? out_error(&assembly->session->out, r,
			       "cannot put the toolkit at %s", assembly->stage->target)
		     : 0;
}

static int open_tree(int at, const char *name)
{
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Adds the installed files to the tree's paths, so that they are not overwritten. */
static enum status know(struct assembly *assembly, struct tree *tree)
{
	struct record *record = assembly->record;
	struct listing own = listing_new(&assembly->session->arena);
	int r = record_listing(record, tree->dir, RECORD_OWN, &own);

	for (size_t i = 0; i < own.n; i++)
		if (!streq(own.v[i].path, TREE_VERSION)) /* written again */
			listing_add(&tree->own, own.v[i]);
	tree_know(tree, &tree->own, RECORD_OWN);
	for (size_t i = 0; i < record->n && r == 0; i++) {
		struct listing files = listing_new(&assembly->session->arena);

		r = record_listing(record, tree->dir, record->components[i].name, &files);
		tree_know(tree, &files, record->components[i].name);
	}
	return r < 0 ? complain(assembly,
			       arena_printf(tree->arena, "%s: %s", record->file,
				       r == -EBADMSG ? "it is damaged" : strerror(-r)))
		     : 0;
}

/* Can two directories be exchanged in this file system? */
static bool can_exchange(int dir)
{
	bool can = mkdirat(dir, "a", 0700) == 0 && mkdirat(dir, "b", 0700) == 0 &&
		   renameat2(dir, "a", dir, "b", RENAME_EXCHANGE) == 0;

	unlinkat(dir, "a", AT_REMOVEDIR);
	unlinkat(dir, "b", AT_REMOVEDIR);
	return can;
}

/* If the file system can neither link nor exchange: moves the files one by one, and writes
 * the record last. */
static enum status add_in_place(struct assembly *assembly)
{
	_cleanup_close_ int dir =
		open_tree(assembly->stage->parent, assembly->stage->base);
	struct tree tree = tree_new(&assembly->session->arena, dir, assembly->path);
	struct str names = str_new(&assembly->session->arena);
	enum status status;

	if (dir < 0)
		return complain(assembly, strerror(errno));
	for (size_t i = 0; i < assembly->n; i++)
		str_addf(&names, "%s\n", assembly->jobs[i].package->component);
	tree.resume = faccessat(dir, RECORD_ADDING, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	status = know(assembly, &tree);
	if (!status && !tree_write(&tree, RECORD_ADDING, names.s, names.len, true))
		status = complain(assembly, tree.problem);
	if (!status)
		status = fill(assembly, &tree);
	if (!status && (syncfs(dir) < 0 || unlinkat(dir, RECORD_ADDING, 0) < 0))
		status = complain(assembly, strerror(errno));
	return status;
}

static enum status fill_copy(struct assembly *assembly)
{
	_cleanup_close_ int dir = open_tree(assembly->stage->dir, "tree");
	struct tree tree = tree_new(&assembly->session->arena, dir, assembly->path);
	enum status status;
	int r;

	leftover_unmark(dir);
	tree.resume = faccessat(dir, RECORD_ADDING, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	status = know(assembly, &tree);
	if (!status)
		status = fill(assembly, &tree);
	if (!status && unlinkat(dir, RECORD_ADDING, 0) < 0 && errno != ENOENT)
		status = complain(assembly, strerror(errno));
	if (status)
		return status;
	r = leftover_mark(assembly->stage);
	return r < 0 ? complain(assembly, strerror(-r)) : publish(assembly);
}

static enum status add_to(struct assembly *assembly)
{
	struct stage *stage = assembly->stage;
	int r = can_exchange(stage->dir)
			? linktree_at(stage->parent, stage->base, stage->dir, "tree")
			: -EPERM;

	if (r == -EPERM || r == -EMLINK || r == -EOPNOTSUPP || r == -EXDEV)
		return add_in_place(assembly);
	return r < 0 ? complain(assembly, strerror(-r)) : fill_copy(assembly);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct job *)a)->package->component,
		((const struct job *)b)->package->component);
}

enum status assemble(struct assembly *assembly)
{
	_cleanup_close_ int dir = -1;
	struct tree tree;
	enum status status;

	/* The same order in every run, whichever download ends first. */
	qsort(assembly->jobs, assembly->n, sizeof(*assembly->jobs), by_name);
	if (assembly->adding)
		return add_to(assembly);
	dir = open_tree(assembly->stage->dir, "tree");
	tree = tree_new(&assembly->session->arena, dir, assembly->path);
	status = fill(assembly, &tree);
	return status ? status : publish(assembly);
}
