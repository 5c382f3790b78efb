import { t } from '../../words';
import type { Affine } from './niftiHeader';
import { VolumeError } from './volumeError';

/** An axis of the file: the axis of the patient that it runs along (0 right, 1 front, 2 up), and whether it runs the other way. */
export interface Axis {
  world: 0 | 1 | 2;
  isReversed: boolean;
}

/** The three axes of a file, in its order. */
export type Orientation = readonly [Axis, Axis, Axis];

/** Letters for the two ways of each axis of the patient, as nibabel has them: where the axis runs to. */
const letters = [
  ['R', 'L'],
  ['A', 'P'],
  ['S', 'I'],
] as const;

const worlds = [0, 1, 2] as const;

/** The axes of the patient that fit the matrix best, each once: a volume may lie obliquely. */
export function orientationOf(affine: Affine): Orientation {
  const length = (axis: number) => Math.hypot(...affine.map((row) => row[axis]));
  const along = (axis: number, world: number) => affine[world][axis] / length(axis);
  const fit = (order: readonly number[]) =>
    order.reduce((sum, world, axis) => sum + Math.abs(along(axis, world)), 0);
  const orders = worlds.flatMap((a) =>
    worlds.flatMap((b) => worlds.filter((c) => new Set([a, b, c]).size === 3).map((c) => [a, b, c] as const)),
  );
  const best = orders.reduce((best, order) => (fit(order) > fit(best) + 1e-9 ? order : best));
  const axis = (index: 0 | 1 | 2): Axis => ({
    world: best[index],
    isReversed: along(index, best[index]) < 0,
  });
  return [axis(0), axis(1), axis(2)];
}

/** As in `LPS`: where each axis of the file runs to. */
export function orientationText(orientation: Orientation): string {
  return orientation.map(({ world, isReversed }) => letters[world][Number(isReversed)]).join('');
}

/** Reads `LPS` and the like. @throws VolumeError */
export function readOrientation(text: string): Orientation {
  const axes = [...text.trim().toUpperCase()].flatMap((letter): Axis[] =>
    worlds.flatMap((world) => {
      const way = letters[world].findIndex((name) => name === letter);
      return way < 0 ? [] : [{ world, isReversed: way === 1 }];
    }),
  );
  const [first, second, third] = axes;
  if (text.trim().length !== 3 || new Set(axes.map(({ world }) => world)).size !== 3)
    throw new VolumeError(
      t('"{0}" is no orientation: it has one letter of each R or L, A or P, S or I, as LPS has', text),
    );
  return [first, second, third];
}
