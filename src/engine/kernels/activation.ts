import { t } from '../../words';
import type { GraphBuilder } from '../graph/builder';
import type { Operand } from '../graph/operand';
import type { Spec } from '../graph/value';

/** What TensorFlow.js' fused kernels carry beside their own attributes. */
export interface ActivationAttributes {
  activation: string;
  leakyreluAlpha?: number;
}

type Write = (graph: GraphBuilder, x: string) => string;

const activations: Record<string, Write> = {
  relu: (graph, x) => graph.op('Relu', [x]),
  relu6: (graph, x) => graph.op('Clip', [x, graph.scalar(0), graph.scalar(6)]),
  elu: (graph, x) => graph.op('Elu', [x]),
  sigmoid: (graph, x) => graph.op('Sigmoid', [x]),
};

/** The bias among a fused kernel's optional inputs, which are the bias, then the slopes of `prelu`. */
export function biasOf(
  rest: readonly Operand[],
  { activation }: Pick<ActivationAttributes, 'activation'>,
): Operand | undefined {
  const slopes = activation === 'prelu' ? 1 : 0;
  return rest.length > slopes ? rest[0] : undefined;
}

/**
 * Adds the bias, if any, and applies the activation of a fused kernel. `rest` are the kernel's optional inputs.
 */
export function writeActivation(
  graph: GraphBuilder,
  x: Operand,
  rest: readonly Operand[],
  { activation, leakyreluAlpha }: ActivationAttributes,
  output: Spec,
): Operand {
  const bias = biasOf(rest, { activation });
  const layout = graph.layoutFor([x]);
  const sum = bias
    ? graph.op('Add', [graph.in(layout, x), graph.broadcastable(layout, bias)])
    : graph.in(layout, x);
  return graph.operand(output, activate(sum), layout);

  function activate(name: string): string {
    if (activation === 'linear') return name;
    if (activation === 'prelu')
      return graph.op('PRelu', [name, graph.broadcastable(layout, rest[rest.length - 1])]);
    if (activation === 'leakyrelu')
      return graph.op('LeakyRelu', [name], { alpha: { float: leakyreluAlpha ?? 0.2 } });
    const write = activations[activation];
    if (!write) throw new Error(t("The fused activation '{0}' is not supported.", activation));
    return write(graph, name);
  }
}
