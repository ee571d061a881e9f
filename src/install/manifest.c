/* SPDX-License-Identifier: MIT
 * Two shapes are in use (seen in every release from 11.4.2 to 13.0.2 and in 13 other
 * products): an archive directly below its platform, or one for each CUDA major below
 * "cuda12". `size` is a string in all of them.
 */
#include "config.h"

#include "manifest.h"

#include "core/out.h"
#include "digest.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#define COMPONENTS_MAX 4096
#define TEXT_MAX 1000	   /* bytes of a title or license: both are shown and recorded */
#define NAME_BYTES_MAX 200 /* leaves room for a digest and a suffix in a file name */
#define ARCHIVE_SIZE_MAX (1LL << 40)

struct manifest_reader {
	struct arena *arena;
	struct manifest *manifest;
	const char *problem;
};

static int wrong(struct manifest_reader *reader, const char *component, const char *what)
{
	reader->problem = arena_printf(reader->arena, "%s: %s", component, what);
	return -EINVAL;
}

static bool name_valid(const char *name, const char *also)
{
	size_t n = strlen(name);

	if (n < 1 || n > NAME_BYTES_MAX || *name == '.' || *name == '-')
		return false;
	for (const char *p = name; *p; p++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			    "0123456789._+~-",
			    *p) &&
			!strchr(also, *p))
			return false;
	return true;
}

bool manifest_path_valid(const char *path)
{
	_cleanup_(arena_release) struct arena scratch = { 0 };
	struct strv parts;

	if (strlen(path) > 1000)
		return false;
	parts = strv_split(&scratch, path, '/');
	for (size_t i = 0; i < parts.n; i++)
		if (!name_valid(parts.v[i], ""))
			return false;
	return true;
}

/* Returns a copy in the arena, "" if there is none. Control characters are escaped, since
 * much of it is printed. */
static const char *string_of(
	struct manifest_reader *reader, const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return out_escape(reader->arena, value ? value : "");
}

static long long size_of(const json_t *value)
{
	const char *digits = json_string_value(value);
	char *end;
	long long size;

	if (json_is_integer(value))
		return json_integer_value(value);
	if (!digits || *digits < '0' || *digits > '9')
		return -1;
	errno = 0;
	size = strtoll(digits, &end, 10);
	return *end || errno ? -1 : size;
}

static int take(struct manifest_reader *reader, const char *component,
	const json_t *about, const json_t *leaf, const char *variant)
{
	struct manifest *manifest = reader->manifest;
	struct package package = {
		.component = arena_dup(reader->arena, component),
		.title = string_of(reader, about, "name"),
		.version = string_of(reader, about, "version"),
		.license = string_of(reader, about, "license"),
		.product = manifest->product,
		.release = manifest->release,
		.variant = variant ? arena_dup(reader->arena, variant) : NULL,
		.path = string_of(reader, leaf, "relative_path"),
		.sha256 = string_of(reader, leaf, "sha256"),
		.size = size_of(json_object_get(leaf, "size")),
	};

	if (strlen(package.title) > TEXT_MAX || strlen(package.license) > TEXT_MAX)
		return wrong(reader, component, "its name or license is too long");
	if (!manifest_path_valid(package.path))
		return wrong(reader, component, "its relative_path is not a safe path");
	if (!name_valid(package.version, ""))
		return wrong(reader, component, "its version is missing or invalid");
	if (!digest_valid(package.sha256))
		return wrong(reader, component, "its sha256 is missing or invalid");
	if (package.size < 1 || package.size > ARCHIVE_SIZE_MAX)
		return wrong(reader, component, "its size is missing or invalid");
	if (manifest->n % 64 == 0) {
		struct package *old = manifest->packages;

		manifest->packages =
			arena_alloc(reader->arena, (manifest->n + 64) * sizeof(package));
		if (old)
			memcpy(manifest->packages, old, manifest->n * sizeof(package));
	}
	manifest->packages[manifest->n++] = package;
	return 0;
}

/* "12" of "cuda12"; NULL for anything else. */
static const char *variant_of(const char *key)
{
	const char *major = skip_prefix(key, "cuda");

	return major && strlen(major) <= 4 && *major &&
			       strspn(major, "0123456789.") == strlen(major)
		       ? major
		       : NULL;
}

static int take_component(struct manifest_reader *reader, const char *component,
	json_t *about, const char *platform)
{
	json_t *below = json_object_get(about, platform), *leaf;
	const char *key;
	int r = 0;

	if (!below)
		below = json_object_get(about, "linux-all");
	if (!json_is_object(below))
		return 0;
	if (!name_valid(component, ""))
		return wrong(
			reader, "a component", "its name has more than [A-Za-z0-9._+~-]");
	if (streq(component, COMPONENT_RESERVED))
		return wrong(reader, component, "this name is reserved for cudaenv");
	if (json_object_get(below, "relative_path"))
		return take(reader, component, about, below, NULL);
	json_object_foreach(below, key, leaf)
	{
		const char *variant = variant_of(key);

		if (variant && json_is_object(leaf) && r == 0)
			r = take(reader, component, about, leaf, variant);
	}
	return r;
}

/* For a file that names no product, like those up to CUDA 12.1 and the first ones of other
 * products: libcusparse_lt belongs to cusparselt. */
static const char *product_of(struct manifest_reader *reader, json_t *top)
{
	struct str product = str_new(reader->arena);
	const char *key;
	json_t *about;

	if (json_object_get(top, "cuda_cudart") || json_object_get(top, "cuda_nvcc"))
		return "cuda";
	json_object_foreach(top, key, about)
	{
		const char *name =
			skip_prefix(key, "lib") ? skip_prefix(key, "lib") : key;

		if (!json_is_object(about))
			continue;
		for (; *name; name++)
			if (*name != '_')
				str_addc(&product, *name);
		break;
	}
	return out_escape(reader->arena, product.s);
}

static int take_all(struct manifest_reader *reader, json_t *top, const char *platform)
{
	const char *key;
	json_t *about;
	int r = 0;

	if (json_object_size(top) > COMPONENTS_MAX)
		return wrong(reader, "manifest", "it lists too many components");
	reader->manifest->product = string_of(reader, top, "release_product");
	reader->manifest->release = string_of(reader, top, "release_label");
	if (!*reader->manifest->product)
		reader->manifest->product = product_of(reader, top);
	json_object_foreach(top, key, about)
	{
		if (json_is_object(about) && r == 0)
			r = take_component(reader, key, about, platform);
	}
	return r;
}

bool manifest_is_of(const struct manifest *manifest, const char *product)
{
	const char *rest = skip_prefix(manifest->product, product);

	return rest && (!*rest || *rest == '-');
}

int manifest_parse(struct arena *arena, const char *text, size_t len,
	const char *platform, struct manifest *manifest, const char **problem)
{
	struct manifest_reader reader = { arena, manifest, NULL };
	json_error_t error;
	json_t *top = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	int r;

	*manifest = (struct manifest){ .product = "", .release = "" };
	if (!json_is_object(top)) {
		*problem = top ? "it is not a JSON object"
			       : arena_printf(arena, "it is not JSON (line %d: %s)",
					 error.line, error.text);
		json_decref(top);
		return -EINVAL;
	}
	r = take_all(&reader, top, platform);
	json_decref(top);
	*problem = reader.problem;
	return r;
}
