import { toChannelsFirst } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';

const flipLeftRight = kernel<object, object>({
  name: 'FlipLeftRight',
  inputs: ['image'],
  plan: ([image]) => ({ outputs: [image], plan: {} }),
  lower: (graph, { inputs: [image], outputs: [output] }) => {
    const layout = graph.layoutFor([image]);
    const width = layout === 'channelsFirst' ? 3 : 2;
    const flipped = graph.backwards(graph.in(layout, image), [width]);
    return [graph.operand(output, flipped, layout)];
  },
});

interface CropAttributes {
  cropSize: [number, number];
  method: 'bilinear' | 'nearest';
  extrapolationValue: number;
}

const cropAndResize = kernel<CropAttributes, CropAttributes>({
  name: 'CropAndResize',
  inputs: ['image', 'boxes', 'boxInd'],
  plan: ([image, boxes], { cropSize, method, extrapolationValue }) => ({
    outputs: [{ shape: [boxes.shape[0], ...cropSize, image.shape[3]], dtype: 'float32' }],
    plan: { cropSize, method, extrapolationValue },
  }),
  lower: (graph, { inputs: [image, boxes, boxInd], plan, outputs: [output] }) => {
    const { cropSize, method, extrapolationValue } = plan;
    const inputs = [
      graph.cast(graph.first(image), 'float32'),
      graph.last(boxes),
      graph.last(boxInd),
      graph.constant('int32', [2], cropSize),
    ];
    const attributes = { mode: method, extrapolation_value: { float: extrapolationValue } };
    const cropped = graph.op('CropAndResize', inputs, attributes, 'com.microsoft');
    return [graph.operand(output, cropped, 'channelsFirst')];
  },
});

interface Mirror {
  paddings: readonly (readonly [number, number])[];
  mode: 'reflect' | 'symmetric';
}

/** Along one axis, which element of the input lies at each place of the output. */
function mirrored(size: number, [before, after]: readonly [number, number], mode: Mirror['mode']): number[] {
  const skipped = mode === 'reflect' ? 1 : 0;
  return Array.from({ length: before + size + after }, (_, index) => {
    const place = index - before;
    if (place < 0) return -place - 1 + skipped;
    return place < size ? place : 2 * size - 1 - place - skipped;
  });
}

const mirrorPad = kernel<Mirror, Mirror>({
  name: 'MirrorPad',
  inputs: ['x'],
  plan: ([{ shape, dtype }], { paddings, mode }) => ({
    outputs: [{ shape: shape.map((dim, axis) => paddings[axis][0] + dim + paddings[axis][1]), dtype }],
    plan: { paddings, mode },
  }),
  lower: (graph, { inputs: [x], plan: { paddings, mode }, outputs: [output] }) => {
    const layout = graph.layoutFor([x]);
    const order = layout === 'channelsFirst' ? toChannelsFirst : paddings.map((_, axis) => axis);
    const padded = order.reduce(
      (name, axis, at) => {
        const pair = paddings[axis];
        if (pair[0] + pair[1] === 0) return name;
        const sources = graph.int64s(mirrored(x.shape[axis], pair, mode));
        return graph.op('Gather', [name, sources], { axis: at });
      },
      graph.in(layout, x),
    );
    return [graph.operand(output, padded, layout)];
  },
});

export const imageKernels: readonly Kernel[] = [flipLeftRight, cropAndResize, mirrorPad];
