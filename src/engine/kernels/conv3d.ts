import { backend_util } from '@tensorflow/tfjs-core';
import { permute, type GraphBuilder } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';
import type { Operand } from '../graph/operand';
import { outputPadding } from './support';
import { channelsFirst, fromChannelsFirst, planVolume, type Shape5D, type VolumePlan } from './volume';

interface Conv3DAttributes {
  strides: [number, number, number] | number;
  pad: 'valid' | 'same';
  dilations?: [number, number, number] | number;
}

function planConvolution(
  name: string,
  input: readonly number[],
  filter: readonly number[],
  { strides, pad, dilations }: Conv3DAttributes,
): { plan: VolumePlan; outShape: number[] } {
  const info = backend_util.computeConv3DInfo(
    input as Shape5D,
    filter as Shape5D,
    strides,
    dilations ?? 1,
    pad,
  );
  return { plan: planVolume(name, info), outShape: info.outShape };
}

/** A filter [depth, height, width, in, out] as [out, in, depth, height, width]. */
const outLeading = (graph: GraphBuilder, filter: Operand): string =>
  graph.transpose(graph.last(filter), filter.shape, [4, 3, 0, 1, 2]);

const attributesOf = ({ kernel, strides, dilations, pads }: VolumePlan) => ({
  kernel_shape: kernel,
  strides,
  dilations,
  pads,
});

const conv3D = kernel<Conv3DAttributes, VolumePlan>({
  name: 'Conv3D',
  inputs: ['x', 'filter'],
  plan: ([x, filter], attributes) => {
    const { plan, outShape } = planConvolution('Conv3D', x.shape, filter.shape, attributes);
    return { outputs: [{ shape: outShape, dtype: 'float32' }], plan };
  },
  lower: (graph, { inputs: [x, filter], plan, outputs: [output] }) => {
    const inputs = [channelsFirst(graph, x), outLeading(graph, filter)];
    return [fromChannelsFirst(graph, graph.op('Conv', inputs, attributesOf(plan)), output)];
  },
});

const conv3DBackpropInput = kernel<Conv3DAttributes & { inputShape: Shape5D }, VolumePlan>({
  name: 'Conv3DBackpropInputV2',
  inputs: ['dy', 'filter'],
  plan: ([, filter], attributes) => {
    const { inputShape } = attributes;
    const { plan } = planConvolution('Conv3DBackpropInputV2', inputShape, filter.shape, attributes);
    return { outputs: [{ shape: inputShape, dtype: 'float32' }], plan };
  },
  lower: (graph, { inputs: [dy, filter], plan, outputs: [output] }) => {
    const name = graph.op('ConvTranspose', [channelsFirst(graph, dy), outLeading(graph, filter)], {
      ...attributesOf(plan),
      output_padding: outputPadding(plan, output.shape, dy.shape),
    });
    return [fromChannelsFirst(graph, name, output)];
  },
});

/** Gradient for the filter: the input convolved with dy, with batch and channels, strides and dilations in each other's place. */
const conv3DBackpropFilter = kernel<Conv3DAttributes & { filterShape: Shape5D }, VolumePlan>({
  name: 'Conv3DBackpropFilterV2',
  inputs: ['x', 'dy'],
  plan: ([x], attributes) => {
    const { filterShape } = attributes;
    const { plan } = planConvolution('Conv3DBackpropFilterV2', x.shape, filterShape, attributes);
    return { outputs: [{ shape: filterShape, dtype: 'float32' }], plan };
  },
  lower: (graph, { inputs: [x, dy], plan, outputs: [output] }) => {
    const channelsLeading = [4, 0, 1, 2, 3];
    const [pictures, filters] = [x, dy].map((operand) =>
      graph.transpose(graph.last(operand), operand.shape, channelsLeading),
    );
    const convolved = graph.op('Conv', [pictures, filters], {
      kernel_shape: dy.shape.slice(1, 4),
      strides: plan.dilations,
      dilations: plan.strides,
      pads: plan.pads,
    });
    // Where the strides skip the last rows, the result has positions beyond the filter.
    const cut = graph.slice(convolved, [2, 3, 4], [0, 0, 0], plan.kernel, [1, 1, 1]);
    const gradient = permute(output.shape, [3, 4, 0, 1, 2]);
    return [graph.operand(output, graph.transpose(cut, gradient, [2, 3, 4, 0, 1]))];
  },
});

export const conv3DKernels: readonly Kernel[] = [conv3D, conv3DBackpropInput, conv3DBackpropFilter];
