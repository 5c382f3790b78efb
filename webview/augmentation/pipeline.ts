import { transformSpecs, type TransformDescription } from '../../src/augment';
import type { ParameterSpec, ParameterValue, TransformSpec } from '../../src/augment/spec';

/** A pipeline that is built by clicking: every change makes a new one. */
export type Pipeline = readonly TransformDescription[];

/** Where a transform stands: its position, then inside containers. */
export type Path = readonly number[];

export function specOf(name: string): TransformSpec | undefined {
  return transformSpecs.find((spec) => spec.name === name);
}

/**
 * A transform as it is added: what it needs has a value, and what it does by chance it always does, so that every sample
 * shows it. A container begins with a transform, for one that is empty may be refused.
 */
export function newTransform({ name, kind, parameters, random }: TransformSpec): TransformDescription {
  const values = parameters.flatMap((parameter): [string, ParameterValue][] => {
    if (parameter.unit === 'probability' && parameter.type === 'number') return [[parameter.name, 1]];
    if (parameter.required) return [[parameter.name, initialOf(parameter)]];
    return parameter.default === undefined ? [] : [[parameter.name, parameter.default]];
  });
  const inside = kind === 'container' && random ? [specOf('RandomHorizontalFlip')] : [];
  return {
    name,
    ...(values.length > 0 ? { parameters: Object.fromEntries(values) } : {}),
    ...(kind === 'container'
      ? { transforms: inside.flatMap((spec) => (spec ? [newTransform(spec)] : [])) }
      : {}),
  };
}

/** What an editor begins with. */
export function initialOf({
  type,
  initial,
  default: usual,
  min = 0,
  choices,
}: ParameterSpec): ParameterValue {
  if (initial !== undefined) return initial;
  if (usual !== undefined) return usual;
  switch (type) {
    case 'boolean':
      return false;
    case 'choice':
      return choices?.[0] ?? '';
    case 'pair':
    case 'range':
      return [min, min];
    case 'matrix':
      return [[1]];
    default:
      return min;
  }
}

/** Adds at the end; inside a container when `into` leads to one. */
export function add(pipeline: Pipeline, added: TransformDescription, into: Path = []): Pipeline {
  if (into.length === 0) return [...pipeline, added];
  return change(pipeline, into, (container) => [
    { ...container, transforms: [...(container.transforms ?? []), added] },
  ]);
}

export function remove(pipeline: Pipeline, path: Path): Pipeline {
  return change(pipeline, path, () => []);
}

/** Moves a transform among its neighbours; it stays where it is at an end. @param by -1 up, 1 down */
export function move(pipeline: Pipeline, path: Path, by: -1 | 1): Pipeline {
  const [position = 0, ...rest] = path;
  if (rest.length > 0)
    return pipeline.map((one, index) =>
      index === position ? { ...one, transforms: move(one.transforms ?? [], rest, by) } : one,
    );
  const [from, to] = [pipeline[position], pipeline[position + by]];
  if (!from || !to) return pipeline;
  return pipeline.map((one, index) => (index === position ? to : index === position + by ? from : one));
}

/** Gives a parameter a value; undefined takes it away. */
export function setParameter(
  pipeline: Pipeline,
  path: Path,
  name: string,
  value: ParameterValue | undefined,
): Pipeline {
  return change(pipeline, path, (one) => {
    const others = Object.entries(one.parameters ?? {}).filter(([key]) => key !== name);
    const changed = value === undefined ? others : [...others, [name, value] as const];
    return [{ ...one, parameters: Object.fromEntries(changed) }];
  });
}

function change(
  pipeline: Pipeline,
  [position = 0, ...rest]: Path,
  how: (one: TransformDescription) => Pipeline,
): Pipeline {
  return pipeline.flatMap((one, index) => {
    if (index !== position) return [one];
    return rest.length === 0 ? how(one) : [{ ...one, transforms: change(one.transforms ?? [], rest, how) }];
  });
}

/** What a student's file makes, as a list: what a `Compose` holds, or the one transform. */
export function asPipeline(description: TransformDescription): Pipeline {
  return description.name === 'Compose' ? (description.transforms ?? []) : [description];
}
