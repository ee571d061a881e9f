# What ./bootstrap installs, and that it says so first. The package manager and the build are
# stand-ins that write their arguments to $calls.

load helper

setup() {
	setup_world
	calls=$world/calls
	export calls
	mkdir "$world/src"
	cp "$srcdir/bootstrap" "$world/src/"
	stand_in apt-get 'case "$*" in
		*-s*install*) for name; do case $name in -*|install) ;; *) echo "Inst $name (1.0 Debian)" ;; esac; done ;;
		*" download "*) : >"${*##* }_1.0_all.deb" ;;
		esac'
	stand_in dpkg-query :
	stand_in apt-cache ': '
	stand_in dpkg-deb 'mkdir -p usr/sbin && cp /bin/true usr/sbin/nginx'
	stand_in id 'echo 0'
	for name in autoreconf make npm; do
		stand_in "$name" :
	done
	printf '#!/bin/sh\n: >Makefile\n' >"$world/src/configure"
	chmod 755 "$world/src/configure"
	unset NGINX NU PREFIX
	rm -f "$world/bin/nginx" "$world/bin/nu"
	PATH=$world/bin:/usr/bin:/bin
	cd "$world/src"
}

# stand_in NAME SCRIPT
stand_in() {
	printf '#!/bin/sh\necho "%s $*" >>"$calls"\n%s\n' "$1" "$2" >"$world/bin/$1"
	chmod 755 "$world/bin/$1"
}

# installed: the packages that apt-get installed.
installed() {
	sed -n 's/^apt-get .*--no-install-recommends install //p' "$calls" | tr ' ' '\n' | sort -u
}

@test "bootstrap check prints what it will install before it installs, and leaves a list" {
	# The list exists, and the message was printed, when the installation begins.
	stand_in apt-get 'case "$*" in
		*-s*install*) for name; do case $name in -*|install) ;; *) echo "Inst $name (1.0 Debian)" ;; esac; done ;;
		*" install "*) cp build/packages "$calls.list"; cp "$calls.err" "$calls.said" ;;
		esac'
	./bootstrap check 2>"$calls.err" || fail "$(<"$calls.err")"
	grep -q 'bootstrap: to test, [0-9]* packages are installed: bats ' "$calls.said"
	for name in bats zsh fish gcc; do
		grep -q -x "$name" build/packages || fail "$name is not in the list"
	done
	[[ -s $calls.list ]]
	diff <(installed) <(sort -u build/packages)
}

@test "bootstrap check installs no server and no npm; nginx is only unpacked" {
	PATH=$world/bin:$(without_nginx) ./bootstrap check 2>"$calls.err"
	[[ -z $(installed | grep -e nginx -e npm -e apache) ]]
	[[ -x /usr/sbin/nginx ]] || {
		[[ -x build/nginx/usr/sbin/nginx ]]
		grep -q 'unpacking nginx in .*build/nginx; it is not installed' "$calls.err"
	}
	! grep -q '^npm' "$calls"
}

# A PATH whose directories have no nginx: links to the programs that bootstrap uses.
without_nginx() {
	local name

	mkdir -p "$world/few"
	for name in sh cat chmod cp cut dirname dpkg env getconf grep head mkdir rm sed sort tail tr true uname wc; do
		[[ ! -x /usr/bin/$name ]] || ln -sf "/usr/bin/$name" "$world/few/$name"
	done
	printf %s "$world/few"
}

@test "bootstrap nushell is what needs npm" {
	rm "$world/bin/npm"
	PATH=$world/bin:$(without_nginx) try ./bootstrap nushell
	[[ $(installed) == npm ]]
	grep -q 'for nushell, 1 packages\? \(is\|are\) installed: npm' <<<"$stderr"
}

@test "bootstrap run installs only what the build needs" {
	mkdir tests
	printf 'exit 0\n' >tests/demo.sh
	./bootstrap run 2>"$calls.err"
	[[ -z $(installed | grep -e bats -e zsh -e nginx -e npm) ]]
	grep -q 'bootstrap: to build, [0-9]* packages are installed: gcc' "$calls.err"
	grep -q "bootstrap: installed $HOME/.local/bin/cudaenv" "$calls.err"
}
