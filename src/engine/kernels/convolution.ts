import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';
import type { Operand } from '../graph/operand';
import type { Spec } from '../graph/value';
import type { Attributes } from '../onnx/schema';
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
  /**
   * The filter [height, width, in, out], given by name and shape, as convolutions in blocks take it. Undefined for a
   * kind of convolution that cannot be done in blocks.
   */
  blockedWeights?: (graph: GraphBuilder, name: string, shape: readonly number[]) => string;
  /** The filter turned by half a turn, with the channels of dy and of the input in each other's place. */
  swappedWeights: (graph: GraphBuilder, filter: Operand) => string;
}

/** Writes a convolution of an NHWC input; the result lies `channelsFirst`. */
export type WriteConvolution = (
  graph: GraphBuilder,
  inputs: { x: Operand; filter: Operand; bias?: string | undefined },
  plan: WindowPlan,
  output: Spec,
) => Operand;

/** The geometry as ONNX has it. */
export const windowAttributes = ({ kernel, strides, dilations, pads }: WindowPlan) => ({
  kernel_shape: kernel,
  strides,
  dilations,
  pads,
});

/** A gradient as one node of our own; see `Target.gradientNodes`. */
export const gradientNode = (
  graph: GraphBuilder,
  op: 'ConvInputGradient' | 'ConvFilterGradient',
  inputs: readonly string[],
  attributes: Attributes,
): string => graph.op(op, inputs, attributes, 'lits');

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
  ({ weights, blockedWeights, groups }: ConvolutionKind): WriteConvolution =>
  (graph, { x, filter, bias }, plan, output) => {
    const { kernel, strides, dilations } = plan;
    const { picture, pads } = withoutPadding(x, plan);
    const attributes = { kernel_shape: kernel, strides, dilations, pads, group: groups(x.shape[3]) };
    if (blockedWeights && gainsFromBlocks(graph, plan, x, output)) {
      const inputs = [
        graph.in('blocked', picture),
        blockedWeights(graph, graph.last(filter), filter.shape),
        ...(bias ? [bias] : []),
      ];
      const write = (relu: object) =>
        graph.op('Conv', inputs, { ...attributes, ...relu }, 'com.microsoft.nchwc');
      const convolved = graph.operand(output, write({}), 'blocked');
      convolved.writeWithRelu = () => ({ layout: 'blocked', name: write({ activation: 'Relu' }) });
      return convolved;
    }
    const inputs = [graph.first(picture), weights(graph, filter), ...(bias ? [bias] : [])];
    const convolved = graph.operand(output, graph.op('Conv', inputs, attributes), 'channelsFirst');
    if (graph.target.fusedConv)
      convolved.writeWithRelu = () => ({
        layout: 'channelsFirst',
        name: graph.op('FusedConv', inputs, { ...attributes, activation: 'Relu' }, 'com.microsoft'),
      });
    return convolved;
  };

/**
 * Whether it is faster to bring pictures into blocks and back. It is so only where the window is larger than one pixel.
 */
function gainsFromBlocks(
  { target: { channelBlock } }: GraphBuilder,
  { kernel }: WindowPlan,
  input: Spec,
  output: Spec,
): boolean {
  return (
    channelBlock > 0 &&
    kernel[0] * kernel[1] > 1 &&
    input.shape[3] % channelBlock === 0 &&
    output.shape[3] % channelBlock === 0
  );
}

/** Padding that makes a stride-1 convolution with the flipped filter the gradient for the input. */
function transposedPads({ kernel, dilations, pads }: WindowPlan): Shape4D {
  const reach = [0, 1].map((axis) => (kernel[axis] - 1) * dilations[axis]);
  return [reach[0] - pads[0], reach[1] - pads[1], reach[0] - pads[2], reach[1] - pads[3]];
}

/** A filter [height, width, in, out] turned by half a turn, in the same order. */
export function turned(graph: GraphBuilder, filter: Operand): string {
  const [height, width] = filter.shape;
  const name = graph.last(filter);
  if (height * width === 1) return name;
  return graph.backwards(name, [0, 1]);
}

/** A picture that was padded with zeros for this convolution, as it was before, and pads that make up for it. */
export function withoutPadding(
  x: Operand,
  { pads }: WindowPlan,
): { picture: Operand; pads: WindowPlan['pads'] } {
  const padding = zeroPadding(x);
  return padding && x.producer
    ? {
        picture: x.producer.inputs[0],
        pads: [0, 1, 2, 3].map((side) => pads[side] + padding[side]) as Shape4D,
      }
    : { picture: x, pads };
}

/** How many zeros the operand's call added (top, left, bottom, right); undefined for another call. */
function zeroPadding({ producer, rank }: Operand): Shape4D | undefined {
  if (producer?.kernel.name !== 'PadV2' || rank !== 4) return undefined;
  const { paddings, value } = producer.plan as { paddings: readonly (readonly number[])[]; value: number };
  const [batch, height, width, channels] = paddings;
  if (value !== 0 || [...batch, ...channels].some((count) => count !== 0)) return undefined;
  return [height[0], width[0], height[1], width[1]];
}

/** The gradient for the input of a convolution; it lies `channelsFirst`. */
function writeInputGradient(
  { groups, weights, blockedWeights, swappedWeights }: ConvolutionKind,
  graph: GraphBuilder,
  { dy, filter }: { dy: Operand; filter: Operand },
  plan: WindowPlan,
  output: Spec,
): Operand {
  const { kernel, strides, dilations, pads } = plan;
  const group = groups(output.shape[3]);
  const isDense = strides[0] === 1 && strides[1] === 1;
  const written: NonNullable<Operand['writeCropped']> = ([top, left, bottom, right]) => {
    const cropped: Shape4D = [pads[0] + top, pads[1] + left, pads[2] + bottom, pads[3] + right];
    const [batch, height, width, channels] = output.shape;
    if (graph.target.gradientNodes) {
      const inputs = [graph.first(dy), weights(graph, filter)];
      const name = gradientNode(graph, 'ConvInputGradient', inputs, {
        ...windowAttributes({ ...plan, pads: cropped }),
        input_shape: [batch, channels, height - top - bottom, width - left - right],
        group,
      });
      return { layout: 'channelsFirst', name };
    }
    const moved = transposedPads({ ...plan, pads: cropped });
    if (isDense && moved.every((pad) => pad >= 0)) {
      const attributes = { kernel_shape: kernel, strides, dilations, pads: moved, group };
      if (blockedWeights && gainsFromBlocks(graph, plan, dy, output)) {
        const inputs = [graph.in('blocked', dy), swappedInBlocks(graph, filter, blockedWeights)];
        return { layout: 'blocked', name: graph.op('Conv', inputs, attributes, 'com.microsoft.nchwc') };
      }
      const inputs = [graph.first(dy), swappedWeights(graph, filter)];
      return { layout: 'channelsFirst', name: graph.op('Conv', inputs, attributes) };
    }
    const name = graph.op('ConvTranspose', [graph.first(dy), weights(graph, filter)], {
      kernel_shape: kernel,
      strides,
      dilations,
      pads: cropped,
      output_padding: outputPadding(
        { ...plan, pads: cropped },
        [batch, height - top - bottom, width - left - right, channels],
        dy.shape,
      ),
      group,
    });
    return { layout: 'channelsFirst', name };
  };
  const { name, layout } = written([0, 0, 0, 0]);
  const gradient = graph.operand(output, name, layout);
  gradient.writeCropped = written;
  return gradient;
}

/** The filter for the gradient for the input, in blocks: in two steps, for ONNX Runtime moves runs of numbers fastest. */
function swappedInBlocks(
  graph: GraphBuilder,
  filter: Operand,
  blocked: NonNullable<ConvolutionKind['blockedWeights']>,
): string {
  const [height, width, inChannels, outChannels] = filter.shape;
  const matrices = [height * width, inChannels, outChannels];
  const swapped = graph.transpose(graph.reshape(turned(graph, filter), matrices), matrices, [0, 2, 1]);
  return blocked(graph, swapped, [height, width, outChannels, inChannels]);
}

/** The kernels of a kind that are written alike: forward, fused with bias and activation, gradient for the input. */
export function convolutionKernels(kind: ConvolutionKind): readonly Kernel[] {
  const { names, depthwise } = kind;
  const write = writerOf(kind);

  const forward = kernel<ConvolutionAttributes, WindowPlan>({
    name: names.forward,
    inputs: ['x', 'filter'],
    plan: ([x, filter], attributes) => {
      const { plan, outShape } = planConvolution(names.forward, x.shape, filter.shape, attributes, depthwise);
      return { outputs: [{ shape: outShape, dtype: 'float32' }], plan };
    },
    lower: (graph, { inputs: [x, filter], plan, outputs: [output] }) => [
      write(graph, { x, filter }, plan, output),
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
      const convolved = write(graph, { x, filter, bias: folds ? graph.last(bias) : undefined }, plan, output);
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
    lower: (graph, { inputs: [dy, filter], plan, outputs: [output] }) => [
      writeInputGradient(kind, graph, { dy, filter }, plan, output),
    ],
  });

  return [forward, fused, inputGradient];
}
