# SPDX-License-Identifier: MIT
# The program that downloads and unpacks, with its own libraries.
pkglibexec_PROGRAMS += cudaenv-install
noinst_LIBRARIES += libinstall.a

INSTALL_CFLAGS = $(CURL_CFLAGS) $(CRYPTO_CFLAGS) $(ARCHIVE_CFLAGS) $(JANSSON_CFLAGS) \
	$(XML_CFLAGS)
INSTALL_LIBS = $(CURL_LIBS) $(CRYPTO_LIBS) $(ARCHIVE_LIBS) $(JANSSON_LIBS) $(XML_LIBS)

libinstall_a_CFLAGS = $(AM_CFLAGS) $(INIH_CFLAGS) $(INSTALL_CFLAGS)
libinstall_a_SOURCES = \
	src/install/address.c src/install/address.h \
	src/install/assemble.c src/install/assemble.h \
	src/install/cache.c \
	src/install/component_set.c src/install/component_set.h \
	src/install/components.c \
	src/install/confirm.c src/install/confirm.h \
	src/install/devfiles.c src/install/devfiles.h \
	src/install/digest.c src/install/digest.h \
	src/install/dist_info.c src/install/dist_info.h \
	src/install/dist_record.c src/install/dist_record.h \
	src/install/entry.c src/install/entry.h \
	src/install/estimate.c src/install/estimate.h \
	src/install/fetch.c src/install/fetch.h \
	src/install/in_use.c src/install/in_use.h \
	src/install/index_address.c src/install/index_address.h \
	src/install/install.c src/install/install.h \
	src/install/leftover.c src/install/leftover.h \
	src/install/license.c src/install/license.h \
	src/install/link_venv.c \
	src/install/linktree.c src/install/linktree.h \
	src/install/listing.c src/install/listing.h \
	src/install/makeself.c src/install/makeself.h \
	src/install/manifest.c src/install/manifest.h \
	src/install/metadata.c src/install/metadata.h \
	src/install/options.c src/install/options.h \
	src/install/owned.c src/install/owned.h \
	src/install/pathset.c src/install/pathset.h \
	src/install/pipeline.c src/install/pipeline.h \
	src/install/plan.c src/install/plan.h \
	src/install/progress.c src/install/progress.h \
	src/install/project.c src/install/project.h \
	src/install/record.c src/install/record.h \
	src/install/release.c src/install/release.h \
	src/install/runfile.c src/install/runfile.h \
	src/install/server.c src/install/server.h \
	src/install/simple.c src/install/simple.h \
	src/install/size.c src/install/size.h \
	src/install/source.c src/install/source.h \
	src/install/stage.c src/install/stage.h \
	src/install/store.c src/install/store.h \
	src/install/stub.c src/install/stub.h \
	src/install/subcommand.h \
	src/install/target.c src/install/target.h \
	src/install/tree.c src/install/tree.h \
	src/install/uninstall.c \
	src/install/upgrade.c \
	src/install/unpack.c src/install/unpack.h \
	src/install/venv.c src/install/venv.h \
	src/install/verify.c \
	src/install/wheel.c src/install/wheel.h \
	src/install/wheels.c src/install/wheels.h \
	src/install/worker.c src/install/worker.h \
	src/install/xz.c

cudaenv_install_CFLAGS = $(AM_CFLAGS) $(INIH_CFLAGS) $(INSTALL_CFLAGS)
cudaenv_install_LDADD = libinstall.a libsession.a libmodel.a libcore.a $(INIH_LIBS) $(INSTALL_LIBS)
cudaenv_install_SOURCES = src/install/main.c
