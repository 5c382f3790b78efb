/** Variables that a worker may inherit; anything else, tokens and passwords among it, stays with the parent. */
const inherited = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP)$/i,
  /^(SYSTEMROOT|WINDIR|SYSTEMDRIVE|COMSPEC|PATHEXT|OS|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES.*|NUMBER_OF_PROCESSORS|PROCESSOR_\w+)$/i,
  /^XDG_(RUNTIME|CACHE|CONFIG|DATA)_(DIR|HOME|DIRS)$/,
  /^(LD_LIBRARY_PATH|DYLD_\w+|CUDA_\w+|NVIDIA_\w+|VK_\w+|OMP_\w+|NODE_EXTRA_CA_CERTS|LITS_\w+|DISPLAY)$/,
  // How the processes of a training find each other.
  /^(NCCL|TORCH|GLOO|UCX|FI|UCC)_\w+$/,
  // Where Python and PyTorch are, and which GPUs they use.
  /^(VIRTUAL_ENV|CONDA_PREFIX|PYTORCH_\w+|HIP_\w+|HSA_\w+|ROCR_\w+|ZE_\w+|MKL_\w+|KMP_\w+)$/,
  /^(PYTHONPATH|PYTHONUSERBASE|PYTHONNOUSERSITE|EBPYTHONPREFIXES)$/,
];

/** Without them, a download fails behind a proxy. One whose address holds a password stays with the parent too. */
const proxy = /^(HTTPS?_PROXY|ALL_PROXY|NO_PROXY)$/i;
const holdsPassword = (address = '') => address.includes('@');

/** Has Node's own `fetch` use these proxies; older than version 24, it does not know them. */
const useProxy = { NODE_USE_ENV_PROXY: '1' };

/**
 * glibc gives large blocks back to the system on free and pays for the page faults on the next allocation: every step of a training
 * allocates the same hundreds of megabytes again. With these it keeps all blocks, in huge pages where the system has them (an
 * element-wise operation is then a third faster). Other C libraries ignore them.
 */
const memory = {
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: String(64 * 2 ** 30),
  MALLOC_TOP_PAD_: String(64 * 2 ** 20),
  GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
};

/** The proxies of an environment, with passwords: for a worker that downloads, and runs no code of students. */
export function proxiesIn(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      proxy.test(name) && value ? [[name, value]] : [],
    ),
  );
}

/** The environment for a worker, made from the parent's. */
export function workerEnvironment(
  parent: NodeJS.ProcessEnv,
  runtime: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  // Windows does not tell `HTTP_PROXY` and `http_proxy` apart, and would keep the parent's.
  const given = new Set(Object.keys(runtime).map((name) => name.toLowerCase()));
  const kept = Object.entries(parent).filter(
    ([name, value]) =>
      inherited.some((pattern) => pattern.test(name)) ||
      (proxy.test(name) && !holdsPassword(value) && !given.has(name.toLowerCase())),
  );
  return { ...Object.fromEntries(kept), ...memory, ...useProxy, ORT_DISABLE_TELEMETRY: '1', ...runtime };
}
