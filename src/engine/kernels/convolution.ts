import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';
import type { Operand } from '../graph/operand';
import { biasOf, writeActivation, type ActivationAttributes } from './activation';
import { outputPadding, padsFor, requireChannelsLast, type WindowPlan } from './support';

export type Shape4D = [number, number, number, number];

export interface ConvolutionAttributes {
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  dataFormat?: string;
  dilations?: [number, number] | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** What sets one kind of convolution over pictures apart from another. */
export interface ConvolutionKind {
  names: { forward: string; fused: string; inputGradient: string };
  depthwise: boolean;
  /** How many groups ONNX counts, of so many input channels. */
  groups: (channels: number) => number;
  /** The filter as ONNX's convolution takes it: [out, in of the group, height, width]. */
  weights: (graph: GraphBuilder, filter: Operand) => string;
  /** The filter with the channels of dy and of the input in each other's place. */
  swappedWeights: (graph: GraphBuilder, filter: Operand) => string;
}

/** Writes a convolution of an NHWC input; the result's name is in `channelsFirst`. */
export type WriteConvolution = (
  graph: GraphBuilder,
  x: Operand,
  filter: Operand,
  plan: WindowPlan,
  bias?: string,
) => string;

/** Geometry and output of a convolution; shapes have channels last. */
export function planConvolution(
  name: string,
  input: readonly number[],
  filter: readonly number[],
  { strides, pad, dataFormat, dilations, dimRoundingMode }: ConvolutionAttributes,
  depthwise: boolean,
): { plan: WindowPlan; outShape: number[] } {
  requireChannelsLast(name, dataFormat);
  const info = backend_util.computeConv2DInfo(
    input as Shape4D,
    filter as Shape4D,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
  );
  const plan: WindowPlan = {
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: padsFor(name, info),
  };
  return { plan, outShape: info.outShape };
}

export const writerOf =
  ({ weights, groups }: ConvolutionKind): WriteConvolution =>
  (graph, x, filter, { kernel, strides, dilations, pads }, bias) =>
    graph.op('Conv', [graph.first(x), weights(graph, filter), ...(bias ? [bias] : [])], {
      kernel_shape: kernel,
      strides,
      dilations,
      pads,
      group: groups(x.shape[3]),
    });

/** Padding that makes a stride-1 convolution with the flipped filter the gradient for the input. */
function transposedPads({ kernel, dilations, pads }: WindowPlan): Shape4D {
  const reach = [0, 1].map((axis) => (kernel[axis] - 1) * dilations[axis]);
  return [reach[0] - pads[0], reach[1] - pads[1], reach[0] - pads[2], reach[1] - pads[3]];
}

const flipSpatial = (graph: GraphBuilder, weights: string): string =>
  graph.slice(weights, [2, 3], [-1, -1], [-(2 ** 31), -(2 ** 31)], [-1, -1]);

/** The kernels of a kind that are written alike: forward, fused with bias and activation, gradient for the input. */
export function convolutionKernels(kind: ConvolutionKind): readonly Kernel[] {
  const { names, depthwise, groups, weights, swappedWeights } = kind;
  const write = writerOf(kind);

  const forward = kernel<ConvolutionAttributes, WindowPlan>({
    name: names.forward,
    inputs: ['x', 'filter'],
    plan: ([x, filter], attributes) => {
      const { plan, outShape } = planConvolution(names.forward, x.shape, filter.shape, attributes, depthwise);
      return { outputs: [{ shape: outShape, dtype: 'float32' }], plan };
    },
    lower: (graph, { inputs: [x, filter], plan, outputs: [output] }) => [
      graph.operand(output, write(graph, x, filter, plan), 'channelsFirst'),
    ],
  });

  const fused = kernel<ConvolutionAttributes & ActivationAttributes, WindowPlan & ActivationAttributes>({
    name: names.fused,
    inputs: ['x', 'filter', 'bias?', 'preluActivationWeights?'],
    plan: ([x, filter], attributes) => {
      const { plan, outShape } = planConvolution(names.fused, x.shape, filter.shape, attributes, depthwise);
      const { activation, leakyreluAlpha } = attributes;
      return {
        outputs: [{ shape: outShape, dtype: 'float32' }],
        plan: { ...plan, activation, leakyreluAlpha },
      };
    },
    lower: (graph, { inputs: [x, filter, ...rest], plan, outputs: [output] }) => {
      const bias = biasOf(rest, plan);
      const folds = bias?.rank === 1 && bias.shape[0] === output.shape[3];
      const name = write(graph, x, filter, plan, folds ? graph.last(bias) : undefined);
      const convolved = graph.operand(output, name, 'channelsFirst');
      return [writeActivation(graph, convolved, folds ? rest.slice(1) : rest, plan, output)];
    },
  });

  const inputGradient = kernel<ConvolutionAttributes & { inputShape: Shape4D }, WindowPlan>({
    name: names.inputGradient,
    inputs: ['dy', 'filter'],
    plan: ([, filter], attributes) => {
      const { inputShape } = attributes;
      const { plan } = planConvolution(names.inputGradient, inputShape, filter.shape, attributes, depthwise);
      return { outputs: [{ shape: inputShape, dtype: 'float32' }], plan };
    },
    lower: (graph, { inputs: [dy, filter], plan, outputs: [output] }) => {
      const { kernel, strides, dilations, pads } = plan;
      const group = groups(output.shape[3]);
      const moved = transposedPads(plan);
      if (strides[0] === 1 && strides[1] === 1 && moved.every((pad) => pad >= 0)) {
        const swapped = swappedWeights(graph, filter);
        const flipped = kernel[0] * kernel[1] === 1 ? swapped : flipSpatial(graph, swapped);
        const attributes = { kernel_shape: kernel, dilations, pads: moved, group };
        return [
          graph.operand(output, graph.op('Conv', [graph.first(dy), flipped], attributes), 'channelsFirst'),
        ];
      }
      const name = graph.op('ConvTranspose', [graph.first(dy), weights(graph, filter)], {
        kernel_shape: kernel,
        strides,
        dilations,
        pads,
        output_padding: outputPadding(plan, output.shape, dy.shape),
        group,
      });
      return [graph.operand(output, name, 'channelsFirst')];
    },
  });

  return [forward, fused, inputGradient];
}
