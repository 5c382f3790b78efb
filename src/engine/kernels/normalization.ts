import { t } from '../../words';
import { kernel, type Kernel } from '../graph/kernel';
import { gatherNormalized } from './affine';
import { inFloats, shown } from './support';

/** Whether a tensor of this shape can be repeated to fill another. */
const broadcasts = (shape: readonly number[], whole: readonly number[]): boolean =>
  shape.length <= whole.length &&
  shape.every((dim, axis) => dim === 1 || dim === whole[whole.length - shape.length + axis]);

/** (x - mean) * scale / sqrt(variance + epsilon) + offset, with given statistics. */
const fusedBatchNorm = kernel<
  { varianceEpsilon: number },
  { epsilon: number; scaled: boolean; shifted: boolean }
>({
  name: 'FusedBatchNorm',
  inputs: ['x', 'mean', 'variance', 'offset?', 'scale?'],
  isRecordable: inFloats,
  plan: ([x, ...parameters], { varianceEpsilon }, given) => {
    parameters.forEach(({ shape }, index) => {
      if (!broadcasts(shape, x.shape))
        throw new Error(
          t(
            'A normalization of values of shape {0} cannot take a {1} of shape {2}.',
            shown(x),
            given[index + 1],
            shown({ shape }),
          ),
        );
    });
    const plan = {
      epsilon: varianceEpsilon,
      scaled: given.includes('scale'),
      shifted: given.includes('offset'),
    };
    return { outputs: [x], plan };
  },
  lower: (graph, { inputs, plan: { epsilon, scaled, shifted }, outputs: [output] }) => {
    const scaling = (variance: string, rest: readonly string[]) => {
      const deviation = graph.op('Sqrt', [graph.op('Add', [variance, graph.scalar(epsilon)])]);
      return scaled
        ? graph.op('Div', [rest[rest.length - 1], deviation])
        : graph.op('Reciprocal', [deviation]);
    };
    const gathered = gatherNormalized(
      graph,
      inputs[0],
      output,
      inputs.slice(1),
      ([mean, variance, ...rest]) => {
        const factor = scaling(variance, rest);
        const moved = graph.op('Mul', [mean, factor]);
        return { factor, shift: shifted ? graph.op('Sub', [rest[0], moved]) : graph.op('Neg', [moved]) };
      },
    );
    if (gathered) return [gathered];
    const layout = graph.layoutFor(inputs);
    const [x, mean, variance, ...rest] = inputs.map((input) => graph.broadcastable(layout, input));
    const factor = scaling(variance, rest);
    const centred = graph.op('Mul', [graph.op('Sub', [x, mean]), factor]);
    return [graph.operand(output, shifted ? graph.op('Add', [centred, rest[0]]) : centred, layout)];
  },
});

export const normalizationKernels: readonly Kernel[] = [fusedBatchNorm];
