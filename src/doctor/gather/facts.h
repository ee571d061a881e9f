/* SPDX-License-Identifier: MIT
 * What is known of the machine before the checks run, each by the file of its name:
 * hardware.c, kernel.c, loader.c, cuda.c, compilers.c, python.c. Texts are NULL when
 * unknown.
 */
#pragma once

#include "observations.h"

#include "model/gpu.h"

struct pci_gpu {
	const char *bdf;    /* 0000:01:00.0 */
	unsigned id;	    /* PCI device id */
	const char *driver; /* bound: "nvidia", "nouveau", "vfio-pci"; NULL: none */
	const char *family; /* "Ampere"; NULL: unknown id */
	struct pcie_link now, max, slot;
	bool asleep, lost;
};

struct hardware {
	struct pci_gpu *gpu;
	size_t n, switches; /* NVSwitch devices */
	bool tegra, wsl1, wsl2;
	const char *container; /* "docker", "podman", "apptainer", "kubernetes", ... */
	const char *scheduler; /* "slurm" */
};

struct kmod {
	const char *release; /* of the kernel */
	const char *module;  /* version of the loaded NVIDIA module */
	bool open;	     /* it is the open one */
	bool uvm;	     /* nvidia_uvm is loaded */
};

/* A library as the loader of this shell would come to it. */
struct library {
	const char *path; /* as found */
	const char *real;
	const char *via; /* "LD_LIBRARY_PATH", "ld.so.cache", "default directory" */
};

struct libraries {
	struct library *v;
	size_t n;
};

/* How asking a driver library ended. */
enum asked { ASKED_NOT, ASKED_ANSWERED, ASKED_NO_LIBRARY, ASKED_CRASHED, ASKED_HANGS };

struct cuda {
	enum asked asked;
	int signal;	     /* for CRASHED */
	const char *error;   /* for NO_LIBRARY: the loader's words */
	const char *library; /* real path */
	const char *loaded;  /* as the loader came to it */
	int version;	     /* 13000; 0 */
	int init;	     /* what cuInit said */
	struct gpu *gpu;
	size_t n;
	const char *jit; /* the driver's PTX compiler */
};

struct nvml_gpu {
	int result;
	const char *name, *uuid, *bus, *processes;
	int mode, persistence, mig, mig_devices; /* -1: not told */
	long long ecc, throttle, used, total;
	int remap_pending, remap_failed;
	struct pcie_link now, max;
};

struct nvml {
	enum asked asked;
	int signal, result;
	const char *error, *library, *driver;
	struct nvml_gpu *gpu;
	size_t n;
};

/* An nvcc on PATH. */
struct compiler {
	const char *path, *real;
	const char *root;   /* the toolkit's directory; NULL for a distribution's */
	const char *origin; /* "toolkit", "distribution", "conda", "hpc_sdk", "wheel" */
	struct version version;
};

struct compilers {
	struct compiler *v;
	size_t n;
};

/* A distribution of a Python environment: nvidia_cublas_cu12-12.4.5.8.dist-info. */
struct dist {
	const char *name, *version; /* name in lower case, "_" for "-" */
};

struct python {
	const char *env;  /* VIRTUAL_ENV or CONDA_PREFIX; NULL: none active */
	const char *site; /* its site-packages */
	bool conda;
	struct dist *dist;
	size_t n;
	const char *torch;	   /* "2.5.1+cu124" */
	struct version torch_cuda; /* unknown: CPU only */
	struct strv nvidia_libs;   /* site-packages/nvidia/<x>/lib */
};

struct facts {
	struct hardware hardware;
	struct kmod kernel;
	struct libraries libcuda, libnvml;
	struct cuda cuda, cuda_visible, cuda_loader;
	struct nvml nvml;
	struct compilers compilers;
	struct python python;
	const char *distribution; /* ID of os-release */
	const char *like;	  /* "debian", "rhel", "suse", "arch"; "" */
};

void facts_gather(struct doctor *doctor);

void hardware_gather(struct doctor *doctor, struct hardware *hardware);
void kernel_gather(struct doctor *doctor, struct kmod *kernel);
void cuda_gather(struct doctor *doctor, const char *key, struct cuda *cuda);
void nvml_gather(struct doctor *doctor, struct nvml *nvml);
void compilers_gather(struct doctor *doctor, struct compilers *compilers);
void python_gather(struct doctor *doctor, struct python *python);

/* A file below the GPU's directory in sysfs. */
const char *gpu_file(struct doctor *doctor, const struct pci_gpu *gpu, const char *name);

/* Every file that the loader of this shell would find as `soname`, the first one first.
 */
struct libraries loader_find(struct doctor *doctor, const char *soname);
/* "580.65.06" of libcuda.so.580.65.06; NULL. */
const char *library_version(struct arena *arena, const char *real);
/* The lines of the loader's cache: SONAME<tab>PATH. */
struct strv loader_lines(struct doctor *doctor);
/* The file below /etc/ld.so.conf.d with a directory that holds `part`, and that line;
 * NULL. */
const char *loader_configured(struct doctor *doctor, const char *part, const char **line);

/* --- small things that many checks need (facts.c) -------------------------------------
 */

/* The content of a small file of the machine, without white space at its end; NULL. */
const char *file_text(struct doctor *doctor, const char *path);
/* The elements of a path variable, empty ones too; none when it is unset or empty. */
struct strv path_elements(struct doctor *doctor, const char *variable);
/* A variable's value, NULL when it is empty; the second one: "" then. */
const char *variable(struct doctor *doctor, const char *name);
const char *variable_or_empty(struct doctor *doctor, const char *name);
/* The file that a name means on PATH; NULL. */
const char *program_on_path(struct doctor *doctor, const char *name);
/* Its real path on the machine, or as it was when there is none. */
const char *real_or_same(struct doctor *doctor, const char *path);
/* The line that installs a package here, by its Debian, Fedora, SUSE and Arch names
 * (NULL: not there). */
void fix_package(struct doctor *doctor, const char *debian, const char *fedora,
	const char *suse, const char *arch);
/* The line that takes an element out of a path variable. */
void fix_without(struct doctor *doctor, const char *variable, const char *element);
/* The line that loads cudaenv into the user's shell; where it goes, and `also`, "" for
 * nothing more. */
void fix_init(struct doctor *doctor, const char *also);
/* "580" of the driver in force: the module's, else libcuda's; "580" for none. */
const char *driver_branch(struct doctor *doctor);
/* The toolkit whose directory holds the real path, or NULL. */
struct toolkit *toolkit_holding(struct doctor *doctor, const char *real);
/* The toolkit that building would use: the first nvcc's, else CUDA_HOME's; NULL. */
struct toolkit *toolkit_active(struct doctor *doctor);
/* The driver as the model's rule wants it. */
struct driver driver_of_facts(struct doctor *doctor);
/* True when a driver's library or module is here at all. */
bool driver_installed(struct doctor *doctor);
