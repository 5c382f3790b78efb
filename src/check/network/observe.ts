import * as tf from '@tensorflow/tfjs';
import { observeKernels, type KernelCall } from '../../engine';

/** The kernels that were called, and a way to the numbers of their tensors, which may be disposed by now. */
export interface Observation {
  calls: readonly KernelCall[];
  /** The numbers of a tensor of the calls, whoever has disposed of it meanwhile. */
  valuesOf: (tensor: tf.Tensor) => Float32Array;
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
  const calls: KernelCall[] = [];
  const held = new Map<object, tf.Tensor>();
  const values = new Map<object, Float32Array>();
  const hold = (tensor: tf.Tensor) => {
    if (!held.has(tensor.dataId)) held.set(tensor.dataId, tf.keep(runKernel('Identity', { x: tensor })));
  };
  const observation: Observation = {
    calls,
    valuesOf: (tensor) => {
      const known = values.get(tensor.dataId) ?? held.get(tensor.dataId)?.dataSync<'float32'>();
      if (!known) throw new Error('This tensor was not observed.');
      values.set(tensor.dataId, known);
      return known;
    },
    release: () => {
      tf.dispose([...held.values()]);
      held.clear();
    },
  };
  engine.runKernel = <R extends tf.Tensor | tf.Tensor[]>(
    kernel: string,
    inputs: tf.NamedTensorMap,
    attributes: tf.NamedAttrMap = {},
  ): R =>
    kernel in plainKernels
      ? (callPlainly(kernel, inputs, attributes) as R)
      : runKernel<R>(kernel, inputs, attributes);
  try {
    const value = observeKernels(run, {
      called: (call) => {
        if (call.kernel in plainKernels) return;
        for (const tensor of [...call.inputs, ...call.outputs]) hold(tensor);
        calls.push(call);
      },
    });
    return { value, observation };
  } catch (error) {
    observation.release();
    throw error;
  } finally {
    Reflect.deleteProperty(engine, 'runKernel');
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
