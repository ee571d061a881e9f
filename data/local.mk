# SPDX-License-Identifier: MIT
# Facts that change with time: tab-separated tables, each with its sources.
pkgdatadatadir = $(pkgdatadir)/data
dist_pkgdatadata_DATA = \
	data/driver_branch.tsv \
	data/error_codes.tsv \
	data/family_driver.tsv \
	data/fixes.rec \
	data/forward_compat.tsv \
	data/minor_compat.tsv \
	data/pci_family.tsv \
	data/redist_components.tsv \
	data/redist_labels.tsv \
	data/redist_products.tsv \
	data/runfiles.tsv \
	data/sm_arch.tsv \
	data/torch_arch.tsv \
	data/wheel_projects.tsv

# Messages and what they mean: one file a family (data/explain/README.md).
explaindatadir = $(pkgdatadir)/data/explain
dist_explaindata_DATA = $(explain_families) data/explain/README.md data/explain/index
include data/explain/local.mk
