import type { Changes, Region } from '../protocol/augmentation';
import { createTransform, transformSpecs } from './catalog';
import { blank, whiteOf, type Picture, type Sample } from './picture';
import { Random, sampleRandom } from './random';
import type { TransformDescription, TransformSpec } from './spec';
import type { Transform } from './transform';

/** Intensities closer than this, in parts of white, count as equal: half a gray level. */
const noticeable = 0.5 / 255;
const levels = 256;

/** Transforms one after the other, as `Compose` does. @throws what the transforms throw */
export function transformAll(
  transforms: readonly Transform[],
  sample: Sample,
  { seed, index }: { seed: number; index: number },
): Sample {
  const random = sampleRandom(seed, 1, index);
  return transforms.reduce((result, transform) => transform.transform(result, random), sample);
}

/**
 * Transforms a sample and measures what has changed.
 * @param seed and `index`: the same ones give the same picture
 * @throws what the transforms throw
 */
export function sampleWithChanges(
  pipeline: readonly TransformDescription[],
  sample: Sample,
  place: { seed: number; index: number },
): { sample: Sample; changes: Changes } {
  const transforms = pipeline.map(createTransform);
  const result = transformAll(transforms, sample, place);
  // The same draws once more, with a mask that is 1 wherever there is a slice: what is 0 afterwards shows nothing of it.
  const moves = specsIn(pipeline).some(({ kind }) => kind !== 'intensity' && kind !== 'conversion');
  const whole = blank(sample.image, { channels: 1, kind: 'uint8' });
  whole.data.fill(1);
  const cover = moves ? transformAll(transforms, { ...sample, mask: whole }, place).mask : undefined;
  // Where the mask decides what is shown, the two draws differ in size, and nothing can be said.
  const covers = cover?.height === result.image.height && cover.width === result.image.width;
  return { sample: result, changes: measureChanges(sample, result, covers ? cover : undefined) };
}

/** What is known of all transforms of a pipeline, those inside containers too. */
export function specsIn(pipeline: readonly TransformDescription[]): TransformSpec[] {
  return pipeline.flatMap(({ name, transforms = [] }) => {
    const spec = transformSpecs.find((known) => known.name === name);
    return [...(spec ? [spec] : []), ...specsIn(transforms)];
  });
}

/**
 * Measures what a transform did to a picture and its mask.
 * @param cover 1 where the new picture shows something of the slice; left out: everywhere
 */
export function measureChanges(before: Sample, after: Sample, cover?: Picture): Changes {
  const [old, fresh] = [before.image, after.image];
  const sameSize = old.height === fresh.height && old.width === fresh.width;
  const [first, second] = [measureValues(old), measureValues(fresh, cover)];
  const organ = (label: 1 | 2): [Region | null, Region | null] | undefined =>
    before.mask && after.mask && [regionOf(before.mask, label), regionOf(after.mask, label)];
  const [liver, lesion] = [organ(1), organ(2)];
  const { empty, outside, invalid } = second;
  return {
    before: { size: [old.height, old.width], mean: first.mean, levels: first.levels },
    after: { size: [fresh.height, fresh.width], mean: second.mean, levels: second.levels },
    changed: sameSize ? differing(old, fresh) : null,
    correlation: sameSize ? correlation(old, fresh) : null,
    clipped: Math.min(1, Math.max(0, second.extreme - first.extreme)),
    outside,
    invalid,
    empty,
    ...(liver ? { liver } : {}),
    ...(lesion ? { lesion } : {}),
  };
}

interface Values {
  mean: number;
  /** Different gray levels, of 256. */
  levels: number;
  /** Shares of all pixels: at black or white, beyond, not a number, without a slice. */
  extreme: number;
  outside: number;
  invalid: number;
  empty: number;
}

function measureValues({ data, ...picture }: Picture, cover?: Picture): Values {
  const white = whiteOf({ data, ...picture });
  const seen = new Uint8Array(levels);
  let [sum, extreme, outside, invalid, empty] = [0, 0, 0, 0, 0];
  for (let i = 0; i < data.length; i++) {
    if (cover && cover.data[i % cover.data.length] === 0) {
      empty++;
      continue;
    }
    const value = data[i] / white;
    if (Number.isNaN(value)) {
      invalid++;
      continue;
    }
    sum += value;
    if (value === 0 || value === 1) extreme++;
    else if (value < 0 || value > 1) outside++;
    seen[Math.min(levels - 1, Math.max(0, Math.round(value * (levels - 1))))] = 1;
  }
  const share = (count: number) => count / data.length;
  const counted = data.length - invalid - empty;
  return {
    mean: counted > 0 ? sum / counted : 0,
    levels: seen.reduce((total, one) => total + one, 0),
    extreme: share(extreme),
    outside: share(outside),
    invalid: share(invalid),
    empty: share(empty),
  };
}

function differing(a: Picture, b: Picture): number {
  const [whiteA, whiteB] = [whiteOf(a), whiteOf(b)];
  const pixels = a.height * a.width;
  let count = 0;
  // The first channel stands for all: slices have one.
  for (let i = 0; i < pixels; i++)
    if (!(Math.abs(a.data[i] / whiteA - b.data[i] / whiteB) <= noticeable)) count++;
  return count / pixels;
}

/** Pearson's, of the first channels; null when one of them is constant or holds what is no number. */
function correlation(a: Picture, b: Picture): number | null {
  const pixels = a.height * a.width;
  let [sumA, sumB] = [0, 0];
  for (let i = 0; i < pixels; i++) {
    sumA += a.data[i];
    sumB += b.data[i];
  }
  const [meanA, meanB] = [sumA / pixels, sumB / pixels];
  let [products, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < pixels; i++) {
    const [x, y] = [a.data[i] - meanA, b.data[i] - meanB];
    products += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  const result = products / Math.sqrt(squaresA * squaresB);
  return Number.isFinite(result) ? Math.min(1, Math.max(-1, result)) : null;
}

/** @param label 1: the liver with its lesions; 2: the lesions */
function regionOf({ data, height, width }: Picture, label: 1 | 2): Region | null {
  let [count, x, y] = [0, 0, 0];
  for (let i = 0; i < data.length; i++)
    if (data[i] >= label) {
      count++;
      x += (i % width) + 0.5;
      y += Math.floor(i / width) + 0.5;
    }
  if (count === 0) return null;
  return { share: count / data.length, x: x / count / width, y: y / count / height };
}

/** A seed to show samples with, made from another. */
export function nextSeed(seed: number): number {
  return new Random(seed).integer(0, 999_999);
}
