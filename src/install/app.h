/* SPDX-License-Identifier: MIT
 * The subcommands of cudaenv-install, and what several of them share.
 */
#pragma once

#include "session/select.h"

/* --- the subcommands, each in the file of its name --- */

enum status verb_cache(struct session *session, int argc, char **argv);
enum status verb_components(struct session *session, int argc, char **argv);
enum status verb_install(struct session *session, int argc, char **argv);
enum status verb_uninstall(struct session *session, int argc, char **argv);
enum status verb_verify(struct session *session, int argc, char **argv);

/* --- what several of them do (main.c) --- */

/* "1.9 GB", "90 MB", "512 kB": in units of 1000, as download pages have it. */
const char *size_text(struct arena *arena, long long bytes);
