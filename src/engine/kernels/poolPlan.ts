import { backend_util } from '@tensorflow/tfjs-core';
import type { Spec } from '../graph/value';
import { padsFor } from './support';

export interface PoolAttributes {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Pairs are (height, width), `pads` is (top, left, bottom, right). */
export interface PoolPlan {
  window: readonly [number, number];
  strides: readonly [number, number];
  pads: readonly [number, number, number, number];
}

export function planPool(
  kernelName: string,
  x: Spec,
  { filterSize, strides, pad, dimRoundingMode }: PoolAttributes,
): { plan: PoolPlan; output: Spec } {
  const shape = x.shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  return {
    plan: {
      window: [info.filterHeight, info.filterWidth],
      strides: [info.strideHeight, info.strideWidth],
      pads: padsFor(kernelName, info),
    },
    output: { shape: info.outShape, dtype: x.dtype },
  };
}
