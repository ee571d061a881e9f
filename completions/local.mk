# SPDX-License-Identifier: MIT
# Completions: where `cudaenv completions SHELL` reads them, and where each shell looks for
# them.
pkgcompletionsdir = $(pkgdatadir)/completions
dist_pkgcompletions_DATA = \
	completions/cudaenv.bash completions/_cudaenv completions/cudaenv.fish

if BASH_COMPLETION
bashcompletion_DATA = completions/cudaenv.bash
endif
if ZSH_COMPLETION
zshcompletion_DATA = completions/_cudaenv
endif
if FISH_COMPLETION
fishcompletion_DATA = completions/cudaenv.fish
endif
