import { t } from '../../words';
import type { Picture } from '../picture';
import { crop } from './crop';
import { pad, type PaddingMode } from './pad';
import { resize, type ResizeInterpolation } from './resize';

export interface ZoomOptions {
  /** Default: `'area'`. */
  mode?: ResizeInterpolation | undefined;
  /** What surrounds a picture that got smaller. Default: `'edge'`. */
  paddingMode?: PaddingMode | undefined;
  /** Crop or pad to the old size. Default: true. */
  keepSize?: boolean | undefined;
}

/**
 * Enlarges or shrinks around the middle.
 * @param factor over 1 enlarges
 * @throws RangeError when `factor` is not positive, or too small for a pixel to be left.
 */
export function zoom(image: Picture, factor: number, options: ZoomOptions = {}): Picture {
  const { mode = 'area', paddingMode = 'edge', keepSize = true } = options;
  const [height, width] = [image.height, image.width].map((side) => Math.floor(side * factor));
  if (!(height >= 1 && width >= 1))
    throw new RangeError(
      t('zoom: {0} leaves nothing of {1} x {2} pixels.', String(factor), image.height, image.width),
    );
  const zoomed = resize(image, [height, width], { interpolation: mode, antialias: false });
  if (!keepSize) return zoomed;
  const [missingY, missingX] = [image.height - height, image.width - width];
  if (missingY === 0 && missingX === 0) return zoomed;
  if (factor > 1) return crop(zoomed, -missingY >> 1, -missingX >> 1, image.height, image.width);
  const [top, left] = [missingY >> 1, missingX >> 1];
  return pad(zoomed, [left, top, missingX - left, missingY - top], 0, paddingMode);
}
