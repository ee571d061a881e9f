/* SPDX-License-Identifier: MIT
 * The subcommands of cudaenv-install, each in the file of its name (outdated is in
 * upgrade.c).
 */
#pragma once

#include "session/select.h"

enum status subcommand_cache(struct session *session, int argc, char **argv);
enum status subcommand_components(struct session *session, int argc, char **argv);
enum status subcommand_install(struct session *session, int argc, char **argv);
enum status subcommand_link_venv(struct session *session, int argc, char **argv);
enum status subcommand_outdated(struct session *session, int argc, char **argv);
enum status subcommand_uninstall(struct session *session, int argc, char **argv);
enum status subcommand_upgrade(struct session *session, int argc, char **argv);
enum status subcommand_verify(struct session *session, int argc, char **argv);
