import { encodeModel } from '../onnx/encode';
import { onnxType, type Model, type Node, type ValueInfo } from '../onnx/schema';
import { unreturnable, type SessionOptions } from '../runtime';
import { findBlocks, writeBlock, type Block } from './blocks';
import { GraphBuilder } from './builder';
import { Operand } from './operand';
import { callMark, UnwritableCall } from './failure';
import type { Target } from './target';
import type { RecordedNode, Value } from './recordedNode';
import type { Spec } from './value';

/** A recorded graph: `nodes` in the order they were recorded, each input either a leaf or an earlier output. */
export interface RecordedGraph {
  leaves: readonly Value[];
  nodes: readonly RecordedNode[];
  outputs: readonly Value[];
}

export interface ModelOutput {
  name: string;
  /** The values lie in the order of the recorded shape, which this need not be. */
  dims: readonly number[];
}

export interface CompiledGraph {
  model: Uint8Array<ArrayBuffer>;
  /** The model's outputs, in the order of `RecordedGraph.outputs`. Its inputs are `leafName(index)`. */
  outputs: readonly ModelOutput[];
  /** Names of the nodes that the device leaves to the CPU. */
  cpuNodes: readonly string[];
}

export const leafName = (index: number): string => `leaf_${index}`;

/** Writes a recorded graph as an ONNX model for a device. @throws UnwritableCall */
export function compile(
  recorded: RecordedGraph,
  target: Target,
  place: SessionOptions['outputs'],
): CompiledGraph {
  const model = lower(recorded, target);
  return {
    model: encodeModel(place === 'host' ? withUnreturnable(model) : model),
    outputs: model.outputs.map(({ name, dims }) => ({ name, dims: dims as readonly number[] })),
    cpuNodes: model.nodes.filter(target.leftToCpu).map(({ name }) => name),
  };
}

/**
 * Writes a recorded graph as the nodes of ONNX. Each node's name ends with the position of its call; inputs are the leaves,
 * outputs are in the order of the recorded graph's.
 * @throws UnwritableCall
 */
export function lower({ leaves, nodes, outputs }: RecordedGraph, target: Target): Model {
  const graph = new GraphBuilder(target);
  const operands = new Map<Value, Operand>();
  leaves.forEach((leaf, index) => operands.set(leaf, graph.operand(leaf, leafName(index))));
  for (const node of nodes) {
    const inputs = node.inputs.map((input) => operands.get(input)!);
    const made = node.outputs.map((output) => new Operand(output));
    made.forEach((operand, index) => {
      operand.producer = { kernel: node.kernel, inputs, plan: node.plan };
      operands.set(node.outputs[index], operand);
    });
    for (const input of inputs) input.consumers.push({ kernel: node.kernel, outputs: made });
  }
  const blocks = target.inBlocks ? findBlocks(nodes) : new Map<RecordedNode, Block>();
  const inBlocks = new Set([...blocks.values()].flatMap(({ members }) => members));
  const wanted = new Set(outputs);
  nodes.forEach((recorded, call) => {
    const { kernel, plan, outputs: specs } = recorded;
    const made = specs.map((spec) => operands.get(spec)!);
    const written = graph.nodes.length;
    const block = blocks.get(recorded);
    try {
      if (block) writeBlock(graph, block, operands, (value) => wanted.has(value));
      else if (!inBlocks.has(recorded)) {
        const lowered = kernel.lower(graph, { inputs: made[0].producer!.inputs, plan, outputs: made });
        made.forEach((operand, index) => adopt(operand, lowered[index]));
      }
    } catch (error) {
      throw new UnwritableCall(call, error);
    }
    for (const node of graph.nodes.slice(written)) node.name += `${callMark}${call}`;
  });
  const taken = new Set(leaves.map((_, index) => leafName(index)));
  for (const { name } of graph.initializers) taken.add(name);
  const outputNames = outputs.map((output, index) => {
    const made = graph.last(operands.get(output)!);
    const name = taken.has(made) ? `output_${index}` : made;
    if (name !== made) graph.alias(made, name);
    taken.add(name);
    return name;
  });
  const live = withoutDeadNodes(graph.nodes, new Set(outputNames));
  const used = new Set(live.flatMap(({ inputs, captured = [] }) => [...inputs, ...captured]));
  return {
    nodes: live,
    initializers: graph.initializers.filter(({ name }) => used.has(name)),
    inputs: leaves.map((leaf, index) => valueInfo(leafName(index), leaf)),
    outputs: outputs.map((output, index) => ({
      ...valueInfo(outputNames[index], output),
      dims: operands.get(output)!.dims ?? output.shape,
    })),
  };
}

function withUnreturnable({ nodes, initializers, inputs, outputs }: Model): Model {
  const { output: name, type } = unreturnable;
  const zero = { name: `${name}_zero`, type: 'float32', dims: [], bytes: new Uint8Array(4) } as const;
  const cast = { op: 'Cast', inputs: [zero.name], outputs: [name], attributes: { to: onnxType[type] }, name };
  return {
    nodes: [...nodes, cast],
    initializers: [...initializers, zero],
    inputs,
    outputs: [{ name, type, dims: [] }, ...outputs],
  };
}

/**
 * Takes over what lowering found out. The recorded producer and consumers stay, because later rewrites look at them.
 */
function adopt(operand: Operand, lowered: Operand): void {
  Object.assign(operand.names, lowered.names);
  const { spatialSumTwin, write, writeWithRelu, writeCropped, affine, factors } = lowered;
  Object.assign(operand, { spatialSumTwin, write, writeWithRelu, writeCropped, affine, factors });
}

const valueInfo = (name: string, { dtype, shape }: Spec): ValueInfo => ({ name, type: dtype, dims: shape });

/** Operators that ONNX does not let give fewer outputs than they have. */
const givesAllOutputs = new Set(['Split', 'TopK']);

/** Drops nodes nobody reads, and trailing outputs nobody reads (a max pool without its indices is much faster). */
function withoutDeadNodes(nodes: readonly Node[], wanted: Set<string>): Node[] {
  const live: Node[] = [];
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index];
    const count = node.outputs.findLastIndex((output) => wanted.has(output)) + 1;
    if (count === 0) continue;
    for (const input of [...node.inputs, ...(node.captured ?? [])]) wanted.add(input);
    live.push(givesAllOutputs.has(node.op) ? node : { ...node, outputs: node.outputs.slice(0, count) });
  }
  return live.reverse();
}
