import type * as tf from '@tensorflow/tfjs';
import type { Place } from '../protocol/checkReport';
import {
  layerWindowSchema,
  type LayerSummary,
  type LayerWindow,
  type ModelSummary,
} from '../protocol/modelSummary';
import { foreign } from '../words';

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

/** A layer of a model or of a model inside it. */
interface Placed {
  layer: tf.layers.Layer;
  /** Its own, after those of the models that it lies in: `encoder/conv2d_3`. */
  name: string;
  /** Names of the layers that it reads. */
  inputs: readonly string[];
}

/**
 * What a model is made of; models that it uses as layers are shown layer by layer as well.
 * @param placeOf where the student's code asks for a layer, by its name
 */
export function summarize(
  model: tf.LayersModel,
  placeOf: (name: string) => Place | undefined = () => undefined,
): ModelSummary {
  const views = new Map<string, View>();
  const layers = placedLayers(model).placed.map(({ layer, name, inputs }): LayerSummary => {
    const view = viewAfter(
      layer,
      inputs.flatMap((input) => views.get(input) ?? []),
    );
    views.set(name, view);
    const at = placeOf(layer.name);
    const shape = (layer.outputShape as (number | null)[]).slice(1);
    const inputShape = inputShapeOf(layer);
    const window = toldWindow(layer);
    const { useBias } = layer as { useBias?: unknown };
    return {
      name: foreign(name),
      kind: foreign(layer.getClassName()),
      ...(inputShape ? { inputShape } : {}),
      shape: Array.isArray(shape[0]) ? [] : shape,
      parameters: layer.countParams(),
      receptiveField: view.field,
      jump: view.jump,
      ...(window ? { window } : {}),
      ...(typeof useBias === 'boolean' ? { useBias } : {}),
      inputs: inputs.map((input) => foreign(input)),
      ...(at ? { at } : {}),
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

/**
 * The layers of a model in its order, those of a model inside it in that one's place.
 * @param within names of the models around, each with a slash after it
 * @param entering what a model inside another reads
 * @returns `outputs`: the layers that make the model's outputs
 */
function placedLayers(
  model: tf.LayersModel,
  within = '',
  entering: readonly string[] = [],
): { placed: Placed[]; outputs: readonly string[] } {
  /** The layers that make what a layer hands on. */
  const makers = new Map<tf.layers.Layer, readonly string[]>();
  const placed: Placed[] = [];
  for (const layer of model.layers) {
    const read = layer.inboundNodes.flatMap((node) => node.inboundLayers);
    const inputs = [...new Set(read.flatMap((source) => makers.get(source) ?? entering))];
    if (isModel(layer)) {
      const inner = placedLayers(layer, `${within}${layer.name}/`, inputs);
      placed.push(...inner.placed);
      makers.set(layer, inner.outputs);
    } else if (within !== '' && layer.getClassName() === 'InputLayer') makers.set(layer, entering);
    else {
      const name = within + layer.name;
      placed.push({ layer, name, inputs });
      makers.set(layer, [name]);
    }
  }
  const ends = model.outputLayers ?? model.layers.slice(-1);
  return { placed, outputs: ends.flatMap((layer) => makers.get(layer) ?? []) };
}

const isModel = (layer: tf.layers.Layer): layer is tf.LayersModel =>
  'layers' in layer && 'outputs' in layer && Array.isArray(layer.layers);

function viewAfter(layer: tf.layers.Layer, before: readonly View[]): View {
  const kind = layer.getClassName();
  if (kind === 'InputLayer') return { field: 1, jump: 1 };
  const [first = { field: 1, jump: 1 }] = before;
  const whole: View = { field: 'whole-picture', jump: first.jump };
  if (before.some(({ field }) => field === 'unknown')) return { field: 'unknown', jump: first.jump };
  if (before.some(({ field }) => field === 'whole-picture') || gathering.has(kind)) return whole;
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

/** The shape that a layer of one input takes, wherever it is used. */
function inputShapeOf({ inboundNodes }: tf.layers.Layer): LayerSummary['inputShape'] {
  const shapes = inboundNodes.flatMap((node) => node.inputShapes as (number | null)[][]);
  return shapes.length === 1 ? shapes[0].slice(1) : undefined;
}

/** The window of a layer that moves over pictures, if it has one and its channels come last. */
function toldWindow(layer: tf.layers.Layer): LayerWindow | undefined {
  const { kernelSize, poolSize, strides, dilationRate, padding, dataFormat } = layer as unknown as Record<
    string,
    unknown
  >;
  if (dataFormat === 'channelsFirst') return undefined;
  const both = (value: unknown) => (Array.isArray(value) ? (value as unknown[]) : [value, value]);
  const window = { size: both(kernelSize ?? poolSize), stride: both(strides), padding };
  return layerWindowSchema.safeParse({ ...window, dilation: both(dilationRate ?? 1) }).data;
}
