import { concatChannels, type FeatureMap } from './featureMap';
import type { Step } from './step';

/** Whether a step is parts of the channels that the model has joined nowhere yet. */
export const isApart = <S extends Pick<Step, 'op' | 'parts'>>(
  step: S,
): step is S & { parts: readonly Step[] } => step.parts !== undefined && step.op === undefined;

/** Orders in which parts may be joined: as they were found, and the other way round. */
export const ordersOf = <T>(parts: readonly T[]): readonly (readonly T[])[] => [parts, [...parts].reverse()];

/** The maps that a model may have of a step. Parts that are apart it may join in either order, or as rows, one after the other. */
export function* mapsOf(step: Pick<Step, 'map' | 'op' | 'parts'>): Generator<FeatureMap> {
  yield step.map;
  if (!isApart(step)) return;
  const [given, ...others] = ordersOf(step.parts.map(({ map }) => map));
  for (const maps of others) yield concatChannels(maps);
  const [, height, width] = step.map.shape;
  if (height * width > 1) for (const maps of [given, ...others]) yield concatChannels(maps.map(flattened));
}

/** Steps as each part goes through them: its own, and those of all parts together. */
export function waysThrough(trail: readonly Step[]): (readonly Step[])[] {
  const towers = [...new Set(trail.flatMap(({ tower }) => tower ?? []))];
  if (towers.length === 0) return [trail];
  return towers.map((tower) =>
    trail.filter((step) => (step.tower === undefined ? !isApart(step) : step.tower === tower)),
  );
}

const flattened = ({ shape: [batch], values }: FeatureMap): FeatureMap => ({
  shape: [batch, 1, 1, values.length / batch],
  values,
});
