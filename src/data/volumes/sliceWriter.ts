import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AxialSlice } from './axialSlices';
import { GreyPng } from './greyPng';
import type { Resampler } from './resample';

export interface PictureOptions {
  /** Hounsfield units that become black and white. */
  window: readonly [low: number, high: number];
  /** Pixels of a side of the pictures. */
  size: number;
}

/** Labels are 0, 1 for the liver, and this for a lesion. */
export const mostLabel = 2;

/** Makes the pictures of a volume's slices and writes them. Its memory is the same for each: to get it anew would take longer than to fill it. */
export class SliceWriter {
  /** Hounsfield units of the nearest voxels, and their labels. */
  readonly near: Float32Array;
  readonly labels: Float32Array;
  private readonly grey: Uint8Array;
  private readonly liver: Uint8Array;
  private readonly lesion: Uint8Array;
  private readonly png: GreyPng;
  /** The mask of most slices. */
  private readonly blank: Buffer;

  constructor(
    private readonly folder: string,
    private readonly volume: number,
    private readonly resampler: Resampler,
    private readonly options: PictureOptions,
  ) {
    const pixels = options.size ** 2;
    [this.near, this.labels] = [new Float32Array(pixels), new Float32Array(pixels)];
    [this.grey, this.liver, this.lesion] = [
      new Uint8Array(pixels),
      new Uint8Array(pixels),
      new Uint8Array(pixels),
    ];
    this.png = new GreyPng(options.size);
    this.blank = this.png.encode(this.liver);
  }

  /**
   * Files are written at once, not in the background, where each would cost more than what is written.
   * @param segmentation undefined where it holds no label
   */
  write(slice: AxialSlice, segmentation: AxialSlice | undefined): { row: string; hasLesion: boolean } {
    const { resampler, near, labels, liver, lesion, png, blank, volume } = this;
    resampler.nearest(slice.values, near);
    this.drawGrey(slice.values);
    if (segmentation) this.drawMasks(segmentation);
    else labels.fill(0);
    const hasLiver = segmentation !== undefined && liver.includes(1);
    const hasLesion = segmentation !== undefined && lesion.includes(1);
    const files = [
      `volumes/volume-${volume}_${slice.index}.png`,
      `segmentations/segmentation-${volume}_livermask_${slice.index}.png`,
      `segmentations/segmentation-${volume}_lesionmask_${slice.index}.png`,
    ] as const;
    const [picture, liverFile, lesionFile] = files;
    const write = (file: string, bytes: Buffer) => writeFileSync(join(this.folder, file), bytes);
    write(picture, png.encode(this.grey));
    write(liverFile, hasLiver ? png.encode(liver) : blank);
    write(lesionFile, hasLesion ? png.encode(lesion) : blank);
    return {
      row: [picture, Number(hasLiver), Number(hasLesion), liverFile, lesionFile].join(','),
      hasLesion,
    };
  }

  private drawGrey(values: Float32Array): void {
    const { grey } = this;
    const [low, high] = this.options.window;
    const mean = this.resampler.area(values, low, high);
    // A loop and not `from` or `map`, here and around: they take many times as long, and this is most of the work.
    for (let i = 0; i < mean.length; i++) grey[i] = (255 * (mean[i] - low)) / (high - low) + 0.5;
  }

  private drawMasks(segmentation: AxialSlice): void {
    const { resampler, labels, liver, lesion } = this;
    resampler.nearest(segmentation.values, labels);
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i];
      liver[i] = label >= 1 ? 1 : 0;
      lesion[i] = label === mostLabel ? 1 : 0;
    }
  }
}
