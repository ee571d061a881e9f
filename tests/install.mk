# SPDX-License-Identifier: MIT
# Tests of install, and what they need. Comes behind local.mk.
BATS_TESTS += \
	tests/install.bats \
	tests/install-faults.bats \
	tests/install-hostile.bats \
	tests/install-kill.bats \
	tests/install-runfile.bats \
	tests/install-server.bats \
	tests/install-real.bats

UNIT_TESTS += \
	tests/unit/entry.t \
	tests/unit/makeself.t \
	tests/unit/manifest.t

INSTALL_LDADD = libinstall.a libmodel.a libcore.a $(INIH_LIBS) $(INSTALL_LIBS)

tests_unit_entry_t_SOURCES = tests/unit/entry.c
tests_unit_entry_t_LDADD = $(INSTALL_LDADD)
tests_unit_makeself_t_SOURCES = tests/unit/makeself.c
tests_unit_makeself_t_LDADD = $(INSTALL_LDADD)
tests_unit_manifest_t_SOURCES = tests/unit/manifest.c
tests_unit_manifest_t_LDADD = $(INSTALL_LDADD)

check_PROGRAMS += tests/tools/liar tests/tools/hostile tests/tools/manifest
tests_tools_liar_SOURCES = tests/tools/liar.c
tests_tools_liar_LDADD =
tests_tools_hostile_SOURCES = tests/tools/hostile.c
tests_tools_hostile_CFLAGS = $(AM_CFLAGS) $(ARCHIVE_CFLAGS)
tests_tools_hostile_LDADD = $(ARCHIVE_LIBS)
tests_tools_manifest_SOURCES = tests/tools/manifest.c
tests_tools_manifest_LDADD = $(INSTALL_LDADD)

EXTRA_DIST += tests/install.bash tests/manifests/redistrib_1.0.0.json \
	tests/manifests/redistrib_2.0.0.json tests/tools/noexchange.c

# The same as in tests/install-kill.bats, ten times as often.
check-faults: all $(check_PROGRAMS)
	$(AM_TESTS_ENVIRONMENT) KILLS=200 $(BATS) $(srcdir)/tests/install-kill.bats
.PHONY: check-faults
