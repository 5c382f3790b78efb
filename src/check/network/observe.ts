import * as tf from '@tensorflow/tfjs';
import { observeKernels, viewOf, type KernelCall } from '../../engine';

/** A call of a kernel, and where it was made. */
export interface ObservedCall extends KernelCall {
  /** Stack of the call, as text: an error would keep all that its functions hold. */
  stack: string;
}

/** Numbers of a tensor that the code has read in the midst, as by `dataSync`. */
export interface Reading {
  dataId: object;
  /** Stack of the reading, as text. */
  stack: string;
}

/** The kernels that were called, and a way to the numbers of their tensors, which may be disposed by now. */
export interface Observation {
  calls: readonly ObservedCall[];
  /** In their order. */
  readings: readonly Reading[];
  /** The numbers of a tensor of the calls, whoever has disposed of it meanwhile; until they are released. Not to be changed. */
  valuesOf: (tensor: tf.Tensor) => Float32Array;
  /** A tensor of the calls as it was, whoever has disposed of it meanwhile. */
  keptOf: (tensor: tf.Tensor) => tf.Tensor;
  /** Whether something else than TensorFlow.js has given a gradient of its own to what it computes. */
  hasOwnGradients: boolean;
  /** Lets go of all tensors of the calls. */
  release: () => void;
}

/**
 * Calls, and notes every kernel that is called meanwhile, whatever the style of the code that calls it. Calls that fuse several
 * operations are made, and noted, as those operations.
 */
export function recordKernels<T>(run: () => T): { value: T; observation: Observation } {
  const engine = tf.engine();
  const runKernel = engine.runKernel.bind(engine);
  const customGrad = engine.customGrad.bind(engine);
  // TensorFlow.js itself gives gradients to the kernels that fuse several operations, and to no others of a network.
  let ownGradients = 0;
  const calls: ObservedCall[] = [];
  const readings: Reading[] = [];
  const held = new Map<object, tf.Tensor>();
  const values = new Map<object, Float32Array>();
  const hold = (tensor: tf.Tensor) => {
    if (!held.has(tensor.dataId)) held.set(tensor.dataId, tf.keep(runKernel('Identity', { x: tensor })));
  };
  const heldOf = (tensor: tf.Tensor) => {
    const found = held.get(tensor.dataId);
    if (!found) throw new Error('This tensor was not observed.');
    return found;
  };
  const observation: Observation = {
    calls,
    readings,
    get hasOwnGradients() {
      return ownGradients > 0;
    },
    keptOf: (tensor) => tf.reshape(heldOf(tensor), tensor.shape),
    valuesOf: (tensor) => {
      // Not copied: the maps of a ResNet-50 fill hundreds of megabytes.
      const known = values.get(tensor.dataId) ?? viewOf(heldOf(tensor));
      values.set(tensor.dataId, known);
      return known;
    },
    release: () => {
      tf.dispose([...held.values()]);
      held.clear();
      values.clear();
    },
  };
  engine.runKernel = <R extends tf.Tensor | tf.Tensor[]>(
    kernel: string,
    inputs: tf.NamedTensorMap,
    attributes: tf.NamedAttrMap = {},
  ): R => {
    if (!(kernel in plainKernels)) return runKernel<R>(kernel, inputs, attributes);
    ownGradients--;
    return callPlainly(kernel, inputs, attributes) as R;
  };
  engine.customGrad = (f) => {
    ownGradients++;
    return customGrad(f);
  };
  try {
    const value = observeKernels(run, {
      called: (call) => {
        if (call.kernel in plainKernels) return;
        for (const tensor of [...call.inputs, ...call.outputs]) hold(tensor);
        calls.push({ ...call, stack: new Error(call.kernel).stack ?? '' });
      },
      valuesRead: (dataId) => readings.push({ dataId, stack: new Error('read here').stack ?? '' }),
    });
    return { value, observation };
  } catch (error) {
    observation.release();
    throw error;
  } finally {
    for (const name of ['runKernel', 'customGrad']) Reflect.deleteProperty(engine, name);
  }
}

const plainKernels: Readonly<Record<string, string>> = {
  FusedConv2D: 'Conv2D',
  FusedDepthwiseConv2D: 'DepthwiseConv2dNative',
  _FusedMatMul: 'BatchMatMul',
};

const activations: Readonly<Record<string, string>> = {
  relu: 'Relu',
  elu: 'Elu',
  relu6: 'Relu6',
  sigmoid: 'Sigmoid',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
};

/** Calls the kernels that a fused one is made of, one after the other. */
function callPlainly(
  kernel: string,
  { bias, preluActivationWeights, ...inputs }: tf.NamedTensorMap,
  { activation, leakyreluAlpha, ...attributes }: tf.NamedAttrMap,
): tf.Tensor {
  const engine = tf.engine();
  let y = engine.runKernel<tf.Tensor>(plainKernels[kernel], inputs, attributes);
  if (isGiven(bias)) {
    const isChannelsFirst = attributes.dataFormat === 'NCHW' && bias.rank === 1;
    y = tf.add(y, isChannelsFirst ? bias.reshape([-1, 1, 1]) : bias);
  }
  const after = typeof activation === 'string' ? activations[activation] : undefined;
  if (!after) return y;
  return isGiven(preluActivationWeights)
    ? engine.runKernel<tf.Tensor>(after, { x: y, alpha: preluActivationWeights })
    : engine.runKernel<tf.Tensor>(after, { x: y }, after === 'LeakyRelu' ? { alpha: leakyreluAlpha } : {});
}

const isGiven = (tensor: tf.Tensor | undefined): tensor is tf.Tensor => tensor instanceof tf.Tensor;
