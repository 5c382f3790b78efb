export { affine, rotate, type AffineOptions, type RotateOptions } from './affine';
export { adjustBrightness } from './brightness';
export { hflip, vflip } from './flip';
export { adjustContrast, adjustHue, adjustSaturation, rgbToGrayscale } from './colour';
export { gaussianBlur } from './gaussianBlur';
export { normalize } from './normalize';
