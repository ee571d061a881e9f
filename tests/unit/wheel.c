/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "install/dist_record.h"
#include "install/index_address.h"
#include "install/metadata.h"
#include "install/simple.h"
#include "install/stub.h"
#include "install/wheel.h"

#include "tap.h"

#include <elf.h>
#include <errno.h>

static struct arena arena;

#define ANY VERSION_UNKNOWN

static bool fits(const char *tags, const char *machine, struct version glibc)
{
	struct wheel wheel;

	return wheel_parse(&arena, arena_printf(&arena, "a-1-py3-none-%s.whl", tags),
		       &wheel) &&
	       wheel_fits(&wheel, machine, glibc);
}

static const char *version_of(const char *version)
{
	struct wheel wheel;

	return wheel_parse(&arena, arena_printf(&arena, "a-%s-py3-none-any.whl", version),
		       &wheel)
		       ? wheel.version
		       : NULL;
}

static void names(void)
{
	struct wheel wheel;

	ok(wheel_parse(
		   &arena, "NVIDIA_Cuda.nvcc-13.0.88-2-py3-none-win_amd64.whl", &wheel),
		"a name with a build tag");
	is_str(wheel.project, "nvidia-cuda-nvcc", "the project is normalized");
	is_str(wheel.version, "13.0.88", "its version");
	is_int(wheel.build, 2, "its build");
	ok(!wheel_parse(&arena, "a-1.whl", &wheel), "too few parts");
	ok(!wheel_parse(&arena, "a/b-1-py3-none-any.whl", &wheel), "a slash");
	ok(!wheel_parse(&arena, "a-1-py3-none-any.zip", &wheel), "another suffix");
	is_str(version_of("13.4.0rc1"), "", "a preview has no version");
	is_str(version_of("13.4.0.dev1"), "", "nor has a development version");
	is_str(version_of("13.4.0+local"), "", "nor a local one");
	is_str(version_of("13.0.3.post1"), "13.0.3", "a post-release has");
	is_str(version_of("1..2"), "", "two dots");
}

static void platforms(void)
{
	struct version old = { 2, 17, -1 }, new = { 2, 36, -1 };

	ok(fits("any", "x86_64", old), "any platform");
	ok(fits("manylinux2014_x86_64", "x86_64", old), "manylinux2014 is glibc 2.17");
	ok(fits("manylinux_2_17_x86_64", "x86_64", old), "the same with numbers");
	ok(!fits("manylinux_2_27_x86_64", "x86_64", old), "a newer glibc is needed");
	ok(fits("manylinux_2_27_x86_64", "x86_64", new), "and is there");
	ok(fits("manylinux_2_99_x86_64", "x86_64", ANY), "without glibc, any");
	ok(fits("manylinux_2_99_x86_64.manylinux2010_x86_64", "x86_64", old),
		"the second tag fits");
	ok(!fits("manylinux2014_aarch64", "x86_64", new), "another processor");
	ok(!fits("win_amd64", "x86_64", new) &&
			!fits("musllinux_1_2_x86_64", "x86_64", new),
		"another system");
	ok(fits("linux_x86_64", "x86_64", old), "built on this machine");
}

static void versions(void)
{
	ok(wheel_compare("13.0.3", "13.0.3.0") == 0, "a zero at the end does not matter");
	ok(wheel_compare("13.0.10", "13.0.9") > 0, "numbers, not text");
	ok(wheel_compare("13", "13.0.1") < 0, "missing numbers are zero");
	ok(wheel_version_matches("13.0.88", "13.0"), "a prefix");
	ok(!wheel_version_matches("13.0.88", "13.0.8"), "a part of a number is not one");
	ok(wheel_version_matches("13.0.3", "13.0.3.0"), "zeros at the end of the prefix");
	is_str(wheel_release(&arena, "13.0.3.0"), "13.0.3",
		"a release has three numbers");
	is_str(wheel_release(&arena, "13.1.0"), "13.1.0", "unless the third is zero");
	is_str(wheel_release(&arena, "9.1.0.70"), "9.1.0.70", "or a fourth is not");
}

static const char *place(const char *name)
{
	const char *problem;
	const char *path = wheel_place(&arena, "c", name, &problem);

	return problem ? "problem" : path;
}

static void places(void)
{
	is_str(place("nvidia/cu13/bin/nvcc"), "bin/nvcc", "below nvidia/cu13");
	is_str(place("nvidia/cudnn/lib/libcudnn.so.9"), "lib/libcudnn.so.9", "cuDNN");
	is_str(place("cutensor/lib/x"), "lib/x", "cuTENSOR");
	is_str(place("nvidia/cu13/lib64/x"), "lib/x", "lib64 is lib");
	is_str(place("nvidia/__init__.py"), NULL, "a file of Python");
	is_str(place("nvidia/cu13/.metadata/x"), NULL, "a file of NVIDIA's build");
	is_str(place("x-1.dist-info/RECORD"), NULL, "RECORD");
	is_str(place("x-1.dist-info/licenses/License.txt"),
		".cudaenv/licences/c/License.txt", "a license");
	is_str(place("x-1.data/scripts/x"), "problem", "a .data directory");
	is_str(place("nvidia/cu13/.cudaenv/x"), "problem", "a file of cudaenv's");
}

/* Returns the pin of the only requirement; NULL if it does not apply. */
static const char *pin(const char *line)
{
	const char *problem,
		*text = arena_printf(
			&arena, "Name: t\nVersion: 1\nRequires-Dist: %s\n\nbody", line);
	struct metadata metadata;

	return metadata_parse(
		       &arena, text, strlen(text), "x86_64", &metadata, &problem) == 0 &&
			       metadata.n == 1
		       ? metadata.requirements[0].version
		       : NULL;
}

static void requirements(void)
{
	is_str(pin("a==13.0.88.*"), "13.0.88", "a pin");
	is_str(pin("a (==13.0.88)"), "13.0.88", "in parentheses");
	is_str(pin("a[x,y]==1.2"), "1.2", "with extras");
	is_str(pin("a<14,>=13.5.37"), "13.5.37", "a lower bound");
	is_str(pin("a"), "", "no version");
	is_str(pin("a!=1"), "", "not a pin");
	is_str(pin("a==1..2"), "", "not a version");
	is_str(pin("a==1; sys_platform == 'win32'"), NULL, "for another system");
	is_str(pin("a==1; (sys_platform == 'linux' or sys_platform == 'win32') and "
		   "extra == 'all'"),
		"1", "for this system, of an extra");
	is_str(pin("a==1; platform_machine == 'aarch64' and sys_platform == 'linux'"),
		NULL, "for another processor");
	is_str(pin("a==1; sys_platform == 'linux' and platform_machine == 'aarch64' or "
		   "sys_platform == 'linux' and platform_machine == \"x86_64\""),
		"1", "`and' before `or'");
	is_str(pin("a==1; python_version >= '3.8'"), "1", "Python's version");
	is_str(pin("a==1; 'lin' in sys_platform"), "1", "in");
	is_str(pin("a==1; (sys_platform"), NULL, "a marker that is not one");
	is_str(pin("((((==1"), NULL, "no name");
	is_str(pin("../../x==1"), NULL, "a path");
	is_str(pin("a @ https://host/a.whl"), "", "an address");
}

static void too_many_requirements(void)
{
	struct str text = str_new(&arena);
	struct metadata metadata;
	const char *problem;

	str_addf(&text, "Name: t\nVersion: 1\n");
	for (int i = 0; i < 5000; i++)
		str_addf(&text, "Requires-Dist: a%d==1\n", i);
	is_int(metadata_parse(&arena, text.s, text.len, "x86_64", &metadata, &problem),
		-EINVAL, "more requirements than any toolkit has");
}

static int parse_record(const char *text, struct listing *listing)
{
	const char *problem;

	return dist_record_parse(&arena, text, strlen(text), listing, &problem);
}

#define EMPTY "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"

static void records(void)
{
	struct listing listing;

	is_int(parse_record("a," EMPTY ",0\r\n\"b,\"\"c\"," EMPTY ",0\nr,,\n", &listing),
		0, "lines of a RECORD");
	is_int((long)listing.n, 3, "three of them");
	is_str(listing.v[0].sha256,
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"a digest");
	is_str(listing.v[1].path, "b,\"c", "a quoted name");
	is_int((long)listing.v[2].size, -1, "no digest");
	is_int(parse_record("a," EMPTY "\n", &listing), -EBADMSG, "too few fields");
	is_int(parse_record("a," EMPTY ",0,\n", &listing), -EBADMSG, "too many");
	is_int(parse_record("a,sha256=abc,0\n", &listing), -EBADMSG, "a short digest");
	is_int(parse_record("a,md5=abc,0\n", &listing), -EBADMSG, "another digest");
	is_int(parse_record("a," EMPTY ",-1\n", &listing), -EBADMSG, "a negative size");
	is_int(parse_record("\"a," EMPTY ",0\n", &listing), -EBADMSG, "an open quote");
}

static struct simple_page parse_page(const char *text)
{
	struct simple_page page;
	const char *problem;

	if (simple_parse(&arena, text, strlen(text), "https://host/simple/a/", &page,
		    &problem) < 0)
		page.n = 0;
	return page;
}

#define SHA "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void pages(void)
{
	struct simple_page page =
		parse_page("<html><A HREF='../../f/a-1-py3-none-any.whl#sha256=" SHA "' "
			   "data-yanked data-core-metadata='sha256=" SHA "'>x</a>"
			   "<a href='ftp://host/b-1-py3-none-any.whl'>");

	is_int((long)page.n, 1, "HTML: only https and http");
	is_str(page.files[0].url, "https://host/f/a-1-py3-none-any.whl",
		"HTML: a relative address");
	is_str(page.files[0].sha256, SHA, "HTML: its digest");
	ok(page.files[0].yanked && page.files[0].metadata, "HTML: yanked, with METADATA");
	page = parse_page("<base href='https://other/g/'><base href='/no/'>"
			  "<a href='b-1-py3-none-any.whl'>");
	is_str(page.files[0].url, "https://other/g/b-1-py3-none-any.whl",
		"HTML: relative to the first <base>");
	page = parse_page("<html>please log in</html>");
	ok(!page.is_index && !page.n, "HTML: another page");
	page = parse_page("{\"files\":[{\"filename\":\"a\",\"url\":\"/x/a\",\"size\":3,"
			  "\"hashes\":{\"sha256\":\"" SHA "\"},\"yanked\":\"why\"},"
			  "{\"url\":7},3]}");
	is_int((long)page.n, 1, "JSON: one file is complete");
	is_str(page.files[0].url, "https://host/x/a", "JSON: its address");
	ok(page.files[0].yanked && page.files[0].size == 3, "JSON: yanked, with a size");
	ok(!parse_page("{\"message\":\"no\"}").is_index, "JSON: of something else");
}

static void stubs(void)
{
	struct strv names = stub_symbols(&arena,
		"/* cuNo( */ int cuB(int); // cuNo(\n#define cuA __PTSZ(cuA)\ncuda(cux)\n",
		"cu");
	struct text library;
	Elf64_Ehdr header;

	is_str(strv_join(&names, " "), "cuA cuA_ptsz cuB", "the functions of a header");
	ok(stub_make(&arena, "aarch64", "libx.so.1", &names, 34, &library), "a library");
	memcpy(&header, library.s, sizeof(header));
	ok(header.e_machine == EM_AARCH64 && header.e_type == ET_DYN, "for that machine");
	ok(!stub_make(&arena, "ppc64le", "libx.so.1", &names, 34, &library),
		"not for another one");
}

int main(void)
{
	names();
	platforms();
	versions();
	places();
	requirements();
	too_many_requirements();
	records();
	pages();
	stubs();
	arena_release(&arena);
	return done();
}
