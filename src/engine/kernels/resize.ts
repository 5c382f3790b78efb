import type { GraphBuilder } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';
import type { Operand } from '../graph/operand';
import type { Spec } from '../graph/value';

interface ResizeAttributes {
  alignCorners: boolean;
  halfPixelCenters: boolean;
  size: [number, number];
}

type ResizePlan = Pick<ResizeAttributes, 'alignCorners' | 'halfPixelCenters'>;

/** Which elements of the input, and with what weights, make each element of the output, along one axis. */
type Samples = readonly (readonly [source: number, weight: number])[][];

/** Positions in the input of the output's elements, in TensorFlow.js' three conventions. */
function positions(input: number, output: number, { alignCorners, halfPixelCenters }: ResizePlan): number[] {
  const align = alignCorners && output > 1 ? 1 : 0;
  const ratio = (input - align) / (output - align);
  const shift = halfPixelCenters ? 0.5 : 0;
  return Array.from({ length: output }, (_, index) => ratio * (index + shift));
}

function bilinear(input: number, output: number, plan: ResizePlan): Samples {
  return positions(input, output, plan).map((position) => {
    const centred = position - (plan.halfPixelCenters ? 0.5 : 0);
    const low = Math.max(0, Math.floor(centred));
    const high = Math.min(input - 1, Math.ceil(centred));
    if (low >= high) return [[high, 1]];
    const fraction = centred - low;
    return [
      [low, 1 - fraction],
      [high, fraction],
    ];
  });
}

function nearest(input: number, output: number, plan: ResizePlan): Samples {
  const round = plan.alignCorners ? Math.round : Math.floor;
  return positions(input, output, plan).map((position) => [[Math.min(input - 1, round(position)), 1]]);
}

/** The linear map of `samples` as a matrix [output, input], or transposed. */
function matrixOf(graph: GraphBuilder, samples: Samples, input: number, transposed: boolean): string {
  const output = samples.length;
  const values = new Array<number>(output * input).fill(0);
  samples.forEach((sources, row) => {
    for (const [column, weight] of sources)
      values[transposed ? column * output + row : row * input + column] += weight;
  });
  return graph.constant('float32', transposed ? [input, output] : [output, input], values);
}

type Sampler = (input: number, output: number, plan: ResizePlan) => Samples;

/**
 * Resizing is linear in rows and in columns: two matrix products, faster than ONNX's Resize. With the same matrices
 * transposed it is its own gradient.
 */
function writeProducts(
  graph: GraphBuilder,
  x: Operand,
  sample: Sampler,
  small: readonly number[],
  large: readonly number[],
  plan: ResizePlan,
  direction: 'forward' | 'gradient',
): string {
  const [rows, columns] = [1, 2].map((axis) => sample(small[axis], large[axis], plan));
  const backward = direction === 'gradient';
  const left = matrixOf(graph, rows, small[1], backward);
  const right = matrixOf(graph, columns, small[2], !backward);
  const name = x.dtype === 'float32' ? graph.first(x) : graph.cast(graph.first(x), 'float32');
  return graph.op('MatMul', [left, graph.op('MatMul', [name, right])]);
}

/** Copies rows and columns. */
function writeNearest(graph: GraphBuilder, x: Operand, output: Spec, plan: ResizePlan): string {
  const [rowScale, columnScale] = [1, 2].map((axis) => output.shape[axis] / x.shape[axis]);
  const repeats = Number.isInteger(rowScale) && Number.isInteger(columnScale) && !plan.alignCorners;
  if (repeats && x.dtype === 'float32') {
    const scales = graph.constant('float32', [4], [1, 1, rowScale, columnScale]);
    return graph.op('Resize', [graph.first(x), '', scales], {
      mode: 'nearest',
      nearest_mode: 'floor',
      coordinate_transformation_mode: 'asymmetric',
    });
  }
  return [1, 2].reduce((name, axis) => {
    const sources = nearest(x.shape[axis], output.shape[axis], plan).map(([[source]]) => source);
    return graph.op('Gather', [name, graph.int64s(sources)], { axis: axis + 1 });
  }, graph.first(x));
}

function resizeKernel(name: 'ResizeBilinear' | 'ResizeNearestNeighbor'): Kernel {
  return kernel<ResizeAttributes, ResizePlan>({
    name,
    inputs: ['images'],
    plan: ([{ shape, dtype }], { alignCorners, halfPixelCenters, size }) => ({
      outputs: [
        {
          shape: [shape[0], size[0], size[1], shape[3]],
          dtype: name === 'ResizeBilinear' ? 'float32' : dtype,
        },
      ],
      plan: { alignCorners, halfPixelCenters },
    }),
    lower: (graph, { inputs: [x], plan, outputs: [output] }) => {
      const resized =
        name === 'ResizeBilinear'
          ? writeProducts(graph, x, bilinear, x.shape, output.shape, plan, 'forward')
          : writeNearest(graph, x, output, plan);
      return [graph.operand(output, resized, 'channelsFirst')];
    },
  });
}

function resizeGradKernel(name: 'ResizeBilinearGrad' | 'ResizeNearestNeighborGrad', sample: Sampler): Kernel {
  return kernel<ResizeAttributes, ResizePlan>({
    name,
    inputs: ['images', 'dy'],
    plan: ([{ shape }], { alignCorners, halfPixelCenters }) => ({
      outputs: [{ shape, dtype: 'float32' }],
      plan: { alignCorners, halfPixelCenters },
    }),
    lower: (graph, { inputs: [x, dy], plan, outputs: [output] }) => [
      graph.operand(
        output,
        writeProducts(graph, dy, sample, x.shape, dy.shape, plan, 'gradient'),
        'channelsFirst',
      ),
    ],
  });
}

export const resizeKernels: readonly Kernel[] = [
  resizeKernel('ResizeBilinear'),
  resizeKernel('ResizeNearestNeighbor'),
  resizeGradKernel('ResizeBilinearGrad', bilinear),
  resizeGradKernel('ResizeNearestNeighborGrad', nearest),
];
