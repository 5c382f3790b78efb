import { describe, expect, it } from 'vitest';
import {
  distance,
  findCopies,
  impressionOf,
  mirrored,
  tolerance,
  type Impression,
} from '../../../../src/data/inspect/nearCopies';

const side = 256;

/** Numbers from 0 to 1 that are the same each time. Source: T. Wang, integer hashes. */
function randomOf(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    state ^= state >>> 15;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A body with an organ in it, at places that differ from seed to seed; `noise` in grey values. */
function slice(seed: number, noise = 0): Uint8Array {
  const random = randomOf(seed);
  const spread = (from: number, to: number) => from + (to - from) * random();
  const ellipses = [
    [128, 128, spread(90, 120), spread(70, 100), 90],
    [spread(60, 110), spread(70, 95), spread(25, 45), spread(25, 45), 60],
    [spread(130, 190), spread(80, 160), spread(10, 30), spread(10, 30), spread(-60, 80)],
  ] as const;
  const grain = randomOf(seed + 1000);
  return Uint8Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [i % side, Math.floor(i / side)];
    let value = 10;
    for (const [cx, cy, rx, ry, grey] of ellipses)
      if (((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1) value += grey;
    return value + noise * (grain() - 0.5);
  });
}

const turned = (pixels: Uint8Array, from: (x: number, y: number) => number) =>
  pixels.map((_, i) => pixels[from(i % side, Math.floor(i / side))]);

function impression(pixels: Uint8Array): Impression {
  const found = impressionOf(pixels);
  if (!found) throw new Error('The slice is constant.');
  return found;
}

const others = Array.from({ length: 20 }, (_, seed) => impression(slice(seed)));
const copyOf = async (pixels: Uint8Array) => (await findCopies([impressionOf(pixels)], others))[0];

describe('a slice', () => {
  it.each<[string, (pixels: Uint8Array) => Uint8Array, boolean]>([
    ['as it is', (pixels) => pixels, false],
    ['brighter and with less contrast', (pixels) => pixels.map((value) => 60 + 0.6 * value), false],
    ['left and right exchanged', (pixels) => turned(pixels, (x, y) => y * side + side - 1 - x), true],
    ['upside down', (pixels) => turned(pixels, (x, y) => (side - 1 - y) * side + x), true],
    ['turned by half', (pixels) => turned(pixels, (x, y) => (side - 1 - y) * side + side - 1 - x), true],
  ])('is found again %s', async (_what, change, isMirrored) => {
    expect(await copyOf(change(slice(7)))).toEqual({ position: 7, isMirrored });
  });

  it('is found again with noise', async () => {
    expect(await copyOf(slice(7, 20))).toEqual({ position: 7, isMirrored: false });
  });

  it('of another patient is none', async () => {
    expect(await copyOf(slice(99))).toBeUndefined();
  });

  it('that is constant shows nothing to compare', async () => {
    expect(await copyOf(new Uint8Array(side * side).fill(7))).toBeUndefined();
  });
});

it('rules out no pair that a comparison of everything with everything would find', async () => {
  const looked = Array.from({ length: 60 }, (_, i) => impression(slice(i % 20, 4 * i)));
  const expected = looked.map((one) => {
    const isCopy = (own: Impression) => (other: Impression) => distance(own, other) <= tolerance;
    const position = others.findIndex(isCopy(one));
    if (position >= 0) return { position, isMirrored: false };
    const mirror = others.findIndex((other) => mirrored(one).some((own) => isCopy(own)(other)));
    return mirror < 0 ? undefined : { position: mirror, isMirrored: true };
  });
  expect(await findCopies(looked, others)).toEqual(expected);
  // Some are copies, and some are noise.
  expect(new Set(expected.map((copy) => copy === undefined)).size).toBe(2);
});
