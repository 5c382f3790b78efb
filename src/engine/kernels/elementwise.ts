import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';
import type { Operand } from '../graph/operand';
import type { Spec, ValueType } from '../graph/value';
import { rewritten } from './rewrites';
import { exceptBools, inFloats } from './support';

type Write = (graph: GraphBuilder, x: string, dtype: ValueType) => string;
type WritePair = (graph: GraphBuilder, a: string, b: string, dtype: ValueType) => string;

const single =
  (op: string): Write =>
  (graph, x) =>
    graph.op(op, [x]);

const pair =
  (op: string): WritePair =>
  (graph, a, b) =>
    graph.op(op, [a, b]);

/** Applies an element-wise function of one input in whatever layout the input has. */
function mapElements(
  graph: GraphBuilder,
  x: Operand,
  output: Spec,
  write: (name: string) => string,
): Operand {
  const layout = graph.layoutFor([x]);
  return graph.operand(output, write(graph.in(layout, x)), layout);
}

/** Applies an element-wise function of several inputs, broadcasting, in the layout that most of them have. */
function combineElements(
  graph: GraphBuilder,
  inputs: readonly Operand[],
  output: Spec,
  write: (...names: string[]) => string,
): Operand {
  const layout = graph.layoutFor(inputs);
  return graph.operand(output, write(...inputs.map((input) => graph.broadcastable(layout, input))), layout);
}

/** Sets NaN where `x` is NaN: some of ONNX Runtime's comparisons and clips lose it. */
const keepNaN =
  (write: Write): Write =>
  (graph, x, dtype) =>
    dtype === 'float32' && graph.target.seesNaN
      ? graph.op('Where', [graph.op('IsNaN', [x]), x, write(graph, x, dtype)])
      : write(graph, x, dtype);

/** Whole numbers stay as they are. */
function floatsOnly(write: Write): Write {
  return (graph, x, dtype) => (dtype === 'float32' ? write(graph, x, dtype) : x);
}

/** Unary kernels that keep integers integers; the others answer in floats. */
const integral = new Set(
  // no text: names of kernels
  'Abs Ceil Floor LogicalNot Neg OnesLike Relu Relu6 Round Sign Square ZerosLike'.split(' '),
);

/** Same type out as in, but see `integral`. */
const unary: Record<string, Write> = {
  Abs: single('Abs'),
  Acos: single('Acos'),
  Acosh: single('Acosh'),
  Asin: single('Asin'),
  Asinh: single('Asinh'),
  Atan: single('Atan'),
  Atanh: single('Atanh'),
  Ceil: floatsOnly(single('Ceil')),
  Cos: single('Cos'),
  Cosh: single('Cosh'),
  Elu: single('Elu'),
  Erf: single('Erf'),
  Exp: single('Exp'),
  // (e^x - 1) without cancellation near zero: tanh(x/2) (e^x + 1).
  Expm1: (graph, x) => {
    const small = graph.op('Mul', [
      graph.op('Tanh', [graph.op('Mul', [x, graph.scalar(0.5)])]),
      graph.op('Add', [graph.op('Exp', [x]), graph.scalar(1)]),
    ]);
    const large = graph.op('Sub', [graph.op('Exp', [x]), graph.scalar(1)]);
    return graph.op('Where', [graph.op('Less', [graph.op('Abs', [x]), graph.scalar(1)]), small, large]);
  },
  Floor: floatsOnly(single('Floor')),
  Log: single('Log'),
  // log(u) x / (u - 1) with u = 1 + x undoes the rounding of u (Higham, 2002, section 1.14.1).
  Log1p: (graph, x) => {
    const one = graph.scalar(1);
    const u = graph.op('Add', [x, one]);
    const rounded = graph.op('Sub', [u, one]);
    const exact = graph.op('Div', [graph.op('Mul', [graph.op('Log', [u]), x]), rounded]);
    const tiny = graph.op('Where', [graph.op('Equal', [rounded, graph.scalar(0)]), x, exact]);
    const isLarge = graph.op('Greater', [graph.op('Abs', [x]), graph.scalar(1)]);
    return graph.op('Where', [isLarge, graph.op('Log', [u]), tiny]);
  },
  LogicalNot: single('Not'),
  Neg: single('Neg'),
  Reciprocal: single('Reciprocal'),
  Relu: single('Relu'),
  Relu6: (graph, x, dtype) => graph.op('Clip', [x, graph.scalar(0, dtype), graph.scalar(6, dtype)]),
  Round: floatsOnly(single('Round')),
  Rsqrt: (graph, x) => graph.op('Reciprocal', [graph.op('Sqrt', [x])]),
  Selu: single('Selu'),
  Sigmoid: single('Sigmoid'),
  // Of NaN it is 0, unlike ONNX's Sign.
  Sign: (graph, x, dtype) => {
    const zero = graph.scalar(0, dtype);
    return graph.op('Sub', [
      graph.cast(graph.op('Greater', [x, zero]), dtype),
      graph.cast(graph.op('Less', [x, zero]), dtype),
    ]);
  },
  Sin: single('Sin'),
  Sinh: single('Sinh'),
  Softplus: single('Softplus'),
  Sqrt: single('Sqrt'),
  Square: (graph, x) => graph.op('Mul', [x, x]),
  Tan: single('Tan'),
  Tanh: single('Tanh'),
  ZerosLike: (graph, x, dtype) => filled(graph, x, 0, dtype),
  OnesLike: (graph, x, dtype) => filled(graph, x, 1, dtype),
};

function filled(graph: GraphBuilder, x: string, value: number, dtype: ValueType): string {
  return graph.op('Expand', [graph.scalar(value, dtype), graph.op('Shape', [x])]);
}

/** Float in, bool out. */
const tests: Record<string, Write> = {
  IsNan: single('IsNaN'),
  IsInf: single('IsInf'),
  IsFinite: (graph, x) => graph.op('Not', [graph.op('Or', [graph.op('IsNaN', [x]), graph.op('IsInf', [x])])]),
};

/** Same type out as in. Integer division rounds down, as in TensorFlow. */
const binary: Record<string, WritePair> = {
  Add: pair('Add'),
  Sub: pair('Sub'),
  Multiply: pair('Mul'),
  RealDiv: pair('Div'),
  Maximum: pair('Max'),
  Minimum: pair('Min'),
  Pow: pair('Pow'),
  SquaredDifference: (graph, a, b) => {
    const difference = graph.op('Sub', [a, b]);
    return graph.op('Mul', [difference, difference]);
  },
  FloorDiv: (graph, a, b, dtype) => {
    const quotient = graph.op('Div', [a, b]);
    if (dtype === 'float32') return graph.cast(graph.op('Floor', [quotient]), 'int32');
    const remainder = graph.op('Sub', [a, graph.op('Mul', [quotient, b])]);
    const zero = graph.scalar(0, dtype);
    const signsDiffer = graph.op('Xor', [graph.op('Less', [remainder, zero]), graph.op('Less', [b, zero])]);
    const inexact = graph.op('Not', [graph.op('Equal', [remainder, zero])]);
    const correction = graph.cast(graph.op('And', [signsDiffer, inexact]), 'int32');
    return graph.op('Sub', [quotient, correction]);
  },
  Mod: (graph, a, b, dtype) => {
    if (dtype === 'int32') return graph.op('Mod', [a, b]);
    const remainder = graph.op('Mod', [a, b], { fmod: 1 });
    const zero = graph.scalar(0);
    const signsDiffer = graph.op('Xor', [graph.op('Less', [a, zero]), graph.op('Less', [b, zero])]);
    const wrapped = graph.op('Mod', [graph.op('Add', [remainder, b]), b], { fmod: 1 });
    return graph.op('Where', [signsDiffer, wrapped, remainder]);
  },
  Prelu: (graph, x, alpha, dtype) => {
    if (dtype !== 'float32') x = graph.cast(x, 'float32');
    const zero = graph.scalar(0);
    return graph.op('Add', [
      graph.op('Max', [x, zero]),
      graph.op('Mul', [alpha, graph.op('Min', [x, zero])]),
    ]);
  },
  // dy where y >= 0, else dy (y + 1).
  EluGrad: (graph, dy, y) =>
    graph.op('Mul', [dy, graph.op('Add', [graph.op('Min', [y, graph.scalar(0)]), graph.scalar(1)])]),
  Atan2: (graph, y, x, dtype) =>
    dtype === 'float32'
      ? angle(graph, y, x)
      : graph.cast(angle(graph, graph.cast(y, 'float32'), graph.cast(x, 'float32')), dtype),
  LogicalAnd: pair('And'),
  LogicalOr: pair('Or'),
  LogicalXor: pair('Xor'),
};

/** Angle of the point (x, y), in (-pi, pi]; 0 at the origin. */
function angle(graph: GraphBuilder, y: string, x: string): string {
  const zero = graph.scalar(0);
  const below = graph.op('Less', [y, zero]);
  const half = graph.op('Atan', [graph.op('Div', [y, x])]);
  const turn = graph.op('Where', [below, graph.scalar(-Math.PI), graph.scalar(Math.PI)]);
  const turned = graph.op('Where', [graph.op('Less', [x, zero]), graph.op('Add', [half, turn]), half]);
  const isOrigin = graph.op('And', [graph.op('Equal', [x, zero]), graph.op('Equal', [y, zero])]);
  return graph.op('Where', [isOrigin, zero, turned]);
}

/** Names of a binary kernel's inputs where they are not `a` and `b`. */
const binaryInputs: Record<string, [string, string]> = { Prelu: ['x', 'alpha'], EluGrad: ['dy', 'y'] };

/** What a binary kernel gives where it is not the type it takes. */
const binaryTypes: Record<string, ValueType> = { Prelu: 'float32', FloorDiv: 'int32' };

/** Unary and binary kernels that bools stay in the graph for. (no text: names of kernels) */
const takesBools = new Set('LogicalAnd LogicalNot LogicalOr LogicalXor OnesLike ZerosLike'.split(' '));

/** Bool out. ONNX Runtime compares no bools but for equality: as integers then. */
const comparisons: Record<string, WritePair> = {
  Equal: pair('Equal'),
  NotEqual: (graph, a, b) => graph.op('Not', [graph.op('Equal', [a, b])]),
  Greater: pair('Greater'),
  GreaterEqual: pair('GreaterOrEqual'),
  Less: pair('Less'),
  LessEqual: pair('LessOrEqual'),
};

const comparable = (graph: GraphBuilder, name: string, dtype: ValueType): string =>
  dtype === 'bool' ? graph.cast(name, 'int32') : name;

const broadcast = (a: Spec, b: Spec): number[] =>
  backend_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]);

const castKernel = kernel<{ dtype: ValueType | 'complex64' | 'string' }, { to: ValueType }>({
  name: 'Cast',
  inputs: ['x'],
  isRecordable: ({ dtype }) => dtype !== 'complex64' && dtype !== 'string',
  plan: ([x], { dtype }) => {
    const to = dtype as ValueType;
    return { outputs: [{ shape: x.shape, dtype: to }], plan: { to } };
  },
  lower: (graph, { inputs: [x], plan: { to }, outputs: [output] }) => [
    mapElements(graph, x, output, (name) => (x.dtype === to ? name : graph.cast(name, to))),
  ],
});

const stepKernel = kernel<{ alpha: number }, { alpha: number }>({
  name: 'Step',
  inputs: ['x'],
  isRecordable: exceptBools,
  plan: ([x], { alpha }) => ({ outputs: [x], plan: { alpha } }),
  lower: (graph, { inputs: [x], plan: { alpha }, outputs: [output] }) => [
    mapElements(graph, x, output, (name) => {
      const positive = graph.op('Greater', [name, graph.scalar(0, x.dtype)]);
      if (x.dtype !== 'float32' || alpha !== 0) {
        const below = graph.scalar(alpha, x.dtype);
        return keepNaN(() => graph.op('Where', [positive, graph.scalar(1, x.dtype), below]))(
          graph,
          name,
          x.dtype,
        );
      }
      return keepNaN(() => graph.cast(positive, 'float32'))(graph, name, x.dtype);
    }),
  ],
});

const leakyReluKernel = kernel<{ alpha: number }, { alpha: number }>({
  name: 'LeakyRelu',
  inputs: ['x'],
  plan: ([x], { alpha }) => ({ outputs: [{ shape: x.shape, dtype: 'float32' }], plan: { alpha } }),
  lower: (graph, { inputs: [x], plan: { alpha }, outputs: [output] }) => [
    mapElements(graph, x, output, (name) =>
      graph.op('LeakyRelu', [x.dtype === 'float32' ? name : graph.cast(name, 'float32')], {
        alpha: { float: alpha },
      }),
    ),
  ],
});

const clipKernel = kernel<{ clipValueMin: number; clipValueMax: number }, { min: number; max: number }>({
  name: 'ClipByValue',
  inputs: ['x'],
  isRecordable: exceptBools,
  plan: ([x], { clipValueMin, clipValueMax }) => ({
    outputs: [x],
    plan: { min: clipValueMin, max: clipValueMax },
  }),
  lower: (graph, { inputs: [x], plan: { min, max }, outputs: [output] }) => [
    mapElements(graph, x, output, (name) =>
      graph.op('Min', [graph.op('Max', [name, graph.scalar(min, x.dtype)]), graph.scalar(max, x.dtype)]),
    ),
  ],
});

const addNKernel = kernel<object, object>({
  name: 'AddN',
  inputs: 'list',
  isRecordable: exceptBools,
  plan: ([first]) => ({ outputs: [first], plan: {} }),
  lower: (graph, { inputs, outputs: [output] }) => [
    combineElements(graph, inputs, output, (...names) =>
      names.reduce((sum, name) => graph.op('Add', [sum, name])),
    ),
  ],
});

const selectKernel = kernel<object, object>({
  name: 'Select',
  inputs: ['condition', 't', 'e'],
  isRecordable: (_, [, ...choices]) => exceptBools(_, choices),
  plan: ([, t]) => ({ outputs: [t], plan: {} }),
  lower: (graph, { inputs: [condition, t, e], outputs: [output] }) => {
    if (condition.rank === t.rank)
      return [combineElements(graph, [condition, t, e], output, (...names) => graph.op('Where', names))];
    // A condition of rank 1 picks whole rows.
    const rows = graph.reshape(graph.last(condition), [
      condition.shape[0],
      ...Array<number>(t.rank - 1).fill(1),
    ]);
    return [graph.operand(output, graph.op('Where', [rows, graph.last(t), graph.last(e)]))];
  },
});

function unaryKernel([name, write]: [string, Write]): Kernel {
  return kernel<object, object>({
    name,
    inputs: ['x'],
    isRecordable: takesBools.has(name) ? undefined : exceptBools,
    plan: ([x]) => ({
      outputs: [{ shape: x.shape, dtype: integral.has(name) ? x.dtype : 'float32' }],
      plan: {},
    }),
    lower: (graph, { inputs: [x], outputs: [output] }) => [
      rewritten(name, graph, [x], output) ??
        mapElements(graph, x, output, (input) =>
          write(graph, output.dtype === x.dtype ? input : graph.cast(input, output.dtype), output.dtype),
        ),
    ],
  });
}

function testKernel([name, write]: [string, Write]): Kernel {
  return kernel<object, object>({
    name,
    inputs: ['x'],
    isRecordable: inFloats,
    plan: ([x]) => ({ outputs: [{ shape: x.shape, dtype: 'bool' }], plan: {} }),
    lower: (graph, { inputs: [x], outputs: [output] }) => [
      mapElements(graph, x, output, (input) => write(graph, input, x.dtype)),
    ],
  });
}

function binaryKernel([name, write]: [string, WritePair]): Kernel {
  return kernel<object, object>({
    name,
    inputs: binaryInputs[name] ?? ['a', 'b'],
    isRecordable: takesBools.has(name) ? undefined : exceptBools,
    plan: ([a, b]) => ({
      outputs: [{ shape: broadcast(a, b), dtype: binaryTypes[name] ?? a.dtype }],
      plan: {},
    }),
    lower: (graph, { inputs: [a, b], outputs: [output] }) => [
      rewritten(name, graph, [a, b], output) ??
        combineElements(graph, [a, b], output, (left, right) => write(graph, left, right, a.dtype)),
    ],
  });
}

function comparisonKernel([name, write]: [string, WritePair]): Kernel {
  return kernel<object, object>({
    name,
    inputs: ['a', 'b'],
    plan: ([a, b]) => ({ outputs: [{ shape: broadcast(a, b), dtype: 'bool' }], plan: {} }),
    lower: (graph, { inputs: [a, b], outputs: [output] }) => [
      combineElements(graph, [a, b], output, (left, right) =>
        write(graph, comparable(graph, left, a.dtype), comparable(graph, right, b.dtype), a.dtype),
      ),
    ],
  });
}

export const elementwiseKernels: readonly Kernel[] = [
  ...Object.entries(unary).map(unaryKernel),
  ...Object.entries(tests).map(testKernel),
  ...Object.entries(binary).map(binaryKernel),
  ...Object.entries(comparisons).map(comparisonKernel),
  castKernel,
  stepKernel,
  leakyReluKernel,
  clipKernel,
  addNKernel,
  selectKernel,
];
