import { broadcast_util, util } from '@tensorflow/tfjs-core';
import { t } from '../../words';
import type { GraphBuilder } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';
import type { Operand } from '../graph/operand';
import type { Spec } from '../graph/value';
import { writeActivation, type ActivationAttributes } from './activation';
import { exceptBools, shown } from './support';

interface MatMulPlan {
  transposeA: boolean;
  transposeB: boolean;
}

function productOf(a: Spec, b: Spec, { transposeA, transposeB }: MatMulPlan): Spec {
  util.assert(a.shape.length > 1 && b.shape.length > 1, () =>
    t('Cannot multiply {0} by {1}: both must be matrices.', shown(a), shown(b)),
  );
  const [rowsA, columnsA] = a.shape.slice(-2);
  const [rowsB, columnsB] = b.shape.slice(-2);
  const [outer, innerA] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [innerB, columns] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB];
  util.assert(innerA === innerB, () =>
    t('Cannot multiply {0} by {1}: {2} columns meet {3} rows.', shown(a), shown(b), innerA, innerB),
  );
  const batch = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return { shape: [...batch, outer, columns], dtype: a.dtype };
}

/** ONNX Runtime multiplies floats only on its fast path; small integers survive the way through floats. */
function writeProduct(
  graph: GraphBuilder,
  a: Operand,
  b: Operand,
  { transposeA, transposeB }: MatMulPlan,
): string {
  return graph.product(graph.last(a), graph.last(b), a.rank, b.rank, { transposeA, transposeB });
}

const batchMatMul = kernel<MatMulPlan, MatMulPlan>({
  name: 'BatchMatMul',
  inputs: ['a', 'b'],
  isRecordable: exceptBools,
  plan: ([a, b], { transposeA, transposeB }) => {
    const plan = { transposeA, transposeB };
    return { outputs: [productOf(a, b, plan)], plan };
  },
  lower: (graph, { inputs: [a, b], plan, outputs: [output] }) => [
    graph.operand(output, writeProduct(graph, a, b, plan)),
  ],
});

const fusedMatMul = kernel<MatMulPlan & ActivationAttributes, MatMulPlan & ActivationAttributes>({
  name: '_FusedMatMul',
  inputs: ['a', 'b', 'bias?', 'preluActivationWeights?'],
  plan: ([a, b], { transposeA, transposeB, activation, leakyreluAlpha }) => ({
    outputs: [productOf(a, b, { transposeA, transposeB })],
    plan: { transposeA, transposeB, activation, leakyreluAlpha },
  }),
  lower: (graph, { inputs: [a, b, ...rest], plan, outputs: [output] }) => {
    const product = graph.operand(output, writeProduct(graph, a, b, plan));
    return [writeActivation(graph, product, rest, plan, output)];
  },
});

export const matMulKernels: readonly Kernel[] = [batchMatMul, fusedMatMul];
