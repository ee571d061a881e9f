/* SPDX-License-Identifier: MIT
 * A page of a Python package index that lists the files of one project, in both forms of the
 * simple API: JSON and HTML. Described in
 * https://packaging.python.org/en/latest/specifications/simple-repository-api/
 */
#pragma once

#include "core/str.h"

#define SIMPLE_ACCEPT                           \
	"application/vnd.pypi.simple.v1+json, " \
	"application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"

struct simple_file {
	const char *name;   /* "nvidia_cuda_nvcc-13.0.88-py3-none-any.whl" */
	const char *url;    /* absolute, without a fragment */
	const char *sha256; /* 64 hex digits in lower case; "" if the page has none */
	const char *metadata_sha256; /* of its METADATA, at URL.metadata; "" */
	long long size;		     /* bytes; -1 if the page does not contain it */
	bool metadata;		     /* its METADATA can be fetched separately */
	bool yanked;
};

struct simple_page {
	struct simple_file *files; /* those with a name and a valid URL */
	size_t n;
	bool is_index; /* it has the form of such a page, even if it lists no file */
};

/* Parses a page that was read from `base`: JSON if it starts like an object, else HTML.
 * Returns 0, or -EINVAL with *problem. */
_must_check_ int simple_parse(struct arena *arena, const char *text, size_t len,
	const char *base, struct simple_page *page, const char **problem);
