import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { summarize } from '../../../src/check/summarize';
import { startEngine } from '../../../src/engine';
import { everyQuestion } from '../../../src/quiz/makeQuiz';
import { number } from '../../../src/words';
import { averagePool, chain, conv, maxPool, modelOf } from './models';

beforeAll(() => startEngine());

/** The answer about the last layer. */
function fieldOf(model: ReturnType<typeof chain>): string | undefined {
  const last = model.layers.at(-1)?.name;
  const question = everyQuestion({ model, runs: [] })
    .flat()
    .find(({ id }) => id === `receptive-field:${last}`);
  return question?.choices[question.answer]?.text;
}

/**
 * Published by A. Araujo, W. Norris and J. Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.
 * Channels do not matter.
 */
describe('the published receptive field', () => {
  it('of AlexNet is 195 pixels after its last pool', () => {
    const layers = [
      ...[conv(1, 11, 4, 'valid'), maxPool(3, 2), conv(1, 5), maxPool(3, 2)],
      ...[conv(1, 3), conv(1, 3), conv(1, 3), maxPool(3, 2)],
    ];
    expect(fieldOf(chain([227, 227, 1], layers))).toBe('195');
  });

  it('of VGG-16 is 212 pixels after its last pool', () => {
    const layers = [2, 2, 3, 3, 3].flatMap((count) => [
      ...Array.from({ length: count }, () => conv(1, 3)),
      maxPool(2, 2),
    ]);
    expect(fieldOf(chain([224, 224, 1], layers))).toBe('212');
  });

  it('of ResNet-50 is 483 pixels after its last convolution of 3 × 3', () => {
    const input = tf.input({ shape: [224, 224, 1] });
    const through = (x: tf.SymbolicTensor, ...layers: tf.layers.Layer[]) =>
      layers.reduce((value, layer) => layer.apply(value) as tf.SymbolicTensor, x);
    let x = through(input, conv(1, 7, 2), maxPool(3, 2, 'same'));
    [3, 4, 6, 3].forEach((blocks, stage) => {
      for (let block = 0; block < blocks; block++) {
        const stride = block === 0 && stage > 0 ? 2 : 1;
        const branch = through(x, conv(1, 1, stride), conv(1, 3), conv(1, 1));
        const shortcut = through(x, conv(1, 1, stride));
        x = tf.layers.add().apply([branch, shortcut]) as tf.SymbolicTensor;
      }
    });
    const fields = summarize(tf.model({ inputs: input, outputs: x })).layers.map(
      (layer) => layer.receptiveField,
    );
    expect(fields.at(-1)).toBe(483);
  });
});

/** From the first to the last pixel that one output in the middle has a gradient to. */
async function measuredField(shape: readonly number[], layers: readonly tf.layers.Layer[]): Promise<number> {
  const model = modelOf(shape, layers);
  const [, rows, columns] = model.outputs[0]?.shape as number[];
  const gradient = tf.tidy(() => {
    const middle = (x: tf.Tensor) =>
      (model.apply(x) as tf.Tensor4D).slice([0, rows >> 1, columns >> 1, 0], [1, 1, 1, 1]).sum<tf.Scalar>();
    return tf
      .grad(middle)(tf.ones([1, ...shape]))
      .abs()
      .max([1, 3])
      .flatten();
  });
  const values = await gradient.data();
  const reached = [...values.keys()].filter((place) => values[place] > 0);
  return (reached.at(-1) ?? 0) - (reached[0] ?? 0) + 1;
}

describe('the receptive field is where the gradient of one output is not zero', () => {
  const networks: [string, () => tf.layers.Layer[]][] = [
    ['convolutions', () => [conv(2, 3), conv(2, 5), conv(1, 3)]],
    ['strides', () => [conv(1, 5, 2), conv(1, 3, 2), conv(1, 3)]],
    ['pools between', () => [conv(1, 3), averagePool(2, 2), conv(1, 3), averagePool(3, 2), conv(1, 3)]],
    ['padding valid', () => [conv(1, 7, 2, 'valid'), averagePool(3, 2), conv(1, 3, 1, 'valid')]],
    ['even windows', () => [conv(1, 4, 1, 'valid'), averagePool(2, 2), conv(1, 2, 2, 'valid'), conv(1, 3)]],
    ['dilation', () => [conv(1, 3), conv(1, 3, 1, 'same', 2), conv(1, 3, 1, 'same', 4)]],
    ['a stride wider than the window', () => [conv(1, 3), conv(1, 1, 2), conv(1, 3, 2), conv(1, 3)]],
  ];
  it.each(networks)('with %s', async (_, layers) => {
    const shape = [97, 97, 1];
    expect(fieldOf(chain(shape, layers()))).toBe(number(await measuredField(shape, layers())));
  });
});
