/* SPDX-License-Identifier: MIT
 * What the machine is asked besides its files, as keys and values: the kernel's name, the
 * device nodes, the loader's cache, what the driver's libraries answered. On the running
 * machine an answer is found when it is first asked for; a captured machine brings them;
 * a mounted image has those alone that its files hold.
 *
 *	uname.release, libc, uid, groups
 *	origin			"image", of one that was captured from a mounted image
 *	node:/dev/nvidia0	"c 195 0 666 0 44 0": type, major, minor, mode, uid, gid,
 *and the errno of opening it (-1: not tried); "" when absent loader
 *"SONAME<tab>PATH" lines of the loader's cache that matter here probe:cuda, probe:nvml,
 *probe:bandwidth "end=exited 0" (killed 11, timeout 0), then what the probe told
 *	probe:cuda-visible	the same without CUDA_VISIBLE_DEVICES
 *	probe:cuda-loader	the same without LD_LIBRARY_PATH
 */
#pragma once

#include "doctor/doctor.h"

enum origin {
	ORIGIN_LIVE,	 /* the running machine */
	ORIGIN_IMAGE,	 /* a directory */
	ORIGIN_CAPTURED, /* what --capture wrote */
};

struct answers {
	enum origin origin;
	struct strv keys, values;
	const char *nodes_root; /* --pid: that process's root; "" */
};

struct answers *answers_new(struct arena *arena, enum origin origin);
/* NULL when there is no answer. */
const char *answer(struct doctor *doctor, const char *key);
void answer_keep(struct answers *answers, const char *key, const char *value);

/* A machine of which files alone are known, now or when it was captured. */
bool answers_of_image(struct doctor *doctor);

/* Puts the first questions to the driver's libraries, at once and side by side; the
 * second call waits for the answers, and asks again without the variables when they
 * failed. */
void driver_questions(struct doctor *doctor);
void driver_answers(struct doctor *doctor);
/* Measures copies: seconds. */
void bandwidth_answer(struct doctor *doctor);
