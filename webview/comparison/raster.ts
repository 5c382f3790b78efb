import type { Spans } from './spans';

export type Rgb = readonly [red: number, green: number, blue: number];

export interface Stroke {
  colour: Rgb;
  /** 0..1 */
  opacity: number;
  /** Pixels. */
  width: number;
  dashed: boolean;
}

const dash = { length: 9, drawn: 5 };

/**
 * A picture made of the spans of curves. A canvas takes a second for the lines of a hundred long runs where no graphics card helps; here,
 * a span is a few pixels.
 */
export class Raster {
  /** Red, green, blue and opacity of each pixel, row by row. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  private readonly words: Uint32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.pixels = new Uint8ClampedArray(width * height * 4);
    this.words = new Uint32Array(this.pixels.buffer);
  }

  clear(): void {
    this.words.fill(0);
  }

  /** Draws a curve over what is there. @param scale pixels for each dash's unit */
  draw({ top, bottom }: Spans, { colour, opacity, width, dashed }: Stroke, scale = 1): void {
    const [red, green, blue] = colour;
    const opaque = (255 << 24) | (blue << 16) | (green << 8) | red;
    const columns = Math.min(this.width, top.length);
    for (let column = 0; column < columns; column++) {
      if (!(top[column] <= bottom[column])) continue;
      if (dashed && (column / scale) % dash.length >= dash.drawn) continue;
      const high = Math.max(0, top[column] - width / 2);
      const low = Math.min(this.height, bottom[column] + width / 2);
      if (high >= low) continue;
      const [first, last] = [Math.floor(high), Math.ceil(low) - 1];
      if (first === last) {
        this.blend(first * this.width + column, colour, opacity * (low - high));
        continue;
      }
      this.blend(first * this.width + column, colour, opacity * (first + 1 - high));
      this.blend(last * this.width + column, colour, opacity * (low - last));
      const end = last * this.width + column;
      for (let place = (first + 1) * this.width + column; place < end; place += this.width)
        if (opacity === 1) this.words[place] = opaque;
        else this.blend(place, colour, opacity);
    }
  }

  /** Lays a colour over a pixel. */
  private blend(place: number, [red, green, blue]: Rgb, opacity: number): void {
    const { pixels } = this;
    const at = place * 4;
    const beneath = (pixels[at + 3] / 255) * (1 - opacity);
    const together = opacity + beneath;
    if (together <= 0) return;
    const share = opacity / together;
    pixels[at] += (red - pixels[at]) * share;
    pixels[at + 1] += (green - pixels[at + 1]) * share;
    pixels[at + 2] += (blue - pixels[at + 2]) * share;
    pixels[at + 3] = together * 255;
  }
}
