import { util } from '@tensorflow/tfjs-core';
import { t } from '../../words';
import { kernel, type Kernel } from '../graph/kernel';
import { planPool, type PoolAttributes, type PoolPlan } from './poolPlan';
import { isPaddingNarrow, shown } from './support';

/** Largest values, NaN left out, and where they lie: flat index into [height, width, channels], or with the batch before. */
const maxPoolWithArgmax = kernel<
  PoolAttributes & { includeBatchInIndex: boolean },
  PoolPlan & { includeBatchInIndex: boolean }
>({
  name: 'MaxPoolWithArgmax',
  returnsList: true,
  inputs: ['x'],
  isRecordable: isPaddingNarrow,
  plan: ([x], { includeBatchInIndex, ...attributes }) => {
    util.assert(x.shape.length === 4, () =>
      t('Pooling takes pictures [batch, height, width, channels], not {0}.', shown(x)),
    );
    const { plan, output } = planPool('MaxPoolWithArgmax', x, attributes);
    return {
      outputs: [output, { shape: output.shape, dtype: 'int32' }],
      plan: { ...plan, includeBatchInIndex },
    };
  },
  lower: (graph, { inputs: [x], plan, outputs: [output, indexOutput] }) => {
    const [batch, height, width, channels] = x.shape;
    const name = graph.cast(graph.first(x), 'float32');
    const numbers = graph.op('Where', [graph.op('IsNaN', [name]), graph.scalar(-Infinity), name]);
    const window = { kernel_shape: plan.window, strides: plan.strides, pads: plan.pads };
    const [values, indices] = graph.ops(2, 'MaxPool', [numbers], window);
    // ONNX's index runs over [batch, channels, height, width].
    const counting = (count: number, dims: number[], step: number) =>
      graph.constant(
        'int64',
        dims,
        Array.from({ length: count }, (_, index) => index * step),
      );
    const scalar = (value: number) => graph.constant('int64', [], [value]);
    const pixel = graph.op('Mod', [indices, scalar(height * width)]);
    const inPicture = graph.op('Add', [
      graph.op('Mul', [pixel, scalar(channels)]),
      counting(channels, [1, channels, 1, 1], 1),
    ]);
    const index = plan.includeBatchInIndex
      ? graph.op('Add', [inPicture, counting(batch, [batch, 1, 1, 1], height * width * channels)])
      : inPicture;
    return [
      graph.operand(output, graph.cast(values, output.dtype), 'channelsFirst'),
      graph.operand(indexOutput, graph.cast(index, 'int32'), 'channelsFirst'),
    ];
  },
});

export const maxPoolWithArgmaxKernels: readonly Kernel[] = [maxPoolWithArgmax];
