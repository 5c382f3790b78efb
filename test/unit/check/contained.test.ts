import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { homedir, tmpdir } from 'node:os';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkExercise, type CheckExerciseOptions } from '../../../src/check';
import type { CheckReport, CheckResult } from '../../../src/protocol/checkReport';
import { speak } from '../../../src/words';
import { speakCarried } from '../../../src/words/bundles';
import { deeds, escaped, type Machine } from '../../packs/chapter9/9.2-escapes/deeds';
import { temporaryFolder } from '../train/student';
import { installWorker } from '../worker/installation';

const packs = fileURLToPath(new URL('../../packs/chapter9', import.meta.url));
let program: string;
beforeAll(async () => {
  program = await installWorker();
});
afterAll(() => rm(path.dirname(program), { recursive: true }));

const sum = `import * as tf from '@tensorflow/tfjs';
export function total(values: tf.Tensor1D): tf.Tensor { return values.sum(); }`;
const mean = `import * as tf from '@tensorflow/tfjs';
export function mean(values: tf.Tensor1D): tf.Tensor { return values.mean(); }`;

interface Checked {
  report: CheckReport;
  log: string[];
  results: Record<string, CheckResult>;
}

async function check(
  pack: string,
  files: Record<string, string>,
  options: Partial<CheckExerciseOptions> = {},
): Promise<Checked> {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return checkFolder(pack, folder, options);
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
}

async function checkFolder(
  pack: string,
  folder: string,
  options: Partial<CheckExerciseOptions> = {},
): Promise<Checked> {
  const log: string[] = [];
  const { report } = await checkExercise({
    exercise: path.join(packs, pack),
    folder,
    runs: undefined,
    typings: path.join(path.dirname(program), 'typings'),
    program,
    threads: 1,
    signal: new AbortController().signal,
    log: (_level, text) => log.push(text),
    ...options,
  });
  const results = report.items.flatMap(({ checks }) => checks).map((result) => [result.id, result] as const);
  return { report, log, results: Object.fromEntries(results) };
}

it('an installation that lacks its type declarations gives no report, which would blame the student', async () => {
  await expect(check('9.1-sums', { 'sum.ts': sum }, { typings: tmpdir() })).rejects.toThrow(
    'The type declarations of this installation are missing.',
  );
});

describe('a pack that is no part of the product', () => {
  it('is checked with its own checks, for all its points', async () => {
    const { report } = await check('9.1-sums', { 'sum.ts': sum, 'mean.ts': mean });
    expect(report).toMatchObject({ exercise: { id: '9.1' }, points: 3, max: 3 });
  });

  it('gives points by the share of the checks that pass, and skips what builds on the others', async () => {
    const wrong = mean.replace('.mean()', '.sum()');
    const { report, results } = await check('9.1-sums', { 'sum.ts': sum, 'mean.ts': wrong });
    expect(report.items.map(({ points, status }) => [points, status])).toEqual([
      [1, 'pass'],
      [0, 'fail'],
    ]);
    expect(results['mean-of-one']).toMatchObject({ status: 'skipped', reason: '"Averages" comes first.' });
  });

  it('tells where a finding lies and gives its hints', async () => {
    const { results } = await check('9.1-sums', { 'sum.ts': sum.replace('.sum()', '.max()') });
    expect(results['sum'].findings).toEqual([
      {
        probed: 'total() was called with 1, 2, 4.',
        expected: '7',
        actual: '4',
        hints: ['Try it by hand.'],
        at: { file: 'sum.ts', line: 2, column: 8 },
      },
    ]);
  });

  it('says that a file is not there yet', async () => {
    const { results } = await check('9.1-sums', { 'sum.ts': sum });
    expect(results['mean']).toMatchObject({ status: 'skipped', reason: 'mean.ts does not exist yet.' });
  });

  it('whose file is written in another case is told so, once', async () => {
    const { results } = await check('9.1-sums', { 'Sum.ts': sum, 'mean.ts': mean });
    const told = Object.values(results).flatMap(({ findings }) => findings);
    expect(told).toEqual([
      expect.objectContaining({ actual: expect.stringContaining('found Sum.ts') as string }),
    ]);
    expect(JSON.stringify(results)).not.toContain('does not exist yet');
  });

  it('can be checked in part, with what that part needs, and keeps the rest of an earlier report', async () => {
    const files = { 'sum.ts': sum, 'mean.ts': mean };
    const { report: earlier } = await check('9.1-sums', files);
    const begun: string[] = [];
    const { report } = await check('9.1-sums', files, {
      only: { checks: ['mean-of-one'], items: [] },
      earlier,
      onProgress: ({ check, result }) => {
        if (!result) begun.push(check);
      },
    });
    expect(begun).toEqual(['mean', 'mean-of-one']);
    expect(report.points).toBe(3);
  });

  it('may ask for a metric that is computed by hand, and checks it against that of lits', async () => {
    const byHand = (total: string) => `export const recallByClass = (truth: number[], predicted: number[]) =>
      [0, 1, 2].map((name) =>
        truth.filter((label, i) => label === name && predicted[i] === name).length /
        ${total}.filter((label) => label === name).length);`;
    const { report: right } = await check('9.3-recall', { 'recall.ts': byHand('truth') });
    const { report: precision } = await check('9.3-recall', { 'recall.ts': byHand('predicted') });
    expect([right.points, precision.points]).toEqual([1, 0]);
  });

  it('gives the same report for the same code', async () => {
    const files = { 'sum.ts': sum.replace('.sum()', '.add(tf.randomNormal([3])).sum()'), 'mean.ts': mean };
    const [first, second] = [await check('9.1-sums', files), await check('9.1-sums', files)];
    expect(second.results).toEqual(first.results);
  });
});

describe('in German', () => {
  afterEach(() => speak('en'));

  it('the process of the student code speaks the words of the product and those that a course brings', async () => {
    speakCarried('de');
    const { report, results } = await check('9.1-sums', { 'sum.ts': doing('values = values.neg()') });
    expect(report.exercise.title).toBe('Summen');
    expect(results['sum']).toMatchObject({
      title: 'Zählt zusammen',
      findings: [{ probed: 'total() wurde mit 1, 2, 4 aufgerufen.', hints: ['Probieren Sie es von Hand.'] }],
    });
    expect(results['mean'].reason).toBe('mean.ts gibt es noch nicht.');
  });

  it('what stops student code is said there, too', async () => {
    speakCarried('de');
    const { results } = await check('9.1-sums', { 'sum.ts': doing("Object.prototype.toString = () => ''") });
    const [{ expected, actual }] = results['sum'].findings;
    expect(expected).toBe('Code, der bis zum Ende läuft.');
    expect(actual).toContain('toString gehört zur Sprache oder zu TensorFlow.js');
  });
});

/** The code of sum.ts with something done in the middle. */
const doing = (deed: string) => sum.replace('{ return', `{ ${deed}; return`);

/** For loops without end: long enough for the rest of the code on a busy machine, and short enough to wait for. */
const short = { setupMs: 3000, stepMs: 3000, checkMs: 10_000 };

describe('student code that', () => {
  const cases: [string, string, RegExp, CheckExerciseOptions['deadlines']?][] = [
    ['throws', doing("throw new Error('no idea')"), /no idea/],
    ['does not type-check', doing('const x: number = "one"'), /not assignable/],
    ['ends the process', `declare const process: any;\n${doing('process.exit(0)')}`, /undefined/],
    ['loops without end', doing('while (values.rank > 0);'), /longer than 3 seconds/, short],
    ['loops when it is loaded', `while (true);\n${sum}`, /longer than 3 seconds/, short],
    ['takes 100 GB', doing('new Float64Array(12.5e9)'), /memory/],
    ['calls itself without end', `const f = (): number => 1 + f();\n${doing('f()')}`, /without end/],
  ];
  it.each(cases)(
    '%s is one finding, and not the end of the report',
    async (_name, code, actual, deadlines) => {
      const files = { 'sum.ts': code, 'mean.ts': mean };
      const { report, results } = await check('9.1-sums', files, { deadlines });
      expect(results['sum'].findings.map((finding) => finding.actual)).toEqual([
        expect.stringMatching(actual),
      ]);
      expect(report.points).toBe(2);
    },
  );

  it('leaves an endless loop behind is told its line', async () => {
    const loop = 'async function f(): Promise<void> { for (;;) await null; }';
    const files = { 'sum.ts': sum, 'mean.ts': `${loop}\n${mean.replace('{ return', '{ void f(); return')}` };
    const { report, results } = await check('9.1-sums', files);
    const [{ actual, at }] = results['mean'].findings;
    expect(actual).toContain('would go on beside the run, after your function has returned');
    expect(at).toMatchObject({ file: 'mean.ts', line: 1 });
    expect(report.points).toBe(1);
  });

  it('leaves an endless loop behind that cannot be seen is stopped when its file is looked at again', async () => {
    const loop = 'const f: PromiseLike<void> = { then(go: (next: unknown) => void) { go(f); } } as never;';
    const leaving = mean.replace(
      '{ return',
      '{ void (tf.zeros([1]).data().constructor as PromiseConstructor).resolve(f); return',
    );
    const files = { 'sum.ts': sum, 'mean.ts': `${loop}\n${leaving}` };
    const { report, results } = await check('9.1-sums', files, { deadlines: short });
    expect(results['mean-of-one'].findings[0].actual).toBe('Your code was stopped after 10 seconds.');
    expect(report.points).toBe(1.5);
  });

  it('fills the heap is one finding, and not the end of the report', async () => {
    const code = doing('const all: number[][] = []; while (true) all.push(new Array<number>(1e6).fill(1.5))');
    const deadlines = { setupMs: 60_000, stepMs: 60_000, checkMs: 60_000 };
    const { report, results } = await check('9.1-sums', { 'sum.ts': code, 'mean.ts': mean }, { deadlines });
    expect(results['sum'].findings[0].actual).toContain('memory');
    expect(report.points).toBe(2);
  });

  it('prints without end is heard to a limit', async () => {
    const { log } = await check('9.1-sums', {
      'sum.ts': doing("for (let i = 0; i < 1e5; i++) console.log('x'.repeat(100))"),
      'mean.ts': mean,
    });
    expect(log.join('').length).toBeLessThanOrEqual(50_000);
  });
});

describe('student code cannot', () => {
  const deeds: [string, string][] = [
    ['change arrays', 'Array.prototype.push = () => 0'],
    ['change all objects', "Object.defineProperty(Object.prototype, 'actual', { value: 'forged' })"],
    ['teach all objects to be JSON', '(Object.prototype as any).toJSON = () => ({})'],
    ['change what numbers are', '(Number as any) = () => 7'],
    ['change how texts are put together', "String.prototype.replace = () => 'forged'"],
    ['change how numbers are written', "(Intl.NumberFormat.prototype as any).format = () => '7'"],
    ['change tensors', 'tf.Tensor.prototype.dataSync = (() => [7]) as any'],
    ['change models', 'tf.LayersModel.prototype.countParams = () => 8486787'],
    [
      'change models by definition',
      "Object.defineProperty(tf.LayersModel.prototype, 'countParams', { value: () => 1 })",
    ],
    ['change functions of TensorFlow.js', '(tf.losses as any).softmaxCrossEntropy = () => tf.scalar(0)'],
    ['reach the engine', '(tf as any).engine()'],
    ['make code from text', "((() => 0).constructor as any)('return process')()"],
    ['import Node.js', "(globalThis as any).require('fs')"],
    [
      'see the stack as objects',
      '(Error as any).prepareStackTrace = (_: unknown, frames: unknown) => frames',
    ],
  ];
  it.each(deeds)('%s', async (_name, deed) => {
    const { results } = await check('9.1-sums', { 'sum.ts': doing(deed) });
    expect(results['sum']).toMatchObject({
      status: 'error',
      findings: [{ at: { file: 'sum.ts', line: 2 } }],
    });
  });

  it('import a file outside its folder by a link', async () => {
    const folder = await temporaryFolder();
    const outside = path.join(await temporaryFolder(), 'secret.ts');
    await writeFile(outside, "export const secret = 'open sesame';");
    await symlink(outside, path.join(folder, 'link.ts'));
    await writeFile(
      path.join(folder, 'sum.ts'),
      `import { secret } from './link';\nconsole.log(secret);\n${sum}`,
    );
    const { results } = await checkFolder('9.1-sums', folder);
    expect(results['sum'].findings[0].actual).toContain('cannot be imported here');
  });

  it('be a link to a file outside its folder', async () => {
    const folder = await temporaryFolder();
    await symlink('/etc/passwd', path.join(folder, 'sum.ts'));
    const { results } = await checkFolder('9.1-sums', folder);
    expect(results['sum'].findings[0].actual).toContain('a link to somewhere else');
  });

  it('see the types of a file outside its folder', async () => {
    const outside = path.join(await temporaryFolder(), 'secret.ts');
    await writeFile(outside, 'export type Secret = "open sesame";');
    const reference = outside.replace(/\.ts$/, '');
    const { results } = await check('9.1-sums', {
      'sum.ts': `import type { Secret } from '${reference}';\nconst guess: Secret = 'x';\nconsole.log(guess);\n${sum}`,
    });
    expect(JSON.stringify(results['sum'].findings)).not.toContain('sesame');
  });

  it('import a native module', async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, 'native'));
    await cp(process.execPath, path.join(folder, 'native', 'addon.node'));
    const code = `// @ts-expect-error there are no types\nimport addon from './native/addon.node';\nconsole.log(addon);\n${sum}`;
    await writeFile(path.join(folder, 'sum.ts'), code);
    const { results } = await checkFolder('9.1-sums', folder);
    expect(results['sum'].status).toBe('error');
    expect(results['sum'].findings[0].actual).toContain('only TypeScript, JavaScript and JSON');
  });
});

describe('the process is kept from the machine even where student code has got hold of all of Node.js', () => {
  const server = createServer((socket) => socket.end());
  let machine: Machine;
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    machine = { home: homedir(), port: (server.address() as AddressInfo).port };
    vi.stubEnv('LITS_SECRET', 'open sesame');
  });
  afterAll(async () => {
    server.close();
    vi.unstubAllEnvs();
    await rm(escaped, { force: true });
  });

  /** What came of each deed, by its id. */
  const attempted = async () => {
    const { results } = await check('9.2-escapes', {
      'any.ts': `export const machine = ${JSON.stringify(machine)};`,
    });
    return Object.fromEntries(
      Object.entries(results).map(([id, { findings }]) => [id, findings.map(({ actual }) => actual).join()]),
    );
  };

  const denied = 'Refused: ERR_ACCESS_DENIED';
  const refused = {
    read: denied,
    list: denied,
    write: denied,
    spawn: denied,
    fork: denied,
    thread: denied,
    binding: denied,
    environment: 'Refused: It is not there.',
    connect: 'Refused: There is no network in a check.',
    memory: 'Refused: Array buffer allocation failed',
    forge: 'The truth.',
  };

  it.each(deeds)('from deeds that work elsewhere: $title', async ({ deed }) => {
    expect(await deed(machine)).not.toBe('');
    // Of a process that holds 100 GB, Linux makes no other.
    collectGarbage();
  });

  it('by the strongest means that are here', async () => {
    expect(await attempted()).toEqual(refused);
  });

  it('by what Node.js has, where the system brings nothing', async () => {
    vi.stubEnv('PATH', await temporaryFolder());
    expect(await attempted()).toEqual(refused);
  });
});
