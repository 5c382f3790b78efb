import * as tf from '@tensorflow/tfjs';
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { saveProgram } from '../../../src/runs';
import { buildTraining, loadSavedTraining, loadTraining } from '../../../src/train/program';
import { typingsFolder } from './installation';
import {
  failureFrom,
  imports,
  sentences,
  temporaryFolder,
  tinyModel,
  trainingFile,
  writeStudentFiles,
  patientDeadlines,
} from './student';

let typings: string;
const logged: string[] = [];
const options = () => ({
  typings,
  deadlines: patientDeadlines,
  log: (_level: string, text: string) => void logged.push(text),
});

beforeAll(async () => {
  typings = await typingsFolder();
  await tf.setBackend('cpu');
});

const load = async (files: Record<string, string>) => loadTraining(await writeStudentFiles(files), options());
const build = async (settings: Record<string, string>, before = '') => {
  const text = trainingFile(settings).replace(imports, imports + before);
  return buildTraining(await load({ 'train.ts': text }), { seed: 1, ...options() });
};

describe('a right training file', () => {
  it('gives its settings and a hash of its code', async () => {
    const { settings, program } = await load({ 'train.ts': trainingFile({ epochs: '7' }) });
    expect(settings).toMatchObject({ epochs: 7, batchSize: 4 });
    expect(program.bundle.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('has the same hash wherever it lies, and another one when it changes', async () => {
    const hashes = [];
    for (const epochs of ['2', '2', '3'])
      hashes.push((await load({ 'train.ts': trainingFile({ epochs }) })).program.bundle.hash);
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[0]).not.toBe(hashes[2]);
  });

  it('may be spread over files of its own folder', async () => {
    const { settings } = await load({
      'train.ts': `import model from './model';\n${trainingFile({ model: 'model' })}`,
      'model.ts': `import * as tf from '@tensorflow/tfjs';\nexport default ${tinyModel};\n`,
    });
    expect(settings.model().countParams()).toBe(8 * 8 * 3 + 3);
  });

  it('writes what it prints, and what TensorFlow.js prints for it, to the log', async () => {
    logged.length = 0;
    await build({
      model: `() => { console.log('hello', 1); const m = (${tinyModel})(); m.summary(); return m; }`,
    });
    expect(logged[0]).toBe('hello 1');
    expect(logged.join('\n')).toContain('Total params: 195');
  });

  it('can compute metrics, to check what it has computed by hand', async () => {
    logged.length = 0;
    const before = `import { metrics } from 'lits';
      const matrix = metrics.confusionMatrix([0, 0, 1, 2], [0, 1, 1, 1], 3);
      console.log(JSON.stringify(matrix), metrics.balancedAccuracy(matrix));
    `;
    await build({}, before);
    expect(logged[0]).toBe('[[1,1,0],[0,1,0],[0,1,0]] 0.5');
  });

  it('can be loaded again from its run, after the file itself has changed', async () => {
    const file = await writeStudentFiles({ 'train.ts': trainingFile({ epochs: '5' }) });
    const run = await temporaryFolder();
    const { program } = await loadTraining(file, options());
    await saveProgram(run, program.bundle);
    await writeFile(file, 'changed');
    const saved = await loadSavedTraining(run, { file, codeHash: program.bundle.hash }, options());
    expect(saved.settings.epochs).toBe(5);
  });

  it('is refused when the program saved with its run was edited', async () => {
    const file = await writeStudentFiles({ 'train.ts': trainingFile() });
    const run = await temporaryFolder();
    const { program } = await loadTraining(file, options());
    await saveProgram(run, { ...program.bundle, code: '// other' });
    const failure = await failureFrom(() =>
      loadSavedTraining(run, { file, codeHash: program.bundle.hash }, options()),
    );
    expect(sentences(failure)).toContain('changed');
  });
});

describe('errors in student code', () => {
  it('are found by the type checker, with line and column, before anything runs', async () => {
    const failure = await failureFrom(() => load({ 'train.ts': trainingFile({ epochs: "'three'" }) }));
    expect(failure.problems).toEqual([
      expect.objectContaining({ source: 'typescript', line: 12, column: 3, endColumn: 9 }),
    ]);
    expect(failure.problems[0].message).toContain("'string' is not assignable to type 'number'");
  });

  it('are found in imported files too', async () => {
    const failure = await failureFrom(() =>
      load({
        'train.ts': `import './model';\n${trainingFile()}`,
        'model.ts': `export const n: number = 'x';\n`,
      }),
    );
    expect(failure.problems[0].file).toMatch(/model\.ts$/);
    expect(failure.problems[0]).toMatchObject({ line: 1, column: 14 });
  });

  it('of syntax come with line and column', async () => {
    const failure = await failureFrom(() => load({ 'train.ts': `${imports}const = 3;\n` }));
    expect(failure.problems[0]).toMatchObject({ source: 'bundler', line: 3, column: 7 });
  });

  it('thrown while the file runs come with the line of the source, not of the bundle', async () => {
    const failure = await failureFrom(() =>
      load({
        'train.ts': `import { fail } from './helper';\nfail();\n${trainingFile()}`,
        'helper.ts': `interface Unused { x: number }\n\nexport function fail() {\n  throw new Error('on purpose');\n}\n`,
      }),
    );
    expect(failure.what).toContain('on purpose');
    expect(failure.problems[0]).toMatchObject({ source: 'runtime', line: 4, message: 'on purpose' });
    expect(failure.problems[0].file).toMatch(/helper\.ts$/);
  });

  it('thrown by a layer come with the line that added it', async () => {
    const failure = await failureFrom(() =>
      build({
        model: `() => {
    const model = tf.sequential();
    model.add(tf.layers.flatten({ inputShape: [256, 256, 1] }));
    model.add(tf.layers.conv2d({ filters: 1, kernelSize: 3 }));
    return model;
  }`,
      }),
    );
    expect(failure.what).toContain('building the model');
    expect(failure.problems[0]).toMatchObject({ line: 7, source: 'runtime' });
  });

  it('such as a layer class without a name are explained', async () => {
    const failure = await failureFrom(() =>
      load({ 'train.ts': `${trainingFile()}class Own extends tf.layers.Layer {}\nnew Own({});\n` }),
    );
    expect(failure.what).toContain('static className');
    expect(failure.problems[0]).toMatchObject({ line: 16 });
  });

  it('are reported where the student sees the file, links and all', async () => {
    const file = await writeStudentFiles({ 'train.ts': `${imports}const = 3;\n` });
    const link = path.join(await temporaryFolder(), 'exercise');
    await symlink(path.dirname(file), link);
    const seen = path.join(link, 'train.ts');
    const failure = await failureFrom(() => loadTraining(seen, options()));
    expect(failure.problems[0].file).toBe(seen);
  });

  it('such as a function that calls itself for ever are explained', async () => {
    const failure = await failureFrom(() =>
      load({ 'train.ts': `function f(): number { return f() + 1; }\nf();\n${trainingFile()}` }),
    );
    expect(failure.what).toContain('calls itself without end');
  });
});

describe('an import', () => {
  it.each(['fs', 'node:child_process', 'react', '/etc/passwd'])(
    'of %s is refused with its line',
    async (name) => {
      const failure = await failureFrom(() => load({ 'train.ts': `${trainingFile()}import '${name}';\n` }));
      expect(failure.problems[0]).toMatchObject({ source: 'bundler', line: 16 });
      expect(failure.problems[0].message).toContain(`'${name}' cannot be imported here`);
    },
  );

  it('of a file outside the folder is refused', async () => {
    const outside = await writeStudentFiles({ 'secret.ts': 'export {};' });
    const file = await writeStudentFiles({ 'train.ts': '' });
    await writeFile(file, `import '${path.relative(path.dirname(file), outside)}';\n${trainingFile()}`);
    const failure = await failureFrom(() => loadTraining(file, options()));
    expect(failure.problems[0].message).toContain('cannot be imported here');
  });

  it('of a link that leads outside the folder is refused', async () => {
    const outside = await writeStudentFiles({ 'secret.ts': 'export {};' });
    const file = await writeStudentFiles({ 'train.ts': `import './inside';\n${trainingFile()}` });
    await symlink(outside, path.join(path.dirname(file), 'inside.ts'));
    const failure = await failureFrom(() => loadTraining(file, options()));
    expect(failure.problems[0].message).toContain('cannot be imported here');
  });

  it('of a missing file of its own is named', async () => {
    const failure = await failureFrom(() => load({ 'train.ts': `import './modle';\n${trainingFile()}` }));
    expect(failure.problems[0]).toMatchObject({ line: 1 });
    expect(failure.problems[0].message).toContain('./modle');
  });
});

describe('code that never ends is stopped', () => {
  const quick = () => ({ ...options(), deadlines: { setupMs: 100, stepMs: 100 } });

  it('in the file itself', async () => {
    const file = await writeStudentFiles({ 'train.ts': `${trainingFile()}for (;;);\n` });
    const failure = await failureFrom(() => loadTraining(file, quick()));
    expect(failure.what).toContain('running your file took longer than 0.1 seconds');
    expect(failure.why).toContain('loop that never ends');
  });

  it('in the model', async () => {
    const file = await writeStudentFiles({ 'train.ts': trainingFile({ model: '() => { for (;;); }' }) });
    const training = await loadTraining(file, options());
    const failure = await failureFrom(() => buildTraining(training, { seed: 0, ...quick() }));
    expect(failure.what).toContain('building the model took longer');
  });
});

describe('a file that defines no training', () => {
  it('is told how to define one', async () => {
    const failure = await failureFrom(() => load({ 'train.ts': 'export const x = 1;\n' }));
    expect(sentences(failure)).toMatch(
      /does not define a training[^]*no default export[^]*export default defineTraining/,
    );
  });

  it('is told so when its default export is something else', async () => {
    const failure = await failureFrom(() => load({ 'train.ts': 'export default { epochs: 3 };\n' }));
    expect(failure.why).toContain('was not made by defineTraining');
  });

  it('is told so when it is missing', async () => {
    const failure = await failureFrom(() => loadTraining('/nowhere/train.ts', options()));
    expect(failure.what).toContain('/nowhere/train.ts cannot be opened');
  });
});

describe('a setting out of range', () => {
  it.each([
    ['epochs', '0'],
    ['epochs', '1.5'],
    ['batchSize', '-1'],
    ['seed', '-3'],
    ['optimizer', "{ name: 'sgd', learningRate: 0 }"],
    ['optimizer', "{ name: 'sgd', learningRate: 0.1, beta1: 0.9 } as never"],
    ['optimizer', "{ name: 'adam', betas: [0.9] } as never"],
    ['optimizer', "{ name: 'sgd', learningRate: 0.1, nesterov: true }"],
    ['schedule', "{ name: 'step', stepSize: 0 }"],
    ['schedule', "{ name: 'sequential', schedules: [() => 1, () => 2], milestones: [3, 5] }"],
    ['schedule', "{ name: 'chained', schedules: [{ name: 'cosine', by: 'step' }] }"],
    ['loss', '{ labelSmoothing: 1 }'],
    ['loss', '{ classWeights: [1, 0, 1] }'],
    ['clipNorm', '0'],
    ['accumulate', '0'],
    ['sampler', "{ name: 'weighted', classWeights: [1, 1, -1] }"],
    ['earlyStopping', '{ patience: 1.5 }'],
    ['validateEvery', '{ steps: 0 }'],
    ['averageWeights', '{ decay: 1 }'],
  ])('%s: %s is refused with its line', async (name, value) => {
    const failure = await failureFrom(() => load({ 'train.ts': trainingFile({ [name]: value }) }));
    const line =
      trainingFile({ [name]: value })
        .split('\n')
        .findIndex((text) => text.includes(`  ${name}:`)) + 1;
    expect(failure.problems[0]).toMatchObject({ line });
    expect(failure.what).toContain('setting');
  });
});

describe('settings that do not go together', () => {
  it.each([
    [{ optimizer: '() => tf.train.sgd(0.1)', schedule: "{ name: 'cosine' }" }, 'schedule: '],
    [{ optimizer: "{ name: 'adagrad' }", schedule: "{ name: 'oneCycle' }" }, 'schedule.cycleMomentum: '],
  ])('%j', async (settings, named) => {
    const failure = await failureFrom(() => load({ 'train.ts': trainingFile(settings) }));
    expect(failure.why).toContain(named);
  });
});

describe('a model that does not fit the task', () => {
  const dense = (units: number) =>
    `tf.sequential({ layers: [tf.layers.flatten({ inputShape: [256, 256, 1] }), tf.layers.dense({ units: ${units} })] })`;

  it('with 10 classes: says the shape it found and where the model is defined', async () => {
    const failure = await failureFrom(() =>
      build({ model: 'createModel' }, `function createModel() {\n  return ${dense(10)};\n}\n`),
    );
    expect(failure.what).toContain('[batch, 10]');
    expect(failure.what).toContain('[batch, 3]');
    expect(failure.problems[0]).toMatchObject({ line: 3, column: 1 });
  });

  it.each([
    [
      'an output that is still a picture',
      'tf.sequential({ layers: [tf.layers.maxPooling2d({ poolSize: 2, inputShape: [256, 256, 1] })] })',
      '[batch, 128, 128, 1]',
    ],
    [
      'pictures of another size',
      `tf.sequential({ layers: [tf.layers.flatten({ inputShape: [224, 224, 3] }), tf.layers.dense({ units: 3 })] })`,
      '[batch, 224, 224, 3]',
    ],
    ['no layers', 'tf.sequential()', 'no layers'],
    [
      'nothing to train',
      `tf.sequential({ layers: [tf.layers.globalMaxPooling2d({ inputShape: [256, 256, 3] })] })`,
      '[batch, 256, 256, 3]',
    ],
    ['a tensor instead of a model', 'tf.scalar(1) as unknown as tf.LayersModel', 'a tensor'],
    ['nothing returned', 'undefined as unknown as tf.LayersModel', 'is a return missing?'],
    ['a promise', 'Promise.resolve(1) as unknown as tf.LayersModel', 'async'],
  ])('with %s', async (_name, model, expected) => {
    const failure = await failureFrom(() => build({ model: `() => ${model}` }));
    expect(failure.what).toContain(expected);
    expect(failure.problems[0]).toMatchObject({ line: 4 });
  });
});

describe('student code cannot reach the machine', () => {
  const attempts = [
    'tf.env().global',
    'tf.engine()',
    'console.log(tf.io)',
    "tf.loadLayersModel('file:///etc/passwd')",
    '(globalThis as any).process.pid',
    "(0, eval)('process.pid')",
    "Function('return process')().pid",
  ];
  it.each(attempts)('through %s', async (attempt) => {
    const failure = await failureFrom(() => load({ 'train.ts': `${trainingFile()}${attempt};\n` }));
    expect(failure.problems[0]).toMatchObject({ line: 16 });
  });
});

describe('first weights', () => {
  const weights = async (seed: number) => {
    const training = await load({ 'train.ts': trainingFile() });
    const { model } = buildTraining(training, { seed, ...options() });
    return [...model.weights[0].read().dataSync()];
  };

  it('are the same for the same seed, and others for another seed', async () => {
    expect(await weights(3)).toEqual(await weights(3));
    expect(await weights(3)).not.toEqual(await weights(4));
  });

  it('leave Math.random as it was', async () => {
    const { random } = Math;
    await weights(3);
    expect(Math.random).toBe(random);
  });
});
