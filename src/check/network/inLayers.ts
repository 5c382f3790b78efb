import type { Op } from './network';

/**
 * Some operations of a network in layers: those that come after equally many of them stand side by side.
 * @param ops in the order of computation
 */
export function inLayers(ops: readonly Op[], isOne: (op: Op) => boolean): Op[][] {
  const layers: Op[][] = [];
  const depths = new Map<Op, number>();
  for (const op of ops) {
    const before = Math.max(0, ...op.inputs.map((input) => depths.get(input) ?? 0));
    depths.set(op, isOne(op) ? before + 1 : before);
    if (isOne(op)) (layers[before] ??= []).push(op);
  }
  return layers;
}
