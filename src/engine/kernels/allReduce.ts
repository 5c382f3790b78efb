import { kernel, type Kernel } from '../graph/kernel';

/** A kernel of this engine's own, for devices with `Target.ranks`. (no text: a name) */
export const allReduceName = 'AllReduceSum';

/** Tensors summed over all processes of a training, each by itself. */
const allReduceSum = kernel<object, object>({
  name: allReduceName,
  inputs: 'list',
  returnsList: true,
  plan: (inputs) => ({ outputs: inputs, plan: {} }),
  lower(graph, { inputs, outputs }) {
    if (!graph.target.ranks) throw new Error('This device does not compute in several processes.');
    const names = graph.ops(
      outputs.length,
      allReduceName,
      inputs.map((input) => graph.last(input)),
      {},
      'lits',
    );
    return outputs.map((output, index) => graph.operand(output, names[index]));
  },
});

export const allReduceKernels: readonly Kernel[] = [allReduceSum];
