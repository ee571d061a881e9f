#!/bin/bash
# SPDX-License-Identifier: MIT
# Measures how long an install takes, compared with the commands of a user (curl, sha256sum
# and tar xJ in sequence) and with the floor: the best schedule in which unpacking an archive
# begins when it is complete, computed from the transfer rate in this run and from the
# decompression time of each archive (xz -dc). Uses TLS from nginx on this machine, and
# archives of 300 MB and more made from a real toolkit. They are made once, in BENCH_DIR.
#
#	bench/install.sh SRCDIR BUILDDIR
#
# CUDA_REAL: the toolkit to divide into archives (/usr/local/cuda). XZ_LEVEL: 6, probably
# NVIDIA's own. ROUNDS: 3; the best of them is printed, for each of the three. PACK_ONLY=1
# only makes the archives. SERVER_CPUS: the processors of the server, which is normally another
# machine: `taskset -c 0,1 bench/install.sh` with SERVER_CPUS=2 measures two processors.
set -euo pipefail
shopt -s nullglob

srcdir=$1 builddir=$2
real=$(cd "${CUDA_REAL:-/usr/local/cuda}" && pwd -P)
level=${XZ_LEVEL:-6} rounds=${ROUNDS:-3}
dir=${BENCH_DIR:-/var/tmp/cudaenv-bench-install}
mirror=$dir/mirror
redist=$mirror/cuda/redist
least=$((300 * 1000 * 1000))
export LC_ALL=C HOME=$dir/home CUDAENV_ROOT=$dir/root CUDAENV_CACHE=$dir/cache
export CUDAENV_CONFIG=$dir/conf CUDAENV_DATADIR=$srcdir CUDAENV_LIBEXEC=$builddir
export SSL_CERT_FILE=$dir/ca.pem CURL_CA_BUNDLE=$dir/ca.pem
mkdir -p "$redist" "$HOME"

now() { date +%s.%N; }
calc() { awk "BEGIN { printf \"%.${2:-2}f\", $1 }"; }
settle() { sync; sleep 0.5; }

# --- the archives -------------------------------------------------------------------------

pack() {
	local component=$1 top=$1-linux-x86_64-1.0-archive path
	local archive=$redist/$1/linux-x86_64/$top.tar.xz

	shift
	[[ ! -s $archive ]] || return 0
	rm -rf "$dir/pack/$top" && mkdir -p "$dir/pack/$top" "${archive%/*}"
	for path; do
		mkdir -p "$dir/pack/$top/${path%/*}"
		cp -aL "$real/$path" "$dir/pack/$top/$path"
	done
	tar -C "$dir/pack" -cf - "$top" | xz "-$level" -T1 >"$archive.new"
	mv "$archive.new" "$archive"
	rm -rf "$dir/pack/$top"
}

# The compiler, its headers, and the four largest libraries of less than 320 MB, one each.
make_archives() {
	local file n=0

	(cd "$real" && find bin/ nvvm/ include/ -type f) >"$dir/files"
	pack cuda_nvcc $(grep '^bin/' "$dir/files") &
	pack libnvvm $(grep '^nvvm/' "$dir/files") &
	pack cuda_cccl $(grep '^include/' "$dir/files") &
	while read -r _ file; do
		n=$((n + 1))
		pack "libbench$n" "$file" &
	done < <(cd "$real" && find lib64/ -maxdepth 1 -type f -name 'lib*.so*' -size +80M \
		-size -320M -printf '%s %p\n' | sort -rn | head -n 4)
	wait
	(($(cat "$redist"/*/*/*.tar.xz | wc -c) >= least)) ||
		echo "note: less than 300 MB of archives; this toolkit has no more" >&2
}

write_manifest() {
	local file component sep=
	{
		printf '{"release_label":"99.0.0",'
		for file in "$redist"/*/*/*.tar.xz; do
			component=${file#"$redist"/} component=${component%%/*}
			printf '%s\n"%s":{"name":"%s","license":"x","version":"1.0","linux-x86_64":' \
				"$sep" "$component" "$component"
			printf '{"relative_path":"%s","sha256":"%s","size":"%s"}}' "${file#"$redist"/}" \
				"$(sha256sum <"$file" | cut -c1-64)" "$(stat -c%s "$file")"
			sep=,
		done
		printf '}\n'
	} >"$redist/redistrib_99.0.0.json"
}

serve() {
	port=$((20000 + RANDOM % 20000))
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -batch \
		-subj /CN=localhost -addext subjectAltName=DNS:localhost \
		-keyout "$dir/key.pem" -out "$dir/ca.pem" 2>/dev/null
	mkdir -p "$dir/nginx"
	cat >"$dir/nginx.conf" <<EOF
daemon off; pid $dir/nginx/pid; error_log stderr crit; worker_processes 1;
$([[ $EUID != 0 ]] || echo "user root;")
events {}
http {
	access_log off; client_body_temp_path $dir/nginx/1; proxy_temp_path $dir/nginx/2;
	fastcgi_temp_path $dir/nginx/3; uwsgi_temp_path $dir/nginx/4; scgi_temp_path $dir/nginx/5;
	sendfile on; default_type application/octet-stream;
	server {
		listen 127.0.0.1:$port ssl; ssl_certificate $dir/ca.pem;
		ssl_certificate_key $dir/key.pem; root $mirror;
		location ~ xz$ { ${LIMIT-} }
	}
}
EOF
	${SERVER_CPUS:+taskset -c "$SERVER_CPUS"} nginx -c "$dir/nginx.conf" -p "$dir/nginx" 2>/dev/null &
	server=$!
	trap 'kill $server' EXIT
	until curl -sf "https://localhost:$port/cuda/redist/redistrib_99.0.0.json" >/dev/null; do
		sleep 0.1
	done
	printf '[install]\nmirror = https://localhost:%s\naccept_license = yes\n' "$port" \
		>"$CUDAENV_CONFIG"
}

# --- what is measured ---------------------------------------------------------------------

# The rate of one connection, in bytes a second.
measure_rate() {
	local file bytes=0 start

	start=$(now)
	for file in "${archives[@]}"; do
		curl -sf -o "$dir/scrap" "https://localhost:$port/${file#"$mirror"/}"
		bytes=$((bytes + $(stat -c%s "$file")))
	done
	calc "$bytes / ($(now) - $start)" 0
	rm -f "$dir/scrap"
}

# "BYTES SECONDS" of each archive: its size and its decompression.
measure_decompression() {
	local file start

	for file in "${archives[@]}"; do
		start=$(now)
		xz -dc "$file" >/dev/null
		echo "$(stat -c%s "$file") $(calc "$(now) - $start" 3)"
	done
}

# The least time over all orders of download, each archive then going to the processor that
# is free first.
floor() {
	awk -v rate="$1" -v cores="$2" '
	{ size[++n] = $1; work[n] = $2 }
	function finish(order,   i, c, best, at, free, end) {
		for (c = 1; c <= cores; c++) free[c] = 0
		at = end = 0
		for (i = 1; i <= n; i++) {
			at += size[order[i]] / rate
			best = 1
			for (c = 2; c <= cores; c++) if (free[c] < free[best]) best = c
			free[best] = (free[best] > at ? free[best] : at) + work[order[i]]
			if (free[best] > end) end = free[best]
		}
		return end
	}
	function try(order, k,   i, t, end) {
		if (k > n) { end = finish(order); if (!least || end < least) least = end; return }
		for (i = k; i <= n; i++) {
			t = order[k]; order[k] = order[i]; order[i] = t
			try(order, k + 1)
			t = order[k]; order[k] = order[i]; order[i] = t
		}
	}
	END { for (i = 1; i <= n; i++) order[i] = i; try(order, 1); printf "%.2f", least }' "$dir/work"
}

by_hand() {
	local file name start

	rm -rf "$dir/hand" && mkdir -p "$dir/hand" && cd "$dir/hand"
	settle
	start=$(now)
	for file in "${archives[@]}"; do
		name=${file##*/}
		curl -sfO "https://localhost:$port/${file#"$mirror"/}"
		echo "$(jq -r ".[] | objects | .\"linux-x86_64\" | select(.relative_path | endswith(\"$name\")) | .sha256" \
			"$redist/redistrib_99.0.0.json")  $name" | sha256sum -c --quiet
		tar xJf "$name"
	done
	calc "$(now) - $start"
	cd / && rm -rf "$dir/hand"
}

# Prints the seconds of an install. Writes the peak memory of its processes, without the
# decoders, to $dir/peak (kB; PSS, so that shared memory is counted once).
installed() {
	local start pid peak=0 sum end

	rm -rf "$CUDAENV_ROOT"
	[[ ${1-} ]] || rm -rf "$CUDAENV_CACHE"
	settle
	start=$(now)
	"$builddir/cudaenv" install 99.0.0 --keep \
		--components "$components" 2>"$dir/said" &
	pid=$!
	while kill -0 $pid 2>/dev/null; do
		sum=$(cat /proc/$pid/smaps_rollup $(pgrep -P $pid | sed 's|.*|/proc/&/smaps_rollup|') \
			2>/dev/null | awk '/^Pss:/ { n += $2 } END { print n + 0 }' || :)
		((sum <= peak)) || peak=$sum
		sleep 0.2
	done
	wait $pid || { cat "$dir/said" >&2; exit 1; }
	end=$(now)
	echo "$peak" >"$dir/peak"
	calc "$end - $start"
}

best_of() {
	local i t best=

	for ((i = 0; i < rounds; i++)); do
		t=$("$@")
		if [[ ! $best ]] || [[ $(calc "$t < $best" 0) == 1 ]]; then best=$t; fi
	done
	echo "$best"
}

row() { printf '%-52s %14s %14s\n' "$@"; }

# --- all of it ----------------------------------------------------------------------------

# compare COMPONENT...: the three, for these.
compare() {
	local bytes rate floor_time hand ours peak

	components=$(printf '%s,' "$@") components=${components%,}
	archives=()
	for component; do
		archives+=("$redist/$component"/*/*.tar.xz)
	done
	bytes=$(cat "${archives[@]}" | wc -c)
	rate=$(measure_rate)
	measure_decompression >"$dir/work"
	floor_time=$(floor "$rate" "$(nproc)")
	hand=$(best_of by_hand)
	ours=$(best_of installed)
	peak=$(cat "$dir/peak")
	echo
	row "$# archives, $((bytes / 1000000)) MB, at $((rate / 1000000)) MB/s" measured "must be"
	row "  curl, sha256sum, tar xJ" "$hand s" ""
	row "  the floor" "$floor_time s" ""
	row "  cudaenv install" "$ours s" ""
	row "    of the floor" "$(calc "$ours / $floor_time") x" "<= 1.15 x"
	[[ $# == 1 ]] ||
		row "    faster than by hand" "$(calc "$hand / $ours") x" ">= 1.6 x"
	row "    peak memory, with the decoders'" "$((peak / 1024)) MB" "<= $memory MB"
	row "  cudaenv install, from the cache" "$(best_of installed cached) s" ""
}

make_archives
[[ ! ${PACK_ONLY-} ]] || exit 0
write_manifest
serve
case $level in
9) decoder=71 ;;
*) decoder=13 ;;
esac
memory=$((32 + $(nproc) * decoder))
echo "xz -$level, $(nproc) processors, best of $rounds"
all=("$redist"/*/)
all=("${all[@]%/}") && all=("${all[@]##*/}")
compare "${all[@]}"
start=$(now)
"$builddir/cudaenv" verify 99.0.0 2>/dev/null
end=$(now)
hashed=$(du -sb --apparent-size "$CUDAENV_ROOT/versions/99.0.0" | cut -f1)
compare libbench1
openssl_rate=$(openssl speed -seconds 1 -evp sha256 2>/dev/null |
	awk '/^sha256/ { printf "%.0f", $NF / 1000 }')
echo
row "cudaenv verify, from memory" "$(calc "$hashed / ($end - $start) / 1e6" 0) MB/s" \
	">= $(calc "$openssl_rate * 0.8" 0) MB/s"
