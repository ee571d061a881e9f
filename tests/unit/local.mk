# SPDX-License-Identifier: MIT
# Unit tests of pure functions, in C. Each prints TAP.
UNIT_TESTS = \
	tests/unit/checks.t \
	tests/unit/elf.t \
	tests/unit/address.t \
	tests/unit/entry.t \
	tests/unit/environ.t \
	tests/unit/explain.t \
	tests/unit/explain-pattern.t \
	tests/unit/explain-scan.t \
	tests/unit/file.t \
	tests/unit/makeself.t \
	tests/unit/manifest.t \
	tests/unit/pathlist.t \
	tests/unit/secret.t \
	tests/unit/settings.t \
	tests/unit/state.t \
	tests/unit/text.t \
	tests/unit/version.t \
	tests/unit/versionfile.t \
	tests/unit/wheel.t

check_PROGRAMS += $(UNIT_TESTS)
unit_common = tests/unit/random.h tests/unit/tap.h
install_libs = libinstall.a libsession.a libmodel.a libcore.a $(INIH_LIBS) $(INSTALL_LIBS)

tests_unit_checks_t_SOURCES = tests/unit/checks.c tests/unit/tap.h $(doctor_sources)
tests_unit_elf_t_SOURCES = tests/unit/elf.c $(unit_common)
tests_unit_address_t_SOURCES = tests/unit/address.c
tests_unit_address_t_LDADD = $(install_libs)
tests_unit_entry_t_SOURCES = tests/unit/entry.c
tests_unit_entry_t_LDADD = $(install_libs)
tests_unit_environ_t_SOURCES = tests/unit/environ.c $(unit_common)
tests_unit_explain_t_SOURCES = tests/unit/explain.c tests/unit/tap.h $(doctor_sources)
tests_unit_explain_pattern_t_SOURCES = tests/unit/explain-pattern.c $(explain_engine) \
	$(unit_common)
tests_unit_explain_scan_t_SOURCES = tests/unit/explain-scan.c $(explain_engine) \
	$(unit_common)
tests_unit_file_t_SOURCES = tests/unit/file.c $(unit_common)
tests_unit_makeself_t_SOURCES = tests/unit/makeself.c
tests_unit_makeself_t_LDADD = $(install_libs)
tests_unit_manifest_t_SOURCES = tests/unit/manifest.c
tests_unit_manifest_t_LDADD = $(install_libs)
tests_unit_pathlist_t_SOURCES = tests/unit/pathlist.c $(unit_common)
tests_unit_secret_t_SOURCES = tests/unit/secret.c src/doctor/capture/secret.c $(unit_common)
tests_unit_settings_t_SOURCES = tests/unit/settings.c $(unit_common)
tests_unit_state_t_SOURCES = tests/unit/state.c $(unit_common)
tests_unit_text_t_SOURCES = tests/unit/text.c $(unit_common)
tests_unit_version_t_SOURCES = tests/unit/version.c $(unit_common)
tests_unit_versionfile_t_SOURCES = tests/unit/versionfile.c $(unit_common)
tests_unit_wheel_t_SOURCES = tests/unit/wheel.c tests/unit/tap.h
tests_unit_wheel_t_LDADD = $(install_libs)
