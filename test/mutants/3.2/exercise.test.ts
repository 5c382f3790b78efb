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
import { runRecordSchema, type RunRecord } from '../../../src/protocol/run';
import { compileProgram, type CompiledProgram } from '../../../src/train';
import { speak } from '../../../src/words';
import { speakCarried } from '../../../src/words/bundles';
import { typingsFolder } from '../../unit/train/installation';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const exerciseFolder = path.join(repository, 'exercises/chapter3/3.2-regularization');
const exercise = exerciseSchema.parse(
  JSON.parse(await readFile(path.join(exerciseFolder, 'exercise.json'), 'utf8')),
);

beforeAll(() => startOnOneThread());

const baseline = await readFile(path.join(repository, 'test/solutions/3.2/baseline.ts'), 'utf8');
const penalty = 'kernelRegularizer: tf.regularizers.l2({ l2: 1e-4 })';
const l2 = baseline
  .replace('kernelSize: 3,', `kernelSize: 3, ${penalty},`)
  .replace('units: 256,', `units: 256, ${penalty},`)
  .replace('units: 3 }', `units: 3, ${penalty} }`);
const dropping = 'model.add(tf.layers.dropout({ rate: 0.5 }));';
const dropout = baseline.replace('model.add(tf.layers.dense', `${dropping}\n  model.add(tf.layers.dense`);
const right = { 'baseline.ts': baseline, 'l2.ts': l2, 'dropout.ts': dropout };

interface Change {
  files?: Record<string, string>;
  run?: (record: RunRecord) => RunRecord;
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

/** Checks the right files, some of them replaced, as they have been trained, or otherwise. */
async function check({ files = {}, run = (record) => record }: Change = {}): Promise<CheckReport> {
  const all = { ...right, ...files };
  for (const [name, text] of Object.entries(all)) await writeFile(path.join(folder, name), text);
  const runs = [];
  for (const name of Object.keys(all)) {
    const file = path.join(folder, name);
    const program = await compile(file).catch(() => undefined);
    if (program)
      runs.push({ record: run(recordOf(file, program.bundle.hash)), metrics: [], evaluations: [] });
  }
  return checkInProcess({ exercise, checks: checks(), folder, typings, compile, runs, log: () => undefined });
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
    dataset: { path: '/data', fingerprint: 'one', slices: { train: 1, val: 1, test: 1 } },
  });
}

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

const conv = 'kernelSize: 3,';
const augmented = (text: string) =>
  text.replace('  epochs:', '  augment: (x) => (Math.random() < 0.5 ? x.reverse(2) : x),\n  epochs:');
const decaying = (text: string) =>
  text
    .replace(
      'export default',
      `class Decaying extends tf.AdamOptimizer {
  override applyGradients(gradients: Parameters<tf.AdamOptimizer['applyGradients']>[0]): void {
    super.applyGradients(gradients);
    for (const name of Object.keys(gradients)) {
      const weight = tf.engine().registeredVariables[name];
      weight.assign(weight.mul(0.9999));
    }
  }
}

export default`,
    )
    .replace(/optimizer: .*,/, 'optimizer: () => new Decaying(1e-3, 0.9, 0.999),');
const pooling = 'model.add(tf.layers.maxPooling2d({ poolSize: 2 }));';
const unscaled = dropout.replace('tf.layers.dropout({ rate: 0.5 })', 'new Unscaled({})').replace(
  '/** Four',
  `class Unscaled extends tf.layers.Layer {
  static className = 'Unscaled';
  override call([x]: tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    return training ? x.mul(tf.randomUniform(x.shape).less(0.5)) : x;
  }
}

$&`,
);
const mistakes: [string, Record<string, string>, string[]][] = [
  [
    'a convolution too large',
    { 'baseline.ts': baseline.replace(conv, 'kernelSize: 5,') },
    ['baseline-network'],
  ],
  // All of these have the right number of parameters.
  [
    'average pools',
    { 'baseline.ts': baseline.replace('maxPooling2d', 'averagePooling2d') },
    ['baseline-network'],
  ],
  [
    'strides in place of pools',
    {
      'baseline.ts': baseline
        .replace(conv, 'kernelSize: 3, strides: 2,')
        .replace('model.add(tf.layers.maxPooling2d({ poolSize: 2 }));', ''),
    },
    ['baseline-network'],
  ],
  [
    'no ReLU after the convolutions',
    { 'baseline.ts': baseline.replace("activation: 'relu',", '') },
    ['baseline-network'],
  ],
  ['another activation', { 'baseline.ts': baseline.replace("'relu',", "'tanh',") }, ['baseline-network']],
  [
    'a ReLU on the logits',
    { 'baseline.ts': baseline.replace('units: 3 }', "units: 3, activation: 'relu' }") },
    ['baseline-network'],
  ],
  [
    'a softmax on the logits',
    { 'baseline.ts': baseline.replace('units: 3 }', "units: 3, activation: 'softmax' }") },
    ['baseline-network'],
  ],
  // Each of these is the network of the table, and another training.
  [
    'a bound on the weights of the baseline',
    {
      'baseline.ts': baseline.replace(
        'units: 256,',
        'units: 256, kernelConstraint: tf.constraints.maxNorm({ maxValue: 3 }),',
      ),
    },
    ['baseline-alone'],
  ],
  [
    'a frozen layer in the baseline',
    { 'baseline.ts': baseline.replace('units: 256,', 'units: 256, trainable: false,') },
    ['baseline-alone'],
  ],
  [
    'weights that begin at zero in the baseline',
    { 'baseline.ts': baseline.replace('units: 256,', "units: 256, kernelInitializer: 'zeros',") },
    ['baseline-alone'],
  ],
  [
    'weights that begin alike in the baseline',
    { 'baseline.ts': baseline.replace(conv, `${conv} kernelInitializer: 'ones',`) },
    ['baseline-alone'],
  ],
  [
    'a penalty on the biases of the baseline',
    {
      'baseline.ts': baseline.replace(
        'units: 256,',
        'units: 256, biasRegularizer: tf.regularizers.l2({ l2: 1e-3 }),',
      ),
    },
    ['baseline-alone'],
  ],
  [
    'a dropout of the same units each time in the baseline',
    { 'baseline.ts': dropout.replace('rate: 0.5', 'rate: 0.5, seed: 1') },
    ['baseline-alone'],
  ],
  [
    'noise in the baseline',
    {
      'baseline.ts': baseline.replace(
        'model.add(tf.layers.flatten());',
        'model.add(tf.layers.gaussianNoise({ stddev: 0.1 }));\n  $&',
      ),
    },
    ['baseline-alone'],
  ],
  [
    'an augmented baseline',
    { 'baseline.ts': augmented(baseline), 'l2.ts': l2, 'dropout.ts': dropout },
    ['baseline-alone'],
  ],
  [
    'an optimizer of the baseline that makes weights smaller',
    { 'baseline.ts': decaying(baseline), 'l2.ts': decaying(l2), 'dropout.ts': decaying(dropout) },
    ['baseline-alone', 'l2-alone', 'dropout-alone'],
  ],
  ['an augmented run with a penalty', { 'l2.ts': augmented(l2) }, ['l2-alone']],
  ['an augmented run with dropout', { 'dropout.ts': augmented(dropout) }, ['dropout-alone']],
  ['a penalty that does nothing', { 'l2.ts': l2.replaceAll('1e-4', '1e-12') }, ['l2-penalty']],
  ['a penalty that does nothing in one layer', { 'l2.ts': l2.replace('1e-4', '1e-9') }, ['l2-penalty']],
  [
    'a penalty on biases alone',
    { 'l2.ts': l2.replaceAll('kernelRegularizer', 'biasRegularizer') },
    ['l2-penalty'],
  ],
  ['a penalty ten times as large as the loss', { 'l2.ts': l2.replaceAll('1e-4', '0.1') }, ['l2-penalty']],
  [
    'a bound on weights beside the penalty',
    {
      'l2.ts': l2.replace(
        'units: 256,',
        'units: 256, kernelConstraint: tf.constraints.unitNorm({ axis: 0 }),',
      ),
    },
    ['l2-alone'],
  ],
  ['a dropout in the baseline', { 'baseline.ts': dropout }, ['baseline-alone']],
  ['a penalty in the baseline', { 'baseline.ts': l2 }, ['baseline-alone']],
  ['no penalty', { 'l2.ts': baseline }, ['l2-penalty']],
  [
    'a penalty on the last layer alone',
    { 'l2.ts': l2.replace(`units: 256, ${penalty},`, 'units: 256,') },
    ['l2-penalty'],
  ],
  ['a penalty on absolute values', { 'l2.ts': l2.replaceAll('.l2({ l2:', '.l1({ l1:') }, ['l2-penalty']],
  ['a penalty that drowns the loss', { 'l2.ts': l2.replaceAll('1e-4', '1') }, ['l2-penalty']],
  [
    'a dropout beside the penalty',
    { 'l2.ts': l2.replace('model.add(tf.layers.dense', `${dropping}\n$&`) },
    ['l2-alone'],
  ],
  [
    'another learning rate',
    { 'l2.ts': l2.replace('learningRate: 1e-3', 'learningRate: 1e-4') },
    ['l2-settings'],
  ],
  ['a dropout of nothing', { 'dropout.ts': dropout.replace('rate: 0.5', 'rate: 0') }, ['dropout-drops']],
  [
    'a dropout of the same units each time',
    { 'dropout.ts': dropout.replace('rate: 0.5', 'rate: 0.5, seed: 1') },
    ['dropout-drops'],
  ],
  [
    'a dropout between convolutions',
    { 'dropout.ts': baseline.replace(pooling, `${pooling}\n    ${dropping}`) },
    ['dropout-places'],
  ],
  [
    'a dropout of pixels',
    {
      'dropout.ts': baseline
        .replace(
          'tf.sequential();',
          `tf.sequential();\n  ${dropping.replace('0.5', '0.5, inputShape: [256, 256, 1]')}`,
        )
        .replace('...(block === 0 ? { inputShape: [256, 256, 1] } : {}),', ''),
    },
    ['dropout-places'],
  ],
  [
    'a dropout of logits',
    { 'dropout.ts': baseline.replace('units: 3 }));', `units: 3 }));\n  ${dropping}`) },
    ['dropout-places'],
  ],
  [
    'noise in place of dropout',
    { 'dropout.ts': dropout.replace('dropout({ rate: 0.5 })', 'gaussianNoise({ stddev: 0.5 })') },
    ['dropout-places'],
  ],
  ['a dropout that does not scale', { 'dropout.ts': unscaled }, ['dropout-places']],
  [
    'a penalty beside the dropout',
    { 'dropout.ts': dropout.replace(conv, `${conv} ${penalty},`) },
    ['dropout-alone'],
  ],
];
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
