import type { HeatMap } from '../../src/panels/evaluation';

/**
 * A heat map as a picture to lie over a slice, one pixel a value: clear where it is 0, over red to yellow where it is 1.
 * @returns RGBA, row by row
 */
export function heatMapPixels({ width, height, values }: HeatMap): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(width * height * 4);
  values.forEach((value, index) => pixels.set([255, 255 * (2 * value - 1), 0, 255 * value], index * 4));
  return pixels;
}

/** What has come of the question where a model looked: a picture's address, or that nothing spoke for the class. */
export type Cam = 'coming' | 'nothing' | { address: string };

/** A heat map as the gallery shows it. */
export function camOf(heatMap: HeatMap): Cam {
  if (heatMap.values.every((value) => value === 0)) return 'nothing';
  const canvas = document.createElement('canvas');
  canvas.width = heatMap.width;
  canvas.height = heatMap.height;
  const pixels = new ImageData(heatMapPixels(heatMap), heatMap.width, heatMap.height);
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  return { address: canvas.toDataURL('image/png') };
}
