import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineInfo } from '../../../src/engine';
import { runTraining, type JobContext } from '../../../src/train';
import { typingsFolder } from './installation';
import { failureFrom, imports, patientDeadlines, sentences, trainingFile, trainJob } from './student';

let typings: string;
let engine: EngineInfo;
beforeAll(async () => {
  typings = await typingsFolder();
  engine = await startEngine();
});

/** A layer that computes this of its input `x` and of whether it is training. */
const own = (result: string) => `
class Own extends tf.layers.Layer {
  static className = 'Own';
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>) {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    const isTraining = Boolean(kwargs['training']);
    return isTraining ? ${result};
  }
}
`;

/** How the training ends of a model with this layer between two dense ones. */
async function failing(layer: string, settings: Record<string, string> = {}, before = '') {
  const model = `() =>
    tf.sequential({
      layers: [
        tf.layers.maxPooling2d({ poolSize: 32, inputShape: [256, 256, 1] }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 4, name: 'first' }),
        ${layer}, // here
        tf.layers.dense({ units: 3, name: 'last' }),
      ],
    })`;
  const text = trainingFile({ model, ...settings }).replace(imports, imports + before);
  const context: JobContext = {
    signal: new AbortController().signal,
    emit: () => undefined,
    engine,
    typings,
    deadlines: patientDeadlines,
    worker: { pid: process.pid, socket: '' },
  };
  const job = await trainJob(text);
  const failure = await failureFrom(() => runTraining(job, context));
  const line = text.split('\n').findIndex((each) => each.includes('// here')) + 1;
  return { failure, isAtLayer: failure.problems[0]?.line === line };
}

const blamesRate = /learning rate/;

describe('a loss that is not finite names what was first not finite', () => {
  it('an output of a layer, with its line', async () => {
    const { failure, isAtLayer } = await failing('new Own({})', {}, own('x.div(x.sub(x)) : x'));
    expect(failure.what).toMatch(/NaN|infinite/);
    expect(failure.what).toContain('at step 1, in epoch 1');
    expect(failure.why).toMatch(/^The output of the layer own_\S+ was the first that is not finite/);
    expect(isAtLayer).toBe(true);
    expect(sentences(failure)).not.toMatch(blamesRate);
  });

  it('weights after an update whose gradient was not finite, without blame of the learning rate', async () => {
    const { failure } = await failing('new Own({})', {}, own('x.sub(x).sqrt().add(x) : x'));
    expect(failure.what).toContain('at step 2');
    expect(failure.why).toContain('These weights are not finite since the update of step 1: first/kernel');
    expect(sentences(failure)).not.toMatch(blamesRate);
  });

  it('weights before the first step', async () => {
    const { failure, isAtLayer } = await failing(
      'tf.layers.dense({ units: 4, kernelInitializer: tf.initializers.constant({ value: NaN }) })',
    );
    expect(failure.why).toContain('not finite before the first step: dense_');
    expect(isAtLayer).toBe(true);
    expect(sentences(failure)).not.toMatch(blamesRate);
  });

  it('weights that have grown, and only then the learning rate', async () => {
    const { failure } = await failing('tf.layers.activation({ activation: "relu" })', {
      optimizer: '() => tf.train.sgd(1e30)',
    });
    expect(failure.why).toMatch(/^The weights have become as large as \d\.\de\+\d+/);
    expect(failure.next).toContain('1e+29 instead of 1e+30');
  });

  it('penalties of layers', async () => {
    const { failure } = await failing(
      'tf.layers.dense({ units: 4, kernelRegularizer: tf.regularizers.l2({ l2: NaN }) })',
    );
    expect(failure.why).toContain('penalties (regularizers) are not');
    expect(sentences(failure)).not.toMatch(blamesRate);
  });

  it('the slices that it is about, where it is not all', async () => {
    const { failure } = await failing(
      'new Own({})',
      { batchSize: '9' },
      own('x.mul(tf.range(0, x.shape[0]).sub(2).sqrt().reshape([-1, 1])) : x'),
    );
    expect(failure.why).toMatch(/It is so for 2 of \d slices of the batch; the first is \S+\.png/);
  });
});

describe('a validation loss that is not finite', () => {
  it('says so where it is so in evaluation mode alone', async () => {
    const { failure, isAtLayer } = await failing('new Own({})', {}, own('x : x.div(x.sub(x))'));
    expect(failure.what).toMatch(/^The validation loss is not finite after step \d+, in epoch 1/);
    expect(failure.why).toContain('The output of the layer own_');
    expect(failure.why).toContain('it happens in evaluation mode alone');
    expect(isAtLayer).toBe(true);
    expect(sentences(failure)).not.toMatch(blamesRate);
  });

  it('does not say so where training would have been no better', async () => {
    const { failure } = await failing('new Own({})', { batchSize: '100' }, own('x.sub(x).sqrt().add(x) : x'));
    expect(failure.what).toContain('The validation loss is not finite');
    expect(failure.why).toContain('since the update of step 1: first/kernel');
    expect(failure.why).not.toContain('evaluation mode');
  });
});
