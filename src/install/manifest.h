/* SPDX-License-Identifier: MIT
 * A manifest: NVIDIA's list of the archives that make up one release of one product
 * (redistrib_X.Y.Z.json). Every name in it is checked here, so that it can be part of a URL
 * or a file name unchanged. A pure function of the text.
 */
#pragma once

#include "core/str.h"

/* One file to download. */
struct package {
	const char *component;	       /* "cuda_nvcc" */
	const char *title;	       /* "CUDA NVCC" */
	const char *version;	       /* of the component, "12.4.131" */
	const char *license;	       /* "CUDA Toolkit" */
	const char *product, *release; /* of the manifest: "cuda", "12.4.1" */
	const char *variant; /* the CUDA major version it is built for, "12"; NULL: any */
	const char *path;    /* below the product's directory on the server */
	const char *url;     /* its address; NULL: by its path */
	const char *sha256;  /* 64 hex digits, lower case; "" if it is not known */
	long long size;	     /* in bytes */
};

struct manifest {
	const char *product;	  /* its own name, or derived from what it lists */
	const char *release;	  /* "" if the file does not name it */
	struct package *packages; /* of the requested platform, in the file's order */
	size_t n;
};

/* In a record, the name of the listing of what belongs to no component. */
#define COMPONENT_RESERVED "cudaenv"

enum { MANIFEST_MAX = 4 * 1024 * 1024 }; /* bytes; the largest known one has 200 kB */

/* Reads the packages of `platform`, such as "linux-x86_64", and those of all Linux
 * platforms. Returns 0, or -EINVAL with *problem, which describes what is wrong where. */
_must_check_ int manifest_parse(struct arena *arena, const char *text, size_t len,
	const char *platform, struct manifest *manifest, const char **problem);

/* Returns true if it lists the archives of that product ("cublasmp-v0-1" is cublasmp). */
bool manifest_is_of(const struct manifest *manifest, const char *product);

/* Returns true for "a/b/c.tar.xz": relative, of [A-Za-z0-9._+~-], no component starts with
 * "." or "-", not too long. */
bool manifest_path_valid(const char *path);
