import { kernel, type Kernel } from '../graph/kernel';
import { inFloats } from './support';

/** (x - mean) * scale / sqrt(variance + epsilon) + offset, with given statistics. */
const fusedBatchNorm = kernel<
  { varianceEpsilon: number },
  { epsilon: number; scaled: boolean; shifted: boolean }
>({
  name: 'FusedBatchNorm',
  inputs: ['x', 'mean', 'variance', 'offset?', 'scale?'],
  isRecordable: inFloats,
  plan: ([x], { varianceEpsilon }, given) => ({
    outputs: [x],
    plan: {
      epsilon: varianceEpsilon,
      scaled: given.includes('scale'),
      shifted: given.includes('offset'),
    },
  }),
  lower: (graph, { inputs, plan: { epsilon, scaled, shifted }, outputs: [output] }) => {
    const layout = graph.layoutFor(inputs);
    const [x, mean, variance, ...rest] = inputs.map((input) => graph.broadcastable(layout, input));
    const deviation = graph.op('Sqrt', [graph.op('Add', [variance, graph.scalar(epsilon)])]);
    const factor = scaled
      ? graph.op('Div', [rest[rest.length - 1], deviation])
      : graph.op('Reciprocal', [deviation]);
    const centred = graph.op('Mul', [graph.op('Sub', [x, mean]), factor]);
    return [graph.operand(output, shifted ? graph.op('Add', [centred, rest[0]]) : centred, layout)];
  },
});

export const normalizationKernels: readonly Kernel[] = [fusedBatchNorm];
