dnl SPDX-License-Identifier: MIT
dnl Compiler and linker flags. Each flag is added only if the compiler accepts it. The user's
dnl CFLAGS and LDFLAGS come last and override them.

dnl CUDAENV_TRY_CFLAG(FLAG, VARIABLE): adds FLAG to VARIABLE if the compiler accepts it.
AC_DEFUN([CUDAENV_TRY_CFLAG], [
	AS_VAR_PUSHDEF([known], [cudaenv_cv_cflag_$1])
	AC_CACHE_CHECK([whether $CC knows $1], [known], [
		cudaenv_save=$CFLAGS
		CFLAGS="$CFLAGS -Werror $1"
		AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
			[AS_VAR_SET([known], [yes])], [AS_VAR_SET([known], [no])])
		CFLAGS=$cudaenv_save
	])
	AS_VAR_IF([known], [yes], [$2="$$2 $1"])
	AS_VAR_POPDEF([known])
])

AC_DEFUN([CUDAENV_TRY_LDFLAG], [
	AS_VAR_PUSHDEF([known], [cudaenv_cv_ldflag_$1])
	AC_CACHE_CHECK([whether the linker knows $1], [known], [
		cudaenv_save=$LDFLAGS
		LDFLAGS="$LDFLAGS $1"
		AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
			[AS_VAR_SET([known], [yes])], [AS_VAR_SET([known], [no])])
		LDFLAGS=$cudaenv_save
	])
	AS_VAR_IF([known], [yes], [$2="$$2 $1"])
	AS_VAR_POPDEF([known])
])

AC_DEFUN([CUDAENV_WARNINGS], [
	AC_ARG_ENABLE([werror],
		[AS_HELP_STRING([--enable-werror], [treat warnings as errors])],
		[], [enable_werror=no])
	m4_foreach_w([flag], [-std=gnu17 -Wall -Wextra -Wshadow -Wvla -Wformat=2 -Wundef
		-Wmissing-prototypes -Wstrict-prototypes -Wold-style-definition
		-Wpointer-arith -Wwrite-strings -Wcast-qual -Wimplicit-fallthrough
		-Wlogical-op -Wduplicated-cond -Wnull-dereference -fno-common],
		[CUDAENV_TRY_CFLAG(flag, [WARN_CFLAGS])])
	AS_IF([test "x$enable_werror" = xyes], [WARN_CFLAGS="$WARN_CFLAGS -Werror"])
	AC_SUBST([WARN_CFLAGS])
])

AC_DEFUN([CUDAENV_HARDENING], [
	AC_ARG_ENABLE([hardening],
		[AS_HELP_STRING([--disable-hardening], [build without hardening flags])],
		[], [enable_hardening=yes])
	AS_IF([test "x$enable_hardening" = xyes], [
		m4_foreach_w([flag], [-fstack-protector-strong -fstack-clash-protection
			-fcf-protection -fPIE], [CUDAENV_TRY_CFLAG(flag, [HARDEN_CFLAGS])])
		m4_foreach([flag], [[-pie], [-Wl,-z,relro], [-Wl,-z,now], [-Wl,-z,noexecstack],
			[-Wl,--as-needed]], [CUDAENV_TRY_LDFLAG(m4_defn([flag]), [HARDEN_LDFLAGS])])
		AS_CASE([" $CFLAGS "], [*" -O0 "*], [],
			[HARDEN_CFLAGS="$HARDEN_CFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"])
	])
	AC_SUBST([HARDEN_CFLAGS])
	AC_SUBST([HARDEN_LDFLAGS])
])

AC_DEFUN([CUDAENV_SANITIZERS], [
	AC_ARG_ENABLE([sanitizers],
		[AS_HELP_STRING([--enable-sanitizers],
			[build with AddressSanitizer and UndefinedBehaviorSanitizer])],
		[], [enable_sanitizers=no])
	AS_IF([test "x$enable_sanitizers" = xyes], [
		SANITIZE_CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=all"
		SANITIZE_CFLAGS="$SANITIZE_CFLAGS -fno-omit-frame-pointer"
		HARDEN_CFLAGS="-fPIE"
		CUDAENV_TRY_CFLAG([-fsanitize=address,undefined], [cudaenv_sanitizers_known])
		AS_IF([test -z "$cudaenv_sanitizers_known"],
			[AC_MSG_ERROR([this compiler has no AddressSanitizer])])
	])
	AM_CONDITIONAL([SANITIZERS], [test "x$enable_sanitizers" = xyes])
	AC_SUBST([SANITIZE_CFLAGS])
])

AC_DEFUN([CUDAENV_FUZZING], [
	AC_ARG_ENABLE([fuzzing],
		[AS_HELP_STRING([--enable-fuzzing],
			[build the fuzz targets with libFuzzer (needs clang)])],
		[], [enable_fuzzing=no])
	AS_IF([test "x$enable_fuzzing" = xyes], [
		FUZZ_CFLAGS="-fsanitize=fuzzer-no-link,address,undefined"
		FUZZ_CFLAGS="$FUZZ_CFLAGS -fno-sanitize-recover=all"
		HARDEN_CFLAGS="-fPIE"
	])
	AM_CONDITIONAL([FUZZING], [test "x$enable_fuzzing" = xyes])
	AC_SUBST([FUZZ_CFLAGS])
])

dnl Below the prefix, not in the system directories that pkg-config reports: neither an
dnl unprivileged install nor distcheck may write outside the prefix.
AC_DEFUN([CUDAENV_COMPLETION_DIRS], [
	AC_ARG_WITH([bash-completion-dir],
		[AS_HELP_STRING([--with-bash-completion-dir=DIR], [bash completions])],
		[], [with_bash_completion_dir='${datadir}/bash-completion/completions'])
	AC_ARG_WITH([zsh-completion-dir],
		[AS_HELP_STRING([--with-zsh-completion-dir=DIR], [zsh completions])],
		[], [with_zsh_completion_dir='${datadir}/zsh/site-functions'])
	AC_ARG_WITH([fish-completion-dir],
		[AS_HELP_STRING([--with-fish-completion-dir=DIR], [fish completions])],
		[], [with_fish_completion_dir='${datadir}/fish/vendor_completions.d'])
	AC_SUBST([bashcompletiondir], [$with_bash_completion_dir])
	AC_SUBST([zshcompletiondir], [$with_zsh_completion_dir])
	AC_SUBST([fishcompletiondir], [$with_fish_completion_dir])
	AM_CONDITIONAL([BASH_COMPLETION], [test "x$with_bash_completion_dir" != xno])
	AM_CONDITIONAL([ZSH_COMPLETION], [test "x$with_zsh_completion_dir" != xno])
	AM_CONDITIONAL([FISH_COMPLETION], [test "x$with_fish_completion_dir" != xno])
])
