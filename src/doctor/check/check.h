/* SPDX-License-Identifier: MIT
 * A check: one row of the table at the end of its group's file, and the function above it.
 *
 * To add one, write both in the file of its group, and a machine that it finds something
 * wrong with in tests/machines/broken.txt. Nothing else lists the checks.
 *
 * The function reads the facts (gather/facts.h) and files of the subject. If it finds
 * nothing wrong, it adds no finding. A check changes nothing.
 */
#pragma once

#include "doctor/exam.h"
#include "doctor/finding.h"
#include "doctor/fix.h"

struct check {
	const char *id;	   /* documented, never renamed */
	const char *title; /* a statement that is true if nothing is wrong */
	void (*run)(struct exam *exam);
	/* Returns why there is nothing to examine, or NULL (absent.h). A check that found
	 * nothing is ok only if there was. */
	const char *(*absent)(const struct exam *exam);
	unsigned concerns;    /* FOR_RUN, FOR_BUILD */
	const char *requires; /* ids: skipped if one of them found an error; NULL */
	const char *explains; /* ids: their findings are consequences of this one; NULL */
	const char *variables; /* those that it reads, which a capture keeps; NULL */
	const char *why, *fix; /* what --explain prints */
	bool quiet;	       /* a note of it is printed only with --verbose */
};

/* The checks of a group end with a row without an id. */
struct check_group {
	const char *name;
	const struct check *checks;
	/* Returns why none of them applies to the subject, or NULL. May be NULL. */
	const char *(*absent)(const struct exam *exam);
};

/* All groups, in the order in which they run; the last one has no name. */
extern const struct check_group check_groups[];

extern const struct check build_checks[], container_checks[], cuda_checks[],
	cudaenv_checks[], device_checks[], driver_checks[], environment_checks[],
	gpu_checks[], hardware_checks[], kernel_checks[], loader_checks[],
	python_checks[], toolkit_checks[];

/* Returns the check with this id, or NULL. */
const struct check *check_find(const char *id);
/* Returns the name of its group. */
const char *check_group_of(const struct check *check);

/* The ids of checks that fail on a machine whose kernel module is not loaded. */
#define WITHOUT_MODULE                                                              \
	"driver-missing-libs dev-missing uvm-missing modprobe-helper cuinit-other " \
	"gsp-firmware-missing kmod-disk-differs"
