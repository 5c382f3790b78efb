import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { ClassFigures, Figures, Interval } from '../protocol/figures';
import { t } from '../words';
import { supports } from './confusion';
import {
  eachOnce,
  figuresOf,
  figuresOfEach,
  mapFigures,
  weightedConfusion,
  type VolumeSums,
} from './figures';
import { lanes } from './ranking';

export interface BootstrapOptions {
  /** Default: 1000. */
  resamples?: number;
  /** Share of the resamples that an interval covers. Default: 0.95. */
  confidence?: number;
  /** The same seed draws the same volumes. Default: 0. */
  seed?: number;
}

const defaults = { resamples: 1000, confidence: 0.95, seed: 0 };

/** An interval is given only where at least this share of the resamples has the figure. */
const leastTold = 0.5;

/** Draws as many volumes as there are, with replacement: how often each was drawn. */
export function* drawVolumes(volumes: number, resamples: number, seed: number): Generator<Float64Array> {
  const random = xoroshiro128plus(seed);
  for (let resample = 0; resample < resamples; resample++) {
    const weights = new Float64Array(volumes);
    for (let draw = 0; draw < volumes; draw++) weights[uniformInt(random, 0, volumes - 1)]++;
    yield weights;
  }
}

function* inGroups<T>(values: Iterable<T>, size: number): Generator<T[]> {
  let group: T[] = [];
  for (const value of values) {
    group.push(value);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

const nothing: ClassFigures<null> = {
  precision: null,
  recall: null,
  f1: null,
  averagePrecision: null,
  rocAuc: null,
};

/**
 * Figures of a resample. A class that was not drawn has no figures. Means over the classes have none either when a class of the
 * data was not drawn.
 */
function toldBy(
  figures: Figures<number | null>,
  drawn: readonly number[],
  present: readonly number[],
): Figures<number | null> {
  const isWhole = present.every((support, index) => support === 0 || drawn[index] > 0);
  return {
    ...figures,
    macro: isWhole ? figures.macro : nothing,
    classes: figures.classes.map((ofClass, index) => (drawn[index] > 0 ? ofClass : nothing)),
  };
}

/** Every figure as a list. */
function flatten<T>(figures: Figures<T>): T[] {
  const values: T[] = [];
  mapFigures(figures, (value) => values.push(value));
  return values;
}

/** Every figure in every resample of the volumes: one column for each figure, NaN where a resample does not have it. */
function resample(sums: VolumeSums, { resamples, seed }: Required<BootstrapOptions>): Float64Array[] {
  const ones = eachOnce(sums);
  const columns = flatten(figuresOf(sums, ones)).map(() => new Float64Array(resamples));
  const present = supports(weightedConfusion(sums, ones));
  const note = (row: number, weights: Float64Array, figures: Figures<number | null>) => {
    const drawn = supports(weightedConfusion(sums, weights));
    flatten(toldBy(figures, drawn, present)).forEach((value, index) => (columns[index][row] = value ?? NaN));
  };
  let row = 0;
  for (const drawn of inGroups(drawVolumes(sums.volumes, resamples, seed), lanes))
    figuresOfEach(sums, drawn).forEach((figures, lane) => note(row++, drawn[lane], figures));
  return columns;
}

/** The percentile interval, between order statistics interpolated linearly (NumPy's `percentile`). */
export function intervalOf(column: Float64Array, confidence: number): Interval | null {
  const told = column.filter((value) => !Number.isNaN(value)).sort();
  if (told.length < leastTold * column.length) return null;
  const at = (share: number) => {
    const position = share * (told.length - 1);
    const below = Math.floor(position);
    const above = Math.min(below + 1, told.length - 1);
    return told[below] + (position - below) * (told[above] - told[below]);
  };
  return { low: at((1 - confidence) / 2), high: at((1 + confidence) / 2) };
}

function intervalsOf(
  columns: readonly Float64Array[],
  shape: Figures<unknown>,
  confidence: number,
): Figures<Interval | null> {
  let next = 0;
  return mapFigures(shape, () => intervalOf(columns[next++], confidence));
}

/**
 * Percentile intervals of every figure by bootstrap over volumes. Slices are not resampled: those of one patient look alike, and
 * the intervals would be too narrow.
 * @returns null for a single volume, which says nothing about other volumes
 */
export function bootstrapIntervals(
  sums: VolumeSums,
  options: BootstrapOptions = {},
): Figures<Interval | null> | null {
  if (sums.volumes < 2) return null;
  const settings = { ...defaults, ...options };
  const shape = figuresOf(sums, eachOnce(sums));
  return intervalsOf(resample(sums, settings), shape, settings.confidence);
}

/**
 * Intervals of `second` minus `first`, two models on the same volumes in the same order. Both get the same resamples, so that
 * volumes that are hard for both do not hide the difference. If 0 is not in an interval, the data show a difference.
 * @throws RangeError when the two do not have the same number of volumes and classes
 */
export function bootstrapDifference(
  first: VolumeSums,
  second: VolumeSums,
  options: BootstrapOptions = {},
): Figures<Interval | null> | null {
  if (first.volumes !== second.volumes || first.classes !== second.classes)
    throw new RangeError(t('Only evaluations of the same volumes can be compared.'));
  if (first.volumes < 2) return null;
  const settings = { ...defaults, ...options };
  const [before, after] = [resample(first, settings), resample(second, settings)];
  const differences = after.map((column, index) => column.map((value, row) => value - before[index][row]));
  const shape = figuresOf(first, eachOnce(first));
  return intervalsOf(differences, shape, settings.confidence);
}
