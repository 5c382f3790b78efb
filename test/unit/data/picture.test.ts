import { describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { decodePicture } from '../../../src/data/picture';
import { rampPng } from './fixture';

describe('decoding a picture', () => {
  it('returns 8-bit grey values as they are', async () => {
    expect(await decodePicture(await rampPng(3))).toEqual(
      Buffer.from(Uint8Array.from({ length: 65536 }, (_, i) => (3 + i) & 0xff)),
    );
  });

  it('scales 16-bit values instead of cutting them off', async () => {
    const values = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const png = await sharp(values, { raw: { width: 256, height: 256, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect((await sharp(png).metadata()).depth).toBe('ushort');
    const pixels = await decodePicture(png);
    expect([0, 257, 25_700, 32_896, 65_535].map((value) => pixels[value])).toEqual([0, 1, 100, 128, 255]);
  });

  it.each([3, 4] as const)(
    'reads a grey picture stored with %d channels without a change',
    async (channels) => {
      const values = Uint8Array.from({ length: 65536 * channels }, (_, i) =>
        i % channels === 3 ? 17 : Math.floor(i / channels) & 0xff,
      );
      const png = await sharp(values, { raw: { width: 256, height: 256, channels } })
        .png()
        .toBuffer();
      const pixels = await decodePicture(png);
      expect([...pixels.subarray(0, 512)]).toEqual(Array.from({ length: 512 }, (_, i) => i & 0xff));
      expect(pixels).toHaveLength(65536);
    },
  );

  it.each([128, 512])('resamples a square picture of %d pixels', async (side) => {
    const half = Uint8Array.from({ length: side * side }, (_, i) => (i % side < side / 2 ? 40 : 200));
    const png = await sharp(half, { raw: { width: side, height: side, channels: 1 } })
      .png()
      .toBuffer();
    const pixels = await decodePicture(png);
    expect(pixels).toHaveLength(65536);
    expect([pixels[0], pixels[124], pixels[131], pixels[65535]]).toEqual([40, 40, 200, 200]);
  });

  it('refuses a picture that is not square', async () => {
    const png = await sharp(new Uint8Array(256 * 200), { raw: { width: 256, height: 200, channels: 1 } })
      .png()
      .toBuffer();
    await expect(decodePicture(png)).rejects.toThrow('256 x 200 pixels; a slice must be square');
  });

  it.each([
    ['a truncated picture', async () => (await rampPng()).subarray(0, 400), 'damaged or truncated'],
    ['text', () => Buffer.from('not a picture'), 'not a picture'],
    ['an empty file', () => Buffer.alloc(0), 'not a picture'],
  ])('refuses %s', async (_, make, expected) => {
    await expect(decodePicture(await make())).rejects.toThrow(expected);
  });
});
