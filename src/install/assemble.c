/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "assemble.h"

#include "leftover.h"
#include "linktree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

static int complain(struct assembly *assembly, const char *what)
{
	out_warn(&assembly->app->out, "cannot put the toolkit together: %s", what);
	return 1;
}

static int read_listing(
	struct assembly *assembly, const struct job *job, struct listing *from)
{
	int r;

	*from = listing_new(&assembly->app->arena);
	r = listing_read(
		from, assembly->stage->dir, pipeline_listing(&assembly->app->arena, job));
	return r < 0 ? complain(assembly, strerror(-r)) : 0;
}

static int open_unpacked(
	struct assembly *assembly, const struct job *job, const char *below)
{
	return openat(assembly->stage->dir,
		arena_printf(&assembly->app->arena, "unpack/%s%s%s", job->dir,
			below ? "/" : "", below ? below : ""),
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static int add_component(struct assembly *assembly, struct tree *tree, int dir,
	const struct listing *from, struct component component)
{
	struct listing into = listing_new(&assembly->app->arena);

	if (dir < 0)
		return complain(assembly, strerror(errno));
	if (streq(component.name, RECORD_OWN))
		return complain(assembly, "a component is called `" RECORD_OWN
					  "': this name is cudaenv's own");
	if (!tree_add(tree, dir, from, component.name, &into) ||
		!record_write_files(tree, component.name, &into))
		return complain(assembly, tree->problem);
	record_add(assembly->record, component);
	return 0;
}

static int add_package(
	struct assembly *assembly, struct tree *tree, const struct job *job)
{
	_cleanup_close_ int dir = open_unpacked(assembly, job, NULL);
	const struct package *p = job->package;
	struct listing from;
	int r = read_listing(assembly, job, &from);

	return r ? r
		 : add_component(assembly, tree, dir, &from,
			   (struct component){ p->component, p->version, p->product,
				   p->release, p->license, p->sha256, p->title });
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct item *)a)->path, ((const struct item *)b)->path);
}

/* What a runfile held is listed as COMPONENT/PATH. */
static int add_runfile(
	struct assembly *assembly, struct tree *tree, const struct job *job)
{
	struct arena *arena = &assembly->app->arena;
	struct listing all;
	int r = read_listing(assembly, job, &all);

	if (!r && all.n)
		qsort(all.v, all.n, sizeof(*all.v), by_path);
	for (size_t i = 0; i < all.n && !r;) {
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
		r = add_component(assembly, tree, dir, &from,
			(struct component){ name, job->package->version, "cuda",
				job->package->release, job->package->license,
				job->package->sha256, name });
	}
	if (!r && !all.n)
		r = complain(
			assembly, "the runfile holds no toolkit (nothing below builds/)");
	return r;
}

static int fill(struct assembly *assembly, struct tree *tree)
{
	int r = 0;

	for (size_t i = 0; i < assembly->n && !r; i++)
		r = assembly->runfile ? add_runfile(assembly, tree, &assembly->jobs[i])
				      : add_package(assembly, tree, &assembly->jobs[i]);
	if (!r && (!tree_finish(tree, assembly->record->platform) ||
			  !record_write(tree, assembly->record)))
		r = complain(assembly, tree->problem);
	if (!r) {
		int number = signals_pending(assembly->signals);

		if (number) {
			out_warn(&assembly->app->out,
				"stopped; what was downloaded is kept for the next time");
			r = 128 + number;
		}
	}
	return r;
}

static int publish(struct assembly *assembly)
{
	int r = stage_publish(assembly->stage, assembly->adding);

	return r < 0 ? out_error(&assembly->app->out, r, "cannot put the toolkit at %s",
			       assembly->stage->target)
		     : 0;
}

static int open_tree(int at, const char *name)
{
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* What is there is known, so that nothing of it is taken for another's. */
static int know(struct assembly *assembly, struct tree *tree)
{
	struct record *record = assembly->record;
	struct listing own = listing_new(&assembly->app->arena);
	int r = record_listing(record, tree->dir, RECORD_OWN, &own);

	for (size_t i = 0; i < own.n; i++)
		if (!streq(own.v[i].path, TREE_VERSION)) /* written anew */
			listing_add(&tree->own, own.v[i]);
	tree_know(tree, &tree->own, RECORD_OWN);
	for (size_t i = 0; i < record->n && r == 0; i++) {
		struct listing files = listing_new(&assembly->app->arena);

		r = record_listing(record, tree->dir, record->components[i].name, &files);
		tree_know(tree, &files, record->components[i].name);
	}
	return r < 0 ? complain(assembly,
			       arena_printf(tree->arena, "%s: %s", record->file,
				       r == -EBADMSG ? "it is damaged" : strerror(-r)))
		     : 0;
}

/* Can two directories be exchanged here? */
static bool can_exchange(int dir)
{
	bool can = mkdirat(dir, "a", 0700) == 0 && mkdirat(dir, "b", 0700) == 0 &&
		   renameat2(dir, "a", dir, "b", RENAME_EXCHANGE) == 0;

	unlinkat(dir, "a", AT_REMOVEDIR);
	unlinkat(dir, "b", AT_REMOVEDIR);
	return can;
}

/* Where the file system can neither link nor exchange: one by one, the record last. */
static int add_in_place(struct assembly *assembly)
{
	_cleanup_close_ int dir =
		open_tree(assembly->stage->parent, assembly->stage->base);
	struct tree tree = tree_new(&assembly->app->arena, dir, assembly->path);
	struct str names = str_new(&assembly->app->arena);
	int r;

	if (dir < 0)
		return complain(assembly, strerror(errno));
	for (size_t i = 0; i < assembly->n; i++)
		str_addf(&names, "%s\n", assembly->jobs[i].package->component);
	tree.resume = faccessat(dir, RECORD_ADDING, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	r = know(assembly, &tree);
	if (!r && !tree_write(&tree, RECORD_ADDING, names.s, names.len, true))
		r = complain(assembly, tree.problem);
	if (!r)
		r = fill(assembly, &tree);
	if (!r && (syncfs(dir) < 0 || unlinkat(dir, RECORD_ADDING, 0) < 0))
		r = complain(assembly, strerror(errno));
	return r;
}

static int add_to(struct assembly *assembly)
{
	struct stage *stage = assembly->stage;
	_cleanup_close_ int dir = -1;
	struct tree tree;
	int r = can_exchange(stage->dir)
			? linktree_at(stage->parent, stage->base, stage->dir, "tree")
			: -EPERM;

	if (r == -EPERM || r == -EMLINK || r == -EOPNOTSUPP || r == -EXDEV)
		return add_in_place(assembly);
	if (r < 0)
		return complain(assembly, strerror(-r));
	dir = open_tree(stage->dir, "tree");
	leftover_unmark(dir);
	tree = tree_new(&assembly->app->arena, dir, assembly->path);
	tree.resume = faccessat(dir, RECORD_ADDING, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	r = know(assembly, &tree);
	if (!r)
		r = fill(assembly, &tree);
	if (!r && unlinkat(dir, RECORD_ADDING, 0) < 0 && errno != ENOENT)
		r = complain(assembly, strerror(errno));
	if (!r) {
		int marked = leftover_mark(stage);

		r = marked < 0 ? complain(assembly, strerror(-marked)) : 0;
	}
	return r ? r : publish(assembly);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct job *)a)->package->component,
		((const struct job *)b)->package->component);
}

int assemble(struct assembly *assembly)
{
	_cleanup_close_ int dir = -1;
	struct tree tree;
	int r;

	/* The same order in every run, whatever came first. */
	qsort(assembly->jobs, assembly->n, sizeof(*assembly->jobs), by_name);
	if (assembly->adding)
		return add_to(assembly);
	dir = open_tree(assembly->stage->dir, "tree");
	tree = tree_new(&assembly->app->arena, dir, assembly->path);
	r = fill(assembly, &tree);
	return r ? r : publish(assembly);
}
