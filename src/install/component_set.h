/* SPDX-License-Identifier: MIT
 * What components are: which belong to a toolkit, and which make up a small one. Facts,
 * from data/redist_components.tsv and data/redist_products.tsv.
 */
#pragma once

#include "model/table.h"

enum set { SET_MINIMAL, SET_DEFAULT, SET_FULL };

struct component_set {
	struct table components, products;
};

/* 0 or a negative errno, with *missing the file. */
_must_check_ int component_set_read(struct component_set *known, struct arena *arena,
	const char *data, const char **missing);
bool component_set_has(
	const struct component_set *known, const char *component, enum set set);
/* Of a product that is no toolkit: true for all but samples, other forms of the same, and
 * what is known not to belong to a toolkit. */
bool component_set_fits(const struct component_set *known, const char *component);
/* The server's directory for what people call "cudnn", "nccl": themselves, mostly. */
const char *component_set_product(const struct component_set *known, const char *name);
