import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import type { ModelSummary } from '../../../src/protocol/modelSummary';
import type { Question } from '../../../src/protocol/question';
import { everyQuestion } from '../../../src/quiz/makeQuiz';
import { number } from '../../../src/words';
import { averagePool, chain, conv, maxPool, modelOf, smallCnn } from './models';

beforeAll(() => startEngine());

function questionsOn(model: ModelSummary, kind: string): Question[] {
  return everyQuestion({ model, runs: [] })
    .flat()
    .filter(({ id }) => id.startsWith(`${kind}:`));
}

/** The answer to the only question of a kind. */
function answerOn(model: ModelSummary, kind: string): string | undefined {
  const [question, ...more] = questionsOn(model, kind);
  expect(more).toEqual([]);
  return question?.choices[question.answer]?.text;
}

const said = (shape: readonly (number | null)[]) => shape.map((side) => number(side ?? 0)).join(' × ');

describe('a window', () => {
  const sides = [7, 8, 13, 32];
  const sizes = [1, 2, 3, 5];
  const steps = [1, 2, 3];
  const paddings = ['same', 'valid'] as const;
  const makers = { conv: (...given: Parameters<typeof maxPool>) => conv(6, ...given), maxPool, averagePool };
  const windows = Object.entries(makers).flatMap(([name, make]) =>
    sides.flatMap((side) =>
      sizes.flatMap((size) =>
        steps.flatMap((step) => paddings.map((padding) => ({ name, make, side, size, step, padding }))),
      ),
    ),
  );

  it.each(windows)(
    'gives the shapes that TensorFlow.js gives: $name $size, stride $step, $padding, on $side pixels',
    ({ make, side, size, step, padding }) => {
      const input = [side, side + 2, 4];
      const after = (...given: Parameters<typeof maxPool>) =>
        said((make(...given).computeOutputShape([null, ...input]) as number[]).slice(1));
      const model = chain(input, [make(size, step, padding)]);
      expect(answerOn(model, 'shape')).toBe(after(size, step, padding));
      expect(answerOn(model, 'stride')).toBe(after(size, step === 1 ? 2 : 1, padding));
      const other = after(size, step, padding === 'same' ? 'valid' : 'same');
      const isSame = other === after(size, step, padding);
      expect(answerOn(model, 'padding')).toBe(isSame ? undefined : other);
    },
  );

  it.each([2, 3, 4])('counts a dilation of %i as TensorFlow.js does', (dilation) => {
    const model = chain([32, 32, 2], [conv(4, 3, 1, 'valid', dilation)]);
    expect(answerOn(model, 'shape')).toBe(said(model.layers.at(-1)?.shape ?? []));
  });
});

describe('the number of parameters is the model’s own', () => {
  const layers: [string, tf.layers.Layer][] = [
    ['a convolution', conv(24, 5)],
    ['a convolution without bias', tf.layers.conv2d({ filters: 8, kernelSize: [3, 1], useBias: false })],
    ['a batch normalization', tf.layers.batchNormalization()],
    ['a dense layer on channels', tf.layers.dense({ units: 7 })],
    ['a dense layer without bias', tf.layers.dense({ units: 9, useBias: false })],
  ];
  it.each(layers)('of %s', (_, layer) => {
    const model = chain([12, 12, 5], [layer]);
    expect(answerOn(model, 'parameters')).toBe(number(layer.countParams()));
  });
});

it('asks about a flatten and a global average what TensorFlow.js makes of them', () => {
  for (const layer of [tf.layers.flatten(), tf.layers.globalAveragePooling2d({})]) {
    const model = chain([6, 5, 4], [layer]);
    expect(answerOn(model, 'shape')).toBe(said((layer.outputShape as number[]).slice(1)));
  }
});

it('asks nothing about parameters that come about in a way it does not know', () => {
  const layer = tf.layers.separableConv2d({ filters: 4, kernelSize: 3 });
  expect(questionsOn(chain([8, 8, 2], [layer]), 'parameters')).toEqual([]);
});

it('counts as untrained what TensorFlow.js does not train', () => {
  const model = modelOf([8, 8, 2], [conv(4, 3), tf.layers.batchNormalization(), conv(4, 3)]);
  const untrained = model.nonTrainableWeights.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  expect(
    answerOn(chain([8, 8, 2], [conv(4, 3), tf.layers.batchNormalization(), conv(4, 3)]), 'untrained'),
  ).toBe(number(untrained));
});

it('finds the layer with the most parameters, and the one with the most work', () => {
  const model = smallCnn();
  const [most] = [...model.layers].sort((a, b) => b.parameters - a.parameters);
  expect(answerOn(model, 'most-parameters')).toContain(most?.name);
  // 32 × 32 × (3 × 3 × 16 × 32) against 64 × 64 × (3 × 3 × 1 × 16), 7 × 7 × (3 × 3 × 32 × 64) and 3136 × 64
  expect(answerOn(model, 'most-work')).toContain(model.layers[3]?.name);
});
