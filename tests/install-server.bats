# A real server: nginx with TLS, ranges and a limited rate.

load helper
load install

# start_nginx [DIRECTIVE]: serves $mirror as https; $nginx is its address.
start_nginx() {
	local port=$((20000 + RANDOM % 20000))

	command -v nginx >/dev/null || skip "nginx is not installed"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -batch \
		-subj /CN=localhost -addext subjectAltName=DNS:localhost \
		-keyout "$world/key.pem" -out "$world/ca.pem" 2>/dev/null
	mkdir -p "$world/nginx"
	cat >"$world/nginx.conf" <<EOF
daemon off; pid $world/nginx/pid; error_log stderr crit; worker_processes 1;
$([[ $EUID != 0 ]] || echo "user root;")
events {}
http {
	access_log $world/access; default_type application/octet-stream;
	client_body_temp_path $world/nginx/1; proxy_temp_path $world/nginx/2;
	fastcgi_temp_path $world/nginx/3; uwsgi_temp_path $world/nginx/4;
	scgi_temp_path $world/nginx/5;
	server {
		listen 127.0.0.1:$port ssl;
		ssl_certificate $world/ca.pem; ssl_certificate_key $world/key.pem;
		root $mirror; autoindex on;
		location ~ xz$ { ${1-} }
	}
}
EOF
	nginx -c "$world/nginx.conf" -p "$world/nginx" >/dev/null 2>"$world/nginx/err" 3>&- &
	servers+=($!)
	nginx=https://localhost:$port
	wait_for '[[ -s $world/nginx/pid ]]'
	use_mirror "$nginx"
}

@test "server: a toolkit over TLS, with its release from the server's listing" {
	make_mirror 12.3.2 12.4.1
	start_nginx
	try cudaenv install 12
	assert_success
	refute_stderr_has "no list of releases"
	assert_whole
}

@test "server: a certificate of an unknown authority is refused" {
	make_mirror
	start_nginx
	SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt try cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "certificate"
	assert_nothing_there
}

@test "server: an interrupted download continues with a range" {
	make_mirror
	head -c 700000 /dev/urandom >"$world/tree/nvcc/bin/big"
	add_package cuda cuda_nvcc 12.4.131 "$world/tree/nvcc"
	write_manifest cuda 12.4.1
	start_nginx "limit_rate 300k;"
	cudaenv install 12.4.1 2>/dev/null &
	wait_for '[[ -s $(compgen -G "$CUDAENV_CACHE/archives/*nvcc*.part") ]]'
	kill -TERM $!
	wait $! || status=$?
	[[ $status == 143 ]]
	try cudaenv install 12.4.1
	assert_success
	assert_whole
	grep -q 'cuda_nvcc.*" 206 ' "$world/access"
}

@test "server: a user and password in the mirror are sent, and never printed" {
	make_mirror
	echo "me:$(openssl passwd -5 s@cret)" >"$world/users"
	start_nginx "auth_basic x; auth_basic_user_file $world/users;"
	use_mirror "https://me:s%40cret@${nginx#https://}"
	try cudaenv install 12.4.1 --dry-run
	assert_line "from  $nginx"
	refute_output_has cret
	try cudaenv install 12.4.1
	assert_success
	assert_whole
	for url in "https://me:s%40cret@127.0.0.1:1" "ftp://me:s%40cret@h"; do
		use_mirror "$url"
		try cudaenv install 12.4.0
		assert_failure
		refute_stderr_has cret
	done
}

@test "server: a proxy from the environment is used" {
	make_mirror
	start_nginx
	https_proxy=http://127.0.0.1:1 try cudaenv install 12.4.1
	assert_failure
	https_proxy=http://127.0.0.1:1 no_proxy=localhost try cudaenv install 12.4.1
	assert_success
}

@test "server: --progress-fd reports every step of every component" {
	make_mirror
	start_nginx
	exec 7>"$world/progress"
	try cudaenv install 12.4.1 --progress-fd 7
	exec 7>&-
	assert_success
	[[ $(grep -c $'\tdone\t' "$world/progress") == 3 ]]
	try cudaenv install 12.4.1 --progress-fd 99
	assert_failure 2
}

@test "server: on a terminal there are bars, and none is left at the end" {
	make_mirror
	start_nginx
	TERM=xterm script -qec "cudaenv install 12.4.1" "$world/typed" >/dev/null </dev/null ||
		fail "it failed: $(cat "$world/typed")"
	grep -q 'total .*%' "$world/typed"
	tail -n 3 "$world/typed" | grep -q "cudaenv use 12.4.1"
}

# painted ROWS COLUMNS: stores the progress of an install on such a terminal in
# $world/typed, and the width and height that it took in $wide and $high.
painted() {
	rm -rf "$versions" "$CUDAENV_CACHE"
	TERM=xterm "$builddir/tests/tools/pty" -s "$1x$2" -- cudaenv install 12.4.1 \
		</dev/null >"$world/typed"
	read -r wide high < <(awk '
		{ up = gsub(/\033\[A/, ""); high = up > high ? up : high
		  gsub(/\r|\033\[K/, "") }
		/%|^and/ { wide = length > wide ? length : wide }
		END { print wide, high }' "$world/typed")
}

@test "server: the bars are never wider or higher than the terminal" {
	make_mirror
	for component in nvcc cudart cccl; do
		mkdir "$world/tree/$component/$component"
		head -c 1000000 /dev/urandom >"$world/tree/$component/$component/big"
	done
	add_package cuda cuda_nvcc 12.4.131 "$world/tree/nvcc"
	add_package cuda cuda_cudart 12.4.127 "$world/tree/cudart"
	add_package cuda cuda_cccl 12.4.127 "$world/tree/cccl"
	write_manifest cuda 12.4.1
	start_liar
	use_mirror "$liar/slow"
	for size in "4 20" "24 40" "24 80" "24 300"; do
		# shellcheck disable=SC2086
		painted $size
		((wide > 0 && wide < ${size#* })) || fail "$size: $wide wide"
		((high > 0 && high < ${size% *})) || fail "$size: $high high"
		assert_whole
		[[ $size != 4* ]] || grep -q "and 2 more" "$world/typed"
	done
	grep -q '\[#*\.*\] *[0-9]*% [0-9.]* MB' "$world/typed"
}

@test "server: NVIDIA's real manifests, if they are available" {
	manifests=${NVIDIA_MANIFESTS-}
	[[ $manifests ]] || skip "NVIDIA_MANIFESTS names no directory with PRODUCT/redistrib_*.json"
	for platform in linux-x86_64 linux-sbsa linux-aarch64 linux-ppc64le; do
		try "$builddir/tests/tools/manifest" $platform "$manifests"/*/*.json
		assert_success
		want=$(jq -s "[.[] | .[] | objects | .[\"$platform\"] // .[\"linux-all\"] // empty |
			if has(\"relative_path\") then 1 else length end] | add" "$manifests"/*/*.json)
		[[ $(wc -l <<<"$output") == "$want" ]] || fail "$platform: not $want archives"
	done
}
