import type { Network } from '../network/network';
import type { Comparison } from './comparison';
import type { Step } from './step';
import { isLinear } from './linear';

/** A layer with weights, and all that follows it up to the next one. */
export type Layer = (net: Comparison, x: Step) => Step;

/**
 * The layers of a network that is one row, each compared on its own, from what goes into it in the model. None where the model has
 * another number of them.
 */
export function layerByLayer(
  { ops }: Network,
  layers: readonly Layer[],
  { first, next, output }: { first: string; next: (number: string) => string; output: string },
): ReadonlyMap<string, (net: Comparison) => void> {
  const found = ops.filter(isLinear);
  if (found.length !== layers.length) return new Map();
  const parts = layers.map((layer, index) => (net: Comparison) => {
    const [source] = found[index].inputs;
    const x = index === 0 ? net.start(first) : net.startAt(source, next(String(index + 1)));
    const y = layer(net, x);
    if (index + 1 < found.length) net.lead(y, found[index + 1], next(String(index + 2)));
    else net.end(y, output);
  });
  return new Map(parts.map((part, index) => [String(index + 1), part]));
}
