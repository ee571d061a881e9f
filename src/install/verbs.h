/* SPDX-License-Identifier: MIT
 * How the verbs of cudaenv-install are described: in the table of commands of cudaenv,
 * which starts it, and in its own --help.
 */
#pragma once

#define CACHE_ARGS "[list | prune] [--dry-run]"
#define CACHE_SUMMARY "List or remove the downloads that are kept"
#define COMPONENTS_ARGS "[--json] [SPEC]"
#define COMPONENTS_SUMMARY "List what cudaenv put into a toolkit"
#define INSTALL_ARGS "[SPEC] [--list] [--dry-run] [OPTION...]"
#define INSTALL_SUMMARY "Download, verify and unpack a toolkit"
#define UNINSTALL_ARGS "[--force] [--dry-run] SPEC"
#define UNINSTALL_SUMMARY "Remove a toolkit that cudaenv installed"
#define VERIFY_ARGS "[SPEC]"
#define VERIFY_SUMMARY "Compare a toolkit's files with what was installed"
