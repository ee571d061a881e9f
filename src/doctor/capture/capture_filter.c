/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "capture_filter.h"

#include "core/file.h"

const char *const keep_variables[] = { "CONDA_PREFIX", "CPATH", "CPLUS_INCLUDE_PATH",
	"CRAY_CUDATOOLKIT_DIR", "CUDAARCHS", "CUDACXX", "CUDAENV_ACTIVE", "CUDAHOSTCXX",
	"CUDAToolkit_ROOT", "CUDA_CACHE_DISABLE", "CUDA_CACHE_PATH", "CUDA_DEVICE_ORDER",
	"CUDA_DIR", "CUDA_DISABLE_PTX_JIT", "CUDA_FORCE_PTX_JIT", "CUDA_HOME",
	"CUDA_INSTALL_PATH", "CUDA_LAUNCH_BLOCKING", "CUDA_MPS_PIPE_DIRECTORY",
	"CUDA_PATH", "CUDA_ROOT", "CUDA_TOOLKIT_ROOT_DIR", "CUDA_VISIBLE_DEVICES",
	"C_INCLUDE_PATH", "EBROOTCUDA", "FLUX_JOB_ID", "GPU_DEVICE_ORDINAL", "HOME",
	"KUBERNETES_SERVICE_HOST", "LD_LIBRARY_PATH", "LIBRARY_PATH", "LOADEDMODULES",
	"LOGNAME", "LSB_JOBID", "NVCC_APPEND_FLAGS", "NVCC_CCBIN", "NVCC_PREPEND_FLAGS",
	"NVHPC_CUDA_HOME", "NVIDIA_DRIVER_CAPABILITIES", "NVIDIA_REQUIRE_CUDA",
	"NVIDIA_TF32_OVERRIDE", "NVIDIA_VISIBLE_DEVICES", "PATH", "PBS_JOBID", "SHELL",
	"SINGULARITY_NAME", "SLURM_GPUS_ON_NODE", "SLURM_JOB_GPUS", "SLURM_JOB_ID",
	"SLURM_STEP_GPUS", "SPACK_ENV", "SUDO_USER", "TORCH_CUDA_ARCH_LIST", "USER",
	"VIRTUAL_ENV", "XLA_FLAGS", "APPTAINER_NAME", "container", NULL };

bool keep_variable(const char *name)
{
	size_t i = 0;

	while (keep_variables[i] && !streq(keep_variables[i], name))
		i++;
	return keep_variables[i] != NULL;
}

/* What the lines hold that matter: of files that are the user's own, and of large ones.
 */
static const char *const about_cuda[] = { "cuda", "CMAKE_HOME_DIRECTORY", "nvidia",
	"cudnn", "__version__", "\"version\"", "Version: ", "hypervisor", NULL };
/* Of C headers, in which every line is about CUDA. */
static const char *const in_headers[] = { "CUDA_VERSION ", "CUDART_VERSION ",
	"define CUDNN_M", "__GNUC__", "clang", " cospi(", " rsqrt(", NULL };

static bool has_any(const char *s, const char *const *words)
{
	while (*words && !strcasestr(s, *words))
		words++;
	return *words != NULL;
}

bool keep_line(const char *path, const char *line)
{
	size_t n = strlen(path);

	return has_any(
		line, n > 2 && streq(path + n - 2, ".h") ? in_headers : about_cuda);
}

bool keep_path(const char *path)
{
	/* Of the packages of a Python environment. */
	static const char *const asked[] = { "nvidia", "cuda", "torch", "tensorflow",
		"cupy", "jax", "onnxruntime", NULL };
	const char *base = path_base(path);

	return !strstr(base, ".dist-info") || has_any(base, asked);
}
