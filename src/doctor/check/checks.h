/* SPDX-License-Identifier: MIT
 * The functions of the table, each group in the file of its name.
 */
#pragma once

#include "doctor/gather/facts.h"

/* check_hardware.c */
void check_platform_unsupported(struct doctor *doctor);
void check_gpu_absent(struct doctor *doctor);
void check_gpu_driver_nouveau(struct doctor *doctor);
void check_gpu_bound_vfio(struct doctor *doctor);
void check_gpu_unbound(struct doctor *doctor);
void check_rminit_failed(struct doctor *doctor);

/* check_driver.c */
void check_driver_libs_mixed(struct doctor *doctor);
void check_driver_lib_mismatch(struct doctor *doctor);
void check_driver_two_libcuda(struct doctor *doctor);
void check_driver_compat_active(struct doctor *doctor);
void check_driver_compat_useless(struct doctor *doctor);
void check_driver_missing_libs(struct doctor *doctor);
void check_driver_stub_loaded(struct doctor *doctor);
void check_ptxjit_missing(struct doctor *doctor);

/* check_device.c */
void check_dev_missing(struct doctor *doctor);
void check_uvm_missing(struct doctor *doctor);
void check_uvm_stale_after_suspend(struct doctor *doctor);
void check_dev_permission(struct doctor *doctor);
void check_dev_mode_decimal(struct doctor *doctor);
void check_dev_cgroup_denied(struct doctor *doctor);
void check_dev_stale_major(struct doctor *doctor);
void check_modprobe_helper(struct doctor *doctor);

/* check_init.c */
void check_cuda_hmm_bug(struct doctor *doctor);
void check_fabric_not_ready(struct doctor *doctor);
void check_fabric_version(struct doctor *doctor);
void check_cc_not_ready(struct doctor *doctor);
void check_compute_mode(struct doctor *doctor);
void check_mps_broken(struct doctor *doctor);
void check_mig_state(struct doctor *doctor);
void check_cuinit_hang(struct doctor *doctor);
void check_cuinit_other(struct doctor *doctor);

/* check_environment.c */
void check_cuda_home_vs_nvcc(struct doctor *doctor);
void check_cuda_vars_disagree(struct doctor *doctor);
void check_cuda_var_dangling(struct doctor *doctor);
void check_nvcc_missing(struct doctor *doctor);
void check_nvcc_shadowed(struct doctor *doctor);
void check_nvcc_flags_env(struct doctor *doctor);

/* check_loader.c */
void check_ldpath_toolkit(struct doctor *doctor);
void check_ldpath_version(struct doctor *doctor);
void check_ldpath_stubs(struct doctor *doctor);
void check_ldpath_compat(struct doctor *doctor);
void check_ldpath_cudnn_foreign(struct doctor *doctor);
void check_ldcache_stale(struct doctor *doctor);
void check_ldconf_two_majors(struct doctor *doctor);
void check_libcuda_devlink(struct doctor *doctor);

/* check_toolkit.c */
void check_arch_unsupported(struct doctor *doctor);
void check_toolkit_incomplete(struct doctor *doctor);
void check_toolkit_header_mismatch(struct doctor *doctor);
void check_toolkit_symlink(struct doctor *doctor);
void check_cudnn_inventory(struct doctor *doctor);

/* check_build.c */
void check_gcc_unsupported(struct doctor *doctor);
void check_gcc_missing(struct doctor *doctor);
void check_glibc_math_clash(struct doctor *doctor);
void check_include_path_foreign(struct doctor *doctor);
void check_cmake_cache_pinned(struct doctor *doctor);
void check_cmake_would_pick(struct doctor *doctor);

/* check_framework.c */
void check_torch_driver(struct doctor *doctor);
void check_torch_cpu_only(struct doctor *doctor);
void check_torch_arch(struct doctor *doctor);
void check_torch_ext_toolkit(struct doctor *doctor);
void check_wheel_libs_mixed(struct doctor *doctor);
void check_tf_libs(struct doctor *doctor);
void check_xla_libdevice(struct doctor *doctor);
void check_jax_cupy_tag(struct doctor *doctor);
void check_conda_cuda_shadow(struct doctor *doctor);

/* check_container.c */
void check_ctr_no_gpu(struct doctor *doctor);
void check_ctr_capabilities(struct doctor *doctor);
void check_ctr_visible_void(struct doctor *doctor);
void check_ctr_require(struct doctor *doctor);
void check_ctr_uvm_not_mounted(struct doctor *doctor);
void check_ctr_host_libs_copied(struct doctor *doctor);
void check_host_toolkit_missing(struct doctor *doctor);
void check_wsl_linux_driver(struct doctor *doctor);
void check_wsl_libcuda_path(struct doctor *doctor);
void check_slurm_no_gres(struct doctor *doctor);
void check_other_process_env(struct doctor *doctor);

/* check_gpu.c */
void check_pcie_degraded(struct doctor *doctor);
void check_pcie_slot_limited(struct doctor *doctor);
void check_bandwidth_low(struct doctor *doctor);
void check_bandwidth_corrupt(struct doctor *doctor);
void check_gpu_lost(struct doctor *doctor);
void check_ecc_errors(struct doctor *doctor);
void check_throttle(struct doctor *doctor);
void check_persistence_off(struct doctor *doctor);
void check_memory_busy(struct doctor *doctor);

/* check_self.c */
void check_self_init(struct doctor *doctor);
void check_self_order(struct doctor *doctor);
void check_self_hash(struct doctor *doctor);
void check_self_version_file(struct doctor *doctor);
void check_self_registry(struct doctor *doctor);
void check_self_dup(struct doctor *doctor);
void check_self_statedir(struct doctor *doctor);

/* check_kernel.c */
void check_kmod_not_loaded(struct doctor *doctor);
void check_kmod_missing_for_kernel(struct doctor *doctor);
void check_secureboot_unsigned(struct doctor *doctor);
void check_kmod_needs_open(struct doctor *doctor);
void check_kmod_open_unsupported(struct doctor *doctor);
void check_gpu_legacy_branch(struct doctor *doctor);
void check_gsp_firmware_missing(struct doctor *doctor);
void check_kmod_disk_differs(struct doctor *doctor);

/* check_level.c */
void check_driver_too_old(struct doctor *doctor);
void check_driver_cuda_label(struct doctor *doctor);

/* check_visible.c */
void check_visible_devices(struct doctor *doctor);

/* check_shell.c */
void check_path_duplicates(struct doctor *doctor);
void check_rc_conflict(struct doctor *doctor);
void check_module_loaded(struct doctor *doctor);
void check_device_order(struct doctor *doctor);
void check_debug_env_left(struct doctor *doctor);
void check_cuda_cache(struct doctor *doctor);
void check_sudo_env(struct doctor *doctor);
