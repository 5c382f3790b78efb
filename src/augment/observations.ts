import type { Changes, Region } from '../protocol/augmentation';
import { specsIn } from './changes';
import type { TransformDescription } from './spec';

/** What there is to say of a sample; the words, with `{0}`, `{1}` for the values, belong to whoever says it. */
export type ObservationKind =
  | 'invalid'
  | 'lesionLost'
  | 'liverLost'
  | 'lesionSmaller'
  | 'liverSmaller'
  | 'sideSwapped'
  | 'upsideDown'
  | 'inverted'
  | 'clipped'
  | 'outside'
  | 'levels'
  | 'brightness'
  | 'empty'
  | 'size'
  | 'unchangedColour'
  | 'unchangedChance'
  | 'unchanged';

/** A number to show: a share as a percentage, a count as it is, an intensity in two decimals. */
export interface ObservedValue {
  value: number;
  as: 'percent' | 'count' | 'intensity';
}

export interface Observation {
  kind: ObservationKind;
  /** `wrong`: the label no longer holds, or training breaks. `loss`: information or meaning is lost. `note`: good to know. */
  weight: 'wrong' | 'loss' | 'note';
  values: readonly ObservedValue[];
}

/** Smaller effects are not worth a sentence. */
const worthTelling = { share: 0.01, brightness: 0.02, smaller: 0.9 };
/** A pipeline whose correlation with the original is below this shows a negative. */
const negative = -0.5;

/** Says what a pipeline did to a slice, the gravest first. Nothing is said of what did not change. */
export function observe(changes: Changes, pipeline: readonly TransformDescription[]): Observation[] {
  const specs = specsIn(pipeline);
  const { before, after, empty, clipped, outside, invalid, correlation } = changes;
  if (changes.changed === 0 && !moved(changes.liver)) {
    const kind =
      pipeline.length > 0 && pipeline.every(changesColoursOnly)
        ? 'unchangedColour'
        : specs.some(({ random }) => random)
          ? 'unchangedChance'
          : 'unchanged';
    return [{ kind, weight: 'note', values: [] }];
  }
  const found: Observation[] = [];
  const tell = (
    kind: ObservationKind,
    weight: Observation['weight'],
    as: ObservedValue['as'],
    ...values: number[]
  ) => found.push({ kind, weight, values: values.map((value) => ({ value, as })) });

  if (invalid > 0) tell('invalid', 'wrong', 'percent', invalid);
  tellOrgan('lesion');
  tellOrgan('liver');
  const [from, to] = changes.liver ?? [];
  if (from && to) {
    if (Math.abs(from.x - 0.5) > 0.05 && (from.x - 0.5) * (to.x - 0.5) < 0 && isMirrored(from.x, to.x))
      tell('sideSwapped', 'loss', 'percent');
    if (specs.some(({ name }) => name === 'RandomVerticalFlip') && isMirrored(from.y, to.y))
      tell('upsideDown', 'loss', 'percent');
  }
  const inverted = correlation !== null && correlation < negative;
  if (inverted) tell('inverted', 'loss', 'percent');
  if (clipped >= worthTelling.share) tell('clipped', 'loss', 'percent', clipped);
  if (outside >= worthTelling.share) tell('outside', 'note', 'percent', outside);
  if (after.levels < before.levels / 2) tell('levels', 'loss', 'count', before.levels, after.levels);
  if (!inverted && Math.abs(after.mean - before.mean) >= worthTelling.brightness)
    tell('brightness', 'note', 'intensity', before.mean, after.mean);
  if (empty >= worthTelling.share) tell('empty', 'note', 'percent', empty);
  const [oldSize, newSize] = [before.size, after.size];
  if (oldSize[0] !== newSize[0] || oldSize[1] !== newSize[1])
    tell('size', 'note', 'count', oldSize[1], oldSize[0], newSize[1], newSize[0]);
  return found;

  function tellOrgan(organ: 'lesion' | 'liver'): void {
    const [old, fresh] = changes[organ] ?? [];
    if (!old) return;
    if (!fresh) tell(`${organ}Lost`, 'wrong', 'percent', old.share, 0);
    else if (fresh.share < worthTelling.smaller * old.share)
      tell(`${organ}Smaller`, organ === 'lesion' ? 'loss' : 'note', 'percent', old.share, fresh.share);
  }
}

function changesColoursOnly({ name, parameters = {}, transforms }: TransformDescription): boolean {
  if (transforms) return transforms.every(changesColoursOnly);
  if (name === 'ColorJitter') return !parameters['brightness'] && !parameters['contrast'];
  return specsIn([{ name }]).every(({ colourOnly }) => colourOnly);
}

function moved(regions: readonly (Region | null)[] | undefined): boolean {
  const [from, to] = regions ?? [];
  return JSON.stringify(from) !== JSON.stringify(to);
}

/** Whether a place lies where a mirror in the middle would put it, within a tenth of the picture. */
function isMirrored(from: number, to: number): boolean {
  return Math.abs(1 - from - to) < 0.1;
}
