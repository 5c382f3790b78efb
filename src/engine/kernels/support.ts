import type { backend_util } from '@tensorflow/tfjs-core';

/** Fails where a call asks for something the engine does not record. */
export function requireChannelsLast(kernelName: string, dataFormat: string | undefined): void {
  if (dataFormat === undefined || dataFormat === 'NHWC' || dataFormat === 'channelsLast') return;
  throw new Error(
    `'${kernelName}' with dataFormat '${dataFormat}' is not supported: use channels last ('NHWC'), the default.`,
  );
}

/**
 * ONNX's pads (top, left, bottom, right) for windows that slide over a picture. Rounding up adds padding at the end.
 * @throws Error if TensorFlow.js' output size cannot come from this padding: it computes padding given as one number
 * with the vertical stride in both directions.
 */
export function padsFor(
  kernelName: string,
  { padInfo, strideHeight, strideWidth, ...info }: backend_util.Conv2DInfo,
): [number, number, number, number] {
  const endOf = (size: number, window: number, stride: number, begin: number, end: number, out: number) => {
    const steps = (size + begin + end - window) / stride;
    if (Math.floor(steps) + 1 === out) return end;
    if (Math.ceil(steps) + 1 === out) return (out - 1) * stride + window - size - begin;
    throw new Error(
      `'${kernelName}': padding ${begin} before and ${end} after ${size} pixels gives no output of ${out}. ` +
        `Give the padding for each side: [[0, 0], [top, bottom], [left, right], [0, 0]].`,
    );
  };
  const { top, left, bottom, right } = padInfo;
  const height = info.effectiveFilterHeight;
  const width = info.effectiveFilterWidth;
  return [
    top,
    left,
    endOf(info.inHeight, height, strideHeight, top, bottom, info.outHeight),
    endOf(info.inWidth, width, strideWidth, left, right, info.outWidth),
  ];
}

/** Geometry of windows that slide over a picture; pairs are (height, width), `pads` (top, left, bottom, right) as in ONNX. */
export interface WindowPlan {
  kernel: readonly [number, number];
  strides: readonly [number, number];
  dilations: readonly [number, number];
  pads: readonly [number, number, number, number];
}

/** What ONNX's ConvTranspose must add at the bottom and right to come out at the input's size; shapes are NHWC. */
export function outputPadding(
  { kernel, strides, dilations, pads }: WindowPlan,
  input: readonly number[],
  output: readonly number[],
): number[] {
  return [0, 1].map(
    (axis) =>
      input[axis + 1] -
      ((output[axis + 1] - 1) * strides[axis] +
        (kernel[axis] - 1) * dilations[axis] +
        1 -
        pads[axis] -
        pads[axis + 2]),
  );
}
