import type { ValueInfo } from '../onnx/schema';
import { GraphBuilder } from './builder';
import { Operand } from './operand';
import type { RecordedNode, Value } from './recordedNode';
import { sizeOf } from './value';

/**
 * An optimizer's step over large weights is a dozen element-wise calls. One by one, each call would read and write all
 * weights in memory. A block does its calls together, for one part of the weights after the other, so that the part
 * stays in the processor's cache.
 */
export interface Block {
  /** In recorded order; the last comes after everything the block reads. */
  members: readonly RecordedNode[];
  shape: readonly number[];
  parts: number;
}

const elementwise = new Set(
  // no text: names of kernels
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
 * Finds blocks of calls. The results of a block are read only inside of it or by the reader of the graph, so no other
 * call has to run between its calls. Returns the blocks by their last call.
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

/** A part of a tensor times a factor that is still to be applied; or a scalar, which is computed outside of the loop. */
type Scaled = { part: string; factor?: string | undefined } | { scalar: string };

/**
 * Writes calls over a part. Factors are kept apart as long as possible: a factor is one number, and multiplied in, it
 * would be one number for each element.
 */
class PartWriter {
  readonly body: GraphBuilder;
  /** Scalars of the graph around that are read. */
  readonly captured = new Set<string>();

  constructor(
    private readonly graph: GraphBuilder,
    prefix: string,
  ) {
    this.body = new GraphBuilder(graph.target, prefix);
  }

  scalar(value: number): Scaled {
    return { scalar: this.graph.scalar(value) };
  }

  /** The numbers themselves. */
  plain(value: Scaled): string {
    if ('scalar' in value) return this.capture(value.scalar);
    return value.factor === undefined
      ? value.part
      : this.body.op('Mul', [value.part, this.capture(value.factor)]);
  }

  times(a: Scaled, b: Scaled): Scaled {
    if ('scalar' in a && 'scalar' in b) return { scalar: this.graph.op('Mul', [a.scalar, b.scalar]) };
    if ('scalar' in a) return this.times(b, a);
    if ('scalar' in b) return { part: a.part, factor: this.product(a.factor, b.scalar) };
    return { part: this.body.op('Mul', [a.part, b.part]), factor: this.product(a.factor, b.factor) };
  }

  dividedBy(a: Scaled, b: Scaled): Scaled {
    if ('scalar' in b) return this.times(a, this.inverse(b.scalar));
    const divisor = b.factor === undefined ? undefined : this.inverse(b.factor);
    if ('scalar' in a) return { part: this.body.op('Div', [this.plain(a), this.plain(b)]) };
    const quotient = { part: this.body.op('Div', [a.part, b.part]), factor: a.factor };
    return divisor ? this.times(quotient, divisor) : quotient;
  }

  plus(a: Scaled, b: Scaled): Scaled {
    return { part: this.body.op('Add', [this.plain(a), this.plain(b)]) };
  }

  private inverse(scalar: string): { scalar: string } {
    return { scalar: this.graph.op('Reciprocal', [scalar]) };
  }

  private product(a: string | undefined, b: string | undefined): string | undefined {
    return a === undefined || b === undefined ? (a ?? b) : this.graph.op('Mul', [a, b]);
  }

  private capture(name: string): string {
    this.captured.add(name);
    return name;
  }
}

/** Calls that treat factors apart; the others are written as their kernels write them. */
const withFactors: Readonly<
  Partial<Record<string, (writer: PartWriter, ...inputs: readonly Scaled[]) => Scaled>>
> = {
  Multiply: (writer, a, b) => writer.times(a, b),
  Square: (writer, x) => writer.times(x, x),
  RealDiv: (writer, a, b) => writer.dividedBy(a, b),
  Neg: (writer, x) => writer.times(x, writer.scalar(-1)),
  Add: (writer, a, b) => writer.plus(a, b),
  Sub: (writer, a, b) => writer.plus(a, writer.times(b, writer.scalar(-1))),
};

/** Writes a block as a loop over its parts, and gives those of its results that are outputs of the graph their names. */
export function writeBlock(
  graph: GraphBuilder,
  { members, shape, parts }: Block,
  operands: ReadonlyMap<Value, Operand>,
  isOutput: (value: Value) => boolean,
): void {
  const part = [sizeOf(shape) / parts];
  const name = graph.freshName('Scan');
  const writer = new PartWriter(graph, `${name}_`);
  const { body, captured } = writer;
  const inside = new Map<Value, Scaled>();
  const divided: string[] = [];
  const inputs: ValueInfo[] = [];
  const enter = (value: Value): Scaled => {
    const known = inside.get(value);
    if (known) return known;
    const outer = graph.last(operands.get(value)!);
    const isWhole = value.shape.join() === shape.join();
    const inner = `${name}_part_${divided.length}`;
    if (isWhole) {
      divided.push(graph.reshape(outer, [parts, ...part]));
      inputs.push({ name: inner, type: value.dtype, dims: part });
    }
    const entered = isWhole ? { part: inner } : { scalar: graph.reshape(outer, []) };
    inside.set(value, entered);
    return entered;
  };
  for (const { kernel, inputs: read, plan, outputs } of members) {
    const scaled = read.map(enter);
    const write = withFactors[kernel.name];
    if (write) {
      inside.set(outputs[0], write(writer, ...scaled));
      continue;
    }
    const operandOf = (value: Scaled) =>
      body.operand({ shape: 'scalar' in value ? [] : part, dtype: 'float32' }, writer.plain(value));
    const made = outputs.map(({ dtype }) => new Operand({ shape: part, dtype }));
    const lowered = kernel.lower(body, { inputs: scaled.map(operandOf), plan, outputs: made });
    outputs.forEach((output, index) => inside.set(output, { part: body.last(lowered[index]) }));
  }
  const results = members.flatMap(({ outputs }) => outputs).filter(isOutput);
  const taken = new Set(inputs.map(({ name }) => name));
  const outputs = results.map((result, index): ValueInfo => {
    const last = writer.plain(inside.get(result)!);
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
    captured: [...captured],
    name,
  });
  results.forEach((result, index) => {
    const operand = operands.get(result)!;
    operand.names.channelsLast = made[index];
    operand.dims = [parts, ...part];
  });
}
