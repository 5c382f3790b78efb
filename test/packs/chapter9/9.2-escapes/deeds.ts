/** What code does that has got hold of all of Node.js, and is not to work in a check. */
export interface Deed {
  id: string;
  title: string;
  /** @returns what it has gained */
  deed: (machine: Machine) => unknown;
}

/** What there is to be had on this machine. */
export interface Machine {
  home: string;
  /** Of a server. */
  port: number;
}

const node = process.getBuiltinModule?.bind(process) as typeof process.getBuiltinModule | undefined;
/** A module of Node.js, as code that has got hold of `process` can have it. */
function builtin<Name extends 'fs' | 'child_process' | 'net' | 'worker_threads'>(name: Name) {
  if (node) return node(name);
  const main = (process as unknown as { mainModule: { require(name: string): unknown } }).mainModule;
  return main.require(name) as ReturnType<typeof process.getBuiltinModule<Name>>;
}

/** Where a file is written. */
export const escaped = '/tmp/lits-escape';

export const deeds: readonly Deed[] = [
  {
    id: 'read',
    title: 'Read a file of the system',
    deed: () => builtin('fs').readFileSync('/etc/passwd', 'utf8'),
  },
  {
    id: 'list',
    title: 'List the home folder',
    deed: ({ home }) => builtin('fs').readdirSync(home),
  },
  {
    id: 'write',
    title: 'Write a file',
    deed: () => builtin('fs').writeFileSync(escaped, 'out'),
  },
  {
    id: 'spawn',
    title: 'Start a program',
    deed: () => builtin('child_process').execFileSync('/bin/echo', ['out'], { encoding: 'utf8' }),
  },
  {
    id: 'fork',
    title: 'Start itself again, as a fork bomb does',
    deed: () =>
      builtin('child_process').execFileSync(process.execPath, ['-p', '"out"'], { encoding: 'utf8' }),
  },
  {
    id: 'thread',
    title: 'Start a thread',
    deed: () => new (builtin('worker_threads').Worker)('0', { eval: true }).threadId,
  },
  {
    id: 'binding',
    title: 'Use an internal binding',
    deed: () => {
      const { spawn } = (process as unknown as { binding(name: string): { spawn?: unknown } }).binding(
        'spawn_sync',
      );
      if (typeof spawn !== 'function') throw new Error('It cannot start anything.');
      return spawn;
    },
  },
  {
    id: 'environment',
    title: "See the parent's environment",
    deed: () => {
      const found = process.env['LITS_SECRET'];
      if (found === undefined) throw new Error('It is not there.');
      return found;
    },
  },
  {
    id: 'connect',
    title: 'Open a connection',
    deed: ({ port }) =>
      new Promise((resolve, reject) => {
        const socket = builtin('net').connect({ port, host: '127.0.0.1' }, () => {
          socket.destroy();
          resolve('connected');
        });
        socket.on('error', reject);
      }),
  },
  {
    id: 'memory',
    title: 'Take 100 GB',
    deed: () => Array.from({ length: 100 }, () => new ArrayBuffer(1e9)).length,
  },
];
