import type { Picture, Sample } from '../../src/augment';
import { sampleWithChanges } from '../../src/augment/changes';
import { imageSide } from '../../src/course/classes';
import type { Changes, InputKind } from '../../src/panels/laboratory';
import type { Pipeline } from './pipeline';

/** How many samples are shown at once. */
export const sampleCount = 6;

/** One sample, or why there is none. */
export type Made = { sample: Sample; changes: Changes } | { problem: string };

/**
 * A slice as a pipeline gets it.
 * @param pixels 256 x 256 bytes, row by row
 * @param mask of the same size: 0 background, 1 liver, 2 lesion
 * @param input `float`: as training has it, its smallest value 0 and its largest 1; `uint8`: as it is
 */
export function sliceSample(pixels: Uint8Array, mask: Uint8Array | undefined, input: InputKind): Sample {
  const shape = { height: imageSide, width: imageSide, channels: 1 };
  const image: Picture = { data: input === 'float' ? normalized(pixels) : pixels, ...shape };
  return mask ? { image, mask: { data: mask, ...shape } } : { image };
}

/** As training normalizes slices; a constant one becomes zeros. */
function normalized(pixels: Uint8Array): Float32Array {
  let [min, max] = [255, 0];
  for (const value of pixels) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const scale = max > min ? 1 / (max - min) : 0;
  return Float32Array.from(pixels, (value) => (value - min) * scale);
}

/** The first samples of a seed. */
export function makeSamples(
  pipeline: Pipeline,
  slice: Sample,
  seed: number,
  count: number = sampleCount,
): Made[] {
  return Array.from({ length: count }, (_, index) => makeSample(pipeline, slice, seed, index));
}

/** One sample of a seed. What a transform refuses becomes its problem. */
export function makeSample(pipeline: Pipeline, slice: Sample, seed: number, index: number): Made {
  try {
    return sampleWithChanges(pipeline, slice, { seed, index });
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
