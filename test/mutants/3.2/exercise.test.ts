import * as tf from '@tensorflow/tfjs';
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import checks from '../../../exercises/chapter3/3.2-regularization/checks';
import { checkInProcess } from '../../../src/check';
import { exerciseSchema } from '../../../src/course/manifest';
import { startOnOneThread } from '../engine';
import type { CheckReport } from '../../../src/protocol/checkReport';
import { runRecordSchema, type EpochLine, type RunRecord } from '../../../src/protocol/run';
import { compileProgram, type CompiledProgram } from '../../../src/train';
import { speak } from '../../../src/words';
import { speakCarried } from '../../../src/words/bundles';
import { typingsFolder } from '../../unit/train/installation';
import { baseline, dropout, mistakes, right, rightWays } from './programs';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const exerciseFolder = path.join(repository, 'exercises/chapter3/3.2-regularization');
const exercise = exerciseSchema.parse(
  JSON.parse(await readFile(path.join(exerciseFolder, 'exercise.json'), 'utf8')),
);

beforeAll(() => startOnOneThread());

interface Change {
  files?: Record<string, string>;
  run?: (record: RunRecord) => RunRecord;
  /** Of the best validation of each run; missing in earlier runs. */
  valBalancedAccuracy?: number;
}

let folder: string;
let typings: string;
beforeAll(async () => {
  typings = await typingsFolder();
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'lits-programs-')));
  return () => rm(folder, { recursive: true });
});

const compiled = new Map<string, Promise<CompiledProgram>>();

/** Compiles a file once for all tests that have the same text in it. */
async function compile(file: string): Promise<CompiledProgram> {
  const key = `${file}\n${await readFile(file, 'utf8')}`;
  const program = compiled.get(key) ?? compileProgram(file, typings);
  compiled.set(key, program);
  return program;
}

/** Files whose checks may find another thing when those files are others: the others are held against the baseline alone. */
const concerned = (changed: readonly string[]): readonly string[] =>
  changed.length === 0 || changed.includes('baseline.ts') ? Object.keys(right) : changed;

/** Checks the right files, some of them replaced, as they have been trained, or otherwise. */
async function check({
  files = {},
  run = (record) => record,
  valBalancedAccuracy,
}: Change = {}): Promise<CheckReport> {
  const all = { ...right, ...files };
  for (const [name, text] of Object.entries(all)) await writeFile(path.join(folder, name), text);
  const runs = [];
  for (const name of Object.keys(all)) {
    const file = path.join(folder, name);
    const program = await compile(file).catch(() => undefined);
    if (program)
      runs.push({
        record: run(recordOf(file, program.bundle.hash)),
        metrics: [validation(valBalancedAccuracy)],
        evaluations: [],
      });
  }
  try {
    return await checkInProcess({
      exercise,
      checks: checks().filter(({ item }) => concerned(Object.keys(files)).includes(`${item}.ts`)),
      folder,
      typings,
      compile,
      runs,
      log: () => undefined,
    });
  } finally {
    // Three networks of 8 million weights each: a hundred tests would hold gigabytes of them.
    tf.disposeVariables();
  }
}

function recordOf(file: string, codeHash: string): RunRecord {
  return runRecordSchema.parse({
    version: 1,
    id: path.basename(file),
    name: path.basename(file),
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    state: 'done',
    file,
    codeHash,
    dataset: {
      path: '/data',
      fingerprint: 'one',
      slices: { train: 1, val: 10, test: 1 },
      valClasses: [5, 3, 2],
    },
    best: { epoch: 1, step: 1, valLoss: 0.7, valAccuracy: 0.6 },
  });
}

const validation = (valBalancedAccuracy?: number): EpochLine => ({
  kind: 'epoch',
  step: 1,
  epoch: 1,
  loss: 0.8,
  accuracy: 0.5,
  valLoss: 0.7,
  valAccuracy: 0.6,
  seconds: 1,
  ...(valBalancedAccuracy === undefined ? {} : { valBalancedAccuracy }),
});

const failedIn = (report: CheckReport) =>
  report.items
    .flatMap((item) => item.checks)
    .filter(({ status }) => status === 'fail' || status === 'error')
    .map(({ id }) => id);

it('gives all its points to three right files that were trained', async () => {
  const report = await check();
  expect(failedIn(report)).toEqual([]);
  expect(report.points).toBe(0.75);
});

const styles = path.join(repository, 'test/solutions/3.2/baseline');
it.each(await readdir(styles))('takes the baseline written as in %s', async (name) => {
  const text = await readFile(path.join(styles, name), 'utf8');
  expect(failedIn(await check({ files: { 'baseline.ts': text } }))).toEqual([]);
});

it('takes a ReLU as a layer of its own, before or after the pool', async () => {
  const relu = 'model.add(tf.layers.reLU());';
  const apart = baseline
    .replace("activation: 'relu',", '')
    .replace('poolSize: 2 }));', `poolSize: 2 }));\n    ${relu}`);
  expect(failedIn(await check({ files: { 'baseline.ts': apart } }))).toEqual([]);
});

it('tells the first row of the table that is another, with the line of its layer', async () => {
  const files = { 'baseline.ts': baseline.replace('maxPooling2d', 'averagePooling2d') };
  const [{ findings }] = (await check({ files })).items[0].checks;
  expect(findings).toMatchObject([
    {
      expected: 'max pool 2 × 2, output 128 × 128 × 16',
      actual: 'average pool 2 × 2, output 128 × 128 × 16',
      at: { file: 'baseline.ts', line: 17 },
    },
  ]);
});

it('tells an operation inside of a layer of their own with its line', async () => {
  const text = await readFile(path.join(styles, 'layer-class.ts'), 'utf8');
  const files = {
    'baseline.ts': text.replace("0), 2, 2, 'valid')", "0)\n        .mul(0.5), 2, 2, 'valid')"),
  };
  const line = files['baseline.ts'].split('\n').findIndex((one) => one.includes('.mul(0.5)')) + 1;
  const [{ findings }] = (await check({ files })).items[0].checks;
  expect(findings).toMatchObject([
    { actual: 'a multiplication by 0.500, output 256 × 256 × 16', at: { file: 'baseline.ts', line } },
  ]);
});

const copied = `class Copied extends tf.layers.Layer {
  static className = 'Copied';
  override call([x]: tf.Tensor[]): tf.Tensor {
    return tf.tensor(x.arraySync());
  }
}
`;
/** The baseline with a layer that gives what it gets. */
const withCopied = (layer = copied) =>
  baseline
    .replace('model.add(tf.layers.flatten());', 'model.add(new Copied({}));\n  $&')
    .replace('/** Four', `${layer}\n$&`);

it('tells where the network goes on with numbers in place of tensors', async () => {
  const text = withCopied();
  const line = text.split('\n').findIndex((one) => one.includes('arraySync()')) + 1;
  const [{ findings }] = (await check({ files: { 'baseline.ts': text } })).items[0].checks;
  expect(findings[0].actual).toMatch(/^The model goes on with numbers that are read out of a tensor here/);
  expect(findings).toMatchObject([{ at: { file: 'baseline.ts', line } }]);
});

it('takes a network that reads numbers only to show them', async () => {
  const showing = copied.replace(
    'return tf.tensor(x.arraySync());',
    'console.log(x.arraySync());\n    return x.clone();',
  );
  const text = withCopied(showing);
  expect(failedIn(await check({ files: { 'baseline.ts': text } }))).toEqual([]);
});

it('tells what the starter lacks, with its line', async () => {
  const starter = await readFile(path.join(exerciseFolder, 'starter/baseline.ts'), 'utf8');
  const [item] = (await check({ files: { 'baseline.ts': starter } })).items;
  expect(item.checks[0].findings).toMatchObject([{ at: { file: 'baseline.ts', line: 12 } }]);
});

describe('a report in German', () => {
  afterEach(() => speak('en'));

  const files = {
    'baseline.ts': baseline.replace('maxPooling2d', 'averagePooling2d'),
    'l2.ts': baseline,
    'dropout.ts': dropout.replace('learningRate: 1e-3', 'learningRate: 1e-4'),
  };
  const germanReport = () => {
    speakCarried('de');
    return check({ files });
  };

  it('says what was found, and why a check was skipped', async () => {
    const [{ checks }] = (await germanReport()).items;
    expect(checks).toMatchObject([
      {
        title: 'Das Netz ist das der Tabelle',
        findings: [
          {
            expected: 'Max-Pooling 2 × 2, Ausgabe 128 × 128 × 16',
            actual: 'Average-Pooling 2 × 2, Ausgabe 128 × 128 × 16',
            hints: [expect.stringContaining('Zeile für Zeile'), expect.any(String)],
          },
        ],
      },
      { title: 'Nichts regularisiert es', reason: 'Zuerst kommt „Das Netz ist das der Tabelle“.' },
      { title: 'Ein Lauf dieses Codes ist bis zum Ende gekommen', status: 'skipped' },
      { title: 'Der Lauf hat mehr gelernt als die häufigste Antwort', status: 'skipped' },
    ]);
  });

  it('has no English sentence in it', async () => {
    const german = textsOf(await germanReport());
    speak('en');
    const english = new Set(textsOf(await check({ files })));
    expect(german.filter((text) => english.has(text) && !isCode(text))).toEqual([]);
  });
});

/** What a report says of its checks. */
const textsOf = (report: CheckReport) =>
  report.items
    .flatMap((item) => item.checks)
    .flatMap(({ title, reason, findings }) => [
      title,
      ...(reason === undefined ? [] : [reason]),
      ...findings.flatMap(({ probed, expected, actual, why = '', hints }) => [
        probed,
        expected,
        actual,
        why,
        ...hints,
      ]),
    ]);

/** A setting as the student's file has it. */
const isCode = (text: string) => /^(\{.*\})?$/.test(text);

it.each(rightWays)('takes %s', async (_name, files) => {
  expect(failedIn(await check({ files }))).toEqual([]);
});

it.each(mistakes)('sees %s, and nothing else', async (_name, files, failed) => {
  expect(failedIn(await check({ files }))).toEqual(failed);
});

it('wants runs of the code as it is now', async () => {
  const report = await check({ run: (record) => ({ ...record, codeHash: 'another' }) });
  expect(failedIn(report)).toEqual(['baseline-run', 'l2-run', 'dropout-run']);
});

it('wants runs that came to their end', async () => {
  const report = await check({ run: (record) => ({ ...record, state: 'stopped' }) });
  expect(failedIn(report)).toEqual(['baseline-run', 'l2-run', 'dropout-run']);
});

it('wants all runs to be made on the same data', async () => {
  const run = (record: RunRecord) =>
    record.name === 'l2.ts' && record.dataset
      ? { ...record, dataset: { ...record.dataset, fingerprint: 'two' } }
      : record;
  expect(failedIn(await check({ run }))).toEqual(['l2-comparable']);
});

const notLearned = ['baseline-learned', 'l2-learned', 'dropout-learned'];

it('wants runs that beat the most frequent answer', async () => {
  const run = (record: RunRecord): RunRecord => ({
    ...record,
    best: { epoch: 1, step: 1, valLoss: 1, valAccuracy: 0.5 },
  });
  const report = await check({ run });
  expect(failedIn(report)).toEqual(notLearned);
  const [finding] = report.items[0].checks.flatMap(({ findings }) => findings);
  expect(finding).toMatchObject({
    expected: 'More than 50.0%, with a balanced accuracy above 33.3%.',
    actual: '50.0%',
    at: { file: 'baseline.ts' },
  });
});

it('wants a balanced accuracy above chance, too', async () => {
  expect(failedIn(await check({ valBalancedAccuracy: 1 / 3 }))).toEqual(notLearned);
  expect(failedIn(await check({ valBalancedAccuracy: 0.5 }))).toEqual([]);
});

it('does not hold against a run what an earlier version has not recorded', async () => {
  const run = ({ best: _, dataset, ...record }: RunRecord): RunRecord => ({
    ...record,
    ...(dataset ? { dataset: { ...dataset, valClasses: undefined } } : {}),
  });
  expect(failedIn(await check({ run }))).toEqual([]);
});
