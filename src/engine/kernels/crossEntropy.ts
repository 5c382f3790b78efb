import { kernel, type Kernel } from '../graph/kernel';

/** Kernels of this engine's own, for devices with `Target.gradientNodes`. (no text: names) */
export const crossEntropyNames = {
  forward: 'SoftmaxCrossEntropy',
  gradient: 'SoftmaxCrossEntropyGradient',
} as const;

/** For logits and targets [n, classes], the cross-entropy of each row: [n]. */
const forward = kernel<object, object>({
  name: crossEntropyNames.forward,
  inputs: ['logits', 'targets'],
  plan: ([{ dtype, shape }]) => ({ outputs: [{ dtype, shape: shape.slice(0, 1) }], plan: {} }),
  lower: (graph, { inputs, outputs: [output] }) => {
    const names = inputs.map((input) => graph.last(input));
    return [graph.operand(output, graph.op('SoftmaxCrossEntropy', names, {}, 'lits'))];
  },
});

/** The gradient for the logits, from that of each row. */
const gradient = kernel<object, object>({
  name: crossEntropyNames.gradient,
  inputs: ['dy', 'logits', 'targets'],
  plan: ([, logits]) => ({ outputs: [logits], plan: {} }),
  lower: (graph, { inputs, outputs: [output] }) => {
    const names = inputs.map((input) => graph.last(input));
    return [graph.operand(output, graph.op('SoftmaxCrossEntropyGradient', names, {}, 'lits'))];
  },
});

export const crossEntropyKernels: readonly Kernel[] = [forward, gradient];
