# SPDX-License-Identifier: MIT
EXTRA_DIST += m4/cudaenv-compiler.m4
