/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"
#include "gpus.h"

/* A driver that did not answer the first query is not queried again. */
static struct gpus gpus_of(const struct drivers *drivers, const struct driver *driver)
{
	return driver->result == DRIVER_QUERIED ? gpus_query(drivers)
						: (struct gpus){ NULL, 0 };
}

static void print_json(struct session *session, const struct drivers *drivers,
	const struct driver *driver)
{
	static const char *const answers[] = { "not-asked", "answered", "derived", "none",
		"stub", "failed", "crashed", "hangs" };
	struct json json = json_new(&session->arena);
	struct toolkit **all;
	bool known = driver->result == DRIVER_QUERIED || driver->result == DRIVER_DERIVED;
	struct gpus gpus = gpus_of(drivers, driver);
	size_t n;

	all = registry_all(&session->registry, &n);
	json_open(&json, NULL, '{');
	json_int(&json, "schema", 1);
	json_string(&json, "answer", answers[driver->result]);
	json_string(&json, "cuda",
		known ? version_text(&session->arena, driver->cuda) : NULL);
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
		gpu_json(session, &json, &gpus.v[i]);
	json_close(&json, '[');
	json_close(&json, '{');
	out_print(&session->out, "%s\n", json.text.s);
}

static void print_text(struct session *session, const struct drivers *drivers,
	const struct driver *driver)
{
	struct gpus gpus = gpus_of(drivers, driver);
	struct toolkit **all;
	size_t n;

	all = registry_all(&session->registry, &n);
	out_print(&session->out, "driver supports: %s\n",
		out_name(&session->out, driver_text(&session->arena, driver)));
	out_print(&session->out, "kernel module:   %s\n",
		driver->kernel ? out_name(&session->out, driver->kernel) : "none");
	if (driver->library)
		out_print(&session->out, "library:         %s\n",
			out_name(&session->out, driver->library));
	for (size_t i = 0; i < n; i++)
		out_print(&session->out, "toolkit %-8s %s (%s)\n", all[i]->name,
			level_name(level_of(drivers, driver, all[i])),
			out_name(&session->out, all[i]->path));
	for (size_t i = 0; i < gpus.n; i++)
		gpu_print(session, i, &gpus.v[i]);
}

static enum status run_driver(struct session *session, int argc, char **argv)
{
	bool as_json = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "json", &as_json, "print JSON (schema 1)"),
		OPT_END,
	};
	struct drivers drivers = { &session->arena, &session->machine, &session->dirs,
		&session->vars };
	struct driver driver;
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, 0, &status))
		return status;
	driver = driver_query(&drivers, true);
	if (as_json)
		print_json(session, &drivers, &driver);
	else
		print_text(session, &drivers, &driver);
	return STATUS_DONE;
}

const struct command cmd_driver = {
	.usage = {
		.name = "driver",
		.args = "[--json]",
		.summary = "Show what the NVIDIA driver can run",
		.about = "Queries the driver and prints the newest CUDA version that it supports, the level of\n"
			"each toolkit (ok, minor, forward, unsupported), and how to build for each GPU.",
		.examples = "cudaenv driver          what this machine can run\n"
			"cudaenv driver --json   for a program",
	},
	.task = TASK_INSPECT,
	.run = run_driver,
	.flags = CMD_REPLAY,
};
