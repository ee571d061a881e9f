/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "doctor/capture/secret.h"

#include "tap.h"

static struct arena arena;

static void hides(const char *line, const char *want)
{
	is_str(secret_hide(&arena, line), want, line);
}

static void keeps(const char *line)
{
	hides(line, line);
}

int main(void)
{
	hides("export NVIDIA_API_KEY=abc", "export NVIDIA_API_KEY=***");
	hides("export NGC_API_KEY=S; export PATH=/usr/local/cuda/bin:$PATH",
		"export NGC_API_KEY=***; export PATH=/usr/local/cuda/bin:$PATH");
	hides("alias t='HF_TOKEN=x CUDA_VISIBLE_DEVICES=0 python'",
		"alias t='HF_TOKEN=*** CUDA_VISIBLE_DEVICES=0 python'");
	hides("alias t='run A_TOKEN=x'; PATH=/cuda",
		"alias t='run A_TOKEN=***'; PATH=/cuda");
	hides("my_password=\"a b\\\" c\"d e", "my_password=*** e");
	hides("set -gx WANDB_API_KEY abc", "set -gx WANDB_API_KEY ***");
	hides("setenv A_SECRET 'a b'", "setenv A_SECRET ***");
	hides("docker run --auth-token abc nvidia/cuda",
		"docker run --auth-token *** nvidia/cuda");
	hides("{\"api_key\": \"abc\", \"cuda\": 1}", "{\"api_key\": *** \"cuda\": 1}");
	hides("curl -H 'Authorization: Bearer a.b' nvidia.com",
		"curl -H 'Authorization: ***' nvidia.com");
	hides("x=${MY_TOKEN:-abc} cuda", "x=${MY_TOKEN:*** cuda");
	hides("a nvapi-abcd b", "a *** b");
	hides("x/glpat-abcd-e/hf_aB3dEfGh1", "x/***/***");
	hides("cuda:AKIAABCDEFGH1234", "cuda:***");
	hides("pip install --index-url https://u:p@host/simple nvidia",
		"pip install --index-url https://***@host/simple nvidia");
	hides("export \"A_KEY=se cret\" cuda", "export \"A_KEY=***\" cuda");
	hides("A_KEY=(a b) cuda", "A_KEY=*** cuda");
	hides("A_KEY=$(cat x) cuda", "A_KEY=*** cuda");
	hides("A_SECRET+=abc cuda", "A_SECRET+=*** cuda");
	hides("A_TOKEN ?= abc", "A_TOKEN ?= ***");
	hides("A_TOKEN := abc", "A_TOKEN := ***");
	hides("token => abc", "token => ***");
	hides("KEY[0]=abc cuda", "KEY[0]=*** cuda");
	hides("set-env NGC_API_KEY abc", "set-env NGC_API_KEY ***");
	keeps("PATH=/opt/keycloak:/usr/bin:/opt/secret/bin");
	keeps("/venv/lib/hf_transfer-0.1.8.dist-info scikit-learn sk-learn");
	keeps("test -r ~/.keys && export CUDA_HOME=/usr/local/cuda");
	keeps("");
	arena_release(&arena);
	return done();
}
