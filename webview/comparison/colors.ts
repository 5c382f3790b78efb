import { themeColor } from '../shared/theme';
import type { Rgb } from './raster';

/** As many as are told apart; `comparison.css` registers them. */
const count = 8;

/** The name of a run's colour among some. */
const nameOf = (place: number) => `--lits-run-${place % count}`;

/** For CSS. */
export const runVariable = (place: number): string => `var(${nameOf(place)})`;

/** For a canvas or a picture: the colour of the current theme, in a notation that all programs read. */
export const runColor = (place: number): string => `rgb(${rgbOf(themeColor(nameOf(place))).join(',')})`;

const known = new Map<string, Rgb>();

/** A colour of CSS as bytes: a canvas knows all its notations. */
export function rgbOf(colour: string): Rgb {
  const found = known.get(colour);
  if (found) return found;
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('There is no canvas to draw on.');
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  const rgb: Rgb = [red, green, blue];
  known.set(colour, rgb);
  return rgb;
}
