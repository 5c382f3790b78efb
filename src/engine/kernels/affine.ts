import type { GraphBuilder } from '../graph/builder';
import { Operand, type Affine, type Channelwise } from '../graph/operand';
import { sizeOf, type Spec } from '../graph/value';

/**
 * Batch norm, its gradient and the additions around them are sums of pictures, each times one number for each channel.
 * Such sums are gathered here until their numbers are needed. Then memory is passed over once for each picture, instead
 * of once for each call.
 */

/** Whether a result is a picture, and made of one that convolutions made: filters have four axes as well. */
const isPicture = ({ shape, dtype }: Spec, madeOf: readonly Operand[]): boolean =>
  shape.length === 4 &&
  dtype === 'float32' &&
  shape[0] * shape[1] * shape[2] > 1 &&
  madeOf.some(({ isChannelsFirst }) => isChannelsFirst);

/** What an operand is before it was reshaped. */
function beforeReshapes(operand: Operand): Operand {
  const { producer } = operand;
  return producer && operand.isFrom('Reshape') ? beforeReshapes(producer.inputs[0]) : operand;
}

/** The numbers of an operand that broadcasts over the pixels of a picture; undefined for one that does not. */
function channelwise(graph: GraphBuilder, operand: Operand, channels: number): Channelwise | undefined {
  const { shape, dtype, rank } = operand;
  const size = sizeOf(shape);
  if (dtype !== 'float32' || rank > 4 || (size !== 1 && (size !== channels || shape[rank - 1] !== channels)))
    return undefined;
  const source = beforeReshapes(operand);
  const isScalar = size === 1 && channels !== 1;
  const isAsWanted = source.rank === (isScalar ? 0 : 1);
  const name = graph.last(source);
  return { name: isAsWanted ? name : graph.reshape(name, isScalar ? [] : [channels]), isScalar };
}

/** One number for each channel, of shape [channels]. */
const vectorOf = (graph: GraphBuilder, { name, isScalar }: Channelwise, channels: number): string =>
  isScalar ? graph.op('Expand', [name, graph.int64s([channels])]) : name;

/**
 * A sum is taken apart only where nothing else reads it. A product or a constant is always taken apart: this costs
 * nothing.
 */
function affineOf(operand: Operand): Affine {
  const { affine, consumers } = operand;
  if (!affine) return { terms: [{ picture: operand }] };
  const { terms, shift } = affine;
  const isFree = terms.length === 0 || (terms.length === 1 && !shift);
  return isFree || consumers.length <= 1 ? affine : { terms: [{ picture: operand }] };
}

function combined(
  graph: GraphBuilder,
  op: 'Add' | 'Mul',
  a: Channelwise | undefined,
  b: Channelwise | undefined,
): Channelwise | undefined {
  if (!a || !b) return a ?? b;
  return { name: graph.op(op, [a.name, b.name]), isScalar: a.isScalar && b.isScalar };
}

const scaled = (graph: GraphBuilder, { terms, shift }: Affine, factor: Channelwise): Affine => ({
  terms: terms.map((term) => ({ ...term, factor: combined(graph, 'Mul', term.factor, factor) })),
  shift: shift && combined(graph, 'Mul', shift, factor),
});

const one = (graph: GraphBuilder): Channelwise => ({ name: graph.scalar(1), isScalar: true });

function added(graph: GraphBuilder, a: Affine, b: Affine): Affine {
  const terms = [...a.terms];
  for (const term of b.terms) {
    const same = terms.findIndex(({ picture }) => picture === term.picture);
    if (same < 0) terms.push(term);
    else {
      const factor = combined(graph, 'Add', terms[same].factor ?? one(graph), term.factor ?? one(graph));
      terms[same] = { ...term, factor };
    }
  }
  return { terms, shift: combined(graph, 'Add', a.shift, b.shift) };
}

function negative(graph: GraphBuilder, affine: Affine): Affine {
  const { terms, shift } = affine;
  return terms.length === 0 && shift
    ? { terms, shift: { ...shift, name: graph.op('Neg', [shift.name]) } }
    : scaled(graph, affine, { name: graph.scalar(-1), isScalar: true });
}

/** An operand that is written when it is asked for. */
function gathered(graph: GraphBuilder, output: Spec, affine: Affine): Operand {
  const operand = new Operand(output);
  operand.affine = affine;
  operand.write = () => written(graph, output.shape, affine, false);
  operand.writeWithRelu = () => ({
    layout: 'channelsFirst',
    name: written(graph, output.shape, affine, true),
  });
  return operand;
}

/** Smaller pictures cost more to convolve than to read once more. */
const fewestPixels = 256;

function written(graph: GraphBuilder, shape: readonly number[], affine: Affine, relu: boolean): string {
  const { terms, shift } = affine;
  const channels = shape[3];
  const overPixels = ({ name, isScalar }: Channelwise) =>
    isScalar ? name : graph.reshape(name, [1, channels, 1, 1]);
  const [simple] = terms;
  const isOneCall = terms.length === 0 || (terms.length === 1 && !(simple.factor && shift) && !relu);
  const sum =
    !isOneCall && graph.target.fusedConv && shape[1] * shape[2] >= fewestPixels
      ? convolved(graph, channels, affine, relu)
      : undefined;
  if (sum !== undefined) return sum;
  const parts = terms.map(({ picture, factor }) =>
    factor ? graph.op('Mul', [graph.first(picture), overPixels(factor)]) : graph.first(picture),
  );
  if (parts.length === 0) {
    const [batch, height, width] = shape;
    return graph.op('Expand', [overPixels(shift!), graph.int64s([batch, channels, height, width])]);
  }
  const all = shift ? [...parts, overPixels(shift)] : parts;
  const total = all.reduce((left, right) => graph.op('Add', [left, right]));
  return relu ? graph.op('Relu', [total]) : total;
}

/**
 * Each picture times its factor is a convolution with one weight a channel, which can add the shift and the sum so far
 * on the way. Undefined where no picture has a factor.
 */
function convolved(
  graph: GraphBuilder,
  channels: number,
  { terms, shift }: Affine,
  relu: boolean,
): string | undefined {
  const plain = terms.filter(({ factor }) => !factor).map(({ picture }) => graph.first(picture));
  const factored = terms.filter(({ factor }) => factor);
  if (factored.length === 0) return undefined;
  return factored.reduce<string | undefined>(
    (sum, { picture, factor }, index) => {
      const bias = index === 0 && shift ? vectorOf(graph, shift, channels) : '';
      const weights = graph.reshape(vectorOf(graph, factor!, channels), [channels, 1, 1, 1]);
      const isLast = index === factored.length - 1;
      const inputs = [graph.first(picture), weights, ...(sum ? [bias, sum] : bias ? [bias] : [])];
      return graph.op(
        'FusedConv',
        inputs,
        {
          kernel_shape: [1, 1],
          strides: [1, 1],
          dilations: [1, 1],
          pads: [0, 0, 0, 0],
          group: channels,
          ...(relu && isLast ? { activation: 'Relu' } : {}),
        },
        'com.microsoft',
      );
    },
    plain.length === 0 ? undefined : plain.reduce((left, right) => graph.op('Add', [left, right])),
  );
}

/** The sum of two operands, of which at least one is a picture; undefined where there is nothing to gather. */
export function gatherSum(
  graph: GraphBuilder,
  [a, b]: readonly Operand[],
  output: Spec,
  sign: 1 | -1,
): Operand | undefined {
  if (!isPicture(output, [a, b])) return undefined;
  const isWhole = (operand: Operand) => operand.shape.join() === output.shape.join();
  // Two pictures as they are: nothing is gained.
  if (isWhole(a) && isWhole(b) && !a.affine && !b.affine) return undefined;
  const asAffine = (operand: Operand): Affine | undefined => {
    if (isWhole(operand)) return affineOf(operand);
    const shift = channelwise(graph, operand, output.shape[3]);
    return shift && { terms: [], shift };
  };
  const [left, right] = [asAffine(a), asAffine(b)];
  if (!left || !right) return undefined;
  return gathered(graph, output, added(graph, left, sign === 1 ? right : negative(graph, right)));
}

/** A picture times one number a channel; undefined where it is no such product. */
export function gatherProduct(
  graph: GraphBuilder,
  [a, b]: readonly Operand[],
  output: Spec,
): Operand | undefined {
  if (!isPicture(output, [a, b])) return undefined;
  for (const [picture, other] of [
    [a, b],
    [b, a],
  ]) {
    if (picture.shape.join() !== output.shape.join()) continue;
    const constant = other.affine?.terms.length === 0 ? other.affine.shift : undefined;
    const factor = constant ?? channelwise(graph, other, output.shape[3]);
    if (factor) return gathered(graph, output, scaled(graph, affineOf(picture), factor));
  }
  return undefined;
}

/**
 * A picture times a factor plus a shift, which `write` makes of these vectors; undefined where they are not one number a
 * channel.
 */
export function gatherNormalized(
  graph: GraphBuilder,
  x: Operand,
  output: Spec,
  vectors: readonly Operand[],
  write: (names: readonly string[]) => { factor: string; shift: string },
): Operand | undefined {
  if (!isPicture(output, [x])) return undefined;
  const found = vectors.map((vector) => channelwise(graph, vector, output.shape[3]));
  if (!found.every((vector) => vector && !vector.isScalar)) return undefined;
  const { factor, shift } = write(found.map((vector) => vector!.name));
  const terms = [{ picture: x, factor: { name: factor, isScalar: false } }];
  return gathered(graph, output, { terms, shift: { name: shift, isScalar: false } });
}

/** One number a channel, broadcast over a picture. */
export function gatherBroadcast(graph: GraphBuilder, x: Operand, output: Spec): Operand | undefined {
  if (output.shape.length !== 4 || output.dtype !== 'float32' || sizeOf(output.shape) === output.shape[3])
    return undefined;
  const shift = channelwise(graph, x, output.shape[3]);
  return shift && gathered(graph, output, { terms: [], shift });
}

/** A product of pictures of which only sums are read: they are summed as they are multiplied. */
export function gatherFactors(
  graph: GraphBuilder,
  [a, b]: readonly Operand[],
  output: Operand,
): Operand | undefined {
  const isSummed = output.consumers.length === 1 && /^(Sum|Mean)$/.test(output.consumers[0].kernel.name);
  if (!isPicture(output, [a, b]) || !isSummed || a.shape.join() !== b.shape.join()) return undefined;
  const product = new Operand(output);
  product.factors = [a, b];
  product.write = () => graph.op('Mul', [graph.first(a), graph.first(b)]);
  return product;
}

/** Fewer pixels are multiplied and summed faster than taken as a matrix product. */
const fewestInProduct = 1024;

/** The sum over batch, height and width: [channels]. Undefined where it is no cheaper than any other. */
export function channelSums(graph: GraphBuilder, x: Operand): string | undefined {
  const [batch, height, width, channels] = x.shape;
  const pixels = height * width;
  if (x.factors) {
    if (!graph.target.fusedMatMul || pixels < fewestInProduct) return undefined;
    const rows = x.factors.map((factor) => graph.reshape(graph.first(factor), [batch * channels, 1, pixels]));
    const products = graph.product(rows[0], rows[1], 3, 3, { transposeB: true });
    const sums = graph.reshape(products, [batch, channels]);
    return graph.op('ReduceSum', [sums, graph.int64s([0])], { keepdims: 0 });
  }
  const affine = x.affine && affineOf(x);
  if (!affine || x.affine !== affine || (affine.terms.length > 0 && affine.shift)) return undefined;
  if (affine.shift)
    return graph.op('Mul', [vectorOf(graph, affine.shift, channels), graph.scalar(batch * pixels)]);
  const sums = affine.terms.map(({ picture, factor }) => {
    const sum = graph.op('ReduceSum', [graph.first(picture), graph.int64s([0, 2, 3])], { keepdims: 0 });
    return factor ? graph.op('Mul', [sum, factor.name]) : sum;
  });
  return sums.reduce((left, right) => graph.op('Add', [left, right]));
}
