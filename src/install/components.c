/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "subcommand.h"
#include "target.h"

#include "core/json.h"

#include <errno.h>
#include <fcntl.h>

static void print_json(struct session *session, const struct toolkit *toolkit,
	const struct record *record)
{
	struct json json = json_new(&session->arena);

	json_open(&json, NULL, '{');
	json_int(&json, "schema", 1);
	json_string(&json, "name", toolkit->name);
	json_string(&json, "version", record->version);
	json_string(&json, "path", toolkit->path);
	json_string(&json, "platform", record->platform);
	json_open(&json, "components", '[');
	for (size_t i = 0; i < record->n; i++) {
		const struct component *c = &record->components[i];

		json_open(&json, NULL, '{');
		json_string(&json, "name", c->name);
		json_string(&json, "version", c->version);
		json_string(&json, "product", c->product);
		json_string(&json, "release", c->release);
		json_string(&json, "licence", c->license);
		json_string(&json, "sha256", *c->sha256 ? c->sha256 : NULL);
		json_string(&json, "title", c->title);
		json_close(&json, '{');
	}
	json_close(&json, '[');
	json_close(&json, '{');
	out_print(&session->out, "%s\n", json.text.s);
}

enum status subcommand_components(struct session *session, int argc, char **argv)
{
	bool as_json = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "json", &as_json, "print JSON (schema 1)"),
		OPT_END,
	};
	enum status status;
	int r;
	_cleanup_close_ int dir = -1;
	struct toolkit *toolkit;
	struct record record;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, 1, &status))
		return status;
	if (!select_toolkit(session, argc > 1 ? argv[1] : NULL, &toolkit, &status))
		return status;
	dir = open(toolkit_file(toolkit, ""), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return out_error(&session->out, -errno, "%s", toolkit->path);
	r = record_read(&record, &session->arena, dir);
	if (r == -ENOENT) {
		out_warn(&session->out,
			"%s was not installed by cudaenv: its components are unknown",
			toolkit->path);
		return STATUS_FAILED;
	}
	if (r < 0)
		return record_complain(session, &record, toolkit_file(toolkit, ""), r);
	if (as_json) {
		print_json(session, toolkit, &record);
		return STATUS_DONE;
	}
	for (size_t i = 0; i < record.n; i++)
		out_print(&session->out, "%-24s %-16s %s\n",
			out_name(&session->out, record.components[i].name),
			out_name(&session->out, record.components[i].version),
			out_name(&session->out, record.components[i].title));
	return STATUS_DONE;
}
