import { t } from '../../words';
import { crop, zoom } from '../functional';
import type { PaddingMode } from '../functional/pad';
import type { ResizeInterpolation } from '../functional/resize';
import type { Picture } from '../picture';
import type { Random } from '../random';
import type { TransformSpec } from '../spec';
import { ListedTransform, type Operation } from '../transform';
import type { ProbOptions } from './ct';
import { both, choice, flag, orderedRange, paddingMode, probability } from './parameters';

export interface RandZoomOptions extends ProbOptions {
  /** Smallest factor; under 1 shrinks. Default: 0.9. */
  minZoom?: number;
  /** Largest factor; over 1 enlarges. Default: 1.1. */
  maxZoom?: number;
  /** How pixels are found. Default: `'area'`. */
  mode?: ResizeInterpolation;
  /** What surrounds a picture that got smaller. Default: `'edge'`. */
  paddingMode?: PaddingMode;
  /** Crop or pad to the old size. Default: true. */
  keepSize?: boolean;
}

/** Enlarges or shrinks around the middle by a random factor. */
export class RandZoom extends ListedTransform<Required<RandZoomOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'RandZoom',
    origin: 'MONAI',
    kind: 'geometric',
    needs: 'any',
    random: true,
    summary: () => t('Enlarges or shrinks around the middle by a random factor.'),
    parameters: [
      probability('prob', 0.1),
      {
        name: 'minZoom',
        type: 'number',
        summary: () => t('Smallest factor; under 1 shrinks.'),
        default: 0.9,
        min: 0.1,
        max: 3,
        step: 0.05,
        unit: 'factor',
      },
      {
        name: 'maxZoom',
        type: 'number',
        summary: () => t('Largest factor; over 1 enlarges.'),
        default: 1.1,
        min: 0.1,
        max: 3,
        step: 0.05,
        unit: 'factor',
      },
      choice('mode', () => t('How pixels are found; area is the mean of those that fall into one.'), 'area', [
        'nearest',
        'bilinear',
        'bicubic',
        'area',
      ]),
      { ...paddingMode, default: 'edge' },
      flag('keepSize', () => t('Crop or pad to the old size.'), true),
    ],
    resizes: true,
  };

  constructor(options?: RandZoomOptions) {
    super(RandZoom.spec, options);
    const { minZoom, maxZoom } = this.parameters;
    if (orderedRange(t('RandZoom: minZoom to maxZoom'), [minZoom, maxZoom])[0] <= 0)
      throw new RangeError(t('{0} must be positive, not {1}.', 'RandZoom: minZoom', String(minZoom)));
  }

  protected override draw(_image: Picture, random: Random): Operation | undefined {
    const { prob, minZoom, maxZoom, ...how } = this.parameters;
    if (!random.chance(prob)) return undefined;
    const factor = random.uniform(minZoom, maxZoom);
    return {
      image: (image) => zoom(image, factor, how),
      mask: (mask) => zoom(mask, factor, { ...how, mode: 'nearest' }),
    };
  }
}

export interface CropForegroundOptions {
  /** Pixels to keep around it. Default: 0. */
  margin?: number;
}

/** Cuts out what the mask marks, such as the liver; for samples with a mask. Without a marked pixel the picture stays. */
export class CropForeground extends ListedTransform<Required<CropForegroundOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'CropForeground',
    origin: 'MONAI',
    kind: 'geometric',
    needs: 'any',
    random: false,
    summary: () => t('Cuts out what the mask marks, such as the liver.'),
    parameters: [
      {
        name: 'margin',
        type: 'integer',
        summary: () => t('Pixels to keep around it.'),
        default: 0,
        min: 0,
        max: 64,
        step: 1,
        unit: 'pixels',
      },
    ],
    resizes: true,
  };

  constructor(options?: CropForegroundOptions) {
    super(CropForeground.spec, options);
    if (this.parameters.margin < 0)
      throw new RangeError(
        t('{0} must not be negative, but is {1}.', 'CropForeground: margin', String(this.parameters.margin)),
      );
  }

  protected override draw(image: Picture, _random: Random, mask?: Picture): Operation | undefined {
    if (!mask)
      throw new TypeError(
        t('CropForeground needs a mask, but there is none: this data set has no segmentations.'),
      );
    const { margin } = this.parameters;
    const rows: number[] = [];
    const columns: number[] = [];
    mask.data.forEach((label, at) => {
      if (label === 0) return;
      rows.push(Math.floor(at / mask.width));
      columns.push(at % mask.width);
    });
    if (rows.length === 0) return undefined;
    const span = (at: number[], side: number) => {
      const [first, last] = at.reduce(([low, high], i) => [Math.min(low, i), Math.max(high, i)], [side, 0]);
      return [Math.max(0, first - margin), Math.min(side, last + 1 + margin)];
    };
    const [top, bottom] = span(rows, image.height);
    const [left, right] = span(columns, image.width);
    return both((picture) => crop(picture, top, left, bottom - top, right - left));
  }
}
