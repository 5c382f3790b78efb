import type { backend_util } from '@tensorflow/tfjs-core';
import { permute, type GraphBuilder } from '../graph/builder';
import type { Operand } from '../graph/operand';
import type { Spec } from '../graph/value';
import { padAfter } from './support';

type Triple = readonly [number, number, number];
export type Shape5D = [number, number, number, number, number];

/** Geometry of windows that slide over a volume: (depth, height, width); `pads` has the three ends after the begins. */
export interface VolumePlan {
  kernel: Triple;
  strides: Triple;
  dilations: Triple;
  pads: readonly number[];
}

/** @throws Error, see `padAfter` */
export function planVolume(kernelName: string, info: backend_util.Conv3DInfo): VolumePlan {
  const { front, top, left, back, bottom, right } = info.padInfo;
  const strides: Triple = [info.strideDepth, info.strideHeight, info.strideWidth];
  const effective = [info.effectiveFilterDepth, info.effectiveFilterHeight, info.effectiveFilterWidth];
  const sizes = [info.inDepth, info.inHeight, info.inWidth];
  const outs = [info.outDepth, info.outHeight, info.outWidth];
  const begins = [front, top, left];
  const ends = [back, bottom, right].map((end, axis) =>
    padAfter(kernelName, sizes[axis], effective[axis], strides[axis], begins[axis], end, outs[axis]),
  );
  return {
    kernel: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides,
    dilations: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    pads: [...begins, ...ends],
  };
}

const toChannelsFirst = [0, 4, 1, 2, 3];
const toChannelsLast = [0, 2, 3, 4, 1];

/** The name of a volume [batch, depth, height, width, channels] with its channels moved first. */
export function channelsFirst(graph: GraphBuilder, x: Operand): string {
  return graph.transpose(graph.last(x), x.shape, toChannelsFirst);
}

/** The shape of a volume with its channels moved first. */
export const channelsFirstShape = (shape: readonly number[]): number[] => permute(shape, toChannelsFirst);

/** A volume under a name that has the channels first. */
export function fromChannelsFirst(graph: GraphBuilder, name: string, output: Spec): Operand {
  return graph.operand(output, graph.transpose(name, channelsFirstShape(output.shape), toChannelsLast));
}
