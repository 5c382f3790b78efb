import type { GraphBuilder } from '../graph/builder';
import type { Operand } from '../graph/operand';
import { gatherFactors, gatherProduct, gatherSum } from './affine';
import { writeConv2D } from './conv2d';
import type { WriteConvolution } from './convolution';
import { writeDepthwise } from './depthwise';
import { writeMaxPoolGradient } from './pool';
import type { PoolPlan } from './poolPlan';
import type { WindowPlan } from './support';

/** Writes an element-wise call more cheaply when the calls around it allow; undefined where they do not. */
type Rewrite = (graph: GraphBuilder, inputs: readonly Operand[], output: Operand) => Operand | undefined;

/** How a convolution is written with a bias, by kernel. */
const withBias: Readonly<Partial<Record<string, WriteConvolution>>> = {
  Conv2D: writeConv2D,
  DepthwiseConv2dNative: writeDepthwise,
};

/** Convolution plus bias is one node, which ONNX Runtime further fuses with the activation. */
const convolutionBias: Rewrite = (graph, inputs, output) => {
  const convolution = inputs.find(({ producer }) => producer && withBias[producer.kernel.name]);
  const bias = inputs.find((input) => input !== convolution);
  if (!convolution || !bias || convolution.consumers.length > 1) return undefined;
  // TensorFlow.js' layers write the bias as [channels] or [1, 1, 1, channels].
  const channels = convolution.shape[3];
  if (bias.rank > 4 || bias.shape[bias.rank - 1] !== channels) return undefined;
  if (bias.shape.slice(0, -1).some((dim) => dim !== 1)) return undefined;
  const { kernel, inputs: read, plan } = convolution.producer!;
  const write = withBias[kernel.name]!;
  const [x, filter] = read;
  const biased = { x, filter, bias: graph.reshape(graph.last(bias), [channels]) };
  return write(graph, biased, plan as unknown as WindowPlan, output);
};

/** The `x` of `cast(step(x), 'float32')`, the derivative of ReLU as TensorFlow.js writes it. */
function steppedBy(mask: Operand): Operand | undefined {
  if (!mask.isFrom('Cast')) return undefined;
  const [step] = mask.producer!.inputs;
  if (!step.isFrom('Step') || (step.producer!.plan as { alpha: number }).alpha !== 0) return undefined;
  return step.producer!.inputs[0];
}

/** `relu(x)` is positive exactly where `x` is; reading it instead lets `x` be fused away. */
function reluOf(x: Operand): Operand | undefined {
  return x.consumers.find(({ kernel }) => kernel.name === 'Relu')?.outputs[0];
}

/**
 * 1 where it is positive, else 0. On the CPU it is written as a very steep ramp: one pass over memory instead of two.
 */
const positive = (graph: GraphBuilder, name: string): string =>
  graph.target.fastRamp
    ? graph.op('HardSigmoid', [name], { alpha: { float: 3e38 }, beta: { float: 0 } })
    : graph.cast(graph.op('Greater', [name, graph.scalar(0)]), 'float32');

/** dy where x is positive, else 0. */
const wherePositive = (graph: GraphBuilder, dy: string, x: string): string =>
  graph.target.gradientNodes
    ? graph.op('ReluGradient', [dy, x], {}, 'lits')
    : graph.op('Mul', [dy, positive(graph, x)]);

/**
 * `dy * cast(step(x))`, the gradient of ReLU. A gradient that comes out of a max pool over `relu(x)` is masked
 * before the pool instead of after it: it reaches only the maxima, and those are positive exactly where the pooled
 * value is. (Where `x` is NaN the mask is 0 here and NaN in TensorFlow.js; the loss is NaN in both.)
 */
const reluGradient: Rewrite = (graph, inputs, output) => {
  const mask = inputs.find((input) => steppedBy(input) !== undefined);
  const dy = inputs.find((input) => input !== mask);
  if (!mask || !dy || dy.shape.join() !== mask.shape.join()) return undefined;
  const x = steppedBy(mask)!;
  const activated = reluOf(x);
  if (activated && dy.isFrom('MaxPoolGrad') && dy.producer!.inputs[1] === activated) {
    const { inputs: read, plan } = dy.producer!;
    const [pooledGradient, pooledInput, pooled] = read;
    const masked = graph.operand(
      pooledGradient,
      wherePositive(graph, graph.first(pooledGradient), graph.first(pooled)),
      'channelsFirst',
    );
    return writeMaxPoolGradient(graph, masked, pooledInput, plan as unknown as PoolPlan, output);
  }
  const source = activated ?? x;
  const layout = graph.layoutFor([dy, source]);
  return graph.operand(output, wherePositive(graph, graph.in(layout, dy), graph.in(layout, source)), layout);
};

/**
 * The node that gives `x`, where ReLU can become part of it: nothing may read `x` but ReLU and its gradient (see
 * `reluOf`).
 */
const reluInside: Rewrite = (graph, [x], output) => {
  const { writeWithRelu, consumers } = x;
  if (!writeWithRelu || consumers.some(({ kernel }) => !/^(Relu|Step)$/.test(kernel.name))) return undefined;
  const { name, layout } = writeWithRelu();
  return graph.operand(output, name, layout);
};

/** By kernel; the first that applies is taken. */
const rewritesOf: Readonly<Partial<Record<string, readonly Rewrite[]>>> = {
  Add: [convolutionBias, (graph, inputs, output) => gatherSum(graph, inputs, output, 1)],
  Sub: [(graph, inputs, output) => gatherSum(graph, inputs, output, -1)],
  Multiply: [reluGradient, gatherProduct, gatherFactors],
  Relu: [reluInside],
  Square: [(graph, [x], output) => gatherFactors(graph, [x, x], output)],
};

/** An element-wise call, written with regard to the calls around it; undefined where these do not matter. */
export function rewritten(
  kernelName: string,
  graph: GraphBuilder,
  inputs: readonly Operand[],
  output: Operand,
): Operand | undefined {
  for (const rewrite of rewritesOf[kernelName] ?? []) {
    const made = rewrite(graph, inputs, output);
    if (made) return made;
  }
  return undefined;
}
