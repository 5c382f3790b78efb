import type { StudentProblem } from '../../protocol/run';
import { t } from '../../words';
import { classCount } from '../../course/classes';
import { birthPosition, type Program } from '../program/sandbox';
import { startOf } from '../program/settings';
import { lastCallOf, type Pass } from './pass';

/** Kernels of activations, and what students call them. */
const activations: Readonly<Record<string, string>> = {
  Softmax: 'softmax',
  Sigmoid: 'sigmoid',
  Relu: 'relu',
  Relu6: 'relu6',
  LeakyRelu: 'leakyReLU',
  Prelu: 'prelu',
  Elu: 'elu',
  Selu: 'selu',
  Softplus: 'softplus',
  Tanh: 'tanh',
  ClipByValue: 'clipByValue',
  Exp: 'exp',
  Square: 'square',
  Abs: 'abs',
};

/** Larger differences than rounding makes. */
const tolerance = 1e-3;

/**
 * What is to be said of a model's output: the loss expects logits, any numbers, and applies softmax itself. An activation after
 * the last layer is seen however it was written: from the kernel that is called, or from the numbers.
 * @param logits of some slices, row by row
 */
export function outputRemarks(program: Program, pass: Pass, logits: Float32Array): StudentProblem[] {
  const call = lastCallOf(pass);
  const name =
    (call && activationOf(call.kernel, call.attributes['activation'])) ??
    (areProbabilities(logits) ? 'softmax' : undefined);
  if (name === undefined) return [];
  const message =
    name === 'softmax' || name === 'sigmoid'
      ? t(
          "The model's output has gone through {0}, but the loss expects logits and applies softmax itself. Then the loss cannot come near 0, and its gradient nearly vanishes. Leave {0} out after the last layer.",
          name,
        )
      : t(
          "The model's output has gone through {0}, but the loss expects logits: any numbers, negative ones too. Leave {0} out after the last layer.",
          name,
        );
  const position = birthPosition(program, call?.layer) ?? startOf(program.file);
  return [{ ...position, severity: 'warning', message, source: 'runtime' }];
}

/** An activation that a kernel is, or has built in. */
function activationOf(kernel: string, builtIn: unknown): string | undefined {
  const name = activations[kernel];
  if (name !== undefined) return name;
  return typeof builtIn === 'string' && builtIn !== 'linear' ? builtIn : undefined;
}

/** Whether no number is negative, and those of each slice add up to 1. */
function areProbabilities(logits: Float32Array): boolean {
  return Array.from({ length: logits.length / classCount }, (_, row) => [
    ...logits.subarray(row * classCount, (row + 1) * classCount),
  ]).every(
    (row) =>
      row.every((value) => value >= 0) &&
      Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < tolerance,
  );
}
