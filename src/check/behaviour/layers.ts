import { channelsOf, type Network, type Op } from '../network/network';
import { inLayers } from '../network/inLayers';
import type { Comparison } from './comparison';
import type { Step } from './step';
import { isLinear } from './linear';

/** A layer with weights, and all that follows it up to the next one. */
export type Layer = (net: Comparison, x: Step) => Step;

/**
 * The layers of a network that is one row, each compared on its own, from what goes into it in the model; the groups of one that
 * is in groups or towers together. None where the model has another number of them.
 */
export function layerByLayer(
  { ops }: Network,
  layers: readonly Layer[],
  { first, next, output }: { first: string; next: (number: string) => string; output: string },
): ReadonlyMap<string, (net: Comparison) => void> {
  const found = inLayers(ops, isLinear);
  if (found.length !== layers.length) return new Map();
  const parts = layers.map((layer, index) => (net: Comparison) => {
    const x = index > 0 ? net.startAt(sourcesOf(found[index]), next(String(index + 1))) : net.start(first);
    const y = layer(net, x);
    if (index + 1 < found.length) net.lead(y, found[index + 1], next(String(index + 2)));
    else net.end(y, output);
  });
  return new Map(parts.map((part, index) => [String(index + 1), part]));
}

/** What goes into a layer, or what its groups take their parts of; where towers are apart, what goes into each. */
function sourcesOf(groups: readonly Op[]): Op[] {
  const sources = groups.map(({ inputs: [source] }) => {
    while (source.kind === 'padding' || (groups.length > 1 && isPart(source))) [source] = source.inputs;
    return source;
  });
  const whole = sources.flatMap((source) => (isJoinOfRows(source) ? source.inputs : [source]));
  return [...new Set(whole)];
}

/** Whether an operation joins maps after each of them was made a row. */
const isJoinOfRows = ({ kernel, shape, inputs }: Op) =>
  kernel === 'Concat' && inputs.every((input) => input.shape.length > shape.length);

/** Whether an operation takes some of the channels. */
const isPart = (op: Op) =>
  ['SplitV', 'Slice', 'StridedSlice'].includes(op.kernel) && channelsOf(op) < channelsOf(op.inputs[0]);
