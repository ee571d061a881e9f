# SPDX-License-Identifier: MIT
# `make lint` checks the source with static tools. A missing tool is a failure. `make format`
# formats the C files.
EXTRA_DIST += ARCHITECTURE.md CONTRIBUTING.md LICENSE NEWS README.md \
	bootstrap .ci/run .clang-format .editorconfig tests/lint-prose tests/lint-prose.tsv

.PHONY: lint lint-c lint-format lint-man lint-prose lint-sh lint-words format

CLANG_FORMAT = clang-format
CODESPELL = codespell
CPPCHECK = cppcheck
MANDOC = mandoc
PERL = perl
SHELLCHECK = shellcheck

C_DIRS = src tests bench
C_FILES = `find $(C_DIRS) -name '*.[ch]' | LC_ALL=C sort`
# The file that loads this one assigns the variable.
INIT_SETS = SC2154
TEST_WAYS = $(INIT_SETS),SC1007,SC2034,SC2088,SC2164
HOOK_WAYS = $(INIT_SETS),SC1007,SC2016,SC2119,SC2120,SC2128,SC2178,SC2206,SC2317

lint: lint-format lint-c lint-sh lint-man lint-words lint-prose

lint-format:
	cd '$(srcdir)' && $(CLANG_FORMAT) --dry-run -Werror $(C_FILES)

# cppcheck does not see that "a ? !b || f(b) : c" tests b before it calls f.
lint-c:
	cd '$(srcdir)' && $(CPPCHECK) --quiet --error-exitcode=1 --inline-suppr \
		--enable=warning,performance,portability \
		--suppress=ctunullpointer:src/core/macro.h \
		--suppress=nullPointerRedundantCheck:src/core/macro.h -j2 -Isrc $(C_DIRS)

lint-sh:
	cd '$(srcdir)' && $(SHELLCHECK) bootstrap .ci/run tests/try-distribution
	cd '$(srcdir)' && $(SHELLCHECK) -s bash completions/cudaenv.bash
	cd '$(srcdir)' && $(SHELLCHECK) -s bash -e $(HOOK_WAYS) shell/cudaenv.bash shell/remove.bash
	cd '$(srcdir)' && $(SHELLCHECK) -s sh -e $(HOOK_WAYS) shell/cudaenv.sh
	cd '$(srcdir)' && $(SHELLCHECK) -s sh -S warning -e $(INIT_SETS) tests/*.sh
	cd '$(srcdir)' && $(SHELLCHECK) -s bash -S warning -e $(TEST_WAYS) tests/*.bash tests/*.bats
	cd '$(srcdir)' && zsh -n completions/_cudaenv && fish -n completions/cudaenv.fish

lint-man:
	cd '$(srcdir)' && $(MANDOC) -Tlint -W warning man/*.[0-9]

# Spelling. Nd is a macro of mdoc and crate a term of Rust; the others are misspellings that
# tests need.
SPELLED = nd,te,hda,availabel,wasn,vesions,crate,ecret,nnumber,detals,runing
lint-words:
	cd '$(srcdir)' && $(CODESPELL) -L $(SPELLED) bootstrap configure.ac \
		Makefile.am *.md NEWS m4/cudaenv*.m4 completions data man shell src tests

# Words that the glossary in CONTRIBUTING.md bans.
lint-prose:
	cd '$(srcdir)' && $(PERL) tests/lint-prose

format:
	cd '$(srcdir)' && $(CLANG_FORMAT) -i $(C_FILES)
