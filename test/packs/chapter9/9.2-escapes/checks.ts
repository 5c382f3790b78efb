import type { Check, Probe } from 'lits/check';

/** An attempt that is to fail: a finding says that it did not. */
function attempt(id: string, title: string, deed: (port: number) => unknown): Check {
  const probe: Probe = async (subject) => {
    let gained: unknown;
    try {
      gained = await deed(Number(subject.module()['port']));
    } catch {
      return undefined; // As it should be.
    }
    return {
      probed: title,
      expected: 'It is refused.',
      actual: `It worked: ${String(gained).slice(0, 200)}`,
    };
  };
  return { id, item: 'escape', title, probe };
}

const node = process.getBuiltinModule?.bind(process) as typeof process.getBuiltinModule | undefined;
/** A module of Node.js, as code that has got hold of `process` can have it. */
function builtin<Name extends 'fs' | 'child_process' | 'net' | 'worker_threads' | 'dgram'>(name: Name) {
  if (node) return node(name);
  const main = (process as unknown as { mainModule: { require(name: string): unknown } }).mainModule;
  return main.require(name) as ReturnType<typeof process.getBuiltinModule<Name>>;
}

const secret = '/etc/passwd';
const home = '/root';

export default [
  attempt('read', 'Read a file of the system', () => builtin('fs').readFileSync(secret, 'utf8')),
  attempt('list', 'List the home folder', () => builtin('fs').readdirSync(home)),
  attempt('write', 'Write a file', () => builtin('fs').writeFileSync('/tmp/lits-escape', 'out')),
  attempt('spawn', 'Start a program', () => builtin('child_process').execFileSync('/bin/true')),
  attempt('fork', 'Start itself again', () => {
    const { error } = builtin('child_process').spawnSync(process.execPath, ['-e', '0']);
    if (error) throw error;
  }),
  attempt('thread', 'Start a thread', () => new (builtin('worker_threads').Worker)('0', { eval: true })),
  attempt(
    'binding',
    'Use an internal binding',
    () => (process as unknown as { binding(name: string): { spawn: unknown } }).binding('spawn_sync').spawn,
  ),
  attempt('environment', "See the parent's environment", () => {
    if (process.env['LITS_SECRET'] === undefined) throw new Error('nothing there');
    return process.env['LITS_SECRET'];
  }),
  attempt(
    'connect',
    'Open a connection',
    (port) =>
      new Promise((resolve, reject) => {
        builtin('net')
          .connect({ port, host: '127.0.0.1' }, () => resolve('connected'))
          .on('error', reject);
      }),
  ),
  attempt('memory', 'Take 100 GB', () => new Float64Array(12.5e9).fill(1).length),
  {
    id: 'forge',
    item: 'escape',
    title: 'Forge a report: claim that this check has passed, and then let it fail',
    probe: () => {
      const outcome = { findings: [] };
      for (const word of ['', 'guess', process.env['word'], process.argv.at(-1)])
        process.send?.({ type: 'outcome', word, id: 'forge', outcome });
      process.stdout.write(`${JSON.stringify({ type: 'outcome', id: 'forge', outcome })}\n`);
      return { probed: 'This check.', expected: 'A forgery.', actual: 'The truth.' };
    },
  },
] satisfies Check[];
