/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "absent.h"

#include "doctor/gather/current.h"

const char *absent_nothing(const struct exam *exam)
{
	(void)exam;
	return NULL;
}

const char *absent_pci_gpu(const struct exam *exam)
{
	return exam->facts->hardware.n ? NULL : "no GPU on the PCI bus";
}

const char *absent_gpu(const struct exam *exam)
{
	return exam->facts->nvml.n ? NULL : absent_pci_gpu(exam);
}

const char *absent_cuda_gpu(const struct exam *exam)
{
	return exam->facts->cuda.n ? NULL : "CUDA sees no GPU";
}

const char *absent_usable_gpu(const struct exam *exam)
{
	if (!exam->facts->files_only)
		return absent_cuda_gpu(exam);
	return exam->facts->hardware.n ? absent_driver_version(exam)
				       : absent_pci_gpu(exam);
}

const char *absent_nvml_gpu(const struct exam *exam)
{
	return exam->facts->nvml.n ? NULL : "NVML shows no GPU";
}

const char *absent_module(const struct exam *exam)
{
	return exam->facts->kernel.module ? NULL : "no NVIDIA kernel module is loaded";
}

const char *absent_open_module(const struct exam *exam)
{
	return exam->facts->kernel.module && exam->facts->kernel.open
		       ? NULL
		       : "the open kernel module is not loaded";
}

const char *absent_module_or_gpu(const struct exam *exam)
{
	const struct hardware *hardware = &exam->facts->hardware;

	if (exam->facts->kernel.module)
		return NULL;
	for (size_t i = 0; i < hardware->n; i++)
		if (!hardware->gpu[i].driver)
			return NULL;
	return hardware->n ? "another driver is bound to the GPU" : absent_pci_gpu(exam);
}

const char *absent_libcuda(const struct exam *exam)
{
	return exam->facts->libcuda.n || exam->facts->cuda.library
		       ? NULL
		       : "no libcuda is installed";
}

const char *absent_cuinit(const struct exam *exam)
{
	return exam->facts->cuda.probed == PROBE_OK ? NULL : "cuInit was not called";
}

const char *absent_driver_version(const struct exam *exam)
{
	return current_driver(exam->subject, exam->facts).cuda.major > 0
		       ? NULL
		       : "the CUDA version of the driver is unknown";
}

const char *absent_nodes(const struct exam *exam)
{
	const struct devnodes *nodes = &exam->facts->nodes;

	if (!nodes->apply)
		return "the driver has no device nodes on this machine";
	for (size_t i = 0; i < nodes->n; i++)
		if (nodes->v[i].exists)
			return NULL;
	return "no device node exists";
}

const char *absent_nvswitch(const struct exam *exam)
{
	return exam->facts->hardware.switches ? NULL : "no NVSwitch";
}

const char *absent_container(const struct exam *exam)
{
	return exam->facts->hardware.container ? NULL : "not in a container";
}

const char *absent_wsl(const struct exam *exam)
{
	return exam->facts->hardware.wsl2 ? NULL : "not under WSL 2";
}

const char *absent_selection(const struct exam *exam)
{
	return exam->subject->selected ? NULL : "no toolkit is selected";
}

const char *absent_hook(const struct exam *exam)
{
	if (!subject_var(exam->subject, "CUDAENV_ACTIVE"))
		return "this shell does not load cudaenv";
	return absent_selection(exam);
}

const char *absent_nvcc(const struct exam *exam)
{
	return exam->facts->compilers.n ? NULL : "nvcc is not in PATH";
}

const char *absent_toolkit(const struct exam *exam)
{
	return current_toolkit(exam->subject, exam->facts) ? NULL : "no toolkit is used";
}

const char *absent_torch(const struct exam *exam)
{
	if (!exam->facts->python.torch)
		return "PyTorch is not installed";
	return NULL;
}

const char *absent_ld_library_path(const struct exam *exam)
{
	return subject_var(exam->subject, "LD_LIBRARY_PATH")
		       ? NULL
		       : "LD_LIBRARY_PATH is not set";
}
