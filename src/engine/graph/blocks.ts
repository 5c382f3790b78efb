import type { ValueInfo } from '../onnx/schema';
import { GraphBuilder } from './builder';
import type { Operand } from './operand';
import { sizeOf, type RecordedNode, type Value } from './value';

/**
 * An optimizer's step over large weights is a dozen element-wise calls, each of which would read and write all of them in
 * memory. Calls of a block are done together, one part of the weights after the other, in the processor's cache.
 */
export interface Block {
  /** In recorded order; the last comes after everything the block reads. */
  members: readonly RecordedNode[];
  shape: readonly number[];
  parts: number;
}

const elementwise = new Set(
  'Abs Add AddN ClipByValue Maximum Minimum Multiply Neg Reciprocal RealDiv Rsqrt Sqrt Square Sub'.split(' '),
);
/** Smaller tensors stay in the cache anyway. */
const smallest = 2 ** 20;
/** Elements of a part: four megabytes of working memory. */
const largestPart = 2 ** 18;
const fewestMembers = 3;

/** Into how many equal parts to divide so many elements; undefined if none are of a useful size. */
function partsOf(size: number): number | undefined {
  for (let parts = Math.ceil(size / largestPart); size / parts >= largestPart / 16; parts++)
    if (size % parts === 0) return parts;
  return undefined;
}

function canBeDivided({ kernel, inputs, outputs: [{ dtype, shape }] }: RecordedNode): boolean {
  const size = sizeOf(shape);
  const fits = (input: Value) =>
    input.dtype === 'float32' && (input.shape.join() === shape.join() || sizeOf(input.shape) === 1);
  return dtype === 'float32' && size >= smallest && elementwise.has(kernel.name) && inputs.every(fits);
}

/**
 * Finds calls whose results nobody reads but each other and the graph's reader; so nothing outside waits for a block
 * and comes before its end. Answers each block by its last member.
 */
export function findBlocks(nodes: readonly RecordedNode[]): Map<RecordedNode, Block> {
  const readers = new Map<Value, RecordedNode[]>();
  for (const node of nodes)
    for (const input of new Set(node.inputs)) readers.set(input, [...(readers.get(input) ?? []), node]);
  const memberOf = new Map<RecordedNode, RecordedNode[]>();
  for (const node of [...nodes].reverse()) {
    if (!canBeDivided(node)) continue;
    const blocks = new Set((readers.get(node.outputs[0]) ?? []).map((reader) => memberOf.get(reader)));
    const [block = []] = blocks;
    const sameShape = block.every(({ outputs }) => outputs[0].shape.join() === node.outputs[0].shape.join());
    if (blocks.size > 1 || blocks.has(undefined) || !sameShape) continue;
    block.push(node);
    memberOf.set(node, block);
  }
  const found = new Map<RecordedNode, Block>();
  for (const reversed of new Set(memberOf.values())) {
    const { shape } = reversed[0].outputs[0];
    const parts = partsOf(sizeOf(shape));
    if (parts === undefined || reversed.length < fewestMembers) continue;
    found.set(reversed[0], { members: reversed.reverse(), shape, parts });
  }
  return found;
}

/** Writes a block as a loop over its parts, and gives those of its results that are outputs of the graph their names. */
export function writeBlock(
  graph: GraphBuilder,
  { members, shape, parts }: Block,
  operands: ReadonlyMap<Value, Operand>,
  isOutput: (value: Value) => boolean,
): void {
  const part = [sizeOf(shape) / parts];
  const name = graph.freshName('Scan');
  const body = new GraphBuilder(graph.target, `${name}_`);
  const inside = new Map<Value, Operand>();
  const divided: string[] = [];
  const captured: string[] = [];
  const inputs: ValueInfo[] = [];
  const enter = (value: Value): Operand => {
    const known = inside.get(value);
    if (known) return known;
    const { dtype } = value;
    const outer = graph.last(operands.get(value)!);
    const whole = value.shape.join() === shape.join();
    const inner = whole ? `${name}_part_${divided.length}` : graph.reshape(outer, []);
    if (whole) {
      divided.push(graph.reshape(outer, [parts, ...part]));
      inputs.push({ name: inner, type: dtype, dims: part });
    } else captured.push(inner);
    const operand = body.operand({ shape: whole ? part : [], dtype }, inner);
    inside.set(value, operand);
    return operand;
  };
  for (const { kernel, inputs: read, plan, outputs } of members) {
    const specs = outputs.map(({ dtype }) => ({ shape: part, dtype }));
    const made = kernel.lower(body, { inputs: read.map(enter), plan, outputs: specs });
    outputs.forEach((output, index) => inside.set(output, made[index]));
  }
  const results = members.flatMap(({ outputs }) => outputs).filter(isOutput);
  const taken = new Set(inputs.map(({ name }) => name));
  const outputs = results.map((result, index): ValueInfo => {
    const last = body.last(inside.get(result)!);
    const own = taken.has(last) ? body.alias(last, `${name}_result_${index}`) : last;
    taken.add(own);
    return { name: own, type: result.dtype, dims: part };
  });
  const made = outputs.map((_, index) => `${name}:${index}`);
  graph.nodes.push({
    op: 'Scan',
    inputs: divided,
    outputs: made,
    attributes: {
      body: { graph: { nodes: body.nodes, initializers: body.initializers, inputs, outputs } },
      num_scan_inputs: divided.length,
    },
    captured,
    name,
  });
  results.forEach((result, index) => {
    const operand = operands.get(result)!;
    operand.names.channelsLast = made[index];
    operand.dims = [parts, ...part];
  });
}
