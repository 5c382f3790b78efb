import * as tf from '@tensorflow/tfjs-core';
import { backendName } from './backend';

const spreads = (dilations: unknown): dilations is number | number[] =>
  [dilations ?? 1].flat().some((rate) => rate !== 1);

const runKernel = (name: string, inputs: Record<string, tf.Tensor>, attributes: object): tf.Tensor =>
  tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap);

/**
 * A gradient for dilated windows. It calls kernels of this engine: they take `dilations`, and those of TensorFlow.js do
 * not.
 */
const dilatedGradients: Readonly<Record<string, tf.GradFunc>> = {
  Conv2D: (dy, [x, filter], attributes) => ({
    x: () =>
      runKernel(
        tf.Conv2DBackpropInput,
        { dy: dy as tf.Tensor, filter },
        { ...attributes, inputShape: x.shape },
      ),
    filter: () =>
      runKernel(
        tf.Conv2DBackpropFilter,
        { x, dy: dy as tf.Tensor },
        { ...attributes, filterShape: filter.shape },
      ),
  }),
  // Of the gradient for the input: it is linear in dy, whose gradient is the convolution itself.
  Conv2DBackpropInput: (ddx, [dy, filter], { inputShape: _, ...attributes }) => ({
    dy: () => runKernel(tf.Conv2D, { x: ddx as tf.Tensor, filter }, attributes),
    filter: () =>
      runKernel(
        tf.Conv2DBackpropFilter,
        { x: ddx as tf.Tensor, dy },
        { ...attributes, filterShape: filter.shape },
      ),
  }),
  DepthwiseConv2dNative: (dy, [x, filter], attributes) => ({
    x: () =>
      runKernel(
        tf.DepthwiseConv2dNativeBackpropInput,
        { dy: dy as tf.Tensor, filter },
        { ...attributes, inputShape: x.shape },
      ),
    filter: () =>
      runKernel(
        tf.DepthwiseConv2dNativeBackpropFilter,
        { x, dy: dy as tf.Tensor },
        { ...attributes, filterShape: filter.shape },
      ),
  }),
};

/** TensorFlow.js' gradients of convolutions refuse dilated windows. Beside each of them is the one of this engine. */
export function gradientsWithDilation(): tf.GradConfig[] {
  return Object.entries(dilatedGradients).map(([kernelName, dilated]) => {
    const own = tf.getGradient(kernelName);
    return {
      ...own,
      gradFunc: (dy, saved, attributes) =>
        spreads(attributes['dilations']) && tf.getBackend() === backendName
          ? dilated(dy, saved, attributes)
          : own.gradFunc(dy, saved, attributes),
    };
  });
}

/** The layer `conv2d`, as far as it is used here. */
interface Conv2DLayer {
  dilationRate: number[];
  strides: [number, number];
  padding: 'valid' | 'same';
  dataFormat: 'channelsFirst' | 'channelsLast';
  kernel: { read(): tf.Tensor4D };
  bias: { read(): tf.Tensor } | null;
  activation: { apply(x: tf.Tensor): tf.Tensor };
  call(inputs: tf.Tensor | tf.Tensor[], options: object): tf.Tensor | tf.Tensor[];
}

const mended = new WeakSet<object>();

/**
 * Lets the layer `conv2d` learn with dilated windows. The layer calls a fused convolution, and its gradient cannot be
 * replaced by a registered one. Call this once TensorFlow.js' layers are loaded, where they are used.
 */
export function letLayersDilate(): void {
  const [layer] = tf.serialization.SerializationMap.getMap().classNameMap['Conv2D'] ?? [];
  if (!layer || mended.has(layer)) return;
  mended.add(layer);
  const prototype = layer.prototype as Conv2DLayer;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its layer below
  const { call } = prototype;
  prototype.call = function (this: Conv2DLayer, inputs, options) {
    return spreads(this.dilationRate)
      ? tf.tidy(() => convolve(this, [inputs].flat()[0]))
      : call.call(this, inputs, options);
  };
}

function convolve(layer: Conv2DLayer, x: tf.Tensor): tf.Tensor {
  const { strides, padding, dataFormat, dilationRate, activation } = layer;
  const isFirst = dataFormat === 'channelsFirst';
  const pictures = (isFirst ? tf.transpose(x, [0, 2, 3, 1]) : x) as tf.Tensor4D;
  const rate = dilationRate as [number, number];
  const convolved = tf.conv2d(pictures, layer.kernel.read(), strides, padding, 'NHWC', rate);
  const biased = layer.bias ? tf.add(convolved, layer.bias.read()) : convolved;
  return activation.apply(isFirst ? tf.transpose(biased, [0, 3, 1, 2]) : biased);
}
