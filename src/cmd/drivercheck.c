/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "drivercheck.h"

#include "model/installable.h"

static void report_minor(
	struct session *session, const struct toolkit *toolkit, const char *cuda)
{
	out_warn(&session->out,
		"note: %s is newer than the driver's CUDA %s; it runs, but PTX cannot be compiled at run time (error 222) and newer API calls fail (error 36)",
		toolkit->name, cuda);
}

static void report_forward(
	struct session *session, const struct toolkit *toolkit, const char *cuda)
{
	out_warn(&session->out,
		"%s needs forward compatibility: the driver supports CUDA %s",
		toolkit->name, cuda);
	out_hint(&session->out,
		"  forward compatibility is for data center GPUs; to turn it on: "
		"export LD_LIBRARY_PATH=%s${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}",
		level_compat_dir(toolkit));
}

/* Prints which driver the toolkit needs, and a toolkit that this driver can run. */
static void print_ways_out(struct session *session, const struct drivers *drivers,
	const struct driver *driver, struct toolkit *toolkit)
{
	struct version version = toolkit_version(toolkit);
	const char *required = level_required_driver(drivers, version);
	const struct toolkit *other =
		level_newest_runnable(drivers, driver, &session->registry);
	const char *spec = arena_printf(
		&session->arena, "%d.%d", driver->cuda.major, driver->cuda.minor);

	/* Since 11.0, a major version has one minimum. */
	if (required && version.major >= 11)
		out_hint(&session->out, "  CUDA %d needs driver %s or newer",
			version.major, required);
	else if (required)
		out_hint(&session->out, "  CUDA %d.%d needs driver %s or newer",
			version.major, version.minor, required);
	if (other)
		out_hint(&session->out,
			"  an installed version that this driver can run: %s",
			other->name);
	else if (!installable_problem(&session->arena, session->dirs.data, spec))
		out_hint(&session->out,
			"  to install one that this driver can run: %s install %s",
			session_command(session), spec);
}

/* `refusal` explains why an unsupported toolkit is refused; NULL: it is not. */
static enum status report_unsupported(struct session *session,
	const struct toolkit *toolkit, const char *cuda, const char *refusal)
{
	out_warn(&session->out, "%s: %s cannot run here: the driver supports CUDA %s%s",
		refusal ? "error" : "warning", toolkit->name, cuda,
		refusal ? refusal : "");
	return refusal ? STATUS_FAILED : STATUS_DONE;
}

static enum status report(struct session *session, const struct drivers *drivers,
	const struct driver *driver, struct toolkit *toolkit, const char *refusal)
{
	const char *cuda = version_text(&session->arena, driver->cuda);
	enum status status = STATUS_DONE;

	switch (level_of(drivers, driver, toolkit)) {
	case LEVEL_MINOR:
		report_minor(session, toolkit, cuda);
		break;
	case LEVEL_FORWARD:
		report_forward(session, toolkit, cuda);
		break;
	case LEVEL_UNSUPPORTED:
		status = report_unsupported(session, toolkit, cuda, refusal);
		print_ways_out(session, drivers, driver, toolkit);
		break;
	default:
		break;
	}
	return status;
}

enum status drivercheck_selection(
	struct session *session, const struct selection *selection, bool force)
{
	const char *refusal =
		session->settings.driver == POLICY_STRICT && !force
			? ", and the driver policy is strict (--force writes it anyway, --force --shell enters it)"
			: NULL;
	enum status status = STATUS_DONE;
	struct drivers drivers;
	struct driver driver;

	if (session->settings.driver == POLICY_OFF || !selection_first(selection))
		return STATUS_DONE;
	drivers = command_drivers(session, selection);
	driver = driver_query(&drivers, false);
	for (size_t i = 0; i < selection->specs.n; i++)
		if (selection->resolved[i].toolkit)
			status = status_of(
				status, report(session, &drivers, &driver,
						selection->resolved[i].toolkit, refusal));
	return status;
}

enum status drivercheck_machine(
	struct session *session, struct toolkit *toolkit, bool force)
{
	struct drivers drivers = { &session->arena, &session->machine, &session->dirs,
		&session->vars };
	struct driver driver;

	if (session->settings.driver == POLICY_OFF)
		return STATUS_DONE;
	driver = driver_query(&drivers, false);
	return report(session, &drivers, &driver, toolkit,
		force ? NULL : " (--force selects it anyway)");
}
