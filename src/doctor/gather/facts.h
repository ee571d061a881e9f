/* SPDX-License-Identifier: MIT
 * The facts that are known about the subject before the checks run. Each part is filled by
 * the gatherer of its name (gatherers.h). Strings are NULL if unknown.
 */
#pragma once

#include "model/gpu.h"

struct pci_gpu {
	const char *bdf;    /* 0000:01:00.0 */
	unsigned id;	    /* PCI device ID */
	const char *driver; /* "nvidia", "nouveau", "vfio-pci"; NULL if none is bound */
	const char *family; /* "Ampere"; NULL if the ID is unknown */
	long last_branch; /* of the driver that supports it; 0: still supported, or unknown */
	bool needs_open, no_open; /* of the kernel modules, only one supports it */
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
	bool open;	     /* it is the open module */
	bool uvm;	     /* nvidia_uvm is loaded */
};

/* A library as the loader of this shell would find it. */
struct library {
	const char *path; /* as found */
	const char *real;
	const char *via; /* "LD_LIBRARY_PATH", "ld.so.cache", "default directory" */
};

struct libraries {
	struct library *v;
	size_t n;
};

/* How the probe of a driver library ended. */
enum probe_result {
	PROBE_NOT_RUN,
	PROBE_OK,
	PROBE_NO_LIBRARY, /* the library could not be loaded */
	PROBE_CRASHED,	  /* the library ended the probe */
	PROBE_TIMED_OUT,
};

struct cuda {
	enum probe_result probed;
	int signal;	     /* for CRASHED */
	const char *error;   /* for NO_LIBRARY: the loader's message */
	const char *library; /* its path without links */
	const char *loaded;  /* its path as the loader found it */
	int version;	     /* 13000; 0 */
	int init;	     /* the result of cuInit */
	struct gpu *gpu;
	size_t n;
	const char *jit; /* the driver's PTX compiler */
	/* For each GPU, a character for each GPU: '1' if it can access its memory, '0' if
	 * not, '-' for itself. Empty if unknown. */
	struct strv peers;
};

struct nvml_gpu {
	int result;
	const char *name, *uuid, *bus, *processes;
	int mode, persistence, mig, mig_devices; /* -1: unknown */
	long long ecc, throttle, used, total;
	int remap_pending, remap_failed;
	struct pcie_link now, max;
	int nvlinks, nvlinks_known; /* active ones, and all; 0: none */
};

struct nvml {
	enum probe_result probed;
	int signal, result;
	const char *error, *library, *driver;
	struct nvml_gpu *gpu;
	size_t n;
};

/* An nvcc in PATH. */
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
	const char *site; /* its site-packages, else those of the python3 in PATH */
	bool conda;
	struct dist *dist;
	size_t n;
	const char *torch;	   /* "2.5.1+cu124" */
	struct version torch_cuda; /* unknown: CPU only */
	struct strv nvidia_libs;   /* site-packages/nvidia/<x>/lib */
};

/* A device node. */
struct devnode {
	const char *path;
	bool exists;  /* a character device, and not another one such as /dev/null */
	bool covered; /* another file exists at this path */
	unsigned major, minor, mode, uid, gid;
	int open_errno; /* of opening it; -1: not tried */
};

struct devnodes {
	struct devnode *v;
	size_t n;
	bool apply; /* whether the driver has nodes: not on WSL, Tegra or an image */
};

struct rate {
	double median, min, max; /* GB/s, 10^9 bytes */
};

/* Copies between the host and a GPU, as --gpu measured them. */
struct bandwidth {
	const char *skipped; /* why it was not measured; NULL */
	struct rate h2d, d2h;
	struct pcie_link link; /* while copying */
	size_t bytes;
	bool verified, busy;
};

struct bandwidths {
	struct bandwidth *v;
	size_t n;			   /* 0: not measured */
	double together_h2d, together_d2h; /* of all GPUs in parallel; 0 */
};

struct facts {
	bool files_only; /* an image, or a capture of one: nothing but files is known */
	struct hardware hardware;
	struct kmod kernel;
	struct libraries libcuda, libnvml;
	struct cuda cuda, cuda_visible, cuda_loader;
	struct nvml nvml;
	struct compilers compilers;
	struct python python;
	struct devnodes nodes;
	struct bandwidths bandwidths;
	struct strv loader_cache; /* SONAME<tab>PATH */
	struct strv untrusted;	/* VARIABLE<tab>PATH<tab>why another user can change it */
	const char *libc;	/* "2.36" */
	const char *open_files; /* the limit of open files, "1024" */
	struct strv groups; /* IDs, if a node could not be opened because of its mode */
	bool root;	    /* the user is root, but not through sudo */
	const char *distribution; /* ID of os-release */
	const char *like;	  /* "debian", "rhel", "suse", "arch"; "" */
};
