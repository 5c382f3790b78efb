import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../src/protocol/events';
import { readMetrics, readRun } from '../../../src/runs';
import { evaluateRun, runTraining, type JobContext } from '../../../src/train';
import { typingsFolder } from './installation';
import { failureFrom, imports, patientDeadlines, sentences, trainJob } from './student';

let typings: string;
beforeAll(async () => {
  typings = await typingsFolder();
  await tf.setBackend('cpu');
});

function listening() {
  const logged: string[] = [];
  const context: JobContext = {
    signal: new AbortController().signal,
    emit: (event: JobEvent) => {
      if (event.type === 'log') logged.push(`${event.level}: ${event.text}`);
    },
    engine: { backend: 'cpu', device: 'cpu', threads: 1 },
    typings,
    deadlines: patientDeadlines,
    worker: { pid: process.pid, socket: '/nowhere' },
  };
  return { logged, context };
}

/** A training whose model has `layers` between 16 numbers of a picture and three logits. */
const program = (layers: string, before: string) => `${imports}
const sixteen = [tf.layers.maxPooling2d({ poolSize: 64, inputShape: [256, 256, 1] }), tf.layers.flatten()];
type In = tf.Tensor | tf.Tensor[];
const one = (x: In): tf.Tensor => (Array.isArray(x) ? x[0] : x);
${before}
export default defineTraining({
  model: () => tf.sequential({ layers: [...sixteen, ${layers}] }),
  epochs: 1,
  batchSize: 3,
  optimizer: { name: 'sgd', learningRate: 0.1 },
});
`;

/** A layer of 16 numbers. */
const layer = (members: string, call: string) => `class Own extends tf.layers.Layer {
  static className = 'Own';
  ${members}
  override computeOutputShape(shape: tf.Shape) { return shape; }
  override call(x: In, options: Record<string, unknown>): tf.Tensor {
    ${call}
  }
}`;
const own = `new Own({}), tf.layers.dense({ units: 3 })`;

/** A layer that holds another one. */
const holder = (handedOn: string, inner = 'tf.layers.dense({ units: 16 }); // here') =>
  layer(
    `inner = ${inner}
     override build(shape: tf.Shape) { this.inner.build(shape); super.build(shape); }
     ${handedOn}`,
    'return this.inner.apply(x, options) as tf.Tensor;',
  );

/** 1-based number of the line that a text marks with "// here". */
const marked = (text: string) => text.split('\n').findIndex((line) => line.includes('// here')) + 1;

interface Refused {
  layers?: string;
  before: string;
  says: RegExp;
}

const refused: Record<string, Refused> = {
  'a running mean in a variable of its own': {
    before: layer(
      'mean = tf.variable(tf.zeros([16]), false); // here',
      `const mean = one(x).mean(0);
       if (options['training']) this.mean.assign(this.mean.mul(0.9).add(mean.mul(0.1)) as tf.Tensor1D);
       return one(x).sub(options['training'] ? mean : this.mean);`,
    ),
    says: /variable that is no weight of it[^]*The layer own\w* reads it[^]*addWeight/,
  },
  'a variable of the module': {
    before: `const scale = tf.variable(tf.ones([16])); // here\n${layer('', 'return one(x).mul(scale);')}`,
    says: /variable that is no weight of it/,
  },
  'a variable in a closure': {
    before: `function made() {
      const scale = tf.variable(tf.scalar(2)); // here
      ${layer('', 'return one(x).mul(scale);')}
      return new Own({});
    }`,
    layers: 'made(), tf.layers.dense({ units: 3 })',
    says: /variable that is no weight of it/,
  },
  'a variable whose number alone is read': {
    before: layer(
      'scale = tf.variable(tf.scalar(2)); // here',
      'return one(x).mul(this.scale.dataSync()[0]);',
    ),
    says: /variable that is no weight of it/,
  },
  'a held layer whose weights are not handed on': {
    before: holder(''),
    says: /2 weights that it does not know: kernel and bias of dense\w*\.[^]*neither trained nor saved[^]*override trainableWeights/,
  },
  'a held layer whose moving averages are not handed on': {
    before: holder(
      'override get trainableWeights() { return this.inner.trainableWeights; }',
      'tf.layers.batchNormalization(); // here',
    ),
    says: /2 weights that it does not know: moving_mean and moving_variance of batch/,
  },
  'a layer of the module whose weights are not handed on': {
    before: `const inner = tf.layers.dense({ units: 16 }); // here
      ${layer('override build(shape: tf.Shape) { inner.build(shape); super.build(shape); }', 'return inner.apply(x) as tf.Tensor;')}`,
    says: /2 weights that it does not know/,
  },
  'a weight that is added in call': {
    before: layer(
      'scale?: tf.LayerVariable;',
      `this.scale ??= this.addWeight('scale', [16], 'float32', tf.initializers.ones()); // here
       return one(x).mul(this.scale.read());`,
    ),
    says: /made while the model runs, in call\(\): scale[^]*build\(\)/,
  },
  'a held layer that is built in call': {
    before: layer(
      `inner = tf.layers.dense({ units: 16 });
       override get trainableWeights() { return this.inner.trainableWeights; }`,
      'return this.inner.apply(x) as tf.Tensor; // here',
    ),
    says: /2 weights are made while the model runs[^]*kernel and bias[^]*build\(\)/,
  },
  'a layer that is made anew in each call': {
    before: layer('', 'return tf.layers.dense({ units: 16 }).apply(x) as tf.Tensor; // here'),
    says: /2 weights are made while the model runs/,
  },
  'a variable that is made anew in each call': {
    before: layer('', 'return one(x).mul(tf.variable(tf.scalar(3))); // here'),
    says: /made while the model runs/,
  },
  'a weight of integers': {
    before: layer(
      `scale!: tf.LayerVariable;
       override build(shape: tf.Shape) {
         this.scale = this.addWeight('scale', [16], 'int32', tf.initializers.ones()); // here
         super.build(shape);
       }`,
      'return one(x).mul(this.scale.read());',
    ),
    says: /type int32, but weights must be float32/,
  },
  'a counter of booleans': {
    before: layer(
      `seen!: tf.LayerVariable;
       override build(shape: tf.Shape) {
         this.seen = this.addWeight('seen', [], 'bool', tf.initializers.zeros(), undefined, false); // here
         super.build(shape);
       }`,
      'return one(x);',
    ),
    says: /type bool, but weights must be float32/,
  },
  'values that are read in the midst': {
    before: layer(
      '',
      `const values = one(x).dataSync(); // here
       return tf.tensor(values, one(x).shape);`,
    ),
    layers: `tf.layers.dense({ units: 16, name: 'early' }), new Own({}), tf.layers.dense({ units: 3 })`,
    says: /No gradient reaches 2 weights of the model: kernel and bias of early/,
  },
  'values that are read after the last layer': {
    before: layer('', 'return tf.tensor(one(x).arraySync() as number[][]); // here'),
    layers: `tf.layers.dense({ units: 3 }), new Own({})`,
    says: /No gradient reaches 2 weights/,
  },
  'values that are read before a penalty alone': {
    before: layer('', 'return tf.tensor(one(x).dataSync(), one(x).shape); // here'),
    layers: `tf.layers.dense({ units: 16, kernelRegularizer: 'l1l2' }), new Own({}), tf.layers.dense({ units: 3 })`,
    says: /No gradient reaches 2 weights/,
  },
};

describe('a training is refused at its first step, at the line, for', () => {
  it.each(Object.entries(refused))('%s', async (_, { layers = own, before, says }) => {
    const text = program(layers, before);
    const job = await trainJob(text);
    const failure = await failureFrom(() => runTraining(job, listening().context));
    expect(sentences(failure)).toMatch(says);
    expect(failure.problems[0]).toMatchObject({ file: job.file, line: marked(text) });
    expect((await readMetrics(job.runDir)).lines).toEqual([]);
  });
});

const unrestorable: Record<string, string> = {
  'a mean that is kept as a number': layer(
    'mean = 0;',
    `if (options['training']) this.mean = 1 + one(x).mean().dataSync()[0];
     return one(x).mul(this.mean);`,
  ),
  'a mean that is kept as a tensor': layer(
    'mean = tf.zeros([16]);',
    `if (options['training']) this.mean = tf.keep(one(x).mean(0));
     return one(x).sub(this.mean);`,
  ),
  'a random tensor that is made in the first call': layer(
    'noise?: tf.Tensor;',
    'return one(x).mul((this.noise ??= tf.keep(tf.randomNormal([16]))));',
  ),
  'a count of calls': layer('calls = 0;', 'return one(x).mul(this.calls++);'),
};

describe('a training is refused after its first step for', () => {
  it.each(Object.entries(unrestorable))('%s', async (_, before) => {
    const job = await trainJob(program(own, before));
    const failure = await failureFrom(() => runTraining(job, listening().context));
    expect(sentences(failure)).toMatch(/cannot be restored from its weights[^]*addWeight/);
    expect(failure.problems[0].file).toBe(job.file);
  });
});

const right: Record<string, { layers?: string; before: string }> = {
  'a running mean in a weight': {
    before: layer(
      `mean!: tf.LayerVariable;
       override build(shape: tf.Shape) {
         this.mean = this.addWeight('mean', [16], 'float32', tf.initializers.zeros(), undefined, false);
         super.build(shape);
       }`,
      `const mean = one(x).mean(0);
       if (options['training']) this.mean.write(this.mean.read().mul(0.9).add(mean.mul(0.1)));
       return one(x).sub(options['training'] ? mean : this.mean.read());`,
    ),
  },
  'a held layer whose weights are handed on': {
    before: holder(
      `override get trainableWeights() { return this.inner.trainableWeights; }
       override get nonTrainableWeights() { return this.inner.nonTrainableWeights; }`,
      'tf.layers.batchNormalization();',
    ),
  },
  'random tensors of the module and of the model': {
    before: `const noise = tf.randomNormal([16]);
      ${layer('more = tf.randomUniform([16]);', 'return one(x).mul(noise).add(this.more);')}`,
  },
  'a frozen layer': {
    layers: `tf.layers.dense({ units: 16, trainable: false }), tf.layers.batchNormalization(), tf.layers.dense({ units: 3 })`,
    before: '',
  },
  'a layer that is used twice, and a model inside': {
    layers: `(() => {
      const inner = tf.sequential({ layers: [tf.layers.dense({ units: 16, inputShape: [16] })] });
      const input = tf.input({ shape: [16] });
      return tf.model({ inputs: input, outputs: inner.apply(inner.apply(input)) as tf.SymbolicTensor });
    })(), tf.layers.dense({ units: 3 })`,
    before: '',
  },
  'a layer that is random in evaluation, too': {
    before: layer('', 'return one(x).add(tf.randomNormal([16]));'),
  },
};

describe('an evaluation of the saved weights gives the loss of the training, for', () => {
  it.each(Object.entries(right))('%s', async (_, { layers = own, before }) => {
    const job = await trainJob(program(layers, before));
    const { context, logged } = listening();
    await runTraining(job, context);
    const trained = (await readMetrics(job.runDir)).lines.at(-1);
    const evaluated = await evaluateRun(
      { runDir: job.runDir, split: 'val', checkpoint: 'last', device: 'cpu' },
      listening().context,
    );
    expect(trained).toMatchObject({
      valLoss: expect.closeTo(evaluated.bySlice.figures.logLoss, 9) as number,
    });
    expect(logged.filter((line) => line.startsWith('warning'))).toEqual([]);
  });
});

it.each([
  ['in augment', 'augment: (x) => { tf.disposeVariables(); return x; },'],
  ['in a transform', `augment: new Compose([(image) => { tf.disposeVariables(); return image; }]),`],
])('weights that the student disposes %s are named as gone', async (_where, setting) => {
  const text = program(`tf.layers.dense({ units: 3 })`, '')
    .replace('epochs: 1,', `epochs: 1, ${setting}`)
    .replace(imports, `${imports}import { Compose } from 'lits';\n`);
  const failure = await failureFrom(async () => runTraining(await trainJob(text), listening().context));
  expect(sentences(failure)).toContain('Weights of the model are gone');
});

it('a variable with a name that is used for something else does not stand in the way', async () => {
  const before = `const told = tf.variable(tf.scalar(1), false, 'told');
    ${layer('', 'return one(x);')}
    console.log(told.name);`;
  const run = await runTraining(await trainJob(program(own, before)), listening().context);
  expect(run.state).toBe('done');
});

describe('a remark tells, at the line, in log and record,', () => {
  const remarked: Record<string, Refused> = {
    'of softmax in the last layer': {
      before: '',
      layers: `tf.layers.dense({ units: 3, activation: 'softmax' }) // here\n`,
      says: /gone through softmax/,
    },
    'of relu in the last layer': {
      before: '',
      layers: `tf.layers.dense({ units: 3, activation: 'relu' }) // here\n`,
      says: /gone through relu/,
    },
    'of a layer of activation at the end': {
      before: '',
      layers: `tf.layers.dense({ units: 3 }), tf.layers.activation({ activation: 'sigmoid' }) // here\n`,
      says: /gone through sigmoid/,
    },
    'of softmax in a model inside': {
      before: '',
      layers: `tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [16] }),
        tf.layers.softmax() // here
      ] })`,
      says: /gone through softmax/,
    },
    'of tf.softmax in a layer of its own': {
      before: layer('', 'return tf.softmax(one(x));'),
      layers: `tf.layers.dense({ units: 3 }), new Own({}) // here\n`,
      says: /gone through softmax/,
    },
    'of softmax by hand': {
      before: layer('', 'const powers = one(x).exp(); return powers.div(powers.sum(1, true));'),
      layers: `tf.layers.dense({ units: 3 }), new Own({}) // here\n`,
      says: /gone through softmax/,
    },
    'of a weight that nothing uses': {
      before: layer(
        `override build(shape: tf.Shape) {
           this.addWeight('spare', [16], 'float32', tf.initializers.ones());
           super.build(shape);
         }`,
        'return one(x);',
      ),
      layers: `new Own({}), tf.layers.dense({ units: 3 }) // here\n`,
      says: /weight spare of own\w* takes no part in the first step/,
    },
  };
  it.each(Object.entries(remarked))('%s', async (_, { layers = own, before, says }) => {
    const text = program(layers, before);
    const job = await trainJob(text, { maxSteps: 1 });
    const { context, logged } = listening();
    await runTraining(job, context);
    const { remarks = [] } = await readRun(job.runDir);
    expect(remarks).toMatchObject([{ file: job.file, line: marked(text), severity: 'warning' }]);
    expect(remarks[0].message).toMatch(says);
    expect(logged).toContain(`warning: train.ts:${marked(text)}: ${remarks[0].message}`);
  });

  it('nothing of logits, also where they are log probabilities', async () => {
    const before = layer('', 'return tf.logSoftmax(one(x));');
    const job = await trainJob(program('tf.layers.dense({ units: 3 }), new Own({})', before), {
      maxSteps: 1,
    });
    await runTraining(job, listening().context);
    expect((await readRun(job.runDir)).remarks).toBeUndefined();
  });
});
