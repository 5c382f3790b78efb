import { t } from 'lits/check';
import type { Layer, Values } from './recipe';

/** What the student's functions are given. */
export interface Case {
  /** What it is, in words. */
  name: string;
  /** Given in training. */
  x: Values;
  /** Given in evaluation. */
  evaluated: Values;
  layer: Layer;
}

/** Numbers around 0 that repeat nothing, the same each time. */
function spread(shape: readonly number[], seed: number): number[] {
  const length = shape.reduce((product, size) => product * size, 1);
  return Array.from({ length }, (_, index) => {
    const hashed = Math.sin((index + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    return (hashed - Math.floor(hashed)) * 4 - 2;
  });
}

/** Values whose channels have different means and scales. */
function values(shape: readonly number[], seed: number): Values {
  const channels = shape[shape.length - 1];
  return {
    shape,
    values: spread(shape, seed).map((value, index) => {
      const channel = index % channels;
      return value * (0.4 + 0.5 * channel) + 1.5 - channel;
    }),
  };
}

/** Momentum and epsilon are far from the usual ones, so that each changes what comes out. */
export const cases = (): Case[] => [
  {
    name: t('a batch of 6 slices with 3 channels'),
    x: values([6, 3], 1),
    evaluated: values([4, 3], 2),
    layer: {
      gamma: [1.5, 0.7, 2],
      beta: [0.3, -1.2, 0.8],
      movingMean: [0.9, -0.4, 0.2],
      movingVariance: [0.6, 2.5, 1.4],
      momentum: 0.8,
      epsilon: 0.1,
    },
  },
  {
    name: t('feature maps of 3 slices, 4 × 5 places, 2 channels'),
    x: values([3, 4, 5, 2], 3),
    evaluated: values([1, 4, 5, 2], 4),
    layer: {
      gamma: [0.6, 1.8],
      beta: [-0.5, 0.4],
      movingMean: [1.1, 0.3],
      movingVariance: [0.5, 1.9],
      momentum: 0.7,
      epsilon: 0.2,
    },
  },
];

/** The numbers of the instructions: a step of training, then an evaluation by what it has left. */
export const onPaper = {
  x: { shape: [4, 1], values: [1, 3, 3, 9] },
  evaluated: { shape: [1, 1], values: [5] },
  layer: { gamma: [2], beta: [1], movingMean: [1.5], movingVariance: [2.75], momentum: 0.8, epsilon: 0 },
} as const satisfies { x: Values; evaluated: Values; layer: Layer };
