/** Which processes train together, on which machines; names are those of PyTorch's launcher, `torchrun`. */
export interface Processes {
  /** On this machine. */
  nproc: number;
  /** Machines. */
  nnodes: number;
  nodeRank?: number | undefined;
  rdzvEndpoint?: string | undefined;
  rdzvId?: string | undefined;
  rdzvBackend?: string | undefined;
  /** How long one waits for the others. */
  waitSeconds: number;
}

/** How long machines wait for each other that are told their numbers: nothing changes that of PyTorch's launcher. */
const mostSecondsOfStart = 300;

/** Where a machine is told its number, nothing has to be negotiated; as `torchrun` has it. */
export const backendOf = ({ rdzvBackend, nodeRank }: Processes): string =>
  rdzvBackend ?? (nodeRank === undefined ? 'c10d' : 'static');

/** How long machines wait for each other at the start. */
export const secondsOfStart = (processes: Processes): number =>
  backendOf(processes) === 'static'
    ? Math.min(processes.waitSeconds, mostSecondsOfStart)
    : processes.waitSeconds;

/** How often `torchrun` looks after its processes, in seconds: one that dies is to be noticed soon. */
const monitorSeconds = '0.5';

/** Python looks for modules in the folder where it is started first: a file `torch.py` there, of whomever, is not to be run. */
export const notFromHere = "import sys; sys.path = [folder for folder in sys.path if folder != '']"; // no text: code of Python

/**
 * Starts PyTorch's launcher. Since PyTorch 2.4 it asks for libuv, which Debian's and Windows' builds do not have; so do its processes
 * (`lits_torch/ranks`).
 */
const launcher = [
  notFromHere,
  'import runpy, torch.distributed as dist', // no text: code of Python
  "if 'use_libuv' in (dist.TCPStore.__init__.__doc__ or ''):",
  '    class Store(dist.TCPStore):', // no text: code of Python
  '        def __init__(self, *given, **named):',
  "            super().__init__(*given, **{**named, 'use_libuv': False})",
  '    dist.TCPStore = Store',
  "runpy.run_module('torch.distributed.run', run_name='__main__')",
].join('\n');

/**
 * What a Python is to be given to start a program as processes that train together. It is started by `torchrun` itself, so that
 * clusters' schedulers start it as they start any training with PyTorch.
 * @param id of a training on one machine, which no other one has
 * @param logFolder for what it keeps of its own
 */
export function torchrunArguments(
  processes: Processes,
  { id, logFolder }: { id: string; logFolder: string },
  program: readonly string[],
): string[] {
  const { nproc, nnodes, nodeRank, rdzvEndpoint, rdzvId, waitSeconds } = processes;
  const backend = backendOf(processes);
  // A machine for itself takes any port that is free.
  const endpoint = rdzvEndpoint ?? (nnodes === 1 && backend === 'c10d' ? 'localhost:0' : undefined);
  const given: Record<string, string | undefined> = {
    nnodes: String(nnodes),
    nproc_per_node: String(nproc),
    node_rank: nodeRank?.toString(),
    rdzv_backend: backend,
    rdzv_endpoint: endpoint,
    rdzv_id: rdzvId ?? (nnodes === 1 ? id : undefined),
    rdzv_conf: `join_timeout=${waitSeconds},timeout=${waitSeconds}`,
    max_restarts: '0',
    monitor_interval: monitorSeconds,
    log_dir: logFolder,
    // What these say is "of the first process, the standard output, here": the usual "of none" breaks PyTorch 1.13 with Python 3.11.
    redirects: '0:1',
    tee: '0:1',
  };
  const options = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${value}`],
  );
  return ['-c', launcher, ...options, '--no_python', ...program];
}
