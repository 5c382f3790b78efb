import { kernel, type Kernel } from '../graph/kernel';

/** Kernels of this engine's own, for devices with `Target.gradientNodes`. (no text: names) */
export const batchNormNames = {
  training: 'BatchNormTraining',
  gradient: 'BatchNormTrainingGradient',
} as const;

interface Epsilon {
  epsilon: number;
}

const attributesOf = ({ epsilon }: Epsilon) => ({ epsilon: { float: epsilon } });

/** A batch normalized by its own statistics; these: mean, variance (of the population), 1 / sqrt(variance + epsilon). */
const training = kernel<Epsilon, Epsilon>({
  name: batchNormNames.training,
  inputs: ['x', 'scale', 'offset'],
  returnsList: true,
  plan: ([x, scale], { epsilon }) => ({ outputs: [x, scale, scale, scale], plan: { epsilon } }),
  lower: (graph, { inputs: [x, ...vectors], plan, outputs }) => {
    const inputs = [graph.first(x), ...vectors.map((vector) => graph.last(vector))];
    const names = graph.ops(4, 'BatchNormTraining', inputs, attributesOf(plan), 'lits');
    return outputs.map((output, index) =>
      graph.operand(output, names[index], index === 0 ? 'channelsFirst' : 'channelsLast'),
    );
  },
});

/** The gradients for x, scale and offset. */
const gradient = kernel<Epsilon, Epsilon>({
  name: batchNormNames.gradient,
  inputs: ['dy', 'x', 'scale', 'mean', 'inverse'],
  returnsList: true,
  plan: ([, x, scale], { epsilon }) => ({ outputs: [x, scale, scale], plan: { epsilon } }),
  lower: (graph, { inputs: [dy, x, ...vectors], plan, outputs }) => {
    const inputs = [graph.first(dy), graph.first(x), ...vectors.map((vector) => graph.last(vector))];
    const names = graph.ops(3, 'BatchNormGradient', inputs, attributesOf(plan), 'lits');
    return outputs.map((output, index) =>
      graph.operand(output, names[index], index === 0 ? 'channelsFirst' : 'channelsLast'),
    );
  },
});

export const batchNormTrainingKernels: readonly Kernel[] = [training, gradient];
