# SPDX-License-Identifier: MIT
# `make fuzz` builds the fuzz targets (configure CC=clang --enable-fuzzing). `make check-fuzz`
# runs each for FUZZ_RUNS inputs or FUZZ_SECONDS, starting from its seeds; the random seed is printed.
FUZZ_TARGETS = fuzz-address fuzz-capture fuzz-distrecord fuzz-driver fuzz-elf fuzz-entry fuzz-exam fuzz-explain fuzz-listing \
	fuzz-loadercache fuzz-makeself fuzz-manifest fuzz-metadata fuzz-record fuzz-release fuzz-secret \
	fuzz-settings fuzz-simple fuzz-spec fuzz-state fuzz-table fuzz-toolkit fuzz-versionfile \
	fuzz-wheel fuzz-xz
FUZZ_RUNS = 200000
FUZZ_SECONDS = 8
EXTRA_PROGRAMS += $(FUZZ_TARGETS)
EXTRA_DIST += tests/fuzz/seeds
fuzz_link = $(AM_LDFLAGS) -fsanitize=fuzzer,address,undefined
fuzz_address_SOURCES = tests/fuzz/address.c tests/fuzz/fuzz.h
fuzz_address_LDADD = $(install_libs)
fuzz_address_LDFLAGS = $(fuzz_link)
fuzz_capture_SOURCES = tests/fuzz/capture.c $(doctor_sources) tests/fuzz/fuzz.h
fuzz_capture_LDFLAGS = $(fuzz_link)
fuzz_distrecord_SOURCES = tests/fuzz/distrecord.c tests/fuzz/fuzz.h
fuzz_distrecord_LDADD = $(install_libs)
fuzz_distrecord_LDFLAGS = $(fuzz_link)
fuzz_driver_SOURCES = tests/fuzz/driver.c tests/fuzz/fuzz.h
fuzz_driver_LDFLAGS = $(fuzz_link)
fuzz_elf_SOURCES = tests/fuzz/elf.c tests/fuzz/fuzz.h
fuzz_elf_LDFLAGS = $(fuzz_link)
fuzz_entry_SOURCES = tests/fuzz/entry.c tests/fuzz/fuzz.h
fuzz_entry_LDADD = $(install_libs)
fuzz_entry_LDFLAGS = $(fuzz_link)
fuzz_exam_SOURCES = tests/fuzz/exam.c $(doctor_sources) tests/fuzz/fuzz.h
fuzz_exam_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_DATADIR='"$(abs_top_srcdir)"'
fuzz_exam_LDFLAGS = $(fuzz_link)
fuzz_listing_SOURCES = tests/fuzz/listing.c tests/fuzz/fuzz.h
fuzz_listing_LDADD = $(install_libs)
fuzz_listing_LDFLAGS = $(fuzz_link)
fuzz_loadercache_SOURCES = tests/fuzz/loadercache.c src/doctor/gather/loadercache.c tests/fuzz/fuzz.h
fuzz_loadercache_LDFLAGS = $(fuzz_link)
fuzz_explain_SOURCES = tests/fuzz/explain.c tests/fuzz/fuzz.h $(explain_engine)
fuzz_explain_LDFLAGS = $(fuzz_link)
fuzz_makeself_SOURCES = tests/fuzz/makeself.c tests/fuzz/fuzz.h
fuzz_makeself_LDADD = $(install_libs)
fuzz_makeself_LDFLAGS = $(fuzz_link)
fuzz_manifest_SOURCES = tests/fuzz/manifest.c tests/fuzz/fuzz.h
fuzz_manifest_LDADD = $(install_libs)
fuzz_manifest_LDFLAGS = $(fuzz_link)
fuzz_metadata_SOURCES = tests/fuzz/metadata.c tests/fuzz/fuzz.h
fuzz_metadata_LDADD = $(install_libs)
fuzz_metadata_LDFLAGS = $(fuzz_link)
fuzz_record_SOURCES = tests/fuzz/record.c tests/fuzz/fuzz.h
fuzz_record_LDADD = $(install_libs)
fuzz_record_LDFLAGS = $(fuzz_link)
fuzz_release_SOURCES = tests/fuzz/release.c tests/fuzz/fuzz.h
fuzz_release_LDADD = $(install_libs)
fuzz_release_LDFLAGS = $(fuzz_link)
fuzz_secret_SOURCES = tests/fuzz/secret.c src/doctor/capture/secret.c tests/fuzz/fuzz.h
fuzz_secret_LDFLAGS = $(fuzz_link)
fuzz_settings_SOURCES = tests/fuzz/settings.c tests/fuzz/fuzz.h
fuzz_settings_LDFLAGS = $(fuzz_link)
fuzz_simple_SOURCES = tests/fuzz/simple.c tests/fuzz/fuzz.h
fuzz_simple_LDADD = $(install_libs)
fuzz_simple_LDFLAGS = $(fuzz_link)
fuzz_spec_SOURCES = tests/fuzz/spec.c tests/fuzz/fuzz.h
fuzz_spec_LDFLAGS = $(fuzz_link)
fuzz_state_SOURCES = tests/fuzz/state.c tests/fuzz/fuzz.h
fuzz_state_LDFLAGS = $(fuzz_link)
fuzz_table_SOURCES = tests/fuzz/table.c tests/fuzz/fuzz.h
fuzz_table_LDFLAGS = $(fuzz_link)
fuzz_toolkit_SOURCES = tests/fuzz/toolkit.c tests/fuzz/fuzz.h
fuzz_toolkit_LDFLAGS = $(fuzz_link)
fuzz_versionfile_SOURCES = tests/fuzz/versionfile.c tests/fuzz/fuzz.h
fuzz_versionfile_LDFLAGS = $(fuzz_link)
fuzz_wheel_SOURCES = tests/fuzz/wheel.c tests/fuzz/fuzz.h
fuzz_wheel_LDADD = $(install_libs)
fuzz_wheel_LDFLAGS = $(fuzz_link)
fuzz_xz_SOURCES = tests/fuzz/xz.c tests/fuzz/fuzz.h
fuzz_xz_LDADD = $(install_libs)
fuzz_xz_LDFLAGS = $(fuzz_link)

.PHONY: fuzz check-fuzz
clean-local:
	-rm -rf $(FUZZ_TARGETS) fuzz-*.corpus

if FUZZING
fuzz: $(FUZZ_TARGETS)

check-fuzz: fuzz
	@for target in $(FUZZ_TARGETS); do \
		seeds=`echo $$target | sed 's,fuzz-,$(srcdir)/tests/fuzz/seeds/,'`; \
		$(MKDIR_P) $$target.corpus && \
		./$$target -runs=$(FUZZ_RUNS) -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=10 -verbosity=0 \
			$$target.corpus $$seeds && \
		echo "PASS: $$target, $(FUZZ_RUNS) runs or $(FUZZ_SECONDS) s" || \
		{ echo "FAIL: $$target"; exit 1; }; \
	done

else
fuzz check-fuzz:
	@echo "fuzz targets need: configure CC=clang --enable-fuzzing" >&2; exit 1
endif
