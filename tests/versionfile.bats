# Reading .cuda-version and .tool-versions. The global file is read in the same way.

load helper

setup() {
	setup_world
	make_toolkits 11.8 12.4
}

# reads NAMES: version-name prints these for the file.
reads() {
	try cudaenv version-name
	[[ $status == 0 && $output == "$1" ]] || fail "the file does not mean $1"
}

@test "one word" {
	echo 12.4 >.cuda-version
	reads 12.4
}

@test "a missing final newline" {
	printf 12.4 >.cuda-version
	reads 12.4
}

@test "spaces and tabs before the spec" {
	printf ' \t 12.4\n' >.cuda-version
	reads 12.4
}

@test "only the first word of a line is read" {
	echo "12.4 11.8 and more" >.cuda-version
	reads 12.4
}

@test "several lines select several toolkits" {
	printf '12.4 a b\n11.8 c\n' >.cuda-version
	reads 12.4:11.8
}

@test "blank lines are ignored" {
	printf '\n\n  \n12.4\n\n\n11.8\n\n' >.cuda-version
	reads 12.4:11.8
}

@test "comments are ignored, indented ones too" {
	printf '# 9.0\n  # 9.1\n12.4 # 9.2\n#\n' >.cuda-version
	reads 12.4
}

@test "carriage returns" {
	printf '12.4\r\n\r\n11.8\r\n# x\r\n' >.cuda-version
	reads 12.4:11.8
}

@test "a byte order mark is ignored, and kept when the file is written" {
	printf '\xef\xbb\xbf# mine\n12.4\n' >.cuda-version
	reads 12.4
	cudaenv local 11.8
	assert_file .cuda-version '\xef\xbb\xbf# mine\n11.8\n'
	rm .cuda-version
	printf '\xef\xbb\xbfcuda 12.4\n' >.tool-versions
	reads 12.4
}

@test "an empty file and a file with only comments mean system" {
	: >.cuda-version
	reads system
	printf '# nothing yet\n\n' >.cuda-version
	reads system
}

@test "cpu and none mean system" {
	echo cpu >.cuda-version
	reads system
	echo none >.cuda-version
	reads system
}

@test "an empty file still hides a file in a parent directory" {
	echo 12.4 >.cuda-version
	mkdir sub && cd sub && : >.cuda-version
	reads system
}

@test "a path is refused with file and line; the other lines apply" {
	printf '12.4\n../11.8\n/etc/passwd\n11.8\n' >.cuda-version
	reads 12.4:11.8
	assert_stderr "cudaenv: invalid version \`../11.8' ignored in \`$PWD/.cuda-version' (line 2)" \
		"cudaenv: invalid version \`/etc/passwd' ignored in \`$PWD/.cuda-version' (line 3)"
}

@test "every invalid word is refused: it is data, not code" {
	bad=('..' '.12' '-12' '--help' '$(touch${IFS}bad)' '`touch${IFS}bad`' '12;x' "12'4" '12"4' '12*' \
		'~' $'\xff\xfe' $'12\e[31m' "$(printf 'x%.0s' {1..65})")
	for word in "${bad[@]}"; do
		printf '%s\n12.4\n' "$word" >.cuda-version
		reads 12.4
		assert_stderr_has "ignored in \`$PWD/.cuda-version' (line 1)"
	done
	refute_exists bad
}

@test "control bytes in an invalid word are printed escaped" {
	printf '12\033[31m\n' >.cuda-version
	try cudaenv version-name
	assert_failure
	assert_stderr "cudaenv: invalid version \`12\\033[31m' ignored in \`$PWD/.cuda-version' (line 1)"
}

@test "only invalid words: nothing applies, exit status 1" {
	echo ../x >.cuda-version
	try cudaenv version-name
	assert_failure
	assert_output ""
}

@test "4096 bytes are read, 4097 are refused" {
	printf '12.4\n%*s' 4091 '' >.cuda-version
	reads 12.4
	printf ' ' >>.cuda-version
	refused "is larger than 4096 bytes"
}

# refused WHY: the file is refused with this message.
refused() {
	try cudaenv version-name
	assert_failure
	assert_output ""
	assert_stderr "cudaenv: version file \`$PWD/.cuda-version' $1: not read"
}

@test "a NUL byte" {
	printf '12.4\0\n' >.cuda-version
	refused "has a NUL byte"
}

@test "a directory" {
	mkdir .cuda-version
	refused "is a directory"
}

@test "a FIFO: it does not wait" {
	mkfifo .cuda-version
	refused "is not a regular file"
}

@test "a device: it is not read" {
	ln -s /dev/zero .cuda-version
	refused "is not a regular file"
}

@test "a socket" {
	perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => ".cuda-version", Listen => 1) or die'
	refused "is not a regular file"
}

@test "an endless file" {
	truncate -s 1T .cuda-version
	refused "is larger than 4096 bytes"
}

@test "a file without read permission" {
	echo 12.4 >.cuda-version && chmod 000 .cuda-version
	try bound cudaenv version-name
	assert_failure
	assert_stderr "cudaenv: version file \`$PWD/.cuda-version' cannot be read: Permission denied: not read"
}

@test "a link is followed; a dangling one is not a file" {
	echo 12.4 >elsewhere && ln -s elsewhere .cuda-version
	reads 12.4
	rm elsewhere
	reads system
}

@test "a link to itself is reported" {
	ln -s .cuda-version .cuda-version
	try cudaenv version-name
	assert_failure
	assert_stderr_has "$PWD/.cuda-version"
}

# --- .tool-versions ---

@test ".tool-versions: the cuda line" {
	printf 'nodejs 20\ncuda 12.4\npython 3.12\n' >.tool-versions
	reads 12.4
}

@test ".tool-versions: several versions, a comment, CR" {
	printf 'cuda\t12.4  11.8 # both\r\n' >.tool-versions
	reads 12.4:11.8
}

@test ".tool-versions: a tool whose name begins with cuda is another tool" {
	printf 'cuda-samples 9.9\ncudacuda 1\n' >.tool-versions
	reads system
}

@test ".tool-versions: .cuda-version in the same directory has priority" {
	echo "cuda 11.8" >.tool-versions
	echo 12.4 >.cuda-version
	reads 12.4
}

@test ".tool-versions: one in a nearer directory has priority over a .cuda-version above" {
	echo 12.4 >.cuda-version
	mkdir sub && cd sub && echo "cuda 11.8" >.tool-versions
	reads 11.8
}

@test ".tool-versions: without a cuda line, the one above applies" {
	echo 12.4 >.cuda-version
	mkdir sub && cd sub && echo "python 3.12" >.tool-versions
	reads 12.4
}

@test ".tool-versions: an invalid word is reported with file and line" {
	printf 'python 3\ncuda ../x 12.4\n' >.tool-versions
	reads 12.4
	assert_stderr "cudaenv: invalid version \`../x' ignored in \`$PWD/.tool-versions' (line 2)"
}

@test ".tool-versions: one that cannot be read is not reported" {
	echo 12.4 >.cuda-version
	mkdir sub && cd sub && mkdir .tool-versions
	reads 12.4
	assert_stderr ""
	rmdir .tool-versions && mkfifo .tool-versions
	reads 12.4
}

@test "a file that the kernel generates is refused: its content changes with each read" {
	[[ -r /proc/uptime ]] || skip "no /proc/uptime"
	ln -s /proc/uptime .cuda-version
	try cudaenv version
	assert_failure 1
	assert_stderr_has "version file \`$PWD/.cuda-version' is not a regular file: not read"
}

# --- the global file ---

@test "a home without read permission makes no selection" {
	mkdir -p "$(user_root)" && echo 12.4 >"$(user_root)/version"
	chmod 000 "$HOME"
	try bound cudaenv exec echo ran
	assert_success
	assert_output ran
	assert_stderr ""
}
