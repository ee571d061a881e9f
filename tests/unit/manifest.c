/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "core/file.h"
#include "install/manifest.h"
#include "install/server.h"

#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

static struct arena arena;

static struct manifest read_manifest(const char *name, const char *platform)
{
	const char *srcdir = getenv("srcdir"), *problem = "";
	struct manifest manifest = { 0 };
	struct text text = { 0 };

	if (file_read(&arena, AT_FDCWD,
		    arena_printf(
			    &arena, "%s/tests/manifests/%s", srcdir ? srcdir : ".", name),
		    MANIFEST_MAX, &text) < 0 ||
		manifest_parse(&arena, text.s, text.len, platform, &manifest, &problem) <
			0)
		printf("# %s: %s\n", name, problem);
	return manifest;
}

static bool refused(const char *leaf)
{
	const char *problem,
		*text = arena_printf(&arena,
			"{\"c\":{\"name\":\"C\",\"license\":\"L\",\"version\":\"1\",\"linux-x86_64\":{%s}}}",
			leaf);
	struct manifest manifest;

	return manifest_parse(&arena, text, strlen(text), "linux-x86_64", &manifest,
		       &problem) == -EINVAL;
}

#define SHA \
	"\"sha256\":\"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\""

static bool is_of(const char *text, const char *product)
{
	struct manifest manifest;
	const char *problem;

	return manifest_parse(&arena, text, strlen(text), "linux-x86_64", &manifest,
		       &problem) == 0 &&
	       manifest_is_of(&manifest, product);
}

static void products(void)
{
	ok(is_of("{\"release_product\":\"cuda\"}", "cuda") &&
			!is_of("{\"release_product\":\"cuda\"}", "cudnn"),
		"a manifest names its product");
	ok(is_of("{\"release_product\":\"cublasmp-v0-1\"}", "cublasmp"),
		"also with a version after it");
	ok(is_of("{\"libcusparse_lt\":{}}", "cusparselt") &&
			is_of("{\"cccl\":{},\"cuda_cudart\":{}}", "cuda"),
		"or it is derived from the components");
}

static void releases(void)
{
	struct strv list = strv_new(&arena);

	releases_scan(&list,
		"<a href=\"redistrib_9.10.2.json\">redistrib_9.10.2.json</a>"
		"redistrib_9.2.0.json redistrib_.json redistrib_x.json "
		"redistrib_8.9.7.29.json redistrib_8.9.7.json.sig redistrib_7"
		"redistrib_...json redistrib_1..2.json redistrib_.3.json redistrib_4..json");
	releases_sort(&list);
	is_str(strv_join(&list, " "), "8.9.7 8.9.7.29 9.2.0 9.10.2",
		"releases of a listing, sorted");
	ok(release_matches("12.10.1", "12.10") && !release_matches("12.10.1", "12.1"),
		"whole numbers match");
}

int main(void)
{
	struct manifest one = read_manifest("redistrib_1.0.0.json", "linux-x86_64");
	struct manifest two = read_manifest("redistrib_2.0.0.json", "linux-x86_64");

	is_int((long)one.n, 1, "the old schema: one archive");
	is_str(one.n ? one.packages[0].license : "", "License A", "its license");
	is_int(one.n ? (long)one.packages[0].size : 0, 1234, "its size, a string");
	is_int((long)two.n, 3, "the schema with variants: three");
	is_str(two.n ? two.packages[1].variant : "", "12", "the second is for 12");
	is_int(two.n ? (long)two.packages[1].size : 0, 12, "a size that is a number");
	is_str(two.n == 3 ? two.packages[2].component : "", "samples",
		"linux-all comes too");
	is_int((long)read_manifest("redistrib_2.0.0.json", "linux-sbsa").n, 2,
		"another platform");

	ok(refused("\"relative_path\":\"../x\"," SHA ",\"size\":\"1\""),
		"no .. in a path");
	ok(refused("\"relative_path\":\"/x\"," SHA ",\"size\":\"1\""),
		"no absolute path");
	ok(refused("\"relative_path\":\"a b\"," SHA ",\"size\":\"1\""), "no blanks");
	ok(refused("\"relative_path\":\"a\",\"sha256\":\"XY\",\"size\":\"1\""),
		"a SHA-256");
	ok(refused("\"relative_path\":\"a\"," SHA ",\"size\":\"-1\""), "a size");
	ok(refused("\"relative_path\":\"a\"," SHA), "no size, no archive");
	ok(!refused("\"relative_path\":\"a/b\"," SHA ",\"size\":\"1\""),
		"and this is fine");
	products();
	releases();
	arena_release(&arena);
	return done();
}
