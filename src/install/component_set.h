/* SPDX-License-Identifier: MIT
 * The components that are known: which belong to a toolkit, and which make up a small one.
 * Facts, from data/redist_components.tsv and data/redist_products.tsv.
 */
#pragma once

#include "model/table.h"

enum set { SET_MINIMAL, SET_DEFAULT, SET_FULL };

struct component_set {
	struct table components, products;
};

/* Returns 0 or a negative errno, with *missing, the file. */
_must_check_ int component_set_read(struct component_set *known, struct arena *arena,
	const char *data, const char **missing);
bool component_set_has(
	const struct component_set *known, const char *component, enum set set);
/* For a product other than the toolkit: returns true for all components except samples,
 * other forms of the same files, and what is known not to belong to a toolkit. */
bool component_set_fits(const struct component_set *known, const char *component);
/* Returns the server's directory for the common name of a product, "cudnn" or "nccl":
 * mostly the same. */
const char *component_set_product(const struct component_set *known, const char *name);
