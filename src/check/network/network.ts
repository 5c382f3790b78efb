import * as tf from '@tensorflow/tfjs';
import type { KernelCall } from '../../engine';
import { recordKernels, type Observation, type ObservedCall } from './observe';

/** What an operation does to a picture, whichever layer or function it comes from. */
export type OpKind =
  | 'input'
  | 'convolution'
  | 'depthwise-convolution'
  | 'normalization'
  | 'other-normalization'
  | 'bias'
  | 'scale'
  | 'relu'
  | 'other-activation'
  | 'addition'
  | 'max-pool'
  | 'average-pool'
  | 'global-average'
  | 'dense'
  | 'softmax'
  | 'padding'
  | 'other';

/** One operation of a network in evaluation mode. Changes of shape alone are left out. */
export interface Op {
  kind: OpKind;
  /** Kernel of TensorFlow.js that computes it. */
  kernel: string;
  /** Where its inputs come from, constants left out. */
  inputs: readonly Op[];
  consumers: Op[];
  /** Shape of its output, the batch first. */
  shape: readonly number[];
  /** The call that computes it; the input has none. */
  call?: ObservedCall;
  /** Its output; `valuesOf` of the network reads it. */
  output: tf.Tensor;
  /** Weights and other constants that it takes. */
  constants: readonly tf.Tensor[];
  /** Of convolutions and pools. */
  window?: {
    size: readonly [number, number];
    stride: readonly [number, number];
    dilation: readonly [number, number];
  };
  /** Of sums and products with one number: that number. */
  number?: number;
  /** Name of the layer it belongs to. */
  layer: string | undefined;
}

/** A network as the operations from its input to its output, in the order of computation. */
export interface Network {
  ops: readonly Op[];
  input: Op;
  output: Op;
  /** The numbers of a tensor of its operations, until it is released. */
  valuesOf: (tensor: tf.Tensor) => Float32Array;
  /** Whether something that is not of TensorFlow.js has a gradient of its own. */
  hasOwnGradients: boolean;
  /** Where the code has read numbers out of a tensor and gone on with them alone: the stack of the reading. */
  cutOffAt: string | undefined;
  release: () => void;
}

const kinds: Readonly<Record<string, OpKind>> = {
  Conv2D: 'convolution',
  DepthwiseConv2dNative: 'depthwise-convolution',
  Relu: 'relu',
  MaxPool: 'max-pool',
  AvgPool: 'average-pool',
  Softmax: 'softmax',
  LogSoftmax: 'softmax',
  PadV2: 'padding',
  MirrorPad: 'padding',
  BatchMatMul: 'dense',
  Elu: 'other-activation',
  Selu: 'other-activation',
  LeakyRelu: 'other-activation',
  Prelu: 'other-activation',
  Relu6: 'other-activation',
  Sigmoid: 'other-activation',
  Softplus: 'other-activation',
  Tanh: 'other-activation',
};

/** Kernels that only say the same numbers in another shape, order or type. */
const reshaping = new Set(['Reshape', 'ExpandDims', 'Transpose', 'Identity', 'Cast', 'Squeeze', 'Flatten']);

/** Kernels that take nothing but the shape of what they get. */
const shaping = new Set(['ZerosLike', 'OnesLike']);

/**
 * Runs a model on an input, and reads the network from the kernels that it calls. To be called in a scope of TensorFlow.js.
 * Release the network when nothing is read from it any more.
 */
export function readNetwork(model: tf.LayersModel, input: tf.Tensor, training = false): Network {
  const { value, observation } = recordKernels(() => model.apply(input, { training }) as tf.Tensor);
  return networkOf(input, value, observation, training);
}

function networkOf(
  input: tf.Tensor,
  output: tf.Tensor,
  observation: Observation,
  training: boolean,
): Network {
  const { calls, valuesOf, hasOwnGradients, release } = observation;
  const first: Op = {
    kind: 'input',
    kernel: 'Placeholder',
    inputs: [],
    consumers: [],
    shape: input.shape,
    output: input,
    constants: [],
    layer: undefined,
  };
  const madeBy = new Map<object, Op>([[input.dataId, first]]);
  const constants = new Map<object, readonly tf.Tensor[]>();
  for (const call of calls) {
    if (shaping.has(call.kernel)) continue;
    const inputs = varyingInputs(call).flatMap((tensor) => madeBy.get(tensor.dataId) ?? []);
    const given = call.inputs
      .filter((tensor) => !madeBy.has(tensor.dataId))
      .flatMap((tensor) => constants.get(tensor.dataId) ?? [tensor]);
    if (inputs.length === 0) {
      for (const made of call.outputs) constants.set(made.dataId, given);
    } else if (reshaping.has(call.kernel)) {
      for (const made of call.outputs) if (!madeBy.has(made.dataId)) madeBy.set(made.dataId, inputs[0]);
    } else {
      const op = opOf(call, inputs, given, observation);
      for (const made of call.outputs) madeBy.set(made.dataId, op);
    }
  }
  const last = madeBy.get(output.dataId) ?? first;
  const ops = leadingTo(last);
  for (const op of ops) for (const source of op.inputs) source.consumers.push(op);
  const known = observation.readings.flatMap(({ dataId, stack }) => {
    const op = madeBy.get(dataId);
    return op ? [{ op, stack }] : [];
  });
  const made = training ? [] : ops.flatMap((op) => op.constants);
  const cutOff = madeBy.has(output.dataId)
    ? known.find((reading) => made.some((constant) => mayBeNumbersOf(reading.op, constant, valuesOf)))
    : known.at(-1);
  return {
    ops,
    input: first,
    output: last,
    valuesOf,
    hasOwnGradients,
    cutOffAt: cutOff?.stack,
    release,
  };
}

/** Whether a constant may have been made of the numbers of an operation; one that is the same everywhere, such as zeros, needs none. */
function mayBeNumbersOf({ output }: Op, constant: tf.Tensor, valuesOf: Network['valuesOf']): boolean {
  if (constant instanceof tf.Variable || constant.size !== output.size || constant.size < 2) return false;
  const values = valuesOf(constant);
  return values.some((value) => value !== values[0]);
}

/** What a call works on. Statistics that a batch norm takes of its own input are no other way through the network. */
function varyingInputs({ kernel, inputs }: KernelCall): readonly tf.Tensor[] {
  return kernel === 'FusedBatchNorm' ? inputs.slice(0, 1) : inputs;
}

function opOf(
  call: ObservedCall,
  inputs: readonly Op[],
  constants: readonly tf.Tensor[],
  observation: Observation,
): Op {
  const { kernel, outputs, layer } = call;
  const [output] = outputs;
  const kind = kindOf(call, inputs, constants, observation);
  return {
    kind,
    kernel,
    call,
    inputs,
    consumers: [],
    constants,
    shape: output.shape,
    output,
    layer,
    ...windowOf(kind, call),
    ...numberOf(kind, constants, observation),
  };
}

function numberOf(
  kind: OpKind,
  constants: readonly tf.Tensor[],
  { valuesOf }: Observation,
): Pick<Op, 'number'> {
  if ((kind !== 'scale' && kind !== 'bias') || constants.length !== 1 || constants[0].size !== 1) return {};
  return { number: valuesOf(constants[0])[0] };
}

function kindOf(
  { kernel, inputs: given, attributes, outputs }: KernelCall,
  inputs: readonly Op[],
  constants: readonly tf.Tensor[],
  { valuesOf }: Observation,
): OpKind {
  const alone = inputs.length === 1;
  switch (kernel) {
    case 'Add':
    case 'AddV2':
    case 'AddN':
      return alone ? 'bias' : 'addition';
    case 'Sub':
      return alone ? 'bias' : 'other';
    case 'Multiply':
    case 'RealDiv':
      return alone ? 'scale' : 'other';
    case 'Maximum':
      return alone && constants.every((tensor) => valuesOf(tensor).every((value) => value === 0))
        ? 'relu'
        : 'other';
    case 'Mean':
      return given[0].rank === 4 && outputs[0].size === given[0].shape[0] * (given[0].shape[3] ?? 0)
        ? 'global-average'
        : 'other';
    case 'FusedBatchNorm':
      // A batch norm has one mean for each channel; a layer norm, which the same kernel computes, one for each pixel.
      return given[1].size === outputs[0].shape.at(-1) ? 'normalization' : 'other-normalization';
    case 'AvgPool': {
      const [height, width] = pair(attributes.filterSize);
      const [, rows, columns] = given[0].shape;
      return height === rows && width === columns ? 'global-average' : 'average-pool';
    }
    case 'BatchMatMul':
      return alone ? 'dense' : 'other';
    default:
      return kinds[kernel] ?? 'other';
  }
}

function windowOf(kind: OpKind, { inputs, attributes }: KernelCall): Pick<Op, 'window'> {
  const isConvolution = kind === 'convolution' || kind === 'depthwise-convolution';
  if (!isConvolution && kind !== 'max-pool' && kind !== 'average-pool') return {};
  const size = isConvolution
    ? (inputs[1].shape.slice(0, 2) as [number, number])
    : pair(attributes.filterSize);
  return { window: { size, stride: pair(attributes.strides), dilation: pair(attributes.dilations ?? 1) } };
}

/** An attribute that is given once for both directions, or once for each. */
function pair(attribute: unknown): [number, number] {
  if (Array.isArray(attribute)) {
    const sizes = attribute as number[];
    return sizes.length === 4 ? [sizes[1], sizes[2]] : [sizes[0], sizes[1] ?? sizes[0]];
  }
  return [Number(attribute), Number(attribute)];
}

/** The operations that an operation depends on, and itself, in the order of computation. */
export function leadingTo(last: Op): Op[] {
  const ordered = new Set<Op>();
  const stack: { op: Op; isReady: boolean }[] = [{ op: last, isReady: false }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (ordered.has(next.op)) continue;
    if (next.isReady) ordered.add(next.op);
    else {
      stack.push({ op: next.op, isReady: true });
      for (const input of next.op.inputs) stack.push({ op: input, isReady: false });
    }
  }
  return [...ordered];
}

/** Channels of an operation's output. */
export const channelsOf = ({ shape }: Op): number => shape.at(-1) ?? 0;
