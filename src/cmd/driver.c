/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ctx.h"
#include "gpus.h"

/* A driver that does not answer the first question is not asked a second one. */
static struct gpus gpus_of(const struct drivers *drivers, const struct driver *driver)
{
	return driver->result == DRIVER_QUERIED ? gpus_query(drivers)
						: (struct gpus){ NULL, 0 };
}

static void print_json(
	struct ctx *ctx, const struct drivers *drivers, const struct driver *driver)
{
	static const char *const answers[] = { "not-asked", "answered", "derived", "none",
		"stub", "failed", "crashed", "hangs" };
	struct json json = json_new(&ctx->arena);
	struct toolkit **all;
	bool known = driver->result == DRIVER_QUERIED || driver->result == DRIVER_DERIVED;
	struct gpus gpus = gpus_of(drivers, driver);
	size_t n;

	all = registry_all(&ctx->registry, &n);
	json_open(&json, NULL, '{');
	json_int(&json, "schema", 1);
	json_string(&json, "answer", answers[driver->result]);
	json_string(
		&json, "cuda", known ? version_text(&ctx->arena, driver->cuda) : NULL);
	json_string(&json, "kernel_module", driver->kernel);
	json_string(&json, "library", driver->library);
	json_int(&json, "code", driver->code);
	json_open(&json, "toolkits", '[');
	for (size_t i = 0; i < n; i++) {
		json_open(&json, NULL, '{');
		json_string(&json, "name", all[i]->name);
		json_string(&json, "path", all[i]->path);
		json_string(
			&json, "level", level_name(level_of(drivers, driver, all[i])));
		json_close(&json, '{');
	}
	json_close(&json, '[');
	json_open(&json, "gpus", '[');
	for (size_t i = 0; i < gpus.n; i++)
		gpu_json(ctx, &json, &gpus.v[i]);
	json_close(&json, '[');
	json_close(&json, '{');
	out_print(&ctx->out, "%s\n", json.text.s);
}

static void print_text(
	struct ctx *ctx, const struct drivers *drivers, const struct driver *driver)
{
	struct gpus gpus = gpus_of(drivers, driver);
	struct toolkit **all;
	size_t n;

	all = registry_all(&ctx->registry, &n);
	out_print(&ctx->out, "driver supports: %s\n",
		out_name(&ctx->out, driver_text(&ctx->arena, driver)));
	out_print(&ctx->out, "kernel module:   %s\n",
		driver->kernel ? out_name(&ctx->out, driver->kernel) : "none");
	if (driver->library)
		out_print(&ctx->out, "library:         %s\n",
			out_name(&ctx->out, driver->library));
	for (size_t i = 0; i < n; i++)
		out_print(&ctx->out, "toolkit %-8s %s (%s)\n", all[i]->name,
			level_name(level_of(drivers, driver, all[i])),
			out_name(&ctx->out, all[i]->path));
	for (size_t i = 0; i < gpus.n; i++)
		gpu_print(ctx, i, &gpus.v[i]);
}

int cmd_driver(struct ctx *ctx, int argc, char **argv)
{
	bool as_json = false;
	const struct opt opts[] = {
		{ 0, "json", NULL, "print JSON (schema 1)", &as_json, NULL },
		OPT_END,
	};
	struct drivers drivers = { &ctx->arena, &ctx->machine, &ctx->dirs, &ctx->vars };
	struct driver driver;
	int r = opt_parse(&ctx->out, &ctx->usage, opts, &argc, argv, 0, 0);

	if (r != OPT_GO)
		return r;
	driver = driver_query(&drivers, true);
	if (as_json)
		print_json(ctx, &drivers, &driver);
	else
		print_text(ctx, &drivers, &driver);
	return 0;
}
