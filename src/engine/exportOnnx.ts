import * as tf from '@tensorflow/tfjs-core';
import { t } from '../words';
import { OnnxBackend } from './backend';
import { physicalCores } from './cores';
import { devices } from './devices';
import { leafName, lower, type RecordedGraph } from './graph/compile';
import { withoutCall } from './graph/failure';
import { portableTarget } from './graph/target';
import type { Value } from './graph/recordedNode';
import { encodeModel } from './onnx/encode';
import { foldConstants } from './onnx/fold';
import { openBatch } from './onnx/openBatch';
import type { Model, Tensor } from './onnx/schema';
import { runtimeTensor, Session, type RuntimeData } from './runtime';

export interface OnnxOptions {
  /** Name and shape of the only input; the batch is left out of the shape. */
  input: { name: string; shape: readonly number[] };
  /** A description inside the file, for people who open it. */
  description: string;
  /** Further facts, by name. */
  facts?: Readonly<Record<string, string>>;
}

export interface OnnxFile {
  bytes: Uint8Array<ArrayBuffer>;
  /** How many samples the model takes at once. */
  batch: 'any' | 1;
}

/** Sizes that occur nowhere else in a model: what differs between two recordings is the batch. */
const probes = [61, 67] as const;

/**
 * Writes a prediction as an ONNX model. It has only ONNX's own operators, so that any runtime can run it. Weights
 * become initializers with the names of the variables.
 * @param predict outputs by name, made of a batch; called a few times, without being computed
 * @throws Error when the prediction cannot be written as one graph, as when it reads values and branches on them.
 */
export function exportOnnx(
  predict: (batch: tf.Tensor) => Readonly<Record<string, tf.Tensor>>,
  options: OnnxOptions,
): OnnxFile {
  const [one, other] = probes.map((batch) => modelFor(predict, options, batch));
  const open = openBatch(one, other);
  const model = foldConstants(open ?? modelFor(predict, options, 1));
  const foreign = model.nodes.find(({ domain }) => domain);
  if (foreign) throw new Error(t('The operator {0} is no part of ONNX itself.', foreign.op));
  const { description, facts } = options;
  const batch = open ? 'any' : 1;
  const bytes = encodeModel(withBatch(model, open ? 'batch' : 1), { description, facts });
  return { bytes, batch };
}

/** Some of the float outputs of an ONNX model, computed on the CPU. @internal */
export function runOnnx(
  file: Uint8Array<ArrayBuffer>,
  inputs: Readonly<Record<string, { shape: readonly number[]; values: Float32Array }>>,
  outputs: readonly string[],
): Record<string, Float32Array> {
  const feeds = Object.entries(inputs).map(
    ([name, { shape, values }]) => [name, runtimeTensor('float32', values, shape)] as const,
  );
  const session = new Session(file, { threads: physicalCores(), device: devices.cpu });
  try {
    const fetches = Object.fromEntries(outputs.map((name) => [name, null]));
    const results = session.run(Object.fromEntries(feeds), fetches);
    return Object.fromEntries(
      Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]),
    );
  } finally {
    session.dispose();
  }
}

/** The first axis of inputs and outputs is the batch. */
function withBatch(model: Model, batch: string | 1): Model {
  const named = (infos: Model['inputs']) =>
    infos.map((info) => ({ ...info, dims: info.dims && [batch, ...info.dims.slice(1)] }));
  return { ...model, inputs: named(model.inputs), outputs: named(model.outputs) };
}

function modelFor(
  predict: (batch: tf.Tensor) => Readonly<Record<string, tf.Tensor>>,
  { input: { name, shape } }: OnnxOptions,
  batch: number,
): Model {
  const backend = tf.backend();
  if (!(backend instanceof OnnxBackend)) throw new Error("The backend 'onnx' must be in use.");
  let outputs: Readonly<Record<string, tf.Tensor>> = {};
  const { graph, input } = backend.trace({ shape: [batch, ...shape], dtype: 'float32' }, (info) => {
    outputs = tf.tidy(() => predict(tf.engine().makeTensorFromTensorInfo(info)));
    return Object.values(outputs);
  });
  tf.dispose(outputs);
  if (!graph.leaves.includes(input)) throw new Error(t('The prediction does not depend on its input.'));
  const names = namesOf(graph, backend, input, name);
  return named(graph, names, Object.keys(outputs), (value) => backend.valuesOf(value));
}

/** Weights under the names of their variables, everything else as it is called. */
function namesOf(
  { leaves }: RecordedGraph,
  backend: OnnxBackend,
  input: Value,
  inputName: string,
): ReadonlyMap<string, string> {
  const variables = new Map(
    Object.values(tf.engine().registeredVariables).map(({ dataId, name }) => [backend.valueAt(dataId), name]),
  );
  return new Map(
    leaves.map((leaf, index) => [
      leafName(index),
      leaf === input ? inputName : (variables.get(leaf) ?? leafName(index)),
    ]),
  );
}

/** The lowered graph with leaves as initializers, and with the names that the reader of the file is to see. */
function named(
  graph: RecordedGraph,
  leafNames: ReadonlyMap<string, string>,
  outputNames: readonly string[],
  valuesOf: (value: Value) => RuntimeData,
): Model {
  const { nodes, initializers, inputs, outputs } = lower(graph, portableTarget);
  const names = new Map(leafNames);
  outputs.forEach(({ name }, index) => names.set(name, outputNames[index]));
  const renamed = (name: string) => names.get(name) ?? name;
  const isInput = (index: number) => !graph.leaves[index].data && !graph.leaves[index].resident;
  const weights = graph.leaves.flatMap((leaf, index): Tensor[] => {
    if (isInput(index)) return [];
    const values = valuesOf(leaf);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return [{ name: renamed(leafName(index)), type: leaf.dtype, dims: leaf.shape, bytes }];
  });
  return {
    nodes: nodes.map((node) => ({
      ...node,
      name: withoutCall(node.name),
      inputs: node.inputs.map(renamed),
      outputs: node.outputs.map(renamed),
    })),
    initializers: [...weights, ...initializers],
    inputs: inputs
      .filter((_, index) => isInput(index))
      .map((info) => ({ ...info, name: renamed(info.name) })),
    outputs: outputs.map((info, index) => ({ ...info, name: outputNames[index] })),
  };
}
