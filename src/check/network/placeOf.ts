import type { Place } from '../../protocol/checkReport';
import type { Subject } from '../subject';
import type { Op } from './network';

/**
 * Where the student's code computes an operation; where layers of theirs compute it at the same line, where this one of them is
 * made; without either, where the training is told its model.
 */
export function placeOf(subject: Subject, op: Op | undefined): Place | undefined {
  if (!op) return subject.placeOfSetting('model');
  const layer = op.layer === undefined ? undefined : subject.placeOfLayer(op.layer);
  return lineOf(subject, op) ?? layer ?? subject.placeOfSetting('model');
}

/** The line that computes an operation and, as far as helper functions are concerned, no other one. */
function lineOf(subject: Subject, op: Op): Place | undefined {
  const ways = new Map<Op, Place[]>();
  for (const one of connectedWith(op)) if (one.call) ways.set(one, subject.placesOnStack(one.call.stack));
  const callers = new Map<string, Set<string>>();
  for (const way of ways.values())
    way.forEach((place, index) => {
      const known = callers.get(keyOf(place)) ?? new Set();
      callers.set(keyOf(place), known.add(keyOf(way.at(index + 1))));
    });
  const ownPlace = (way: readonly Place[]) =>
    way.find((place) => (callers.get(keyOf(place))?.size ?? 0) < 2) ?? way.at(0);
  const own = ownPlace(ways.get(op) ?? []);
  if (!own) return undefined;
  const alike = [...ways].filter(([, way]) => keyOf(ownPlace(way)) === keyOf(own)).map(([one]) => one);
  const isShared = new Set(alike.map(({ layer }) => layer)).size > 1;
  return isShared && isAllOfLayer(op, [...ways.keys()]) ? undefined : own;
}

const keyOf = (place: Place | undefined) => (place ? `${place.file}:${place.line}:${place.column ?? 0}` : '');

/** Whether an operation is what its layer is about: the only one, or the only one with a kernel or means. */
function isAllOfLayer(op: Op, all: readonly Op[]): boolean {
  const own = all.filter(({ layer, kind }) => layer === op.layer && kind !== 'bias' && kind !== 'padding');
  const weighted = own.filter(({ kind }) => ['convolution', 'dense', 'normalization'].includes(kind));
  return own.length < 2 || (weighted.length === 1 && weighted[0] === op);
}

function connectedWith(op: Op): Set<Op> {
  const found = new Set([op]);
  for (const one of found) for (const next of [...one.inputs, ...one.consumers]) found.add(next);
  return found;
}
