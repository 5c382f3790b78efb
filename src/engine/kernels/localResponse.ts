import { permute, toChannelsFirst, type GraphBuilder } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';
import { sizeOf } from '../graph/value';
import { inFloats } from './support';

interface LocalResponse {
  depthRadius: number;
  bias: number;
  alpha: number;
  beta: number;
}

const planOf = ({ depthRadius, bias, alpha, beta }: LocalResponse): LocalResponse => ({
  depthRadius,
  bias,
  alpha,
  beta,
});

/** Sum over the neighbouring channels; `shape` is NCHW. Far faster as an average pool over channels than ONNX's LRN. */
function sumOfNeighbours(
  graph: GraphBuilder,
  name: string,
  shape: readonly number[],
  depthRadius: number,
): string {
  const [batch, channels, ...space] = shape;
  const count = 2 * depthRadius + 1;
  const flat = graph.reshape(name, [batch, 1, channels, sizeOf(space)]);
  const mean = graph.op('AveragePool', [flat], {
    kernel_shape: [count, 1],
    pads: [depthRadius, 0, depthRadius, 0],
    count_include_pad: 1,
  });
  return graph.op('Mul', [graph.reshape(mean, shape), graph.scalar(count)]);
}

/** bias + alpha * (sum of the neighbouring channels' squares). */
function writeNorm(graph: GraphBuilder, x: string, shape: readonly number[], plan: LocalResponse): string {
  const squares = sumOfNeighbours(graph, graph.op('Mul', [x, x]), shape, plan.depthRadius);
  return graph.op('Add', [graph.op('Mul', [squares, graph.scalar(plan.alpha)]), graph.scalar(plan.bias)]);
}

/** norm ^ -beta, through the logarithm: ONNX Runtime's Pow is not vectorized. */
const writeScale = (graph: GraphBuilder, norm: string, beta: number): string =>
  graph.op('Exp', [graph.op('Mul', [graph.op('Log', [norm]), graph.scalar(-beta)])]);

/** Local response normalization across channels (Krizhevsky et al., 2012, section 3.3). */
const localResponse = kernel<LocalResponse, LocalResponse>({
  name: 'LRN',
  inputs: ['x'],
  isRecordable: inFloats,
  plan: ([x], attributes) => ({ outputs: [x], plan: planOf(attributes) }),
  lower: (graph, { inputs: [x], plan, outputs: [output] }) => {
    const name = graph.first(x);
    const norm = writeNorm(graph, name, permute(x.shape, toChannelsFirst), plan);
    const scaled = graph.op('Mul', [name, writeScale(graph, norm, plan.beta)]);
    return [graph.operand(output, scaled, 'channelsFirst')];
  },
});

/** dy norm^-beta - 2 alpha beta x (sum of the neighbouring channels' dy y / norm). */
const localResponseGrad = kernel<LocalResponse, LocalResponse>({
  name: 'LRNGrad',
  inputs: ['x', 'y', 'dy'],
  plan: ([x], attributes) => ({ outputs: [x], plan: planOf(attributes) }),
  lower: (graph, { inputs, plan, outputs: [output] }) => {
    const [x, y, dy] = inputs.map((input) => graph.first(input));
    const shape = permute(output.shape, toChannelsFirst);
    const norm = writeNorm(graph, x, shape, plan);
    const direct = graph.op('Mul', [dy, writeScale(graph, norm, plan.beta)]);
    const shares = graph.op('Div', [graph.op('Mul', [dy, y]), norm]);
    const through = graph.op('Mul', [x, sumOfNeighbours(graph, shares, shape, plan.depthRadius)]);
    const factor = graph.scalar(2 * plan.alpha * plan.beta);
    const gradient = graph.op('Sub', [direct, graph.op('Mul', [through, factor])]);
    return [graph.operand(output, gradient, 'channelsFirst')];
  },
});

export const localResponseKernels: readonly Kernel[] = [localResponse, localResponseGrad];
