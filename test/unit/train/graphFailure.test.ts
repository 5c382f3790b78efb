import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { runTraining, type JobContext } from '../../../src/train';
import { typingsFolder } from './installation';
import { failureFrom, patientDeadlines, imports, sentences, trainJob, trainingFile } from './student';

let typings: string;
beforeAll(async () => {
  typings = await typingsFolder();
  await startEngine();
  await tf.setBackend('onnx');
});

const context = (): JobContext => ({
  signal: new AbortController().signal,
  emit: () => undefined,
  engine: { backend: 'onnx', device: 'cpu', threads: 1 },
  typings,
  deadlines: patientDeadlines,
  worker: { pid: process.pid, socket: '/nowhere' },
});

const model = (...layers: string[]) => `() =>
    tf.sequential({
      layers: [
        tf.layers.maxPooling2d({ poolSize: 32, inputShape: [256, 256, 1] }),
        tf.layers.flatten(),
        ${layers.join('\n        ')}
        tf.layers.dense({ units: 3 }),
      ],
    })`;

/** A layer whose computation is refused when the graph runs, not when it is recorded. */
const pick = `
class Pick extends tf.layers.Layer {
  static className = 'Pick';
  override computeOutputShape() { return [null, 1]; }
  override call(inputs: tf.Tensor | tf.Tensor[]) {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    return tf.gather(x, tf.tensor1d([99], 'int32'), 1);
  }
}
`;
const wide = 2 ** 24;

async function failureOf(text: string) {
  const job = await trainJob(text);
  return failureFrom(() => runTraining(job, context()));
}

const lineOf = (text: string, part: string) => text.split('\n').findIndex((line) => line.includes(part)) + 1;

describe('a graph that cannot be run', () => {
  it('becomes the layer and the line of the call', async () => {
    const text = trainingFile({ model: model('new Pick({}),') }).replace(imports, imports + pick);
    const failure = await failureOf(text);
    expect(failure.what).toMatch(/training step 1: GatherV2 of pick_\S* could not be computed: indices/);
    expect(failure.next).toContain(`train.ts, line ${lineOf(text, 'tf.gather')}`);
    expect(failure.problems[0]).toMatchObject({ line: lineOf(text, 'tf.gather'), source: 'runtime' });
    expect(sentences(failure)).not.toMatch(/Gather_|ONNX|Name:/);
  });

  it("becomes the line that made the layer, where the layer is TensorFlow.js' own", async () => {
    const text = trainingFile({
      model: model(
        'tf.layers.rescaling({ scale: 100, offset: 100 }),',
        'tf.layers.embedding({ inputDim: 4, outputDim: 2, embeddingsRegularizer: tf.regularizers.l2() }),',
        'tf.layers.flatten(),',
      ),
    });
    const failure = await failureOf(text);
    expect(failure.what).toMatch(/GatherV2 of embedding_\S* could not be computed/);
    expect(failure.problems[0]?.line).toBe(lineOf(text, 'embedding'));
  });

  it('in augment says so', async () => {
    const augment = `(x) => tf.gather(x, tf.tensor1d([99], 'int32'), 3)`;
    expect((await failureOf(trainingFile({ augment }))).what).toMatch(/GatherV2 of augment/);
  });
});

describe('a lack of memory', () => {
  it('names batch size, largest tensor, its layer and line, and suggests a smaller batch', async () => {
    const text = trainingFile({
      model: model(
        `tf.layers.reshape({ targetShape: [64, 1] }),`,
        `tf.layers.dense({ units: ${wide}, useBias: false, kernelInitializer: 'zeros' }),`,
        'tf.layers.globalAveragePooling1d(),',
      ),
      batchSize: '512',
    });
    const failure = await failureOf(text);
    expect(failure.what).toMatch(/^The memory is not enough for training step 1 with a batch of \d+ slices/);
    expect(failure.why).toMatch(
      /The largest tensor is \[\d+, \d+(, \d+)?\], [\d.]+ GB, made by \w+ of dense_\S+ \(train\.ts/,
    );
    expect(failure.next).toMatch(/Set batchSize to \d+ or less/);
    expect(failure.problems[0]).toMatchObject({ line: lineOf(text, `units: ${wide}`) });
  });
});

describe('an error inside a layer of TensorFlow.js', () => {
  it('has the line that made the layer, where no line of the student is on the stack', async () => {
    const text = trainingFile({ model: model('tf.layers.dropout({ rate: 0.5, noiseShape: [5] }),') });
    const failure = await failureOf(text);
    expect(failure.problems[0]?.line).toBe(lineOf(text, 'dropout'));
  });
});
