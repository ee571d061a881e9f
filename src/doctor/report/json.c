/* SPDX-License-Identifier: MIT
 * The report as one JSON document, schema 1 (tests/doctor-schema.json,
 * cudaenv-doctor(1)).
 */
#include "config.h"

#include "explain.h"
#include "report.h"

#include "doctor/check/check.h"
#include "doctor/engine.h"
#include "doctor/gather/bandwidth.h"
#include "doctor/gather/current.h"

#include "core/json.h"

static void host(struct doctor *doctor, struct json *json)
{
	const struct hardware *hardware = &doctor->facts->hardware;

	json_open(json, "host", '{');
	json_string(json, "distribution", doctor->facts->distribution);
	json_string(json, "kernel", doctor->facts->kernel.release);
	json_string(json, "libc", doctor->facts->libc);
	json_bool(json, "wsl", hardware->wsl1 || hardware->wsl2);
	json_string(json, "container", hardware->container);
	json_string(json, "scheduler", hardware->scheduler);
	json_close(json, '{');
}

static void driver(struct doctor *doctor, struct json *json)
{
	const struct facts *facts = doctor->facts;
	struct driver found = current_driver(&doctor->subject, doctor->facts);

	json_open(json, "driver", '{');
	json_string(json, "kernel_module", facts->kernel.module);
	json_bool(json, "open", facts->kernel.open);
	json_string(json, "cuda",
		found.result == DRIVER_QUERIED || found.result == DRIVER_DERIVED
			? version_text(&doctor->session.arena, found.cuda)
			: NULL);
	json_string(json, "libcuda", facts->cuda.library);
	if (facts->cuda.probed == PROBE_OK)
		json_int(json, "init", facts->cuda.init);
	else
		json_null(json, "init");
	json_close(json, '{');
}

static void bandwidth(struct json *json, const struct bandwidth *b)
{
	struct json *j = json;

	json_open(j, "bandwidth", '{');
	json_string(j, "skipped", b->skipped);
	/* The numbers in the JSON are integers: MB/s. */
	json_int(j, "h2d_mbps", (long)(b->h2d.median * 1000));
	json_int(j, "d2h_mbps", (long)(b->d2h.median * 1000));
	json_int(j, "peak_mbps", (long)(bandwidth_peak(b->link) * 1000));
	json_int(j, "link_gen", b->link.gen);
	json_int(j, "link_width", b->link.width);
	json_int(j, "bytes", (long)b->bytes);
	json_bool(j, "verified", b->verified);
	json_bool(j, "busy", b->busy);
	json_close(j, '{');
}

static void gpus(struct doctor *doctor, struct json *json)
{
	const struct cuda *cuda = &doctor->facts->cuda;
	struct bandwidths rates = doctor->facts->bandwidths;

	json_open(json, "gpus", '[');
	for (size_t i = 0; i < cuda->n; i++) {
		const struct gpu *gpu = &cuda->gpu[i];

		json_open(json, NULL, '{');
		json_string(json, "name", gpu->name);
		json_string(json, "uuid", gpu->uuid);
		json_string(json, "bus", gpu->bus);
		json_string(json, "capability",
			arena_printf(
				&doctor->session.arena, "%d.%d", gpu->major, gpu->minor));
		json_int(json, "memory", (long)gpu->memory);
		if (i < rates.n)
			bandwidth(json, &rates.v[i]);
		json_close(json, '{');
	}
	json_close(json, '[');
}

static void toolkits(struct doctor *doctor, struct json *json)
{
	struct toolkit **all;
	size_t n;

	all = registry_all(doctor->subject.registry, &n);
	json_open(json, "toolkits", '[');
	for (size_t i = 0; i < n; i++) {
		json_open(json, NULL, '{');
		json_string(json, "name", all[i]->name);
		json_string(json, "path", all[i]->path);
		json_bool(json, "selected", all[i] == doctor->subject.selected);
		json_close(json, '{');
	}
	json_close(json, '[');
}

static void finding(struct json *json, const struct finding *f)
{
	json_open(json, NULL, '{');
	json_string(json, "id", f->check->id);
	json_string(json, "group", check_group_of(f->check));
	json_string(json, "level", severity_name(f->severity));
	json_string(json, "cause", f->cause);
	json_string(json, "effect", f->effect);
	json_open(json, "evidence", '[');
	for (size_t i = 0; i < f->n_evidence; i++) {
		json_open(json, NULL, '{');
		json_string(json, "place", f->evidence[i].location);
		json_string(json, "said", f->evidence[i].content);
		json_close(json, '{');
	}
	json_close(json, '[');
	json_open(json, "fix", '[');
	for (size_t i = 0; i < f->fixes.n; i++)
		json_string(json, NULL, f->fixes.v[i]);
	json_close(json, '[');
	json_string(json, "advice", f->advice);
	json_string(json, "explained_by", f->explained_by);
	json_close(json, '{');
}

static void command(struct doctor *doctor, struct json *json)
{
	const struct command_run *ran = &doctor->command;

	json_open(json, "command", '{');
	json_string(json, "name", ran->name);
	json_int(json, "status", ran->status);
	json_open(json, "points_to", '[');
	for (size_t i = 0; i < ran->ids.n; i++) {
		const struct check *check = check_find(ran->ids.v[i]);

		if (!check)
			continue;
		json_open(json, NULL, '{');
		json_string(json, "id", check->id);
		json_string(json, "why", check->why);
		json_string(json, "mend", check->fix);
		json_close(json, '{');
	}
	json_close(json, '[');
	explain_json(json, &ran->explanations);
	json_close(json, '{');
}

static void all_checks(struct doctor *doctor, struct json *json)
{
	static const char *const names[] = { "not-run", "ok", "found", "skipped" };

	json_open(json, "checks", '[');
	for (size_t i = 0; i < doctor->exam.n_outcomes; i++) {
		const struct outcome *outcome = &doctor->exam.outcomes[i];

		json_open(json, NULL, '{');
		json_string(json, "id", outcome->id);
		json_string(json, "status", names[outcome->kind]);
		json_string(json, "reason", outcome->reason);
		json_close(json, '{');
	}
	json_close(json, '[');
}

void report_json(struct doctor *doctor)
{
	struct json json = json_new(&doctor->session.arena);
	struct counts counts = engine_counts(&doctor->exam);

	json_open(&json, NULL, '{');
	json_int(&json, "schema", 1);
	json_string(&json, "cudaenv", PACKAGE_VERSION);
	json_open(&json, "verdict", '{');
	json_string(&json, "run", verdict_name(engine_verdict(&doctor->exam, FOR_RUN)));
	json_string(
		&json, "build", verdict_name(engine_verdict(&doctor->exam, FOR_BUILD)));
	json_close(&json, '{');
	json_open(&json, "counts", '{');
	json_int(&json, "error", counts.error);
	json_int(&json, "warning", counts.warning);
	json_int(&json, "note", counts.note);
	json_int(&json, "explained", counts.explained);
	json_int(&json, "ok", counts.ok);
	json_int(&json, "skipped", counts.skipped);
	json_close(&json, '{');
	host(doctor, &json);
	driver(doctor, &json);
	gpus(doctor, &json);
	toolkits(doctor, &json);
	json_open(&json, "findings", '[');
	for (size_t i = 0; i < doctor->exam.n_findings; i++)
		finding(&json, doctor->exam.findings[i]);
	json_close(&json, '[');
	all_checks(doctor, &json);
	if (doctor->command.name)
		command(doctor, &json);
	json_close(&json, '{');
	out_print(&doctor->session.out, "%s\n", json.text.s);
}
