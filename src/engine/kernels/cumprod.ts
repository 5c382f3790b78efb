import { util } from '@tensorflow/tfjs-core';
import { kernel, type Kernel } from '../graph/kernel';
import type { ValueType } from '../graph/value';

interface ScanAttributes {
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}

/** Running products; ONNX has only running sums. Each pass doubles how far back a product reaches (Hillis, Steele, 1986). */
const cumprod = kernel<ScanAttributes, ScanAttributes>({
  name: 'Cumprod',
  inputs: ['x'],
  plan: ([{ shape, dtype }], { axis, exclusive, reverse }) => {
    const result: ValueType = dtype === 'bool' ? 'int32' : dtype;
    const along = util.parseAxisParam(axis, [...shape])[0];
    return { outputs: [{ shape, dtype: result }], plan: { axis: along, exclusive, reverse } };
  },
  lower: (graph, { inputs: [x], plan: { axis, exclusive, reverse }, outputs: [output] }) => {
    const size = x.shape[axis];
    /** Moves everything on by `step`, with ones where nothing comes from. */
    const shifted = (name: string, step: number): string => {
      const [begin, end] = reverse ? [step, size] : [0, size - step];
      const amounts = x.shape.map((_, at) => (at === axis ? step : 0));
      const none = x.shape.map(() => 0);
      const pads = graph.int64s(reverse ? [...none, ...amounts] : [...amounts, ...none]);
      return graph.op('Pad', [
        graph.slice(name, [axis], [begin], [end], [1]),
        pads,
        graph.scalar(1, output.dtype),
      ]);
    };
    const source = x.dtype === output.dtype ? graph.last(x) : graph.cast(graph.last(x), output.dtype);
    let product = exclusive ? shifted(source, 1) : source;
    for (let step = 1; step < size; step *= 2) product = graph.op('Mul', [product, shifted(product, step)]);
    return [graph.operand(output, product)];
  },
});

export const cumprodKernels: readonly Kernel[] = [cumprod];
