/* SPDX-License-Identifier: MIT
 * The exit status of a program that prints its own errors.
 *
 * The tree has two kinds of result. A function that prints what went wrong returns an enum
 * status, kept in a variable named `status`. A function that does not print returns 0 or a
 * negative errno, kept in `r`. Whether to continue is a bool of its own.
 */
#pragma once

enum status {
	STATUS_DONE = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,	     /* wrong usage */
	STATUS_DOCTOR_FAILED = 2,    /* of doctor, where 1 means that it found an error */
	STATUS_NOT_EXECUTABLE = 126, /* of exec and which, as a shell exits */
	STATUS_NOT_FOUND = 127,
};

/* Returns the status of two steps that both ran: the first that is not STATUS_DONE. */
static inline enum status status_of(enum status first, enum status second)
{
	return first ? first : second;
}
