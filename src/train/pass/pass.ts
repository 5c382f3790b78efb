import * as tf from '@tensorflow/tfjs';
import { observeKernels, type KernelCall } from '../../engine';

/** What a pass of a model did, from pictures to logits. */
export interface Pass {
  logits: tf.Tensor2D;
  /** The weights that the model named before the pass. */
  known: ReadonlySet<tf.Variable>;
  /** The variables that were read, each with the layer that read it first. */
  read: ReadonlyMap<tf.Variable, string | undefined>;
  /** The variables that did not exist before the pass. */
  made: readonly tf.Variable[];
  calls: readonly KernelCall[];
  /** Created where values of a tensor were read: their stacks tell the lines. */
  valueReads: readonly Error[];
}

/** More places than this help nobody. */
const mostValueReads = 20;

const isVariable = (tensor: tf.Tensor): tensor is tf.Variable => tensor instanceof tf.Variable;

const allVariables = (): tf.Variable[] => Object.values(tf.engine().registeredVariables);

/** Runs a model on pictures, and sees which variables it uses. */
export function observePass(model: tf.LayersModel, images: tf.Tensor4D, training: boolean): Pass {
  const known = new Set(model.weights.map((weight) => weight.read() as tf.Variable));
  const before = new Set(allVariables());
  const read = new Map<tf.Variable, string | undefined>();
  const calls: KernelCall[] = [];
  const valueReads: Error[] = [];
  const logits = observeKernels(() => model.apply(images, { training }) as tf.Tensor2D, {
    called(call) {
      calls.push(call);
      for (const input of call.inputs.filter(isVariable)) if (!read.has(input)) read.set(input, call.layer);
    },
    valuesRead(dataId) {
      const variable = allVariables().find((candidate) => candidate.dataId === dataId);
      if (variable && !read.has(variable)) read.set(variable, undefined);
      if (valueReads.length < mostValueReads) valueReads.push(new Error('read here'));
    },
  });
  const made = allVariables().filter((variable) => !before.has(variable));
  return { logits, known, read, made, calls, valueReads };
}

/** The variables that a pass computed its logits from, with tensors all the way: those that have a gradient. */
export function sourcesOf({ logits, calls }: Pass): Set<tf.Variable> {
  const makers = new Map(calls.flatMap((call) => call.outputs.map((output) => [output, call] as const)));
  const visited = new Set<tf.Tensor>([logits]);
  for (const tensor of visited) for (const input of makers.get(tensor)?.inputs ?? []) visited.add(input);
  return new Set([...visited].filter(isVariable));
}

/** The call that made the logits, but for calls that only give them another shape. */
export function lastCallOf({ logits, calls }: Pass): KernelCall | undefined {
  const makers = new Map(calls.flatMap((call) => call.outputs.map((output) => [output, call] as const)));
  let call = makers.get(logits);
  while (call && reshaping.has(call.kernel)) call = makers.get(call.inputs[0]);
  return call;
}

const reshaping = new Set(['Identity', 'Reshape', 'Cast', 'ExpandDims', 'Squeeze']);
