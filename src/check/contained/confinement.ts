import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { totalmem } from 'node:os';
import path from 'node:path';
import { FailureError } from '../../protocol/failure';
import { decimals, t } from '../../words';

/** How the process that runs student code is kept from the rest of the machine. */
export interface Confinement {
  /** Starts Node.js in it, with a channel for messages. */
  start(args: readonly string[]): ChildProcess;
  means: Means;
}

/** What of the machine's means is in use. */
export interface Means {
  /** Node.js' permission model: no files but the program's, none written, no other programs, no threads of its own. */
  permissions: boolean;
  /** What keeps the process from the network and from the machine's other processes and files. */
  sandbox: 'bubblewrap' | 'namespace' | 'none';
  /** Most memory in bytes, where the system limits it. */
  memory: number | undefined;
}

const gibibyte = 2 ** 30;
/** Enough to train ResNet-50 on eight slices; three quarters of a small machine. */
const mostMemory = Math.min(8 * gibibyte, 0.75 * totalmem());
/** Of JavaScript's own objects, in MiB: tensors lie elsewhere. */
const heapMegabytes = 1024;
const tryMillis = 20_000;

/**
 * The strongest confinement that works on this machine.
 * @param program the program that will be run; what it loads lies in folders `node_modules` at or above it
 * @param alsoReadable folders that it may read besides
 */
export async function findConfinement(
  program: string,
  alsoReadable: readonly string[] = [],
): Promise<Confinement> {
  const places = [...readable(program), ...alsoReadable.flatMap((place) => existing(place))];
  const sandboxes =
    process.platform === 'linux' ? (['bubblewrap', 'namespace', 'none'] as const) : ['none' as const];
  for (const sandbox of sandboxes) {
    const confinement = confinementOf(sandbox, places);
    if (await works(confinement)) return confinement;
  }
  throw new FailureError({
    what: t('The process that checks your code could not be started.'),
    why: t('Node.js cannot be started here.'),
    next: t('Run lits doctor; if it finds nothing, please report this.'),
  });
}

function confinementOf(sandbox: Means['sandbox'], places: readonly string[]): Confinement {
  const permissions = permissionFlags(places);
  const limited = process.platform !== 'win32';
  const flags = [...permissions, '--no-warnings', `--max-old-space-size=${heapMegabytes}`];
  return {
    start(args) {
      const node = [process.execPath, ...flags, ...args];
      const [command = '', ...rest] = outer[sandbox](limited ? withLimits(node) : node, places);
      return spawn(command, rest, {
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        env: environment(),
        cwd: path.dirname(process.execPath),
        windowsHide: true,
      });
    },
    means: {
      permissions: permissions.length > 0,
      sandbox,
      memory: process.platform === 'linux' ? mostMemory : undefined,
    },
  };
}

/** Folders that the program needs to be able to read. */
function readable(program: string): string[] {
  const own = path.dirname(realpathSync(program));
  const above: string[] = [];
  for (let folder = own; ; folder = path.dirname(folder)) {
    above.push(path.join(folder, 'node_modules'), path.join(folder, 'package.json'));
    if (path.dirname(folder) === folder) break;
  }
  return [own, ...above.flatMap((place) => existing(place))];
}

function existing(place: string): string[] {
  try {
    return [...new Set([place, realpathSync(place)])];
  } catch {
    return []; // Most folders have no such thing in them.
  }
}

function permissionFlags(places: readonly string[]): string[] {
  const known = process.allowedNodeEnvironmentFlags;
  const flag = ['--permission', '--experimental-permission'].find((name) => known.has(name));
  if (!flag) return [];
  return [
    flag,
    // ONNX Runtime is an addon. Student code has no way to load one: it has no `process` and no `require` of Node.js.
    ...(known.has('--allow-addons') ? ['--allow-addons'] : []),
    ...places.map((place) => `--allow-fs-read=${place}`),
  ];
}

/** Memory, size of files (none can be written), and no core dumps. */
function withLimits(command: readonly string[]): string[] {
  const kibibytes = Math.floor(mostMemory / 1024);
  return ['/bin/sh', '-c', `ulimit -d ${kibibytes}; ulimit -f 0; ulimit -c 0; exec "$@"`, 'sh', ...command];
}

const outer: Record<Means['sandbox'], (command: readonly string[], places: readonly string[]) => string[]> = {
  bubblewrap: (command, places) => [
    'bwrap',
    '--unshare-all',
    '--die-with-parent',
    '--new-session',
    ...[
      '/usr',
      '/bin',
      '/sbin',
      '/lib',
      '/lib64',
      '/lib32',
      '/etc/ld.so.cache',
      '/etc/ld.so.conf.d',
      '/sys',
      '/nix/store',
    ].flatMap((place) => ['--ro-bind-try', place, place]),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'],
    ...[path.dirname(realpathSync(process.execPath)), path.dirname(process.execPath), ...places].flatMap(
      (place) => ['--ro-bind', place, place],
    ),
    '--',
    ...command,
  ],
  namespace: (command) => ['unshare', '--map-root-user', '--net', '--', ...command],
  none: (command) => [...command],
};

/** Nothing of the parent's environment but what Node.js and the C library need. */
function environment(): NodeJS.ProcessEnv {
  const kept =
    /^(PATH|ELECTRON_RUN_AS_NODE|LD_LIBRARY_PATH|MALLOC_\w+|GLIBC_TUNABLES|OMP_\w+|ORT_\w+|SYSTEMROOT|WINDIR)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.test(name)));
}

async function works(confinement: Confinement): Promise<boolean> {
  const child = confinement.start(['-e', 'process.send("here", () => process.disconnect())']);
  const stop = setTimeout(() => child.kill('SIGKILL'), tryMillis);
  let isHere = false;
  child.on('message', () => (isHere = true));
  try {
    await once(child, 'close');
    return isHere;
  } catch {
    return false; // There is no such program.
  } finally {
    clearTimeout(stop);
  }
}

/** The means in words, for `lits doctor`. */
export function meansText({ permissions, sandbox, memory }: Means): string {
  const sandboxes = {
    bubblewrap: 'bubblewrap',
    namespace: t('a namespace without network'),
    none: undefined,
  };
  const parts = [
    permissions ? t("Node.js' permission model") : undefined,
    sandboxes[sandbox],
    memory === undefined ? undefined : t('at most {0} GiB of memory', decimals(memory / gibibyte, 1)),
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(', ') : t('a process of its own, and nothing more');
}
