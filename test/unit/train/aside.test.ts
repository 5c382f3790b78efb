import * as tf from '@tensorflow/tfjs';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineInfo } from '../../../src/engine';
import { readMetrics } from '../../../src/runs';
import { evaluateRun, runTraining, type JobContext } from '../../../src/train';
import { typingsFolder } from './installation';
import { failureFrom, imports, patientDeadlines, tinyModel, trainingFile, trainJob } from './student';

let typings: string;
let engine: EngineInfo;
const logged: string[] = [];
beforeAll(async () => {
  typings = await typingsFolder();
  engine = await startEngine();
});

const context = (): JobContext => ({
  signal: new AbortController().signal,
  emit: (event) => void (event.type === 'log' && logged.push(event.text)),
  engine,
  typings,
  deadlines: patientDeadlines,
  worker: { pid: process.pid, socket: '' },
});

/** Trains a file: how that fails, and the number of steps before. */
async function failing(text: string) {
  logged.length = 0;
  const job = await trainJob(text);
  const failure = await failureFrom(() => runTraining(job, context()));
  const { lines } = await readMetrics(job.runDir);
  // Whatever was started for later has had its time.
  await delay(20);
  const line = text.split('\n').findIndex((each) => each.includes('/* here */')) + 1;
  const [problem] = failure.problems;
  return { failure, steps: lines.length, isHere: problem?.line === line, message: problem?.message ?? '' };
}

const withModel = (before: string, after = '') =>
  trainingFile({
    model: `() => { const m = (${tinyModel})();\n${before}\nreturn m; }`,
  }).replace(imports, `// @ts-nocheck\n${imports}${after}`);

const xs = 'tf.zeros([2, 256, 256, 1])';
const ys = 'tf.oneHot(tf.tensor1d([0, 1], "int32"), 3)';
const compiled = "m.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });";

describe('a second training is withheld, with the reason, at its line', () => {
  it.each([
    ['fit', `${compiled}\nvoid m.fit(${xs}, ${ys}); /* here */`],
    ['trainOnBatch', `${compiled}\nvoid m.trainOnBatch(${xs}, ${ys}); /* here */`],
    ['fitDataset', `${compiled}\nvoid m.fitDataset({}, {}); /* here */`],
    ['minimize', `tf.train.sgd(1).minimize(() => m.apply(${xs}).sum()); /* here */`],
    [
      'applyGradients',
      `const { grads } = tf.variableGrads(() => m.apply(${xs}).sum());\ntf.train.adam(1).applyGradients(grads); /* here */`,
    ],
    ['fit', `${compiled}\ntry { m.fit(${xs}, ${ys}); /* here */ } catch (e) { console.log(e); }`],
    ['fit', `${compiled}\n(async () => {\nawait m.fit(${xs}, ${ys}); /* here */\n})();`],
    ['fit', `${compiled}\ntf.LayersModel.prototype.fit.call(m, ${xs}, ${ys}); /* here */`],
  ])('by %s in model()', async (name, code) => {
    const { message, isHere, steps } = await failing(withModel(code));
    expect(message).toContain(`${name}() is not available in an exercise`);
    expect(message).toContain('LiTS Lab trains the model itself');
    expect({ isHere, steps }).toEqual({ isHere: true, steps: 0 });
  });

  it('by minimize in augment', async () => {
    const augment = '(x) => { tf.train.sgd(1).minimize(() => x.sum()); /* here */ return x; }';
    const { message, isHere, steps } = await failing(
      trainingFile({ augment }).replace(imports, `// @ts-nocheck\n${imports}`),
    );
    expect(message).toContain('minimize() is not available');
    expect({ isHere, steps }).toEqual({ isHere: true, steps: 0 });
  });

  it('by fit in the module', async () => {
    const { message, isHere } = await failing(
      `${trainingFile().replace(imports, `// @ts-nocheck\n${imports}`)}const m = (${tinyModel})();\n${compiled}\nvoid m.fit(${xs}, ${ys}); /* here */\n`,
    );
    expect(message).toContain('fit() is not available');
    expect(isHere).toBe(true);
  });
});

describe('what would go on after its call is withheld, with the reason, at its line', () => {
  const late = "console.log('late')";

  it.each([
    `Promise.resolve().then(() => ${late}); /* here */`,
    `tf.zeros([1]).data().then(() => ${late}); /* here */`,
    `(async () => { await null; ${late}; })(); /* here */`,
    `(async () => { for (;;) await null; })(); /* here */`,
    `(async () => { for await (const x of [1]) ${late}; })(); /* here */`,
    `(async () => { for await (const x of (async function* () { yield 1; })()) ${late}; })(); /* here */`,
    `import('./train').then(() => ${late}); /* here */`,
    `Promise.resolve({ then() { ${late}; } }); /* here */`,
    `new Promise((go) => go({ then() { ${late}; } })); /* here */`,
    `(async () => ({ then() { ${late}; } }))(); /* here */`,
    `Promise.all([1]).finally(() => ${late}); /* here */`,
    `Promise.resolve(1).catch(() => ${late}); /* here */`,
  ])('%s', async (code) => {
    const { message, isHere, steps } = await failing(withModel(code));
    expect(message).toContain('would go on beside the run');
    expect({ isHere, steps, logged }).toEqual({ isHere: true, steps: 0, logged: [] });
  });

  it.each(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame', 'fetch'])(
    '%s, where types are not checked',
    async (name) => {
      const { message, isHere } = await failing(withModel(`${name}(() => ${late}, 1); /* here */`));
      expect(message).toContain(`${name} is not available in an exercise: what it starts would go on`);
      expect(isHere).toBe(true);
    },
  );

  it.each(['globalThis.setTimeout(() => 1, 1)', "void tf.util.fetch('http://localhost')"])(
    '%s, by another name',
    async (code) => {
      const { message, isHere } = await failing(withModel(`${code}; /* here */`));
      expect(message).toContain('is not available in an exercise: what it starts would go on');
      expect(isHere).toBe(true);
    },
  );

  it.each(['setTimeout(() => 1, 1)', "new Worker('x')"])('%s, by the type checker', async (code) => {
    const { message, isHere } = await failing(`${trainingFile()}${code}; /* here */\n`);
    expect(message).toContain('is not available in an exercise: what it starts would go on');
    expect(isHere).toBe(true);
  });

  it('await in the module itself', async () => {
    const { message, isHere } = await failing(`${trainingFile()}await null; /* here */\nexport {};\n`);
    expect(message).toContain('would go on beside the run');
    expect(isHere).toBe(true);
  });

  it('in an imported function that awaits', async () => {
    const { message, isHere } = await failing(
      withModel('void later();', `async function later() { /* here */\n  await null;\n  ${late};\n}\n`),
    );
    expect(message).toContain('would go on beside the run');
    expect(isHere).toBe(true);
  });

  it('in augment', async () => {
    const augment = '(x) => { x.data().then(() => 1); /* here */ return x; }';
    const { message, isHere, steps } = await failing(trainingFile({ augment }));
    expect(message).toContain('would go on beside the run');
    expect({ isHere, steps }).toEqual({ isHere: true, steps: 0 });
  });
});

describe('legal as before', () => {
  it('are an async function that nobody calls, a compiled model, and an optimizer of the student', async () => {
    const text = trainingFile({
      model: `() => { const m = (${tinyModel})(); ${compiled} return m; }`,
      optimizer: '() => new Own(0.1)',
    }).replace(
      imports,
      `${imports}export async function unused() { await null; }
class Own extends tf.SGDOptimizer {
  override applyGradients(gradients: tf.NamedTensorMap) { super.applyGradients(gradients); console.log('applied'); }
}
`,
    );
    const job = await trainJob(text);
    const run = await runTraining(job, context());
    expect(run.state).toBe('done');
    const evaluation = await evaluateRun(
      { runDir: job.runDir, split: 'test', checkpoint: 'last', device: 'cpu' },
      context(),
    );
    expect(evaluation.predictions.length).toBeGreaterThan(0);
  });

  it('is all that this process does itself', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const { history } = await model.fit(tf.ones([2, 1]), tf.ones([2, 1]), { verbose: 0 });
    expect(history['loss']).toHaveLength(1);
  });
});
