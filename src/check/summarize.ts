import type * as tf from '@tensorflow/tfjs';
import type { LayerSummary, ModelSummary } from '../protocol/modelSummary';

/** How a layer's output grows the field of view: the window's size, and how far apart two windows lie. */
interface View {
  field: LayerSummary['receptiveField'];
  jump: number;
}

/** Layers that pass each place on by itself. */
const pointwise = new Set([
  'Activation',
  'ReLU',
  'LeakyReLU',
  'PReLU',
  'ELU',
  'ThresholdedReLU',
  'BatchNormalization',
  'Dropout',
  'SpatialDropout1D',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'Add',
  'Concatenate',
  'Average',
  'Maximum',
  'Multiply',
  'ZeroPadding2D',
  'Cropping2D',
]);
/** Layers whose every output depends on the whole input. */
const gathering = new Set([
  'Flatten',
  'Dense',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling2D',
  'Reshape',
  'Softmax',
]);

/** What a model is made of. */
export function summarize(model: tf.LayersModel): ModelSummary {
  const views = new Map<string, View>();
  const layers = model.layers.map((layer): LayerSummary => {
    const inputs = inputsOf(layer, model);
    const view = viewAfter(
      layer,
      inputs.flatMap((name) => views.get(name) ?? []),
    );
    views.set(layer.name, view);
    const shape = (layer.outputShape as (number | null)[]).slice(1);
    return {
      name: layer.name,
      kind: layer.getClassName(),
      shape: Array.isArray(shape[0]) ? [] : shape,
      parameters: layer.countParams(),
      receptiveField: view.field,
      inputs,
    };
  });
  const sum = (weights: readonly tf.LayerVariable[]) =>
    weights.reduce(
      (total, { shape }) => total + shape.reduce<number>((size, side) => size * (side ?? 1), 1),
      0,
    );
  const trainable = sum(model.trainableWeights);
  return { layers, parameters: trainable + sum(model.nonTrainableWeights), trainable };
}

function inputsOf(layer: tf.layers.Layer, model: tf.LayersModel): string[] {
  const known = new Set(model.layers.map(({ name }) => name));
  const names = layer.inboundNodes.flatMap((node) => node.inboundLayers.map(({ name }) => name));
  return [...new Set(names)].filter((name) => known.has(name));
}

function viewAfter(layer: tf.layers.Layer, before: readonly View[]): View {
  const kind = layer.getClassName();
  if (kind === 'InputLayer') return { field: 1, jump: 1 };
  const [first = { field: 1, jump: 1 }] = before;
  const whole: View = { field: 'whole picture', jump: first.jump };
  if (before.some(({ field }) => field === 'unknown')) return { field: 'unknown', jump: first.jump };
  if (before.some(({ field }) => field === 'whole picture') || gathering.has(kind)) return whole;
  const fields = before.flatMap(({ field }) => (typeof field === 'number' ? [field] : []));
  const field = Math.max(1, ...fields);
  const jump = Math.max(1, ...before.map((view) => view.jump));
  if (pointwise.has(kind)) return { field, jump };
  const window = windowOf(layer);
  if (!window) return { field: 'unknown', jump };
  return { field: field + (window.size - 1) * window.dilation * jump, jump: jump * window.stride };
}

function windowOf(layer: tf.layers.Layer): { size: number; stride: number; dilation: number } | undefined {
  const { kernelSize, poolSize, strides, dilationRate } = layer as unknown as Record<string, unknown>;
  const first = (value: unknown) => (Array.isArray(value) ? (value as unknown[])[0] : value);
  const size = first(kernelSize ?? poolSize);
  const stride = first(strides);
  const dilation = first(dilationRate);
  if (typeof size !== 'number' || typeof stride !== 'number') return undefined;
  return { size, stride, dilation: typeof dilation === 'number' ? dilation : 1 };
}
