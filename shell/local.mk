# SPDX-License-Identifier: MIT
# What `cudaenv init SHELL` prints; the names stand in src/shells.
pkgshelldir = $(pkgdatadir)/shell
dist_pkgshell_DATA = \
	shell/cudaenv.bash \
	shell/cudaenv.elvish \
	shell/cudaenv.fish \
	shell/cudaenv.ksh \
	shell/cudaenv.mksh \
	shell/cudaenv.nu \
	shell/cudaenv.sh \
	shell/cudaenv.tcsh \
	shell/cudaenv.xonsh \
	shell/cudaenv.zsh

SCRIPT_TESTS += tests/check-installed.sh
