import { kernel, type Kernel } from '../graph/kernel';
import { exceptBools } from './support';

/** The `k` largest along the last axis and their indices, largest first; of equal values the first. */
const topK = kernel<{ k: number }, { k: number }>({
  name: 'TopK',
  returnsList: true,
  inputs: ['x'],
  isRecordable: exceptBools,
  plan: ([{ shape, dtype }], { k }) => {
    const out = [...shape.slice(0, -1), k];
    return {
      outputs: [
        { shape: out, dtype },
        { shape: out, dtype: 'int32' },
      ],
      plan: { k },
    };
  },
  lower: (graph, { inputs: [x], plan: { k }, outputs: [values, indices] }) => {
    const attributes = { axis: -1, largest: 1, sorted: 1 };
    const found = graph.ops(2, 'TopK', [graph.last(x), graph.int64s([k])], attributes);
    return [graph.operand(values, found[0]), graph.operand(indices, graph.cast(found[1], 'int32'))];
  },
});

export const topKKernels: readonly Kernel[] = [topK];
