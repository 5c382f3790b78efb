import * as tf from '@tensorflow/tfjs-core';
import { batchNormGradient } from './batchNorm';
import { crossEntropyGradient } from './crossEntropy';
import { gradientsWithDilation } from './dilation';

/** The shape of a reduction's result with the reduced axes kept as 1. */
function keptShape(shape: readonly number[], axis: number | number[] | undefined): number[] {
  const axes = tf.util.parseAxisParam(axis ?? shape.map((_, index) => index), [...shape]);
  return tf.backend_util.expandShapeToKeepDim(
    shape.filter((_, index) => !axes.includes(index)),
    axes,
  );
}

/** What was padded along an axis by mirroring goes back to where it came from. */
function unmirrored(
  dy: tf.Tensor,
  axis: number,
  [before, after]: [number, number],
  skipped: number,
): tf.Tensor {
  const size = dy.shape[axis] - before - after;
  const cut = (begin: number, length: number): tf.Tensor =>
    tf.slice(
      dy,
      dy.shape.map((_, at) => (at === axis ? begin : 0)),
      dy.shape.map((dim, at) => (at === axis ? length : dim)),
    );
  const placed = (part: tf.Tensor, begin: number): tf.Tensor =>
    tf.pad(
      tf.reverse(part, axis),
      dy.shape.map((_, at) => (at === axis ? [begin, size - begin - part.shape[axis]] : [0, 0])),
    );
  let sum = cut(before, size);
  if (before > 0) sum = tf.add(sum, placed(cut(0, before), skipped));
  if (after > 0) sum = tf.add(sum, placed(cut(before + size, after), size - skipped - after));
  return sum;
}

/**
 * TensorFlow.js' own gradients of Sum and Mean fill `ones(x.shape)` in JavaScript: hundreds of megabytes a step. These
 * gradients broadcast instead and give the same numbers. TensorFlow.js' gradient of MirrorPad leaves out the share of
 * the mirrored pixels.
 */
const gradients = (ownBatchNorm: tf.GradConfig): readonly tf.GradConfig[] => [
  {
    kernelName: tf.Sum,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const { axis } = attributes as unknown as tf.SumAttrs;
      return { x: () => tf.broadcastTo(tf.reshape(dy as tf.Tensor, keptShape(x.shape, axis)), x.shape) };
    },
  },
  {
    kernelName: tf.Mean,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const { axis } = attributes as unknown as tf.MeanAttrs;
      const kept = keptShape(x.shape, axis);
      const count = x.size / tf.util.sizeFromShape(kept);
      const share = tf.reshape(tf.div(dy as tf.Tensor, count), kept);
      return { x: () => tf.broadcastTo(share, x.shape) };
    },
  },
  {
    // Its own goes over whole pictures eight times, where two sums a channel tell everything.
    kernelName: tf.FusedBatchNorm,
    inputsToSave: ['x', 'mean', 'variance', 'scale'],
    gradFunc: (dy, saved, attributes) => {
      const [x, mean, variance, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor | undefined];
      if (mean.rank !== 1 || x.rank !== 4) return ownBatchNorm.gradFunc(dy, saved, attributes);
      const { varianceEpsilon } = attributes as unknown as tf.FusedBatchNormAttrs;
      const dyOf = dy as tf.Tensor;
      const axes = [0, 1, 2];
      const inverse = tf.rsqrt(tf.add(variance, varianceEpsilon));
      const factor = scale ? tf.mul(scale, inverse) : inverse;
      const centred = tf.sub(x, tf.reshape(mean, [1, 1, 1, mean.size]));
      const sum = tf.sum(dyOf, axes);
      const moment = tf.sum(tf.mul(dyOf, centred), axes);
      return {
        x: () => tf.mul(dyOf, factor),
        mean: () => tf.neg(tf.mul(sum, factor)),
        variance: () => tf.mul(moment, tf.mul(factor, tf.mul(tf.square(inverse), -0.5))),
        scale: () => tf.mul(moment, inverse),
        offset: () => sum,
      };
    },
  },
  {
    kernelName: tf.MirrorPad,
    gradFunc: (dy, _, attributes) => {
      const { paddings, mode } = attributes as unknown as tf.MirrorPadAttrs;
      const skipped = mode === 'reflect' ? 1 : 0;
      const fold = (sum: tf.Tensor, pair: [number, number], axis: number) =>
        pair[0] + pair[1] === 0 ? sum : unmirrored(sum, axis, pair, skipped);
      return { x: () => paddings.reduce(fold, dy as tf.Tensor) };
    },
  },
];

/**
 * What tells only yes or no hands no gradient on. TensorFlow.js says so of GreaterEqual and has left out these: a ReLU that is
 * written as a choice by a comparison could not be trained.
 */
const withoutGradient: readonly tf.GradConfig[] = [
  ...[tf.Greater, tf.Less, tf.LessEqual, tf.Equal, tf.NotEqual, tf.LogicalAnd, tf.LogicalOr].map(
    (kernelName) => ({
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (_dy: unknown, [a, b]: tf.Tensor[]) => ({ a: () => zerosFor(a), b: () => zerosFor(b) }),
    }),
  ),
  { kernelName: tf.LogicalNot, inputsToSave: ['x'], gradFunc: (_dy, [x]) => ({ x: () => zerosFor(x) }) },
];

/** Gradients are numbers, also those of truth values. */
const zerosFor = ({ shape }: tf.Tensor) => tf.zeros(shape);

/**
 * Replaces those gradients, for every backend of this TensorFlow.js. Call this after TensorFlow.js has registered its
 * own.
 */
export function registerGradients(): void {
  const own = gradients(tf.getGradient(tf.FusedBatchNorm));
  const ofOurKernels = [batchNormGradient, crossEntropyGradient];
  for (const gradient of [...own, ...withoutGradient, ...gradientsWithDilation(), ...ofOurKernels]) {
    if (tf.getGradient(gradient.kernelName)) tf.unregisterGradient(gradient.kernelName);
    tf.registerGradient(gradient);
  }
}
