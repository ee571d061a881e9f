# SPDX-License-Identifier: MIT
# Tests of install, and what they need. Comes behind local.mk.
BATS_TESTS += \
	tests/cache.bats \
	tests/install.bats \
	tests/install-faults.bats \
	tests/install-hostile.bats \
	tests/install-kill.bats \
	tests/install-lost.bats \
	tests/install-runfile.bats \
	tests/install-server.bats \
	tests/install-real.bats \
	tests/uninstall.bats \
	tests/verify.bats

UNIT_TESTS += \
	tests/unit/entry.t \
	tests/unit/makeself.t \
	tests/unit/manifest.t

INSTALL_LDADD = libinstall.a libsession.a libmodel.a libcore.a $(INIH_LIBS) $(INSTALL_LIBS)

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

# In `make check-faults`: killed ten times as often.
FAULT_TESTS += tests/install-kill.bats
FAULT_COUNTS += KILLS=200

FUZZ_TARGETS += fuzz-entry fuzz-makeself fuzz-manifest
fuzz_entry_SOURCES = tests/fuzz/entry.c tests/fuzz/fuzz.h
fuzz_entry_LDADD = $(INSTALL_LDADD)
fuzz_entry_LDFLAGS = $(fuzz_link)
fuzz_makeself_SOURCES = tests/fuzz/makeself.c tests/fuzz/fuzz.h
fuzz_makeself_LDADD = $(INSTALL_LDADD)
fuzz_makeself_LDFLAGS = $(fuzz_link)
fuzz_manifest_SOURCES = tests/fuzz/manifest.c tests/fuzz/fuzz.h
fuzz_manifest_LDADD = $(INSTALL_LDADD)
fuzz_manifest_LDFLAGS = $(fuzz_link)
