import { t } from '../../words';
import { floatsOf, kindOf, whiteOf, type Picture } from '../picture';

/**
 * Blends with black: multiplies by `factor`, then cuts off at white.
 * @param factor 0 is black, 1 the picture itself, 2 twice as bright
 * @throws RangeError when `factor` is negative.
 */
export function adjustBrightness(image: Picture, factor: number): Picture {
  checkFactor('adjustBrightness', factor);
  return blend(image, 0, factor);
}

/** @throws RangeError when a factor that must not be negative is. */
export function checkFactor(what: string, factor: number): void {
  if (!(factor >= 0))
    throw new RangeError(t('{0}: the factor must not be negative, but is {1}.', what, String(factor)));
}

/** ratio * image + (1 - ratio) * other, cut off at black and white; bytes lose their fraction. */
export function blend(image: Picture, other: number | Float32Array, ratio: number): Picture {
  const white = whiteOf(image);
  const values = floatsOf(image);
  const data = kindOf(image) === 'float' ? new Float32Array(values.length) : new Uint8Array(values.length);
  const rest = 1 - ratio;
  const constant = typeof other === 'number' ? rest * other : 0;
  for (let i = 0; i < data.length; i++) {
    const value = ratio * values[i] + (typeof other === 'number' ? constant : rest * other[i]);
    data[i] = value < 0 ? 0 : value > white ? white : value;
  }
  return { ...image, data };
}
