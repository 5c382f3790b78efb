import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import * as z from 'zod';
import { readJsonIfWhole } from '../../../../src/files/jsonFile';
import { rankFiles, rankNoteSchema } from '../../../../src/protocol/ranks';
import { awaitedMillis } from '../../../patience.mjs';
import { pytorch } from '../../../pytorch.mjs';
import { writeDataset } from '../../data/fixture';
import { temporaryFolder, trainingFile, writeStudentFiles } from '../../train/student';
import { installLits } from '../installation';

const lineSchema = z.looseObject({ type: z.string() });
type Line = z.infer<typeof lineSchema>;

/** Why nothing can be trained in several processes here, if so. */
export const missing = pytorch.missing();
if (missing) console.warn(`Not tested in several processes: ${missing}`);

let cli: string;

/** Builds `lits` for the tests of a file. */
export function installForTests(): void {
  beforeAll(async () => {
    if (!missing) cli = await installLits();
  });
  afterAll(async () => {
    if (cli) await rm(path.dirname(cli), { recursive: true, force: true });
  });
}

/** A `lits` that runs. */
export class Running {
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
  saw(wanted: (line: Line) => boolean): Promise<Line> {
    return this.soon('has not told what was awaited', this.find(wanted));
  }

  private async find(wanted: (line: Line) => boolean): Promise<Line> {
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

  /** What hangs says how far it has come: a test that is given up would not. */
  private async soon<T>(hangs: string, awaited: Promise<T>): Promise<T> {
    const over = new AbortController();
    const late = delay(awaitedMillis, undefined, { signal: over.signal }).then(async () => {
      throw new Error(`It ${hangs} within ${awaitedMillis} ms. It has told:\n${await this.traces()}`);
    });
    try {
      return await Promise.race([awaited, late]);
    } finally {
      over.abort();
      late.catch(() => undefined);
    }
  }

  private async traces(): Promise<string> {
    const lines = this.lines.slice(-3).map((line) => JSON.stringify(line));
    const names = await readdir(this.temporary, { recursive: true });
    const files = await Promise.all(
      names
        .filter((name) => /lits-ranks-[^/]*\/[^/]*\.(txt|json)$/.test(name))
        .map(
          async (name) =>
            `${name}:\n${(await readFile(path.join(this.temporary, name), 'utf8')).slice(-2000)}`,
        ),
    );
    return [...lines, this.errors, ...files].join('\n');
  }

  /** The exit code, and how the result is told. */
  async end(): Promise<{ code: number | null; result: Line; errors: string }> {
    await this.soon('has not ended', this.closed);
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
export async function lits(
  args: readonly string[],
  before: readonly string[] = [],
  environment = {},
): Promise<Running> {
  const temporary = await temporaryFolder();
  // Where it is started, anybody's files may lie.
  await writeFile(path.join(temporary, 'torch.py'), 'raise SystemExit("A file beside it was run.")');
  const [program, ...rest] = [...before, process.execPath, cli, ...args, '--json'];
  const env = { ...process.env, LITS_PYTHON: pytorch.python(), TMPDIR: temporary, ...environment };
  return new Running(
    spawn(program, rest, { cwd: temporary, env, stdio: ['ignore', 'pipe', 'pipe'] }),
    temporary,
  );
}

export async function training(settings: Record<string, string> = {}) {
  const file = await writeStudentFiles({ 'train.ts': trainingFile(settings) });
  const data = await writeDataset();
  const runDir = path.join(await temporaryFolder(), 'run');
  return { runDir, args: ['train', file, '--data', data, '--run-dir', runDir, '--threads', '1'] };
}

export const isEpoch = (line: Line) =>
  line.type === 'metric' && (line['line'] as { kind: string }).kind === 'epoch';
