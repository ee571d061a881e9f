/* SPDX-License-Identifier: MIT
 * What components are: which belong to a toolkit, and which make up a small one. Facts,
 * from data/redist_components.tsv and data/redist_products.tsv.
 */
#pragma once

#include "model/table.h"

enum set { SET_MINIMAL, SET_DEFAULT, SET_FULL };

struct catalogue {
	struct table components, products;
};

/* 0 or a negative errno, with *missing the file. */
_must_check_ int catalogue_read(struct catalogue *catalogue, struct arena *arena,
	const char *data, const char **missing);
bool catalogue_has(
	const struct catalogue *catalogue, const char *component, enum set set);
/* Of a product that is no toolkit: true for all but samples, other forms of the same, and
 * what is known not to belong to a toolkit. */
bool catalogue_fits(const struct catalogue *catalogue, const char *component);
/* The server's directory for what people call "cudnn", "nccl": themselves, mostly. */
const char *catalogue_product(const struct catalogue *catalogue, const char *name);
