import { beforeAll, describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { phantomVolume, type PhantomSlice } from '../../../src/data/phantom';

const seeds = [1, 2, 3, 4, 5];
const slicesEach = 5;

const rendered = (seed: number, withLesions = true, slices = slicesEach) => {
  const volume = phantomVolume(seed, slices, withLesions);
  return Array.from({ length: slices }, (_, slice) => volume.render(slice));
};
const labels = (slices: PhantomSlice[]) => slices.map(({ label }) => label);
const digest = (slices: PhantomSlice[]) =>
  slices
    .reduce(
      (hash, { picture, liver, lesion }) => hash.update(picture).update(liver).update(lesion),
      createHash('md5'),
    )
    .digest('hex');

describe('a phantom volume', () => {
  let volumes: PhantomSlice[][];
  beforeAll(() => {
    volumes = seeds.map((seed) => rendered(seed));
  });

  it('is the same for the same seed, byte by byte', () => {
    expect(digest(rendered(1))).toBe(digest(volumes[0]));
  });

  it('does not depend on the order in which its slices are rendered', () => {
    const volume = phantomVolume(1, slicesEach, true);
    volume.render(4);
    expect(digest([volume.render(2)])).toBe(digest([volumes[0][2]]));
  });

  it('differs between seeds', () => {
    expect(new Set(volumes.map(digest)).size).toBe(seeds.length);
  });

  it('has masks of 0 and 1 with every lesion pixel inside the liver', () => {
    for (const { liver, lesion } of volumes.flat()) {
      expect(liver.every((value) => value <= 1)).toBe(true);
      expect(lesion.every((value, pixel) => value <= liver[pixel])).toBe(true);
    }
  });

  it('is labelled as its masks say', () => {
    for (const { liver, lesion, label } of volumes.flat())
      expect(label).toBe(lesion.includes(1) ? 2 : liver.includes(1) ? 1 : 0);
  });

  it('shows no liver at its lower end', () => {
    for (const volume of volumes) expect(volume[0].label).toBe(0);
  });

  it('has liver of soft-tissue brightness, brighter than fat and darker than bone', () => {
    for (const { picture, liver, label } of volumes.flat()) {
      if (label !== 1) continue;
      const values = [...picture].filter((_, pixel) => liver[pixel] === 1);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean).toBeGreaterThan(100);
      expect(mean).toBeLessThan(200);
    }
  });

  it('holds air, soft tissue and bone in every picture', () => {
    for (const { picture } of volumes.flat()) {
      expect(picture.includes(0)).toBe(true);
      expect(picture.includes(255)).toBe(true);
      expect(picture.filter((value) => value > 100 && value < 200).length).toBeGreaterThan(3000);
    }
  });

  it('shows lesions that differ from the liver around them', () => {
    const contrasts = volumes.flat().flatMap(({ picture, liver, lesion, label }) => {
      if (label !== 2) return [];
      const mean = (inLesion: number) => {
        const values = picture.filter((_, pixel) => liver[pixel] === 1 && lesion[pixel] === inLesion);
        return values.reduce((sum, value) => sum + value, 0) / values.length;
      };
      return [mean(1) - mean(0)];
    });
    expect(contrasts.some((contrast) => contrast < -10)).toBe(true);
    expect(contrasts.filter((contrast) => Math.abs(contrast) > 4).length).toBeGreaterThan(
      contrasts.length / 2,
    );
  });

  it.each([4, 24])('has all three classes in %d slices when it has lesions', (slices) => {
    for (const seed of seeds.slice(0, 2))
      expect(new Set(labels(rendered(seed, true, slices)))).toEqual(new Set([0, 1, 2]));
  });

  it('has no lesion when told so', () => {
    for (const seed of seeds) expect(labels(rendered(seed, false))).not.toContain(2);
  });
});
