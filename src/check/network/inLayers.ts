import type { Op } from './network';

/** How many of some operations of a network each operation comes after; such a one itself is not counted. */
export function depthsOf(ops: readonly Op[], isOne: (op: Op) => boolean): ReadonlyMap<Op, number> {
  const depths = new Map<Op, number>();
  for (const op of ops) {
    const before = op.inputs.map((input) => (depths.get(input) ?? 0) + (isOne(input) ? 1 : 0));
    depths.set(op, Math.max(0, ...before));
  }
  return depths;
}

/**
 * Some operations of a network in layers: those that come after equally many of them stand side by side.
 * @param ops in the order of computation
 */
export function inLayers(ops: readonly Op[], isOne: (op: Op) => boolean): Op[][] {
  const layers: Op[][] = [];
  for (const [op, depth] of depthsOf(ops, isOne)) if (isOne(op)) (layers[depth] ??= []).push(op);
  return layers;
}
