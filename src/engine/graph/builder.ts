import type { Attribute, Attributes, Node, OnnxType, Tensor } from '../onnx/schema';
import { onnxType } from '../onnx/schema';
import { exactText } from './exactText';
import { Operand, type AxisOrder, type Layout } from './operand';
import type { Target } from './target';
import type { Spec, ValueType } from './value';

export const toChannelsFirst = [0, 3, 1, 2] as const;
export const toChannelsLast = [0, 2, 3, 1] as const;

export const permute = (shape: readonly number[], permutation: readonly number[]): number[] =>
  permutation.map((axis) => shape[axis]);

/** Writes ONNX nodes; the same node asked for twice is written once. */
export class GraphBuilder {
  readonly nodes: Node[] = [];
  readonly initializers: Tensor[] = [];
  private readonly known = new Map<string, readonly string[]>();
  private counter = 0;

  /**
   * @param target what the device can do, for kernels that are written in more than one way
   * @param prefix of all names, for a graph inside of another
   */
  constructor(
    readonly target: Target,
    private readonly prefix = '',
  ) {}

  freshName(of: string): string {
    return `${this.prefix}${of}_${this.counter++}`;
  }

  /** The same value under another name. */
  alias(name: string, other: string): string {
    this.nodes.push({ op: 'Identity', inputs: [name], outputs: [other], attributes: {}, name: other });
    return other;
  }

  /** Adds a node and returns the name of its only output. */
  op(op: string, inputs: readonly string[], attributes: Attributes = {}, domain?: string): string {
    return this.ops(1, op, inputs, attributes, domain)[0];
  }

  /** Adds a node with `count` outputs and returns their names. */
  ops(
    count: number,
    op: string,
    inputs: readonly string[],
    attributes: Attributes = {},
    domain?: string,
  ): readonly string[] {
    const key = `${op} ${inputs.join(' ')} ${exactText(attributes)}`;
    const known = this.known.get(key);
    if (known) return known;
    const name = this.freshName(op);
    const outputs = Array.from({ length: count }, (_, index) => `${name}:${index}`);
    this.nodes.push({ op, inputs, outputs, attributes, domain, name });
    this.known.set(key, outputs);
    return outputs;
  }

  /** An initializer with these values. */
  constant(type: OnnxType, dims: readonly number[], values: readonly number[]): string {
    const key = `constant ${type} ${dims.join('x')} ${exactText(values)}`;
    const known = this.known.get(key);
    if (known) return known[0];
    const name = this.freshName('constant');
    this.initializers.push({ name, type, dims, bytes: bytesOf(type, values) });
    this.known.set(key, [name]);
    return name;
  }

  int64s(values: readonly number[]): string {
    return this.constant('int64', [values.length], values);
  }

  scalar(value: number, dtype: ValueType = 'float32'): string {
    return this.constant(dtype, [], [value]);
  }

  cast(name: string, to: OnnxType): string {
    return this.op('Cast', [name], { to: onnxType[to] });
  }

  reshape(name: string, shape: readonly number[]): string {
    return this.op('Reshape', [name, this.int64s(shape)], { allowzero: 1 });
  }

  /** Transposes; where only axes of length 1 move, the memory stays as it is. */
  transpose(name: string, shape: readonly number[], permutation: readonly number[]): string {
    const long = permutation.filter((axis) => shape[axis] !== 1);
    const inPlace = long.every((axis, index) => index === 0 || long[index - 1] < axis);
    return inPlace
      ? this.reshape(name, permute(shape, permutation))
      : this.op('Transpose', [name], { perm: [...permutation] as Attribute });
  }

  /** A matrix product over the last two axes of operands of these ranks, either of them read transposed. */
  product(
    a: string,
    b: string,
    rankA: number,
    rankB: number,
    { transposeA = false, transposeB = false },
  ): string {
    if (!transposeA && !transposeB) return this.op('MatMul', [a, b]);
    if (this.target.fusedMatMul) {
      const attributes = { transA: Number(transposeA), transB: Number(transposeB) };
      return this.op('FusedMatMul', [a, b], attributes, 'com.microsoft');
    }
    const read = (name: string, rank: number, transposed: boolean) => {
      const outer = Array.from({ length: rank - 2 }, (_, axis) => axis);
      return transposed ? this.op('Transpose', [name], { perm: [...outer, rank - 1, rank - 2] }) : name;
    };
    return this.op('MatMul', [read(a, rankA, transposeA), read(b, rankB, transposeB)]);
  }

  /** Slices `[begin, end)` with steps, on the named axes. */
  slice(
    name: string,
    axes: readonly number[],
    begin: readonly number[],
    end: readonly number[],
    steps: readonly number[],
  ): string {
    return this.op('Slice', [name, ...[begin, end, axes, steps].map((values) => this.int64s(values))]);
  }

  /** Reads the named axes from their last element on backwards, with steps below 0. */
  backwards(name: string, axes: readonly number[], steps: readonly number[] = axes.map(() => -1)): string {
    const [last, beforeTheFirst] = [-1, -(2 ** 31)].map((place) => axes.map(() => place));
    return this.slice(name, axes, last, beforeTheFirst, steps);
  }

  /** Parts of these sizes along an axis; by a tree of splits where the device allows a node only so many outputs. */
  split(name: string, axis: number, sizes: readonly number[]): string[] {
    if (sizes.length === 1) return [name];
    const { mostOutputs } = this.target;
    const each = Math.max(1, Math.ceil(sizes.length / mostOutputs));
    const groups = Array.from({ length: Math.ceil(sizes.length / each) }, (_, index) =>
      sizes.slice(index * each, (index + 1) * each),
    );
    const totals = groups.map((group) => group.reduce((sum, size) => sum + size, 0));
    const parts = this.ops(groups.length, 'Split', [name, this.int64s(totals)], { axis });
    return parts.flatMap((part, index) => this.split(part, axis, groups[index]));
  }

  /** A new operand under a name in a layout. */
  operand(spec: Spec, name: string, layout: Layout = 'channelsLast'): Operand {
    const operand = new Operand(spec);
    operand.names[layout] = name;
    return operand;
  }

  /** The operand's name in the given layout, transposed first if it has none. */
  in(layout: Layout, operand: Operand): string {
    const { names } = operand;
    const known = names[layout];
    if (known !== undefined) return known;
    const made = this.converted(layout, operand);
    names[layout] = made;
    return made;
  }

  private converted(layout: Layout, operand: Operand): string {
    const { names, shape } = operand;
    switch (layout) {
      case 'channelsLast':
        return this.transpose(this.first(operand), permute(shape, toChannelsFirst), toChannelsLast);
      case 'channelsFirst':
        if (names.channelsLast !== undefined)
          return this.transpose(names.channelsLast, shape, toChannelsFirst);
        if (names.blocked === undefined) return operand.write!();
        return this.op(
          'ReorderOutput',
          [names.blocked],
          { channels: shape[3], channels_last: 0 },
          'com.microsoft.nchwc',
        );
      case 'blocked':
        return this.op('ReorderInput', [this.first(operand)], { channels_last: 0 }, 'com.microsoft.nchwc');
    }
  }

  last(operand: Operand): string {
    return this.in('channelsLast', operand);
  }

  first(operand: Operand): string {
    return this.in('channelsFirst', operand);
  }

  /** The layout in which an element-wise operation on these operands moves the least memory. */
  layoutFor(operands: readonly Operand[]): AxisOrder {
    return operands.some(({ isChannelsFirst }) => isChannelsFirst) && operands.every(({ rank }) => rank <= 4)
      ? 'channelsFirst'
      : 'channelsLast';
  }

  /** The operand's name, shaped so that it broadcasts against rank-4 tensors in the given layout. */
  broadcastable(layout: AxisOrder, operand: Operand): string {
    if (layout === 'channelsLast' || operand.rank === 4) return this.in(layout, operand);
    const name = this.last(operand);
    if (operand.shape.every((dim) => dim === 1)) return name;
    const padded = [...Array<number>(4 - operand.rank).fill(1), ...operand.shape];
    return this.transpose(this.reshape(name, padded), padded, toChannelsFirst);
  }
}

function bytesOf(type: OnnxType, values: readonly number[]): Uint8Array {
  switch (type) {
    case 'float32':
      return new Uint8Array(Float32Array.from(values).buffer);
    case 'int32':
      return new Uint8Array(Int32Array.from(values).buffer);
    case 'int64':
      return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    case 'bool':
      return Uint8Array.from(values);
    case 'bfloat16':
      throw new Error('The engine writes no constants of this type.');
  }
}
