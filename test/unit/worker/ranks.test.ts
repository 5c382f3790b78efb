import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { readJsonIfWhole } from '../../../src/files/jsonFile';
import { rankFiles, rankNoteSchema } from '../../../src/protocol/ranks';
import { isResumable, readMetrics, readRun } from '../../../src/runs';
import { pytorch } from '../../pytorch.mjs';
import { writeDataset } from '../data/fixture';
import { temporaryFolder, trainingFile, writeStudentFiles } from '../train/student';
import { installLits } from './installation';

const missing = pytorch.missing();
if (missing) console.warn(`Not tested in several processes: ${missing}`);

const lineSchema = z.looseObject({ type: z.string() });
type Line = z.infer<typeof lineSchema>;

let cli: string;
beforeAll(async () => {
  if (!missing) cli = await installLits();
});
afterAll(async () => {
  if (cli) await rm(path.dirname(cli), { recursive: true, force: true });
});

/** A `lits` that runs. */
class Running {
  readonly lines: Line[] = [];
  private errors = '';
  private readonly waiting = new Set<() => void>();
  private readonly closed: Promise<unknown>;

  constructor(
    private readonly child: ChildProcess,
    /** Folder for temporary files, that nobody else has. */
    readonly temporary: string,
  ) {
    child.stderr!.on('data', (data: Buffer) => (this.errors += data.toString()));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      this.lines.push(lineSchema.parse(JSON.parse(line)));
      for (const resolve of this.waiting) resolve();
    });
    this.closed = once(child, 'close');
    onTestFinished(() => void child.kill('SIGKILL'));
  }

  /** Resolves with the first line that is looked for; what came before counts. */
  async saw(wanted: (line: Line) => boolean): Promise<Line> {
    for (;;) {
      const found = this.lines.find(wanted);
      if (found) return found;
      const over = await Promise.race([
        new Promise<false>((resolve) => this.waiting.add(() => resolve(false))),
        this.closed.then(() => true),
      ]);
      if (over && !this.lines.some(wanted))
        throw new Error(`It has ended: ${this.errors} ${JSON.stringify(this.lines.at(-1))}`);
    }
  }

  /** The exit code, and how the result is told. */
  async end(): Promise<{ code: number | null; result: Line; errors: string }> {
    await this.closed;
    expect(this.lines.at(-1), this.errors).toMatchObject({ type: 'result' });
    return { code: this.child.exitCode, result: this.lines.at(-1)!, errors: this.errors };
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The process number of a rank. */
  async pidOf(rank: number): Promise<number> {
    const [folder] = (await readdir(this.temporary)).filter((name) => name.startsWith('lits-ranks-'));
    const note = await readJsonIfWhole(
      path.join(this.temporary, folder, rankFiles.note(rank)),
      rankNoteSchema,
    );
    return note!.pid;
  }
}

/** Starts `lits … --json`. @param before a command that starts it, as on another host */
async function lits(
  args: readonly string[],
  before: readonly string[] = [],
  environment = {},
): Promise<Running> {
  const temporary = await temporaryFolder();
  const [program, ...rest] = [...before, process.execPath, cli, ...args, '--json'];
  const env = { ...process.env, LITS_PYTHON: pytorch.python(), TMPDIR: temporary, ...environment };
  return new Running(
    spawn(program, rest, { cwd: temporary, env, stdio: ['ignore', 'pipe', 'pipe'] }),
    temporary,
  );
}

async function training(settings: Record<string, string> = {}) {
  const file = await writeStudentFiles({ 'train.ts': trainingFile(settings) });
  const data = await writeDataset();
  const runDir = path.join(await temporaryFolder(), 'run');
  return { runDir, args: ['train', file, '--data', data, '--run-dir', runDir, '--threads', '1'] };
}

const isEpoch = (line: Line) => line.type === 'metric' && (line['line'] as { kind: string }).kind === 'epoch';

async function weightsIn(runDir: string): Promise<Float32Array> {
  const folder = path.join(runDir, 'checkpoints/last');
  const file = (await readdir(folder)).find((name) => name.endsWith('.bin'))!;
  const bytes = await readFile(path.join(folder, file));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

let ofOne: Float32Array | undefined;

/** What the same training leaves in one process. */
async function weightsOfOne(): Promise<Float32Array> {
  if (ofOne) return ofOne;
  const { runDir, args } = await training();
  expect((await (await lits([...args, '--device', 'torch:cpu'])).end()).code).toBe(0);
  expect((await readRun(runDir)).ranks).toBeUndefined();
  return (ofOne = await weightsIn(runDir));
}

function expectAlike(ours: Float32Array, theirs: Float32Array): void {
  const largest = Math.max(...theirs.map(Math.abs));
  expect(ours).toHaveLength(theirs.length);
  ours.forEach((value, index) => expect(Math.abs(value - theirs[index])).toBeLessThan(1e-5 * largest));
}

describe.skipIf(missing !== undefined)(
  `lits train in several processes${missing ? ` (${missing})` : ''}`,
  () => {
    it('leaves one run, with the weights of one process, and says how fast each was', async () => {
      const together = await training();
      const running = await lits([...together.args, '--nproc', '2']);
      expect((await running.end()).code).toBe(0);
      const run = await readRun(together.runDir);
      expect(run).toMatchObject({ state: 'done', ranks: 2, device: 'torch:cpu' });
      expectAlike(await weightsIn(together.runDir), await weightsOfOne());
      const kinds = (await readMetrics(together.runDir)).lines.map(({ kind }) => kind);
      expect(kinds).toEqual(['step', 'step', 'epoch', 'step', 'step', 'epoch']);
      const log = await readFile(path.join(together.runDir, 'log.txt'), 'utf8');
      expect(log).toMatch(/slices\/s by 2 processes: [\d.,]+ slices\/s each/);
      expect((await readdir(running.temporary)).filter((name) => name.startsWith('lits-ranks-'))).toEqual([]);
    });

    it('ends soon with its checkpoint when a process dies, says which one, and goes on in one process', async () => {
      const { runDir, args } = await training({ epochs: '60' });
      const running = await lits([...args, '--nproc', '2', '--checkpoint-every', '0']);
      await running.saw(isEpoch);
      const dying = await running.pidOf(1);
      process.kill(dying, 'SIGKILL');
      const { code, result } = await running.end();
      expect(code).toBe(1);
      const what = 'Process 1 of this training was killed by SIGKILL.';
      expect(result).toMatchObject({ ok: false, failure: { what } });
      expect(await readRun(runDir)).toMatchObject({ state: 'failed', failure: { what } });
      expect(await isResumable(runDir)).toBe(true);
      expect(await readdir(path.join(runDir, 'checkpoints'))).toContain('last');

      const resumed = await lits(['runs', 'resume', runDir]);
      expect((await resumed.end()).code).toBe(0);
      const run = await readRun(runDir);
      expect(run).toMatchObject({ state: 'done', progress: { epoch: 60, step: 120 } });
      expect(run.ranks).toBeUndefined();
    });

    it('stops in all processes when it is asked to, and goes on in several to the same end', async () => {
      const [whole, stopped] = [await training({ epochs: '60' }), await training({ epochs: '60' })];
      expect((await (await lits([...whole.args, '--nproc', '2'])).end()).code).toBe(0);
      const running = await lits([...stopped.args, '--nproc', '2']);
      await running.saw(isEpoch);
      running.signal('SIGINT');
      const { result } = await running.end();
      expect(result).toMatchObject({ ok: true, run: { state: 'stopped' } });
      const resumed = await lits(['runs', 'resume', stopped.runDir, '--nproc', '2']);
      expect((await resumed.end()).code).toBe(0);
      expect(await readRun(stopped.runDir)).toMatchObject({
        state: 'done',
        ranks: 2,
        progress: { step: 120 },
      });
      expect(await weightsIn(stopped.runDir)).toEqual(await weightsIn(whole.runDir));
    });

    it("tells a student's error as one process does", async () => {
      const { args } = await training({ model: '() => { throw new Error("no model today"); }' });
      const { result } = await (await lits([...args, '--nproc', '2'])).end();
      expect(JSON.stringify(result)).toContain('no model today');
      expect(JSON.stringify(result)).toContain('train.ts');
    });

    it('says that a machine has not come in time', async () => {
      const { args } = await training();
      const port = await freePort();
      const several = [
        '--nproc',
        '1',
        '--nnodes',
        '2',
        '--rdzv-endpoint',
        `localhost:${port}`,
        '--rank-timeout',
        '2',
      ];
      const { code, result } = await (await lits([...args, ...several])).end();
      expect(code).toBe(1);
      const what = 'Not all machines of this training have come together within 2 seconds.';
      expect(result).toMatchObject({ ok: false, failure: { what } });
    });

    const hosts = missing ? undefined : twoHosts();
    if (hosts === undefined) console.warn('Not tested on two hosts: no network namespaces can be made here.');
    it.skipIf(hosts === undefined)('trains on two hosts, of which one keeps the run', async () => {
      const [first, second] = [await training(), await training()];
      const several = ['--nproc', '1', '--nnodes', '2', '--rdzv-endpoint', `${hosts!.address}:29511`];
      const on = (host: number, { args }: { args: readonly string[] }) =>
        lits(
          [...args, ...several, '--node-rank', String(host)],
          ['ip', 'netns', 'exec', hosts!.names[host]],
          { GLOO_SOCKET_IFNAME: hosts!.interfaces[host] },
        );
      const both = [await on(0, first), await on(1, second)];
      const ends = await Promise.all(both.map((one) => one.end()));
      expect(
        ends.map(({ code, errors, result }) => [code, code === 0 ? '' : errors + JSON.stringify(result)]),
      ).toEqual([
        [0, ''],
        [0, ''],
      ]);
      expect(await readRun(first.runDir)).toMatchObject({ state: 'done', ranks: 2 });
      expect(await readdir(path.dirname(second.runDir))).toEqual([]);
      expectAlike(await weightsIn(first.runDir), await weightsOfOne());
    });
  },
);

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** Two hosts with a cable between them, each a namespace of the network; undefined where none can be made. */
function twoHosts() {
  const names = [0, 1].map((host) => `lits-${process.pid}-${host}`);
  const interfaces = [0, 1].map((host) => `lits${process.pid % 100_000}v${host}`);
  const addresses = ['10.213.77.1', '10.213.77.2'];
  const ip = (...args: string[]) => spawnSync('ip', args).status === 0;
  const made =
    process.platform === 'linux' &&
    names.every((name) => ip('netns', 'add', name)) &&
    ip('link', 'add', interfaces[0], 'type', 'veth', 'peer', 'name', interfaces[1]) &&
    names.every(
      (name, host) =>
        ip('link', 'set', interfaces[host], 'netns', name) &&
        ip('-n', name, 'address', 'add', `${addresses[host]}/24`, 'dev', interfaces[host]) &&
        ip('-n', name, 'link', 'set', interfaces[host], 'up') &&
        ip('-n', name, 'link', 'set', 'lo', 'up'),
    );
  const remove = () => names.forEach((name) => ip('netns', 'delete', name));
  if (!made) {
    remove();
    return undefined;
  }
  afterAll(remove);
  return { names, interfaces, address: addresses[0] };
}
