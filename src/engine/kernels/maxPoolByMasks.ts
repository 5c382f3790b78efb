import type { GraphBuilder } from '../graph/builder';
import type { Operand } from '../graph/operand';
import type { PoolPlan } from './poolPlan';
import { atPlaceOfWindows, identityMatrix, outputPadding, padSpatial } from './support';

/**
 * Less than every number that a picture may hold. It is not minus infinity, because GPUs need not respect infinities.
 */
const lowest = -3.4e38;

/**
 * The gradient of a max pool where the device does not tell which element was the largest. It goes through the
 * positions of the window. An element that equals the pooled value takes the gradient, unless an earlier position has
 * taken it (TensorFlow's rule for ties). A transposed convolution of each channel then puts every share back in its
 * place.
 * @returns name of the gradient, `channelsFirst`
 */
export function writeMaxPoolGradientByMasks(
  graph: GraphBuilder,
  dy: Operand,
  x: Operand,
  { window, strides, pads }: PoolPlan,
): string {
  const [, height, width, channels] = x.shape;
  const [batch, outHeight, outWidth] = dy.shape;
  const positions = window[0] * window[1];
  const pooled = graph.op('MaxPool', [graph.first(x)], { kernel_shape: window, strides, pads });
  const padded = padSpatial(graph, graph.first(x), pads, lowest);
  const shares: string[] = [];
  let left = graph.first(dy);
  for (let position = 0; position < positions; position++) {
    const place = [Math.floor(position / window[1]), position % window[1]];
    const seen = atPlaceOfWindows(graph, padded, place, [outHeight, outWidth], strides);
    const mask = graph.cast(graph.op('Equal', [seen, pooled]), 'float32');
    const share = graph.op('Mul', [left, mask]);
    shares.push(graph.reshape(share, [batch * channels, 1, outHeight, outWidth]));
    left = graph.op('Sub', [left, share]);
  }
  const weights = graph.constant('float32', [positions, 1, ...window], identityMatrix(positions));
  const spread = { kernel: window, strides, dilations: [1, 1] as const, pads };
  const placed = graph.op('ConvTranspose', [graph.op('Concat', shares, { axis: 1 }), weights], {
    kernel_shape: window,
    strides,
    pads,
    output_padding: outputPadding(spread, x.shape, dy.shape),
  });
  return graph.reshape(placed, [batch, channels, height, width]);
}
