/* SPDX-License-Identifier: MIT
 * A wheel: its file name and where its files belong in the tree of a toolkit. Pure
 * functions. The name is described in
 * https://packaging.python.org/en/latest/specifications/binary-distribution-format/
 */
#pragma once

#include "core/str.h"
#include "model/version.h"

struct wheel {
	const char *project; /* normalized: "nvidia-cuda-nvcc" */
	const char *version; /* "13.0.88": numbers with dots; "" for a preview */
	long build;	     /* the build tag, 0 if there is none */
	const char
		*tags; /* of the platform: "manylinux2014_x86_64.manylinux_2_17_x86_64" */
};

/* Returns the normalized name of a project: lower case, with one "-" for each run of
 * [-_.]; NULL if the name has other characters than [A-Za-z0-9._-]. */
const char *wheel_project(struct arena *arena, const char *name);
/* Parses the name of a file. Returns false if it is not the name of a wheel, or could not
 * be part of a path. */
bool wheel_parse(struct arena *arena, const char *file, struct wheel *wheel);
/* Returns true if the wheel is for Linux on `machine`, "x86_64", with this version of glibc
 * (VERSION_UNKNOWN: any). */
bool wheel_fits(const struct wheel *wheel, const char *machine, struct version glibc);

/* Versions of wheels: numbers, of which "13.0.3" and "13.0.3.0" are equal. Returns a
 * negative number, 0 or a positive one. */
int wheel_compare(const char *a, const char *b);
/* Returns true if the version starts with the numbers of `prefix`. */
bool wheel_version_matches(const char *version, const char *prefix);
/* Returns "13.0.3" for "13.0.3.0", which is the same release. */
const char *wheel_release(struct arena *arena, const char *version);

/* Returns where the file `name` of a wheel belongs in the tree, or NULL if it does not
 * belong there. "nvidia/cu13/bin/nvcc" is bin/nvcc, "cutensor/lib/x" is lib/x. The licenses
 * of `component` go below .cudaenv. Sets *problem for a file that a toolkit cannot have. */
const char *wheel_place(struct arena *arena, const char *component, const char *name,
	const char **problem);
