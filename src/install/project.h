/* SPDX-License-Identifier: MIT
 * A project of a package index or of a wheelhouse: its files, and the choice of one.
 */
#pragma once

#include "model/table.h"
#include "simple.h"
#include "source.h"
#include "wheel.h"

/* The index or wheelhouse, and the machine that the wheels are for. */
struct wheels {
	struct source source;
	const char *index; /* the address of the index, without "/" at its end; or NULL */
	const char *house; /* the wheelhouse, or NULL */
	struct table table;  /* wheel_projects.tsv */
	const char *machine; /* "x86_64" */
	struct version glibc;
	const char *major; /* of the toolkit, once its manifest is read */
};

struct project {
	const char *name; /* "nvidia-cuda-nvcc" */
	const char *url;  /* of its page, with "/" at its end; or the wheelhouse */
	struct simple_page files;
};

/* Reads the lists of files of `n` projects, whose names are set. Prints what is wrong. */
_must_check_ enum status projects_read(
	struct wheels *wheels, struct project *projects, size_t n);
/* Parses the name of a file. Returns false if it is not a wheel of the project. */
bool project_wheel(const struct wheels *wheels, const struct project *project,
	const struct simple_file *file, struct wheel *wheel);
/* Returns the newest file for this machine whose version starts with `prefix`, never one that
 * was yanked, and never a preview; *chosen is what its name says. Returns NULL if there is
 * none, and prints why. */
const struct simple_file *project_choose(struct wheels *wheels,
	const struct project *project, const char *prefix, struct wheel *chosen);
