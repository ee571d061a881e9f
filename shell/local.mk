# SPDX-License-Identifier: MIT
# The hooks, which `cudaenv init SHELL` prints. src/shells contains their names.
pkgshelldir = $(pkgdatadir)/shell
dist_pkgshell_DATA = \
	shell/common.sh \
	shell/cudaenv.bash \
	shell/cudaenv.elvish \
	shell/cudaenv.fish \
	shell/cudaenv.ksh \
	shell/cudaenv.mksh \
	shell/cudaenv.nu \
	shell/cudaenv.sh \
	shell/cudaenv.tcsh \
	shell/cudaenv.xonsh \
	shell/cudaenv.zsh \
	shell/remove.bash
