import type { LayerSummary, LayerWindow } from '../protocol/modelSummary';

/** The arithmetic of layers, as a student does it on paper. */

/** The sides of a picture after a window has moved over it, as TensorFlow.js counts them. */
export function sidesAfter(sides: readonly number[], window: LayerWindow): number[] {
  const { stride, padding } = window;
  return sides.map((side, axis) => {
    if (padding === 'same') return Math.ceil(side / stride[axis]);
    return Math.floor((side - reachOf(window, axis)) / stride[axis]) + 1;
  });
}

/** How many neighbours a window spans: more than its size where it is dilated. */
export const reachOf = ({ size, dilation }: LayerWindow, axis: number): number =>
  (size[axis] - 1) * dilation[axis] + 1;

export const product = (factors: readonly number[]): number =>
  factors.reduce((result, factor) => result * factor, 1);

/** How the parameters of a layer come about: factors of its weights, and its biases. */
export interface Weights {
  factors: readonly number[];
  biases: number;
}

/** The weights of a convolution or a dense layer; undefined for other layers, and where the model itself counts others. */
export function weightsOf(layer: LayerSummary): Weights | undefined {
  const { kind, inputShape, shape, window, useBias, parameters } = layer;
  const [channels, filters] = [inputShape?.at(-1), shape.at(-1)];
  if (!channels || !filters) return undefined;
  const factors =
    kind === 'Dense'
      ? [channels, filters]
      : kind === 'Conv2D' && window
        ? [...window.size, channels, filters]
        : undefined;
  if (!factors) return undefined;
  const biases = useBias ? filters : 0;
  return product(factors) + biases === parameters ? { factors, biases } : undefined;
}

/**
 * Multiplications that a layer with weights takes for one slice, each with an addition: every weight of a convolution is used once
 * at each place of its output.
 */
export function multiplyAddsOf(layer: LayerSummary): number | undefined {
  const weights = weightsOf(layer);
  const places = sizesOf(layer.shape)?.slice(0, -1);
  return weights && places && product(places) * product(weights.factors);
}

/** The sizes of a shape, where all are known. */
export function sizesOf(shape: readonly (number | null)[] | undefined): number[] | undefined {
  const sizes = shape?.filter((side) => side !== null);
  return sizes && sizes.length > 0 && sizes.length === shape?.length ? sizes : undefined;
}
