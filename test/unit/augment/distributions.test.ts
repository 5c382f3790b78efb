import { describe, expect, it } from 'vitest';
import {
  ColorJitter,
  F,
  Random,
  RandGaussianNoise,
  RandomAffine,
  RandomApply,
  RandomChoice,
  RandomCrop,
  RandomErasing,
  RandomHorizontalFlip,
  RandomOrder,
  RandomResizedCrop,
  RandomRotation,
  RandShiftIntensity,
  sampleRandom,
  type Picture,
  type Transform,
} from '../../../src/augment';
import { ramp } from './fixtures';

/** What 2000 samples of a run get. */
function draws<T>(transform: Transform, image: Picture, read: (result: Picture) => T): T[] {
  return Array.from({ length: 2000 }, (_, index) => read(transform.apply(image, sampleRandom(1, 1, index))));
}

const first = ({ data }: Picture) => data[0];
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const share = (values: readonly boolean[]) => mean(values.map(Number));

/** Largest distance between the share of values below and that of a uniform distribution (Kolmogorov and Smirnov). */
function distanceFromUniform(values: readonly number[], low: number, high: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.max(
    ...sorted.map((value, i) => Math.abs((value - low) / (high - low) - (i + 0.5) / sorted.length)),
  );
}

/** A uniform sample of 2000 is further away once in ten thousand times; seeds are fixed. */
const allowed = 2.2 / Math.sqrt(2000);
const tiny = ramp(4, 6);
const white: Picture = { data: Float32Array.of(1), height: 1, width: 1, channels: 1 };

describe('what is drawn', () => {
  it.each([0.1, 0.5, 0.9])('is applied with probability %d', (p) => {
    const flipped = draws(new RandomHorizontalFlip({ p }), tiny, (result) => first(result) !== first(tiny));
    expect(Math.abs(share(flipped) - p)).toBeLessThan(0.04);
  });

  it('is uniform: an offset, a factor', () => {
    const shifted = draws(new RandShiftIntensity({ offsets: [-0.2, 0.4], prob: 1 }), white, first);
    expect(distanceFromUniform(shifted, 0.8, 1.4)).toBeLessThan(allowed);
    const brightened = draws(new ColorJitter({ brightness: [0.2, 0.9] }), white, first);
    expect(distanceFromUniform(brightened, 0.2, 0.9)).toBeLessThan(allowed);
  });

  it('is an angle between the bounds, both ways', () => {
    const far: Picture = { ...ramp(1, 201), data: Float32Array.from({ length: 201 }, (_, x) => x) };
    const turn = new RandomRotation({ degrees: 60, interpolation: 'bilinear' });
    // The row's middle pixel but one comes from 50 cos(angle) before the centre, where the row is met.
    const results = draws(turn, far, ({ data }) => data.filter((value) => value > 0).length);
    expect(Math.min(...results)).toBeLessThan(5);
    expect(Math.max(...results)).toBeGreaterThan(40);
  });

  it('is a shift of whole pixels, uniform in both directions', () => {
    const dot = { ...ramp(9, 9), data: new Float32Array(81) };
    dot.data[40] = 1;
    const places = draws(new RandomAffine({ degrees: 0, translate: [2 / 9, 2 / 9] }), dot, ({ data }) =>
      data.indexOf(1),
    );
    const columns = [-2, -1, 0, 1, 2].map((dx) => share(places.map((place) => (place % 9) - 4 === dx)));
    const rows = [-2, -1, 0, 1, 2].map((dy) =>
      share(places.map((place) => Math.floor(place / 9) - 4 === dy)),
    );
    // Rounding gives the outermost half the share of the others.
    for (const shares of [columns, rows])
      for (const [i, expected] of [1 / 8, 1 / 4, 1 / 4, 1 / 4, 1 / 8].entries())
        expect(Math.abs(shares[i] - expected)).toBeLessThan(0.04);
  });

  it('is every place of a crop alike', () => {
    const corners = draws(new RandomCrop({ size: [3, 4] }), tiny, first);
    const possible = [0, 1].flatMap((y) => [0, 1, 2].map((x) => tiny.data[y * 6 + x]));
    for (const corner of possible)
      expect(Math.abs(share(corners.map((value) => value === corner)) - 1 / 6)).toBeLessThan(0.04);
  });

  it('is noise whose deviation is drawn from 0 to std', () => {
    const grey: Picture = { ...ramp(64, 64), data: new Float32Array(4096) };
    const deviations = draws(new RandGaussianNoise({ prob: 1, std: 0.4 }), grey, ({ data }) =>
      Math.sqrt(mean([...data].map((value) => value ** 2))),
    );
    expect(distanceFromUniform(deviations, 0, 0.4)).toBeLessThan(allowed + 0.02);
  });

  it('is a share of the area and a ratio within bounds', () => {
    const grey: Picture = { ...ramp(40, 40), data: new Float32Array(1600) };
    const areas = draws(
      new RandomErasing({ p: 1, scale: [0.1, 0.2], ratio: [0.5, 2], value: 1 }),
      grey,
      ({ data }) => mean([...data]),
    );
    expect(Math.min(...areas)).toBeGreaterThan(0.09);
    expect(Math.max(...areas)).toBeLessThan(0.22);
    expect(Math.abs(mean(areas) - 0.15)).toBeLessThan(0.01);
  });

  it('is a log-uniform ratio: upright crops are as frequent as wide ones', () => {
    const wide: Picture = { ...ramp(64, 64), channels: 1 };
    // In a ramp along the rows, how much the crop's rows and columns differ tells its height and width.
    const crop = new RandomResizedCrop({ size: 2, scale: [0.2, 0.3], interpolation: 'nearest' });
    const ratios = draws(crop, wide, ({ data }) => ((data[1] - data[0]) * 64) / (data[2] - data[0]));
    expect(
      Math.abs(share(ratios.map((ratio) => ratio > 1)) - share(ratios.map((ratio) => ratio < 1))),
    ).toBeLessThan(0.08);
  });
});

describe('containers', () => {
  const add = (amount: number) => (picture: Picture) => ({
    ...picture,
    data: picture.data.map((v) => v + amount),
  });
  const double = (picture: Picture) => ({ ...picture, data: picture.data.map((v) => v * 2) });

  it('apply all or nothing with a probability', () => {
    const results = draws(new RandomApply([add(1), add(2)], { p: 0.3 }), white, first);
    expect(new Set(results)).toEqual(new Set([1, 4]));
    expect(Math.abs(share(results.map((value) => value === 4)) - 0.3)).toBeLessThan(0.04);
  });

  it('choose one in proportion', () => {
    const results = draws(new RandomChoice([add(1), add(2), add(3)], { p: [1, 0, 3] }), white, first);
    expect(new Set(results)).toEqual(new Set([2, 4]));
    expect(Math.abs(share(results.map((value) => value === 4)) - 0.75)).toBeLessThan(0.04);
  });

  it('apply in every order alike', () => {
    const results = draws(new RandomOrder([add(1), double]), white, first);
    expect(Math.abs(share(results.map((value) => value === 4)) - 0.5)).toBeLessThan(0.04);
    expect(new Set(results)).toEqual(new Set([3, 4]));
  });
});

describe('normal numbers', () => {
  const numbers = new Random(5).normals(200_000);

  it.each([
    [1, 0, 0.01],
    [2, 1, 0.015],
    [3, 0, 0.04],
    [4, 3, 0.1],
  ])('have the moment %i', (power, expected, tolerance) => {
    expect(Math.abs(mean([...numbers].map((value) => value ** power)) - expected)).toBeLessThan(tolerance);
  });

  it.each([
    [1, 0.3173],
    [2, 0.0455],
    [3, 0.0027],
    [3.5, 0.000465],
  ])('lie beyond %d deviations as often as they should', (bound, expected) => {
    const beyond = share([...numbers].map((value) => Math.abs(value) > bound));
    expect(Math.abs(beyond - expected)).toBeLessThan(4 * Math.sqrt(expected / numbers.length));
  });
});

describe('a mask follows', () => {
  it('a crop and its resize, without new labels', () => {
    const image = ramp(32, 32);
    const mask: Picture = { ...image, data: Uint8Array.from(image.data, (value) => (value > 0.5 ? 2 : 0)) };
    const random = () => sampleRandom(3, 1, 4);
    const crop = new RandomResizedCrop({ size: 32 });
    const moved = crop.transform({ image, mask }, random());
    const same =
      moved.mask?.data.filter((label, i) => (label === 2) === moved.image.data[i] > 0.5).length ?? 0;
    expect(same / 1024).toBeGreaterThan(0.95);
    expect([...new Set(moved.mask?.data)].toSorted()).toEqual([0, 2]);
  });

  it('an erased rectangle, where its labels are lost', () => {
    const image = { ...ramp(16, 16), data: new Float32Array(256).fill(0.5) };
    const mask: Picture = { ...image, data: new Uint8Array(256).fill(2) };
    const erased = new RandomErasing({ p: 1 }).transform({ image, mask }, sampleRandom(1, 1, 1));
    expect([...(erased.mask?.data ?? [])].map((label) => label === 2)).toEqual(
      [...erased.image.data].map((value) => value === 0.5),
    );
  });
});

it('a zoom that enlarges keeps the middle', () => {
  const image = ramp(9, 9);
  expect(F.zoom(image, 3, { mode: 'nearest' }).data[40]).toBe(image.data[40]);
});
