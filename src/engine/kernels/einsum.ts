import { backend_util } from '@tensorflow/tfjs-core';
import { kernel, type Kernel } from '../graph/kernel';
import type { Spec } from '../graph/value';
import { exceptBools } from './support';

type Tensors = Parameters<typeof backend_util.checkEinsumDimSizes>[2];

function shapeOf(equation: string, inputs: readonly Spec[]): number[] {
  const { allDims, summedDims, idDims } = backend_util.decodeEinsumEquation(equation, inputs.length);
  backend_util.checkEinsumDimSizes(allDims.length, idDims, inputs as unknown as Tensors);
  const kept = allDims.length - summedDims.length;
  return Array.from({ length: kept }, (_, dim) => {
    const input = idDims.findIndex((dims) => dims.includes(dim));
    return inputs[input].shape[idDims[input].indexOf(dim)];
  });
}

const einsum = kernel<{ equation: string }, { equation: string }>({
  name: 'Einsum',
  inputs: 'list',
  isRecordable: exceptBools,
  plan: (inputs, { equation }) => ({
    outputs: [{ shape: shapeOf(equation, inputs), dtype: inputs[0].dtype }],
    plan: { equation },
  }),
  lower: (graph, { inputs, plan: { equation }, outputs: [output] }) => {
    const names = inputs.map((input) => graph.last(input));
    return [graph.operand(output, graph.op('Einsum', names, { equation }))];
  },
});

export const einsumKernels: readonly Kernel[] = [einsum];
