import { describe, expect, it } from 'vitest';
import type { Sample, TransformDescription } from '../../../src/augment';
import { sampleWithChanges } from '../../../src/augment/changes';
import { observe } from '../../../src/augment/observations';

const side = 64;
const shape = { height: side, width: side, channels: 1 };

/** A bright body with a liver on the left and a lesion in it, on black. */
function slice(): Required<Sample> {
  const data = new Float32Array(side * side);
  const mask = new Uint8Array(side * side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const at = y * side + x;
      if (Math.hypot(x - 32, y - 32) < 28) data[at] = 0.3 + 0.2 * (y / side);
      if (Math.hypot(x - 18, y - 32) < 10) mask[at] = 1;
      if (Math.hypot(x - 16, y - 32) < 3) mask[at] = 2;
      if (mask[at] > 0) data[at] += 0.2;
    }
  return { image: { data, ...shape }, mask: { data: mask, ...shape } };
}

const said = (...pipeline: TransformDescription[]) => {
  const { changes } = sampleWithChanges(pipeline, slice(), { seed: 1, index: 0 });
  return observe(changes, pipeline);
};
const kinds = (...pipeline: TransformDescription[]) => said(...pipeline).map(({ kind }) => kind);

describe('what changed', () => {
  it('is nothing where nothing is done', () => {
    expect(kinds()).toEqual(['unchanged']);
  });

  it('is nothing where colours are changed, for one channel has none', () => {
    expect(kinds({ name: 'ColorJitter', parameters: { hue: 0.5, saturation: 2 } })).toEqual([
      'unchangedColour',
    ]);
  });

  it('is nothing by chance where a random transform did not strike', () => {
    expect(kinds({ name: 'RandomHorizontalFlip', parameters: { p: 0 } })).toEqual(['unchangedChance']);
  });

  it('is a label that is wrong when the lesion is cut away', () => {
    const [first] = said({ name: 'CenterCrop', parameters: { size: 16 } });
    expect(first).toMatchObject({ kind: 'lesionLost', weight: 'wrong' });
    expect(first?.values.map(({ value }) => value > 0)).toEqual([true, false]);
  });

  it('is the share of pixels that are cut off at white', () => {
    const clipped = said({ name: 'ColorJitter', parameters: { brightness: [4, 4] } }).find(
      ({ kind }) => kind === 'clipped',
    );
    const body = slice().image.data.filter((value) => value * 4 >= 1).length / side ** 2;
    expect(clipped?.values[0]?.value).toBeCloseTo(body, 5);
  });

  it('is the other side of the body after a mirror', () => {
    expect(kinds({ name: 'RandomHorizontalFlip', parameters: { p: 1 } })).toEqual(['sideSwapped']);
  });

  it('is a patient who lies face down after a flip from top to bottom', () => {
    expect(kinds({ name: 'RandomVerticalFlip', parameters: { p: 1 } })).toContain('upsideDown');
  });

  it('is a negative after an inversion', () => {
    expect(kinds({ name: 'RandomInvert', parameters: { p: 1 } })).toContain('inverted');
  });

  it('is the share of the picture that shows nothing of the slice, not what was cut off', () => {
    const pipeline = { name: 'RandomAffine', parameters: { degrees: [0, 0], scale: [0.5, 0.5] } };
    const empty = said(pipeline).find(({ kind }) => kind === 'empty');
    expect(empty?.values[0]?.value).toBeCloseTo(0.75, 2);
    expect(kinds(pipeline)).not.toContain('clipped');
  });

  it('is a size that the network does not expect', () => {
    const size = said({ name: 'Resize', parameters: { size: [32, 48] } }).find(({ kind }) => kind === 'size');
    expect(size?.values.map(({ value }) => value)).toEqual([64, 64, 48, 32]);
  });

  it('is values beyond black after a normalization', () => {
    expect(kinds({ name: 'Normalize', parameters: { mean: 0.5, std: 0.5 } })).toContain('outside');
  });

  it('draws the same for the same seed and index', () => {
    const pipeline = [{ name: 'RandomRotation', parameters: { degrees: 30 } }];
    const once = () => sampleWithChanges(pipeline, slice(), { seed: 7, index: 2 });
    expect(once()).toEqual(once());
  });
});
